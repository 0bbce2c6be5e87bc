"""What makes GitHub refuse a workflow, in its own words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.workflows import Workflow
from scanner.workflows.expressions import without_expressions
from scanner.workflows.validity import Topic, problems

if TYPE_CHECKING:
    from collections.abc import Container, Iterator


def refusals(workflow: Workflow, topics: Container[Topic]) -> Iterator[Match]:
    """Yield a match for each problem about one of ``topics``."""
    for problem in problems(workflow.document):
        if problem.topic in topics:
            yield Match(problem.path, refusal(problem.text), part=problem.part, within=problem.within)


def refusal(text: str) -> str:
    """Return the message for a problem that the service words as ``text``."""
    words = " ".join(without_expressions(text).replace("`", "'").split()).rstrip(".")
    return f"GitHub refuses the workflow: {words}."


@rule(
    id="invalid-workflow",
    title="GitHub refuses the workflow",
    severity=Severity.MEDIUM,
    judges=Workflow,
    remediation="Mend the key or value that is named; the workflow syntax reference lists what may stand there.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "syntax"),
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax",),
)
def invalid_workflow(workflow: Workflow) -> Iterator[Match]:
    """The workflow holds something that GitHub does not accept.

    A key that does not exist, a value of the wrong type, a permission scope that there is not, an id that is taken or
    malformed, jobs that wait for one another: the message says which, in the words that GitHub uses.

    ## Why it matters

    GitHub does not run a workflow that it cannot read, and shows that only beside the run that failed: checks that
    should guard a pull request are missing from then on, and a nightly job no longer starts. The severity is medium:
    nothing is exposed, and what was meant to be checked is not.

    ## Avoid

    ```yaml
    jobs:
      test:
        run-on: ubuntu-latest
        needs: build
    ```

    ## Prefer

    ```yaml
    jobs:
      test:
        runs-on: ubuntu-latest
    ```

    ## Notes

    The other rules judge the rest of the file. Keys that are given twice are `duplicate-key`, merge keys
    `workflow-merge-key`, expressions `invalid-expression`, what stands below `on` is `invalid-trigger`.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax
    """
    yield from refusals(workflow, {Topic.STRUCTURE, Topic.JOB})
