"""What earlier runs found out, so that a run costs only what changed."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tests.mutants.lines import Lines, record
from tests.mutants.suite import ROOT, fingerprint
from tests.mutants.trials import Ending, Outcome

if TYPE_CHECKING:
    from pathlib import Path

FILE = ROOT / "build" / "mutants.json"


class Memory:
    """Outcomes by mutant, each with the fingerprint of what it depends on; and which tests run which line."""

    def __init__(self, file: Path = FILE) -> None:
        self.file = file
        self.state = fingerprint()
        self.kept: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
        self.outcomes: dict[str, list[str]] = self.kept.setdefault("outcomes", {})

    def outcome(self, mutant: str) -> Outcome | None:
        """Return the outcome of a mutant where nothing changed since."""
        state, ending, test = self.outcomes.get(mutant, ("", "", ""))
        return Outcome(Ending[ending], test) if state == self.state else None

    def killer(self, mutant: str) -> str:
        """Return the test that noticed a mutant the last time, empty if none did."""
        return self.outcomes.get(mutant, ("", "", ""))[2]

    def keep(self, mutant: str, outcome: Outcome) -> None:
        """Remember an outcome."""
        self.outcomes[mutant] = [self.state, outcome.ending.name, outcome.test]

    def lines(self) -> Lines | None:
        """Return which tests run which line, recorded anew where anything changed; None if a test fails."""
        if self.kept.get("state") != self.state:
            if (recorded := record()) is None:
                return None
            self.kept |= {"state": self.state, "lines": asdict(recorded)}
            self.save()
        return Lines(**self.kept["lines"])

    def save(self) -> None:
        """Write all of it."""
        self.file.parent.mkdir(exist_ok=True)
        self.file.write_text(json.dumps(self.kept), encoding="utf-8")
