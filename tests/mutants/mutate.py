"""Turning round the n-th condition of a module."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_OPPOSITE: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.Lt: ast.GtE,
    ast.GtE: ast.Lt,
    ast.Gt: ast.LtE,
    ast.LtE: ast.Gt,
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One condition of a module."""

    number: int
    line: int
    before: str
    after: str


class _Turner(ast.NodeTransformer):
    """Counts conditions in the order of the text, and turns round the wanted one."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.seen: list[Mutation] = []

    def _is_wanted(self, node: ast.expr, turned: ast.expr) -> bool:
        number = len(self.seen)
        self.seen.append(Mutation(number, node.lineno, ast.unparse(node), ast.unparse(turned)))
        return number == self.wanted

    def visit_If(self, node: ast.If) -> ast.AST:
        """Leave ``if TYPE_CHECKING`` alone: nothing runs on it."""
        return node if ast.unparse(node.test) == "TYPE_CHECKING" else self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Turn a comparison into its opposite."""
        self.generic_visit(node)
        if len(node.ops) != 1:
            return node
        turned = ast.copy_location(ast.Compare(node.left, [_OPPOSITE[type(node.ops[0])]()], node.comparators), node)
        return turned if self._is_wanted(node, turned) else node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Turn ``and`` into ``or`` and back."""
        self.generic_visit(node)
        turned = ast.copy_location(
            ast.BoolOp(ast.Or() if isinstance(node.op, ast.And) else ast.And(), node.values), node
        )
        return turned if self._is_wanted(node, turned) else node

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Take a ``not`` away."""
        self.generic_visit(node)
        if not isinstance(node.op, ast.Not):
            return node
        return node.operand if self._is_wanted(node, node.operand) else node


def mutations(path: Path) -> list[Mutation]:
    """Return the conditions of a module."""
    turner = _Turner(-1)
    turner.visit(ast.parse(path.read_text(encoding="utf-8")))
    return turner.seen


def mutated(path: Path, number: int) -> ast.Module:
    """Return the module with one condition turned round."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return ast.fix_missing_locations(_Turner(number).visit(tree))  # type: ignore[no-any-return]
