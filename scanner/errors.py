"""The exceptions of Plimsoll and the exit codes of its command.

PlimsollError
├── UsageError          a flag or target that cannot be right; exit 2
├── ConfigError         plimsoll.yaml, with its place; exit 2
├── ClusterError        the API server did not give what was asked for; becomes part of the coverage
└── EngineError         the Rego engine; never leaves `scanner.rego`, where it becomes "not evaluated"
    ├── EngineMissing   there is none
    ├── EngineFailed    it died, or answered something else
    └── EngineTimeout   it did not answer in time
"""

from __future__ import annotations

EXIT_CLEAN = 0
EXIT_VIOLATIONS = 1
EXIT_USAGE = 2
EXIT_INCOMPLETE = 3


class PlimsollError(Exception):
    """The root of the tree. Its text is for people: what is wrong, where, and what to do."""


class UsageError(PlimsollError):
    """A flag or a target that cannot be right."""


class ConfigError(PlimsollError):
    """Something in plimsoll.yaml that cannot be right."""

    def __init__(self, path: str, line: int, column: int, problem: str) -> None:
        """Say ``path:line:column: problem``."""
        super().__init__(f"{path}:{line}:{column}: {problem}")


class ClusterError(PlimsollError):
    """The API server did not give what was asked for. Says what it was, never what the request carried."""


class EngineError(PlimsollError):
    """The Rego engine could not do its work."""


class EngineMissing(EngineError):
    """There is no engine to be found."""


class EngineFailed(EngineError):
    """The engine died, or answered something that is no answer."""


class EngineTimeout(EngineError):
    """The engine did not answer within its deadline."""
