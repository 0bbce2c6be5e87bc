"""Rules as SARIF reporting descriptors."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import sarif_om as om

from scanner.model import RuleOrigin, Severity
from scanner.report.neutralise import encodable, one_line, shorten
from scanner.report.rule_page import rule_page, summary
from scanner.report.sarif.text import LIMIT, sentence

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.model import Report, Rule

LEVELS = {
    Severity.CRITICAL: "error",
    Severity.HIGH: "error",
    Severity.MEDIUM: "warning",
    Severity.LOW: "note",
    Severity.INFO: "note",
}

SECURITY_SEVERITIES = {Severity.CRITICAL: "9.5", Severity.HIGH: "8.0", Severity.MEDIUM: "5.5", Severity.LOW: "2.0"}
"""In GitHub's bands: critical from 9.0, high from 7.0, medium from 4.0, low above 0. GitHub wants strings."""

OTHER_TOPICS = frozenset(
    {"correctness", "cost", "maintainability", "operations", "ownership", "performance", "reliability", "style"}
)
"""A rule with one of these tags, and not tagged ``security`` as well, is about something else."""

_PROBLEM_SEVERITIES = {"error": "error", "warning": "warning", "note": "recommendation"}
_PRECISION = {RuleOrigin.BUILTIN: "very-high", RuleOrigin.POLICY: "high"}
_MOST_TAGS = 10
_NAME_LIMIT = 255


@dataclass(frozen=True, slots=True)
class RuleTable:
    """The run's rules and where each stands among them."""

    descriptors: list[om.ReportingDescriptor]
    indexes: Mapping[str, int]

    @classmethod
    def of(cls, report: Report) -> RuleTable:
        """Return every rule that was carried out or has a finding, by id."""
        rules = {rule.id: rule for rule in (*(finding.rule for finding in report.findings), *report.rules)}
        ordered = [rules[rule_id] for rule_id in sorted(rules)]
        return cls([_descriptor(rule) for rule in ordered], {rule.id: index for index, rule in enumerate(ordered)})


def is_security(rule: Rule) -> bool:
    """Whether GitHub shall show the rule's findings as security alerts.

    A policy that says nothing of itself, neither tags nor frameworks, is not one.
    """
    described = rule.origin is RuleOrigin.BUILTIN or bool(rule.frameworks)
    return "security" in rule.tags or (described and OTHER_TOPICS.isdisjoint(rule.tags))


def _descriptor(rule: Rule) -> om.ReportingDescriptor:
    page = rule_page(rule)
    return om.ReportingDescriptor(
        id=rule.id,
        name=_name(rule.id),
        short_description=om.MultiformatMessageString(text=shorten(one_line(rule.title) or rule.id, LIMIT)),
        full_description=om.MultiformatMessageString(text=sentence(shorten(one_line(summary(rule)) or rule.id, LIMIT))),
        help=om.MultiformatMessageString(text=encodable(page), markdown=encodable(page)),
        help_uri=_help_uri(rule),
        default_configuration=om.ReportingConfiguration(level=LEVELS[rule.severity]),
        properties=_properties(rule),
    )


def _name(rule_id: str) -> str:
    """Return the id in Pascal case, as SARIF2012 asks; never the id itself, which SARIF1001 forbids in any case."""
    name = "".join(word[0].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", rule_id))[: _NAME_LIMIT - 4]
    return f"{name}Rule" if name.lower() in {"", rule_id.lower()} else name


def _help_uri(rule: Rule) -> str | None:
    """Return the first reference that is an absolute address in ASCII."""
    for address in rule.references:
        if address.isascii() and address.isprintable() and not set(address) & set(' "<>\\^`{|}'):
            try:
                parts = urlsplit(address)
            except ValueError:
                continue
            if parts.scheme in {"http", "https"} and parts.hostname:
                return address
    return None


def _properties(rule: Rule) -> dict[str, Any]:
    security = is_security(rule)
    tags = ["security"] * security + [shorten(one_line(tag), _NAME_LIMIT) for tag in (*rule.tags, *rule.frameworks)]
    properties: dict[str, Any] = {
        "tags": [*dict.fromkeys(tag for tag in tags if tag)][:_MOST_TAGS],
        "precision": _PRECISION[rule.origin],
        "problem.severity": _PROBLEM_SEVERITIES[LEVELS[rule.severity]],
    }
    if security and rule.severity in SECURITY_SEVERITIES:
        properties["security-severity"] = SECURITY_SEVERITIES[rule.severity]
    return properties
