"""Targets to documents: the file walk, YAML with positions, JSON, lists; and a name for whatever cannot be read."""

from scanner.read.documents import read_bytes
from scanner.read.limits import Limits
from scanner.read.targets import STDIN, ReadOptions, read_targets

__all__ = ["STDIN", "Limits", "ReadOptions", "read_bytes", "read_targets"]
