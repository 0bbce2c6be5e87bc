"""One kustomization: what it gathers, what it changes, and what it must not reach for.

Fields: https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/.
"""

from __future__ import annotations

import os
import pathlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from scanner.read.rendered.plan import KUSTOMIZATION_FILES

if TYPE_CHECKING:
    from collections.abc import Iterator

    from scanner.read.rendered.texts import Text, Texts

_GATHERING = {"apiVersion", "kind", "metadata", "resources", "bases", "buildMetadata", "sortOptions"}
_GATHERING |= {"crds", "configurations", "openapi"}
"""Fields that do not change an object, unless another field does."""
_BELOW = ("resources", "bases", "components")
_FILES = ("crds", "configurations")
_INLINE_OR_FILE = ("patchesStrategicMerge", "generators", "transformers", "validators")
_GENERATORS = ("configMapGenerator", "secretGenerator")


@dataclass(frozen=True, slots=True, eq=False)
class Kustomization:
    """A directory with a kustomization."""

    directory: pathlib.Path
    """Real."""
    shown: str
    """`Source.path` of the file."""
    file: pathlib.Path
    text: Text | None
    data: dict[str, Any]
    problem: str = ""
    """Why it cannot be read."""

    @property
    def by(self) -> str:
        """Its directory, for people."""
        return self.shown.rpartition("/")[0] or "."

    @property
    def is_component(self) -> bool:
        """Whether it is nothing by itself."""
        return self.data.get("kind") == "Component"

    @property
    def changes(self) -> bool:
        """Whether what it gathers is not what it renders to."""
        return bool(self.problem) or any(value for name, value in self.data.items() if name not in _GATHERING)

    def below(self) -> Iterator[tuple[str, pathlib.Path]]:
        """Yield the resources, bases and components: as written, and where they would lie."""
        for field in _BELOW:
            for item in _texts(self.data.get(field)):
                if "\n" not in item:
                    yield item, self.at(item)

    def parts(self) -> Iterator[tuple[str, pathlib.Path]]:
        """Yield the other files it names: patches and what is generated from."""
        for name in self._part_names():
            if name and "\n" not in name:
                yield name, self.at(name)

    def _part_names(self) -> Iterator[str]:
        for field in (*_FILES, *_INLINE_OR_FILE):
            yield from _texts(self.data.get(field))
        for field in ("patches", "patchesJson6902", "replacements"):
            yield from (str(item["path"]) for item in _mappings(self.data.get(field)) if item.get("path"))
        openapi = self.data.get("openapi")
        if isinstance(openapi, dict) and openapi.get("path"):
            yield str(openapi["path"])
        for field in _GENERATORS:
            for item in _mappings(self.data.get(field)):
                yield from (name.rpartition("=")[2] for name in _texts(item.get("files")))
                yield from (*_texts(item.get("envs")), *_texts([item.get("env")]))

    def at(self, name: str) -> pathlib.Path:
        """Return where a relative path leads."""
        return pathlib.Path(os.path.realpath(self.directory / name))


def _texts(value: Any) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _mappings(value: Any) -> list[dict[str, Any]]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def file_in(directory: pathlib.Path) -> pathlib.Path | None:
    """Return the kustomization in a directory."""
    return next((directory / name for name in KUSTOMIZATION_FILES if (directory / name).is_file()), None)


def read(directory: pathlib.Path, texts: Texts) -> Kustomization | None:
    """Return the kustomization of a real directory; None where it has none."""
    file = file_in(directory)
    if file is None:
        return None
    text = texts.get(file)
    shown = text.source.path if text else texts.shown(file)
    if text is None:
        return Kustomization(directory, shown, file, None, {}, "The kustomization is not readable as text.")
    documents = [one for one in text.data if one is not None]
    data = documents[0] if documents and isinstance(documents[0], dict) else {}
    problem = text.problem
    if not problem and (len(documents) > 1 or (documents and not data)):
        problem = "The kustomization is not one mapping."
    return Kustomization(directory, shown, file, text, data, problem)
