"""Modules on an OPA server: uploaded one by one, so that each error is known; what cannot be used is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError, EngineFailed
from scanner.rego.engine import ModuleError
from scanner.rego.engines import server_ast

if TYPE_CHECKING:
    from scanner.rego.engines.server_link import Link

Modernise = Callable[[str], str | None]
"""Turns a module in Rego v0 into v1, or returns None where it cannot."""


class ServerModules:
    """The modules of one run, below one prefix of policy ids."""

    def __init__(self, link: Link, prefix: str, modernise: Modernise) -> None:
        """Upload nothing yet."""
        self._link = link
        self._prefix = prefix
        self._modernise = modernise
        self._uploaded: list[str] = []
        """Ids, in the order in which they were uploaded: a module comes after those that it calls."""
        self._files: dict[str, str] = {}
        """Id to file name."""
        self._ids = re.compile(re.escape(prefix) + r"/\d+\.rego")

    def rename(self, text: str) -> str:
        """Put file names in the place of our policy ids."""
        return self._ids.sub(lambda found: self._files.get(found[0], found[0]), text)

    def upload(self, modules: Mapping[str, str]) -> tuple[ModuleError, ...]:
        """Upload what can be used; return why the rest cannot. Raises `EngineError`."""
        theirs = self._their_modules(modules)
        waiting = {f"{self._prefix}/{number}.rego": file for number, file in enumerate(sorted(modules))}
        self._files = dict(waiting)
        errors: dict[str, list[ModuleError]] = {}
        trees: dict[str, dict[str, Any]] = {}
        for number, file in list(waiting.items()):
            if file in theirs:
                trees[number] = self._link.policy(theirs[file])["ast"]
                self._files[theirs[file]] = file
                del waiting[number]
        before = -1
        # A module is refused until the functions that it calls are there: go round until nothing changes.
        while waiting and len(waiting) != before:
            before = len(waiting)
            errors = {}
            for number, file in list(waiting.items()):
                found = self._put(number, file, modules[file])
                if found:
                    errors[number] = found
                    continue
                trees[number] = self._link.policy(number)["ast"]
                del waiting[number]
        self._leave_out_refused(trees, modules, errors)
        self._leave_out_dependents(trees, modules, errors)
        return tuple(sorted((error for found in errors.values() for error in found), key=_by_place))

    def add(self, name: str, text: str) -> None:
        """Upload a module of our own making. Raises `EngineFailed`."""
        number = f"{self._prefix}/{name}"
        refused = self._link.put_policy(number, text)
        if refused:
            raise EngineFailed("; ".join(str(error) for error in refused))
        self._uploaded.append(number)

    def remove_all(self) -> None:
        """Delete what was uploaded, dependents first. Raises the first error after having tried everything."""
        first: EngineError | None = None
        while self._uploaded:
            try:
                self._link.delete_policy(self._uploaded.pop())
            except EngineError as error:
                first = first or error
        if first is not None:
            raise first

    def _put(self, number: str, file: str, text: str) -> list[ModuleError]:
        refused = self._link.put_policy(number, text)
        unread = refused and all(error.message.startswith("rego_parse_error") for error in refused)
        if unread and (newer := self._modernise(text)) is not None:
            refused = self._link.put_policy(number, newer)
        if not refused:
            self._uploaded.append(number)
        return [
            ModuleError(file, error.line, error.column, error.message)
            if error.file == file
            else ModuleError(file, 1, 1, str(error))
            for error in refused
        ]

    def _their_modules(self, modules: Mapping[str, str]) -> dict[str, str]:
        """Return which of our files the server has already, word for word, with their ids there.

        A different module in a package of ours would mix with it. Raises `EngineFailed` for that.
        """
        packages = {server_ast.package_in_text(text): file for file, text in modules.items()}
        found: dict[str, str] = {}
        for number in self._link.policy_ids():
            policy = self._link.policy(number)
            package = ".".join(server_ast.package_in(policy["ast"])[1:])
            same = [file for file, text in modules.items() if text == policy["raw"]]
            if same:
                found[same[0]] = number
            elif package in packages:
                raise EngineFailed(
                    f"The OPA server already has a policy '{number}' in package '{package}', which would mix with "
                    f"'{packages[package]}'. Remove it there, or name another server.",
                )
        return found

    def _leave_out_refused(
        self, trees: dict[str, dict[str, Any]], modules: Mapping[str, str], errors: dict[str, list[ModuleError]]
    ) -> None:
        for number, tree in list(trees.items()):
            file = self._files[number]
            for name in server_ast.refused_builtins(tree):
                line, column = server_ast.place_of(modules[file], name)
                message = f"The builtin '{name}' is refused: a policy may not reach the network or the environment."
                errors.setdefault(number, []).append(ModuleError(file, line, column, message))
                trees.pop(number, None)

    def _leave_out_dependents(
        self, trees: dict[str, dict[str, Any]], modules: Mapping[str, str], errors: dict[str, list[ModuleError]]
    ) -> None:
        """Leave out what depends on a package of which a part is missing, and then what depends on that."""
        changed = True
        while changed:
            changed = False
            missing = {self._files[number]: self._package(number, modules) for number in errors}
            for number, tree in list(trees.items()):
                error = _dependency(self._files[number], modules, tree, missing)
                if error is not None:
                    errors[number] = [error]
                    del trees[number]
                    changed = True
        for number in [number for number in self._uploaded[::-1] if number in errors]:
            self._link.delete_policy(number)
            self._uploaded.remove(number)

    def _package(self, number: str, modules: Mapping[str, str]) -> server_ast.Steps:
        name = server_ast.package_in_text(modules[self._files[number]])
        return ("data", *name.split(".")) if name else ("data", "")


def _dependency(
    file: str, modules: Mapping[str, str], tree: dict[str, Any], missing: Mapping[str, server_ast.Steps]
) -> ModuleError | None:
    for other, package in sorted(missing.items()):
        name = ".".join(package[1:])
        if server_ast.package_in(tree) == package:
            needle = "package"
        elif any(server_ast.overlap(reference, package) for reference in server_ast.references(tree)):
            needle = f"data.{name}"
        else:
            continue
        line, column = server_ast.place_of(modules[file], needle)
        return ModuleError(file, line, column, f"It depends on package '{name}', of which '{other}' cannot be used.")
    return None


def _by_place(error: ModuleError) -> tuple[str, int, int, str]:
    return error.file, error.line, error.column, error.message
