"""Row sessions: sessions from rows, with rows of the same session merged and blocks recognised."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import MergedArea, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import NAMES, parse_language_name
from eventkit.formats.spreadsheet.table.date_cells import DateContext, RowPeriod
from eventkit.formats.spreadsheet.table.row_people import PersonColumns, TablePeople, group_person_columns
from eventkit.formats.spreadsheet.table.row_times import RowTimeReader
from eventkit.formats.spreadsheet.table.table_detection import DetectedTable, TableColumn
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawProse, RawSession, RawText

_PARTS = re.compile(r"\s*[;；\n|、]\s*")


_LANGUAGES = re.compile(r"\s*(?:[,，/;；、&+\n]|\band\b|\bund\b|\bet\b|和|与)\s*")


_YES_WORDS = {"yes", "true", "1", "x", "ja", "oui", "sí", "да", "是", "y"}


_PEOPLE_FIRST = {"person", "given", "family", "person-key"}


@dataclass(slots=True)
class TableRow:
    """What one row says: a session, with what it is part of.

    Attributes:
        session: The session; without a title if the row tells only of others.
        when: When it is.
        block: What the row tells of the session that it is part of, by name.
        chairs: Those who lead that session.
    """

    session: RawSession
    when: RowPeriod
    block: dict[str, Any] = field(default_factory=dict)
    chairs: list[RawAppearance] = field(default_factory=list)


class TableRowReader:
    """Reads the rows of one table.

    Args:
        table: The table.
        calendar: What is known of days.
        people: Where those who appear are kept.
        log: Where it is told what cannot be read.
        minutes: How long a session lasts of which that is not told.
    """

    def __init__(
        self,
        table: DetectedTable,
        calendar: DateContext,
        people: TablePeople,
        log: ImportLog,
        minutes: int | None = None,
    ) -> None:
        self.table = table
        self._people, self._log = people, log
        self._by: dict[str, list[TableColumn]] = {}
        for column in table.columns:
            self._by.setdefault(column.meaning.to, []).append(column)
        self._groups = [each for each in group_person_columns(table.columns) if each.is_named]
        self._named = {
            _FIELDS.get(to, to): each[0].header for to, each in self._by.items() if to not in _PLAIN
        }
        self._beside, self._extra = self._split_extra()
        self._first = table.sheet.rows[table.header][0]
        self._header = [cell_text(cell) for cell in table.sheet.rows[table.header]]
        self._wide = _is_merged_wide(table)
        self._room_names: set[str] = set()
        self._times = RowTimeReader(table, self._by, calendar, log, minutes)

    @property
    def is_by_person(self) -> bool:
        """Whether each row tells of one person, so that a session may have several rows."""
        return any(each.is_one and each.number is None for each in self._groups)

    def lines(self) -> Iterator[TableRow]:
        """What the rows say, one after the other."""
        sheet = self.table.sheet
        rooms = self._of("room")
        rows = sheet.unmerged_rows
        self._room_names = {cell_text(row[each.index]) for each in rooms for row in rows} if rooms else set()
        for at in range(self.table.header + 1, len(rows)):
            row = rows[at]
            alone = {text for cell in row if (text := cell_text(cell))} if _is_sparse(row) else None
            if alone is not None and not alone:
                continue
            if self._is_header(row):
                continue
            if alone is not None and len(alone) == 1 and self._is_section(at, row, alone.pop()):
                continue
            yield self._line(at, self._straightened(at, row))

    def _is_header(self, row: Row) -> bool:
        """Whether it is the header again, as on each page of what was made to be printed."""
        return row[0] == self._first and [cell_text(cell) for cell in row] == self._header

    def _is_section(self, at: int, row: Row, text: str) -> bool:
        """Whether a row with nothing but one text is no session: the name of a day, or a heading."""
        cell = next(cell for cell in row if not is_blank(cell))
        if self._times.heads(cell if isinstance(cell, date) else text):
            return True
        titles = {each.index for each in self._of("title", "block", *sorted(NAMES))}
        index = row.index(cell)
        if index in titles or any(
            area.left <= each <= area.right for area in self._wide.get(at, ()) for each in titles
        ):
            return False
        message = f"'{text[:80]}' stands alone in its row: it is taken for a heading and left out"
        self._log.warning("heading", message, self.table.sheet.place(at))
        return True

    def _straightened(self, at: int, row: Row) -> Row:
        """The row, where a text that is merged over the column of titles stands in that column."""
        titles = self._of("title")
        for area in self._wide.get(at, ()):
            for title in titles:
                if area.left < title.index <= area.right and is_blank(row[title.index]):
                    row = list(row)
                    row[title.index], row[area.left] = row[area.left], ""
        return row

    def _line(self, at: int, row: Row) -> TableRow:
        where = self.table.sheet.place(at)
        extra: dict[str, Any] = {}
        when = self._times.when(row, where, extra)
        for column in self._extra:
            if text := cell_text(row[column.index]):
                extra[column.header] = text
        beside = {each.header: text for each in self._beside if (text := cell_text(row[each.index]))}
        people, chairs = self._appearing(row, where, beside, extra)
        session = RawSession(
            location=where,
            key=self._text(row, "key") or self._text(row, "uid"),
            field_names=self._named,
            title=self._words(row, "title"),
            subtitle=self._words(row, "subtitle"),
            kind=self._text(row, "kind"),
            start=when.start,
            end=when.end,
            minutes=self._times.minutes(row, where, extra, when),
            rooms=self._rooms(row),
            track=self._text(row, "track"),
            parent=self._text(row, "parent"),
            uid=self._text(row, "uid"),
            abstract=self._prose(row, "abstract"),
            description=self._prose(row, "description"),
            people=tuple(people),
            languages=self._languages(row, where, extra),
            links=tuple(self._links(row)),
            status=self._text(row, "status"),
            plenary=(self._text(row, "plenary") or "").casefold() in _YES_WORDS,
            audience=self._text(row, "audience"),
            extra=extra,
        )
        return TableRow(session, when, self._block(row, where, when, extra), chairs)

    def _of(self, *meanings: str) -> list[TableColumn]:
        return [column for each in meanings for column in self._by.get(each, ())]

    def _text(self, row: Row, meaning: str) -> str | None:
        for column in self._by.get(meaning, ()):
            if text := cell_text(row[column.index]):
                return text
        return None

    def _words(self, row: Row, meaning: str) -> RawText | None:
        columns = self._by.get(meaning, ())
        if len(columns) < 2 or all(each.meaning.language is None for each in columns):
            text = self._text(row, meaning)
            language = columns[0].meaning.language if columns and text else None
            return {language: text} if language and text else text
        found: dict[str, str] = {}
        for column in columns:
            if text := cell_text(row[column.index]):
                found.setdefault(column.meaning.language or "", text)
        return (
            found.get("")
            if set(found) == {""}
            else {each: text for each, text in found.items() if each} or None
        )

    def _prose(self, row: Row, meaning: str) -> RawProse | None:
        found = self._words(row, meaning)
        return None if found is None else RawProse(found)

    def _links(self, row: Row) -> Iterator[RawLink]:
        """The addresses of a row, one a line, each perhaps with what it is called behind it."""
        for column in self._by.get("link", ()):
            for line in cell_text(row[column.index]).splitlines():
                url, _, label = line.strip().partition(" ")
                if url:
                    yield RawLink(url, label.strip() or column.header)

    def _rooms(self, row: Row) -> tuple[str, ...]:
        found: list[str] = []
        for column in self._by.get("room", ()):
            if column.meaning.language and found:
                continue
            for part in _PARTS.split(cell_text(row[column.index])):
                several = [each.strip() for each in part.split(",")] if "," in part else [part]
                # A comma may belong to the name; not where each piece is a room elsewhere.
                found += several if all(each in self._room_names for each in several) else [part]
        return tuple(dict.fromkeys(filter(None, found)))

    def _languages(self, row: Row, where: Location, extra: dict[str, Any]) -> tuple[str, ...]:
        for column in self._by.get("language", ()):
            if text := cell_text(row[column.index]):
                tags = [parse_language_name(each) for each in _LANGUAGES.split(text) if each.strip()]
                if all(tags):
                    return tuple(dict.fromkeys(tag for tag in tags if tag))
                extra[column.header] = text
                message = f"'{text[:60]}' is no language known here: it is kept as extra"
                self._log.warning("language", message, replace(where, field=column.header))
        return ()

    def _appearing(
        self, row: Row, where: Location, beside: dict[str, Any], extra: dict[str, Any]
    ) -> tuple[list[RawAppearance], list[RawAppearance]]:
        """Those who appear in the session, and those who lead the one it is part of."""
        people: list[RawAppearance] = []
        chairs: list[RawAppearance] = []
        for group in self._groups:
            about = beside if group is self._groups[0] or not beside else {}
            found, left = self._people.of_row(row, where, group, about)
            if about:
                beside = {}
            extra.update(left)
            (chairs if self._leads_block(group) else people).extend(found)
        extra.update(beside)
        return people, chairs

    def _leads_block(self, group: PersonColumns) -> bool:
        return group.role == "chair" and "block" in self._by

    def _block(self, row: Row, where: Location, when: RowPeriod, extra: dict[str, Any]) -> dict[str, Any]:
        title = self._words(row, "block")
        if title is None:
            return {}
        held = self._times.block(row, when.on, where, extra)
        return {
            "title": title,
            "key": self._text(row, "block-key"),
            "start": held.start,
            "end": held.end,
            "on": when.on,
        }

    def _split_extra(self) -> tuple[list[TableColumn], list[TableColumn]]:
        """The columns that are kept with the person of a row, and those kept with the session.

        Where each row tells of a person, what stands to the right of who it is, up to the next column that
        tells of the session, is theirs.
        """
        beside: list[TableColumn] = []
        ours: list[TableColumn] = []
        is_theirs = False
        for column in self.table.columns:
            meaning = column.meaning
            if meaning.to == "extra":
                (beside if is_theirs and self.is_by_person else ours).append(column)
            elif meaning.to in _PEOPLE_FIRST:
                is_theirs = True
            elif not meaning.is_of_person and meaning.to not in {"private", "ignore"}:
                is_theirs = False
        return beside, ours


_FIELDS = {"room": "rooms", "time": "start", "language": "languages", "link": "links"}


_PLAIN = {"extra", "private", "ignore"}


def _is_sparse(row: Row) -> bool:
    """Whether at most one cell of a row holds anything, so that it is worth a closer look."""
    return row.count("") >= len(row) - 1


def _is_merged_wide(table: DetectedTable) -> dict[int, list[MergedArea]]:
    """Cells that are merged sideways, by their rows."""
    found: dict[int, list[MergedArea]] = {}
    for area in table.sheet.merged:
        if area.right > area.left:
            for row in range(area.top, area.bottom + 1):
                found.setdefault(row, []).append(area)
    return found


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


class SessionMerger:
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

    def add(self, lines: Iterable[TableRow], *, by_person: bool) -> None:
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
                part.people = _join(part.people, block.session.people)
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

    def _same(self, line: TableRow, *, by_person: bool) -> RawSession | None:
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
        known.people = _join(known.people, more.people)
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

    def _block_of(self, line: TableRow) -> _Block | None:
        """The session that a line is part of, made where it is the first part."""
        told = line.block
        if not told:
            return None
        session = line.session
        name = (_hashable(told["title"]), told["key"], told["start"], session.rooms, told["on"])
        block = self._open.get(name)
        if block is None or _is_separate(block, session):
            block = _Block(_build_session(line), name, told["on"], is_timed=told["start"] is not None)
            self._open[name] = block
            self._blocks.append(block)
        block.session.people = _join(block.session.people, tuple(line.chairs))
        return block

    def _settle(self, block: _Block, taken: set[str]) -> None:
        """Give a block its key, its hours and its rooms, and its parts their parent."""
        session, parts = block.session, block.parts
        wanted = session.key or _display(session.title)
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


def _build_session(line: TableRow) -> RawSession:
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


def _is_separate(block: _Block, session: RawSession) -> bool:
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


def _join(known: tuple[RawAppearance, ...], more: tuple[RawAppearance, ...]) -> tuple[RawAppearance, ...]:
    there = {(each.person, each.role) for each in known}
    return (*known, *(each for each in more if (each.person, each.role) not in there))


def _identity(session: RawSession) -> Any:
    return session.key, _hashable(session.title), session.start


def _hashable(words: RawText | None) -> Any:
    return words if isinstance(words, str) or words is None else tuple(words.items())


def _display(words: RawText | None) -> str:
    return words if isinstance(words, str) else next(iter((words or {}).values()), "block")
