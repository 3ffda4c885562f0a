"""The day grid: rooms across, time down, drawn as marks on pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from eventkit.findings import Finding, Severity, Subject
from eventkit.messages import Message
from eventkit.model import RoomId
from eventkit.outputs.programme.grid.day_sheets import DaySheet, divide_day
from eventkit.outputs.programme.grid.grid_boxes import BoxMarks, draw_box
from eventkit.outputs.programme.grid.grid_pagination import (
    GridFrame,
    GridPage,
    fit_on_one_page,
    fit_side_by_side,
    paginate_grid,
)
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import (
    DayView,
    days_with_sessions,
    has_parallel_sessions,
    is_for_everyone,
)
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.typesetting import Destination, Mark, PlacedLine, Size, Span, set_line
from eventkit.typesetting.layout.flow_blocks import move, tag_marks
from eventkit.typesetting.layout.structure_elements import ARTIFACT, HEADER, StructureElement
from eventkit.typesetting.layout.text_columns import place_line


@dataclass(frozen=True)
class DayGrid:
    pages: tuple[tuple[Mark, ...], ...]  # the marks of each page, from the top left corner of its text
    findings: tuple[Finding, ...]
    unnamed: tuple[str, ...] = ()
    height: float = 0  # of its first page


def grid_anchor(on: date | None = None) -> str:
    """The destination name of the grid of a day; without a day, the beginning of all such names."""
    return f"grid-{on or ''}"


_LARGER_SCALES = (1.3, 1.2, 1.1)  # those of sheets that would have free space
_SCALES = (1.0, 0.93, 0.87)  # the scales of the type of grids that are tried, as a part of that of the pages


def draw_day_grids(
    context: PrintContext,
    days: Iterable[date],
    *,
    facing: bool = False,
    links: bool = True,
    may_be_larger: bool = False,
) -> Mapping[date, DayGrid]:
    """Draw the grids of days in one type size: the largest with which each day fits.

    Where a day does not fit in the smallest type, rooms and hours are divided over several pages; ``facing``
    lets a day take two pages that face each other. With ``links``, sessions need a destination elsewhere in
    the book. Type ``may_be_larger`` where nothing is left out for it.
    """
    size = context.page_format.text_width, context.page_format.text_height
    days, readable = tuple(days), list[tuple[PrintContext, Sequence[Sequence[GridFrame]]]]()
    for scale in (*(_LARGER_SCALES if may_be_larger else ()), *_SCALES):
        scaled = context.at_scale(scale * context.page_format.scale)
        fitting = _fit_days(scaled, days, size, 2 if facing else 1)
        is_larger = scale > 1
        is_whole = all(frame.is_full if is_larger else frame.is_complete for row in fitting for frame in row)
        if fitting and (is_whole or not is_larger):
            readable.append((scaled, fitting))
            if is_whole:
                break
    else:
        if not readable:
            return {day: draw_day_grid(scaled, day, size, links=links) for day in days}
        del readable[1:]
    scaled, frames_of_days = readable[-1]
    return {
        day: _draw_pages(scaled, day, _share_page(scaled, day, size, frames), links=links)
        for day, frames in zip(days, frames_of_days, strict=True)
    }


LOW_GRID = 2 / 3  # of a page: two lower ones share it, and the sessions of the day follow on it


def _share_page(
    context: PrintContext, day: date, size: Size, frames: Sequence[GridFrame]
) -> Sequence[GridPage]:
    """The frames of a day on facing pages, or below each other on one page if they are low together."""
    stacked = fit_on_one_page(context, day, size, grids=len(frames)) if len(frames) > 1 else ()
    is_low = sum(frame.height for frame in stacked) <= LOW_GRID * size[1]
    if stacked and is_low and all(frame.is_complete for frame in stacked):
        return [stacked]
    return [(frame,) for frame in frames]


def _fit_days(
    context: PrintContext, days: Iterable[date], size: Size, pages: int
) -> Sequence[Sequence[GridFrame]]:
    """The frames of each day on up to so many pages side by side; none if any day needs more."""
    fitting = []
    for day in days:
        frames = fit_side_by_side(context, day, size, pages)
        if not frames:
            return ()
        fitting.append(frames)
    return fitting


def draw_day_grid(
    context: PrintContext, on: date, size: Size | None = None, *, links: bool = True
) -> DayGrid:
    """Draw the grid of a day, on as many pages as its rooms and hours need; ``size`` is in points.

    A day without sessions has no pages. With ``links``, sessions need a destination elsewhere in the book.
    """
    text_size = context.page_format.text_width, context.page_format.text_height
    return _draw_pages(context, on, paginate_grid(context, on, size or text_size), links=links)


def draw_sheet(context: PrintContext, on: date, page: GridPage) -> DayGrid:
    """Draw the grid of one sheet of a day, which links to nothing and is not a destination."""
    return _gather_pages(context, on, [page], [_draw_page(context, page, links=False, is_continuation=False)])


def _draw_pages(context: PrintContext, on: date, grid_pages: Sequence[GridPage], *, links: bool) -> DayGrid:
    pages = [
        _draw_page(context, grid_page, links=links, is_continuation=index > 0)
        for index, grid_page in enumerate(grid_pages)
    ]
    if not pages:
        return DayGrid((), ())
    pages[0] = replace(pages[0], marks=(Destination(grid_anchor(on), 0, 0), *pages[0].marks))
    return _gather_pages(context, on, grid_pages, pages)


def _gather_pages(
    context: PrintContext, on: date, grid_pages: Sequence[GridPage], pages: Sequence[BoxMarks]
) -> DayGrid:
    truncated = dict.fromkeys(session_id for page in pages for session_id in page.truncated)
    unnamed = dict.fromkeys(session_id for page in pages for session_id in page.unnamed)
    truncated_rooms = dict.fromkeys(
        room for grid_page in grid_pages for frame in grid_page for room in frame.truncated_rooms
    )
    findings = (
        *(_truncated_title(context, session_id, on) for session_id in truncated),
        *(_truncated_room(context, room) for room in truncated_rooms),
    )
    height = sum(frame.height for frame in grid_pages[0])
    return DayGrid(tuple(page.marks for page in pages), findings, tuple(unnamed), height)


def _truncated_title(context: PrintContext, session_id: str, on: date) -> Finding:
    title = context.schedule.session(session_id).title.best(*context.languages)[1]
    return Finding(
        Severity.INFO,
        "cut-in-grid",
        (session_id,),
        Message(
            "The title '{title}' is truncated in the grid of {on}. Shorten it, or use larger paper.",
            title=title,
            on=on,
        ),
        subjects=(Subject("session", session_id),),
    )


def _truncated_room(context: PrintContext, room_id: RoomId) -> Finding:
    name = context.schedule.room(room_id).name.best(*context.languages)[1]
    return Finding(
        Severity.INFO,
        "room-cut-in-grid",
        (room_id,),
        Message(
            "The room name '{name}' is truncated in the column head of the grid. Shorten it, or "
            "use larger paper.",
            name=name,
        ),
        subjects=(Subject("room", room_id),),
    )


def _draw_page(context: PrintContext, page: GridPage, *, links: bool, is_continuation: bool) -> BoxMarks:
    """The marks of a page, and the sessions whose title is truncated or whose people are left out on it."""
    marks, frames, top = list[Mark](), list[BoxMarks](), 0.0
    for frame in page:
        drawn = _draw_frame(context, frame, links=links, is_continuation=is_continuation)
        marks += [move(mark, 0, top) for mark in drawn.marks]
        frames.append(drawn)
        top += frame.height
    return BoxMarks.gather(marks, frames)


def _draw_frame(context: PrintContext, frame: GridFrame, *, links: bool, is_continuation: bool) -> BoxMarks:
    style = GridStyle.build(context)
    top = frame.head.height
    boxes = [
        draw_box(context, box, frame.detail, frame.axis, links=links, below=frame.gap) for box in frame.boxes
    ]
    head = map(_as_header, frame.head.marks) if is_continuation else frame.head.marks
    marks = [*head, *(move(mark, 0, top) for mark in _draw_hours(context, style, frame))]
    marks += tag_marks((StructureElement("L"),), (move(mark, 0, top) for box in boxes for mark in box.marks))
    y = top + frame.axis.height
    for piece in frame.legend:
        marks += [move(mark, 0, y) for mark in piece.marks]
        y += piece.height
    return BoxMarks.gather(marks, boxes)


def _as_header(mark: Mark) -> Mark:
    if isinstance(mark, PlacedLine) and mark.structure and mark.structure[0].type == "H2":
        return mark._replace(structure=HEADER)
    return mark


def _draw_hours(context: PrintContext, style: GridStyle, frame: GridFrame) -> Iterator[Mark]:
    """The time at which sessions begin, at the outer edge, if there is space for it."""
    last_y = -style.label.leading
    for instant in frame.hours:
        y = frame.axis.y(instant)
        if y - last_y >= style.label.leading:
            time = context.wordings[0].in_figures(f"{context.schedule.wall(instant):%H:%M}")
            line = set_line(context.fonts, Span(time, context.languages[0], style.label))
            at_end = frame.layout.right + style.gutter - line.width
            x = at_end if frame.layout.facing else frame.layout.left - style.gutter
            block = place_line(line, x, structure=ARTIFACT)
            yield from (move(mark, 0, y + style.padding) for mark in block.marks)
            last_y = y


__all__ = [
    "LOW_GRID",
    "DayGrid",
    "DaySheet",
    "DayView",
    "GridFrame",
    "days_with_sessions",
    "divide_day",
    "draw_day_grid",
    "draw_day_grids",
    "draw_sheet",
    "fit_on_one_page",
    "grid_anchor",
    "has_parallel_sessions",
    "is_for_everyone",
]
