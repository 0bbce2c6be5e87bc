"""The bundled data: what it says of itself, that it is what the generator makes, and what it costs."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from scanner.kubernetes.schema import MINORS, scalars
from scanner.kubernetes.schema.release import _data, nearest, release
from scanner.kubernetes.schema.shape import Form
from scripts import kubernetes_schema as generator


def test_the_data_is_what_the_generator_makes() -> None:
    assert generator.TARGET.read_text(encoding="utf-8") == generator.make()


def test_the_data_says_what_it_is() -> None:
    assert tuple(_data()["versions"]) == MINORS == generator.MINORS
    assert _data()["date"] == generator.DATE
    assert _data()["source"].startswith("OpenAPI documents of Kubernetes")


def test_the_data_stays_small() -> None:
    assert generator.TARGET.stat().st_size < 300_000


@pytest.mark.parametrize("minor", MINORS)
def test_every_type_can_be_read(minor: str) -> None:
    """Each expression leads to a definition or to a scalar that has a reader; nothing is taken for what it is not."""
    known = release(minor)
    waiting = {*known.kinds.values()}
    seen: set[str] = set()
    while waiting:
        expression = waiting.pop()
        seen.add(expression)
        shape = known.shape(expression)
        assert isinstance(shape.inner, str)
        inner = {shape.inner, *map(str, shape.fields.values())}
        assert shape.form is not Form.SCALAR or shape.name in scalars.READERS, expression
        assert set(shape.required) <= shape.fields.keys()
        waiting |= inner - seen
    assert len(seen) > 600


def test_minors_differ_where_kubernetes_does() -> None:
    newest, oldest = release("1.37"), release("1.35")
    assert newest.definitions["core.v1.Container"] == oldest.definitions["core.v1.Container"]
    assert newest.shape("apps.v1.Deployment").required == ("spec",)
    assert oldest.shape("apps.v1.Deployment").required == ()
    assert "scheduling.k8s.io/v1beta1 Workload" in newest.kinds
    assert "scheduling.k8s.io/v1beta1 Workload" not in oldest.kinds


@pytest.mark.parametrize(
    ("asked", "given"),
    [("", "1.37"), ("1.36", "1.36"), ("v1.36.4", "1.36"), ("1.20", "1.35"), ("1.99", "1.37")],
)
def test_the_nearest_minor_is_taken(asked: str, given: str) -> None:
    assert nearest(asked) == given


def test_nothing_is_loaded_until_it_is_needed() -> None:
    program = (
        "import json, scanner.kubernetes\n"
        "from scanner.kubernetes.schema import release\n"
        "print(json.dumps(release._data.cache_info().currsize))"
    )
    output = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert json.loads(output) == 0
