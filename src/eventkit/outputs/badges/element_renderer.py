"""The element renderer: template elements to marks, mirrored for right-to-left readers; proof overlay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import NamedTuple

from eventkit.errors import Unprintable
from eventkit.outputs.badges import element_values
from eventkit.outputs.badges.badge_holders import BadgeHolder, ConferenceTexts, LocalisedTexts
from eventkit.outputs.badges.badge_preflight import BadgePreflight
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.badges.badge_text import (
    MINIMUM_TYPE,
    NAME_SIZE_AT_3_METRES,
    FittedText,
    TextFitter,
    TextFormat,
    TextFrame,
    set_session_list,
)
from eventkit.outputs.badges.element_values import TemplateColours
from eventkit.outputs.badges.template_elements import (
    MAIN_NAME_FIELDS,
    NAME_FIELDS,
    AnyElement,
    BoxElement,
    CodeElement,
    DrawingElement,
    PictureElement,
    RuleElement,
    SessionsElement,
    TextElement,
    placeholders,
)
from eventkit.typesetting import (
    Box,
    Colour,
    Drawing,
    Fonts,
    Mark,
    PlacedLine,
    QrCode,
    Rectangle,
    RuleLine,
    Span,
    Style,
    fit_picture,
    language_direction,
    mm,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import nest
from eventkit.typesetting.layout.structure_elements import (
    ARTIFACT,
    StructureElement,
    StructurePath,
    StructureType,
)
from eventkit.typesetting.layout.text_columns import mirror
from eventkit.typesetting.qr.symbol import modules_per_side
from eventkit.typesetting.text.spans import EPSILON

_FRAME_COLOUR = Colour.parse("#d6006c")


_INK_COLOUR = Colour.parse("#0077cc")


_LABEL_SIZE = 4.5


class ProofOverlay:
    """The frame of each text, its ink and its size in points, drawn over badges for template authors."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts

    def marks(
        self,
        name: str,
        area: Rectangle,
        fitted: FittedText,
        lines: list[PlacedLine],
        mirror: Callable[[Mark], Mark],
    ) -> list[Mark]:
        """The marks over a text.

        Args:
            name: The name of the element.
            area: Its frame.
            fitted: The text as it is set.
            lines: Its lines as they are placed, mirrored already.
            mirror: Mirrors a mark for readers from right to left.
        """
        marks = [mirror(Box(area.x, area.y, area.width, max(area.height, 0.1), None, _FRAME_COLOUR, 0.3))]
        for mark in lines:
            ink = mark.ink
            marks.append(Box(ink.x, ink.y, ink.width, ink.height, None, _INK_COLOUR, 0.25))
        label = f"{name} {fitted.size:.1f} pt{'' if fitted.fits else ', cut off'}"
        line = set_line(self._fonts, Span(label, "en", Style(_LABEL_SIZE, 600, _FRAME_COLOUR)))
        marks.append(mirror(PlacedLine(line, area.x + area.width - line.width, area.y - 0.8)))
        return marks


_HEADINGS: Mapping[str | None, StructureType] = {
    **dict.fromkeys(MAIN_NAME_FIELDS, "H1"),
    "day": "H2",
}
_QUIET_ZONE = 4  # modules around a code, as ISO/IEC 18004 9.1 asks for


def element_box(element: BoxElement, fill: Colour | None, stroke: Colour | None) -> Box:
    """The mark of a box, filled or outlined or both."""
    x, y, width, height = (length * mm for length in (element.x, element.y, element.width, element.height))
    return Box(x, y, width, height, fill, stroke, element.stroke_width * mm, element.radius * mm)


def element_rule(element: RuleElement, colour: Colour) -> RuleLine:
    """The mark of a rule."""
    x, y = element.x * mm, element.y * mm
    return RuleLine(x, y, x + element.width * mm, y + element.height * mm, element.thickness * mm, colour)


def element_code(element: CodeElement, content: str, structure: StructurePath) -> QrCode:
    """The mark of a QR code; its dark part has the size and position of the element.

    Raises:
        eventkit.errors.Unprintable: The content does not fit a QR code.
    """
    size = element.size * mm
    quiet = _QUIET_ZONE * size / modules_per_side(content, element.level)
    x, y = element.x * mm - quiet, element.y * mm - quiet
    return QrCode(content, x, y, size + 2 * quiet, element.level, _QUIET_ZONE, structure)


def photograph_files(holder: BadgeHolder) -> list[str]:
    """The names that a holder's photograph may have."""
    if holder.photo_file:
        return [holder.photo_file]
    return [f"{holder.id}{ending}" for ending in (".jpg", ".jpeg", ".png")]


@dataclass(slots=True)
class SideBuilder:
    """One side of a holder's badge while it is rendered, from left to right.

    Attributes:
        holder: The holder.
        code: The QR code with its quiet zone, which texts avoid.
        marks: The marks so far, mirrored already for readers from right to left.
        backgrounds: The filled boxes so far.
        cursor: The end of the last text.
        name_size: The type size of the last name.
        sizes: The type sizes of its texts, by element number.
        overlay: The proof marks over it.
        part: The structure element of the badge, of both its sides.
    """

    holder: BadgeHolder
    code: QrCode | None = None
    marks: list[Mark] = field(default_factory=list)
    backgrounds: list[Box] = field(default_factory=list)
    cursor: float = 0
    name_size: float = 0
    sizes: dict[int, float] = field(default_factory=dict)
    overlay: list[Mark] = field(default_factory=list)
    part: StructureElement = field(default_factory=lambda: StructureElement("Part"))


class SharedMarks(NamedTuple):
    """Marks that many sides have in common: the same objects, made and painted once.

    Attributes:
        marks: The marks.
        backgrounds: The filled boxes.
        cursor: The end of the last text; ``None`` without a text.
        sizes: The type sizes of its texts.
        overlay: The proof marks over them.
        small_texts: Texts that are smaller than they should be or do not fit.
    """

    marks: tuple[Mark, ...] = ()
    backgrounds: tuple[Box, ...] = ()
    cursor: float | None = None
    sizes: tuple[tuple[int, float], ...] = ()
    overlay: tuple[Mark, ...] = ()
    small_texts: tuple[tuple[TextElement, FittedText], ...] = ()

    def merge(self, other: SharedMarks) -> SharedMarks:
        """Both, one after the other."""
        return SharedMarks(
            self.marks + other.marks,
            self.backgrounds + other.backgrounds,
            self.cursor if other.cursor is None else other.cursor,
            self.sizes + other.sizes,
            self.overlay + other.overlay,
            self.small_texts + other.small_texts,
        )

    def apply(self, preflight: BadgePreflight, side: SideBuilder) -> None:
        """Add the marks to a side."""
        side.marks += self.marks
        side.backgrounds += self.backgrounds
        if self.cursor is not None:
            side.cursor = self.cursor
            side.sizes.update(self.sizes)
            side.overlay += self.overlay
        for element, fitted in self.small_texts:
            preflight.check_text(element, fitted)


_FORMAT_CACHE_SIZE = 1024


_SHARE_ABOVE = {
    "top": 0.0,
    "middle": 0.5,
    "bottom": 1.0,
}  # the part of the free height of a box that is above the text


class TextPosition(NamedTuple):
    """The position, format and frame of a text on a side."""

    area: Rectangle
    format: TextFormat
    frame: TextFrame


class TextElementFitter:
    """Fits one text element of a template.

    Attributes:
        element: The element.
        structure: Its structure element; within those of several badges it is a paragraph of each.
        is_fixed: Whether it has the same position and format on all sides of a group.
        is_shared: Whether many holders have the same text there.

    Args:
        element: The element.
        fitter: Fits texts for the readers.
        palette: The colours of the template.
        largest: The common size, or that of the element.
    """

    def __init__(
        self, element: TextElement, setter: TextFitter, palette: TemplateColours, largest: float
    ) -> None:
        self.element = element
        self.structure = StructureElement(_HEADINGS.get(element.field, "P"))
        self.is_fixed = element.y is not None and not element.of_name
        self.is_shared = self.is_fixed and element_values.is_same_for_many(element)
        self._fitter = setter
        self._colours = palette
        self._largest = min(element.size, largest)
        self._formats: dict[tuple[Colour, float], TextFormat] = {}
        self._left, self._width = element.x * mm, element.width * mm

    def position(self, side: SideBuilder) -> TextPosition:
        """The position of the text on a side."""
        element = self.element
        top = side.cursor + (element.below or 0) * mm if element.y is None else element.y * mm
        bottom = top + element.height * mm if element.height is not None else (element.bottom or 0) * mm
        area = Rectangle(self._left, top, self._width, bottom - top)
        text_format = self._format(self._colour(side, area), side.name_size if element.of_name else 0)
        return TextPosition(
            area,
            text_format,
            TextFrame(self._left, self._width, bottom - top, _space_beside_code(side.code, area)),
        )

    def fit(
        self,
        texts: LocalisedTexts,
        position: TextPosition,
        subjects: tuple[str, ...],
        structure: StructurePath,
    ) -> tuple[FittedText, list[PlacedLine]]:
        """The text fitted to a position, and its marks from left to right, in these structure elements."""
        area, text_format, room = position
        fitted = self._fit_text(texts, text_format, room)
        above = _SHARE_ABOVE[self.element.vertical]
        top = area.y + above * (area.height - fitted.height) if above else area.y
        return fitted, fitted.marks(top, subjects, structure)

    def needs_finding(self, fitted: FittedText) -> bool:
        """Whether the text is smaller than it should be, or does not fit."""
        return not fitted.fits or fitted.size < (self.element.smallest or 0) - EPSILON

    def _colour(self, side: SideBuilder, area: Rectangle) -> Colour:
        """The colour of the element, or the one that is most legible on the background."""
        if self.element.colour:
            return self._colours.colour(self.element.colour, side.holder)
        return self._colours.readable_on(side.backgrounds, area.x + area.width / 2, area.y + mm)

    def _format(self, colour: Colour, name_size: float) -> TextFormat:
        text_format = self._formats.get((colour, name_size))
        if text_format is None:
            if len(self._formats) >= _FORMAT_CACHE_SIZE:
                self._formats.clear()
            text_format = self._formats[colour, name_size] = self._build_format(colour, name_size)
        return text_format

    def _build_format(self, colour: Colour, name_size: float) -> TextFormat:
        element, size = self.element, self._largest
        if name_size:
            size = min(size, (element.of_name or 1) * name_size)
        default_smallest = (
            min(NAME_SIZE_AT_3_METRES, size)
            if element.field in NAME_FIELDS
            else max(MINIMUM_TYPE, 0.45 * size)
        )
        smallest = element.smallest or default_smallest
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
        )

    def _fit_text(self, texts: LocalisedTexts, text_format: TextFormat, frame: TextFrame) -> FittedText:
        element = self.element
        if element.field in NAME_FIELDS:
            frames = frame.without_code if element.vertical == "top" else frame.without_code[-1:]
            if len(frames) == 1:
                return self._fitter.name(texts[0], text_format, frames[0])
            candidates = (self._fitter.name(texts[0], text_format, frame_) for frame_ in frames)
            return max(candidates, key=lambda fitted: (fitted.fits, fitted.size))
        if element.languages == "row":
            return self._fitter.row(texts, text_format, frame.without_code[-1])
        return self._fitter.text(texts, text_format, frame)


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


RenderStep = Callable[[SideBuilder], None]
"""A step that renders something on a side."""


_NO_MARKS = SharedMarks()


class ElementRenderer:
    """Draws the elements of one template for one conference.

    Attributes:
        text_fitters: Its texts, by their numbers among all elements.

    Args:
        template: The template.
        conference: The texts of the conference.
        fonts: The fonts.
        preflight: Collects the findings.
        pictures: The files of the folder of pictures, by name.
        proof: Whether boxes, ink and sizes are drawn over texts.
        common: The common sizes of texts, by their numbers.
    """

    def __init__(
        self,
        template: BadgeTemplate,
        conference: ConferenceTexts,
        fonts: Fonts,
        preflight: BadgePreflight,
        *,
        pictures: Mapping[str, bytes],
        proof: bool,
        common: Mapping[int, float],
    ) -> None:
        self._conference = conference
        self._width = template.width * mm
        self._preflight = preflight
        self._pictures = pictures
        self._proof = ProofOverlay(fonts) if proof else None
        self._rtl = language_direction(conference.languages[0]) == "rtl"
        self._colours = TemplateColours(template)
        self._fitter = TextFitter(fonts, conference.languages)
        self.text_fitters = {
            number: TextElementFitter(element, self._fitter, self._colours, common.get(number, element.size))
            for number, element in enumerate((*template.front, *template.back))
            if isinstance(element, TextElement)
        }
        self._text_values = {
            number: element_values.element_value(fitter.element, conference, template.languages)
            for number, fitter in self.text_fitters.items()
        }

    def render(self, number: int, element: AnyElement, side: SideBuilder) -> RenderStep:
        """The step that renders an element on each side of a group, of which this is one."""
        match element:
            case TextElement():
                fitter = self.text_fitters[number]
                position = fitter.position(side) if fitter.is_fixed else None
                return partial(self._render_text, number, position)
            case PictureElement():
                return partial(self._render_photograph, element)
            case SessionsElement():
                return partial(self._render_sessions, element)
            case DrawingElement():
                return partial(self._render_drawing, element)
        return self._render_code

    def render_shared(self, number: int, element: AnyElement, side: SideBuilder) -> SharedMarks | None:
        """The marks that all sides of a group share; ``None`` where they differ."""
        holder = side.holder
        match element:
            case BoxElement():
                fill, stroke = (
                    self._colours.colour(name, holder) if name else None
                    for name in (element.fill, element.stroke)
                )
                box = element_box(element, fill, stroke)
                return SharedMarks((self._mirror(box),), (box,) if fill else ())
            case RuleElement():
                rule = element_rule(element, self._colours.colour(element.colour, holder))
                return SharedMarks((self._mirror(rule),))
            case PictureElement(file=str()):
                pictures = self._place_picture(element, holder)
                return SharedMarks(tuple(nest(ARTIFACT, picture) for picture in pictures))
            case DrawingElement() if not (placeholders(element.text) or element.alternative):
                drawing = self._place_drawing(element, holder)
                return SharedMarks((drawing,) if drawing else ())
            # The day of a sign is a heading of that sign, and so its own.
            case TextElement() if self.text_fitters[number].is_shared and element.field != "day":
                return self._render_shared_text(number, side)
        return None

    def _render_shared_text(self, number: int, side: SideBuilder) -> SharedMarks:
        """A text that all holders of a group have in one place."""
        alone = SideBuilder(side.holder, side.code, backgrounds=side.backgrounds)
        fitted = self._place_text(number, None, (), alone)
        if fitted is None:
            return _NO_MARKS
        fitter = self.text_fitters[number]
        small = ((fitter.element, fitted),) if fitter.needs_finding(fitted) else ()
        sizes = tuple(alone.sizes.items())
        return SharedMarks(tuple(alone.marks), (), alone.cursor, sizes, tuple(alone.overlay), small)

    def _render_text(self, number: int, position: TextPosition | None, side: SideBuilder) -> None:
        """A text of the holder's own."""
        fitted = self._place_text(number, position, (side.holder.id,), side)
        if fitted is None:
            return
        fitter = self.text_fitters[number]
        if fitter.element.field in MAIN_NAME_FIELDS:
            side.name_size = fitted.size
        if fitter.needs_finding(fitted):
            self._preflight.check_text(fitter.element, fitted)

    def _place_text(
        self, number: int, position: TextPosition | None, subjects: tuple[str, ...], side: SideBuilder
    ) -> FittedText | None:
        """Fit and place a text, at its position or where the side has space; ``None`` for an empty one."""
        texts = self._text_values[number](side.holder)
        if not texts:
            return None
        fitter = self.text_fitters[number]
        position = position or fitter.position(side)
        structure = (side.part, fitter.structure) if subjects else ARTIFACT
        fitted, lines = fitter.fit(texts, position, subjects, structure)
        if self._rtl:
            lines = [mirror_line(line, self._width) for line in lines]
        side.marks += lines
        side.cursor = position.area.y + fitted.baseline_end
        side.sizes[number] = fitted.size
        if self._proof:
            name = fitter.element.field or "text"
            side.overlay += self._proof.marks(name, position.area, fitted, lines, self._mirror)
        return fitted

    def _render_sessions(self, element: SessionsElement, side: SideBuilder) -> None:
        area = Rectangle(element.x * mm, element.y * mm, element.width * mm, element.height * mm)
        if element.colour:
            colour = self._colours.colour(element.colour, side.holder)
        else:
            colour = self._colours.readable_on(side.backgrounds, area.x + area.width / 2, area.y + mm)
        session_list = set_session_list(element, side.holder.sessions, self._fitter, area, colour)
        side.marks += [nest((side.part,), self._mirror(mark)) for mark in session_list.marks]
        if session_list.left_out:
            self._preflight.report_omitted_sessions(session_list)

    def _render_photograph(self, element: PictureElement, side: SideBuilder) -> None:
        side.marks += [nest((side.part,), mark) for mark in self._place_picture(element, side.holder)]

    def _place_picture(self, element: PictureElement, holder: BadgeHolder) -> list[Mark]:
        names = [element.file] if element.file else photograph_files(holder)
        name = next((name for name in names if name in self._pictures), None)
        if name is None:
            self._preflight.report_missing_picture(element.file)
            return []
        alternative = "" if element.file else holder.name.text
        area = Rectangle(*(length * mm for length in (element.x, element.y, element.width, element.height)))
        try:
            placed = fit_picture(
                self._pictures[name], area, element.alternative or alternative, align="middle"
            )
        except ValueError as error:
            self._preflight.report_broken_picture(name, str(error))
            return []
        return [self._mirror(placed)]

    def _render_code(self, side: SideBuilder) -> None:
        if side.code:
            side.marks.append(self._mirror(side.code))

    def _render_drawing(self, element: DrawingElement, side: SideBuilder) -> None:
        drawing = self._place_drawing(element, side.holder)
        if drawing is not None:
            side.marks.append(nest((side.part,), drawing))

    def _place_drawing(self, element: DrawingElement, holder: BadgeHolder) -> Mark | None:
        """The drawing for a holder; ``None`` where its file is missing."""
        content = b""
        if element.file:
            if element.file not in self._pictures:
                self._preflight.report_missing_picture(element.file)
                return None
            content = self._pictures[element.file]
        language = self._conference.languages[0]
        text, alternative = (
            element_values.interpolate(content, holder, self._conference, language)
            for content in (element.text, element.alternative)
        )
        drawing = Drawing(
            element.draw,
            element.x * mm,
            element.y * mm,
            element.width * mm,
            element.height * mm,
            text,
            tuple(self._colours.colour(name, holder) for name in element.colours),
            content,
            alternative,
        )
        return self._mirror(drawing)

    def qr_code(
        self, elements: Iterable[CodeElement], holder: BadgeHolder, part: StructureElement
    ) -> QrCode | None:
        """The QR code of the last of the elements, within the structure element of the badge."""
        code = None
        for element in elements:
            content = holder.code
            if element.text is not None:
                content = element_values.interpolate(
                    element.text, holder, self._conference, self._conference.languages[0]
                )
            try:
                code = element_code(element, content, (part,)) if content else None
            except Unprintable as error:
                self._preflight.report_missing_code(str(error))
                code = None
        return code

    def _mirror(self, mark: Mark) -> Mark:
        return mirror(mark, self._width) if self._rtl else mark


def mirror_line(lines: PlacedLine, width: float) -> PlacedLine:
    """A line as far from the right edge as it was from the left one."""
    return lines._replace(x=width - lines.x - lines.line.width)
