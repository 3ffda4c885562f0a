"""Elements of a template drawn on the sides of badges, from left to right or turned round."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from eventkit.errors import Unprintable
from eventkit.outputs.badges import content, shapes
from eventkit.outputs.badges.elements import (
    AnyElement,
    BoxElement,
    CodeElement,
    PictureElement,
    RuleElement,
    SessionsElement,
    TextElement,
)
from eventkit.outputs.badges.judging import Judge
from eventkit.outputs.badges.lettering import Lettering, Spot
from eventkit.outputs.badges.listing import listed
from eventkit.outputs.badges.occasion import Occasion
from eventkit.outputs.badges.palette import Palette
from eventkit.outputs.badges.proof import Proof
from eventkit.outputs.badges.setting import Block, Setter
from eventkit.outputs.badges.sides import Fixed, Side
from eventkit.outputs.badges.template import Template
from eventkit.outputs.badges.wearers import Wearer
from eventkit.typesetting import Area, Code, Fonts, Mark, Words, direction, mm
from eventkit.typesetting.flow import mirrored

Draw = Callable[[Side], None]
"""Draws something on a side."""

_NOTHING = Fixed()


class Drawer:
    """Draws the elements of one template for one conference.

    Attributes:
        lettering: Its texts, by their numbers among all elements.

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
        template: Template,
        occasion: Occasion,
        fonts: Fonts,
        judge: Judge,
        *,
        pictures: Mapping[str, bytes],
        proof: bool,
        common: Mapping[int, float],
    ) -> None:
        self._occasion = occasion
        self._width = template.width * mm
        self._judge = judge
        self._pictures = pictures
        self._proof = Proof(fonts) if proof else None
        self._rtl = direction(occasion.languages[0]) == "rtl"
        self._palette = Palette(template)
        self._setter = Setter(fonts, occasion.languages)
        self.lettering = {
            number: Lettering(element, self._setter, self._palette, common.get(number, element.size))
            for number, element in enumerate((*template.front, *template.back))
            if isinstance(element, TextElement)
        }
        self._saying = {
            number: content.saying(lettering.element, occasion, template.languages)
            for number, lettering in self.lettering.items()
        }

    def own(self, number: int, element: AnyElement, side: Side) -> Draw:
        """What draws an element that is not `fixed` on each side of a kind, of which this is one."""
        match element:
            case TextElement():
                lettering = self.lettering[number]
                spot = lettering.spot(side) if lettering.stays else None
                return partial(self._text, number, spot)
            case PictureElement():
                return partial(self._photograph, element)
            case SessionsElement():
                return partial(self._sessions, element)
        return self._coded

    def fixed(self, number: int, element: AnyElement, side: Side) -> Fixed | None:
        """What is the same on all sides of a kind; ``None`` where that is not known before."""
        wearer = side.wearer
        match element:
            case BoxElement():
                fill, stroke = (
                    self._palette.colour(name, wearer) if name else None
                    for name in (element.fill, element.stroke)
                )
                box = shapes.box(element, fill, stroke)
                return Fixed((self._turned(box),), (box,) if fill else ())
            case RuleElement():
                rule = shapes.rule(element, self._palette.colour(element.colour, wearer))
                return Fixed((self._turned(rule),))
            case PictureElement(file=str()):
                return Fixed(tuple(self._picture(element, wearer)))
            case TextElement() if self.lettering[number].shared:
                return self._shared(number, side)
        return None

    def _shared(self, number: int, side: Side) -> Fixed:
        """A text that all of a kind have in one place."""
        alone = Side(side.wearer, side.code, grounds=side.grounds)
        block = self._letters(number, None, (), alone)
        if block is None:
            return _NOTHING
        lettering = self.lettering[number]
        small = ((lettering.element, block),) if lettering.is_small(block) else ()
        sizes = tuple(alone.sizes.items())
        return Fixed(tuple(alone.marks), (), alone.cursor, sizes, tuple(alone.over), small)

    def _text(self, number: int, spot: Spot | None, side: Side) -> None:
        """A text of the wearer's own."""
        block = self._letters(number, spot, (side.wearer.id,), side)
        if block is None:
            return
        lettering = self.lettering[number]
        if lettering.element.field == "name":
            side.name_size = block.size
        if lettering.is_small(block):
            self._judge.of_text(lettering.element, block)

    def _letters(self, number: int, spot: Spot | None, about: tuple[str, ...], side: Side) -> Block | None:
        """Set what a text says, there or where the side has room for it; ``None`` where it says nothing."""
        forms = self._saying[number](side.wearer)
        if not forms:
            return None
        lettering = self.lettering[number]
        spot = spot or lettering.spot(side)
        block, words = lettering.set(forms, spot, about)
        if self._rtl:
            words = [turned(each, self._width) for each in words]
        side.marks += words
        side.cursor = spot.area.y + block.reach
        side.sizes[number] = block.size
        if self._proof:
            name = lettering.element.field or "text"
            side.over += self._proof.of(name, spot.area, block, words, self._turned)
        return block

    def _sessions(self, element: SessionsElement, side: Side) -> None:
        area = Area(element.x * mm, element.y * mm, element.width * mm, element.height * mm)
        if element.colour:
            colour = self._palette.colour(element.colour, side.wearer)
        else:
            colour = self._palette.readable(side.grounds, area.x + area.width / 2, area.y + mm)
        found = listed(element, side.wearer.sessions, self._setter, area, colour)
        side.marks += map(self._turned, found.marks)
        if found.left_out:
            self._judge.of_sessions(found)

    def _photograph(self, element: PictureElement, side: Side) -> None:
        side.marks += self._picture(element, side.wearer)

    def _picture(self, element: PictureElement, wearer: Wearer) -> list[Mark]:
        names = [element.file] if element.file else shapes.photographs(wearer)
        name = next((name for name in names if name in self._pictures), None)
        if name is None:
            self._judge.no_picture(element.file)
            return []
        shows = "" if element.file else wearer.name.text
        try:
            made = shapes.picture(element, self._pictures[name], element.alternative or shows)
        except ValueError as error:
            self._judge.bad_picture(name, str(error))
            return []
        return [self._turned(made)]

    def _coded(self, side: Side) -> None:
        if side.code:
            side.marks.append(self._turned(side.code))

    def code(self, elements: Iterable[CodeElement], wearer: Wearer) -> Code | None:
        """The code of the last of the elements."""
        code = None
        for element in elements:
            said = wearer.code
            if element.text is not None:
                said = content.in_words(element.text, wearer, self._occasion, self._occasion.languages[0])
            try:
                code = shapes.code(element, said) if said else None
            except Unprintable as error:
                self._judge.bad_code(str(error))
                code = None
        return code

    def _turned(self, mark: Mark) -> Mark:
        return mirrored(mark, self._width) if self._rtl else mark


def turned(words: Words, width: float) -> Words:
    """Words as far from the right edge as they were from the left one."""
    return Words(words.line, width - words.x - words.line.width, words.y, words.about)
