"""METADATA: everything in it is read, and whatever is wrong in it is named with its line and column."""

from __future__ import annotations

import pytest

from scanner.model import DocumentKind, Severity
from scanner.rego.policies.block import MetadataError
from scanner.rego.policies.metadata import Metadata, read_metadata
from scanner.rego.policies.module import read_module
from scanner.rego.policies.selector import Selector

FULL = """# A comment.

# METADATA
# title: Too few replicas
# description: |
#   One replica is none.
#
#   ## Avoid
#   ```yaml
#   replicas: 1
#   ```
# related_resources:
#   - https://example.com/a
#   - ref: https://example.com/b
#     description: B
# scope: package
# custom:
#   id: few-replicas
#   severity: high
#   input:
#     kinds: [Deployment, apps/StatefulSet, core/Service]
#     documents: [workflow]
#     inventory: true
#   frameworks: [nsa-cisa/availability]
#   remediation: Add replicas.
#   tags: [reliability]
#   parameters:
#     type: object
#     required: [floor]

package a

# METADATA
# nothing: like a package's
# title: [
deny contains "x"
"""


def read(text: str) -> Metadata | None:
    return read_metadata(read_module("policy.rego", text))


def test_everything_is_read() -> None:
    assert read(FULL) == Metadata(
        file="policy.rego",
        line=3,
        title="Too few replicas",
        description="One replica is none.\n\n## Avoid\n```yaml\nreplicas: 1\n```",
        references=("https://example.com/a", "https://example.com/b"),
        id="few-replicas",
        severity=Severity.HIGH,
        selector=Selector(
            kinds=((None, "Deployment"), ("apps", "StatefulSet"), ("", "Service")),
            documents=frozenset({DocumentKind.WORKFLOW}),
            inventory=True,
        ),
        frameworks=("nsa-cisa/availability",),
        remediation="Add replicas.",
        tags=("reliability",),
        parameters={"type": "object", "required": ["floor"]},
    )


@pytest.mark.parametrize(
    "text",
    [
        "package a",
        "# metadata\n# title: x\npackage a",
        "package a\n# METADATA\n# title: x\ndeny contains 1",
        "# METADATA\n# title: x\n# scope: subpackages\npackage a",
    ],
)
def test_a_package_may_have_none(text: str) -> None:
    assert read(text) is None


def test_a_block_ends_where_a_line_is_missing() -> None:
    metadata = read("# METADATA\n# title: x\n\n# description: y\npackage a")
    assert metadata is not None
    assert (metadata.title, metadata.description) == ("x", "")


WRONG = {
    "titel: x": (2, 3, "unknown key 'titel'; did you mean 'title'?"),
    "title: [a]": (2, 10, "'title' must be a string"),
    "title: a\n# title: b": (3, 3, "'title' stands there twice"),
    "title: 'a": (2, 12, "METADATA is not well-formed YAML: found unexpected end of stream"),
    "title: a\n#   b: c": (3, 6, "METADATA is not well-formed YAML: mapping values are not allowed in this context"),
    "- a": (2, 3, "'METADATA' must be a mapping"),
    "": (1, 1, "METADATA is empty"),
    "scope: rule": (2, 10, "'rule' is no scope of a block above the package: write package"),
    "related_resources: [{description: x}]": (2, 23, "a related resource needs a 'ref'"),
    "custom: [a]": (2, 11, "'custom' must be a mapping"),
    "custom: {serverity: high}": (2, 12, "unknown key 'custom.serverity'; did you mean 'severity'?"),
    "custom: {severity: urgent}": (2, 22, "'urgent' is no severity; known are info, low, medium, high, critical"),
    "custom: {id: a b}": (2, 16, "'a b' is no id: use letters, digits, '-', '_' and '.'"),
    "custom: {tags: x}": (2, 18, "'custom.tags' must be a list"),
    "custom: {frameworks: [x]}": (2, 25, "'x' is no control: write framework/control"),
    "custom: {parameters: [x]}": (2, 24, "'custom.parameters' must be a JSON Schema"),
    "custom: {parameters: {default: 2024-01-01}}": (
        *(2, 24),
        "'custom.parameters' is no JSON data: Object of type date is not JSON serializable",
    ),
    "custom: {parameters: {maximum: .inf}}": (
        *(2, 24),
        "'custom.parameters' is no JSON data: Out of range float values are not JSON compliant",
    ),
    "custom:\n#   parameters: &a\n#     b: *a": (
        *(3, 17),
        "'custom.parameters' holds more than 10000 values, or an alias of itself",
    ),
    "custom: {input: {}}": (2, 19, "'custom.input' selects nothing: name kinds or documents, or say inventory: true"),
    "custom: {input: {selector: a}}": (
        2,
        20,
        "unknown key 'custom.input.selector'; known are documents, inventory, kinds",
    ),
    "custom: {input: {kinds: [a/b/c]}}": (
        *(2, 28),
        "'a/b/c' is no kind: write Deployment, apps/Deployment or core/Service",
    ),
    "custom: {input: {documents: [workflows]}}": (
        *(2, 32),
        "'workflows' is no type of document; known are kubernetes, workflow, action, dependabot",
    ),
    "custom: {input: {inventory: 'yes'}}": (2, 31, "'custom.input.inventory' must be true or false"),
    "title: a\n\n# METADATA\n# title: b": (4, 1, "the package has METADATA already"),
}


@pytest.mark.parametrize(("block", "expected"), WRONG.items())
def test_what_is_wrong_is_named_with_its_place(block: str, expected: tuple[int, int, str]) -> None:
    with pytest.raises(MetadataError) as caught:
        read(f"# METADATA\n# {block}\npackage a\n")
    error = caught.value
    assert (error.line, error.column) == expected[:2]
    assert error.problem.startswith(expected[2])
