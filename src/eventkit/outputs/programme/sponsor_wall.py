"""The wall of sponsors: logos by level, larger for higher ones, with names below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from eventkit.model import Organisation
from eventkit.outputs.programme.print_context import PrintContext, Spans, join_languages
from eventkit.outputs.programme.theme import fit_logo, scale_style, secondary_style
from eventkit.typesetting import (
    Colour,
    Mark,
    PlacedLine,
    Rectangle,
    RuleLine,
    Style,
    TextLine,
)
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, tag_marks
from eventkit.typesetting.layout.structure_elements import StructureElement, heading
from eventkit.typesetting.layout.text_columns import align_tops, keep_together, place_line
from eventkit.typesetting.text.line_breaking import break_lines

# Of each level, the highest first: the height of logos in millimetres on A5, how many are in a row, the size
# of names at scale 1.
_LEVELS = ((26, 1, 9.5), (17, 3, 8.0), (12, 4, 7.5), (8, 4, 7.5))

_NAME_LEAD = 1.3  # of the size of names

_LOGO_SHARE = 0.8  # of the width of a cell

_NAME = Style(8, weight=500, typeface="labels")
_LEVEL = Style(8, weight=600, typeface="labels")


def has_wall(context: PrintContext) -> bool:
    backings = context.schedule.conference.organisations
    return any(backing.organisation in context.style.logos for backing in backings)


def set_level(
    context: PrintContext,
    rank: int,
    label: Spans,
    organisations: Sequence[Organisation],
    *,
    scale: float = 1,
    is_first: bool = False,
) -> Iterator[Block]:
    """Set one level: its label below a rule, then rows of logos with names.

    Args:
        rank: The rank of the level, 0 for the highest.
        organisations: The organisations in the order of protocol.
        is_first: Whether it is the first, which has the rule of the heading above it.
    """
    logo_height, per_row, size = _LEVELS[min(rank, len(_LEVELS) - 1)]
    column = context.column()
    across = min(per_row, len(organisations))  # a few are not crowded at the beginning of the line
    cell = column.width / across, scale * logo_height * context.page_format.margin_unit
    name = _style(context, _NAME, size)
    name, entries = replace(name, fixed_leading=_NAME_LEAD * name.size), StructureElement("L")
    rows = [organisations[start : start + per_row] for start in range(0, len(organisations), per_row)]
    blocks = [
        _set_label(context, label, has_rule=not is_first),
        *(_set_row(context, row, cell, name, entries, is_bilingual=per_row == 1) for row in rows),
    ]
    return iter(keep_together(blocks[:2], space_above=context.page_format.leading) + blocks[2:])


def _set_label(context: PrintContext, label: Spans, *, has_rule: bool) -> Block:
    """The label of a level: the first language at its beginning, the others at its end.

    It is below a rule, unless there is one already.
    """
    unit, column = context.page_format.unit, context.column()
    spans = [span._replace(style=_style(context, _LEVEL, colour=context.colours.accent)) for span in label]
    words = column.set_block([spans[0]])
    if len(spans) > 1:
        other = column.one_line(join_languages(spans[1:]))
        words = align_tops(words, place_line(other, column.width - other.width))
    (tagged,) = merge_into(heading(3), [words])
    rule = RuleLine(0, -unit, column.width, -unit, 0.18 * unit, context.colours.accent)
    return tagged._replace(marks=(*([rule] if has_rule else []), *tagged.marks), keep_with_next=True)


def _set_row(
    context: PrintContext,
    organisations: Sequence[Organisation],
    cell: tuple[float, float],
    name: Style,
    entries: StructureElement,
    *,
    is_bilingual: bool,
) -> Block:
    width, height = cell
    leading = context.page_format.leading
    if not any(organisation.id in context.style.logos for organisation in organisations):
        height = 0
    marks: list[Mark] = []
    bottom = height
    for index, organisation in enumerate(organisations):
        left, item = index * width, (entries, StructureElement("LI"), StructureElement("LBody"))
        lines = _name_lines(context, organisation, name, _LOGO_SHARE * width, is_bilingual=is_bilingual)
        inset = (1 - _LOGO_SHARE) / 2 * width
        area = Rectangle(left + inset, 0, _LOGO_SHARE * width, height)
        file = context.style.logos.get(organisation.id, "")
        content = context.pictures.get(file)
        logo = fit_logo(file, content, area, next(iter(organisation.name.values()))) if content else None
        placed: list[Mark] = [logo] if logo else []
        y = height + 0.35 * leading if logo else height / 2
        for line in lines:
            y += line.leading
            x = left + (width - line.width) / 2
            placed.append(PlacedLine(line, x, y - 0.3 * line.leading, (organisation.id,)))
        bottom = max(bottom, y)
        marks += tag_marks(item, placed)
    step = leading / 2
    return Block(step * ceil((bottom + leading / 4) / step), tuple(marks), space_above=step)


def _name_lines(
    context: PrintContext, organisation: Organisation, style: Style, width: float, *, is_bilingual: bool
) -> list[TextLine]:
    """The name in the first language, and on the highest level in the others too."""
    spans = context.text_spans(organisation.name, style, secondary_style(style))
    chosen = spans if is_bilingual else spans[:1]
    return [line for span in chosen for line in break_lines(context.fonts, [span], width, balanced=True)]


def _style(
    context: PrintContext, style: Style, size: float | None = None, colour: Colour | None = None
) -> Style:
    sized = replace(style, size=size or style.size, colour=colour or context.colours.ink)
    return replace(scale_style(sized, context.page_format.scale), fixed_leading=context.page_format.leading)
