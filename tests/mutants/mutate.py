"""The mutants of a module: each makes one condition always or never hold, leaves it out, or moves its bound.

- A test (``if``, ``while``, ``x if … else y``, a filter, a guard, a case) always holds, or never does. Where it is made
  of ``and`` or ``or``, that one of the two is left out which leaving out an operand already amounts to.
- An operand of ``and`` or ``or`` is left out.
- A comparison or a ``not`` that is a value is turned round.
- A bound is moved by one: ``<`` becomes ``<=``.
"""

from __future__ import annotations

import ast
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Iterator

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
_MOVED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One change of one condition."""

    number: int
    """In the order of the module."""
    lines: tuple[int, ...]
    """The lines that run when the condition is asked, the first of its statement among them; the last is its own."""
    function: str
    """Where it stands, e.g. ``Setting.read``; empty at the top of the module."""
    change: str
    """E.g. ``a and b  ->  b``: says the same thing wherever in the function it stands."""

    @property
    def name(self) -> str:
        """What it is called in lists; does not change when lines move."""
        return f"{self.function}: {self.change}"


class _Mutator(ast.NodeTransformer):
    """Counts mutants in the order of the text, and carries out the wanted one."""

    def __init__(self, wanted: int) -> None:
        self.wanted = wanted
        self.found: list[Mutation] = []
        self.named: Counter[str] = Counter()
        self.scopes: list[str] = []
        self.statements: list[int] = [0]
        self.settled: set[ast.expr] = set()
        """Conditions whose being turned round another mutant amounts to."""

    def visit(self, node: ast.AST) -> ast.AST:
        """Remember in which statement and function the node stands."""
        if isinstance(node, ast.stmt):
            self.statements.append(node.lineno)
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.scopes.append(node.name)
        visited = cast("ast.AST", super().visit(node))
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            self.scopes.pop()
        if isinstance(node, ast.stmt):
            self.statements.pop()
        return visited

    def _is_wanted(self, node: ast.expr | ast.pattern, before: str, after: str) -> bool:
        function, change = ".".join(self.scopes), f"{before}  ->  {after}"
        self.named[f"{function}: {change}"] += 1
        if (again := self.named[f"{function}: {change}"]) > 1:
            change += f"  ({again})"
        number = len(self.found)
        lines = (self.statements[-1], *range(node.lineno, (node.end_lineno or node.lineno) + 1), node.lineno)
        self.found.append(Mutation(number, lines, function, change))
        return number == self.wanted

    def _tested(self, word: str, test: ast.expr, outcomes: tuple[bool, ...] = (True, False)) -> ast.expr:
        """Make a test always or never hold."""
        self.settled.add(test)
        before = f"{word} {ast.unparse(test)}"
        if isinstance(test, ast.BoolOp):
            outcomes = tuple(one for one in outcomes if one != isinstance(test.op, ast.And))
        for outcome in outcomes:
            if self._is_wanted(test, before, f"{word} {outcome}"):
                return ast.copy_location(ast.Constant(outcome), test)
        return self._expression(test)

    def _expression(self, node: ast.expr) -> ast.expr:
        return cast("ast.expr", self.visit(node))

    def _block(self, statements: list[ast.stmt]) -> list[ast.stmt]:
        return [cast("ast.stmt", self.visit(one)) for one in statements]

    def visit_If(self, node: ast.If) -> ast.AST:
        """Leave ``if TYPE_CHECKING`` alone: nothing runs on it."""
        if ast.unparse(node.test) != "TYPE_CHECKING":
            node.test = self._tested("if", node.test)
            node.body = self._block(node.body)
            node.orelse = self._block(node.orelse)
        return node

    def visit_IfExp(self, node: ast.IfExp) -> ast.AST:
        """Take always one value."""
        node.test = self._tested("if", node.test)
        node.body, node.orelse = self._expression(node.body), self._expression(node.orelse)
        return node

    def visit_While(self, node: ast.While) -> ast.AST:
        """Never enter a loop; to stay in it for ever shows nothing."""
        node.test = self._tested("while", node.test, outcomes=(False,))
        node.body = self._block(node.body)
        return node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        """Let a filter pass all, or nothing."""
        node.iter = self._expression(node.iter)
        node.ifs = [self._tested("for … if", one) for one in node.ifs]
        return node

    def visit_match_case(self, node: ast.match_case) -> ast.AST:
        """Never take a case; always hold its guard."""
        before = f"case {ast.unparse(node.pattern)}"
        if node.guard:
            node.guard = self._tested(f"{before} if", node.guard)
        elif before != "case _" and self._is_wanted(node.pattern, before, f"{before} if False"):
            node.guard = ast.Constant(value=False)
        node.body = self._block(node.body)
        return node

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        """Leave out an operand."""
        self.settled.update(node.values)
        before = ast.unparse(node)
        for index in range(len(node.values)):
            rest = [one for place, one in enumerate(node.values) if place != index]
            left = rest[0] if len(rest) == 1 else ast.copy_location(ast.BoolOp(node.op, rest), node)
            if self._is_wanted(node.values[index], before, ast.unparse(left)):
                return left
        return self.generic_visit(node)

    def visit_UnaryOp(self, node: ast.UnaryOp) -> ast.AST:
        """Take a ``not`` away."""
        if isinstance(node.op, ast.Not):
            before = ast.unparse(node)
            if node not in self.settled and self._is_wanted(node, before, ast.unparse(node.operand)):
                return node.operand
            self.settled.add(node.operand)
        return self.generic_visit(node)

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Turn a comparison round; move its bounds."""
        before = ast.unparse(node)
        for changed in self._compared(node):
            if self._is_wanted(node, before, ast.unparse(changed)):
                return changed
        return self.generic_visit(node)

    def _compared(self, node: ast.Compare) -> Iterator[ast.Compare]:
        if len(node.ops) == 1 and node not in self.settled:
            yield ast.copy_location(ast.Compare(node.left, [_OPPOSITE[type(node.ops[0])]()], node.comparators), node)
        for index, operator in enumerate(node.ops):
            if moved := _MOVED.get(type(operator)):
                operators = [*node.ops[:index], moved(), *node.ops[index + 1 :]]
                yield ast.copy_location(ast.Compare(node.left, operators, node.comparators), node)


def mutations(text: str) -> list[Mutation]:
    """Return the mutants of a module's text."""
    mutator = _Mutator(-1)
    mutator.visit(ast.parse(text))
    return mutator.found


def mutated(text: str, number: int) -> ast.Module:
    """Return the module with one condition changed."""
    tree = ast.parse(text)
    _Mutator(number).visit(tree)
    return ast.fix_missing_locations(tree)
