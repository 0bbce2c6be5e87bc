"""What a format may be told. Nothing here is read from the environment."""

from __future__ import annotations

from dataclasses import dataclass

from scanner.model import FailOn


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """How to render a report; each format takes what concerns it."""

    color: bool = False
    """Whether text for people may carry ANSI colours."""
    width: int = 100
    """Columns that a line of source may take, in terminal cells. Prose is left to the terminal to wrap."""
    category: str = ""
    """The SARIF category, which tells GitHub two uploads of one commit apart."""
    show_suppressed: bool = False
    """Whether suppressed findings are shown, with their justification."""
    in_github_actions: bool = False
    """Whether the text goes to a log in which GitHub's runner looks for commands."""
    fail_on: FailOn = FailOn.LOW
    """The threshold that the verdict speaks of."""
    unix_time: int = 0
    """When it is rendered, for formats that say so; 0 where that is not known."""
    link_base: str = ""
    """For Markdown: what leads from the report to the root of the scan, ending in a slash, e.g. ``../../``."""
