"""Loading policies and data into an engine, and telling which policies cannot be used."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError
from scanner.model import NotEvaluated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.rego.engine import Engine, ModuleError
    from scanner.rego.module import Package
    from scanner.rego.policy import Policy, PolicySet


def prepare(
    policies: PolicySet,
    inventory: Mapping[str, Any],
    parameters: Mapping[str, Any],
    engine: Engine,
) -> tuple[tuple[Policy, ...], tuple[NotEvaluated, ...]]:
    """Load everything; return the policies that can be carried out, and why the others cannot.

    A section without parameters is an empty object to a policy that declares one, so that it can be read in any case.
    """
    sections = {schema.id: {} for schema in policies.schemas} | dict(parameters)
    modules = {name: module.text for name, module in policies.modules.items()}
    data = {"inventory": inventory, "plimsoll": {"config": sections}}
    try:
        errors = engine.load(modules, data)
    except EngineError as error:
        return (), tuple(NotEvaluated(policy.rule.id, str(error)) for policy in policies.policies)
    return _sort_out(policies, errors)


def _sort_out(
    policies: PolicySet,
    errors: Sequence[ModuleError],
) -> tuple[tuple[Policy, ...], tuple[NotEvaluated, ...]]:
    """Return the policies that use no broken package, and what is to be said about the others.

    A package with one broken file is broken as a whole, and so is what uses it: half of it would judge by half a law.
    """
    by_package: dict[Package, list[ModuleError]] = defaultdict(list)
    for error in errors:
        module = policies.modules.get(error.file)
        by_package[module.package if module else (error.file,)].append(error)
    usable = []
    broken = []
    told: set[Package] = set()
    for policy in policies.policies:
        concerned = policies.uses[policy.package] & by_package.keys()
        if not concerned:
            usable.append(policy)
            continue
        told |= concerned
        broken.append(_broken(policy.rule.id, policy.package, concerned, by_package))
    broken.extend(_broken(".".join(package), package, {package}, by_package) for package in by_package.keys() - told)
    return tuple(usable), tuple(sorted(broken, key=lambda item: item.rule_id))


def _broken(
    rule_id: str,
    package: Package,
    concerned: frozenset[Package] | set[Package],
    by_package: Mapping[Package, Sequence[ModuleError]],
) -> NotEvaluated:
    own = package if package in concerned else min(concerned)
    texts = [_text(error) for error in by_package[own]]
    reason = texts[0] if own == package else f"It uses package '{'.'.join(own)}', which cannot be used: {texts[0]}"
    others = [_text(error) for other in sorted(concerned - {own}) for error in by_package[other]]
    return NotEvaluated(rule_id, reason, detail="\n".join((*texts, *others)))


def _text(error: ModuleError) -> str:
    message = error.message.strip()
    return f"{error.file}:{error.line}:{error.column}: {message}{'' if message.endswith('.') else '.'}"
