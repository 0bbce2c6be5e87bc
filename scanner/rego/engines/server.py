"""The server engine: any OPA server the user names, through `opa-python-client`.

Rego's paths are absolute, so a scan needs the documents ``data.inventory`` and ``data.plimsoll`` and the packages of
its policies for itself. On a server that others use too it therefore claims them first, refuses to run where it finds
something else there, and removes everything when it is closed.
"""

from __future__ import annotations

import json
import secrets
import time
from typing import TYPE_CHECKING, Any, Self

from scanner.errors import EngineError, EngineFailed, EngineTimeout
from scanner.rego.engine import Failure, Value
from scanner.rego.engines import failures
from scanner.rego.engines.reference import parse_reference
from scanner.rego.engines.server_data import ServerData
from scanner.rego.engines.server_errors import NO_OPA, no_opa
from scanner.rego.engines.server_link import Address, Link, Lost, Undefined
from scanner.rego.engines.server_modules import ServerModules
from scanner.rego.engines.strikes import Strikes
from scanner.rego.engines.worker import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from scanner.rego.engine import Evaluation, ModuleError, Result
    from scanner.rego.engines.server_modules import Modernise


def _leave(_: str) -> None:
    """Rewrite nothing: another's server decides itself which Rego it reads."""


class ServerEngine:
    """Evaluates on an OPA server. To be used from one thread."""

    def __init__(  # noqa: PLR0913 - all but the first have a default
        self,
        url: str,
        *,
        token: str = "",
        ca_file: str = "",
        deadline_s: float,
        socket: str = "",
        modernise: Modernise = _leave,
        revive: Callable[[], bool] = bool,
    ) -> None:
        """Connect to nothing yet. Raises `UsageError` for an address that cannot be right.

        ``revive`` is called when the server is lost; it returns whether there is a new, empty one at the same address.
        """
        self._url = url
        self._deadline_s = deadline_s
        self._revive = revive
        self._modernise = modernise
        self._link = Link(Address(url, token, ca_file, socket))
        self._strikes = Strikes()
        self._modules: ServerModules | None = None
        self._data: ServerData | None = None
        self._wanted: tuple[Mapping[str, str], Mapping[str, Any]] = ({}, {})
        self._batches: dict[tuple[str, ...], tuple[str, ...]] = {}
        self._package = ""
        self._lost = ""

    @property
    def name(self) -> str:
        """``OPA server http://localhost:8181 (OPA 1.22.2)``. Raises `EngineError`."""
        return f"OPA server {self._url} (OPA {self._link.version() or 'of unknown version'})"

    def opa_version(self) -> str:
        """Return the server's version; empty where it does not say. Raises `EngineError`."""
        return self._link.version()

    def load(self, modules: Mapping[str, str], data: Mapping[str, Any]) -> tuple[ModuleError, ...]:
        """Upload ``modules`` and ``data``. Raises `EngineError` where nothing at all can be said."""
        self._remove()
        self._strikes.clear()
        self._lost = ""
        self._wanted = (modules, data)
        return self._upload()

    def forget(self) -> None:
        """Take the server for a new, empty one: there is nothing to remove from it."""
        self._modules = self._data = None
        self._lost = ""

    def evaluate(self, batch: Sequence[Evaluation]) -> Iterator[tuple[Result, ...]]:
        """Yield, for each evaluation in order, one result per query in order."""
        for evaluation in batch:
            yield self._evaluate(evaluation)

    def close(self) -> None:
        """Remove what was uploaded and disconnect. May be called twice."""
        try:
            self._remove()
        except Lost:
            pass  # what is not there needs no removal
        finally:
            self._link.close()

    def __enter__(self) -> Self:
        """Return the engine itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close."""
        self.close()

    def _upload(self) -> tuple[ModuleError, ...]:
        modules, data = self._wanted
        run = f"{int(time.time())}-{secrets.token_hex(4)}"
        self._package = "plimsoll_queries_" + run.replace("-", "_")
        self._batches = {}
        self._modules = ServerModules(self._link, f"plimsoll/{run}", self._modernise)
        self._data = ServerData(self._link, self._modules, run)
        self._link.rename = self._modules.rename
        try:
            self._data.upload(data)
            return self._modules.upload(modules)
        except EngineError:
            self._remove()
            raise
        except NO_OPA as error:
            self._remove()
            raise EngineFailed(no_opa(self._url, error)) from error

    def _remove(self) -> None:
        modules, self._modules = self._modules, None
        data, self._data = self._data, None
        if self._lost:
            return
        try:
            if data is not None:
                data.remove_all()
        finally:
            if modules is not None:
                modules.remove_all()  # the claim last

    def _evaluate(self, evaluation: Evaluation) -> tuple[Result, ...]:
        try:
            encode(evaluation.input)
        except (ValueError, TypeError, RecursionError) as error:
            return tuple(failures.not_json(query, error) for query in evaluation.queries)
        together = tuple(query for query in evaluation.queries if not self._strikes.out(query))
        known = self._ask_together(together, evaluation.input) if len(together) > 1 else {}
        return tuple(known.get(query) or self._ask(query, evaluation.input) for query in evaluation.queries)

    def _ask_together(self, queries: tuple[str, ...], value: Any) -> dict[str, Result]:
        """Ask all in one request. What goes wrong with any of them is found out by asking one by one."""
        if self._lost:
            return {}
        try:
            steps = self._batches.get(queries) or self._add_batch(queries)
            answer = self._link.query(steps, value, self._deadline_s)
        except Lost as error:
            self._recover(str(error))
            return {}
        except (EngineError, Undefined, ValueError):
            return {}
        return {query: Value(answer[query][0]) for query in queries if answer.get(query)}

    def _add_batch(self, queries: tuple[str, ...]) -> tuple[str, ...]:
        """Upload a rule that collects the values of several queries; an undefined one becomes an empty list."""
        for query in queries:
            parse_reference(query)
        if self._modules is None:
            raise EngineError("Nothing is loaded")
        name = f"batch_{len(self._batches)}"
        values = ", ".join(f"{json.dumps(query)}: [value | value := {query}]" for query in queries)
        self._modules.add(f"{name}.rego", f"package {self._package}\n\n{name} := {{{values}}}\n")
        steps = self._batches[queries] = (self._package, name)
        return steps

    def _ask(self, query: str, value: Any) -> Result:
        if self._lost:
            return failures.abandoned(query, self._lost)
        if self._strikes.out(query):
            return failures.given_up(query)
        try:
            return Value(self._link.query(parse_reference(query), value, self._deadline_s))
        except (EngineError, Undefined, ValueError) as error:
            return self._failure(query, error)

    def _failure(self, query: str, error: Exception) -> Failure:
        if isinstance(error, Undefined):
            return failures.undefined(query)
        if isinstance(error, EngineTimeout):
            self._strikes.add(query)
            return failures.timed_out(query, self._deadline_s, str(error))
        if isinstance(error, Lost):
            self._strikes.add(query)
            self._recover(str(error))
            return failures.died(query, "was lost", str(error))
        return failures.failed(query, str(error))

    def _recover(self, cause: str) -> None:
        """Start anew where that is possible; otherwise nothing more is asked of this server."""
        self._lost = cause
        try:
            if self._revive():
                self.forget()
                self._upload()
        except EngineError as error:
            self._lost = str(error)
