"""The back cover: where to find the current programme, whom to ask, and which release this is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from operator import methodcaller

from eventkit.model import Venue
from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.cover import break_title, place_artwork, place_parts
from eventkit.outputs.programme.print_context import PrintContext, set_paired, set_stacked
from eventkit.outputs.programme.running_heads import edition_spans, mirror_page
from eventkit.outputs.programme.theme import ThemeColours, scale_style, secondary_style
from eventkit.outputs.programme.web_links import set_address, web_code
from eventkit.outputs.style_file import BackCover
from eventkit.typesetting import (
    Box,
    Colour,
    Mark,
    Page,
    RuleLine,
    Style,
    darken,
    readable_on,
)
from eventkit.typesetting.layout.flow_blocks import Block, move, stack, total_height
from eventkit.typesetting.layout.text_columns import TextColumn
from eventkit.wording import Wording

_PICTURE_SHARE = 0.295  # of the height of the page
# In millimetres on A5: of the text, below the picture, and of the release at the foot.
_MARGIN, _TOP, _FOOT = 15, 10, 24
_COLUMN_GAP = 6  # in units
_ABOVE_FOOT = 8  # in units: the space between text and the rule above the release
_GAPS = (1.5, 1.0, 0.5)  # between groups, in lines: the first with which all of them fit
_CODE = 26  # the width of a QR code with its quiet zone

# In the sizes of A5.
_THEME = Style(14, weight=600, typeface="titles")
_HEAD = Style(8, weight=600, fixed_leading=13, typeface="labels")
_TEXT = Style(9, fixed_leading=13, typeface="labels")
_SMALL = Style(7.5, fixed_leading=11, typeface="labels")


def set_back_cover(context: PrintContext, back: BackCover, number: int, *, band: float = 0) -> Page:
    """Set the back cover, the last page of a book or leaflet.

    Args:
        band: The height of a band at its head, below which it is white, for office printers; 0 if all of it
            is in the accent colour.
    """
    if back.picture and back.size == "finished":
        return mirror_page(context, (place_artwork(context, back.picture, 1),), label=str(number))
    accent = context.colours.accent
    context = context if band else _on_accent(context)
    page_format, unit = context.page_format, context.page_format.margin_unit
    marks: list[Mark] = [Box(0, 0, page_format.width, band or page_format.height, fill=accent)]
    top = _TOP * unit + band
    if back.picture:
        head = place_artwork(context, back.picture, _PICTURE_SHARE)
        marks.append(head)
        top = _TOP * unit + head.area.height
    foot = _set_foot(context, back)
    # The distance of the rule above the foot from the lower edge.
    foot_height = max(_FOOT * unit, foot.height + 10 * unit)
    free = page_format.height - top - foot_height
    for gap in _GAPS:
        text = _set_text(context, back, gap * page_format.leading)
        if (height := total_height(text)) <= free:
            break
    if not back.picture and not band and text[1:]:  # titles above, the rest on the foot
        spare = max(0, free - height - _ABOVE_FOOT * unit)
        text[1] = text[1]._replace(space_above=text[1].space_above + spare)
    marks += [move(mark, _MARGIN * unit, top) for mark in stack(text).marks]
    if foot.height:
        y, right = page_format.height - foot_height, page_format.width - _MARGIN * unit
        marks.append(RuleLine(_MARGIN * unit, y, right, y, 0.18 * unit, context.colours.ink))
        marks += [move(mark, _MARGIN * unit, y + 3 * unit) for mark in foot.marks]
    return mirror_page(context, marks, label=str(number))


def _on_accent(context: PrintContext) -> PrintContext:
    """The context with text that can be read on the accent colour, which becomes that of hairlines."""
    accent = context.colours.accent
    ink = readable_on(accent)
    quiet = darken(ink.mix(accent, 0.25), accent)
    return replace(context, palette=ThemeColours(ink, quiet, accent, ink)).on(context.page_format)


def _style(context: PrintContext, style: Style, colour: Colour | None = None) -> Style:
    return replace(scale_style(style, context.page_format.scale), colour=colour or context.colours.ink)


def _set_text(context: PrintContext, back: BackCover, gap: float) -> list[Block]:
    return [*_text_blocks(context, back, gap)]


def _text_blocks(context: PrintContext, back: BackCover, gap: float) -> Iterator[Block]:
    conference, unit = context.schedule.conference, context.page_format.margin_unit
    column = context.column()
    half = replace(column, width=(column.width - _COLUMN_GAP * unit) / 2)
    theme = _style(context, _THEME)
    titles = context.text_spans(conference.theme or conference.title, theme, secondary_style(theme))
    yield stack([line for title in titles for line in break_title(title, column)])
    site = stack(set_site_beside_code(context, column))
    if site.height:
        yield site._replace(space_above=gap)
    groups = [stack(group) for group in _set_groups(context, back, half) if group]
    step = half.width + _COLUMN_GAP * unit
    for start in range(0, len(groups), 2):
        row = groups[start : start + 2]
        marks = [move(mark, index * step, 0) for index, group in enumerate(row) for mark in group.marks]
        yield Block(max(group.height for group in row), tuple(marks), space_above=gap)


def set_site_beside_code(context: PrintContext, column: TextColumn) -> Iterator[Block]:
    address = context.site or context.schedule.conference.url or ""
    if not address:
        return
    code, unit = web_code(address), context.page_format.margin_unit
    narrow = replace(column, width=column.width - (_CODE + 4) * unit)
    label = set_paired(context.spans_of(methodcaller("word", "website"), _style(context, _HEAD)), narrow)
    words = stack([*label, *set_address((), address, _style(context, _TEXT), narrow)])
    if code:
        size = max(_CODE * unit, code.size)
        placed = replace(code, x=column.width - size, y=0, size=size)
        words = Block(max(words.height, size), (*words.marks, placed))
    yield words


def _set_groups(context: PrintContext, back: BackCover, column: TextColumn) -> Iterator[Sequence[Block]]:
    conference = context.schedule.conference
    text, head = _style(context, _TEXT), _style(context, _HEAD)
    if conference.contact:
        label = set_paired(context.spans_of(methodcaller("field", "contact"), head), column)
        target = f"mailto:{conference.contact}"
        yield [*label, *set_address((), target, text, column, display_text=conference.contact)]
    if conference.venue:
        yield _set_venue(context, conference.venue, column)
    if back.text:
        scale = context.type_scale
        plain = replace(text, fixed_leading=scale.body.leading)
        in_labels = replace(context, type_scale=replace(scale, body=plain))
        yield list(set_abstract(in_labels, back.text, column))


def _set_venue(context: PrintContext, venue: Venue, column: TextColumn) -> Sequence[Block]:
    text, head = _style(context, _TEXT), _style(context, _HEAD)

    def describe(wording: Wording) -> str:
        language, _ = venue.name.best(wording.asked, *context.languages)
        return Wording.of(language).listed(place_parts(context, venue, wording))

    lines = set_paired(context.text_spans(venue.name, head), column, balanced=True)
    places = [span for span in context.spans_of(describe, text) if span.text]
    return [*lines, *set_stacked(places, column)]


def _set_foot(context: PrintContext, back: BackCover) -> Block:
    column, small = context.column(), _style(context, _SMALL)
    blocks: list[Block] = []
    if edition := edition_spans(context, replace(small, weight=600)):
        blocks += set_paired(edition, column)
    if back.imprint:
        blocks += set_stacked(context.text_spans(back.imprint, small, secondary_style(small)), column)
    return stack(blocks) if blocks else Block(0)
