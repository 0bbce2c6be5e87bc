from __future__ import annotations

import pytest

from scanner.workflows import ReferenceKind
from scanner.workflows.action_reference import action_reference

_HASH = "0123456789" * 4


@pytest.mark.parametrize(
    ("text", "kind", "pinned"),
    [
        ("actions/checkout@v6", ReferenceKind.REPOSITORY, False),
        (f"actions/checkout@{_HASH}", ReferenceKind.REPOSITORY, True),
        (f"actions/cache/restore@{'AB' * 20}", ReferenceKind.REPOSITORY, True),
        (f"actions/checkout@{'ab' * 32}", ReferenceKind.REPOSITORY, True),
        (f"actions/checkout@{_HASH}0", ReferenceKind.REPOSITORY, False),
        (f"actions/checkout@v{_HASH[1:]}", ReferenceKind.REPOSITORY, False),
        ("actions/checkout@feature/x", ReferenceKind.REPOSITORY, False),
        ("./.github/actions/build", ReferenceKind.LOCAL, True),
        ("$/.github/workflows/build.yml", ReferenceKind.LOCAL, True),
        ("docker://alpine:3", ReferenceKind.DOCKER, False),
        (f"docker://alpine:3@sha256:{'ab' * 32}", ReferenceKind.DOCKER, True),
        ("docker://alpine@sha256:abc", ReferenceKind.DOCKER, False),
        ("docker://", ReferenceKind.INVALID, False),
        ("actions/checkout", ReferenceKind.INVALID, False),
        ("checkout@v6", ReferenceKind.INVALID, False),
        ("../build", ReferenceKind.INVALID, False),
        ("${{ matrix.action }}", ReferenceKind.INVALID, False),
        ("", ReferenceKind.INVALID, False),
    ],
)
def test_references_to_actions(text: str, kind: ReferenceKind, pinned: bool) -> None:
    found = action_reference(f" {text} ")
    assert (found.kind, found.is_pinned, found.text) == (kind, pinned, text)


def test_the_parts_of_a_reference() -> None:
    found = action_reference("Example/Pipelines/.github/workflows/Release.yml@release/1")
    assert (found.owner, found.repository, found.path) == ("Example", "Pipelines", ".github/workflows/Release.yml")
    assert found.ref == "release/1"
    assert found.name == "example/pipelines/.github/workflows/release.yml"
