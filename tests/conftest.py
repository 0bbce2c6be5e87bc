"""What all tests share."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from scanner.errors import EngineMissing
from scanner.rego.engines.choose import EngineSettings, choose_engine
from tests.absent import absent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.rego.engine import Engine


@pytest.fixture(scope="session")
def shared_engine() -> Iterator[Engine]:
    """One engine for all tests that only evaluate; whoever loads modules into it must not rely on those of others."""
    try:
        engine = choose_engine(EngineSettings(search_path=os.environ.get("PATH")))
    except EngineMissing as error:
        absent(f"no Rego engine: {error}")
    with engine:
        yield engine
