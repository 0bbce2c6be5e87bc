"""Foreign code that may change from one run to the next."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match, Severity, Unknown
from scanner.rules.check import Judgement, rule
from scanner.workflows import Job, ReferenceKind, Uses
from scanner.workflows.expressions import without_expressions

if TYPE_CHECKING:
    from collections.abc import Iterator


@rule(
    id="unpinned-action",
    title="Action or reusable workflow is not pinned to a commit",
    severity=Severity.HIGH,
    judges=Uses,
    remediation="Name the full commit hash, with the version in a comment, or the image's digest.",
    frameworks=(
        "owasp-cicd/CICD-SEC-3",
        "github-hardening/using-third-party-actions",
        "github-hardening/reusing-third-party-workflows",
    ),
    tags=("workflows", "supply-chain"),
    references=("https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions",),
)
def unpinned_action(uses: Uses) -> Iterator[Judgement]:
    """The `uses:` names an action or reusable workflow by tag or branch, or an image without its digest.

    ## Why it matters

    A tag can be moved to other code, by its owner or by whoever takes over the owner's account. It has happened: in
    March 2025 the tags of `tj-actions/changed-files` were moved to code that printed secrets (CVE-2025-30066), and
    every workflow that named a tag ran it. The severity is high, because the code runs with the job's token and
    secrets.

    ## Avoid

    ```yaml
    steps:
      - uses: actions/setup-python@v6
      - uses: docker://alpine:3.22
    ```

    ## Prefer

    ```yaml
    steps:
      - uses: actions/setup-python@0123456789012345678901234567890123456789 # v6.0.0
      - uses: docker://alpine@sha256:0123456789012345678901234567890123456789012345678901234567890123
    ```

    ## Notes

    A hash counts when it is complete: 40 hexadecimal digits, or 64 in a repository that uses SHA-256. Actions of the
    repository itself (`./path`, `$/path`) need none. Dependabot and Renovate keep pinned hashes up to date.

    ## References

    - https://docs.github.com/en/actions/reference/security/secure-use#using-third-party-actions
    - https://nvd.nist.gov/vuln/detail/CVE-2025-30066
    """
    reference = uses.reference
    if reference.kind is ReferenceKind.INVALID:
        yield Unknown(f"GitHub does not accept '{without_expressions(reference.text)}' in 'uses'.")
    elif reference.kind is ReferenceKind.DOCKER and not reference.is_pinned:
        yield Match(uses.path, f"Image '{reference.text}' is not named by its digest, so it can be replaced.")
    elif not reference.is_pinned:
        what = "Reusable workflow" if isinstance(uses.owner, Job) else "Action"
        name = reference.text.partition("@")[0]
        message = f"{what} '{name}' is named by '{reference.ref}', which can be moved to other code."
        yield Match(uses.path, message)
