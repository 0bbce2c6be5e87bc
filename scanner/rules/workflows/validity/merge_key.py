"""Spelling that GitHub does not read as it looks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import DocumentKind, Match, Severity, WholeDocument
from scanner.rules.check import rule

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="workflow-merge-key",
    title="GitHub does not support YAML merge keys",
    severity=Severity.MEDIUM,
    judges=WholeDocument,
    remediation="Write the merged keys out, or use an alias for the whole value.",
    frameworks=("owasp-cicd/CICD-SEC-7",),
    tags=("workflows", "syntax"),
    references=("https://github.com/actions/runner/issues/1182",),
    files_only=True,
)
def workflow_merge_key(whole: WholeDocument) -> Iterator[Match]:
    """The workflow or action file uses a merge key (`<<`).

    ## Why it matters

    GitHub reads anchors and aliases since September 2025, but not the merge key: it refuses the workflow, and none of
    its jobs run, also not those that guard a pull request. Many other tools do merge, so the file looks right in them.
    The severity is medium: what was meant to be checked is not.

    ## Avoid

    ```yaml
    jobs:
      test:
        env: &common
          CI_MODE: strict
      lint:
        env:
          <<: *common
          LINT: "1"
    ```

    ## Prefer

    ```yaml
    jobs:
      test:
        env: &common
          CI_MODE: strict
      lint:
        env: *common
    ```

    ## References

    - https://github.com/actions/runner/issues/1182
    - https://docs.github.com/en/actions/reference/workflows-and-actions/reusing-workflow-configurations#yaml-anchors-and-aliases
    """
    if whole.document.kind not in {DocumentKind.WORKFLOW, DocumentKind.ACTION}:
        return
    for problem in whole.document.problems:
        if problem.code == "merge-key":
            yield Match(problem.path, "GitHub refuses the merge key '<<'.", span=problem.span)
