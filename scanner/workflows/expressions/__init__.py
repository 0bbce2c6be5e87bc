"""Expressions of GitHub Actions: finding them in text, parsing them, and what flows into their value."""

from scanner.workflows.expressions.embedded import Embedded, embedded, masked, without_expressions
from scanner.workflows.expressions.evaluate import Constant, constants, evaluate
from scanner.workflows.expressions.functions import EvaluationError
from scanner.workflows.expressions.lexer import ExpressionError
from scanner.workflows.expressions.nodes import Node
from scanner.workflows.expressions.parser import FUNCTIONS, Functions, parse
from scanner.workflows.expressions.references import Flow, Reference, flows, reference, references, spelled, texts, walk
from scanner.workflows.expressions.values import UNKNOWN, Filtered, Unknown, Value, as_text, kind

__all__ = [
    "FUNCTIONS",
    "UNKNOWN",
    "Constant",
    "Embedded",
    "EvaluationError",
    "ExpressionError",
    "Filtered",
    "Flow",
    "Functions",
    "Node",
    "Reference",
    "Unknown",
    "Value",
    "as_text",
    "constants",
    "embedded",
    "evaluate",
    "flows",
    "kind",
    "masked",
    "parse",
    "reference",
    "references",
    "spelled",
    "texts",
    "walk",
    "without_expressions",
]
