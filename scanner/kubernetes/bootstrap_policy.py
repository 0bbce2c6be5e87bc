"""The roles and bindings that an API server makes itself when it starts, as Kubernetes 1.37 has them.

The server adds what is missing in them, and takes nothing away that somebody added
(https://kubernetes.io/docs/reference/access-authn-authz/rbac/#auto-reconciliation): one that grants more than it was
made with is somebody's work under a name that nobody looks at. Source: a kube-apiserver 1.37.2 that nobody had used,
November 2026; tests/cluster/test_server_made.py compares.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from itertools import product
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import KubernetesObject

Grant = tuple[str, ...]


def grants_no_more(item: KubernetesObject) -> bool:
    """Return whether a role or binding is one of these by name, and grants no more to nobody else.

    In another release the server may make it with more; it is then judged.
    """
    known = _objects().get(f"{item.kind}/{item.namespace}/{item.name}")
    if known is None:
        return False
    if item.kind in {"ClusterRole", "Role"}:
        if known.get("aggregationRule") != item.get("aggregationRule"):
            return False
        # What is aggregated into it is judged where it comes from.
        return "aggregationRule" in known or _all_known(item.get("rules"), known["rules"])
    subjects = item.get("subjects") or []
    return (
        item.get("roleRef") == known["roleRef"]
        and isinstance(subjects, list)
        and all(subject in known.get("subjects", ()) for subject in subjects)
    )


@cache
def _objects() -> dict[str, dict[str, Any]]:
    text = resources.files("scanner.kubernetes").joinpath("bootstrap_policy.json").read_text(encoding="utf-8")
    found: dict[str, dict[str, Any]] = json.loads(text)["objects"]
    return found


def _all_known(rules: Any, known: list[dict[str, Any]]) -> bool:
    granted = {grant for rule in known for grant in _grants(rule)}
    try:
        # Stops at the first that is not known: a rule that multiplies to millions is not multiplied.
        return all(grant in granted for rule in rules or [] for grant in _grants(rule))
    except (AttributeError, TypeError):
        return False  # something other than a list of rules


def _grants(rule: dict[str, Any]) -> Iterator[Grant]:
    """Yield each combination that a rule allows. Raises `TypeError` and `AttributeError` where it is no rule."""
    verbs, groups, names, urls = (
        sorted(set(rule.get(key) or ())) for key in ("verbs", "apiGroups", "resourceNames", "nonResourceURLs")
    )
    yield from product(["resource"], groups, sorted(set(rule.get("resources") or ())), names or [""], verbs)
    yield from product(["url"], urls, verbs)
