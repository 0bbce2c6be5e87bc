"""The Pod Security Standards: what each level and version of them allows a pod."""

from scanner.kubernetes.pod_security.control import Control, Fault
from scanner.kubernetes.pod_security.controls import CONTROLS
from scanner.kubernetes.pod_security.evaluate import Violation, controls_of, evaluate
from scanner.kubernetes.pod_security.labels import Enforced, enforced, refused_labels, unknown_labels
from scanner.kubernetes.pod_security.standard import NEWEST, Level, Version

__all__ = [
    "CONTROLS",
    "NEWEST",
    "Control",
    "Enforced",
    "Fault",
    "Level",
    "Version",
    "Violation",
    "controls_of",
    "enforced",
    "evaluate",
    "refused_labels",
    "unknown_labels",
]
