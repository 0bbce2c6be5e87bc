"""SARIF against its schema, GitHub's demands, and what this project promises."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from scanner.model import FindingStatus, RelatedLocation, Report, Source, Span
from scanner.report import FORMATS, RenderOptions
from scanner.report.line_hash import hashes_of
from tests.report.github_invariants import faults
from tests.report.reports import (
    CART,
    CLEAN,
    FLOW,
    FOUND,
    NOT_EVALUATED,
    NOTHING,
    NOTICE,
    REPORTS,
    SUPPRESSED,
    UNREAD,
    finding,
    huge,
    report,
    source,
)

SCHEMA = json.loads(Path(__file__).parents[1].joinpath("data/sarif-schema-2.1.0.json").read_text(encoding="utf-8"))


def log_of(what: Report, **options: Any) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(FORMATS["sarif"](what, RenderOptions(**options)))
    return parsed


def run_of(what: Report, **options: Any) -> dict[str, Any]:
    run: dict[str, Any] = log_of(what, **options)["runs"][0]
    return run


def notifications(what: Report) -> list[tuple[str, str]]:
    found = run_of(what)["invocations"][0]["toolExecutionNotifications"]
    return [(item["level"], item["message"]["text"]) for item in found]


@pytest.mark.parametrize("name", REPORTS)
@pytest.mark.parametrize("options", [{}, {"show_suppressed": True, "category": "cart"}], ids=["default", "all"])
def test_schema_and_github_are_content(name: str, options: dict[str, Any]) -> None:
    log = log_of(REPORTS[name], **options)
    assert [error.message for error in jsonschema.Draft202012Validator(SCHEMA).iter_errors(log)] == []
    assert faults(log) == []


def test_a_result() -> None:
    assert run_of(FOUND)["results"][2] == {
        "ruleId": "privileged",
        "ruleIndex": 2,
        "level": "error",
        "message": {"text": "Container 'web' breaks 'privileged'."},
        "locations": [
            {
                "physicalLocation": {
                    "artifactLocation": {"uri": "deploy/cart.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 12, "startColumn": 13, "endLine": 12, "endColumn": 29},
                },
                "logicalLocations": [{"fullyQualifiedName": "Deployment shop/cart, container web"}],
            }
        ],
        "relatedLocations": [
            {
                "id": 1,
                "physicalLocation": {
                    "artifactLocation": {"uri": "deploy/cart.yaml", "uriBaseId": "%SRCROOT%"},
                    "region": {"startLine": 9, "startColumn": 11, "endLine": 9, "endColumn": 20},
                },
                "message": {"text": "The container."},
            }
        ],
        "partialFingerprints": {
            "plimsoll/v1": FOUND.findings[2].fingerprint,
            "primaryLocationLineHash": hashes_of(CART)[11],
        },
    }


def test_a_flow_ends_at_the_finding_and_the_case_decides_the_level() -> None:
    (result,) = run_of(FLOW)["results"]
    ((thread,),) = [flow["threadFlows"] for flow in result["codeFlows"]]
    assert [step["location"]["message"]["text"] for step in thread["locations"]] == [
        "Written here.",
        "Passed on here.",
        result["message"]["text"],
    ]
    ends = [step["location"]["physicalLocation"] for step in thread["locations"]]
    assert [end["region"]["startLine"] for end in ends][:2] == [
        place["physicalLocation"]["region"]["startLine"] for place in result["relatedLocations"]
    ]
    assert ends[-1] == result["locations"][0]["physicalLocation"]
    assert result["level"] == "note"
    assert "codeFlows" not in run_of(FOUND)["results"][2]


def test_a_clean_scan_has_an_empty_list_of_results() -> None:
    assert run_of(CLEAN)["results"] == []


def test_several_findings_of_a_rule_on_a_line_are_one_result() -> None:
    flow = source("containers: [{name: a}, {name: b}, {name: c}]\n")
    places = [finding(part=f"name: {name}", source=flow, message=f"'{name}' may run as root.") for name in "abc"]
    (result,) = run_of(report(*places))["results"]
    assert result["message"]["text"] == "'a' may run as root. 2 more findings of this rule on this line."
    assert [place["message"]["text"] for place in result["relatedLocations"]] == [
        "'b' may run as root.",
        "'c' may run as root.",
    ]
    assert result["properties"]["fingerprints"] == [place.fingerprint for place in places]


def test_suppressed_findings_are_left_out_or_accepted() -> None:
    assert [result["ruleId"] for result in run_of(SUPPRESSED)["results"]] == ["run-as-root"]
    shown = run_of(SUPPRESSED, show_suppressed=True)["results"]
    assert [result.get("suppressions") for result in shown] == [
        None,
        [
            {
                "kind": "external",
                "status": "accepted",
                "justification": "The log collector needs it (until 2030-01-01).",
            }
        ],
    ]


def test_an_accepted_finding_does_not_hide_an_open_one_on_its_line() -> None:
    accepted = finding(status=FindingStatus.SUPPRESSED)
    assert len(run_of(report(accepted, finding()), show_suppressed=True)["results"]) == 2


def test_columns_are_utf_16() -> None:
    text = source("a: 😀😀 # 漢\nb: |\n  😀x\n")
    place = finding(source=text, span=Span(1, 4, 3, 4), related=(RelatedLocation("x", text, Span(1, 7, 1, 8)),))
    (result,) = run_of(report(place))["results"]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert region == {"startLine": 1, "startColumn": 4, "endLine": 3, "endColumn": 5}
    assert result["relatedLocations"][0]["physicalLocation"]["region"]["startColumn"] == 9


@pytest.mark.parametrize(
    ("path", "uri"),
    [
        ("deploy/cart.yaml", "deploy/cart.yaml"),
        ("a b/#ä?%.yaml", "a%20b/%23%C3%A4%3F%25.yaml"),
        ("a:b.yaml", "a%3Ab.yaml"),
        ("<stdin>", "%3Cstdin%3E"),
        ("bad\udcff.yaml", "bad%FF.yaml"),
        ("bad\ud800.yaml", "bad%EF%BF%BD.yaml"),
    ],
)
def test_uris(path: str, uri: str) -> None:
    log = log_of(report(finding(source=source(path=path))))
    place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place == {"uri": uri, "uriBaseId": "%SRCROOT%"}
    assert faults(log) == []


@pytest.mark.parametrize(("path", "uri"), [("/etc/x y.yaml", "file:///etc/x%20y.yaml"), ("../x.yaml", "../x.yaml")])
def test_what_lies_outside_the_root_is_not_said_to_lie_below_it(path: str, uri: str) -> None:
    (result,) = run_of(report(finding(source=source(path=path))))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"] == {"uri": uri}


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("No full stop", "No full stop."),
        ("Uses ${{ github.event.issue.title }} here.", "Uses github.event.issue.title here."),
        ("Cut ${{ off", "Cut ${ off."),
        ("Nested ${{{{ x }} and {{ y }}", "Nested { x and { y }."),
        ("A [link](1) and a \\.", "A \\[link\\](1) and a \\\\."),
        ("$${{}}{{ x", "${ x."),
        ("two\nlines", "two lines."),
        (" ", "Container may run as root."),
    ],
)
def test_messages(text: str, shown: str) -> None:
    (result,) = run_of(report(finding(message=text)))["results"]
    assert result["message"]["text"] == shown


def test_a_message_is_cut_to_a_limit() -> None:
    (result,) = run_of(report(finding(message="[" * 100_000)))["results"]
    assert len(result["message"]["text"]) <= 1024


@pytest.mark.parametrize(
    ("category", "automation"), [("", None), ("cart", {"id": "cart/"}), ("cart/", {"id": "cart/"})]
)
def test_category(category: str, automation: dict[str, str] | None) -> None:
    assert run_of(CLEAN, category=category).get("automationDetails") == automation


def test_what_is_not_known_is_notified() -> None:
    assert notifications(CLEAN) == []
    assert notifications(UNREAD) == [
        ("error", "Not read (syntax): Found a tab where indentation is expected. Indent with spaces."),
        ("error", "Not read (unreadable): Permission denied."),
        ("note", "Passed over, with nothing to judge: 1 not-relevant."),
    ]
    assert notifications(NOTHING) == [("error", "Nothing was judged: this is not a pass.")]
    assert [level for level, _ in notifications(NOT_EVALUATED)] == ["error", "error", "error", "note", "note"]
    assert all(run_of(what)["invocations"][0]["executionSuccessful"] for what in REPORTS.values())


def test_a_notification_has_its_place() -> None:
    first, second, _ = run_of(UNREAD)["invocations"][0]["toolExecutionNotifications"]
    assert first["locations"][0]["physicalLocation"]["region"] == {"startLine": 7}
    assert "region" not in second["locations"][0]["physicalLocation"]
    failed = run_of(NOT_EVALUATED)["invocations"][0]["toolExecutionNotifications"]
    assert [item.get("associatedRule") for item in failed[:3]] == [{"id": "replica-floor", "index": 3}] * 2 + [None]


def test_the_most_severe_results_are_kept() -> None:
    run = run_of(huge(25_010))
    assert len(run["results"]) == 25_000
    assert sum(result["level"] == "error" for result in run["results"]) == 2501
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert (note["level"], note["message"]["text"].split()[0]) == ("warning", "10")


def test_related_locations_are_bounded() -> None:
    places = tuple(RelatedLocation(f"Place {line}.", source(), Span(1, 1, 1, 2)) for line in range(500))
    (result,) = run_of(report(finding(related=places)))["results"]
    assert len(result["relatedLocations"]) == 100


def test_the_draft_type_is_refused() -> None:
    import sarif_om

    from scanner.report.sarif.serialise import plain

    with pytest.raises(TypeError, match="status"):
        plain(sarif_om.Suppression(kind="external"))


def test_a_level_is_written_even_where_it_is_the_default() -> None:
    import sarif_om

    from scanner.report.sarif.serialise import plain

    assert plain(sarif_om.Result(message=sarif_om.Message(text="x"))) == {"message": {"text": "x"}, "level": "warning"}


def test_the_hash_is_missing_where_the_line_is() -> None:
    gone = finding(source=Source("x.yaml", "a\n", "0"), span=Span(9, 1, 9, 2), rule=NOTICE)
    (result,) = run_of(report(gone))["results"]
    assert list(result["partialFingerprints"]) == ["plimsoll/v1"]
