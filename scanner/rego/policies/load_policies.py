"""From directories of Rego files to a set of policies. What cannot be used is named, with its place."""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING

from scanner.model import NotEvaluated
from scanner.rego.policies.block import MetadataError
from scanner.rego.policies.dependencies import dependencies
from scanner.rego.policies.metadata import Metadata, read_metadata
from scanner.rego.policies.policy import ParameterSchema, Policy, PolicySet, make_policy
from scanner.rego.policies.policy_files import is_test, read_modules
from scanner.rego.policies.request import REQUEST, WRAPPERS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from scanner.rego.policies.module import Module, Package

_RESERVED: tuple[Package, ...] = (("inventory",), ("plimsoll", "config"), REQUEST, WRAPPERS)
"""Where the scan's own data lie below ``data``."""


def load_policies(directories: Sequence[Path], *, with_tests: bool = False) -> PolicySet:
    """Read every policy and library below the directories. Starts no engine and raises nothing.

    A package with an entry rule is a policy; one without is a library. A package whose METADATA is wrong, or whose id
    is taken, is no policy but a failure; its rules can still be used by others. Tests are read only where asked for.
    """
    failures: list[NotEvaluated] = []
    modules: dict[str, Module] = {}
    tests: dict[str, Module] = {}
    for item in read_modules(directories, with_tests=with_tests):
        if isinstance(item, NotEvaluated):
            failures.append(item)
        elif is_test(item.name):
            tests[item.name] = item
        elif problem := _unusable(item):
            failures.append(NotEvaluated(item.name, f"{item.name}:{item.package_line}: {problem}"))
        else:
            modules[item.name] = item
    described = _describe(modules, failures)
    return PolicySet(
        policies=tuple(sorted(_policies(modules, described, failures), key=lambda policy: policy.rule.id)),
        modules=MappingProxyType(modules),
        tests=MappingProxyType(tests),
        uses=MappingProxyType(dependencies(modules.values())),
        schemas=tuple(_schemas(described)),
        failures=tuple(failures),
    )


def _unusable(module: Module) -> str:
    if not module.package:
        return "The file does not begin with a package clause."
    if any(module.package[: len(reserved)] == reserved for reserved in _RESERVED):
        return f"The package '{'.'.join(module.package)}' lies where Plimsoll puts its own data; choose another name."
    return ""


def _describe(modules: Mapping[str, Module], failures: list[NotEvaluated]) -> dict[Package, Metadata]:
    """Return the METADATA of the packages: empty where there is none; no entry where it is wrong."""
    described: dict[Package, Metadata] = {}
    wrong: set[Package] = set()
    for module in modules.values():
        known = described.setdefault(module.package, Metadata())
        try:
            found = read_metadata(module)
        except MetadataError as error:
            wrong.add(module.package)
            place = f"{module.name}:{error.line}:{error.column}"
            failures.append(NotEvaluated(_name(module.package), f"{place}: {error.problem}."))
            continue
        if found is not None and known.file:
            wrong.add(module.package)
            problem = f"the package has METADATA already, in {known.file}:{known.line}"
            failures.append(NotEvaluated(_name(module.package), f"{module.name}:{found.line}: {problem}."))
        elif found is not None:
            described[module.package] = found
    return {package: metadata for package, metadata in described.items() if package not in wrong}


def _policies(
    modules: Mapping[str, Module],
    described: Mapping[Package, Metadata],
    failures: list[NotEvaluated],
) -> list[Policy]:
    files: dict[Package, list[Module]] = defaultdict(list)
    for module in modules.values():
        files[module.package].append(module)
    by_id: dict[str, Policy] = {}
    for package, members in files.items():
        if package not in described or not any(module.entries for module in members):
            continue
        policy = make_policy(package, tuple(members), described[package])
        other = by_id.setdefault(policy.rule.id, policy)
        if other is not policy:
            place = f"{policy.files[0]}:{described[package].line or members[0].package_line}"
            problem = f"the id '{policy.rule.id}' is taken by {other.files[0]}"
            failures.append(NotEvaluated(_name(package), f"{place}: {problem}.", remedy="Give one of them another id."))
    return list(by_id.values())


def _schemas(described: Mapping[Package, Metadata]) -> list[ParameterSchema]:
    return [
        ParameterSchema(metadata.id or _name(package), package, metadata.parameters)
        for package, metadata in described.items()
        if metadata.parameters is not False
    ]


def _name(package: Package) -> str:
    return ".".join(package)
