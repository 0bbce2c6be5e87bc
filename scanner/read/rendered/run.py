"""Running the user's tools: bounded in time, memory and output, with no way out, and never left behind."""

from __future__ import annotations

import contextlib
import os
import selectors
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    import pathlib
    from collections.abc import Callable, Sequence

    from scanner.read.rendered.options import RenderOptions

_CHUNK = 1 << 16
_ERRORS_KEPT = 64 << 10
_MOST_WORDS = 1_000
_PAUSE_S = 0.002
TURN_ON = "Leave out --no-render, and 'render: false' in plimsoll.yaml."
_NOWHERE = "http://127.0.0.1:9"
"""The discard port: what tries to fetch something is refused at once."""


class NotRendered(Exception):
    """Why a chart or overlay could not be rendered: one sentence, and what to do."""

    def __init__(self, detail: str, remedy: str = "") -> None:
        """Keep both."""
        super().__init__(detail)
        self.detail = detail
        self.remedy = remedy


@dataclass(slots=True)
class Tools:
    """The tools on the search path, and how often they were too slow."""

    options: RenderOptions
    time_outs: int = 0
    found: dict[str, str | None] = field(default_factory=dict)

    def find(self, name: str) -> str | None:
        """Return the absolute path of a program; None where there is none."""
        if name not in self.found:
            absolute = [part for part in self.options.search_path.split(os.pathsep) if part.startswith(os.sep)]
            self.found[name] = shutil.which(name, path=os.pathsep.join(absolute)) if absolute else None
        return self.found[name]

    def run(self, name: str, make_command: Callable[[pathlib.Path], Sequence[str]], scratch: pathlib.Path) -> bytes:
        """Return what a command writes; raises `NotRendered`. ``scratch`` is an empty directory for its own use."""
        if self.time_outs >= self.options.max_time_outs:
            raise NotRendered(f"Not rendered, because {self.time_outs} others took too long.")
        process = _Process(name, make_command(scratch), _environment(self.options, scratch), self.options, scratch)
        try:
            process.read()
        finally:
            process.end()
        if process.too_slow:
            self.time_outs += 1
            raise NotRendered(f"{name} did not finish within {self.options.seconds:g} s.")
        if process.too_much:
            raise NotRendered(f"It renders to more than {self.options.max_output:,} bytes.")
        if process.code != 0:
            raise NotRendered(f"{name} {_ending(process.code)}: {_words(process.errors)}")
        return bytes(process.output)


def scratch_directory() -> tempfile.TemporaryDirectory[str]:
    """Return a new directory for a tool's own files, to be used with ``with``."""
    return tempfile.TemporaryDirectory(prefix="plimsoll-", ignore_cleanup_errors=True)


class _Process:
    def __init__(
        self,
        name: str,
        command: Sequence[str],
        environment: dict[str, str],
        options: RenderOptions,
        scratch: pathlib.Path,
    ) -> None:
        self.options = options
        self.output = bytearray()
        self.errors = bytearray()
        self.too_slow = self.too_much = False
        self.until = time.monotonic() + options.seconds
        try:
            self.process = subprocess.Popen(  # noqa: S603 - the user's own tool, no shell
                command,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                cwd=scratch,
                env=environment,
                process_group=0,
            )
        except OSError as error:
            raise NotRendered(f"{name} cannot be started: {error.strerror or type(error).__name__}.") from error
        _limit_data(self.process.pid, options.memory_mib)

    @property
    def code(self) -> int:
        return int(self.process.returncode)

    def read(self) -> None:
        """Take what it writes until it closes its output, or breaks a bound."""
        with selectors.DefaultSelector() as selector:
            for pipe in (self.process.stdout, self.process.stderr):
                if pipe is not None:
                    selector.register(pipe, selectors.EVENT_READ)
            while selector.get_map() and not self.too_much:
                ready = selector.select(max(0.0, self.until - time.monotonic()))
                if time.monotonic() >= self.until:
                    self.too_slow = True
                    return
                for key, _ in ready:
                    if not self._take(key.fileobj):  # type: ignore[arg-type] # only pipes are registered
                        selector.unregister(key.fileobj)
        self.too_slow = not (self.too_much or self._ended())

    def _ended(self) -> bool:
        """Wait for its end without taking its exit code: until that is taken, nobody else is given its id."""
        if not hasattr(os, "waitid"):  # macOS before Python 3.13
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(max(0.0, self.until - time.monotonic()))
            return self.process.returncode is not None
        while os.waitid(os.P_PID, self.process.pid, os.WEXITED | os.WNOWAIT | os.WNOHANG) is None:
            if time.monotonic() >= self.until:
                return False
            time.sleep(_PAUSE_S)
        return True

    def _take(self, pipe: IO[bytes]) -> bool:
        chunk = os.read(pipe.fileno(), _CHUNK)
        if pipe is self.process.stdout:
            self.output += chunk
            self.too_much = len(self.output) > self.options.max_output
        else:
            self.errors += chunk[: max(0, _ERRORS_KEPT - len(self.errors))]
        return bool(chunk)

    def end(self) -> None:
        """End it, and what it started."""
        if self.process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):  # PermissionError: macOS, for a zombie
                os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        for pipe in (self.process.stdout, self.process.stderr):
            if pipe is not None:
                pipe.close()


def _environment(options: RenderOptions, scratch: pathlib.Path) -> dict[str, str]:
    """Return an environment without the user's settings, plugins, credentials and network."""
    own = str(scratch)
    environment = dict.fromkeys(("TMPDIR", "HELM_CACHE_HOME", "HELM_CONFIG_HOME", "HELM_DATA_HOME"), own)
    environment |= dict.fromkeys(("XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"), own)
    environment |= {"HELM_PLUGINS": f"{own}/plugins", "KUSTOMIZE_PLUGIN_HOME": f"{own}/plugins"}
    environment |= dict.fromkeys(("HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy", "ALL_PROXY"), _NOWHERE)
    environment |= {"KUBECONFIG": os.devnull, "GIT_ALLOW_PROTOCOL": "none", "GIT_CONFIG_NOSYSTEM": "1"}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C.UTF-8"}
    return {**environment, "PATH": options.search_path, "HOME": options.home or own}


def _limit_data(pid: int, mib: int) -> None:
    """Limit what a process may write to; what it starts later inherits that."""
    if sys.platform == "linux":
        import resource

        with contextlib.suppress(ProcessLookupError):
            resource.prlimit(pid, resource.RLIMIT_DATA, (mib << 20, mib << 20))


def _ending(code: int) -> str:
    return "failed" if code > 0 else f"was ended by signal {-code}"


def _words(errors: bytearray) -> str:
    """Return the tool's own words as one line; the formats make them harmless."""
    text = " ".join(errors.decode("utf-8", "replace").split())
    text = text.removeprefix("Error: ").removesuffix(" Use --debug flag to render out invalid YAML")
    shown = text if len(text) <= _MOST_WORDS else text[:_MOST_WORDS].rstrip() + "…"
    return (shown or "it says nothing").rstrip(".") + "."
