"""What of a schedule these files do not hold, told field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from eventkit.findings import Finding, Severity, Subject
from eventkit.formats.frab.held import V1, Held
from eventkit.formats.frab.marks import FRAB
from eventkit.formats.frab.parts_lost import part_lost
from eventkit.formats.frab.planned import Plan
from eventkit.model import Participant, Room, Session, Track
from eventkit.values import Value

_SHOWN = 3
_IDS = {"conference": ("id", "uid")}
_REASONS = {
    "cancelled": "cancelled, and such a file cannot tell that",
    "unscheduled": "not scheduled yet",
    "too-long": "longer than 99 days",
    "block": "blocks that hold the sessions which are in it",
}


def lost(plan: Plan, held: Held) -> tuple[Finding, ...]:
    """What is not in the file: sessions left out, and of the others the fields without a place."""
    return (
        *_left_out(plan, held),
        *_fields(plan, held),
        *_people(plan, held),
        *_organisations(plan, held),
        _anew(held),
    )


def _left_out(plan: Plan, held: Held) -> Iterator[Finding]:
    for why, reason in _REASONS.items():
        ids = [session.id for session in plan.schedule.sessions if plan.left_out.get(session.id) == why]
        if ids:
            count = f"{len(ids)} session{'s' * (len(ids) > 1)}"
            message = f"{held.title} leaves out {count}, {reason}: {_titles(plan, 'session', ids)}"
            yield _finding(Severity.WARNING, "left-out", message, "session", ids, field=why)


def _people(plan: Plan, held: Held) -> Iterator[Finding]:
    """Those who appear in nothing that is written."""
    ids = [each.id for each in plan.schedule.participants if not _is_in(plan, each)]
    if ids:
        count = f"{len(ids)} participants are" if len(ids) > 1 else "1 participant is"
        message = (
            f"{held.title} has only those who appear in an event: {count} not in it: "
            f"{_titles(plan, 'participant', ids)}"
        )
        yield _finding(Severity.WARNING, "left-out", message, "participant", ids, field="appears-nowhere")


def _organisations(plan: Plan, held: Held) -> Iterator[Finding]:
    ids = [each.id for each in plan.schedule.organisations]
    if ids:
        message = f"{held.title} has no place for organisations: {_titles(plan, 'organisation', ids)}"
        yield _finding(Severity.INFO, "left-out", message, "organisation", ids, field="organisations")


def _is_in(plan: Plan, participant: Participant) -> bool:
    return any(
        appearance.comes and session.id not in plan.left_out
        for session, appearance in plan.schedule.appearances(participant.id)
    )


def _anew(held: Held) -> Finding:
    message = (
        f"{held.title} has no place for ids and the order in which things were written: who reads it back "
        "gets ids made anew; sessions are known by their UIDs"
    )
    return Finding(Severity.INFO, "not-held", (), message, facts=(("field", "ids"),))


def _fields(plan: Plan, held: Held) -> Iterator[Finding]:
    """For each field that loses anything, of whom."""
    found: dict[tuple[str, str], list[str]] = {}
    for kind, things in _written(plan):
        fields = held.fields.get(kind, frozenset())
        for thing in things:
            for field in _lossy(plan, held, kind, thing, fields):
                found.setdefault((kind, field), []).append(thing.id)
    for (kind, field), ids in found.items():
        name, _, part = field.partition(".")
        who = "the conference"
        if kind != "conference":
            who = f"{len(ids)} {kind}{'s' * (len(ids) > 1)}, {_titles(plan, kind, ids)}"
        message = f"{held.title} {_PARTS[part].format(_called(name))}: {who}"
        yield _finding(Severity.INFO, "not-held", message, kind, ids, field=f"{kind}.{field}")


def _written(plan: Plan) -> Iterator[tuple[str, Iterable[Any]]]:
    schedule = plan.schedule
    yield "conference", [schedule.conference]
    yield "session", [each for each in schedule.sessions if each.id not in plan.left_out]
    yield "room", schedule.rooms
    yield "track", schedule.tracks
    yield "participant", [each for each in schedule.participants if _is_in(plan, each)]


def _lossy(plan: Plan, held: Held, kind: str, thing: Value, fields: frozenset[str]) -> Iterator[str]:
    """The fields of a thing that are lost, or lose a part; that part stands after a point."""
    for name, field in type(thing).model_fields.items():
        value = getattr(thing, name)
        if name in _IDS.get(kind, ("id", "source_id")) or (name == "source" and _is_known(plan, held, thing)):
            continue
        if name == "extra" and isinstance(thing, Session) and _is_in_entry(plan, thing):
            continue
        if name not in fields:
            if value != field.get_default(call_default_factory=True) or field.is_required():
                yield name
        elif part := part_lost(plan, held, f"{kind}.{name}", thing):
            yield f"{name}.{part}"


def _is_in_entry(plan: Plan, session: Session) -> bool:
    """Whether what came along with a session is its number and its slug, and these are written."""
    entry = plan.entry(session.id)
    written = {"id": str(entry.number), "slug": entry.slug}
    return written["id"] == session.extra.get("id") and dict(session.extra).items() <= written.items()


def _is_known(plan: Plan, held: Held, thing: Any) -> bool:
    """Whether what came from such a file is known in this one by what it was known by there."""
    if thing.source != FRAB:
        return False
    match thing:
        case Session():
            return bool(thing.source_id == str(thing.uid))
        case Track():
            return thing.source_id in {*plan.slug(thing).values(), plan.track_names[thing.id]}
        case Room() if held is V1:
            return bool(thing.source_id == plan.guid(thing))
        case Room():
            return thing.source_id in {*plan.identity(thing).values(), plan.room_names[thing.id]}
    return thing.source_id in plan.identity(thing).values()


_PARTS = {
    "": "does not hold {}",
    "all": "does not hold {}",
    "languages": "holds {} in one language, and does not tell in which",
    "tags": "holds {} in one language, and HTML in it is read back as Markdown",
    "told-apart": "adds something to {}, which another has as well",
    "rooms": "holds the first of several rooms",
    "roles": "does not hold roles, positions as of then, and whether people will come",
    "labels": "holds the labels of links in one language, and does not tell in which",
    "repeated": "holds each link once, its label in one language",
    "further": "holds one of the languages spoken",
    "forms": "holds one form of the name, as a whole, and does not tell its language",
}

_CALLED = {
    "uid": "the UID",
    "parent": "what it is part of",
    "interpreted": "interpretation",
    "source": "where it came from",
    "extra": "what came along from elsewhere",
    "available": "when they are free",
    "plenary": "that everyone is meant to come",
    "pinned": "that its time is settled",
    "audience": "how many are expected",
    "contact": "the address of the office",
}


def _called(field: str) -> str:
    return _CALLED.get(field, f"the {field.replace('_', ' ')}")


def _titles(plan: Plan, kind: str, ids: Sequence[str]) -> str:
    shown = [_title(plan, kind, each) for each in ids[:_SHOWN]]
    return ", ".join(shown) + (f" and {len(ids) - _SHOWN} more" if len(ids) > _SHOWN else "")


def _title(plan: Plan, kind: str, at: Any) -> str:
    schedule = plan.schedule
    if kind == "participant":
        return plan.name(schedule.participant(at))
    if kind == "session":
        return f"'{plan.said(schedule.session(at).title)}'"
    ways: Mapping[str, Callable[[Any], Any]] = {"room": schedule.room, "track": schedule.track}
    found = ways.get(kind, schedule.organisation)(at)
    return f"'{plan.said(found.name)}'"


def _finding(
    severity: Severity, code: str, message: str, kind: str, ids: Sequence[str], *, field: str
) -> Finding:
    subjects = tuple(Subject(kind, each) for each in ids)
    return Finding(severity, code, tuple(ids), message, subjects=subjects, facts=(("field", field),))
