"""Where the programs of a control plane are: KUBEBUILDER_ASSETS, or the cache that ``make cluster-tools`` fills."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tests.absent import absent

VERSIONS = {"etcd": "3.7.0", "kube-apiserver": "1.37.2", "kubectl": "1.37.2"}
"""What ``make cluster-tools`` builds; a test holds this against the Makefile and tools/cluster/go.mod."""


def program(name: str) -> Path:
    """Return a program; skip the test where it is absent (fail it in CI).

    KUBEBUILDER_ASSETS is the directory that controller-runtime's envtest takes them from, under their bare names.
    """
    assets = os.environ.get("KUBEBUILDER_ASSETS")
    if assets is not None:
        path = Path(assets, name)
        if not path.is_file():
            absent(f"no {name} in KUBEBUILDER_ASSETS ({assets})")
        return path
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    path = cache / "plimsoll" / "bin" / f"{name}-{VERSIONS[name]}"
    if not path.is_file():
        absent(f"{name} {VERSIONS[name]} is absent: 'make cluster-tools' builds it where Go is found")
    return path


def openssl() -> str:
    """Return the openssl command, which makes the key that service account tokens are signed with."""
    found = shutil.which("openssl")
    if found is None:
        absent("openssl is absent: it makes the API server's signing key")
    return found
