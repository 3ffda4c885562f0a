"""Markdown as safe HTML: a closed set of elements, and text.

HTML in a text is text like any other. Only http, https and mailto addresses become links, pictures are named
and never fetched, and no element has an attribute but those written here, so that a text of anybody is inert
in any page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape

from markdown_it.token import Token

from eventkit.markup.markdown_blocks import (
    PARSER,
    SAFE_TARGET,
    join_soft_breaks,
    parse_markdown,
    plain_paragraphs,
)

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

    Headings follow those of the page without a gap: the highest of a text has the level ``top_heading``, the
    next lower one the level after it, whichever marks they have.

    Args:
        text: The text, in the part of CommonMark that `parse_markdown` reads, with tables.
        top_heading: The level of the highest heading, 1 to 6.
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
