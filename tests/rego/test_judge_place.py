"""Where a finding is shown: never a wrong exact, never a place that is not proved."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scanner.model import Document, Located, Path
from scanner.read import Limits, read_bytes
from scanner.rego.judging.elements import Element, Malformed, parse_path, read_elements
from scanner.rego.judging.place import place, resolve

TEXT = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: shop
  annotations:
    example.com/owner: team-a
  labels:
spec:
  replicas: 1
  template:
    spec:
      hostNetwork: true
      containers:
        - name: web
          image: a:1
          env: [{name: MODE, value: fast}]
        - name: log
          image: b:1
          ports: [{name: http, containerPort: 80}]
"""
(DOCUMENT,) = (item for item in read_bytes("a.yaml", TEXT.encode(), Limits(), named=True) if isinstance(item, Document))
CONTAINERS = ("spec", "template", "spec", "containers")
EXACT, NEAREST, WHOLE = Located.EXACT, Located.NEAREST, Located.DOCUMENT


def placed(element: Any) -> tuple[Path, Located]:
    (read,) = read_elements([element])
    assert isinstance(read, Element)
    return place(DOCUMENT, read)


PATHS = [
    (["spec", "replicas"], ("spec", "replicas"), EXACT),
    (["spec", "paused"], ("spec", "paused"), EXACT),
    (["spec", "strategy", "rollingUpdate", 0, "x"], ("spec", "strategy", "rollingUpdate", 0, "x"), EXACT),
    (["status"], ("status",), EXACT),
    ([*CONTAINERS, 1, "image"], (*CONTAINERS, 1, "image"), EXACT),
    ([*CONTAINERS, "1", "image"], (*CONTAINERS, 1, "image"), EXACT),
    ([*CONTAINERS, 0, "securityContext"], (*CONTAINERS, 0, "securityContext"), EXACT),
    (["metadata", "labels", "app"], ("metadata", "labels", "app"), EXACT),
    ([*CONTAINERS, 2, "image"], CONTAINERS, NEAREST),
    ([*CONTAINERS, -1], CONTAINERS, NEAREST),
    ([*CONTAINERS, "web"], CONTAINERS, NEAREST),
    (["spec", 0], ("spec",), NEAREST),
    (["spec", "replicas", "x"], ("spec", "replicas"), NEAREST),
    (["spec", "replicas", 0], ("spec", "replicas"), NEAREST),
    ([0], ("kind",), WHOLE),
    ([], ("kind",), WHOLE),
    ("spec.replicas", ("spec", "replicas"), EXACT),
    ("$.spec.template.spec.containers[1].image", (*CONTAINERS, 1, "image"), EXACT),
    ("input.spec.replicas", ("spec", "replicas"), EXACT),
    ('metadata.annotations["example.com/owner"]', ("metadata", "annotations", "example.com/owner"), EXACT),
    ("/metadata/annotations/example.com~1owner", ("metadata", "annotations", "example.com/owner"), EXACT),
    ("/spec/template/spec/containers/1/image", (*CONTAINERS, 1, "image"), EXACT),
]


@pytest.mark.parametrize(("path", "expected", "located"), PATHS)
def test_a_path_is_shown_where_it_is_right(path: Any, expected: Path, located: Located) -> None:
    assert placed({"msg": "No.", "path": path}) == (expected, located)


PROOFS = [
    ("No.", ("kind",), WHOLE),
    ("Container 'web' is bad.", (*CONTAINERS, 0), NEAREST),
    ('Container "log" is bad.', (*CONTAINERS, 1), NEAREST),
    ("Container `log` is bad.", (*CONTAINERS, 1), NEAREST),
    ("Container web is bad.", ("kind",), WHOLE),
    ("'hostNetwork' is on.", ("spec", "template", "spec", "hostNetwork"), NEAREST),
    ("'image' of container 'log' is bad.", (*CONTAINERS, 1, "image"), NEAREST),
    ("'image' is bad.", ("kind",), WHOLE),
    ("Image 'b:1' of container 'log' is bad.", (*CONTAINERS, 1, "image"), NEAREST),
    ("Image 'b:1' of container 'web' is bad.", CONTAINERS, NEAREST),
    ("Variable 'MODE' is 'fast'.", (*CONTAINERS, 0, "env", 0, "value"), NEAREST),
    ("'hostNetwork' and container 'web'.", ("spec", "template", "spec"), NEAREST),
    ("'replicas' and 'team-a'.", ("kind",), WHOLE),
    ("Deployment 'shop' is bad.", ("kind",), WHOLE),
    ("'Deployment' 'shop' has container 'web'.", (*CONTAINERS, 0), NEAREST),
    ("spec.replicas must be 3.", ("spec", "replicas"), NEAREST),
    ("Set spec.template.spec.containers[1].image.", (*CONTAINERS, 1, "image"), NEAREST),
    ("spec.absent must be set.", ("kind",), WHOLE),
    ("See https://example.com/spec.replicas for more.", ("kind",), WHOLE),
    ("It isn't what 'web's owner wants.", ("kind",), WHOLE),
    ({"msg": "Bad.", "details": {"container": "web"}}, (*CONTAINERS, 0), NEAREST),
    ({"msg": "Bad.", "metadata": {"container": "log", "field": "image"}}, (*CONTAINERS, 1, "image"), NEAREST),
    ({"msg": "Bad.", "container": "log"}, (*CONTAINERS, 1), NEAREST),
    (
        {"msg": "Bad.", "path": "spec..x", "details": ["team-a"]},
        ("metadata", "annotations", "example.com/owner"),
        NEAREST,
    ),
    ({"msg": "Bad.", "path": [0], "details": "web"}, (*CONTAINERS, 0), NEAREST),
]


@pytest.mark.parametrize(("element", "expected", "located"), PROOFS)
def test_without_a_path_only_what_is_proved_is_shown(element: Any, expected: Path, located: Located) -> None:
    assert placed(element) == (expected, located)


def test_what_occurs_twice_proves_nothing() -> None:
    assert placed("Bad 'name'.") == (("kind",), WHOLE)


keys = st.sampled_from(["a", "b", "name", "0", "kind"])
documents = st.dictionaries(
    keys,
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 2) | keys,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=3),
    ),
    max_size=4,
)
steps = st.lists(keys | st.integers(-1, 3), max_size=5).map(tuple)


def existing(data: Any, path: Path) -> tuple[Any, int]:
    """Return the value at the longest beginning of a path that exists, taken literally, and that beginning's length."""
    for length, step in enumerate(path):
        in_mapping = isinstance(data, dict) and isinstance(step, str) and step in data
        in_list = isinstance(data, list) and isinstance(step, int) and 0 <= step < len(data)
        if not (in_mapping or in_list):
            return data, length
        data = data[step]
    return data, len(path)


@given(documents, steps)
def test_an_exact_path_exists_or_names_a_missing_key(data: dict[str, Any], path: Path) -> None:
    found, right = resolve(data, path)
    value, length = existing(data, found)
    if not right:
        assert length == len(found) < len(path)
    elif length < len(found):
        assert value is None or isinstance(value, dict)
        assert not isinstance(value, dict) or isinstance(found[length], str)
    assert [str(step) for step in found] == [str(step) for step in path[: len(found)]]


@given(documents, st.lists(keys, max_size=3))
def test_a_proved_place_exists_and_holds_a_name(data: dict[str, Any], names: list[str]) -> None:
    document = Document(DOCUMENT.source, 0, (), DOCUMENT.kind, data, DOCUMENT.locator)
    path, located = place(document, Element("Bad.", names=tuple(names)))
    assert located is not EXACT
    if located is NEAREST:
        value, length = existing(data, path)
        assert length == len(path) > 0
        assert set(names) & {path[-1], *texts(value)}
        assert any(texts(data).count(name) == 1 for name in names) or len(names) > 1


def texts(data: Any) -> list[str]:
    """Return every key and every string of a value."""
    if isinstance(data, dict):
        return [*data, *(text for value in data.values() for text in texts(value))]
    if isinstance(data, list):
        return [text for value in data for text in texts(value)]
    return [data] if isinstance(data, str) else []


@pytest.mark.parametrize("text", ["", "a..b", "a[", "a[b]", "[", "."])
def test_text_that_is_no_path(text: str) -> None:
    assert parse_path(text) is None


ELEMENTS = [
    (["a", "b"], 2, []),
    ([], 0, []),
    ({"a": True, "b": {"msg": "c"}}, 2, []),
    ({"a": 1}, 0, ["an element is a number, neither a message nor an object with 'msg'"]),
    (True, 0, ["it is a boolean, not a set of messages; write `deny contains msg if { … }`"]),
    (None, 0, ["it is null, not a set of messages; write `deny contains msg if { … }`"]),
    ("a", 0, ["it is a string, not a set of messages; write `deny contains msg if { … }`"]),
    ([1, "a"], 1, ["an element is a number, neither a message nor an object with 'msg'"]),
    ([["a"]], 0, ["an element is a list, neither a message nor an object with 'msg'"]),
    (["", " "], 0, ["an element is a string, neither a message nor an object with 'msg'"] * 2),
    ([{"message": "a"}], 0, ["an element is an object whose 'msg' is missing or no text"]),
    ([{"msg": 1}], 0, ["an element is an object whose 'msg' is missing or no text"]),
    ([{"msg": "a", "path": 1}], 1, ["the 'path' of an element is a number, not a list of keys and indexes"]),
    ([{"msg": "a", "path": ["a", True]}], 1, ["the 'path' of an element holds a boolean, not only keys and indexes"]),
    ([{"msg": "a", "remediation": 1, "file": 2, "object": 3, "details": 4}], 1, []),
]


@pytest.mark.parametrize(("value", "elements", "problems"), ELEMENTS)
def test_elements_of_every_shape(value: Any, elements: int, problems: list[str]) -> None:
    read = list(read_elements(value))
    assert sum(isinstance(one, Element) for one in read) == elements
    assert [one.problem for one in read if one.problem] == problems
    assert all(isinstance(one, Malformed) == (not hasattr(one, "message")) for one in read)


def test_messages_and_names_are_bounded() -> None:
    (element,) = read_elements([{"msg": "x" * 10_000, "details": [str(number) for number in range(1000)]}])
    assert isinstance(element, Element)
    assert len(element.message) == 4097
    assert len(element.names) <= 100
