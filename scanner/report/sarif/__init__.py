"""SARIF 2.1.0 for GitHub code scanning and every other reader of it.

Specification: https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/sarif-v2.1.0-errata01-os-complete.html
What GitHub accepts: https://docs.github.com/en/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import sarif_om as om

from scanner import __version__
from scanner.report.json_text import dump
from scanner.report.sarif.locations import ROOT
from scanner.report.sarif.notifications import notifications
from scanner.report.sarif.results import results
from scanner.report.sarif.rules import RuleTable
from scanner.report.sarif.serialise import plain

if TYPE_CHECKING:
    from scanner.model import Report
    from scanner.report.options import RenderOptions

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
INFORMATION_URI = "https://github.com/plimsoll-dev/plimsoll"


def render(report: Report, options: RenderOptions) -> str:
    """Return one run as SARIF. A scan without findings has an empty list of results, which closes GitHub's alerts."""
    log = plain(om.SarifLog(schema_uri=SCHEMA, version="2.1.0", runs=[_run(report, options)]))
    return dump({key: log[key] for key in ("$schema", "version", "runs")})


def _run(report: Report, options: RenderOptions) -> om.Run:
    table = RuleTable.of(report)
    found, omitted = results(report, table, show_suppressed=options.show_suppressed)
    return om.Run(
        tool=om.Tool(
            driver=om.ToolComponent(
                name="Plimsoll",
                version=__version__,
                semantic_version=__version__,
                information_uri=INFORMATION_URI,
                rules=table.descriptors,
            )
        ),
        invocations=[
            # A scan that met files it could not read has still run: GitHub rejects a file that says otherwise.
            om.Invocation(
                execution_successful=True,
                tool_execution_notifications=notifications(report, table, omitted),
            )
        ],
        # Only where the user names one: with it, GitHub's upload action ignores its own "category" input. What
        # follows the last slash is the identity of one run, which would not be deterministic.
        automation_details=om.RunAutomationDetails(id=options.category.rstrip("/") + "/") if options.category else None,
        original_uri_base_ids={ROOT: {"description": {"text": "The root of the scan."}}},
        column_kind="utf16CodeUnits",
        results=found,
    )
