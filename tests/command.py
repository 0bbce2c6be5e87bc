"""The real command, in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

PACKAGE = Path(__file__).parents[1]
PROGRAM = (sys.executable, "-c", "from scanner.cli.main import main; main(prog_name='plimsoll')")

CLEAN = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings, namespace: shop}
"""
PRIVILEGED = """\
apiVersion: v1
kind: Pod
metadata: {name: cart, namespace: shop}
spec:
  containers:
    - name: cart
      image: registry.example.com/cart:1.0.0
      securityContext:
        privileged: true
"""
GOOD = 'package good\n\ndeny contains "Found." if input.kind == "ConfigMap"\n'


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run of the command came to."""

    code: int
    stdout: bytes
    stderr: str

    @property
    def text(self) -> str:
        return self.stdout.decode("utf-8")

    @property
    def report(self) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.stdout)
        return found


def environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what changes output, and with ``changes``; an empty one removes."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("GITHUB_", "GIT_"))}
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "PYTHONPATH"):
        own.pop(name, None)
    merged = {**own, "PYTHONPATH": str(PACKAGE), "PYTHONWARNINGS": "error", **changes}
    return {name: value for name, value in merged.items() if value}


def plimsoll(directory: Path, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ended:
    """Run the command in a directory; ``env`` changes the environment. It never ends in a traceback."""
    done = subprocess.run(
        (*PROGRAM, *arguments),
        cwd=directory,
        input=stdin,
        capture_output=True,
        check=False,
        env=environment(**(env or {})),
        timeout=60,
    )
    errors = done.stderr.decode("utf-8", "backslashreplace")
    assert "Traceback" not in errors, errors
    return Ended(done.returncode, done.stdout, errors)


def scan(directory: Path, *arguments: str, stdin: bytes = b"", env: Mapping[str, str] | None = None) -> Ended:
    """Run ``plimsoll scan --format json``."""
    return plimsoll(directory, "scan", "--format", "json", *arguments, stdin=stdin, env=env)


def write(directory: Path, **files: str) -> None:
    """Write files: ``a_yaml`` is a.yaml, ``policies__x_rego`` is policies/x.rego."""
    for name, text in files.items():
        path = directory / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


def with_policies(directory: Path, **policies: str) -> Path:
    """Make a repository of one manifest, one good policy and others; no policy may take longer than a second."""
    settings = "policies: {directories: [policies]}\nengine: {deadline-seconds: 1, memory-mib: 256}\n"
    write(directory, plimsoll_yaml=settings, a_yaml=CLEAN, policies__good_rego=GOOD)
    write(directory, **{f"policies__{name}_rego": text for name, text in policies.items()})
    return directory
