"""Issuers, seal and signatories of certificates, by their number and the directions of the languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from math import inf
from typing import NamedTuple

from eventkit.outputs.badges.badge_holders import ConferenceTexts, LocalisedText, LocalisedTexts, localise
from eventkit.outputs.badges.badge_preflight import BadgePreflight
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.badges.badge_text import (
    FittedText,
    TextFitter,
    TextFormat,
    TextFrame,
    mark_name,
)
from eventkit.outputs.badges.template_elements import (
    NAME_END,
    NAME_START,
    CodeElement,
    IssuersElement,
    PictureElement,
    SignatoriesElement,
    TextElement,
)
from eventkit.outputs.style_file import Signatory
from eventkit.texts import Text
from eventkit.typesetting import BLACK, Colour, Mark, PlacedLine, Rectangle, RuleLine, fit_picture, mm
from eventkit.typesetting.layout.structure_elements import ARTIFACT, StructureElement, StructurePath
from eventkit.typesetting.text.spans import EPSILON
from eventkit.wording.name_lines import space_name

_PAIR = 2  # the number of issuers and of signatories that are at both edges
_SMALLEST = 6.5  # the smallest size of a line in points
_POSITION_SHARE = 0.85
_POSITION_LEAD = 1.35  # from one line of a name or position to the next, as a part of its size
_SMALLEST_LEAD = 8.5  # the size in points from which the lines of opposed directions have that lead
_LINES = 3  # the most lines of a position, or of both of its languages where one is below the other
_CROWDED_SIZE = 7.0
"""The largest size of names in points, where one has two lines and another language below them."""

_LEGIBLE_ROW = 0.75
"""The size of names side by side, as a part of their size, below which each has a line of its own."""

_LEAD = 1.55
_SIGNATURE_HEIGHT = 18.0
_SIGNATURE_GAP = 1.0
_SEAL_GAP = 6.0  # the gap between a seal and the signatories beside it, and between these, in millimetres
_CODE_GAP = 4.0  # the gap between signatories and a code, with its quiet zone, in millimetres
_NUMBER_GAP = 1.0  # the gap between signatories and the number, in millimetres
_TEXT_GAP = 3.0  # the gap between a signature and the text above it, with its descenders, in millimetres
_SIZE_STEP = 0.5

_ATTEMPTS = ((False, 0), (True, 0), (True, 1))
"""The attempts to fit signatories: whether they end before the code, and the further lines of their texts."""

_RULE_WIDTH = 0.6  # the thickness of the line to sign on, in points


class _Slot(NamedTuple):
    """A place for lines: its left edge, width and alignment."""

    x: float
    width: float
    align: str


class _SignatoryLines(NamedTuple):
    """The layout that all signatories have in common, so that their lines are on the same heights."""

    in_row: bool  # true if the languages of a name are side by side
    name_size: float  # the size of names in points
    name_lines: int  # the lines of the longest name, in all languages that are below one another
    first_name_lines: int  # the lines of the longest name in the first language
    position_size: float  # the size of positions in points: the largest at which the longest fits
    first_lines: int  # the lines of the longest position in the first language


class ProtocolSetter:
    """Sets the issuers, the seal and the signatories of a conference.

    The seal is where the template has it, on the axis between two signatories. Of three, the middle one is on
    the axis; the seal is then at the beginning of their row, which has less space for each.
    """

    def __init__(
        self,
        template: BadgeTemplate,
        fitter: TextFitter,
        conference: ConferenceTexts,
        pictures: Mapping[str, bytes],
        preflight: BadgePreflight,
    ) -> None:
        shown = (
            element
            for element in (*template.front, *template.back)
            if element.directions is None or conference.is_opposed == (element.directions == "opposed")
        )
        row, seal = None, None
        self._texts: list[TextElement] = []
        self._codes: list[CodeElement] = []
        for element in shown:
            if isinstance(element, SignatoriesElement):
                row = element
            elif isinstance(element, PictureElement) and element.source == "seal":
                seal = element
            elif isinstance(element, TextElement) and element.baseline is not None:
                self._texts.append(element)
            elif isinstance(element, CodeElement):
                self._codes.append(element)
        self._seal_beside: tuple[PictureElement, SignatoriesElement] | None = None
        if seal and row and conference.protocol.seal and len(conference.protocol.signatories) > _PAIR:
            self._seal_beside = seal, row
        self._fitter = fitter
        self._conference = conference
        self._pictures = pictures
        self._preflight = preflight
        self._signatories: dict[tuple[int, Colour], tuple[Mark, ...]] = {}
        self._more_lines = 0
        self._cut: list[tuple[str, bool]] = []

    def set_issuers(self, element: IssuersElement, colour: Colour, *, reads: bool) -> list[Mark]:
        """The organisers on their baselines, from left to right; no marks without any."""
        issuers = self._conference.issuers
        marks = self._set_issuers(element, issuers, colour, None if reads else ARTIFACT) if issuers else []
        self._report_cut_lines()
        return marks

    def _set_issuers(
        self,
        element: IssuersElement,
        issuers: Sequence[LocalisedTexts],
        colour: Colour,
        structure: StructurePath | None,
    ) -> list[Mark]:
        languages = self._conference.languages[:_PAIR]
        bold = _text_format(element, element.size, colour, element.weight)
        formats = (bold, bold._replace(weight=400))
        lead = element.lead * mm
        marks: list[Mark] = []
        if self._conference.is_opposed:
            # Each language has an edge, and one organiser below the other.
            edges = _edge_slots(element.x * mm, element.width * mm)
            for slot, language in zip(edges, languages, strict=True):
                for row, issuer in enumerate(issuers):
                    y = element.baseline * mm + row * lead
                    marks += self._set_line(_in_language(issuer, language), bold, slot, y, structure)
            return marks
        slots, columns = self._issuer_columns(element, issuers)
        for slot, column in zip(slots, columns, strict=True):
            for row, (text, text_format) in enumerate(zip(column, formats, strict=False)):
                y = element.baseline * mm + row * lead
                marks += self._set_line(text, text_format, slot, y, structure)
        return marks

    def _issuer_columns(
        self, element: IssuersElement, issuers: Sequence[LocalisedTexts]
    ) -> tuple[Sequence[_Slot], Sequence[LocalisedTexts]]:
        """The columns of organisers: two at the edges, one or all of more in the middle."""
        x, width = element.x * mm, element.width * mm
        if len(issuers) == _PAIR:
            return _edge_slots(x, width), issuers
        whole = _Slot(x, width, "middle")
        return (whole,), (issuers[0] if len(issuers) == 1 else self._conference.organisers,)

    def seal_area(self, element: PictureElement) -> Rectangle:
        """The area of the seal, on the axis or at the beginning of the row of signatories."""
        x = element.x
        if self._seal_beside is not None:
            x = self._seal_beside[1].x
        return Rectangle(x * mm, element.y * mm, element.width * mm, element.height * mm)

    def _beside_seal(self, element: SignatoriesElement, *, before_code: bool) -> SignatoriesElement:
        """The signatories in what the seal leaves of their row, with gaps between their lines.

        Three end before a code lower on the page, and others if they would reach down to it.
        """
        taken = self._seal_beside[0].width + _SEAL_GAP if self._seal_beside else 0
        count = max(len(self._conference.protocol.signatories), 1)
        codes = self._codes_below(element) if before_code or count > _PAIR else ()
        right = min([element.x + element.width, *(code.x - _CODE_GAP for code in codes)])
        width = right - element.x - taken
        column = min(element.column, (width - (count - 1) * _SEAL_GAP) / count)
        return element.model_copy(update={"x": element.x + taken, "width": width, "column": column})

    def _codes_below(self, element: SignatoriesElement) -> Sequence[CodeElement]:
        """The codes lower than the lines to sign on, within their width."""
        right = element.x + element.width - EPSILON
        return [
            code
            for code in self._codes
            if code.y > element.y and code.x - _CODE_GAP < right and code.x + code.size > element.x
        ]

    def _limits(self, element: SignatoriesElement) -> tuple[float, float]:
        """The height in points above which the lines to sign on are not moved, and that above which the
        signatories end: over the number and the code.
        """
        right = element.x + element.width
        beside = [text for text in self._texts if text.x < right and text.x + text.width > element.x]
        above = [text.baseline for text in beside if text.baseline and text.baseline < element.y]
        below = [
            *(
                (text.baseline - _NUMBER_GAP) * mm - text.size
                for text in beside
                if text.baseline and text.baseline > element.y
            ),
            *((code.y - _CODE_GAP) * mm for code in self._codes_below(element)),
        ]
        highest = (max(above) + _SIGNATURE_HEIGHT + _TEXT_GAP) * mm if above else element.y * mm
        return min(highest, element.y * mm), min(below, default=inf)

    def set_signatories(self, element: SignatoriesElement, ink: Colour) -> Sequence[Mark]:
        """The lines to sign on, with pictures of signatures above and names and positions below them.

        They are the same on all certificates, and set once.
        """
        key = id(element), ink
        if key not in self._signatories:
            self._signatories[key] = tuple(self._set_signatories(element, ink))
        return self._signatories[key]

    def _set_signatories(self, element: SignatoriesElement, ink: Colour) -> Sequence[Mark]:
        """The largest signatories that are whole and end above what is below them.

        The lines to sign on are moved up as far as that takes and there is space. At the smallest size names
        and positions have a line more.
        """
        marks: Sequence[Mark] = ()
        for (before_code, more_lines), size in product(_ATTEMPTS, _sizes(element.size)):
            self._more_lines = more_lines
            self._cut = []
            sized = self._beside_seal(element, before_code=before_code).model_copy(update={"size": size})
            highest, lowest = self._limits(sized)
            marks = [*self._set_row(sized, ink)]
            end = max((mark.ink.bottom for mark in marks if isinstance(mark, PlacedLine)), default=0)
            rise = min(max(end - lowest, 0), element.y * mm - highest)
            if rise:
                self._cut = []
                marks = [*self._set_row(sized.model_copy(update={"y": element.y - rise / mm}), ink)]
            if not self._cut and end - rise <= lowest + EPSILON:
                break
        self._report_cut_lines()
        return marks

    def _report_cut_lines(self) -> None:
        for text, is_name in dict.fromkeys(self._cut):
            self._preflight.report_long_line(text, is_name=is_name)
        self._cut = []

    def _set_row(self, element: SignatoriesElement, ink: Colour) -> Iterator[Mark]:
        signatories: Sequence[Signatory | None] = self._conference.protocol.signatories or (None,)
        column, y = element.column * mm, element.y * mm
        edges = _signatory_edges(element, len(signatories))
        layout = self._measure_lines(element, edges)
        for x, signatory in zip(edges, signatories, strict=True):
            yield RuleLine(x, y, x + column, y, _RULE_WIDTH, ink)
            if signatory is None:
                continue
            if signatory.signature:
                yield from self._set_signature(signatory.signature, x, y, column)
            slot = _Slot(x, column, "middle")
            yield from self._set_signatory(signatory, element, slot, ink, layout)

    def _measure_lines(self, element: SignatoriesElement, edges: Sequence[float]) -> _SignatoryLines:
        """The sizes and lines at which the longest name and the longest position fit."""
        signatories = self._conference.protocol.signatories
        slots = [_Slot(x, element.column * mm, "middle") for x in edges[: len(signatories)]]
        name_format = _text_format(element, element.size, BLACK, 600)
        rows = [
            self._fit_row(self._names(signatory), name_format, slot).size
            for signatory, slot in zip(signatories, slots, strict=True)
        ]
        is_opposed = self._conference.is_opposed
        in_row = not is_opposed and min(rows, default=element.size) >= _LEGIBLE_ROW * element.size
        is_alone = max((len(self._names(signatory)) for signatory in signatories), default=1) == 1
        names = self._fit_names(slots, name_format, 2 if is_opposed or is_alone else 1)
        if not all(name.fits for fitted in names for name in fitted):
            # Of two languages below one another, the first has two lines only if one is not enough.
            crowded = name_format._replace(size=min(element.size, _CROWDED_SIZE))
            names = self._fit_names(slots, crowded, 2 + self._more_lines)
        first_name_lines = 1
        if not in_row:
            counted = names if is_opposed else [fitted[:1] for fitted in names]
            first_name_lines = max((len(name.lines) for fitted in counted for name in fitted), default=1)
        languages = max((len(fitted) for fitted in names), default=1)
        name_lines = first_name_lines if in_row or is_opposed else first_name_lines + languages - 1
        name_sizes = [name.size for fitted in names for name in fitted]
        name_size = element.size if in_row else min(name_sizes, default=element.size)
        largest = min(max(_POSITION_SHARE * element.size, min(element.size, _SMALLEST)), name_size)
        position_format = _text_format(element, largest, BLACK, 400)
        size, first_lines = largest, 1
        for signatory, slot in zip(signatories, slots, strict=True):
            parts = self._slots(self._localise(signatory.position), slot, position_format)
            limits = self._line_limits(len(parts))
            for index, ((part, text), limit) in enumerate(zip(parts, limits, strict=True)):
                fitted = self._fit_line(text, position_format._replace(lines=limit), part)
                size = min(size, fitted.size)
                first_lines = first_lines if index else max(first_lines, len(fitted.lines))
        return _SignatoryLines(in_row, name_size, name_lines, first_name_lines, size, first_lines)

    def _fit_names(
        self, slots: Sequence[_Slot], text_format: TextFormat, lines: int
    ) -> Sequence[Sequence[FittedText]]:
        """The names of the signatories on some lines at most; of one direction, the second on one line."""
        limits = (lines, lines if self._conference.is_opposed else 1)
        return [
            [
                self._fit_line(text, text_format._replace(lines=limit), part)
                for limit, (part, text) in zip(
                    limits, self._slots(self._names(signatory), slot, text_format), strict=False
                )
            ]
            for signatory, slot in zip(self._conference.protocol.signatories, slots, strict=True)
        ]

    def _line_limits(self, languages: int) -> Sequence[int]:
        """The most lines of a position in each language: the first one has those that the others leave."""
        if self._conference.is_opposed:
            return [_LINES + self._more_lines] * languages
        return [max(_LINES + self._more_lines - languages + 1, 1), *[1] * (languages - 1)][:languages]

    def _names(self, signatory: Signatory) -> LocalisedTexts:
        return tuple(
            text._replace(text=mark_name(space_name(text.text))) for text in self._localise(signatory.name)
        )

    def _slots(
        self, texts: LocalisedTexts, slot: _Slot, text_format: TextFormat
    ) -> Sequence[tuple[_Slot, LocalisedText]]:
        """The languages of a text, each with its slot: of opposed directions one at each edge."""
        if not self._conference.is_opposed:
            return [(slot, text) for text in texts]
        shown = _at_edges(texts, self._conference.languages[:_PAIR])
        widths = [self._fitter.width(text, text_format) + _EDGE_GAP * text_format.size for _, text in shown]
        # The longer one takes what the other leaves, if each has a line of its own then.
        spare = (slot.width - sum(widths)) / max(len(shown), 1)
        if spare < 0:
            widths, spare = [slot.width / len(shown)] * len(shown), 0
        x, slots = slot.x, list[tuple[_Slot, LocalisedText]]()
        for (align, text), width in zip(shown, widths, strict=True):
            slots.append((_Slot(x, width + spare, align), text))
            x += width + spare
        return slots

    def _set_signature(self, name: str, x: float, y: float, width: float) -> Iterator[Mark]:
        if name not in self._pictures:
            self._preflight.report_missing_picture(name)
            return
        height = _SIGNATURE_HEIGHT * mm
        area = Rectangle(x, y - height - _SIGNATURE_GAP * mm, width, height)
        try:
            picture = fit_picture(self._pictures[name], area, "", align="middle")
        except ValueError as error:
            self._preflight.report_broken_picture(name, error.args[0])
            return
        yield picture

    def _set_signatory(
        self,
        signatory: Signatory,
        element: SignatoriesElement,
        slot: _Slot,
        ink: Colour,
        layout: _SignatoryLines,
    ) -> Iterator[Mark]:
        """Name and position: side by side at both edges in opposed directions, else below one another."""
        name_format = _text_format(element, layout.name_size, ink, 600)
        position_format = _text_format(element, layout.position_size, ink, 400)
        step = _LEAD * element.size
        is_crowded = layout.name_lines > 1 or layout.first_lines > 1
        y = element.y * mm + (1 if is_crowded else 1.25) * step
        names = self._names(signatory)
        is_opposed = self._conference.is_opposed
        if layout.in_row:
            yield from self._fit_row(names, name_format, slot).marks(y, (), (StructureElement("P"),))
        else:
            for index, (part, text) in enumerate(self._slots(names, slot, name_format)):
                lines_above = layout.first_name_lines + index - 1 if index and not is_opposed else 0
                below = lines_above * self._lead(layout.name_size)
                limit = layout.first_name_lines if is_opposed or not index else 1
                yield from self._set_line(text, name_format._replace(lines=limit), part, y + below)
        between = (0.8 if is_crowded else 1 if is_opposed else 0.9) * step
        between = max(between, self._lead(layout.position_size))
        y += between + (layout.name_lines - 1) * self._lead(layout.name_size)
        slots = self._slots(self._localise(signatory.position), slot, position_format)
        limits = self._line_limits(len(slots))
        for (part, position), limit in zip(slots, limits, strict=True):
            yield from self._set_line(position, position_format._replace(lines=limit), part, y)
            if not is_opposed:
                lead = self._lead(layout.position_size)
                y += (layout.first_lines - 1) * lead + (1.15 * lead if is_crowded else between)

    def _localise(self, text: Text | None) -> LocalisedTexts:
        return localise(text, self._conference.languages, *self._conference.fallback)[:_PAIR]

    def _fit_row(self, texts: LocalisedTexts, text_format: TextFormat, slot: _Slot) -> FittedText:
        frame = TextFrame(slot.x, slot.width, 0)
        return self._fitter.on_baseline(
            texts, text_format, frame, vertical="top", step=0, is_name=False, in_row=True
        )

    def _set_line(
        self,
        text: LocalisedText,
        text_format: TextFormat,
        slot: _Slot,
        y: float,
        structure: StructurePath | None = None,
    ) -> Iterator[Mark]:
        """A text on its lines, smaller where it is too long; below that it is cut, which is noted."""
        fitted = self._fit_line(text, text_format, slot)
        if not fitted.fits:
            self._cut.append((text.text.strip(NAME_START + NAME_END), NAME_START in text.text))
        yield from fitted.marks(y, (), structure or (StructureElement("P"),))

    def _lead(self, size: float) -> float:
        """From one line of a name or position to the next; small Arabic needs as much as larger Latin."""
        return _POSITION_LEAD * (max(size, _SMALLEST_LEAD) if self._conference.is_opposed else size)

    def _fit_line(self, text: LocalisedText, text_format: TextFormat, slot: _Slot) -> FittedText:
        return self._fitter.on_baseline(
            (text,),
            text_format._replace(align=slot.align),
            TextFrame(slot.x, slot.width, 0),
            vertical="top",
            step=self._lead(text_format.size),
            is_name=False,
            in_row=False,
        )


def _text_format(
    element: IssuersElement | SignatoriesElement, size: float, colour: Colour, weight: int
) -> TextFormat:
    return TextFormat(size, min(size, _SMALLEST), weight, colour, "middle", lines=1, typeface=element.font)


def _sizes(largest: float) -> Iterator[float]:
    size = largest
    while size > _SMALLEST:
        yield size
        size -= _SIZE_STEP
    yield min(largest, _SMALLEST)


def _edge_slots(x: float, width: float) -> tuple[_Slot, _Slot]:
    half = _EDGE_SHARE * width
    return _Slot(x, half, "left"), _Slot(x + width - half, half, "right")


_EDGE_SHARE = 0.46  # the width of a slot at an edge, as a part of the whole
_EDGE_GAP = 0.5  # the gap beside a text at an edge, as a part of its size


def _at_edges(texts: LocalisedTexts, languages: Sequence[str]) -> Sequence[tuple[str, LocalisedText]]:
    """The texts of opposed languages with their edges, from left to right.

    A text in neither of the languages, such as a plain name, is at the edge of the first.
    """
    shown = [
        (align, text)
        for align, language in zip(("left", "right"), languages, strict=True)
        for text in texts
        if text.language == language
    ]
    return shown or [("left", text) for text in texts[:1]]


def _in_language(texts: LocalisedTexts, language: str) -> LocalisedText:
    """The text in a language, or else in the first it has."""
    return next((text for text in texts if text.language == language), texts[0])


def _signatory_edges(element: SignatoriesElement, count: int) -> list[float]:
    """The left edges of the columns, in points: one at the end, two at both edges, three evenly."""
    x, width, column = element.x * mm, element.width * mm, element.column * mm
    last = x + width - column
    if count == 1:
        return [last]
    return [x + index * (last - x) / (count - 1) for index in range(count)]
