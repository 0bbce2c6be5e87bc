"""The same verdict, place by place, as the official schemas: on real manifests, on examples, and on mutations of them.

Where Plimsoll differs, it follows what the API server does and a JSON Schema cannot say. Each difference has its name.
"""

from __future__ import annotations

import copy
from pathlib import Path
from typing import TYPE_CHECKING, Any

import kubernetes_validate
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scanner.kubernetes.schema import MINORS, Lack, ProblemKind, Schemas, validate
from scanner.model import Document, DocumentKind
from scanner.read import Limits, read_bytes
from tests.absent import absent
from tests.kubernetes.schema.official import places

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from tests.kubernetes.schema.official import Place

ROOT = Path(__file__).parents[3]
CORPORA = ROOT.parent / "shared" / "corpora"
BY_MINOR = {minor: Schemas.of((), minor) for minor in MINORS}


def objects(directory: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects below a directory whose kind Kubernetes itself defines, read as the scan reads them."""
    for path in sorted(directory.rglob("*")):
        if path.suffix in {".yaml", ".yml", ".json"} and path.is_file():
            for item in read_bytes(path.name, path.read_bytes(), Limits(), named=True):
                if isinstance(item, Document) and item.kind is DocumentKind.KUBERNETES and known(item.data):
                    yield item.data


def known(data: dict[str, Any]) -> bool:
    return not isinstance(BY_MINOR[MINORS[0]].root(data["apiVersion"], data["kind"]), Lack)


OWN = [*objects(ROOT / "kubernetes"), *objects(ROOT / "tests" / "examples")]


def value_at(data: Any, path: tuple[str | int, ...]) -> Any:
    """Return the value at a path, None where there is none."""
    for step in path:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def stricter(data: dict[str, Any], place: Place, message: str) -> bool:
    """Whether a problem that only Plimsoll names is one of those that a JSON Schema cannot say.

    A text that is no quantity, time or base64; an integer beyond its width; null in the place of a required field.
    """
    kind, path = place
    value = value_at(data, path)
    if kind is ProblemKind.WRONG_TYPE and isinstance(value, str):
        return message.endswith(("a quantity such as 500m or 2Gi belongs", "12:00:00Z belongs", "base64 belongs"))
    if kind is ProblemKind.WRONG_TYPE:
        return type(value) is int and abs(value) >= 2**31 and " bits " in message
    return kind is ProblemKind.MISSING_FIELD and value is None


def laxer(data: dict[str, Any], place: Place, keyword: str, ours: Collection[Place]) -> bool:
    """Whether a problem that only the schemas name is none for the API server.

    Null stands for an absent quantity or int-or-string (the schemas allow null in two ways at once, which their
    ``oneOf`` forbids), for an absent required field, which Plimsoll calls missing, and for an empty text in the two
    lists that the schemas are stricter with than with all others; ``status`` is not taken from manifests; what is for
    patches and for SOPS never reaches the API server.
    """
    kind, path = place
    if kind is ProblemKind.UNKNOWN_FIELD:
        return path == ("sops",) or path[-1] == "$patch"
    if kind is ProblemKind.MISSING_FIELD:
        return path[0] == "status"
    if kind is not ProblemKind.WRONG_TYPE or value_at(data, path) is not None:
        return False
    in_status = path[0] == "status"
    in_list = data["kind"] == "CustomResourceDefinition" and isinstance(path[-1], int)
    return keyword == "oneOf" or (ProblemKind.MISSING_FIELD, path) in ours or in_status or in_list


def disagreements(minor: str, data: dict[str, Any]) -> list[Place]:
    schemas = BY_MINOR[minor]
    if isinstance(schemas.root(data["apiVersion"], data["kind"]), Lack):
        return []
    ours = {(problem.kind, problem.path): problem.message for problem in validate(data, schemas)}
    theirs = places(minor, data)
    more = [place for place in ours.keys() - theirs if not stricter(data, place, ours[place])]
    less = [place for place in theirs.keys() - ours if not laxer(data, place, theirs[place], ours)]
    return more + less


def all_paths(data: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of every value."""
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, value in items:
        yield (*path, step)
        yield from all_paths(value, (*path, step))


@pytest.mark.parametrize("minor", MINORS)
def test_own_manifests_and_examples(minor: str) -> None:
    assert len(OWN) > 100
    assert [(data, found) for data in OWN if (found := disagreements(minor, data))] == []


@pytest.mark.parametrize("corpus", ["examples", "kube-prometheus"])
def test_corpora(corpus: str) -> None:
    if not CORPORA.is_dir():
        absent("../shared/corpora is absent.")
    found = list(objects(CORPORA / corpus))
    assert len(found) > 50
    assert [(minor, data, wrong) for data in found for minor in MINORS if (wrong := disagreements(minor, data))] == []


def test_the_places_are_those_of_the_library_itself() -> None:
    """`official.places` is not `kubernetes_validate.validate`, but says the same of what is wrong at all."""
    for data in OWN[:25]:
        try:
            kubernetes_validate.validate(data, MINORS[0], strict=True)
        except kubernetes_validate.ValidationError:
            assert places(MINORS[0], data)
        else:
            assert not places(MINORS[0], data)


VALUES = st.sampled_from((None, "x", "3", "1Gi", "", 3, 2**40, 1.5, True, [], ["x"], [None], {}, {"x": None}, {"x": 1}))


@settings(max_examples=300, deadline=None)
@given(data=st.data())
def test_mutations(data: st.DataObject) -> None:
    mutated = copy.deepcopy(data.draw(st.sampled_from(OWN)))
    for _ in range(data.draw(st.integers(1, 3))):
        choices = [path for path in all_paths(mutated) if path not in {("apiVersion",), ("kind",)}]
        path = data.draw(st.sampled_from(choices))
        parent = value_at(mutated, path[:-1])
        match data.draw(st.sampled_from(("retype", "remove", "rename"))):
            case "retype":
                parent[path[-1]] = copy.deepcopy(data.draw(VALUES))
            case "remove":
                del parent[path[-1]]
            case "rename" if isinstance(parent, dict):
                parent[f"{path[-1]}s"] = parent.pop(path[-1])
            case _:
                parent.append(copy.deepcopy(data.draw(VALUES)))
        if not any(True for path in all_paths(mutated) if path not in {("apiVersion",), ("kind",)}):
            return
    assert disagreements(data.draw(st.sampled_from(MINORS)), mutated) == []
