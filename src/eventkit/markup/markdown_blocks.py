"""Markdown as blocks of inline texts (paragraphs, headings, lists, code, rows of tables), and as HTML.

The part of CommonMark that print has a use for. HTML is text like any other, pictures are named and never
fetched, and only http, https and mailto addresses become links.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from html import escape
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

SAFE_TARGET = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)\S*", re.IGNORECASE)
"""The addresses that become links."""

_PLAIN_LINE = re.compile(r"(?!\s*\d{1,9}[.)]|\s*[-+=#>|~]|[ \t]{4})[^\\`*_\[\]<>&|]*(?<!  )")

_PARAGRAPH_BREAK = re.compile(r"\n\s*\n")


# A line feed within a paragraph is a blank, except between characters of a script that has none.
_UNSPACED_SCRIPTS = "[\u2e80-\u303e\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]"

_UNSPACED_BREAK = re.compile(rf"(?<={_UNSPACED_SCRIPTS})[ \t]*\n[ \t]*(?={_UNSPACED_SCRIPTS})")

_BULLET = "•"

BlockKind = Literal["paragraph", "heading", "code", "quote", "row"]


@dataclass(frozen=True, slots=True)
class InlineText:
    """A stretch of text in one style."""

    text: str  # the text; a line feed is a forced line break
    strong: bool = False
    emphasis: bool = False
    code: bool = False
    target: str = ""  # the address it links to; empty for none


@dataclass(frozen=True, slots=True)
class MarkdownBlock:
    """A paragraph, heading, quotation, block of code or row of a table."""

    kind: BlockKind
    inlines: tuple[InlineText, ...]
    depth: int = 0
    label: str = ""  # the bullet or number before it, if it begins a list item
    lists: tuple[int, ...] = ()  # the numbers, within the text, of the lists around it, the outermost first
    # The cells of a row; their texts, with bars between them, are also in `inlines`.
    cells: tuple[tuple[InlineText, ...], ...] = ()
    is_head: bool = False  # whether a row is the head of its table


@lru_cache(maxsize=4096)
def parse_markdown(text: str) -> tuple[MarkdownBlock, ...]:
    """Parse a text as blocks, with every word of it save the addresses of references."""
    if (plain := plain_paragraphs(text)) is not None:
        return tuple(MarkdownBlock("paragraph", (InlineText(part),)) for part in plain)
    return tuple(_read_blocks(PARSER.parse(text)))


def plain_paragraphs(text: str) -> tuple[str, ...] | None:
    """The paragraphs of a text without any marks, as most texts are; ``None`` if it may have some."""
    if not all(_PLAIN_LINE.fullmatch(line) for line in text.split("\n")):
        return None
    paragraphs = (join_soft_breaks(part.strip()) for part in _PARAGRAPH_BREAK.split(text))
    return tuple(part for part in paragraphs if part)


def _build_parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable("table")


PARSER = _build_parser()  # the parser of CommonMark with tables


def join_soft_breaks(text: str) -> str:
    """Join the lines of a paragraph, with a blank where the script has blanks."""
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
        self._cells: list[tuple[InlineText, ...]] | None = None
        self._table_head = False

    def read(self, token: Token) -> Iterator[MarkdownBlock]:
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
                if any(cells):
                    yield self._build_row(tuple(cells))
            case _:
                self._track_nesting(token)

    def _track_nesting(self, token: Token) -> None:
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
            case "thead_open" | "thead_close":
                self._table_head = token.nesting > 0

    def _open_list(self, first: int | None) -> None:
        self._lists.append(first)
        self._within.append(self._count)
        self._count += 1

    def _read_inline(self, bits: tuple[InlineText, ...]) -> Iterator[MarkdownBlock]:
        if self._cells is not None:
            self._cells.append(bits)
        else:
            kind: BlockKind = "heading" if self._heading else "quote" if self._quotes else "paragraph"
            yield from self._build_block(kind, bits)

    def _build_block(self, kind: BlockKind, bits: tuple[InlineText, ...]) -> Iterator[MarkdownBlock]:
        if bits:
            yield MarkdownBlock(kind, bits, len(self._lists) + self._quotes, self._sign, tuple(self._within))
            self._sign = ""

    def _build_row(self, cells: tuple[tuple[InlineText, ...], ...]) -> MarkdownBlock:
        line = [inline for cell in cells for inline in (InlineText(" | "), *cell)][1:]
        depth, sign, self._sign = len(self._lists) + self._quotes, self._sign, ""
        lists = tuple(self._within)
        return MarkdownBlock("row", tuple(line), depth, sign, lists, cells, self._table_head)


def _merge_inline(tokens: Sequence[Token]) -> Iterator[InlineText]:
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
        text=join_soft_breaks(inline.text.replace("\n", "\v").replace("\r", "\n")).replace("\v", "\n"),
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
            targets.append(target if SAFE_TARGET.fullmatch(target) else "")
        elif token.type == "link_close":
            targets.pop()
        elif text := _token_text(token):
            code = token.type == "code_inline"
            yield InlineText(text, nested["strong"] > 0, nested["em"] > 0, code, targets[-1])


def _token_text(token: Token) -> str:
    match token.type:
        case "softbreak":
            return "\r"
        case "hardbreak":
            return "\n"
        case "image":
            return f"[{token.content}]" if token.content else ""
    return token.content


ELEMENTS = {
    "paragraph": "p",
    "bullet_list": "ul",
    "ordered_list": "ol",
    "list_item": "li",
    "blockquote": "blockquote",
    "table": "table",
    "thead": "thead",
    "tbody": "tbody",
    "tr": "tr",
    "th": "th",
    "td": "td",
    "strong": "strong",
    "em": "em",
}

DEEPEST_HEADING = 6


@lru_cache(maxsize=4096)
def markdown_to_html(text: str, *, top_heading: int = 2) -> str:
    """A text in Markdown as HTML.

    Headings follow those of the page without a gap: the highest of a text has the level ``top_heading`` (1 to
    6), the next lower one the level after it, whichever marks they have.
    """
    if (plain := plain_paragraphs(text)) is not None:
        return "".join(f"<p>{escape(part)}</p>" for part in plain)
    return "".join(_HtmlWriter(PARSER.parse(text), top_heading).write())


@lru_cache(maxsize=4096)  # a page has a text in several places, and another language may have the same
def markdown_to_text(text: str) -> str:
    """A text in Markdown without its marks, on one line: for summaries and for the search."""
    blocks = ("".join(inline.text for inline in block.inlines) for block in parse_markdown(text))
    return " ".join(" ".join(blocks).split())


_LONGEST_WORD = 40
"""The stretch in which a shortened text ends at a space; scripts without spaces are cut anywhere."""


def begin_text(text: str, length: int) -> str:
    """The beginning of a text in Markdown without its marks, of at most that many characters and an ellipsis.

    It ends between words.
    """
    plain = markdown_to_text(text)
    if len(plain) <= length:
        return plain
    end = plain.rfind(" ", length - _LONGEST_WORD, length + 1)
    return f"{plain[: end if end >= 0 else length].rstrip()} …"


class _HtmlWriter:
    def __init__(self, tokens: Sequence[Token], top_heading: int) -> None:
        self._tokens = tokens
        used = sorted({token.tag for token in tokens if token.type == "heading_open"})
        self._levels = {tag: top_heading + rank for rank, tag in enumerate(used)}
        self._level = top_heading - 1

    def write(self) -> Iterator[str]:
        for token in self._tokens:
            yield from self._write_block(token)

    def _write_block(self, token: Token) -> Iterator[str]:
        match token.type:
            case "inline":
                yield join_soft_breaks("".join(_write_inline(token.children or ())))
            case "fence" | "code_block":
                if code := token.content.rstrip("\n"):
                    yield f"<pre><code>{escape(code)}</code></pre>"
            case "heading_open":
                # A heading may be only one level below the one before.
                self._level = min(self._levels[token.tag], self._level + 1, DEEPEST_HEADING)
                yield f"<h{self._level}>"
            case "heading_close":
                yield f"</h{self._level}>"
            case "ordered_list_open":
                start = token.attrGet("start")
                yield "<ol>" if start is None else f'<ol start="{int(start)}">'
            case "hr":
                yield "<hr>"
            case _ if not token.hidden:  # paragraphs of tight lists are hidden
                yield _tag(token)


def _write_inline(tokens: Sequence[Token]) -> Iterator[str]:
    links: list[str] = []
    for token in tokens:
        match token.type:
            case "text" | "text_special" | "html_inline":
                yield escape(token.content)
            case "code_inline":
                yield f"<code>{escape(token.content)}</code>"
            case "softbreak":
                yield "\n"
            case "hardbreak":
                yield "<br>"
            case "image":
                yield escape(f"[{token.content}]") if token.content else ""
            case "link_open":
                target = str(token.attrGet("href") or "")
                is_safe = SAFE_TARGET.fullmatch(target) is not None
                links.append("</a>" if is_safe else "")
                yield f'<a href="{escape(target)}" rel="noopener">' if is_safe else ""
            case "link_close":
                yield links.pop()
            case _:
                yield _tag(token)


def _tag(token: Token) -> str:
    """The tag of an element that opens or closes; nothing for any other token."""
    element = ELEMENTS.get(token.type.removesuffix("_open").removesuffix("_close"))
    if element is None:
        return ""
    return f"</{element}>" if token.nesting < 0 else f"<{element}>"
