"""How the book is set: its lines stand on one grid, and no page begins or ends with what is torn off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain, pairwise

import pytest

from books import Book
from eventkit.outputs.programme import pagination
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS, TYPE_SCALE, PageFormat
from eventkit.outputs.style_file import DEFAULT_SECTIONS, DEFAULT_STYLE, parse_style_file
from eventkit.schedule import Schedule
from eventkit.typesetting import Destination, Fonts, LinkArea, Page, PlacedLine, mm
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.text.spans import BASELINE, GlyphRun
from outputs.calendars import MORNING, at, schedule
from outputs.edge_cases import REAL_SIZES, many_sessions
from outputs.printed import FIXTURES, bound, fixture, fixture_book, read_lines
from pictures import png

# The cover has a measure of its own, and so have grids and the programme at a glance; notes have no text.
TEXT = tuple(name for name in DEFAULT_SECTIONS if name not in {"cover", "glance", "grid", "notes"})

SETS = [
    ("hongqiao-forum", ("en", "zh"), "a5"),
    ("hongqiao-forum", ("zh",), "a4"),
    ("congress", ("en", "zh"), "a5"),
    ("congress", ("en", "zh"), "a4"),
    ("congress", ("zh",), "a5"),
    ("congress-arabic", ("ar", "en"), "a5"),
    ("congress", ("am", "en"), "letter"),
    ("long", ("en", "zh"), "a5"),
    ("long", ("zh", "en"), "a4"),
]

STYLED = [
    ("hongqiao-forum", ("en", "zh"), "a5"),
    ("congress", ("ar", "en"), "a5"),
    ("congress", ("am", "en"), "letter"),
    ("long", ("zh", "en"), "a4"),
]
"""Those that also have the practical information of a style file: one for each paper and each script."""

PNG = png(2, 1)


def with_long_texts() -> Schedule:
    """Talks one after the other, with abstracts of one line and of whole pages, and lists in some of them."""
    people = [
        {
            "id": f"person-{n}",
            "name": {"en": f"Ada Lovelace the {n}th"},
            "affiliations": [{"position": {"en": "Author of notes", "zh": "作者"}}] * (n % 3),
        }
        for n in range(9)
    ]
    english, chinese = "A paragraph goes on, and on, and it says little. ", "一段话说了很久，没有说出什么来。"
    talks = []
    for n in range(24):
        parts = [english * (1 + (7 * n + k) % 11) for k in range(1 + n % 4)]
        parts += [f"- {english * (1 + k)}" for k in range(n % 3)]
        start = f"2026-10-24T{7 + n // 2:02}:{n % 2 * 30:02}+02:00"
        end = f"2026-10-24T{7 + (n + 1) // 2:02}:{(n + 1) % 2 * 30:02}+02:00"
        talks.append(
            {
                "id": f"talk-{n}",
                "title": {
                    "en": ("What is known of lines " * (1 + n % 5)).strip(),
                    "zh": "所知" * (1 + 9 * (n % 3)),
                },
                "slot": at(start, end),
                "abstract": {"en": "\n\n".join(parts).strip(), "zh": chinese * (1 + 5 * n % 13)},
                "people": [f"person-{(n + k) % 9}" for k in range(n % 6)],
            }
        )
    return schedule(*talks, participants=people)


def book(name: str, languages: tuple[str, ...], paper: str, *, styled: bool = False) -> Book:
    return laid_out(name, languages, paper, styled)


@cache
def laid_out(name: str, languages: tuple[str, ...], paper: str, styled: bool) -> Book:  # noqa: FBT001
    look = (
        parse_style_file((FIXTURES / "style.toml").read_text("utf-8"), "style.toml")
        if styled
        else DEFAULT_STYLE
    )
    of = with_long_texts() if name == "long" else fixture(name)
    return bound(PrintContext.build(of, languages, Fonts.discover(), PAGE_FORMATS[paper], style=look), TEXT)


def page_format(languages: tuple[str, ...], paper: str) -> PageFormat:
    """The page of a book in these languages."""
    return PrintContext.build(
        fixture("congress"), languages, Fonts.discover(), PAGE_FORMATS[paper]
    ).page_format


def text(page: Page) -> list[PlacedLine]:
    """The lines of a page without its head, its foot and its tab."""
    words = [mark for mark in page.marks if isinstance(mark, PlacedLine)]
    framed = {"Header", "Footer", "Artifact"}
    heads = [
        mark
        for mark in words
        if mark.line.size < 10 and mark.structure[:1] and mark.structure[0].type == "H1"
    ]
    return [
        mark for mark in words if not framed & {each.type for each in mark.structure} and mark not in heads
    ]


def in_columns(page: Page) -> Iterator[list[PlacedLine]]:
    """The lines of a page, those of each column from the top down."""
    column: list[PlacedLine] = []
    for words in text(page):
        if column and words.y < column[-1].y - 2 * TYPE_SCALE.body.leading:
            yield column
            column = []
        column.append(words)
    yield column


@pytest.mark.parametrize(
    ("name", "languages", "paper", "styled"),
    [*((*book, False) for book in SETS), *((*book, True) for book in STYLED)],
)
def test_every_line_is_on_the_baseline_grid(
    name: str, languages: tuple[str, ...], paper: str, *, styled: bool
) -> None:
    sheet, seen, whole = page_format(languages, paper), 0, 0

    for page in book(name, languages, paper, styled=styled).pages:
        for words in text(page):
            lines = (words.y - sheet.top) / sheet.leading - BASELINE
            assert abs(2 * lines - round(2 * lines)) * sheet.leading < 0.01, words.line.text
            seen, whole = seen + 1, whole + (abs(lines - round(lines)) < 0.001)
    assert seen > 100
    assert whole > seen / 2  # and most are on whole lines


@pytest.mark.parametrize(("name", "languages", "paper"), SETS)
def test_sessions_begin_on_whole_lines(name: str, languages: tuple[str, ...], paper: str) -> None:
    sheet, seen = page_format(languages, paper), 0
    of = with_long_texts() if name == "long" else fixture(name)
    sessions = {f"session-{session.id}" for session in of.parts(None)}
    for page in book(name, languages, paper).pages:
        anchors = {mark.y for mark in page.marks if isinstance(mark, Destination) and mark.name in sessions}
        for top in anchors:
            lines = (top - sheet.top) / sheet.leading
            assert abs(lines - round(lines)) * sheet.leading < 0.01, (page.label, lines)
            seen += 1
    assert seen == len(sessions)


@pytest.mark.parametrize(("name", "languages", "paper"), SETS)
def test_there_are_no_widows_or_orphans(name: str, languages: tuple[str, ...], paper: str) -> None:
    parts: dict[StructureElement, list[int]] = {}
    for column in chain.from_iterable(map(in_columns, book(name, languages, paper).pages)):
        for element, count in paragraphs(column).items():
            parts.setdefault(element, []).append(count)

    torn = [counts for counts in parts.values() if len(counts) > 1]
    assert all(count >= 2 for counts in torn for count in counts)
    assert name != "long" or torn


def paragraphs(column: Sequence[PlacedLine]) -> dict[StructureElement, int]:
    """How many lines of each paragraph there are."""
    heights: dict[StructureElement, set[float]] = {}
    for words in column:
        for element in words.structure:
            if element.type == "P":
                heights.setdefault(element, set()).add(round(words.y, 1))
    return {element: len(found) for element, found in heights.items()}


@pytest.mark.parametrize(("name", "languages", "paper"), SETS)
def test_no_title_and_no_caption_ends_a_page(name: str, languages: tuple[str, ...], paper: str) -> None:
    pages = book(name, languages, paper).pages
    columns = [column for page in pages for column in in_columns(page) if column]
    for column, after in pairwise(columns):
        roles = {each.type for each in column[-1].structure}
        # What has a title and nothing else may end a page: the next thing is another session then.
        section = {each for each in column[-1].structure if each.type == "Sect"}
        goes_on = section & {each for words in after for each in words.structure}
        alone = not goes_on or ("Caption" not in roles and len(section - goes_on) > 0)
        assert alone or not roles & {"H2", "H3", "H4", "H5", "H6", "Caption"}, column[-1].line.text


@pytest.mark.parametrize(("name", "languages", "paper"), SETS)
def test_people_are_not_separated_from_their_positions(
    name: str, languages: tuple[str, ...], paper: str
) -> None:
    people: dict[StructureElement, list[int]] = {}
    for column in chain.from_iterable(map(in_columns, book(name, languages, paper).pages)):
        items: dict[StructureElement, set[float]] = {}
        for words in column:
            for element in words.structure:
                if element.type == "LI":
                    items.setdefault(element, set()).add(round(words.y, 1))
        for element, heights in items.items():
            people.setdefault(element, []).append(len(heights))
    assert people
    short = [counts for counts in people.values() if sum(counts) <= 5]
    assert [counts for counts in short if len(counts) > 1 and 1 in counts] == []


@pytest.mark.parametrize(("name", "languages", "paper"), SETS)
def test_no_line_exceeds_the_text_width(name: str, languages: tuple[str, ...], paper: str) -> None:
    sheet = PAGE_FORMATS[paper]
    for number, page in enumerate(book(name, languages, paper).pages, start=1):
        inner_left = (number % 2 == 1) != (languages[0] == "ar")
        left = sheet.inner if inner_left else sheet.outer
        for words in text(page):
            assert left - 0.01 <= words.x
            assert words.x + words.line.width <= left + sheet.text_width + 0.01


def test_times_have_figures_of_one_width_and_an_en_dash_between_them() -> None:
    times = [
        words.line
        for page in book("congress", ("en", "zh"), "a5").pages
        for words in text(page)
        if words.line.text[:1].isdigit() and words.line.text[2:3] == ":" and len(words.line.text) == 11
    ]
    widths: dict[float, set[float]] = {}
    for line in times:
        assert line.text[5] == "\N{EN DASH}"
        (run, *_) = line.runs
        assert isinstance(run, GlyphRun)
        widths.setdefault(round(run.size + len(run.shaped.face.axes), 2), set()).add(round(line.width, 2))
    assert len(times) > 50
    assert all(len(found) <= 2 for found in widths.values())


@pytest.mark.parametrize("count", [2, 3, 5, 7])
@pytest.mark.parametrize("role", ["interpreter", "participant"])
def test_fewer_than_three_names_of_a_list_are_not_alone_on_a_page(role: str, count: int) -> None:
    """A single name at the top of a page would look like a title, and at the bottom like the only one."""
    names = [f"Emmy Noether the {n}th" for n in range(count)]
    people = [{"id": f"person-{n}", "name": {"en": name}} for n, name in enumerate(names)]
    parted = 0
    for lines in range(14, 30):
        abstract = "\n\n".join(["A line."] * lines)
        roles = [{"participant": each["id"], "role": role} for each in people]
        before = {"id": "before", "slot": MORNING, "abstract": {"en": abstract}}
        talk = {"id": "talk", "slot": MORNING, "people": roles}
        after = {"id": "later", "slot": MORNING, "abstract": {"en": "\n\n".join(["A line."] * 18)}}
        of = schedule(before, talk, after, participants=people)
        printed = bound(PrintContext.build(of, ("en",), Fonts.discover(), PAGE_FORMATS["a5"]), ("sessions",))
        counts = [sum(words.line.text in names for words in text(page)) for page in printed.pages]
        assert sum(counts) == count
        assert not {1, 2} & {*counts} or count == 2
        parted += len(list(filter(None, counts))) > 1
    assert parted or count < 6  # fewer are never parted


@pytest.mark.parametrize(
    ("languages", "from_left"), [(("en",), True), (("ar", "en"), False), (("ar",), False)]
)
def test_a_list_marker_is_placed_where_its_text_begins(
    languages: tuple[str, ...], *, from_left: bool
) -> None:
    """An untranslated English list in an Arabic book has its markers at the edge of the book."""
    abstracts = {"en": "- A long way to Alexandria\n- And back", "ar": "- الطريق إلى الإسكندرية\n- والعودة"}
    abstract = abstracts["ar"] if languages == ("ar",) else abstracts["en"]
    talk = {"id": "talk", "slot": MORNING, "abstract": {"ar" if languages == ("ar",) else "en": abstract}}
    made = bound(
        PrintContext.build(schedule(talk), languages, Fonts.discover(), PAGE_FORMATS["a5"]), ("sessions",)
    )

    words = text(made.pages[0])
    signs = [mark for mark in words if mark.line.text == "•"]
    assert len(signs) == 2
    for sign in signs:
        (item,) = (
            mark for mark in words if mark.y == sign.y and mark is not sign and len(mark.line.text) > 5
        )
        gap = item.x - sign.x if from_left else sign.x - item.x - item.line.width
        assert 0 < gap < 12


@pytest.mark.parametrize("paper", ["a5", "a4"])
@pytest.mark.parametrize("name", ["hongqiao-forum", "congress"])
def test_a_cover_with_logo_and_picture_fits_its_organisers_and_a_large_title(name: str, paper: str) -> None:
    look = parse_style_file('logo = "l.png"\ncover = "l.png"', "style.toml")
    sheet = PAGE_FORMATS[paper]
    context = PrintContext.build(
        fixture(name), ("en", "zh"), Fonts.discover(), sheet, style=look, pictures={"l.png": PNG}
    )

    (page,) = bound(context, ("cover",)).pages

    assert max(words.line.size for words in text(page)) >= 17 * sheet.margin_unit / mm


def test_contents_of_two_pages_face_each_other_and_days_stay_with_their_sessions() -> None:
    """Nor are the entries after the last day alone on the second page."""
    for languages in (("en",), ("en", "zh")):
        pages = fixture_book("congress", languages).pages
        start = next(number for number, page in enumerate(pages, start=1) if page_of(page, "contents"))
        assert start % 2 == 0
        before, after = (
            [mark.target for mark in page.marks if isinstance(mark, LinkArea) and mark.target[0] == "#"]
            for page in pages[start - 1 : start + 1]
        )
        assert after[0].startswith("#day")
        assert "#day-2027-09-06" in before
        assert "#day-2027-09-08" in after
        assert len(after) > 8


def test_organisations_follow_the_sessions_where_that_saves_a_page() -> None:
    """Behind the indexes they would be alone on theirs."""
    pages = fixture_book("hongqiao-forum", ("en",)).pages
    first, second = (
        next(number for number, page in enumerate(pages, start=1) if page_of(page, name))
        for name in ("organisations", "speakers")
    )
    assert (first, second) == (5, 6)
    assert len(pages) == 8


def page_of(page: Page, anchor: str) -> bool:
    """Whether a page has the destination of a section."""
    return any(isinstance(mark, Destination) and mark.name == anchor for mark in page.marks)


def test_positions_are_divided_where_a_city_stays_with_its_university(fonts: Fonts) -> None:
    """And a position that would be divided within begins below the name, if it takes no more lines there."""
    people = [
        ("Marie-Sophie Germain", "Laureate of the prize of 1816", "Academy of Sciences, Paris"),
        ("Anania of Shirak the Mathematician", "Author of the first Armenian arithmetic", None),
    ]
    participants = [
        {
            "id": f"p-{n}",
            "name": name,
            "affiliations": [{"position": position, **({"organisation": "academy"} if organisation else {})}],
        }
        for n, (name, position, organisation) in enumerate(people)
    ]
    of = schedule(
        {"id": "talk", "slot": MORNING, "people": ["p-0", "p-1"]},
        participants=participants,
        organisations=[{"id": "academy", "name": "Academy of Sciences, Paris"}],
    )
    lines = read_lines(bound(PrintContext.build(of, ("en",), fonts, PAGE_FORMATS["a5"]), ("sessions",)))

    assert (
        lines[lines.index("Marie-Sophie Germain, Laureate of the prize of 1816,") + 1]
        == "Academy of Sciences, Paris"
    )
    below = lines.index("Anania of Shirak the Mathematician,") + 1
    assert lines[below] == "Author of the first Armenian arithmetic"


def test_the_times_of_a_part_that_ends_before_a_gap_are_in_the_column_of_times(fonts: Fonts) -> None:
    """The start above the end, beside its title and its speaker."""
    part = at("2026-10-24T09:00+02:00", "2026-10-24T09:20+02:00")
    talks = [
        {"id": "block", "slot": MORNING, "title": "Block"},
        {"id": "part", "parent": "block", "slot": part, "title": "Part", "people": ["p-0"]},
    ]
    of = schedule(*talks, participants=[{"id": "p-0", "name": "Ada Lovelace"}])
    (page,) = bound(PrintContext.build(of, ("en",), fonts, PAGE_FORMATS["a5"]), ("sessions",)).pages
    words = {mark.line.text: mark for mark in page.marks if isinstance(mark, PlacedLine)}

    assert words["09:00–"].y == words["Part"].y
    assert words["09:20"].y == words["Ada Lovelace"].y
    assert words["09:00–"].x == words["09:20"].x < words["Part"].x == words["Ada Lovelace"].x


def test_a_single_name_is_on_one_page_with_the_start_of_the_abstract(fonts: Fonts) -> None:
    sheet = PAGE_FORMATS["a5"]
    for filling in range(22, 32):  # lines above it
        lines = "\n".join(f"- Line {n}" for n in range(filling))
        talks = [
            {"id": "first", "slot": MORNING, "abstract": lines},
            {"id": "second", "slot": MORNING, "people": ["p-0"], "abstract": "It is a short text."},
        ]
        of = schedule(*talks, participants=[{"id": "p-0", "name": "Ada Lovelace"}])
        pages = bound(PrintContext.build(of, ("en",), fonts, sheet), ("sessions",)).pages
        (named,) = (page for page in pages if "Ada Lovelace" in read_lines(page))
        assert "It is a short text." in read_lines(named)


def test_many_tracks_and_rooms_are_in_columns_below_their_labels_on_the_practical_page(fonts: Fonts) -> None:
    tracks = [
        {"id": f"t-{n}", "name": f"Track {n}", "code": f"{n:02}", "colour": "#1f3c60"} for n in range(40)
    ]
    rooms = [{"id": f"r-{n}", "name": f"Room {n}", "building": "West"} for n in range(13)]
    of = schedule({"id": "talk", "slot": MORNING}, tracks=tracks, rooms=rooms)
    (page,) = bound(PrintContext.build(of, ("en",), fonts, PAGE_FORMATS["a5"]), ("practical",)).pages
    words = {mark.line.text: mark for mark in page.marks if isinstance(mark, PlacedLine)}

    for label, *row in (
        ("Tracks", "Track 0", "Track 14", "Track 28"),
        ("Rooms", "Room 0   West", "Room 5   West", "Room 10   West"),
    ):
        assert len({words[text].y for text in row}) == 1
        assert words[row[0]].x < words[row[1]].x < words[row[2]].x
        assert words[label].y < words[row[0]].y
    assert words["Room 4   West"].x == words["Room 0   West"].x
    assert words["Track 11"].x == words["Track 0"].x > words["00"].x, "names are below one another"


def test_a_long_list_of_rooms_that_are_only_names_is_left_to_grids_and_indexes(fonts: Fonts) -> None:
    for count, is_listed in ((12, True), (13, False)):
        rooms = [{"id": f"r-{n}", "name": f"Room {n}"} for n in range(count)]
        of = schedule({"id": "talk", "slot": MORNING}, rooms=rooms)
        (page,) = bound(PrintContext.build(of, ("en",), fonts, PAGE_FORMATS["a5"]), ("practical",)).pages
        assert ("Rooms" in read_lines(page)) is is_listed


@pytest.mark.parametrize(
    ("name", "languages"), [("hongqiao-forum", ("en", "zh")), ("hongqiao-forum-arabic", ("ar", "en"))]
)
def test_a_short_group_of_participants_is_on_one_page_with_its_heading(
    name: str, languages: tuple[str, ...]
) -> None:
    pages = [read_lines(page) for page in fixture_book(name, languages).pages]

    (page,) = (lines for lines in pages if any("Leaders and research experts" in line for line in lines))
    names = ("China Federation of", "Peking University", "Jiangsu Sino-US Environmental")
    assert [any(name in line for line in page) for name in names] == [True] * 3


BOOKS = [
    *((name, of) for name in ("hongqiao-forum", "congress") for of in (("en",), ("zh",), ("en", "zh"))),
    *((name, ("ar", "en")) for name in ("hongqiao-forum-arabic", "congress-arabic")),
    *(((days, rooms), languages) for days, rooms, languages in REAL_SIZES),
]


def spaces_above_sessions(book: Book) -> dict[str, float]:
    """The distance of each session from the line above it, if both are on one page."""
    spaces = {}
    for page in book.pages:
        for mark in page.marks:
            if isinstance(mark, Destination) and mark.name.startswith("session-"):
                above = [line.y for line in text(page) if line.y <= mark.y]
                spaces |= {mark.name: mark.y - max(above)} if above else {}
    return spaces


@pytest.mark.parametrize(("of", "languages"), BOOKS)
def test_no_page_is_set_solid_beside_an_airy_one(
    of: str | tuple[int, int], languages: tuple[str, ...], fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen: pages without the space above titles, since a page was saved by it; half a line is the grid's."""
    printed = fixture(of) if isinstance(of, str) else many_sessions(*of)
    style = parse_style_file((FIXTURES / "style.toml").read_text(encoding="utf-8"), "style.toml")
    pictures = {name: (FIXTURES / name).read_bytes() for name in style.files}
    context = PrintContext.build(
        printed, languages, fonts, PAGE_FORMATS["a5"], style=style, pictures=pictures
    )

    saving = spaces_above_sessions(bound(context))
    monkeypatch.setattr(pagination, "SHRINK", 0)
    loose = spaces_above_sessions(bound(context))

    assert saving
    half_line = context.page_format.leading / 2
    assert [name for name in saving.keys() & loose if saving[name] < loose[name] - half_line + 0.01] == []
