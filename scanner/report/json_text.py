"""JSON text that any reader takes and no log obeys."""

from __future__ import annotations

import json
from typing import Any

from scanner.report.neutralise import encodable


def dump(value: Any) -> str:
    r"""Return JSON with two spaces of indentation, ASCII only, ending in a newline.

    ASCII, because escape sequences and bidirectional controls then reach no terminal, and no locale matters. A lone
    surrogate, which strict readers refuse, becomes a visible escape. ``##[`` is spelt ``##\u005b``, the same string to
    a reader of JSON, because GitHub's runner obeys ``##[name]`` anywhere in a log.
    """
    text = json.dumps(value, indent=2, ensure_ascii=True, allow_nan=False)
    if "\\ud" in text:  # every surrogate is spelt so; a pair of them is an ordinary character
        text = json.dumps(_encodable(value), indent=2, ensure_ascii=True, allow_nan=False)
    return text.replace("##[", "##\\u005b") + "\n"


def _encodable(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(key): _encodable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_encodable(item) for item in value]
    return value
