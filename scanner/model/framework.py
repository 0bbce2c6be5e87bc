"""Frameworks of controls, as data: what an auditor asks, apart from what the rules answer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FrameworkControl:
    """One control."""

    id: str
    """Within the framework; a rule names it as ``framework/control``."""
    title: str
    """What the control asks for, in our own words."""
    not_assessable: str = ""
    """Why manifests and workflow files cannot show it; empty where they can, at least in part."""
    not_covered: str = ""
    """Why no rule judges it, although files could show it; empty where one does."""


@dataclass(frozen=True, slots=True)
class Framework:
    """A benchmark, standard or list of risks."""

    id: str
    title: str
    version: str
    source: str
    """Its address."""
    controls: tuple[FrameworkControl, ...]
    """In its own order."""
