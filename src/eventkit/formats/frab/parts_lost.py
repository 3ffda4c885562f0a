"""What part of a field is lost where a format holds the rest of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from eventkit.formats.frab.held import V1, Held
from eventkit.formats.frab.json_writing import named_zone
from eventkit.formats.frab.planned import Plan
from eventkit.formats.frab.xml_writing import recorded
from eventkit.intake import Markup
from eventkit.intake.markup import to_markdown
from eventkit.model import Link, Participant, Role, Session
from eventkit.texts import Text


def part_lost(plan: Plan, held: Held, field: str, thing: Any) -> str:
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
    return ("<" in text or "](" in text) and to_markdown(text, Markup.MARKDOWN).text != text


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
