"""Faces of badges: what a template makes of a wearer."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, ClassVar, NamedTuple, TypeVar

from eventkit.errors import Unprintable
from eventkit.findings import Finding
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
from eventkit.outputs.badges.listing import listed
from eventkit.outputs.badges.occasion import Occasion
from eventkit.outputs.badges.palette import Palette
from eventkit.outputs.badges.proof import Proof
from eventkit.outputs.badges.setting import LEAST_TYPE, WANTED_NAME, Block, Look, Room, Setter
from eventkit.outputs.badges.template import Template
from eventkit.outputs.badges.wearers import Forms, Wearer
from eventkit.typesetting import Area, Box, Code, Colour, Fonts, Mark, Words, direction, mm
from eventkit.typesetting.flow import mirrored

_REMEMBERED = 4096  # blocks of texts that many wearers have
_NAMES = frozenset({"name", "second-name"})

R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Face:
    """What is on one badge.

    Attributes:
        front: The marks of its front, from the upper left corner of the cut and folded badge.
        back: Those of its back, likewise and upright.
        findings: What should be known of it before it is printed.
        over_front: Of a proof, what is drawn over its front.
        over_back: Likewise over its back.
    """

    front: tuple[Mark, ...]
    back: tuple[Mark, ...] = ()
    findings: tuple[Finding, ...] = ()
    over_front: tuple[Mark, ...] = ()
    over_back: tuple[Mark, ...] = ()


class _Text(NamedTuple):
    """A text as it is set, where it was to be set, and its marks."""

    block: Block
    area: Area
    marks: list[Words]


@dataclass(slots=True)
class _Side:
    """One side as it comes to be, from left to right.

    Attributes:
        wearer: Whose it is.
        marks: What is on it so far, turned round already where readers want that.
        grounds: The filled boxes on it so far.
        cursor: Where the last text ends.
        name_size: The size of the last name.
        code: The code, with its quiet zone.
        sizes: The sizes of its texts, by their number among all elements.
        over: Of a proof, what is drawn over it.
    """

    wearer: Wearer
    marks: list[Mark] = field(default_factory=list)
    grounds: list[Box] = field(default_factory=list)
    cursor: float = 0
    name_size: float = 0
    code: Code | None = None
    sizes: dict[int, float] = field(default_factory=dict)
    over: list[Mark] = field(default_factory=list)

    @property
    def kin(self) -> tuple[str, str, str]:
        """What colours and conditions go by: it is the same for all who look alike in them."""
        wearer = self.wearer
        return wearer.role, wearer.ticket, wearer.track.code if wearer.track else ""


class Faces:
    """Makes the faces of a template for one conference.

    They are laid out from left to right, and turned round where the foremost language runs the other way.
    What is the same on many of them is the same object, so that it is painted once.

    Attributes:
        template: How they look.
        occasion: The conference.
        width: Of a face, in points.
        height: Likewise.

    Args:
        template: How they look.
        occasion: The conference, in the languages of the readers.
        fonts: The faces of type.
        pictures: The files of the folder of pictures, by name.
        proof: Whether boxes, ink and sizes are drawn over them, for who writes a template.
        common: By their number among all elements, the sizes that texts have in common; see
            `eventkit.outputs.badges.evening`.
    """

    def __init__(
        self,
        template: Template,
        occasion: Occasion,
        fonts: Fonts,
        *,
        pictures: Mapping[str, bytes] | None = None,
        proof: bool = False,
        common: Mapping[int, float] | None = None,
    ) -> None:
        self.template = template
        self.width, self.height = template.width * mm, template.height * mm
        self.occasion = occasion
        self._setter = Setter(fonts, occasion.languages)
        self._pictures = pictures or {}
        self._proof = Proof(fonts) if proof else None
        self._common = common or {}
        self._rtl = direction(occasion.languages[0]) == "rtl"
        self._judge = Judge(template, occasion)
        self._palette = Palette(template)
        self._remembered: dict[Hashable, Any] = {}
        elements = list(enumerate((*template.front, *template.back)))
        self._front, self._back = elements[: len(template.front)], elements[len(template.front) :]
        # Texts that many have alike are set once, where they stand in the same place.
        self._shared = {
            number
            for number, element in elements
            if isinstance(element, TextElement)
            and content.is_shared(element)
            and element.y is not None
            and not element.of_name
        }

    @property
    def has_common_sizes(self) -> bool:
        """Whether there are texts that are to have one size for all."""
        return any(isinstance(each, TextElement) and each.common for _, each in (*self._front, *self._back))

    def face(self, wearer: Wearer) -> Face:
        """The badge of a wearer."""
        self._judge.begin(wearer)
        front = self._side(self._front, wearer)
        back = front if self.template.same_back else self._side(self._back, wearer)
        marks = tuple(front.marks)
        return Face(
            marks,
            marks if back is front else tuple(back.marks),
            self._judge.end(marks),
            tuple(front.over),
            tuple(back.over),
        )

    def sizes(self, wearer: Wearer) -> Mapping[int, float]:
        """The sizes of the texts of a wearer's badge, by their number among all elements."""
        self._judge.begin(wearer)
        return self._side(self._front, wearer).sizes | self._side(self._back, wearer).sizes

    def _side(self, elements: Sequence[tuple[int, AnyElement]], wearer: Wearer) -> _Side:
        side = _Side(wearer)
        shown = [each for each in elements if content.is_for(each[1], wearer)]
        for _, element in shown:
            if isinstance(element, CodeElement):  # before the texts, which keep clear of it
                side.code = self._code(element, wearer)
        for number, element in shown:
            self._ways[type(element)](self, number, element, side)
        return side

    def _text(self, number: int, element: TextElement, side: _Side) -> None:
        forms = content.said(element, side.wearer, self.occasion, self.template.languages)
        if not forms:
            return
        if number in self._shared:
            key = (number, forms, side.kin, side.code and (side.code.x, side.code.y))
            text = self._once(key, lambda: self._set(number, element, forms, side, ()))
        else:
            text = self._set(number, element, forms, side, (side.wearer.id,))
        block = text.block
        side.marks += text.marks
        side.cursor = text.area.y + block.reach
        side.sizes[number] = block.size
        if element.field == "name":
            side.name_size = block.size
        if not block.whole or block.size < (element.smallest or 0) - 1e-6:
            self._judge.of_text(element, block)
        if self._proof:
            name = element.field or "text"
            side.over += self._proof.of(name, text.area, block, text.marks, self._turned)

    def _set(
        self, number: int, element: TextElement, forms: Forms, side: _Side, about: tuple[str, ...]
    ) -> _Text:
        top = side.cursor + (element.below or 0) * mm if element.y is None else element.y * mm
        bottom = top + element.height * mm if element.height is not None else (element.bottom or 0) * mm
        area = Area(element.x * mm, top, element.width * mm, bottom - top)
        colour = self._ink(element.colour, side, area)
        block = self._block(
            element,
            forms,
            self._look(number, element, side.name_size, colour),
            Room(area.x, area.width, area.height, _beside(side.code, area)),
        )
        top += {"top": 0.0, "middle": 0.5, "bottom": 1.0}[element.vertical] * (area.height - block.height)
        words = block.words(top, about)
        return _Text(block, area, [turned(each, self.width) for each in words] if self._rtl else words)

    def _look(self, number: int, element: TextElement, name_size: float, colour: Colour) -> Look:
        size = min(element.size, self._common.get(number, element.size))
        if element.of_name and name_size:
            size = min(size, element.of_name * name_size)
        usual = min(WANTED_NAME, size) if element.field in _NAMES else max(LEAST_TYPE, 0.45 * size)
        smallest = element.smallest or usual
        own = element.field in content.OWN_LANGUAGES
        return Look(
            size,
            min(size, smallest),
            element.weight,
            colour,
            element.align,
            element.lines,
            second=1.0 if own else 0.9,
            gap=(0.35, 0.8) if own else (0.3, 0.3),
            even=element.field != "conference",
        )

    def _block(self, element: TextElement, forms: Forms, look: Look, room: Room) -> Block:
        if element.field in _NAMES:
            return self._setter.name(forms[0], look, room)
        if element.languages == "row":
            return self._setter.row(forms, look, room)
        return self._setter.text(forms, look, room)

    def _sessions(self, number: int, element: SessionsElement, side: _Side) -> None:  # noqa: ARG002 - as all ways
        area = Area(element.x * mm, element.y * mm, element.width * mm, element.height * mm)
        colour = self._ink(element.colour, side, area)
        found = listed(element, side.wearer.sessions, self._setter, area, colour)
        side.marks += map(self._turned, found.marks)
        if found.left_out:
            self._judge.of_sessions(found)

    def _box(self, number: int, element: BoxElement, side: _Side) -> None:
        box, mark = self._once((number, side.kin), lambda: self._made_box(element, side.wearer))
        if box.fill:
            side.grounds.append(box)
        side.marks.append(mark)

    def _made_box(self, element: BoxElement, wearer: Wearer) -> tuple[Box, Mark]:
        fill, stroke = (
            self._palette.colour(name, wearer) if name else None for name in (element.fill, element.stroke)
        )
        box = shapes.box(element, fill, stroke)
        return box, self._turned(box)

    def _rule(self, number: int, element: RuleElement, side: _Side) -> None:
        colour = self._palette.colour(element.colour, side.wearer)
        side.marks.append(self._once((number, colour), lambda: self._turned(shapes.rule(element, colour))))

    def _picture(self, number: int, element: PictureElement, side: _Side) -> None:
        names = [element.file] if element.file else shapes.photographs(side.wearer)
        name = next((name for name in names if name in self._pictures), None)
        if name is None:
            self._judge.no_picture(element.file)
        elif element.file:
            side.marks += self._once((number,), lambda: self._made_picture(element, name, ""))
        else:
            side.marks += self._made_picture(element, name, side.wearer.name.text)

    def _made_picture(self, element: PictureElement, name: str, shows: str) -> list[Mark]:
        try:
            made = shapes.picture(element, self._pictures[name], element.alternative or shows)
        except ValueError as error:
            self._judge.bad_picture(name, str(error))
            return []
        return [self._turned(made)]

    def _coded(self, number: int, element: CodeElement, side: _Side) -> None:  # noqa: ARG002 - as all ways
        if side.code:
            side.marks.append(self._turned(side.code))

    def _code(self, element: CodeElement, wearer: Wearer) -> Code | None:
        said = wearer.code
        if element.text is not None:
            said = content.in_words(element.text, wearer, self.occasion, self.occasion.languages[0])
        try:
            return shapes.code(element, said) if said else None
        except Unprintable as error:
            self._judge.bad_code(str(error))
            return None

    def _ink(self, wanted: str | None, side: _Side, area: Area) -> Colour:
        """The colour of a text: what was asked for, or what reads best on the ground below it."""
        if wanted:
            return self._palette.colour(wanted, side.wearer)
        return self._palette.readable(side.grounds, area.x + area.width / 2, area.y + mm)

    def _once(self, key: Hashable, make: Callable[[], R]) -> R:
        """What is made only once for a key."""
        found: R | None = self._remembered.get(key)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = self._remembered[key] = make()
        return found

    def _turned(self, mark: Mark) -> Mark:
        return mirrored(mark, self.width) if self._rtl else mark

    _ways: ClassVar[Mapping[type, Callable[..., None]]] = {
        TextElement: _text,
        BoxElement: _box,
        RuleElement: _rule,
        PictureElement: _picture,
        CodeElement: _coded,
        SessionsElement: _sessions,
    }


def turned(words: Words, width: float) -> Words:
    """Words as far from the right edge as they were from the left one."""
    return Words(words.line, width - words.x - words.line.width, words.y, words.about)


def _beside(code: Code | None, area: Area) -> tuple[float, float, float] | None:
    """Of a box in which the code stands: the height above it, and left edge and width beside it."""
    if code is None or code.x >= area.right or code.x + code.size <= area.x:
        return None
    if code.y >= area.bottom or code.y + code.size <= area.y:
        return None
    before, behind = code.x - area.x, area.right - code.x - code.size
    above = code.y - area.y
    return (above, area.x, before) if before >= behind else (above, code.x + code.size, behind)
