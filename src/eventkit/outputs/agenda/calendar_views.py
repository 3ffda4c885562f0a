"""Calendar views: which sessions a calendar shows, for which readers, with which options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any, Literal, NamedTuple, Self, get_args
from uuid import UUID, uuid5

from eventkit.errors import EventkitError, NoSuchDay
from eventkit.ledger import Ledger, Tombstone, feed_key, organisations_in
from eventkit.messages import Listed
from eventkit.model import Conference, Kind, ParticipantId, Session, SessionId, Stream, Track
from eventkit.outputs.agenda.content_lines import Parameters
from eventkit.public_pages.page_addresses import absolute_url, session_page
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.texts import UNDETERMINED, Text
from eventkit.wording import Wording

Profile = Literal["interop", "full", "caldav"]
"""The clients that a calendar is for: all; those that know RFC 9073 and RFC 9253; or CalDAV servers."""

MULTILINGUAL = "together"  # the folder of the calendars in all languages together; no language has this tag
Cancelled = Literal["keep", "hide"]  # the treatment of sessions that will not take place
ALARMS = (5, 15, 30)  # minutes before a session at which an alarm may ring


@dataclass(frozen=True, slots=True)
class CalendarOptions:
    draft: bool = False  # whether the schedule may still change
    alarm: int | None = None  # minutes before a session at which an alarm rings; None for no alarm
    profile: Profile = "interop"
    pages: str | None = None
    refresh: int = 60  # minutes after which subscribers should fetch the calendar again
    all_day: bool = False  # whether the conference itself is an event of whole days
    cancelled: Cancelled = "keep"  # whether cancelled sessions are shown
    image: str | None = None

    def __post_init__(self) -> None:
        if self.cancelled not in get_args(Cancelled):
            raise EventkitError(
                "Unknown value '{cancelled}' for cancelled sessions. Use one of {known}.",
                cancelled=self.cancelled,
                known=Listed(tuple(get_args(Cancelled))),
            )
        if self.profile not in get_args(Profile):
            raise EventkitError(
                "Unknown profile '{profile}'. Use one of {known}.",
                profile=self.profile,
                known=Listed(tuple(get_args(Profile))),
            )
        if self.alarm is not None and self.alarm not in ALARMS:
            raise EventkitError(
                "Unknown alarm time of {alarm} minutes. Use one of {alarms}.",
                alarm=self.alarm,
                alarms=Listed(tuple(map(str, ALARMS))),
            )
        if self.refresh < 1:
            raise EventkitError(
                "A refresh time of {refresh} minutes is too short. Use 1 or more.", refresh=self.refresh
            )

    def page(self, language: str, session: SessionId) -> str | None:
        """The address of the page of a session in a language; ``None`` without pages."""
        return absolute_url(self.pages, session_page(session, language)) if self.pages else None


BETWEEN_LANGUAGES = " / "  # separator of languages within one line: Opening / 开幕式


class CalendarText(NamedTuple):
    text: str
    language: str | None = None  # its language; None if it is in several or unknown

    @property
    def parameters(self) -> Parameters:
        """The LANGUAGE parameter (RFC 5545 3.2.10); empty unless the language is one and known."""
        if self.language is None or self.language == UNDETERMINED:
            return ()
        return (("LANGUAGE", self.language),)


@dataclass(frozen=True, slots=True)
class Audience:
    """The audience of a calendar: the languages it is written in."""

    languages: tuple[str, ...]  # the languages, in order of preference
    wordings: tuple[Wording, ...]
    fallback: tuple[str, ...]  # the languages to use for a text that is in none of them

    @classmethod
    def of(cls, conference: Conference, languages: Iterable[str]) -> Self:
        """The audience of those languages; by default those of the conference."""
        asked = tuple(dict.fromkeys(languages)) or conference.languages
        return cls(asked, tuple(Wording.of(language) for language in asked), conference.languages)

    def entries(self, text: Text) -> tuple[tuple[str, str], ...]:
        if len(self.languages) == 1:
            return (text.best(*self.languages, *self.fallback),)
        return text.versions(self.languages, *self.fallback)

    def one_line(self, text: Text) -> CalendarText:
        return one_line(self.entries(text))

    def join_parts(self, texts: Iterable[Text]) -> CalendarText:
        """Texts that form one, such as the parts of an address, joined by the comma of each language."""
        texts = tuple(texts)

        def entry(language: str) -> tuple[str, str]:
            parts = [text.best(language, *self.fallback) for text in texts]
            of = parts[0][0]
            return of, Wording.of(of).sign("comma").join(dict.fromkeys(part for _, part in parts))

        return one_line(map(entry, self.languages))

    def per_language(self, text: Text | None) -> tuple[str | None, ...]:
        """The version of a text for the block of each language; ``None`` if a block has none.

        No version is repeated; a text in none of the languages goes into the first block.
        """
        if text is None:
            return (None,) * len(self.wordings)
        if len(self.languages) == 1:
            return (text.best(*self.languages, *self.fallback)[1],)
        tags = [*map(text.match, self.languages)]
        if not any(tags):
            return (text.best(*self.fallback)[1], *tags[1:])
        return tuple(text[tag] if tag and tag not in tags[:at] else None for at, tag in enumerate(tags))


def one_line(entries: Iterable[tuple[str, str]]) -> CalendarText:
    """Join versions of a text, each with its language, on one line; equal versions appear once."""
    versions = tuple(entries)
    if len(versions) == 1 and "\n" not in versions[0][1]:
        return CalendarText(versions[0][1], versions[0][0])
    distinct: dict[str, str] = {}
    for language, text in versions:
        distinct.setdefault(" ".join(text.splitlines()), language)
    only = next(iter(distinct.values())) if len(distinct) == 1 else None
    return CalendarText(BETWEEN_LANGUAGES.join(distinct), only)


def stream_label(stream: Stream, audience: Audience) -> CalendarText:
    """The label of a stream; by default its kind, with the language spoken."""
    if stream.label is not None:
        return audience.one_line(stream.label)
    label = one_line((wording.language, wording.label(stream.kind)) for wording in audience.wordings)
    if stream.language is None:
        return label
    spoken = (wording.language_name(stream.language) for wording in audience.wordings)
    note = BETWEEN_LANGUAGES.join(dict.fromkeys(spoken))
    return CalendarText(audience.wordings[0].annotated(label.text, note), label.language)


SessionDepth = Literal["both", "sessions", "talks"]
"""The nested sessions shown in a view: both, only the outermost, or only the innermost."""

NAMES_IN_TITLE = 3  # the most values of a filter in the name of a calendar

FILTER_KINDS: Mapping[str, EntityKind] = {
    "rooms": EntityKind.ROOM,
    "tracks": EntityKind.TRACK,
    "sessions": EntityKind.SESSION,
    "participants": EntityKind.PARTICIPANT,
    "organisations": EntityKind.ORGANISATION,
}
"""Filters by entities of the schedule, with the kind of entity."""

_Matcher = Callable[[Session], bool]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """A calendar view: the sessions that match every filter.

    A filter with several values matches any of them; an empty one matches all sessions.
    """

    days: tuple[date, ...] = ()
    rooms: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()  # ids of tracks; parts of a session in the track match, too
    kinds: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()  # ids of sessions; their parts match, too
    participants: tuple[str, ...] = ()  # ids of participants who appear, or whose team or delegation appears
    organisations: tuple[str, ...] = ()
    items: SessionDepth = "both"

    @classmethod
    def of(cls, kind: EntityKind, id_: str) -> Self:
        values: dict[str, Any] = {kind.collection: (id_,)}
        return cls(**values)

    @property
    def is_personal(self) -> bool:
        """True if it is the agenda of one participant."""
        return len(self.participants) == 1

    def under_present_ids(self, ledger: Ledger) -> CalendarView:
        """The view with the present ids of entities that it names by former ones."""
        if not ledger.aliases:
            return self
        ids: dict[str, Any] = {
            name: tuple(ledger.present_id(name, id_) for id_ in getattr(self, name)) for name in FILTER_KINDS
        }
        return replace(self, **ids)

    def check(self, schedule: Schedule, ledger: Ledger) -> None:
        self._check_days(schedule, ledger)
        for name, thing in FILTER_KINDS.items():
            known: Mapping[str, object] = thing.by_id(schedule)
            for id_ in getattr(self, name):
                if id_ not in known and id_ not in ledger.emptied_feeds(name):
                    raise EventkitError("The schedule has no {kind} '{id}'.", kind=thing, id=id_)
        for kind in self.kinds:
            if kind not in set(Kind):
                raise EventkitError(
                    "Unknown kind '{kind}'. Use one of {known}.", kind=kind, known=Listed(tuple(Kind))
                )

    def _check_days(self, schedule: Schedule, ledger: Ledger) -> None:
        conference = schedule.conference
        outside = [day for day in self.days if not conference.start <= day <= conference.end]
        if outside:
            slots = (session.slot for session in schedule.sessions if session.slot)
            present = sorted({schedule.day(slot.period.start) for slot in slots})
            emptied = ledger.emptied_feeds("days")
            for day in outside:
                if day not in present and str(day) not in emptied:
                    raise NoSuchDay(day, tuple(present))

    def matching_sessions(self, schedule: Schedule) -> list[Session]:
        """The sessions that match, in order of time; unscheduled ones come last."""
        who = _with_teams(schedule, self.participants)
        sessions = [*_candidates(schedule, who, self.sessions)]
        for matches in self._matchers(schedule, who):
            sessions = [*filter(matches, sessions)]
        return sessions if self.items == "both" else self._select_depth(schedule, sessions)

    def personal_sessions(self, schedule: Schedule, sessions_shown: Sequence[Session]) -> Sequence[Session]:
        """The sessions of the participant that a personal view is for, on all days and in all rooms.

        Empty if the view is not personal, or shows no nested sessions.
        """
        if not self.is_personal or self.items == "sessions":
            return ()
        if self.items == "both" and len(self.filters) == 1:
            return sessions_shown
        return CalendarView(participants=self.participants).matching_sessions(schedule)

    def removed(self, ledger: Ledger, sessions_shown: Sequence[Session]) -> list[Tombstone]:
        """The tombstones of sessions that left this calendar, in order of time, expired ones too.

        A session may have been deleted, or go on in other calendars.
        """
        if not (ledger.gone or ledger.left):
            return []
        present = {session.uid for session in sessions_shown if session.slot is not None}
        keys = self.feed_keys(ledger)
        removed = (
            next((each for each in tombstones if each.visibility.answers(keys, self.items)), None)
            for tombstones in ledger.tombstones()
            if tombstones[0].session.uid not in present
        )
        return sorted(filter(None, removed), key=_tombstone_order)

    @property
    def filters(self) -> Mapping[str, tuple[object, ...]]:
        return {name: values for name in ("days", "kinds", *FILTER_KINDS) if (values := getattr(self, name))}

    def feed_keys(self, ledger: Ledger) -> list[list[str]]:
        """The keys of the calendars of single values, former ones too, for each filter."""
        return [
            ledger.with_names(feed_key(name, value) for value in values)
            for name, values in self.filters.items()
        ]

    def _select_depth(self, schedule: Schedule, sessions: list[Session]) -> list[Session]:
        """The outermost or the innermost of nested sessions; an unscheduled one does not hide others."""
        ancestors = {
            session.id: {outer.id for outer in schedule.lineage(session) if outer is not session}
            for session in sessions
        }
        timed = {session.id for session in sessions if session.slot is not None}
        if self.items == "sessions":
            return [session for session in sessions if timed.isdisjoint(ancestors[session.id])]
        parents: set[str] = set().union(*(ancestors[id_] for id_ in timed))
        return [session for session in sessions if session.id not in parents]

    def uid(self, conference: Conference, ledger: Ledger, mark: tuple[str, ...]) -> UUID:
        """The UID of the calendar: that of the conference if it shows everything, else derived from it.

        It stays the same when an entity gets another id. The mark is that of its languages.
        """
        parts = [*mark]
        parts += [] if self.items == "both" else [self.items]
        for name, values in self.filters.items():
            ids = sorted(ledger.first_id(name, str(value)) for value in values)
            parts.append(f"{name}={','.join(ids)}")
        return uuid5(conference.uid, " ".join(parts)) if parts else conference.uid

    def name(self, schedule: Schedule, audience: Audience) -> CalendarText:
        """The name of the calendar: the conference, and the values of the filters."""
        of = schedule.conference.title
        if not self.filters:
            return audience.one_line(of)

        def name(wording: Wording) -> tuple[str, str]:
            languages = (wording.asked, *audience.fallback)
            language, conference_title = of.best(*languages)
            return language, wording.pair(
                conference_title, wording.listed(self._filter_names(schedule, wording, languages))
            )

        return one_line(map(name, audience.wordings))

    def colour(self, schedule: Schedule) -> str | None:
        """The colour of the calendar: that of the one track it shows."""
        track = EntityKind.TRACK.by_id(schedule).get(self.tracks[0]) if len(self.tracks) == 1 else None
        return track.colour if isinstance(track, Track) else None

    def _filter_names(
        self, schedule: Schedule, wording: Wording, languages: tuple[str, ...]
    ) -> Iterator[str]:
        for filter_name, values in self.filters.items():
            if filter_name == "days":
                yield from (wording.short_day(day) for day in self.days[:NAMES_IN_TITLE])
            elif filter_name == "kinds":
                yield from (wording.label(Kind(kind)) for kind in self.kinds[:NAMES_IN_TITLE])
            else:
                known = FILTER_KINDS[filter_name].by_id(schedule)
                yield from (
                    title(known[id_]).best(*languages)[1]
                    for id_ in map(str, values[:NAMES_IN_TITLE])
                    if id_ in known
                )
            if len(values) > NAMES_IN_TITLE:
                yield "…"

    def _matchers(self, schedule: Schedule, people: tuple[ParticipantId, ...]) -> Iterator[_Matcher]:
        """A test of sessions for each filter."""
        if days := set(self.days):
            yield lambda session: session.slot is not None and schedule.day(session.slot.period.start) in days
        if rooms := set(self.rooms):
            yield lambda session: not rooms.isdisjoint(schedule.rooms_of(session))
        if tracks := set(self.tracks):
            yield lambda session: any(
                outer.track in tracks
                for outer in (schedule.lineage(session) if session.parent is not None else (session,))
            )
        if kinds := set(self.kinds):
            yield lambda session: session.kind in kinds
        if sessions := set(self.sessions):
            yield lambda session: any(outer.id in sessions for outer in schedule.lineage(session))
        if who := set(people):
            yield lambda session: any(it.comes and it.participant in who for it in session.people)
        if bodies := set(self.organisations):
            yield lambda session: not bodies.isdisjoint(organisations_in(schedule, session))


def language_mark(conference: Conference, ledger: Ledger, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The part of the UID of a calendar that comes from its languages; empty for those of the first release.

    It stays the same when the conference gets other languages.
    """
    first = ledger.languages[0] if ledger.languages else conference.languages
    if languages in {(MULTILINGUAL,), conference.languages} and languages != (conference.languages[0],):
        return () if len(first) > 1 else (MULTILINGUAL,)
    return () if languages == first else languages


def _candidates(
    schedule: Schedule, who: tuple[ParticipantId, ...], sessions: tuple[str, ...]
) -> Collection[Session]:
    """The sessions that may match, in order of time: all, those of participants, or some with their parts."""
    if who:
        by_person = [{session.id: session for session, _ in schedule.appearances(person)} for person in who]
        if len(by_person) == 1:
            return by_person[0].values()
        ids = set().union(*by_person)
    elif sessions:
        known = EntityKind.SESSION.by_id(schedule)
        roots = [schedule.session(id_) for id_ in sessions if id_ in known]
        inner = {part.id: part for root in roots for _, part in schedule.within(root)}
        if len(inner) < 2:
            return inner.values()
        ids = {*inner}
    else:
        return schedule.in_order
    return [session for session in schedule.in_order if session.id in ids]


def _tombstone_order(tombstone: Tombstone) -> tuple[bool, datetime, str, UUID]:
    slot = tombstone.session.slot
    start = slot.period.start if slot is not None else datetime.max.replace(tzinfo=UTC)
    return (slot is None, start, tombstone.session.id, tombstone.session.uid)


def _with_teams(schedule: Schedule, participants: tuple[str, ...]) -> tuple[ParticipantId, ...]:
    """The participants with all teams and delegations that they are members of, directly or not."""
    members = {ParticipantId(participant): None for participant in participants}
    further = members
    while further:
        further = {
            team.id: None
            for team in schedule.teams
            if team.id not in members and not members.keys().isdisjoint(team.members)
        }
        members |= further
    return tuple(members)
