"""Session lists of badges and signs: sessions, or the people of a session, one below the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    HolderSession,
    LocalisedText,
    LocalisedTexts,
    figure_wording,
)
from eventkit.outputs.badges.badge_text import MINIMUM_TYPE, TextFitter, TextFormat, mark_name
from eventkit.outputs.badges.template_elements import SessionsElement
from eventkit.typesetting import Box, Colour, Mark, PlacedLine, Rectangle, RuleLine
from eventkit.typesetting.layout.flow_blocks import nest, tag_marks
from eventkit.typesetting.layout.structure_elements import ARTIFACT, StructureElement
from eventkit.typesetting.text.paragraph import MIDDLE_DOT
from eventkit.typesetting.text.spans import BASELINE
from eventkit.wording import Wording

_LEADING = 1.32  # of the size, from one baseline to the next

_SMALL_RATIO = 0.86  # the size of details, as a part of that of the title

_GAP = 0.55  # above an entry

_RULED_GAP = 0.4  # above and below a rule between entries

_RULE_WIDTH = 0.6

_BAR_WIDTH = 0.22  # the bar in the colour of the track

_READABLE = 0.7  # of the largest size, below which less is printed rather than smaller

_COLUMNS = (2, 3)  # of people, where one column has no space

_COLUMN_GAP = 1.0  # between columns, as a part of the size

_LABEL_SHARE = 0.32  # the most of the width that the roles of people take


@dataclass(frozen=True, slots=True)
class SessionList:
    marks: tuple[Mark, ...]  # the marks, from left to right
    size: float
    left_out: int = 0  # the number of entries without space


class ListColours(NamedTuple):
    ink: Colour
    second: Colour


class _Entry(NamedTuple):
    titles: LocalisedTexts  # the title, or the name of a person, in its languages
    details: LocalisedTexts = ()
    label: LocalisedText | None = None
    day: LocalisedText | None = None
    colour: str = ""  # the colour of the track; empty for none
    is_person: bool = False


def set_session_list(
    element: SessionsElement,
    holder: BadgeHolder,
    setter: TextFitter,
    area: Rectangle,
    colours: ListColours,
    *,
    country: str | None,
) -> SessionList:
    """Set the sessions of a holder, or else the people of a sign, at the largest size at which all fit.

    Rather than in small type, less is printed of each, then people are in two or three columns. Those for
    whom there is no space are counted at the end. The digits are those of the country.
    """
    place = _ListPlace(element, setter, area, colours)
    entries = [_session_entry(element, session, country) for session in holder.sessions]
    are_people = not entries and len(holder.people) > 1
    versions = [*_shorter_versions(entries or list(_people_entries(holder)))]
    attempts = [(version, 1) for version in versions]
    attempts += [(versions[-1], columns) for columns in _COLUMNS if are_people]
    sizes = [*_sizes(element)]
    readable = [size for size in sizes if size >= _READABLE * element.size]
    shortest, columns = attempts[-1]
    tried = [(*attempt, size) for attempt in attempts for size in readable]
    tried += [(shortest, columns, size) for size in sizes]
    for version, count, size in tried:
        printed = _set_columns(place, version, size, count)
        if not printed.left_out:
            return printed
    if not are_people:
        return printed
    language = holder.people[0].role[0].language
    left_out, wording = printed.left_out, figure_wording(language, country)
    while True:
        shown = shortest[: len(holder.people) - left_out]
        text = wording.word("and-more", count=wording.in_figures(str(left_out)))
        counted = _Entry((LocalisedText(text, language),), is_person=True)
        last = _set_columns(place, [*shown, counted], element.smallest, columns)
        if not last.left_out or not shown:
            return replace(last, left_out=left_out)
        left_out += 1


class _ListPlace(NamedTuple):
    element: SessionsElement
    fitter: TextFitter
    area: Rectangle
    colours: ListColours


def _set_columns(place: _ListPlace, entries: Sequence[_Entry], size: float, columns: int) -> SessionList:
    element, fitter, area, colours = place
    gap = _COLUMN_GAP * size
    width = (area.width - (columns - 1) * gap) / columns
    marks: list[Mark] = []
    rest = [*entries]
    for column in range(columns):
        part = Rectangle(area.x + column * (width + gap), area.y, width, area.height)
        below = _ListSetter(element, fitter, part, size, colours).set_entries(rest)
        marks += below.marks
        rest = rest[len(rest) - below.left_out :] if below.left_out else []
        if not rest:
            break
    return SessionList(tuple(marks), size, len(rest))


def _sizes(element: SessionsElement) -> Iterator[float]:
    size = element.size
    while size > element.smallest:
        yield size
        size -= max(0.5, 0.06 * size)
    yield element.smallest


def _shorter_versions(entries: Sequence[_Entry]) -> Iterator[Sequence[_Entry]]:
    """The entries, then without what is left out before the type becomes small.

    People have one position, then one form of their name, then their name alone; titles one language.
    """
    yield entries
    if any(len(entry.details) > 1 for entry in entries):
        entries = [entry._replace(details=entry.details[:1]) for entry in entries]
        yield entries
    if any(len(entry.titles) > 1 for entry in entries):
        entries = [entry._replace(titles=entry.titles[:1]) for entry in entries]
        yield entries
    if any(entry.is_person and entry.details for entry in entries):
        yield [entry._replace(details=()) for entry in entries]


def _session_entry(element: SessionsElement, session: HolderSession, country: str | None) -> _Entry:
    day = None
    if session.start and "day" in element.show:
        language = session.title[0].language
        day = LocalisedText(figure_wording(language, country).short_day(session.start.date()), language)
    return _Entry(
        session.title[: element.languages],
        tuple(_session_details(element, session)),
        _time_label(element, session, country),
        day,
        session.colour,
    )


def _session_details(element: SessionsElement, session: HolderSession) -> Iterator[LocalisedText]:
    fields = {"role": session.role, "room": session.room}
    details = [texts[0] for name, texts in fields.items() if name in element.show and texts]
    if details:
        yield LocalisedText(MIDDLE_DOT.join(localised.text for localised in details), details[0].language)
    if "people" in element.show and session.people:
        language = session.people[0].language
        names = (mark_name(localised.text) for localised in session.people)
        yield LocalisedText(Wording.of(language).listed(names), language)


def _time_label(
    element: SessionsElement, session: HolderSession, country: str | None
) -> LocalisedText | None:
    """The times or the beginning of a session, in the first language; ``None`` while it has none."""
    if session.start is None or session.end is None:
        return None
    wording = figure_wording(language := session.title[0].language, country)
    if "time" in element.show:
        return LocalisedText(wording.times(session.start, session.end), language)
    return LocalisedText(wording.time(session.start), language) if "start" in element.show else None


def _people_entries(holder: BadgeHolder) -> Iterator[_Entry]:
    """The people of the session on a sign, the role beside the first of each."""
    last: LocalisedText | None = None
    for person in holder.people:
        role = person.role[0]
        label = None if role == last else role
        names = tuple(name._replace(text=mark_name(name.text)) for name in person.names)
        yield _Entry(names, person.positions, label, is_person=True)
        last = role


@dataclass(slots=True)
class _LineWriter:
    fitter: TextFitter
    y: float
    marks: list[Mark] = field(default_factory=list)

    def write(self, localised: LocalisedText, text_format: TextFormat, left: float, width: float) -> None:
        """Write a text. Its lines begin beside the labels, whichever way they run."""
        paragraph = (StructureElement("P"),)
        for line in self.fitter.lines(localised, text_format, width):
            y = self.y + BASELINE * text_format.leading * text_format.size
            self.marks.append(PlacedLine(line, left, y, (), paragraph))
            self.y += text_format.leading * text_format.size


class _ListSetter:
    def __init__(
        self,
        element: SessionsElement,
        fitter: TextFitter,
        area: Rectangle,
        size: float,
        colours: ListColours,
    ) -> None:
        small = max(_SMALL_RATIO * size, min(size, MINIMUM_TYPE))
        self._element, self._fitter, self._area, self._size = element, fitter, area, size
        self._colours = colours
        self._small = TextFormat(small, small, 400, colours.ink, leading=_LEADING)
        self._title = self._small._replace(size=size, weight=700)
        self._label = self._small._replace(weight=600)
        self._second = self._small._replace(colour=colours.second)

    def set_entries(self, entries: Sequence[_Entry]) -> SessionList:
        indent = self._indent(entries)
        if self._size > self._element.smallest and any(self._breaks_name(entry, indent) for entry in entries):
            return SessionList((), self._size, len(entries))
        marks: list[Mark] = []
        list_element = StructureElement("L")
        y: float = self._area.y
        day: LocalisedText | None = None
        for index, entry in enumerate(entries):
            previous_day, day = day, entry.day
            gap = self._gap_above(index, new_day=day != previous_day)
            writer = _LineWriter(self._fitter, y + gap)
            self._write_entry(writer, entry, indent, new_day=day != previous_day)
            if writer.y > self._area.bottom:
                return SessionList(tuple(marks), self._size, len(entries) - index)
            item = (list_element, StructureElement("LI"), StructureElement("LBody"))
            if self._element.ruled:
                marks.append(self._rule(y))
            marks += tag_marks(item, writer.marks)
            y = writer.y + (gap if self._element.ruled else 0)
        return SessionList(tuple(marks), self._size)

    def _breaks_name(self, entry: _Entry, indent: float) -> bool:
        """True if a part of a name, such as a long surname, is wider than its column."""
        width = self._area.width - indent
        return entry.is_person and any(
            self._fitter.widest_part(name, self._title) > width for name in entry.titles
        )

    def _gap_above(self, index: int, *, new_day: bool) -> float:
        if self._element.ruled:
            return _RULED_GAP * self._size
        return (2 if new_day else 1) * _GAP * self._size if index else 0.0

    def _rule(self, y: float) -> Mark:
        area, ink = self._area, self._colours.ink
        return nest(ARTIFACT, RuleLine(area.x, y, area.right, y, _RULE_WIDTH, ink))

    def _indent(self, entries: Iterable[_Entry]) -> float:
        """The width of the labels on the left, with a space behind them."""
        most = _LABEL_SHARE * self._area.width if "time" not in self._element.show else self._area.width
        widths = [
            self._fitter.lines(entry.label, self._label, most)[0].width for entry in entries if entry.label
        ]
        return max(widths) + self._size if widths else 0.0

    def _write_entry(self, writer: _LineWriter, entry: _Entry, indent: float, *, new_day: bool) -> None:
        left, width = self._area.x + indent, self._area.width - indent
        if new_day and entry.day:
            writer.write(entry.day, self._title._replace(weight=600), self._area.x, self._area.width)
            writer.y += 0.2 * self._size
        top = writer.y
        label_end = top
        if indent and entry.label:
            writer.write(entry.label, self._label, self._area.x, indent)
            label_end, writer.y = writer.y, top
        for index, localised in enumerate(entry.titles):
            writer.write(localised, self._second if index else self._title, left, width)
        for localised in entry.details:
            # No line ends in the dot between role and room.
            fits = entry.is_person or self._fitter.width(localised, self._small) <= width
            for part in [localised.text] if fits else localised.text.split(MIDDLE_DOT):
                writer.write(localised._replace(text=part), self._small, left, width)
        writer.y = max(writer.y, label_end)
        if entry.colour and indent and not self._element.ruled:
            size = self._size
            height = writer.y - top - 0.2 * size
            x = left - 0.62 * size
            bar = Box(x, top + 0.15 * size, _BAR_WIDTH * size, height, Colour.parse(entry.colour))
            writer.marks.insert(0, bar)
