"""Which packages a package uses: what it refers to below ``data``, directly and through others."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from scanner.rego.policies.module import Module, Package


def dependencies(modules: Iterable[Module]) -> dict[Package, frozenset[Package]]:
    """Return, for each package, those it uses, itself included.

    A reference uses the package it names, the package in which it names a rule, and every package below the document it
    names (``data.lib[name]`` uses all of ``lib``).
    """
    references: dict[Package, set[Package]] = defaultdict(set)
    for module in modules:
        references[module.package] |= module.references
    below: dict[Package, set[Package]] = defaultdict(set)
    for package in references:
        for length in range(len(package) + 1):
            below[package[:length]].add(package)
    direct = {package: _direct(named, references.keys(), below) for package, named in references.items()}
    return {package: _closure(package, direct) for package in direct}


def _direct(
    named: Iterable[Package],
    packages: Iterable[Package],
    below: Mapping[Package, set[Package]],
) -> set[Package]:
    found: set[Package] = set()
    for reference in named:
        found |= below.get(reference, set())
        found |= {reference[:length] for length in range(len(reference)) if reference[:length] in packages}
    return found


def _closure(package: Package, direct: Mapping[Package, set[Package]]) -> frozenset[Package]:
    found = {package}
    pending = [package]
    while pending:
        new = direct[pending.pop()] - found
        found |= new
        pending.extend(new)
    return frozenset(found)
