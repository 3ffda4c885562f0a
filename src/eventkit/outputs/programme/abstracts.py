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
    """A stretch of text in one style.

    Attributes:
        text: The text; a line feed is a forced line break.
        strong: Whether it is bold.
        emphasis: Whether it is italic.
        code: Whether it is code.
        target: The address it links to; empty for none.
    """

    text: str
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    target: str = ""


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """A paragraph, heading, quotation or block of code.

    Attributes:
        kind: The kind of block.
        inlines: Its text.
        depth: The number of lists and quotations around it.
        label: The bullet or number before it, if it begins a list item.
        lists: The numbers, within the text, of the lists around it, the outermost first.
    """

    kind: BlockKind
    inlines: tuple[InlineText, ...]
    depth: int = 0
    label: str = ""
    lists: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def parse_markdown(text: str) -> tuple[MarkdownBlock, ...]:
    """Parse a text as blocks, with every word of it save the addresses of references."""
    if all(_PLAIN_LINE.fullmatch(line) for line in text.split("\n")):  # most texts have no marks at all
        plain = (_join_soft_breaks(part.strip()) for part in _PARAGRAPH_BREAK.split(text))
        return tuple(MarkdownBlock("paragraph", (InlineText(part),)) for part in plain if part)
    return tuple(_read_blocks(_PARSER.parse(text)))


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable("table")


_PARSER = _build_parser()


def _join_soft_breaks(text: str) -> str:
    return re.sub(r"(?:(?<![ \t])[ \t]+)?\n[ \t]*", " ", _UNSPACED_BREAK.sub("", text))


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
    """The inline texts of a paragraph, neighbours of one style merged."""
    current: InlineText | None = None
    for inline in _split_inline(tokens):
        if current is not None and replace(current, text=inline.text) == inline:
            current = replace(current, text=current.text + inline.text)
            continue
        if current is not None:
            yield _finish_inline(current)
        current = inline
    if current is not None:
        yield _finish_inline(current)


def _finish_inline(inline: InlineText) -> InlineText:
    """The text with soft line feeds, which are carriage returns until here, made blanks."""
    return replace(
        inline,
        text=_join_soft_breaks(inline.text.replace("\n", "\v").replace("\r", "\n")).replace("\v", "\n"),
    )


def _split_inline(tokens: Sequence[Token]) -> Iterator[InlineText]:
    """The inline texts of a paragraph, with soft line feeds as carriage returns."""
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
    """The text of a token."""
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
    """Set a long text in each of the readers' languages, with space between long ones."""
    body = context.type_scale.body
    for index, span in enumerate(context.text_spans(text, body, secondary_style(body))):
        lists, markdown_blocks = _ListStructure(), parse_markdown(span.text)
        for position, block in enumerate(markdown_blocks):
            first, *rest = lists.wrap(block, _set_markdown_block(context, block, span, column, about))
            is_apart = index > 0 and position == 0 and len(markdown_blocks) > 1
            yield first._replace(space_above=2 * first.space_above) if is_apart else first
            yield from rest


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
    first, *rest = inner.set_paragraph(spans, about)
    if is_opposite := bool(inset) and _starts_at_far_edge(first, inner):
        inner = replace(column, width=column.width - inset)
        first, *rest = inner.set_paragraph(spans, about)
    pieces = [_add_links(piece, targets) for piece in (first, *rest)]
    if block.kind == "heading":
        pieces = [piece._replace(keep_with_next=True) for piece in pieces]
    if block.label:
        sign = set_line(context.fonts, Span(block.label, "und", text_span.style))
        gap = 1.1 * context.page_format.unit
        x = inner.left + inner.width + gap if is_opposite else max(column.left, inner.left - sign.width - gap)
        pieces[0] = _add_list_label(pieces[0], sign, x)
    yield pieces[0]._replace(space_above=0 if block.label else context.page_format.leading / 2)
    yield from pieces[1:]


def _starts_at_far_edge(piece: Block, column: TextColumn) -> bool:
    """Whether a text runs against its column and so begins at the other edge."""
    words = next(mark for mark in piece.marks if isinstance(mark, PlacedLine))
    runs_against = words.line.rtl != (column.direction == "rtl")
    return runs_against and words.x > column.left


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
