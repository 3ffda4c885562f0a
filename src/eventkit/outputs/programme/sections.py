"""The sections of the book: a heading, and what stands below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from math import ceil

from eventkit.findings import Finding
from eventkit.model import Session
from eventkit.outputs.programme.print_context import PrintContext, Spans, set_paired
from eventkit.typesetting import Destination, Mark, Page, RuleLine
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, stack, tag_marks, total_height, wrap
from eventkit.typesetting.layout.page_breaks import ColumnSet
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath, heading
from eventkit.typesetting.text.spans import BASELINE
from eventkit.wording import Wording

# A section begins on a page that holds all of it or is at least as free as this, else on the next one.
_FREE_HEIGHT = 0.33

_BASELINES_BELOW = 2.5
"""Lines from the last baseline of a heading to the first one below it."""


FullPage = Sequence[Mark] | Page
"""A page that is not flowed: its text, from the top left corner of that, or the whole page as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of the book with a heading of its own; equal only to itself.

    Attributes:
        anchor: What links and bookmarks call it.
        title: What its heading says.
        running_head: What the heads of its pages say.
        text: Makes its heading and all below it, while these are set on pages.
        sessions: Those it holds, for the bookmarks.
        full_pages: Whole pages that stand before its pieces.
        starts_page: Whether it begins on a page of its own.
        findings: What its maker noticed.
        columns: In how many columns what is below its heading stands.
        column_step: How far these are apart, in points from the left edge of one to that of the next.
    """

    anchor: str
    title: Spans
    running_head: Spans
    text: Callable[[], Iterator[Block]]
    sessions: tuple[Session, ...] = ()
    full_pages: tuple[FullPage, ...] = ()
    starts_page: bool = False
    findings: tuple[Finding, ...] = ()
    columns: int = 1
    column_step: float = 0

    @property
    def blocks(self) -> Iterable[Block | ColumnSet]:
        """Its pieces, those below the heading in their columns."""
        pieces = self.text()
        if self.columns == 1:
            return pieces
        head, *below = pieces
        return head, ColumnSet(tuple(below), self.columns, self.column_step)


def build_section(
    context: PrintContext,
    anchor: str,
    say: Callable[[Wording], str],
    pieces: Iterable[Block] | Callable[[], Iterable[Block]],
    *,
    guide: Callable[[Wording], str] | None = None,
    sessions: tuple[Session, ...] = (),
    plates: tuple[FullPage, ...] = (),
    fresh: bool = False,
    findings: tuple[Finding, ...] = (),
    columns: int = 1,
) -> Section:
    """A section whose heading every wording says, and the heads of its pages too, or a ``guide``.

    Where it has plates and nothing below them, they stand without a heading: it is theirs to have one. Long
    text is better given as what makes it: it is then made each time it is set on pages, and not kept.
    """
    title, whole = context.spans_of(say, context.type_scale.heading), StructureElement("Sect")
    lines = pieces if callable(pieces) else tuple(pieces)

    def text() -> Iterator[Block]:
        below = iter(lines() if callable(lines) else lines)
        first = [*islice(below, 1)]
        if first or not plates:
            # The heading has space enough below it.
            first = [piece._replace(before=0) for piece in first]
            head = set_heading(context, title, "" if plates else anchor)
            wanted = _FREE_HEIGHT * context.page_format.text_height
            while (room := head.height + total_height(first) / columns) < wanted and (
                more := [*islice(below, 1)]
            ):
                first += more
            yield from wrap(whole, [head._replace(room=min(wanted, room)), *first])
        for piece in below:
            yield from wrap(whole, [piece])

    guides = context.spans_of(guide or say, context.type_scale.head)
    told = tuple(_wrap_full_page(plate, (whole,)) for plate in plates)
    fresh, step = fresh or bool(plates), context.page_format.column_step(columns)
    return Section(anchor, title, guides, text, sessions, told, fresh, findings, columns, step)


def _wrap_full_page(plate: FullPage, tags: StructurePath) -> FullPage:
    """The plate as a part of its section."""
    if isinstance(plate, Page):
        return replace(plate, marks=tuple(tag_marks(tags, plate.marks)))
    return tag_marks(tags, plate)


def set_heading(context: PrintContext, title: Spans, anchor: str = "") -> Block:
    """A title over the whole measure, with a rule below it; links call it by the anchor, if it has one."""
    sheet, lines = context.page_format, merge_into(heading(2), set_paired(title, context.column()))
    height = sheet.leading * ceil(1 + total_height(lines) / sheet.leading)
    # The text below begins on a line of the grid, and the title ends half-way between two.
    baseline = height - _BASELINES_BELOW * sheet.leading + BASELINE * sheet.leading
    words = stack([Block(baseline - BASELINE * lines[-1].height - total_height(lines[:-1])), *lines])
    y = baseline + 0.62 * sheet.leading
    rule = RuleLine(0, y, sheet.text_width, y, 0.45 * sheet.unit, context.colours.accent)
    marks = (*([Destination(anchor, 0, 0)] if anchor else ()), *words.marks, rule)
    return Block(height, marks, before=2.5 * sheet.leading, keeps=True)


def session_anchor(session: Session) -> str:
    """What links and bookmarks call a session."""
    return f"session-{session.id}"
