"""What a file or document is: by its path where GitHub goes by the path, else by its content."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any

from scanner.model import DocumentKind

if TYPE_CHECKING:
    from scanner.model import Path

_YAML = (".yaml", ".yml")
_ON = re.compile(r"""^(?:on|"on"|'on')[ \t]*:""", re.MULTILINE)
_JOBS = re.compile(r"""^(?:jobs|"jobs"|'jobs')[ \t]*:""", re.MULTILINE)
_TEMPLATING = re.compile(r"(?<!\$)\{\{|\{%")
_KIND_SUFFIX = "List"


class Role(Enum):
    """What a path says."""

    WORKFLOW = "workflow"
    DEPENDABOT = "dependabot"
    ACTION = "action"
    """A file named ``action.yml``: an action if it has ``runs``."""
    OTHER_GITHUB = "other"
    """A file below ``.github`` that this scanner has no rules for."""
    PLAIN = "plain"


def role_of(path: str) -> Role:
    """Return what a POSIX path says.

    Source: https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax.
    """
    parts = path.split("/")
    name = parts[-1].lower()
    is_yaml = name.endswith(_YAML)
    if is_yaml and parts[-3:-1] == [".github", "workflows"]:
        return Role.WORKFLOW
    if name in {"dependabot.yml", "dependabot.yaml"} and parts[-2:-1] == [".github"]:
        return Role.DEPENDABOT
    if name in {"action.yml", "action.yaml"}:
        return Role.ACTION
    return Role.OTHER_GITHUB if ".github" in parts[:-1] else Role.PLAIN


def looks_like_workflow(text: str) -> bool:
    """Whether the text of a document without apiVersion has the keys ``on`` and ``jobs``."""
    return _JOBS.search(text) is not None and _ON.search(text) is not None


def is_template(text: str) -> bool:
    """Whether a text that cannot be read has the braces of Go templates or Jinja, other than GitHub's ``${{``."""
    return _TEMPLATING.search(text) is not None


def content_kind(path: str, data: Any) -> DocumentKind | None:
    """Return what a mapping is by its keys; None where it is nothing that is judged."""
    if not isinstance(data, dict):
        return None
    if isinstance(data.get("apiVersion"), str) and isinstance(data.get("kind"), str):
        return DocumentKind.KUBERNETES
    if "apiVersion" in data:
        return None
    if role_of(path) is Role.ACTION and "runs" in data:
        return DocumentKind.ACTION
    return DocumentKind.WORKFLOW if "jobs" in data and "on" in data else None


@dataclass(frozen=True, slots=True)
class Malformed:
    """Something that should be a Kubernetes object and is none."""

    base: Path
    detail: str


@dataclass(frozen=True, slots=True)
class Item:
    """One Kubernetes object, and where it begins in its YAML document."""

    base: Path
    data: dict[str, Any]


def malformed_object(path: str, data: Any) -> str:
    """Return why a document that is no Kubernetes object should be one; empty where it need not be."""
    if not isinstance(data, dict):
        return ""
    version, kind = data.get("apiVersion"), data.get("kind")
    if isinstance(version, str) and "kind" not in data:
        # Helm's Chart.yaml has an apiVersion and no kind: https://helm.sh/docs/topics/charts/#the-chartyaml-file.
        is_chart = posixpath.basename(path).lower() == "chart.yaml" and "metadata" not in data
        return "" if is_chart else "The object has an apiVersion and no kind."
    if isinstance(kind, str) and "apiVersion" not in data and "metadata" in data:
        return "The object has a kind and no apiVersion."
    if "apiVersion" in data and "kind" in data:
        return f"The object's {'apiVersion' if not isinstance(version, str) else 'kind'} is not a string."
    return ""


def objects(data: dict[str, Any]) -> list[Item | Malformed]:
    """Return the objects in a document in the order of the text: itself, or the items of a list, also of nested ones.

    Items of a typed list such as ``PodList`` may lack kind and apiVersion, which the API server leaves out:
    https://github.com/kubernetes/apimachinery/blob/master/pkg/apis/meta/v1/unstructured/unstructured.go.
    """
    found: list[Item | Malformed] = []
    waiting: list[Item | Malformed] = [Item((), data)]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Item) and _is_list(item.data):
            waiting.extend(reversed(_items(item)))
        elif isinstance(item, Item) and not isinstance(item.data.get("metadata", {}), dict | None):
            found.append(Malformed((*item.base, "metadata"), "The object's metadata is not a mapping."))
        else:
            found.append(item)
    return found


def _is_list(data: dict[str, Any]) -> bool:
    """`Unstructured.IsList` goes by ``items`` alone; here a custom resource must say List as well."""
    items = data.get("items")
    if data["kind"] == _KIND_SUFFIX:
        return data["apiVersion"] == "v1" or isinstance(items, list)
    return isinstance(items, list) and str(data["kind"]).endswith(_KIND_SUFFIX)


def _items(item: Item) -> list[Item | Malformed]:
    values = item.data.get("items")
    if values is None:
        return []
    if not isinstance(values, list):
        return [Malformed((*item.base, "items"), "The list's items are not a sequence.")]
    return [_list_item((*item.base, "items", index), value, item.data) for index, value in enumerate(values)]


def _list_item(base: Path, value: Any, owner: dict[str, Any]) -> Item | Malformed:
    if not isinstance(value, dict):
        return Malformed(base, "The list's item is not an object.")
    owner_kind = str(owner["kind"])
    if owner_kind != _KIND_SUFFIX and "kind" not in value:
        typed = {"apiVersion": owner["apiVersion"], "kind": owner_kind.removesuffix(_KIND_SUFFIX)}
        value = {**typed, **value}
    if not isinstance(value.get("apiVersion"), str) or not isinstance(value.get("kind"), str):
        return Malformed(base, "The list's item has no apiVersion and kind.")
    return Item(base, value)
