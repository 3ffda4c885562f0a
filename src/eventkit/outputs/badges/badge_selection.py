"""Selection and order of badges: by name, role, organisation, session, changed content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any, Literal

from eventkit.model import OrganisationId, ParticipantId, Role, SessionId
from eventkit.outputs.badges.badge_holders import ROLE_RANKS, BadgeHolder
from eventkit.outputs.badges.badge_sides import SideRenderer
from eventkit.outputs.badges.schedule_holders import people_appearing
from eventkit.schedule import Schedule
from eventkit.texts import folded


@dataclass(frozen=True, slots=True)
class BadgeSelection:
    """Whom badges are for. Of each kind one is enough; of all kinds that say anything, each must hold.

    Attributes:
        people: Their ids, or those they have in a list of attendees.
        roles: As what they appear, whatever else they appear as.
        organisations: Whom they come from.
        sessions: Where they appear, there or in a part of it.
        changed: The ids of those whose badge changed; ``None`` where that is not asked for.
    """

    people: frozenset[str] = frozenset()
    roles: frozenset[Role] = frozenset()
    organisations: frozenset[OrganisationId] = frozenset()
    sessions: frozenset[SessionId] = frozenset()
    changed: frozenset[str] | None = None


EVERYONE = BadgeSelection()
"""Nobody is left out."""


def selection_filter(schedule: Schedule, selection: BadgeSelection) -> Callable[[BadgeHolder], bool]:
    """Whether a wearer is among those that are selected.

    Whoever is in no session, of a list of attendees, is known by id, role and the name of the organisation.
    """
    if selection == EVERYONE:
        return lambda _: True
    appearing = {person.id: appearances for person, appearances in people_appearing(schedule)}
    within = {
        part.id for each in selection.sessions for _, part in schedule.within(schedule.session(each))
    } | selection.sessions
    bodies = {
        folded(name) for each in selection.organisations for name in schedule.organisation(each).name.values()
    }

    def is_chosen(wearer: BadgeHolder) -> bool:
        if selection.people and wearer.id not in selection.people:
            return False
        if selection.changed is not None and wearer.id not in selection.changed:
            return False
        appearances = appearing.get(ParticipantId(wearer.id))
        if appearances is None:
            return (
                not selection.sessions
                and (not selection.roles or wearer.role in selection.roles)
                and (not bodies or any(folded(form.text) in bodies for form in wearer.organisation))
            )
        if selection.roles and not any(each.role in selection.roles for _, each in appearances):
            return False
        if selection.sessions and not any(session.id in within for session, _ in appearances):
            return False
        held = {each.organisation for _, one in appearances for each in schedule.affiliations_of(one)}
        return not selection.organisations or not selection.organisations.isdisjoint(held)

    return is_chosen


def changed_badges(
    before: tuple[SideRenderer, Iterable[BadgeHolder]], after: tuple[SideRenderer, Iterable[BadgeHolder]]
) -> frozenset[str]:
    """The ids of those whose badge looks otherwise than before, or who had none.

    What no badge shows, such as the hour of a session where the template lists none, asks for no new one.
    """
    faces, wearers = before
    old: dict[str, list[object]] = {}
    for wearer in wearers:
        old.setdefault(wearer.id, []).append(_appearance(faces, wearer))
    faces, wearers = after
    new: dict[str, list[object]] = {}
    for wearer in wearers:
        new.setdefault(wearer.id, []).append(_appearance(faces, wearer))
    return frozenset(id_ for id_, looks in new.items() if looks != old.get(id_))


def _appearance(faces: SideRenderer, wearer: BadgeHolder) -> object:
    face = faces.sides(wearer)
    return face.front, face.back


BadgeOrder = Literal["name", "organisation", "role", "room-and-time", "protocol"]


BADGE_ORDERS: tuple[BadgeOrder, ...] = ("name", "organisation", "role", "room-and-time", "protocol")
"""What badges can be sorted by."""


# The 3,755 usual characters of GB 2312 (1980) are arranged by their reading in pinyin. These are the first of
# each letter; none begins with i, u or v.
_FIRST_OF_LETTERS = "啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝"


_LETTERS = "abcdefghjklmnopqrstwxyz"


_CHINESE = re.compile("[\u3400-\u9fff]")


_LAST_USUAL = b"\xd7\xf9"


_STARTS = [character.encode("gb2312") for character in _FIRST_OF_LETTERS]


_ENDS = [*(below for _, below in pairwise(_STARTS)), _LAST_USUAL + b"\xff"]


def sort_holders(wearers: Iterable[BadgeHolder], order: BadgeOrder) -> list[BadgeHolder]:
    """The wearers in an order; those who are equal in it by name, and then by id.

    ``protocol`` is the order of a podium: by the sessions in time, and in each as its people are written.
    """
    key = _SORT_KEYS[order]
    return sorted(wearers, key=lambda wearer: (key(wearer), name_sort_key(wearer), wearer.id))


def name_sort_key(wearer: BadgeHolder) -> str:
    """What a name is sorted by: the key that is stored, or else a form in Latin letters, or else its reading.

    Letters count without accents and case. Of names in Chinese characters alone, each character counts as its
    letter in pinyin and its place in GB 2312, which is arranged by pinyin; no other reading of a character is
    known, so that a surname such as 曾 wants a stored key.
    """
    if wearer.sort_key:
        return folded(wearer.sort_key)
    forms = [wearer.name, *([wearer.second_name] if wearer.second_name else [])]
    if _CHINESE.search(forms[0].text):
        latin = next((form for form in forms if folded(form.text)[:1].isascii()), None)
        return folded(latin.text) if latin else "".join(map(_pinyin_sort_key, forms[0].text))
    return folded(forms[0].text)


def _pinyin_sort_key(character: str) -> str:
    """A key among Latin letters: its own letter, behind all that is written with that, and its place."""
    try:
        code = character.encode("gb2312")
    except UnicodeEncodeError:
        return folded(character)
    for letter, start, end in zip(_LETTERS, _STARTS, _ENDS, strict=True):
        if len(code) == 2 and start <= code < end:
            return f"{letter}{{{code.hex()}"
    return folded(character)


_UNSCHEDULED = datetime.max  # noqa: DTZ901 - wall times are naive


def _by_room_and_time(wearer: BadgeHolder) -> tuple[str, datetime]:
    start, room, *_ = _by_protocol(wearer)
    return room, start


def _by_organisation(wearer: BadgeHolder) -> tuple[bool, str]:
    return not wearer.organisation, folded(wearer.organisation[0].text) if wearer.organisation else ""


def _by_protocol(wearer: BadgeHolder) -> tuple[datetime, str, str, int]:
    held = next(iter(wearer.sessions), None)
    if held is None:
        return _UNSCHEDULED, "", "", 0
    room = folded(held.room[0].text) if held.room else ""
    return held.start or _UNSCHEDULED, room, held.title[0].text, held.rank


_SORT_KEYS: Mapping[BadgeOrder, Callable[[BadgeHolder], Any]] = {
    "name": lambda _: 0,
    "organisation": _by_organisation,
    "role": lambda wearer: (ROLE_RANKS.get(wearer.role, len(ROLE_RANKS)), folded(wearer.role)),
    "room-and-time": _by_room_and_time,
    "protocol": _by_protocol,
}
