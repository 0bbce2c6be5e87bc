"""Profiles that confine a container: AppArmor, seccomp and SELinux.

Source: kubernetes/pod-security-admission v0.37.2, ``policy/check_appArmorProfile.go``,
``check_seccompProfile_*.go`` and ``check_seLinuxOptions.go``; the annotations' names are those of
``k8s.io/api/core/v1/annotation_key_constants.go``.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from scanner.kubernetes.pod_security.control import Fault, is_one_of, named

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from scanner.kubernetes.container import Container
    from scanner.kubernetes.setting import Setting

_CONFINED = frozenset({"Localhost", "RuntimeDefault"})

_APPARMOR_ANNOTATION = "container.apparmor.security.beta.kubernetes.io/"
_SECCOMP_POD_ANNOTATION = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP_ANNOTATION = "container.seccomp.security.alpha.kubernetes.io/"

_APPARMOR_ANNOTATED = frozenset({"", "runtime/default"})
_SECCOMP_ANNOTATED = frozenset({"docker/default", "runtime/default"})
"""What the annotations may say, beside ``localhost/…``."""

_UNSET = frozenset({""})
_SELINUX_TYPES = frozenset({"", "container_t", "container_init_t", "container_kvm_t"})
_SELINUX_TYPES_1_31 = _SELINUX_TYPES | {"container_engine_t"}


def apparmor_profile(container: Container) -> Iterator[Fault]:
    """Allow no AppArmor profile but the runtime's and the node's, as a field or as an annotation."""
    yield from _not_confined(container, "appArmorProfile", "AppArmor")
    for setting in _apparmor_annotations(container):
        if setting.is_set and not _annotation_confines(setting, _APPARMOR_ANNOTATED):
            yield Fault(setting.path, f"An annotation sets the AppArmor profile to {named(setting)}.")


def _apparmor_annotations(container: Container) -> Iterator[Setting]:
    """Yield the annotations that a container answers for: its own, and the first one also for those of nobody."""
    annotations = _annotations(container)
    own = container.name
    if container.ordinal == 0:
        names = {other.name for other in container.pod.containers}
        for key in annotations.mapping:
            name = key.removeprefix(_APPARMOR_ANNOTATION)
            if name != key and (name == own or name not in names):
                yield annotations.read(key)
    elif _APPARMOR_ANNOTATION + own in annotations.mapping:
        yield annotations.read(_APPARMOR_ANNOTATION + own)


def seccomp_annotations(container: Container) -> Iterator[Fault]:
    """Allow no seccomp profile but the runtime's and the node's, as an annotation: the way of before 1.19."""
    annotations = _annotations(container)
    keys = [_SECCOMP_POD_ANNOTATION] if container.ordinal == 0 else []
    for key in (*keys, _SECCOMP_ANNOTATION + container.name):
        if key not in annotations.mapping:
            continue
        setting = annotations.read(key)
        if not _annotation_confines(setting, _SECCOMP_ANNOTATED):
            yield Fault(setting.path, f"An annotation sets the seccomp profile to {named(setting)}.")


def seccomp_profile(container: Container) -> Iterator[Fault]:
    """Allow no seccomp profile but the runtime's and the node's."""
    yield from _not_confined(container, "seccompProfile", "seccomp")


def seccomp_profile_required(container: Container) -> Iterator[Fault]:
    """Ask for a seccomp profile, on the pod or the container."""
    yield from seccomp_profile(container)
    for profile in container.decisions("seccompProfile"):
        if not profile.is_set:
            yield Fault(profile.path, f"{container.title} has no seccomp profile.")


def _not_confined(container: Container, field: str, kind: str) -> Iterator[Fault]:
    for profile in container.decisions(field):
        setting = profile.read("type")
        if profile.is_set and not is_one_of(setting, _CONFINED):
            yield Fault(setting.path, f"{container.owner(setting)} sets the {kind} profile to {named(setting)}.")


def _annotation_confines(setting: Setting, profiles: frozenset[str]) -> bool:
    return is_one_of(setting, profiles) or setting.text.startswith("localhost/")


def _selinux_options(types: frozenset[str], container: Container) -> Iterator[Fault]:
    """Allow only these SELinux types, and neither a user nor a role."""
    for options in container.decisions("seLinuxOptions"):
        for field, allowed in (("type", types), ("user", _UNSET), ("role", _UNSET)):
            setting = options.read(field)
            if setting.is_set and not is_one_of(setting, allowed):
                yield Fault(setting.path, f"{container.owner(setting)} sets the SELinux {field} to {named(setting)}.")


selinux_options: Callable[[Container], Iterator[Fault]] = partial(_selinux_options, _SELINUX_TYPES)
"""As from 1.0 on."""

selinux_options_1_31: Callable[[Container], Iterator[Fault]] = partial(_selinux_options, _SELINUX_TYPES_1_31)
"""As from 1.31 on, which allows ``container_engine_t``."""


def _annotations(container: Container) -> Setting:
    return container.pod.root.read("metadata", "annotations")
