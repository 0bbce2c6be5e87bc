"""The house: imports point one way, files stay small, start-up stays light."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[1] / "scanner"

# What each part may import, beside itself. cli -> evaluate, report -> rules -> views -> read -> model.
ALLOWED = {
    "model": set(),
    "errors": set(),
    "frameworks": {"model", "errors"},
    "config": {"model", "errors"},
    "read": {"model"},
    "kubernetes": {"model"},
    "workflows": {"model"},
    "rego": {"model", "errors", "read", "kubernetes", "workflows"},
    "rules": {"model", "kubernetes", "workflows"},
    "report": {"model", "__init__"},
    "evaluate": {"model", "errors", "config", "read", "kubernetes", "workflows", "rego", "rules"},
    "admission": {"model", "errors", "config", "read", "kubernetes", "rego", "rules", "evaluate", "report"},
    "cluster": {"model", "errors", "config", "kubernetes", "rego", "rules", "evaluate"},
    "drift": {"model", "errors", "config", "kubernetes", "rules", "evaluate", "cluster", "report", "__init__"},
    "docs": {"model", "cli", "report", "rules"},
    "cli": {
        "cluster",
        "drift",
        "admission",
        "frameworks",
        "model",
        "errors",
        "config",
        "read",
        "rego",
        "rules",
        "evaluate",
        "report",
        "__init__",
    },
}


def imported_parts(path: Path) -> set[str]:
    """Return the parts of the package that a module imports, anywhere in it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("scanner")}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            if node.module == "scanner":
                found |= {f"scanner.{alias.name}" for alias in node.names}
            elif node.module and node.module.startswith("scanner."):
                found.add(node.module)
    return {"__init__" if name == "scanner.__version__" else name.split(".")[1] for name in found}


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("part", sorted(ALLOWED))
def test_imports_point_one_way(part: str) -> None:
    for path in PACKAGE.rglob("*.py"):
        if part_of(path) == part:
            assert imported_parts(path) - {part} <= ALLOWED[part], path.relative_to(PACKAGE)


def test_every_part_has_its_place() -> None:
    assert {part_of(path) for path in PACKAGE.rglob("*.py")} - {"__init__"} == set(ALLOWED)


def test_files_stay_small() -> None:
    lengths = {path: len(path.read_text(encoding="utf-8").splitlines()) for path in PACKAGE.rglob("*.py")}
    assert {path.name: length for path, length in lengths.items() if length > 260} == {}


def test_version_imports_nothing_heavy() -> None:
    program = (
        "import json, sys\n"
        "from scanner.cli.main import main\n"
        "try:\n    main(['--version'])\nexcept SystemExit:\n    pass\n"
        "print(json.dumps(sorted(sys.modules)))"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    loaded = set(json.loads(output.splitlines()[-1]))
    assert loaded.isdisjoint({"rich", "requests", "aiohttp", "sarif_om", "opa_client", "yaml"})
