"""Long texts of other systems, as Markdown."""

from __future__ import annotations

import re
import warnings
from dataclasses import dataclass
from html import unescape

from bs4 import BeautifulSoup, MarkupResemblesLocatorWarning

from eventkit.intake.disarming import SafeMarkdownConverter, close_open_tags, sanitise
from eventkit.intake.escaping import escape_markdown
from eventkit.intake.records import Markup
from eventkit.intake.simple import convert_simple_html

DEPTH_LIMIT = 60
"""How deep tags may nest to be read as what they are; deeper ones are taken for their text alone."""

_BLOCKS = "p|div|ul|ol|li|dl|dt|dd|h[1-6]|table|tr|td|th|thead|tbody|blockquote|pre|hr|section|article"
_BREAKS = "br|hr|img|wbr"
_INLINES = "a|abbr|b|big|cite|code|del|em|font|i|ins|kbd|mark|q|s|small|span|strike|strong|sub|sup|tt|u|var"
_OTHERS = (
    "html|head|body|title|main|header|footer|nav|aside|address|center|figure|figcaption|picture|source|caption|"
    "col|colgroup|tfoot|script|style|iframe|form|input|button|select|option|textarea|label|object|embed|"
    "param|video|audio|svg|math|meta|link|base|noscript|details|summary|time|bdi|bdo|ruby|rt|rp|samp|dfn"
)
_KNOWN = frozenset(
    f"{_BLOCKS}|{_BREAKS}|{_INLINES}|{_OTHERS}".replace("h[1-6]", "h1|h2|h3|h4|h5|h6").split("|")
)
_ATTRIBUTES = r"""(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'=<>`]+))*\s*/?"""
# Tags that nobody writes for anything else; those of a letter or two count only where they are closed.
_EVIDENCE = re.compile(
    rf"<(?:{_BLOCKS}|{_BREAKS}){_ATTRIBUTES}>|</(?:{_BLOCKS}|{_INLINES}|{_OTHERS})\s*>|<(?:img|iframe|a)\s+\w+\s*=",
    re.IGNORECASE,
)
_BLOCK = re.compile(rf"<(?:{_BLOCKS})\b", re.IGNORECASE)
_NO_TAG = re.compile(r"<(?!/?(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])|!--)")
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][A-Za-z0-9]*)(?=[\s/>])")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_CODE = re.compile(
    r"(^ {0,3}```.*?(?:^ {0,3}```|\Z)|^ {0,3}~~~.*?(?:^ {0,3}~~~|\Z)|`+[^`\n]+`+)", re.MULTILINE | re.DOTALL
)
_EMPTY_LINES = re.compile(r"\n[ \t\r]*\n\s*")
_HEAD = re.compile("^\u00a0[ \u00a0]*", re.MULTILINE)
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_TOO_MANY = re.compile(r"\n{3,}")

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)|<!\[CDATA\[|\]\]>|<[!?][^>]*>", re.DOTALL)
_ANY_TAG = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r"!(?=\[[^\]\n]{0,200}\]\()")
_ACTING = re.compile(r"\[([^\]\n]{0,200})\]\(\s*<?\s*(javascript|vbscript|data):[^)\n]*\)", re.IGNORECASE)
# A tag that acts where it stands alone in a text: it stands for itself, for the text may be about it.
_ACTS = re.compile(
    r"(?<!\\)<(?=/?(?:script|style|i?frame|img|image|svg|math|object|embed|form|input|button|video|audio|link|meta|"
    r"base|body|html|head|template|textarea|select|details|noscript|marquee|isindex)\b"
    r"|[A-Za-z][^<>]{0,300}?\bon\w+\s*=|[!?])",
    re.IGNORECASE,
)
# A tag alone in its line begins a block in which Markdown is none (CommonMark 4.6).
_ALONE = re.compile(r"^( {0,3})<(?![^<>\s]+[:@])(?=/?[A-Za-z][^<>\n]{0,300}>[ \t]*$)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class MarkdownResult:
    """Markdown that was made of a text.

    Attributes:
        text: The Markdown.
        dropped: What is gone, each once and in the order met with: ``script``, ``onclick``, ``image``,
            ``javascript: address``. Of what is made a link (a picture, a frame), the address is in the text.
    """

    text: str
    removed: tuple[str, ...] = ()


def to_markdown(text: str, markup: Markup = Markup.UNKNOWN) -> MarkdownResult:
    """The text as Markdown, without anything that acts or that is fetched.

    HTML keeps what Markdown has: emphasis, links, lists, tables, code. Scripts, styles, forms and frames
    are dropped, pictures become links, addresses other than http, https, mailto and tel are taken off. A
    ``<T>`` that is no tag of HTML stays what it is. Where the markup is unknown it is HTML if tags are truly
    there, and they may then stand among Markdown.
    """
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    match markup:
        case Markup.PLAIN:
            return MarkdownResult(escape_markdown(text))
        case Markup.HTML:
            return (
                _convert_html(text, as_markdown=False)
                if "<" in text
                else MarkdownResult(escape_markdown(unescape(text)))
            )
        case Markup.MARKDOWN | Markup.UNKNOWN:
            if "<" in text and _EVIDENCE.search("".join(_split_code(text)[::2])):
                return _convert_html(text, as_markdown=True)
            return _neutralise_markup(text if markup is Markup.MARKDOWN else _decode_entities(text), ())


def _neutralise_markup(text: str, dropped: tuple[str, ...]) -> MarkdownResult:
    """Markdown whose pictures are links, whose links only lead somewhere, and whose tags do nothing."""
    if "](" not in text and "<" not in text:
        return MarkdownResult(text, dropped)
    pieces = _split_code(text)
    found = [*dropped]
    for at, piece in enumerate(pieces):
        if at % 2 and _is_code_span(piece, pieces[at - 1]):
            continue
        for pattern, put, what in ((_IMAGE, "", "image"), (_ACTING, r"\1", "address that acts")):
            pieces[at], times = pattern.subn(put, pieces[at])
            found += [what] * bool(times)
        pieces[at] = _ALONE.sub(r"\1&lt;", _ACTS.sub("&lt;", pieces[at]))
        if at % 2 and at + 1 < len(pieces):
            # What is none is part of what stands before the next.
            pieces[at + 1], pieces[at] = pieces[at] + pieces[at + 1], ""
    return MarkdownResult("".join(pieces), tuple(dict.fromkeys(found)))


def _split_code(text: str) -> list[str]:
    """The text in pieces, every second of which is code."""
    return _CODE.split(text) if "`" in text or "~~~" in text else [text]


def _is_code_span(piece: str, before: str) -> bool:
    """Whether what looks like code after a text is that to every reader (CommonMark 4.5, 6.1)."""
    if "\n" in piece:
        return piece.lstrip()[0] == "~" or "`" not in piece.partition("\n")[0].lstrip(" `")
    # Code may begin at a sign before it in the paragraph and end in this; after a backslash none begins.
    if before.endswith("\\") or "`" in _PARAGRAPH.split(before)[-1]:
        return False
    return len(piece) - len(piece.lstrip("`")) == len(piece) - len(piece.rstrip("`"))


def _decode_entities(text: str) -> str:
    """Markdown with the letters that entities stand for; those in code stand for themselves."""
    if "&" not in text:
        return text
    pieces = _split_code(text)
    return "".join(
        piece if at % 2 else _ENTITY.sub(lambda found: _escape_letter(unescape(found[0])), piece)
        for at, piece in enumerate(pieces)
    )


def _escape_letter(letter: str) -> str:
    """A letter that stands for itself in Markdown."""
    return f"\\{letter}" if letter in "<*_`[]\\" else letter


def _convert_html(text: str, *, as_markdown: bool) -> MarkdownResult:
    made = convert_simple_html(text, as_markdown=as_markdown)
    return (
        _convert_any_html(text, as_markdown=as_markdown)
        if made is None
        else _neutralise_markup(_normalise_lines(made), ())
    )


def _convert_any_html(text: str, *, as_markdown: bool) -> MarkdownResult:
    text = _COMMENT.sub("", text)
    text = _NO_TAG.sub("&lt;", text)
    text = _TAG.sub(
        lambda found: found[0] if found["name"].lower() in _KNOWN else f"&lt;{found[0][1:]}", text
    )
    if not _BLOCK.search(text):
        text = f"<p>{_EMPTY_LINES.sub('</p><p>', text)}</p>"
    whole, depth = close_open_tags(text, DEPTH_LIMIT)
    if depth > DEPTH_LIMIT:
        return MarkdownResult(
            escape_markdown(unescape(_ANY_TAG.sub(" ", text))).strip(), ("tags nested too deep",)
        )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", MarkupResemblesLocatorWarning)
        soup = BeautifulSoup(whole, "html.parser")
    dropped = sanitise(soup)
    made: str = SafeMarkdownConverter(as_markdown=as_markdown).convert_soup(soup)
    return _neutralise_markup(_normalise_lines(made), dropped)


def _normalise_lines(made: str) -> str:
    """The Markdown without blanks at ends of lines, save two for a break, and with single empty lines."""
    lines = made.split("\n")
    for at, line in enumerate(lines):
        if line.endswith(" "):
            is_break = line.endswith("  ") and line.strip() and at + 1 < len(lines) and lines[at + 1].strip()
            lines[at] = line.rstrip() + ("  " if is_break else "")
    return _TOO_MANY.sub("\n\n", _HEAD.sub("", "\n".join(lines))).strip()
