"""Abstracts in Markdown: what print has a use for is set, and only web addresses become links."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.texts import Text
from eventkit.typesetting import Fonts, LinkArea, PlacedLine
from eventkit.typesetting.layout.flow_blocks import Block
from markup.markdown_texts import PIECES
from outputs.calendars import schedule


def pieces(text: str, language: str = "en") -> list[Block]:
    context = PrintContext.build(
        schedule(languages=[language]), (language,), Fonts.discover(), PAGE_FORMATS["a5"]
    )
    return list(set_abstract(context, Text(text, language), context.column()))


def links(typeset: list[Block]) -> list[str]:
    return [mark.target for piece in typeset for mark in piece.marks if isinstance(mark, LinkArea)]


def lines(typeset: list[Block]) -> list[str]:
    return [mark.line.text for piece in typeset for mark in piece.marks if isinstance(mark, PlacedLine)]


@pytest.mark.parametrize(
    ("address", "is_linked"),
    [
        ("https://example.org/a_b", True),
        ("mailto:office@example.org", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("file:///etc/passwd", False),
        ("ftp://example.org", False),
        ("/relative", False),
        ("#session-a", False),
        ("//example.org", False),
    ],
)
def test_only_web_and_mail_addresses_become_links(address: str, is_linked: bool) -> None:  # noqa: FBT001
    typeset = pieces(f"See [here]({address}).")

    assert links(typeset) == ([address] if is_linked else [])
    assert "here" in " ".join(lines(typeset))


def test_a_link_covers_only_its_words_on_every_line() -> None:
    typeset = pieces(
        "Before [" + "many words " * 20 + "end](https://example.org/a) and [b](https://example.org/b)."
    )

    assert links(typeset) == ["https://example.org/a"] * (len(typeset)) + ["https://example.org/b"] or set(
        links(typeset)
    ) == {"https://example.org/a", "https://example.org/b"}
    for piece in typeset:
        words = [mark for mark in piece.marks if isinstance(mark, PlacedLine)]
        for link in (mark for mark in piece.marks if isinstance(mark, LinkArea)):
            assert words[0].x <= link.x
            assert link.x + link.width <= words[0].x + words[0].line.width + 0.01


def test_list_markers_precede_their_items_and_numbers_continue() -> None:
    typeset = pieces("3. three\n4. four\n   - inner")

    assert lines(typeset) == ["3.", "three", "4.", "four", "•", "inner"]
    xs = [mark.x for piece in typeset for mark in piece.marks if isinstance(mark, PlacedLine)]
    assert xs[0] < xs[1] < xs[5]


@given(
    st.lists(PIECES, max_size=12).map("".join).map(str.strip).filter(bool),
    st.sampled_from(["en", "ar", "zh"]),
)
def test_any_text_can_be_typeset_with_only_safe_links(text: str, language: str) -> None:
    typeset = pieces(text, language)

    assert all(target.startswith(("https://", "http://", "mailto:")) for target in links(typeset))
    assert all(piece.height > 0 for piece in typeset)
