"""The types that travel through a scan. They import nothing of ours; everything else imports them."""

from scanner.model.cluster import ClusterCoverage, KindCoverage, KindStatus, ObjectReference
from scanner.model.document import (
    Document,
    DocumentKind,
    Locator,
    Problem,
    Rendering,
    Source,
    Traced,
    Unread,
    UnreadReason,
)
from scanner.model.finding import Finding, FindingStatus, Located, RelatedLocation
from scanner.model.framework import Framework, FrameworkControl
from scanner.model.match import Match, Related, Unknown
from scanner.model.peer import Peer
from scanner.model.place import Part, Path, Span
from scanner.model.report import Coverage, NotEvaluated, NotHonoured, Report, Undecided
from scanner.model.rule import FailOn, Profile, Rule, RuleOrigin, Severity
from scanner.model.subject import Subject, WholeDocument

__all__ = [
    "ClusterCoverage",
    "Coverage",
    "Document",
    "DocumentKind",
    "FailOn",
    "Finding",
    "FindingStatus",
    "Framework",
    "FrameworkControl",
    "KindCoverage",
    "KindStatus",
    "Located",
    "Locator",
    "Match",
    "NotEvaluated",
    "NotHonoured",
    "ObjectReference",
    "Part",
    "Path",
    "Peer",
    "Problem",
    "Profile",
    "Related",
    "RelatedLocation",
    "Rendering",
    "Report",
    "Rule",
    "RuleOrigin",
    "Severity",
    "Source",
    "Span",
    "Subject",
    "Traced",
    "Undecided",
    "Unknown",
    "Unread",
    "UnreadReason",
    "WholeDocument",
]
