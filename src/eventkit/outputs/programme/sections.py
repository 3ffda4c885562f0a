"""The sections of the book: a heading, and what stands below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from eventkit.findings import Finding
from eventkit.model import Session
from eventkit.outputs.programme.setting import Setting, Spans, pair
from eventkit.typesetting import Anchor, Mark, Page, Rule
from eventkit.typesetting.flow import Piece, height_of, stacked
from eventkit.typesetting.roles import Element, Tags, heading
from eventkit.typesetting.tagged import as_one, tagged, within
from eventkit.wording import Wording

# A section begins on a page that holds all of it or is at least as free as this, else on the next one.
_FREE = 0.33


Plate = Sequence[Mark] | Page
"""A page that is not flowed: its text, from the top left corner of that, or the whole page as it is."""


@dataclass(frozen=True, slots=True, eq=False)
class Section:
    """A part of the book with a heading of its own; equal only to itself.

    Attributes:
        anchor: What links and bookmarks call it.
        title: What its heading says.
        guide: What the heads of its pages say.
        pieces: Its heading and all below it.
        sessions: Those it holds, for the bookmarks.
        plates: Whole pages that stand before its pieces.
        fresh: Whether it begins on a page of its own.
        findings: What its maker noticed.
    """

    anchor: str
    title: Spans
    guide: Spans
    pieces: tuple[Piece, ...]
    sessions: tuple[Session, ...] = ()
    plates: tuple[Plate, ...] = ()
    fresh: bool = False
    findings: tuple[Finding, ...] = ()


def section(
    setting: Setting,
    anchor: str,
    say: Callable[[Wording], str],
    pieces: Iterable[Piece],
    *,
    guide: Callable[[Wording], str] | None = None,
    sessions: tuple[Session, ...] = (),
    plates: tuple[Plate, ...] = (),
    fresh: bool = False,
    findings: tuple[Finding, ...] = (),
) -> Section:
    """A section whose heading every wording says, and the heads of its pages too, or a ``guide``.

    Where it has plates and nothing below them, they stand without a heading: it is theirs to have one.
    """
    title = setting.said(say, setting.type.heading)
    below = tuple(pieces)
    guides = setting.said(guide or say, setting.type.head)
    if below or not plates:
        head = heading_of(setting, title, "" if plates else anchor)
        room = min(_FREE * setting.sheet.depth, height_of([head, *below]))
        below = (replace(head, room=room), *below)
    whole = Element("Sect")
    below = tuple(within(whole, below))
    plates = tuple(_told(plate, (whole,)) for plate in plates)
    return Section(anchor, title, guides, below, sessions, plates, fresh or bool(plates), findings)


def _told(plate: Plate, tags: Tags) -> Plate:
    """The plate as a part of its section."""
    if isinstance(plate, Page):
        return replace(plate, marks=tuple(tagged(tags, plate.marks)))
    return tagged(tags, plate)


def heading_of(setting: Setting, title: Spans, anchor: str = "") -> Piece:
    """A title over the whole measure, with a rule below it; links call it by the anchor, if it has one."""
    unit = setting.sheet.unit
    words = stacked(as_one(heading(2), pair(title, setting.column())))
    y = words.height + 1.5 * unit
    rule = Rule(0, y, setting.sheet.measure, y, 0.45 * unit, setting.palette.accent)
    marks = (*([Anchor(anchor, 0, 0)] if anchor else ()), *words.marks, rule)
    return Piece(y + 4 * unit, marks, before=11 * unit, keeps=True)


def session_anchor(session: Session) -> str:
    """What links and bookmarks call a session."""
    return f"session-{session.id}"
