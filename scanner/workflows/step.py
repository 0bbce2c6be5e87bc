"""A step of a job or of a composite action."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.workflows.expressions import without_expressions
from scanner.workflows.shapes import mapping, scalar_text, text
from scanner.workflows.uses import Uses

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Document, Path
    from scanner.workflows.workflow import Action, Job

_SHOWN = 60
"""Characters of a script's first line that stand for an unnamed step in its label."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step."""

    owner: Job | Action
    data: dict[str, Any]
    path: Path
    index: int
    """From 0, in the order in which the steps stand."""
    key: str
    """What names it among its siblings: its id, name, action or script, numbered where that is not unique."""

    @property
    def document(self) -> Document:
        """The owner's document."""
        return self.owner.document

    @property
    def label(self) -> str:
        """E.g. ``workflow .github/workflows/ci.yml, job build, step 'Run tests'``."""
        return f"{self.owner.label}, step '{self._title}'"

    @property
    def identity(self) -> tuple[str, ...]:
        """The owner's identity and what names the step."""
        return (*self.owner.identity, "steps", self.key)

    @property
    def id(self) -> str:
        """Its id; empty where it has none."""
        return text(self.data.get("id"))

    @property
    def name(self) -> str:
        """Its display name; empty where it has none."""
        return text(self.data.get("name"))

    @property
    def uses(self) -> Uses | None:
        """The action it runs."""
        return Uses.of(self, self.data, self.path)

    @property
    def run(self) -> str | None:
        """Its script."""
        value = self.data.get("run")
        return value if isinstance(value, str) else None

    @property
    def run_path(self) -> Path:
        """Where its script is."""
        return (*self.path, "run")

    @property
    def shell(self) -> str:
        """Its own ``shell:``; empty where it has none."""
        return text(self.data.get("shell"))

    @property
    def env(self) -> dict[str, Any]:
        """Its own variables; empty where they are one expression."""
        return mapping(self.data.get("env"))

    @property
    def with_(self) -> dict[str, Any]:
        """The inputs of its action; empty where they are one expression."""
        return mapping(self.data.get("with"))

    @property
    def condition(self) -> Any:
        """Its ``if:``; None where it has none."""
        return self.data.get("if")

    @property
    def timeout_minutes(self) -> Any:
        """Its ``timeout-minutes``; None where it has none."""
        return self.data.get("timeout-minutes")

    def input(self, name: str) -> tuple[Path, str] | None:
        """Return place and value of an input, as the action sees it; None where it is not given.

        The runner passes inputs as environment variables in upper case, so their case does not count
        (https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs), and
        ``core.getInput`` trims them.
        """
        found = None
        for key, value in self.with_.items():
            if key.lower() == name:
                found = (*self.path, "with", key), scalar_text(value).strip()
        return found

    def runs_action(self, *names: str) -> bool:
        """Whether it runs one of these actions, given as ``owner/repository`` in lower case."""
        uses = self.uses
        return uses is not None and uses.reference.name in names

    @property
    def _title(self) -> str:
        uses = text(self.data.get("uses")).strip()
        script = without_expressions(self.run or "").strip().partition("\n")[0][:_SHOWN]
        return without_expressions(self.name or self.id or uses) or script or str(self.index + 1)


def steps(owner: Job | Action, data: list[Any], path: Path) -> Iterator[Step]:
    """Yield the steps of a job or composite action.

    The steps of a ``parallel:`` block follow one another
    (https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax).
    """
    seen: Counter[str] = Counter()
    for index, (place, item) in enumerate(_flat(data, path)):
        key = _key(item)
        yield Step(owner, item, place, index, f"{key}#{seen[key]}" if seen[key] else key)
        seen[key] += 1


def _flat(data: list[Any], path: Path) -> Iterator[tuple[Path, dict[str, Any]]]:
    for index, item in enumerate(data):
        if isinstance(item, dict):
            parallel = item.get("parallel")
            if isinstance(parallel, list):
                yield from _flat(parallel, (*path, index, "parallel"))
            else:
                yield (*path, index), item


def _key(data: dict[str, Any]) -> str:
    for part in ("id", "name"):
        if value := text(data.get(part)):
            return f"{part}={value}"
    if uses := text(data.get("uses")):
        return f"uses={uses.partition('@')[0]}"  # a new version is the same step
    return f"run={text(data.get('run'))}"
