"""Sessions one below the other: those of a wearer, or those of a room on a day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from eventkit.outputs.badges.elements import SessionsElement
from eventkit.outputs.badges.setting import LEAST_TYPE, Look, Setter
from eventkit.outputs.badges.wearers import Form, Held
from eventkit.typesetting import Area, Box, Colour, Mark, Words
from eventkit.typesetting.joining import DOT
from eventkit.wording import Wording

_LEAD = 1.32  # of the size, from one baseline to the next
_BASELINE = 0.785
_SMALL = 0.86  # what is said beside the title, as a part of its size
_GAP = 0.55  # above a session
_BAR = 0.22  # the bar in the colour of the track


@dataclass(frozen=True, slots=True)
class Listed:
    """A list as it is set.

    Attributes:
        marks: What is drawn, from left to right.
        size: Of its titles.
        left_out: How many sessions there was no room for.
    """

    marks: tuple[Mark, ...]
    size: float
    left_out: int = 0


def listed(
    element: SessionsElement, sessions: Sequence[Held], setter: Setter, area: Area, colour: Colour
) -> Listed:
    """The sessions at the largest size at which all fit the area."""
    size = element.size
    while True:
        small = max(_SMALL * size, min(size, LEAST_TYPE))
        plain = Look(small, small, 400, colour, lead=_LEAD)
        found = _List(element, setter, area, plain._replace(size=size, weight=700), plain).made(sessions)
        if not found.left_out or size <= element.smallest:
            return found
        size = max(element.smallest, size - max(0.5, 0.06 * size))


@dataclass(slots=True)
class _Pencil:
    """Writes lines one below the other."""

    setter: Setter
    y: float
    marks: list[Mark] = field(default_factory=list)

    def write(self, form: Form, look: Look, left: float, width: float) -> None:
        """Write a text. All lines begin where the list does, beside the times, whichever way they run."""
        for line in self.setter.lines(form, look, width):
            self.marks.append(Words(line, left, self.y + _BASELINE * look.lead * look.size))
            self.y += look.lead * look.size


@dataclass(frozen=True, slots=True)
class _List:
    element: SessionsElement
    setter: Setter
    area: Area
    large: Look
    small: Look

    def made(self, sessions: Sequence[Held]) -> Listed:
        indent = self._indent(sessions)
        marks: list[Mark] = []
        y, day = self.area.y, None
        for at, held in enumerate(sessions):
            before, day = day, held.start.date() if held.start else None
            space = (_GAP if day == before else 2 * _GAP) * self.large.size if at else 0
            pencil = _Pencil(self.setter, y + space)
            self._entry(pencil, held, indent, new_day="day" in self.element.show and day != before)
            if pencil.y > self.area.bottom:
                return Listed(tuple(marks), self.large.size, len(sessions) - at)
            marks += pencil.marks
            y = pencil.y
        return Listed(tuple(marks), self.large.size)

    def _indent(self, sessions: Sequence[Held]) -> float:
        """The room for the times on the left, with a space behind them."""
        if "time" not in self.element.show:
            return 0.0
        bold = self.small._replace(weight=600)
        said = [form for held in sessions if (form := _when(held, time=True))]
        widths = [self.setter.lines(form, bold, self.area.width)[0].width for form in said]
        return max(widths) + self.large.size if widths else 0.0

    def _entry(self, pencil: _Pencil, held: Held, indent: float, *, new_day: bool) -> None:
        left, width = self.area.x + indent, self.area.width - indent
        if new_day and (day := _when(held, time=False)):
            pencil.write(day, self.large._replace(weight=600), self.area.x, self.area.width)
            pencil.y += 0.2 * self.large.size
        top = pencil.y
        if indent and (time := _when(held, time=True)):
            pencil.write(time, self.small._replace(weight=600), self.area.x, indent)
            pencil.y = top
        for at, form in enumerate(held.title[: self.element.languages]):
            pencil.write(form, self.small if at else self.large, left, width)
        for form in self._beside(held):
            pencil.write(form, self.small, left, width)
        if held.colour and indent:
            size = self.large.size
            height = pencil.y - top - 0.2 * size
            bar = Box(left - 0.62 * size, top + 0.15 * size, _BAR * size, height, Colour.parse(held.colour))
            pencil.marks.insert(0, bar)

    def _beside(self, held: Held) -> Iterator[Form]:
        """What is said below the title."""
        asked = {"role": held.role, "room": held.room}
        said = [forms[0] for name, forms in asked.items() if name in self.element.show and forms]
        if said:
            yield Form(said[0].language, DOT.join(form.text for form in said))
        if "people" in self.element.show and held.people:
            language = held.people[0].language
            yield Form(language, Wording.of(language).listed(form.text for form in held.people))


def _when(held: Held, *, time: bool) -> Form | None:
    """The day or the time of a session, in the foremost language; ``None`` while that is not known."""
    if held.start is None or held.end is None:
        return None
    language = held.title[0].language
    wording = Wording.of(language)
    said = wording.times(held.start, held.end) if time else wording.short_day(held.start.date())
    return Form(language, said)
