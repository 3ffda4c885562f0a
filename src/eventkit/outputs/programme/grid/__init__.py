"""The day grid: rooms across, time down, drawn as marks on pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from eventkit.findings import Finding, Severity, Subject
from eventkit.model import RoomId, SessionId
from eventkit.outputs.programme.grid.grid_boxes import draw_box
from eventkit.outputs.programme.grid.grid_pagination import (
    GridFrame,
    GridPage,
    fit_on_one_page,
    paginate_grid,
)
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import (
    DayView,
    GridCell,
    days_with_sessions,
    is_for_everyone,
)
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.typesetting import Anchor, Mark, Rule, Size, Span, Words, shape
from eventkit.typesetting.flow import moved, set_at
from eventkit.typesetting.roles import ARTIFACT, HEADER, Element
from eventkit.typesetting.tagged import tagged


@dataclass(frozen=True)
class DayGrid:
    """The grids of a day.

    Attributes:
        pages: The marks of each page, from the top left corner of its text.
        findings: What is not told in full.
    """

    pages: tuple[tuple[Mark, ...], ...]
    findings: tuple[Finding, ...]


def grid_anchor(on: date) -> str:
    """What links and bookmarks call the grid of a day."""
    return f"grid-{on}"


def draw_day_grid(
    context: PrintContext, on: date, size: Size | None = None, *, links: bool = True
) -> DayGrid:
    """The grid of a day, on as many pages as its rooms and hours need.

    Rooms are shared out over pages evenly, in their order, and what concerns everyone is told on each; a
    day too full for the height of a page is parted where nothing goes on, or as little as can be.

    Args:
        context: What it is set with.
        on: The day; nothing comes of one without sessions.
        size: Width and height of the text, in points; the sheet's where left out.
        links: Whether boxes lead to their sessions, which then must be anchored elsewhere in the book.
    """
    leaves = paginate_grid(
        context, on, size or (context.page_format.text_width, context.page_format.text_height)
    )
    pages = [_draw_page(context, leaf, links=links, again=at > 0) for at, leaf in enumerate(leaves)]
    if not pages:
        return DayGrid((), ())
    first = (Anchor(grid_anchor(on), 0, 0), *pages[0][0])
    lost = dict.fromkeys(which for _, those in pages for which in those)
    rooms = dict.fromkeys(room for leaf in leaves for plan in leaf for room in plan.truncated_rooms)
    findings = (
        *(_truncated_title(context, which, on) for which in lost),
        *(_truncated_room(context, room) for room in rooms),
    )
    return DayGrid((first, *(marks for marks, _ in pages[1:])), findings)


def _truncated_title(context: PrintContext, which: str, on: date) -> Finding:
    title = context.schedule.session(SessionId(which)).title.best(*context.languages)[1]
    message = (
        f"the grid of {on} has no room for the whole of '{title}': shorten its title, or take larger paper"
    )
    return Finding(Severity.INFO, "cut-in-grid", (which,), message, subjects=(Subject("session", which),))


def _truncated_room(context: PrintContext, which: RoomId) -> Finding:
    name = context.schedule.room(which).name.best(*context.languages)[1]
    message = (
        f"the columns of the grid have no room for the name of '{name}': shorten it, or take larger paper"
    )
    return Finding(Severity.INFO, "room-cut-in-grid", (which,), message, subjects=(Subject("room", which),))


def _draw_page(
    context: PrintContext, leaf: GridPage, *, links: bool, again: bool
) -> tuple[tuple[Mark, ...], tuple[str, ...]]:
    """The marks of a page, and the sessions whose title it cuts; a day that is told again is not heard."""
    marks, lost, top = list[Mark](), dict[str, None](), 0.0
    for plan in leaf:
        drawn_, cut, height = _draw_frame(context, plan, links=links, again=again)
        marks += [moved(mark, 0, top) for mark in drawn_]
        lost |= dict.fromkeys(cut)
        top += height
    return tuple(marks), tuple(lost)


def _draw_frame(
    context: PrintContext, plan: GridFrame, *, links: bool, again: bool
) -> tuple[list[Mark], Iterator[str], float]:
    """The marks of a grid, the sessions whose title it cuts, and how high it is."""
    look = GridStyle.build(context)
    top = plan.head.height
    boxes = [draw_box(context, box, plan.detail, plan.axis, links=links) for box in plan.boxes]
    head = map(_as_header, plan.head.marks) if again else plan.head.marks
    marks = [*head, *(moved(mark, 0, top) for mark in _draw_hours(context, look, plan))]
    marks += tagged((Element("L"),), (moved(mark, 0, top) for box in boxes for mark in box.marks))
    y = top + plan.axis.height
    for piece in plan.legend:
        marks += [moved(mark, 0, y) for mark in piece.marks]
        y += piece.height
    return marks, (which for box in boxes for which in box.truncated), y


def _as_header(mark: Mark) -> Mark:
    if isinstance(mark, Words) and mark.tags and mark.tags[0].role == "H2":
        return mark._replace(tags=HEADER)
    return mark


def _draw_hours(context: PrintContext, look: GridStyle, plan: GridFrame) -> Iterator[Mark]:
    """A hairline wherever something begins, and the hour beside it unless it would touch the one above."""
    right = plan.layout.left + len(plan.layout.columns) * plan.layout.width - plan.layout.gap
    begins = sorted({max(cell.start, plan.window[0]) for cell in _all_cells(box.cell for box in plan.boxes)})
    free = -look.label.leading
    for instant in begins:
        y = plan.axis.y(instant)
        yield Rule(plan.layout.left, y, right, y, 0.12 * look.unit, look.hairline)
        if y - free >= look.label.leading:
            said = f"{context.schedule.wall(instant):%H:%M}"
            line = shape(context.fonts, Span(said, context.languages[0], look.label), "ltr")
            x = plan.layout.left - line.width - 1.2 * look.unit
            yield from (moved(mark, x, y) for mark in set_at(line, 0, tags=ARTIFACT).marks)
            free = y


def _all_cells(of: Iterable[GridCell]) -> Iterator[GridCell]:
    for cell in of:
        yield cell
        yield from _all_cells(cell.inner_cells)


__all__ = [
    "DayGrid",
    "DayView",
    "GridFrame",
    "days_with_sessions",
    "draw_day_grid",
    "fit_on_one_page",
    "grid_anchor",
    "is_for_everyone",
]
