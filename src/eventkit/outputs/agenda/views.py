"""Which sessions a calendar shows: all of them, a day's, a room's, one person's, or any combination."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal
from uuid import UUID, uuid5

from eventkit.changes import Gone, Ledger, Standing
from eventkit.errors import EventkitError
from eventkit.model import Kind, ParticipantId, Session
from eventkit.outputs.agenda.readers import Readers, Said, in_a_line
from eventkit.schedule import Schedule, Thing, title
from eventkit.wording import Wording

Items = Literal["both", "sessions", "talks"]
"""Of sessions that hold others in the same view: both of them, the outermost alone, or the innermost."""

NAMED = 3
"""How many values of a filter the name of a calendar tells before it breaks off."""

THINGS: Mapping[str, Thing] = {
    "rooms": Thing.ROOM,
    "tracks": Thing.TRACK,
    "sessions": Thing.SESSION,
    "participants": Thing.PARTICIPANT,
    "organisations": Thing.ORGANISATION,
}
"""The filters that name things of the schedule, and which."""

_Answers = Callable[[Session, Collection[str]], bool]


@dataclass(frozen=True, slots=True)
class View:
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
    items: Items = "both"

    @property
    def is_personal(self) -> bool:
        """Whether it is what one participant has to go to."""
        return len(self.participants) == 1

    def check(self, schedule: Schedule, ledger: Ledger) -> None:
        """Refuse to look for what is not there, nor was where something stood that readers were told of.

        Raises:
            EventkitError: There is no such room, track, kind, session, participant or organisation.
        """
        for name, thing in THINGS.items():
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
        return View(participants=self.participants).chosen(schedule)

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
        return sorted(found, key=_in_time)

    def _showed(self, standing: Standing) -> bool:
        return standing.answers(self.filters, self.items)

    @property
    def filters(self) -> Mapping[str, tuple[object, ...]]:
        """What its filters tell, those alone that tell anything."""
        return {name: values for name in ("days", "kinds", *THINGS) if (values := getattr(self, name))}

    def _narrowed(self, schedule: Schedule, found: list[Session]) -> list[Session]:
        """Of sessions within sessions, the outermost or the innermost; one without a time hides no other."""
        above = {each.id: {holder.id for holder in _above(schedule, each)} for each in found}
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

    def name(self, schedule: Schedule, readers: Readers) -> Said:
        """What the calendar is called: the conference, and what is chosen of it."""
        of = schedule.conference.title
        if not self.filters:
            return readers.in_a_line(of)

        def called(wording: Wording) -> tuple[str, str]:
            languages = (wording.asked, *readers.fallback)
            language, whole = of.best(*languages)
            return language, wording.pair(whole, wording.listed(self._told(schedule, wording, languages)))

        return in_a_line(map(called, readers.wordings))

    def _told(self, schedule: Schedule, wording: Wording, languages: tuple[str, ...]) -> Iterator[str]:
        values = [[wording.short_day(day) for day in self.days[:NAMED]]]
        values += [[wording.label(Kind(kind), many=False) for kind in self.kinds[:NAMED]]]
        for name, thing in THINGS.items():
            known = thing.known(schedule)
            there = [known[id_] for id_ in getattr(self, name)[:NAMED] if id_ in known]
            values.append([title(each).best(*languages)[1] for each in there])
        for told, name in zip(values, ("days", "kinds", *THINGS), strict=True):
            yield from told
            if len(getattr(self, name)) > NAMED:
                yield "…"

    def _answers(self, schedule: Schedule, people: tuple[ParticipantId, ...]) -> _Answers:
        """Whether a session held in those rooms answers to all filters."""
        answers: list[_Answers] = []
        if days := set(self.days):
            answers.append(
                lambda one, _: one.slot is not None and schedule.day(one.slot.period.start) in days
            )
        if rooms := set(self.rooms):
            answers.append(lambda _, held_in: not rooms.isdisjoint(held_in))
        if tracks := set(self.tracks):
            answers.append(lambda one, _: any(each.track in tracks for each in _way(schedule, one)))
        if kinds := set(self.kinds):
            answers.append(lambda one, _: one.kind in kinds)
        if sessions := set(self.sessions):
            answers.append(lambda one, _: any(each.id in sessions for each in _way(schedule, one)))
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


def _above(schedule: Schedule, session: Session) -> Iterator[Session]:
    """What the session is part of, and what that is part of."""
    at = session
    while at.parent is not None:
        yield (at := schedule.session(at.parent))


def _way(schedule: Schedule, session: Session) -> Iterator[Session]:
    yield session
    yield from _above(schedule, session)


def _in_time(gone: Gone) -> tuple[bool, datetime, str, UUID]:
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
