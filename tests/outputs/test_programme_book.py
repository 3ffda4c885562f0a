"""The whole book: its lists name the right pages, read back from the PDF, and it has what was asked for."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from itertools import pairwise
from operator import methodcaller
from typing import Any

import pypdfium2
import pytest
from pypdfium2.raw import FPDFDest_GetDestPageIndex, FPDFLink_GetDest, FPDFLink_GetLinkAtPoint

from books import Book, check_book
from eventkit.errors import EventkitError
from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.book import lay_out_book, select_sections
from eventkit.outputs.programme.pagination import Chapter, PageNumbers, settle_page_numbers
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.theme import PAGE_FORMATS, load_pictures
from eventkit.outputs.style_file import DEFAULT_SECTIONS, SectionName, parse_style_file
from eventkit.schedule import Schedule
from eventkit.typesetting import (
    Destination,
    Drawing,
    Fonts,
    LinkArea,
    Page,
    Picture,
    PlacedLine,
    QrCode,
    Span,
)
from eventkit.typesetting.layout.flow_blocks import Block
from eventkit.typesetting.pdf.drawings import find_drawing
from eventkit.wording.name_lines import name_forms
from outputs.calendars import CONFERENCE, MORNING, WRITTEN, at, schedule
from outputs.printed import (
    book_of,
    bound,
    fixture,
    fixture_book,
    fixture_programme,
    pages_hold_their_marks,
    read_lines,
    texts,
)
from pictures import png

LISTS = [("hongqiao-forum", ("en", "zh")), ("congress", ("en", "zh")), ("congress", ("zh",))]


def data_of(name: str, languages: tuple[str, ...]) -> bytes:
    return fixture_programme(name, languages).data


def book(of: Schedule, *sections: SectionName, languages: tuple[str, ...] = ("en",), **more: Any) -> Book:
    return bound(
        PrintContext.build(of, languages, Fonts.discover(), PAGE_FORMATS["a5"], **more),
        sections or DEFAULT_SECTIONS,
    )


def listed(page: Page) -> Iterator[tuple[str, str, str]]:
    """Text, number and anchor of each line that leads to a page."""
    for link in page.marks:
        if isinstance(link, LinkArea) and link.target.startswith("#"):
            inside = [
                mark
                for mark in page.marks
                if isinstance(mark, PlacedLine)
                and link.y <= mark.y <= link.y + link.height
                and link.x - 1 <= mark.x
                and mark.x + mark.line.width <= link.x + link.width + 1
            ]
            number = inside[-1].line.text.removesuffix(",") if inside else ""
            if number.isdecimal() and (len(inside) > 1 or link.target.startswith("#appearance-")):
                yield inside[0].line.text, number, link.target[1:]


@pytest.mark.parametrize(("name", "languages"), LISTS)
def test_contents_and_indexes_have_the_right_page_numbers(name: str, languages: tuple[str, ...]) -> None:
    """Pages are read back from the PDF and searched for the listed text."""
    pages = [text.replace(" ", "") for text in texts(data_of(name, languages))]
    of, seen = fixture(name), 0

    for page in fixture_book(name, languages).pages:
        for text, number, anchor in listed(page):
            there = pages[int(number) - 1]
            kind, _, which = anchor.partition("-")
            if kind == "session":
                titles = [of.session(which).title.best(language)[1] for language in languages]
                assert any(title.replace(" ", "") in there for title in titles), (text, number)
            elif kind == "appearance":
                who = of.participant(which.rpartition("/")[2])
                names = [form.full for form in name_forms(of, who, languages)]
                assert any(name.replace(" ", "") in there for name in names), (which, number)
            else:
                assert all(part in there for part in text.replace(" ", "").split("·")), (text, number)
            seen += 1
    assert seen >= len(of.sessions)


@pytest.mark.parametrize(("name", "languages"), LISTS)
def test_a_click_on_a_line_of_the_contents_opens_the_page_it_names(
    name: str, languages: tuple[str, ...]
) -> None:
    document = pypdfium2.PdfDocument(data_of(name, languages))
    printed = fixture_book(name, languages)
    at_page = next(at for at, page in enumerate(printed.pages) if anchored(page, "contents"))
    clicked = 0
    for mark in printed.pages[at_page].marks:
        if isinstance(mark, LinkArea) and mark.target.startswith("#"):
            page = document[at_page]
            x, y = mark.x + 1, page.get_height() - mark.y - 1
            opened = FPDFLink_GetDest(document, FPDFLink_GetLinkAtPoint(page, x, y))
            label = printed.pages[FPDFDest_GetDestPageIndex(document, opened)].label
            assert (label, mark.target[1:]) in {line[1:] for line in listed(printed.pages[at_page])}
            clicked += 1
    assert clicked >= 3


def anchored(page: Page, name: str) -> bool:
    return any(isinstance(mark, Destination) and mark.name == name for mark in page.marks)


@pytest.mark.parametrize(("name", "languages"), LISTS)
def test_everyone_attending_is_indexed_with_the_page_of_each_of_their_sessions(
    name: str, languages: tuple[str, ...]
) -> None:
    of, indexed, who = fixture(name), set[tuple[str, str]](), ""
    page_of: dict[str, str] = {}
    for page in fixture_book(name, languages).pages:
        for mark in page.marks:
            if isinstance(mark, Destination):
                page_of[mark.name] = page.label
                who = mark.name if mark.name.startswith("person-") else ""
            elif isinstance(mark, LinkArea) and who and mark.target.startswith("#appearance-"):
                indexed.add((who, page_of[mark.target[1:]]))
    expected = {
        (f"person-{participant.id}", page_of[f"appearance-{session.id}/{participant.id}"])
        for participant in of.participants
        for session, each in of.appearances(participant.id)
        if each.comes
    }
    assert indexed == expected


def test_sections_are_in_the_order_given_behind_the_cover() -> None:
    assert select_sections(()) == DEFAULT_SECTIONS
    assert select_sections(("speakers", "cover", "sessions", "speakers")) == ("cover", "speakers", "sessions")


def test_an_index_alone_lists_everyone_without_page_numbers() -> None:
    printed = book(fixture("congress"), "speakers")

    lines = read_lines(printed)
    assert any(line.startswith("Cantor, Georg (Prof.)") for line in lines)
    assert not [mark for page in printed.pages for mark in page.marks if isinstance(mark, LinkArea)]


def test_persons_without_a_sort_key_are_reported_once() -> None:
    people = [
        {"id": "ada", "name": {"en": "Ada Lovelace"}},
        {"id": "mary", "name": {"en": {"full": "Mary Somerville", "sort": "Somerville, Mary"}}},
        {"id": "liu", "name": {"en": {"full": "Liu Hui", "family": "Liu"}}},
        {"id": "euclid", "name": {"en": "Euclid"}},
    ]
    of = schedule({"id": "t", "slot": MORNING, "people": [who["id"] for who in people]}, participants=people)
    findings = programme(
        of, ledger=Ledger.first(of, WRITTEN), languages=("en",), sections=("speakers",)
    ).findings

    (finding,) = [finding for finding in findings if finding.code == "no-sort-key"]
    assert finding.about == ("ada",)
    assert "1 of 4 persons" in finding.message
    assert "in the column or field 'Sort by'" in finding.message


def test_an_index_of_names_in_another_script_is_sorted_by_the_printed_form() -> None:
    people = [
        {"id": "prince", "name": {"th": "พริบตา", "en": "Prince Paribatra"}},
        {"id": "ada", "name": {"en": {"full": "Ada Lovelace", "sort": "Lovelace, Ada"}}},
    ]
    of = schedule({"id": "t", "slot": MORNING, "people": ["prince", "ada"]}, participants=people)
    printed = book(of, "sessions", "speakers")

    order = [
        mark.name
        for page in printed.pages
        for mark in page.marks
        if isinstance(mark, Destination) and mark.name.startswith("person-")
    ]
    assert order == ["person-ada", "person-prince"]
    assert any("Lovelace, Ada" in line for line in read_lines(printed))


def sections_of(printed: Book) -> list[str]:
    return [mark.anchor for mark in printed.info.bookmarks if mark.level == 0]


def test_a_book_has_the_requested_sections_and_no_links_to_others() -> None:
    printed = book(fixture("congress"), "contents", "sessions")

    assert sections_of(printed)[0] == "contents"
    assert all(anchor.startswith("day-") for anchor in sections_of(printed)[1:])
    assert not [
        m for page in printed.pages for m in page.marks if isinstance(m, LinkArea) and "#person" in m.target
    ]


def test_indexes_placed_before_the_sessions_have_the_right_pages() -> None:
    printed = book(fixture("congress"), "speakers", "rooms", "contents", "sessions")
    label = {m.name: page.label for page in printed.pages for m in page.marks if isinstance(m, Destination)}

    numbers = [each for page in printed.pages for each in listed(page)]
    assert len(numbers) > 100
    assert all(label[anchor] == number for _, number, anchor in numbers)


def test_a_grid_without_other_sections_has_no_links() -> None:
    printed = book(fixture("congress"), "grid")

    assert len(printed.pages) >= 3
    assert not [mark for page in printed.pages for mark in page.marks if isinstance(mark, LinkArea)]


def test_an_empty_book_is_rejected_with_a_message() -> None:
    with pytest.raises(EventkitError, match="The schedule has no content for posters"):
        book(schedule({"id": "talk", "slot": MORNING}), "posters")


def test_a_requested_section_that_is_empty_is_reported() -> None:
    of = schedule({"id": "talk", "slot": MORNING, "title": {"en": "Talk"}})

    printed = programme(
        of, ledger=Ledger.first(of, WRITTEN), languages=("en",), sections=("sessions", "posters")
    )
    assert [(finding.code, finding.about) for finding in printed.findings] == [
        ("empty-section", ("posters",))
    ]


def test_pages_for_notes_fill_the_last_sheet() -> None:
    for count in range(1, 6):
        talks = [
            {"id": f"talk-{n}", "slot": MORNING, "abstract": "Very long. " * 300 + "End."}
            for n in range(count)
        ]
        printed = book(schedule(*talks))
        assert len(printed.pages) % 4 == 0
        assert "Notes" not in read_lines(printed.pages[-1])  # the outside of the book


def test_the_last_page_of_a_book_that_would_be_one_for_notes_is_a_back_cover() -> None:
    talk = {"id": "talk", "slot": MORNING, "abstract": "Very long. " * 300 + "End."}
    of = schedule(talk, title="Forum", url="https://forum.example.org")
    pages = book(of).pages

    assert [mark.content for mark in pages[-1].marks if isinstance(mark, QrCode)] == [
        "https://forum.example.org"
    ]
    assert "Forum" in read_lines(pages[-1])
    assert not any(isinstance(mark, QrCode) for mark in book(of, "cover", "sessions").pages[-1].marks)


def test_practical_information_of_the_congress_in_two_scripts_fills_one_page(fonts: Fonts) -> None:
    """So that its grids need no page before them, and the book has one left for its back cover."""
    context = PrintContext.build(fixture("congress-arabic"), ("ar", "en"), fonts, PAGE_FORMATS["a5"])

    assert len(bound(context, ("practical",)).pages) == 1


def test_sessions_on_two_pages_face_each_other_if_a_page_for_notes_is_left(fonts: Fonts) -> None:
    context = PrintContext.build(fixture("hongqiao-forum"), ("zh",), fonts, PAGE_FORMATS["a5"])
    pages = bound(context).pages
    at = {
        mark.name: number
        for number, page in enumerate(pages, start=1)
        for mark in page.marks
        if isinstance(mark, Destination)
    }

    assert at["session-forum"] % 2 == 0
    assert at["attendees-forum"] == at["session-forum"] + 1
    assert [at["practical"], at["contents"]] == [2, 3]
    assert len(pages) == 8


def test_a_book_of_two_pages_is_a_leaf_without_notes_and_back_cover() -> None:
    layout = lay_out_book(
        PrintContext.build(
            schedule({"id": "talk", "slot": MORNING}), ("en",), Fonts.discover(), PAGE_FORMATS["a5"]
        )
    )

    assert len([*layout.document.pages()]) == 2
    assert "no-back-cover" not in {finding.code for finding in layout.findings}


@pytest.mark.parametrize(("section", "is_full"), [("rooms", True), ("grid", False)])
def test_a_book_that_fills_its_sheets_reports_that_it_has_no_back_cover(
    section: SectionName, *, is_full: bool
) -> None:
    context = PrintContext.build(fixture("congress"), ("ar", "en"), Fonts.discover(), PAGE_FORMATS["a5"])
    layout = lay_out_book(context, ("cover", section, "notes"))
    *_, last = layout.document.pages()

    assert int(last.label.translate(dict(zip(range(0x660, 0x66A), "0123456789", strict=True)))) % 4 == 0
    assert ("no-back-cover" in {finding.code for finding in layout.findings}) is is_full
    assert any(isinstance(mark, QrCode) for mark in last.marks) is not is_full


def test_empty_sections_are_omitted() -> None:
    printed = book(schedule({"id": "talk", "slot": MORNING}))

    assert sections_of(printed) == ["cover", "practical", "day-2026-10-24"]


@pytest.mark.parametrize(("count", "names"), [(1, set()), (2, set()), (3, {"contents", "speakers"})])
def test_a_book_of_one_or_two_sessions_has_no_contents_and_no_index(count: int, names: set[str]) -> None:
    talks = [{"id": f"talk-{n}", "slot": MORNING, "people": ["ada"]} for n in range(count)]

    printed = book(schedule(*talks, participants=[{"id": "ada", "name": "Ada Lovelace"}]))

    assert {"contents", "speakers"} & {*sections_of(printed)} == names


def lessons(days: int, hours: int, *, parallel: bool = False) -> Schedule:
    """So many days with a lesson each hour, in two rooms by turns or in both."""
    return schedule(
        *(
            {
                "id": f"lesson-{day}-{hour}-{room}",
                "slot": at(
                    f"2026-10-{10 + day}T{9 + hour:02}:00+02:00",
                    f"2026-10-{10 + day}T{10 + hour:02}:00+02:00",
                    f"room-{room}",
                ),
            }
            for day in range(days)
            for hour in range(hours)
            for room in ((0, 1) if parallel else (hour % 2,))
        ),
        rooms=[{"id": f"room-{n}", "name": f"Room {n}"} for n in range(2)],
    )


def test_days_without_sessions_at_once_have_no_grid_unless_there_is_nothing_else() -> None:
    def heads(*arguments: Any) -> int:
        return sum(read_lines(page).count("Room 1") > 0 for page in book(*arguments).pages)

    assert heads(lessons(2, 6), "grid", "sessions") == heads(lessons(2, 6), "sessions")
    (page,) = book(lessons(1, 3, parallel=True), "grid", "sessions").pages
    assert any(isinstance(mark, Destination) and mark.name.startswith("grid-") for mark in page.marks)
    assert len(book(lessons(1, 3), "grid").pages) == 1


def test_contents_of_many_days_are_on_one_page_without_the_hours_of_each() -> None:
    first, second, *_ = book(lessons(14, 8), "contents", "sessions").pages

    assert len({line for line in read_lines(first) if line.endswith(" Oct")}) == 14
    assert not [line for line in read_lines(first) if len(line) == 5 and line.endswith(":00")]
    assert "Contents" not in read_lines(second)


def test_a_short_book_has_no_section_that_repeats_its_agenda() -> None:
    talks = [
        {
            "id": f"talk-{n}",
            "slot": at(
                f"2026-10-2{4 + n % 2}T{9 + n // 2:02}:00+02:00",
                f"2026-10-2{4 + n % 2}T{10 + n // 2:02}:00+02:00",
                f"room-{n % 3}",
            ),
            "people": [f"person-{n}"],
        }
        for n in range(10)
    ]
    people = [{"id": f"person-{n}", "name": {"en": f"Ada {n}"}} for n in range(10)]
    rooms = [{"id": f"room-{n}", "name": f"Room {n}"} for n in range(3)]
    of = schedule(*talks, participants=people, rooms=rooms)

    assert not {"glance", "rooms"} & set(sections_of(book(of)))
    assert {"contents", "speakers"} <= set(sections_of(book(of)))
    assert "glance" in sections_of(book(of, "glance"))


@pytest.mark.parametrize(("count", "is_listed"), [(12, False), (13, True)])
def test_a_few_posters_are_listed_with_their_session_alone(count: int, *, is_listed: bool) -> None:
    posters = [{"id": f"poster-{n}", "kind": "poster", "slot": MORNING} for n in range(count)]

    assert ("posters" in sections_of(book(schedule(*posters)))) is is_listed


def test_days_are_side_by_side_and_parallel_sessions_are_counted() -> None:
    later = at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00")
    rooms = [{"id": f"room-{n}", "name": f"Room {n}"} for n in range(5)]
    talks = [{"id": f"talk-{n}", "slot": {**MORNING, "rooms": [f"room-{n}"]}} for n in range(5)]
    printed = book(schedule(*talks, {"id": "alone", "slot": later}, rooms=rooms), "glance")

    (page,) = printed.pages
    words = {mark.line.text: mark for mark in page.marks if isinstance(mark, PlacedLine)}
    assert words["Sat, 24 Oct"].y == words["Sun, 25 Oct"].y
    assert words["Sat, 24 Oct"].x < words["Sun, 25 Oct"].x == words["alone"].x
    assert "Parallel sessions: 5" in words
    assert "talk-0" not in words


def test_the_index_of_a_chinese_book_is_in_the_order_of_pinyin() -> None:
    names = {"zu": "祖冲之", "liu": "刘徽", "qin": "秦九韶", "euler": "Leonhard Euler", "yang": "杨辉"}
    people = [{"id": id_, "name": {"zh" if id_ != "euler" else "de": name}} for id_, name in names.items()]
    of = schedule({"id": "a", "slot": MORNING, "people": list(names)}, participants=people, languages=["zh"])
    printed = book(of, "sessions", "speakers", languages=("zh",))

    order = [
        m.name
        for page in printed.pages
        for m in page.marks
        if isinstance(m, Destination) and "person" in m.name
    ]
    assert order == [f"person-{each}" for each in ("euler", "liu", "qin", "yang", "zu")]
    assert {"L", "Q", "Y", "Z"} <= set(read_lines(printed))


def test_a_name_with_a_sort_key_is_sorted_by_it() -> None:
    people = [
        {"id": "a", "name": {"zh": {"full": "单雄信", "sort": "Shan Xiongxin"}}},
        {"id": "b", "name": {"zh": "戴震"}},
        {"id": "c", "name": {"zh": "程大位"}},
    ]
    of = schedule(
        {"id": "t", "slot": MORNING, "people": ["a", "b", "c"]}, participants=people, languages=["zh"]
    )
    printed = book(of, "sessions", "speakers", languages=("zh",))

    order = [
        m.name
        for page in printed.pages
        for m in page.marks
        if isinstance(m, Destination) and "person" in m.name
    ]
    assert order == ["person-c", "person-b", "person-a"]


def test_practical_information_combines_the_style_file_and_the_schedule() -> None:
    look = parse_style_file('[practical]\nen = """\nWi-Fi: **open**\n"""', "style.toml")
    printed = book(fixture("congress"), "practical", style=look)

    lines = read_lines(printed)
    assert "Wi-Fi: open" in lines
    assert "Africa/Cairo (UTC+03:00)" in lines
    assert any(line.startswith("NT") for line in lines)


PNG = png(1, 1)


def test_pictures_are_on_the_cover_and_with_their_organisations() -> None:
    look = parse_style_file(
        'logo = "l.png"\ncover = "l.png"\nlogos = {mouseion = "l.png", acme = "l.png"}', "s"
    )
    context = PrintContext.build(
        fixture("congress"),
        ("en",),
        Fonts.discover(),
        PAGE_FORMATS["a5"],
        style=look,
        pictures={"l.png": PNG},
    )
    layout = lay_out_book(context, ("cover", "organisations"))
    printed, findings = book_of(layout), layout.findings

    pictures = [[mark for mark in page.marks if isinstance(mark, Picture)] for page in printed.pages]
    assert [len(each) for each in pictures if each] == [1, 1]  # the picture of the cover is cropped
    assert pictures[-1][0].alternative == "Mouseion of Alexandria"
    assert pages_hold_their_marks(printed)
    assert check_book(printed) == ()
    assert [finding.code for finding in findings] == ["unknown-logo"]


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 2"><path d="M0 2 L2 0 L4 2 Z"/></svg>'


def svg_context(content: bytes = SVG) -> PrintContext:
    look = parse_style_file('logos = {mouseion = "l.svg"}', "s")
    return PrintContext.build(
        fixture("congress"),
        ("en",),
        Fonts.discover(),
        PAGE_FORMATS["a5"],
        style=look,
        pictures=load_pictures(look.files, {"l.svg": content}),
    )


def test_logos_in_svg_are_printed_as_vectors() -> None:
    printed = book_of(lay_out_book(svg_context(), ("organisations",)))

    (logo,) = [mark for page in printed.pages for mark in page.marks if isinstance(mark, Drawing)]
    assert (logo.name, logo.content, logo.alternative) == ("svg", SVG, "Mouseion of Alexandria")
    assert pages_hold_their_marks(printed)


@pytest.mark.parametrize("content", [b"GIF89a", SVG[:-8]])
def test_a_damaged_logo_in_svg_is_refused_by_its_name(content: bytes) -> None:
    with pytest.raises(EventkitError, match=r"'l\.svg' is damaged, or is not an SVG file"):
        svg_context(content)


def test_logos_in_svg_need_an_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    find_drawing.cache_clear()
    monkeypatch.setitem(sys.modules, "svglib", None)
    monkeypatch.setitem(sys.modules, "svglib.svglib", None)
    monkeypatch.delitem(sys.modules, "eventkit.typesetting.pdf.svg_drawings", raising=False)

    with pytest.raises(EventkitError, match=r"conference-eventkit\[svg\]"):
        svg_context()


@pytest.mark.parametrize(
    ("files", "message"), [({}, "picture 'l.png' is missing"), ({"l.png": b"GIF89a"}, "cannot be printed")]
)
def test_a_missing_or_unsupported_picture_is_rejected(files: dict[str, bytes], message: str) -> None:
    of, look = schedule({"id": "a", "slot": MORNING}), parse_style_file('logo = "l.png"', "s")

    with pytest.raises(EventkitError, match=message):
        programme(of, ledger=Ledger.first(of, WRITTEN), design=look, pictures=files)


def test_unscheduled_sessions_are_reported() -> None:
    of = schedule(
        {"id": "later", "title": {"en": "Later"}}, {"id": "now", "title": {"en": "Now"}, "slot": MORNING}
    )

    findings = programme(of, ledger=Ledger.first(of, WRITTEN), languages=("en",)).findings
    assert [(finding.code, finding.about) for finding in findings] == [("unscheduled", ("later",))]


def test_the_text_of_an_index_is_set_once_in_each_pass(fonts: Fonts) -> None:
    """Though the pages it shares with other sections are broken in several orders of these."""
    of = fixture("congress")
    context = PrintContext.build(of, ("en",), fonts, PAGE_FORMATS["a5"])
    passes: list[PageNumbers] = []
    times_set: list[PageNumbers] = []
    style = context.type_scale.plain_name

    def compose_index(page_numbers: PageNumbers, _: Sequence[Section]) -> Iterator[Section]:
        def blocks() -> Iterator[Block]:
            times_set.append(page_numbers)
            text = "".join(f"{name} {number}. " for name, number in page_numbers.items())
            yield from context.column(of=2).set_paragraph([Span(text or "000", "en", style)])

        passes.append(page_numbers)
        yield build_section(context, "index", methodcaller("word", "speakers"), blocks, columns=2)

    def section(anchor: str, **more: Any) -> Section:
        column = context.column()
        lines = column.set_paragraph([Span("A line of text.", "en", style)])
        return build_section(context, anchor, methodcaller("word", "rooms"), lines, **more)

    days = section("days", sessions=of.sessions[:1])
    settled = settle_page_numbers(
        context,
        1,
        [
            Chapter(lambda *_: [days]),
            Chapter(compose_index, prints_page_numbers=True),
            Chapter(lambda *_: [section("movable", is_movable=True)]),
        ],
        lambda _: [],
    )

    assert settled.is_stable
    assert len(passes) > 1
    assert times_set == passes


def test_the_room_that_continues_on_a_page_of_the_list_is_in_its_running_head(fonts: Fonts) -> None:
    rooms = [{"id": "hall", "name": {"en": "Pharos Hall", "zh": "法罗斯厅"}}, {"id": "stoa", "name": "Stoa"}]
    instants = [f"2026-10-24T{minute // 60:02}:{minute % 60:02}+02:00" for minute in range(0, 1380, 30)]
    periods = [*pairwise(instants)]
    talks = [{"id": f"t{n}", "slot": at(*period, "hall")} for n, period in enumerate(periods)]
    of = schedule(*talks, {"id": "other", "slot": at(*periods[0], "stoa")}, rooms=rooms)
    context = PrintContext.build(of, ("en", "zh"), fonts, PAGE_FORMATS["a5"])
    first, second, *_ = bound(context, ("rooms",)).pages
    title = "Pharos Hall (continued)"

    assert not any(title in line for line in read_lines(first))
    assert any(line.startswith(title) and "法罗斯厅" in line for line in read_lines(second))


def test_a_stream_of_the_conference_without_an_address_is_on_no_page(fonts: Fonts) -> None:
    """It would be a website of that name."""
    stream = {"label": {"en": "Plenaries live"}, "kind": "live"}
    of = schedule({"id": "talk", "slot": MORNING}, conference={**CONFERENCE, "streams": [stream]})
    context = PrintContext.build(of, ("en",), fonts, PAGE_FORMATS["a5"])
    lines = [line for page in bound(context, ("cover", "practical")).pages for line in read_lines(page)]

    assert "Europe/Vienna (UTC+02:00)" in lines
    assert not {"Website", "Plenaries live"} & {*lines}
