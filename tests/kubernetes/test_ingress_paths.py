"""What Ingresses claim."""

from __future__ import annotations

import pytest

from scanner.kubernetes.ingress_paths import claims_of
from tests.kubernetes.manifests import single

HOST = ("spec", "rules", 0, "host")
PATH = ("spec", "rules", 0, "http", "paths", 0, "path")


def ingress(rule: str, annotations: str = "") -> str:
    metadata = f"{{name: i, annotations: {{{annotations}}}}}"
    return f"{{apiVersion: networking.k8s.io/v1, kind: Ingress, metadata: {metadata}, spec: {{rules: [{rule}]}}}}"


@pytest.mark.parametrize(
    ("path", "claimed", "place"),
    [
        ("{path: /a, pathType: Exact}", "/a", PATH),
        ("{path: /a/, pathType: Exact}", "/a/", PATH),
        ("{path: /a/, pathType: Prefix}", "/a", PATH),
        ("{path: /, pathType: Prefix}", "/", PATH),
        ("{pathType: Prefix}", "/", HOST),
        ("{pathType: ImplementationSpecific}", "/", HOST),
    ],
)
def test_a_path_is_claimed_as_it_is_matched(path: str, claimed: str, place: tuple[str | int, ...]) -> None:
    (found,) = claims_of(single(ingress(f"{{host: A.example.com, http: {{paths: [{path}]}}}}")))
    assert (found.host, found.path, found.place) == ("a.example.com", claimed, place)


def test_without_a_host_and_as_a_canary_nothing_is_claimed() -> None:
    assert list(claims_of(single(ingress("{http: {paths: [{path: /a}]}}")))) == []
    canary = "nginx.ingress.kubernetes.io/canary: 'true'"
    assert list(claims_of(single(ingress("{host: a.example.com, http: {paths: [{path: /a}]}}", canary)))) == []
