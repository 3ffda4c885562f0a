"""Row sessions: a session from each row of a table, with the block that it is part of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import MergedArea, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import NAME_MEANINGS, parse_language_name
from eventkit.formats.spreadsheet.table.row_people import PersonColumns, TablePeople, group_person_columns
from eventkit.formats.spreadsheet.table.row_times import ExtraCells, RowPeriod, RowTimeReader, RunningDay
from eventkit.formats.spreadsheet.table.table_columns import DetectedTable, TableColumn, columns_of
from eventkit.formats.spreadsheet.table.table_dates import DateContext, split_time
from eventkit.formats.spreadsheet.table.title_cells import TitleCells
from eventkit.formats.spreadsheet.table.twelve_hour_clock import TwelveHourClock
from eventkit.intake import ImportLog, Location, RawAppearance, RawLink, RawProse, RawSession, RawText
from eventkit.messages import Message, sentence

_PARTS = re.compile(r"(?:(?<!\s)\s+)?[;；؛\n|、]\s*")

_LANGUAGES = re.compile(r"(?:(?<!\s)\s+)?(?:[,，/;；、&+\n]|\band\b|\bund\b|\bet\b|和|与)\s*")

_NOTE = re.compile(
    r"\*|†|n\.?b\.?\b|p\.?s\.?\b|(?:please )?notes?\b\s*:|hinweis\b|anmerkung|remarque\b|nota\b\s*:|"
    r"(?:(?:sub|sous)-?\s?)?totals?\b.*\d|(?:zwischen)?summe\b.*\d|(?:gesamt|toplam|razem)\b.*\d|"
    r"(?:小计|合计|总计|共计|备注|說明|المجموع|ملاحظة)",
    re.IGNORECASE,
)
"""The beginning of a row that stands alone in the column of titles and is not a session."""

_SUM = re.compile(
    r"(?:sub-?)?totals?|totale?s?|(?:zwischen)?summe|gesamt|suma|soma|totaal|итого|всего|toplam|razem|összesen|"
    r"合计|总计|共计|合計|計|합계|المجموع",
    re.IGNORECASE,
)
"""The word in the column of days or times of a row that sums up those above."""

_YES_WORDS = {"yes", "true", "1", "x", "ja", "oui", "sí", "да", "是", "y"}

_PERSON_STARTS = {"person", "given", "family", "person-key"}


@dataclass(slots=True)
class TableRow:
    """The content of one row: a session and the block that it is part of."""

    session: RawSession  # the session; without a title if the row has only data of another one
    period: RowPeriod
    block: dict[str, Any] = field(default_factory=dict)
    chairs: list[RawAppearance] = field(default_factory=list)


class TableRowReader:
    """Reads the rows of one table."""

    def __init__(
        self,
        table: DetectedTable,
        dates: DateContext,
        people: TablePeople,
        clock: TwelveHourClock,
        log: ImportLog,
    ) -> None:
        self.table = table
        self._dates, self._people, self._log = dates, people, log
        self._by: dict[str, list[TableColumn]] = {}
        for column in table.columns:
            self._by.setdefault(column.meaning.target, []).append(column)
        self._groups = [group for group in group_person_columns(table.columns) if group.is_named]
        self._field_names = {
            _FIELDS.get(target, target): columns[0].header
            for target, columns in self._by.items()
            if target not in _NOT_FIELDS
        }
        self._person_columns, self._extra = self._split_extra()
        self._first = table.sheet.rows[table.header][0]
        self._header = [cell_text(cell) for cell in table.sheet.rows[table.header]]
        areas: dict[int, list[MergedArea]] = {}
        for area in table.sheet.merged:
            if area.right > area.left:
                for row in range(area.top, area.bottom + 1):
                    areas.setdefault(row, []).append(area)
        self._wide = areas
        self._merged_limit = max(3, (len(table.columns) + 1) // 2 + 1)
        """The number of columns from which a merged row is merged over the table."""
        self._room_names: set[str] = set()
        titles = () if self._groups else self._title_cells()
        self._titles = TitleCells(titles, people, log, table.sheet.place(table.header))
        self._times = RowTimeReader(table, self._by, dates, clock, log)

    @property
    def running(self) -> RunningDay:
        return self._times.running

    @property
    def is_by_person(self) -> bool:
        """True if each row is about one person, so that a session may have several rows."""
        return any(group.is_one and group.number is None for group in self._groups)

    def read_rows(self) -> Iterator[TableRow]:
        sheet = self.table.sheet
        rooms = columns_of(self._by, "room")
        rows = sheet.unmerged_rows
        self._room_names = (
            {cell_text(row[column.index]) for column in rooms for row in rows} if rooms else set()
        )
        for at in range(self.table.header + 1, len(rows)):
            row = rows[at]
            is_sparse = row.count("") >= len(row) - 1
            texts = {text for cell in row if (text := cell_text(cell))} if is_sparse else None
            if texts is not None and not texts:
                continue
            if row[0] == self._first and [cell_text(cell) for cell in row] == self._header:
                continue
            self._check_width(at)
            if texts is not None and len(texts) == 1:
                timed = self._split_merged_time(at, row)
                if timed is None and self._is_heading(at, row, texts.pop()):
                    continue
                row = timed or row
            elif self._is_spread_heading(row, self.table.sheet.place(at)) or self._is_sum(at, row):
                continue
            yield self._read_row(at, self._move_merged_title(at, row))

    def _title_cells(self) -> list[str]:
        columns = columns_of(self._by, "title")[:1]
        return [cell_text(row[column.index]) for column in columns for row in self.table.body]

    def _check_width(self, at: int) -> None:
        """Log a row of a text file that has another number of cells than the header."""
        widths = self.table.sheet.widths
        if not widths or widths[at] < 2 or widths[at] == widths[self.table.header]:
            return
        cells, known = widths[at], widths[self.table.header]
        if cells < known:
            remedy = sentence("The missing cells are imported as empty. Check for a missing separator.")
        elif any(not is_blank(cell) for cell in self.table.sheet.rows[at][known:]):
            remedy = sentence("Check for a separator within a text: put the text in quotation marks.")
        else:
            return
        message = Message("{cells} cells, but the header has {known}.", remedy, cells=cells, known=known)
        self._log.warning("cells", message, self.table.sheet.place(at))

    def _is_heading(self, at: int, row: Row, text: str) -> bool:
        """True if a row with a single text is the heading of a day or of other rows, not a session.

        A row that is merged over the table is always a heading.
        """
        where = self.table.sheet.place(at)
        titles = {column.index for column in columns_of(self._by, "title", "block", *sorted(NAME_MEANINGS))}
        index = next(index for index, cell in enumerate(row) if not is_blank(cell))
        areas = self._wide.get(at, ())
        is_title = not self._is_over_table(at) and (
            index in titles or any(area.left <= title <= area.right for area in areas for title in titles)
        )
        if self._times.read_heading(row, where, is_title=is_title):
            return True
        if is_title and _NOTE.match(text) and columns_of(self._by, "start", "time", "day"):
            self._log_note(text, where)
            return True
        if is_title:
            return False
        message = Message("'{text}' is the only text in its row. Left out as a heading.", text=text[:80])
        self._log.warning("heading", message, where)
        return True

    def _is_sum(self, at: int, row: Row) -> bool:
        """True for a row that sums up those above: ``Total`` beside numbers, or where these have a time."""
        times = [cell_text(row[column.index]) for column in columns_of(self._by, "day", "start", "time")]
        word = next(filter(None, chain(times, map(cell_text, row))), "")
        if not _SUM.fullmatch(word.strip(" :")):
            return False
        others = [text for cell in row if (text := cell_text(cell)) not in {"", word}]
        if word not in times and not all(text.replace(".", "").isdecimal() for text in others):
            return False
        self._log_note(word, self.table.sheet.place(at))
        return True

    def _log_note(self, text: str, where: Location) -> None:
        message = Message("'{text}' is a note or a sum and no session. Left out.", text=text[:80])
        self._log.info("note-row", message, where)

    def _is_over_table(self, at: int) -> bool:
        return any(area.right - area.left + 1 >= self._merged_limit for area in self._wide.get(at, ()))

    def _split_merged_time(self, at: int, row: Row) -> Row | None:
        """The row of a single text with a time, in the column of titles or merged over the table.

        Below cells with times, ``Lunch (12:00 to 13:00)`` has one of its own.
        """
        times, titles = columns_of(self._by, "time", "start"), columns_of(self._by, "title")
        if not (times and titles and (self._is_over_table(at) or not is_blank(row[titles[0].index]))):
            return None
        split = split_time(next(text for cell in row if (text := cell_text(cell))))
        if split is None:
            return None
        timed: Row = [""] * len(row)
        timed[times[0].index], timed[titles[0].index] = split
        return timed

    def _is_spread_heading(self, row: Row, where: Location) -> bool:
        """True for the heading of a day in several cells: its number in one, its date in another."""
        if row.count("") < len(row) - 3 or "day" in self._by:
            return False
        texts = [text for cell in row if (text := cell_text(cell))]
        headings = [self._dates.heading(text) for text in texts]
        if not all(heading.mentions_day and not heading.rest for heading in headings):
            return False
        text = ", ".join(texts)
        return self._dates.heading(text).is_certain and self._times.running.read_heading(text, where)

    def _move_merged_title(self, at: int, row: Row) -> Row:
        """The row with the text of a merged cell moved to the column of titles, if it covers that."""
        titles = columns_of(self._by, "title")
        for area in self._wide.get(at, ()):
            for title in titles:
                if area.left < title.index <= area.right and is_blank(row[title.index]):
                    row = list(row)
                    row[title.index], row[area.left] = row[area.left], ""
        return row

    def _read_row(self, at: int, row: Row) -> TableRow:
        where = self.table.sheet.place(at)
        times: ExtraCells = {}
        period = self._times.period(at, row, where, times)
        reported: ExtraCells = {}
        extra = {column.header: text for column in self._extra if (text := cell_text(row[column.index]))}
        person_extra = {
            column.header: text for column in self._person_columns if (text := cell_text(row[column.index]))
        }
        people, chairs = self._appearances(row, where, person_extra, extra, reported)
        minutes = self._times.minutes(row, where, times)
        checked = self._times.check_minutes(period, minutes, row, where, times)
        if checked is not period:
            period, minutes = checked, None
        languages = self._languages(row, where, reported)
        block = self._block(row, where, period, reported)
        reported = {**times, **reported}
        session = RawSession(
            location=where,
            key=self._text(row, "key") or self._text(row, "uid"),
            field_names=self._field_names,
            title=self._localised_text(row, "title"),
            subtitle=self._localised_text(row, "subtitle"),
            kind=self._text(row, "kind"),
            start=period.start,
            end=period.end,
            minutes=minutes,
            rooms=self._rooms(row),
            track=self._text(row, "track"),
            parent=self._text(row, "parent"),
            uid=self._text(row, "uid"),
            abstract=self._prose(row, "abstract"),
            description=self._prose(row, "description"),
            people=tuple(people),
            languages=languages,
            links=tuple(self._links(row)),
            status=self._text(row, "status"),
            plenary=(self._text(row, "plenary") or "").casefold() in _YES_WORDS,
            audience=self._text(row, "audience"),
            needs=_split(self._text(row, "needs"), r"[,;，；、\n]"),
            wishes=self._wishes(row),
            extra={**reported, **extra},
            reported=frozenset({*reported, "start"} if times and period.start is None else reported),
        )
        if isinstance(session.title, str) and (not self._groups or "\n" in session.title):
            session.title, named, rest = self._titles.split(session.title, where)
            session.people = (*session.people, *named)
            session.description = session.description or (RawProse(rest) if rest else None)
        if session.title is None and not block and not self.table.has_slots:
            self._find_title(session)
        return TableRow(session, period, block, chairs)

    def _wishes(self, row: Row) -> tuple[str, ...]:
        """The wishes in the cells of a row; that of availability says when it takes place only."""
        wishes = _split(self._text(row, "wishes"), r"[;；\n]")
        available = re.sub(r" ?[-–—] ?(?=\d{1,2}:)", "-", self._text(row, "available") or "")
        words = re.sub(r"[,;，；\n]+|\b(?:and|or|on|only)\b", " ", available).split()
        return (*wishes, f"only {' '.join(words)}") if words else wishes

    def _find_title(self, session: RawSession) -> None:
        """Take the only text of a row with a time as its title: a break typed in the column of rooms."""
        texts = {"rooms": "; ".join(session.rooms), "track": session.track}
        named = [name for name, text in texts.items() if text]
        others = (session.kind, session.abstract, session.description, session.people, session.extra)
        if session.start is None or any(others) or len(named) != 1:
            return
        (name,) = named
        title = texts[name]
        setattr(session, name, () if name == "rooms" else None)
        session.title = title
        message = Message(
            "'{title}' is the only text of a row without a title. Imported as the title.", title=title or ""
        )
        place = replace(session.location, field=session.field_names.get(name, name))
        self._log.info("title-elsewhere", message, place)

    def _text(self, row: Row, meaning: str) -> str | None:
        for column in self._by.get(meaning, ()):
            if text := cell_text(row[column.index]):
                return text
        return None

    def _localised_text(self, row: Row, meaning: str) -> RawText | None:
        columns = self._by.get(meaning, ())
        if len(columns) < 2 or all(column.meaning.language is None for column in columns):
            text = self._text(row, meaning)
            language = columns[0].meaning.language if columns and text else None
            return {language: text} if language and text else text
        texts: dict[str, str] = {}
        for column in columns:
            if text := cell_text(row[column.index]):
                texts.setdefault(column.meaning.language or "", text)
        return texts[""] if set(texts) == {""} else texts or None

    def _prose(self, row: Row, meaning: str) -> RawProse | None:
        text = self._localised_text(row, meaning)
        return None if text is None else RawProse(text)

    def _links(self, row: Row) -> Iterator[RawLink]:
        """The links of a row, one per line, each optionally followed by its label."""
        for column in self._by.get("link", ()):
            for line in cell_text(row[column.index]).splitlines():
                url, _, label = line.strip().partition(" ")
                if url:
                    yield RawLink(url, label.strip() or column.header)

    def _rooms(self, row: Row) -> tuple[str, ...]:
        rooms: list[str] = []
        columns = self._by.get("room", ())
        is_localised = any(column.meaning.language for column in columns)
        for column in columns:
            if is_localised and rooms:
                continue
            for part in _PARTS.split(cell_text(row[column.index])):
                several = [name.strip() for name in part.split(",")] if "," in part else [part]
                # A comma may be part of a name, unless each part is a room in another row.
                rooms += several if all(name in self._room_names for name in several) else [part]
        return tuple(dict.fromkeys(filter(None, rooms)))

    def _languages(self, row: Row, where: Location, extra: ExtraCells) -> tuple[str, ...]:
        for column in self._by.get("language", ()):
            if text := cell_text(row[column.index]):
                tags = [parse_language_name(word) for word in _LANGUAGES.split(text) if word.strip()]
                if all(tags):
                    return tuple(dict.fromkeys(tag for tag in tags if tag))
                extra[column.header] = text
                message = Message(
                    "Unknown language '{text}'. Saved as extra data. Use a name or tag such as 'en'.",
                    text=text[:60],
                )
                self._log.warning("language", message, replace(where, field=column.header))
        return ()

    def _appearances(
        self, row: Row, where: Location, person_extra: ExtraCells, extra: ExtraCells, reported: ExtraCells
    ) -> tuple[list[RawAppearance], list[RawAppearance]]:
        """The appearances in the session, and the chairs of the block that it is part of.

        Cells that belong to nobody become extra data of the session: those with a finding are added to
        ``reported``, the others to ``extra``.
        """
        people: list[RawAppearance] = []
        chairs: list[RawAppearance] = []
        for group in self._groups:
            about = person_extra if group is self._groups[0] or not person_extra else {}
            appearances, left = self._people.of_row(row, where, group, about)
            if about:
                person_extra = {}
            extra.update({header: text for header, text in left.items() if header in about})
            reported.update({header: text for header, text in left.items() if header not in about})
            (chairs if self._leads_block(group) else people).extend(appearances)
        extra.update(person_extra)
        return people, chairs

    def _leads_block(self, group: PersonColumns) -> bool:
        return group.role == "chair" and "block" in self._by

    def _block(self, row: Row, where: Location, period: RowPeriod, extra: ExtraCells) -> dict[str, Any]:
        title = self._localised_text(row, "block")
        if title is None:
            return {}
        block_period = self._times.block(row, period.on, where, extra)
        return {
            "title": title,
            "key": self._text(row, "block-key"),
            "start": block_period.start,
            "end": block_period.end,
            "on": period.on,
        }

    def _split_extra(self) -> tuple[list[TableColumn], list[TableColumn]]:
        """The columns of extra data of the person in a row, and those of the session.

        If each row is about one person, the columns from that person's name to the next column about the
        session are the person's.
        """
        person_columns: list[TableColumn] = []
        session_columns: list[TableColumn] = []
        is_person_part = False
        for column in self.table.columns:
            meaning = column.meaning
            if meaning.target == "extra":
                (person_columns if is_person_part and self.is_by_person else session_columns).append(column)
            elif meaning.target in _PERSON_STARTS:
                is_person_part = True
            elif not meaning.is_about_person and meaning.target not in {"private", "ignore"}:
                is_person_part = False
        return person_columns, session_columns


_FIELDS = {"room": "rooms", "time": "start", "language": "languages", "link": "links"}

_NOT_FIELDS = {"extra", "private", "ignore"}


def _split(text: str | None, separators: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(separators, text or "") if part.strip())
