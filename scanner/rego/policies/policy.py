"""Policies: packages of Rego with entry rules, as rules beside the built-in ones."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from scanner.model import NotEvaluated, Rule, RuleOrigin, Severity
from scanner.rego.policies.module import query
from scanner.rego.policies.request import reads_request

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from scanner.rego.policies.metadata import Metadata
    from scanner.rego.policies.module import Entry, Module, Package
    from scanner.rego.policies.selector import Selector

WARN_SUFFIX = "/warn"
"""What follows a policy's id in the id of its warnings. A severity belongs to a rule id, and SARIF foresees ids with a
hierarchical part (SARIF 2.1.0, section 3.27.5)."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A package with entry rules. Several files of one package are one policy."""

    rule: Rule
    """What ``deny`` and ``violation`` find; for a policy that only warns, what ``warn`` finds."""
    warning: Rule
    """What ``warn`` finds: severity info. The same rule as `rule` in a policy that only warns."""
    package: Package
    files: tuple[str, ...]
    selector: Selector
    entries: tuple[Entry, ...]
    queries: tuple[str, ...]
    """What to evaluate: one query an entry rule, in the order of `entries`, then `exception_query` if there is one."""
    exception_query: str
    """The query for conftest's ``exception`` rule; empty where there is none."""
    needs_request: bool = False
    """Whether its METADATA says so; see `PolicySet.needs_request`."""

    @property
    def rules(self) -> tuple[Rule, ...]:
        """The rules that its findings may carry: one, or two where it denies and warns."""
        return (self.rule,) if self.warning == self.rule else (self.rule, self.warning)


@dataclass(frozen=True, slots=True)
class ParameterSchema:
    """The JSON Schema of a section below ``policies.parameters``: a policy's own, or one that a library declares."""

    id: str
    package: Package
    schema: Mapping[str, Any]

    @property
    def required(self) -> bool:
        """Whether the section must be given."""
        return bool(self.schema.get("required"))


@dataclass(frozen=True, slots=True)
class PolicySet:
    """Everything that policy directories hold."""

    policies: tuple[Policy, ...] = ()
    """By id."""
    modules: Mapping[str, Module] = field(default_factory=lambda: MappingProxyType({}))
    """Policies and libraries by file name."""
    tests: Mapping[str, Module] = field(default_factory=lambda: MappingProxyType({}))
    """``*_test.rego`` by file name."""
    uses: Mapping[Package, frozenset[Package]] = field(default_factory=lambda: MappingProxyType({}))
    """The packages that each package uses, directly and through others, itself included."""
    schemas: tuple[ParameterSchema, ...] = ()
    failures: tuple[NotEvaluated, ...] = ()
    """What cannot be used, each with its place."""

    def select(self, ids: Collection[str]) -> PolicySet:
        """Return the set with only these policies. Files that only the others need are left out; failures stay."""
        kept = tuple(policy for policy in self.policies if policy.rule.id in ids)
        used = {package for policy in kept for package in self.uses[policy.package]}
        dropped = {package for policy in self.policies for package in self.uses[policy.package]} - used
        modules = {name: module for name, module in self.modules.items() if module.package not in dropped}
        return dataclasses.replace(self, policies=kept, modules=MappingProxyType(modules))

    def looks_around(self, policy: Policy) -> bool:
        """Whether a policy looks at other documents than its input."""
        return policy.selector.inventory or any(
            reference[:1] in {(), ("inventory",)}
            for module in self.modules.values()
            if module.package in self.uses[policy.package]
            for reference in module.references
        )

    def needs_request(self, policy: Policy) -> bool:
        """Whether a policy needs the context of an admission request, as it says itself or as its text shows."""
        return policy.needs_request or any(
            reads_request(module) for module in self.modules.values() if module.package in self.uses[policy.package]
        )

    def without_request(self) -> tuple[PolicySet, tuple[str, ...]]:
        """Return the set of policies that need no request, and the ids of the others."""
        needing = {policy for policy in self.policies if self.needs_request(policy)}
        return (
            dataclasses.replace(self, policies=tuple(policy for policy in self.policies if policy not in needing)),
            tuple(policy.rule.id for policy in self.policies if policy in needing),
        )

    def configured(self, parameters: Mapping[str, Any]) -> tuple[PolicySet, tuple[str, ...]]:
        """Return the set of policies whose required sections are given, and the ids of the others.

        A section is required where its schema has ``required``; a policy also needs those of the libraries it uses.
        """
        missing = {schema.package for schema in self.schemas if schema.required and schema.id not in parameters}
        lacking = {policy for policy in self.policies if missing & self.uses[policy.package]}
        return (
            dataclasses.replace(self, policies=tuple(policy for policy in self.policies if policy not in lacking)),
            tuple(policy.rule.id for policy in self.policies if policy in lacking),
        )


def make_policy(package: Package, modules: tuple[Module, ...], metadata: Metadata) -> Policy:
    """Make a policy of the files of one package, at least one of which has an entry rule."""
    entries = {entry.name: entry for module in reversed(modules) for entry in reversed(module.entries)}
    rule = Rule(
        id=metadata.id or ".".join(package),
        title=metadata.title or f"Policy {'.'.join(package)}",
        severity=metadata.severity,
        documentation=metadata.description,
        remediation=metadata.remediation or "Change what the message names as the policy demands.",
        origin=RuleOrigin.POLICY,
        frameworks=metadata.frameworks,
        tags=tuple(dict.fromkeys((*metadata.selector.tags, *metadata.tags))),
        references=metadata.references,
    )
    exceptions = query(package, "exception") if any(module.has_exceptions for module in modules) else ""
    warning = dataclasses.replace(rule, severity=Severity.INFO)
    if all(entry.warns for entry in entries.values()):
        rule = warning
    elif any(entry.warns for entry in entries.values()):
        warning = dataclasses.replace(warning, id=rule.id + WARN_SUFFIX, title=f"{rule.title} (warning)")
    else:
        warning = rule
    return Policy(
        rule=rule,
        warning=warning,
        package=package,
        files=tuple(module.name for module in modules),
        selector=metadata.selector,
        entries=tuple(entries[name] for name in sorted(entries)),
        queries=(*(query(package, name) for name in sorted(entries)), *filter(None, (exceptions,))),
        exception_query=exceptions,
        needs_request=metadata.needs_request,
    )
