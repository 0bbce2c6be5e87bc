"""Plimsoll's own JSON against its schema, and against the types it is made from."""

from __future__ import annotations

import json
from importlib.resources import files
from typing import Any

import jsonschema
import pytest

from scanner.model import FailOn, UnreadReason
from scanner.report import FORMATS, RenderOptions
from tests.report.reports import FOUND, NOT_EVALUATED, REPORTS, SUPPRESSED, UNREAD

SCHEMA: dict[str, Any] = json.loads(
    files("scanner.report").joinpath("schema/report-v1.json").read_text(encoding="utf-8")
)


def closed(schema: Any) -> Any:
    """Return the schema with every object closed: what is written is also described."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    more = {"additionalProperties": False} if schema.get("type") == "object" else {}
    return {key: closed(value) for key, value in schema.items()} | more


def rendered(name: str, **options: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(FORMATS["json"](REPORTS[name], RenderOptions(**options)))
    return parsed


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", REPORTS)
def test_reports_follow_the_schema(name: str) -> None:
    validator = jsonschema.Draft202012Validator(closed(SCHEMA))
    assert [error.message for error in validator.iter_errors(rendered(name))] == []


OF_AN_AUDIT = {"address", "cluster", "foldedInto", "copies"}
"""Properties that a scan of files does not have."""


def test_every_property_is_required() -> None:
    def objects(schema: Any) -> list[dict[str, Any]]:
        inner = schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ()
        here = [schema] if isinstance(schema, dict) and schema.get("type") == "object" else []
        return here + [found for item in inner for found in objects(item)]

    for schema in objects(SCHEMA):
        assert [name for name in schema["properties"] if name not in OF_AN_AUDIT] == schema["required"]


def test_the_schema_knows_every_reason() -> None:
    assert SCHEMA["$defs"]["unread"]["properties"]["reason"]["enum"] == [reason.value for reason in UnreadReason]


def test_a_finding() -> None:
    assert rendered("found")["findings"][2] == {
        "ruleId": "privileged",
        "severity": "critical",
        "message": "Container 'web' breaks 'privileged'.",
        "subject": "Deployment shop/cart, container web",
        "file": "deploy/cart.yaml",
        "span": {"line": 12, "column": 13, "endLine": 12, "endColumn": 29},
        "path": ["spec", "template", "spec", "containers", 0],
        "located": "exact",
        "renderedBy": [],
        "fingerprint": FOUND.findings[2].fingerprint,
        "related": [
            {
                "message": "The container.",
                "file": "deploy/cart.yaml",
                "span": {"line": 9, "column": 11, "endLine": 9, "endColumn": 20},
            }
        ],
        "relatedIsFlow": False,
        "remediation": "Remove privileged: true.",
        "status": "open",
        "justification": "",
    }


def test_nothing_is_left_out() -> None:
    assert len(rendered("unread")["unread"]) == len(UNREAD.unread)
    failed = rendered("not-evaluated")
    assert len(failed["notEvaluated"]) == len(NOT_EVALUATED.not_evaluated)
    assert failed["notConfigured"] == list(NOT_EVALUATED.not_configured)
    assert [item["status"] for item in rendered("suppressed")["findings"]] == [
        item.status.value for item in SUPPRESSED.findings
    ]
    assert "Traceback" not in json.dumps(failed), "a traceback names the machine"


def test_the_exit_code_is_the_commands() -> None:
    assert [rendered(name)["exitCode"] for name in ("clean", "found", "unread", "nothing", "not-evaluated")] == [
        0,
        1,
        3,
        3,
        3,
    ]
    assert rendered("found", fail_on=FailOn.NEVER)["exitCode"] == 0


def test_text_survives_but_for_lone_surrogates() -> None:
    hostile = REPORTS["hostile"]
    assert rendered("hostile")["findings"][0]["message"] == hostile.findings[0].message.replace("\udc80", "\\udc80")
