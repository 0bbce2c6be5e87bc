"""The ends of API versions agree with the official schemas of each release."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path

import pytest

from scanner.kubernetes.api_lifecycle import _LIFECYCLES, NEWEST_MINOR, Lifecycle, lifecycle
from scanner.rules.kubernetes.objects.api_versions import judge_deprecated, judge_removed
from tests.kubernetes.manifests import single

validate = pytest.importorskip("kubernetes_validate")
SCHEMAS = Path(validate.__file__).parent / "kubernetes-json-schema"
OLDEST_MINOR = 25


@cache
def served(minor: int) -> frozenset[tuple[str, str]]:
    """Return the apiVersions and kinds that the schemas of a release describe."""
    definitions = json.loads((SCHEMAS / f"v1.{minor}.0-local" / "_definitions.json").read_text(encoding="utf-8"))
    return frozenset(
        (f"{one['group']}/{one['version']}".lstrip("/"), one["kind"])
        for definition in (definitions.get("$defs") or definitions["definitions"]).values()
        for one in definition.get("x-kubernetes-group-version-kind", ())
    )


@pytest.mark.parametrize("life", _LIFECYCLES, ids=lambda life: f"{life.api_version}-{life.kinds.split()[0]}")
def test_a_version_is_served_until_the_release_that_removed_it(life: Lifecycle) -> None:
    for kind in life.kinds.split():
        assert lifecycle(life.api_version, kind) is life
        for minor in range(OLDEST_MINOR, NEWEST_MINOR + 1):
            if life.removed is not None and minor >= life.removed:
                assert (life.api_version, kind) not in served(minor), minor
            elif minor >= life.deprecated:
                assert (life.api_version, kind) in served(minor), minor


@pytest.mark.parametrize("life", _LIFECYCLES, ids=lambda life: f"{life.api_version}-{life.kinds.split()[0]}")
def test_a_replacement_is_served(life: Lifecycle) -> None:
    replacement, _, kind = life.replacement.partition(" ")
    for name in life.kinds.split():
        assert not replacement or (replacement, kind.strip("()") or name) in served(NEWEST_MINOR)


@pytest.mark.parametrize(
    ("minor", "removed", "deprecated"),
    [(15, [], []), (20, [], ["deprecated"]), (21, [], ["deprecated"]), (22, ["not served"], [])],
)
def test_the_verdict_is_that_of_the_release(minor: int, removed: list[str], deprecated: list[str]) -> None:
    ingress = single("{apiVersion: networking.k8s.io/v1beta1, kind: Ingress, metadata: {name: i}}")
    gone = [match.message for match in judge_removed(ingress, minor)]
    going = [match.message for match in judge_deprecated(ingress, minor)]
    assert [words in message for words, message in zip(removed, gone, strict=True)] == [True] * len(removed)
    assert [words in message for words, message in zip(deprecated, going, strict=True)] == [True] * len(deprecated)


def test_whatever_is_not_served_any_more_is_listed() -> None:
    gone = {one for minor in range(OLDEST_MINOR, NEWEST_MINOR) for one in served(minor)} - served(NEWEST_MINOR)
    objects = {(version, kind) for version, kind in gone if not kind.endswith("List")}
    not_written = {"DeleteOptions", "Status", "WatchEvent"}  # what the API server answers with or is asked by
    assert {one for one in objects if lifecycle(*one) is None and one[1] not in not_written} == set()
