"""Every path has a place: exact where it exists, the nearest ancestor where it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.read.reading import covered, document, documents

if TYPE_CHECKING:
    from scanner.model import Part, Path

BLOCK = """\
apiVersion: apps/v1  # a comment	with a tab
kind: "Deployment"
metadata:
  name: web
  labels: {app: web, tier: 'front end'}
  annotations: {
    a: b
  }
spec:
  replicas:
  paused: &paused true
  args: ["-v", "é🚀"]
  template:
    spec:
      containers:
        - name: web
          image: nginx
          args:
          - run
          - |
            echo hi
          ports:
            - containerPort: 80
        - image: >-
            folded
            name
          name: "two
            lines"
        -
        - - nested
      hostPID: *paused
      items: []
"""

CASES: list[tuple[Path, Part, str]] = [
    ((), "value", "apiVersion: apps/v1"),
    ((), "key", "apiVersion: apps/v1"),
    (("apiVersion",), "value", "apps/v1"),
    (("apiVersion",), "key", "apiVersion"),
    (("apiVersion",), "entry", "apiVersion: apps/v1"),
    (("kind",), "value", '"Deployment"'),
    (("metadata",), "value", "metadata"),
    (("metadata",), "entry", "metadata"),
    (("metadata", "labels"), "value", "{app: web, tier: 'front end'}"),
    (("metadata", "labels"), "entry", "labels: {app: web, tier: 'front end'}"),
    (("metadata", "labels", "tier"), "value", "'front end'"),
    (("metadata", "labels", "tier"), "entry", "tier: 'front end'"),
    (("metadata", "labels", "missing"), "value", "labels"),
    (("metadata", "annotations"), "value", "annotations"),
    (("metadata", "annotations", "a"), "value", "b"),
    (("spec", "replicas"), "value", "replicas"),
    (("spec", "replicas"), "entry", "replicas"),
    (("spec", "paused"), "value", "true"),
    (("spec", "args", 1), "value", '"é🚀"'),
    (("spec", "args", 1), "key", '"é🚀"'),
    (("spec", "args", 7), "value", "args"),
    (("spec", "strategy", "type"), "value", "spec"),
    (("spec", "template", "spec", "containers"), "value", "containers"),
    (("spec", "template", "spec", "containers", 0), "value", "name: web"),
    (("spec", "template", "spec", "containers", 0), "entry", "name: web"),
    (("spec", "template", "spec", "containers", 0, "securityContext", "privileged"), "value", "name: web"),
    (("spec", "template", "spec", "containers", 0, "args"), "value", "args"),
    (("spec", "template", "spec", "containers", 0, "args", 1), "value", "|"),
    (("spec", "template", "spec", "containers", 0, "ports", 0), "value", "containerPort: 80"),
    (("spec", "template", "spec", "containers", 1), "value", "image"),
    (("spec", "template", "spec", "containers", 1, "image"), "value", "image"),
    (("spec", "template", "spec", "containers", 1, "image"), "entry", "image"),
    (("spec", "template", "spec", "containers", 1, "name"), "value", "name"),
    (("spec", "template", "spec", "containers", 2), "value", "-"),
    (("spec", "template", "spec", "containers", 3), "value", "nested"),
    (("spec", "template", "spec", "containers", 9, "image"), "value", "containers"),
    (("spec", "template", "spec", "hostPID"), "value", "*paused"),
    (("spec", "template", "spec", "hostPID"), "entry", "hostPID: *paused"),
    (("spec", "template", "spec", "items"), "value", "[]"),
    (("nothing", "of", "this"), "value", "apiVersion: apps/v1"),
    (("kind", "of"), "value", "kind"),
]


@pytest.mark.parametrize(("path", "part", "expected"), CASES)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_block_style(path: Path, part: Part, expected: str, ending: str, mark: str) -> None:
    text = BLOCK.replace("\n", ending)
    read = document(mark + text)
    span = read.locate(path, part)
    assert covered(text, span) == expected
    assert span.line == span.end_line


def test_the_line_of_a_repeated_text() -> None:
    read = document(BLOCK)
    containers: Path = ("spec", "template", "spec", "containers")
    assert read.locate((*containers, 0, "name")).line == 16
    assert read.locate((*containers, 0, "args")).line == 18
    assert read.locate((*containers, 1, "name"), "key").line == 27
    assert read.locate((*containers, 2)).line == 29


def test_inside_scalars() -> None:
    read = document(BLOCK)
    containers: Path = ("spec", "template", "spec", "containers")
    assert covered(BLOCK, read.locate((*containers, 0, "args", 1), within=(5, 7))) == "hi"
    assert covered(BLOCK, read.locate((*containers, 1, "image"), within=(7, 11))) == "name"
    assert covered(BLOCK, read.locate((*containers, 1, "name"), within=(4, 9))) == "lines"
    assert covered(BLOCK, read.locate(("spec", "args", 1), within=(1, 2))) == "🚀"
    assert covered(BLOCK, read.locate(("spec", "template", "spec", "hostPID"), within=(0, 4))) == "true"
    assert read.locate(("spec", "template", "spec", "hostPID"), within=(0, 4)).line == 11
    assert covered(BLOCK, read.locate(("kind",), within=(3, 99))) == '"Deployment"'


def test_several_documents() -> None:
    text = f"# first\n---\n{BLOCK}...\n# between\n---\n{BLOCK}---\n{BLOCK}"
    first, second, third = documents(text)
    lines = [read.locate(("kind",)).line for read in (first, second, third)]
    assert lines == [4, 39, 72]
    assert covered(text, third.locate(("spec", "args", 1))) == '"é🚀"'


def test_list_items() -> None:
    text = """\
apiVersion: v1
kind: List
items:
- apiVersion: v1
  kind: Service
- apiVersion: v1
  kind: List
  items:
  - kind: Secret
    apiVersion: v1
    type: Opaque
"""
    service, secret = documents(text)
    assert secret.base == ("items", 1, "items", 0)
    assert covered(text, service.locate(())) == "apiVersion: v1"
    assert covered(text, secret.locate(())) == "kind: Secret"
    assert covered(text, secret.locate(("type",))) == "Opaque"
    assert secret.locate(("metadata", "name")).line == 9


JSON = """\
{
\t"apiVersion": "v1", "kind": "ConfigMap",
\t"metadata": {"name": "a\\/b", "labels": {"x": "\\ud83d\\ude00!"}},
\t"data":
\t\t{ "list": [1, 2.50,
\t\t true, null, "\\u0041\\n" ], "empty": {}, "key"
\t\t: "value" }
}
"""


@pytest.mark.parametrize("path", ["a.json", "a.yaml"])
def test_json(path: str) -> None:
    read = document(JSON, path)
    assert read.data["metadata"] == {"name": "a/b", "labels": {"x": "😀!"}}
    assert covered(JSON, read.locate(("kind",))) == '"ConfigMap"'
    assert covered(JSON, read.locate(("kind",), "entry")) == '"kind": "ConfigMap"'
    assert covered(JSON, read.locate(("metadata", "labels"))) == '{"x": "\\ud83d\\ude00!"}'
    assert covered(JSON, read.locate(("metadata", "labels", "x"), within=(0, 1))) == "\\ud83d\\ude00"
    assert covered(JSON, read.locate(("metadata", "labels", "x"), within=(1, 2))) == "!"
    assert covered(JSON, read.locate(("data", "list", 1))) == "2.50"
    assert covered(JSON, read.locate(("data", "list"))) == '"list"'
    assert covered(JSON, read.locate(("data", "list", 4), within=(0, 2))) == "\\u0041\\n"
    assert covered(JSON, read.locate(("data", "empty"))) == "{}"
    assert covered(JSON, read.locate(("data", "key"), "entry")) == '"key"'
    assert covered(JSON, read.locate(())) == '"apiVersion": "v1"'


def test_duplicate_keys_in_json() -> None:
    text = '{"apiVersion": "v1", "kind": "Pod",\n "a": {"b": 1, "b": 2}}\n'
    read = document(text, "a.json")
    (problem,) = read.problems
    assert read.data["a"] == {"b": 2}
    assert problem.path == ("a", "b")
    assert problem.first is not None
    assert (problem.first.column, problem.span.column) == (8, 16)
    assert covered(text, read.locate(("a", "b"))) == "2"


def test_json_documents_one_after_the_other() -> None:
    text = '{"apiVersion": "v1", "kind": "Pod"}\n{"apiVersion": "v1", "kind": "Secret"}\n'
    first, second = documents(text, "a.json")
    assert (first.index, second.index) == (0, 1)
    assert covered(text, second.locate(("kind",))) == '"Secret"'


def test_what_is_merged_is_located_where_it_stands() -> None:
    text = """\
apiVersion: v1
kind: Pod
base: &base
  image: nginx
  name: one
other: &other {name: two}
one:
  <<: [*other, *base]
two:
  name: own
  <<: *base
three:
  <<: *base
  name: own
"""
    read = document(text)
    assert read.data["one"] == {"name": "two", "image": "nginx"}
    assert covered(text, read.locate(("one", "name"), "entry")) == "name: two"
    assert read.locate(("one", "image")).line == 4
    assert read.locate(("two", "name")).line == 5
    assert read.locate(("three", "name")).line == 14
    assert covered(text, read.locate(("three", "missing"))) == "three"


def test_line_breaks_are_those_that_editors_know() -> None:
    text = 'apiVersion: v1\nkind: Pod\na: "x\u2028y\x85 z"\nb: "\f"\nc: end\n'.replace("\f", "\\f")
    read = document(text)
    assert read.locate(("c",)).line == 5
    assert read.locate(("c",)).column == 4


def test_numeric_and_boolean_keys_by_their_string() -> None:
    text = "apiVersion: v1\nkind: Pod\nx:\n  0x10: a\n  yes: b\n"
    read = document(text)
    assert covered(text, read.locate(("x", "16"))) == "a"
    assert covered(text, read.locate(("x", "true"), "key")) == "yes"


def test_explicit_keys() -> None:
    text = "apiVersion: v1\nkind: Pod\n? x\n: y\n? |\n  long\n: z\n"
    read = document(text)
    assert read.data["long\n"] == "z"
    assert covered(text, read.locate(("x",))) == "y"
    assert covered(text, read.locate(("x",), "entry")) == "x"
    assert covered(text, read.locate(("long\n",), "key")) == "|"


def test_anchored_and_tagged_scalars() -> None:
    text = "apiVersion: v1\nkind: Pod\na: &x !!str yes\nb: !!str &y no\nc: {d: *x}\n"
    read = document(text)
    assert covered(text, read.locate(("c", "d"))) == "*x"
    assert covered(text, read.locate(("a",), within=(0, 3))) == "yes"
    assert covered(text, read.locate(("c", "d"), within=(0, 3))) == "yes"
    assert covered(text, read.locate(("b",), within=(0, 2))) == "no"
