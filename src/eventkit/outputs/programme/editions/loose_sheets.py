"""Posters and door signs: one sheet per day or room, in the largest type that fits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity, Subject
from eventkit.model import Room, RoomId, Session
from eventkit.outputs.programme.book import check_logo_ids
from eventkit.outputs.programme.editions.brief_agenda import compose_day, lay_out_days, list_sessions
from eventkit.outputs.programme.editions.poster_frame import (
    LowPosterSheet,
    PosterSheet,
    fits_a_line,
    frame_posters,
    smallest_poster_type,
)
from eventkit.outputs.programme.grid import (
    DayView,
    GridFrame,
    days_with_sessions,
    draw_day_grid,
    fit_on_one_page,
)
from eventkit.outputs.programme.grid.box_text import Quality
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.pagination import Layout
from eventkit.outputs.programme.print_context import PrintContext, set_paired, set_stacked
from eventkit.outputs.programme.sections import Section, build_section
from eventkit.outputs.programme.theme import WallSheet, type_scales
from eventkit.outputs.programme.web_links import room_url, web_code
from eventkit.schedule import Schedule
from eventkit.typesetting import A3, A4, Mark, RuleLine, Size, landscape, mm
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, stack, total_height
from eventkit.typesetting.layout.page_breaks import paginate_blocks
from eventkit.typesetting.layout.structure_elements import heading
from eventkit.typesetting.layout.text_columns import align_tops
from eventkit.wording import Wording

_LARGEST_SIGN, _SMALLEST_SIGN = 2.2, 1.0

_SIGN_MODULE = 0.8 * mm
"""The size of a QR module on a door sign, which is read from a metre away."""


def door_signs(context: PrintContext, size: Size, rooms: Sequence[RoomId]) -> Layout:
    """Lay out a sign for each room and day, in the largest type that fits.

    Raises:
        EventkitError: No session takes place in any of the rooms.
    """
    rooms_with_signs = [room for room in context.schedule.rooms if not rooms or room.id in rooms]
    context, sessions_by_room = context.on(WallSheet(*size, mm)), _sessions_by_room(context.schedule)
    signs = [
        sign
        for room in rooms_with_signs
        for sign in _compose_signs(context, room, sessions_by_room.get(room.id, {}))
    ]
    if not signs:
        message = "Nothing to print. No session has both a time and a room."
        raise EventkitError(message)
    return lay_out_days(context, signs)


RoomDays = Mapping[date, Sequence[tuple[int, Session]]]
"""The sessions in a room on each day, each with its depth below other sessions."""


def _sessions_by_room(schedule: Schedule) -> Mapping[RoomId, RoomDays]:
    """The sessions of each room and day with their depth, without days that have only breaks."""
    rows_by_room: dict[RoomId, dict[date, list[tuple[int, Session]]]] = {}
    for day in days_with_sessions(schedule):
        view = DayView.build(schedule, day)
        for row in (row for session in view.outer for row in view.nested(session)):
            for room in schedule.rooms_of(row[1]):
                rows_by_room.setdefault(room, {}).setdefault(day, []).append(row)
    return {
        room: {
            day: rows for day, rows in days.items() if any(not session.kind.is_pause for _, session in rows)
        }
        for room, days in rows_by_room.items()
    }


def _compose_signs(context: PrintContext, room: Room, days: RoomDays) -> Iterator[Section]:
    """The signs of a room, all in one type size: the largest with which each fits on a page."""
    page_format = context.page_format
    for scale in (
        type_scales(_LARGEST_SIGN * min(page_format.width, page_format.height) / min(A4), _SMALLEST_SIGN)
        if days
        else ()
    ):
        # Type grows; the sheet and its margins do not.
        scaled = context.at_scale(scale)
        signs = {
            day: (_set_sign_head(scaled, room, day), list(list_sessions(scaled, sessions)))
            for day, sessions in days.items()
        }
        if all(head.height + total_height(rows) <= page_format.text_height for head, rows in signs.values()):
            break
    for day in days:
        head, rows = signs[day]
        full_pages = tuple(
            _place_below(head, marks)
            for marks in paginate_blocks(rows, page_format.text_height - head.height)
        )
        title = partial(_sign_title, context, room, day)
        yield build_section(
            context, f"room-{room.id}-{day}", title, (), running_head=title, full_pages=full_pages
        )


def _sign_title(context: PrintContext, room: Room, day: date, wording: Wording) -> str:
    languages = context.schedule.conference.languages
    return wording.listed([room.name.best(wording.asked, *languages)[1], wording.short_day(day)])


def _set_sign_head(context: PrintContext, room: Room, day: date) -> Block:
    """The room in each language, in large type, then the day, with a rule below; the QR code of its page."""
    type_, unit, column = context.type_scale.in_labels(), context.page_format.unit, context.column()
    code = web_code(room_url(context, room), _SIGN_MODULE) if context.site else None
    if code:
        code = replace(code, x=column.width - code.size)
        column = replace(column, width=column.width - code.size)
    size = type_.heading.size * 1.7
    room_style = replace(type_.heading, size=size, fixed_leading=size * 1.25)
    other_style = replace(room_style, size=size * 0.75, weight=500, fixed_leading=size)
    pieces = merge_into(
        heading(2), set_stacked(context.text_spans(room.name, room_style, other_style), column)
    )
    day_spans = context.spans_of(
        lambda wording: wording.day(day), replace(type_.chapter, colour=context.colours.ink)
    )
    pieces += [piece._replace(space_above=0.8 * unit) for piece in set_paired(day_spans, column)]
    words = align_tops(stack(pieces), Block(code.size, (code,)) if code else Block(0))
    y = words.height + 2 * unit
    rule = RuleLine(0, y, context.page_format.text_width, y, 0.6 * unit, context.colours.accent)
    return Block(y + 4 * unit, (*words.marks, rule))


def _place_below(head: Block, marks: Sequence[Mark]) -> Sequence[Mark]:
    return stack([head, Block(0, tuple(marks))]).marks


_LARGEST_POSTER, _SMALLEST_POSTER = 4.2, 1.1  # on A3; what is read from afar grows with the paper

_WORTH_OF_HEAD = 1.15
"""The factor by which type may be larger for a low head to be preferred to a tall one."""


def wall_posters(context: PrintContext, size: Size) -> Layout:
    """Lay out a poster for each day, all in one type size: the largest with which each day fits.

    The sheet is portrait, with a tall head where it leaves space, or landscape. Before type is too small to
    read from where one stands before a poster of that size, translations are left out, then names, then
    rooms are divided into several frames below one another. If that is not enough, type is smaller, and
    then a day takes several portrait posters.

    Raises:
        EventkitError: No session has a time.
    """
    upright = min(size), max(size)
    tall = PosterSheet(*upright) if fits_a_line(context, PosterSheet(*upright)) else LowPosterSheet(*upright)
    low = LowPosterSheet(*landscape(size)), LowPosterSheet(*upright)
    enlargement = (min(size) / min(A3)) ** 0.75
    minimum = smallest_poster_type(size)
    least = minimum / GridStyle.build(context.on(tall).at_scale(1)).smallest
    largest, smallest = _LARGEST_POSTER * enlargement, _SMALLEST_POSTER * max(1, enlargement)
    legible = _poster_sizes(context, type_scales(largest, least), tall, low)
    context = (
        _largest_type(legible)
        or _largest_type([*legible, *_poster_sizes(context, type_scales(least, smallest), tall, low)])
        or context.on(low[-1]).at_scale(smallest)
    )
    layout = lay_out_days(context, list(_compose_posters(context)))
    days = days_with_sessions(context.schedule)
    return layout._replace(
        document=frame_posters(context, layout.document, days),
        findings=(*layout.findings, *_check_type_size(context, minimum), *check_logo_ids(context)),
    )


def _poster_sizes(
    context: PrintContext, scales: Sequence[float], tall: PosterSheet, low: Sequence[PosterSheet]
) -> Sequence[PrintContext]:
    """The context at each scale on each sheet, the best first: a tall head is worth somewhat smaller type."""
    sizes = [(scale, sheet) for scale in scales for sheet in (tall, *low)]
    sizes.sort(key=lambda size: size[0] * (_WORTH_OF_HEAD if size[1] is tall else 1), reverse=True)
    return [context.on(sheet).at_scale(scale) for scale, sheet in sizes]


def _check_type_size(context: PrintContext, minimum: float) -> Iterator[Finding]:
    """Report text too small to be read from where one stands before a poster."""
    size = GridStyle.build(context).smallest
    if size < minimum:
        message = (
            f"Text on the posters is printed in {size:.1f} pt. Paper of this size needs {minimum:.0f} pt or "
            "more on a wall. Use larger paper."
        )
        yield Finding(Severity.WARNING, "small-poster", (), message)


def _largest_type(candidates: Sequence[PrintContext]) -> PrintContext | None:
    """The first context in which each day fits on a poster; the smallest are tried first."""
    frames = cache(lambda index, grids: _single_page_frames(candidates[index], grids))

    def shows(index: int, quality: Quality, grids: int) -> bool:
        return all(frame is not None and frame.quality >= quality for frame in frames(index, grids))

    indexes = range(len(candidates))
    for quality, grids in _POSTER_TRIALS:
        if any(shows(index, quality, grids) for index in indexes[-_LOW_SHEETS:]):
            return next(candidates[index] for index in indexes if shows(index, quality, grids))
    return None


def _compose_posters(context: PrintContext) -> Iterator[Section]:
    """The grid of each day, followed by the sessions whose titles it truncates."""
    for day in days_with_sessions(context.schedule):
        grid = draw_day_grid(context, day, links=False)
        truncated = {finding.about[0] for finding in grid.findings if finding.code == "cut-in-grid"}
        rows = [(0, session) for session in context.schedule.in_order if session.id in truncated]
        if grid.unnamed:
            grid = replace(grid, findings=(*grid.findings, _left_out_names(context, day, grid.unnamed)))
        if grid.pages:
            yield compose_day(context, day, grid, rows)


def _left_out_names(context: PrintContext, on: date, session_ids: Sequence[str]) -> Finding:
    """The finding on sessions whose people are not on the poster of a day."""
    title = context.schedule.session(session_ids[0]).title.best(*context.languages)[1]
    sessions = f"{len(session_ids)} sessions" if len(session_ids) > 1 else "one session"
    message = (
        f"The grid of {on} has no space for the people of {sessions}, such as '{title}'. "
        "Use larger paper, or print the day as a list."
    )
    subjects = tuple(Subject("session", session_id) for session_id in session_ids)
    return Finding(Severity.INFO, "people-left-out", tuple(session_ids), message, subjects=subjects)


def _single_page_frames(context: PrintContext, grids: int) -> tuple[GridFrame | None, ...]:
    """The frames of all days, each on one page; ends with none at the first day that does not fit."""
    size, frames = (context.page_format.text_width, context.page_format.text_height), list[GridFrame | None]()
    for day in days_with_sessions(context.schedule):
        frames += fit_on_one_page(context, day, size, grids=grids) or (None,)
        if frames[-1] is None:
            break
    return tuple(frames)


_LOW_SHEETS = 2
"""The number of sheets with a low head: what fits on any sheet fits on one of these, in the smallest type."""

_POSTER_TRIALS = (
    (Quality.COMPLETE, 1),
    (Quality.NAMED, 1),
    (Quality.READABLE, 1),
    (Quality.NAMED, 4),
    (Quality.READABLE, 4),
)
"""The acceptable posters, best first: the least that each shows, and the most grids on it."""
