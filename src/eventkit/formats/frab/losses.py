"""What schedule.xml and schedule.json cannot store."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Any

from eventkit.formats.frab.json_writing import named_zone
from eventkit.formats.frab.marks import FRAB
from eventkit.formats.frab.planned import Plan
from eventkit.formats.frab.xml_writing import recorded
from eventkit.formats.losses import CANCELLED_APPEARANCES, LossSpec, Omission, PartialLoss
from eventkit.intake import Markup
from eventkit.intake.html_to_markdown import to_markdown
from eventkit.model import (
    Appearance,
    Conference,
    Link,
    Name,
    Participant,
    Room,
    Session,
    Slot,
    Stream,
    Track,
)
from eventkit.schedule import Schedule, Thing
from eventkit.texts import Text
from eventkit.values import Value

_REASONS = {
    "cancelled": "cancelled sessions",
    "unscheduled": "sessions without a time",
    "too-long": "sessions longer than 99 days",
    "block": "blocks, only the sessions in them",
}
"""By the reason for which a plan leaves sessions out, the phrase for them."""

_XML: Mapping[type[Value], AbstractSet[str]] = {
    Conference: {"title", "start", "end", "zone", "day_change", "url"},
    Session: {
        "uid",
        "title",
        "subtitle",
        "kind",
        "slot",
        "people",
        "track",
        "abstract",
        "languages",
        "links",
        "streams",
    },
    Slot: {"period", "rooms"},
    Appearance: {"participant"},
    Link: {"url", "label"},
    Stream: {"url", "kind"},
    Room: {"name"},
    Track: {"name", "colour"},
    Participant: {"name"},
    Name: {"full", "language"},
}
_JSON: Mapping[type[Value], AbstractSet[str]] = {
    **_XML,
    Session: _XML[Session] - {"streams"},
    Room: {"name", "capacity"},
    Participant: {"name", "biography"},
}
_LONG = {"session.abstract", "participant.biography"}


def xml_losses(plan: Plan) -> LossSpec:
    """What the schedule.xml of a plan cannot store."""
    streams = PartialLoss(
        "session.streams",
        "more than one recording of a session, or details of it",
        lambda session, _: bool(session.streams) and not recorded(session),
    )
    return _losses(plan, "schedule.xml", _XML, streams)


def json_losses(plan: Plan) -> LossSpec:
    """What the schedule.json of a plan cannot store."""
    zone = PartialLoss(
        "conference.zone",
        "this time zone",
        lambda conference, _: not named_zone(conference.zone),
    )
    return _losses(plan, "schedule.json", _JSON, zone)


def _losses(
    plan: Plan, format_: str, fields: Mapping[type[Value], AbstractSet[str]], further: PartialLoss
) -> LossSpec:
    def has_reason(reason: str) -> Omission:
        def is_omitted(session: Session, _: Schedule) -> bool:
            return plan.left_out.get(session.id) == reason

        return Omission(Thing.SESSION, _REASONS[reason], is_omitted)

    return LossSpec(
        format=format_,
        fields=fields,
        partial=(*_partial(plan), further),
        omissions=(
            *map(has_reason, _REASONS),
            Omission(
                Thing.PARTICIPANT,
                "people who appear in none of its events",
                lambda participant, _: not _appears(plan, participant),
            ),
        ),
        stores_text=lambda path, text, _: _stores_text(plan, path, text),
        text_loss="the language of {}, or more than one",
        stores_elsewhere=lambda entity, field: _stores_elsewhere(plan, fields, entity, field),
        keeps_ids=False,
    )


def _appears(plan: Plan, participant: Participant) -> bool:
    return any(
        appearance.comes and session.id not in plan.left_out
        for session, appearance in plan.schedule.appearances(participant.id)
    )


def _stores_text(plan: Plan, path: str, text: Text) -> bool:
    """Whether a text is in the language that readers assume, and is not changed as markup."""
    return list(text) == [plan.languages[0]] and not (path in _LONG and _is_marked_up(plan.said(text)))


def _is_marked_up(text: str) -> bool:
    """Whether there is HTML or an image in a Markdown text: readers take that for what it may do."""
    return ("<" in text or "](" in text) and to_markdown(text, Markup.MARKDOWN).text != text


def _partial(plan: Plan) -> tuple[PartialLoss, ...]:
    def has_other_rooms(session: Session, schedule: Schedule) -> bool:
        return len(schedule.rooms_of(session)) > 1

    def appears_twice(session: Session, _: Schedule) -> bool:
        return len({each.participant for each in session.people}) < len(session.people)

    def loses_links(session: Session, _: Schedule) -> bool:
        are_repeated = len({link.url for link in session.links}) < len(session.links)
        return are_repeated or any(plan.said(link.label) == link.url for link in session.links)

    def has_other_forms(participant: Participant, _: Schedule) -> bool:
        form = participant.named(plan.languages[0])[0]
        return len(participant.name) > 1 or form.language != plan.languages[0]

    def has_other_change(conference: Conference, _: Schedule) -> bool:
        # A day on which clocks go forward over its end has another end.
        ends = [plan.schedule.wall(plan.bounds(on)[1]).time() for on in plan.days]
        return max(dict.fromkeys(ends), key=ends.count) != conference.day_change

    return (
        PartialLoss("session.slot", "more than one room of a session", has_other_rooms),
        CANCELLED_APPEARANCES,
        PartialLoss("session.people", "several roles of one person", appears_twice),
        PartialLoss("session.links", "repeated links, or labels that are addresses", loses_links),
        PartialLoss(
            "session.languages",
            "more than one language of a session",
            lambda session, _: len(session.languages) > 1,
        ),
        PartialLoss("participant.name", "the language of names, or more than one form", has_other_forms),
        PartialLoss("conference.day_change", "the time at which a day ends", has_other_change),
        PartialLoss(
            "room.name",
            "two rooms of one name without a suffix",
            lambda room, _: plan.room_names[room.id] != plan.said(room.name),
        ),
        PartialLoss(
            "track.name",
            "two tracks of one name without a suffix",
            lambda track, _: plan.track_names[track.id] != plan.said(track.name),
        ),
    )


def _stores_elsewhere(
    plan: Plan, fields: Mapping[type[Value], AbstractSet[str]], entity: Any, field: str
) -> bool:
    """Whether a source or extra data come back, since the file has them as its own ids and numbers."""
    if field == "source":
        return entity.source == FRAB and _is_known(plan, fields, entity)
    return field == "extra" and isinstance(entity, Session) and _is_in_entry(plan, entity)


def _is_in_entry(plan: Plan, session: Session) -> bool:
    """Whether extra data are the number and the slug of the session, which are written."""
    entry = plan.entry(session.id)
    written = {"id": str(entry.number), "slug": entry.slug}
    return written["id"] == session.extra.get("id") and dict(session.extra).items() <= written.items()


def _is_known(plan: Plan, fields: Mapping[type[Value], AbstractSet[str]], entity: Any) -> bool:
    """Whether an entity from such a file has in this one the id that it had there."""
    match entity:
        case Session():
            return bool(entity.source_id == str(entity.uid))
        case Track():
            return entity.source_id in {*plan.slug(entity).values(), plan.track_names[entity.id]}
        case Room() if fields is _JSON:
            return bool(entity.source_id == plan.guid(entity))
        case Room():
            return entity.source_id in {*plan.identity(entity).values(), plan.room_names[entity.id]}
    return entity.source_id in plan.identity(entity).values()
