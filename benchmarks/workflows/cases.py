"""The labelled cases: small repositories, each safe or vulnerable in one way, with the vulnerable lines marked.

They are the tests' own (``tests/workflows/cases*/<class>/<safe|vulnerable>-<number>…``); a comment
``# vulnerable: <rule-id>`` stands on each line that Plimsoll has to report.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_ROOT = Path(__file__).parents[2] / "tests" / "workflows"
_LABEL = re.compile(r"# vulnerable: ([\w-]+)")


@dataclass(frozen=True, slots=True)
class Labelled:
    """One case."""

    kind: str
    """The class of attack, e.g. ``template-injection``."""
    directory: Path
    rules: frozenset[str]
    """What Plimsoll has to report; empty where the case is safe."""

    @property
    def vulnerable(self) -> bool:
        """Whether it can be attacked."""
        return bool(self.rules)


def labelled() -> Iterator[Labelled]:
    """Yield every case, by class. Raises `ValueError` where a name and its labels do not agree."""
    for directory in sorted(path for path in _ROOT.glob("cases*/*/*") if path.is_dir()):
        files = [path for path in directory.rglob("*") if path.suffix in {".yml", ".yaml"}]
        rules = frozenset(rule for file in files for rule in _LABEL.findall(file.read_text(encoding="utf-8")))
        if bool(rules) != directory.name.startswith("vulnerable"):
            raise ValueError(f"{directory}: its name and its labels do not agree.")
        yield Labelled(directory.parent.name, directory, rules)
