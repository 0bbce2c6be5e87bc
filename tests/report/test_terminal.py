"""Whole texts of the terminal format."""

from __future__ import annotations

import re
from dataclasses import replace
from textwrap import dedent

import pytest

from scanner.model import FailOn, Located, RelatedLocation, Report
from scanner.report import FORMATS, RenderOptions
from tests.report.reports import (
    CART,
    CLEAN,
    FOUND,
    NOT_EVALUATED,
    NOTHING,
    NOTICE,
    REPLICA_FLOOR,
    RUN_AS_ROOT,
    SUPPRESSED,
    SYNTAX,
    UNREAD,
    finding,
    report,
    source,
    span_of,
)

COVERAGE = "2 files, 3 documents, 3 judged, 3 rules, 2 policies on the embedded engine (OPA 1.22.2)."


def shown(what: Report, **options: object) -> str:
    return FORMATS["terminal"](what, replace(RenderOptions(), **options))  # type: ignore[arg-type]


def text(expected: str) -> str:
    return dedent(expected).lstrip("\n").replace("COVERAGE", COVERAGE)


def test_findings() -> None:
    assert shown(FOUND) == text("""
        high[run-as-root]: Container 'web' breaks 'run-as-root'.
          --> deploy/cart.yaml:9:11
           |
         8 |       containers:
         9 |         - name: web
           |           ^^^^^^^^^ Deployment shop/cart, container web
        10 |           image: registry.example.com/cart:latest
           |
           = help: Set securityContext.runAsNonRoot to true.

        low[image-tag]: Container 'web' breaks 'image-tag'.
          --> deploy/cart.yaml:10:18
           |
         9 |         - name: web
        10 |           image: registry.example.com/cart:latest
           |                  ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^ Deployment shop/cart, container web
        11 |           securityContext:
           |

        critical[privileged]: Container 'web' breaks 'privileged'.
          --> deploy/cart.yaml:12:13
           |
         9 |         - name: web
           |           --------- The container.
        ...
        11 |           securityContext:
        12 |             privileged: true
           |             ^^^^^^^^^^^^^^^^ Deployment shop/cart, container web
           |
           = help: Remove privileged: true.

        3 violations found.
        3 findings (1 critical, 1 high, 1 low); COVERAGE
        """)


def test_clean() -> None:
    assert shown(CLEAN) == text("""
        All clear: 3 documents were judged and nothing was found.
        0 findings; COVERAGE
        """)


def test_nothing_judged_is_not_clean() -> None:
    assert shown(NOTHING) == text("""
        Nothing was judged: this is not a pass.
        0 findings; 0 files, 0 documents, 0 judged, 3 rules, 0 policies.
        """)


def test_unread() -> None:
    assert shown(UNREAD) == text("""
        unread[syntax]: Found a tab where indentation is expected.
         --> deploy/broken.yaml:7:1
          = help: Indent with spaces.

        unread[unreadable]: Permission denied.
         --> deploy/secret.yaml

        Passed over, with nothing to judge: 1 not-relevant.

        No violation in what was judged. The scan is incomplete: 2 not read.
        0 findings; COVERAGE
        """).replace("3 judged", "2 judged")


def test_an_unread_document_without_a_span_is_numbered() -> None:
    assert " --> deploy/broken.yaml (document 2)\n" in shown(report(unread=(replace(SYNTAX, span=None),)))


def test_not_evaluated_undecided_not_configured() -> None:
    assert shown(NOT_EVALUATED) == text("""
        not evaluated[replica-floor]: The evaluation took more than 5 s.
         --> deploy/cart.yaml
          = note: Deployment shop/cart
          = note: the same in 1 more place.
          = help: Make it simpler.

        not evaluated[broken-policy]: rego_parse_error at broken.rego:3:1.

        undecided[image-tag]: No list of registries was scanned.
         --> deploy/cart.yaml
          = note: Deployment shop/cart
          = note: this rule was undecided in 1 more place.

        2 policies judge nothing until plimsoll.yaml gives the parameters: node-pool, tier-isolation.

        No violation in what was judged. The scan is incomplete: 3 not evaluated.
        0 findings, 2 undecided; COVERAGE
        """)


def test_suppressed_findings_are_counted_and_shown_on_request() -> None:
    assert "privileged]" not in shown(SUPPRESSED)
    assert shown(SUPPRESSED).endswith(f"1 violation found.\n1 finding (1 high), 1 suppressed; {COVERAGE}\n")
    assert text("""
        critical[privileged] (suppressed): Container 'web' breaks 'privileged'.
          --> deploy/cart.yaml:12:13
           |
        11 |           securityContext:
        12 |             privileged: true
           |             ^^^^^^^^^^^^^^^^ Deployment shop/cart, container web
           |
           = help: Remove privileged: true.
           = note: suppressed: The log collector needs it (until 2030-01-01)
        """) in shown(SUPPRESSED, show_suppressed=True)


def test_places_in_other_files_follow() -> None:
    other = source("kind: Service\nspec:\n  selector: {app: cart}\n", "deploy/service.yaml")
    related = (
        RelatedLocation("The pod.", source(), span_of(CART, "template")),
        RelatedLocation("The Service that selects it.", other, span_of(other.text, "{app: cart}")),
    )
    assert shown(report(finding(part="kind: Deployment", related=related, remediation=""))).startswith(
        text("""
        high[run-as-root]: Container 'web' breaks 'run-as-root'.
         --> deploy/cart.yaml:2:1
          |
        1 | apiVersion: apps/v1
        2 | kind: Deployment
          | ^^^^^^^^^^^^^^^^ Deployment shop/cart, container web
        3 | metadata:
        ...
        6 |   template:
          |   -------- The pod.
          |
         --> deploy/service.yaml:3:13
          |
        3 |   selector: {app: cart}
          |             ----------- The Service that selects it.
          |
        """)
    )


@pytest.mark.parametrize(
    ("located", "note"),
    [(Located.NEAREST, "narrowest place"), (Located.DOCUMENT, "only the document"), (Located.EXACT, None)],
)
def test_a_place_that_is_not_exact_is_called_so(located: Located, note: str | None) -> None:
    output = shown(report(finding(located=located)))
    assert note in output if note else "= note" not in output


def test_an_empty_message_gives_way_to_the_title() -> None:
    assert shown(report(finding(message=" \n"))).startswith("high[run-as-root]: Container may run as root.\n")


@pytest.mark.parametrize(
    ("fail_on", "verdict"),
    [
        (FailOn.LOW, "2 violations found."),
        (FailOn.MEDIUM, "2 violations at or above medium."),
        (FailOn.HIGH, "1 violation at or above high."),
        (FailOn.CRITICAL, "No violation at or above critical; 3 findings that fail nothing."),
        (FailOn.NEVER, "No finding fails the scan; 3 findings that fail nothing."),
    ],
)
def test_the_verdict_follows_the_threshold(fail_on: FailOn, verdict: str) -> None:
    found = report(finding(NOTICE), finding(REPLICA_FLOOR), finding(RUN_AS_ROOT))
    assert shown(found, fail_on=fail_on).splitlines()[-2] == verdict


def test_colour_adds_nothing_but_colour() -> None:
    for what in (FOUND, UNREAD, NOT_EVALUATED, CLEAN):
        colored = shown(what, color=True)
        plain = "".join(f"{line.rstrip()}\n" for line in re.sub(r"\x1b\[[0-9;]*m", "", colored).splitlines())
        assert plain == shown(what)
        assert "\x1b[" in colored


def test_a_label_does_not_repeat_the_path() -> None:
    workflow = finding(subject="workflow deploy/cart.yaml, job build, step 1")
    assert "  |           ^^^^^^^^^ workflow, job build, step 1\n" in shown(report(workflow))


def test_prose_is_not_wrapped() -> None:
    message = "word " * 100
    assert message.strip() in shown(report(finding(message=message)), width=30)
