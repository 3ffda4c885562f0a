"""Columns of text, and how they flow into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.typesetting import (
    BLACK,
    Box,
    Destination,
    Fonts,
    LinkArea,
    Mark,
    PlacedLine,
    QrCode,
    RuleLine,
    Span,
    Style,
    TextLine,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import Block, move, stack, total_height
from eventkit.typesetting.layout.page_breaks import break_pages
from eventkit.typesetting.layout.text_columns import (
    TextColumn,
    align_tops,
    keep_together,
    link_to,
    mirror,
    pair_lines,
)
from eventkit.typesetting.text.paragraph import join_spans
from typesetting.samples import ONE_RUN

STYLE = Style(10)
LOREM = Span(
    "The Congress of Mathematicians of All Ages meets in Alexandria for three days. " * 3, "en", STYLE
)
ARABIC = Span("مؤتمر الرياضيات عبر العصور", "ar", STYLE)
LONG_ARABIC = ARABIC._replace(text=" ".join([ARABIC.text] * 5))


def line_of(piece: Block) -> TextLine:
    return next(mark.line for mark in piece.marks if isinstance(mark, PlacedLine))


def left_of(piece: Block) -> float:
    return next(mark.x for mark in piece.marks if isinstance(mark, PlacedLine))


def texts(pieces: Sequence[Block]) -> list[str]:
    return [line_of(piece).text for piece in pieces]


class TestColumns:
    def test_lines_are_no_wider_than_the_column_and_lose_nothing(self, fonts: Fonts):
        pieces = TextColumn(fonts, 120, left=30).set_paragraph([LOREM], ("congress",))

        assert " ".join(texts(pieces)) == LOREM.text.strip()
        assert all(left_of(piece) == 30 and line_of(piece).width <= 120 for piece in pieces)
        assert all(mark.subjects == ("congress",) for piece in pieces for mark in piece.marks)

    def test_neither_the_first_line_nor_the_last_is_left_alone(self, fonts: Fonts):
        pieces = TextColumn(fonts, 120).set_paragraph([LOREM])

        assert [piece.keep_with_next for piece in pieces] == [True, *[False] * (len(pieces) - 3), True, False]

    def test_a_chinese_title_breaks_after_punctuation_if_no_line_is_added(self, fonts: Fonts):
        title = Span("闭幕式：我们必须知道，我们必将知道", "zh", STYLE)

        assert texts(TextColumn(fonts, 140).set_paragraph([title], balanced=True)) == [
            "闭幕式：我们必须知道，",
            "我们必将知道",
        ]
        assert (
            len(texts(TextColumn(fonts, 92).set_paragraph([title], balanced=True))) == 2
        )  # neither part would fit

    @pytest.mark.parametrize(("name", "more"), [("Latin", False), ("Myanmar", True), ("Thai", True)])
    def test_lines_of_scripts_with_signs_above_and_below_letters_do_not_touch(
        self, fonts: Fonts, name: str, *, more: bool
    ):
        language, text = ONE_RUN[name]
        pieces = TextColumn(fonts, 150).set_paragraph(
            [Span(" ".join([text] * 8), language, replace(STYLE, fixed_leading=10.5))]
        )

        heights = {piece.height for piece in pieces[:-1]}
        inks = [line_of(piece).ink for piece in pieces]
        gaps = [height + below.top - above.bottom for height in heights for above, below in pairwise(inks)]
        assert len(heights) == 1  # one lead in a paragraph
        assert (min(heights) > 10.5) is more
        assert min(gaps) > -0.1 * STYLE.size

    def test_balanced_lines_are_as_few_and_about_equally_long(self, fonts: Fonts):
        column = TextColumn(fonts, 300)

        ragged, even = column.set_paragraph([LOREM]), column.set_paragraph([LOREM], balanced=True)

        widths = [line_of(piece).width for piece in even]
        assert len(even) == len(ragged)
        assert max(widths) - min(widths) < max(line_of(piece).width for piece in ragged) - 50

    @pytest.mark.parametrize("width", range(160, 400, 10))
    def test_balancing_cuts_no_word(self, fonts: Fonts, width: float):
        title = Span("Congress of Mathematicians of All Ages", "en", Style(20))

        pieces = TextColumn(fonts, width).set_paragraph([title], balanced=True)

        assert " ".join(texts(pieces)) == title.text

    @pytest.mark.parametrize("readers", [("en",), ("en", "ar"), ("ar", "en")])
    def test_all_text_starts_at_the_edge_of_the_book_in_whichever_direction_it_runs(
        self, fonts: Fonts, readers: tuple[str, ...]
    ):
        """Of a paragraph that runs the other way the longest line does; all are level where they begin."""
        column = TextColumn(fonts, 150, readers)
        for text in (LONG_ARABIC, LOREM, Span("Alexandria", "en", STYLE), ARABIC):
            pieces = column.set_paragraph([text._replace(style=replace(text.style, hyphenate=True))])
            ends = {round(left_of(piece) + line_of(piece).width, 6) for piece in pieces}
            starts = {round(left_of(piece), 6) for piece in pieces}

            assert min(starts) == 0
            assert len(starts if text.language == readers[0] else ends) == 1

    def test_each_line_of_a_name_or_title_is_at_the_edge_of_the_book(self, fonts: Fonts):
        pieces = TextColumn(fonts, 150, ("ar",)).set_paragraph([LOREM])

        assert {left_of(piece) for piece in pieces} == {0}

    def test_a_name_that_runs_the_other_way_has_no_hanging_indent(self, fonts: Fonts):
        pieces = TextColumn(fonts, 150, ("ar",)).set_hanging([LOREM], 20)

        assert {left_of(piece) for piece in pieces} == {0}

    def test_lines_of_the_second_of_two_facing_columns_start_at_its_right_edge(self, fonts: Fonts):
        column = TextColumn(fonts, 150, ("ar",), left=30, at_end=True).indent(20)
        pieces = column.set_paragraph([LONG_ARABIC])

        assert len(pieces) > 1
        assert {round(left_of(piece) + line_of(piece).width, 6) for piece in pieces} == {160}

    def test_a_title_that_begins_with_a_foreign_acronym_is_read_as_its_language_is(self, fonts: Fonts):
        (piece,) = TextColumn(fonts, 300, ("ar",)).set_paragraph(
            [ARABIC._replace(text="UNIDO: " + ARABIC.text)]
        )

        assert line_of(piece).rtl
        assert line_of(piece).runs[-1].shaped.text == "UNIDO"  # type: ignore[union-attr]

    def test_a_column_can_be_narrowed(self, fonts: Fonts):
        column = TextColumn(fonts, 300, left=10).indent(20)

        assert (column.left, column.width) == (30, 280)

    def test_one_line_ends_in_an_ellipsis_where_it_does_not_fit(self, fonts: Fonts):
        line = TextColumn(fonts, 120).one_line([LOREM])

        assert line.text.endswith("…")
        assert line.width <= 120


class TestJoining:
    def test_spans_are_set_side_by_side_with_a_dot_between(self, fonts: Fonts):
        line = set_line(fonts, join_spans([Span("Lunch", "en", STYLE), Span("午餐", "zh", STYLE)]))

        assert line.text == "Lunch  ·  午餐"

    def test_an_arabic_date_beside_an_english_one_has_its_own_order(self, fonts: Fonts):
        english, arabic = Span("5–6 November 2026", "en", STYLE), Span("5–6 نوفمبر 2026", "ar", STYLE)

        line = set_line(fonts, join_spans([english, arabic]))

        seen = [run.shaped.text for run in line.runs if run.x > set_line(fonts, english).width]  # type: ignore[union-attr]
        assert [part.strip() for part in seen if part.strip("\u2066\u2067\u2069 ·")] == [
            "2026",
            "نوفمبر",
            "6",
            "–",
            "5",
        ]

    def test_nothing_is_added_to_spans_that_run_one_way(self):
        spans = [Span("Lunch", "en", STYLE), Span("午餐", "zh", STYLE)]

        assert [span.text for span in join_spans(spans, " ")] == ["Lunch", " ", "午餐"]


class TestPieces:
    def test_stacked_pieces_are_placed_in_turn_with_their_spaces_and_joints(self):
        rule = RuleLine(0, -2, 10, -2, 1, BLACK)
        piece = Block(10, (Destination("a", 0, 1),), space_above=4, separator=(rule,))

        whole = stack([piece, piece])

        assert whole.height == total_height([piece, piece]) == 24
        assert whole.marks == (Destination("a", 0, 1), move(rule, 0, 14), Destination("a", 0, 15))

    def test_pieces_beside_one_another_are_as_tall_as_the_tallest(self):
        assert align_tops(Block(10, keep_with_next=True), Block(12)) == Block(12, keep_with_next=True)

    def test_strips_abreast_go_on_line_by_line(self):
        left, right = [Block(10), Block(10)], [Block(8), Block(8), Block(8)]

        assert [piece.height for piece in pair_lines(left, right)] == [10, 10, 8]

    def test_grouped_pieces_stay_with_the_last_of_them(self):
        pieces = keep_together([Block(1, space_above=9), Block(2), Block(3)], space_above=5)

        assert [(piece.keep_with_next, piece.space_above) for piece in pieces] == [
            (True, 5),
            (True, 0),
            (False, 0),
        ]

    def test_the_words_of_a_piece_can_be_a_link(self, fonts: Fonts):
        piece = TextColumn(fonts, 200, left=20).set_block([Span("Index", "en", STYLE)])

        (*_, link) = link_to(piece, "#index").marks

        assert link == LinkArea(20, 0, pytest.approx(line_of(piece).width), piece.height, "#index")


class TestTurningRound:
    def test_mirroring_moves_the_left_edge_to_the_right(self, fonts: Fonts):
        line = set_line(fonts, ARABIC)

        turned = mirror(PlacedLine(line, 20, 50), 400)

        assert turned == PlacedLine(line, 380 - line.width, 50)

    def test_mirroring_twice_changes_nothing(self, fonts: Fonts):
        marks: list[Mark] = [
            PlacedLine(set_line(fonts, LOREM), 20, 50),
            Box(1, 2, 3, 4, BLACK),
            RuleLine(1, 2, 30, 4, 1, BLACK),
            QrCode("EK1", 10, 10, 70),
            LinkArea(5, 5, 10, 10, "#a"),
            Destination("a", 3, 3),
        ]

        assert [mirror(mirror(mark, 512), 512) for mark in marks] == marks


def page_heights(pages: Sequence[Sequence[Mark]]) -> list[list[int]]:
    """The numbers of the pieces on each page."""
    return [[int(mark.name) for mark in page if isinstance(mark, Destination)] for page in pages]


def numbered(*pieces: Block) -> list[Block]:
    return [piece._replace(marks=(Destination(str(at), 0, 0),)) for at, piece in enumerate(pieces)]


class TestFlowing:
    def test_a_piece_that_does_not_fit_begins_the_next_page(self):
        assert page_heights([*break_pages(numbered(*[Block(40)] * 5), 100)]) == [[0, 1], [2, 3], [4]]

    def test_pieces_tied_to_their_followers_move_to_the_next_page_with_them(self):
        pieces = numbered(
            Block(60), Block(20, keep_with_next=True), Block(20, keep_with_next=True), Block(20)
        )

        assert page_heights([*break_pages(pieces, 100)]) == [[0], [1, 2, 3]]

    def test_a_group_longer_than_a_page_is_split(self):
        pieces = numbered(Block(50), *[Block(40, keep_with_next=True)] * 4, Block(40))

        assert page_heights([*break_pages(pieces, 100)]) == [[0, 1], [2, 3], [4, 5]]

    def test_a_piece_requiring_more_space_than_is_left_begins_the_next_page(self):
        pieces = numbered(Block(60), Block(10, height_needed=50), Block(10))

        assert page_heights([*break_pages(pieces, 100)]) == [[0], [1, 2]]

    def test_space_and_joint_are_left_out_at_the_top_of_a_page(self):
        rule = RuleLine(0, -2, 10, -2, 1, BLACK)
        pieces = [
            Block(60, (Destination("0", 0, 0),)),
            Block(60, (Destination("1", 0, 0),), space_above=20, separator=(rule,)),
        ]

        first, second = [*break_pages(pieces, 100)]

        assert second == (Destination("1", 0, 0),)
        assert first == (Destination("0", 0, 0),)

    def test_no_pieces_make_no_page(self):
        assert [*break_pages([], 100)] == []

    @given(
        st.lists(
            st.builds(
                lambda height, before, keeps, room: Block(height, (), before, keeps, height_needed=room),
                st.floats(1, 90),
                st.floats(0, 30),
                st.booleans(),
                st.sampled_from([0, 0, 40]),
            ),
            max_size=30,
        )
    )
    def test_every_piece_is_placed_once_in_order_and_inside_its_page(self, drawn: list[Block]):
        pieces = numbered(*drawn)

        pages = [*break_pages(pieces, 100)]

        assert [at for page in page_heights(pages) for at in page] == list(range(len(pieces)))
        for page in pages:
            places = [
                (mark.y, pieces[int(mark.name)].height) for mark in page if isinstance(mark, Destination)
            ]
            assert all(above + height <= below + 1e-6 for (above, height), (below, _) in pairwise(places))
            assert all(y >= 0 and y + height <= 100 + 1e-6 for y, height in places)


def test_lines_of_arabic_whose_ink_hardly_overlaps_have_the_usual_distance(fonts: Fonts) -> None:
    """A vowel mark below a deep letter of the line above is no reason for wide lines."""
    text = "الكربون في المناطق الوطنية الصينية للتنمية الاقتصادية والتكنولوجية مثالًا."
    column = TextColumn(fonts, 155, ("ar",))
    style = Style(10, fixed_leading=14.75, typeface="serif")
    blocks = column.set_paragraph([Span(text, "ar", style)])

    assert {block.height for block in blocks} == {14.75}
