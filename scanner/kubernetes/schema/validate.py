"""Judging an object by its schema, as the API server's strict reader does.

Fields that nobody knows are refused by ``fieldValidation: Strict``, which kubectl asks for, and silently dropped for
clients that do not ask: https://kubernetes.io/docs/reference/using-api/api-concepts/#field-validation. Null is the same
as absent: Go's reader leaves the value as it is, and for custom resources nulls are pruned where the schema does not
allow them ("Defaulting and Nullable" in the documentation of CRDs). ``status`` is exempt from required fields: the API
server takes it from its controllers only.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from scanner.kubernetes.schema import words
from scanner.kubernetes.schema.kinds import unknown_kind
from scanner.kubernetes.schema.problem import ProblemKind, SchemaProblem
from scanner.kubernetes.schema.schemas import Lack
from scanner.kubernetes.schema.walk import Fault, Node, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from scanner.kubernetes.schema.schemas import Schemas

MOST_PROBLEMS = 100
"""Of one kind in one object; the last one says that there are more."""


def validate(data: Mapping[str, Any], schemas: Schemas) -> Iterator[SchemaProblem]:
    """Yield what is wrong with an object, in no particular order; nothing where there is no schema to judge it by.

    Takes time in proportion to the object. At most `MOST_PROBLEMS` of each kind are told apart.
    """
    api_version, kind = str(data.get("apiVersion")), str(data.get("kind"))
    root = schemas.root(api_version, kind)
    if isinstance(root, Lack):
        problem = unknown_kind(schemas, api_version, kind)
        if problem is not None:
            yield problem
        return
    seen: Counter[ProblemKind] = Counter()
    for fault in walk(Node(data, (), root), schemas):
        if fault.kind is ProblemKind.UNKNOWN_FIELD and _is_for_a_tool(fault):
            continue
        seen[fault.kind] += 1
        if seen[fault.kind] > MOST_PROBLEMS:
            continue
        problem = words.problem(fault, schemas, kind)
        if seen[fault.kind] == MOST_PROBLEMS:
            message = f"{problem.message}; there may be more such places in it, which are not listed"
            problem = SchemaProblem(problem.kind, problem.path, message, problem.suggestion)
        yield problem


def _is_for_a_tool(fault: Fault) -> bool:
    """Whether a field is none of the object's, but tells a tool what to do with it before it is applied.

    Directives of a strategic merge patch, such as ``$patch: delete``
    (https://github.com/kubernetes/community/blob/master/contributors/devel/sig-api-machinery/strategic-merge-patch.md),
    and what SOPS needs for decryption (https://getsops.io/docs/).
    """
    return fault.key.startswith("$") or (fault.key == "sops" and not fault.node.path)
