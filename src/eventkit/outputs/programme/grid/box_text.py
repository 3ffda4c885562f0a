"""Text of a grid box: time, title, people and list, measured and fitted to its height."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from eventkit.model import Role, Session, Status
from eventkit.outputs.programme.grid.grid_style import GridStyle
from eventkit.outputs.programme.grid.room_columns import GridCell, session_period
from eventkit.outputs.programme.print_context import PrintContext, Spans
from eventkit.outputs.programme.sections import session_anchor
from eventkit.typesetting import Link, Span, Style, set_lines
from eventkit.typesetting.flow import Column, Piece, height_of, set_at
from eventkit.typesetting.joining import joined, reading_direction
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import item, within
from eventkit.wording import Wording

_SERVING_ROLES = frozenset({Role.PARTICIPANT, Role.INTERPRETER})


@dataclass(frozen=True, slots=True)
class DetailLevel:
    """How much a box must have room for at least, in lines.

    Attributes:
        title_lines: Of the title in the foremost language.
        other_lines: Of the title in each of the others.
        people_lines: Of the names.
        list_entries: How many entries of a list.
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
"""From all there is to what must be told in any case."""


FULL_DETAIL = 2
"""With how many of them, from the first, nothing but some of the names is left out."""


GOOD_DETAIL = 4
"""With how many of the amounts, from the first, a page is worth reading."""


@dataclass(frozen=True)
class BoxText:
    """All the lines that a box could hold, each kind apart.

    Attributes:
        session: Whose box it is, if any.
        width: Of the text.
        head: The lines of its time, its code and where it is.
        title: The title in the foremost of its languages, as spans.
        titles: The lines of the title in each language, whole.
        people: The lines of the names, whole.
        items: The lines of each entry of its list, whole.
        listed: Whose entries these are.
    """

    context: PrintContext
    style: GridStyle
    session: Session | None
    width: float
    head: tuple[Piece, ...]
    titles: tuple[tuple[Span, int], ...]
    people: tuple[Spans, int] = field(default=((), 0))
    items: tuple[tuple[Session, Spans, int], ...] = ()

    def minimum_height(self, amount: DetailLevel) -> float:
        """The height of the lines that must be there, in points, without the space around them."""
        head = height_of(self.head)
        title = sum(
            min(lines, amount.other_lines if at else amount.title_lines) * span.style.leading
            for at, (span, lines) in enumerate(self.titles)
        )
        names, lines = self.people
        people = min(lines, amount.people_lines) * names[0].style.leading if names else 0.0
        return head + title + people + self.list_height(amount)

    def list_height(self, amount: DetailLevel) -> float:
        """What of that the list takes."""
        lead = self.style.item.leading
        told = self.items[: amount.list_entries]
        more = lead if len(self.items) > len(told) else 0.0
        return more + sum(min(lines, amount.title_lines) * lead + self.style.list_gap for _, _, lines in told)


TextMeasurer = Callable[[GridCell, float], BoxText]
"""What a cell has to say in a text of some width."""


def text_measurer(context: PrintContext, look: GridStyle) -> TextMeasurer:
    """What tells what cells have to say; the same in the same width is measured once."""
    known: dict[tuple[object, ...], BoxText] = {}

    def tell(cell: GridCell, width: float) -> BoxText:
        session = cell.session.id if cell.session else None
        listed = (
            (*(each.id for each in cell.listed_sessions), cell.start, cell.end)
            if cell.listed_sessions
            else ()
        )
        key = (session, cell.covers_other_rooms, listed, round(width, 3))
        if key not in known:
            known[key] = measure_text(context, look, cell, width)
        return known[key]

    return tell


def measure_text(context: PrintContext, look: GridStyle, cell: GridCell, width: float) -> BoxText:
    """What a cell has to say in a text of that width."""
    session = cell.session
    items = tuple(_list_items(context, look, cell, width))
    if session is None:
        return BoxText(context, look, None, width, (), (), items=items)
    style = look.title
    if session.kind.is_pause or session.status is Status.CANCELLED:
        style = replace(style, weight=500, colour=look.quiet)
    spans = title_spans(context, session, style, replace(look.other, colour=style.colour))
    who = name_spans(context, session, look.people)
    return BoxText(
        context,
        look,
        session,
        width,
        tuple(_set_head(context, look, cell, session, width)),
        tuple((span, _count_lines(context, [span], width)) for span in spans),
        (who, _count_lines(context, who, width)) if who else ((), 0),
        items,
    )


def title_spans(context: PrintContext, session: Session, style: Style, others: Style) -> Spans:
    """A session's title in each language; that it is cancelled is a part of it."""
    spans = context.text_spans(session.title, style, others)
    if session.status is not Status.CANCELLED:
        return spans
    return [
        span._replace(text=Wording.of(span.language).word("cancelled-title", title=span.text))
        for span in spans
    ]


def _count_lines(context: PrintContext, spans: Spans, width: float) -> int:
    return len(set_lines(context.fonts, spans, width, base=reading_direction(spans)))


def name_spans(context: PrintContext, session: Session, style: Style) -> Spans:
    """Those with a task before the audience, each by the foremost form of the name."""
    active = [each for each in session.people if each.comes and each.role not in _SERVING_ROLES]
    who = dict.fromkeys(each.participant for each in active)
    return joined(
        [context.participant_spans(context.schedule.participant(each), style)[0] for each in who], ", "
    )


def session_times(context: PrintContext, session: Session) -> str:
    """From when to when a session is held, by the clocks at the conference."""
    when, schedule = session_period(session), context.schedule
    return context.wordings[0].times(schedule.wall(when.start), schedule.wall(when.end))


def _set_head(
    context: PrintContext, look: GridStyle, cell: GridCell, session: Session, width: float
) -> Iterator[Piece]:
    """The time with the code of the track at the other end, then where it is, if the column does not tell."""
    about = (session.id,)
    time = Span(session_times(context, session), context.languages[0], look.time)
    lines = set_lines(context.fonts, time, width, base="ltr")
    paragraph = (Element("P", alternative=_spoken_head(context, session)),)
    first, *rest = [set_at(line, 0, about, tags=paragraph) for line in lines]
    code = _track_code(context, look, session)
    if code is not None:
        drawn = set_lines(context.fonts, code, width, max_lines=1, base="ltr")[0]
        if lines[0].width + look.gap + drawn.width <= width:
            beside = set_at(drawn, width - drawn.width, about, tags=paragraph)
            first = first._replace(marks=(*first.marks, *beside.marks))
        else:
            rest.append(set_at(drawn, 0, about, tags=paragraph))
    yield first
    yield from rest
    for spans in _note_spans(context, look, cell, session):
        yield from truncate_block(context, spans, width, 2, about)[0]


def _spoken_head(context: PrintContext, session: Session) -> str:
    """When, where and in which track, for those who see neither the column of a box nor its colour."""
    schedule, wording = context.schedule, context.wordings[0]
    named = [schedule.room(room).name for room in schedule.rooms_of(session)]
    named += [schedule.track(session.track).name] if session.track is not None else []
    languages = (wording.asked, *schedule.conference.languages)
    return wording.listed([session_times(context, session), *(name.best(*languages)[1] for name in named)])


def _track_code(context: PrintContext, look: GridStyle, session: Session) -> Span | None:
    if session.track is None:
        return None
    track = context.schedule.track(session.track)
    return Span(track.code, "en", replace(look.code, colour=look.track_colour(track)))


def _note_spans(context: PrintContext, look: GridStyle, cell: GridCell, session: Session) -> Iterator[Spans]:
    """That it is not settled, and in which rooms, where the columns of its box say something else."""
    if session.status is Status.TENTATIVE:
        yield joined(context.label_spans(session.status, look.note))
    rooms = context.schedule.rooms_of(session)
    if session.plenary and cell.covers_other_rooms and rooms:
        texts = [context.text_spans(context.schedule.room(room).name, look.note)[0] for room in rooms[:3]]
        yield joined(texts, ", ")


def _list_items(
    context: PrintContext, look: GridStyle, cell: GridCell, width: float
) -> Iterator[tuple[Session, Spans, int]]:
    """The entries of a list, each with its time where that is not the whole box's."""
    for session in cell.listed_sessions:
        title = context.text_spans(session.title, look.item, look.item)
        if session.status is Status.CANCELLED:
            title = title_spans(context, session, look.item, look.item)
        code = _track_code(context, look, session)
        spans = [*([code, Span(" ", "en", look.item)] if code else []), *joined(title[:1])]
        when = session_period(session)
        if cell.session is None or (when.start, when.end) != (cell.start, cell.end):
            time = Span(
                f"{session_times(context, session)} ", context.languages[0], replace(look.time, lead=None)
            )
            spans = [time, *spans]
        said, lead = title[0].language, look.item.leading  # time and code belong to a line in that language
        spans = [Span(span.text, said, replace(span.style, lead=lead)) for span in spans]
        yield session, spans, _count_lines(context, spans, width)


def truncate_block(
    context: PrintContext, spans: Spans, width: float, lines: int, about: tuple[str, ...]
) -> tuple[list[Piece], bool]:
    """A text in at most so many lines, and whether it had to be cut."""
    base = reading_direction(spans)
    column = Column(context.fonts, width, context.languages)
    whole = set_lines(context.fonts, spans, width, base=base)
    found = whole
    if len(whole) > lines:
        found = set_lines(context.fonts, spans, width, max_lines=lines, base=base) if lines else ()
    alone, paragraph = len(found) == 1, (Element("P"),)
    pieces = [set_at(line, column.begin(line, alone=alone), about, tags=paragraph) for line in found]
    return pieces, len(whole) > lines


_ROUNDING = 0.01


@dataclass(frozen=True)
class FittedBox:
    """The pieces of a box, and what of it found no room.

    Attributes:
        pieces: From the top down.
        heading_length: How many of them stand above its list.
        truncated: The sessions whose title is cut or left out.
    """

    pieces: Sequence[Piece]
    heading_length: int
    truncated: tuple[str, ...] = ()


def fit_text(of: BoxText, height: float, amount: DetailLevel, *, links: bool) -> FittedBox:
    """As much of it as a height holds, which is at least what the amount asks for.

    What is over goes to the title first, then to the list, then to the names.
    """
    about = (of.session.id,) if of.session else ()
    over = height - of.minimum_height(amount)
    pieces, lost = list(of.head), dict[str, None]()
    for at, (span, lines) in enumerate(of.titles):
        lead = span.style.leading
        least = min(lines, amount.other_lines if at else amount.title_lines)
        more = max(0, min(lines - least, int((over + _ROUNDING) / lead)))
        over -= more * lead
        found, shortened = truncate_block(of.context, [span], of.width, least + more, about)
        pieces += found
        lost |= dict.fromkeys(about if shortened else ())
    heading = len(pieces)
    listed, left = _fit_list(of, of.list_height(amount) + over, amount, links=links)
    pieces += listed
    lost |= dict.fromkeys(left)
    names, lines = of.people
    if names:
        room = int((height - height_of(pieces) + _ROUNDING) / names[0].style.leading)
        pieces += truncate_block(of.context, names, of.width, max(0, min(lines, room)), about)[0]
    return FittedBox(pieces, heading, tuple(lost))


def _fit_list(of: BoxText, free: float, amount: DetailLevel, *, links: bool) -> tuple[list[Piece], list[str]]:
    """The entries of a list as far as they fit, then how many more there are; and which are not whole."""
    look, pieces, lost, entries = of.style, list[Piece](), list[str](), Element("L")
    lead = look.item.leading
    whole = sum(lines * lead + look.list_gap for _, _, lines in of.items) <= free + _ROUNDING
    for at, (session, spans, lines) in enumerate(of.items):
        left = len(of.items) - at
        needed = (lines if whole else min(lines, amount.title_lines)) * lead + look.list_gap
        if needed + (lead if left > 1 and not whole else 0) > free + _ROUNDING:
            lost += [each.id for each, _, _ in of.items[at:]]
            more = Span(f"+ {left}", of.context.languages[0], look.item)
            left_over = (
                truncate_block(of.context, [more], of.width, 1, ())[0] if free + _ROUNDING >= lead else []
            )
            pieces += within(entries, item(left_over))
            break
        found, shortened = truncate_block(
            of.context, spans, of.width, round((needed - look.list_gap) / lead), (session.id,)
        )
        lost += [session.id] if shortened else []
        free -= needed
        if links and found:
            link = Link(0, 0, of.width, len(found) * lead, f"#{session_anchor(session)}")
            found[0] = found[0]._replace(marks=(*found[0].marks, link))
        pieces += within(
            entries, item([piece._replace(before=look.list_gap) for piece in found[:1]] + found[1:])
        )
    return pieces, lost
