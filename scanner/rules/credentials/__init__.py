"""What credentials look like: known formats, the names that hold them, and what only looks like one."""

from scanner.rules.credentials.literals import Literal, find_literals
from scanner.rules.credentials.named import is_named_credential
from scanner.rules.credentials.settings import find_settings

__all__ = ["Literal", "find_literals", "find_settings", "is_named_credential"]
