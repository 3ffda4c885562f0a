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

_SAFE = re.compile(r"(?:https?://[^\s/]|mailto:[^\s@]+@)\S*", re.IGNORECASE)
_PLAIN = re.compile(r"(?!\s*\d{1,9}[.)]|\s*[-+=#>|~]|[ \t]{4})[^\\`*_\[\]<>&|]*(?<!  )")
_PARAGRAPHS = re.compile(r"\n\s*\n")
# A line feed within a paragraph is a blank, except between characters of a script that has none.
_UNSPACED = "[\u2e80-\u303e\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60]"
_SOFT = re.compile(rf"(?<={_UNSPACED})[ \t]*\n[ \t]*(?={_UNSPACED})")
_BULLET = "•"

Kind = Literal["paragraph", "heading", "code", "quote"]


@dataclass(frozen=True, slots=True)
class Bit:
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
class Block:
    """A paragraph, a heading or a piece of code, within as many lists as it is deep.

    Attributes:
        kind: What it is.
        bits: What it says.
        depth: How many lists or quotations it stands in.
        sign: What stands before it, where it begins an item of a list.
        lists: The lists it stands in, the outermost first, each by which list of the text it is.
    """

    kind: Kind
    bits: tuple[Bit, ...]
    depth: int = 0
    sign: str = ""
    lists: tuple[int, ...] = ()


@lru_cache(maxsize=4096)
def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text: all of its words, whatever it holds, but for where references lead."""
    if all(_PLAIN.fullmatch(line) for line in text.split("\n")):  # most texts have no marks at all
        plain = (_softened(part.strip()) for part in _PARAGRAPHS.split(text))
        return tuple(Block("paragraph", (Bit(part),)) for part in plain if part)
    return tuple(_blocks(_PARSER.parse(text)))


def _made() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False})
    return parser.enable("table")


_PARSER = _made()


def _softened(text: str) -> str:
    return re.sub(r"[ \t]*\n[ \t]*", " ", _SOFT.sub("", text))


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    reader = _Reader()
    for token in tokens:
        yield from reader.take(token)


class _Reader:
    """Takes one token after another and gives the blocks they make."""

    def __init__(self) -> None:
        self._lists: list[int | None] = []  # the number of the next item, where the list counts
        self._within: list[int] = []  # which list of the text each of these is
        self._count = 0
        self._quotes = 0
        self._sign = ""
        self._heading = False
        self._cells: list[Bit] | None = None

    def take(self, token: Token) -> Iterator[Block]:
        """The blocks that end with the token."""
        match token.type:
            case "inline":
                yield from self._inline(tuple(_bits(token.children or ())))
            case "fence" | "code_block":
                code = token.content.rstrip("\n")
                yield from self._block("code", (Bit(code, code=True),) if code else ())
            case "tr_open":
                self._cells = []
            case "tr_close":
                cells, self._cells = self._cells or (), None
                yield from self._block("paragraph", tuple(cells))
            case _:
                self._go(token)

    def _go(self, token: Token) -> None:
        """Into a list, an item, a quotation or a heading, or out of it."""
        match token.type:
            case "bullet_list_open":
                self._open(None)
            case "ordered_list_open":
                start = token.attrGet("start")
                self._open(1 if start is None else int(start))
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

    def _open(self, first: int | None) -> None:
        self._lists.append(first)
        self._within.append(self._count)
        self._count += 1

    def _inline(self, bits: tuple[Bit, ...]) -> Iterator[Block]:
        if self._cells is not None:
            self._cells += [*([Bit(" | ")] if self._cells else []), *bits]
        else:
            kind: Kind = "heading" if self._heading else "quote" if self._quotes else "paragraph"
            yield from self._block(kind, bits)

    def _block(self, kind: Kind, bits: tuple[Bit, ...]) -> Iterator[Block]:
        if bits:
            yield Block(kind, bits, len(self._lists) + self._quotes, self._sign, tuple(self._within))
            self._sign = ""


def _bits(tokens: Sequence[Token]) -> Iterator[Bit]:
    """The parts of a paragraph, with those that look alike put together."""
    now: Bit | None = None
    for bit in _each(tokens):
        if now is not None and replace(now, text=bit.text) == bit:
            now = replace(now, text=now.text + bit.text)
            continue
        if now is not None:
            yield _whole(now)
        now = bit
    if now is not None:
        yield _whole(now)


def _whole(bit: Bit) -> Bit:
    """The bit with its soft line feeds (kept as carriage returns until here) made blanks."""
    return replace(bit, text=_softened(bit.text.replace("\n", "\v").replace("\r", "\n")).replace("\v", "\n"))


def _each(tokens: Sequence[Token]) -> Iterator[Bit]:
    """The parts of a paragraph as they come, soft line feeds as carriage returns."""
    nested = {"strong": 0, "em": 0}
    targets = [""]
    for token in tokens:
        name = token.type.partition("_")[0]
        if name in nested:
            nested[name] += token.nesting
        elif token.type == "link_open":
            target = str(token.attrGet("href") or "")
            targets.append(target if _SAFE.fullmatch(target) else "")
        elif token.type == "link_close":
            targets.pop()
        elif text := _text(token):
            code = token.type == "code_inline"
            yield Bit(text, nested["strong"] > 0, nested["em"] > 0, code, targets[-1])


def _text(token: Token) -> str:
    """What a token says."""
    match token.type:
        case "softbreak":
            return "\r"
        case "hardbreak":
            return "\n"
        case "image":
            return f"[{token.content}]" if token.content else ""
    return token.content
