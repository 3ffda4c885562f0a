"""The sections of the book: a heading, and what stands below it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from eventkit.model import Session
from eventkit.outputs.programme import look
from eventkit.outputs.programme.setting import Setting, Spans, pair
from eventkit.typesetting import Anchor, Rule
from eventkit.typesetting.flow import Piece, height_of, stacked
from eventkit.wording import Wording

# A section begins on a page that holds all of it or is at least as free as this, else on the next one.
_FREE = 0.33


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the book with a heading of its own.

    Attributes:
        anchor: What links and bookmarks call it.
        title: What its heading says.
        guide: What the heads of its pages say.
        pieces: Its heading and all below it.
        sessions: Those it holds, for the bookmarks.
    """

    anchor: str
    title: Spans
    guide: Spans
    pieces: tuple[Piece, ...]
    sessions: tuple[Session, ...] = ()


def section(
    setting: Setting,
    anchor: str,
    say: Callable[[Wording], str],
    pieces: Iterable[Piece],
    *,
    guide: Callable[[Wording], str] | None = None,
    sessions: tuple[Session, ...] = (),
) -> Section:
    """A section whose heading every wording says, and the heads of its pages too, or a ``guide``."""
    title = setting.said(say, setting.type.heading)
    below = tuple(pieces)
    heading = _heading(setting, title, anchor)
    room = min(_FREE * setting.sheet.depth, height_of([heading, *below]))
    return Section(
        anchor,
        title,
        setting.said(guide or say, setting.type.head),
        (replace(heading, room=room), *below),
        sessions,
    )


def _heading(setting: Setting, title: Spans, anchor: str) -> Piece:
    """The title over the whole measure, with a rule below it."""
    unit = setting.sheet.unit
    words = stacked(pair(title, setting.column()))
    y = words.height + 1.5 * unit
    rule = Rule(0, y, setting.sheet.measure, y, 0.45 * unit, look.ACCENT)
    marks = (Anchor(anchor, 0, 0), *words.marks, rule)
    return Piece(y + 4 * unit, marks, before=11 * unit, keeps=True)


def session_anchor(session: Session) -> str:
    """What links and bookmarks call a session."""
    return f"session-{session.id}"
