"""Putting a mutant's code into the functions that are already there: nothing has to be imported again."""

from __future__ import annotations

import gc
from collections import defaultdict
from types import CodeType, FunctionType
from typing import TYPE_CHECKING

from tests.mutants.mutate import mutated

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_OPTIMIZED = 0x1
"""The flag of functions' code; that of a module or a class body has run when it was imported, and is no use now."""

Place = tuple[str, str, int]
Functions = dict[Place, list[FunctionType]]
"""All functions by file, qualified name and first line: decorated ones and those inside properties too."""


class NotSwapped(Exception):
    """The mutant runs at import, or has other variables: only a fresh process shows what it does."""


def functions(root: Path) -> Functions:
    """Return all functions whose source lies below ``root``."""
    found: Functions = defaultdict(list)
    for one in gc.get_objects():
        if type(one) is FunctionType and one.__code__.co_filename.startswith(f"{root}/"):
            found[_place(one.__code__)].append(one)
    return found


def swap(path: Path, text: str, number: int, live: Functions) -> None:
    """Carry out a mutant in this process. Raises NotSwapped."""
    old = compile(text, str(path), "exec", dont_inherit=True)
    new = compile(mutated(text, number), str(path), "exec", dont_inherit=True)
    swapped = 0
    for before, after in _changed(old, new):
        for one in live.get(_place(before), ()):
            if one.__code__ != before:
                raise NotSwapped(f"{path} is no longer what was imported")
            try:
                one.__code__ = after
            except ValueError as error:
                raise NotSwapped(str(error)) from error
            swapped += 1
    if not swapped:
        raise NotSwapped("no function runs it")


def _place(code: CodeType) -> Place:
    return code.co_filename, code.co_qualname, code.co_firstlineno


def _changed(old: CodeType, new: CodeType) -> Iterator[tuple[CodeType, CodeType]]:
    """Yield each function's code that differs. Raises NotSwapped."""
    if old == new:
        return
    inner_old, inner_new = _inner(old), _inner(new)
    if old.co_flags & _OPTIMIZED:
        yield old, new
    elif len(inner_old) != len(inner_new) or old.co_code != new.co_code:
        raise NotSwapped("runs at import")
    # A function inside another may have been made at import, by a decorator for example.
    if len(inner_old) == len(inner_new):
        for pair in zip(inner_old, inner_new, strict=True):
            yield from _changed(*pair)


def _inner(code: CodeType) -> list[CodeType]:
    return [constant for constant in code.co_consts if isinstance(constant, CodeType)]
