"""Printed content: which parts of a schedule each edition and section prints; empty pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import reduce

from eventkit.findings import Finding, Severity, shorten
from eventkit.messages import Message
from eventkit.model import Kind, RoomId
from eventkit.outputs.print_rules import ContentPart, PrintedContent
from eventkit.outputs.programme.cover import COVER
from eventkit.outputs.programme.editions import Edition
from eventkit.outputs.style_file import SectionName
from eventkit.schedule import Schedule
from eventkit.typesetting import (
    Box,
    Destination,
    Drawing,
    Page,
    PagedDocument,
    Picture,
    PlacedLine,
    PlacedPage,
    QrCode,
    RuleLine,
)
from eventkit.typesetting.layout.preflight import check_page
from eventkit.typesetting.layout.structure_elements import ARTIFACT_TYPES
from eventkit.typesetting.pdf.drawings import check_drawings, preview

_NONE: frozenset[ContentPart] = frozenset()

_GRID: frozenset[ContentPart] = frozenset({"titles", "names", "places", "waiting"})

_PEOPLE: frozenset[ContentPart] = frozenset({"titles", "names", "positions", "bodies"})

_TEXTS: frozenset[ContentPart] = frozenset({"abstracts"})

_SECTIONS: Mapping[SectionName, frozenset[ContentPart]] = {
    "cover": frozenset({"bodies"}),
    "practical": frozenset({"places"}),
    "contents": frozenset({"titles"}),
    "glance": frozenset({"titles", "places"}),
    "grid": _GRID,
    "sessions": _GRID | _PEOPLE | _TEXTS,
    "posters": frozenset({"names"}),
    "rooms": frozenset({"titles", "places"}),
    "speakers": _PEOPLE,
    "biographies": _PEOPLE,
    "delegations": _PEOPLE,
    "organisations": frozenset({"bodies"}),
    "notes": _NONE,
}

_EDITIONS: Mapping[Edition, frozenset[ContentPart]] = {
    "grid": _GRID,
    "day": _GRID,
    "room": _GRID,
    "agenda": _GRID | _PEOPLE,
}

_TITLES: frozenset[ContentPart] = frozenset({"titles", "names"})
_LINES = 2  # the number of lines up to which a page is nearly empty
_HEADS = frozenset({"H1", "H2"})
"""The headings of chapters and sections: a page that begins with one may be nearly empty."""

_RULED = 3  # the number of rules from which a page is one to write on


def printed_content(
    schedule: Schedule,
    languages: tuple[str, ...],
    edition: Edition,
    sections: Iterable[SectionName] = (),
    rooms: Sequence[RoomId] = (),
    *,
    positions: bool = True,
) -> PrintedContent:
    """The content that an edition prints: a book its sections, signs the sessions of their rooms."""
    if edition == "book":
        names = tuple(sections)
        parts = reduce(frozenset.union, (_SECTIONS[name] for name in names), _NONE)
        posters_alone = "posters" in names and not parts & {"titles"}
        return PrintedContent(
            languages,
            parts | _TITLES if posters_alone else parts,
            frozenset(session.id for session in schedule.sessions if session.kind is Kind.POSTER)
            if posters_alone
            else None,
        )
    parts = _EDITIONS[edition] if positions else _EDITIONS[edition] - _PEOPLE | _GRID
    shown = (session for session in schedule.sessions if not {*rooms}.isdisjoint(schedule.rooms_of(session)))
    return PrintedContent(languages, parts, frozenset(one.id for one in shown) if rooms else None)


class PagePreflight:
    """Checks the pages of a document as they go by."""

    def __init__(self, *, for_press: bool, bleed: float = 0) -> None:
        self.findings: list[Finding] = []
        self._for_press = for_press
        self._bleed = bleed

    def watch(self, document: PagedDocument) -> PagedDocument:
        """The same document, which checks each page when it is made."""
        return PagedDocument(document.info, lambda: self._check(document.pages()))

    def _check(self, pages: Iterable[Page]) -> Iterator[Page]:
        for number, page in enumerate(pages, start=1):
            place = f"page {number}"
            self.findings += [*check_page(page, place, preview), *check_empty_page(page, place)]
            self.findings += check_drawings(page, place, for_press=self._for_press, bleed=self._bleed)
            yield page


def check_empty_page(page: Page, place: str) -> list[Finding]:
    """Report a page with nothing but head and number, or next to nothing; a cover may be empty."""
    if any(isinstance(mark, Destination) and mark.name == COVER for mark in page.marks):
        return []
    baselines: dict[float, list[str]] = {}
    rules, has_heading = 0, False
    for mark in page.marks:
        match mark:
            case PlacedLine() if not any(tag.type in ARTIFACT_TYPES for tag in mark.structure):
                baselines.setdefault(round(mark.y, 1), []).append(mark.line.text)
                has_heading = any(tag.type in _HEADS for tag in mark.structure)
            case QrCode() | Picture() | PlacedPage() | Drawing():
                return []
            case Box() if mark.height >= page.height:  # a back cover
                return []
            case RuleLine():
                rules += 1
        if has_heading or len(baselines) > _LINES or rules >= _RULED:
            return []
    if not baselines:
        return [
            Finding(
                Severity.WARNING,
                "empty-page",
                (),
                Message("The page is empty. Leave out its section, or add content to it."),
                place,
            )
        ]
    text = " ".join(" ".join(texts) for texts in baselines.values())
    return [
        Finding(
            Severity.INFO,
            "empty-page",
            (),
            Message(
                "The page contains only '{text}'. Shorten the text before it, or choose another paper size.",
                text=shorten(text, 60),
            ),
            place,
        )
    ]
