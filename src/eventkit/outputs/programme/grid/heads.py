"""What stands above and below a grid: the day, the names of the rooms, and the codes of the tracks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from operator import methodcaller

from eventkit.model import Room, RoomId, Session
from eventkit.outputs.programme.grid.boxes import ColumnLayout, GridBox
from eventkit.outputs.programme.grid.bringing import TimeWindow
from eventkit.outputs.programme.grid.look import GridStyle
from eventkit.outputs.programme.grid.telling import truncate_block
from eventkit.outputs.programme.setting import PrintContext, Spans, set_paired, set_rows
from eventkit.typesetting import Mark, Size, Span, Words, shape
from eventkit.typesetting.flow import Column, Piece, height_of, moved, set_at, stacked
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import heading
from eventkit.typesetting.tagged import as_one

_NAME_LINES = 3  # of a room's name in each language


def set_column_heads(
    context: PrintContext,
    rooms: Sequence[Room | None],
    on: date | None,
    across: ColumnLayout,
    told: TimeWindow | None,
) -> Piece:
    """The day, with the hours of the page where it has only some of them, and the names of the rooms.

    Where no day is given, the grid stands below another one of the same day.
    """
    look, width = GridStyle.build(context), across.left + len(across.columns) * across.width
    hours = None
    if told:
        start, end = map(context.schedule.wall, told)
        span = Span(context.wordings[0].times(start, end), context.languages[0], look.room)
        hours = shape(context.fonts, span, "ltr")
    column = Column(context.fonts, width - (hours.width + look.unit * 4 if hours else 0), context.languages)
    said = context.spans_of(methodcaller("day", on), look.heading) if on else []
    day = stacked(as_one(heading(2), set_paired(said, column))) if said else Piece(0)
    above = day.height + 1.6 * look.unit if said else 0
    marks: list[Mark] = [*day.marks]
    if hours:
        piece = set_at(replace(hours, lead=look.heading.leading), width - hours.width)
        marks += piece.marks
        above = max(above, 0 if said else piece.height + 0.4 * look.unit)
    named = [_set_room_name(context, look, rooms[at], across.width - look.box_gap) for at in across.columns]
    deepest = max(piece.height for piece in named)
    for at, piece in enumerate(named):
        x, down = across.left + at * across.width, above + deepest - piece.height
        marks += [moved(mark, x, down) for mark in piece.marks]
    return Piece(above + deepest + 0.8 * look.unit, tuple(marks))


def _set_room_name(context: PrintContext, look: GridStyle, room: Room | None, width: float) -> Piece:
    """A room's name in each language, centred over its column."""
    if room is None:
        return Piece(0)
    return stacked(
        _centre(piece, width)
        for span in context.text_spans(room.name, look.room, look.room_other)
        for piece in truncate_block(context, [span], width, _NAME_LINES, (room.id,))[0]
    )


def truncated_room_names(
    context: PrintContext, rooms: Sequence[Room | None], across: ColumnLayout
) -> tuple[RoomId, ...]:
    """The rooms whose names have to be cut."""
    look, width = GridStyle.build(context), across.width - across.gap
    return tuple(
        room.id
        for room in (rooms[at] for at in across.columns)
        if room is not None
        and any(
            truncate_block(context, [span], width, _NAME_LINES, ())[1]
            for span in context.text_spans(room.name, look.room, look.room_other)
        )
    )


def _centre(piece: Piece, width: float) -> Piece:
    """A piece of one line in the middle of a width."""
    (words,) = (mark for mark in piece.marks if isinstance(mark, Words))
    return piece._replace(marks=(moved(words, (width - words.line.width) / 2 - words.x, 0),))


def set_legend(
    context: PrintContext, look: GridStyle, boxes: Iterable[GridBox], size: Size
) -> Iterator[Piece]:
    """The tracks of the page by their codes: in all languages where that is short, else in the foremost."""
    ids = {session.track for box in boxes for session in _sessions_in_box(box)}
    tracks = [track for track in context.schedule.tracks if track.id in ids]
    if not tracks:
        return
    for many in (True, False):
        groups: list[Spans] = []
        for track in tracks:
            code = Span(
                f"{track.code} ",
                context.languages[0],
                replace(look.legend, weight=700, colour=look.track_colour(track)),
            )
            names = context.text_spans(track.name, look.legend)
            groups.append([code, *joined(names if many else names[:1])])
        column = Column(context.fonts, size[0], context.languages)
        found = set_rows(groups, Span("    ", "und", look.legend), column)
        if height_of(found) <= 0.08 * size[1]:
            break
    first, *others = found
    yield Piece(1.6 * look.unit)
    yield from (first, *others)


def _sessions_in_box(box: GridBox) -> Iterator[Session]:
    if box.cell.session is not None:
        yield box.cell.session
    yield from box.cell.listed_sessions
    for part in box.inner_boxes:
        yield from _sessions_in_box(part)
