"""What holds for every format."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from scanner.report import FORMATS, RenderOptions
from tests.report.reports import REPORTS

OPTIONS = (
    RenderOptions(),
    RenderOptions(color=True, width=1, show_suppressed=True, in_github_actions=True, category="x", link_base="../"),
)


def test_formats_are_sorted() -> None:
    assert list(FORMATS) == sorted(FORMATS)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("report", REPORTS)
@pytest.mark.parametrize("options", OPTIONS, ids=["plain", "rich"])
def test_a_format_is_a_pure_function(name: str, report: str, options: RenderOptions) -> None:
    text = FORMATS[name](REPORTS[report], options)
    assert text == FORMATS[name](REPORTS[report], options)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    text.encode("utf-8")


def test_the_environment_changes_nothing() -> None:
    program = (
        "import sys; from scanner.report import FORMATS, RenderOptions; from tests.report.reports import REPORTS\n"
        "options = RenderOptions(color=True, show_suppressed=True)\n"
        "text = ''.join(render(report, options) for render in FORMATS.values() for report in REPORTS.values())\n"
        "sys.stdout.buffer.write(text.encode())"
    )
    outputs = {
        subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, env=env).stdout
        for env in (
            {"PYTHONPATH": ".", "PYTHONHASHSEED": "1", "NO_COLOR": "1", "TERM": "dumb", "COLUMNS": "20"},
            {"PYTHONPATH": ".", "PYTHONHASHSEED": "2", "FORCE_COLOR": "1", "LC_ALL": "C", "GITHUB_ACTIONS": "true"},
        )
    }
    assert len(outputs) == 1


@pytest.mark.parametrize(
    ("name", "absent"),
    [
        ("", {"rich", "sarif_om", "json", "attr"}),
        ("json", {"rich", "sarif_om"}),
        ("concise", {"rich", "sarif_om"}),
        ("markdown", {"rich", "sarif_om"}),
        ("sarif", {"rich"}),
        ("terminal", {"sarif_om", "rich"}),
    ],
)
def test_a_format_imports_only_what_it_needs(name: str, absent: set[str]) -> None:
    program = (
        "import sys; from scanner.report import FORMATS, RenderOptions; from scanner.model import Coverage, Report\n"
        f"name = {name!r}\n"
        "if name: FORMATS[name](Report((), (), Coverage(1, 1, 1, 1, 0, '')), RenderOptions())\n"
        "loaded = sorted(sys.modules); import json; print(json.dumps(loaded))"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, text=True).stdout
    assert absent.isdisjoint(json.loads(output))
