"""Long texts in several languages, set as paragraphs, lists and code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from eventkit.outputs.programme.look import secondary_style
from eventkit.outputs.programme.markdown import InlineText, MarkdownBlock, parse_markdown
from eventkit.outputs.programme.setting import PrintContext
from eventkit.texts import Text
from eventkit.typesetting import Colour, Line, Link, Mark, Span, Style, Words, shape
from eventkit.typesetting.flow import Column, Piece, set_at
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import tagged, within
from eventkit.typesetting.text import Run

_MAXIMUM_DEPTH = 4
"""How many lists within one another are set further in; more would leave no room for text."""

# A line knows the colours of its text but not where it leads, so each link of a paragraph has a colour of
# its own: that much bluer than the one before, which nobody sees.
_LINK_SHADE = 1e-6


def set_abstract(
    context: PrintContext, text: Text, column: Column, about: tuple[str, ...] = ()
) -> Iterator[Piece]:
    """A long text in each of the readers' languages, one after the other, apart where they are long."""
    body = context.type_scale.body
    for nth, span in enumerate(context.text_spans(text, body, secondary_style(body))):
        tree, told = _ListStructure(), parse_markdown(span.text)
        for at, block in enumerate(told):
            first, *rest = tree.wrap(block, _set_markdown_block(context, block, span, column, about))
            apart = nth > 0 and at == 0 and len(told) > 1
            yield first._replace(before=2 * first.before) if apart else first
            yield from rest


class _OpenList(NamedTuple):
    """A list that is open: which of the text it is, and the item that is told."""

    number: int
    list_element: Element
    item: Element
    body: Element

    def next_item(self) -> _OpenList:
        return _OpenList(self.number, self.list_element, Element("LI"), Element("LBody"))


class _ListStructure:
    """What the blocks of a text are in: the items of its lists, and lists within these; its quotations."""

    def __init__(self) -> None:
        self._levels: list[_OpenList] = []

    def wrap(self, block: MarkdownBlock, pieces: Iterable[Piece]) -> list[Piece]:
        """The pieces of the next block in what they are in."""
        self._enter_lists(block.lists)
        if block.label and self._levels:
            self._levels[-1] = self._levels[-1].next_item()
        told = within("BlockQuote", pieces) if block.kind == "quote" else list(pieces)
        for level in reversed(self._levels):
            told = [_wrap_in_body(level.body, piece) for piece in told]
            told = within(level.list_element, within(level.item, told))
        return told

    def _enter_lists(self, lists: Sequence[int]) -> None:
        """Out of the lists that are at an end, and into those that begin."""
        while [level.number for level in self._levels] != list(lists[: len(self._levels)]):
            self._levels.pop()
        self._levels += [
            _OpenList(which, Element("L"), Element("LI"), Element("LBody"))
            for which in lists[len(self._levels) :]
        ]


def _wrap_in_body(body: Element, piece: Piece) -> Piece:
    """The piece in the body of an item, but for the sign before it: that is beside the body."""
    if piece.tags:  # whose sign is no longer that of an item by itself
        return within(body, [piece])[0]
    marks = [mark if _is_list_label(mark) else tagged((body,), [mark])[0] for mark in piece.marks]
    return piece._replace(marks=tuple(marks))


def _is_list_label(mark: Mark) -> bool:
    return isinstance(mark, Words) and bool(mark.tags) and mark.tags[0].role == "Lbl"


def _set_markdown_block(
    context: PrintContext, block: MarkdownBlock, like: Span, column: Column, about: tuple[str, ...]
) -> Iterator[Piece]:
    inset = min(block.depth, _MAXIMUM_DEPTH) * 3.5 * context.page_format.unit
    inner = column.narrowed(inset)
    spans, targets = _inline_spans(context, block, like)
    first, *rest = inner.lines(spans, about)
    if opposite := bool(inset) and _starts_at_far_edge(first, inner):
        inner = replace(column, width=column.width - inset)
        first, *rest = inner.lines(spans, about)
    pieces = [_add_links(piece, targets) for piece in (first, *rest)]
    if block.kind == "heading":
        pieces = [piece._replace(keeps=True) for piece in pieces]
    if block.label:
        sign = shape(context.fonts, Span(block.label, "und", like.style))
        gap = 1.1 * context.page_format.unit
        x = inner.left + inner.width + gap if opposite else max(column.left, inner.left - sign.width - gap)
        pieces[0] = _add_list_label(pieces[0], sign, x)
    yield pieces[0]._replace(before=0 if block.label else context.page_format.leading / 2)
    yield from pieces[1:]


def _starts_at_far_edge(piece: Piece, column: Column) -> bool:
    """Whether the text runs against its column and begins at the other edge of it."""
    words = next(mark for mark in piece.marks if isinstance(mark, Words))
    against = words.line.rtl != (column.direction == "rtl")
    return against and words.x > column.left


def _add_list_label(piece: Piece, sign: Line, x: float) -> Piece:
    """The first line of an item with its sign before it."""
    return piece._replace(marks=(*set_at(sign, x, tags=(Element("Lbl"),)).marks, *piece.marks))


def _inline_spans(
    context: PrintContext, block: MarkdownBlock, like: Span
) -> tuple[list[Span], dict[Colour, str]]:
    """What a block says, and where text of some colours leads."""
    spans: list[Span] = []
    targets: dict[Colour, str] = {}
    accent = context.colours.accent
    for bit in block.inlines:
        style = _inline_style(bit, block, like.style, context)
        if bit.target:
            shift = _LINK_SHADE * (1 + len(targets))
            colour = Colour(accent.r, accent.g, accent.b + (shift if accent.b < 0.5 else -shift))
            targets[colour] = bit.target
            style = replace(style, colour=colour)
        spans.append(Span(bit.text, like.language, style))
    return spans, targets


def _inline_style(bit: InlineText, block: MarkdownBlock, style: Style, context: PrintContext) -> Style:
    if bit.strong or block.kind == "heading":
        style = replace(style, weight=700)
    if bit.emphasis:
        style = replace(style, italic=True)
    if bit.code:
        style = replace(style, weight=max(style.weight, 500), colour=context.colours.grey)
    if block.kind == "quote":
        style = replace(style, colour=context.colours.grey)
    return style


def _add_links(piece: Piece, targets: dict[Colour, str]) -> Piece:
    """The line with links over those of its words that lead somewhere."""
    if not targets:
        return piece
    links = [
        link for mark in piece.marks if isinstance(mark, Words) for link in _link_areas(mark, piece, targets)
    ]
    return piece._replace(marks=(*piece.marks, *links))


def _link_areas(words: Words, piece: Piece, targets: dict[Colour, str]) -> Iterator[Link]:
    led: dict[Colour, list[Run]] = {}
    for run in words.line.runs:
        if isinstance(run, Run) and run.colour in targets:
            led.setdefault(run.colour, []).append(run)
    for colour, runs in led.items():
        left, right = _extent(runs)
        yield Link(words.x + left, 0, right - left, piece.height, targets[colour])


def _extent(runs: Sequence[Run]) -> tuple[float, float]:
    return min(run.x for run in runs), max(run.x + run.width for run in runs)
