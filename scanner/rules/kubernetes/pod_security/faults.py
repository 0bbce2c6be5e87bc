"""Faults of a Pod Security control as matches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.model import Match

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.kubernetes import Container, Pod
    from scanner.kubernetes.pod_security import Control


def faults_of_pod(control: Control, pod: Pod) -> Iterator[Match]:
    """Yield what a control does not allow of a pod as a whole."""
    for fault in control.faults_of_pod(pod):
        yield Match(fault.path, fault.message)


def faults_of_container(control: Control, container: Container) -> Iterator[Match]:
    """Yield what a control does not allow of a container."""
    for fault in control.faults_of_container(container):
        yield Match(fault.path, fault.message)
