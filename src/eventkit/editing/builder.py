"""The builder of a conference: from names, texts and wall times to a schedule, in a line for each thing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from typing import Any, TypeVar

from eventkit.errors import InvalidValue
from eventkit.messages import as_message
from eventkit.model import (
    LENGTH_LIMIT,
    Affiliation,
    Appearance,
    Conference,
    Deadline,
    Kind,
    Organisation,
    Participant,
    Role,
    Room,
    Session,
    Slot,
    Track,
)
from eventkit.model.constructors import KindInput, RoleInput
from eventkit.model.people import Name
from eventkit.schedule import Schedule
from eventkit.texts import Language, Text, fold
from eventkit.texts.normalisation import slug
from eventkit.times import Period, conference_day, instant, zone
from eventkit.times.wall_times import parse_iso_date, parse_wall_time, with_date
from eventkit.values.arguments import checked_methods
from eventkit.values.field_errors import name_predicate

TextInput = Text | str | Mapping[str, str]  # a text: in the first language of the conference, or by language
E = TypeVar("E", Room, Track, Organisation, Participant)
F = TypeVar("F", Room, Track, Organisation, Participant, Session)

"""The colours of tracks without one, in turn."""

_OTHER_NAMES = {
    **dict.fromkeys(("start", "time", "begin"), "at"),
    **dict.fromkeys(("end", "length", "duration"), "minutes"),
    **dict.fromkeys(("speaker", "speakers", "person"), "people"),
    "rooms": "room",
}
"""The arguments for sessions by other names that come to mind."""


@checked_methods
class ScheduleBuilder:
    """Builds a schedule step by step; ids, identities and languages are derived.

    >>> forum = ScheduleBuilder("Forum", start="2027-10-15", zone="Asia/Shanghai")
    >>> hall = forum.room("Main Hall", capacity=300)
    >>> opening = forum.session("Opening", at="09:00", minutes=30, room=hall, people=["Ada Lovelace"])
    >>> [session.id for session in forum.schedule().sessions]
    ['opening']

    Rooms, tracks, organisations and people are named by what these methods return, by their id or by their
    name in any language, without regard to case and accents; an unknown name is added. Texts are in the first
    language, or a mapping by language.

    Args:
        start: The first day, as a date or as ``2027-10-15``.
        zone: The IANA name of the time zone of all wall times.
        end: The last day; the first one by default.
        languages: The languages, the first one first.
        id: The id; made from the title and the year by default.
        fields: Further fields of `Conference`.

    Raises:
        InvalidValue: A value is invalid. Each method raises it too, also for an id that is taken.
    """

    def __init__(
        self,
        title: TextInput,
        *,
        start: date | str,
        zone: str,
        end: date | str | None = None,
        languages: Iterable[Language] = ("en",),
        id: str | None = None,
        **fields: Any,
    ) -> None:
        first = _day("start", start)
        self._conference = Conference(
            id=id or slug(f"{_words(title)} {first.year}") or f"conference-{first.year}",
            title=title,
            start=first,
            end=first if end is None else _day("end", end),
            zone=zone,
            languages=tuple(languages),
            **fields,
        )
        self._rooms: dict[str, Room] = {}
        self._tracks: dict[str, Track] = {}
        self._organisations: dict[str, Organisation] = {}
        self._people: dict[str, Participant] = {}
        self._sessions: dict[str, Session] = {}
        self._day = first

    def room(self, name: TextInput, **fields: Any) -> Room:
        """Add a room with a name; ``fields`` are further fields of `Room`, such as ``capacity``."""
        return self._add(self._rooms, Room, name, fields)

    def track(self, name: TextInput, **fields: Any) -> Track:
        """Add a track with a name; code and colour are chosen where ``fields`` have none."""
        return self._add(self._tracks, Track, name, fields)

    def organisation(self, name: TextInput, **fields: Any) -> Organisation:
        """Add an organisation with a name; ``fields`` are further fields of `Organisation`."""
        return self._add(self._organisations, Organisation, name, fields)

    def person(
        self,
        name: str | Mapping[str, str],
        *,
        position: TextInput | None = None,
        organisation: Organisation | str | None = None,
        **fields: Any,
    ) -> Participant:
        """Add a person with a name, in one or more languages.

        Args:
            name: The name, in its owner's order.
            fields: Further fields of `Participant`.
        """
        if position is not None or organisation is not None:
            body = self._known(self._organisations, Organisation, organisation)
            place = Affiliation(position=position, organisation=body.id if body else None)
            fields["affiliations"] = (place, *fields.get("affiliations", ()))
        return self._add(self._people, Participant, name, fields)

    def session(
        self,
        title: TextInput,
        *,
        at: datetime | str | None = None,
        minutes: int | None = None,
        room: Room | str | Iterable[Room | str] | None = None,
        people: Iterable[Participant | Appearance | str] = (),
        kind: KindInput = Kind.TALK,
        role: RoleInput = Role.SPEAKER,
        track: Track | str | None = None,
        part_of: Session | str | None = None,
        **fields: Any,
    ) -> Session:
        """Add a session.

        Args:
            at: When it begins, by the clock of the conference: ``2027-10-15 09:00``, or ``09:00`` on the day
                of the session before. A day ends at the ``day_change`` of the conference, 04:00 by default:
                ``00:30`` follows ``23:30``, on the next date. Without a time it is not scheduled yet.
            people: Who appears in it, in order.
            kind: Its kind, such as ``panel``.
            fields: Further fields of `Session`.

        Raises:
            InvalidValue: A value is invalid, or a session with a time has no length.
        """
        for name in fields.keys() & _OTHER_NAMES.keys():
            raise InvalidValue.of(
                "Session '{title}' has no field '{name}'. Did you mean '{other_names}'?",
                name,
                title=_words(title),
                name=name,
                other_names=_OTHER_NAMES[name],
            )
        rooms = [room] if isinstance(room, Room | str) else room or ()
        places = [place.id for value in rooms if (place := self._known(self._rooms, Room, value))]
        if at is not None:
            fields["slot"] = Slot(period=self._period(_words(title), at, minutes), rooms=places)
        elif minutes is not None:
            fields["minutes"] = minutes
        thread = self._known(self._tracks, Track, track)
        values = {
            "title": title,
            "kind": kind,
            "people": [self._appearance(person, role) for person in people],
            "track": thread.id if thread else None,
            "parent": part_of.id if isinstance(part_of, Session) else part_of,
            **fields,
        }
        id_ = values.pop("id", None) or self._free_id(self._sessions, _words(title), "session")
        return _put(self._sessions, Session(id=id_, **values))

    def deadline(self, title: TextInput, *, at: date | datetime | str, **fields: Any) -> Deadline:
        """Add a deadline.

        Args:
            at: A day, or a time by the clock of the conference: ``2027-03-01``, ``2027-03-01 18:00``.
            fields: Further fields of `Deadline`.

        Raises:
            InvalidValue: A value is invalid.
        """
        where = zone(self._conference.zone)
        with _naming(f"Deadline '{_words(title)}': at", at):
            if isinstance(at, str):
                at = parse_wall_time(at, where) if ":" in at else parse_iso_date(at)
            elif isinstance(at, datetime) and at.tzinfo is None:
                at = instant(at, where)
        known: dict[str, Deadline] = {deadline.id: deadline for deadline in self._conference.deadlines}
        id_ = fields.pop("id", None) or self._free_id(known, _words(title), "deadline")
        deadline = Deadline(id=id_, title=title, at=at, **fields)
        deadlines = (*self._conference.deadlines, deadline)
        self._conference = self._conference.model_copy(update={"deadlines": deadlines})
        return self._conference.deadlines[-1]

    def schedule(self) -> Schedule:
        """The schedule of everything that was added.

        Raises:
            InvalidValue: It is broken, such as by a session that is part of an unknown one.
        """
        return Schedule(
            conference=self._conference,
            organisations=self._organisations.values(),
            rooms=self._rooms.values(),
            tracks=self._tracks.values(),
            participants=self._people.values(),
            sessions=self._sessions.values(),
        )

    def _add(self, known: dict[str, E], kind: type[E], name: Any, fields: dict[str, Any]) -> E:
        id_ = fields.pop("id", None) or self._free_id(known, _words(name), kind.__name__.lower())
        value: E = kind(id=id_, name=name, **fields)
        return _put(known, value)

    def _known(self, known: dict[str, E], kind: type[E], words: E | str | None) -> E | None:
        """The entity itself, or the one with that id or name, which is added if it is unknown."""
        if words is None or not isinstance(words, str):
            return words
        if (value := known.get(words) or _find_named(known.values(), words)) is not None:
            return value
        if kind is Track:
            return self.track(words)
        return self._add(known, kind, words, {})

    def _appearance(self, person: Participant | Appearance | str, role: RoleInput) -> Appearance:
        if isinstance(person, Appearance):
            return person
        known = self._known(self._people, Participant, person)
        return Appearance(participant=known.id if known else "", role=role)

    def _period(self, title: str, at: datetime | str, minutes: int | None) -> Period:
        if minutes is None:
            raise InvalidValue.of(
                "Session '{title}': one with a time needs its length. Give minutes=...",
                "minutes",
                title=title,
            )
        if not 1 <= minutes <= LENGTH_LIMIT:
            raise InvalidValue.of(
                "Session '{title}': {minutes} minutes is not a length. Give 1 to {limit}.",
                "minutes",
                title=title,
                minutes=str(minutes),
                limit=LENGTH_LIMIT,
            )
        where, change = zone(self._conference.zone), self._conference.day_change
        with _naming(f"Session '{title}': at", at):
            if isinstance(at, str):
                start = parse_wall_time(with_date(at, self._day, change), where)
            else:
                start = at if at.tzinfo is not None else instant(at, where)
        self._day = conference_day(start, where, change)
        return Period(start=start, end=start + timedelta(minutes=minutes))

    @staticmethod
    def _free_id(known: Mapping[str, Any], words: str, fallback: str) -> str:
        stem = slug(words) or fallback
        ids = (stem if number == 1 else f"{stem}-{number}" for number in count(1))
        return next(id_ for id_ in ids if id_ not in known)


def _put(known: dict[str, F], value: F) -> F:
    if value.id in known:
        kinds = f"{type(value).__name__.lower()}s"
        raise InvalidValue.of(
            "ScheduleBuilder: {kinds} has two of the id '{id}': change one of them.",
            "id",
            kinds=kinds,
            id=value.id,
        )
    known[value.id] = value
    return value


def _day(name: str, value: date | str) -> date:
    with _naming(f"ScheduleBuilder: {name}", value):
        return value if isinstance(value, date) else parse_iso_date(value)


@contextmanager
def _naming(subject: str, value: object) -> Iterator[None]:
    """Turn the error of a time that cannot be parsed into a sentence with its subject and the value."""
    try:
        yield
    except ValueError as error:
        *what, name = subject.rsplit(maxsplit=1)
        raise InvalidValue.of(
            "{what} {clause}.",
            name,
            what=" ".join(what),
            clause=name_predicate(name, as_message(error), value),
        ) from None


def _words(text: TextInput) -> str:
    """The words of a text from which an id is made: the first that has any Latin letters."""
    strings = [text] if isinstance(text, str) else [*text.values()]
    return next((string for string in strings if slug(string)), "")


def _find_named(values: Iterable[E], words: str) -> E | None:
    """The first value of that name as it is written, or else without regard to case and accents."""
    named = [(value, name) for value in values for name in _names(value)]
    exact = (value for value, name in named if name == words)
    return next(exact, None) or next((value for value, name in named if fold(name) == fold(words)), None)


def _names(value: Room | Track | Organisation | Participant) -> Iterable[str]:
    name: Text | tuple[Name, ...] = value.name
    return name.values() if isinstance(name, Text) else (form.full for form in name)
