"""What a finding says, and which charts or overlays render what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.model import Finding

_MOST_NAMED = 3


def whole_message(finding: Finding) -> str:
    """Return the message with the charts and overlays in it; empty where a policy's message is."""
    if not finding.rendered_by or not finding.message.strip():
        return finding.message
    shown = [f"'{one}'" for one in finding.rendered_by[:_MOST_NAMED]]
    left = len(finding.rendered_by) - len(shown)
    names = ", ".join(shown) + (f" and {left} more" if left else "")
    return f"{finding.message.rstrip().removesuffix('.')} (rendered by {names})."
