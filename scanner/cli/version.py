"""A flag's value that is a version."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from scanner.config import VersionForm


@dataclass(frozen=True, slots=True)
class Version(click.ParamType[str]):
    """Takes what a form allows, and says what that is otherwise."""

    form: VersionForm
    name = "version"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the text as it is."""
        if not re.fullmatch(self.form.pattern, str(value)):
            self.fail(f"'{value}' is no version such as {self.form.example}", param, ctx)
        return str(value)
