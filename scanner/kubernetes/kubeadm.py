"""What kubeadm's configuration makes of the control plane: the flags that kubeadm gives, and those that are added.

Source: ``getAPIServerCommand``, ``getControllerManagerCommand`` and ``getSchedulerCommand`` in kubernetes,
``cmd/kubeadm/app/phases/controlplane/manifests.go``; ``getEtcdCommand`` in ``cmd/kubeadm/app/phases/etcd/local.go``;
https://kubernetes.io/docs/reference/config-api/kubeadm-config.v1beta4/.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from scanner.kubernetes.control_plane import Component, Flag, components, environment
from scanner.kubernetes.neighbours import directory_of
from scanner.kubernetes.setting import scalar_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from scanner.kubernetes.object import KubernetesObject
    from scanner.kubernetes.setting import Setting

GROUP = "kubeadm.k8s.io"
NODE_KINDS = ("InitConfiguration", "JoinConfiguration")
"""The kinds that say how the kubelet of a node is started."""

_PKI = "/etc/kubernetes/pki"

_SECTIONS = {
    "etcd": ("etcd", "local"),
    "kube-apiserver": ("apiServer",),
    "kube-controller-manager": ("controllerManager",),
    "kube-scheduler": ("scheduler",),
}

_GIVEN = {
    "etcd": {
        "cert-file": "{pki}/etcd/server.crt",
        "client-cert-auth": "true",
        "key-file": "{pki}/etcd/server.key",
        "peer-cert-file": "{pki}/etcd/peer.crt",
        "peer-client-cert-auth": "true",
        "peer-key-file": "{pki}/etcd/peer.key",
        "peer-trusted-ca-file": "{pki}/etcd/ca.crt",
        "trusted-ca-file": "{pki}/etcd/ca.crt",
    },
    "kube-apiserver": {
        "authorization-mode": "Node,RBAC",
        "client-ca-file": "{pki}/ca.crt",
        "enable-admission-plugins": "NodeRestriction",
        "etcd-cafile": "{pki}/etcd/ca.crt",  # these three for an etcd of its own
        "etcd-certfile": "{pki}/apiserver-etcd-client.crt",
        "etcd-keyfile": "{pki}/apiserver-etcd-client.key",
        "kubelet-client-certificate": "{pki}/apiserver-kubelet-client.crt",
        "kubelet-client-key": "{pki}/apiserver-kubelet-client.key",
        "service-account-key-file": "{pki}/sa.pub",
        "service-account-signing-key-file": "{pki}/sa.key",
        "tls-cert-file": "{pki}/apiserver.crt",
        "tls-private-key-file": "{pki}/apiserver.key",
    },
    "kube-controller-manager": {
        "bind-address": "127.0.0.1",
        "client-ca-file": "{pki}/ca.crt",
        "root-ca-file": "{pki}/ca.crt",
        "service-account-private-key-file": "{pki}/sa.key",
        "use-service-account-credentials": "true",
    },
    "kube-scheduler": {"bind-address": "127.0.0.1"},
}
"""What kubeadm gives by itself, as far as a rule asks for it."""

_OF_EXTERNAL_ETCD = {"etcd-cafile": "caFile", "etcd-certfile": "certFile", "etcd-keyfile": "keyFile"}


def kubeadm_components(item: KubernetesObject) -> Iterator[Component]:
    """Yield the components that a ClusterConfiguration describes; none for any other object."""
    if item.kind != "ClusterConfiguration" or item.group != GROUP:
        return
    external = item.read("etcd", "external")
    for kind, section in _SECTIONS.items():
        if kind == "etcd" and external.is_set:
            continue
        setting = item.read(*section)
        extra = setting.read("extraArgs")
        given = {name: Flag(extra.path, value) for name, value in _given(item, kind).items()}
        if kind == "kube-apiserver" and external.is_set:
            given |= _of_external_etcd(external)
        variables = dict(environment(setting.read("extraEnvs"))) if kind == "etcd" else {}
        flags = {**variables, **given, **dict(extra_args(extra))}
        yield Component(item, kind, f"{item.label}, {kind}", "kubeadm", extra.path, flags)


def api_servers_by_authority(objects: Iterable[KubernetesObject]) -> dict[str, dict[str, Component]]:
    """Return the kube-apiservers by directory and ``--client-ca-file``; those whose flag is not known are left out."""
    found: dict[str, dict[str, Component]] = defaultdict(dict)
    for item in objects:
        for component in (*kubeadm_components(item), *(one for pod in item.pods for one in components(pod))):
            authority = component.flags.get("client-ca-file")
            if component.kind == "kube-apiserver" and authority is not None and authority.is_known and authority.value:
                found[directory_of(item.document)].setdefault(authority.value, component)
    return dict(found)


def extra_args(extra: Setting) -> Iterator[tuple[str, Flag]]:
    """Yield flags: those of a map until v1beta3, and of a list with ``name`` and ``value`` since v1beta4."""
    if extra.is_mapping:
        named = [(name, extra.read(name)) for name in extra.mapping]
    else:
        named = [(one.read("name").text, one.read("value")) for one in extra.items()]
    for name, value in named:
        yield name.lstrip("-").replace("_", "-"), Flag(value.path, scalar_text(value.value) or "")


def _given(item: KubernetesObject, kind: str) -> Mapping[str, str]:
    pki = item.read("certificatesDir").text or _PKI
    return {name: value.format(pki=pki) for name, value in _GIVEN[kind].items()}


def _of_external_etcd(external: Setting) -> dict[str, Flag]:
    endpoints = external.read("endpoints")
    servers = ",".join(one.text for one in endpoints.items())
    files = {flag: external.read(name) for flag, name in _OF_EXTERNAL_ETCD.items()}
    return {
        "etcd-servers": Flag(endpoints.path, servers),
        **{flag: Flag(file.path, file.text) for flag, file in files.items()},
    }
