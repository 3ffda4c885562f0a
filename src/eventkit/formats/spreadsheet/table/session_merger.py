"""The session merger: rows of one session become one, and rows of one block its parts."""

from __future__ import annotations

from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from operator import attrgetter
from typing import Any

from eventkit.formats.spreadsheet.table.row_sessions import TableRow
from eventkit.formats.spreadsheet.table.session_ends import end_at_next, period_of_parts
from eventkit.intake import ImportLog, Location, RawAppearance, RawSession, RawText
from eventkit.messages import Listed, Message, Plural

_SINGLE_FIELDS = (
    "abstract", "description", "subtitle", "kind", "track", "status", "parent", "uid", "audience",
)  # fmt: skip

_SLOT = attrgetter("key", "title", "start", "end", "minutes", "rooms")

_PAUSE = timedelta(hours=1)
"""The pause that separates two blocks of one title, such as one before and one after lunch."""


@dataclass(slots=True)
class _Block:
    session: RawSession
    name: Any
    on: date | None
    is_timed: bool  # true if the table states its start and end; else they follow from its parts
    parts: list[RawSession] = field(default_factory=list)


class SessionMerger:
    """Merges rows into sessions and blocks; sessions without an end last ``minutes`` at most."""

    def __init__(self, log: ImportLog, minutes: int | None) -> None:
        self._log, self._minutes = log, minutes
        self._sessions: list[RawSession] = []
        self._by_key: dict[Any, RawSession] = {}
        self._last: RawSession | None = None
        self._last_row: RawSession | None = None
        self._continued: list[Location] = []
        self.days: set[date] = set()
        """The dates on which sessions start, as stated in their rows."""
        self._open: dict[Any, _Block] = {}
        self._blocks: list[_Block] = []

    def add(self, rows: Iterable[TableRow], *, by_person: bool) -> None:
        """Add the rows of a table; ``by_person``, rows that differ in people alone are one session."""
        self._last = None
        for row in rows:
            block = self._block_of(row)
            session = row.session
            if session.title is None and block is not None and not session.people:
                continue
            same = self._find_continued(row, by_person=by_person)
            if same is not None:
                self._merge_row(same, session)
                continue
            self._last_row = copy(session)
            if session.title is None and self._is_empty(session):
                texts = [session.key, *session.rooms, session.track, *map(str, session.extra.values())]
                if any(texts):
                    shown = " | ".join(filter(None, texts))[:120]
                    message = Message(
                        "No title, time or people in this row: {shown}. Left out. Add a title.",
                        shown=shown,
                    )
                    self._log.error("no-title", message, session.location)
                continue
            if session.title is None and session.kind:
                session.title = session.kind
            self._sessions.append(session)
            self._last = session
            if row.period.on is not None:
                self.days.add(row.period.on)
            if session.key:
                self._by_key.setdefault(_identity(session), session)
            if block is not None:
                block.parts.append(session)

    def add_slots(self, rows: Iterable[TableRow]) -> None:
        """Add the times and rooms of sessions that another table has, by their ids."""
        by_key = {session.key: session for session in self._sessions if session.key}
        for row in rows:
            slot = row.session
            session = by_key.get(slot.key or "")
            if session is None or session.start is not None:
                message = Message(
                    "No session has the id '{key}'. Left out its time and room. Correct the id."
                    if session is None
                    else "Session '{key}' has a time already. Left out the other one.",
                    key=slot.key or "",
                )
                self._log.warning("unknown-slot", message, slot.location)
                continue
            session.start, session.end, session.minutes = (
                slot.start,
                slot.end,
                slot.minutes or session.minutes,
            )
            self._merge_row(session, replace(slot, rooms=()))
            session.rooms = slot.rooms or session.rooms
            if row.period.on is not None:
                self.days.add(row.period.on)

    def sessions(self) -> list[RawSession]:
        """All sessions, each block before its parts."""
        if count := len(self._continued):
            message = Message(
                Plural(
                    "{count} row differs from the row above in the people only.",
                    "{count} rows differ from the row above in the people only.",
                ),
                "Imported as one session with them all.",
                count=count,
            )
            self._log.info("rows-joined", message, self._continued[0])
        blocks = {id(part): block.session for block in self._blocks if block.is_timed for part in block.parts}
        with_blocks = [(session, blocks.get(id(session))) for session in self._sessions]
        marks = end_at_next(with_blocks, self._minutes, self._log)
        self._sessions = [session for session in self._sessions if session not in marks]
        for block in self._blocks if marks else ():
            block.parts = [part for part in block.parts if part not in marks]
        keys = {session.key for session in self._sessions if session.key}
        before: dict[int, RawSession] = {}
        for block in self._blocks:
            if len(block.parts) == 1 and block.parts[0].title == block.session.title:
                part = block.parts[0]
                part.people = _merge_appearances(part.people, block.session.people)
                continue
            self._complete_block(block, keys)
            if block.parts:
                before[id(block.parts[0])] = block.session
        sessions = []
        for session in self._sessions:
            if (block_session := before.pop(id(session), None)) is not None:
                sessions.append(block_session)
            sessions.append(session)
        return sessions + [block.session for block in self._blocks if not block.parts]

    def _find_continued(self, row: TableRow, *, by_person: bool) -> RawSession | None:
        session, last = row.session, self._last
        if session.key and (session_of_key := self._by_key.get(_identity(session))) is not None:
            return session_of_key
        if last is None or not session.people or (session.key and session.key != last.key):
            return None
        if session.title is None:
            is_same_time = session.start is None or session.start == last.start
            return last if is_same_time and not session.kind else None
        is_same = _SLOT(session) == _SLOT(last)
        if is_same and not by_person:
            is_same = session.people != last.people and _differs_in_people_only(session, self._last_row)
            self._continued += [session.location] if is_same else []
        return last if is_same else None

    def _merge_row(self, known: RawSession, more: RawSession) -> None:
        known.people = _merge_appearances(known.people, more.people)
        if rooms := [room for room in more.rooms if room not in known.rooms]:
            known.rooms = (*known.rooms, *rooms)
            message = Message(
                "The session has another room in another row. Imported with all rooms: {rooms}.",
                rooms=Listed(tuple(known.rooms)),
            )
            self._log.warning("rooms-joined", message, more.location)
        known.links = tuple(dict.fromkeys((*known.links, *more.links)))
        known.reported |= more.reported
        for name in _SINGLE_FIELDS:
            value_before, other = getattr(known, name), getattr(more, name)
            if value_before is None:
                setattr(known, name, other)
            elif other is not None and other != value_before:
                message = Message(
                    "Differs from row {row}, which has the same session. Used the value of row {row}. "
                    "Correct one of the rows.",
                    row=str(known.location.row),
                )
                place = replace(more.location, field=more.field_names.get(name, name))
                self._log.warning("rows-differ", message, place)
        for name in ("needs", "wishes"):
            both = (*getattr(known, name), *getattr(more, name))
            setattr(known, name, tuple(dict.fromkeys(both)))
        for name, value in more.extra.items():
            value_before = known.extra.setdefault(name, value)
            if value_before != value and value not in str(value_before).split("\n"):
                known.extra[name] = f"{value_before}\n{value}"

    @staticmethod
    def _is_empty(session: RawSession) -> bool:
        return not (
            session.people or session.start or session.kind or session.abstract or session.description
        )

    def _block_of(self, row: TableRow) -> _Block | None:
        """The block that a row is part of; created for its first part."""
        fields = row.block
        if not fields:
            return None
        session = row.session
        name = (_hashable(fields["title"]), fields["key"], fields["start"], session.rooms, fields["on"])
        block = self._open.get(name)
        if block is None or _is_separate(block, session):
            block = _Block(_build_session(row), name, fields["on"], is_timed=fields["start"] is not None)
            self._open[name] = block
            self._blocks.append(block)
        block.session.people = _merge_appearances(block.session.people, tuple(row.chairs))
        return block

    def _complete_block(self, block: _Block, keys: set[str]) -> None:
        session, parts = block.session, block.parts
        base = session.key or _display_text(session.title)
        number = 1
        while (key := base if number == 1 else f"{base} ({number})") in keys:
            number += 1
        keys.add(key)
        session.key = key
        for part in parts:
            part.parent = part.parent or key
        if not parts:
            return
        session.kind = "block"
        if not block.is_timed:
            session.start, session.end = period_of_parts(parts)
        rooms = {part.rooms for part in parts}
        session.rooms = rooms.pop() if len(rooms) == 1 else ()


def _differs_in_people_only(session: RawSession, before: RawSession | None) -> bool:
    """True for two rows with a time, or with a text beside the title, that are alike but for their people."""
    if before is None:
        return False
    if session.start is None and not (session.abstract or session.description or session.key):
        return False
    return replace(session, people=(), location=before.location) == replace(before, people=())


def _build_session(row: TableRow) -> RawSession:
    fields, session = row.block, row.session
    return RawSession(
        location=session.location,
        key=fields["key"],
        field_names={**session.field_names, "title": session.field_names.get("block", "title")},
        title=fields["title"],
        start=fields["start"],
        end=fields["end"],
        rooms=session.rooms,
        track=session.track,
    )


def _is_separate(block: _Block, session: RawSession) -> bool:
    """True if the pause between a block and a session is so long that the session starts another block."""
    if block.is_timed or session.start is None:
        return False
    ends = [part.end or part.start for part in block.parts if part.start is not None]
    last = [end for end in ends if end is not None and (end.tzinfo is None) == (session.start.tzinfo is None)]
    return bool(last) and session.start - max(last) >= _PAUSE


def _merge_appearances(
    known: tuple[RawAppearance, ...], more: tuple[RawAppearance, ...]
) -> tuple[RawAppearance, ...]:
    pairs = {(appearance.person, appearance.role) for appearance in known}
    return (*known, *(appearance for appearance in more if (appearance.person, appearance.role) not in pairs))


def _identity(session: RawSession) -> Any:
    return session.key, _hashable(session.title), session.start


def _hashable(words: RawText | None) -> Any:
    return words if isinstance(words, str) or words is None else tuple(words.items())


def _display_text(words: RawText | None) -> str:
    return words if isinstance(words, str) else next(iter((words or {}).values()), "block")
