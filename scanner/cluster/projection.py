"""What is kept of an object that only others ask about: a few hundred bytes of what rules read of it.

The table is a promise that a test holds: with it, every rule gives the verdict that it gives with whole objects
(tests/cluster/test_projection.py). What is equal is kept once, as the labels of a hundred pods of one Deployment are;
and a Pod that is as the template of its controller says is not kept at all, for that answers every question about it.
"""

from __future__ import annotations

import hashlib
import marshal
from sys import intern
from typing import Any

from scanner.kubernetes.pods import BUILTIN_PODS, pod_roots
from scanner.kubernetes.scope import BUILTIN_GROUPS

Projected = dict[str, Any]

_PLAIN = 2
"""Of marshal: later versions write equal values differently, by what is shared in them."""

_SHARED_LEVELS = 5
"""Of nesting, in which equal parts are looked for: those of a container in a pod."""

_METADATA = ("name", "generateName", "namespace", "uid")
_SHARED_METADATA = ("annotations", "labels", "ownerReferences")
_CONTAINER = ("name", "ports", "resources", "restartPolicy")
_POD_SPEC = ("hostNetwork", "os", "restartPolicy", "serviceAccount", "serviceAccountName", "resources")
_ACCOUNT = ("serviceAccount", "serviceAccountName")
_CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_WORKLOAD_SPEC = ("minReadySeconds", "replicas", "selector", "serviceName", "strategy", "updateStrategy")

_NAMES_ONLY = frozenset({("", "PersistentVolumeClaim"), ("", "Secret")})
"""Nothing of these but that they are there is asked for."""

_KEYS_ONLY = ("data", "binaryData")
"""Of a ConfigMap the keys are asked for, not their values."""

_CONTROL_PLANE = "kube-system"
"""Where components of the control plane run, whose flags are compared with each other's."""

_WITHOUT = {"apiextensions.k8s.io/CustomResourceDefinition": ("versions", "conversion")}
"""Keys of ``spec`` that are large and not asked for."""


class Projector:
    """Projects objects, and shares what is equal in them."""

    __slots__ = ("_shared", "_templates")

    def __init__(self) -> None:
        self._shared: dict[bytes, Any] = {}
        self._templates: dict[str, bytes] = {}
        """By the UID of a workload what others ask of its pods."""

    def project(self, data: dict[str, Any]) -> Projected | None:
        """Return what is kept of an object; None for a Pod that its controller's template stands for.

        Workloads are to come before their Pods.
        """
        group, kind = data["apiVersion"].rpartition("/")[0], data["kind"]
        if (group, kind) == ("", "Pod"):
            return self._pod(data)
        kept: Projected = {"apiVersion": intern(data["apiVersion"]), "kind": intern(kind)}
        kept["metadata"] = self._metadata(data, _METADATA, _SHARED_METADATA)
        if (group, kind) in _NAMES_ONLY:
            return kept
        if (group, kind) == ("", "ConfigMap"):
            return kept | {
                key: self._share(dict.fromkeys(data[key], "")) for key in _KEYS_ONLY if isinstance(data.get(key), dict)
            }
        if kind in BUILTIN_PODS.get(group, ()):
            self._workload(data, kept)
        elif group not in BUILTIN_GROUPS and next(pod_roots(group, kind, data), None) is None:
            kept |= {key: self._share(data[key]) for key in ("spec",) if key in data}
        else:
            without = _WITHOUT.get(f"{group}/{kind}", ())
            for key, value in data.items():
                if key not in {"apiVersion", "kind", "metadata", "status"}:
                    whole = not (without and isinstance(value, dict))
                    part = value if whole else {name: part for name, part in value.items() if name not in without}
                    kept[intern(key)] = self._share(part)
        return kept

    def _metadata(self, data: dict[str, Any], own: tuple[str, ...], shared: tuple[str, ...]) -> Projected:
        metadata = data["metadata"]
        kept = {key: _interned(metadata[key]) for key in own if key in metadata}
        return kept | {key: self._share(metadata[key]) for key in shared if metadata.get(key)}

    def _pod(self, data: dict[str, Any]) -> Projected | None:
        metadata = data["metadata"]
        flags = ("command", "args") if metadata.get("namespace") == _CONTROL_PLANE else ()
        spec = _pod_spec(data.get("spec"), flags)
        template = self._templates.get(_controller(metadata))
        if template is not None and template == _asked_of_pod(metadata.get("labels"), spec):
            return None
        return {
            "apiVersion": intern(data["apiVersion"]),
            "kind": "Pod",
            "metadata": self._metadata(data, _METADATA[:-1], _SHARED_METADATA[1:]),  # it owns nothing
            "spec": self._share(spec),
        }

    def _workload(self, data: dict[str, Any], kept: Projected) -> None:
        if data["kind"] == "PodTemplate":
            kept["template"] = self._template(data.get("template"))
            return
        spec = data.get("spec")
        if not isinstance(spec, dict):
            return
        kept["spec"] = {key: self._share(spec[key]) for key in _WORKLOAD_SPEC if key in spec}
        for key in ("template", "volumeClaimTemplates"):
            if key in spec:
                kept["spec"][key] = self._template(spec[key]) if key == "template" else _claims(spec[key])
        template, uid = kept["spec"].get("template"), data["metadata"].get("uid")
        if isinstance(template, dict) and isinstance(uid, str):
            self._templates[intern(uid)] = _asked_of_pod(template["metadata"]["labels"], template["spec"])
        if isinstance(spec.get("jobTemplate"), dict):
            inner = spec["jobTemplate"].get("spec")
            template = inner.get("template") if isinstance(inner, dict) else None
            kept["spec"]["jobTemplate"] = {"spec": {"template": self._template(template)}}

    def _template(self, template: Any) -> Any:
        if not isinstance(template, dict):
            return template
        metadata = template.get("metadata")
        labels = metadata.get("labels") if isinstance(metadata, dict) else None
        return {"metadata": {"labels": self._share(labels)}, "spec": self._share(_pod_spec(template.get("spec")))}

    def _share(self, value: Any, levels: int = _SHARED_LEVELS) -> Any:
        """Return the first value that was equal to this one, and of a new one the parts that are not new."""
        if not levels or not isinstance(value, dict | list):
            return _interned(value)
        key = hashlib.blake2b(marshal.dumps(value, _PLAIN), digest_size=16).digest()
        found = self._shared.get(key)
        if found is None:
            if isinstance(value, dict):
                found = {intern(name): self._share(part, levels - 1) for name, part in value.items()}
            else:
                found = [self._share(part, levels - 1) for part in value]
            self._shared[key] = found
        return found


def _interned(value: Any) -> Any:
    """Return a text as it is kept once: those of one answer are not those of the next."""
    return intern(value) if isinstance(value, str) else value


def _controller(metadata: dict[str, Any]) -> str:
    """Return the UID of the controller; empty where there is none."""
    owners = metadata.get("ownerReferences")
    for owner in owners if isinstance(owners, list) else ():
        if isinstance(owner, dict) and owner.get("controller") is True:
            return str(owner.get("uid") or "")
    return ""


def _pod_spec(spec: Any, more: tuple[str, ...] = ()) -> Any:
    if not isinstance(spec, dict):
        return spec
    kept = {key: spec[key] for key in _POD_SPEC if key in spec}
    for key in _CONTAINERS:
        containers = spec.get(key)
        if isinstance(containers, list):
            kept[key] = [_container(container, (*_CONTAINER, *more)) for container in containers]
    return kept


def _asked_of_pod(labels: Any, spec: Any) -> bytes:
    """Return what is the same of a template and of a Pod that others cannot tell from it.

    The ServiceAccount ``default`` is what a Pod without one is given.
    """
    if isinstance(spec, dict):
        accounts = {spec.get(key) for key in _ACCOUNT if isinstance(spec.get(key), str)}
        if accounts <= {"default"}:
            spec = {key: value for key, value in spec.items() if key not in _ACCOUNT}
    text = marshal.dumps((sorted(labels.items()) if isinstance(labels, dict) else labels, spec), _PLAIN)
    return hashlib.blake2b(text, digest_size=16).digest()


def _container(container: Any, keys: tuple[str, ...]) -> Any:
    if not isinstance(container, dict):
        return container
    return {key: container[key] for key in keys if key in container}


def _claims(claims: Any) -> Any:
    if not isinstance(claims, list):
        return claims
    return [
        {"metadata": {"name": claim["metadata"].get("name")}}
        if isinstance(claim, dict) and isinstance(claim.get("metadata"), dict)
        else claim
        for claim in claims
    ]
