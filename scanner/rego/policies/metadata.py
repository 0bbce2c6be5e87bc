"""What a package says about itself in its ``# METADATA`` block. Read here because not every engine can tell.

Source: https://www.openpolicyagent.org/docs/policy-language#metadata; what is below ``custom`` is Plimsoll's own:

- ``id``: the rule's id, which names the problem; without it, the package's path.
- ``severity``: info, low, medium (the default), high or critical.
- ``input``: what it judges (see `scanner.rego.policies.selector`); without it, every document.
- ``frameworks``: controls as ``framework/control``.
- ``remediation``: one sentence that says what to do.
- ``tags``: topics.
- ``parameters``: a JSON Schema of the policy's section below ``policies.parameters`` in plimsoll.yaml.
- ``needs``: ``request`` for a policy that judges requests to a cluster only (see `scanner.rego.policies.request`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from scanner.model import Severity
from scanner.rego.policies.block import Entry, MetadataError, blocks, read_block
from scanner.rego.policies.selector import Selector, read_selector

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Literal

    from scanner.rego.policies.module import Module

_KEYS = (
    *("scope", "title", "description", "related_resources", "authors", "organizations", "schemas", "entrypoint"),
    *("compile", "custom"),
)
_CUSTOM_KEYS = ("id", "severity", "input", "frameworks", "remediation", "tags", "parameters", "needs")
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
_CONTROL = re.compile(r"[^\s/]+/\S+")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What a package says about itself; what it does not say is empty."""

    file: str = ""
    line: int = 0
    title: str = ""
    description: str = ""
    references: tuple[str, ...] = ()
    id: str = ""
    severity: Severity = Severity.MEDIUM
    selector: Selector = field(default_factory=Selector)
    frameworks: tuple[str, ...] = ()
    remediation: str = ""
    tags: tuple[str, ...] = ()
    parameters: Mapping[str, Any] | Literal[False] = False
    """A JSON Schema, or False where none is given."""
    needs_request: bool = False
    """Whether it says that it needs the request."""


def read_metadata(module: Module) -> Metadata | None:
    """Return the METADATA of a module's package, None where the module has none.

    Blocks for rules stand below the package clause and are not read; a block with ``scope: subpackages`` is about other
    packages. Raises `MetadataError`.
    """
    found = None
    for block in blocks(module.comments):
        entry = read_block(block)
        values = dict(entry.items(_KEYS))
        scope = values["scope"].string() if "scope" in values else "package"
        if scope == "subpackages":
            continue
        if scope != "package":
            raise values["scope"].error(f"'{scope}' is no scope of a block above the package: write package")
        if found is not None:
            raise MetadataError(block[0].line, block[0].column, "the package has METADATA already")
        found = _metadata(module.name, block[0].line, values)
    return found


def _metadata(file: str, line: int, values: Mapping[str, Entry]) -> Metadata:
    custom = dict(values["custom"].items(_CUSTOM_KEYS)) if "custom" in values else {}
    return Metadata(
        file=file,
        line=line,
        title=_text(values, "title"),
        description=_text(values, "description"),
        references=_references(values),
        id=_id(custom["id"]) if "id" in custom else "",
        severity=_severity(custom["severity"]) if "severity" in custom else Severity.MEDIUM,
        selector=read_selector(custom["input"]) if "input" in custom else Selector(),
        frameworks=tuple(_control(item) for item in custom["frameworks"].elements()) if "frameworks" in custom else (),
        remediation=_text(custom, "remediation"),
        tags=custom["tags"].strings() if "tags" in custom else (),
        parameters=_schema(custom["parameters"]) if "parameters" in custom else False,
        needs_request=_needs_request(custom["needs"]) if "needs" in custom else False,
    )


def _text(values: Mapping[str, Entry], key: str) -> str:
    return values[key].string() if key in values else ""


def _references(values: Mapping[str, Entry]) -> tuple[str, ...]:
    if "related_resources" not in values:
        return ()
    found = []
    for item in values["related_resources"].elements():
        if isinstance(item.plain(), str):
            found.append(item.string())
            continue
        resource = dict(item.items(("ref", "description")))
        if "ref" not in resource:
            raise item.error("a related resource needs a 'ref'")
        found.append(resource["ref"].string())
    return tuple(found)


def _id(entry: Entry) -> str:
    text = entry.string()
    if not _ID.fullmatch(text):
        raise entry.error(f"'{text}' is no id: use letters, digits, '-', '_' and '.'")
    return text


def _severity(entry: Entry) -> Severity:
    try:
        return Severity(entry.string())
    except ValueError as error:
        known = ", ".join(severity.value for severity in Severity)
        raise entry.error(f"'{entry.string()}' is no severity; known are {known}") from error


def _needs_request(entry: Entry) -> bool:
    if entry.string() != "request":
        raise entry.error(f"'{entry.string()}' is nothing that a policy can need; known is request")
    return True


def _control(entry: Entry) -> str:
    if not _CONTROL.fullmatch(entry.string()):
        raise entry.error(f"'{entry.string()}' is no control: write framework/control")
    return entry.string()


def _schema(entry: Entry) -> Mapping[str, Any]:
    schema = entry.plain()
    if not isinstance(schema, dict):
        raise entry.error(f"'{entry.name}' must be a JSON Schema")
    return schema
