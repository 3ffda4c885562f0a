"""Text of a grid box: time, title, people and list, measured and fitted to its height."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import cache, lru_cache
from itertools import groupby
from typing import NamedTuple

from eventkit.model import ParticipantId, Role, Session, SessionId, Status
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import GridCell, session_period
from eventkit.outputs.programme.print_context import WIDE_SPACE, PrintContext, Spans, join_languages
from eventkit.outputs.programme.sections import session_anchor
from eventkit.typesetting import Fonts, LinkArea, Mark, Span, Style, break_lines, set_line
from eventkit.typesetting.colour import BLACK
from eventkit.typesetting.layout.flow_blocks import Block, list_item, move, stack, total_height, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath
from eventkit.typesetting.layout.text_columns import TextColumn, place_line
from eventkit.typesetting.text.line_breaking import LineCounter
from eventkit.typesetting.text.paragraph import base_direction, join_spans
from eventkit.typesetting.text.spans import TextLine
from eventkit.wording import Wording

_SERVING_ROLES = frozenset({Role.PARTICIPANT, Role.INTERPRETER})

_ROLES_IN_GRIDS = frozenset({Role.CHAIR, Role.MODERATOR, Role.HOST, Role.KEYNOTE_SPEAKER})


class Quality(IntEnum):
    """The completeness of a grid, from the least to the most."""

    MINIMAL = 0
    READABLE = 1  # titles, perhaps truncated, and names where there is space
    NAMED = 2  # all titles in the first language, and names in every box
    COMPLETE = 3  # all but some of the names, and translations of parts


@dataclass(frozen=True, slots=True)
class DetailLevel:
    """The minimum text of a box."""

    title_lines: int  # lines of the title in the first language
    other_lines: int
    # Lines of the titles of parts in each other language; without any, entries of lists are in the first
    # language too.
    part_lines: int
    people_lines: int
    list_entries: int
    quality: Quality = Quality.MINIMAL


FULL = DetailLevel(99, 99, 99, 3, 99, Quality.COMPLETE)
PAGE_LEVELS = (
    FULL,
    DetailLevel(99, 99, 99, 1, 99, Quality.COMPLETE),
    DetailLevel(99, 99, 0, 3, 99, Quality.COMPLETE),
    DetailLevel(99, 99, 0, 1, 99, Quality.COMPLETE),
    DetailLevel(7, 5, 0, 0, 60, Quality.READABLE),
    DetailLevel(6, 3, 0, 0, 40, Quality.READABLE),
    DetailLevel(3, 1, 0, 0, 12),
    DetailLevel(2, 0, 0, 0, 6),
    DetailLevel(1, 0, 0, 0, 2),
)
"""From the full text to the minimum that is always printed."""

POSTER_LEVELS = (
    *PAGE_LEVELS[:2],
    PAGE_LEVELS[3],
    DetailLevel(99, 0, 0, 1, 99, Quality.NAMED),
    *PAGE_LEVELS[4:],
)
"""The levels of a poster, on which readers look for names rather than for a second language."""


def detail_levels(context: PrintContext) -> Sequence[DetailLevel]:
    return POSTER_LEVELS if context.page_format.is_framed else PAGE_LEVELS


ListItem = tuple[Session, Spans, int]  # an entry of a list: its session, its text, and its number of lines


@dataclass(frozen=True)
class BoxText:
    """The text of a box in full, measured for one width."""

    context: PrintContext
    style: GridStyle
    session: Session | None  # the session of the box; none for a list of parallel sessions
    width: float
    head: tuple[Block, ...]  # the lines of time, track code and place above the title
    titles: tuple[tuple[Spans, int], ...]  # the title in each language, with its number of lines
    people: tuple[Spans, int] = field(default=((), 0))
    first_name_lines: int = 0  # the lines of the first name alone, which is not cut
    # The entries of the list in all languages, each with its session and number of lines.
    items: tuple[ListItem, ...] = ()
    short_items: tuple[ListItem, ...] = ()  # the entries in the first language
    list_columns: int = 1
    # What is on the first line of the title: the time of a part before it, or the place of a band at its end,
    # with its time unless the next row begins when it ends.
    beside: tuple[Mark, ...] = ()
    indent: float = 0  # the distance of the text from the left edge of the box, behind the time of a part
    is_part: bool = False  # whether the box is within another one
    spoken: str = ""  # time, rooms and track for screen readers, if they are part of no other line
    _heights: dict[DetailLevel, float] = field(default_factory=dict, repr=False, compare=False)

    @property
    def padding(self) -> float:
        """The space above and below it: half as much between the parts of a session."""
        return self.style.padding * (0.5 if self.is_part else 1)

    def title_lines(self, index: int, detail: DetailLevel) -> int:
        """The lines that a detail level requires of the title in the language of that index."""
        other_lines = detail.part_lines if self.is_part else detail.other_lines
        return min(self.titles[index][1], other_lines if index else detail.title_lines)

    def minimum_height(self, detail: DetailLevel) -> float:
        """The height of the lines that a detail level requires, in points, without padding."""
        if detail not in self._heights:
            self._heights[detail] = self._height_at(detail)
        return self._heights[detail]

    def _height_at(self, detail: DetailLevel) -> float:
        head = total_height(self.head)
        title = sum(
            self.title_lines(index, detail) * spans[0].style.leading
            for index, (spans, _) in enumerate(self.titles)
        )
        names, lines = self.people
        shown_lines = min(lines, max(detail.people_lines, self.first_name_lines))
        people = shown_lines * names[0].style.leading if names and detail.people_lines else 0.0
        return head + title + people + self.list_height(detail)

    def list_height(self, detail: DetailLevel) -> float:
        shown = self.items_at(detail)[: detail.list_entries]
        remainder = self.style.item.leading if len(self.items) > len(shown) else 0.0
        return remainder + sum(self.row_height(row, detail.title_lines) for row in self.rows(shown))

    def items_at(self, detail: DetailLevel) -> tuple[ListItem, ...]:
        return self.items if detail.part_lines else self.short_items

    def rows(self, items: Sequence[ListItem]) -> Sequence[Sequence[ListItem]]:
        """Entries of the list in rows, to be read across."""
        return [items[index : index + self.list_columns] for index in range(0, len(items), self.list_columns)]

    def row_height(self, row: Sequence[ListItem], line_limit: int) -> float:
        """The height of a row of entries, with at most so many lines in each."""
        lines = max(min(lines, line_limit) for _, _, lines in row)
        return lines * self.style.item.leading + self.style.list_gap


TextMeasurer = Callable[[GridCell, float], BoxText]  # measures the text of a cell for a width
_COUNTED_TEXTS = 8192
"""The most texts that stay itemised while the boxes of days are measured in several sizes of type."""


class _Lines(NamedTuple):
    """Counts the lines of a text, which are the same in type and measure of any scale."""

    counter: LineCounter
    scale: float

    def at(self, width: float) -> int:
        return self.counter.count(width / self.scale)


@lru_cache(maxsize=_COUNTED_TEXTS)
def _line_counter(fonts: Fonts, spans: tuple[Span, ...]) -> LineCounter:
    return LineCounter(fonts, spans, base_direction(spans))


@lru_cache(maxsize=1024)
def _unit_style(style: Style, scale: float) -> Style:
    """The style at scale 1, in black: what the breaks of lines depend on."""
    return replace(style, size=round(style.size / scale, 6), colour=BLACK, fixed_leading=None)


class _SessionTexts(NamedTuple):
    """The texts of a session that are the same in a box of any width."""

    times: str
    spoken: str  # time, rooms and track for screen readers, which see neither columns nor colours
    code: Span | None
    people: Spans
    people_lines: _Lines
    first_name: _Lines  # the first of its people alone


class _BoxForm(NamedTuple):
    """The texts of a box that are the same in any width, unless it is a band."""

    titles: Sequence[tuple[Spans, _Lines]]
    beside: tuple[Mark, ...] = ()
    indent: float = 0
    spoken: str = ""
    has_head: bool = False


class _ListEntry(NamedTuple):
    """An entry of a list in all languages and in the first."""

    session: Session
    whole: tuple[Spans, _Lines]
    short: tuple[Spans, _Lines]


_WIDEST_INDENT = 1 / 3  # of a box


class BoxTexts:
    """The texts of the boxes of a day in one style, each measured once for each width."""

    def __init__(self, context: PrintContext, style: GridStyle) -> None:
        self._context, self._style, self._schedule = context, style, context.schedule
        self._measured: dict[tuple[object, ...], BoxText] = {}
        self._of_session: dict[SessionId, _SessionTexts] = {}
        self._forms: dict[tuple[object, ...], _BoxForm] = {}
        self._entries: dict[tuple[object, ...], Sequence[_ListEntry]] = {}
        in_part = replace(style.time, fixed_leading=style.part.leading)
        wording = context.wordings[0]
        self._start_of_part = cache(
            lambda time: set_line(context.fonts, Span(wording.in_figures(time), wording.asked, in_part))
        )
        self._title_styles: dict[tuple[object, ...], tuple[Style, Style]] = {}

    def measure(self, cell: GridCell, width: float) -> BoxText:
        if cell.session and cell.is_part and cell.is_followed:
            _, indent = self._set_start(cell.session)
            # In a narrow column its time is above the title, as if the next part began later.
            cell = replace(cell, is_followed=indent <= _WIDEST_INDENT * width)
        session = cell.session.id if cell.session else None
        list_key = (
            (*(listed.id for listed in cell.listed_sessions), cell.start, cell.end)
            if cell.listed_sessions
            else ()
        )
        flags = (cell.covers_other_rooms, cell.is_band, cell.is_part, cell.is_followed, cell.facing)
        form = (session, flags, list_key)
        key = (form, round(width, 3))
        if key not in self._measured:
            self._measured[key] = self._measure(cell, width, form)
        return self._measured[key]

    def _measure(self, cell: GridCell, width: float, key: tuple[object, ...]) -> BoxText:
        context, style, session = self._context, self._style, cell.session
        if key not in self._entries:
            self._entries[key] = [self._list_entry(cell, session) for session in cell.listed_sessions]
        entries = self._entries[key]
        if session is None:
            items, short_items = _list_items(entries, width)
            return BoxText(context, style, None, width, (), (), items=items, short_items=short_items)
        texts = self._texts(session)
        people = () if cell.facing and len(self._all_titles(cell, session)[0]) > 1 else texts.people
        head: Sequence[Block] = ()
        if cell.is_band:
            head, form = self._set_band(cell, session, width)
        else:
            if key not in self._forms:
                self._forms[key] = self._form(cell, session)
            form = self._forms[key]
            head = [*self._set_head(cell, session, width)] if form.has_head else ()
        width -= form.indent
        list_columns = max(1, int(width / (2 * style.minimum_column))) if cell.is_band else 1
        return BoxText(
            context,
            style,
            session,
            width,
            tuple(head),
            tuple([(title, lines.at(width)) for title, lines in form.titles]),
            (people, texts.people_lines.at(width)) if people else ((), 0),
            texts.first_name.at(width) if people else 0,
            *_list_items(entries, _list_width(style, width, list_columns)),
            list_columns,
            form.beside,
            form.indent,
            cell.is_part,
            form.spoken,
        )

    def _form(self, cell: GridCell, session: Session) -> _BoxForm:
        titles = [[span] for span in self._titles(cell, session)]
        if cell.is_part and cell.is_followed:
            beside, indent = self._set_start(session)
            return _BoxForm(self._counted(self._with_code(cell, session, titles)), beside, indent)
        if cell.is_followed and session.status is not Status.TENTATIVE and titles:
            spoken = self._texts(session).spoken
            return _BoxForm(self._counted(self._with_code(cell, session, titles)), spoken=spoken)
        return _BoxForm(self._counted(titles), has_head=True)

    def _titles(self, cell: GridCell, session: Session) -> Spans:
        spans, style = self._all_titles(cell, session)
        if cell.facing is None or len(spans) < 2:
            return spans
        # The band goes on with the other languages.
        return [spans[1]._replace(style=style), *spans[2:]] if cell.facing else spans[:1]

    def _all_titles(self, cell: GridCell, session: Session) -> tuple[Spans, Style]:
        """The title in each language, and the style of the first."""
        form = cell.is_part, cell.is_band, session.kind.is_pause, session.status
        if form not in self._title_styles:
            self._title_styles[form] = _title_styles(self._style, cell, session)
        styles = self._title_styles[form]
        return title_spans(self._context, session, *styles), styles[0]

    def _counted(self, texts: Sequence[Spans]) -> Sequence[tuple[Spans, _Lines]]:
        fonts, scale = self._context.fonts, self._context.page_format.scale
        return [
            (
                spans,
                _Lines(
                    _line_counter(
                        fonts, tuple([span._replace(style=_unit_style(span.style, scale)) for span in spans])
                    ),
                    scale,
                ),
            )
            for spans in texts
        ]

    def _texts(self, session: Session) -> _SessionTexts:
        if session.id not in self._of_session:
            context, schedule, wording = self._context, self._schedule, self._context.wordings[0]
            times, code = session_times(context, session), None
            names = [schedule.room(room).name for room in schedule.rooms_of(session)]
            if session.track is not None:
                track, style = schedule.track(session.track), self._style
                names.append(track.name)
                code = Span(track.code, "en", replace(style.code, colour=style.track_colour(track)))
            languages = (wording.asked, *schedule.conference.languages)
            spoken = wording.listed([times, *(name.best(*languages)[1] for name in names)])
            people = name_spans(context, session, self._style.people)
            (_, all_lines), (_, first_lines) = self._counted((people, people[:1]))
            self._of_session[session.id] = _SessionTexts(times, spoken, code, people, all_lines, first_lines)
        return self._of_session[session.id]

    def _code(self, session: Session, *, is_part: bool) -> Span | None:
        """The code of the track of a session; ``None`` for a part in the box of a session of that track."""
        if is_part and session.parent and self._schedule.session(session.parent).track == session.track:
            return None
        return self._texts(session).code

    def _with_code(self, cell: GridCell, session: Session, titles: Sequence[Spans]) -> Sequence[Spans]:
        """The titles of a session, the first with the code of its track before it."""
        code = self._code(session, is_part=cell.is_part)
        if code is None:
            return titles
        (title, *_), *others = titles
        code = code._replace(
            language=title.language, style=replace(code.style, fixed_leading=title.style.leading)
        )
        return [[code, Span(" ", title.language, title.style), title], *others]

    def _paragraph(self, session: Session) -> StructurePath:
        """A paragraph that screen readers read as time, rooms and track."""
        return (StructureElement("P", alternative=self._texts(session).spoken),)

    def _set_start(self, session: Session) -> tuple[tuple[Mark, ...], float]:
        """The start of a part, which is set before its title, and the indent of the title."""
        start = self._schedule.wall(session_period(session).start)
        widest, line = map(self._start_of_part, ("00:00", f"{start:%H:%M}"))
        indent = widest.width + self._style.gap
        block = place_line(line, -indent, (session.id,), structure=self._paragraph(session))
        return block.marks, indent

    def _set_band(self, cell: GridCell, session: Session, width: float) -> tuple[Sequence[Block], _BoxForm]:
        """The lines above the title of a band; its titles, with its note at the end of the first line.

        The titles in all languages share a line where they fit on one.
        """
        context, spans, titles = self._context, self._band_note(cell, session), self._titles(cell, session)
        line = set_line(context.fonts, spans, context.direction) if spans else None
        free = width - line.width - 2 * self._style.gap if line else width
        column = TextColumn(context.fonts, free, context.languages)
        apart = [[title] for title in titles]
        if free < titles[0].style.size or not column.fits(titles[:1]):  # one letter always fits
            head = [*self._set_head(cell, session, width)]
            return head, _BoxForm(self._counted(apart), spoken="" if head else self._texts(session).spoken)
        beside: tuple[Mark, ...] = ()
        if line:
            line, x = replace(line, leading=titles[0].style.leading), width - line.width
            beside = place_line(line, x, (session.id,), structure=self._paragraph(session)).marks
        joined = join_spans(titles, WIDE_SPACE)
        shown = self._counted([joined] if column.fits(joined) else apart)
        return (), _BoxForm(shown, beside, spoken="" if beside else self._texts(session).spoken)

    def _band_note(self, cell: GridCell, session: Session) -> Spans:
        """The place and the track code of a band, and its time unless the next row begins when it ends."""
        notes, texts = [*self._note_spans(cell, session)], self._texts(session)
        if not cell.is_followed:
            notes.append([Span(texts.times, self._context.languages[0], self._style.time)])
        if texts.code:
            notes.append([texts.code])
        gap = Span(WIDE_SPACE, "und", self._style.note)
        return [span for index, note in enumerate(notes) for span in ((gap, *note) if index else note)]

    def _set_head(self, cell: GridCell, session: Session, width: float) -> Iterator[Block]:
        """The time, with the track code at the other end, then the rooms if the columns do not show them."""
        context, subjects, paragraph = self._context, (session.id,), self._paragraph(session)
        time = Span(self._texts(session).times, context.languages[0], self._style.time)
        whole = set_line(context.fonts, time, context.direction_of_times)
        lines: Sequence[TextLine] = (whole,)
        if whole.width > width:
            lines = break_lines(context.fonts, time, width, base=context.direction_of_times)
        first, *rest = [place_line(line, 0, subjects, structure=paragraph) for line in lines]
        code = self._code(session, is_part=cell.is_part)
        if code is not None:
            code_line = set_line(context.fonts, code, "ltr")
            if code_line.width > width:
                code_line = break_lines(context.fonts, code, width, max_lines=1, base="ltr")[0]
            if lines[0].width + self._style.gap + code_line.width <= width:
                beside = place_line(code_line, width - code_line.width, subjects, structure=paragraph)
                first = first._replace(marks=(*first.marks, *beside.marks))
            else:
                rest.append(place_line(code_line, 0, subjects, structure=paragraph))
        yield first
        yield from rest
        for spans in self._note_spans(cell, session):
            yield from truncate_block(context, spans, width, 2, subjects)[0]

    def _note_spans(self, cell: GridCell, session: Session) -> Iterator[Spans]:
        """The label of a tentative session; the rooms of a session in a column that is not theirs alone."""
        context, schedule, style = self._context, self._schedule, self._style.note
        if session.status is Status.TENTATIVE:
            yield join_languages(context.label_spans(session.status, style))
        rooms = schedule.rooms_of(session)
        everywhere = len(rooms) == len(schedule.rooms) > 1
        if not cell.is_part and cell.covers_other_rooms and rooms and not everywhere:
            texts = [context.text_spans(schedule.room(room).name, style)[0] for room in rooms[:3]]
            yield join_spans(texts, Wording.of(texts[0].language).listed(("", "")))

    def _list_entry(self, cell: GridCell, session: Session) -> _ListEntry:
        """An entry of a list: the time if it is not that of the box, the track code and the title."""
        context, style, texts = self._context, self._style, self._texts(session)
        titles = title_spans(context, session, style.item, style.other)
        lead = [texts.code, Span(" ", "en", style.item)] if texts.code else []
        period = session_period(session)
        if cell.session is None or (period.start, period.end) != (cell.start, cell.end):
            lead = [Span(f"{texts.times} ", context.languages[0], style.time), *lead]
        # Time and code belong to a line in the language of the title.
        language, leading = titles[0].language, style.item.leading
        lead = [Span(span.text, language, span.style) for span in lead]
        short, whole = ([*lead, *join_spans(shown, WIDE_SPACE)] for shown in (titles[:1], titles))
        level = [
            [span._replace(style=replace(span.style, fixed_leading=leading)) for span in spans]
            for spans in (whole, short)
        ]
        counted = self._counted(level if level[0] != level[1] else level[:1])
        return _ListEntry(session, counted[0], counted[-1])


def _list_items(
    entries: Sequence[_ListEntry], width: float
) -> tuple[tuple[ListItem, ...], tuple[ListItem, ...]]:
    items = tuple([(session, spans, lines.at(width)) for session, (spans, lines), _ in entries])
    if all(entry.whole is entry.short for entry in entries):
        return items, items
    short = tuple([(session, spans, lines.at(width)) for session, _, (spans, lines) in entries])
    return items, short


def _title_styles(style: GridStyle, cell: GridCell, session: Session) -> tuple[Style, Style]:
    title, other = (style.part if cell.is_part else style.title), style.other
    if session.kind.is_pause:
        title = style.pause
    elif cell.is_band:
        title, other = style.band, style.band_other
    if session.status is Status.CANCELLED:
        title = replace(title, weight=500, colour=style.quiet)
    return title, replace(other, colour=title.colour)


def _list_width(style: GridStyle, width: float, columns: int) -> float:
    return (width + style.column_gap) / columns - style.column_gap


def title_spans(context: PrintContext, session: Session, style: Style, others: Style) -> Spans:
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
    """The names of those with a task before the audience, in the readers' first language.

    Those who preside, and keynote speakers, are behind their role: Moderator: Hypatia; Euclid, Omar Khayyam.
    """
    roles: dict[ParticipantId, Role] = {}
    for appearance in session.people:
        if appearance.comes and appearance.role not in _SERVING_ROLES:
            roles.setdefault(appearance.participant, appearance.role)
    wording, names, ends = context.wordings[0], list[Span](), list[int]()
    for role, group in groupby(roles, key=lambda participant: roles[participant]):
        people = list(group)
        spans = [context.participant_spans(context.schedule.participant(one), style)[0] for one in people]
        if role in _ROLES_IN_GRIDS and not context.title_repeats_label(session.title, role):
            label = wording.label(role, many=len(people) > 1)
            spans[0] = spans[0]._replace(text=wording.pair(label, spans[0].text))
            ends.append(len(names) + len(spans))
        names += spans
    line = [*join_spans(names, wording.listed(("", "")))]
    for end in ends:
        line[2 * end - 1 : 2 * end] = [
            separator._replace(text=wording.sign("semicolon")) for separator in line[2 * end - 1 : 2 * end]
        ]
    return line


def whole_names(context: PrintContext, names: Spans, width: float, line_limit: int) -> Spans:
    """As many whole names as fit in lines of ``width`` points, and the rest: Ada Lovelace and 3 more."""
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
    return context.time_range(session_period(session))


def truncate_block(
    context: PrintContext,
    spans: Spans,
    width: float,
    line_limit: int,
    about: tuple[str, ...],
    *,
    spoken: str = "",
    balanced: bool = False,
) -> tuple[list[Block], bool]:
    """A text in at most that many lines, and whether it is truncated; ``spoken`` is for screen readers."""
    base = base_direction(spans)
    column = TextColumn(context.fonts, width, context.languages)
    all_lines = break_lines(context.fonts, spans, width, base=base, balanced=balanced)
    shown_lines = all_lines
    if len(all_lines) > line_limit:
        shown_lines = (
            break_lines(context.fonts, spans, width, max_lines=line_limit, base=base) if line_limit else ()
        )
    paragraph = (StructureElement("P", alternative=spoken),)
    pieces = [place_line(line, column.line_start(line), about, structure=paragraph) for line in shown_lines]
    return pieces, len(all_lines) > line_limit


ROUNDING = 0.01  # the tolerance of sums of heights, in points


@dataclass(frozen=True)
class FittedBox:
    """The text of a box, fitted to its height."""

    pieces: Sequence[Block]  # from the top down
    heading_length: int
    truncated: tuple[str, ...] = ()  # the sessions whose title is truncated or left out
    unnamed: tuple[str, ...] = ()


def fit_text(text: BoxText, height: float, detail: DetailLevel, *, links: bool) -> FittedBox:
    """Fit a box's text to its height: title first, then list, then people.

    The height is at least that of the detail level.
    """
    subjects = (text.session.id,) if text.session else ()
    spare = height - text.minimum_height(detail)
    pieces, truncated = list(text.head), dict[str, None]()
    for index, (spans, lines) in enumerate(text.titles):
        leading = spans[0].style.leading
        minimum = text.title_lines(index, detail)
        if index and not minimum and (text.is_part or detail.quality is Quality.NAMED):
            continue  # boxes of one page are alike: translations of all of them are left out
        extra = max(0, min(lines - minimum, int((spare + ROUNDING) / leading)))
        spare -= extra * leading
        spoken = f"{text.spoken}: {spans[-1].text}" if text.spoken and not index else ""
        title_blocks, is_truncated = truncate_block(
            text.context, spans, text.width, minimum + extra, subjects, spoken=spoken, balanced=True
        )
        if not index and title_blocks:
            first = title_blocks[0]
            title_blocks[0] = first._replace(marks=(*text.beside, *first.marks))
        pieces += title_blocks
        truncated |= dict.fromkeys(subjects if is_truncated else ())
    heading_length = len(pieces)
    list_blocks, truncated_entries = _fit_list(text, text.list_height(detail) + spare, detail, links=links)
    pieces += list_blocks
    truncated |= dict.fromkeys(truncated_entries)
    names, lines = text.people
    limit = 0
    if names:
        line_count = int((height - total_height(pieces) + ROUNDING) / names[0].style.leading)
        limit = min(lines, line_count) if line_count >= text.first_name_lines else 0
        shown = whole_names(text.context, names, text.width, limit)
        pieces += truncate_block(text.context, shown, text.width, limit, subjects)[0]
    return FittedBox(pieces, heading_length, tuple(truncated), subjects if names and not limit else ())


def _fit_list(
    text: BoxText, free: float, detail: DetailLevel, *, links: bool
) -> tuple[list[Block], list[str]]:
    """The rows of a list that fit, then the number of the other entries; and the sessions truncated."""
    style, pieces, truncated, entries = text.style, list[Block](), list[str](), StructureElement("L")
    leading, rows = style.item.leading, text.rows(text.items_at(detail))
    all_fit = sum(text.row_height(row, _ALL_LINES) for row in rows) <= free + ROUNDING
    line_limit = _ALL_LINES if all_fit else detail.title_lines
    for index, row in enumerate(rows):
        needed = text.row_height(row, line_limit)
        if needed + (leading if index < len(rows) - 1 and not all_fit else 0) > free + ROUNDING:
            omitted = [item for other in rows[index:] for item in other]
            truncated += [session.id for session, _, _ in omitted]
            remainder = Span(f"+ {len(omitted)}", text.context.languages[0], style.item)
            remainder_blocks = (
                truncate_block(text.context, [remainder], text.width, 1, ())[0]
                if free + ROUNDING >= leading
                else []
            )
            pieces += wrap(entries, list_item(remainder_blocks))
            break
        free -= needed
        set_entries = [_set_entry(text, item, line_limit, links=links) for item in row]
        truncated += [
            item[0].id for item, (_, is_truncated) in zip(row, set_entries, strict=True) if is_truncated
        ]
        pieces.append(_side_by_side(text, [wrap(entries, list_item(entry)) for entry, _ in set_entries]))
    return pieces, truncated


_ALL_LINES = 99


def _set_entry(text: BoxText, item: ListItem, line_limit: int, *, links: bool) -> tuple[list[Block], bool]:
    """An entry of a list in at most so many lines, which links to its session; whether it is truncated."""
    session, spans, lines = item
    width = _list_width(text.style, text.width, text.list_columns)
    entry, is_truncated = truncate_block(text.context, spans, width, min(lines, line_limit), (session.id,))
    if links and entry:
        link = LinkArea(0, 0, width, len(entry) * text.style.item.leading, f"#{session_anchor(session)}")
        entry[0] = entry[0]._replace(marks=(*entry[0].marks, link))
    return entry, is_truncated


def _side_by_side(text: BoxText, entries: Sequence[Sequence[Block]]) -> Block:
    step = _list_width(text.style, text.width, text.list_columns) + text.style.column_gap
    stacked = [stack(entry) for entry in entries]
    marks = (move(mark, index * step, 0) for index, entry in enumerate(stacked) for mark in entry.marks)
    height = max(entry.height for entry in stacked)
    return Block(height, tuple(marks), space_above=text.style.list_gap)
