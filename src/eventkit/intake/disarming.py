"""HTML without anything that acts or is fetched, and Markdown made of it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bs4 import BeautifulSoup, Tag
from markdownify import ATX, MarkdownConverter

from eventkit.intake.escaping import escape_inline, escape_line_start

EMPTY = frozenset(
    {"br", "hr", "img", "wbr", "input", "meta", "link", "base", "embed", "source", "col", "param"}
)
"""Tags that hold nothing and are never closed."""

_GONE = frozenset(
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
_FRAMES = frozenset({"iframe", "frame", "embed", "object", "video", "audio"})
_KINDS = frozenset({"http", "https", "mailto", "tel"})
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*):")
_UNSEEN = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2028\u2029\ufeff]+")
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
_CODE = re.compile(r"(`+[^`\n]+`+)")
_BEGINS_TAG = re.compile(r"<(?=[A-Za-z/!?])(?!(?:https?|mailto):[^\s<>]+>)")

_CELLS = frozenset({"p", "td", "th"})
_BLOCKS = (
    "p|div|ul|ol|dl|h1|h2|h3|h4|h5|h6|table|blockquote|pre|hr|section|article|main|header|footer|nav|aside|address|"
    "center|figure|form"
)
# What an opening tag closes, where that is open just above it (HTML, 13.1.2.4 Optional tags).
_CLOSES: dict[str, frozenset[str]] = {
    **dict.fromkeys(_BLOCKS.split("|"), frozenset({"p"})),
    "li": frozenset({"p", "li"}),
    **dict.fromkeys(("dt", "dd"), frozenset({"p", "dt", "dd"})),
    **dict.fromkeys(("td", "th"), _CELLS),
    "tr": _CELLS | {"tr"},
    **dict.fromkeys(("thead", "tbody", "tfoot"), _CELLS | {"tr", "thead", "tbody", "tfoot"}),
    "option": frozenset({"option"}),
}


def close_open_tags(text: str, limit: int) -> tuple[str, int]:
    """HTML with the closing tags that its writer left out, and how deep it nests.

    It is given up, and left as it is, where that is deeper than the limit.
    """
    pieces: list[str] = []
    opened: list[str] = []
    at = deepest = 0
    for found in _TAG.finditer(text):
        name = found["name"].lower()
        if name in EMPTY:
            continue
        done = []
        if not found["close"]:
            closes = _CLOSES.get(name, frozenset())
            while opened and opened[-1] in closes:
                done.append(opened.pop())
            opened.append(name)
        elif name in opened:
            while opened[-1] != name:
                done.append(opened.pop())
            opened.pop()
        if done:
            pieces += [text[at : found.start()], *(f"</{each}>" for each in done)]
            at = found.start()
        deepest = max(deepest, len(opened))
        if deepest > limit:
            return text, deepest
    return "".join([*pieces, text[at:]]), deepest


def sanitise(soup: BeautifulSoup) -> tuple[str, ...]:
    """Take out what acts and what is fetched; tells what that was, each once."""
    dropped: dict[str, None] = {}
    for tag in list(soup.find_all(name=True)):
        if tag.decomposed:
            continue
        name = tag.name
        dropped |= dict.fromkeys(each for each in tag.attrs if each.lower().startswith("on"))
        if name in _GONE:
            dropped |= {name: None} if name != "head" else {}
            tag.decompose()
        elif name in _FRAMES or name == "img":
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


def safe_href(said: Any) -> tuple[str, str]:
    """An address to be followed, or why there is none."""
    href = str(said).strip()
    scheme = _SCHEME.match(_UNSEEN.sub("", href))
    if scheme is None:
        if href.startswith("//"):
            return f"https:{href}".translate(_IN_ADDRESS), ""
        if href.lower().startswith("www."):
            return f"https://{href}".translate(_IN_ADDRESS), ""
        return "", "" if href.startswith("#") else f"address without a host ({href[:60]})"
    if scheme[1].lower() not in _KINDS or not href.lower().startswith(scheme[0].lower()):
        return "", f"{scheme[1].lower()}: address"
    return href.translate(_IN_ADDRESS), ""


def _replace_with_link(soup: BeautifulSoup, tag: Tag) -> None:
    """Put a link in the place of what would be fetched, where it says from where."""
    source = tag.find("source") if tag.name in {"video", "audio"} else None
    said = tag.get("src") or tag.get("data") or (source.get("src") if isinstance(source, Tag) else None) or ""
    href, _ = safe_href(said)
    label = str(tag.get("alt") or tag.get("title") or tag.get_text(" ", strip=True) or "").strip()
    if not href.startswith("http"):
        tag.replace_with(label)
        return
    link = soup.new_tag("a", href=href)
    link.string = label or href
    tag.replace_with(link)


def escape_html_text(text: str, *, as_markdown: bool) -> str:
    """What stands between tags as Markdown that is read as that text, or that is Markdown already."""
    if not as_markdown:
        return "\n".join(map(escape_line_start, escape_inline(text).split("\n")))
    if "<" not in text:
        return text
    pieces = _CODE.split(text)
    pieces[::2] = [_BEGINS_TAG.sub(r"\\<", piece) for piece in pieces[::2]]
    return "".join(pieces)


class SafeMarkdownConverter(MarkdownConverter):
    """Makes Markdown whose texts stand for themselves.

    Args:
        as_markdown: Whether texts between tags are Markdown already.
    """

    def __init__(self, *, as_markdown: bool) -> None:
        super().__init__(heading_style=ATX, bullets="-", autolinks=False)
        self._as_markdown = as_markdown
        self._numbers: dict[int, int] = {}

    def escape(self, text: str, parent_tags: Iterable[str]) -> str:  # noqa: ARG002 - of the base
        """A text as Markdown that is read as that text."""
        return escape_html_text(text, as_markdown=self._as_markdown)

    def convert_li(self, el: Tag, text: str, parent_tags: Iterable[str]) -> str:
        """An item of a list; the base counts those before it anew for each."""
        parent = el.parent
        if parent is None or parent.name != "ol" or not text.strip():
            found: str = super().convert_li(el, text, parent_tags)  # type: ignore[misc] # its stubs lack it
            return found
        start = str(parent.get("start") or "")
        number = self._numbers.get(id(parent), int(start[:8]) if start.isascii() and start.isdecimal() else 1)
        self._numbers[id(parent)] = number + 1
        bullet = f"{number}. "
        lines = text.strip().split("\n")
        rest = [f"{' ' * len(bullet)}{line}" if line else "" for line in lines[1:]]
        return "\n".join([f"{bullet}{lines[0]}", *rest]) + "\n"

    def convert_q(self, el: Tag, text: str, parent_tags: Iterable[str]) -> str:  # noqa: ARG002 - of the base
        """A quotation within a line."""
        return f"“{text}”"
