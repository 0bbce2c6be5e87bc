"""Puts one mutated module in the place of the real one, in a test run of its own: ``pytest -p tests.mutants.plugin``.

``PLIMSOLL_MUTANT`` names it, e.g. ``scanner/kubernetes/pod.py:17``.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import importlib.util
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from tests.mutants.mutate import mutated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import CodeType, ModuleType

ROOT = Path(__file__).parents[2]


class _Loader(importlib.machinery.SourceFileLoader):
    def __init__(self, name: str, path: Path, number: int) -> None:
        super().__init__(name, str(path))
        self.number = number

    def get_code(self, fullname: str) -> CodeType:
        del fullname
        return compile(
            mutated(Path(self.path).read_text(encoding="utf-8"), self.number), self.path, "exec", dont_inherit=True
        )


class _Finder(importlib.abc.MetaPathFinder):
    def __init__(self, file: str, number: int) -> None:
        self.path = ROOT / file
        self.name = file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        self.number = number

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        del path, target
        if fullname != self.name:
            return None
        return importlib.util.spec_from_loader(fullname, _Loader(fullname, self.path, self.number))


if "PLIMSOLL_MUTANT" in os.environ:
    _file, _, _number = os.environ["PLIMSOLL_MUTANT"].partition(":")
    sys.meta_path.insert(0, _Finder(_file, int(_number)))
