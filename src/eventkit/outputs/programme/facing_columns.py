"""Sessions in facing columns: the first language beside the others, rows on common baselines.

It is the convention of the United Nations and of the Gulf for Arabic and English: each language has a
column, starts at the outer edge if the two run in opposite directions, and rows break together: one for each
field and paragraph.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from eventkit.model import Session
from eventkit.outputs.programme.abstracts import abstract_paragraphs
from eventkit.outputs.programme.print_context import PrintContext, set_paired
from eventkit.outputs.programme.session_fields import (
    AgendaEntry,
    is_pause_line,
    set_details,
    set_subtitle,
    set_times_and_rooms,
    set_title,
)
from eventkit.outputs.programme.session_people import Entry, attendee_entries, speaker_entries
from eventkit.outputs.programme.web_links import set_address, web_addresses
from eventkit.typesetting import Destination, language_direction
from eventkit.typesetting.layout.flow_blocks import Block, merge_into
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, row_of


class _Side(NamedTuple):
    """One of the two columns, and the context that sets it."""

    context: PrintContext
    column: TextColumn


def _facing_sides(context: PrintContext) -> tuple[_Side, _Side]:
    first, second = context.facing_sides()
    column = context.column(of=2)
    is_opposite = language_direction(second.languages[0]) != context.direction
    facing = replace(column, left=context.page_format.column_step(2), at_end=is_opposite)
    return _Side(first, column), _Side(second, facing)


def set_facing_head(context: PrintContext, entry: AgendaEntry) -> list[Block]:
    """Set times, rooms, titles and details; the titles are one heading."""
    sides, session = _facing_sides(context), entry.session
    contexts, columns = [side.context for side in sides], [side.column for side in sides]
    times = row_of(*set_times_and_rooms(contexts, entry, columns))
    if is_pause_line(entry):
        return keep_together(merge_into(entry.tag, times))
    titles = row_of(*(set_title(side.context, session, entry.depth, side.column) for side in sides))
    subtitles = row_of(*(set_subtitle(side.context, session, side.column) for side in sides))
    details = row_of(*(set_details(side.context, session, side.column, with_rooms=False) for side in sides))
    return keep_together([*merge_into(entry.tag, [*times, *titles]), *subtitles, *details])


def set_facing_texts(context: PrintContext, session: Session) -> Iterator[Block]:
    sides = _facing_sides(context)
    yield from _pair_entries(*(speaker_entries(*_with_session(side, session)) for side in sides))
    if session.abstract is not None:
        abstract = session.abstract
        paragraphs = (
            [*abstract_paragraphs(side.context, abstract, side.column, (session.id,), context.abstracts)]
            for side in sides
        )
        yield from _pair_entries(*(([paragraph] for paragraph in column) for column in paragraphs))


def set_facing_links(context: PrintContext, session: Session) -> Iterator[Block]:
    """Set the label of each link in both columns, and below it the address, over both."""
    (first, left), (second, right) = _facing_sides(context)
    whole = replace(context.column(), at_end=right.at_end)
    style = context.type_scale.note
    pairs = zip(web_addresses(first, session, style), web_addresses(second, session, style), strict=True)
    for (label, url), (other_label, _) in pairs:
        labels = row_of(set_paired(label, left), set_paired(other_label, right))
        address = set_address((), url, style, whole) if url else ()
        yield from keep_together([*labels, *address], space_above=context.page_format.leading / 2)


def set_facing_attendees(context: PrintContext, session: Session) -> Iterator[Block]:
    """Set those who take part without a task."""
    sides = _facing_sides(context)
    yield from _pair_entries(*(attendee_entries(*_with_session(side, session)) for side in sides))


def _with_session(side: _Side, session: Session) -> tuple[PrintContext, Session, TextColumn]:
    return side.context, session, side.column


def _pair_entries(first: Iterator[Entry], second: Iterator[Entry]) -> Iterator[Block]:
    nothing: Entry = []
    for left, right in zip_longest(first, second, fillvalue=nothing):
        for index in range(max(len(left), len(right))):
            fields = [side[index] if index < len(side) else [] for side in (left, right)]
            yield from row_of(fields[0], [_without_destinations(block) for block in fields[1]])


def _without_destinations(block: Block) -> Block:
    return block._replace(marks=tuple(mark for mark in block.marks if not isinstance(mark, Destination)))
