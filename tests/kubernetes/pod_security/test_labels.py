"""What the labels of a Namespace ask of its pods."""

from __future__ import annotations

import pytest

from scanner.kubernetes.pod_security import NEWEST, Level, Version
from scanner.kubernetes.pod_security.labels import enforced, unknown_labels
from tests.kubernetes.manifests import single

PREFIX = "pod-security.kubernetes.io"


@pytest.mark.parametrize(
    ("labels", "level", "version"),
    [
        ("", Level.PRIVILEGED, NEWEST),
        (f"{PREFIX}/enforce-version: v1.30", Level.PRIVILEGED, Version(30)),
        (f"{PREFIX}/enforce: baseline", Level.BASELINE, NEWEST),
        (f"{PREFIX}/enforce: baseline, {PREFIX}/enforce-version: v1.30", Level.BASELINE, Version(30)),
        (f"{PREFIX}/enforce: basline", Level.RESTRICTED, NEWEST),
    ],
)
def test_what_is_enforced(labels: str, level: Level, version: Version) -> None:
    found = enforced(single(f"{{apiVersion: v1, kind: Namespace, metadata: {{name: a, labels: {{{labels}}}}}}}"))
    assert (found.level, found.version) == (level, version)


def test_a_label_of_no_mode_is_unknown() -> None:
    labels = f"{PREFIX}/enforced: baseline, {PREFIX}/warn-version: latest, app: web"
    namespace = single(f"{{apiVersion: v1, kind: Namespace, metadata: {{name: a, labels: {{{labels}}}}}}}")
    assert [one.path[-1] for one in unknown_labels(namespace)] == [f"{PREFIX}/enforced"]
