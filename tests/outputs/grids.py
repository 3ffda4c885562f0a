"""Busy days for grids, and how a grid is looked at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from typing import Any
from unicodedata import east_asian_width

from hypothesis import strategies as st

from books import Book, check_book
from eventkit.outputs.programme.grid import DayGrid
from eventkit.outputs.programme.grid.grid_pagination import GridPage, paginate_grid
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.running_heads import add_running_heads
from eventkit.outputs.programme.theme import PageFormat
from eventkit.schedule import Schedule
from eventkit.typesetting import A5, Box, DocumentInfo, Fonts, Page, PlacedLine, Rectangle, RuleLine
from eventkit.typesetting.layout.flow_blocks import total_height
from outputs.calendars import CONFERENCE, at, schedule
from outputs.printed import pages_hold_their_marks
from strategies import PHRASES

DAY = date(2026, 10, 24)
MIDNIGHT = datetime(2026, 10, 23, 22, tzinfo=UTC)  # of that day in Vienna
LONG = "What the motion of the heavens owes to the patience of those who wrote it down every night"
TITLES = ("Short", LONG, LONG * 3)
KINDS = ("talk", "break", "meal", "keynote", "poster", "social")


SMALL = PageFormat(*A5)
"""A page of A5 in small type, with up to four rooms across."""


def context_of(
    fonts: Fonts, of: Schedule, *languages: str, sheet: Any = SMALL, draft: bool = False
) -> PrintContext:
    return PrintContext.build(of, languages or of.conference.languages, fonts, sheet, draft=draft)


def book_of(context: PrintContext, grid: DayGrid) -> Book:
    pages = [
        add_running_heads(context, number, marks, ()) for number, marks in enumerate(grid.pages, start=2)
    ]
    return Book(tuple(pages), DocumentInfo("Grid", context.languages[0]))


def when(hours: float, minutes: float, *rooms: str) -> Mapping[str, Any]:
    """A slot that begins so many hours into the day, and lasts so many minutes."""
    start = MIDNIGHT + timedelta(hours=hours)
    return at(start.isoformat(), (start + timedelta(minutes=minutes)).isoformat(), *rooms)


def rooms(count: int) -> list[Mapping[str, Any]]:
    return [{"id": f"r{at}", "name": {"en": f"Room {at}", "zh": f"{at}号厅"}} for at in range(count)]


_last: dict[tuple[int, date, tuple[float, float]], tuple[PrintContext, tuple[GridPage, ...]]] = {}


def paginated(context: PrintContext, on: date, size: tuple[float, float]) -> tuple[GridPage, ...]:
    """The pages of a grid, paginated once for drawing and for looking at the areas of its boxes."""
    key = id(context), on, size
    if key not in _last:
        _last.clear()
        _last[key] = context, paginate_grid(context, on, size)
    return _last[key][1]


def areas_of_boxes(context: PrintContext, on: date) -> Iterator[list[Rectangle]]:
    """The areas of the boxes of each page, without those within others."""
    size = context.page_format.text_width, context.page_format.text_height
    for page in paginated(context, on, size):
        areas, top = list[Rectangle](), 0.0
        for frame in page:
            top += frame.head.height
            for box in frame.boxes:
                start, end = frame.axis.y(box.cell.start), frame.axis.y(box.cell.end)
                areas.append(Rectangle(box.left, top + start, box.right - box.left, end - start))
            top += frame.axis.height + total_height(frame.legend)
        yield areas


def line_texts(marks: Any) -> list[str]:
    return [mark.line.text for mark in marks if isinstance(mark, PlacedLine)]


def about(grid: DayGrid) -> set[str]:
    return {
        which
        for page in grid.pages
        for mark in page
        if isinstance(mark, PlacedLine)
        for which in mark.subjects
    }


def inside(inner: Rectangle, outer: Rectangle, slack: float = 0.01) -> bool:
    return (
        inner.x >= outer.x - slack
        and inner.y >= outer.y - slack
        and inner.right <= outer.right + slack
        and inner.bottom <= outer.bottom + slack
    )


def apart(one: Rectangle, other: Rectangle) -> bool:
    return (
        one.right <= other.x + 0.01
        or other.right <= one.x + 0.01
        or one.bottom <= other.y + 0.01
        or other.bottom <= one.y + 0.01
    )


@st.composite
def busy_days(draw: st.DrawFn) -> Schedule:
    """A day with up to thirty sessions in up to nine rooms: doubly booked, nested, and past midnight."""
    count = draw(st.integers(0, 9))
    ids = [f"r{at}" for at in range(count)]
    sessions: list[Mapping[str, Any]] = []
    for at_ in range(draw(st.integers(1, 30))):
        start, lasts = draw(st.integers(0, 300)) * 5, draw(st.integers(1, 50)) * 5
        contained = draw(st.lists(st.sampled_from(ids), unique=True, max_size=3)) if ids else []
        contained = ids if draw(st.integers(0, 9)) == 0 else contained
        session = {
            "id": f"s{at_}",
            "title": {
                "en": draw(st.sampled_from(["Short", LONG, LONG * 3])),
                "zh": draw(st.sampled_from(PHRASES)),
            },
            "kind": draw(st.sampled_from(KINDS)),
            "slot": when(5 + start / 60, lasts, *contained),
            "plenary": draw(st.integers(0, 5)) == 0,
            "people": ["x", "y"] if at_ % 2 else [],
            "track": "t" if at_ % 3 else None,
        }
        sessions.append(session)
        for part in range(draw(st.integers(0, 3))):
            into, within = draw(st.integers(0, lasts // 5 - 1)) * 5, draw(st.integers(1, 6)) * 5
            own = draw(st.sampled_from([contained, contained[:1], ids[:1]]))
            slot = when(5 + (start + into) / 60, min(within, lasts - into), *own)
            sessions.append({"id": f"s{at_}.{part}", "title": LONG, "parent": f"s{at_}", "slot": slot})
    return schedule(
        *sessions,
        conference={**CONFERENCE, "day_change": "05:00"},
        rooms=rooms(count),
        tracks=[{"id": "t", "name": "Track", "code": "TR", "colour": "#ffee00"}],
        participants=[{"id": "x", "name": "Ada Lovelace"}, {"id": "y", "name": {"ar": "الخوارزمي"}}],
    )


def scheduled(of: Schedule, on: date) -> set[str]:
    return {each.id for each in of.sessions if each.slot and of.day(each.slot.period.start) == on}


def soundly_drawn(context: PrintContext, on: date, grid: DayGrid) -> None:
    """No mark outside its page, no box or text over another, no text outside its box."""
    book = book_of(context, grid)
    assert {finding.code for finding in check_book(book)} <= {"missing-glyph"}
    assert pages_hold_their_marks(book)
    for marks, areas in zip(grid.pages, areas_of_boxes(context, on), strict=True):
        page = Rectangle(0, 0, context.page_format.text_width, context.page_format.text_height)
        assert all(inside(area, page) and area.height > 0 for area in areas)
        assert all(apart(one, other) for one, other in combinations(areas, 2))
        names = {room.id for room in context.schedule.rooms}
        for mark in marks:
            if isinstance(mark, PlacedLine) and mark.subjects and mark.subjects[0] not in names:
                own = [area for area in areas if area.x <= mark.x + 0.01 and area.y <= mark.y <= area.bottom]
                assert any(mark.x + mark.line.width <= area.right + 0.01 for area in own), mark.line.text


def pictured(page: Page) -> str:
    """A page as people see it: its text in place, its bands and rules by their upper edges."""
    across, down = 2.9, 4.6  # points to a character and to a line
    rows = [[" "] * round(page.width / across) for _ in range(round(page.height / down))]
    for mark in page.marks:
        if isinstance(mark, Box) and mark.width > 10:
            left, top = round(mark.x / across), round(mark.y / down)
            for row in rows[top : round((mark.y + mark.height) / down)]:
                row[left] = "|"
            rows[top][left : round((mark.x + mark.width) / across)] = "." * round(mark.width / across)
        elif isinstance(mark, RuleLine) and mark.y1 == mark.y2:
            left, right = round(mark.x1 / across), round(mark.x2 / across)
            rows[round(mark.y1 / down)][left:right] = "-" * (right - left)
        elif isinstance(mark, PlacedLine):
            left = round(mark.x / across)
            for place, character in enumerate(_cells(mark.line.text), start=left):
                rows[round(mark.y / down)][place] = character
    return "\n".join("".join(row).rstrip() for row in rows)


def _cells(text: str) -> Iterator[str]:
    """The characters of a text, each of double width before an empty cell."""
    for character in text:
        yield character
        if east_asian_width(character) in "WF":
            yield ""
