"""Issuers, seal and signatories of certificates, by their number and the directions of the languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, product, zip_longest
from math import inf
from typing import NamedTuple

from eventkit.outputs.badges.badge_holders import ConferenceTexts, LocalisedText, LocalisedTexts, localise
from eventkit.outputs.badges.badge_preflight import BadgePreflight
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.badges.badge_text import (
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
from eventkit.typesetting import Colour, Mark, PlacedLine, Rectangle, RuleLine, fit_picture, mm
from eventkit.typesetting.layout.structure_elements import ARTIFACT, StructureElement, StructurePath
from eventkit.typesetting.text.spans import EPSILON
from eventkit.wording.name_lines import space_name

_PAIR = 2  # the number of issuers and of signatories that are at both edges
_SMALLEST = 6.5  # the smallest size of a line in points
_SMALLEST_ISSUER = 8.5  # the size in points below which issuers have further lines before they are smaller
_ISSUER_LINES = (1, 2, 3)  # the most lines of an issuer in one language, in the order they are tried
_ISSUER_LEAD = 1.25
_POSITION_SHARE = 0.85
_POSITION_LEAD = 1.35  # from one line of a name or position to the next, as a part of its size
_ROW_LEAD = 1.15  # from the last line of a name or position to the first of the next, as a part of that
_SMALLEST_LEAD = 8.5  # the size in points from which the lines of opposed directions have that lead
_LINES = (2, 3)  # the most lines of a name and of a position in one language
_FIRST_LEAD = 1.5  # from the line to sign on to the baseline of the name, as a part of its size

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


class _Row(NamedTuple):
    """Texts with a common first baseline."""

    parts: Sequence[tuple[_Slot, LocalisedTexts]]  # languages of one text are side by side on a line
    text_format: TextFormat
    lead: float  # from one line to the next, in points
    after: float = 0  # from the row above to this one, in points


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
        self._cut: list[str] = []

    def set_issuers(self, element: IssuersElement, colour: Colour, *, reads: bool) -> list[Mark]:
        """The organisers on their baselines, from left to right; no marks without any.

        Long ones have further lines as far as these end above the next text.
        """
        if not self._conference.issuers:
            return []
        marks: list[Mark] = []
        texts = (text for text in self._texts if text.baseline and text.baseline > element.baseline)
        lowest = min((self._top(text) for text in texts), default=inf)
        for lines in _ISSUER_LINES:
            for size in _sizes(element.size, _SMALLEST_ISSUER if lines == 1 else _SMALLEST):
                self._cut = []
                rows = self._issuer_rows(element, size, colour, lines)
                marks = self._set_rows(rows, element.baseline * mm, None if reads else ARTIFACT)
                if not self._cut and _end_of(marks) <= lowest:
                    return marks
        self._report_cut_lines()
        return marks

    def _issuer_rows(
        self, element: IssuersElement, size: float, colour: Colour, lines: int
    ) -> Sequence[_Row]:
        issuers, languages = self._conference.issuers, self._conference.languages[:_PAIR]
        bold = _text_format(element, size, colour, element.weight, lines)
        lead, after = _ISSUER_LEAD * size, element.lead * mm * size / element.size
        if self._conference.is_opposed:
            # Each language has an edge, and one organiser below the other.
            edges = _edge_slots(element.x * mm, element.width * mm)
            return [
                _Row(
                    [
                        (slot, (_in_language(issuer, lang),))
                        for slot, lang in zip(edges, languages, strict=True)
                    ],
                    bold,
                    max(lead, after),
                    after,
                )
                for issuer in issuers
            ]
        slots, columns = self._issuer_columns(element, issuers)
        rows = []
        for number, text_format in enumerate((bold, bold._replace(weight=400))):
            parts = [
                (slot, (column[number],))
                for slot, column in zip(slots, columns, strict=True)
                if number < len(column)
            ]
            rows.append(_Row(parts, text_format, lead, after))
        return rows

    def _top(self, text: TextElement) -> float:
        """The upper end of a line of text on its baseline, in points."""
        return (text.baseline or 0) * mm - text.size

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
                self._top(text) - _NUMBER_GAP * mm
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

        Languages are side by side, or else one below the other. The lines to sign on are moved up as far as
        that takes and there is space. At the smallest size names and positions have a line more.
        """
        marks: Sequence[Mark] = ()
        for (before_code, more), size, beside in product(
            _ATTEMPTS, _sizes(element.size, _SMALLEST), (True, False)
        ):
            self._cut = []
            sized = self._beside_seal(element, before_code=before_code)
            highest, lowest = self._limits(sized)
            rows = self._signatory_rows(sized, size, ink, more, beside=beside)
            first = _FIRST_LEAD * size
            marks = self._set_rows(rows, sized.y * mm + first)
            rise = min(max(_end_of(marks) - lowest, 0), sized.y * mm - highest)
            if not self._cut and _end_of(marks) - rise <= lowest + EPSILON:
                break
        y = sized.y * mm - rise
        self._cut = []
        marks = [*self._set_lines(sized, y, ink), *self._set_rows(rows, y + first)]
        self._report_cut_lines()
        return marks

    def _report_cut_lines(self) -> None:
        for text in dict.fromkeys(self._cut):
            self._preflight.report_long_line(text)

    def _set_lines(self, element: SignatoriesElement, y: float, ink: Colour) -> Iterator[Mark]:
        """The lines to sign on, with the signatures above them."""
        signatories: Sequence[Signatory | None] = self._conference.protocol.signatories or (None,)
        width = element.column * mm
        for x, signatory in zip(_signatory_edges(element, len(signatories)), signatories, strict=True):
            yield RuleLine(x, y, x + width, y, _RULE_WIDTH, ink)
            if signatory and signatory.signature:
                yield from self._set_signature(signatory.signature, x, y, width)

    def _signatory_rows(
        self, element: SignatoriesElement, size: float, ink: Colour, more: int, *, beside: bool
    ) -> Sequence[_Row]:
        """Names and positions, with their languages side by side or one below the other.

        Of languages of one direction only those of a name are side by side.
        """
        signatories = self._conference.protocol.signatories
        edges = _signatory_edges(element, max(len(signatories), 1))
        slots = [_Slot(x, element.column * mm, "middle") for x in edges]
        smaller = min(max(_POSITION_SHARE * size, _SMALLEST), size)
        texts = (
            (list(map(self._names, signatories)), size, 600, _LINES[0]),
            ([self._localise(signatory.position) for signatory in signatories], smaller, 400, _LINES[1]),
        )
        is_opposed = self._conference.is_opposed
        rows: list[_Row] = []
        for of_all, own_size, weight, lines in texts:
            is_name = own_size is size
            in_row = beside and (is_name or is_opposed)
            limit = 1 if in_row and is_name else lines + more
            text_format = _text_format(element, own_size, ink, weight, limit)
            lead = _POSITION_LEAD * (max(own_size, _SMALLEST_LEAD) if is_opposed else own_size)
            cells = [
                self._slots(of_one, slot, text_format, in_row=in_row)
                for of_one, slot in zip(of_all, slots, strict=False)
            ]
            columns: Iterable[Iterable[tuple[_Slot, LocalisedTexts] | None]] = zip_longest(*cells)
            if in_row:
                columns = [chain.from_iterable(cells)]
            elif is_opposed:  # each language in a row of its own, also where another text has one alone
                columns = [
                    [part for cell in cells for part in cell if part[0].align == align]
                    for align in ("left", "right")
                ]
            rows += [_Row([*filter(None, column)], text_format, lead, _ROW_LEAD * lead) for column in columns]
        return rows

    def _names(self, signatory: Signatory) -> LocalisedTexts:
        return tuple(
            text._replace(text=mark_name(space_name(text.text))) for text in self._localise(signatory.name)
        )

    def _slots(
        self, texts: LocalisedTexts, slot: _Slot, text_format: TextFormat, *, in_row: bool
    ) -> Sequence[tuple[_Slot, LocalisedTexts]]:
        """The languages of a text with their slots: of opposed directions one at each edge."""
        if not self._conference.is_opposed:
            return [(slot, texts)] if in_row and texts else [(slot, (text,)) for text in texts]
        shown = _at_edges(texts, self._conference.languages[:_PAIR])
        if not in_row:
            return [(slot._replace(align=align), (text,)) for align, text in shown]
        widths = [self._fitter.width(text, text_format) + _EDGE_GAP * text_format.size for _, text in shown]
        # The longer one takes what the other leaves, if each has a line of its own then.
        spare = (slot.width - sum(widths)) / max(len(shown), 1)
        if spare < 0:
            widths, spare = [slot.width / len(shown)] * len(shown), 0
        x, slots = slot.x, list[tuple[_Slot, LocalisedTexts]]()
        for (align, text), width in zip(shown, widths, strict=True):
            slots.append((_Slot(x, width + spare, align), (text,)))
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

    def _localise(self, text: Text | None) -> LocalisedTexts:
        return localise(text, self._conference.languages, *self._conference.fallback)[:_PAIR]

    def _set_rows(self, rows: Sequence[_Row], y: float, structure: StructurePath | None = None) -> list[Mark]:
        """The rows below one another, the first on that baseline; texts that are cut are noted."""
        marks: list[Mark] = []
        for number, row in enumerate(rows):
            y += row.after if number else 0
            most = 1
            for slot, texts in row.parts:
                fitted = self._fitter.on_baseline(
                    texts,
                    row.text_format._replace(align=slot.align),
                    TextFrame(slot.x, slot.width, 0),
                    vertical="top",
                    step=row.lead,
                    is_name=False,
                    in_row=len(texts) > 1,
                )
                if not fitted.fits:
                    self._cut += [text.text.strip(NAME_START + NAME_END) for text in texts]
                marks += fitted.marks(y, (), structure or (StructureElement("P"),))
                most = max(most, len(fitted.lines))
            y += (most - 1) * row.lead
        return marks


def _end_of(marks: Sequence[Mark]) -> float:
    return max((mark.ink.bottom for mark in marks if isinstance(mark, PlacedLine)), default=0)


def _text_format(
    element: IssuersElement | SignatoriesElement, size: float, colour: Colour, weight: int, lines: int
) -> TextFormat:
    return TextFormat(size, size, weight, colour, "middle", lines, typeface=element.font)


def _sizes(largest: float, smallest: float) -> Iterator[float]:
    size = largest
    while size > smallest:
        yield size
        size -= _SIZE_STEP
    yield min(largest, smallest)


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
