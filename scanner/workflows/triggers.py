"""The events that start a workflow: ``on:`` as text, list or mapping."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.workflows.shapes import mapping, names

if TYPE_CHECKING:
    from scanner.model import Part, Path


@dataclass(frozen=True, slots=True)
class Trigger:
    """One event under ``on:``."""

    event: str
    """E.g. ``pull_request_target``."""
    config: dict[str, Any]
    """Filters such as ``types`` and ``branches``; empty where there are none."""
    path: Path
    part: Part
    """With `path`, the place of the event's name, however ``on:`` is written."""

    @property
    def types(self) -> tuple[str, ...]:
        """The activity types it is limited to; empty for the event's default ones."""
        return names(self.config.get("types"))


def triggers(on: Any) -> dict[str, Trigger]:
    """Return the triggers by event, in their order.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#on.
    """
    if isinstance(on, str):
        return {on: Trigger(on, {}, ("on",), "value")}
    if isinstance(on, list):
        return {
            event: Trigger(event, {}, ("on", index), "value")
            for index, event in enumerate(on)
            if isinstance(event, str)
        }
    return {event: Trigger(event, mapping(config), ("on", event), "key") for event, config in mapping(on).items()}
