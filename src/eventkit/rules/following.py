"""Settings that follow where things get other ids: what names a thing by its old id names it by the new."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TypeVar

from eventkit.findings import Finding, Subject, in_order
from eventkit.model import RoomId, SessionId
from eventkit.rules.checking import Effect, check
from eventkit.rules.settings import ChangeOver, Settings, Waiver, Wish
from eventkit.schedule import Schedule

T = TypeVar("T")
Key = TypeVar("Key", bound=str)

Ids = Mapping[Subject, str]
"""The new ids of things, by their kinds and old ids."""

_Likeness = tuple[str, frozenset[Subject], tuple[str, ...]]


def renamed(settings: Settings, ids: Ids) -> Settings:
    """The settings with every id in them made the new one; waivers stay, see `waived_again`.

    What was asked of a thing goes before what was asked of its new id while nothing had it. A pair that
    comes to name one thing twice is left out.
    """

    def rooms(pair: tuple[RoomId, RoomId]) -> tuple[RoomId, RoomId]:
        return RoomId(_now("room", pair[0], ids)), RoomId(_now("room", pair[1], ids))

    def sessions(pair: tuple[SessionId, SessionId]) -> tuple[SessionId, SessionId]:
        return SessionId(_now("session", pair[0], ids)), SessionId(_now("session", pair[1], ids))

    ways = (ChangeOver(rooms=rooms(each.rooms), minutes=each.minutes) for each in settings.change_overs)
    wishes = (
        Wish(kind=each.kind, sessions=sessions(each.sessions), reason=each.reason) for each in settings.wishes
    )
    return settings.model_copy(
        update={
            "change_overs": tuple(each for each in ways if each.rooms[0] != each.rooms[1]),
            "room_hours": _keys("room", settings.room_hours, ids),
            "needs": _keys("session", settings.needs, ids),
            "wishes": tuple(each for each in wishes if each.sessions[0] != each.sessions[1]),
        }
    )


def waived_again(
    settings: Settings, before: Iterable[Finding], after: Iterable[Finding], ids: Ids
) -> Settings:
    """The settings with the waivers of what was found before given to the same, found under the new ids.

    A waiver of what is not found, or not found again, stays as it is, and lapses.
    """
    was = {each.identity: each for each in before}
    again: dict[_Likeness, Finding] = {_likeness(each, ids, after=True): each for each in after}

    def moved(waiver: Waiver) -> Waiver:
        found = was.get(waiver.identity)
        same = again.get(_likeness(found, ids)) if found else None
        return waiver.model_copy(update={"identity": same.identity, "about": same.about}) if same else waiver

    return settings.model_copy(update={"waivers": tuple(map(moved, settings.waivers))})


def effect_with_ids(before: Schedule, after: Schedule, settings: Settings, ids: Ids) -> Effect:
    """What an edit that gives things other ids changes of what the rules find, by what is found alone: under
    another id it is the same. The settings may name things by either id.
    """
    old = renamed(settings, {Subject(kind, new): id_ for (kind, id_), new in ids.items()})
    was = {(_likeness(each, ids), each.severity): each for each in check(before, old)}
    now = {
        (_likeness(each, ids, after=True), each.severity): each
        for each in check(after, renamed(settings, ids))
    }
    return Effect(
        added=in_order(each for key, each in now.items() if key not in was),
        removed=in_order(each for key, each in was.items() if key not in now),
    )


def _now(kind: str, id_: str, ids: Ids) -> str:
    return ids.get(Subject(kind, id_), id_)


def _keys(kind: str, asked: Mapping[Key, T], ids: Ids) -> dict[str, T]:
    followed: dict[str, T] = {id_: value for id_, value in asked.items() if Subject(kind, id_) not in ids}
    return followed | {ids[Subject(kind, id_)]: asked[id_] for id_ in asked if Subject(kind, id_) in ids}


def _likeness(found: Finding, ids: Ids, *, after: bool = False) -> _Likeness:
    """What a finding has in common with the same one ``after`` the ids changed, be its order another.

    Facts do not tell of what kind the things are that they name, so that on both sides they are taken by
    their new ids whichever they are; subjects do.
    """
    subjects = frozenset(
        each if after else Subject(each.kind, _now(each.kind, each.id, ids)) for each in found.subjects
    )
    new = {old: id_ for (_, old), id_ in ids.items()}
    words = (word for _, fact in found.facts for word in re.split(r"[ ,]", fact))
    return found.code, subjects, tuple(sorted(new.get(word, word) for word in words))
