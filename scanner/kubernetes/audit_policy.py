"""An audit policy: what the API server writes down about a request.

Source: ``ruleMatches`` and ``ruleMatchesResource`` in k8s.io/apiserver, ``pkg/audit/policy/checker.go``;
https://kubernetes.io/docs/reference/config-api/apiserver-audit.v1/.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.setting import Setting
    from scanner.model import Document

GROUP = "audit.k8s.io"

_EVERYBODY = frozenset({"system:authenticated"})


@dataclass(frozen=True, eq=False, slots=True)
class AuditPolicy:
    """The file by which kube-apiserver decides what it writes down. Other groups have a kind ``Policy``, too."""

    object: KubernetesObject

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self.object.document

    @property
    def identity(self) -> tuple[str, ...]:
        """That of its object."""
        return self.object.identity

    @property
    def label(self) -> str:
        """That of its object."""
        return self.object.label

    @property
    def rules(self) -> Setting:
        """Its rules."""
        return self.object.read("rules")


def audit_policies(item: KubernetesObject) -> Iterator[AuditPolicy]:
    """Yield the audit policy that an object is; nothing for any other object."""
    if item.kind == "Policy" and item.group == GROUP:
        yield AuditPolicy(item)


@dataclass(frozen=True, slots=True)
class Request:
    """Requests of one kind, whoever makes them and wherever."""

    group: str
    resource: str
    """With its subresource, e.g. ``pods/exec``."""
    verb: str


def level_of(policy: AuditPolicy, request: Request) -> Setting | None:
    """Return the ``level`` of the first rule that is about all requests of a kind; None where there is no such rule.

    A rule for certain users, namespaces or objects is about some of them, and is passed over.
    """
    for one in policy.rules.items():
        if not _is_narrow(one) and _is_about(one, request):
            return one.read("level")
    return None


def levels_of(policy: AuditPolicy, request: Request) -> Iterator[Setting]:
    """Yield the ``level`` of each rule that may decide a request of a kind, up to the one that is about all of them."""
    for one in policy.rules.items():
        if _is_about(one, request):
            yield one.read("level")
            if not _is_narrow(one):
                return


def _is_about(one: Setting, request: Request) -> bool:
    verbs = _texts(one.read("verbs"))
    if verbs and request.verb not in verbs:
        return False
    resources = one.read("resources").items()
    if not resources:
        return bool(one.read("namespaces").items()) or not one.read("nonResourceURLs").items()
    return any(_names(resource, request) for resource in resources)


def _names(resource: Setting, request: Request) -> bool:
    if resource.read("group").text != request.group:
        return False
    listed = _texts(resource.read("resources"))
    name, slash, subresource = request.resource.partition("/")
    wanted = {"*", request.resource, f"{name}/*"} | ({f"*/{subresource}"} if slash else set())
    return not listed or bool(listed & wanted)


def _is_narrow(one: Setting) -> bool:
    """Whether a rule has a condition on the user, the namespace or the name of the object."""
    users = one.read("users").items()
    groups = _texts(one.read("userGroups"))
    if users or (groups and not groups & _EVERYBODY) or one.read("namespaces").items():
        return True
    resources = one.read("resources").items()
    return bool(resources) and all(resource.read("resourceNames").items() for resource in resources)


def _texts(setting: Setting) -> frozenset[str]:
    return frozenset(item.text for item in setting.items())
