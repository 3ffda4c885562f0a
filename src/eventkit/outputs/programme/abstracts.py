"""Abstracts: Markdown set as paragraphs, lists, quotations and code."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

from eventkit.markup import InlineText, MarkdownBlock, parse_markdown
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.printed_texts import AbstractLength, shorten_blocks, without_repeats
from eventkit.outputs.programme.theme import secondary_style
from eventkit.texts import Text
from eventkit.typesetting import Colour, LinkArea, Mark, PlacedLine, RuleLine, Span, Style, TextLine, set_line
from eventkit.typesetting.layout.flow_blocks import Block, merge_into, tag_marks, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import TextColumn, keep_together, place_line, row_of
from eventkit.typesetting.text.fonts import MONO
from eventkit.typesetting.text.spans import GlyphRun

_MAXIMUM_DEPTH = 4  # the greatest depth of nested lists that are indented; more would leave no room for text


# A line knows the colours of its text but not where it leads, so each link of a paragraph has a colour of
# its own: that much bluer than the one before, which nobody sees.
_LINK_SHADE = 1e-6

_CODE_SIZE = 0.92
"""The size of code, as a part of that of text: the letters of the monospaced face are larger."""


def set_abstract(
    context: PrintContext,
    text: Text,
    column: TextColumn,
    about: tuple[str, ...] = (),
    length: AbstractLength = "all",
    *,
    above: Collection[str] = (),
) -> Iterator[Block]:
    for paragraph in abstract_paragraphs(context, text, column, about, length, above=above):
        yield from paragraph


def abstract_paragraphs(
    context: PrintContext,
    text: Text,
    column: TextColumn,
    about: tuple[str, ...] = (),
    length: AbstractLength = "all",
    *,
    above: Collection[str] = (),
) -> Iterator[list[Block]]:
    """The paragraphs, list items and rows of tables of a long text, one language after another.

    Paragraphs that repeat a text printed above them, such as the subtitle, are left out.
    """
    body, half = context.type_scale.body, context.page_format.leading / 2
    for index, span in enumerate(context.unchanged_spans(text, body, secondary_style(body))):
        lists = _ListStructure()
        markdown_blocks = shorten_blocks(without_repeats(parse_markdown(span.text), above), length)
        paragraphs = (
            lists.wrap(block, lines)
            for group in _group_rows(markdown_blocks)
            for block, lines in (
                _set_table(context, group, span, column, about)
                if group[0].kind == "row"
                else [(group[0], _set_markdown_block(context, group[0], span, column, about))]
            )
        )
        below = [block.depth for block in markdown_blocks[1:]]
        for position, paragraph in enumerate(paragraphs):
            if position == 0:
                is_apart = index > 0 and len(markdown_blocks) > 1
                paragraph[0] = paragraph[0]._replace(space_above=2 * half if is_apart else half)
            if position < len(below) and _introduces(markdown_blocks[position], below[position]):
                # A list or a text, which begins on its page.
                paragraph[-1] = paragraph[-1]._replace(keep_with_next=True)
            yield paragraph


def _introduces(block: MarkdownBlock, depth_below: int) -> bool:
    *_, last = ("", *(inline.text.rstrip() for inline in block.inlines))
    return block.depth < depth_below or (block.kind == "paragraph" and last.endswith((":", "：")))


def _group_rows(blocks: Iterable[MarkdownBlock]) -> Iterator[list[MarkdownBlock]]:
    """The rows of each table together, every other block alone."""
    rows: list[MarkdownBlock] = []
    for block in blocks:
        if rows and (block.kind != "row" or block.is_head):
            yield rows
            rows = []
        if block.kind == "row":
            rows.append(block)
        else:
            yield [block]
    if rows:
        yield rows


class _OpenList(NamedTuple):
    """A list that is open: its number within the text, its element, and those of the current item."""

    number: int
    list_element: StructureElement
    item: StructureElement
    body: StructureElement

    def next_item(self) -> _OpenList:
        return _OpenList(self.number, self.list_element, StructureElement("LI"), StructureElement("LBody"))


class _ListStructure:
    def __init__(self) -> None:
        self._levels: list[_OpenList] = []

    def wrap(self, block: MarkdownBlock, pieces: Iterable[Block]) -> list[Block]:
        self._enter_lists(block.lists)
        if block.label and self._levels:
            self._levels[-1] = self._levels[-1].next_item()
        wrapped = wrap("BlockQuote", pieces) if block.kind == "quote" else list(pieces)
        for level in reversed(self._levels):
            wrapped = [_wrap_in_body(level.body, piece) for piece in wrapped]
            wrapped = wrap(level.list_element, wrap(level.item, wrapped))
        return wrapped

    def _enter_lists(self, lists: Sequence[int]) -> None:
        while [level.number for level in self._levels] != list(lists[: len(self._levels)]):
            self._levels.pop()
        self._levels += [
            _OpenList(which, StructureElement("L"), StructureElement("LI"), StructureElement("LBody"))
            for which in lists[len(self._levels) :]
        ]


def _wrap_in_body(body: StructureElement, piece: Block) -> Block:
    """Wrap a line in the body of a list item, all but its label."""
    if piece.structure:  # whose sign is no longer that of an item by itself
        return wrap(body, [piece])[0]
    marks = [mark if _is_list_label(mark) else tag_marks((body,), [mark])[0] for mark in piece.marks]
    return piece._replace(marks=tuple(marks))


def _is_list_label(mark: Mark) -> bool:
    return isinstance(mark, PlacedLine) and bool(mark.structure) and mark.structure[0].type == "Lbl"


def _set_markdown_block(
    context: PrintContext, block: MarkdownBlock, text_span: Span, column: TextColumn, about: tuple[str, ...]
) -> Iterator[Block]:
    inset = min(block.depth, _MAXIMUM_DEPTH) * 3.5 * context.page_format.unit
    inner = column.indent(inset)
    spans, targets = _inline_spans(context, block, text_span)
    pieces = [add_links(piece, targets) for piece in inner.set_paragraph(spans, about)]
    if block.kind == "heading":
        pieces = [piece._replace(keep_with_next=True) for piece in pieces]
    if block.label:
        sign = set_line(context.fonts, Span(block.label, "und", text_span.style))
        gap = 1.1 * context.page_format.unit
        x = (
            inner.left + inner.width + gap
            if column.at_end
            else max(column.left, inner.left - sign.width - gap)
        )
        pieces[0] = _add_list_label(pieces[0], sign, x)
    yield pieces[0]._replace(space_above=0 if block.label else context.page_format.leading / 2)
    yield from pieces[1:]


def _set_table(
    context: PrintContext,
    rows: Sequence[MarkdownBlock],
    text_span: Span,
    column: TextColumn,
    about: tuple[str, ...],
) -> Iterator[tuple[MarkdownBlock, list[Block]]]:
    """The rows of a table, each with its lines; a row stays on one page, the head with the row below it."""
    unit, leading = context.page_format.unit, context.page_format.leading
    inner, gap = column.indent(min(rows[0].depth, _MAXIMUM_DEPTH) * 3.5 * unit), 3 * unit
    cells_of_rows = [
        [_inline_spans(context, replace(row, inlines=cell), text_span) for cell in row.cells] for row in rows
    ]
    columns_of_cells = list(zip_longest(*cells_of_rows, fillvalue=_EMPTY_CELL))
    natural = [max(_width(context, spans) for spans, _ in cells) for cells in columns_of_cells]
    least = [max(_widest_word(context, spans) for spans, _ in cells) for cells in columns_of_cells]
    widths = _column_widths(natural, least, inner.width - gap * (len(natural) - 1))
    table = StructureElement("Table")
    for index, (row, cells) in enumerate(zip(rows, cells_of_rows, strict=True)):
        columns = _cell_columns(inner, widths, gap)
        cell_lines = [
            [
                add_links(line, targets)
                for line in merge_into(
                    StructureElement("TH", scope="Column") if row.is_head else StructureElement("TD"),
                    cell_column.set_paragraph(spans, about),
                )
            ]
            for cell_column, (spans, targets) in zip(columns, cells, strict=False)
        ]
        lines = keep_together(row_of(*cell_lines), space_above=0 if index else leading / 2)
        if row.is_head:
            y = lines[-1].height - 0.05 * leading
            rule = RuleLine(inner.left, y, inner.left + inner.width, y, 0.14 * unit, context.colours.hairline)
            lines[-1] = lines[-1]._replace(marks=(*lines[-1].marks, rule), keep_with_next=len(rows) > 1)
        yield row, wrap(table, wrap("TR", lines))


_EMPTY_CELL: tuple[list[Span], dict[Colour, str]] = ([], {})


def _width(context: PrintContext, spans: Sequence[Span]) -> float:
    return set_line(context.fonts, spans).width if spans else 0


def _widest_word(context: PrintContext, spans: Sequence[Span]) -> float:
    words = (span._replace(text=word) for span in spans for word in span.text.split())
    return max((_width(context, [word]) for word in words), default=0)


def _column_widths(natural: Sequence[float], least: Sequence[float], available: float) -> list[float]:
    """The widths of the columns of a table: those of their cells, or else of their widest words and more."""
    spare, missing = available - sum(least), sum(natural) - sum(least)
    if spare >= missing:
        return [width + _ROUNDING for width in natural]
    if spare <= 0:
        return [width * available / sum(least) for width in least]
    return [
        width + _ROUNDING + (whole - width) * (spare - _ROUNDING * len(least)) / missing
        for whole, width in zip(natural, least, strict=True)
    ]


_ROUNDING = 0.01  # points, by which words set alone may be narrower than in their line


def _cell_columns(column: TextColumn, widths: Sequence[float], gap: float) -> Iterator[TextColumn]:
    """The columns of the cells of a row, from the edge at which lines start."""
    x = 0.0
    for width in widths:
        left = column.left + (column.width - x - width if column.at_end else x)
        yield replace(column, left=left, width=width)
        x += width + gap


def _add_list_label(piece: Block, sign: TextLine, x: float) -> Block:
    return piece._replace(
        marks=(*place_line(sign, x, structure=(StructureElement("Lbl"),)).marks, *piece.marks)
    )


def _inline_spans(
    context: PrintContext, block: MarkdownBlock, text_span: Span
) -> tuple[list[Span], dict[Colour, str]]:
    spans: list[Span] = []
    targets: dict[Colour, str] = {}
    accent, before = context.colours.accent, ""
    for inline in block.inlines:
        style = _inline_style(inline, block, text_span.style, context)
        if inline.target:
            colour = link_colour(accent, len(targets))
            targets[colour] = inline.target
            style = replace(style, colour=colour)
        text = inline.text if inline.code else context.smarten(inline.text, text_span.language, before)
        before = inline.text[-1:]
        spans.append(Span(text, text_span.language, style))
    return spans, targets


def link_colour(colour: Colour, index: int) -> Colour:
    """The colour of a link of a paragraph, by which `add_links` finds it."""
    shift = _LINK_SHADE * (1 + index)
    return Colour(colour.r, colour.g, colour.b + (shift if colour.b < 0.5 else -shift))


def _inline_style(inline: InlineText, block: MarkdownBlock, style: Style, context: PrintContext) -> Style:
    if inline.strong or block.kind == "heading":
        style = replace(style, weight=700)
    if inline.emphasis:
        style = replace(style, italic=True)
    if block.is_head:
        style = replace(style, weight=700)
    if inline.code:
        style = replace(style, typeface=MONO, size=_CODE_SIZE * style.size, hyphenate=False)
        style = replace(style, fixed_leading=context.type_scale.body.leading)
    if block.kind == "quote":
        style = replace(style, colour=context.colours.grey)
    return style


def add_links(piece: Block, targets: Mapping[Colour, str]) -> Block:
    """The block with links over the texts in these colours."""
    if not targets:
        return piece
    links = [
        link
        for mark in piece.marks
        if isinstance(mark, PlacedLine)
        for link in _link_areas(mark, piece, targets)
    ]
    return piece._replace(marks=(*piece.marks, *links))


def _link_areas(words: PlacedLine, piece: Block, targets: Mapping[Colour, str]) -> Iterator[LinkArea]:
    runs_by_colour: dict[Colour, list[GlyphRun]] = {}
    for run in words.line.runs:
        if isinstance(run, GlyphRun) and run.colour in targets:
            runs_by_colour.setdefault(run.colour, []).append(run)
    for colour, runs in runs_by_colour.items():
        left, right = _extent(runs)
        yield LinkArea(words.x + left, 0, right - left, piece.height, targets[colour])


def _extent(runs: Sequence[GlyphRun]) -> tuple[float, float]:
    return min(run.x for run in runs), max(run.x + run.width for run in runs)
