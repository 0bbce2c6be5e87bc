"""Typed views of Kubernetes objects: what the platform's own semantics make of a manifest."""

from scanner.kubernetes.container import Container, ContainerRole
from scanner.kubernetes.control_plane import Component
from scanner.kubernetes.image import ImageReference
from scanner.kubernetes.inventory import Inventory
from scanner.kubernetes.object import KubernetesObject, group_of
from scanner.kubernetes.pod import Pod
from scanner.kubernetes.quantity import parse_quantity
from scanner.kubernetes.selector import LabelSelector, Requirement
from scanner.kubernetes.setting import Setting
from scanner.kubernetes.subjects import subjects, subjects_of
from scanner.kubernetes.unlisted import Gap, IncompleteInventory

__all__ = [
    "Component",
    "Container",
    "ContainerRole",
    "Gap",
    "ImageReference",
    "IncompleteInventory",
    "Inventory",
    "KubernetesObject",
    "LabelSelector",
    "Pod",
    "Requirement",
    "Setting",
    "group_of",
    "parse_quantity",
    "subjects",
    "subjects_of",
]
