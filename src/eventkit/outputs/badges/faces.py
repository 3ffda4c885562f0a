"""Faces of badges: what a template makes of a wearer."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from eventkit.findings import Finding
from eventkit.outputs.badges import content
from eventkit.outputs.badges.drawing import Draw, Drawer
from eventkit.outputs.badges.elements import AnyElement, CodeElement
from eventkit.outputs.badges.judging import Judge
from eventkit.outputs.badges.occasion import Occasion
from eventkit.outputs.badges.sides import Fixed, Side
from eventkit.outputs.badges.template import Template
from eventkit.outputs.badges.wearers import Wearer
from eventkit.typesetting import Fonts, Mark, mm

_REMEMBERED = 4096  # kinds of wearers
_NOTHING = Fixed()


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


class _Kind(NamedTuple):
    """What those have in common who are alike in all that conditions, colours and shared texts go by.

    Attributes:
        shown: The elements for them, with their numbers.
        codes: Those of them that show a code.
        plans: By where the code is, how their sides are drawn, in order.
    """

    shown: tuple[tuple[int, AnyElement], ...]
    codes: tuple[CodeElement, ...]
    plans: dict[tuple[float, float, float] | None, tuple[Draw, ...]]


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
        self._judge = Judge(template, occasion)
        self._drawer = Drawer(
            template,
            occasion,
            fonts,
            self._judge,
            pictures=pictures or {},
            proof=proof,
            common=common or {},
        )
        self._kinds: dict[Hashable, _Kind] = {}
        self._elements = tuple(enumerate((*template.front, *template.back)))
        self._front = self._elements[: len(template.front)]
        self._back = self._elements[len(template.front) :]

    @property
    def has_common_sizes(self) -> bool:
        """Whether there are texts that are to have one size for all."""
        return any(each.element.common for each in self._drawer.lettering.values())

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

    def _side(self, elements: Sequence[tuple[int, AnyElement]], wearer: Wearer) -> Side:
        if not elements:
            return Side(wearer)
        kind = self._kind(elements, wearer)
        side = Side(wearer, self._drawer.code(kind.codes, wearer))  # before the texts, which keep clear of it
        place = (side.code.x, side.code.y, side.code.size) if side.code else None
        plan = kind.plans.get(place)
        if plan is None:
            plan = kind.plans[place] = tuple(self._planned(kind, Side(wearer, side.code)))
        for draw in plan:
            draw(side)
        return side

    def _kind(self, elements: Sequence[tuple[int, AnyElement]], wearer: Wearer) -> _Kind:
        first = elements[0][0]
        key = first, wearer.role, wearer.ticket, wearer.track, wearer.roles, wearer.day
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= _REMEMBERED:
                self._kinds.clear()
            shown = tuple([each for each in elements if content.is_for(each[1], wearer)])
            codes = tuple([each for _, each in shown if isinstance(each, CodeElement)])
            kind = self._kinds[key] = _Kind(shown, codes, {})
        return kind

    def _planned(self, kind: _Kind, side: Side) -> Iterator[Draw]:
        """How sides of a kind are drawn. What is fixed is put on this one, which nobody sees."""
        fixed = _NOTHING
        for number, element in kind.shown:
            found = self._drawer.fixed(number, element, side)
            if found is None:
                if fixed != _NOTHING:
                    yield partial(fixed.put, self._judge)
                fixed = _NOTHING
                yield self._drawer.own(number, element, side)
            else:
                side.grounds += found.grounds
                fixed = fixed.then(found)
        if fixed != _NOTHING:
            yield partial(fixed.put, self._judge)
