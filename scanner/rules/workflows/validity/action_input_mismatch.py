"""Inputs that a local action does not have, or does not get."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Related, Severity
from scanner.rules.check import rule
from scanner.workflows import ActionUse
from scanner.workflows.expressions import without_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator

_OF_DOCKER = frozenset({"args", "entrypoint"})
"""https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepswithargs"""


@rule(
    id="action-input-mismatch",
    title="Inputs do not fit the action",
    severity=Severity.LOW,
    judges=ActionUse,
    remediation="Pass the inputs that the action's file declares, and those that it requires.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "correctness"),
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs",),
)
def action_input_mismatch(use: ActionUse) -> Iterator[Match]:
    """A step passes an input that the repository's own action does not declare, or leaves out one that it requires.

    ## Why it matters

    GitHub warns of the first in a log that nobody reads, and says nothing of the second: the action gets an empty text
    and does something else than was meant. Usually an input was renamed in one of the two files. The severity is low:
    what follows depends on the action, and most fail at once.

    ## Avoid

    ```yaml
    # .github/actions/build/action.yml declares the input 'target', required and without a default.
    steps:
      - uses: ./.github/actions/build
        with:
          platform: linux
    ```

    ## Prefer

    ```yaml
    steps:
      - uses: ./.github/actions/build
        with:
          target: linux
    ```

    ## Notes

    Only actions of the same repository that are part of the scan are looked at, and only steps of workflows.

    ## References

    - https://docs.github.com/en/actions/reference/workflows-and-actions/metadata-syntax#inputs
    """
    declared = {name.lower(): definition for name, definition in use.action.inputs.items()}
    related = (Related("This is the action.", ("inputs",), use.action.document, part="key"),)
    given = use.step.data.get("with", {})
    if not isinstance(given, dict) or any("${{" in name for name in given):
        return
    extra = _OF_DOCKER if use.action.runs.get("using") == "docker" else frozenset()
    reference = without_expressions(str(use.step.data["uses"]))
    for name in given:
        if name.lower() not in declared and name.lower() not in extra:
            message = f"Action '{reference}' has no input '{name}'."
            yield Match((*use.step.path, "with", name), message, part="key", related=related)
    names = {name.lower() for name in given}
    for name, definition in declared.items():
        required = isinstance(definition, dict) and definition.get("required") is True
        if required and name not in names and definition.get("default") is None:
            message = f"Input '{name}' of action '{reference}' is required and is not given."
            yield Match((*use.step.path, "uses"), message, related=related)
