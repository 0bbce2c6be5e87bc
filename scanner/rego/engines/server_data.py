"""Data on an OPA server that others may use too: claimed, uploaded, removed."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING, Any

from scanner.errors import EngineError, EngineFailed
from scanner.rego.engines.server_link import Undefined

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scanner.rego.engines.server_link import Link
    from scanner.rego.engines.server_modules import ServerModules

CLAIMS = "plimsoll_claims"
"""The package in which each run says that it is there."""

STALE_S = 3600
"""After this time a claim is taken to be left by a run that was ended before it could remove it."""


class ServerData:
    """The documents of one run below ``data``."""

    def __init__(self, link: Link, modules: ServerModules, run: str) -> None:
        """Upload nothing yet. ``run`` begins with the seconds since 1970."""
        self._link = link
        self._modules = modules
        self._run = run
        self._uploaded: list[str] = []

    def upload(self, data: Mapping[str, Any]) -> None:
        """Claim the server and put each top-level document in its place. Raises `EngineError`."""
        self._claim(list(data))
        for key, value in data.items():
            if not isinstance(value, dict):
                raise EngineFailed(f"The document 'data.{key}' must be a mapping to be sent to an OPA server.")
            try:
                there = self._link.data((key,))
            except Undefined:
                self._link.put_data((key,), value)
                self._uploaded.append(key)
                continue
            if there != value:
                raise EngineFailed(
                    f"The OPA server already has other data at 'data.{key}', which a scan needs for itself. "
                    "Name a server whose policies and data are not used otherwise.",
                )

    def remove_all(self) -> None:
        """Remove what was uploaded. Raises the first error after having tried everything."""
        first: EngineError | None = None
        while self._uploaded:
            try:
                self._link.delete_data((self._uploaded.pop(),))
            except EngineError as error:
                first = first or error
        if first is not None:
            raise first

    def _claim(self, keys: list[str]) -> None:
        """Make sure to be the only run on this server: two would read each other's data.

        The claim is an element of a set that all runs share, so of two that begin at once at least one sees the other.
        """
        claim = json.dumps({"run": self._run, "data": keys})
        self._modules.add("claim.rego", f"package {CLAIMS}\n\nruns contains {claim}\n")
        for other in self._link.data((CLAIMS, "runs")):
            if other["run"] == self._run:
                continue
            if time.time() - int(other["run"].split("-")[0]) < STALE_S:
                raise EngineFailed(
                    f"Another scan ('{other['run']}') uses this OPA server, or was ended less than an hour ago before "
                    "it could remove its policies. Wait for it, or name another server.",
                )
            self._remove_stale(other)

    def _remove_stale(self, claim: dict[str, Any]) -> None:
        waiting = [number for number in self._link.policy_ids() if number.startswith(f"plimsoll/{claim['run']}/")]
        before = -1
        # The order in which they depend on each other is not known: go round until nothing changes.
        while waiting and len(waiting) != before:
            before = len(waiting)
            waiting = [number for number in waiting if not self._deleted(number)]
        for key in claim["data"]:
            try:
                self._link.data((key,))
            except Undefined:
                continue
            self._link.delete_data((key,))

    def _deleted(self, number: str) -> bool:
        try:
            self._link.delete_policy(number)
        except EngineError:
            return False
        return True
