"""Targets to documents: the file walk, YAML with positions, JSON, lists; and a name for whatever cannot be read."""

from scanner.read.documents import STDIN, read_bytes
from scanner.read.limits import Limits
from scanner.read.rendered.options import RenderOptions
from scanner.read.targets import ReadOptions, read_targets

__all__ = ["STDIN", "Limits", "ReadOptions", "RenderOptions", "read_bytes", "read_targets"]
