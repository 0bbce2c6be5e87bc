"""The token that a checkout leaves behind."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from scanner.model import Match, Severity, Unknown
from scanner.rules.check import Judgement, rule
from scanner.workflows import Job, Step
from scanner.workflows.scripts import GIT, commands

if TYPE_CHECKING:
    from collections.abc import Iterator

_REMOTE_COMMAND = re.compile(
    rf"{GIT}(?:push|fetch|pull|submodule|ls-remote|lfs|remote\s+update)\b"
    r"|(?:npx\s+)?lerna\s+(?:version|publish)\b|mkdocs\s+gh-deploy\b|mike\s+deploy\b|ghp-import\b"
)
"""Commands that talk to the remote with the credentials that git has."""

_PUSHING_ACTIONS = (
    "ad-m/github-push-action",
    "devops-infra/action-commit-push",
    "endbug/add-and-commit",
    "peter-evans/create-pull-request",
    "stefanzweifel/git-auto-commit-action",
)
"""Actions that push with the credentials of the checkout, as their read-me files say."""


@rule(
    id="persist-credentials",
    title="Checkout leaves the token on disk",
    severity=Severity.MEDIUM,
    judges=Step,
    remediation="Set 'persist-credentials: false' on the checkout.",
    frameworks=("owasp-cicd/CICD-SEC-6",),
    tags=("workflows", "secrets"),
    references=("https://github.com/actions/checkout#usage",),
)
def persist_credentials(step: Step) -> Iterator[Judgement]:
    """The checkout keeps its token for later steps, in a job that does not seem to use it.

    ## Why it matters

    Unless told otherwise, actions/checkout writes the token to disk (into `.git/config`; from v6 on into a file beside
    the workspace) for the rest of the job. Every build script, test and package hook can read it there, although no
    secret was handed to it, and up to v5 it is part of what is uploaded or copied with the workspace. The severity is
    medium: something else in the job must be hostile or careless, and the token ends with the job.

    ## Avoid

    ```yaml
    steps:
      - uses: actions/checkout@0123456789012345678901234567890123456789
      - run: npm ci && npm test
    ```

    ## Prefer

    ```yaml
    steps:
      - uses: actions/checkout@0123456789012345678901234567890123456789
        with:
          persist-credentials: false
      - run: npm ci && npm test
    ```

    ## Notes

    Not reported: a checkout that is followed, in the same job, by `git push`, `fetch`, `pull`, `submodule`,
    `ls-remote` or `lfs`, or by an action or tool known to push with git's credentials, because it needs them; and a job
    with `permissions: {}` and no other token, which has nothing to lose. A value that is an expression is listed as
    undecided.

    ## References

    - https://github.com/actions/checkout#usage
    - https://docs.github.com/en/actions/reference/security/secure-use
    """
    if step.uses is None or not step.runs_action("actions/checkout"):
        return
    given = step.input("persist-credentials")
    if given is not None and "${{" in given[1]:
        yield Unknown("An expression decides whether the checkout keeps its token.")
        return
    # The action takes every text but 'true' as false.
    if (given is not None and given[1].lower() != "true") or _worthless(step) or _needed(step):
        return
    message = "The checkout keeps its token on disk for the rest of the job, which does not seem to need it."
    if given is not None:
        yield Match(given[0], message, part="entry")
    else:
        yield Match(step.uses.path, message)


def _worthless(step: Step) -> bool:
    other = any(step.input(name) for name in ("token", "ssh-key"))
    return isinstance(step.owner, Job) and step.owner.permissions.grants_nothing and not other


def _needed(step: Step) -> bool:
    later = (other for other in step.owner.steps if other.index > step.index)
    return any(other.runs_action(*_PUSHING_ACTIONS) or _uses_remote(other.run or "") for other in later)


def _uses_remote(script: str) -> bool:
    return any(_REMOTE_COMMAND.match(command.text) for command in commands(script))
