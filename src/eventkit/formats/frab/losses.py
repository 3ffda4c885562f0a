"""What of a schedule these files do not hold, told field by field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventkit.findings import Finding, Severity, Subject
from eventkit.formats.frab.json_writing import named_zone
from eventkit.formats.frab.marks import FRAB
from eventkit.formats.frab.planned import Plan
from eventkit.formats.frab.taking import names
from eventkit.formats.frab.xml_writing import recorded
from eventkit.intake import Markup
from eventkit.intake.markup import markdown
from eventkit.model import Link, Participant, Role, Room, Session, Track
from eventkit.texts import Text
from eventkit.values import Value

_SHOWN = 3
_REASONS = {
    "cancelled": "cancelled, and such a file cannot tell that",
    "unscheduled": "not scheduled yet",
    "too-long": "longer than 99 days",
    "block": "blocks that hold the sessions which are in it",
}
_NOUNS = {
    "session": ("session", "sessions"),
    "room": ("room", "rooms"),
    "track": ("track", "tracks"),
    "participant": ("participant", "participants"),
}


@dataclass(frozen=True, slots=True)
class Held:
    """What a format has fields for.

    Attributes:
        title: What it is called in messages.
        fields: By kind of thing the fields of the model that it holds, in one language; a text in others too
            is told of.
    """

    title: str
    fields: Mapping[str, frozenset[str]]


_SESSION = names("uid title subtitle kind slot people track abstract languages links streams")
_CONFERENCE = names("title start end zone day_change url")
XML = Held(
    "schedule.xml",
    {
        "conference": _CONFERENCE,
        "session": _SESSION,
        "room": frozenset({"name"}),
        "track": frozenset({"name", "colour"}),
        "participant": frozenset({"name"}),
    },
)
V1 = Held(
    "schedule.json",
    {
        "conference": _CONFERENCE,
        "session": _SESSION - {"streams"},
        "room": frozenset({"name", "capacity"}),
        "track": frozenset({"name", "colour"}),
        "participant": frozenset({"name", "biography"}),
    },
)


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
            yield _finding(Severity.WARNING, "left-out", message, "session", ids, why)


def _people(plan: Plan, held: Held) -> Iterator[Finding]:
    """Those who appear in nothing that is written."""
    ids = [each.id for each in plan.schedule.participants if not _is_in(plan, each)]
    if ids:
        message = (
            f"{held.title} has only those who appear in an event: {len(ids)} participants are not in it: "
            f"{_titles(plan, 'participant', ids)}"
        )
        yield _finding(Severity.WARNING, "left-out", message, "participant", ids, "appears-nowhere")


def _organisations(plan: Plan, held: Held) -> Iterator[Finding]:
    ids = [each.id for each in plan.schedule.organisations]
    if ids:
        message = f"{held.title} has no place for organisations: {_titles(plan, 'organisation', ids)}"
        yield _finding(Severity.INFO, "left-out", message, "organisation", ids, "organisations")


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
            who = f"{len(ids)} {_NOUNS[kind][len(ids) > 1]}, {_titles(plan, kind, ids)}"
        message = f"{held.title} {_PARTS[part].format(_called(name))}: {who}"
        yield _finding(Severity.INFO, "not-held", message, kind, ids, f"{kind}.{field}")


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
        elif part := _part(plan, held, f"{kind}.{name}", thing):
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


_IDS = {"conference": ("id", "uid")}


def _part(plan: Plan, held: Held, field: str, thing: Any) -> str:
    """What part of a field that is held is lost; empty where it is held as it is."""
    value = getattr(thing, field.partition(".")[2])
    if isinstance(value, Text):
        names: Mapping[str, Any] = {"room.name": plan.room_names, "track.name": plan.track_names}
        if field in names and names[field][thing.id] != plan.said(value):
            return "told-apart"
        if field in _LONG and _is_marked_up(plan.said(value)):
            return "tags"
        return "languages" if _in_others(plan, value) else ""
    check = _CHECKS.get(field)
    return check(plan, held, thing) if check else ""


_LONG = frozenset({"session.abstract", "participant.biography"})


def _is_marked_up(text: str) -> bool:
    """Whether there is HTML or an image in a Markdown text: readers take that for what it may do."""
    return ("<" in text or "](" in text) and markdown(text, Markup.MARKDOWN).text != text


def _in_others(plan: Plan, text: Text | None) -> bool:
    """Whether a text is in other languages than the one that readers take it for."""
    return text is not None and list(text) != [plan.languages[0]]


def _slot(plan: Plan, _: Held, session: Session) -> str:
    return "rooms" if len(plan.schedule.rooms_of(session)) > 1 else ""


def _appearing(_: Plan, __: Held, session: Session) -> str:
    who = [each.participant for each in session.people]
    odd = any(
        each.role is not Role.SPEAKER or each.affiliations or each.status.value != "confirmed"
        for each in session.people
    )
    return "roles" if odd or len(set(who)) < len(who) else ""


def _links(plan: Plan, _: Held, session: Session) -> str:
    def loses(link: Link) -> bool:
        return _in_others(plan, link.label) or (link.label is not None and plan.said(link.label) == link.url)

    if len({link.url for link in session.links}) < len(session.links):
        return "repeated"
    return "labels" if any(map(loses, session.links)) else ""


def _languages(_: Plan, __: Held, session: Session) -> str:
    return "further" if len(session.languages) > 1 else ""


def _streams(_: Plan, __: Held, session: Session) -> str:
    return "all" if session.streams and not recorded(session) else ""


def _name(plan: Plan, _: Held, participant: Participant) -> str:
    form = participant.named(plan.languages[0])[0]
    parts = (form.given, form.family, form.sort, form.badge)
    return "forms" if len(participant.name) > 1 or any(parts) or form.language != plan.languages[0] else ""


def _zone(plan: Plan, held: Held, _: Any) -> str:
    return "all" if held is V1 and not named_zone(plan.schedule.conference.zone) else ""


def _change(plan: Plan, _: Held, __: Any) -> str:
    """Days whose clocks are put forward over their end do not tell it."""
    ends = [plan.schedule.wall(plan.bounds(on)[1]).time() for on in plan.days]
    return "all" if max(dict.fromkeys(ends), key=ends.count) != plan.schedule.conference.day_change else ""


_CHECKS: Mapping[str, Callable[[Plan, Held, Any], str]] = {
    "session.slot": _slot,
    "session.people": _appearing,
    "session.links": _links,
    "session.languages": _languages,
    "session.streams": _streams,
    "participant.name": _name,
    "conference.zone": _zone,
    "conference.day_change": _change,
}

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


def _finding(  # noqa: PLR0917 - all that a finding is
    severity: Severity, code: str, message: str, kind: str, ids: Sequence[str], field: str
) -> Finding:
    subjects = tuple(Subject(kind, each) for each in ids)
    return Finding(severity, code, tuple(ids), message, subjects=subjects, facts=(("field", field),))
