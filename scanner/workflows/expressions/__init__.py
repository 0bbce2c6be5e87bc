"""Expressions of GitHub Actions: finding them in text, parsing them, and what flows into their value."""

from scanner.workflows.expressions.embedded import Embedded, embedded, masked, without_expressions
from scanner.workflows.expressions.lexer import ExpressionError
from scanner.workflows.expressions.nodes import Node
from scanner.workflows.expressions.parser import FUNCTIONS, parse
from scanner.workflows.expressions.references import Flow, Reference, flows, reference, references, spelled, texts, walk

__all__ = [
    "FUNCTIONS",
    "Embedded",
    "ExpressionError",
    "Flow",
    "Node",
    "Reference",
    "embedded",
    "flows",
    "masked",
    "parse",
    "reference",
    "references",
    "spelled",
    "texts",
    "walk",
    "without_expressions",
]
