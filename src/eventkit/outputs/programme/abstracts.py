"""Long texts in several languages, set as paragraphs, lists and code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from eventkit.outputs.programme.look import second
from eventkit.outputs.programme.markdown import Bit, Block, blocks
from eventkit.outputs.programme.setting import Setting
from eventkit.texts import Text
from eventkit.typesetting import Colour, Link, Span, Style, Words, shape
from eventkit.typesetting.flow import Column, Piece, beside, set_at
from eventkit.typesetting.roles import Element
from eventkit.typesetting.tagged import within
from eventkit.typesetting.text import Run

_DEEPEST = 4
"""How many lists within one another are set further in; more would leave no room for text."""

# A line knows the colours of its text but not where it leads, so each link of a paragraph has a colour of
# its own: that much bluer than the one before, which nobody sees.
_SHADE = 1e-6


def written(setting: Setting, text: Text, column: Column, about: tuple[str, ...] = ()) -> Iterator[Piece]:
    """A long text in each of the readers' languages, one after the other, apart where they are long."""
    body = setting.type.body
    for nth, span in enumerate(setting.text(text, body, second(body))):
        tree, told = _Tree(), blocks(span.text)
        for at, block in enumerate(told):
            first, *rest = tree.holding(block, _block(setting, block, span, column, about))
            apart = nth > 0 and at == 0 and len(told) > 1
            yield replace(first, before=2 * first.before) if apart else first
            yield from rest


class _Tree:
    """What the blocks of a text are in: the items of its lists, its quotations.

    A list in a list goes on with that; how deep it is the indentation shows.
    """

    def __init__(self) -> None:
        self._listed, self._item, self._body = Element("L"), Element("LI"), Element("LBody")
        self._in_list = False

    def holding(self, block: Block, pieces: Iterable[Piece]) -> list[Piece]:
        """The pieces of the next block in what they are in."""
        if block.kind == "quote":
            return within("BlockQuote", pieces)
        if not block.depth:
            self._in_list = False
            return list(pieces)
        if not self._in_list:
            self._listed, self._in_list = Element("L"), True
        if block.sign:
            self._item, self._body = Element("LI"), Element("LBody")
        return within(self._listed, within(self._item, within(self._body, pieces)))


def _block(
    setting: Setting, block: Block, like: Span, column: Column, about: tuple[str, ...]
) -> Iterator[Piece]:
    unit = setting.sheet.unit
    inset = min(block.depth, _DEEPEST) * 3.5 * unit
    inner = column.narrowed(inset)
    spans, targets = _spans(setting, block, like)
    first, *rest = inner.lines(spans, about)
    pieces = [_linked(piece, targets) for piece in (first, *rest)]
    if block.kind == "heading":
        pieces = [replace(piece, keeps=True) for piece in pieces]
    if block.sign:
        pieces[0] = _signed(setting, pieces[0], Span(block.sign, "und", like.style), column, inset)
    yield replace(pieces[0], before=(0.5 if block.sign else 1.2) * unit)
    yield from pieces[1:]


def _signed(setting: Setting, piece: Piece, sign: Span, column: Column, inset: float) -> Piece:
    """The first line of an item with its sign before it, from the right edge of where signs stand."""
    line = shape(setting.fonts, sign)
    x = column.left + max(0, inset - line.width - 1.1 * setting.sheet.unit)
    return replace(beside(piece, set_at(line, x, tags=(Element("Lbl"),))), keeps=piece.keeps)


def _spans(setting: Setting, block: Block, like: Span) -> tuple[list[Span], dict[Colour, str]]:
    """What a block says, and where text of some colours leads."""
    spans: list[Span] = []
    targets: dict[Colour, str] = {}
    accent = setting.palette.accent
    for bit in block.bits:
        style = _style(bit, block, like.style, setting)
        if bit.target:
            shift = _SHADE * (1 + len(targets))
            colour = Colour(accent.r, accent.g, accent.b + (shift if accent.b < 0.5 else -shift))
            targets[colour] = bit.target
            style = replace(style, colour=colour)
        spans.append(Span(bit.text, like.language, style))
    return spans, targets


def _style(bit: Bit, block: Block, style: Style, setting: Setting) -> Style:
    if bit.strong or block.kind == "heading":
        style = replace(style, weight=700)
    if bit.emphasis:
        style = replace(style, italic=True)
    if bit.code:
        style = replace(style, weight=max(style.weight, 500), colour=setting.palette.grey)
    if block.kind == "quote":
        style = replace(style, colour=setting.palette.grey)
    return style


def _linked(piece: Piece, targets: dict[Colour, str]) -> Piece:
    """The line with links over those of its words that lead somewhere."""
    if not targets:
        return piece
    links = [link for mark in piece.marks if isinstance(mark, Words) for link in _links(mark, piece, targets)]
    return replace(piece, marks=(*piece.marks, *links))


def _links(words: Words, piece: Piece, targets: dict[Colour, str]) -> Iterator[Link]:
    led: dict[Colour, list[Run]] = {}
    for run in words.line.runs:
        if isinstance(run, Run) and run.colour in targets:
            led.setdefault(run.colour, []).append(run)
    for colour, runs in led.items():
        left, right = _reach(runs)
        yield Link(words.x + left, 0, right - left, piece.height, targets[colour])


def _reach(runs: Sequence[Run]) -> tuple[float, float]:
    return min(run.x for run in runs), max(run.x + run.width for run in runs)
