"""The back cover: where to find the current programme, whom to ask, and which release this is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from operator import methodcaller

from eventkit.outputs.programme.abstracts import set_abstract
from eventkit.outputs.programme.cover import place_artwork
from eventkit.outputs.programme.print_context import PrintContext, set_paired, set_stacked
from eventkit.outputs.programme.running_heads import mirror_page, name_release
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
from eventkit.typesetting.layout.text_columns import keep_together

_PICTURE_SHARE = 0.295  # of the height of the page
_MARGIN, _TOP, _FOOT = 15, 10, 24  # in units: of the text, below the picture, and of the release at the foot
_CODE = 26  # in units: the width of a QR code with its quiet zone

# In the sizes of A5.
_THEME = Style(14, weight=600, typeface="titles")
_HEAD = Style(8, weight=600, fixed_leading=13, typeface="labels")
_TEXT = Style(9, fixed_leading=13, typeface="labels")
_SMALL = Style(7.5, fixed_leading=11, typeface="labels")


def set_back_cover(context: PrintContext, back: BackCover, number: int) -> Page:
    """Set the back cover, the last page of a book, with that page number."""
    if back.picture and back.size == "finished":
        return mirror_page(context, (place_artwork(context, back.picture, 1),), label=str(number))
    context = _on_accent(context)
    page_format, unit = context.page_format, context.page_format.unit
    accent = context.colours.hairline  # the background
    marks: list[Mark] = [Box(0, 0, page_format.width, page_format.height, fill=accent)]
    top = _TOP * unit
    if back.picture:
        head = place_artwork(context, back.picture, _PICTURE_SHARE)
        marks.append(head)
        top += head.area.height
    text = stack(_set_text(context, back))
    marks += [move(mark, _MARGIN * unit, top) for mark in text.marks]
    if code := web_code(context.site or context.schedule.conference.url or ""):
        size = max(_CODE * unit, code.size)
        marks.append(
            replace(code, x=page_format.width - _MARGIN * unit - size, y=top + text.height / 3, size=size)
        )
    marks += _set_foot(context, back)
    return mirror_page(context, marks, label=str(number))


def _on_accent(context: PrintContext) -> PrintContext:
    """The context with text that can be read on the accent colour, which becomes that of hairlines."""
    accent = context.colours.accent
    ink = readable_on(accent)
    quiet = darken(ink.mix(accent, 0.25), accent)
    return replace(context, palette=ThemeColours(ink, quiet, accent, ink)).on(context.page_format)


def _style(context: PrintContext, style: Style, colour: Colour | None = None) -> Style:
    return replace(scale_style(style, context.page_format.scale), colour=colour or context.colours.ink)


def _set_text(context: PrintContext, back: BackCover) -> Iterator[Block]:
    conference, leading = context.schedule.conference, context.page_format.leading
    column = context.column()
    narrow = replace(column, width=column.width - (_CODE + 4) * context.page_format.unit)
    text, head = _style(context, _TEXT), _style(context, _HEAD)
    theme = _style(context, _THEME)
    title = conference.theme or conference.title
    yield from keep_together(
        set_stacked(context.text_spans(title, theme, secondary_style(theme)), column, balanced=True)
    )
    groups: list[list[Block]] = []
    if address := context.site or conference.url:
        label = set_paired(context.spans_of(methodcaller("word", "website"), head), narrow)
        groups.append([*label, *set_address((), address, text, narrow)])
    if conference.contact:
        label = set_paired(context.spans_of(methodcaller("field", "contact"), head), narrow)
        target = f"mailto:{conference.contact}"
        groups.append([*label, *set_address((), target, text, narrow, display_text=conference.contact)])
    if venue := conference.venue:
        lines = set_paired(context.text_spans(venue.name, head), narrow)
        for more in (venue.address, venue.city):
            if more:
                lines += set_stacked(context.text_spans(more, text), narrow)
        groups.append(lines)
    if back.text:
        groups.append(list(set_abstract(context, back.text, narrow)))
    for group in groups:
        first, *rest = group
        yield first._replace(space_above=1.5 * leading)
        yield from rest


def _set_foot(context: PrintContext, back: BackCover) -> Iterator[Mark]:
    """The release in each language below a rule, and the imprint."""
    page_format, unit = context.page_format, context.page_format.unit
    column, small = context.column(), _style(context, _SMALL)
    blocks: list[Block] = []
    if context.release is not None:
        release = partial(name_release, context.release)
        blocks += set_paired(context.spans_of(release, replace(small, weight=600)), column)
    if back.imprint:
        blocks += set_stacked(context.text_spans(back.imprint, small, secondary_style(small)), column)
    if not blocks:
        return
    foot = stack(blocks)
    y = page_format.height - max(_FOOT * unit, total_height(blocks) + 10 * unit)
    width = page_format.width - 2 * _MARGIN * unit
    yield RuleLine(_MARGIN * unit, y, _MARGIN * unit + width, y, 0.18 * unit, context.colours.ink)
    yield from (move(mark, _MARGIN * unit, y + 3 * unit) for mark in foot.marks)
