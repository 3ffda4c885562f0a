"""Rules of one person's day: being in one place, on time, rested."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from difflib import SequenceMatcher
from itertools import pairwise, product

from eventkit.findings import Severity
from eventkit.messages import sentence
from eventkit.model import Kind, Participant, ParticipantKind, Role, RoomId
from eventkit.rules.name_rules import is_unknown_name
from eventkit.rules.room_rules import COME_AND_SEE, is_repeated, plain_title, within
from eventkit.rules.rule import Rule, Violation, rule
from eventkit.rules.rule_examples import a_person, a_session, example
from eventkit.rules.rule_scopes import PERSON
from eventkit.rules.rule_settings import RuleSettings
from eventkit.rules.schedule_index import (
    Occupancy,
    ScheduleIndex,
    format_hours,
    minutes_between,
    overlapping_pairs,
)
from eventkit.texts.name_patterns import is_group
from eventkit.times import Period, zone

_OPTIONAL_ROLES = frozenset({Role.PARTICIPANT, Role.AUTHOR, Role.CONTRIBUTOR, Role.GUEST})
"""Roles that do not require presence for the whole time."""

_COME_AND_GO = frozenset(
    {Kind.POSTER, Kind.WORKSHOP, Kind.DEMONSTRATION, Kind.SOCIAL, Kind.BREAK, Kind.MEAL, Kind.REGISTRATION}
)
"""Sessions that one may leave for a while."""

_DROP_IN = re.compile(
    r"drop[- ]?in|\b(?:stand|booth|info ?desk|help ?desk|office hours|open (?:house|space|doors)|"
    r"exhibition|expo|messestand|sprechstunde|stande?|caseta|estande|стенд)\b|"
    r"جناح|ブース|展示|부스|전시|展位|展台|摊位|攤位|展览|展覽",
    re.IGNORECASE,
)
"""Titles of sessions that are open for a while, with hosts who take turns."""

_NIGHT_FALLS, _NIGHT_ENDS = time(22), time(7)  # the hours in which nobody should have to appear online
_SIMILAR = 0.85
"""The least similarity of two titles that are nearly the same (`difflib.SequenceMatcher.ratio`)."""


def _roles(who: Participant, at: Occupancy) -> set[Role]:
    return {
        appearance.role
        for appearance in at.session.people
        if appearance.participant == who.id and appearance.comes
    }


def is_aside(who: Participant, at: Occupancy) -> bool:
    """True if a person only has roles in a session that do not require them to be there all the time."""
    return _roles(who, at) <= _OPTIONAL_ROLES


def _is_optional(index: ScheduleIndex, who: Participant, at: Occupancy) -> bool:
    roles = _roles(who, at)
    return (
        at.session.kind in _COME_AND_GO
        or at.minutes >= index.settings.drop_in
        or roles <= _OPTIONAL_ROLES
        or (roles == {Role.HOST} and any(map(_DROP_IN.search, at.session.title.values())))
    )


def _is_one_in_two_rooms(one: Occupancy, other: Occupancy) -> bool:
    """True if two sessions that begin together in two rooms have nearly the same title."""
    if one.start != other.start or set(one.rooms) & set(other.rooms):
        return False
    titles = SequenceMatcher(None, plain_title(one.session), plain_title(other.session), autojunk=False)
    return titles.ratio() >= _SIMILAR


@rule(
    "person-clash",
    Severity.ERROR,
    PERSON,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", people=["noether"]),
        a_session("geometry", "09:30-11:00", "attic", people=["noether"]),
    ),
    timed=True,
    settings=("drop_in",),
)
def one_place_at_a_time(index: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """No person is in two places at once; teams, delegations and parts of one session aside.

    One of two audiences would wait in vain. Where the person may leave one of the two for a while, it is a
    warning: a workshop or poster, a session of two hours or more, the host of a stand or drop-in, or a role
    that asks for no presence all the time. So are two sessions that begin together in two rooms under nearly
    the same title. The same session given in several rooms is worth knowing. Placeholders for a name, such
    as “TBA”, and names of several people, such as “Staff”, are left out.
    """
    for who in people:
        if who.kind is not ParticipantKind.PERSON:
            continue
        tasks = index.appointments(who.id)
        if not any(other.start < one.end for one, other in pairwise(tasks)):
            continue  # if none overlaps the next, none overlaps any
        if not is_one_person(who):
            continue
        for one, other in overlapping_pairs(tasks):
            if not index.nested(one.session, other.session):
                yield _clash_of(index, who, one, other)


def is_one_person(who: Participant) -> bool:
    """True if a participant is a person by kind and by name: no placeholder, and not several people."""
    name = who.name[0].full
    return who.kind is ParticipantKind.PERSON and not is_unknown_name(name) and not is_group(name)


def grade_clash(
    index: ScheduleIndex, who: Participant, one: Occupancy, other: Occupancy
) -> tuple[str, Severity]:
    if is_repeated(one.session, other.session):
        return "again", Severity.INFO
    if _is_one_in_two_rooms(one, other):
        return "similar", Severity.WARNING
    if _is_optional(index, who, one) or _is_optional(index, who, other):
        return "loose", Severity.WARNING
    return "", Severity.ERROR


_CLASHES: Mapping[str, tuple[str, str]] = {
    "": (
        sentence("{person} is in {one} and {other} at once, {period}"),
        sentence("move one of them, or find someone else for it"),
    ),
    "loose": (
        sentence(
            "{person} is in {one} and {other} at once, {period}, but may be able to leave "
            "one of them for a while"
        ),
        sentence("ask them, then waive this or move one of the two"),
    ),
    "again": (
        sentence("{person} is in {one} and {other} at once, {period}, which have one title"),
        sentence("nothing, if one of them is an overflow room or a copy; else move one"),
    ),
    "similar": (
        sentence(
            "{person} is in {one} and {other} at once, {period}, in two rooms and under nearly the same title"
        ),
        sentence("if it is one session, enter it once with both rooms; else move one of the two"),
    ),
}
"""The findings of each variant: what is wrong, and what to do."""


def _clash_of(index: ScheduleIndex, who: Participant, one: Occupancy, other: Occupancy) -> Violation:
    variant, severity = grade_clash(index, who, one, other)
    return one_place_at_a_time.violation(
        *_CLASHES[variant],
        variant,
        severity,
        person=who,
        one=one.session,
        other=other.session,
        period=one.shared(other),
    )


@rule(
    "person-unavailable",
    Severity.ERROR,
    PERSON,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", people=["noether"]),
        participants=[
            a_person(
                "noether", available=[{"start": "2026-05-05T08:00+02:00", "end": "2026-05-05T18:00+02:00"}]
            )
        ],
    ),
    timed=True,
)
def people_are_there(index: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """Every person is available when they appear.

    They stated when they can come. Where the role does not require presence all the time, it is a warning.
    """
    for who in people:
        if not who.available:
            continue
        for at in index.appointments(who.id):
            if not within(at, who.available):
                aside = is_aside(who, at)
                yield people_are_there.violation(
                    "{person} is listed in {session}, {period}, but is not available for all of it"
                    if aside
                    else "{person} is not available for all of {session}, {period}",
                    "ask whether they can be there, or remove the name"
                    if aside
                    else "move it to a time at which they are available ({available}), or find someone else",
                    "aside" if aside else "",
                    Severity.WARNING if aside else None,
                    person=who,
                    session=at.session,
                    period=at.period,
                    available=who.available,
                )


@rule(
    "change-over",
    Severity.INFO,
    PERSON,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", people=["noether"]),
        a_session("geometry", "10:05-11:00", "attic", people=["noether"]),
    ),
    timed=True,
    settings=("change_over", "change_overs"),
)
def time_to_walk(index: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """Every person has the time to walk from one room to the next.

    The settings say how long that takes: one number for all rooms, and others for single pairs. Where it is
    set for the pair, being late is a warning. To posters and demonstrations anyone may be late. Those
    who take part online need no time.
    """
    settings = index.settings
    longest = timedelta(
        minutes=max(settings.change_over, 0, *(over.minutes for over in settings.change_overs))
    )

    def near(one: Occupancy, other: Occupancy) -> bool:
        return other.start - one.end < longest

    for who in people:
        if who.online is not None:
            continue
        for one, other in _changeover_violations(index, who, near):
            if one.session.kind in COME_AND_SEE or other.session.kind in COME_AND_SEE:
                continue
            needed, is_set = minutes_between_rooms(settings, one.rooms, other.rooms)
            left = minutes_between(one.end, other.start)
            if left < needed:
                yield time_to_walk.violation(
                    "{person} has {left} minutes from {one} to {other}, but the way between their "
                    "rooms takes {needed}"
                    if is_set
                    else "{person} has {left} minutes from {one} to {other} in another room, but a change "
                    "of rooms takes {needed}",
                    "leave more time between them, or put both in one room",
                    "set" if is_set else "",
                    Severity.WARNING if is_set else None,
                    person=who,
                    one=one.session,
                    other=other.session,
                    left=left,
                    needed=needed,
                )


def _changeover_violations(
    index: ScheduleIndex, who: Participant, near: Callable[[Occupancy, Occupancy], bool]
) -> Iterator[tuple[Occupancy, Occupancy]]:
    """Pairs of tasks that follow one another too soon, neither within the other and neither optional.

    Two tasks that are ``near`` have to stay so when they move closer.
    """
    tasks = index.appointments(who.id)
    if len(tasks) < 2 or who.kind is not ParticipantKind.PERSON:
        return
    # Optional tasks lie between the others at most, so that they need not be left out yet.
    if not any(other.start < one.end or near(one, other) for one, other in pairwise(tasks)):
        return
    bound = [at for at in tasks if not is_aside(who, at)]
    for one, other in pairwise(bound):
        if one.end <= other.start and near(one, other) and not index.nested(one.session, other.session):
            yield one, other


def minutes_between_rooms(
    settings: RuleSettings, rooms: tuple[RoomId, ...], others: tuple[RoomId, ...]
) -> tuple[int, bool]:
    """The longest changeover time between two sessions, 0 within a room, and whether it is set for a pair."""
    if set(rooms) & set(others):
        return 0, False
    pairs = [settings.between(*pair) for pair in product(rooms, others)] if settings.change_overs else []
    known = [minutes for minutes in pairs if minutes is not None]
    if known:
        return max(known), True
    return (settings.change_over if rooms and others else 0), False


@rule(
    "too-little-rest",
    Severity.INFO,
    PERSON,
    lambda: example(
        a_session("algebra", "21:00-23:30", "hall", people=["noether"]),
        a_session("geometry", "5 07:00-08:00", "attic", people=["noether"]),
    ),
    timed=True,
    settings=("night", "breather"),
)
def everyone_rests(index: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """Every person has a night between the tasks of two days, and a breather between those of one.

    Who closes the dinner does not open the morning well. Both are minutes in the settings.
    """
    night, breather = index.settings.night, index.settings.breather
    whole_night, short = timedelta(minutes=night), timedelta(minutes=breather)

    def near(one: Occupancy, other: Occupancy) -> bool:
        left = other.start - one.end
        return left < short or (left < whole_night and index.day(one.start) != index.day(other.start))

    for who in people:
        for one, other in _changeover_violations(index, who, near):
            left = minutes_between(one.end, other.start)
            if index.day(one.start) != index.day(other.start):
                yield everyone_rests.violation(
                    "{person} has {left} hours between {one} and {other} on the next day, but should "
                    "have {needed}",
                    "start the second one later, or find someone else for one of them",
                    person=who,
                    one=one.session,
                    other=other.session,
                    left=format_hours(left),
                    needed=format_hours(night),
                )
            else:
                yield everyone_rests.violation(
                    "{person} has {left} minutes between {one} and {other}, but should have {needed}",
                    "leave more time between them",
                    "breather",
                    person=who,
                    one=one.session,
                    other=other.session,
                    left=str(left),
                    needed=str(breather),
                )


@rule(
    "bad-hour",
    Severity.WARNING,
    PERSON,
    lambda: example(
        a_session("algebra", "15:00-15:30", "hall", people=["noether"]),
        participants=[a_person("noether", online="Asia/Tokyo")],
    ),
    timed=True,
)
def online_speakers_sleep(index: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """No one who takes part online appears between 22:00 and 07:00 of their own time.

    The time zone from which they take part is entered with the person. Roles that do not require presence all
    the time are left out.
    """
    for who in people:
        if who.online is None:
            continue
        for at in index.appointments(who.id):
            if not is_aside(who, at) and any(nights(who.online, at.start, at.end)):
                start, end = (instant.astimezone(zone(who.online)) for instant in (at.start, at.end))
                yield online_speakers_sleep.violation(
                    "{session}, {period}, is at night for {person}, who takes part online from {zone}: "
                    "{day} {local}",
                    "move it to a time between 07:00 and 22:00 there",
                    person=who,
                    session=at.session,
                    period=at.period,
                    day=start.date(),
                    local=f"{start:%H:%M}–{end:%H:%M}",
                    zone=who.online,
                )


def nights(zone_name: str, start: datetime, end: datetime) -> Iterator[Period]:
    """The nights in a time zone, from 22:00 to 07:00, that a period overlaps."""
    where = zone(zone_name)
    evening = start.astimezone(where).date() - timedelta(days=1)
    while True:
        morning = evening + timedelta(days=1)
        falls, ends = (
            datetime.combine(evening, _NIGHT_FALLS, where).astimezone(UTC),
            datetime.combine(morning, _NIGHT_ENDS, where).astimezone(UTC),
        )
        if falls >= end:
            return
        if ends > start:
            yield Period(start=falls, end=ends)
        evening = morning


@rule(
    "too-many-talks",
    Severity.WARNING,
    PERSON,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", people=["noether"]),
        a_session("geometry", "14:00-15:00", "hall", people=["noether"]),
        settings={"most_talks": 1},
    ),
    timed=True,
    settings=("most_talks",),
)
def nobody_has_too_much(index: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """Every person has to be present in no more sessions of a day than the settings allow.

    Without a number in the settings any number is allowed.
    """
    most = index.settings.most_talks
    for who in people if most else ():
        tasks = (at for at in index.appointments(who.id) if not is_aside(who, at))
        for day, count in sorted(Counter(index.day(at.start) for at in tasks).items()):
            if count > most:
                yield nobody_has_too_much.violation(
                    "{person} has {count} sessions on {day}, but should have {most} at most",
                    "move one of them to another day",
                    person=who,
                    day=day,
                    count=count,
                    most=most,
                )


RULES: tuple[Rule, ...] = (
    one_place_at_a_time,
    people_are_there,
    time_to_walk,
    everyone_rests,
    online_speakers_sleep,
    nobody_has_too_much,
)
