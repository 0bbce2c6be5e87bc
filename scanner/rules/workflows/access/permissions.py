"""What the token of a workflow may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Severity
from scanner.rules.check import rule
from scanner.workflows import Grant, Workflow

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYNTAX = "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions"
_TOKEN = "https://docs.github.com/en/actions/tutorials/authenticate-with-github_token"  # noqa: S105 - an address
_SLUG = "github-hardening/restrict-token-permissions"


@rule(
    id="permissions-missing",
    title="Workflow does not limit its token",
    severity=Severity.MEDIUM,
    judges=Workflow,
    remediation="State 'permissions' for the workflow, e.g. 'contents: read', and more only for jobs that need it.",
    frameworks=("owasp-cicd/CICD-SEC-5", _SLUG),
    tags=("workflows", "permissions"),
    references=(_SYNTAX, _TOKEN),
)
def permissions_missing(workflow: Workflow) -> Iterator[Match]:
    """The workflow states no `permissions`, and neither does a job in it.

    ## Why it matters

    Without `permissions` a job's token has the default permissions of the repository or organisation. In many, above
    all older ones, the default may write everything: code, releases, packages. Any action or build script in the job
    can then use the token. The severity is medium, because the default may have been restricted in the settings, which
    the file does not show.

    ## Avoid

    ```yaml
    on: push
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    ```

    ## Prefer

    ```yaml
    on: push
    permissions:
      contents: read
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - run: make test
    ```

    ## Notes

    It is enough that every job states its own. A workflow that can only be called (`on: workflow_call`) has at most
    the permissions of its caller, so it is judged there. A job that calls a workflow hands its token on and is judged
    like any other.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
    - https://docs.github.com/en/actions/tutorials/authenticate-with-github_token
    """
    if set(workflow.triggers) == {"workflow_call"}:
        return
    jobs = list(workflow.jobs)
    unlimited = [job for job in jobs if job.permissions.grant is Grant.UNSET]
    if unlimited and len(unlimited) == len(jobs):
        yield Match(
            ("permissions",), "The workflow states no 'permissions', so its token has the repository's default ones."
        )
        return
    for job in unlimited:
        message = f"Job '{job.id}' states no 'permissions', so its token has the repository's default ones."
        yield Match((*job.path, "permissions"), message)


@rule(
    id="permissions-write-all",
    title="Token may write everything",
    severity=Severity.HIGH,
    judges=Workflow,
    remediation="Replace 'write-all' by the scopes that the job needs.",
    frameworks=("owasp-cicd/CICD-SEC-5", _SLUG),
    tags=("workflows", "permissions"),
    references=(_SYNTAX, _TOKEN),
)
def permissions_write_all(workflow: Workflow) -> Iterator[Match]:
    """The workflow or a job in it states `permissions: write-all`.

    ## Why it matters

    The token of the job may then change code, releases, packages, deployments and security findings, and it may ask for
    an identity token for cloud accounts. Every action and every build dependency in the job can use it. The severity is
    high, because it is stated in the file: nothing in the settings makes it less.

    ## Avoid

    ```yaml
    permissions: write-all
    ```

    ## Prefer

    ```yaml
    permissions:
      contents: read
    jobs:
      release:
        permissions:
          contents: write
    ```

    ## Notes

    At the workflow it is reported even where every job states less: the next job that is added would have it.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#permissions
    """
    if workflow.permissions.grant is Grant.WRITE_ALL:
        message = "The workflow gives every job that states nothing else a token that may write everything."
        yield Match(workflow.permissions.path, message, part="entry")
    for job in workflow.jobs:
        own = job.permissions
        if own.grant is Grant.WRITE_ALL and own.path != workflow.permissions.path:
            yield Match(own.path, f"Job '{job.id}' has a token that may write everything.", part="entry")
