"""Markdown, read by a parser of it: what is in it must be text, not markup."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from scanner.model import Located, Report
from scanner.report import FORMATS, RenderOptions
from scanner.report.markdown_text import block, code, prose, table
from scanner.report.neutralise import one_line
from tests.report.reports import (
    CLEAN,
    FOUND,
    NOT_EVALUATED,
    NOTHING,
    REPORTS,
    SUPPRESSED,
    UNREAD,
    finding,
    report,
    source,
)

GITHUB = MarkdownIt("commonmark").enable(["table", "strikethrough"])
MARKUP = st.text(st.sampled_from("ab `*_[]()<>&#|~@!\\-+=1.\n\t$:/\x1b\u202e"), max_size=40)


def shown(what: Report, **options: Any) -> str:
    return FORMATS["markdown"](what, RenderOptions(**options))


def headings(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("#")]


def tokens(text: str) -> list[Any]:
    found = []
    for token in GITHUB.parse(text):
        found += [token, *(token.children or [])]
    return found


@given(MARKUP)
def test_prose_is_nothing_but_text(text: str) -> None:
    inner = GITHUB.parseInline(f"x {prose(text)}".strip())[0].children or []
    assert {token.type for token in inner} <= {"text", "text_special"}
    assert "".join(token.content for token in inner).replace("\u200b", "") == f"x {one_line(text)}".strip()


@given(MARKUP)
def test_code_is_one_span(text: str) -> None:
    inner = GITHUB.parseInline(f"x {code(text)} y")[0].children or []
    if not one_line(text):
        return
    assert [token.type for token in inner] == ["text", "code_inline", "text"]
    assert inner[1].content == one_line(text)


@given(MARKUP, MARKUP)
def test_a_table_keeps_its_cells(first: str, second: str) -> None:
    lines = "\n".join(table(("one", "two"), [(code(first), prose(second))]))
    cells = [token for token in GITHUB.parse(lines) if token.type == "td_open"]
    assert len(cells) == 2


@given(MARKUP)
def test_a_block_ends_where_it_should(text: str) -> None:
    parsed = GITHUB.parse("\n".join([*block(text), "", "end"]))
    assert [token.type for token in parsed] == ["fence", "paragraph_open", "inline", "paragraph_close"]


def test_hostile_text_adds_no_markup() -> None:
    found = tokens(shown(REPORTS["hostile"], show_suppressed=True))
    assert not [token for token in found if token.type in {"html_inline", "html_block", "image"}]
    links = [token.attrs["href"] for token in found if token.type == "link_open"]
    assert links
    assert all(link.startswith("%3A%3Aset-env%20name") for link in links)
    assert "@octocat" not in "".join(token.content for token in found if token.type.startswith("text"))


def test_the_verdict_and_what_is_not_known_come_first() -> None:
    assert headings(shown(UNREAD)) == ["# Plimsoll report", "## Could not be read", "## Controls"]
    assert shown(UNREAD).splitlines()[2] == "**No violation in what was judged. The scan is incomplete: 2 not read.**"
    assert headings(shown(NOT_EVALUATED)) == [
        "# Plimsoll report",
        "## Not evaluated",
        "## Undecided",
        "## Not configured",
        "## Controls",
    ]
    assert "| `deploy/broken.yaml:7:1` | syntax | Found a tab where" in shown(UNREAD)
    assert "not a pass" in shown(NOTHING)
    assert headings(shown(CLEAN)) == ["# Plimsoll report", "## Controls"]


def test_findings_by_file() -> None:
    text = shown(FOUND, link_base="../../")
    assert headings(text)[:3] == ["# Plimsoll report", "## Findings", "### `deploy/cart.yaml`"]
    assert (
        "- **critical** [`12:13`](../../deploy/cart.yaml#L12) `privileged`: Container 'web' breaks 'privileged'. "
        "(Deployment shop/cart, container web)\n"
        "\n"
        "  ```yaml\n"
        "  privileged: true\n"
        "  ```\n"
        "  - [`deploy/cart.yaml:9`](../../deploy/cart.yaml#L9) The container.\n"
        "  - Remove privileged: true.\n"
    ) in text


@pytest.mark.parametrize("path", ["<stdin>", "/etc/x.yaml", "../x.yaml"])
def test_what_is_not_below_the_root_has_no_link(path: str) -> None:
    text = shown(report(finding(source=source(path=path))))
    assert "- **high** `9:11` `run-as-root`" in text


def test_suppressed_findings_are_listed_with_their_justification() -> None:
    text = shown(SUPPRESSED)
    assert "| The log collector needs it (until 2030-01-01) |" in text
    assert "| pss | baseline |  | accepted | 0 | `privileged` |" in text
    assert "| pss | restricted |  | **failed** | 1 | `run-as-root` |" in text


def test_a_place_that_is_not_exact_is_called_so() -> None:
    assert "only the document is known" in shown(report(finding(located=Located.DOCUMENT)))


def test_a_long_line_is_cut() -> None:
    long = finding(part="a:", source=source("a: " + "x" * 5000))
    assert max(map(len, shown(report(long, replace(long)), link_base="").splitlines())) < 300
