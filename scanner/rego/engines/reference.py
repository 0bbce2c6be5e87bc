"""References to rules, as text and as path: ``data.shop["replica-floor"].deny``."""

from __future__ import annotations

import json
import re
from functools import lru_cache
from urllib.parse import quote

_STEP = re.compile(r"""\.(?P<name>[A-Za-z_]\w*)|\[(?P<string>"(?:[^"\\]|\\.)*")\]""", re.ASCII)


@lru_cache(maxsize=4096)
def parse_reference(text: str) -> tuple[str, ...]:
    """Return the steps below ``data``. Raises ValueError for anything but a constant reference below ``data``."""
    if not text.startswith("data"):
        raise ValueError(f"'{text}' is no reference below 'data'")
    steps: list[str] = []
    position = len("data")
    while position < len(text):
        found = _STEP.match(text, position)
        if found is None:
            raise ValueError(f"'{text}' is no constant reference")
        steps.append(found["name"] or json.loads(found["string"]))
        position = found.end()
    return tuple(steps)


def data_path(steps: tuple[str, ...]) -> str:
    """Write the path of OPA's Data API (https://www.openpolicyagent.org/docs/rest-api#data-api), URL-encoded.

    The client turns each full stop into a slash; encoded, those of a step survive.
    """
    return "/".join(quote(step, safe="").replace(".", "%2E") for step in steps)
