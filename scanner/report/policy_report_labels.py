"""The names by which reports in a cluster are known to be ours, and what they are about."""

from __future__ import annotations

import re

MANAGED_BY = {"app.kubernetes.io/managed-by": "plimsoll"}
KIND_LABEL = "plimsoll.dev/kind"
"""The kind of the object that a report is about, as ``Deployment.apps``."""
OMITTED = "plimsoll.dev/omitted"
"""The annotation that says how many results did not fit."""
COVERAGE_NAME = "plimsoll-coverage"
"""The report that says what is not known."""

_LONGEST = 63
_REFUSED = re.compile(r"[^A-Za-z0-9_.-]")


def kind_label(api_version: str, kind: str) -> str:
    """Return a kind as the value of a label: ``Deployment.apps``, ``Pod``."""
    group = api_version.rpartition("/")[0]
    return _REFUSED.sub("-", f"{kind}.{group}" if group else kind)[:_LONGEST].strip("-_.")
