"""Abstracts in Markdown: what print has a use for is set, and only web addresses become links."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Book
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.printed_texts import AbstractLength
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.outputs.style_file import parse_style_file
from eventkit.texts import Text
from eventkit.typesetting import Fonts, LinkArea, PlacedLine
from eventkit.typesetting.layout.flow_blocks import Block
from eventkit.typesetting.text.spans import GlyphRun
from markup.markdown_texts import PIECES
from outputs.calendars import MORNING, schedule
from outputs.printed import bound, read_lines


def pieces(text: str, language: str = "en") -> list[Block]:
    context = PrintContext.build(
        schedule(languages=[language]), (language,), Fonts.discover(), PAGE_FORMATS["a5"]
    )
    return list(set_abstract(context, Text(text, language), context.column()))


def sessions_of(
    abstract: dict[str, str], *, smart: bool = False, languages: Sequence[str] = (), **more: Any
) -> Book:
    """The sessions of a programme with one talk."""
    talk = {"id": "talk", "slot": MORNING, "abstract": abstract, "languages": languages}
    style = parse_style_file(f"smart = {str(smart).lower()}", "style.toml")
    context = PrintContext.build(
        schedule(talk, languages=[*abstract]),
        tuple(abstract),
        Fonts.discover(),
        PAGE_FORMATS["a5"],
        style=style,
        **more,
    )
    return bound(context, ("sessions",))


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


TABLE = "| Day | Room |\n|---|---|\n| Monday | Pharos Hall, " + "where the lamp is lit again " * 4 + "|"


def test_a_table_is_set_in_columns_below_its_head() -> None:
    """Cells of a row have one baseline, those of a column one edge, and screen readers hear a table."""
    (made,) = sessions_of({"en": TABLE}).pages
    lines = {mark.line.text: mark for mark in made.marks if isinstance(mark, PlacedLine)}
    day, room, monday = (lines[text] for text in ("Day", "Room", "Monday"))
    hall = next(mark for text, mark in lines.items() if text.startswith("Pharos"))

    assert (day.y, monday.y) == (room.y, hall.y)
    assert (day.x, room.x) == (monday.x, hall.x)
    assert [element.type for element in hall.structure][-3:] == ["Table", "TR", "TD"]
    assert day.structure[-1].scope == "Column"
    assert "|" not in "".join(lines)


def test_code_is_set_in_the_monospaced_face_and_never_changed() -> None:
    (made,) = sessions_of({"en": 'Use `"l1I" -> x`.'}, smart=True).pages
    runs = [run for mark in made.marks if isinstance(mark, PlacedLine) for run in mark.line.runs]

    (code,) = (run for run in runs if isinstance(run, GlyphRun) and run.shaped.text == '"l1I" -> x')
    assert "Mono" in code.shaped.face.path
    assert len({glyph.advance for glyph in code.shaped.glyphs}) == 1


@pytest.mark.parametrize(
    ("length", "printed"),
    [
        ("all", ["One two three four.", "Five."]),
        ("none", []),
        ("first", ["One two three four."]),
        (3, ["One two three\u00a0…"]),
        (4, ["One two three four."]),
        (5, ["One two three four.", "Five."]),
    ],
)
def test_abstracts_are_printed_in_the_length_that_is_asked_for(
    length: AbstractLength, printed: list[str]
) -> None:
    lines = read_lines(sessions_of({"en": "One two three four.\n\nFive."}, abstracts=length))

    assert [line for line in lines if "One" in line or "Five" in line] == printed


def test_chinese_characters_count_as_half_a_word() -> None:
    lines = read_lines(sessions_of({"zh": "欧几里得请大家承认它，而且没有证明。"}, abstracts=4))

    assert any(line.startswith("欧几里得请大家承") and line.endswith("…") for line in lines)


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("Das ist nicht die Freiheit, die wir und ihr haben.", "de"),
        ("This is not the freedom that you have.", "en"),
    ],
)
def test_a_text_is_in_the_language_of_its_session_if_its_words_are(text: str, tag: str) -> None:
    """An export of another system states the language of a session, not of its texts."""
    made = sessions_of({"en": text}, languages=["de"])

    (words,) = (
        mark
        for page in made.pages
        for mark in page.marks
        if isinstance(mark, PlacedLine) and mark.line.text == text
    )
    assert words.line.languages == (tag,)


@pytest.mark.parametrize(
    "text",
    ["Themes:\n\n- one\n- two", "1. Themes:\n    - one\n    - two", "**Themes**:\n\nOne.\n\nTwo."],
)
def test_what_introduces_a_list_or_text_is_on_one_page_with_its_beginning(text: str) -> None:
    """Seen: "4. Community collaboration:" alone at the foot of a page."""
    themes, first, _ = pieces(text)
    assert themes.keep_with_next
    assert not first.keep_with_next
