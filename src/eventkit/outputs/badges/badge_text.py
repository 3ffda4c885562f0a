"""Badge text: names, lines and session lists copyfitted to their frames."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import ceil, inf
from typing import NamedTuple

from eventkit.outputs.badges.badge_holders import HolderSession, LocalisedText, LocalisedTexts
from eventkit.outputs.badges.template_elements import SessionsElement
from eventkit.typesetting import (
    Box,
    Colour,
    Fonts,
    Mark,
    PlacedLine,
    Rectangle,
    Span,
    Style,
    TextLine,
    language_direction,
    set_line,
)
from eventkit.typesetting.layout.text_columns import TextColumn
from eventkit.typesetting.text.copyfit import copyfit
from eventkit.typesetting.text.paragraph import MIDDLE_DOT, base_direction, join_spans
from eventkit.wording import Wording

MINIMUM_TYPE = 6.0
"""Points: below, print is not read with ease."""


NAME_SIZE_AT_3_METRES = 24.0
"""Points that a name wants, to be legible at three metres; a template may ask for less."""


SMALLEST_NAME = 8.0
"""Points: below, a badge is no badge."""


_TRIAL_SIZE = 100.0


_ROUNDING = 1e-6


_LINE_CACHE_SIZE = 8192  # lines set for trial; many people come from few places


_WORTHWHILE_GAIN = 1.15  # what text beside a code has to gain for standing there


_LEADING = Style(1).leading


_STUB_RATIO = 0.3  # of the longest line


_BASELINE = 0.785  # of the way from the top of a line to its lower edge, as in `TextColumn`


_LONG_NAME_SIZES = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 9.0, SMALLEST_NAME)


_LineExtent = Callable[[float], tuple[float, float]]  # left edge and width for lines that reach down so far


_WIDE_SIZES = 4  # of the sizes of a text, those at which it is wanted above a code rather than beside it


class FittedText(NamedTuple):
    """Text as it is set.

    Attributes:
        lines: Each with the x of its left end and its baseline, from the top of the block.
        baseline_end: Where what follows begins.
        size: In points.
        fits: Whether the lines are all of it.
        height: From the top to the lower end, without the room that letters reaching lower would take.
    """

    lines: tuple[tuple[TextLine, float, float], ...]
    baseline_end: float
    size: float
    fits: bool = True
    height: float = 0.0

    @property
    def ends_in_stub(self) -> bool:
        """Whether a line is left with a word or so, as a title's last may be."""
        widths = [line.width for line, _, _ in self.lines]
        return min(widths) < _STUB_RATIO * max(widths)

    def marks(self, top: float, about: tuple[str, ...]) -> list[PlacedLine]:
        """Its marks, that far from the upper edge."""
        return [PlacedLine(line, x, top + y, about) for line, x, y in self.lines]


class TextFormat(NamedTuple):
    """How a text is to be set.

    Attributes:
        size: The largest size.
        smallest: The smallest that is wanted.
        weight: Of the letters.
        colour: Of the ink.
        align: ``start``, ``middle`` or ``end``.
        lines: The most lines; ``None`` for as many as there is room for.
        secondary_ratio: The size of all languages but the first, as a part of that of the first.
        gap: The space above a line of the same language, and above one of another, in parts of the size.
        leading: From one baseline to the next, in parts of the size.
        balanced: Whether lines are about equally long; else only where one would be a stub.
    """

    size: float
    smallest: float
    weight: int
    colour: Colour
    align: str = "start"
    lines: int | None = None
    secondary_ratio: float = 1.0
    gap: tuple[float, float] = (0.35, 0.8)
    leading: float = _LEADING
    balanced: bool = False

    @property
    def sizes(self) -> tuple[float, ...]:
        """Those to try, the largest first."""
        return _trial_sizes(self.size, self.smallest)


def secondary_size(size: float, part: float) -> float:
    """The size of what is not in the foremost language: a part of the first, but none too small to read."""
    return max(size * part, min(size, MINIMUM_TYPE))


class TextFrame(NamedTuple):
    """Where a text is to be set.

    Attributes:
        left: The left edge.
        width: Across.
        height: The most that there is down.
        beside_code: Where a code stands in it: the height above the code, and left edge and width beside it.
    """

    left: float
    width: float
    height: float
    beside_code: tuple[float, float, float] | None = None

    @property
    def without_code(self) -> tuple[TextFrame, ...]:
        """What is left of it where a code stands in it: above the code, and beside it."""
        if self.beside_code is None:
            return (self,)
        above, left, width = self.beside_code
        rooms = (TextFrame(self.left, self.width, above), TextFrame(left, width, self.height))
        return tuple(room for room in rooms if room.width > 0 and room.height > 0) or (self,)


@lru_cache(maxsize=256)
def _trial_sizes(size: float, smallest: float) -> tuple[float, ...]:
    step = max(1.0, 0.07 * size)
    count = ceil((size - smallest) / step - 1e-9)
    return (*(size - at * step for at in range(count)), smallest)


class TextFitter:
    """Sets texts for readers of some languages."""

    def __init__(self, fonts: Fonts, languages: tuple[str, ...]) -> None:
        self._fonts = fonts
        self._languages = languages
        self._has_one_direction = len(set(map(language_direction, languages))) == 1
        self._rtl = language_direction(languages[0]) == "rtl"
        self._trial_lines: dict[tuple[LocalisedText, int], TextLine] = {}
        self._fitted_texts: dict[tuple[LocalisedTexts, TextFormat, float, float], FittedText] = {}

    def name(self, form: LocalisedText, look: TextFormat, room: TextFrame) -> FittedText:
        """The name in one or two lines as large as fits, or else small in as many as it takes."""
        count = look.lines or 2
        found = copyfit(
            self._fonts,
            form.text,
            form.language,
            width=room.width,
            height=max(room.height, 1),
            largest=look.size,
            smallest=min(look.smallest, 0.6 * look.size),
            weight=look.weight,
            colour=look.colour,
            lines=count,
            split=form.parts,
        )
        if not found.fits:
            return self._long_name(form, look, room)
        alone = len(found.lines) == 1
        lines = [
            (line, self.line_start(line, look.align, room.left, room.width, alone=True), baseline)
            for line, baseline in zip(found.lines, found.baselines, strict=True)
        ]
        # With letters that reach below the line or without: what follows stands equally far away.
        reach = max(found.height, found.baselines[-1] + 0.22 * found.size)
        return FittedText(tuple(lines), reach, found.size, height=found.height if alone else reach)

    def _long_name(self, form: LocalisedText, look: TextFormat, room: TextFrame) -> FittedText:
        sizes = [size for size in _LONG_NAME_SIZES if size <= look.size] or _LONG_NAME_SIZES[-1:]
        small = look._replace(lines=None, gap=(0, 0), leading=1.25)
        return self._set_at_first_fitting((form,), small, sizes, room, lambda _: room[:2])

    def row(self, forms: LocalisedTexts, look: TextFormat, room: TextFrame) -> FittedText:
        """Languages side by side in one line, no wider than the box; its height is that of its ink."""
        line = _set_row(self._fonts, forms, look.weight, look.colour)
        size = min(look.size, _TRIAL_SIZE * room.width / line.width if line.width else look.size)
        line = line.scaled(size / _TRIAL_SIZE, look.colour)
        x = self.line_start(line, look.align, *room[:2], alone=True)
        height = line.ink.bottom - line.ink.top
        return FittedText(((line, x, -line.ink.top),), height, size, height=height)

    def text(self, forms: LocalisedTexts, look: TextFormat, room: TextFrame) -> FittedText:
        """Lines one below the other, at the largest size at which all fit.

        Where a code stands in the room, they stand above it; if they would be small there, they go on beside
        it.
        """
        whole = room[:2]
        largest = self._at_largest(forms, look, *whole)
        if (
            largest
            and largest.baseline_end <= (room.beside_code[0] if room.beside_code else room.height) + _ROUNDING
        ):
            return largest
        if room.beside_code is None:
            return self._largest_fitting(forms, look, look.sizes, room, lambda _: whole)
        above, *beside = room.beside_code
        narrow = (beside[0], beside[1])
        wide = self._largest_fitting(
            forms, look, look.sizes[:_WIDE_SIZES], room._replace(height=above), lambda _: whole
        )
        if wide.fits and wide.size == look.size:
            return wide
        other = self._largest_fitting(
            forms, look, look.sizes, room, lambda reach: whole if reach <= above else narrow
        )
        return wide if wide.fits and other.size < _WORTHWHILE_GAIN * wide.size else other

    def _at_largest(
        self, forms: LocalisedTexts, look: TextFormat, left: float, width: float
    ) -> FittedText | None:
        """All lines at the largest size, however far down they reach: many people come from few places, and
        most of them have room for that.
        """
        key = forms, look, left, width
        block = self._fitted_texts.get(key)
        if block is None:
            if len(self._fitted_texts) >= _LINE_CACHE_SIZE:
                self._fitted_texts.clear()
            room = TextFrame(left, width, inf)
            block = self._set_at_first_fitting(forms, look, look.sizes[:1], room, lambda _: room[:2])
            self._fitted_texts[key] = block
        return block if block.fits else None

    def _largest_fitting(
        self,
        forms: LocalisedTexts,
        look: TextFormat,
        sizes: Sequence[float],
        room: TextFrame,
        columns: _LineExtent,
    ) -> FittedText:
        # What would not fit even if all its lines were full need not be set.
        widths = [self._trial_line(form, look.weight).width / _TRIAL_SIZE for form in forms]
        least = look.secondary_ratio * look.leading
        promising = [
            size
            for size in sizes
            if sum([ceil(width * size / room.width - 1e-9) for width in widths]) * size * least <= room.height
        ]
        return self._set_at_first_fitting(forms, look, promising or sizes[-1:], room, columns)

    def _set_at_first_fitting(
        self,
        forms: LocalisedTexts,
        look: TextFormat,
        sizes: Sequence[float],
        room: TextFrame,
        columns: _LineExtent,
    ) -> FittedText:
        block = FittedText((), 0, sizes[-1], fits=False)
        for size in sizes:
            block = self._set_lines(forms, look, size, room.height, columns)
            if block.fits:
                break
        if len(block.lines) == len(forms) or not (look.balanced or block.ends_in_stub):
            return block
        # Evened lines are as many: it is enough to even those that are printed.
        return self._set_lines(forms, look, block.size, room.height, columns, balanced=True)

    def _set_lines(
        self,
        forms: LocalisedTexts,
        look: TextFormat,
        size: float,
        height: float,
        columns: _LineExtent,
        *,
        balanced: bool = False,
    ) -> FittedText:
        """The lines at one size, as many as there is room for."""
        lead = look.leading
        lines: list[tuple[TextLine, float, float]] = []
        y = 0.0
        for at, form in enumerate(forms):
            own = size if form.language == forms[0].language else secondary_size(size, look.secondary_ratio)
            space = look.gap[form.language != forms[at - 1].language] * size if at else 0.0
            left, width = columns(y + space + own * lead)
            found = self.lines(form, look, width, size=own, balanced=balanced)
            other = columns(y + space + len(found) * own * lead)
            if other != (left, width):
                left, width = other
                found = self.lines(form, look, width, size=own, balanced=balanced)
            for order, line in enumerate(found):
                below = y + (0 if order else space) + own * lead
                if below > height + _ROUNDING or (look.lines and len(lines) >= look.lines):
                    return FittedText(tuple(lines), y, size, fits=False, height=y)
                x = self.line_start(line, look.align, left, width, alone=True)
                lines.append((line, x, below - own * lead * (1 - _BASELINE)))
                y = below
        return FittedText(tuple(lines), y, size, height=y)

    def lines(
        self, form: LocalisedText, look: TextFormat, width: float, *, size: float = 0, balanced: bool = False
    ) -> Sequence[TextLine]:
        """A text as lines no wider than that, at the size given or else that of the look."""
        trial, size = self._trial_line(form, look.weight), size or look.size
        if trial.width * size / _TRIAL_SIZE <= width:
            return (trial.scaled(size / _TRIAL_SIZE, look.colour),)
        style = Style(size, look.weight, look.colour, lead=look.leading * size)
        column = TextColumn(self._fonts, width, self._languages)
        pieces = column.lines([Span(form.text, form.language, style)], balanced=balanced)
        return [mark.line for piece in pieces for mark in piece.marks if isinstance(mark, PlacedLine)]

    def _trial_line(self, form: LocalisedText, weight: int) -> TextLine:
        key = form, weight
        if (line := self._trial_lines.get(key)) is None:
            if len(self._trial_lines) >= _LINE_CACHE_SIZE:
                self._trial_lines.clear()
            span = Span(form.text, form.language, Style(_TRIAL_SIZE, weight))
            line = self._trial_lines[key] = set_line(self._fonts, span, base_direction([span]))
        return line

    def line_start(self, line: TextLine, align: str, left: float, width: float, *, alone: bool) -> float:
        """Where a line begins; see `TextColumn` on text that runs the other way."""
        if align == "middle":
            return left + (width - line.width) / 2
        at_left = line.rtl == self._rtl or (alone and self._has_one_direction)
        return left if at_left == (align == "start") else left + width - line.width


@lru_cache(maxsize=512)
def _set_row(fonts: Fonts, forms: LocalisedTexts, weight: int, colour: Colour) -> TextLine:
    style = Style(_TRIAL_SIZE, weight, colour)
    return set_line(fonts, join_spans([Span(form.text, form.language, style) for form in forms]))


_LIST_LEADING = 1.32  # of the size, from one baseline to the next


_LIST_BASELINE = 0.785


_SMALL_RATIO = 0.86  # what is said beside the title, as a part of its size


_SESSION_GAP = 0.55  # above a session


_BAR_WIDTH = 0.22  # the bar in the colour of the track


@dataclass(frozen=True, slots=True)
class SessionList:
    """A list as it is set.

    Attributes:
        marks: What is drawn, from left to right.
        size: Of its titles.
        left_out: How many sessions there was no room for.
    """

    marks: tuple[Mark, ...]
    size: float
    left_out: int = 0


def set_session_list(
    element: SessionsElement,
    sessions: Sequence[HolderSession],
    setter: TextFitter,
    area: Rectangle,
    colour: Colour,
) -> SessionList:
    """The sessions at the largest size at which all fit the area."""
    size = element.size
    while True:
        small = max(_SMALL_RATIO * size, min(size, MINIMUM_TYPE))
        plain = TextFormat(small, small, 400, colour, leading=_LIST_LEADING)
        found = _SessionListSetter(
            element, setter, area, plain._replace(size=size, weight=700), plain
        ).set_sessions(sessions)
        if not found.left_out or size <= element.smallest:
            return found
        size = max(element.smallest, size - max(0.5, 0.06 * size))


@dataclass(slots=True)
class _LineWriter:
    """Writes lines one below the other."""

    fitter: TextFitter
    y: float
    marks: list[Mark] = field(default_factory=list)

    def write(self, form: LocalisedText, look: TextFormat, left: float, width: float) -> None:
        """Write a text. All lines begin where the list does, beside the times, whichever way they run."""
        for line in self.fitter.lines(form, look, width):
            self.marks.append(PlacedLine(line, left, self.y + _LIST_BASELINE * look.leading * look.size))
            self.y += look.leading * look.size


@dataclass(frozen=True, slots=True)
class _SessionListSetter:
    element: SessionsElement
    fitter: TextFitter
    area: Rectangle
    title_format: TextFormat
    small_format: TextFormat

    def set_sessions(self, sessions: Sequence[HolderSession]) -> SessionList:
        indent = self._indent(sessions)
        marks: list[Mark] = []
        y, day = self.area.y, None
        for at, held in enumerate(sessions):
            before, day = day, held.start.date() if held.start else None
            space = (
                (_SESSION_GAP if day == before else 2 * _SESSION_GAP) * self.title_format.size if at else 0
            )
            pencil = _LineWriter(self.fitter, y + space)
            self._write_session(pencil, held, indent, new_day="day" in self.element.show and day != before)
            if pencil.y > self.area.bottom:
                return SessionList(tuple(marks), self.title_format.size, len(sessions) - at)
            marks += pencil.marks
            y = pencil.y
        return SessionList(tuple(marks), self.title_format.size)

    def _indent(self, sessions: Sequence[HolderSession]) -> float:
        """The room for the times on the left, with a space behind them."""
        if "time" not in self.element.show:
            return 0.0
        bold = self.small_format._replace(weight=600)
        said = [form for held in sessions if (form := _day_or_time(held, time=True))]
        widths = [self.fitter.lines(form, bold, self.area.width)[0].width for form in said]
        return max(widths) + self.title_format.size if widths else 0.0

    def _write_session(
        self, pencil: _LineWriter, held: HolderSession, indent: float, *, new_day: bool
    ) -> None:
        left, width = self.area.x + indent, self.area.width - indent
        if new_day and (day := _day_or_time(held, time=False)):
            pencil.write(day, self.title_format._replace(weight=600), self.area.x, self.area.width)
            pencil.y += 0.2 * self.title_format.size
        top = pencil.y
        if indent and (time := _day_or_time(held, time=True)):
            pencil.write(time, self.small_format._replace(weight=600), self.area.x, indent)
            pencil.y = top
        for at, form in enumerate(held.title[: self.element.languages]):
            pencil.write(form, self.small_format if at else self.title_format, left, width)
        for form in self._details(held):
            pencil.write(form, self.small_format, left, width)
        if held.colour and indent:
            size = self.title_format.size
            height = pencil.y - top - 0.2 * size
            bar = Box(
                left - 0.62 * size, top + 0.15 * size, _BAR_WIDTH * size, height, Colour.parse(held.colour)
            )
            pencil.marks.insert(0, bar)

    def _details(self, held: HolderSession) -> Iterator[LocalisedText]:
        """What is said below the title."""
        asked = {"role": held.role, "room": held.room}
        said = [forms[0] for name, forms in asked.items() if name in self.element.show and forms]
        if said:
            yield LocalisedText(MIDDLE_DOT.join(form.text for form in said), said[0].language)
        if "people" in self.element.show and held.people:
            language = held.people[0].language
            yield LocalisedText(Wording.of(language).listed(form.text for form in held.people), language)


def _day_or_time(held: HolderSession, *, time: bool) -> LocalisedText | None:
    """The day or the time of a session, in the foremost language; ``None`` while that is not known."""
    if held.start is None or held.end is None:
        return None
    language = held.title[0].language
    wording = Wording.of(language)
    said = wording.times(held.start, held.end) if time else wording.short_day(held.start.date())
    return LocalisedText(said, language)
