"""Loki and Tempo refuse an unknown key at start: their configurations have documented keys only."""

from __future__ import annotations

from typing import Any

import yaml

from tests.platform.manifests import ROOT
from tests.platform.monitoring import config, read_monitoring

KEYS = ROOT / "tests" / "data" / "platform" / "documented-keys.yaml"
"""Their checkers are they themselves: Loki is too long a build for CI, and the module proxy does not have Tempo."""


def test_the_documented_keys_are_the_only_ones() -> None:
    monitoring = read_monitoring()
    known = yaml.safe_load(KEYS.read_text(encoding="utf-8"))
    for name in ("loki", "tempo"):
        data = config(monitoring, name, f"{name}.yaml")
        assert unknown(data, known[name]["keys"]) == []
        assert unknown({**data, "retention": 1}, known[name]["keys"]) == [".retention"]


def unknown(data: Any, known: Any, at: str = "") -> list[str]:
    """Return the paths of keys that are not known; a list is known by its only item, a scalar by its type's name."""
    if isinstance(known, dict):
        if not isinstance(data, dict):
            return [at]
        return [
            place
            for key, value in data.items()
            for place in (unknown(value, known[key], f"{at}.{key}") if key in known else [f"{at}.{key}"])
        ]
    if isinstance(known, list):
        return [place for item in data for place in unknown(item, known[0], f"{at}[]")]
    return [] if type(data).__name__ == known else [at]
