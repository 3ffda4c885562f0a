"""Rule settings and waivers of one conference, and both under new ids."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, time
from enum import StrEnum
from typing import Annotated, Literal, Self, TypeVar

from pydantic import AwareDatetime, Field, model_validator

from eventkit.findings import Finding, Severity, Subject
from eventkit.messages import Message, sentence
from eventkit.model import ParticipantId, RoomId, SessionId, String, TrackId
from eventkit.times import Period
from eventkit.values import Value
from eventkit.values.field_docstrings import field_docstrings
from eventkit.values.field_errors import matching

Grade = Literal["error", "warning", "info", "off"]  # the severity of a rule; `off` ignores the rule
Minutes = Annotated[int, Field(ge=0, le=1440)]


class Weight(StrEnum):
    """The weight of something in a plan, relative to everything else that has a price."""

    IGNORE = "ignore"
    """Not at all."""
    A_LITTLE = "a-little"
    """A quarter of what is normal."""
    NORMAL = "normal"
    """As usual."""
    STRONGLY = "strongly"
    """Four times what is normal."""
    ABOVE_ALL = "above-all"
    """More than everything else together, except sessions that cannot be placed."""


class OpeningHours(Value):
    """The opening hours of each day, in local time; past midnight if ``closes`` is earlier than ``opens``."""

    opens: time
    """The first minute."""

    closes: time
    """The first minute after it."""

    def __str__(self) -> str:
        return f"{self.opens:%H:%M}–{self.closes:%H:%M}"


class Changeover(Value):
    """The time needed from one room to another, in either direction."""

    rooms: tuple[RoomId, RoomId]
    """The two rooms."""

    minutes: Minutes
    """The time needed, in minutes."""


class WishKind(StrEnum):
    """The kinds of wishes about one session or two."""

    APART = "apart"
    """Not at the same time."""
    BEFORE = "before"
    """The first ends before the second begins."""
    SAME_DAY = "same-day"
    """On one day of the conference."""
    SAME_ROOM = "same-room"
    """In the same room or rooms."""
    CONSECUTIVE = "consecutive"
    """The second follows the first in the same room or rooms, at once or after a break."""
    SPREAD = "spread"
    """On different days of the conference."""
    AFTER_BREAK = "after-break"
    """The session, a single one, begins right after a break or meal."""
    ONE_ROOM = "one-room"
    """All in one room, or in the same rooms."""
    ONE_DAY = "one-day"
    """All on one day of the conference."""
    CONSECUTIVE_DAYS = "consecutive-days"
    """On consecutive days of the conference, or on one."""
    CONSECUTIVE_BLOCKS = "consecutive-blocks"
    """In blocks that begin one after the other, with no start of blocks between them; days do not matter."""

    @property
    def number(self) -> int:
        """The number of sessions of a wish of this kind; 0 for any number."""
        return 0 if "one-" in self or "consecutive-" in self else 1 if self is WishKind.AFTER_BREAK else 2

    @property
    def in_order(self) -> bool:
        """True where the order of the two sessions matters."""
        return self in {WishKind.BEFORE, WishKind.CONSECUTIVE}


class Wish(Value):
    """A condition on the times and rooms of sessions."""

    kind: WishKind
    """``apart``: not at the same time. ``before``: the first has ended when the second begins. ``same-day``.
    ``same-room``. ``consecutive``: the second follows the first in the same rooms, at most ``pause`` minutes
    later, breaks not counted. ``spread``: on different days. ``after-break``: the one session begins at most
    ``pause`` minutes after the end of a break or meal. Of any number of sessions: ``one-room``,
    ``one-day``, ``consecutive-days`` and ``consecutive-blocks``, with nothing between two days or starts of
    blocks."""

    sessions: Annotated[tuple[SessionId, ...], Field(min_length=1)]
    """The sessions: one for ``after-break``, any number for those about all of them, otherwise two."""

    preferred: bool = False
    """True for what is preferred only: not to meet it is an info."""

    reason: String | None = None
    """The reason, in the organiser's words."""


class DayPart(StrEnum):
    """A part of a day of the conference, by the local time at which a session starts."""

    MORNING = "morning"
    """Before noon."""
    AFTERNOON = "afternoon"
    """From noon to 18:00."""
    EVENING = "evening"
    """From 18:00 on."""


class StatedPreference(Value):
    """The times and rooms that a session, a person or a track prefers, or is restricted to."""

    session: SessionId | None = None
    """The session."""

    participant: ParticipantId | None = None
    """The person, with all sessions that they have to be in."""

    track: TrackId | None = None
    """The track, with all its sessions."""

    part_of_day: DayPart | None = None
    """``morning``, ``afternoon`` or ``evening``."""

    days: tuple[date, ...] = ()
    """Any of these days of the conference."""

    rooms: tuple[RoomId, ...] = ()
    """Any of these rooms."""

    periods: tuple[Period, ...] = ()
    """Within any of these periods."""

    required: bool = False
    """True for a restriction."""

    excluded: bool = False
    """True if it is about other times and rooms than these."""

    words: String = ""
    """The words in which it was written into the schedule."""

    @property
    def owner(self) -> tuple[str, str]:
        """The kind and the id of the owner."""
        owners = {"session": self.session, "participant": self.participant, "track": self.track}
        return next((kind, id_) for kind, id_ in owners.items() if id_ is not None)


class Waiver(Value):
    """The acceptance of a finding, with its reason; it lapses when the facts change."""

    identity: Annotated[
        str, matching("^[0-9a-f]{10}$", sentence("must be the mark of a finding, ten digits or letters to f"))
    ]
    """The identity of the finding."""

    code: str
    """The rule that found it."""

    about: tuple[str, ...]
    """The ids of the entries that it concerns, so that a lapsed waiver remains readable."""

    reason: String
    """The reason why the finding is accepted."""

    author: String
    """The person who accepted it."""

    at: AwareDatetime
    """The time when it was accepted."""

    @classmethod
    def of(cls, finding: Finding, *, reason: str, author: str, at: AwareDatetime) -> Self:
        """The waiver of a finding."""
        return cls(
            identity=finding.identity,
            code=finding.code,
            about=finding.about,
            reason=reason,
            author=author,
            at=at,
        )


class RuleSettings(Value):
    """The rule settings of one conference.

    All of it has a default, and it goes to JSON and back by pydantic's own
    ``model_dump_json(exclude_defaults=True)`` and ``model_validate_json``. Ids and rules that are not there
    break nothing: the rule ``lost-setting`` reports them.
    """

    severities: Mapping[str, Grade] = Field(default_factory=dict)
    """The severities of rules in this conference, by code: ``error``, ``warning``, ``info`` or ``off``."""

    change_over: Minutes = 10
    """Minutes from any room to any other; 0 if none are needed."""

    change_overs: tuple[Changeover, ...] = ()
    """Pairs of rooms that need another time."""

    breather: Minutes = 0
    """Minutes that a person needs between two tasks, even in one room."""

    night: Minutes = 480
    """Minutes between the last task of one day and the first of the next."""

    hours: OpeningHours | None = None
    """The opening hours of the conference; by default all day."""

    room_hours: Mapping[RoomId, OpeningHours] = Field(default_factory=dict)
    """The opening hours of rooms that differ from those of the conference."""

    unbroken: Minutes = 240
    """The longest time of a day without a break, in minutes."""

    pause: Minutes = 10
    """The shortest time without sessions that is a break, in minutes."""

    turnaround: Minutes = 0
    """The time between two sessions in one room, in minutes."""

    most_talks: Annotated[int, Field(ge=0, le=50)] = 0
    """The most sessions of a day in which one person has to be present; 0 for any number."""

    drop_in: Minutes = 120
    """The length from which people are assumed to come to a session and leave it at any time, in minutes."""

    title_length: Annotated[int, Field(ge=10)] = 120
    """The longest title, in Latin letters; a Chinese, Japanese or Korean character counts twice."""

    contrast: Annotated[float, Field(ge=1, le=21)] = 3.0
    """The lowest contrast of a track's colour with white paper (WCAG 2.2, 1.4.11)."""

    planning: Mapping[str, Weight] = Field(default_factory=dict)
    """The weights in plans, by the code of the price: ``ignore``, ``a-little``, ``normal``,
    ``strongly`` or ``above-all``."""

    waivers: tuple[Waiver, ...] = ()
    """Accepted findings."""

    @model_validator(mode="after")
    def _sensible(self) -> Self:
        for ids in (over.rooms for over in self.change_overs):
            if len(set(ids)) < len(ids):
                raise ValueError(Message("names '{ids}' twice: it takes two", ids=ids[0]))
        return self

    def grade(self, code: str, usual: Severity, found: Severity) -> Severity | None:
        """The severity of a finding in this conference; ``None`` if its rule is off.

        A severity that is set for a rule does not raise a finding that its facts make milder than usual.
        """
        grade = self.severities.get(code)
        if grade is None:
            return found
        if grade == "off":
            return None
        severity = Severity(grade)
        return max(severity, found, key=lambda grade: grade.rank) if found.rank > usual.rank else severity

    def between(self, one: RoomId, other: RoomId) -> int | None:
        """The changeover time that is set for two rooms, in minutes; ``None`` without one."""
        return next((over.minutes for over in self.change_overs if {one, other} == {*over.rooms}), None)

    def named(self) -> Iterator[tuple[str, str, str]]:
        """Every id that the settings name: in which of them, of what kind, and the id."""
        for pair in self.change_overs:
            yield from (("change_overs", "room", room) for room in pair.rooms)
        yield from (("room_hours", "room", room) for room in self.room_hours)


def describe_settings() -> dict[str, Message]:
    """The docstrings of the settings as messages, which catalogues have in other languages."""
    described = field_docstrings(RuleSettings)
    return {name: Message(" ".join(text.replace("`", "").split())) for name, text in described.items()}


def find_circle(wishes: Iterable[Wish]) -> tuple[SessionId, ...]:
    """Sessions of which each has to be before the next, and the last is the first; empty without any."""
    following: dict[SessionId, list[SessionId]] = {}
    for wish in wishes:
        if wish.kind.in_order:
            following.setdefault(wish.sessions[0], []).append(wish.sessions[1])
    done: set[SessionId] = set()
    for first, others in following.items():
        path, waiting = [first], [iter(others)]
        while waiting:
            later = next(waiting[-1], None)
            if later is None:
                waiting.pop()
                done.add(path.pop())
            elif later in path:
                return (*path[path.index(later) :], later)
            elif later not in done:
                path.append(later)
                waiting.append(iter(following.get(later, ())))
    return ()


T = TypeVar("T")

Key = TypeVar("Key", bound=str)
Renames = Mapping[Subject, str]  # the new ids of things, by their kinds and old ids
_RenameKey = tuple[str, frozenset[Subject], tuple[str, ...]]


def rename_settings(settings: RuleSettings, ids: Renames) -> RuleSettings:
    """The settings with every id in them made the new one; waivers stay, see `rename_waivers`.

    What was asked of a thing goes before what was asked of its new id while nothing had it. A pair that
    comes to name one thing twice is left out.
    """

    def rooms(pair: tuple[RoomId, RoomId]) -> tuple[RoomId, RoomId]:
        return RoomId(_renamed("room", pair[0], ids)), RoomId(_renamed("room", pair[1], ids))

    ways = (Changeover(rooms=rooms(over.rooms), minutes=over.minutes) for over in settings.change_overs)
    return settings.model_copy(
        update={
            "change_overs": tuple(way for way in ways if way.rooms[0] != way.rooms[1]),
            "room_hours": _rename_keys("room", settings.room_hours, ids),
        }
    )


def rename_waivers(
    settings: RuleSettings, before: Iterable[Finding], after: Iterable[Finding], ids: Renames
) -> RuleSettings:
    """The settings with the waivers of earlier findings moved to the same findings under the new ids.

    A waiver of what is not found, or not found again, stays as it is, and lapses.
    """
    was = {finding.identity: finding for finding in before}
    again: dict[_RenameKey, Finding] = {rename_key(finding, ids, after=True): finding for finding in after}

    def moved(waiver: Waiver) -> Waiver:
        keys = was.get(waiver.identity)
        same = again.get(rename_key(keys, ids)) if keys else None
        return waiver.model_copy(update={"identity": same.identity, "about": same.about}) if same else waiver

    return settings.model_copy(update={"waivers": tuple(map(moved, settings.waivers))})


def _renamed(kind: str, id_: str, ids: Renames) -> str:
    return ids.get(Subject(kind, id_), id_)


def _rename_keys(kind: str, asked: Mapping[Key, T], ids: Renames) -> dict[str, T]:
    followed: dict[str, T] = {id_: value for id_, value in asked.items() if Subject(kind, id_) not in ids}
    return followed | {ids[Subject(kind, id_)]: asked[id_] for id_ in asked if Subject(kind, id_) in ids}


def rename_key(finding: Finding, ids: Renames, *, after: bool = False) -> _RenameKey:
    """The key of a finding that it shares with the same one ``after`` the ids changed, in any order.

    Facts do not state the kinds of the entities that they name, so that on both sides all of them are read
    by their new ids; subjects state them.
    """
    subjects = frozenset(
        subject if after else Subject(subject.kind, _renamed(subject.kind, subject.id, ids))
        for subject in finding.subjects
    )
    new = {old: id_ for (_, old), id_ in ids.items()}
    words = (word for _, fact in finding.facts for word in re.split(r"[ ,]", fact))
    return finding.code, subjects, tuple(sorted(new.get(word, word) for word in words))
