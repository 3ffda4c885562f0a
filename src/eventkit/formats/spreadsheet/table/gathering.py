"""Rows put together: those that tell of one session, and those that are part of another one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from eventkit.formats.spreadsheet.table.rows import Line
from eventkit.intake import ImportLog, RawAppearance, RawSession, RawText

_PAUSE = timedelta(hours=1)
"""A longer pause between parts of one name parts two blocks: the morning's and the afternoon's."""


@dataclass(slots=True)
class _Block:
    """A session that rows are part of, as far as it is known.

    Attributes:
        session: The session.
        name: What it goes by here.
        on: Its day.
        is_timed: Whether its hours are told, and not those of its parts.
        parts: Its parts.
    """

    session: RawSession
    name: Any
    on: date | None
    is_timed: bool
    parts: list[RawSession] = field(default_factory=list)


class Sessions:
    """Puts lines together.

    Args:
        log: Where it is told what was put together.
    """

    def __init__(self, log: ImportLog) -> None:
        self._log = log
        self._all: list[RawSession] = []
        self._by_key: dict[Any, RawSession] = {}
        self._last: RawSession | None = None
        self.days: set[date] = set()
        """The days on which sessions begin, as their rows tell."""
        self._open: dict[Any, _Block] = {}
        self._blocks: list[_Block] = []

    def add(self, lines: Iterable[Line], *, by_person: bool) -> None:
        """Add the lines of a table.

        Args:
            lines: The lines.
            by_person: Whether each tells of one person: lines that differ in nothing else are one session.
        """
        self._last = None
        for line in lines:
            block = self._block_of(line)
            session = line.session
            if session.title is None and block is not None and not session.people:
                continue
            same = self._same(line, by_person=by_person)
            if same is not None:
                self._join(same, session)
                continue
            if session.title is None and self._is_empty(session):
                said = [session.key, *session.rooms, session.track, *map(str, session.extra.values())]
                if any(said):
                    shown = " | ".join(filter(None, said))[:120]
                    message = f"the row has no title, time or people and is left out: {shown}"
                    self._log.error("no-title", message, session.location)
                continue
            if session.title is None and session.kind:
                session.title = session.kind
            self._all.append(session)
            self._last = session
            if line.when.on is not None:
                self.days.add(line.when.on)
            if session.key:
                self._by_key.setdefault(_identity(session), session)
            if block is not None:
                block.parts.append(session)

    def gathered(self) -> list[RawSession]:
        """All sessions, those that others are part of before their parts."""
        keys = {each.key for each in self._all if each.key}
        before: dict[int, RawSession] = {}
        for block in self._blocks:
            if len(block.parts) == 1 and block.parts[0].title == block.session.title:
                part = block.parts[0]
                part.people = _joined(part.people, block.session.people)
                continue
            self._settle(block, keys)
            if block.parts:
                before[id(block.parts[0])] = block.session
        found = []
        for session in self._all:
            if (block_session := before.pop(id(session), None)) is not None:
                found.append(block_session)
            found.append(session)
        return found + [block.session for block in self._blocks if not block.parts]

    def _same(self, line: Line, *, by_person: bool) -> RawSession | None:
        """The session that a line goes on with."""
        session, last = line.session, self._last
        if session.key and (known := self._by_key.get(_identity(session))) is not None:
            return known
        if last is None or not session.people or (session.key and session.key != last.key):
            return None
        if session.title is None:
            is_same_time = session.start is None or session.start == last.start
            return last if is_same_time and not session.kind else None
        is_same = (session.title, session.start, session.end, session.minutes, session.rooms) == (
            last.title,
            last.start,
            last.end,
            last.minutes,
            last.rooms,
        )
        return last if by_person and is_same and session.key == last.key else None

    def _join(self, known: RawSession, more: RawSession) -> None:
        """Add to a session what another line of it says."""
        known.people = _joined(known.people, more.people)
        if rooms := [each for each in more.rooms if each not in known.rooms]:
            known.rooms = (*known.rooms, *rooms)
            message = (
                f"the session stands in another row with another room: it is held in {', '.join(known.rooms)}"
            )
            self._log.warning("rooms-joined", message, more.location)
        known.links = tuple(dict.fromkeys((*known.links, *more.links)))
        for name in (
            "abstract",
            "description",
            "subtitle",
            "kind",
            "track",
            "status",
            "parent",
            "uid",
            "audience",
        ):
            mine, theirs = getattr(known, name), getattr(more, name)
            if mine is None:
                setattr(known, name, theirs)
            elif theirs is not None and theirs != mine:
                message = (
                    f"says otherwise of the session than row {known.location.row} does: that row is believed"
                )
                place = replace(more.location, field=more.field_names.get(name, name))
                self._log.warning("rows-differ", message, place)
        for name, value in more.extra.items():
            mine = known.extra.setdefault(name, value)
            if mine != value and value not in str(mine).split("\n"):
                known.extra[name] = f"{mine}\n{value}"

    @staticmethod
    def _is_empty(session: RawSession) -> bool:
        return not (
            session.people or session.start or session.kind or session.abstract or session.description
        )

    def _block_of(self, line: Line) -> _Block | None:
        """The session that a line is part of, made where it is the first part."""
        told = line.block
        if not told:
            return None
        session = line.session
        name = (_hashable(told["title"]), told["key"], told["start"], session.rooms, told["on"])
        block = self._open.get(name)
        if block is None or _is_apart(block, session):
            block = _Block(_session_of(line), name, told["on"], is_timed=told["start"] is not None)
            self._open[name] = block
            self._blocks.append(block)
        block.session.people = _joined(block.session.people, tuple(line.chairs))
        return block

    def _settle(self, block: _Block, taken: set[str]) -> None:
        """Give a block its key, its hours and its rooms, and its parts their parent."""
        session, parts = block.session, block.parts
        wanted = session.key or _shown(session.title)
        number = 1
        while (key := wanted if number == 1 else f"{wanted} ({number})") in taken:
            number += 1
        taken.add(key)
        session.key = key
        for part in parts:
            part.parent = part.parent or key
        if not parts:
            return
        session.kind = "block"
        if not block.is_timed:
            session.start, session.end = _hours(parts)
        rooms = {part.rooms for part in parts}
        session.rooms = rooms.pop() if len(rooms) == 1 else ()


def _session_of(line: Line) -> RawSession:
    told, session = line.block, line.session
    return RawSession(
        location=session.location,
        key=told["key"],
        field_names={**session.field_names, "title": session.field_names.get("block", "title")},
        title=told["title"],
        start=told["start"],
        end=told["end"],
        rooms=session.rooms,
        track=session.track,
    )


def _is_apart(block: _Block, session: RawSession) -> bool:
    """Whether so much time lies between a block and a session that this is part of another one."""
    if block.is_timed or session.start is None:
        return False
    ends = [part.end or part.start for part in block.parts if part.start is not None]
    last = [
        each for each in ends if each is not None and (each.tzinfo is None) == (session.start.tzinfo is None)
    ]
    return bool(last) and session.start - max(last) >= _PAUSE


def _hours(parts: Iterable[RawSession]) -> tuple[datetime | None, datetime | None]:
    """From the first beginning of the parts to their last end; nothing where one of them has no end."""
    starts, ends = [], []
    for part in parts:
        if part.start is None:
            continue
        starts.append(part.start)
        last = part.end or (part.start + timedelta(minutes=part.minutes) if part.minutes else None)
        if last is None:
            return None, None
        ends.append(last)
    if not starts or len({each.tzinfo is None for each in (*starts, *ends)}) > 1:
        return None, None
    return min(starts), max(ends)


def _joined(known: tuple[RawAppearance, ...], more: tuple[RawAppearance, ...]) -> tuple[RawAppearance, ...]:
    there = {(each.person, each.role) for each in known}
    return (*known, *(each for each in more if (each.person, each.role) not in there))


def _identity(session: RawSession) -> Any:
    return session.key, _hashable(session.title), session.start


def _hashable(words: RawText | None) -> Any:
    return words if isinstance(words, str) or words is None else tuple(words.items())


def _shown(words: RawText | None) -> str:
    return words if isinstance(words, str) else next(iter((words or {}).values()), "block")
