"""Whole texts of the concise format."""

from __future__ import annotations

from scanner.report import FORMATS, RenderOptions
from tests.report.reports import FOUND, NOT_EVALUATED, SUPPRESSED, UNREAD

COVERAGE = "2 files, 3 documents, 3 judged, 3 rules, 2 policies on the embedded engine (OPA 1.22.2).\n"


def test_one_line_a_finding() -> None:
    assert FORMATS["concise"](FOUND, RenderOptions()) == (
        "deploy/cart.yaml:9:11: high[run-as-root] Container 'web' breaks 'run-as-root'.\n"
        "deploy/cart.yaml:10:18: low[image-tag] Container 'web' breaks 'image-tag'.\n"
        "deploy/cart.yaml:12:13: critical[privileged] Container 'web' breaks 'privileged'.\n"
        f"3 violations found. 3 findings (1 critical, 1 high, 1 low); {COVERAGE}"
    )


def test_what_is_not_known() -> None:
    assert FORMATS["concise"](UNREAD, RenderOptions()).splitlines()[:2] == [
        "deploy/broken.yaml:7:1: unread[syntax] Found a tab where indentation is expected.",
        "deploy/secret.yaml: unread[unreadable] Permission denied.",
    ]
    assert FORMATS["concise"](NOT_EVALUATED, RenderOptions()) == (
        "deploy/cart.yaml: not-evaluated[replica-floor] Deployment shop/cart: The evaluation took more than 5 s.\n"
        "deploy/web.yaml: not-evaluated[replica-floor] Deployment shop/web: The evaluation took more than 5 s.\n"
        "not-evaluated[broken-policy] rego_parse_error at broken.rego:3:1.\n"
        "No violation in what was judged. The scan is incomplete: 3 not evaluated. "
        f"0 findings, 2 undecided; {COVERAGE}"
    )


def test_suppressed_findings_on_request() -> None:
    assert "privileged]" not in FORMATS["concise"](SUPPRESSED, RenderOptions())
    line = "deploy/cart.yaml:12:13: critical[privileged] (suppressed) Container 'web' breaks 'privileged'.\n"
    assert line in FORMATS["concise"](SUPPRESSED, RenderOptions(show_suppressed=True))
