"""Text of a grid box: time, title, people and list, measured and fitted to its height."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from eventkit.model import Role, Session, Status
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import GridCell, session_period
from eventkit.outputs.programme.print_context import PrintContext, Spans
from eventkit.outputs.programme.sections import session_anchor
from eventkit.typesetting import LinkArea, Span, Style, break_lines
from eventkit.typesetting.layout.flow_blocks import Block, list_item, total_height, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import TextColumn, place_line
from eventkit.typesetting.text.paragraph import base_direction, join_spans
from eventkit.wording import Wording

_SERVING_ROLES = frozenset({Role.PARTICIPANT, Role.INTERPRETER})


@dataclass(frozen=True, slots=True)
class DetailLevel:
    """The minimum text of a box.

    Attributes:
        title_lines: Lines of the title in the first language.
        other_lines: Lines of the title in each other language.
        people_lines: Lines of names.
        list_entries: Entries of a list.
    """

    title_lines: int
    other_lines: int
    people_lines: int
    list_entries: int


DETAIL_LEVELS = (
    DetailLevel(99, 99, 3, 99),
    DetailLevel(99, 99, 1, 99),
    DetailLevel(7, 5, 0, 60),
    DetailLevel(6, 3, 0, 40),
    DetailLevel(3, 1, 0, 12),
    DetailLevel(2, 0, 0, 6),
    DetailLevel(1, 0, 0, 2),
)
"""From the full text to the minimum that is always printed."""


FULL_DETAIL = 2
"""The number of levels, from the first, at which only some names are left out."""


GOOD_DETAIL = 4
"""The number of levels, from the first, at which a page is worth reading."""


@dataclass(frozen=True)
class BoxText:
    """The text of a box in full, measured for one width.

    Attributes:
        context: The print context.
        style: The style of the grid.
        session: The session of the box; none for a list of parallel sessions.
        width: The width of the text.
        head: The lines of time, track code and place.
        titles: The title in each language, with its number of lines.
        people: The names, with their number of lines.
        items: The entries of the list, each with its session and number of lines.
    """

    context: PrintContext
    style: GridStyle
    session: Session | None
    width: float
    head: tuple[Block, ...]
    titles: tuple[tuple[Span, int], ...]
    people: tuple[Spans, int] = field(default=((), 0))
    items: tuple[tuple[Session, Spans, int], ...] = ()

    def minimum_height(self, detail: DetailLevel) -> float:
        """The height of the lines that a detail level requires, in points, without padding."""
        head = total_height(self.head)
        title = sum(
            min(lines, detail.other_lines if index else detail.title_lines) * span.style.leading
            for index, (span, lines) in enumerate(self.titles)
        )
        names, lines = self.people
        people = min(lines, detail.people_lines) * names[0].style.leading if names else 0.0
        return head + title + people + self.list_height(detail)

    def list_height(self, detail: DetailLevel) -> float:
        """The height of the list at a detail level."""
        leading = self.style.item.leading
        shown = self.items[: detail.list_entries]
        remainder = leading if len(self.items) > len(shown) else 0.0
        return remainder + sum(
            min(lines, detail.title_lines) * leading + self.style.list_gap for _, _, lines in shown
        )


TextMeasurer = Callable[[GridCell, float], BoxText]
"""Measures the text of a cell for a width."""


def text_measurer(context: PrintContext, style: GridStyle) -> TextMeasurer:
    """A function that measures the text of cells, each once for each width."""
    measured: dict[tuple[object, ...], BoxText] = {}

    def measure(cell: GridCell, width: float) -> BoxText:
        session = cell.session.id if cell.session else None
        list_key = (
            (*(listed.id for listed in cell.listed_sessions), cell.start, cell.end)
            if cell.listed_sessions
            else ()
        )
        key = (session, cell.covers_other_rooms, list_key, round(width, 3))
        if key not in measured:
            measured[key] = measure_text(context, style, cell, width)
        return measured[key]

    return measure


def measure_text(context: PrintContext, grid_style: GridStyle, cell: GridCell, width: float) -> BoxText:
    """Measure the text of a cell for a width."""
    session = cell.session
    items = tuple(_list_items(context, grid_style, cell, width))
    if session is None:
        return BoxText(context, grid_style, None, width, (), (), items=items)
    style = grid_style.title
    if session.kind.is_pause or session.status is Status.CANCELLED:
        style = replace(style, weight=500, colour=grid_style.quiet)
    spans = title_spans(context, session, style, replace(grid_style.other, colour=style.colour))
    people = name_spans(context, session, grid_style.people)
    return BoxText(
        context,
        grid_style,
        session,
        width,
        tuple(_set_head(context, grid_style, cell, session, width)),
        tuple((span, _count_lines(context, [span], width)) for span in spans),
        (people, _count_lines(context, people, width)) if people else ((), 0),
        items,
    )


def title_spans(context: PrintContext, session: Session, style: Style, others: Style) -> Spans:
    """The title of a session in each language, marked where the session is cancelled."""
    spans = context.text_spans(session.title, style, others)
    if session.status is not Status.CANCELLED:
        return spans
    return [
        span._replace(text=Wording.of(span.language).word("cancelled-title", title=span.text))
        for span in spans
    ]


def _count_lines(context: PrintContext, spans: Spans, width: float) -> int:
    return len(break_lines(context.fonts, spans, width, base=base_direction(spans)))


def name_spans(context: PrintContext, session: Session, style: Style) -> Spans:
    """The names of those with a task before the audience, in the readers' first language."""
    appearances = [
        appearance
        for appearance in session.people
        if appearance.comes and appearance.role not in _SERVING_ROLES
    ]
    participants = dict.fromkeys(appearance.participant for appearance in appearances)
    names = [
        context.participant_spans(context.schedule.participant(participant), style)[0]
        for participant in participants
    ]
    return join_spans(names, context.wordings[0].listed(("", "")))


def whole_names(context: PrintContext, names: Spans, width: float, line_limit: int) -> Spans:
    """As many whole names as fit in some lines, with the number of the others: Ada Lovelace and 3 more.

    Args:
        context: The print context.
        names: The names with their separators, as `name_spans` returns them.
        width: The width of the lines in points.
        line_limit: The most lines.
    """
    if _count_lines(context, names, width) <= line_limit:
        return names
    count = (len(names) + 1) // 2
    for shown in range(count - 1, 0, -1):
        more = context.wordings[0].word("and-more", count=str(count - shown))
        style = names[0].style
        blank = Span(" ", "und", replace(style, unbroken=False))
        spans = [*names[: 2 * shown - 1], blank, Span(more, context.languages[0], style)]
        if _count_lines(context, spans, width) <= line_limit:
            return spans
    return names[:1]


def session_times(context: PrintContext, session: Session) -> str:
    """The start and end of a session by the clocks of the conference."""
    return context.time_range(session_period(session))


def _set_head(
    context: PrintContext, style: GridStyle, cell: GridCell, session: Session, width: float
) -> Iterator[Block]:
    """The time, with the track code at the other end, then the rooms if the columns do not show them."""
    subjects = (session.id,)
    time = Span(session_times(context, session), context.languages[0], style.time)
    lines = break_lines(context.fonts, time, width, base=context.direction_of_times)
    paragraph = (StructureElement("P", alternative=_spoken_head(context, session)),)
    first, *rest = [place_line(line, 0, subjects, structure=paragraph) for line in lines]
    code = _track_code(context, style, session)
    if code is not None:
        code_line = break_lines(context.fonts, code, width, max_lines=1, base="ltr")[0]
        if lines[0].width + style.gap + code_line.width <= width:
            beside = place_line(code_line, width - code_line.width, subjects, structure=paragraph)
            first = first._replace(marks=(*first.marks, *beside.marks))
        else:
            rest.append(place_line(code_line, 0, subjects, structure=paragraph))
    yield first
    yield from rest
    for spans in _note_spans(context, style, cell, session):
        yield from truncate_block(context, spans, width, 2, subjects)[0]


def _spoken_head(context: PrintContext, session: Session) -> str:
    """Time, rooms and track for screen readers, which see neither columns nor colours."""
    schedule, wording = context.schedule, context.wordings[0]
    names = [schedule.room(room).name for room in schedule.rooms_of(session)]
    names += [schedule.track(session.track).name] if session.track is not None else []
    languages = (wording.asked, *schedule.conference.languages)
    return wording.listed([session_times(context, session), *(name.best(*languages)[1] for name in names)])


def _track_code(context: PrintContext, style: GridStyle, session: Session) -> Span | None:
    if session.track is None:
        return None
    track = context.schedule.track(session.track)
    return Span(track.code, "en", replace(style.code, colour=style.track_colour(track)))


def _note_spans(context: PrintContext, style: GridStyle, cell: GridCell, session: Session) -> Iterator[Spans]:
    """The label of a tentative session; the rooms of a session that covers columns of other rooms."""
    if session.status is Status.TENTATIVE:
        yield join_spans(context.label_spans(session.status, style.note))
    rooms = context.schedule.rooms_of(session)
    if session.plenary and cell.covers_other_rooms and rooms:
        texts = [context.text_spans(context.schedule.room(room).name, style.note)[0] for room in rooms[:3]]
        yield join_spans(texts, ", ")


def _list_items(
    context: PrintContext, style: GridStyle, cell: GridCell, width: float
) -> Iterator[tuple[Session, Spans, int]]:
    """The entries of a list, each with its time if that differs from the time of the box."""
    for session in cell.listed_sessions:
        title = context.text_spans(session.title, style.item, style.item)
        if session.status is Status.CANCELLED:
            title = title_spans(context, session, style.item, style.item)
        code = _track_code(context, style, session)
        spans = [*([code, Span(" ", "en", style.item)] if code else []), *join_spans(title[:1])]
        period = session_period(session)
        if cell.session is None or (period.start, period.end) != (cell.start, cell.end):
            time = Span(
                f"{session_times(context, session)} ",
                context.languages[0],
                replace(style.time, fixed_leading=None),
            )
            spans = [time, *spans]
        # Time and code belong to a line in the language of the title.
        language, leading = title[0].language, style.item.leading
        spans = [Span(span.text, language, replace(span.style, fixed_leading=leading)) for span in spans]
        yield session, spans, _count_lines(context, spans, width)


def truncate_block(
    context: PrintContext, spans: Spans, width: float, line_limit: int, about: tuple[str, ...]
) -> tuple[list[Block], bool]:
    """A text in at most that many lines, and whether it is truncated."""
    base = base_direction(spans)
    column = TextColumn(context.fonts, width, context.languages)
    all_lines = break_lines(context.fonts, spans, width, base=base)
    shown_lines = all_lines
    if len(all_lines) > line_limit:
        shown_lines = (
            break_lines(context.fonts, spans, width, max_lines=line_limit, base=base) if line_limit else ()
        )
    paragraph = (StructureElement("P"),)
    pieces = [place_line(line, column.line_start(line), about, structure=paragraph) for line in shown_lines]
    return pieces, len(all_lines) > line_limit


ROUNDING = 0.01
"""The tolerance of sums of heights, in points."""


@dataclass(frozen=True)
class FittedBox:
    """The text of a box, fitted to its height.

    Attributes:
        pieces: From the top down.
        heading_length: The number of pieces above the list.
        truncated: The sessions whose title is truncated or left out.
    """

    pieces: Sequence[Block]
    heading_length: int
    truncated: tuple[str, ...] = ()


def fit_text(text: BoxText, height: float, detail: DetailLevel, *, links: bool) -> FittedBox:
    """Fit a box's text to its height: title first, then list, then people.

    The height is at least that of the detail level.
    """
    subjects = (text.session.id,) if text.session else ()
    spare = height - text.minimum_height(detail)
    pieces, truncated = list(text.head), dict[str, None]()
    for index, (span, lines) in enumerate(text.titles):
        leading = span.style.leading
        minimum = min(lines, detail.other_lines if index else detail.title_lines)
        extra = max(0, min(lines - minimum, int((spare + ROUNDING) / leading)))
        spare -= extra * leading
        title_blocks, is_truncated = truncate_block(
            text.context, [span], text.width, minimum + extra, subjects
        )
        pieces += title_blocks
        truncated |= dict.fromkeys(subjects if is_truncated else ())
    heading_length = len(pieces)
    list_blocks, truncated_entries = _fit_list(text, text.list_height(detail) + spare, detail, links=links)
    pieces += list_blocks
    truncated |= dict.fromkeys(truncated_entries)
    names, lines = text.people
    if names:
        line_count = int((height - total_height(pieces) + ROUNDING) / names[0].style.leading)
        limit = max(0, min(lines, line_count))
        shown = whole_names(text.context, names, text.width, limit)
        pieces += truncate_block(text.context, shown, text.width, limit, subjects)[0]
    return FittedBox(pieces, heading_length, tuple(truncated))


def _fit_list(
    text: BoxText, free: float, detail: DetailLevel, *, links: bool
) -> tuple[list[Block], list[str]]:
    """The entries of a list that fit, then the number of the rest; and the sessions that are truncated."""
    style, pieces, truncated, entries = text.style, list[Block](), list[str](), StructureElement("L")
    leading = style.item.leading
    all_fit = sum(lines * leading + style.list_gap for _, _, lines in text.items) <= free + ROUNDING
    for index, (session, spans, lines) in enumerate(text.items):
        remaining = len(text.items) - index
        needed = (lines if all_fit else min(lines, detail.title_lines)) * leading + style.list_gap
        if needed + (leading if remaining > 1 and not all_fit else 0) > free + ROUNDING:
            truncated += [omitted.id for omitted, _, _ in text.items[index:]]
            remainder = Span(f"+ {remaining}", text.context.languages[0], style.item)
            remainder_blocks = (
                truncate_block(text.context, [remainder], text.width, 1, ())[0]
                if free + ROUNDING >= leading
                else []
            )
            pieces += wrap(entries, list_item(remainder_blocks))
            break
        entry, is_truncated = truncate_block(
            text.context, spans, text.width, round((needed - style.list_gap) / leading), (session.id,)
        )
        truncated += [session.id] if is_truncated else []
        free -= needed
        if links and entry:
            link = LinkArea(0, 0, text.width, len(entry) * leading, f"#{session_anchor(session)}")
            entry[0] = entry[0]._replace(marks=(*entry[0].marks, link))
        pieces += wrap(
            entries,
            list_item([piece._replace(space_above=style.list_gap) for piece in entry[:1]] + entry[1:]),
        )
    return pieces, truncated
