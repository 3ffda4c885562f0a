"""HTML to Markdown: conversion and sanitising of long texts; scripts, frames and unsafe links are removed."""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from dataclasses import dataclass
from html import unescape
from typing import Any

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning, Tag
from markdownify import ATX, MarkdownConverter

from eventkit.intake.records import Markup

_SIGNS = re.compile(r"[\\`*_~<&\]]")
_INLINE = re.compile(
    r"""
      (?P<address><https?://[^\s<>]+>)               # an address in brackets, which is a link
    | \\(?=[!-/:-@[-`{-~])                           # a backslash before what it would take the meaning of
    | `
    | (?<!\s)\*+ | \*+(?!\s|$)                       # what may begin or end emphasis
    | (?<![^\W_])_+ | _+(?![^\W_])                   # within a word it never does
    | ~(?=~)
    | <(?=[A-Za-z/!?])                               # a tag or an address
    | &(?=\#?\w{1,32};)                              # an entity
    | \](?=[(\[:])                                   # the middle of a link
    """,
    re.VERBOSE,
)
_BEGINNING = re.compile(
    r"(?P<blank> *)"
    r"(?:(?P<sign>>|\#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-{2,}\s*$|(?:-\s+){2,}-?$|~~~)"
    r"|(?P<number>\d{1,9})(?=[.)](?:\s|$)))"
)


def escape_inline(text: str) -> str:
    if not _SIGNS.search(text):
        return text
    return _INLINE.sub(lambda match: match["address"] or "".join(f"\\{char}" for char in match[0]), text)


def escape_line_start(line: str) -> str:
    """Escape the start of a line that Markdown would read as a heading, list or quotation."""
    match = _BEGINNING.match(line)
    if not match:
        return line
    at = match.end()
    return (
        f"{line[:at]}\\{line[at:]}" if match["number"] else f"{match['blank']}\\{line[len(match['blank']) :]}"
    )


# Bullets and headings as people write them in plain text, also behind a label: "About: - one".
_BULLET = re.compile(r"[-*•·‣]\s+(?=\S)")
_HEADING = re.compile(r"#{2,6}\s+(?=\S)")
_LABEL_BEFORE = re.compile(r"(?<=[:：])[ \t]*(?=#{2,6}\s+\S|([-*•·‣])\s[^\n]{1,999}\n[ \t]{0,9}\1\s)")


def convert_plain_text(text: str) -> str:
    """Convert plain text to Markdown that shows the same lines, with its lists and headings.

    Only characters with a meaning in Markdown get a backslash, so that the source stays readable. Spaces at
    the start of a line, which Markdown does not show, are removed. A line with a bullet alone is no list.
    """
    lines = [line.strip() for line in _LABEL_BEFORE.sub("\n", text).splitlines()]
    bullets = [_BULLET.match(line) for line in lines]
    converted, before = list[str](), ""
    for line, bullet, *others in zip(lines, bullets, [None, *bullets], [*bullets[1:], None], strict=False):
        kind, sign, at = "text" if line else "", "", 0
        if bullet and any(others):
            kind, sign, at = "item", "- ", bullet.end()
        elif heading := _HEADING.match(line):
            kind, sign, at = "heading", f"{heading[0].rstrip()} ", heading.end()
        if converted:
            is_apart = before and kind and kind != before
            converted.append("\n\n" if is_apart else _LINE_BREAKS[kind] if before else "\n")
        converted.append(sign + escape_line_start(escape_inline(line[at:])))
        before = kind
    return "".join(converted)


# Between two lines of one kind: a hard break (CommonMark 6.7) within a paragraph alone.
_LINE_BREAKS = {"text": "  \n", "item": "\n", "heading": "\n", "": "\n"}


VOID_TAGS = frozenset(
    {"br", "hr", "img", "wbr", "input", "meta", "link", "base", "embed", "source", "col", "param"}
)
"""Void elements: they have no content and no end tag."""

_REMOVED_TAGS = frozenset(
    {
        "script",
        "style",
        "head",
        "template",
        "input",
        "button",
        "select",
        "textarea",
        "meta",
        "link",
        "base",
        "svg",
    }
)
_EMBEDDING_TAGS = frozenset({"iframe", "frame", "embed", "object", "video", "audio"})
_LINK_SCHEMES = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_INVISIBLE_IN_LINK = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+")
_IN_ADDRESS = str.maketrans(
    {
        " ": "%20",
        "(": "%28",
        ")": "%29",
        "<": "%3C",
        ">": "%3E",
        "\\": "%5C",
        '"': "%22",
        "[": "%5B",
        "]": "%5D",
        "\n": "",
        "\r": "",
        "\t": "",
    }
)
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_INLINE_CODE = re.compile(r"((?<!`)`+[^`\n]+`+)")
_BEGINS_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?|mailto):[^\s<>]+>)")
_CELLS = frozenset({"p", "td", "th"})
_CLOSING_P = (
    "p|div|ul|ol|dl|h1|h2|h3|h4|h5|h6|table|blockquote|pre|hr|section|article|main|header|footer|nav|aside|address|"
    "center|figure|form"
)
# The open tags that an opening tag closes (HTML, 13.1.2.4 Optional tags).
_CLOSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(_CLOSING_P.split("|"), frozenset({"p"})),
    "li": frozenset({"p", "li"}),
    **dict.fromkeys(("dt", "dd"), frozenset({"p", "dt", "dd"})),
    **dict.fromkeys(("td", "th"), _CELLS),
    "tr": _CELLS | {"tr"},
    **dict.fromkeys(("thead", "tbody", "tfoot"), _CELLS | {"tr", "thead", "tbody", "tfoot"}),
    "option": frozenset({"option"}),
}


def close_open_tags(text: str, limit: int) -> tuple[str, int]:
    """Insert missing closing tags, and measure how deep the HTML nests.

    Beyond the limit it stops, and returns the text unchanged.
    """
    pieces: list[str] = []
    opened: list[str] = []
    at = deepest = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        if name in VOID_TAGS:
            continue
        done = []
        if not match["close"]:
            closes = _CLOSES.get(name, frozenset())
            while opened and opened[-1] in closes:
                done.append(opened.pop())
            opened.append(name)
        elif name in opened:
            while opened[-1] != name:
                done.append(opened.pop())
            opened.pop()
        if done:
            pieces += [text[at : match.start()], *(f"</{closed}>" for closed in done)]
            at = match.start()
        deepest = max(deepest, len(opened))
        if deepest > limit:
            return text, deepest
    return "".join([*pieces, text[at:]]), deepest


def sanitise(soup: BeautifulSoup) -> tuple[str, ...]:
    """Remove active and embedded content; returns the names of what was removed, each once."""
    dropped: dict[str, None] = {}
    for tag in list(soup.find_all(name=True)):
        if tag.decomposed:
            continue
        name = tag.name
        dropped |= dict.fromkeys(attr for attr in tag.attrs if attr.lower().startswith("on"))
        if name in _REMOVED_TAGS:
            dropped |= {name: None} if name != "head" else {}
            tag.decompose()
        elif name in _EMBEDDING_TAGS or name == "img":
            dropped["image" if name == "img" else name] = None
            _replace_with_link(soup, tag)
        elif name == "form":
            dropped[name] = None
            tag.unwrap()
        elif name == "a" and tag.get("href"):
            href, why = safe_href(tag["href"])
            if href:
                tag["href"] = href
            else:
                dropped |= {why: None} if why else {}
                tag.unwrap()
    return tuple(dropped)


def safe_href(value: Any) -> tuple[str, str]:
    """A safe link target, or the reason why there is none."""
    href = str(value).strip()
    scheme = _SCHEME.match(_INVISIBLE_IN_LINK.sub("", href))
    if scheme is None:
        if href.startswith("//"):
            return f"https:{href}".translate(_IN_ADDRESS), ""
        if href.lower().startswith("www."):
            return f"https://{href}".translate(_IN_ADDRESS), ""
        return "", "" if href.startswith("#") else f"link without a host ({href[:60]})"
    if scheme[1].lower() not in _LINK_SCHEMES or not href.lower().startswith(scheme[0].lower()):
        return "", f"{scheme[1].lower()}: link"
    return href.translate(_IN_ADDRESS), ""


def _replace_with_link(soup: BeautifulSoup, tag: Tag) -> None:
    source = tag.find("source") if tag.name in {"video", "audio"} else None
    address = (
        tag.get("src") or tag.get("data") or (source.get("src") if isinstance(source, Tag) else None) or ""
    )
    href, _ = safe_href(address)
    label = str(tag.get("alt") or tag.get("title") or tag.get_text(" ", strip=True) or "").strip()
    if not href.startswith("http"):
        tag.replace_with(label)
        return
    link = soup.new_tag("a", href=href)
    link.string = label or href
    tag.replace_with(link)


def escape_html_text(text: str, *, as_markdown: bool) -> str:
    """Escape text between tags, unless it is Markdown already."""
    if not as_markdown:
        return "\n".join(map(escape_line_start, escape_inline(text).split("\n")))
    if "<" not in text:
        return text
    pieces = _INLINE_CODE.split(text)
    pieces[::2] = [_BEGINS_TAG.sub(r"\\<", piece) for piece in pieces[::2]]
    return "".join(pieces)


class SafeMarkdownConverter(MarkdownConverter):
    """Conversion of sanitised HTML to Markdown in which text is escaped, if it is not Markdown already."""

    def __init__(self, *, as_markdown: bool) -> None:
        super().__init__(heading_style=ATX, bullets="-", autolinks=False)
        self._as_markdown = as_markdown
        self._numbers: dict[int, int] = {}

    def escape(self, text: str, parent_tags: Iterable[str]) -> str:  # noqa: ARG002 - of the base
        return escape_html_text(text, as_markdown=self._as_markdown)

    def convert_li(self, el: Tag, text: str, parent_tags: Iterable[str]) -> str:
        """A list item; the base class counts the items before it anew for each."""
        parent = el.parent
        if parent is None or parent.name != "ol" or not text.strip():
            item: str = super().convert_li(el, text, parent_tags)  # type: ignore[misc] # its stubs lack it
            return item
        start = str(parent.get("start") or "")
        number = self._numbers.get(id(parent), int(start[:8]) if start.isascii() and start.isdecimal() else 1)
        self._numbers[id(parent)] = number + 1
        bullet = f"{number}. "
        lines = text.strip().split("\n")
        rest = [f"{' ' * len(bullet)}{line}" if line else "" for line in lines[1:]]
        return "\n".join([f"{bullet}{lines[0]}", *rest]) + "\n"

    def convert_q(self, el: Tag, text: str, parent_tags: Iterable[str]) -> str:  # noqa: ARG002 - of the base
        return f"“{text}”"


DEPTH_LIMIT = 60  # the limit of nested tags; of deeper ones only the text is imported
_BLOCK_TAGS = "p|div|ul|ol|li|dl|dt|dd|h[1-6]|table|tr|td|th|thead|tbody|blockquote|pre|hr|section|article"
_BREAKS = "br|hr|img|wbr"
_INLINES = "a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|tt|u|var"
_OTHERS = (
    "html|head|body|title|main|header|footer|nav|aside|address|center|figure|figcaption|picture|source|caption|"
    "col|colgroup|tfoot|script|style|iframe|form|input|button|select|option|textarea|label|object|embed|"
    "param|video|audio|svg|math|meta|link|base|noscript|details|summary|time|bdi|bdo|ruby|rt|rp|samp|dfn"
)
_KNOWN_TAGS = frozenset(
    f"{_BLOCK_TAGS}|{_BREAKS}|{_INLINES}|{_OTHERS}".replace("h[1-6]", "h1|h2|h3|h4|h5|h6").split("|")
)
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))*\s*/?"""
# Tags that nobody writes for anything else; those of a letter or two count only where they are closed.
_EVIDENCE = re.compile(
    rf"<(?:{_BLOCK_TAGS}|{_BREAKS}){_ATTRIBUTES}>|</(?:{_BLOCK_TAGS}|{_INLINES}|{_OTHERS})\s*>|<(?:img|iframe|a)\s+\w+\s*=",
    re.IGNORECASE,
)
_BLOCK = re.compile(rf"<(?:{_BLOCK_TAGS})\b", re.IGNORECASE)
_NOT_A_TAG = re.compile(r"<(?!/?(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])|!--)")
_TAG_START = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CODE_SPAN = re.compile(
    r"(^ {0,3}```.*?(?:^ {0,3}```|\Z)|^ {0,3}~~~.*?(?:^ {0,3}~~~|\Z)|`+[^`\n]+`+)", re.MULTILINE | re.DOTALL
)
_EMPTY_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_HEAD = re.compile("^\u00a0[ \u00a0]*", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TOO_MANY = re.compile(r"\n{3,}")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<[!?][^<>]*>", re.DOTALL)
_ANY_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"!(?=\[[^\]\n]{0,200}\]\()")
_ACTIVE_LINK = re.compile(
    r"\[([^\]\n]{0,200})\]\(\s*(?:<\s*)?(javascript|vbscript|data):[^)\n]*\)", re.IGNORECASE
)
# An active tag in text is shown as text, since the text may be about it.
_ACTIVE_TAG = re.compile(
    r"(?<!\\)(?P<backslashes>(?:\\\\)*)"  # of two backslashes the first escapes the second, and not the tag
    r"<(?=/?(?:script|style|i?frame|img|image|svg|math|object|embed|form|input|button|video|audio|link|meta|"
    r"base|body|html|head|template|textarea|select|details|noscript|marquee|isindex)\b"
    r"|[A-Za-z][^<>]{0,300}?\bon\w+\s*=|[!?])",
    re.IGNORECASE,
)
# A tag alone in its line begins an HTML block, in which Markdown is not parsed (CommonMark 4.6).
_ALONE = re.compile(r"^( {0,3})<(?![^<>\s]+[:@])(?=/?[A-Za-z][^<>\n]{0,300}>[ \t]*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MarkdownResult:
    """Markdown converted from a text, and what was removed on the way."""

    text: str
    # The names of what was removed, each once, in order: `script`, `onclick`, `image`, `javascript: link`.
    # For images and frames that became links, the URL is in the text.
    removed: tuple[str, ...] = ()


def to_markdown(text: str, markup: Markup = Markup.UNKNOWN) -> MarkdownResult:
    """Convert a text to Markdown without active or embedded content.

    HTML keeps what Markdown has: emphasis, links, lists, tables, code. Scripts, styles, forms and frames
    are removed, images become links, and links other than http, https, mailto and tel are removed. A
    ``<T>`` that is not a tag of HTML stays what it is. Where the markup is unknown it is HTML if tags are
    truly there, possibly among Markdown.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    match markup:
        case Markup.PLAIN:
            return MarkdownResult(convert_plain_text(text))
        case Markup.HTML:
            return (
                _convert_html(text, as_markdown=False)
                if "<" in text
                else MarkdownResult(convert_plain_text(unescape(text)))
            )
        case Markup.MARKDOWN | Markup.UNKNOWN:
            if "<" in text and _EVIDENCE.search("".join(_split_code(text)[::2])):
                return _convert_html(text, as_markdown=True)
            return _neutralise_markup(text if markup is Markup.MARKDOWN else _decode_entities(text), ())


def _neutralise_markup(text: str, dropped: tuple[str, ...]) -> MarkdownResult:
    if "](" not in text and "<" not in text:
        return MarkdownResult(text, dropped)
    pieces = _split_code(text)
    removed = [*dropped]
    for at, piece in enumerate(pieces):
        if at % 2 and _is_code_span(piece, pieces[at - 1]):
            continue
        for pattern, put, what in ((_IMAGE, "", "image"), (_ACTIVE_LINK, r"\1", "script link")):
            pieces[at], times = pattern.subn(put, pieces[at])
            removed += [what] * bool(times)
        pieces[at] = _ALONE.sub(r"\1&lt;", _ACTIVE_TAG.sub(r"\g<backslashes>&lt;", pieces[at]))
        if at % 2 and at + 1 < len(pieces):
            # Not code: join it with the next piece.
            pieces[at + 1], pieces[at] = pieces[at] + pieces[at + 1], ""
    return MarkdownResult("".join(pieces), tuple(dict.fromkeys(removed)))


def _split_code(text: str) -> list[str]:
    """Split Markdown so that every second piece is code."""
    return _CODE_SPAN.split(text) if "`" in text or "~~~" in text else [text]


def _is_code_span(piece: str, before: str) -> bool:
    """True for code that every reader sees as code (CommonMark 4.5, 6.1)."""
    if "\n" in piece:
        return piece.lstrip()[0] == "~" or "`" not in piece.partition("\n")[0].lstrip(" `")
    # Code may begin at a sign before it in the paragraph and end in this; after a backslash none begins.
    if before.endswith("\\") or "`" in _PARAGRAPH.split(before)[-1]:
        return False
    return len(piece) - len(piece.lstrip("`")) == len(piece) - len(piece.rstrip("`"))


def _decode_entities(text: str) -> str:
    if "&" not in text:
        return text
    pieces = _split_code(text)
    return "".join(
        piece if at % 2 else _ENTITY.sub(lambda match: _escape_letter(unescape(match[0])), piece)
        for at, piece in enumerate(pieces)
    )


def _escape_letter(letter: str) -> str:
    return f"\\{letter}" if letter in "<*_`[]\\" else letter


def _convert_html(text: str, *, as_markdown: bool) -> MarkdownResult:
    text = _COMMENT.sub("", text)
    text = _NOT_A_TAG.sub("&lt;", text)
    text = _TAG_START.sub(
        lambda match: match[0] if match["name"].lower() in _KNOWN_TAGS else f"&lt;{match[0][1:]}", text
    )
    if not _BLOCK.search(text):
        text = f"<p>{_EMPTY_LINES.sub('</p><p>', text)}</p>"
    whole, depth = close_open_tags(text, DEPTH_LIMIT)
    if depth > DEPTH_LIMIT:
        return MarkdownResult(
            convert_plain_text(unescape(_ANY_TAG.sub(" ", text))).strip(), ("tags nested too deeply",)
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(whole, "html.parser")
    dropped = sanitise(soup)
    markdown: str = SafeMarkdownConverter(as_markdown=as_markdown).convert_soup(soup)
    return _neutralise_markup(_normalise_lines(markdown), dropped)


def _normalise_lines(markdown: str) -> str:
    lines = markdown.split("\n")
    for at, line in enumerate(lines):
        if line.endswith(" "):
            is_break = line.endswith("  ") and line.strip() and at + 1 < len(lines) and lines[at + 1].strip()
            lines[at] = line.rstrip() + ("  " if is_break else "")
    return _TOO_MANY.sub("\n\n", _HEAD.sub("", "\n".join(lines))).strip()
