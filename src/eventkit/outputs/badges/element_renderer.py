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
    AnyElement,
    BoxElement,
    CodeElement,
    PictureElement,
    RuleElement,
    SessionsElement,
    TextElement,
)
from eventkit.typesetting import (
    Box,
    Colour,
    Fonts,
    Mark,
    Picture,
    PlacedLine,
    QrCode,
    Rectangle,
    RuleLine,
    Span,
    Style,
    image_size,
    language_direction,
    mm,
    set_line,
)
from eventkit.typesetting.layout.text_columns import mirror
from eventkit.typesetting.qr.symbol import modules_per_side

_FRAME_COLOUR = Colour.parse("#d6006c")


_INK_COLOUR = Colour.parse("#0077cc")


_LABEL_SIZE = 4.5


class ProofOverlay:
    """Draws the box of each text, the ink in it, and its size in points."""

    def __init__(self, fonts: Fonts) -> None:
        self._fonts = fonts

    def marks(
        self,
        name: str,
        area: Rectangle,
        block: FittedText,
        words: list[PlacedLine],
        turned: Callable[[Mark], Mark],
    ) -> list[Mark]:
        """The marks over a text.

        Args:
            name: What the template calls it.
            area: Its box.
            block: How it was set.
            words: Its lines as they stand, turned round already where readers want that.
            turned: Turns a mark round.
        """
        marks = [turned(Box(area.x, area.y, area.width, max(area.height, 0.1), None, _FRAME_COLOUR, 0.3))]
        for mark in words:
            ink = mark.ink
            marks.append(Box(ink.x, ink.y, ink.width, ink.height, None, _INK_COLOUR, 0.25))
        said = f"{name} {block.size:.1f} pt{'' if block.fits else ', cut off'}"
        line = set_line(self._fonts, Span(said, "en", Style(_LABEL_SIZE, 600, _FRAME_COLOUR)))
        marks.append(turned(PlacedLine(line, area.x + area.width - line.width, area.y - 0.8)))
        return marks


_QUIET_ZONE = 4  # modules around a code, as ISO/IEC 18004 9.1 asks for


def element_box(element: BoxElement, fill: Colour | None, stroke: Colour | None) -> Box:
    """A box, filled or outlined or both."""
    x, y, width, height = (each * mm for each in (element.x, element.y, element.width, element.height))
    return Box(x, y, width, height, fill, stroke, element.stroke_width * mm, element.radius * mm)


def element_rule(element: RuleElement, colour: Colour) -> RuleLine:
    """A straight line."""
    x, y = element.x * mm, element.y * mm
    return RuleLine(x, y, x + element.width * mm, y + element.height * mm, element.thickness * mm, colour)


def element_picture(element: PictureElement, data: bytes, alternative: str) -> Picture:
    """A picture as large as its box holds it, in the middle.

    Raises:
        ValueError: The file is no picture that can be printed; the text says why.
    """
    across, down = image_size(data)
    scale = min(element.width / across, element.height / down) * mm
    width, height = across * scale, down * scale
    x = element.x * mm + (element.width * mm - width) / 2
    y = element.y * mm + (element.height * mm - height) / 2
    return Picture(data, x, y, width, height, alternative)


def element_code(element: CodeElement, said: str) -> QrCode:
    """A code, so that its dark part has the size and the place that were asked for.

    Raises:
        eventkit.errors.Unprintable: It is to say more than a code holds.
    """
    size = element.size * mm
    quiet = _QUIET_ZONE * size / modules_per_side(said, element.level)
    x, y = element.x * mm - quiet, element.y * mm - quiet
    return QrCode(said, x, y, size + 2 * quiet, element.level, _QUIET_ZONE)


def photograph_files(wearer: BadgeHolder) -> list[str]:
    """The names a wearer's photograph may have."""
    if wearer.photo_file:
        return [wearer.photo_file]
    return [f"{wearer.id}{ending}" for ending in (".jpg", ".jpeg", ".png")]


@dataclass(slots=True)
class SideBuilder:
    """One side of a wearer's badge, laid out from left to right.

    Attributes:
        holder: Whose it is.
        code: The code, with its quiet zone, which texts keep clear of.
        marks: What is on it so far, turned round already where readers want that.
        backgrounds: The filled boxes on it so far.
        cursor: Where the last text ends.
        name_size: The size of the last name.
        sizes: The sizes of its texts, by their number among all elements.
        overlay: Of a proof, what is drawn over it.
    """

    holder: BadgeHolder
    code: QrCode | None = None
    marks: list[Mark] = field(default_factory=list)
    backgrounds: list[Box] = field(default_factory=list)
    cursor: float = 0
    name_size: float = 0
    sizes: dict[int, float] = field(default_factory=dict)
    overlay: list[Mark] = field(default_factory=list)


class SharedMarks(NamedTuple):
    """What many sides have alike: the same objects, so that they are made and painted once.

    Attributes:
        marks: What is on them.
        backgrounds: The filled boxes of it.
        cursor: Where its last text ends; ``None`` where it has none.
        sizes: The sizes of its texts.
        overlay: Of a proof, what is drawn over them.
        small_texts: Texts that are told of, since they are smaller than they should be or do not fit.
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

    def apply(self, judge: BadgePreflight, side: SideBuilder) -> None:
        """Put it on a side."""
        side.marks += self.marks
        side.backgrounds += self.backgrounds
        if self.cursor is not None:
            side.cursor = self.cursor
            side.sizes.update(self.sizes)
            side.overlay += self.overlay
        for element, block in self.small_texts:
            judge.check_text(element, block)


_NAME_FIELDS = frozenset({"name", "second-name"})


_FORMAT_CACHE_SIZE = 1024


_SHARE_ABOVE = {
    "top": 0.0,
    "middle": 0.5,
    "bottom": 1.0,
}  # how much of what is left of a box lies above the text


class TextPosition(NamedTuple):
    """Where and how a text is to be set on a side."""

    area: Rectangle
    format: TextFormat
    frame: TextFrame


class TextElementFitter:
    """Sets one text element.

    Attributes:
        element: The element.
        is_fixed: Whether it stands in the same place and looks the same on all sides of a kind.
        is_shared: Whether many say the same there, so that it belongs to nobody.

    Args:
        element: The element.
        setter: Sets texts for the readers.
        palette: The colours of the template.
        largest: The size that all have in common, or that of the element.
    """

    def __init__(
        self, element: TextElement, setter: TextFitter, palette: TemplateColours, largest: float
    ) -> None:
        self.element = element
        self.is_fixed = element.y is not None and not element.of_name
        self.is_shared = self.is_fixed and element_values.is_same_for_many(element)
        self._fitter = setter
        self._colours = palette
        self._largest = min(element.size, largest)
        self._formats: dict[tuple[Colour, float], TextFormat] = {}
        self._left, self._width = element.x * mm, element.width * mm

    def position(self, side: SideBuilder) -> TextPosition:
        """Where the side has room for it."""
        element = self.element
        top = side.cursor + (element.below or 0) * mm if element.y is None else element.y * mm
        bottom = top + element.height * mm if element.height is not None else (element.bottom or 0) * mm
        area = Rectangle(self._left, top, self._width, bottom - top)
        look = self._format(self._colour(side, area), side.name_size if element.of_name else 0)
        return TextPosition(
            area, look, TextFrame(self._left, self._width, bottom - top, _space_beside_code(side.code, area))
        )

    def fit(
        self, forms: LocalisedTexts, spot: TextPosition, about: tuple[str, ...]
    ) -> tuple[FittedText, list[PlacedLine]]:
        """What it says, as it is set there, and its marks from left to right."""
        area, look, room = spot
        block = self._fit_text(forms, look, room)
        above = _SHARE_ABOVE[self.element.vertical]
        top = area.y + above * (area.height - block.height) if above else area.y
        return block, block.marks(top, about)

    def needs_finding(self, block: FittedText) -> bool:
        """Whether the text is smaller than it should be, or does not fit."""
        return not block.fits or block.size < (self.element.smallest or 0) - 1e-6

    def _colour(self, side: SideBuilder, area: Rectangle) -> Colour:
        """The colour that was asked for, or the one that reads best on the ground below the text."""
        if self.element.colour:
            return self._colours.colour(self.element.colour, side.holder)
        return self._colours.readable_on(side.backgrounds, area.x + area.width / 2, area.y + mm)

    def _format(self, colour: Colour, name_size: float) -> TextFormat:
        look = self._formats.get((colour, name_size))
        if look is None:
            if len(self._formats) >= _FORMAT_CACHE_SIZE:
                self._formats.clear()
            look = self._formats[colour, name_size] = self._build_format(colour, name_size)
        return look

    def _build_format(self, colour: Colour, name_size: float) -> TextFormat:
        element, size = self.element, self._largest
        if name_size:
            size = min(size, (element.of_name or 1) * name_size)
        usual = (
            min(NAME_SIZE_AT_3_METRES, size)
            if element.field in _NAME_FIELDS
            else max(MINIMUM_TYPE, 0.45 * size)
        )
        smallest = element.smallest or usual
        own = element.field in element_values.OWN_LANGUAGES
        return TextFormat(
            size,
            min(size, smallest),
            element.weight,
            colour,
            element.align,
            element.lines,
            secondary_ratio=1.0 if own else 0.9,
            gap=(0.35, 0.8) if own else (0.3, 0.3),
            balanced=element.field != "conference",
        )

    def _fit_text(self, forms: LocalisedTexts, look: TextFormat, room: TextFrame) -> FittedText:
        element = self.element
        if element.field in _NAME_FIELDS:
            rooms = room.without_code if element.vertical == "top" else room.without_code[-1:]
            if len(rooms) == 1:
                return self._fitter.name(forms[0], look, rooms[0])
            made = (self._fitter.name(forms[0], look, each) for each in rooms)
            return max(made, key=lambda block: (block.fits, block.size))
        if element.languages == "row":
            return self._fitter.row(forms, look, room.without_code[-1])
        return self._fitter.text(forms, look, room)


def _space_beside_code(code: QrCode | None, area: Rectangle) -> tuple[float, float, float] | None:
    """Of a box in which the code stands: the height above it, and left edge and width beside it."""
    if code is None:
        return None
    x, y, size = code.x, code.y, code.size
    left, top, right, bottom = area.x, area.y, area.x + area.width, area.y + area.height
    if x >= right or x + size <= left or y >= bottom or y + size <= top:
        return None
    before, behind = x - left, right - x - size
    return (y - top, left, before) if before >= behind else (y - top, x + size, behind)


RenderStep = Callable[[SideBuilder], None]
"""Draws something on a side."""


_NO_MARKS = SharedMarks()


class ElementRenderer:
    """Draws the elements of one template for one conference.

    Attributes:
        text_fitters: Its texts, by their numbers among all elements.

    Args:
        template: The template.
        occasion: The conference, in the languages of the readers.
        fonts: The faces of type.
        judge: Is told what should be known.
        pictures: The files of the folder of pictures, by name.
        proof: Whether boxes, ink and sizes are drawn over texts.
        common: The sizes that texts have in common, by their numbers.
    """

    def __init__(
        self,
        template: BadgeTemplate,
        occasion: ConferenceTexts,
        fonts: Fonts,
        judge: BadgePreflight,
        *,
        pictures: Mapping[str, bytes],
        proof: bool,
        common: Mapping[int, float],
    ) -> None:
        self._occasion = occasion
        self._width = template.width * mm
        self._preflight = judge
        self._pictures = pictures
        self._proof = ProofOverlay(fonts) if proof else None
        self._rtl = language_direction(occasion.languages[0]) == "rtl"
        self._colours = TemplateColours(template)
        self._fitter = TextFitter(fonts, occasion.languages)
        self.text_fitters = {
            number: TextElementFitter(element, self._fitter, self._colours, common.get(number, element.size))
            for number, element in enumerate((*template.front, *template.back))
            if isinstance(element, TextElement)
        }
        self._text_values = {
            number: element_values.element_value(lettering.element, occasion, template.languages)
            for number, lettering in self.text_fitters.items()
        }

    def render(self, number: int, element: AnyElement, side: SideBuilder) -> RenderStep:
        """What draws an element that is not `fixed` on each side of a kind, of which this is one."""
        match element:
            case TextElement():
                lettering = self.text_fitters[number]
                spot = lettering.position(side) if lettering.is_fixed else None
                return partial(self._render_text, number, spot)
            case PictureElement():
                return partial(self._render_photograph, element)
            case SessionsElement():
                return partial(self._render_sessions, element)
        return self._render_code

    def render_shared(self, number: int, element: AnyElement, side: SideBuilder) -> SharedMarks | None:
        """What is the same on all sides of a kind; ``None`` where that is not known before."""
        wearer = side.holder
        match element:
            case BoxElement():
                fill, stroke = (
                    self._colours.colour(name, wearer) if name else None
                    for name in (element.fill, element.stroke)
                )
                box = element_box(element, fill, stroke)
                return SharedMarks((self._mirror(box),), (box,) if fill else ())
            case RuleElement():
                rule = element_rule(element, self._colours.colour(element.colour, wearer))
                return SharedMarks((self._mirror(rule),))
            case PictureElement(file=str()):
                return SharedMarks(tuple(self._place_picture(element, wearer)))
            case TextElement() if self.text_fitters[number].is_shared:
                return self._render_shared_text(number, side)
        return None

    def _render_shared_text(self, number: int, side: SideBuilder) -> SharedMarks:
        """A text that all of a kind have in one place."""
        alone = SideBuilder(side.holder, side.code, backgrounds=side.backgrounds)
        block = self._place_text(number, None, (), alone)
        if block is None:
            return _NO_MARKS
        lettering = self.text_fitters[number]
        small = ((lettering.element, block),) if lettering.needs_finding(block) else ()
        sizes = tuple(alone.sizes.items())
        return SharedMarks(tuple(alone.marks), (), alone.cursor, sizes, tuple(alone.overlay), small)

    def _render_text(self, number: int, spot: TextPosition | None, side: SideBuilder) -> None:
        """A text of the wearer's own."""
        block = self._place_text(number, spot, (side.holder.id,), side)
        if block is None:
            return
        lettering = self.text_fitters[number]
        if lettering.element.field == "name":
            side.name_size = block.size
        if lettering.needs_finding(block):
            self._preflight.check_text(lettering.element, block)

    def _place_text(
        self, number: int, spot: TextPosition | None, about: tuple[str, ...], side: SideBuilder
    ) -> FittedText | None:
        """Set what a text says, there or where the side has room for it; ``None`` where it says nothing."""
        forms = self._text_values[number](side.holder)
        if not forms:
            return None
        lettering = self.text_fitters[number]
        spot = spot or lettering.position(side)
        block, words = lettering.fit(forms, spot, about)
        if self._rtl:
            words = [mirror_line(each, self._width) for each in words]
        side.marks += words
        side.cursor = spot.area.y + block.baseline_end
        side.sizes[number] = block.size
        if self._proof:
            name = lettering.element.field or "text"
            side.overlay += self._proof.marks(name, spot.area, block, words, self._mirror)
        return block

    def _render_sessions(self, element: SessionsElement, side: SideBuilder) -> None:
        area = Rectangle(element.x * mm, element.y * mm, element.width * mm, element.height * mm)
        if element.colour:
            colour = self._colours.colour(element.colour, side.holder)
        else:
            colour = self._colours.readable_on(side.backgrounds, area.x + area.width / 2, area.y + mm)
        found = set_session_list(element, side.holder.sessions, self._fitter, area, colour)
        side.marks += map(self._mirror, found.marks)
        if found.left_out:
            self._preflight.report_omitted_sessions(found)

    def _render_photograph(self, element: PictureElement, side: SideBuilder) -> None:
        side.marks += self._place_picture(element, side.holder)

    def _place_picture(self, element: PictureElement, wearer: BadgeHolder) -> list[Mark]:
        names = [element.file] if element.file else photograph_files(wearer)
        name = next((name for name in names if name in self._pictures), None)
        if name is None:
            self._preflight.report_missing_picture(element.file)
            return []
        shows = "" if element.file else wearer.name.text
        try:
            made = element_picture(element, self._pictures[name], element.alternative or shows)
        except ValueError as error:
            self._preflight.report_broken_picture(name, str(error))
            return []
        return [self._mirror(made)]

    def _render_code(self, side: SideBuilder) -> None:
        if side.code:
            side.marks.append(self._mirror(side.code))

    def qr_code(self, elements: Iterable[CodeElement], wearer: BadgeHolder) -> QrCode | None:
        """The code of the last of the elements."""
        code = None
        for element in elements:
            said = wearer.code
            if element.text is not None:
                said = element_values.interpolate(
                    element.text, wearer, self._occasion, self._occasion.languages[0]
                )
            try:
                code = element_code(element, said) if said else None
            except Unprintable as error:
                self._preflight.report_missing_code(str(error))
                code = None
        return code

    def _mirror(self, mark: Mark) -> Mark:
        return mirror(mark, self._width) if self._rtl else mark


def mirror_line(words: PlacedLine, width: float) -> PlacedLine:
    """Words as far from the right edge as they were from the left one."""
    return PlacedLine(words.line, width - words.x - words.line.width, words.y, words.about)
