"""Abstracts: Markdown set as paragraphs, lists, quotations and code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from eventkit.markup import InlineText, MarkdownBlock, parse_markdown
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import secondary_style
from eventkit.texts import Text
from eventkit.typesetting import Colour, LinkArea, Mark, PlacedLine, Span, Style, TextLine, set_line
from eventkit.typesetting.layout.flow_blocks import Block, tag_marks, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import TextColumn, place_line
from eventkit.typesetting.text.spans import GlyphRun

_MAXIMUM_DEPTH = 4
"""How many lists within one another are set further in; more would leave no room for text."""


# A line knows the colours of its text but not where it leads, so each link of a paragraph has a colour of
# its own: that much bluer than the one before, which nobody sees.
_LINK_SHADE = 1e-6


def set_abstract(
    context: PrintContext, text: Text, column: TextColumn, about: tuple[str, ...] = ()
) -> Iterator[Block]:
    """Set a long text in each of the readers' languages, with space between long ones."""
    for paragraph in abstract_paragraphs(context, text, column, about):
        yield from paragraph


def abstract_paragraphs(
    context: PrintContext, text: Text, column: TextColumn, about: tuple[str, ...] = ()
) -> Iterator[list[Block]]:
    """The paragraphs and list items of a long text, each in lines of its own, one language after another."""
    body = context.type_scale.body
    for index, span in enumerate(context.text_spans(text, body, secondary_style(body))):
        lists, markdown_blocks = _ListStructure(), parse_markdown(span.text)
        for position, block in enumerate(markdown_blocks):
            first, *rest = lists.wrap(block, _set_markdown_block(context, block, span, column, about))
            is_apart = index > 0 and position == 0 and len(markdown_blocks) > 1
            yield [first._replace(space_above=2 * first.space_above) if is_apart else first, *rest]


class _OpenList(NamedTuple):
    """A list that is open: its number within the text, its element, and those of the current item."""

    number: int
    list_element: StructureElement
    item: StructureElement
    body: StructureElement

    def next_item(self) -> _OpenList:
        return _OpenList(self.number, self.list_element, StructureElement("LI"), StructureElement("LBody"))


class _ListStructure:
    """The structure elements around the blocks of a text: lists, their items, quotations."""

    def __init__(self) -> None:
        self._levels: list[_OpenList] = []

    def wrap(self, block: MarkdownBlock, pieces: Iterable[Block]) -> list[Block]:
        """Wrap the lines of the next block in their structure elements."""
        self._enter_lists(block.lists)
        if block.label and self._levels:
            self._levels[-1] = self._levels[-1].next_item()
        wrapped = wrap("BlockQuote", pieces) if block.kind == "quote" else list(pieces)
        for level in reversed(self._levels):
            wrapped = [_wrap_in_body(level.body, piece) for piece in wrapped]
            wrapped = wrap(level.list_element, wrap(level.item, wrapped))
        return wrapped

    def _enter_lists(self, lists: Sequence[int]) -> None:
        """Close the lists that have ended, and open those that begin."""
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
    pieces = [_add_links(piece, targets) for piece in inner.set_paragraph(spans, about)]
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


def _add_list_label(piece: Block, sign: TextLine, x: float) -> Block:
    """The first line of an item with its label before it."""
    return piece._replace(
        marks=(*place_line(sign, x, structure=(StructureElement("Lbl"),)).marks, *piece.marks)
    )


def _inline_spans(
    context: PrintContext, block: MarkdownBlock, text_span: Span
) -> tuple[list[Span], dict[Colour, str]]:
    """The spans of a block, and the link targets of some colours."""
    spans: list[Span] = []
    targets: dict[Colour, str] = {}
    accent = context.colours.accent
    for inline in block.inlines:
        style = _inline_style(inline, block, text_span.style, context)
        if inline.target:
            shift = _LINK_SHADE * (1 + len(targets))
            colour = Colour(accent.r, accent.g, accent.b + (shift if accent.b < 0.5 else -shift))
            targets[colour] = inline.target
            style = replace(style, colour=colour)
        spans.append(Span(inline.text, text_span.language, style))
    return spans, targets


def _inline_style(inline: InlineText, block: MarkdownBlock, style: Style, context: PrintContext) -> Style:
    if inline.strong or block.kind == "heading":
        style = replace(style, weight=700)
    if inline.emphasis:
        style = replace(style, italic=True)
    if inline.code:
        style = replace(style, weight=max(style.weight, 500), colour=context.colours.grey)
    if block.kind == "quote":
        style = replace(style, colour=context.colours.grey)
    return style


def _add_links(piece: Block, targets: dict[Colour, str]) -> Block:
    """The line with link areas over the text that has targets."""
    if not targets:
        return piece
    links = [
        link
        for mark in piece.marks
        if isinstance(mark, PlacedLine)
        for link in _link_areas(mark, piece, targets)
    ]
    return piece._replace(marks=(*piece.marks, *links))


def _link_areas(words: PlacedLine, piece: Block, targets: dict[Colour, str]) -> Iterator[LinkArea]:
    runs_by_colour: dict[Colour, list[GlyphRun]] = {}
    for run in words.line.runs:
        if isinstance(run, GlyphRun) and run.colour in targets:
            runs_by_colour.setdefault(run.colour, []).append(run)
    for colour, runs in runs_by_colour.items():
        left, right = _extent(runs)
        yield LinkArea(words.x + left, 0, right - left, piece.height, targets[colour])


def _extent(runs: Sequence[GlyphRun]) -> tuple[float, float]:
    return min(run.x for run in runs), max(run.x + run.width for run in runs)
