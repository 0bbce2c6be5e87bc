"""Loading policies and data into an engine, and telling which policies cannot be used."""

from __future__ import annotations

import json
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError
from scanner.model import NotEvaluated
from scanner.rego.judging.inventory import Inventory, build_inventory, describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from scanner.model import Document
    from scanner.rego.engine import Engine, ModuleError
    from scanner.rego.policies.module import Package
    from scanner.rego.policies.policy import Policy, PolicySet


def prepare(
    policies: PolicySet,
    documents: Sequence[Document],
    parameters: Mapping[str, Any],
    engine: Engine,
) -> tuple[Inventory, tuple[Policy, ...], tuple[NotEvaluated, ...]]:
    """Load everything; return the inventory, the policies that can be carried out, and why the others cannot.

    A section without parameters is an empty object to a policy that declares one, so that it can be read in any case.
    """
    inventory = build_inventory(documents)
    try:
        errors = _load(policies, inventory, parameters, engine)
    except EngineError as error:
        left_out = [document for document in documents if not _is_json(document)]
        if not left_out:
            return inventory, (), tuple(NotEvaluated(policy.rule.id, str(error)) for policy in policies.policies)
        return _prepare_without(left_out, policies, documents, parameters, engine)
    return (inventory, *_sort_out(policies, errors))


def _prepare_without(
    left_out: Sequence[Document],
    policies: PolicySet,
    documents: Sequence[Document],
    parameters: Mapping[str, Any],
    engine: Engine,
) -> tuple[Inventory, tuple[Policy, ...], tuple[NotEvaluated, ...]]:
    """Prepare without documents that JSON cannot express (``.inf``), and say so for each policy that may miss them."""
    kept = [document for document in documents if document not in left_out]
    inventory, usable, broken = prepare(policies, kept, parameters, engine)
    missed = tuple(
        NotEvaluated(
            policy.rule.id,
            f"{describe(document)} is not in the inventory: it holds a value that JSON cannot express.",
            remedy="Put .inf and .nan in quotes.",
            path=document.source.path,
            subject=describe(document),
        )
        for policy in usable
        if policies.looks_around(policy)
        for document in left_out
    )
    return inventory, usable, broken + missed


def _load(
    policies: PolicySet,
    inventory: Inventory,
    parameters: Mapping[str, Any],
    engine: Engine,
) -> tuple[ModuleError, ...]:
    sections = {schema.id: {} for schema in policies.schemas} | dict(parameters)
    modules = {name: module.text for name, module in policies.modules.items()}
    return engine.load(modules, {"inventory": inventory.data, "plimsoll": {"config": sections}})


def _is_json(document: Document) -> bool:
    try:
        json.dumps(document.data, allow_nan=False)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


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
    remedy = "Mend the policy, or leave it out with --ignore."
    return NotEvaluated(rule_id, reason, remedy, detail="\n".join((*texts, *others)))


def _text(error: ModuleError) -> str:
    message = error.message.strip()
    return f"{error.file}:{error.line}:{error.column}: {message}{'' if message.endswith('.') else '.'}"
