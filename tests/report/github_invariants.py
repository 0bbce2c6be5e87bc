"""What GitHub code scanning demands of a SARIF file beyond its schema, and validators do not check.

Each fault below was seen to be rejected, or to lose alerts or their help:
https://docs.github.com/en/code-security/code-scanning/troubleshooting-sarif-uploads
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Iterator

_ENCODED = re.compile(r"(?:[A-Za-z0-9/._~!$&'()*+,;=@-]|%[0-9A-F]{2})+")

LEVELS = {"error", "warning", "note"}


def faults(log: dict[str, Any]) -> list[str]:
    """Return every fault, empty for a file that GitHub takes whole."""
    return list(_log(log))


def _log(log: dict[str, Any]) -> Iterator[str]:
    if log.get("version") != "2.1.0" or "sarif-schema-2.1.0" not in log.get("$schema", ""):
        yield "version or $schema is not that of SARIF 2.1.0"
    runs = log.get("runs", [])
    if not 0 < len(runs) <= 20:
        yield "not 1 to 20 runs"
    keys = Counter((run["tool"]["driver"].get("name"), str(run.get("automationDetails", {}).get("id"))) for run in runs)
    yield from (f"two runs of one category: {key}" for key, times in keys.items() if times > 1)
    for run in runs:
        yield from _run(run)


def _run(run: dict[str, Any]) -> Iterator[str]:
    driver = run["tool"]["driver"]
    if not driver.get("name"):
        yield "the driver has no name"
    rules = driver.get("rules", [])
    if "results" not in run:
        yield "no results array"
    if len(run.get("results", [])) > 25_000 or len(rules) > 25_000:
        yield "more than 25,000 results or rules"
    if "automationDetails" in run and "/" not in run["automationDetails"].get("id", ""):
        yield "the automation id has no slash, so its category is empty"
    if any(not invocation.get("executionSuccessful") for invocation in run.get("invocations", [])):
        yield "executionSuccessful is not true"
    if len({rule["id"] for rule in rules}) < len(rules):
        yield "two rules of one id"
    for rule in rules:
        yield from (f"rule {rule['id']!r}: {fault}" for fault in _rule(rule))
    for number, result in enumerate(run.get("results", [])):
        yield from (f"result {number}: {fault}" for fault in _result(result, rules, run.get("columnKind")))


def _rule(rule: dict[str, Any]) -> Iterator[str]:
    for field, limit in (("shortDescription", 1024), ("fullDescription", 1024), ("help", None)):
        text = rule.get(field, {}).get("text", "")
        if not text:
            yield f"no {field}.text"
        if limit and len(text) > limit:
            yield f"{field}.text is longer than {limit}"
    if len(rule.get("name", "")) > 255:
        yield "the name is longer than 255"
    if rule.get("defaultConfiguration", {}).get("level") not in LEVELS:
        yield "no default level that GitHub knows"
    properties = rule.get("properties", {})
    tags = properties.get("tags", [])
    if len(tags) > 10:
        yield "more than 10 tags"
    if len(set(tags)) < len(tags):
        yield "a tag twice"
    severity = properties.get("security-severity")
    if severity is not None and not _is_severity(severity):
        yield "security-severity is no string with a number above 0 up to 10"
    if (severity is not None) and "security" not in tags:
        yield "security-severity without the tag security"


def _is_severity(value: Any) -> bool:
    try:
        return isinstance(value, str) and 0 < float(value) <= 10
    except ValueError:
        return False


def _result(result: dict[str, Any], rules: list[dict[str, Any]], column_kind: str | None) -> Iterator[str]:
    index = result.get("ruleIndex", -1)
    if not 0 <= index < len(rules) or rules[index]["id"] != result.get("ruleId"):
        yield "ruleId and ruleIndex do not name one rule"
    if result.get("level") not in LEVELS:
        yield "no level that GitHub knows"
    text = result.get("message", {}).get("text", "")
    if not text or "${{" in text:
        yield "the message is empty or carries an expression"
    fingerprints = result.get("partialFingerprints", {})
    if not all(fingerprints.values()) or not fingerprints:
        yield "no partial fingerprint"
    locations = result.get("locations", [])
    if len(locations) != 1:
        yield "not one location"
    related = result.get("relatedLocations", [])
    if len(related) > 100 or len({location.get("id") for location in related}) < len(related):
        yield "more than 100 related locations, or two of one id"
    for location in (*locations, *related):
        yield from _location(location, column_kind)
    if any(suppression.get("status") != "accepted" for suppression in result.get("suppressions", [])):
        yield "a suppression that is not accepted"


def _location(location: dict[str, Any], column_kind: str | None) -> Iterator[str]:
    physical = location.get("physicalLocation")
    if not physical:
        yield "no physicalLocation"
        return
    yield from _uri(physical.get("artifactLocation", {}).get("uri", ""))
    region = physical.get("region", {})
    places = [region.get(key, 0) for key in ("startLine", "startColumn", "endLine", "endColumn")]
    if min(places) < 1:
        yield "a region without 1-based lines and columns"
    if (places[0], places[1]) > (places[2], places[3]):
        yield "a region that ends before it starts"
    if column_kind != "utf16CodeUnits":
        yield "columns of an unknown kind"


def _uri(uri: str) -> Iterator[str]:
    if not uri:
        yield "no uri"
        return
    if urlsplit(uri).scheme or uri.startswith("/"):
        yield "an absolute uri"
    if {".", ".."} & set(uri.split("/")):
        yield "a uri with dots for directories"
    if not _ENCODED.fullmatch(uri):
        yield "a uri that is not percent-encoded"
