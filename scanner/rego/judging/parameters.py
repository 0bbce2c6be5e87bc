"""Checking the sections below ``policies.parameters`` by the JSON Schemas that policies and libraries declare.

OPA itself checks (``json.match_schema``, drafts 4, 6 and 7), so that no other library is needed at run time.
"""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError
from scanner.model import NotEvaluated
from scanner.rego.engine import Evaluation, Failure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.model import Path
    from scanner.rego.engine import Engine
    from scanner.rego.policies.policy import ParameterSchema, PolicySet

_MODULE = """package plimsoll_parameters

errors := json.match_schema(input.section, input.schema)[1]
"""
_QUERY = "data.plimsoll_parameters.errors"
_CONFIG = ("plimsoll", "config")
_ADDITIONAL = re.compile(r"Additional property (?P<name>.+) is not allowed", re.DOTALL)


@dataclass(frozen=True, slots=True)
class ParameterError:
    """A parameter that cannot be right."""

    policy_id: str
    path: Path
    """Below ``policies.parameters`` in plimsoll.yaml; begins with the id."""
    message: str


def check_parameters(
    policies: PolicySet,
    parameters: Mapping[str, Any],
    engine: Engine,
) -> Iterator[ParameterError | NotEvaluated]:
    """Yield what is wrong with the parameters; a schema that cannot be used is not evaluated. Raises nothing.

    A section that nobody declares, under no policy's id and read by no policy, is an error, too. What was loaded into
    the engine before is gone afterwards. A schema without a section is not checked: see `PolicySet.configured`.
    """
    yield from _unknown_sections(policies, parameters)
    checked = [schema for schema in policies.schemas if schema.id in parameters]
    if not checked:
        return
    batch = [Evaluation({"section": parameters[one.id], "schema": dict(one.schema)}, (_QUERY,)) for one in checked]
    try:
        engine.load({"plimsoll_parameters.rego": _MODULE}, {})
        answers = list(engine.evaluate(batch))
    except EngineError as error:
        for schema in checked:
            yield NotEvaluated(schema.id, f"Its parameters could not be checked: {error}")
        return
    for schema, (answer,) in zip(checked, answers, strict=True):
        if isinstance(answer, Failure):
            yield NotEvaluated(
                schema.id, f"Its custom.parameters cannot be used: {answer.reason}", detail=answer.detail
            )
        else:
            yield from _errors(schema, parameters[schema.id], answer.value)


def _unknown_sections(policies: PolicySet, parameters: Mapping[str, Any]) -> Iterator[ParameterError]:
    read = {
        reference[2] if len(reference) > len(_CONFIG) else None
        for module in policies.modules.values()
        for reference in module.references
        if reference[:2] == _CONFIG[: len(reference)]
    }
    if None in read:  # a policy reads the parameters as a whole
        return
    known = {*(policy.rule.id for policy in policies.policies), *(schema.id for schema in policies.schemas), *read}
    for name in parameters:
        if name not in known:
            near = difflib.get_close_matches(name, [one for one in known if one], 1)
            hint = f"; did you mean '{near[0]}'?" if near else ""
            yield ParameterError(name, (name,), f"no policy has the id '{name}' or reads such parameters{hint}")


def _errors(schema: ParameterSchema, section: Any, errors: list[dict[str, str]]) -> Iterator[ParameterError]:
    """Translate the errors of the schema library: ``{"field": "a.0.b", "desc": "…", "type": "…"}``."""
    for error in errors:
        path = _path(section, error["field"])
        found = _ADDITIONAL.fullmatch(error["desc"])
        message = error["desc"]
        if found is not None:
            path = (*path, found["name"])
            message = f"'{found['name']}' is not allowed here"
        yield ParameterError(schema.id, (schema.id, *path), message[:1].lower() + message[1:])


def _path(section: Any, field: str) -> Path:
    """Return the path that a field such as ``tiers.v1.namespaces.0`` means; keys may contain dots themselves."""
    steps: list[str | int] = []
    parts = [] if field == "(root)" else field.split(".")
    while parts:
        if isinstance(section, list) and parts[0].isdecimal() and int(parts[0]) < len(section):
            steps.append(int(parts.pop(0)))
            section = section[int(steps[-1])]
            continue
        keys = [".".join(parts[:length]) for length in range(len(parts), 0, -1)]
        key = next((key for key in keys if isinstance(section, dict) and key in section), None)
        if key is None:
            break
        steps.append(key)
        section = section[key]
        parts = parts[key.count(".") + 1 :]
    return tuple(steps)
