"""``data.plimsoll.request``: the admission request that a policy may ask about, and how to tell that it does.

Only a webhook has a request. A policy that reads it is not carried out on files or on live objects: there it would be
undefined, and a policy that goes undefined passes by accident.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from scanner.rego.policies.module import mentions

if TYPE_CHECKING:
    from scanner.rego.policies.module import Module, Package

REQUEST: Package = ("plimsoll", "request")
"""Where the request lies below ``data``."""
WRAPPERS: Package = ("plimsoll_admission",)
"""Where the rules lie that hand a request to a policy."""


def reads_request(module: Module) -> bool:
    """Whether a module refers to ``data.plimsoll.request``, or may.

    It may where it refers to ``data.plimsoll`` as a whole, as ``import data.plimsoll`` does, and mentions ``request``.
    """
    for reference in module.references:
        if reference[: len(REQUEST)] == REQUEST:
            return True
        if reference == REQUEST[: len(reference)] and set(REQUEST[len(reference) :]) <= mentions(module.text).keys():
            return True
    return False
