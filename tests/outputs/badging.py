"""Badges as values: what a template makes of a wearer, without a schedule."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from books import Book
from eventkit.findings import Finding
from eventkit.outputs.badges import (
    BadgeBatch,
    BadgeHolder,
    BadgeTemplate,
    ConferenceTexts,
    SideRenderer,
    badge_holders,
    document_title,
    make_pages,
    parse_template,
)
from eventkit.outputs.badges.badge_holders import LocalisedText, PrivateDetails, conference_texts
from eventkit.outputs.badges.badge_selection import sort_holders
from eventkit.outputs.badges.badge_template import DEFAULT_TEMPLATE, builtin_template
from eventkit.schedule import Schedule
from eventkit.typesetting import DocumentInfo, Fonts, Mark, Page, PlacedLine

HEAD = 'title = "Ours"\nwidth = 100\nheight = 60\n'
NAME = """
[[front]]
kind = "text"
field = "name"
x = 5
y = 5
width = 90
height = 20
size = 40
"""

OCCASION = ConferenceTexts(
    "congress", ("en",), (LocalisedText("Congress", "en"),), (LocalisedText("5–7 November", "en"),)
)
ADA = BadgeHolder("ada-lovelace", LocalisedText("Ada Lovelace", "en", ("Ada", "Lovelace")))


def look(*elements: str, head: str = HEAD) -> BadgeTemplate:
    """A template of some elements, each written as in its file but for the two lines in front."""
    return parse_template(head + "".join(elements), "ours.toml")


def text(field: str, **more: Any) -> str:
    """A text element in a box of its own."""
    return element("text", field=field, **{"x": 5, "y": 30, "width": 90, "height": 25, "size": 12, **more})


def element(kind: str, *, side: str = "front", **fields: Any) -> str:
    """An element as a file has it."""
    lines = [f"{name} = {_toml(value)}" for name, value in {"kind": kind, **fields}.items()]
    return "\n".join(["", f"[[{side}]]", *lines, ""])


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def batch(
    fonts: Fonts,
    looks: BadgeTemplate,
    *wearers: BadgeHolder,
    occasion: ConferenceTexts = OCCASION,
    **more: Any,
) -> tuple[list[tuple[Page, Page | None]], BadgeBatch]:
    """The two sides of each badge, and the batch that tells what was found."""
    made = BadgeBatch(SideRenderer(looks, occasion, fonts, **more))
    return [(leaf.front, leaf.back) for leaf in made.leaves(wearers or (ADA,))], made


def front(fonts: Fonts, looks: BadgeTemplate, wearer: BadgeHolder = ADA, **more: Any) -> tuple[Mark, ...]:
    """What is on the front of one badge."""
    return batch(fonts, looks, wearer, **more)[0][0][0].marks


def lines(marks: Iterable[Mark]) -> list[str]:
    """The lines of text, in order."""
    return [mark.line.text for mark in marks if isinstance(mark, PlacedLine)]


def codes_of(schedule: Schedule) -> Mapping[str, str]:
    """A code for each person, of their id and that of the conference."""
    return {person.id: f"{schedule.conference.id}/{person.id}" for person in schedule.participants}


def bound(
    schedule: Schedule,
    languages: tuple[str, ...],
    fonts: Fonts,
    template: BadgeTemplate | None = None,
    *,
    private: Mapping[str, PrivateDetails] | None = None,
) -> tuple[Book, tuple[Finding, ...]]:
    """All badges by name as pages, and the findings."""
    template = template or builtin_template(DEFAULT_TEMPLATE)
    holders = sort_holders(
        badge_holders(schedule, languages, template, private=private, codes=codes_of(schedule)), "name"
    )
    batch, pages = make_pages(template, conference_texts(schedule, languages), holders, fonts)
    book = Book(tuple(pages), DocumentInfo(document_title(schedule, languages), languages[0]))
    return book, batch.findings
