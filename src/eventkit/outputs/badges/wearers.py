"""Whom a badge is for, and all that a template can say of them: values, whatever they were made from.

Texts are `Form` values, one for each language of the readers, the foremost first, chosen already: a template
only lays them out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from eventkit.model import Appearance, Name, Session
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording import Wording


class Form(NamedTuple):
    """A text in one language.

    Attributes:
        language: Its BCP 47 tag.
        text: The text, in one line.
        parts: Where it may be parted into two lines rather than anywhere else: given and family name.
    """

    language: str
    text: str
    parts: tuple[str, ...] = ()


Forms = tuple[Form, ...]


class Thread(NamedTuple):
    """The track someone is on.

    Attributes:
        code: Two letters that stand for it.
        name: What it is called.
        colour: As ``#rrggbb``.
    """

    code: str
    name: Forms
    colour: str


class Held(NamedTuple):
    """A session as a badge or a door sign tells of it.

    Attributes:
        title: What it is called.
        start: When it begins by the clocks of the conference, naive; ``None`` while that is not known.
        end: When it ends, likewise.
        room: Where.
        role: As what the wearer appears in it.
        people: Who appears in it, as they are announced.
        colour: That of its track as ``#rrggbb``; empty where it has none.
        rank: The wearer's place among its people, in the order of protocol.
    """

    title: Forms
    start: datetime | None = None
    end: datetime | None = None
    room: Forms = ()
    role: Forms = ()
    people: Forms = ()
    colour: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class Wearer:
    """Someone who wears a badge, or a room that wears a sign.

    Attributes:
        id: What findings call them by.
        name: The name to print large, in the foremost language that has one.
        second: The name in another script or language, to be printed below it; ``None`` where there is none.
        sort: The stored sort key of the name; empty where there is none.
        role: The key of the role: what colours and conditions of a template go by.
        roles: What the role is called.
        position: Positions alone.
        organisation: Organisations alone.
        positions: Positions with their organisations, as `eventkit.wording` joins them.
        badge_lines: What is printed in place of `positions` where there is any.
        pronouns: As they wish them printed.
        ticket: The class of the ticket.
        track: The track of the session they appear in as what `role` says.
        photo: The name of their photograph among the assets; empty for the one called like `id`.
        sessions: Where they appear, by time.
        day: Of a door sign, the day it is for.
        code: What the code says; empty for none.
    """

    id: str
    name: Form
    second: Form | None = None
    sort: str = ""
    role: str = ""
    roles: Forms = ()
    position: Forms = ()
    organisation: Forms = ()
    positions: Forms = ()
    badge_lines: tuple[str, ...] = ()
    pronouns: str = ""
    ticket: str = ""
    track: Thread | None = None
    photo: str = ""
    sessions: tuple[Held, ...] = ()
    day: Forms = ()
    code: str = ""


class Private(NamedTuple):
    """What the office keeps of someone and has printed on their badge; the caller passes it.

    Attributes:
        badge_lines: Printed in place of position and organisation.
        ticket: The class of the ticket.
    """

    badge_lines: tuple[str, ...] = ()
    ticket: str = ""


def form_of(name: Name) -> Form:
    """A name as a badge prints it: what its owner wants on a badge, or the whole, which is parted between
    given and family name where the two make it up.
    """
    if name.badge or not name.given or not name.family:
        return Form(name.language, name.badge or name.full)
    orders = ((name.given, name.family), (name.family, name.given))
    parts = next((parts for parts in orders if " ".join(parts) == name.full), ())
    return Form(name.language, name.full, parts)


def forms_of(text: Text | None, languages: tuple[str, ...], *fallback: str) -> Forms:
    """A text for readers of the languages: in each that it has."""
    if text is None:
        return ()
    return tuple(Form(language, said) for language, said in text.each(languages, *fallback))


def labels(appearance: Appearance, languages: tuple[str, ...]) -> Forms:
    """What the role is called in each language; no word twice."""
    said = {Wording.of(language).label(appearance.role): language for language in languages}
    return tuple(Form(language, label) for label, language in said.items())


def held(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> Held:
    """A session as a badge or a sign tells of it; `Held.role` and `Held.people` are left empty."""
    first = schedule.conference.languages
    at: Session | None = session
    while at is not None and at.slot is None:  # a part without a time is held when its session is
        at = schedule.session(at.parent) if at.parent is not None else None
    period = at.slot.period if at is not None and at.slot is not None else None
    rooms = [forms_of(schedule.room(room).name, languages, *first) for room in schedule.rooms_of(session)]
    return Held(
        forms_of(session.title, languages, *first),
        schedule.wall(period.start) if period else None,
        schedule.wall(period.end) if period else None,
        _listed(rooms),
        colour=schedule.track(session.track).colour if session.track is not None else "",
    )


def _listed(each: list[Forms]) -> Forms:
    """Several texts in a row in each language."""
    by_language: dict[str, list[str]] = {}
    for texts in each:
        for form in texts:
            by_language.setdefault(form.language, []).append(form.text)
    return tuple(Form(language, Wording.of(language).listed(said)) for language, said in by_language.items())
