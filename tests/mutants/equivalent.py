"""The mutants that no test can notice, each with the reason: ``equivalent.yaml``, by file, function and change."""

from __future__ import annotations

from pathlib import Path

import yaml

FILE = Path(__file__).with_name("equivalent.yaml")


def equivalents() -> dict[str, dict[str, str]]:
    """Return the reasons by file and by the mutant's name."""
    listed: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(FILE.read_text(encoding="utf-8")) or {}
    return {
        file: {
            f"{function}: {change}": reason
            for function, changes in functions.items()
            for change, reason in changes.items()
        }
        for file, functions in listed.items()
    }
