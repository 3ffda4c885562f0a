"""Badge holders: the person, or the room and day, that a badge or sign is for; conference texts and role
bands.

Texts are `LocalisedText` values, one for each language of the readers, the foremost first: a template
only lays them out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from eventkit.model import Appearance, Name, Role, Session
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.typesetting import Colour
from eventkit.wording import Wording

_HONOURED = Colour.parse("#8c1c13")


_PRESIDING = Colour.parse("#5b2a6e")


_DISCUSSING = Colour.parse("#0b5a45")


_SPEAKING = Colour.parse("#17457a")


_PERFORMING = Colour.parse("#7a4a10")


_ATTENDING = Colour.parse("#4a5058")


# In the order in which they count: who opens a forum and speaks at its panel wears the first.
ROLE_COLOURS: dict[Role, Colour] = {
    Role.OPENING_REMARKS: _HONOURED,
    Role.KEYNOTE_SPEAKER: _HONOURED,
    Role.CLOSING_REMARKS: _HONOURED,
    Role.HOST: _PRESIDING,
    Role.CHAIR: _PRESIDING,
    Role.MODERATOR: _PRESIDING,
    Role.PANELLIST: _DISCUSSING,
    Role.DISCUSSANT: _DISCUSSING,
    Role.SPEAKER: _SPEAKING,
    Role.PRESENTER: _SPEAKING,
    Role.AUTHOR: _SPEAKING,
    Role.CONTRIBUTOR: _SPEAKING,
    Role.PERFORMER: _PERFORMING,
    Role.INTERPRETER: _ATTENDING,
    Role.GUEST: _ATTENDING,
    Role.PARTICIPANT: _ATTENDING,
}
"""The colour of the band of each role."""


ROLE_RANKS: dict[str, int] = {role.value: rank for rank, role in enumerate(ROLE_COLOURS)}
"""The order of roles, by their keys: 0 counts most."""


def leading_role(appearing: Iterable[tuple[Session, Appearance]]) -> tuple[Session, Appearance]:
    """The appearance in the highest-ranking role, the earliest of several, with its session."""
    return min(appearing, key=lambda each: ROLE_RANKS[each[1].role])


class LocalisedText(NamedTuple):
    """A text in one language.

    Attributes:
        text: The text, in one line.
        language: Its BCP 47 tag.
        parts: The parts of a name, given and family name: it breaks between them into two lines.
    """

    text: str
    language: str
    parts: tuple[str, ...] = ()


LocalisedTexts = tuple[LocalisedText, ...]
"""A text in the languages of the readers, the foremost first."""


class HolderTrack(NamedTuple):
    """The track of a holder.

    Attributes:
        code: Its two letters.
        name: Its name.
        colour: As ``#rrggbb``.
    """

    code: str
    name: LocalisedTexts
    colour: str


class HolderSession(NamedTuple):
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

    title: LocalisedTexts
    start: datetime | None = None
    end: datetime | None = None
    room: LocalisedTexts = ()
    role: LocalisedTexts = ()
    people: LocalisedTexts = ()
    colour: str = ""
    rank: int = 0


@dataclass(frozen=True, slots=True)
class BadgeHolder:
    """Someone who wears a badge, or a room that wears a sign.

    Attributes:
        id: What findings call them by.
        name: The name to print large, in the foremost language that has one.
        second_name: The name in another script or language, printed below it.
        sort_key: The stored sort key of the name; empty where there is none.
        role: The key of the role: what colours and conditions of a template go by.
        roles: What the role is called.
        position: Positions alone.
        organisation: Organisations alone.
        positions: Positions with their organisations, as `eventkit.wording` joins them.
        badge_lines: What is printed in place of `positions` where there is any.
        pronouns: As they wish them printed.
        ticket: The class of the ticket.
        track: The track of the session they appear in as what `role` says.
        photo_file: The name of their photograph among the assets; empty for the one called like `id`.
        sessions: Where they appear, by time.
        day: Of a door sign, the day it is for.
        code: What the code says; empty for none.
    """

    id: str
    name: LocalisedText
    second_name: LocalisedText | None = None
    sort_key: str = ""
    role: str = ""
    roles: LocalisedTexts = ()
    position: LocalisedTexts = ()
    organisation: LocalisedTexts = ()
    positions: LocalisedTexts = ()
    badge_lines: tuple[str, ...] = ()
    pronouns: str = ""
    ticket: str = ""
    track: HolderTrack | None = None
    photo_file: str = ""
    sessions: tuple[HolderSession, ...] = ()
    day: LocalisedTexts = ()
    code: str = ""


class PrivateDetails(NamedTuple):
    """Private details that are printed on a badge; the caller passes them.

    Attributes:
        badge_lines: Printed in place of position and organisation.
        ticket: The ticket class.
    """

    badge_lines: tuple[str, ...] = ()
    ticket: str = ""


def badge_name(name: Name) -> LocalisedText:
    """A name for a badge: its badge form, or the full name, which breaks between given and family name."""
    if name.badge or not name.given or not name.family:
        return LocalisedText(name.badge or name.full, name.language)
    orders = ((name.given, name.family), (name.family, name.given))
    parts = next((parts for parts in orders if " ".join(parts) == name.full), ())
    return LocalisedText(name.full, name.language, parts)


def localise(text: Text | None, languages: tuple[str, ...], *fallback: str) -> LocalisedTexts:
    """A text in each of the readers' languages that it has."""
    if text is None:
        return ()
    return tuple(LocalisedText(said, language) for language, said in text.versions(languages, *fallback))


def role_labels(appearance: Appearance, languages: tuple[str, ...]) -> LocalisedTexts:
    """The labels of a role in each language, without repeats."""
    said = {Wording.of(language).label(appearance.role): language for language in languages}
    return tuple(LocalisedText(label, language) for label, language in said.items())


def holder_session(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> HolderSession:
    """A session for a badge or sign; `HolderSession.role` and `HolderSession.people` stay empty."""
    first = schedule.conference.languages
    at: Session | None = session
    while at is not None and at.slot is None:  # a part without a time is held when its session is
        at = schedule.session(at.parent) if at.parent is not None else None
    period = at.slot.period if at is not None and at.slot is not None else None
    rooms = [localise(schedule.room(room).name, languages, *first) for room in schedule.rooms_of(session)]
    return HolderSession(
        localise(session.title, languages, *first),
        schedule.wall(period.start) if period else None,
        schedule.wall(period.end) if period else None,
        _listed_by_language(rooms),
        colour=schedule.track(session.track).colour if session.track is not None else "",
    )


def _listed_by_language(each: list[LocalisedTexts]) -> LocalisedTexts:
    """Several texts as a list in each language."""
    by_language: dict[str, list[str]] = {}
    for texts in each:
        for form in texts:
            by_language.setdefault(form.language, []).append(form.text)
    return tuple(
        LocalisedText(Wording.of(language).listed(said), language) for language, said in by_language.items()
    )


@dataclass(frozen=True, slots=True)
class ConferenceTexts:
    """The texts of a conference in the readers' languages, the foremost first.

    Attributes:
        id: The id of the conference.
        languages: The readers' languages.
        title: The title.
        dates: The dates.
        venue: The venue; empty if it is not known.
    """

    id: str
    languages: tuple[str, ...]
    title: LocalisedTexts
    dates: LocalisedTexts = ()
    venue: LocalisedTexts = ()


def conference_texts(schedule: Schedule, languages: tuple[str, ...]) -> ConferenceTexts:
    """The texts of a schedule's conference for readers of the languages."""
    conference = schedule.conference
    days = {Wording.of(each).days(conference.start, conference.end): each for each in languages}
    return ConferenceTexts(
        conference.id,
        languages,
        localise(conference.title, languages, *conference.languages),
        tuple(LocalisedText(said, language) for said, language in days.items()),
        localise(conference.venue.name if conference.venue else None, languages, *conference.languages),
    )
