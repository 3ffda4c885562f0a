"""Markdown as blocks: nothing of a text acts, is fetched or lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.markup import InlineText, MarkdownBlock, parse_markdown
from markup.markdown_texts import PIECES


def printed_blocks(text: str) -> list[str]:
    return ["".join(inline.text for inline in block.inlines) for block in parse_markdown(text)]


def test_paragraphs_lists_and_emphasis_are_parsed() -> None:
    assert parse_markdown("One *two* **three** `four`\n\n- a\n  1. b\n") == (
        MarkdownBlock(
            "paragraph",
            (
                InlineText("One "),
                InlineText("two", emphasis=True),
                InlineText(" "),
                InlineText("three", strong=True),
                InlineText(" "),
                InlineText("four", code=True),
            ),
        ),
        MarkdownBlock("paragraph", (InlineText("a"),), 1, "•", (0,)),
        MarkdownBlock("paragraph", (InlineText("b"),), 2, "1.", (0, 1)),
    )


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("<script>alert(1)</script>", ["<script>alert(1)</script>"]),
        ("<div>\n\nin\n\n</div>", ["<div>", "in", "</div>"]),
        ("![A lamp](https://example.org/lamp.png)", ["[A lamp]"]),
        ("one\ntwo", ["one two"]),
        ("一\n二", ["一二"]),
        ("one  \ntwo", ["one\ntwo"]),
        ("| a | b |\n|---|---|\n| 1 | 2 |", ["a | b", "1 | 2"]),
        ("```\na  b\n <c>\n```", ["a  b\n <c>"]),
        ("3. a\n4. b", ["a", "b"]),
        ("AT&amp;T &copy;", ["AT&T ©"]),
        ("1999. Not a list", ["Not a list"]),
    ],
)
def test_html_images_and_tables_are_printed_as_plain_text(text: str, printed: list[str]) -> None:
    assert printed_blocks(text) == printed


@given(st.lists(PIECES, max_size=12).map("".join))
def test_no_text_crashes_the_renderer_or_loses_a_word(text: str) -> None:
    printed = " ".join(printed_blocks(text))

    for word in ("words", "开幕", "مرحبا", "alert"):
        if word in text and "[a]:" not in text and "```" not in text and "~~~" not in text:
            assert word in printed
