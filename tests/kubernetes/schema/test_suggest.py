"""What is probably meant, and where it stops to be looked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from scanner.kubernetes.schema import Schemas
from scanner.kubernetes.schema.shape import Form, Shape
from scanner.kubernetes.schema.suggest import below, similar

if TYPE_CHECKING:
    from collections.abc import Collection

SCALAR = {"type": "string"}


def numbered(number: int) -> list[str]:
    return [f"{one:09}" for one in range(number)]


def having(fields: dict[str, Any]) -> dict[str, Any]:
    """Return the schema of an object with these fields."""
    return {"type": "object", "properties": fields}


@pytest.mark.parametrize(
    ("name", "known", "expected"),
    [
        ("imagee", ("image", "images"), "image"),
        ("volume_Mounts", ("volumeMounts",), "volumeMounts"),
        ("xyzzy", ("image",), ""),
        ("a" * 64, ("a" * 64,), "a" * 64),
        ("a" * 65, ("a" * 64,), ""),
        ("a" * 64, ("a" * 65,), ""),
        ("images", ("image", *numbered(299)), "image"),
        ("images", ("image", *numbered(300)), ""),
    ],
)
def test_a_name_is_compared_with_short_names_and_not_with_too_many(
    name: str, known: Collection[str], expected: str
) -> None:
    assert similar(name, known) == expected


OBJECTS = {f"o{number}": having({"other": SCALAR}) for number in range(20)}


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"spec": having({"wanted": SCALAR})}, "spec.wanted"),
        ({"spec": having({"template": having({"wanted": SCALAR})})}, "spec.template.wanted"),
        ({"spec": having({"template": having({"spec": having({"wanted": SCALAR})})})}, ""),
        ({"one": having({"wanted": SCALAR}), "two": having({"wanted": SCALAR})}, ""),
        ({"metadata": having({"wanted": SCALAR})}, ""),
        # Of one mapping at most 300 fields are looked into,
        ({"spec": having({"wanted": SCALAR}), **dict.fromkeys(numbered(299), SCALAR)}, "spec.wanted"),
        ({"spec": having({"wanted": SCALAR}), **dict.fromkeys(numbered(300), SCALAR)}, ""),
        # and of one level at most 300 mappings,
        (
            {
                **{f"o{number}": having(OBJECTS) for number in range(14)},
                "last": having({**OBJECTS, "o0": having({"wanted": SCALAR})}),
            },
            "last.o0.wanted",
        ),
        (
            {
                **{f"o{number}": having(OBJECTS) for number in range(14)},
                "last": having({**OBJECTS, "o20": having({"wanted": SCALAR})}),
            },
            "",
        ),
        # among which scalars do not count.
        (
            {
                **{f"o{number}": having(dict.fromkeys(numbered(30), SCALAR)) for number in range(20)},
                "last": having({"o0": having({"wanted": SCALAR})}),
            },
            "last.o0.wanted",
        ),
    ],
)
def test_a_field_that_was_written_too_high_is_looked_for_two_levels_down(fields: dict[str, Any], expected: str) -> None:
    assert below("wanted", Shape(Form.FIELDS, fields=fields), Schemas.of(())) == expected
