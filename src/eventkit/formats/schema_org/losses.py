"""What of a schedule schema.org has no words for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.formats.schema_org.vocabulary import AS_WHAT, TYPES
from eventkit.model import ParticipantKind, Session, Status
from eventkit.schedule import HELD, Schedule


def not_held(schedule: Schedule) -> Iterator[str]:
    """What of the schedule is not told, a sort of it at a time."""
    yield "ids, the time zone's name, and where a day of the conference ends"
    yield from _of_the_occasion(schedule)
    yield from _of_sessions(schedule.sessions)
    yield from _of_people(schedule)


def _of_the_occasion(schedule: Schedule) -> Iterator[str]:
    conference, sessions = schedule.conference, schedule.sessions
    streams = [*conference.streams, *(each for session in sessions for each in session.streams)]
    things = [each for kind in HELD for each in kind.of(schedule)]
    if any(backing.level for backing in conference.organisations):
        yield "levels of sponsors"
    if any(each.url is None or each.views is not None or each.language for each in streams):
        yield "streams without an address, their languages, and how often they were watched"
    if conference.deadlines or conference.contact:
        yield "deadlines, and the address of the office"
    if schedule.tracks:
        yield "tracks, but for their names"
    if any(room.features or room.available or room.shared for room in schedule.rooms):
        yield "what rooms are equipped with, and when they are to be had"
    if conference.extra or any(each.source or each.extra for each in things):
        yield "where things were taken from, and what came along with them"


def _of_sessions(sessions: Iterable[Session]) -> Iterator[str]:
    people = [each for session in sessions for each in session.people]
    states = {each.status for each in people} | {session.status for session in sessions}
    if any(session.kind not in TYPES for session in sessions):
        yield "kinds of sessions, but for workshops, tutorials, meals and social events"
    if any(each.role not in AS_WHAT for each in people):
        yield "roles: speakers, moderators and others are all performers"
    if any(each.affiliations for each in people):
        yield "positions that people have in one session only"
    if states - {Status.CONFIRMED}:
        yield "what is tentative; those who have cancelled are left out"
    if any(each.plenary or each.pinned or each.interpreted or each.audience for each in sessions):
        yield "what is plenary or pinned, interpretation, and how many are expected"


def _of_people(schedule: Schedule) -> Iterator[str]:
    people = schedule.participants
    appearing = {each.participant for session in schedule.sessions for each in session.people if each.comes}
    bodies = [each for each in people if each.kind is not ParticipantKind.PERSON]
    if any(
        each.variants or each.available or each.members or each.pronouns or each.country for each in people
    ):
        yield "other spellings, pronouns, countries, members of teams, and when people can come"
    if any(form.sort or form.badge for each in people for form in each.name):
        yield "what to sort people by, and names on badges"
    if {each.id for each in people} - appearing:
        yield "people that appear in no session"
    if any(held.position for each in bodies for held in each.affiliations):
        yield "positions of teams, delegations and organisations"
