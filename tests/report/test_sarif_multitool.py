"""SARIF against Microsoft's validator, with its rules for GitHub.

Install it once, outside the tree:

    make tools
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scanner.report import FORMATS, RenderOptions
from tests.report.reports import REPORTS

MODULES = Path(
    os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "plimsoll/sarif-multitool-5.7.0/node_modules"
)
TOOL = next(iter(sorted(MODULES.glob("@microsoft/sarif-multitool-*/Sarif.Multitool"))), None)

pytestmark = pytest.mark.skipif(
    TOOL is None or not os.access(TOOL, os.X_OK), reason=f"no executable @microsoft/sarif-multitool in {MODULES}"
)


def complaints(*files: Path) -> list[str]:
    """Return errors and warnings. The tool's exit code says nothing: its own report is read instead."""
    assert TOOL
    output = files[0].with_suffix(".report")
    command: list[str | Path] = [
        TOOL,
        "validate",
        *files,
        "--rule-kind",
        "Sarif;Ghas",
        "--level",
        "Error;Warning",
        "--output",
        output,
    ]
    subprocess.run([*command, "--log", "ForceOverwrite"], check=True, capture_output=True)
    run: dict[str, Any] = json.loads(output.read_text(encoding="utf-8-sig"))["runs"][0]
    invocations = run.get("invocations", [])
    failures = [item for one in invocations for item in one.get("toolExecutionNotifications", [])]
    return [str(item) for item in (*run.get("results", []), *failures)]


@pytest.mark.parametrize("name", REPORTS)
def test_the_validator_is_content(name: str, tmp_path: Path) -> None:
    file = tmp_path / "report.sarif"
    options = RenderOptions(show_suppressed=True, category="cart")
    file.write_text(FORMATS["sarif"](REPORTS[name], options), encoding="utf-8")
    assert complaints(file) == []


def test_the_validator_complains(tmp_path: Path) -> None:
    file = tmp_path / "report.sarif"
    log = json.loads(FORMATS["sarif"](REPORTS["found"], RenderOptions()))
    log["runs"][0]["results"][0]["locations"] = []
    file.write_text(json.dumps(log), encoding="utf-8")
    assert complaints(file)
