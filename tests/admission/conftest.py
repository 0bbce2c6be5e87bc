"""A certificate authority, and a webhook that runs."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import pytest

from tests.absent import absent
from tests.admission.server import Authority, Webhook

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    if shutil.which("openssl") is None:
        absent("openssl is absent: it makes the certificates of these tests")
    return Authority(tmp_path / "tls")


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Webhook]]:
    """Start webhooks in a directory of their own; end them, and see that nothing of them is left."""
    started: list[Webhook] = []
    (tmp_path / ".git").mkdir()

    def begin(*arguments: str, wait: bool = True) -> Webhook:
        webhook = Webhook.start(tmp_path, *arguments, wait=wait)
        started.append(webhook)
        return webhook

    yield begin
    left = []
    for webhook in started:
        webhook.kill()
        found = subprocess.run(["pgrep", "-g", str(webhook.process.pid)], capture_output=True, text=True, check=False)
        left += found.stdout.split()
    assert left == []
