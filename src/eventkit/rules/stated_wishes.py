"""Stated wishes: the needs and wishes in the fields of a schedule, as settings that rules read.

``only 2027-09-06 09:00-12:00 hall`` is a restriction of a session, of a person's sessions or of a
track's; ``prefer`` and ``avoid`` begin a preference. Relations are to sessions, tracks or tags that are
named, or among the sessions of a track; sessions that name one tag (``apart #unrecorded``) are meant by it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from itertools import chain, combinations, pairwise, product
from typing import Any

from eventkit.model import Kind, Session, Status
from eventkit.model.wishes import CHAIR, IN_ORDER, NUMBERS, PLACE_WORDS, RELATIONS, split_wish
from eventkit.rules.rule_settings import DayPart, RuleSettings, StatedPreference, Wish, WishKind
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.times.wall_times import DATE_PATTERN, parse_clock_time

_HOURS = re.compile(r"(\d{1,2}:\d\d)[-–](\d{1,2}:\d\d)")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_MOST_TALKS = 50


class StatedSettings(RuleSettings):
    """Rule settings with the wishes of a schedule: what rules read."""

    wishes: tuple[Wish, ...] = ()
    """Relations between sessions."""

    preferences: tuple[StatedPreference, ...] = ()
    """Preferred times and rooms, and those that are a condition."""

    unread: tuple[str, ...] = ()
    """Wishes that are not understood."""

    is_stated: bool = False
    """True if the schedule has any wish."""

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Every id that the settings and wishes name, and the wishes that are not understood."""
        yield from super().named()
        for wish in self.wishes:
            yield from (("wishes", "session", session) for session in wish.sessions)
        for preference in self.preferences:
            yield from (("wishes", "room", room) for room in preference.rooms)
        yield from (("wishes", "wish", wish) for wish in self.unread)


def add_stated_wishes(settings: RuleSettings, schedule: Schedule) -> StatedSettings:
    """The settings with the wishes in the fields of a schedule."""
    if isinstance(settings, StatedSettings):
        return settings
    owners: list[Any] = [schedule.conference, *schedule.sessions, *schedule.tracks, *schedule.participants]
    stated = [(owner, wish) for owner in owners for wish in owner.wishes]
    if not stated:
        return StatedSettings.model_construct(**dict(settings))
    reader = _Reader(schedule, stated)
    wishes = dict.fromkeys(reader.wishes())
    return StatedSettings.model_construct(
        **{
            **dict(settings),
            **reader.numbers,
            "wishes": tuple(wishes),
            "preferences": tuple(reader.preferences),
            "unread": tuple(dict.fromkeys(reader.unread)),
            "is_stated": True,
        }
    )


class _Reader:
    """Reads the wishes of one schedule."""

    def __init__(self, schedule: Schedule, stated: Sequence[tuple[Any, str]]) -> None:
        self._schedule = schedule
        self._sessions = {session.id for session in schedule.sessions}
        self._members: dict[str, list[str]] = {track.id: [] for track in schedule.tracks}
        for session in schedule.sessions:
            if session.track is not None and _counts(session):
                self._members[session.track].append(session.id)
        self._stated = [(owner, wish, split_wish(wish)) for owner, wish in stated]
        self.preferences: list[StatedPreference] = []
        self.numbers: dict[str, int] = {}
        self.unread: list[str] = []
        self._tags: dict[tuple[str, str], list[str]] = {}
        for owner, _, (word, _, names, _) in self._stated:
            for name in names:
                if name.startswith("#"):
                    self._tags.setdefault((word, name), []).extend(self._sessions_of(owner))

    def wishes(self) -> Iterator[Wish]:
        """The relations; restrictions, preferences and numbers are collected on the way."""
        for owner, wish, (word, preferred, names, reason) in self._stated:
            if word in PLACE_WORDS and names and owner is not self._schedule.conference:
                self.preferences.append(self._preference(owner, wish, word, names))
            elif word in IN_ORDER and not names:
                self.unread.append(
                    wish
                )  # sessions are listed below their blocks: another place, another order
            elif word in RELATIONS and owner is not self._schedule.conference:
                for kind, ids in self._relations(word, self._sessions_of(owner), names):
                    yield Wish.model_construct(kind=kind, sessions=ids, preferred=preferred, reason=reason)
            elif word in NUMBERS and len(names) == 1 and names[0].isdecimal():
                self.numbers[NUMBERS[word]] = min(int(names[0]), 1440 if "turn" in word else _MOST_TALKS)
            elif word != CHAIR or owner.id not in self._members or not names:
                self.unread.append(wish)
        yield from self._chairs()

    def _chairs(self) -> Iterator[Wish]:
        """The tracks that one person chairs, and what else they have to be in, are apart."""
        tracks: dict[str, list[list[str]]] = {}
        for owner, _, (word, _, names, _) in self._stated:
            for name in names if word == CHAIR else ():
                tracks.setdefault(name, []).append(self._members.get(owner.id, []))
        for person, chaired in tracks.items():
            own: set[str] = {session.id for session, _ in self._schedule.active_appearances(person)}
            groups: list[list[str]] = [*chaired, sorted(own.difference(*chaired))]
            for one, other in combinations(groups, 2):
                for ids in product(one, other):
                    if ids[0] != ids[1]:
                        yield Wish.model_construct(
                            kind=WishKind.APART, sessions=ids, preferred=False, reason=person
                        )

    def _sessions_of(self, owner: Any) -> list[str]:
        if isinstance(owner, Session):
            return [owner.id]
        if owner.id in self._members and owner in self._schedule.tracks:
            return self._members[owner.id]
        return [session.id for session, _ in self._schedule.active_appearances(owner.id)]

    def _relations(
        self, word: str, ids: list[str], names: tuple[str, ...]
    ) -> Iterator[tuple[WishKind, tuple[str, ...]]]:
        if word == "in-order":
            yield from ((WishKind.BEFORE, pair) for pair in pairwise(names))
            return
        kind = WishKind.BEFORE if word == "after" else WishKind(word)
        if kind.number == 1:
            yield from ((kind, (id_,)) for id_ in ids)
        elif kind.number == 0:
            others = chain.from_iterable(self._named(word, name) for name in names)
            yield from [(kind, tuple(dict.fromkeys((*ids, *others))))] if ids else []
        elif not names:
            yield from ((kind, pair) for pair in combinations(ids, 2))
        else:
            others = chain.from_iterable(self._named(word, name) for name in names)
            for one, other in _pairs(ids, [*others]):
                pair = (other, one) if word == "after" else (one, other)
                yield kind, pair if kind.in_order else tuple(sorted(pair))

    def _named(self, word: str, name: str) -> list[str]:
        """The sessions that a name means: a tag, a session or a track; unknown ones are reported as lost."""
        if name.startswith("#"):
            return self._tags[word, name]
        return [name] if name in self._sessions else self._members.get(name, [name])

    def _preference(self, owner: Any, wish: str, word: str, names: Iterable[str]) -> StatedPreference:
        required, excluded = PLACE_WORDS[word]
        fields: dict[str, Any] = {"days": [], "rooms": [], "periods": []}
        day: date | None = None
        for name in names:
            hours = _HOURS.fullmatch(name)
            if hours:
                if day in fields["days"]:
                    fields["days"].remove(day)
                days = self._schedule.conference.dates if day is None else (day,)
                fields["periods"] += (self._period(on, *hours.groups()) for on in days)
            elif re.fullmatch(DATE_PATTERN, name):
                day = date.fromisoformat(name)
                fields["days"].append(day)
            elif len(name) > 2 and (on := _on_weekday(self._schedule.conference.dates, name.lower())):
                fields["days"] += on
                day = on[-1]
            elif (part := name.lower().removesuffix("s")) in [*DayPart]:
                fields["part_of_day"] = DayPart(part)
            else:
                fields["rooms"].append(name)
        if fields["periods"]:  # whole days are alternatives to them
            fields["periods"] += (self._period(on, "00:00", "24:00") for on in fields["days"])
            fields["days"] = []
        if isinstance(owner, Session):
            kind = "session"
        else:
            kind = "track" if owner in self._schedule.tracks else "participant"
        fields = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
        return StatedPreference.model_construct(
            **{kind: owner.id, **fields}, required=required, excluded=excluded, words=wish
        )

    def _period(self, on: date, opens: str, closes: str) -> Period:
        start, end = (
            datetime.combine(on, parse_clock_time(clock) if clock != "24:00" else time())
            for clock in (opens, closes)
        )
        if end <= start:
            end += timedelta(days=1)
        zone = self._schedule.zone
        return Period(start=start.replace(tzinfo=zone), end=end.replace(tzinfo=zone))


def _on_weekday(days: Iterable[date], word: str) -> list[date]:
    """The days of the conference on a weekday, which is named in English or by its first letters."""
    return [day for day in days if _WEEKDAYS[day.weekday()].startswith(word.removesuffix("s"))]


def _counts(session: Session) -> bool:
    return (
        session.kind is not Kind.BLOCK
        and not session.kind.is_pause
        and session.status is not Status.CANCELLED
    )


def _pairs(some: Iterable[str], others: Sequence[str]) -> Iterator[tuple[str, str]]:
    return ((one, other) for one in some for other in others if one != other)
