"""Reading the frameworks of controls: ``policies/frameworks/*.yaml``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml

from scanner.errors import PlimsollError
from scanner.model import Framework, FrameworkControl

if TYPE_CHECKING:
    from pathlib import Path

_KEYS = {"id", "title", "version", "source", "controls"}
_CONTROL_KEYS = {"id", "title", "not-assessable", "not-covered"}


def load_frameworks(directory: Path) -> tuple[Framework, ...]:
    """Return the frameworks of a directory by id; none where it is absent. Raises `PlimsollError` for a wrong file."""
    return tuple(sorted((_framework(path) for path in directory.glob("*.yaml")), key=lambda one: one.id))


def _framework(path: Path) -> Framework:
    try:
        data = yaml.load(path.read_bytes(), getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - both are safe
        _demand(set(data) == _KEYS, path, f"the keys must be {', '.join(sorted(_KEYS))}")
        controls = tuple(_control(path, control) for control in data["controls"])
    except (OSError, yaml.YAMLError, TypeError, KeyError, AttributeError) as error:
        raise PlimsollError(f"{path}: no framework of controls: {error}") from error
    return Framework(data["id"], data["title"], str(data["version"]), data["source"], controls)


def _control(path: Path, data: dict[str, Any]) -> FrameworkControl:
    _demand({"id", "title"} <= set(data) <= _CONTROL_KEYS, path, f"a control has the keys {sorted(_CONTROL_KEYS)}")
    return FrameworkControl(str(data["id"]), data["title"], data.get("not-assessable", ""), data.get("not-covered", ""))


def _demand(holds: bool, path: Path, problem: str) -> None:
    if not holds:
        raise PlimsollError(f"{path}: {problem}")
