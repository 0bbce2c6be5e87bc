"""Expressions that GitHub cannot evaluate where they stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Severity
from scanner.rules.check import rule
from scanner.rules.workflows.validity.invalid_workflow import refusals
from scanner.workflows import Workflow
from scanner.workflows.validity import Topic

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.model import Match


@rule(
    id="invalid-expression",
    title="GitHub refuses an expression",
    severity=Severity.MEDIUM,
    judges=Workflow,
    remediation="Mend the expression, or pass the value on through a context that exists where it stands.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "syntax"),
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability",),
)
def invalid_expression(workflow: Workflow) -> Iterator[Match]:
    """An expression does not parse, calls a function that there is not, or names a context that is absent there.

    Which contexts exist depends on the key: `secrets` is not there in an `if`, `env` not in `runs-on`, and nothing at
    all in `uses` or in a workflow's `name`.

    ## Why it matters

    One such expression, and GitHub does not run the workflow at all: checks that should guard a pull request are
    missing. The severity is medium: nothing is exposed, and what was meant to be checked is not.

    ## Avoid

    ```yaml
    steps:
      - if: secrets.DEPLOY_KEY != ''
        run: ./deploy.sh
      - if: ${{ github.ref = 'refs/heads/main' }}
        run: ./announce.sh
    ```

    ## Prefer

    ```yaml
    env:
      DEPLOY_KEY: ${{ secrets.DEPLOY_KEY }}
    steps:
      - if: env.DEPLOY_KEY != ''
        run: ./deploy.sh
      - if: ${{ github.ref == 'refs/heads/main' }}
        run: ./announce.sh
    ```

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/contexts#context-availability
    - https://docs.github.com/en/actions/reference/workflows-and-actions/expressions
    """
    yield from refusals(workflow, {Topic.EXPRESSION})
