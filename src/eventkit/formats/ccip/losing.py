"""What of a schedule a ``session.json`` does not hold, told field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from eventkit.findings import Finding, Severity, Subject
from eventkit.formats.ccip.words import LABELS
from eventkit.formats.ccip.writing import fits, is_written, member_of
from eventkit.model import Name, Participant, Role, Session, Status
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.values import Value

_FORMAT = "session.json"
_HELD: Mapping[str, frozenset[str]] = {
    "session": frozenset(
        {
            "id",
            "title",
            "kind",
            "slot",
            "people",
            "track",
            "abstract",
            "languages",
            "links",
            "streams",
            "status",
        }
    ),
    "room": frozenset({"id", "name"}),
    "track": frozenset({"id", "name"}),
    "participant": frozenset({"id", "name", "biography"}),
}
"""The fields there is a place for."""

_CALLED = {
    "uid": "the UID",
    "parent": "what it is part of",
    "plenary": "that everyone is meant to come",
    "interpreted": "interpretation",
    "pinned": "that its time is settled",
    "audience": "how many are expected",
    "source": "where it came from",
    "source_id": "its id there",
    "extra": "what came along from elsewhere",
    "available": "when they are free",
}


def lost(schedule: Schedule) -> tuple[Finding, ...]:
    """A finding for each field that loses anything, with the ids of those that lose it."""
    return (*_left_out(schedule), *_not_held(schedule))


def _left_out(schedule: Schedule) -> Iterator[Finding]:
    unwritten = [each.id for each in schedule.sessions if not is_written(each)]
    yield from _told("session", unwritten, "leaves out {}: cancelled, or without a time")
    there = _people_of(schedule)
    away = [each.id for each in schedule.participants if each.id not in there]
    yield from _told("participant", away, "leaves out {}: in none of its sessions")
    bodies = [each.id for each in schedule.organisations]
    yield from _told("organisation", bodies, "leaves out {}")
    used = {each.track for each in _sessions(schedule)}
    unused = [each.id for each in schedule.tracks if each.id not in used]
    yield from _told("track", unused, "leaves out {} without a session")


def _not_held(schedule: Schedule) -> Iterator[Finding]:
    conference = "does not hold what is told of the conference: title, days, zone, venue"
    yield from _told("conference", [schedule.conference.id], conference, "conference")
    there = _people_of(schedule)
    things: dict[str, Iterable[Value]] = {
        "session": _sessions(schedule),
        "room": schedule.rooms,
        "track": schedule.tracks,
        "participant": [each for each in schedule.participants if each.id in there],
    }
    for kind, every in things.items():
        found: dict[str, list[str]] = {}
        for thing in every:
            for field in _lossy(kind, thing, schedule.conference.languages):
                found.setdefault(field, []).append(getattr(thing, "id"))  # noqa: B009 - all of them have one
        for field, ids in found.items():
            said = _PARTS.get(f"{kind}.{field}", _CALLED.get(field, field.replace("_", " ")))
            yield from _told(kind, ids, f"does not hold {said} of {{}}", f"{kind}.{field}")


def _people_of(schedule: Schedule) -> set[str]:
    return {each.participant for session in _sessions(schedule) for each in session.people if each.comes}


def _sessions(schedule: Schedule) -> list[Session]:
    return [session for session in schedule.sessions if is_written(session)]


def _lossy(kind: str, thing: Value, languages: tuple[str, ...]) -> Iterator[str]:
    """The fields of a thing that are lost, or a part of them."""
    for name, field in type(thing).model_fields.items():
        value = getattr(thing, name)
        if name not in _HELD[kind]:
            if field.is_required() or value != field.get_default(call_default_factory=True):
                yield name
        elif isinstance(value, Text):
            if not fits(value, languages):
                yield name
        elif isinstance(thing, Participant) and name == "name":
            if not _is_held(thing.name, languages):
                yield name
        elif (check := _CHECKS.get(f"{kind}.{name}")) is not None and check(thing):
            yield name


def _told(kind: str, ids: Iterable[str], message: str, field: str = "") -> Iterator[Finding]:
    """A finding, if it is of any: a field that is lost, or else things that are left out."""
    if subjects := tuple(Subject(kind, str(each)) for each in ids):
        count = f"{len(subjects)} {kind}{'s' * (len(subjects) > 1)}"
        yield Finding(
            Severity.INFO if field or kind != "session" else Severity.WARNING,
            "not-held" if field else "left-out",
            tuple(each.id for each in subjects),
            f"{_FORMAT} {message.format(count)}",
            subjects=subjects,
            facts=(("field", field or kind),),
        )


def _people(session: Session) -> bool:
    who = [each.participant for each in session.people]
    return len(set(who)) < len(who) or any(
        each.role is not Role.SPEAKER or each.affiliations or each.status is not Status.CONFIRMED
        for each in session.people
    )


def _links(session: Session) -> bool:
    """Whether links are left over: of another label than those known, or a second one of it."""
    taken = [member_of(each) for each in session.links]
    labels = [each.label for each in session.links if each.label is not None]
    are_ours = all({*label.values()} <= {*LABELS.values()} for label in labels)
    return None in taken or len(set(taken)) < len(taken) or not are_ours


def _streams(session: Session) -> bool:
    kinds = [each.kind for each in session.streams]
    return len(set(kinds)) < len(kinds) or any(
        each.url is None or each.label or each.language or each.views is not None for each in session.streams
    )


def _is_held(name: tuple[Name, ...], languages: tuple[str, ...]) -> bool:
    """Whether a name is nothing but its forms in the languages there are, and is read back in those."""
    has_parts = any(form.given or form.family or form.sort or form.badge for form in name)
    return not has_parts and fits(Text({form.language: form.full for form in name}), languages)


_CHECKS: Mapping[str, Callable[[Any], bool]] = {
    "session.status": lambda each: each.status is Status.TENTATIVE,
    "session.people": _people,
    "session.links": _links,
    "session.streams": _streams,
}
_PARTS = {
    "session.status": "that it is tentative",
    "session.title": "in which language the title is, since it has it under zh and en,",
    "session.abstract": "in which language the abstract is, since it has it under zh and en,",
    "session.people": "roles, positions on that occasion, and who may not come,",
    "session.links": f"more links than one, and one each called {', '.join(LABELS.values())},",
    "session.streams": "more streams than one live and one recorded, nor what they are called,",
    "room.name": "in which language the name is",
    "track.name": "in which language the name is",
    "participant.biography": "in which language the biography is",
    "participant.name": "parts of the name, and forms in other languages than zh and en,",
}
"""What is lost of fields that are held."""
