"""Real files, and GitHub's own goldens: each is read or listed, and none takes the scan with it."""

from __future__ import annotations

import json
import pathlib
from typing import Any

import pytest

from scanner.model import Document, DocumentKind, Unread, UnreadReason
from scanner.read import ReadOptions, read_targets
from tests.read.reading import outcomes
from tests.read.test_round_trip import leaves

SHARED = pathlib.Path(__file__).parents[3] / "shared"
CORPORA = SHARED / "corpora"
GOLDENS = SHARED / "conformance" / "workflows" / "reader"


@pytest.mark.skipif(not CORPORA.is_dir(), reason="the corpora of real files are not beside the repository")
def test_every_file_of_the_corpora() -> None:
    found = list(read_targets([str(CORPORA)], ReadOptions(SHARED)))
    seen = {item.source.path if isinstance(item, Document) else item.path for item in found}
    files = {
        path.relative_to(SHARED).as_posix()
        for path in CORPORA.rglob("*")
        if path.suffix in {".yaml", ".yml", ".json"}
        and not any(part in {".git", "node_modules"} for part in path.parts)
    }
    hidden = {
        path for path in files if any(part.startswith(".") and part != ".github" for part in path.split("/")[:-1])
    }
    assert seen == files - hidden
    reasons = {item.reason for item in found if isinstance(item, Unread)}
    assert reasons <= {UnreadReason.NOT_RELEVANT, UnreadReason.NO_CONTENT, UnreadReason.TEMPLATE}
    for read in found:
        if isinstance(read, Document):
            for path, value in leaves(read.data):
                span = read.locate(path)
                assert span.line == span.end_line
                assert span.column < span.end_column
                if isinstance(value, str) and value and len(value) < 5000:
                    assert read.locate(path, within=(0, 1)) <= read.locate(path, within=(len(value) - 1, len(value)))


def _goldens() -> list[Any]:
    if not GOLDENS.is_dir():
        return [pytest.param(None, marks=pytest.mark.skip(reason="GitHub's goldens are not beside the repository"))]
    return [pytest.param(path, id=path.stem) for path in sorted(GOLDENS.glob("*.json"))]


REFUSED_BY_YAML = {"errors-yaml-invalid-style", "errors-parse-float"}


@pytest.mark.parametrize("path", _goldens())
def test_workflows_that_github_reads(path: pathlib.Path) -> None:
    case = json.loads(path.read_text())
    for name, text in {case["path"]: case["input"], **case.get("files", {})}.items():
        found = outcomes(text, ".github/workflows/" + name.replace("/", "-").split("@")[0])
        if case["name"] in REFUSED_BY_YAML:
            assert [type(item) for item in found] == [Unread]
        else:
            (only,) = found
            assert isinstance(only, Document)
            assert only.kind is DocumentKind.WORKFLOW


@pytest.mark.parametrize(
    "name",
    ["yaml-schema-bool", "yaml-schema-float", "yaml-schema-int", "yaml-schema-null", "yaml-schema-str-block-styles"],
)
@pytest.mark.skipif(not GOLDENS.is_dir(), reason="GitHub's goldens are not beside the repository")
def test_scalars_are_what_github_makes_of_them(name: str) -> None:
    case = json.loads((GOLDENS / f"{name}.json").read_text())
    (read,) = outcomes(case["input"], ".github/workflows/a.yml")
    assert isinstance(read, Document)
    (job,) = case["expected"]["jobs"]
    expected = job["strategy"]["map"][0]["Value"]["map"][0]["Value"]["seq"]
    values = read.data["jobs"]["build"]["strategy"]["matrix"]["vector-1"]
    assert [_as_shown(value) for value in values] == expected


def _as_shown(value: Any) -> Any:
    names = {"inf": "Infinity", "-inf": "-Infinity", "nan": "NaN"}
    return names.get(str(value), value) if isinstance(value, float) else value
