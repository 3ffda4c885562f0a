"""What is heard of a book: its elements, their order and languages, and that nothing else is heard."""

from __future__ import annotations

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from books import Book
from eventkit.typesetting import (
    A6,
    BLACK,
    Box,
    Destination,
    DocumentInfo,
    Fonts,
    LinkArea,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
    QrCode,
    RuleLine,
    Span,
    Style,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import list_item, merge_into, wrap
from eventkit.typesetting.layout.page_breaks import break_pages
from eventkit.typesetting.layout.structure_elements import (
    ARTIFACT,
    HEADER,
    StructureElement,
    StructureType,
    heading,
)
from eventkit.typesetting.layout.text_columns import TextColumn
from eventkit.typesetting.pdf.reading_order import ContentItem, ReadingOrder, StructureNode
from typesetting.pdf.test_painter import png
from typesetting.reading import heard, lines, objects_of, opened, painted, structure_of

STYLE = Style(10)


def words(
    fonts: Fonts, text: str, y: float = 40, *, x: float = 20, language: str = "en", **more: object
) -> PlacedLine:
    return PlacedLine(set_line(fonts, Span(text, language, STYLE)), x, y, **more)  # type: ignore[arg-type]


def book(*pages: tuple[Mark, ...]) -> Book:
    return Book(tuple(Page(*A6, marks) for marks in pages), DocumentInfo("Title", "en"))


def test_untagged_text_is_a_paragraph_and_decoration_is_not_read_aloud(fonts: Fonts) -> None:
    marks = (
        Box(0, 0, 50, 50, BLACK),
        words(fonts, "One"),
        RuleLine(0, 1, 2, 1, 1, BLACK),
        words(fonts, "二", language="zh"),
    )
    assert lines(structure_of(book(marks)).root) == ["Document [en]", "  P [en] 'One'", "  P [zh] '二'"]


def test_lines_of_a_paragraph_are_one_element_across_pages_and_columns(fonts: Fonts) -> None:
    """On two pages, and beside those of another column, which are painted between them."""
    left = TextColumn(fonts, 80).set_paragraph([Span("aaaa bbbb cccc dddd eeee ffff", "en", STYLE)])
    right = TextColumn(fonts, 80, left=120).set_paragraph(
        [Span("1111 2222 3333 4444 5555 6666", "en", STYLE)]
    )
    rows = [piece for pair in zip(left, right, strict=True) for piece in pair]
    pages = [*break_pages(rows, 2 * rows[0].height)]
    assert len(pages) > 1
    assert lines(structure_of(book(*pages)).root) == [
        "Document [en]",
        "  P [en] 'aaaa bbbb cccc dddd eeee ffff'",
        "  P [en] '1111 2222 3333 4444 5555 6666'",
    ]


def test_parts_headings_lists_and_items_are_tagged(fonts: Fonts) -> None:
    column, listed = TextColumn(fonts, 200), StructureElement("L")
    title = [
        *column.set_paragraph([Span("Opening", "en", STYLE)]),
        *column.set_paragraph([Span("开幕", "zh", STYLE)]),
    ]
    pieces = [
        *merge_into(heading(2), title),
        *(
            each
            for name in ("Ada", "Emmy")
            for each in wrap(listed, list_item(column.set_paragraph([Span(name, "en", STYLE)])))
        ),
    ]
    (page,) = [*break_pages(wrap("Sect", pieces), 400)]
    assert lines(structure_of(book(page)).root) == [
        "Document [en]",
        "  Sect [en]",
        "    H2 [en]",
        "      Span [en] 'Opening'",
        "      Span [zh] '开幕'",
        "    L [en]",
        "      LI [en]",
        "        LBody [en]",
        "          P [en] 'Ada'",
        "      LI [en]",
        "        LBody [en]",
        "          P [en] 'Emmy'",
    ]


def test_a_link_belongs_to_the_words_it_lies_over(fonts: Fonts) -> None:
    one, two = words(fonts, "Ada"), words(fonts, "Emmy", 80)
    marks = (one, LinkArea(20, 30, one.line.width, 14, "https://example.org/ada"), two)
    assert lines(structure_of(book(marks)).root) == [
        "Document [en]",
        "  P [en]",
        "    Link [en] 'Ada'",
        "      -> https://example.org/ada",
        "  P [en] 'Emmy'",
    ]


def test_a_link_over_a_part_of_a_line_takes_that_part_alone(fonts: Fonts) -> None:
    line = set_line(
        fonts, [Span("See ", "en", STYLE), Span("the map", "en", Style(10, 700)), Span(" first", "en", STYLE)]
    )
    run = line.runs[1]
    marks = (PlacedLine(line, 20, 40), LinkArea(20 + run.x, 30, run.width, 14, "https://example.org/map"))
    assert lines(structure_of(book(marks)).root) == [
        "Document [en]",
        "  P [en]",
        "    'See'",
        "    Link [en] 'the map'",
        "      -> https://example.org/map",
        "    'first'",
    ]


def test_a_link_over_a_box_of_several_paragraphs_is_that_of_the_first(fonts: Fonts) -> None:
    marks = (
        LinkArea(0, 0, 200, 200, "#here"),
        Destination("here", 0, 0),
        words(fonts, "Title", 40, structure=(StructureElement("P"),)),
        words(fonts, "Names", 60, structure=(StructureElement("P"),)),
    )
    assert lines(structure_of(book(marks)).root)[1:] == [
        "  P [en]",
        "    Link [en] 'Title'",
        "      -> #here",
        "  P [en] 'Names'",
    ]


def test_a_link_over_a_box_is_not_inside_an_element_with_alternative_text(fonts: Fonts) -> None:
    marks = (
        words(fonts, "9:00", 40, structure=(StructureElement("P", alternative="9:00, Main Hall"),)),
        words(fonts, "Title", 60, structure=(StructureElement("P"),)),
        LinkArea(0, 0, 200, 200, "https://example.org/"),
    )
    spoken = lines(structure_of(book(marks)).root)
    assert spoken[1:4] == ["  P [en] '9:00'", "  P [en]", "    Link [en] 'Title'"]


def test_a_link_over_nothing_reads_as_its_target(fonts: Fonts) -> None:
    above, target = words(fonts, "Above"), "https://example.org/"
    spoken = structure_of(book((above, LinkArea(20, 300, 9, 9, target)))).root
    assert lines(spoken) == [
        "Document [en]",
        "  P [en]",
        "    'Above'",
        "    Link [en]",
        f"      -> {target}",
    ]
    assert [node.element.alternative for node in _nodes(spoken)] == ["", "", target]


def test_figures_are_tagged_and_pictures_without_description_are_artifacts() -> None:
    marks = (
        Picture(png(), 0, 0, 9, 9, "The mark of the house"),
        Picture(png(), 0, 20, 9, 9),
        QrCode("EK1:A", 0, 60, 60),
    )
    figures = [line.strip() for line in heard(painted(book(marks))) if "Figure" in line]
    assert figures == ["Figure alt=The mark of the house", "Figure alt=EK1:A"]


def test_running_heads_are_not_heard(fonts: Fonts) -> None:
    marks = (
        words(fonts, "Head", structure=HEADER),
        words(fonts, "A", 60, structure=ARTIFACT),
        words(fonts, "Text", 80),
    )
    spoken = structure_of(book(marks))
    assert lines(spoken.root) == ["Document [en]", "  P [en] 'Text'"]
    assert [content.structure_type for content in spoken.pages[0].content] == ["Header", "Artifact", "P"]


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("one two three", "en", "one two three"),
        ("一二三四五", "zh", "一二三四五"),
        ("하나 둘 셋", "ko", "하나 둘 셋"),
    ],
)
def test_a_broken_line_reads_as_if_it_were_not(fonts: Fonts, text: str, language: str, read: str) -> None:
    broken = TextColumn(fonts, 30).set_paragraph([Span(text, language, STYLE)])
    assert len(broken) > 1
    (page,) = [*break_pages(broken, 400)]
    (paragraph,) = structure_of(book(page)).root.kids
    assert isinstance(paragraph, StructureNode)
    assert paragraph.text.strip() == read


def test_right_to_left_text_is_read_in_logical_order(fonts: Fonts) -> None:
    spoken = heard(painted(book((words(fonts, "محمد بن موسى", language="ar"),))))
    assert spoken[:3] == ["Document lang=en", "  P lang=ar", "    Span actual=محمد بن موسى "]


def test_words_in_another_language_within_a_line_are_tagged(fonts: Fonts) -> None:
    line = set_line(fonts, [Span("Opening · ", "en", STYLE), Span("开幕", "zh-Hans", STYLE)])
    content = _content(painted(book((PlacedLine(line, 20, 40),))))
    assert b"/P <</MCID 0>> BDC" in content
    assert content.count(b"/Span <</Lang (zh-Hans)>> BDC") == 1
    assert content.count(b"BDC") + content.count(b"BMC") == content.count(b"EMC")


def test_links_and_pages_find_their_way_back_to_the_elements(fonts: Fonts) -> None:
    one = words(fonts, "Ada")
    link = LinkArea(20, 30, one.line.width, 14, "https://example.org/")
    document = opened(painted(book((one, link), (words(fonts, "Emmy"),))))
    assert [page.StructParents for page in document.pages] == [0, 2]
    assert {page.Tabs for page in document.pages} == {pikepdf.Name.S}
    (annotation,) = document.pages[0].Annots
    assert (annotation.StructParent, str(annotation.Contents)) == (1, "Ada")
    root = document.Root.StructTreeRoot
    (leaf,) = root.ParentTree.Kids
    assert list(leaf.Limits) == [0, 2]
    keys = {int(key): value for key, value in zip(list(leaf.Nums)[::2], list(leaf.Nums)[1::2], strict=True)}
    assert sorted(keys) == [0, 1, 2]
    assert pikepdf.Name.Link == keys[1].S
    assert [element.S for element in keys[0]] == [pikepdf.Name.Link]
    assert document.Root.MarkInfo.Marked is True


def test_pages_on_sheets_are_heard_in_the_order_of_their_numbers(fonts: Fonts) -> None:
    """And a paragraph that goes on from one to the next is still one."""
    tags = (StructureElement("P"),)
    pages = [Page(*A6, (words(fonts, f"part {at}", structure=tags),), label=str(at)) for at in (4, 1, 2, 3)]
    sheets = book(
        (PlacedPage(pages[0], 0, 0), PlacedPage(pages[1], 200, 0)),
        (PlacedPage(pages[2], 0, 0), PlacedPage(pages[3], 200, 0)),
    )
    assert lines(structure_of(sheets).root) == ["Document [en]", "  P [en] 'part 1 part 2 part 3 part 4'"]
    assert heard(painted(sheets), 1) == ["Document lang=en", "  P", "    'part 2 '", "    'part 3'"]


def test_it_claims_no_conformance(fonts: Fonts) -> None:
    data = painted(book((words(fonts, "Ada"),)))
    assert b"pdfuaid" not in data
    assert b"pdfaid" not in data


ROLES: tuple[StructureType, ...] = ("Sect", "P", "H2", "L", "LI", "LBody", "Span", "Artifact", "Header")


@given(st.data())
def test_everything_is_heard_once_or_set_aside(fonts: Fonts, data: st.DataObject) -> None:
    elements = [
        StructureElement(role) for role in data.draw(st.lists(st.sampled_from(ROLES), min_size=1, max_size=6))
    ]
    tags = st.lists(st.sampled_from(elements), max_size=3, unique=True).map(tuple)
    pages = [
        tuple(
            words(fonts, f"w{at}x{order}", 20 + 12 * order, structure=chosen)
            for order, chosen in enumerate(data.draw(st.lists(tags, max_size=6)))
        )
        for at in range(data.draw(st.integers(1, 3)))
    ]
    spoken = structure_of(book(*pages))
    found = [kid for node in _nodes(spoken.root) for kid in node.kids if isinstance(kid, ContentItem)]
    wanted = [(at, order) for at, page in enumerate(spoken.pages) for order in range(len(page.content_nodes))]
    assert sorted((kid.page, kid.order) for kid in found) == wanted
    drawn = [
        [
            mark.line.text.strip()
            for content in page.content
            for mark in content.marks
            if isinstance(mark, PlacedLine)
        ]
        for page in spoken.pages
    ]
    assert drawn == [[mark.line.text for mark in page if isinstance(mark, PlacedLine)] for page in pages]


def _nodes(node: StructureNode) -> list[StructureNode]:
    return [node, *(each for kid in node.kids if isinstance(kid, StructureNode) for each in _nodes(kid))]


def _content(data: bytes) -> bytes:
    """The operators of the only page."""
    (page,) = opened(data).pages
    return page.Contents.read_bytes()


@pytest.mark.parametrize(("language", "turned"), [("en", False), ("ar", True), ("he", True)])
def test_the_page_direction_is_recorded_for_viewers(fonts: Fonts, language: str, turned: bool) -> None:  # noqa: FBT001
    made = Book((Page(*A6, (words(fonts, "1"),)),), DocumentInfo("Title", language))
    preferences = opened(painted(made)).Root.ViewerPreferences
    assert (preferences.get("/Direction") == pikepdf.Name.R2L) is turned


def test_finished_page_content_is_released_and_still_tagged(fonts: Fonts) -> None:
    """A paragraph over two pages is one, and the list around many is one, however many pages have come."""
    listed = StructureElement("L")
    over = (listed, StructureElement("LI"), StructureElement("LBody"), StructureElement("P"))
    pages = [
        Page(
            *A6,
            (words(fonts, f"end {at}", structure=over),) if at in {3, 4} else (words(fonts, f"own {at}"),),
        )
        for at in range(60)
    ]
    order, most = ReadingOrder("en"), 0
    for page in pages:
        order.add(page)
        order.release_finished()
        most = max(most, len(order._open))
    assert most <= 5

    data = painted(Book(tuple(pages), DocumentInfo("Title", "en")))
    assert heard(data, 3)[1:] == ["  L", "    LI", "      LBody", "        P", "          'end 3'"]
    assert len(objects_of(data, Type="/StructElem", S="/L")) == 1
    assert len(objects_of(data, Type="/StructElem")) == 1 + 58 + 4
