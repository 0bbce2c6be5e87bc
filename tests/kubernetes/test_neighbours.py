"""Which objects belong together by where they are written."""

from __future__ import annotations

import pytest

from scanner.kubernetes import Inventory
from scanner.kubernetes.neighbours import are_applied_together
from scanner.model import Document, DocumentKind, Source
from tests.kubernetes.manifests import NoPlaces


@pytest.mark.parametrize(
    ("files", "namespaces", "together"),
    [
        (("a/x.yaml", "a/x.yaml"), ("", ""), True),
        (("a/x.yaml", "a/x.yaml"), ("shop", "shop"), True),
        (("a/x.yaml", "a/x.yaml"), ("shop", "cart"), False),
        (("a/x.yaml", "a/y.yaml"), ("shop", "shop"), True),
        (("a/x.yaml", "a/y.yaml"), ("", ""), False),
        (("a/x.yaml", "a/y.yaml"), ("default", ""), False),
        (("a/x.yaml", "b/y.yaml"), ("shop", "shop"), False),
    ],
)
def test_objects_of_one_file_or_of_one_directory_and_namespace_are_applied_together(
    files: tuple[str, str], namespaces: tuple[str, str], together: bool
) -> None:
    sources = {file: Source(file, "", "") for file in files}
    documents = [
        Document(
            sources[file],
            index,
            (),
            DocumentKind.KUBERNETES,
            {"apiVersion": "v1", "kind": "Service", "metadata": {"name": f"s{index}", "namespace": namespace or None}},
            NoPlaces(),
        )
        for index, (file, namespace) in enumerate(zip(files, namespaces, strict=True))
    ]
    one, other = Inventory.of(documents).objects
    assert are_applied_together(one, other) is together
