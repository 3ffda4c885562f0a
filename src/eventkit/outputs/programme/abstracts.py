"""Abstracts: Markdown set as paragraphs, lists, quotations and code.

The part of CommonMark that print has a use for. HTML is text like any other, pictures are named and never
fetched, and only http, https and mailto addresses become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal, NamedTuple

from markdown_it import MarkdownIt
from markdown_it.token import Token

from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import secondary_style
from eventkit.texts import Text
from eventkit.typesetting import Colour, LinkArea, Mark, PlacedLine, Span, Style, TextLine, set_line
from eventkit.typesetting.layout.flow_blocks import Block, tag_marks, wrap
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import TextColumn, place_line
from eventkit.typesetting.text.spans import GlyphRun

_SAFE_TARGET = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)\S*", re.IGNORECASE)


_PLAIN_LINE = re.compile(r"(?!\s*\d{1,9}[.)]|\s*[-+=#>|~]|[ \t]{4})[^\\`*_\[\]<>&|]*(?<!  )")


_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


# A line feed within a paragraph is a blank, except between characters of a script that has none.
_UNSPACED_SCRIPTS = "[\u2e80-\u303e\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]"


_UNSPACED_BREAK = re.compile(rf"(?<={_UNSPACED_SCRIPTS})[ \t]*\n[ \t]*(?={_UNSPACED_SCRIPTS})")


_BULLET = "•"


BlockKind = Literal["paragraph", "heading", "code", "quote"]


@dataclass(frozen=True, slots=True)
class InlineText:
    """A part of a text that looks one way throughout.

    Attributes:
        text: What it says; a line feed where a line must end.
        strong: Whether it is bold.
        emphasis: Whether it is italic.
        code: Whether it is told letter by letter.
        target: Where it leads, or nothing.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """A paragraph, a heading or a piece of code, within as many lists as it is deep.

    Attributes:
        kind: What it is.
        inlines: What it says.
        depth: How many lists or quotations it stands in.
        label: What stands before it, where it begins an item of a list.
        lists: The lists it stands in, the outermost first, each by which list of the text it is.
    """

    kind: BlockKind
    inlines: tuple[InlineText, ...]
    depth: int = 0
    label: str = ""
    lists: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def parse_markdown(text: str) -> tuple[MarkdownBlock, ...]:
    """The blocks of a text: all of its words, whatever it holds, but for where references lead."""
    if all(_PLAIN_LINE.fullmatch(line) for line in text.split("\n")):  # most texts have no marks at all
        plain = (_join_soft_breaks(part.strip()) for part in _PARAGRAPH_BREAK.split(text))
        return tuple(MarkdownBlock("paragraph", (InlineText(part),)) for part in plain if part)
    return tuple(_read_blocks(_PARSER.parse(text)))


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable("table")


_PARSER = _build_parser()


def _join_soft_breaks(text: str) -> str:
    return re.sub(r"[ \t]*\n[ \t]*", " ", _UNSPACED_BREAK.sub("", text))


def _read_blocks(tokens: Sequence[Token]) -> Iterator[MarkdownBlock]:
    reader = _TokenReader()
    for token in tokens:
        yield from reader.read(token)


class _TokenReader:
    """Takes one token after another and gives the blocks they make."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []  # the number of the next item, where the list counts
        self._within: list[int] = []  # which list of the text each of these is
        self._count = 0
        self._quotes = 0
        self._sign = ""
        self._heading = False
        self._cells: list[InlineText] | None = None

    def read(self, token: Token) -> Iterator[MarkdownBlock]:
        """The blocks that end with the token."""
        match token.type:
            case "inline":
                yield from self._read_inline(tuple(_merge_inline(token.children or ())))
            case "fence" | "code_block":
                code = token.content.rstrip("\n")
                yield from self._build_block("code", (InlineText(code, code=True),) if code else ())
            case "tr_open":
                self._cells = []
            case "tr_close":
                cells, self._cells = self._cells or (), None
                yield from self._build_block("paragraph", tuple(cells))
            case _:
                self._track_nesting(token)

    def _track_nesting(self, token: Token) -> None:
        """Into a list, an item, a quotation or a heading, or out of it."""
        match token.type:
            case "bullet_list_open":
                self._open_list(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                self._open_list(1 if start is None else int(start))
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
                self._within.pop()
            case "list_item_open":
                number = self._lists[-1]
                self._sign = _BULLET if number is None else f"{number}."
                self._lists[-1] = None if number is None else number + 1
            case "blockquote_open" | "blockquote_close":
                self._quotes += token.nesting
            case "heading_open" | "heading_close":
                self._heading = token.nesting > 0

    def _open_list(self, first: int | None) -> None:
        self._lists.append(first)
        self._within.append(self._count)
        self._count += 1

    def _read_inline(self, bits: tuple[InlineText, ...]) -> Iterator[MarkdownBlock]:
        if self._cells is not None:
            self._cells += [*([InlineText(" | ")] if self._cells else []), *bits]
        else:
            kind: BlockKind = "heading" if self._heading else "quote" if self._quotes else "paragraph"
            yield from self._build_block(kind, bits)

    def _build_block(self, kind: BlockKind, bits: tuple[InlineText, ...]) -> Iterator[MarkdownBlock]:
        if bits:
            yield MarkdownBlock(kind, bits, len(self._lists) + self._quotes, self._sign, tuple(self._within))
            self._sign = ""


def _merge_inline(tokens: Sequence[Token]) -> Iterator[InlineText]:
    """The parts of a paragraph, with those that look alike put together."""
    now: InlineText | None = None
    for bit in _split_inline(tokens):
        if now is not None and replace(now, text=bit.text) == bit:
            now = replace(now, text=now.text + bit.text)
            continue
        if now is not None:
            yield _finish_inline(now)
        now = bit
    if now is not None:
        yield _finish_inline(now)


def _finish_inline(bit: InlineText) -> InlineText:
    """The bit with its soft line feeds (kept as carriage returns until here) made blanks."""
    return replace(
        bit, text=_join_soft_breaks(bit.text.replace("\n", "\v").replace("\r", "\n")).replace("\v", "\n")
    )


def _split_inline(tokens: Sequence[Token]) -> Iterator[InlineText]:
    """The parts of a paragraph as they come, soft line feeds as carriage returns."""
    nested = {"strong": 0, "em": 0}
    targets = [""]
    for token in tokens:
        name = token.type.partition("_")[0]
        if name in nested:
            nested[name] += token.nesting
        elif token.type == "link_open":
            target = str(token.attrGet("href") or "")
            targets.append(target if _SAFE_TARGET.fullmatch(target) else "")
        elif token.type == "link_close":
            targets.pop()
        elif text := _token_text(token):
            code = token.type == "code_inline"
            yield InlineText(text, nested["strong"] > 0, nested["em"] > 0, code, targets[-1])


def _token_text(token: Token) -> str:
    """What a token says."""
    match token.type:
        case "softbreak":
            return "\r"
        case "hardbreak":
            return "\n"
        case "image":
            return f"[{token.content}]" if token.content else ""
    return token.content


_MAXIMUM_DEPTH = 4
"""How many lists within one another are set further in; more would leave no room for text."""


# A line knows the colours of its text but not where it leads, so each link of a paragraph has a colour of
# its own: that much bluer than the one before, which nobody sees.
_LINK_SHADE = 1e-6


def set_abstract(
    context: PrintContext, text: Text, column: TextColumn, about: tuple[str, ...] = ()
) -> Iterator[Block]:
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
    list_element: StructureElement
    item: StructureElement
    body: StructureElement

    def next_item(self) -> _OpenList:
        return _OpenList(self.number, self.list_element, StructureElement("LI"), StructureElement("LBody"))


class _ListStructure:
    """What the blocks of a text are in: the items of its lists, and lists within these; its quotations."""

    def __init__(self) -> None:
        self._levels: list[_OpenList] = []

    def wrap(self, block: MarkdownBlock, pieces: Iterable[Block]) -> list[Block]:
        """The pieces of the next block in what they are in."""
        self._enter_lists(block.lists)
        if block.label and self._levels:
            self._levels[-1] = self._levels[-1].next_item()
        told = wrap("BlockQuote", pieces) if block.kind == "quote" else list(pieces)
        for level in reversed(self._levels):
            told = [_wrap_in_body(level.body, piece) for piece in told]
            told = wrap(level.list_element, wrap(level.item, told))
        return told

    def _enter_lists(self, lists: Sequence[int]) -> None:
        """Out of the lists that are at an end, and into those that begin."""
        while [level.number for level in self._levels] != list(lists[: len(self._levels)]):
            self._levels.pop()
        self._levels += [
            _OpenList(which, StructureElement("L"), StructureElement("LI"), StructureElement("LBody"))
            for which in lists[len(self._levels) :]
        ]


def _wrap_in_body(body: StructureElement, piece: Block) -> Block:
    """The piece in the body of an item, but for the sign before it: that is beside the body."""
    if piece.tags:  # whose sign is no longer that of an item by itself
        return wrap(body, [piece])[0]
    marks = [mark if _is_list_label(mark) else tag_marks((body,), [mark])[0] for mark in piece.marks]
    return piece._replace(marks=tuple(marks))


def _is_list_label(mark: Mark) -> bool:
    return isinstance(mark, PlacedLine) and bool(mark.tags) and mark.tags[0].role == "Lbl"


def _set_markdown_block(
    context: PrintContext, block: MarkdownBlock, like: Span, column: TextColumn, about: tuple[str, ...]
) -> Iterator[Block]:
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
        sign = set_line(context.fonts, Span(block.label, "und", like.style))
        gap = 1.1 * context.page_format.unit
        x = inner.left + inner.width + gap if opposite else max(column.left, inner.left - sign.width - gap)
        pieces[0] = _add_list_label(pieces[0], sign, x)
    yield pieces[0]._replace(before=0 if block.label else context.page_format.leading / 2)
    yield from pieces[1:]


def _starts_at_far_edge(piece: Block, column: TextColumn) -> bool:
    """Whether the text runs against its column and begins at the other edge of it."""
    words = next(mark for mark in piece.marks if isinstance(mark, PlacedLine))
    against = words.line.rtl != (column.direction == "rtl")
    return against and words.x > column.left


def _add_list_label(piece: Block, sign: TextLine, x: float) -> Block:
    """The first line of an item with its sign before it."""
    return piece._replace(marks=(*place_line(sign, x, tags=(StructureElement("Lbl"),)).marks, *piece.marks))


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


def _add_links(piece: Block, targets: dict[Colour, str]) -> Block:
    """The line with links over those of its words that lead somewhere."""
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
    led: dict[Colour, list[GlyphRun]] = {}
    for run in words.line.runs:
        if isinstance(run, GlyphRun) and run.colour in targets:
            led.setdefault(run.colour, []).append(run)
    for colour, runs in led.items():
        left, right = _extent(runs)
        yield LinkArea(words.x + left, 0, right - left, piece.height, targets[colour])


def _extent(runs: Sequence[GlyphRun]) -> tuple[float, float]:
    return min(run.x for run in runs), max(run.x + run.width for run in runs)
