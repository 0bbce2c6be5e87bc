"""What is known of actions/checkout.

Since June 2026 it refuses to check out the code of a fork's pull request in runs of pull_request_target and of
workflow_run, unless ``allow-unsafe-pr-checkout`` is true. Sources:
https://github.blog/changelog/2026-06-18-safer-pull_request_target-defaults-for-github-actions-checkout/ and the
releases v2.8.0, v3.7.0, v4.4.0, v5.1.0, v6.1.0 and v7.0.0 of https://github.com/actions/checkout/releases.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from scanner.workflows.action_reference import ActionReference
    from scanner.workflows.step import Step

_VERSION = re.compile(r"v(?P<major>\d{1,4})(?:\.(?P<minor>\d{1,4}))?(?:\.\d{1,4})?\Z")

_FIRST_GUARDED_MINOR = {2: 8, 3: 7, 4: 4, 5: 1, 6: 1}
"""By major version; from 7 on, every release refuses."""

_ALWAYS_GUARDED_FROM = 7

_GUARDED_COMMITS = frozenset(
    {
        "9c091bb21b7c1c1d1991bb908d89e4e9dddfe3e0",  # v7.0.0
        "3d3c42e5aac5ba805825da76410c181273ba90b1",  # v7.0.1
    }
)
"""Commits of releases that refuse, as of November 2026."""


def refuses_forks(reference: ActionReference) -> bool:
    """Whether a reference to actions/checkout certainly names a release that refuses the code of forks.

    A major tag below v7 does not: it moved to a release that refuses on github.com, but GitHub Enterprise Server and
    mirrors keep older ones under the same name. Nor does a commit that is not among the known ones.
    """
    if reference.ref.lower() in _GUARDED_COMMITS:
        return True
    version = _VERSION.match(reference.ref)
    if version is None:
        return False
    major = int(version["major"])
    if major >= _ALWAYS_GUARDED_FROM:
        return True
    first = _FIRST_GUARDED_MINOR.get(major)
    return first is not None and version["minor"] is not None and int(version["minor"]) >= first


def opted_out(step: Step) -> bool:
    """Whether the step allows the code of forks, or an expression may."""
    given = step.input("allow-unsafe-pr-checkout")
    return given is not None and (given[1].lower() == "true" or "${{" in given[1])
