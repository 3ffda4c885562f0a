"""The fitter of a text element: its position, format and typeface on the sides of badges."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from eventkit.outputs.badges import element_values
from eventkit.outputs.badges.badge_holders import BadgeHolder, LocalisedTexts
from eventkit.outputs.badges.badge_text import (
    MINIMUM_TYPE,
    NAME_SIZE_AT_3_METRES,
    FittedText,
    TextFitter,
    TextFormat,
    TextFrame,
)
from eventkit.outputs.badges.element_values import TemplateColours
from eventkit.outputs.badges.template_elements import MAIN_NAME_FIELDS, NAME_FIELDS, TextElement
from eventkit.typesetting import Box, Colour, Fonts, Mark, PlacedLine, QrCode, Rectangle, mm
from eventkit.typesetting.layout.structure_elements import StructureElement, StructurePath, StructureType
from eventkit.typesetting.text.fonts import SANS
from eventkit.typesetting.text.spans import EPSILON

_HEADINGS: Mapping[str | None, StructureType] = {
    **dict.fromkeys(MAIN_NAME_FIELDS, "H1"),
    "day": "H2",
    "session": "H3",
}


@dataclass(slots=True)
class SideBuilder:
    """One side of a holder's badge while it is rendered, from left to right."""

    holder: BadgeHolder
    part: StructureElement  # the structure element of the badge, of both its sides
    code: QrCode | None = None  # the QR code with its quiet zone, which texts avoid
    # The marks so far, mirrored already for readers from right to left.
    marks: list[Mark] = field(default_factory=list)
    backgrounds: list[Box] = field(default_factory=list)
    cursor: float = 0
    name_size: float = 0
    sizes: dict[int, float] = field(default_factory=dict)
    overlay: list[Mark] = field(default_factory=list)


_FITTED_CACHE_SIZE = 4096
_FORMAT_CACHE_SIZE = 1024
_ROWS = frozenset({"row", "others"})  # the values of `languages` that set all languages in one row
_NAME_LEAD = 1.15  # the distance of the baselines of names, as a part of the size
_TEXT_LEAD = 1.35  # the distance of the baselines of other texts, as a part of the size
_DESCENT = 0.22  # the space for descenders, as a part of the size
_SHARE_ABOVE = {"top": 0.0, "middle": 0.5, "bottom": 1.0}
"""The part of the free height of a box that is above the text."""


class TextPosition(NamedTuple):
    area: Rectangle
    format: TextFormat
    frame: TextFrame


class TextElementFitter:
    """Fits one text element of a template, in the common size if badges have one."""

    def __init__(
        self,
        element: TextElement,
        fitter: TextFitter,
        colours: TemplateColours,
        common: float | None,
        typeface: str,
    ) -> None:
        self.element = element
        # Further languages of a title are not headings of their own.
        heading = "P" if element.languages == "second" else _HEADINGS.get(element.field, "P")
        # Its structure element; within those of several badges it is a paragraph of each.
        self.structure = StructureElement(heading)
        # Whether it has the same position and format on all sides of a group.
        self.is_fixed = element.below is None and not element.of_name
        # Whether many holders have the same text there.
        self.is_shared = self.is_fixed and element_values.is_same_for_many(element)
        self._fitter = fitter
        self._colours = colours
        self._largest = min(element.size, common or element.size)
        self._is_common = common is not None
        self._typeface = typeface
        self._formats: dict[tuple[Colour, Colour | None, float], TextFormat] = {}
        self._fitted: dict[object, tuple[FittedText, float, TextFormat]] = {}
        self._left, self._width = element.x * mm, element.width * mm
        default_lead = _NAME_LEAD if element.field in NAME_FIELDS else _TEXT_LEAD
        self._step = element.lead or default_lead * element.size

    def position(self, side: SideBuilder) -> TextPosition:
        element = self.element
        if element.baseline is not None:
            baseline = element.baseline * mm
            area = Rectangle(self._left, baseline - element.size, self._width, element.size)
            return TextPosition(area, self._format(side, area), TextFrame(self._left, self._width, 0))
        top = (element.y or 0) * mm
        if element.below is not None:
            top = max(top, side.cursor + element.below * mm)
        bottom = top + element.height * mm if element.height is not None else (element.bottom or 0) * mm
        area = Rectangle(self._left, top, self._width, bottom - top)
        frame = TextFrame(self._left, self._width, bottom - top, _space_beside_code(side.code, area))
        return TextPosition(area, self._format(side, area), frame)

    def fit(
        self,
        texts: LocalisedTexts,
        position: TextPosition,
        subjects: tuple[str, ...],
        structure: StructurePath,
    ) -> tuple[FittedText, list[PlacedLine]]:
        # Formats are cached, and so told apart by identity: to hash one takes as long as to look up a text.
        area = position.area
        key = texts, id(position.format), area.y, area.height, position.frame
        known = self._fitted.get(key)
        if known is None:
            if len(self._fitted) >= _FITTED_CACHE_SIZE:
                self._fitted.clear()
            known = self._fitted[key] = *self._fit_at(texts, position), position.format
        fitted, top, _ = known
        if texts and (colour := position.format.second_colour):
            fitted = fitted.colour_others(texts[0].language, colour)
        return fitted, fitted.marks(top, subjects, structure)

    def _fit_at(self, texts: LocalisedTexts, position: TextPosition) -> tuple[FittedText, float]:
        """The text fitted to a position, and the height that its lines are relative to."""
        area, text_format, frame = position
        element = self.element
        if element.baseline is not None:
            fitted = self._fitter.on_baseline(
                texts,
                text_format,
                frame,
                vertical=element.vertical,
                step=self._step,
                is_name=element.field in NAME_FIELDS,
                in_row=element.languages in _ROWS,
            )
            return fitted, element.baseline * mm
        fitted = self._fit_text(texts, text_format, frame)
        above = _SHARE_ABOVE[element.vertical]
        top = area.y + above * (area.height - fitted.height) if above else area.y
        return fitted, top

    def end_of(self, fitted: FittedText, position: TextPosition) -> float:
        """The top of a text below it; space for descenders is always reserved."""
        if self.element.baseline is None:
            return position.area.y + fitted.baseline_end
        # Arabic letters reach further down than the space for descenders.
        deep = [line.ink.bottom for line, _, _ in fitted.lines[-1:] if line.has_rtl]
        return self.element.baseline * mm + fitted.baseline_end + max(_DESCENT * fitted.size, *deep, 0)

    def needs_finding(self, fitted: FittedText) -> bool:
        """True if the text is smaller than it should be, or does not fit."""
        return not fitted.fits or fitted.size < (self.element.smallest or 0) - EPSILON

    def _colour(self, side: SideBuilder, area: Rectangle) -> Colour:
        """The colour of the element, or the one that is most legible on the background."""
        if self.element.colour:
            return self._colours.colour(self.element.colour, side.holder)
        return self._colours.readable_on(side.backgrounds, area.x + area.width / 2, area.y + mm)

    def _format(self, side: SideBuilder, area: Rectangle) -> TextFormat:
        colour, name_size = self._colour(side, area), side.name_size if self.element.of_name else 0
        second = self.element.second_colour and self._colours.colour(self.element.second_colour, side.holder)
        key = colour, second or None, name_size
        text_format = self._formats.get(key)
        if text_format is None:
            if len(self._formats) >= _FORMAT_CACHE_SIZE:
                self._formats.clear()
            text_format = self._formats[key] = self._build_format(*key)
        return text_format

    def _build_format(self, colour: Colour, second: Colour | None, name_size: float) -> TextFormat:
        element, size = self.element, self._largest
        if name_size:
            size = min(size, (element.of_name or 1) * name_size)
        default_smallest = (
            min(NAME_SIZE_AT_3_METRES, size)
            if element.field in NAME_FIELDS
            else max(MINIMUM_TYPE, 0.45 * size)
        )
        smallest = element.smallest or default_smallest
        if self._is_common:
            # Names keep a common size in as many lines as it takes; longer texts are set smaller.
            smallest = size if element.field in NAME_FIELDS else default_smallest
        has_own_languages = element.field in element_values.OWN_LANGUAGES
        return TextFormat(
            size,
            min(size, smallest),
            element.weight,
            colour,
            element.align,
            element.lines,
            secondary_ratio=1.0 if has_own_languages else 0.9,
            gap=(0.35, 0.8) if has_own_languages else (0.3, 0.3),
            balanced=element.field != "conference",
            italic=element.italic,
            track=element.track / element.size,
            typeface=self._typeface,
            narrowest=element.narrowest,
            second_colour=second,
            **({"leading": element.lead / element.size} if element.lead else {}),
        )

    def _fit_text(self, texts: LocalisedTexts, text_format: TextFormat, frame: TextFrame) -> FittedText:
        element = self.element
        if element.field in NAME_FIELDS:
            frames = frame.without_code if element.vertical == "top" else frame.without_code[-1:]
            if len(frames) == 1:
                return self._fitter.name(texts[0], text_format, frames[0])
            candidates = (self._fitter.name(texts[0], text_format, frame_) for frame_ in frames)
            return max(candidates, key=lambda fitted: (fitted.fits, fitted.size))
        if element.languages in _ROWS:
            return self._fitter.row(texts, text_format, frame.without_code[-1])
        return self._fitter.text(texts, text_format, frame)


def find_typeface(element: TextElement, fonts: Fonts) -> str:
    """The typeface of an element: its own, or that which the style file has for names or labels."""
    return element.font or fonts.chosen("names" if element.field in NAME_FIELDS else "labels", SANS)


def _space_beside_code(code: QrCode | None, area: Rectangle) -> tuple[float, float, float] | None:
    """For a frame with a QR code in it: the height above the code, and left edge and width beside it."""
    if code is None:
        return None
    x, y, size = code.x, code.y, code.size
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    if x >= right or x + size <= left or y >= bottom or y + size <= top:
        return None
    before, behind = x - left, right - x - size
    return (y - top, left, before) if before >= behind else (y - top, x + size, behind)
