"""Table columns: the meaning of each column of a sheet, from its header, the column map and its cells."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import (
    CONTACT_MEANINGS,
    LOCALISED_MEANINGS,
    NAME_MEANINGS,
    REPEATABLE_MEANINGS,
    ColumnMeaning,
    has_details,
    header_meanings,
    header_rank,
    names_zone,
    normalise_header,
)
from eventkit.formats.spreadsheet.table.column_map import ORDERS, ColumnMap
from eventkit.formats.spreadsheet.table.table_dates import CellTime, DateContext, parse_length
from eventkit.intake import ImportLog
from eventkit.intake.datetime_parser import DayOrder, ParseFailure
from eventkit.intake.people_columns import judge_people_column
from eventkit.intake.people_parser import is_list_of_names
from eventkit.intake.privacy import is_email_address
from eventkit.messages import Message, Verbatim, sentence
from eventkit.texts.name_patterns import is_full_name, is_title_alone

_TIME_MEANINGS = {"day", "time", "minutes"}

_ANY_YEAR = 2000

_UNCLEAR_WITH_PEOPLE = {"people", "room", "start", "time", "day", "abstract", "track", "kind", "person"}

_SAMPLE = 60

_LIKELY, _CELLS_NEEDED, _EXAMPLE = 0.6, 3, 40
ColumnGroup = tuple[str | None, int | None]  # the role and the number of the people that columns are about


@dataclass(frozen=True, slots=True)
class TableColumn:
    index: int
    header: str  # its header; with or as `column C` if another column has the same header or it has none
    meaning: ColumnMeaning
    is_mapped: bool = False  # true if the meaning comes from the column map


def header_names(sheet: CellSheet, row: int) -> list[str]:
    """The names of the columns: their headers or, where these are missing or repeated, their letters."""
    texts = [" ".join(cell_text(cell).split()) for cell in sheet.rows[row]]
    again = Counter(filter(None, texts))
    used: set[str] = set()
    names = []
    for index, text in enumerate(texts):
        name = text or f"column {sheet.column(index)}"
        if again[text] > 1 and text in used:
            name = f"{text} (column {sheet.column(index)})"
        used.add(text)
        names.append(name)
    return names


def interpret_columns(
    sheet: CellSheet,
    header: int,
    mapped: Mapping[str, ColumnMeaning],
    log: ImportLog,
    first: str | None = None,  # the first language of the conference, if it is known
) -> tuple[TableColumn, ...]:
    """The columns of a sheet with their meanings; a column of unknown meaning is extra data."""
    names = header_names(sheet, header)
    texts = [" ".join(cell_text(cell).split()) for cell in sheet.rows[header]]
    own = [
        mapped_meaning(sheet, index, text, name, mapped)
        for index, (text, name) in enumerate(zip(texts, names, strict=True))
    ]
    senses = [header_meanings(text) for text in texts]
    meanings = [
        known_meaning or (sense[0][0] if len(sense[0]) == 1 else None)
        for known_meaning, sense in zip(own, senses, strict=True)
    ]
    body = sheet.rows[header + 1 :]
    _leave_titles_of_people(meanings, own, body)
    _resolve_unclear(meanings, senses)
    _find_details(meanings, senses, own, texts, body)
    _name_halves(meanings, texts)
    _prefer_own_times(meanings, texts, own)
    _find_block_titles(meanings, own, body)
    _assign_languages(meanings, senses, first, body)
    if not any(meaning and meaning.target in {"start", "time"} for meaning in meanings):
        for index, meaning in enumerate(meanings):
            if meaning == ColumnMeaning("day") and own[index] is None and _has_starts(body, index):
                meanings[index] = ColumnMeaning("start")
    columns = []
    empty = {index for index in range(len(names)) if all(is_blank(row[index]) for row in body)}
    naming = {index for index, meaning in enumerate(meanings) if meaning and meaning.target in NAME_MEANINGS}
    needless = empty & naming if naming - empty else set[int]()
    for index, (meaning, name) in enumerate(zip(meanings, names, strict=True)):
        if (meaning is None and index in empty) or (own[index] is None and index in needless):
            continue
        column_meaning = meaning or ColumnMeaning("private" if has_email_addresses(body, index) else "extra")
        if own[index] is None and normalise_header(texts[index]) == "audience":
            # The level of those who are meant, such as beginners, is not a number of them.
            column_meaning = column_meaning if _has_numbers(body, index) else ColumnMeaning("extra")
        if own[index] is None and column_meaning.target in {"people", "person"} and _has_numbers(body, index):
            message = Message(
                "Numbers, not names of people. Saved as extra data. Set another meaning in the column map.",
            )
            log.warning("not-people", message, sheet.place(header, name))
            column_meaning = ColumnMeaning("extra")
        if own[index] is None and column_meaning == ColumnMeaning("person") and _names_several(body, index):
            column_meaning = ColumnMeaning("people")
        columns.append(TableColumn(index, name, column_meaning, own[index] is not None))
    targets = {column.meaning.target for column in columns}
    if targets & NAME_MEANINGS and targets.isdisjoint({"title", "block", "start", "time"}):
        # In a list of people an id is that of a person, by which sessions may name them.
        columns = [
            replace(column, meaning=ColumnMeaning("person-key"))
            if column.meaning == ColumnMeaning("key")
            else column
            for column in columns
        ]
    _log_likely_meanings(columns, sheet, header, log)
    return tuple(_attach_to_person(_drop_duplicates(columns, sheet, header, texts, log), sheet, header, log))


def mapped_meaning(
    sheet: CellSheet, index: int, text: str, name: str, mapped: Mapping[str, ColumnMeaning]
) -> ColumnMeaning | None:
    """The meaning of a column in the column map, by its sheet and header, its header, or its letter."""
    letter = f"column {sheet.column(index)}"
    for key in (f"{sheet.name}!{name}", name, letter, text):
        if key in mapped:
            return mapped[key]
    return None


def _resolve_unclear(
    meanings: list[ColumnMeaning | None], senses: Sequence[tuple[tuple[ColumnMeaning, ...], str | None]]
) -> None:
    """Give each ambiguous header its first meaning that no other column has, or has in other languages."""
    languages: dict[str, set[str | None]] = defaultdict(set)
    for meaning in filter(None, meanings):
        languages[meaning.target].add(meaning.language)
    for index, (candidates, _) in enumerate(senses):
        if meanings[index] is not None or not candidates:
            continue
        possible = [
            candidate
            for candidate in candidates
            if candidate.target not in languages
            or (candidate.language and not languages[candidate.target] & {None, candidate.language})
        ]
        if {candidate.target for candidate in candidates} == {
            "title",
            "person",
        } and languages.keys().isdisjoint(_UNCLEAR_WITH_PEOPLE):
            # A list of names with addresses and biographies is a list of people.
            possible = [candidate for candidate in candidates if candidate.target == "person"]
        chosen = possible[0] if possible else candidates[-1]
        meanings[index] = chosen
        languages[chosen.target].add(chosen.language)


def _find_details(
    meanings: list[ColumnMeaning | None],
    senses: Sequence[tuple[tuple[ColumnMeaning, ...], str | None]],
    own: Sequence[ColumnMeaning | None],
    texts: Sequence[str],
    body: Sequence[Row],
) -> None:
    """Give columns of people with details behind their names that meaning, also beside other people."""
    for index in range(len(texts)):
        if own[index] is None and has_details(texts[index]) and _have_details(body, index):
            meanings[index] = senses[index][0][0]


_DETAILS = re.compile(r"\S\s*[(（,;]|\s[/|–—-]\s")


def _have_details(rows: Sequence[Row], index: int) -> bool:
    """True if most cells have brackets, a comma or a stroke, as names with an organisation have."""
    cells = [cell_text(row[index]) for row in rows if not is_blank(row[index])]
    return sum(bool(_DETAILS.search(cell)) for cell in cells) * 2 >= len(cells) > 0


def _name_halves(meanings: list[ColumnMeaning | None], texts: Sequence[str]) -> None:
    """Give ``First`` and ``Last`` their meaning, which they have only together."""
    folded = [normalise_header(text) for text in texts]
    if "first" in folded and "last" in folded:
        for word, target in (("first", "given"), ("last", "family")):
            meanings[folded.index(word)] = meanings[folded.index(word)] or ColumnMeaning(target)


_OF_FORM = {"start time", "completion time"}  # the headings of Microsoft Forms
_OF_ENTRY = {
    "timestamp", "zeitstempel", "horodateur", "marca temporal", "submitted", "submitted at", "created",
    "created at", "updated", "updated at", "last updated", "last modified",
}  # fmt: skip
"""The headings of columns with the times at which a row was entered."""

_OWN_WORDS = ("talk ", "paper ", "presentation ", "lecture ", "contribution ")


def _prefer_own_times(
    meanings: list[ColumnMeaning | None], texts: Sequence[str], own: Sequence[ColumnMeaning | None]
) -> None:
    """Leave out the times of a session beside those of its talks: ``Start`` beside ``Talk start``.

    The times beside ``Completion time`` are those at which a form was filled in.
    """
    of_form = [index for index, text in enumerate(texts) if normalise_header(text) in _OF_FORM]
    for index in of_form if len(of_form) == len(_OF_FORM) else ():
        meanings[index] = own[index] or ColumnMeaning("extra")
    for target in ("start", "end"):
        indices = [index for index, meaning in enumerate(meanings) if meaning == ColumnMeaning(target)]
        of_talks = [index for index in indices if normalise_header(texts[index]).startswith(_OWN_WORDS)]
        for index in indices if of_talks else ():
            if index not in of_talks and own[index] is None:
                meanings[index] = ColumnMeaning("extra")


def _find_block_titles(
    meanings: list[ColumnMeaning | None], own: Sequence[ColumnMeaning | None], body: Sequence[Row]
) -> None:
    """Take titles that rows share for those of blocks, beside titles of which each row has another."""
    indices = [index for index, meaning in enumerate(meanings) if meaning == ColumnMeaning("title")]
    texts = {index: [text for row in body if (text := cell_text(row[index]))] for index in indices}
    own_titles = [index for index in indices if len(set(texts[index])) == len(texts[index]) > 1]
    is_block_known = any(meaning and meaning.target == "block" for meaning in meanings)
    for index in indices if own_titles and not is_block_known else ():
        if own[index] is None and len(set(texts[index])) * 2 <= len(texts[index]):
            meanings[index] = ColumnMeaning("block")


def _assign_languages(
    meanings: list[ColumnMeaning | None],
    senses: Sequence[tuple[tuple[ColumnMeaning, ...], str | None]],
    first: str | None,
    body: Sequence[Row],
) -> None:
    """Give columns with the same meaning the languages of their headers.

    A column without a language, of the header or the conference, has texts in the language that is guessed.
    """
    columns_by_text: dict[ColumnMeaning, list[int]] = defaultdict(list)
    for index, meaning in enumerate(meanings):
        if meaning is not None and meaning.target in LOCALISED_MEANINGS:
            columns_by_text[meaning.without_language].append(index)
    for text, indices in columns_by_text.items():
        if text.target in NAME_MEANINGS and _name_others(body, indices):
            continue
        languages = {index: meaning.language for index in indices if (meaning := meanings[index])}
        used = {language for language in languages.values() if language}
        without_tag = [index for index, language in languages.items() if language is None]
        header_languages = {index: senses[index][1] for index in without_tag}
        if not used and (
            len(without_tag) < 2
            or len(set(header_languages.values())) < len(without_tag)
            or None in header_languages.values()
        ):
            continue
        for index in without_tag:
            candidates = [
                language for language in (header_languages[index], first) if language and language not in used
            ]
            meaning = meanings[index]
            if candidates and meaning is not None:
                meanings[index] = replace(meaning, language=candidates[0])
                used.add(candidates[0])


_LATIN = re.compile(r"[a-zA-ZÀ-ɏ]{2,}")


def _name_others(rows: Sequence[Row], indices: Sequence[int]) -> bool:
    """True if most rows name others in the first two columns: all in Latin letters, and no word in both."""
    words = [
        [{*_LATIN.findall(cell_text(row[index]).casefold())} for index in indices[:2]]
        for row in rows
        if len(indices) > 1 and not any(is_blank(row[index]) for index in indices[:2])
    ]
    others = [pair for pair in words if all(pair) and pair[0].isdisjoint(pair[1])]
    return len(others) * 2 > len(words)


def _sample(rows: Sequence[Row], index: int) -> list[Cell]:
    return [row[index] for row in rows[:_SAMPLE] if not is_blank(row[index])]


def _has_numbers(rows: Sequence[Row], index: int) -> bool:
    """True if most cells of a column are numbers, such as ``01``; people may have codes such as ``P27``."""
    cells = [*map(cell_text, _sample(rows, index))]
    numbers = [
        text for text in cells if sum(map(str.isdigit, text)) * 2 >= len(text) and not text[:1].isalpha()
    ]
    return len(numbers) * 2 > len(cells)


def _leave_titles_of_people(
    meanings: list[ColumnMeaning | None], own: Sequence[ColumnMeaning | None], body: Sequence[Row]
) -> None:
    """Leave columns ``Title`` whose cells are titles of people, such as Dr., as extra data.

    Beside a column of given or family names that is so where most are, since no list has all ranks.
    """
    has_halves = any(meaning and meaning.target in {"given", "family"} for meaning in meanings)
    for index, meaning in enumerate(meanings):
        if own[index] is not None or meaning != ColumnMeaning("title"):
            continue
        cells = [cell_text(row[index]) for row in body if not is_blank(row[index])]
        needed = len(cells) / 2 if has_halves else len(cells)
        if cells and sum(map(is_title_alone, cells)) >= needed:
            meanings[index] = ColumnMeaning("extra")


def _names_several(rows: Sequence[Row], index: int) -> bool:
    """True if cells of a column for one person name several: a list, or one on each line."""
    cells = (cell_text(row[index]) for row in rows if not is_blank(row[index]))
    return judge_people_column([*cells]).style.names_several


_LOOKS = {
    "people": sentence("Column '{header}' looks like names of people, such as '{text}'."),
    "day": sentence("Column '{header}' looks like dates, such as '{text}'."),
    "time": sentence("Column '{header}' looks like times, such as '{text}'."),
    "start": sentence("Column '{header}' looks like times, such as '{text}'."),
    "end": sentence("Column '{header}' looks like times, such as '{text}'."),
    "minutes": sentence("Column '{header}' looks like durations, such as '{text}'."),
    "audience": sentence("Column '{header}' looks like numbers of people, such as '{text}'."),
}

_OF_MANY = re.compile(
    r"\b(?:seats?|capacity|registrations|registered|sign ups|participants|attendees|teilnehm|plätze|places)"
)
"""Words of headings above numbers of people, which may be of those expected."""

_MAKE_NEEDLESS = {
    "people": set[str](),
    "day": {"day"},
    "time": {"start", "time"},
    "start": {"start", "time"},
    "end": {"end", "minutes"},
    "minutes": {"end", "minutes"},
    "audience": {"audience"},
}
"""The meanings beside which a column of a likely meaning is none."""


def _log_likely_meanings(
    columns: Sequence[TableColumn], sheet: CellSheet, header: int, log: ImportLog
) -> None:
    """Log the columns under unknown headings whose cells are names, or times where no column has any."""
    known = {column.meaning.target for column in columns}
    body = sheet.rows[header + 1 :]
    if any(_has_starts(body, column.index) for column in columns if column.meaning.target == "start"):
        known.add("day")
    unknown = [
        column
        for column in columns
        if not column.is_mapped
        and column.meaning.target == "extra"
        and normalise_header(column.header) not in _OF_FORM | _OF_ENTRY
    ]
    meanings = {column: likely_meaning(body, column.index) for column in unknown}
    times = [column for column, likely in meanings.items() if likely == "time"]
    if len(times) == 2 and "start" not in known and not any(names_zone(each.header) for each in times):
        meanings |= {times[0]: "start", times[1]: "end"}
    elif times and "start" in known and not known & {"end", "minutes"}:
        meanings[times[0]] = "end"
    for column in unknown:
        if not meanings[column] and _OF_MANY.search(normalise_header(column.header)):
            meanings[column] = "audience" if _has_numbers(body, column.index) else ""
    for column, likely in meanings.items():
        if not likely or known & _MAKE_NEEDLESS[likely]:
            continue
        text = next(cell_text(row[column.index]) for row in body if not is_blank(row[column.index]))[
            :_EXAMPLE
        ]
        message = Message(
            _LOOKS[likely],
            "To import it, set {setting} in the column map; otherwise it is kept as extra data.",
            header=column.header,
            text=text,
            setting=Verbatim(f'"{column.header}" = "{likely}"'),
        )
        is_extra = (likely == "people" and known & NAME_MEANINGS) or likely == "audience"
        write = log.info if is_extra else log.warning
        write("likely-meaning", message, sheet.place(header, column.header))


def likely_meaning(rows: Sequence[Row], index: int) -> str:
    """The meaning that most cells of a column have: people, days, times or lengths; empty for any other."""
    cells = [cell_text(row[index]) for row in rows if not is_blank(row[index])][:_SAMPLE]
    if len(cells) < _CELLS_NEEDED:
        return ""
    context = DateContext(DayOrder.DAY_FIRST, _ANY_YEAR, {})
    days = sum(
        not isinstance(row[index], float) and not isinstance(context.day(row[index]), ParseFailure)
        for row in rows[:_SAMPLE]
        if not is_blank(row[index])
    )
    names = sum(is_full_name(cell) or (is_list_of_names(cell) and " " in cell) for cell in cells)
    times = sum(":" in cell and isinstance(context.cell_time(cell), CellTime) for cell in cells)
    lengths = sum(
        not cell.isdecimal() and ":" not in cell and not isinstance(parse_length(cell), ParseFailure)
        for cell in cells
    )
    counts = {"people": names, "time": times, "day": days, "minutes": lengths}
    return next((meaning for meaning, count in counts.items() if count >= _LIKELY * len(cells)), "")


def has_email_addresses(rows: Sequence[Row], index: int) -> bool:
    cells = _sample(rows, index)
    return bool(cells) and sum(map(is_email_address, cells)) * 2 > len(cells)


def _drop_duplicates(
    columns: Iterable[TableColumn], sheet: CellSheet, header: int, texts: Sequence[str], log: ImportLog
) -> Iterator[TableColumn]:
    """The columns without duplicate meanings, which are allowed only if no row has values in both."""
    first: dict[ColumnMeaning, list[TableColumn]] = defaultdict(list)
    body = sheet.rows[header + 1 :]
    distinct: list[TableColumn] = []
    for column in sorted(columns, key=lambda column: _preference(column, body, texts)):
        meaning = column.meaning
        if meaning.target in REPEATABLE_MEANINGS or meaning.target in {"start", "end"}:
            distinct.append(column)
            continue
        others = first[meaning]
        clash = next((other for other in others if _are_both_filled(body, other.index, column.index)), None)
        if clash is None:
            others.append(column)
            distinct.append(column)
            continue
        place = sheet.place(header, column.header)
        if normalise_header(texts[clash.index]) == normalise_header(texts[column.index]) or (
            clash.is_mapped and column.is_mapped
        ):
            message = Message(
                "Two columns mean '{meaning}': {one} and {other}. Rename one, or set their "
                'meanings in the column map, for example "column {other}" = "extra".',
                meaning=str(meaning),
                one=sheet.column(clash.index),
                other=sheet.column(column.index),
            )
            log.fault(message, place)
            distinct.append(replace(column, meaning=ColumnMeaning("extra")))
            continue
        message = Message(
            "Column '{header}' also means '{meaning}'. Saved '{other}' as extra data. Set "
            "another meaning in the column map.",
            header=clash.header,
            meaning=str(meaning),
            other=column.header,
        )
        log.warning("duplicate-column", message, place)
        distinct.append(replace(column, meaning=ColumnMeaning("extra")))
    yield from sorted(distinct, key=lambda column: column.index)


def _preference(
    column: TableColumn, body: Sequence[Row], texts: Sequence[str]
) -> tuple[bool, bool, int, int]:
    """The order in which columns of one meaning are considered: the column map, contents, usual headers.

    Contents count only where they cannot be read at all, as those of a column ``slot`` with ``Di D``.
    """
    is_unreadable = column.meaning.target in _TIME_MEANINGS and not _has_times(body, column.index)
    return not column.is_mapped, is_unreadable, header_rank(texts[column.index]), column.index


def _has_times(body: Sequence[Row], index: int) -> bool:
    context, cells = DateContext(DayOrder.DAY_FIRST, _ANY_YEAR, {}), _sample(body, index)
    return any(
        not isinstance(context.cell_time(cell), ParseFailure)
        or not isinstance(context.day(cell), ParseFailure)
        or not isinstance(parse_length(cell), ParseFailure)
        for cell in cells
    )


def _has_starts(body: Sequence[Row], index: int) -> bool:
    context, cells = DateContext(DayOrder.DAY_FIRST, _ANY_YEAR, {}), _sample(body, index)
    times = [cell_time for cell in cells if isinstance(cell_time := context.cell_time(cell), CellTime)]
    starts = [each for each in times if each.instant or (each.on and each.start is not None)]
    return len([each for each in starts if not each.may_be_midnight]) * 2 > len(cells)


def _are_both_filled(rows: Sequence[Row], one: int, other: int) -> bool:
    return any(not is_blank(row[one]) and not is_blank(row[other]) and row[one] != row[other] for row in rows)


def _attach_to_person(
    columns: Iterable[TableColumn], sheet: CellSheet, header: int, log: ImportLog
) -> Iterator[TableColumn]:
    """Attach each column about people to the columns that name them.

    A header such as ``Affiliation`` without a number and a role belongs to the only people of the table, to
    those without a number and a role, or to those directly left of it. In all other cases it belongs to
    nobody, so that no private data goes to the wrong person.
    """
    all_columns = list(columns)
    groups = {_group(column.meaning) for column in all_columns if column.meaning.target in NAME_MEANINGS}
    counts = Counter(column.meaning for column in all_columns)
    last: ColumnGroup | None = None
    is_adjacent = False
    for column in all_columns:
        meaning = column.meaning
        group = _group(meaning)
        if meaning.target in NAME_MEANINGS:
            if not (is_adjacent and _FURTHER_PEOPLE.match(normalise_header(column.header))):
                last = group
            is_adjacent = True
        elif not meaning.is_about_person:
            is_adjacent = False
        elif group not in groups:
            if column.is_mapped:
                message = Message(
                    "A column about people, but no column has their names. Set the column of names in "
                    "the column map to '{meaning}'.",
                    meaning=str(
                        replace(meaning, target="person" if meaning.number else "people", language=None)
                    ),
                )
                log.fault(message, sheet.place(header, column.header))
            near = last if is_adjacent else None
            owner = _owner(meaning, groups, near, is_for_each=counts[meaning] == len(groups))
            if owner is None:
                yield replace(
                    column,
                    meaning=ColumnMeaning("private" if meaning.target in CONTACT_MEANINGS else "extra"),
                )
            else:
                yield replace(column, meaning=replace(meaning, role=owner[0], number=owner[1]))
            continue
        yield column


_FURTHER_PEOPLE = re.compile(r"co ?[a-z]|(?:other|further|additional) ")
"""The headings of people beside the main ones, ``Co-authors``, to whom an affiliation behind them belongs."""


def _owner(
    meaning: ColumnMeaning, groups: set[ColumnGroup], near: ColumnGroup | None, *, is_for_each: bool
) -> ColumnGroup | None:
    """The people that a column belongs to whose header does not say so."""
    if meaning.number is not None:
        numbered = [group for group in groups if group[1] == meaning.number]
        return numbered[0] if len(numbered) == 1 else None
    if len(groups) == 1:
        return next(iter(groups))
    return near if near is not None and (near[1] is None or is_for_each) else None


def _group(meaning: ColumnMeaning) -> ColumnGroup:
    return meaning.role, meaning.number


def columns_of(columns: Mapping[str, Sequence[TableColumn]], *targets: str) -> list[TableColumn]:
    return [column for target in targets for column in columns.get(target, ())]


@dataclass(frozen=True, slots=True)
class DetectedTable:
    sheet: CellSheet
    header: int  # the index of the header row, from 0
    columns: tuple[TableColumn, ...]  # the columns, from left to right
    is_grid: bool = False  # true for a timetable: times down the side, rooms or days across the top

    def of(self, *meanings: str) -> list[TableColumn]:
        return [column for column in self.columns if column.meaning.target in meanings]

    @property
    def body(self) -> list[Row]:
        """The rows below the header."""
        return self.sheet.rows[self.header + 1 :]

    def texts(self, *meanings: str) -> list[str]:
        """The texts in the columns of these meanings."""
        cells = (cell_text(row[column.index]) for column in self.of(*meanings) for row in self.body)
        return [text for text in cells if text]

    @property
    def has_sessions(self) -> bool:
        return self.is_grid or bool(self.of("title", "block"))

    @property
    def has_slots(self) -> bool:
        """True for times or rooms of sessions that another table has, which they name by their id."""
        is_slot = bool(self.of("key")) and bool(self.of("start", "time", "day", "room"))
        return is_slot and not self.has_sessions

    @property
    def has_people(self) -> bool:
        is_list = not self.has_sessions and bool(self.of(*NAME_MEANINGS))
        return is_list and self.columns[0].meaning.target not in {"track", "room"}


def describe_columns(
    tables: Sequence[DetectedTable], context: DateContext | None, column_map: ColumnMap
) -> dict[str, Any]:
    """Describe the column map that was used, in the form of `ImportHints.columns`."""
    described: dict[str, Any] = {}
    names = list(dict.fromkeys(table.sheet.name for table in tables))
    if any(names):
        described["sheet"] = names[0] if len(names) == 1 else names
    rows = {table.sheet.name: table.sheet.top + table.header for table in reversed(tables)}
    described["header"] = next(iter(rows.values())) if len(set(rows.values())) == 1 else rows
    is_grid = any(table.is_grid for table in tables)
    is_across = all(table.sheet.is_transposed for table in tables)
    if is_grid or is_across:
        described["layout"] = f"{'grid' if is_grid else 'list'}{'-across' if is_across else ''}"
    order = context.order if context else column_map.order
    if order is not None:
        described["date-order"] = ORDERS[order]
    year = context.year if context else column_map.year
    if year is not None:
        described["year"] = year
    for setting in ("hidden", "minutes", "ends", "comma", "brackets"):
        if (value := getattr(column_map, setting)) is not None:
            described[setting] = value
    if days := context.named_days if context else column_map.days:
        described["days"] = {word: on.isoformat() for word, on in days.items()}
    described["columns"] = _columns(tables)
    return described


def _columns(tables: Sequence[DetectedTable]) -> dict[str, str]:
    """The meaning of each column by header or, where two columns disagree, by sheet and header or by letter.

    A column that none of these tells from all others is detected again.
    """
    columns = [
        (_map_keys(table.sheet, column), str(column.meaning)) for table in tables for column in table.columns
    ]
    meanings: dict[str, set[str]] = defaultdict(set)
    for keys, meaning in columns:
        for key in keys:
            meanings[key].add(meaning)
    described = {}
    for keys, meaning in columns:
        alone = [key for key in keys if len(meanings[key]) == 1]
        described.update(dict.fromkeys(alone[:1], meaning))
    return described


def _map_keys(sheet: CellSheet, column: TableColumn) -> list[str]:
    """The keys of a column in a column map, the plainest first."""
    in_sheet = [f"{sheet.name}!{column.header}"] if sheet.name else []
    return [column.header, *in_sheet, f"column {sheet.column(column.index)}"]
