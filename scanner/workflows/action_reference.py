"""What a ``uses:`` names.

Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsuses.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

_REPOSITORY = re.compile(r"(?P<owner>[\w.-]+)/(?P<repository>[\w.-]+)(?P<path>(?:/[^@]*)?)@(?P<ref>[^@\s]+)\Z")
_COMMIT = re.compile(r"(?:[0-9a-f]{40}|[0-9a-f]{64})\Z", re.IGNORECASE)
_DIGEST = re.compile(r"@sha256:[0-9a-f]{64}\Z", re.IGNORECASE)
_DOCKER = "docker://"
_LOCAL = ("./", "$/")


class ReferenceKind(StrEnum):
    """Where the code comes from."""

    REPOSITORY = "repository"
    """``owner/repository[/path]@ref``: an action or a reusable workflow."""
    LOCAL = "local"
    """``./path`` of the checked-out repository or ``$/path`` of the workflow's own commit."""
    DOCKER = "docker"
    """``docker://image``."""
    INVALID = "invalid"
    """None of these: GitHub refuses the workflow."""


@dataclass(frozen=True, slots=True)
class ActionReference:
    """A parsed ``uses:``."""

    kind: ReferenceKind
    text: str
    """As it was written, without surrounding blanks."""
    owner: str = ""
    repository: str = ""
    path: str = ""
    """The directory or workflow file in the repository; of a local reference, what follows the prefix."""
    ref: str = ""
    """Branch, tag or commit."""

    @property
    def name(self) -> str:
        """``owner/repository/path`` in lower case, for comparison: GitHub ignores the case of owner and repository."""
        return f"{self.owner}/{self.repository}{f'/{self.path}' if self.path else ''}".lower()

    @property
    def is_commit(self) -> bool:
        """Whether `ref` is a full commit hash."""
        return bool(_COMMIT.match(self.ref))

    @property
    def is_pinned(self) -> bool:
        """Whether the same code runs tomorrow: a full commit hash, an image digest, or this repository's own code."""
        match self.kind:
            case ReferenceKind.LOCAL:
                return True
            case ReferenceKind.DOCKER:
                return bool(_DIGEST.search(self.text))
            case ReferenceKind.REPOSITORY:
                return self.is_commit
            case ReferenceKind.INVALID:
                return False


def action_reference(uses: str) -> ActionReference:
    """Parse the text of a ``uses:``."""
    written = uses.strip()
    if written.startswith(_LOCAL):
        return ActionReference(ReferenceKind.LOCAL, written, path=written[2:])
    if written.startswith(_DOCKER) and len(written) > len(_DOCKER):
        return ActionReference(ReferenceKind.DOCKER, written)
    found = _REPOSITORY.match(written)
    if found is None:
        return ActionReference(ReferenceKind.INVALID, written)
    return ActionReference(
        ReferenceKind.REPOSITORY, written, found["owner"], found["repository"], found["path"].strip("/"), found["ref"]
    )
