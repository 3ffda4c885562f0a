"""Sessions out of the rows of a table."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from eventkit.formats.spreadsheet.sheets import Area, Row, blank, written
from eventkit.formats.spreadsheet.table.columns import Column
from eventkit.formats.spreadsheet.table.finding import Table
from eventkit.formats.spreadsheet.table.headers import language_named
from eventkit.formats.spreadsheet.table.meanings import NAMES
from eventkit.formats.spreadsheet.table.persons import Group, People, groups
from eventkit.formats.spreadsheet.table.timing import Times
from eventkit.formats.spreadsheet.table.when import Calendar, When
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawProse, RawSession, RawText

_PARTS = re.compile(r"\s*[;；\n|、]\s*")
_LANGUAGES = re.compile(r"\s*(?:[,，/;；、&+\n]|\band\b|\bund\b|\bet\b|和|与)\s*")
_YES = {"yes", "true", "1", "x", "ja", "oui", "sí", "да", "是", "y"}
_PEOPLE_FIRST = {"person", "given", "family", "person-key"}


@dataclass(slots=True)
class Line:
    """What one row says: a session, with what it is part of.

    Attributes:
        session: The session; without a title if the row tells only of others.
        when: When it is.
        block: What the row tells of the session that it is part of, by name.
        chairs: Those who lead that session.
    """

    session: RawSession
    when: When
    block: dict[str, Any] = field(default_factory=dict)
    chairs: list[RawAppearance] = field(default_factory=list)


class Rows:
    """Reads the rows of one table.

    Args:
        table: The table.
        calendar: What is known of days.
        people: Where those who appear are kept.
        log: Where it is told what cannot be read.
        minutes: How long a session lasts of which that is not told.
    """

    def __init__(
        self, table: Table, calendar: Calendar, people: People, log: ImportLog, minutes: int | None = None
    ) -> None:
        self.table = table
        self._people, self._log = people, log
        self._by: dict[str, list[Column]] = {}
        for column in table.columns:
            self._by.setdefault(column.meaning.to, []).append(column)
        self._groups = [each for each in groups(table.columns) if each.is_named]
        self._named = {
            _FIELDS.get(to, to): each[0].header for to, each in self._by.items() if to not in _PLAIN
        }
        self._beside, self._extra = self._split_extra()
        self._first = table.sheet.rows[table.header][0]
        self._header = [written(cell) for cell in table.sheet.rows[table.header]]
        self._wide = _wide(table)
        self._room_names: set[str] = set()
        self._times = Times(table, self._by, calendar, log, minutes)

    @property
    def is_by_person(self) -> bool:
        """Whether each row tells of one person, so that a session may have several rows."""
        return any(each.is_one and each.number is None for each in self._groups)

    def lines(self) -> Iterator[Line]:
        """What the rows say, one after the other."""
        sheet = self.table.sheet
        rooms = self._of("room")
        rows = sheet.filled
        self._room_names = {written(row[each.index]) for each in rooms for row in rows} if rooms else set()
        for at in range(self.table.header + 1, len(rows)):
            row = rows[at]
            alone = {text for cell in row if (text := written(cell))} if _is_sparse(row) else None
            if alone is not None and not alone:
                continue
            if self._is_header(row):
                continue
            if alone is not None and len(alone) == 1 and self._is_section(at, row, alone.pop()):
                continue
            yield self._line(at, self._straightened(at, row))

    def _is_header(self, row: Row) -> bool:
        """Whether it is the header again, as on each page of what was made to be printed."""
        return row[0] == self._first and [written(cell) for cell in row] == self._header

    def _is_section(self, at: int, row: Row, text: str) -> bool:
        """Whether a row with nothing but one text is no session: the name of a day, or a heading."""
        cell = next(cell for cell in row if not blank(cell))
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
                if area.left < title.index <= area.right and blank(row[title.index]):
                    row = list(row)
                    row[title.index], row[area.left] = row[area.left], ""
        return row

    def _line(self, at: int, row: Row) -> Line:
        where = self.table.sheet.place(at)
        extra: dict[str, Any] = {}
        when = self._times.when(row, where, extra)
        for column in self._extra:
            if text := written(row[column.index]):
                extra[column.header] = text
        beside = {each.header: text for each in self._beside if (text := written(row[each.index]))}
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
            plenary=(self._text(row, "plenary") or "").casefold() in _YES,
            audience=self._text(row, "audience"),
            extra=extra,
        )
        return Line(session, when, self._block(row, where, when, extra), chairs)

    def _of(self, *meanings: str) -> list[Column]:
        return [column for each in meanings for column in self._by.get(each, ())]

    def _text(self, row: Row, meaning: str) -> str | None:
        for column in self._by.get(meaning, ()):
            if text := written(row[column.index]):
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
            if text := written(row[column.index]):
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
            for line in written(row[column.index]).splitlines():
                url, _, label = line.strip().partition(" ")
                if url:
                    yield RawLink(url, label.strip() or column.header)

    def _rooms(self, row: Row) -> tuple[str, ...]:
        found: list[str] = []
        for column in self._by.get("room", ()):
            if column.meaning.language and found:
                continue
            for part in _PARTS.split(written(row[column.index])):
                several = [each.strip() for each in part.split(",")] if "," in part else [part]
                # A comma may belong to the name; not where each piece is a room elsewhere.
                found += several if all(each in self._room_names for each in several) else [part]
        return tuple(dict.fromkeys(filter(None, found)))

    def _languages(self, row: Row, where: Location, extra: dict[str, Any]) -> tuple[str, ...]:
        for column in self._by.get("language", ()):
            if text := written(row[column.index]):
                tags = [language_named(each) for each in _LANGUAGES.split(text) if each.strip()]
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

    def _leads_block(self, group: Group) -> bool:
        return group.role == "chair" and "block" in self._by

    def _block(self, row: Row, where: Location, when: When, extra: dict[str, Any]) -> dict[str, Any]:
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

    def _split_extra(self) -> tuple[list[Column], list[Column]]:
        """The columns that are kept with the person of a row, and those kept with the session.

        Where each row tells of a person, what stands to the right of who it is, up to the next column that
        tells of the session, is theirs.
        """
        beside: list[Column] = []
        ours: list[Column] = []
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


def _wide(table: Table) -> dict[int, list[Area]]:
    """Cells that are merged sideways, by their rows."""
    found: dict[int, list[Area]] = {}
    for area in table.sheet.merged:
        if area.right > area.left:
            for row in range(area.top, area.bottom + 1):
                found.setdefault(row, []).append(area)
    return found
