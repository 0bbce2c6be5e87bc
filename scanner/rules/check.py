"""A built-in rule: its data and one function."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from scanner.model import Match, Profile, Rule, RuleOrigin, Severity, Unknown

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

SubjectT = TypeVar("SubjectT")

Judgement = Match | Unknown
"""What a check yields: violations, and what it could not decide."""


@dataclass(frozen=True, slots=True)
class Check(Generic[SubjectT]):
    """A rule and the function that carries it out."""

    rule: Rule
    judges: type[SubjectT]
    """The view that the function takes, e.g. ``Container``."""
    function: Callable[[SubjectT], Iterable[Judgement]]
    kinds: frozenset[str] = frozenset()
    """For a rule that judges Kubernetes objects: the kinds it is about; empty for all."""
    files_only: bool = False
    """Whether it is about how a file is written, which an object of a cluster cannot tell."""

    def __call__(self, subject: SubjectT) -> Iterable[Judgement]:
        """Judge one subject."""
        return self.function(subject)


def rule(  # noqa: PLR0913 - one argument a fact of the rule, all by keyword
    *,
    id: str,  # noqa: A002 - the field's own word, and the argument is never read as a name
    title: str,
    severity: Severity,
    judges: type[SubjectT],
    remediation: str,
    kinds: Iterable[str] = (),
    frameworks: tuple[str, ...] = (),
    tags: tuple[str, ...] = (),
    references: tuple[str, ...] = (),
    profile: Profile = Profile.DEFAULT,
    files_only: bool = False,
) -> Callable[[Callable[[SubjectT], Iterator[Any]]], Check[SubjectT]]:
    """Make a `Check` of a function; the function's docstring becomes the rule's documentation."""

    def make(function: Callable[[SubjectT], Iterator[Any]]) -> Check[SubjectT]:
        documentation = inspect.getdoc(function) or ""
        described = Rule(
            id=id,
            title=title,
            severity=severity,
            documentation=documentation,
            remediation=remediation,
            origin=RuleOrigin.BUILTIN,
            frameworks=frameworks,
            tags=tags,
            references=references,
            profile=profile,
        )
        return Check(described, judges, function, frozenset(kinds), files_only)

    return make
