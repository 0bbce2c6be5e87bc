"""What a job can do that an outsider cannot: what there is to steal or to break."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.workflows.expressions import ExpressionError, embedded, references, texts
from scanner.workflows.permissions import Grant

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.workflows.workflow import Job


def powers(job: Job) -> Iterator[str]:
    """Yield, for people, each power of a job: what its token may write, its secrets, its runner."""
    match job.permissions.grant:
        case Grant.UNSET:
            yield "the repository's default token"
        case Grant.WRITE_ALL:
            yield "'permissions: write-all'"
        case _:
            yield from (f"'{scope}: write'" for scope in job.permissions.writes)
    yield from (f"'secrets.{name.upper()}'" for name in secrets(job))
    if job.data.get("secrets") == "inherit":
        yield "'secrets: inherit'"
    if "self-hosted" in job.runs_on:
        yield "a self-hosted runner"


def secrets(job: Job) -> tuple[str, ...]:
    """Return the names of the secrets that a job reads, without the token of the run; ``*`` for a computed name."""
    found: dict[str, None] = {}
    for value in (*texts(job.data), *texts(job.workflow.env)):
        for expression in embedded(value):
            try:
                read = list(references(expression.parse()))
            except ExpressionError:
                continue  # GitHub refuses the workflow
            found.update(dict.fromkeys(part[1] if len(part) > 1 else "*" for part in read if part[0] == "secrets"))
    return tuple(name for name in found if name != "github_token")
