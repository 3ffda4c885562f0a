"""The element renderer: template elements to marks, mirrored for right-to-left readers; proof overlay."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import PurePath
from typing import NamedTuple

from eventkit.errors import Unprintable
from eventkit.outputs.badges import element_values
from eventkit.outputs.badges.badge_holders import BadgeHolder, ConferenceTexts
from eventkit.outputs.badges.badge_preflight import BadgePreflight
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.badges.badge_text import FittedText, TextFitter
from eventkit.outputs.badges.element_values import TemplateColours
from eventkit.outputs.badges.protocol_setter import ProtocolSetter
from eventkit.outputs.badges.role_bands import set_shape
from eventkit.outputs.badges.session_list import ListColours, set_session_list
from eventkit.outputs.badges.template_elements import (
    MAIN_NAME_FIELDS,
    AnyElement,
    BoxElement,
    CodeElement,
    DrawingElement,
    IssuersElement,
    PictureElement,
    RuleElement,
    SessionsElement,
    ShapeElement,
    SignatoriesElement,
    TextElement,
    placeholders,
)
from eventkit.outputs.badges.text_element_fitter import (
    SideBuilder,
    TextElementFitter,
    TextPosition,
    find_typeface,
)
from eventkit.typesetting import (
    Box,
    Colour,
    Drawing,
    Fonts,
    Mark,
    Page,
    Picture,
    PlacedLine,
    PlacedPage,
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
from eventkit.typesetting.layout.prepress import cover_area
from eventkit.typesetting.layout.structure_elements import (
    ARTIFACT,
    StructureElement,
    StructurePath,
)
from eventkit.typesetting.layout.text_columns import mirror
from eventkit.typesetting.qr.symbol import modules_per_side
from eventkit.wording import Wording

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
        mirror: Callable[[Mark], Mark],  # mirrors a mark for readers from right to left
    ) -> list[Mark]:
        """The marks over a text."""
        marks = [mirror(Box(area.x, area.y, area.width, max(area.height, 0.1), None, _FRAME_COLOUR, 0.3))]
        for mark in lines:
            ink = mark.ink
            marks.append(Box(ink.x, ink.y, ink.width, ink.height, None, _INK_COLOUR, 0.25))
        label = f"{name} {fitted.size:.1f} pt{'' if fitted.fits else ', cut off'}"
        line = set_line(self._fonts, Span(label, "en", Style(_LABEL_SIZE, 600, _FRAME_COLOUR)))
        marks.append(mirror(PlacedLine(line, area.x + area.width - line.width, area.y - 0.8)))
        return marks


_DRAWINGS = {".pdf": "pdf", ".svg": "svg"}  # the drawings that paint files of pictures, by their suffix
_ALIGNMENTS = {"start": 0.0, "middle": 0.5, "end": 1.0}
"""The part of the free width that is before the pictures."""

_EMBLEM_GAP = 0.4  # the gap between emblems, as a part of their height
_QUIET_ZONE = 4  # modules around a code, as ISO/IEC 18004 9.1 asks for

_ADDRESSES = ("http://", "https://")


def element_box(element: BoxElement, fill: Colour | None, stroke: Colour | None) -> Box:
    x, y, width, height = (length * mm for length in (element.x, element.y, element.width, element.height))
    return Box(x, y, width, height, fill, stroke, element.stroke_width * mm, element.radius * mm)


def element_rule(element: RuleElement, colour: Colour) -> RuleLine:
    x, y = element.x * mm, element.y * mm
    return RuleLine(x, y, x + element.width * mm, y + element.height * mm, element.thickness * mm, colour)


def element_code(
    element: CodeElement, content: str, structure: StructurePath, alternative: str = ""
) -> QrCode:
    """The mark of a QR code; its dark part has the size and position of the element.

    Its address is read out, or else the alternative.
    """
    size = element.size * mm
    quiet = _QUIET_ZONE * size / modules_per_side(content, element.level)
    x, y = element.x * mm - quiet, element.y * mm - quiet
    alternative = "" if content.startswith(_ADDRESSES) else alternative
    return QrCode(content, x, y, size + 2 * quiet, element.level, _QUIET_ZONE, structure, alternative)


def photograph_files(holder: BadgeHolder) -> list[str]:
    if holder.photo_file:
        return [holder.photo_file]
    return [f"{holder.id}{ending}" for ending in (".jpg", ".jpeg", ".png")]


class SharedMarks(NamedTuple):
    """Marks that many sides have in common: the same objects, made and painted once."""

    marks: tuple[Mark, ...] = ()
    backgrounds: tuple[Box, ...] = ()
    cursor: float | None = None  # the end of the last text; None without a text
    sizes: tuple[tuple[int, float], ...] = ()
    overlay: tuple[Mark, ...] = ()
    # Texts that are smaller than they should be or do not fit.
    small_texts: tuple[tuple[TextElement, FittedText], ...] = ()
    has_texts: bool = False  # true if some of the marks are read out

    def merge(self, other: SharedMarks) -> SharedMarks:
        """Both, one after the other."""
        return SharedMarks(
            self.marks + other.marks,
            self.backgrounds + other.backgrounds,
            self.cursor if other.cursor is None else other.cursor,
            self.sizes + other.sizes,
            self.overlay + other.overlay,
            self.small_texts + other.small_texts,
            self.has_texts or other.has_texts,
        )

    def apply(self, preflight: BadgePreflight, side: SideBuilder) -> None:
        """Add the marks to a side; its texts are in the structure element of the side."""
        side.marks += [_in_part(mark, side.part) for mark in self.marks] if self.has_texts else self.marks
        side.backgrounds += self.backgrounds
        if self.cursor is not None:
            side.cursor = self.cursor
            side.sizes.update(self.sizes)
            side.overlay += self.overlay
        for element, fitted in self.small_texts:
            preflight.check_text(element, fitted)


def _in_part(mark: Mark, part: StructureElement) -> Mark:
    """A text that is read out, in the structure element of a side; other marks are not copied."""
    if isinstance(mark, PlacedLine) and mark.structure != ARTIFACT:
        return PlacedLine(mark.line, mark.x, mark.y, mark.subjects, (part, *mark.structure))
    return mark


RenderStep = Callable[[SideBuilder], None]  # a step that renders something on a side
_NO_MARKS = SharedMarks()


class ElementRenderer:
    """Draws the elements of one template; a proof has boxes, ink and sizes over the texts."""

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
        self._protocol = ProtocolSetter(template, self._fitter, conference, pictures, preflight)
        # Its texts, by their numbers among all elements.
        self.text_fitters = {
            number: TextElementFitter(
                element,
                self._fitter,
                self._colours,
                common.get(number),
                find_typeface(element, fonts),
            )
            for number, element in enumerate((*template.front, *template.back))
            if isinstance(element, TextElement)
        }
        self._reads_all = template.document
        self._code_word = Wording.of(conference.languages[0]).word("qr-code")
        self._join_names()
        if template.made_for == "people" and not template.document:
            self._join_paragraphs(template)
        self._text_values = {
            number: element_values.element_value(fitter.element, conference, template.languages)
            for number, fitter in self.text_fitters.items()
        }

    def _join_names(self) -> None:
        """Make the places of a name one heading, which is read as a whole."""
        heading: StructureElement | None = None
        for fitter in self.text_fitters.values():
            if fitter.element.field == "first-name":
                heading = fitter.structure
            elif fitter.element.field == "rest-of-name" and heading is not None:
                fitter.structure = heading

    def _join_paragraphs(self, template: BadgeTemplate) -> None:
        """Make the texts of a side but its headings one paragraph: position, organisation, role.

        They are read after the name without a pause, and a badge needs no element for each.
        """
        front, back = StructureElement("P"), StructureElement("P")
        for number, fitter in self.text_fitters.items():
            if fitter.structure.type == "P":
                fitter.structure = front if number < len(template.front) else back

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
            case SignatoriesElement():
                return partial(self._render_signatories, element)
        return self._render_code

    def render_shared(self, number: int, element: AnyElement, side: SideBuilder) -> SharedMarks | None:
        """The marks that all sides of a group share; ``None`` if they differ."""
        holder = side.holder
        match element:
            case BoxElement():
                fill, stroke = (
                    self._colours.colour(name, holder) if name else None
                    for name in (element.fill, element.stroke)
                )
                box = element_box(element, fill, stroke)
                return SharedMarks((self._mirror(box),), (box,) if fill else ())
            case RuleElement() | ShapeElement() | IssuersElement() | PictureElement(source=str()):
                marks = tuple(map(self._mirror, self._place_fixed(element, side)))
                return SharedMarks(marks, has_texts=isinstance(element, IssuersElement))
            case PictureElement(file=str(), alternative=""):
                pictures = self._place_picture(element, holder)
                return SharedMarks(tuple(nest(ARTIFACT, picture) for picture in pictures))
            case DrawingElement() if not (placeholders(element.text) or element.alternative):
                drawing = self._place_drawing(element, holder)
                return SharedMarks((drawing,) if drawing else ())
            # The day of a sign is a heading of that sign, and so its own.
            case TextElement() if self.text_fitters[number].is_shared and element.field != "day":
                # A text on its side is in a page of its own, which is not nested again.
                reads = self._reads_all or element_values.is_data(element)
                return (
                    None if reads and element.rotate else self._render_shared_text(number, side, reads=reads)
                )
        return None

    def _render_shared_text(self, number: int, side: SideBuilder, *, reads: bool) -> SharedMarks:
        """A text that all holders of a group have in one place, read out or not."""
        alone = SideBuilder(side.holder, side.part, side.code, backgrounds=side.backgrounds)
        fitter = self.text_fitters[number]
        fitted = self._place_text(number, None, (), alone, (fitter.structure,) if reads else ARTIFACT)
        if fitted is None:
            return _NO_MARKS
        small = ((fitter.element, fitted),) if fitter.needs_finding(fitted) else ()
        sizes, marks = tuple(alone.sizes.items()), tuple(alone.marks)
        return SharedMarks(marks, (), alone.cursor, sizes, tuple(alone.overlay), small, reads)

    def _render_text(self, number: int, position: TextPosition | None, side: SideBuilder) -> None:
        fitter = self.text_fitters[number]
        structure = side.part, fitter.structure
        fitted = self._place_text(number, position, (side.holder.id,), side, structure)
        if fitted is None:
            return
        if fitter.element.field in MAIN_NAME_FIELDS:
            side.name_size = fitted.size
        if fitter.needs_finding(fitted):
            self._preflight.check_text(fitter.element, fitted)

    def _place_text(
        self,
        number: int,
        position: TextPosition | None,
        subjects: tuple[str, ...],
        side: SideBuilder,
        structure: StructurePath,
    ) -> FittedText | None:
        """Fit and place a text, at its position or where the side has space; ``None`` for an empty one."""
        fitter = self.text_fitters[number]
        texts = self._text_values[number](side.holder)
        if fitter.element.field == "country":  # in a language of its own, too
            texts = self._fitter.printable(texts)
        if not texts:
            return None
        position = position or fitter.position(side)
        fitted, lines = fitter.fit(texts, position, subjects, structure)
        if self._rtl:
            lines = [mirror_line(line, self._width) for line in lines]
        side.marks += (
            lines if not fitter.element.rotate else [self._rotate(fitter.element, position.area, lines)]
        )
        side.cursor = fitter.end_of(fitted, position)
        side.sizes[number] = fitted.size
        if self._proof:
            name = fitter.element.field or "text"
            side.overlay += self._proof.marks(name, position.area, fitted, lines, self._mirror)
        return fitted

    def _rotate(self, element: TextElement, area: Rectangle, lines: list[PlacedLine]) -> PlacedPage:
        left = self._width - area.right if self._rtl else area.x
        marks = tuple(line._replace(x=line.x - left, y=line.y - area.y) for line in lines)
        across, down = area.width, area.height
        if element.rotate in {90, 270}:
            across, down = down, across
        x, y = left + (area.width - across) / 2, area.y + (area.height - down) / 2
        return PlacedPage(Page(area.width, area.height, marks), x, y, element.rotate)

    def _render_sessions(self, element: SessionsElement, side: SideBuilder) -> None:
        top = side.cursor + (element.below or 0) * mm if element.y is None else element.y * mm
        bottom = (element.bottom or 0) * mm if element.height is None else top + element.height * mm
        area = Rectangle(element.x * mm, top, element.width * mm, bottom - top)
        if element.colour:
            ink = self._colours.colour(element.colour, side.holder)
        else:
            ink = self._colours.readable_on(side.backgrounds, area.x + area.width / 2, area.y + mm)
        second = self._colours.colour(element.second_colour, side.holder) if element.second_colour else ink
        session_list = set_session_list(
            element,
            side.holder,
            self._fitter,
            area,
            ListColours(ink, second),
            country=self._conference.country,
        )
        side.marks += [nest((side.part,), self._mirror(mark)) for mark in session_list.marks]
        if session_list.left_out:
            self._preflight.report_omitted_sessions(session_list)

    def _place_fixed(
        self, element: RuleElement | ShapeElement | IssuersElement | PictureElement, side: SideBuilder
    ) -> Iterable[Mark]:
        match element:
            case RuleElement():
                return (element_rule(element, self._colours.colour(element.colour, side.holder)),)
            case ShapeElement():
                area = Rectangle(element.x * mm, element.y * mm, element.size * mm, element.size * mm)
                if element.colour:
                    colour = self._colours.colour(element.colour, side.holder)
                else:
                    middle = area.x + area.width / 2, area.y + area.height / 2
                    colour = self._colours.readable_on(side.backgrounds, *middle)
                shape = element_values.role_shape(side.holder) if element.shape == "role" else element.shape
                return set_shape(shape, area, colour)
            case IssuersElement():
                ink = self._colours.colour(element.colour, side.holder)
                return self._protocol.set_issuers(element, ink, reads=self._reads_all)
        return self._place_protocol_pictures(element, side)

    def _render_signatories(self, element: SignatoriesElement, side: SideBuilder) -> None:
        ink = self._colours.colour("ink", side.holder)
        side.marks += [
            nest((side.part,), self._mirror(mark)) for mark in self._protocol.set_signatories(element, ink)
        ]

    def _place_protocol_pictures(self, element: PictureElement, side: SideBuilder) -> list[Mark]:
        protocol = self._conference.protocol
        if element.source == "emblems":
            names: tuple[str | None, ...] = protocol.emblems
            lengths = (element.x, element.y, element.width, element.height)
            area = Rectangle(*(length * mm for length in lengths))
        else:
            names, area = (protocol.seal,), self._protocol.seal_area(element)
        pictures = [picture for name in names if name and (picture := self._fit_picture(name, area, ""))]
        gap = _EMBLEM_GAP * area.height
        free = area.width - sum(picture.width + gap for picture in pictures) + gap
        x = area.x + _ALIGNMENTS[element.align] * free
        fill = self._colours.colour(element.fill, side.holder) if element.fill else None
        placed: list[Mark] = []
        for picture in pictures:
            if fill:
                width, height = picture.width + 2 * mm, picture.height + 2 * mm
                placed.append(Box(x - mm, picture.y - mm, width, height, fill, radius=mm))
            placed.append(nest(ARTIFACT, replace(picture, x=x)))
            x += picture.width + gap
        return placed

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
        alternative = element.alternative or alternative
        if drawing := _DRAWINGS.get(PurePath(name).suffix.lower()):
            place = area.x, area.y, area.width, area.height
            mark = Drawing(drawing, *place, name, content=self._pictures[name], alternative=alternative)
            return [self._mirror(mark)]
        placed = self._fit_picture(name, area, alternative)
        if placed is not None and element.fit == "cover":
            return [self._mirror(cover_area(placed, area))]
        return [self._mirror(placed)] if placed else []

    def _fit_picture(self, name: str, area: Rectangle, alternative: str) -> Picture | None:
        """A file of the folder as large as fits an area, in its middle; ``None`` with a finding if it is not
        there, or no picture.
        """
        if name not in self._pictures:
            self._preflight.report_missing_picture(name)
            return None
        try:
            return fit_picture(self._pictures[name], area, alternative, align="middle")
        except ValueError as error:
            self._preflight.report_broken_picture(name, error.args[0])
            return None

    def _render_code(self, side: SideBuilder) -> None:
        if side.code:
            side.marks.append(self._mirror(side.code))

    def _render_drawing(self, element: DrawingElement, side: SideBuilder) -> None:
        drawing = self._place_drawing(element, side.holder)
        if drawing is not None:
            side.marks.append(nest((side.part,), drawing))

    def _place_drawing(self, element: DrawingElement, holder: BadgeHolder) -> Mark | None:
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
                code = element_code(element, content, (part,), self._code_word) if content else None
            except Unprintable as error:
                self._preflight.report_missing_code(error.message)
                code = None
        return code

    def _mirror(self, mark: Mark) -> Mark:
        return mirror(mark, self._width) if self._rtl else mark


def mirror_line(lines: PlacedLine, width: float) -> PlacedLine:
    """A line as far from the right edge as it was from the left one."""
    return lines._replace(x=width - lines.x - lines.line.width)
