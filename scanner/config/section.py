"""Reading one mapping of plimsoll.yaml key by key, with the places for errors."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

from scanner.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

T = TypeVar("T")


class Section:
    """One mapping of the file, with the places of its keys. Every key must be taken: the rest is refused."""

    def __init__(self, node: yaml.Node, file: str, name: str) -> None:
        self.file = file
        self._node = node
        if not isinstance(node, yaml.MappingNode):
            raise self.error(node, f"{name or 'the document'} must be a mapping")
        self._values: dict[str, yaml.Node] = {}
        self._keys: dict[str, yaml.Node] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise self.error(key, "a key must be a string")
            if key.value in self._keys:
                raise self.error(key, f"'{key.value}' is given twice; the first is on line {self._line(key.value)}")
            self._keys[key.value] = key
            self._values[key.value] = value
        self._taken: set[str] = set()

    def _line(self, key: str) -> int:
        return int(self._keys[key].start_mark.line) + 1

    @property
    def line(self) -> int:
        """The 1-based line on which the mapping begins."""
        return int(self._node.start_mark.line) + 1

    def error(self, node: yaml.Node, problem: str) -> ConfigError:
        """Make the error that says where and what."""
        return ConfigError(self.file, node.start_mark.line + 1, node.start_mark.column + 1, problem)

    def take(self, key: str, read: Callable[[Section, str, yaml.Node], T], default: T) -> T:
        """Return what ``read`` makes of a key's value, or the default where the key is absent."""
        self._taken.add(key)
        node = self._values.get(key)
        return default if node is None else read(self, key, node)

    def section(self, key: str) -> Section | None:
        """Return the mapping below a key, or None where the key is absent."""
        self._taken.add(key)
        node = self._values.get(key)
        return None if node is None else Section(node, self.file, f"'{key}'")

    def names(self) -> tuple[str, ...]:
        """Return the keys in order."""
        return tuple(self._keys)

    def refuse_unknown(self) -> None:
        """Raise `ConfigError` for the first key that was not taken."""
        for name, node in self._keys.items():
            if name not in self._taken:
                near = difflib.get_close_matches(name, self._taken, 1)
                hint = f"did you mean '{near[0]}'?" if near else f"known keys: {', '.join(sorted(self._taken))}"
                raise self.error(node, f"unknown key '{name}'; {hint}")

    def plain(self) -> dict[str, Any]:
        """Return the whole mapping as plain data."""
        return dict(plain(self, self._node))

    def place_of(self, path: Sequence[str | int]) -> tuple[int, int]:
        """Return the line and column of a path below this mapping, or of its nearest existing ancestor."""
        node = self._node
        mark = node.start_mark
        for step in path:
            if isinstance(node, yaml.MappingNode):
                found = next(((key, value) for key, value in node.value if key.value == str(step)), None)
                if found is None:
                    break
                mark, node = found[0].start_mark, found[1]
            elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
                node = node.value[step]
                mark = node.start_mark
            else:
                break
        return mark.line + 1, mark.column + 1


class _JsonLoader(yaml.SafeLoader):
    pass


def _text(loader: _JsonLoader, node: yaml.ScalarNode) -> str:
    return str(loader.construct_scalar(node))


_JsonLoader.add_constructor("tag:yaml.org,2002:timestamp", _text)


def plain(section: Section, node: yaml.Node) -> Any:
    """Return a node as JSON data; what YAML would make a date stays text."""
    loader = _JsonLoader("")
    try:
        return loader.construct_document(node)
    except yaml.MarkedYAMLError as error:
        raise section.error(node, f"cannot be read: {error.problem}") from error
    except (ValueError, LookupError, TypeError, AttributeError) as error:  # of PyYAML's constructors: `!!bool maybe`
        raise section.error(node, f"cannot be read: {type(error).__name__}: {error}") from error
    finally:
        loader.dispose()
