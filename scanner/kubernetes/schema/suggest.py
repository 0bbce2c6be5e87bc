"""What is probably meant by a name that nobody knows."""

from __future__ import annotations

import difflib
from itertools import islice
from typing import TYPE_CHECKING

from scanner.kubernetes.schema.shape import Form

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from scanner.kubernetes.schema.schemas import Schemas
    from scanner.kubernetes.schema.shape import Shape

_SIMILAR = 0.75
"""`difflib.SequenceMatcher.ratio`: ``volume`` and ``volumes`` 0.92, ``tempalte`` and ``template`` 0.88."""
_LONGEST_NAME = 64
_MOST_NAMES = 300
"""More names than any type of Kubernetes has fields; a CRD may have any number, and comparing takes time."""
_DEPTH = 2
"""Levels down to look for a field that was written too high: ``containers`` belongs in ``template.spec``."""
_ASIDE = frozenset({"metadata", "status"})
"""Not looked into: their fields have names that fit anywhere."""


def similar(name: str, known: Collection[str]) -> str:
    """Return the one of ``known`` that is spelt most like ``name``; empty where none is like it."""
    if len(name) > _LONGEST_NAME or len(known) > _MOST_NAMES:
        return ""
    plain = {_plain(one): one for one in sorted(known, reverse=True) if len(one) <= _LONGEST_NAME}
    found = difflib.get_close_matches(_plain(name), sorted(plain), n=1, cutoff=_SIMILAR)
    return plain[found[0]] if found else ""


def _plain(name: str) -> str:
    """``image-pull_Policy`` as ``imagepullpolicy``."""
    return name.replace("-", "").replace("_", "").lower()


def below(name: str, shape: Shape, schemas: Schemas) -> str:
    """Return where a field that was written too high belongs, e.g. ``resources.limits``; empty if that is not plain."""
    level: list[tuple[str, Shape]] = [("", shape)]
    for _ in range(_DEPTH):
        inside = (one for prefix, outer in level for one in _inner(prefix, outer, schemas))
        level = list(islice(inside, _MOST_NAMES + 1))
        if len(level) > _MOST_NAMES:
            return ""
        found = [prefix for prefix, inner in level if name in inner.fields]
        if found:
            return f"{found[0]}.{name}" if len(found) == 1 else ""
    return ""


def _inner(prefix: str, outer: Shape, schemas: Schemas) -> Iterable[tuple[str, Shape]]:
    if len(outer.fields) > _MOST_NAMES:
        return
    for key, expression in outer.fields.items():
        if key not in _ASIDE:
            inner = schemas.shape(expression)
            if inner.form is Form.FIELDS:
                yield f"{prefix}.{key}" if prefix else key, inner
