"""Long texts as blocks: the part of Markdown (CommonMark) that print has a use for.

What acts on the web does not here: HTML is text like any other, pictures are told by what they are called and
never fetched, and only http, https and mailto addresses lead anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.token import Token

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
