"""The code of a pull request in a run that has the repository's own rights."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Related, Severity, Unknown
from scanner.rules.check import Judgement, rule
from scanner.workflows import Job, Step
from scanner.workflows.outsider import PRIVILEGED, reaching
from scanner.workflows.pull_request_code import foreign_code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.workflows.pull_request_code import ForeignCode

_GITHUB = "https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target"
_GUARD = "https://github.blog/changelog/2026-06-18-safer-pull_request_target-defaults-for-github-actions-checkout/"


@rule(
    id="untrusted-checkout",
    title="Code of a pull request is checked out in a privileged run",
    severity=Severity.CRITICAL,
    judges=Step,
    remediation="Build the pull request's code under 'pull_request', and do what needs rights in a separate workflow.",
    frameworks=(
        "owasp-cicd/CICD-SEC-1",
        "owasp-cicd/CICD-SEC-4",
        "slsa/build-l3",
        "github-hardening/mitigating-the-risks-of-untrusted-code-checkout",
    ),
    tags=("workflows", "pull-requests"),
    references=(_GITHUB, _GUARD),
)
def untrusted_checkout(step: Step) -> Iterator[Judgement]:
    """The step fetches a pull request's code under `pull_request_target`, `workflow_run` or `issue_comment`.

    ## Why it matters

    These events run with the repository's own token, secrets and caches, also when a stranger causes them. Once the
    stranger's code is in the workspace, a build script, a test, a configuration file or a package's install hook runs
    it. The severity is critical, because anybody with an account can take over the run without being reviewed.

    ## Avoid

    ```yaml
    on: pull_request_target
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@0123456789012345678901234567890123456789
            with:
              ref: ${{ github.event.pull_request.head.sha }}
          - run: make test
    ```

    ## Prefer

    ```yaml
    on: pull_request
    jobs:
      test:
        runs-on: ubuntu-latest
        steps:
          - uses: actions/checkout@0123456789012345678901234567890123456789
          - run: make test
    ```

    ## Notes

    Judged are `ref` and `repository` of actions/checkout, and in scripts `gh pr checkout`, fetching `refs/pull/…`, and
    git commands that change the workspace to the pull request's head, also through a variable under `env`. The name of
    a branch is enough: git lets a branch be called `refs/pull/7/head`.

    From v7.0.0 (and v6.1.0, v5.1.0, v4.4.0, v3.7.0, v2.8.0) on actions/checkout refuses the code of forks under
    `pull_request_target` and `workflow_run`, so such a release is not reported unless `allow-unsafe-pr-checkout` is
    set. A tag such as `v4` proves nothing: servers and mirrors keep older releases under it. `issue_comment` is not
    guarded.

    Not reported is what an `if:` keeps from outsiders, e.g. `github.event.pull_request.head.repo.full_name ==
    github.repository`, a demand for the association MEMBER, or for the label that was just set. Such an approval still
    leaves a race: between the approval and the checkout the head may change. Whether an environment asks for
    reviewers, and what a step finds out about the author, cannot be seen in the file; such jobs are reported.

    ## References

    - https://docs.github.com/en/actions/reference/security/securely-using-pull_request_target
    - https://github.blog/changelog/2026-06-18-safer-pull_request_target-defaults-for-github-actions-checkout/
    - https://securitylab.github.com/resources/github-actions-preventing-pwn-requests/
    """
    reported: set[ForeignCode] = set()
    for trigger in reaching(step):
        for code in foreign_code(step, trigger.event):
            if code not in reported:
                reported.add(code)
                message = f"Runs of '{trigger.event}' have this repository's rights, and '{code.source}' brings in"
                yield Match(
                    code.path,
                    f"{message} code that an outsider wrote.",
                    within=code.within,
                    related=(Related(f"Starts on '{trigger.event}'.", trigger.path, part=trigger.part),),
                )
    if not reported and isinstance(step.owner, Job) and "workflow_call" in step.owner.workflow.triggers:
        sources = {code.source for event in PRIVILEGED for code in foreign_code(step, event)}
        for source in sorted(sources):
            yield Unknown(f"Whether '{source}' is checked out with rights depends on the workflows that call this one.")
