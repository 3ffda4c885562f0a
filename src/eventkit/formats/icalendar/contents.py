"""What an entry of a calendar says in words."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from html import unescape

from eventkit.formats.icalendar.lines import Component, Property
from eventkit.formats.icalendar.values import text, texts
from eventkit.intake import Markup, RawProse, RawText
from eventkit.intake.word_lists import parse_kind, parse_kind_label
from eventkit.wording import LANGUAGES, Wording

_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp);")
_TAG = re.compile(r"</?(?:p|br|b|i|a|ul|ol|li|div|span|strong|em|html|h[1-6])\b[^<>]*>", re.IGNORECASE)


def words(told: Sequence[Property]) -> RawText | None:
    """A text in each language that it is told in; bare where none is named."""
    if not told:
        return None
    by_language = {each.parameter("LANGUAGE"): text(each.value) for each in reversed(told)}
    if list(by_language) == [""]:
        return by_language[""]
    named = {language: said for language, said in by_language.items() if language}
    return dict(reversed(named.items()))


def place_of(entry: Component) -> str:
    """Where an entry is, in one text; empty where it does not say."""
    return " ".join(text(entry.value("LOCATION")).split())


def sorted_under(entry: Component) -> tuple[str | None, str | None, list[str]]:
    """Kind, track and what is left of the categories.

    The kind is the last one that is known for a kind, the track the first that is for no kind or another one.
    What eventkit calls a kind in one language or another is nothing but that.
    """
    every = list(dict.fromkeys(name for each in entry.every("CATEGORIES") for name in texts(each.value)))
    kind = next((each for each in reversed(every) if parse_kind(each) is not None), None)
    meant = parse_kind(kind) if kind else None
    rest = [each for each in every if each != kind and (meant is None or parse_kind_label(each) is not meant)]
    track = next((each for each in rest if meant is None or parse_kind(each) is not meant), None)
    return kind, track, [each for each in rest if each != track]


def parent_of(entry: Component) -> str | None:
    """The UID of what an entry is part of; PARENT is meant where no relation is named (RFC 5545 3.2.15)."""
    related = entry.every("RELATED-TO")
    return next(
        (each.value.strip() for each in related if each.parameter("RELTYPE").upper() in {"", "PARENT"}), None
    )


def abstract_of(entry: Component) -> RawProse | None:
    """The description: plain text (RFC 5545 3.8.1.5), though some programs write HTML into it."""
    said = words(entry.every("DESCRIPTION"))
    if said is None:
        html = entry.first("X-ALT-DESC")
        return RawProse(text(html.value), Markup.HTML) if html else None
    whole = said if isinstance(said, str) else "\n".join(said.values())
    return RawProse(said, Markup.UNKNOWN if _TAG.search(whole) else Markup.PLAIN)


def has_entities(prose: RawProse | None) -> bool:
    """Whether a plain text has entities of HTML in it, as some programs write into it."""
    if prose is None or prose.markup is not Markup.PLAIN:
        return False
    said = prose.text.values() if isinstance(prose.text, Mapping) else [prose.text]
    return any(_ENTITY.search(str(each)) for each in said)


def without_entities(prose: RawProse) -> RawProse:
    """A plain text with the letters that its entities stand for."""
    if isinstance(prose.text, Mapping):
        return RawProse({tag: unescape(str(each)) for tag, each in prose.text.items()}, prose.markup)
    return RawProse(unescape(prose.text), prose.markup)


def still_held(title: RawText | None) -> RawText | None:
    """The title of what is cancelled without the word that says so: STATUS does, and calendars say both."""
    return _trimmed(title, _marks()[0], "")


def settled(title: RawText | None) -> RawText | None:
    """The title of a calendar of ours without the word behind it that says that it is a draft."""
    return _trimmed(title, "", _marks()[1])


def _trimmed(title: RawText | None, before: str, behind: str) -> RawText | None:
    """A title without what stands before or behind it in any language."""
    if title is None or isinstance(title, str):
        return title and (re.sub(f"^(?:{before})|(?:{behind})$", "", title) or title)
    return {language: str(_trimmed(said, before, behind)) for language, said in title.items()}


@cache
def _marks() -> tuple[str, str]:
    """What calendars of ours put before a title and behind it, as patterns: Cancelled: A title (Draft)."""
    every = [Wording.of(each) for each in LANGUAGES]
    cancelled = {re.escape(each.word("cancelled-title", title="")) for each in every}
    drafts = {rf" \({re.escape(each.word('draft'))}\)" for each in every}
    return "|".join(sorted(cancelled)), "|".join(sorted(drafts))
