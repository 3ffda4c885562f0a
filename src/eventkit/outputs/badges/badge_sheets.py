"""Badge sheets: badges on plain paper, label sheets or folded cards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.messages import Message
from eventkit.outputs.badges.badge_template import BadgeTemplate, builtin_names, builtin_template
from eventkit.typesetting import Colour, DocumentInfo, Fonts, Page, Size, mm
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
from eventkit.typesetting.layout.prepress import SlugLine, find_converter
from eventkit.typesetting.press_profiles import PressProfile

SMALLEST_SCALE = 0.6
"""The smallest scale of badges on a sheet; smaller ones would not be legible."""

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


PLAIN_PAPER = BadgePaper()
"""Each badge on a page of its own size."""


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
        if sheet is None:
            across, down = (length / mm for length in self._size)
            raise EventkitError(
                "The badge ({across} × {down} mm and crop marks) is larger than the paper."
                if paper.cut_marks
                else "The badge ({across} × {down} mm) is larger than the paper.",
                "Use larger paper, or a smaller template.",
                across=f"{across:g}",
                down=f"{down:g}",
            )
        return sheet

    def _check(self) -> Iterator[Finding]:
        label = self._paper.label
        if label is None:
            return
        cell = (self.sheet.cell_width, self.sheet.cell_height)
        _, scale = fit_to_cell(self._size, cell)
        width, height, across, down = (length / mm for length in (*self._size, *cell))
        sizes = Message(
            "The template ({width} × {height} mm) is larger than the label {label} ({across} × {down} mm).",
            width=width,
            height=height,
            label=label.id,
            across=across,
            down=down,
        )
        if scale < SMALLEST_SCALE or (scale < 1 and self._template.fold != "none"):
            raise EventkitError(
                sizes, "Use the template {template}.", template=best_template_for(label.sheet)
            )
        if scale < _SMALL_SCALE:
            yield Finding(
                Severity.WARNING,
                "smaller-badges",
                (),
                Message(
                    sizes,
                    "Badges are printed at {percent} %, with smaller type.",
                    percent=f"{100 * scale:.0f}",
                ),
            )
