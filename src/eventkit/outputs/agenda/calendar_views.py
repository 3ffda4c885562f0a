"""Calendar views: which sessions a calendar shows, for which readers, with which options."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal, NamedTuple, Self, get_args
from uuid import UUID, uuid5

from eventkit.changes import Gone, Ledger, Standing
from eventkit.errors import EventkitError
from eventkit.model import Conference, Kind, ParticipantId, Session, SessionId, Stream
from eventkit.outputs.agenda.content_lines import Parameters
from eventkit.schedule import Schedule, Thing, title
from eventkit.texts import UNDETERMINED, Text, matching
from eventkit.wording import Wording

Profile = Literal["interop", "full", "caldav"]
"""What readers are to understand: what all do; RFC 9073 and RFC 9253 besides; or objects for CalDAV."""


ALARMS = (5, 15, 30)
"""How many minutes before a session an alarm may ring."""


@dataclass(frozen=True, slots=True)
class CalendarOptions:
    """How entries are written.

    Attributes:
        draft: Whether what is confirmed may still change.
        personal: Whether the reader is to be in the sessions shown, and so is busy meanwhile.
        alarm: How many minutes before a session an alarm rings; ``None`` for no alarm.
        profile: What readers are to understand.
        pages: The address below which each session has a page in each language.
        feed: The address at which the calendar itself is found.
        refresh: How many minutes a subscriber's calendar should wait before it looks again.

    Raises:
        EventkitError: There is no such profile, alarm or wait.
    """

    draft: bool = False
    personal: bool = False
    alarm: int | None = None
    profile: Profile = "interop"
    pages: str | None = None
    feed: str | None = None
    refresh: int = 60

    def __post_init__(self) -> None:
        if self.profile not in get_args(Profile):
            message = f"there is no profile '{self.profile}': there are {', '.join(get_args(Profile))}"
            raise EventkitError(message)
        if self.alarm is not None and self.alarm not in ALARMS:
            message = f"an alarm rings {', '.join(map(str, ALARMS))} minutes before, not {self.alarm}"
            raise EventkitError(message)
        if self.refresh < 1:
            message = f"a calendar looks for news every so many minutes, not every {self.refresh}"
            raise EventkitError(message)

    def page(self, language: str, session: SessionId) -> str | None:
        """The page of a session in a language, where there are pages."""
        return f"{self.pages.rstrip('/')}/{language}/{session}" if self.pages else None


BETWEEN_LANGUAGES = " / "
"""What parts the languages within one line: Opening / 开幕式."""


class CalendarText(NamedTuple):
    """A text as it is written into a calendar.

    Attributes:
        text: The text.
        language: Its language; ``None`` where it is in several or nobody knows.
    """

    text: str
    language: str | None = None

    @property
    def parameters(self) -> Parameters:
        """The LANGUAGE parameter (RFC 5545 3.2.10), which names one language or is left out."""
        if self.language is None or self.language == UNDETERMINED:
            return ()
        return (("LANGUAGE", self.language),)


@dataclass(frozen=True, slots=True)
class Audience:
    """The readers of a calendar.

    Attributes:
        languages: Their languages, the first one first.
        wordings: How things are said to them, a wording for each language.
        fallback: The languages to take a text in that is in none of theirs.
    """

    languages: tuple[str, ...]
    wordings: tuple[Wording, ...]
    fallback: tuple[str, ...]

    @classmethod
    def of(cls, conference: Conference, languages: Iterable[str]) -> Self:
        """The readers of those languages, or of the conference's where none is named."""
        asked = tuple(dict.fromkeys(languages)) or conference.languages
        return cls(asked, tuple(Wording.of(language) for language in asked), conference.languages)

    def entries(self, text: Text) -> tuple[tuple[str, str], ...]:
        """A text in each of their languages that it has, with the language; never empty."""
        if len(self.languages) == 1:
            return (text.best(*self.languages, *self.fallback),)
        return text.each(self.languages, *self.fallback)

    def in_a_line(self, text: Text) -> CalendarText:
        """A text in all of their languages that it has, in one line."""
        return one_line(self.entries(text))

    def in_parts(self, texts: Iterable[Text]) -> CalendarText:
        """Texts that go on with each other, such as the parts of an address, in each of their languages."""
        texts = tuple(texts)

        def entry(language: str) -> tuple[str, str]:
            found = [text.best(language, *self.fallback) for text in texts]
            return found[0][0], ", ".join(dict.fromkeys(part for _, part in found))

        return one_line(map(entry, self.languages))

    def in_blocks(self, text: Text | None) -> tuple[str | None, ...]:
        """What the block of each language says of a text, where each is said in a block of its own.

        Nothing is said twice; a text in none of the languages is said in the first block.
        """
        if text is None:
            return (None,) * len(self.wordings)
        if len(self.languages) == 1:
            return (text.best(*self.languages, *self.fallback)[1],)
        tags = [matching(language, text) for language in self.languages]
        if not any(tags):
            return (text.best(*self.fallback)[1], *tags[1:])
        return tuple(text[tag] if tag and tag not in tags[:at] else None for at, tag in enumerate(tags))


def one_line(entries: Iterable[tuple[str, str]]) -> CalendarText:
    """Texts with their languages in one line; one that reads the same in two languages comes once."""
    found = tuple(entries)
    if len(found) == 1 and "\n" not in found[0][1]:
        return CalendarText(found[0][1], found[0][0])
    distinct: dict[str, str] = {}
    for language, text in found:
        distinct.setdefault(" ".join(text.splitlines()), language)
    only = next(iter(distinct.values())) if len(distinct) == 1 else None
    return CalendarText(BETWEEN_LANGUAGES.join(distinct), only)


def stream_label(stream: Stream, readers: Audience) -> CalendarText:
    """What a stream is called; where that is not told, live stream or recording with the language heard."""
    if stream.label is not None:
        return readers.in_a_line(stream.label)
    label = one_line((wording.language, wording.label(stream.kind)) for wording in readers.wordings)
    if stream.language is None:
        return label
    heard = (wording.language_name(stream.language) for wording in readers.wordings)
    return CalendarText(f"{label.text} ({BETWEEN_LANGUAGES.join(dict.fromkeys(heard))})", label.language)


SessionDepth = Literal["both", "sessions", "talks"]
"""Of sessions that hold others in the same view: both of them, the outermost alone, or the innermost."""


NAMES_IN_TITLE = 3
"""How many values of a filter the name of a calendar tells before it breaks off."""


FILTER_KINDS: Mapping[str, Thing] = {
    "rooms": Thing.ROOM,
    "tracks": Thing.TRACK,
    "sessions": Thing.SESSION,
    "participants": Thing.PARTICIPANT,
    "organisations": Thing.ORGANISATION,
}
"""The filters that name things of the schedule, and which."""


_Matcher = Callable[[Session, Collection[str]], bool]


@dataclass(frozen=True, slots=True)
class CalendarView:
    """The sessions that are wanted: those that answer to every filter that says anything.

    A filter of several values is answered by any of them.

    Attributes:
        days: Sessions that begin on these days of the conference.
        rooms: Those held in these rooms.
        tracks: Those in these tracks, or part of one that is.
        kinds: Those of these kinds.
        sessions: These, with all that is part of them.
        participants: Those in which these appear, or a team or delegation that they are members of.
        organisations: Those in which someone appears for these.
        items: Which of sessions within sessions.
    """

    days: tuple[date, ...] = ()
    rooms: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    sessions: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()
    items: SessionDepth = "both"

    @property
    def is_personal(self) -> bool:
        """Whether it is what one participant has to go to."""
        return len(self.participants) == 1

    def check(self, schedule: Schedule, ledger: Ledger) -> None:
        """Refuse to look for what is not there, nor was where something stood that readers were told of.

        Raises:
            EventkitError: There is no such room, track, kind, session, participant or organisation.
        """
        for name, thing in FILTER_KINDS.items():
            known: Mapping[str, object] = thing.known(schedule)
            for id_ in getattr(self, name):
                if id_ not in known and id_ not in ledger.told_of(schedule, name):
                    message = f"there is no {thing} '{id_}' in the schedule, so there is no calendar of it"
                    raise EventkitError(message)
        for kind in self.kinds:
            if kind not in set(Kind):
                message = f"there is no kind '{kind}': there are {', '.join(Kind)}"
                raise EventkitError(message)

    def chosen(self, schedule: Schedule) -> list[Session]:
        """The sessions wanted, by time; those without one are among them, last."""
        who = _with_teams(schedule, self.participants)
        is_wanted = self._answers(schedule, who)
        found = [each for each in _candidates(schedule, who) if is_wanted(each, schedule.rooms_of(each))]
        return found if self.items == "both" else self._narrowed(schedule, found)

    def of_the_person(self, schedule: Schedule, chosen: Sequence[Session]) -> Sequence[Session]:
        """What the one person that it is for goes to, on other days and in other rooms too; nothing, where it
        is nobody's own, or shows no session within another.
        """
        if not self.is_personal or self.items == "sessions":
            return ()
        if self.items == "both" and len(self.filters) == 1:
            return chosen
        return CalendarView(participants=self.participants).chosen(schedule)

    def lost(self, schedule: Schedule, ledger: Ledger, chosen: Sequence[Session]) -> list[Gone]:
        """Sessions that stood in this calendar and stand there no more, as they did last, by their time.

        They are told of for as long as anybody may have them in theirs, be they held elsewhere or nowhere.
        """
        if ledger.is_over(schedule.conference):
            return []
        there = {each.uid for each in chosen if each.slot is not None}
        found = [
            seen
            for each in ledger.tombstones()
            if each[0].session.uid not in there
            and (seen := next((it for it in each if self._showed(ledger.stood(schedule, it))), None))
        ]
        return sorted(found, key=_tombstone_order)

    def _showed(self, standing: Standing) -> bool:
        return standing.answers(self.filters, self.items)

    @property
    def filters(self) -> Mapping[str, tuple[object, ...]]:
        """What its filters tell, those alone that tell anything."""
        return {name: values for name in ("days", "kinds", *FILTER_KINDS) if (values := getattr(self, name))}

    def _narrowed(self, schedule: Schedule, found: list[Session]) -> list[Session]:
        """Of sessions within sessions, the outermost or the innermost; one without a time hides no other."""
        above = {each.id: {holder.id for holder in _ancestors(schedule, each)} for each in found}
        timed = {each.id for each in found if each.slot is not None}
        if self.items == "sessions":
            return [each for each in found if timed.isdisjoint(above[each.id])]
        holders: set[str] = set().union(*(above[id_] for id_ in timed))
        return [each for each in found if each.id not in holders]

    def uid(self, schedule: Schedule, languages: tuple[str, ...]) -> UUID:
        """The identity of the calendar: the conference's own, or another one for what is not its whole."""
        conference = schedule.conference
        told = [*([] if languages == conference.languages else languages)]
        told += [] if self.items == "both" else [self.items]
        told += [f"{name}={','.join(sorted(map(str, values)))}" for name, values in self.filters.items()]
        return uuid5(conference.uid, " ".join(told)) if told else conference.uid

    def name(self, schedule: Schedule, readers: Audience) -> CalendarText:
        """What the calendar is called: the conference, and what is chosen of it."""
        of = schedule.conference.title
        if not self.filters:
            return readers.in_a_line(of)

        def called(wording: Wording) -> tuple[str, str]:
            languages = (wording.asked, *readers.fallback)
            language, whole = of.best(*languages)
            return language, wording.pair(whole, wording.listed(self._told(schedule, wording, languages)))

        return one_line(map(called, readers.wordings))

    def _told(self, schedule: Schedule, wording: Wording, languages: tuple[str, ...]) -> Iterator[str]:
        values = [[wording.short_day(day) for day in self.days[:NAMES_IN_TITLE]]]
        values += [[wording.label(Kind(kind), many=False) for kind in self.kinds[:NAMES_IN_TITLE]]]
        for name, thing in FILTER_KINDS.items():
            known = thing.known(schedule)
            there = [known[id_] for id_ in getattr(self, name)[:NAMES_IN_TITLE] if id_ in known]
            values.append([title(each).best(*languages)[1] for each in there])
        for told, name in zip(values, ("days", "kinds", *FILTER_KINDS), strict=True):
            yield from told
            if len(getattr(self, name)) > NAMES_IN_TITLE:
                yield "…"

    def _answers(self, schedule: Schedule, people: tuple[ParticipantId, ...]) -> _Matcher:
        """Whether a session held in those rooms answers to all filters."""
        answers: list[_Matcher] = []
        if days := set(self.days):
            answers.append(
                lambda one, _: one.slot is not None and schedule.day(one.slot.period.start) in days
            )
        if rooms := set(self.rooms):
            answers.append(lambda _, held_in: not rooms.isdisjoint(held_in))
        if tracks := set(self.tracks):
            answers.append(
                lambda one, _: any(each.track in tracks for each in _with_ancestors(schedule, one))
            )
        if kinds := set(self.kinds):
            answers.append(lambda one, _: one.kind in kinds)
        if sessions := set(self.sessions):
            answers.append(lambda one, _: any(each.id in sessions for each in _with_ancestors(schedule, one)))
        if who := set(people):
            answers.append(lambda one, _: any(it.comes and it.participant in who for it in one.people))
        if behind := set(self.organisations):
            answers.append(lambda one, _: not behind.isdisjoint(_organisations(schedule, one)))
        return lambda one, held_in: all(is_so(one, held_in) for is_so in answers)


def _candidates(schedule: Schedule, who: tuple[ParticipantId, ...]) -> Collection[Session]:
    """Sessions in order with all of those people's among them; of one person, without a look at others."""
    if not who:
        return schedule.in_order
    of_each = [{session.id: session for session, _ in schedule.appearances(each)} for each in who]
    if len(of_each) == 1:
        return of_each[0].values()
    ids = set().union(*of_each)
    return [session for session in schedule.in_order if session.id in ids]


def _ancestors(schedule: Schedule, session: Session) -> Iterator[Session]:
    """What the session is part of, and what that is part of."""
    at = session
    while at.parent is not None:
        yield (at := schedule.session(at.parent))


def _with_ancestors(schedule: Schedule, session: Session) -> Iterator[Session]:
    yield session
    yield from _ancestors(schedule, session)


def _tombstone_order(gone: Gone) -> tuple[bool, datetime, str, UUID]:
    slot = gone.session.slot
    start = slot.period.start if slot is not None else datetime.max.replace(tzinfo=UTC)
    return (slot is None, start, gone.session.id, gone.session.uid)


def _with_teams(schedule: Schedule, participants: tuple[str, ...]) -> tuple[ParticipantId, ...]:
    """The participants with the teams and delegations that any of them is in, at whatever remove."""
    found = {ParticipantId(each): None for each in participants}
    more = found
    while more:
        more = {
            team.id: None
            for team in schedule.teams
            if team.id not in found and not found.keys().isdisjoint(team.members)
        }
        found |= more
    return tuple(found)


def _organisations(schedule: Schedule, session: Session) -> Iterator[str]:
    """For which organisations people appear in it."""
    for appearance in session.people:
        if appearance.comes:
            held = schedule.affiliations_of(appearance)
            yield from (each.organisation for each in held if each.organisation is not None)
