"""Judging a pod by a level and a version: what an admission controller would refuse it for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from scanner.kubernetes.pod_security.controls import CONTROLS
from scanner.kubernetes.pod_security.standard import NEWEST, Level, Version

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes.pod import Pod
    from scanner.kubernetes.pod_security.control import Control, Fault
    from scanner.model import Path


@dataclass(frozen=True, slots=True)
class Violation:
    """A control that a pod violates."""

    control: Control
    faults: tuple[Fault, ...]
    """Each place that is not allowed, at least one."""

    @property
    def message(self) -> str:
        """What is wrong at the first place."""
        return self.faults[0].message

    @property
    def paths(self) -> tuple[Path, ...]:
        """Where."""
        return tuple(fault.path for fault in self.faults)


def controls_of(level: Level, version: Version = NEWEST) -> Iterator[Control]:
    """Yield the controls that a level has at a version: restricted has those of baseline that it does not replace."""
    if level is Level.PRIVILEGED:
        return
    existing = [control for control in CONTROLS if control.revision(version) is not None]
    if level is Level.BASELINE:
        yield from (control for control in existing if control.level is Level.BASELINE)
        return
    replaced = {control.replaces for control in existing}
    yield from (control for control in existing if control.id not in replaced)


def evaluate(pod: Pod, level: Level, version: Version = NEWEST) -> list[Violation]:
    """Return the controls of a level that a pod violates at a version, in the order of `CONTROLS`."""
    violations = []
    for control in controls_of(level, version):
        faults = tuple(control.faults(pod, version))
        if faults:
            violations.append(Violation(control, faults))
    return violations
