"""Calls of reusable workflows that GitHub refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scanner.model import Match, Related, Severity
from scanner.rules.check import rule
from scanner.rules.workflows.validity.invalid_workflow import refusal
from scanner.workflows import Caller
from scanner.workflows.validity import ANYTHING_AT_ALL, Calls

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="invalid-call",
    title="Call does not fit the reusable workflow",
    severity=Severity.MEDIUM,
    judges=Caller,
    remediation="Pass what the called workflow declares, and grant what its jobs ask for.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "syntax"),
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations",),
)
def invalid_call(caller: Caller) -> Iterator[Match]:
    """A job calls a workflow of the same repository in a way that does not fit it.

    A required input or secret is missing, one is passed that the called workflow does not declare, a value is of
    another type, the called workflow asks for more permissions than the caller has, or it cannot be called at all.

    ## Why it matters

    GitHub refuses the calling workflow as a whole, and none of its jobs run: checks that should guard a pull request
    are missing. The two files are seldom edited together, so a change in one breaks the other unseen. The severity is
    medium: nothing is exposed, and what was meant to be checked is not.

    ## Avoid

    ```yaml
    # deploy.yml declares the input 'target', required, and a job with 'id-token: write'.
    permissions:
      contents: read
    jobs:
      deploy:
        uses: ./.github/workflows/deploy.yml
        with:
          environment: staging
    ```

    ## Prefer

    ```yaml
    jobs:
      deploy:
        permissions:
          contents: read
          id-token: write
        uses: ./.github/workflows/deploy.yml
        with:
          target: staging
    ```

    ## Notes

    A workflow that states no permissions is taken to have all that a repository may grant by default, which is
    everything but `id-token`; one that is called itself may have anything. Workflows of other repositories are not
    looked at, nor are those that were not part of the scan.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations
    """
    data = caller.document.data

    def callee(reference: str) -> dict[str, Any] | None:
        document = caller.called(reference)
        return None if document is None else document.data

    allowed = ANYTHING_AT_ALL if "workflow_call" in caller.workflow.triggers else None
    for problem in Calls(callee).problems(data, allowed):
        if problem.file:
            continue  # Told of the called workflow, which calls others itself.
        called = caller.called(str(data["jobs"][problem.path[1]]["uses"]))
        related = () if called is None else (Related("This is the called workflow.", ("on",), called, part="key"),)
        yield Match(problem.path, refusal(problem.text), part=problem.part, related=related)
