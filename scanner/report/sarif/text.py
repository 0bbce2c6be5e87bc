"""Text as SARIF's messages want it."""

from __future__ import annotations

import re

from scanner.report.neutralise import one_line, shorten

LIMIT = 1000
"""Characters; GitHub refuses a rule's description of more than 1,024."""

_EXPRESSION = re.compile(r"\$\{\{(.*?)\}\}", re.DOTALL)
_DOUBLED = re.compile(r"([{}])\1+")
_SPECIAL = re.compile(r"[\\\[\]]")


def message(text: str, fallback: str) -> str:
    r"""Return one sentence of plain text for ``message.text``, which GitHub requires not to be empty.

    ``\``, ``[`` and ``]`` are escaped, since ``[text](id)`` would be a link (section 3.11.6). Doubled braces would be
    read as escaped ones (section 3.11.5): of ``${{ github.ref }}`` only ``github.ref`` is left.
    """
    # Half of the limit, because every character may be escaped.
    clear = shorten(_clear(text) or _clear(fallback), LIMIT // 2)
    return sentence(_SPECIAL.sub(r"\\\g<0>", clear))


def _clear(text: str) -> str:
    bare = _EXPRESSION.sub(lambda found: found.group(1).strip(), text)
    return one_line(_DOUBLED.sub(r"\1", bare))


def sentence(text: str) -> str:
    """Return ``text`` ending in a full stop, as the validators ask."""
    return text if text.endswith(".") else f"{text}."
