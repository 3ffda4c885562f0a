"""Badge sides: front and back of each holder, shared marks, one type size for a batch, sheets of paper."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity, sort_findings
from eventkit.messages import Message
from eventkit.outputs.badges import element_values
from eventkit.outputs.badges.badge_holders import BadgeHolder, ConferenceTexts, bookmark_title
from eventkit.outputs.badges.badge_preflight import BadgePreflight, holder_label
from eventkit.outputs.badges.badge_template import BadgeTemplate, builtin_names, builtin_template
from eventkit.outputs.badges.badge_text import NAME_SIZE_AT_3_METRES
from eventkit.outputs.badges.element_renderer import ElementRenderer, RenderStep, SharedMarks
from eventkit.outputs.badges.template_elements import (
    MAIN_NAME_FIELDS,
    AnyElement,
    CodeElement,
    TextElement,
)
from eventkit.outputs.badges.text_element_fitter import SideBuilder
from eventkit.typesetting import Colour, DocumentInfo, Fonts, Mark, Page, Size, mm
from eventkit.typesetting.colour import InkColour
from eventkit.typesetting.layout.imposition import (
    MARKS_MARGIN,
    FlipEdge,
    Leaf,
    PressSettings,
    PressSheet,
    fit_to_cell,
    fold_leaf,
    impose,
    single_cell,
    step_and_repeat,
)
from eventkit.typesetting.layout.label_sheets import LabelSheet
from eventkit.typesetting.layout.pages import batches
from eventkit.typesetting.layout.preflight import check_page
from eventkit.typesetting.layout.prepress import SlugLine, find_converter
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.pdf.drawings import check_drawings, preview
from eventkit.typesetting.press_profiles import PressProfile

_GROUP_CACHE_SIZE = 4096  # groups of holders

_NO_SHARED_MARKS = SharedMarks()


class BadgeSides(NamedTuple):
    front: tuple[Mark, ...]  # the marks of the front, from the upper left corner of the cut and folded badge
    back: tuple[Mark, ...] = ()
    findings: tuple[Finding, ...] = ()
    front_overlay: tuple[Mark, ...] = ()
    back_overlay: tuple[Mark, ...] = ()


class _HolderGroup(NamedTuple):
    """The holders who are alike in all that conditions, colours and shared texts depend on."""

    elements: tuple[tuple[int, AnyElement], ...]
    code_elements: tuple[CodeElement, ...]
    # How their sides are rendered, by the position of the QR code.
    steps_by_code: dict[tuple[float, float, float] | None, tuple[RenderStep, ...]]


class SideRenderer:
    """Renders the sides of badges for one template and conference.

    Sides are laid out from left to right, and mirrored if the first language runs the other way. Marks that
    many sides share are the same objects, so that they are painted once.

    Attributes:
        width: The width of a side, in points.

    Args:
        conference: The texts of the conference, in the readers' languages.
        pictures: The files of the folder of pictures, by name.
        proof: Whether frames, ink and sizes are drawn over the sides.
        common: The common sizes of texts, by their number among all elements; see `common_sizes`.
        data_only: Whether only what differs between holders is drawn, for pre-printed shells.
    """

    def __init__(
        self,
        template: BadgeTemplate,
        conference: ConferenceTexts,
        fonts: Fonts,
        *,
        pictures: Mapping[str, bytes] | None = None,
        proof: bool = False,
        common: Mapping[int, float] | None = None,
        data_only: bool = False,
    ) -> None:
        self._data_only = data_only
        self.template = template
        self.width, self.height = template.width * mm, template.height * mm
        self.conference = conference
        self._preflight = BadgePreflight(template, conference)
        self._renderer = ElementRenderer(
            template,
            conference,
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
        """True if texts of the template are to have one size on all badges."""
        return any(fitter.element.common for fitter in self._renderer.text_fitters.values())

    def sides(self, holder: BadgeHolder) -> BadgeSides:
        """The sides of a holder's badge."""
        self._preflight.start_badge(holder)
        part = StructureElement("Part")
        front = self._side(self._front, holder, part)
        back = front if self.template.same_back else self._side(self._back, holder, part)
        marks = tuple(front.marks)
        return BadgeSides(
            marks,
            marks if back is front else tuple(back.marks),
            self._preflight.finish_badge(marks),
            tuple(front.overlay),
            tuple(back.overlay),
        )

    def sizes(self, holder: BadgeHolder) -> Mapping[int, float]:
        """The type sizes of a holder's badge, by the number of the element."""
        self._preflight.start_badge(holder)
        part = StructureElement("Part")
        return self._side(self._front, holder, part).sizes | self._side(self._back, holder, part).sizes

    def _side(
        self, elements: Sequence[tuple[int, AnyElement]], holder: BadgeHolder, part: StructureElement
    ) -> SideBuilder:
        if not elements:
            return SideBuilder(holder, part)
        group = self._group_of(elements, holder)
        code = self._renderer.qr_code(group.code_elements, holder, part)  # before the texts, which avoid it
        side = SideBuilder(holder, part, code)
        place = (side.code.x, side.code.y, side.code.size) if side.code else None
        plan = group.steps_by_code.get(place)
        if plan is None:
            plan = group.steps_by_code[place] = tuple(
                self._plan_steps(group, SideBuilder(holder, part, code))
            )
        for step in plan:
            step(side)
        return side

    def _group_of(self, elements: Sequence[tuple[int, AnyElement]], holder: BadgeHolder) -> _HolderGroup:
        first = elements[0][0]
        key = first, holder.role, holder.ticket, holder.track, holder.roles, holder.day
        group = self._groups.get(key)
        if group is None:
            if len(self._groups) >= _GROUP_CACHE_SIZE:
                self._groups.clear()
            elements_shown = tuple(
                [
                    element
                    for element in elements
                    if element_values.applies_to(element[1], holder, self.conference)
                ]
            )
            codes = tuple([element for _, element in elements_shown if isinstance(element, CodeElement)])
            group = self._groups[key] = _HolderGroup(elements_shown, codes, {})
        return group

    def _plan_steps(self, group: _HolderGroup, side: SideBuilder) -> Iterator[RenderStep]:
        """The steps that render the sides of a group. Shared marks are applied to this side, which is not
        printed.
        """
        shared = _NO_SHARED_MARKS
        for number, element in group.elements:
            marks = self._renderer.render_shared(number, element, side)
            if self._data_only and not element_values.is_data(element):
                # It is on the shell: only its place counts, for the texts below it.
                marks = (marks or _NO_SHARED_MARKS)._replace(marks=(), backgrounds=(), overlay=())
            if marks is None:
                if shared != _NO_SHARED_MARKS:
                    yield partial(shared.apply, self._preflight)
                shared = _NO_SHARED_MARKS
                yield self._renderer.render(number, element, side)
            else:
                side.backgrounds += marks.backgrounds
                shared = shared.merge(marks)
        if shared != _NO_SHARED_MARKS:
            yield partial(shared.apply, self._preflight)


_MUCH_SMALLER = 0.75  # the part of the largest size below which a common size is reported


class CommonSizes(NamedTuple):
    """The sizes of texts that are to be equal on all badges."""

    sizes: Mapping[int, float]  # the sizes, by the number of the element
    findings: tuple[Finding, ...]  # names whose length makes those of all others smaller


def common_sizes(renderer: SideRenderer, holders: Iterable[BadgeHolder]) -> CommonSizes:
    """The sizes of texts that are to be equal on all badges: the largest at which the longest fits.

    None is below the smallest size of its element, so that one very long name does not make all illegible.
    """
    elements = {
        number: element
        for number, element in enumerate((*renderer.template.front, *renderer.template.back))
        if isinstance(element, TextElement) and element.common
    }
    smallest: dict[int, tuple[float, BadgeHolder]] = {}
    for holder in holders if elements else ():
        for number, size in renderer.sizes(holder).items():
            if number in elements and (number not in smallest or size < smallest[number][0]):
                smallest[number] = size, holder
    sizes, findings = {}, []
    for number, (size, holder) in smallest.items():
        element = elements[number]
        limit = element.smallest or (min(NAME_SIZE_AT_3_METRES, element.size))
        sizes[number] = max(size, limit)
        if element.field in MAIN_NAME_FIELDS and size < _MUCH_SMALLER * element.size:
            findings.append(
                Finding(
                    Severity.INFO,
                    "common-size",
                    (holder.id,),
                    Message(
                        "All names are printed at {sizes} pt, not {size} pt, since that of {holder} is long. "
                        "Give this person a shorter badge name for larger ones.",
                        sizes=f"{sizes[number]:.0f}",
                        size=f"{element.size:g}",
                        holder=holder_label(holder),
                    ),
                )
            )
    return CommonSizes(sizes, tuple(findings))


_FORMAL_ERRORS = frozenset({"overlap", "name-too-long", "title-too-long", "small-name", "small-type"})
"""The warnings about badges that are errors on certificates, plates, place cards and signs."""

FINDINGS_LIMIT = 1_000  # the number of findings of a code that are listed one by one


class BadgeBatch:
    """Makes the badges of one holder after the other; none stays in memory."""

    def __init__(self, renderer: SideRenderer, *, for_press: bool = False, bleed: float = 0) -> None:
        self._for_press = for_press
        self._bleed = bleed
        self.template = renderer.template
        self._findings: list[Finding] = []
        self._renderer = renderer
        self._reported: set[tuple[str, str]] = set()
        self._counts: Counter[str] = Counter()

    def leaves(self, holders: Iterable[BadgeHolder]) -> Iterator[Leaf]:
        width, height = self._renderer.width, self._renderer.height
        language = self._renderer.conference.languages[0]
        for batch in batches(holders):
            for holder, sides in zip(batch, [self._renderer.sides(holder) for holder in batch], strict=True):
                front = Page(width, height, sides.front, bookmark=bookmark_title(holder, language))
                back = Page(width, height, sides.back) if sides.back else None
                self._check(holder, sides, front, back)
                if sides.front_overlay or sides.back_overlay:
                    front = replace(front, marks=sides.front + sides.front_overlay)
                    back = replace(back, marks=sides.back + sides.back_overlay) if back else None
                yield Leaf(front, back)

    def report(self, findings: Iterable[Finding]) -> None:
        self._findings.extend(findings)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings, gravest first, with the number of those beyond the limit for a code."""
        unlisted = [
            Finding(
                Severity.INFO,
                code,
                (),
                Message(
                    "{count} further '{code}' findings are not listed.",
                    count=count - FINDINGS_LIMIT,
                    code=code,
                ),
            )
            for code, count in self._counts.items()
            if count > FINDINGS_LIMIT
        ]
        return sort_findings([*self._findings, *unlisted])

    def _check(self, holder: BadgeHolder, sides: BadgeSides, front: Page, back: Page | None) -> None:
        findings = [*sides.findings]
        for page in (front, back):
            if page is not None and (page is front or page.marks is not front.marks):
                findings += check_page(page, "", preview)
                findings += check_drawings(page, "", for_press=self._for_press, bleed=self._bleed)
        for finding in findings:
            # A fault of many badges is the conference's; one of a code is always a holder's.
            subject = holder.id if finding.code == "small-code" else self._renderer.conference.id
            subjected = replace(finding, about=finding.about or (subject,))
            if self.template.is_formal and finding.code in _FORMAL_ERRORS:
                subjected = replace(subjected, severity=Severity.ERROR)
            key = (finding.code, finding.message)
            if self._counts[finding.code] >= FINDINGS_LIMIT:
                self._counts[finding.code] += 1
            elif key not in self._reported:
                self._reported.add(key)
                self._counts[finding.code] += 1
                self._findings.append(subjected)


SMALLEST_SCALE = 0.6  # the smallest scale of badges on a sheet; smaller ones would not be legible
_SMALL_SCALE = 0.9

_FOLDED_PARTS = {"none": 1, "below": 2, "above": 2, "tent": 3}
"""The parts of a piece, one above the other, that folds divide."""


@dataclass(frozen=True, slots=True)
class BadgePaper:
    """The paper that badges are printed on. Lengths are points.

    Attributes:
        size: The size of the sheets; ``None`` prints each badge on a page of its own size.
        label: A label sheet, instead of a size.
        skip: The number of cells of the first sheet that are used already.
        cut_marks: Whether crop marks are printed.
        bleed: How far the background extends beyond the edges.
        flip: The edge about which the paper is turned for the backs.
        shift: How much further right and down the backs are printed.
        black: Whether greys are printed with black ink alone.
        profile: The profile of the press, whose inks all colours are converted to.
    """

    size: Size | None = None
    label: LabelSheet | None = None
    skip: int = 0
    cut_marks: bool = False
    bleed: float = 0
    flip: FlipEdge = FlipEdge.LONG
    shift: tuple[float, float] = (0, 0)
    black: bool = False
    profile: PressProfile | None = None

    def finish(
        self, pages: Iterable[Page], fonts: Fonts, info: DocumentInfo, inks: Mapping[Colour, InkColour]
    ) -> Iterator[Page]:
        """The sheets with a slug line beside crop marks, in the inks of the press, some of them given."""
        slug = SlugLine(fonts, info) if self.cut_marks else None
        converter = find_converter(self.profile, black=self.black, inks=inks)
        for page in pages:
            marked = slug.add(page) if slug else page
            yield converter.convert(marked) if converter else marked


PLAIN_PAPER = BadgePaper()  # each badge on a page of its own size


def best_template_for(sheet: PressSheet) -> str:
    """The built-in template that fits the cells of a label sheet best.

    It is not folded; of those that need hardly any scaling, it is the largest.
    """
    cell = (sheet.cell_width, sheet.cell_height)
    candidates = []
    for name in builtin_names():
        template = builtin_template(name)
        if template.made_for == "people" and template.fold == "none":
            size = (template.width * mm, template.height * mm)
            _, scale = fit_to_cell(size, cell)
            area = size[0] * size[1] * scale**2
            candidates.append((min(scale, _SMALL_SCALE), area, name))
    return max(candidates)[2]


class BadgeSheets:
    """The sheets of one template on one kind of paper."""

    def __init__(self, template: BadgeTemplate, paper: BadgePaper) -> None:
        self._template = template
        self._paper = paper
        self._size = (template.width * mm, template.height * mm * _FOLDED_PARTS[template.fold])
        self.sheet = self._sheet()
        self.findings = tuple(self._check())
        if not 0 <= paper.skip < self.sheet.count:
            raise EventkitError(
                "A sheet of {all} has no space after {count} skipped. Skip fewer.",
                all=self.sheet.count,
                count=paper.skip,
            )
        two_sided = template.fold == "none" and (template.same_back or bool(template.back))
        self._press_settings = PressSettings(
            paper.flip if two_sided else None, paper.shift, paper.skip, paper.bleed, paper.cut_marks
        )

    def pages(self, leaves: Iterable[Leaf]) -> Iterator[Page]:
        """The sheets with the badges on them, each followed by its back where badges have one."""
        return impose(map(self._unfold, leaves), self.sheet, self._press_settings)

    def _unfold(self, leaf: Leaf) -> Leaf:
        if self._template.fold == "none":
            return leaf
        back = leaf.back or Page(leaf.front.width, leaf.front.height, ())
        return fold_leaf(leaf.front, back, self._template.fold, self._paper.bleed)

    def _sheet(self) -> PressSheet:
        paper, bleed = self._paper, self._paper.bleed
        margin = bleed + MARKS_MARGIN if paper.cut_marks else bleed
        if paper.label is not None:
            return paper.label.sheet
        if paper.size is None:
            return single_cell(self._size, margin=margin)
        margin_for_marks = margin if paper.cut_marks else 0
        sheet = step_and_repeat(paper.size, self._size, gutter=2 * bleed, margin=margin_for_marks)
        _, scale = fit_to_cell(self._size, paper.size)
        if sheet is None and not margin and scale >= SMALLEST_SCALE and self._template.fold == "none":
            return single_cell(paper.size)  # on which badges are smaller, as on labels
        if sheet is None:
            across, down = (length / mm for length in self._size)
            larger = Message(
                "The badge ({across} × {down} mm and crop marks) is larger than the paper."
                if paper.cut_marks
                else "The badge ({across} × {down} mm) is larger than the paper.",
                across=f"{across:g}",
                down=f"{down:g}",
            )
            raise EventkitError(Message(larger, Message("Use larger paper, or a smaller template.")))
        return sheet

    def _check(self) -> Iterator[Finding]:
        label = self._paper.label
        cell = (self.sheet.cell_width, self.sheet.cell_height)
        _, scale = fit_to_cell(self._size, cell)
        width, height, across, down = (length / mm for length in (*self._size, *cell))
        sizes = Message(
            "The template ({width} × {height} mm) is larger than the label {label} ({across} × {down} mm)."
            if label
            else "The template ({width} × {height} mm) is larger than the paper ({across} × {down} mm).",
            width=width,
            height=height,
            label=label.id if label else "",
            across=across,
            down=down,
        )
        if label and scale < (SMALLEST_SCALE if self._template.fold == "none" else 1):
            template = best_template_for(label.sheet)
            raise EventkitError(Message(sizes, Message("Use the template {template}.", template=template)))
        if scale < _SMALL_SCALE:
            yield Finding(
                Severity.WARNING if label else Severity.INFO,
                "smaller-badges",
                (),
                Message(
                    sizes,
                    "Badges are printed at {percent} %, with smaller type.",
                    percent=f"{100 * scale:.0f}",
                ),
            )
