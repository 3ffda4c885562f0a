"""Sections: a heading, its blocks or full pages, and how they begin on a page."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil

from eventkit.findings import Finding
from eventkit.model import Room, Session
from eventkit.outputs.programme.print_context import PrintContext, Spans, set_paired, set_titles
from eventkit.outputs.programme.theme import secondary_title_style
from eventkit.typesetting import Destination, Mark, Page, RuleLine
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, stack, tag_marks, total_height, wrap
from eventkit.typesetting.layout.page_breaks import ColumnSet, keep_groups
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath, heading
from eventkit.typesetting.text.spans import BASELINE
from eventkit.wording import Wording

# A section begins on a page that has space for all of it or for this part of a page, else on the next one.
_FREE_HEIGHT = 0.33
_BASELINES_BELOW = 2.5  # lines from the last baseline of a heading to the first one below it
FullPage = Sequence[Mark] | Page
"""A page that is not flowed: marks from the top left corner of its text, or a finished page."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of the book with a heading of its own; equal only to itself."""

    anchor: str
    title: Spans
    running_head: Spans
    text: Callable[[], Iterator[Block]]  # makes its heading and blocks, each time they are set on pages
    sessions: tuple[Session, ...] = ()
    full_pages: tuple[FullPage, ...] = ()  # pages that come before its blocks and are not flowed
    starts_page: bool = False  # whether it begins on a new page
    # Whether that is the first of two facing pages: the left one, unless mirrored.
    starts_on_verso: bool = False
    is_movable: bool = False  # whether it may come earlier, to fill a page before facing pages
    findings: tuple[Finding, ...] = ()
    columns: int = 1
    column_step: float = 0  # the distance between the left edges of these, in points

    @property
    def blocks(self) -> Iterable[Block | ColumnSet]:
        return self.in_columns(self.text())

    def in_columns(self, blocks: Iterable[Block]) -> Iterable[Block | ColumnSet]:
        if self.columns == 1:
            return blocks
        head, *below = blocks
        return head, ColumnSet(tuple(below), self.columns, self.column_step)


def build_section(
    context: PrintContext,
    anchor: str,
    say: Callable[[Wording], str],
    pieces: Iterable[Block] | Callable[[], Iterable[Block]],
    *,
    running_head: Callable[[Wording], str] | None = None,
    sessions: tuple[Session, ...] = (),
    full_pages: tuple[FullPage, ...] = (),
    starts_page: bool = False,
    starts_on_verso: bool = False,
    is_movable: bool = False,
    findings: tuple[Finding, ...] = (),
    note: Callable[[Wording], str] | None = None,
    columns: int = 1,
    head: Block | None = None,
) -> Section:
    """Build a section with a heading in every language, and a running head of its own or the same.

    A head that is given takes the place of the heading.

    A note is a line in small type below the heading, over the whole width.

    Full pages without blocks below them have no heading. Long text is better passed as a function, which is
    called each time the section is set, so that its blocks need not stay in memory.
    """
    section_element = StructureElement("Sect")
    title = heading_spans(context, say)
    lines = pieces if callable(pieces) else tuple(pieces)

    def text() -> Iterator[Block]:
        below = iter(lines() if callable(lines) else lines)
        first = [*islice(below, 1)]
        if first or not full_pages:
            # The heading has space enough below it.
            first = [piece._replace(space_above=0) for piece in first]
            opening = head or set_heading(context, title, "" if full_pages else anchor)
            opening = add_note(context, opening, note) if note else opening
            minimum = _FREE_HEIGHT * context.page_format.text_height
            while (room := opening.height + total_height(first) / columns) < minimum and (
                more := [*islice(below, 1)]
            ):
                first += more
            needed = min(minimum, room)
            if columns > 1:  # every column begins on the page
                first += below
                groups = islice(keep_groups(first), columns)
                needed = max([needed, *(opening.height + total_height(group) for group in groups)])
                needed = min(needed, context.page_format.text_height)
            yield from wrap(section_element, [opening._replace(height_needed=needed), *first])
        for piece in below:
            yield from wrap(section_element, [piece])

    running_heads = context.spans_of(running_head or say, context.type_scale.head)
    wrapped_pages = tuple(_wrap_full_page(full_page, (section_element,)) for full_page in full_pages)
    starts_page, step = starts_page or bool(full_pages), context.page_format.column_step(columns)
    return Section(
        anchor,
        title,
        running_heads,
        text,
        sessions,
        wrapped_pages,
        starts_page,
        starts_on_verso,
        is_movable,
        findings,
        columns,
        step,
    )


def heading_spans(context: PrintContext, say: Callable[[Wording], str]) -> Spans:
    """A heading in every language, the first in bold; all have the leading of the first, for any script."""
    style = context.type_scale.heading
    return context.spans_of(
        say, style, replace(secondary_title_style(style), fixed_leading=style.fixed_leading)
    )


def _wrap_full_page(full_page: FullPage, tags: StructurePath) -> FullPage:
    if isinstance(full_page, Page):
        return replace(full_page, marks=tuple(tag_marks(tags, full_page.marks)))
    return tag_marks(tags, full_page)


def set_heading(context: PrintContext, title: Spans, anchor: str = "") -> Block:
    """Set a title over the whole width, with a rule below it and a destination if it has a name."""
    sheet, lines = context.page_format, merge_into(heading(2), set_titles(title, context.column()))
    height = sheet.leading * ceil(1 + total_height(lines) / sheet.leading)
    # The text below begins on a line of the grid, and the title ends half-way between two.
    baseline = height - _BASELINES_BELOW * sheet.leading + BASELINE * sheet.leading
    words = stack([Block(baseline - BASELINE * lines[-1].height - total_height(lines[:-1])), *lines])
    y = baseline + 0.62 * sheet.leading
    rule = RuleLine(0, y, sheet.text_width, y, 0.45 * sheet.unit, context.colours.accent)
    marks = (*([Destination(anchor, 0, 0)] if anchor else ()), *words.marks, rule)
    return Block(height, marks, space_above=2.5 * sheet.leading, keep_with_next=True)


def add_note(context: PrintContext, head: Block, say: Callable[[Wording], str]) -> Block:
    """A heading with a note in every language below its rule, and about a line between that and the text."""
    note = merge_into("P", set_paired(context.spans_of(say, context.type_scale.note), context.column()))
    leading = context.page_format.leading
    rows = stack([head._replace(height=head.height - leading / 2), *note])
    height = head.height + leading * ceil(total_height(note) / leading + 0.5)
    return head._replace(height=height, marks=rows.marks)


def attendees_anchor(session: Session) -> str:
    """The destination name of those who take part without a task, who come after the parts of a session."""
    return f"attendees-{session.id}"


def session_anchor(session: Session) -> str:
    return f"session-{session.id}"


def room_anchor(room: Room) -> str:
    """The destination name of a room in their list."""
    return f"room-{room.id}"
