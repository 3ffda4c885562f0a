"""Badge sides: front and back of each holder, shared marks, one type size for a batch."""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from eventkit.findings import Finding, Severity, sort_findings
from eventkit.outputs.badges import element_values
from eventkit.outputs.badges.badge_holders import BadgeHolder, ConferenceTexts
from eventkit.outputs.badges.badge_preflight import BadgePreflight
from eventkit.outputs.badges.badge_template import BadgeTemplate
from eventkit.outputs.badges.element_renderer import ElementRenderer, RenderStep, SharedMarks, SideBuilder
from eventkit.outputs.badges.template_elements import AnyElement, CodeElement, TextElement
from eventkit.typesetting import Fonts, Mark, Page, mm
from eventkit.typesetting.layout.imposition import Leaf
from eventkit.typesetting.layout.preflight import check_page

_GROUP_CACHE_SIZE = 4096  # kinds of wearers


_NO_SHARED_MARKS = SharedMarks()


@dataclass(frozen=True, slots=True)
class BadgeSides:
    """What is on one badge.

    Attributes:
        front: The marks of its front, from the upper left corner of the cut and folded badge.
        back: Those of its back, likewise and upright.
        findings: What should be known of it before it is printed.
        front_overlay: Of a proof, what is drawn over its front.
        back_overlay: Likewise over its back.
    """

    front: tuple[Mark, ...]
    back: tuple[Mark, ...] = ()
    findings: tuple[Finding, ...] = ()
    front_overlay: tuple[Mark, ...] = ()
    back_overlay: tuple[Mark, ...] = ()


class _HolderGroup(NamedTuple):
    """What those have in common who are alike in all that conditions, colours and shared texts go by.

    Attributes:
        elements: The elements for them, with their numbers.
        code_elements: Those of them that show a code.
        steps_by_code: By where the code is, how their sides are drawn, in order.
    """

    elements: tuple[tuple[int, AnyElement], ...]
    code_elements: tuple[CodeElement, ...]
    steps_by_code: dict[tuple[float, float, float] | None, tuple[RenderStep, ...]]


class SideRenderer:
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
            `eventkit.outputs.badges.badge_sides`.
    """

    def __init__(
        self,
        template: BadgeTemplate,
        occasion: ConferenceTexts,
        fonts: Fonts,
        *,
        pictures: Mapping[str, bytes] | None = None,
        proof: bool = False,
        common: Mapping[int, float] | None = None,
    ) -> None:
        self.template = template
        self.width, self.height = template.width * mm, template.height * mm
        self.occasion = occasion
        self._preflight = BadgePreflight(template, occasion)
        self._renderer = ElementRenderer(
            template,
            occasion,
            fonts,
            self._preflight,
            pictures=pictures or {},
            proof=proof,
            common=common or {},
        )
        self._groups: dict[Hashable, _HolderGroup] = {}
        self._elements = tuple(enumerate((*template.front, *template.back)))
        self._front = self._elements[: len(template.front)]
        self._back = self._elements[len(template.front) :]

    @property
    def has_common_sizes(self) -> bool:
        """Whether there are texts that are to have one size for all."""
        return any(each.element.common for each in self._renderer.text_fitters.values())

    def sides(self, wearer: BadgeHolder) -> BadgeSides:
        """The badge of a wearer."""
        self._preflight.start_badge(wearer)
        front = self._side(self._front, wearer)
        back = front if self.template.same_back else self._side(self._back, wearer)
        marks = tuple(front.marks)
        return BadgeSides(
            marks,
            marks if back is front else tuple(back.marks),
            self._preflight.finish_badge(marks),
            tuple(front.overlay),
            tuple(back.overlay),
        )

    def sizes(self, wearer: BadgeHolder) -> Mapping[int, float]:
        """The sizes of the texts of a wearer's badge, by their number among all elements."""
        self._preflight.start_badge(wearer)
        return self._side(self._front, wearer).sizes | self._side(self._back, wearer).sizes

    def _side(self, elements: Sequence[tuple[int, AnyElement]], wearer: BadgeHolder) -> SideBuilder:
        if not elements:
            return SideBuilder(wearer)
        kind = self._group_of(elements, wearer)
        side = SideBuilder(
            wearer, self._renderer.qr_code(kind.code_elements, wearer)
        )  # before the texts, which keep clear of it
        place = (side.code.x, side.code.y, side.code.size) if side.code else None
        plan = kind.steps_by_code.get(place)
        if plan is None:
            plan = kind.steps_by_code[place] = tuple(self._plan_steps(kind, SideBuilder(wearer, side.code)))
        for draw in plan:
            draw(side)
        return side

    def _group_of(self, elements: Sequence[tuple[int, AnyElement]], wearer: BadgeHolder) -> _HolderGroup:
        first = elements[0][0]
        key = first, wearer.role, wearer.ticket, wearer.track, wearer.roles, wearer.day
        kind = self._groups.get(key)
        if kind is None:
            if len(self._groups) >= _GROUP_CACHE_SIZE:
                self._groups.clear()
            shown = tuple([each for each in elements if element_values.applies_to(each[1], wearer)])
            codes = tuple([each for _, each in shown if isinstance(each, CodeElement)])
            kind = self._groups[key] = _HolderGroup(shown, codes, {})
        return kind

    def _plan_steps(self, kind: _HolderGroup, side: SideBuilder) -> Iterator[RenderStep]:
        """How sides of a kind are drawn. What is fixed is put on this one, which nobody sees."""
        fixed = _NO_SHARED_MARKS
        for number, element in kind.elements:
            found = self._renderer.render_shared(number, element, side)
            if found is None:
                if fixed != _NO_SHARED_MARKS:
                    yield partial(fixed.apply, self._preflight)
                fixed = _NO_SHARED_MARKS
                yield self._renderer.render(number, element, side)
            else:
                side.backgrounds += found.backgrounds
                fixed = fixed.merge(found)
        if fixed != _NO_SHARED_MARKS:
            yield partial(fixed.apply, self._preflight)


def common_sizes(faces: SideRenderer, wearers: Iterable[BadgeHolder]) -> Mapping[int, float]:
    """The sizes that texts are to have in common: those that nine in ten of the wearers reach.

    Args:
        faces: Makes the faces of the template, without any such size.
        wearers: The whole batch.
    """
    elements = enumerate((*faces.template.front, *faces.template.back))
    found = {
        number: array("d")
        for number, element in elements
        if isinstance(element, TextElement) and element.common
    }
    if not found:
        return {}
    for wearer in wearers:
        for number, size in faces.sizes(wearer).items():
            if number in found:
                found[number].append(size)
    return {number: sorted(sizes)[len(sizes) // 10] for number, sizes in found.items() if sizes}


FINDINGS_LIMIT = 1_000
"""How many findings of one kind are told one by one; of a hundred thousand badges nobody reads more."""


class BadgeBatch:
    """Makes the badges of one holder after the other, keeping none of them."""

    def __init__(self, faces: SideRenderer) -> None:
        self.template = faces.template
        self._findings: list[Finding] = []
        self._renderer = faces
        self._reported: set[tuple[str, str]] = set()
        self._counts: Counter[str] = Counter()

    def leaves(self, wearers: Iterable[BadgeHolder]) -> Iterator[Leaf]:
        """The two sides of each badge."""
        width, height = self._renderer.width, self._renderer.height
        for wearer in wearers:
            face = self._renderer.sides(wearer)
            front = Page(width, height, face.front)
            back = Page(width, height, face.back) if face.back else None
            self._check(wearer, face, front, back)
            if face.front_overlay or face.back_overlay:
                front = replace(front, marks=face.front + face.front_overlay)
                back = replace(back, marks=face.back + face.back_overlay) if back else None
            yield Leaf(front, back)

    def report(self, findings: Iterable[Finding]) -> None:
        """Add findings that no single badge has."""
        self._findings.extend(findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, gravest first; of those beyond the limit of their kind, how many there are."""
        more = [
            Finding(
                Severity.INFO,
                code,
                (),
                f"{count - FINDINGS_LIMIT:,} further '{code}' findings are not listed.",
            )
            for code, count in self._counts.items()
            if count > FINDINGS_LIMIT
        ]
        return sort_findings([*self._findings, *more])

    def _check(self, wearer: BadgeHolder, face: BadgeSides, front: Page, back: Page | None) -> None:
        found = [*face.findings]
        for page in (front, back):
            if page is not None and (page is front or page.marks is not front.marks):
                found += check_page(page, "")
        for each in found:
            # What stands on many badges is the conference's; a code is always someone's.
            nobody = wearer.id if each.code == "small-code" else self._renderer.occasion.id
            told = replace(each, about=each.about or (nobody,))
            key = (each.code, each.message)
            if self._counts[each.code] >= FINDINGS_LIMIT:
                self._counts[each.code] += 1
            elif key not in self._reported:
                self._reported.add(key)
                self._counts[each.code] += 1
                self._findings.append(told)
