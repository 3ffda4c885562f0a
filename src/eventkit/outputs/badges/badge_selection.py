"""Selection and order of badges: by name, role, organisation, session, changed content; who is left out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any, Literal

from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity, Subject
from eventkit.messages import Message
from eventkit.model import (
    Appearance,
    OrganisationId,
    Participant,
    ParticipantId,
    Role,
    Session,
    SessionId,
)
from eventkit.outputs.badges.badge_holders import BadgeHolder, badge_name
from eventkit.outputs.badges.badge_sides import SideRenderer
from eventkit.outputs.badges.schedule_holders import people_appearing
from eventkit.outputs.precedence import ROLE_RANKS
from eventkit.schedule import Schedule
from eventkit.texts import fold
from eventkit.texts.pinyin import pinyin_key
from eventkit.typesetting.layout.flow_blocks import without_structure
from eventkit.wording.public_schedule import without_erased


@dataclass(frozen=True, slots=True)
class BadgeSelection:
    """A selection of holders: by one of the values of each criterion that has any.

    Attributes:
        people: The ids of participants, or of attendees in a list. A person who is named gets a badge even if
            they no longer appear.
        roles: The roles in any session.
        sessions: The sessions, including their parts.
        changed: The ids of holders whose badge changed; ``None`` for no such criterion.
    """

    people: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    organisations: frozenset[OrganisationId] = frozenset()
    sessions: frozenset[SessionId] = frozenset()
    changed: frozenset[str] | None = None


EVERYONE = BadgeSelection()
LEFT_OUT = "left-out"  # the code of findings about people whom a print leaves out


def find_absent(schedule: Schedule, selection: BadgeSelection) -> Iterator[Finding]:
    """The selected persons who no longer appear and get no badge, since all is cancelled.

    Persons in no session are not mentioned, nor those whom the selection names, since they get theirs.
    """
    if selection.people:
        return
    schedule = without_erased(schedule)
    others = frozenset(
        person.id for person in schedule.participants if not schedule.active_appearances(person.id)
    )
    if not others:
        return
    is_selected = selection_filter(schedule, selection)
    for person, appearances in people_appearing(schedule, others):
        if is_selected(BadgeHolder(person.id, badge_name(person.name[0]))):
            yield Finding(
                Severity.WARNING,
                LEFT_OUT,
                (person.id,),
                Message(
                    _absence(schedule, person, appearances),
                    "Select '{id}' by id to include them.",
                    id=person.id,
                ),
                subjects=(Subject("participant", person.id),),
            )


def _absence(
    schedule: Schedule, person: Participant, appearances: Iterable[tuple[Session, Appearance]]
) -> Message:
    name = person.name[0].full
    cancelled = [session.title for session, appearance in appearances if appearance.comes]
    if not cancelled:
        return Message("{name} is left out: they have cancelled.", name=name)
    if len(cancelled) > 1:
        return Message(
            "{name} is left out: their {count} sessions are cancelled.", name=name, count=len(cancelled)
        )
    title = cancelled[0].best(*schedule.conference.languages)[1]
    return Message("{name} is left out: their session “{title}” is cancelled.", name=name, title=title)


def selection_filter(schedule: Schedule, selection: BadgeSelection) -> Callable[[BadgeHolder], bool]:
    """A predicate for selected holders.

    Attendees who appear in no session are selected by id, role and the name of their organisation.
    """
    if selection == EVERYONE:
        return lambda _: True
    appearances_by_person: dict[ParticipantId, tuple[tuple[Session, Appearance], ...]] = {}
    if selection.roles or selection.organisations or selection.sessions:
        everyone = frozenset(person.id for person in schedule.participants)
        appearances_by_person |= {
            person.id: appearances for person, appearances in people_appearing(schedule, everyone)
        }
    session_ids = {
        part.id for session in selection.sessions for _, part in schedule.within(schedule.session(session))
    } | selection.sessions
    organisation_names = {
        fold(name)
        for organisation in selection.organisations
        for name in schedule.organisation(organisation).name.values()
    }

    def is_selected(holder: BadgeHolder) -> bool:
        if selection.people and holder.id not in selection.people:
            return False
        if selection.changed is not None and holder.id not in selection.changed:
            return False
        appearances = appearances_by_person.get(ParticipantId(holder.id))
        if appearances is None:
            return (
                not selection.sessions
                and (not selection.roles or holder.role in selection.roles)
                and (
                    not organisation_names
                    or any(fold(form.text) in organisation_names for form in holder.organisation)
                )
            )
        if selection.roles and not any(appearance.role in selection.roles for _, appearance in appearances):
            return False
        if selection.sessions and not any(session.id in session_ids for session, _ in appearances):
            return False
        organisations_of_holder = {
            affiliation.organisation
            for _, appearance in appearances
            for affiliation in schedule.affiliations_of(appearance)
        }
        return not selection.organisations or not selection.organisations.isdisjoint(organisations_of_holder)

    return is_selected


def changed_badges(
    before: tuple[SideRenderer, Iterable[BadgeHolder]], after: tuple[SideRenderer, Iterable[BadgeHolder]]
) -> frozenset[str]:
    """The ids of holders whose badge looks different from before, or who had none.

    A change that the template does not show, such as the time of a session, needs no new badge.
    """
    renderer, holders = before
    old: dict[str, list[object]] = {}
    for holder in holders:
        old.setdefault(holder.id, []).append(_appearance(renderer, holder))
    renderer, holders = after
    new: dict[str, list[object]] = {}
    for holder in holders:
        new.setdefault(holder.id, []).append(_appearance(renderer, holder))
    return frozenset(id_ for id_, sides in new.items() if sides != old.get(id_))


def _appearance(renderer: SideRenderer, holder: BadgeHolder) -> object:
    sides = renderer.sides(holder)
    return tuple(map(without_structure, sides.front)), tuple(map(without_structure, sides.back))


BadgeOrder = Literal["name", "organisation", "role", "room-and-time", "protocol"]

BADGE_ORDERS: tuple[BadgeOrder, ...] = ("name", "organisation", "role", "room-and-time", "protocol")

_CHINESE = re.compile("[\u3400-\u9fff]")


def sort_holders(holders: Iterable[BadgeHolder], order: BadgeOrder) -> list[BadgeHolder]:
    """The holders in an order; equal ones by name, then by id.

    ``protocol`` is the order of a podium: by sessions in time, and in each as its people are listed.
    """
    key = _SORT_KEYS[order]
    return sorted(holders, key=lambda holder: (key(holder), name_sort_key(holder), holder.id))


def name_sort_key(holder: BadgeHolder) -> str:
    """The sort key of a name: the stored one, or else a form in Latin letters, or else pinyin.

    Accents and case do not count. Chinese characters are sorted as `eventkit.texts.pinyin` has them.
    """
    if holder.sort_key:
        return fold(holder.sort_key)
    forms = [holder.name, *([holder.second_name] if holder.second_name else [])]
    if _CHINESE.search(forms[0].text):
        latin = next((form for form in forms if fold(form.text)[:1].isascii()), None)
        return fold(latin.text) if latin else pinyin_key(forms[0].text)
    return fold(forms[0].text)


_UNSCHEDULED = datetime.max  # noqa: DTZ901 - wall times are naive


def _by_room_and_time(holder: BadgeHolder) -> tuple[str, datetime]:
    start, room, *_ = _by_protocol(holder)
    return room, start


def _by_organisation(holder: BadgeHolder) -> tuple[bool, str]:
    return not holder.organisation, fold(holder.organisation[0].text) if holder.organisation else ""


def _by_protocol(holder: BadgeHolder) -> tuple[datetime, str, str, int]:
    session = next(iter(holder.sessions), None)
    if session is None:
        return _UNSCHEDULED, "", "", 0
    room = fold(session.room[0].text) if session.room else ""
    return session.start or _UNSCHEDULED, room, session.title[0].text, session.rank


_SORT_KEYS: Mapping[BadgeOrder, Callable[[BadgeHolder], Any]] = {
    "name": lambda _: 0,
    "organisation": _by_organisation,
    "role": lambda holder: (ROLE_RANKS.get(holder.role, len(ROLE_RANKS)), fold(holder.role)),
    "room-and-time": _by_room_and_time,
    "protocol": _by_protocol,
}


def require_someone(
    holders: Iterator[BadgeHolder], schedule: Schedule, selection: BadgeSelection
) -> Iterator[BadgeHolder]:
    """The same holders, of whom there is one at least.

    Raises:
        EventkitError: There is nobody.
    """
    first = next(holders, None)
    if first is None:
        people = (person for person in schedule.participants if person.id in selection.people)
        absent = next((person for person in people if not schedule.appearances(person.id)), None)
        if absent is not None:
            raise EventkitError(
                "{full} is in no session. Add '{id}' to a session, or print the badge of a guest "
                "from a list of attendees.",
                full=absent.name[0].full,
                id=absent.id,
            )
        left_out = next(find_absent(schedule, selection), None)
        message = (
            left_out.message
            if left_out is not None
            else Message("Nobody matches the selection. Check who appears, in which roles.")
        )
        raise EventkitError(message)
    return chain((first,), holders)
