"""Each character of a scalar's value maps to the source text that it was written as, in every style."""

from __future__ import annotations

import yaml
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scanner.model import Document
from scanner.read.kubernetes_scalars import KUBERNETES
from scanner.read.nodes import MappingNode, ScalarNode, compose, resolved
from scanner.read.scalar_offsets import source_range
from scanner.read.split import Chunk
from tests.read.reading import outcomes

BREAKS = ["\n", "\r\n", "\r", "\x85", "\u2028", "\u2029"]
EXAMPLES = settings(max_examples=200, deadline=None)


def _scalar(text: str) -> ScalarNode:
    root = compose(text, Chunk(0, len(text)), KUBERNETES)
    assert isinstance(root, MappingNode)
    node = next(resolved(entry.value) for entry in root.entries if entry.name == "x")
    assert isinstance(node, ScalarNode)
    return node


def _check_every_character(text: str, *, escapes: bool = False) -> None:
    """Decode what each single-character range covers, independently of the code under test."""
    assume("x" in _readable(text))
    node = _scalar(text)
    before = 0
    for index, char in enumerate(node.value):
        found = source_range(text, node, (index, index + 1))
        assert found is not None
        start, end = found
        assert node.start <= start < end
        assert start >= before
        before = end
        covered = text[start:end]
        if covered in BREAKS:
            assert char in ("\n", " ") if covered not in "\u2028\u2029" else char in (covered, " ")
        elif covered == "''":
            assert char == "'"
        elif escapes and covered.startswith("\\"):
            assert yaml.safe_load(f'"{covered}"') == char
        else:
            assert covered == char
    whole = source_range(text, node, (0, len(node.value)))
    assert whole is not None
    assert source_range(text, node, (0, len(node.value) + 1)) is None


def _readable(text: str) -> dict[str, object]:
    (outcome,) = outcomes("apiVersion: v1\nkind: Pod\n" + text)
    return outcome.data if isinstance(outcome, Document) and isinstance(outcome.data.get("x"), str) else {}


_WORDS = st.sampled_from(["a", "b c", "é", "🚀", "${{ x }}", "#", ":", "-", "'", '"', "\\", "{", "\t", " ", "  ", "&"])


def _lines(words: st.SearchStrategy[str], joints: list[str]) -> st.SearchStrategy[str]:
    pieces = st.lists(st.one_of(words, st.sampled_from(joints)), max_size=12)
    return pieces.map("".join)


_JOINTS = [f"{blank}{ending}{indent}" for ending in BREAKS for blank in ("", " ", "\t") for indent in ("  ", "   \t")]


@given(_lines(_WORDS, _JOINTS))
@EXAMPLES
def test_plain(content: str) -> None:
    _check_every_character(f"x: a{content}\ny: z\n")


@given(_lines(_WORDS.map(lambda word: word.replace("'", "''")), _JOINTS))
@EXAMPLES
def test_single_quoted(content: str) -> None:
    _check_every_character(f"x: '{content}'\ny: z\n")


_ESCAPES = [
    "\\n",
    "\\t",
    "\\\\",
    '\\"',
    "\\/",
    "\\x41",
    "\\u00e9",
    "\\U0001F680",
    "\\N",
    "\\_",
    "\\L",
    "\\e",
    "\\ ",
    "\\0",
]
_ESCAPED_BREAKS = [f"\\{ending}{indent}" for ending in BREAKS for indent in ("  ", "    ", "\n  ")]


@given(_lines(st.one_of(_WORDS.filter(lambda w: w not in '\\"'), st.sampled_from(_ESCAPES)), _JOINTS + _ESCAPED_BREAKS))
@EXAMPLES
def test_double_quoted(content: str) -> None:
    _check_every_character(f'x: "{content}"\ny: z\n', escapes=True)


_BLOCK_LINE = st.tuples(st.sampled_from(["", " ", "  ", "\t", "   "]), st.lists(_WORDS, max_size=4).map("".join))


@given(
    st.sampled_from("|>"),
    st.sampled_from(["", "-", "+", "2", "2-", "+2", " # a comment"]),
    st.lists(st.one_of(st.just(("", "")), _BLOCK_LINE), max_size=8),
    st.sampled_from(BREAKS[:3]),
    st.sampled_from(["", "y: z\n", "# comment\n"]),
    st.booleans(),
)
@EXAMPLES
def test_block(  # noqa: PLR0913, PLR0917 - one argument a choice
    style: str, header: str, lines: list[tuple[str, str]], ending: str, after: str, last_break: bool
) -> None:
    body = ending.join(f"  {indent}{content}" if indent or content else "" for indent, content in lines)
    tail = ending + after if last_break or after else ""
    _check_every_character(f"x: {style}{header}{ending}{body}{tail}")


@given(
    st.sampled_from("|>"),
    st.lists(st.sampled_from(["a", " a", "\ta", "", "a\u2028", "\x85a", "a "]), max_size=8),
    st.booleans(),
)
@EXAMPLES
def test_folding_around_blank_and_indented_lines(style: str, lines: list[str], strip: bool) -> None:
    body = "".join(f"    {line}\n" if line else "\n" for line in ["first", *lines])
    _check_every_character(f"x: {style}{'-' if strip else ''}\n{body}y: z\n")
