"""Paths as URI references (RFC 3986, section 4.2)."""

from __future__ import annotations

import re
from urllib.parse import quote

_NOT_A_BYTE = re.compile("[\ud800-\udc7f\udd00-\udfff]")


def path_uri(path: str) -> str:
    """Return a POSIX path, percent-encoded.

    A colon is encoded too: ``a:b.yaml`` would read as scheme ``a``. Bytes of a name that is not UTF-8, which come as
    surrogates (PEP 383), are encoded as those bytes; a surrogate that stands for no byte becomes U+FFFD.
    """
    return quote(_NOT_A_BYTE.sub("\ufffd", path).encode("utf-8", "surrogateescape"), safe="/")


def is_below_root(path: str) -> bool:
    """Whether a source's path leads to something below the root of the scan."""
    return not path.startswith("/") and ".." not in path.split("/")
