"""Trees for positions are kept for the latest documents only, and places are right all the same."""

from __future__ import annotations

import gc

from scanner.model import Document
from scanner.read import Limits, read_bytes
from scanner.read.nodes import MappingNode

NUMBER = 300


def documents() -> list[Document]:
    text = "".join(f"---\napiVersion: v1\nkind: ConfigMap\nmetadata: {{name: n{index}}}\n" for index in range(NUMBER))
    return [one for one in read_bytes("a.yaml", text.encode(), Limits(), named=True) if isinstance(one, Document)]


def living_trees() -> int:
    """Count the mappings that are the roots of trees: the others here are in flow style."""
    gc.collect()
    return sum(isinstance(one, MappingNode) and not one.flow for one in gc.get_objects())


def test_few_trees_are_kept() -> None:
    read = documents()
    for document in read:
        document.locate(("metadata", "name"))
    assert 0 < living_trees() < NUMBER // 2


def test_a_place_is_the_same_when_its_tree_is_built_again() -> None:
    read = documents()
    first = [document.locate(("metadata", "name")) for document in read]
    assert [document.locate(("metadata", "name")) for document in read] == first
    assert [span.line for span in first] == [4 * index + 4 for index in range(NUMBER)]
