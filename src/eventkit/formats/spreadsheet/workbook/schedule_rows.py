"""Schedule rows: a schedule flattened into the rows of the workbook."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eventkit.formats.document.writer import to_tree
from eventkit.formats.spreadsheet.cell_sheets import Cell
from eventkit.formats.spreadsheet.workbook.sheet_specs import (
    APPEARANCES,
    BACKING,
    CONFERENCE,
    DEADLINES,
    ORDER,
    ORGANISATIONS,
    PEOPLE,
    ROOMS,
    SESSIONS,
    SHEETS,
    TRACKS,
    ColumnKey,
    ColumnSpec,
    SheetSpec,
)
from eventkit.messages import Message
from eventkit.model import Session
from eventkit.schedule import Schedule
from eventkit.times.wall_times import format_wall_period

Row = Mapping[ColumnKey, Cell]

_Flat = dict[str, Any]

_Tree = Mapping[str, Any]

NAME_PARTS = {"full": "name", "given": "given", "family": "family", "sort": "sort", "badge": "badge"}
"""The parts of a name, and the fields of their columns."""

_DATED = re.compile(r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2}) (?P<time>[^Z]+)")


@dataclass(frozen=True, slots=True)
class FilledSheet:
    sheet: SheetSpec
    lanes: tuple[tuple[ColumnSpec, ColumnKey], ...]  # its columns from left to right, each with its key
    rows: Sequence[Row]  # the cells of each row, without empty ones


def flatten_schedule(schedule: Schedule) -> tuple[FilledSheet, ...]:
    flats = _flattened(schedule)
    languages = _languages(schedule, flats)
    own = schedule.conference.languages
    return tuple(fill_sheet(sheet, flats[sheet.name], languages, own) for sheet in SHEETS)


def fill_sheet(
    sheet: SheetSpec, flats: Sequence[_Flat], languages: Sequence[str], own: Sequence[str]
) -> FilledSheet:
    """Fill a sheet with entities; the languages in ``own`` have a column even if it is empty."""
    rank = {tag: at for at, tag in enumerate(languages)}
    rows = [_row(sheet, flat, own[0], rank) for flat in flats]
    used = dict.fromkeys(lane for row in rows for lane in row)
    return FilledSheet(sheet, tuple(_lanes(sheet, used, languages, own)), rows)


def _row(sheet: SheetSpec, flat: _Flat, first: str, rank: Mapping[str, int]) -> Row:
    row: dict[ColumnKey, Cell] = {}
    orders = []
    for field, value in flat.items():
        column = sheet.column(field)
        if column is None:
            message = Message("The sheet {name} has no column for {field}.", name=sheet.name, field=field)
            raise AssertionError(message)
        if not column.by_language:
            row[ColumnKey(field)] = column.codec.cell(value)
            continue
        texts = _by_language(value, first)
        row |= {ColumnKey(field, tag): text for tag, text in texts.items()}
        if list(texts) != sorted(texts, key=rank.__getitem__):
            orders.append(f"{field}: {', '.join(texts)}")
    return row | {ColumnKey(ORDER): "\n".join(orders)} if orders else row


def _lanes(
    sheet: SheetSpec, used: Iterable[ColumnKey], languages: Sequence[str], own: Sequence[str]
) -> Iterator[tuple[ColumnSpec, ColumnKey]]:
    tags: dict[str, set[str | None]] = {}
    for lane in used:
        tags.setdefault(lane.field, set()).add(lane.language)
    for column in _expanded(sheet, tags):
        present = tags.get(column.field, set())
        if column.rare and not present:
            continue
        if not column.by_language:
            yield column, ColumnKey(column.field)
            continue
        shown = present if column.rare else present | set(own)
        yield from ((column, ColumnKey(column.field, tag)) for tag in languages if tag in shown)


def _expanded(sheet: SheetSpec, fields: Iterable[str]) -> Iterator[ColumnSpec]:
    numbers = [int(match[0]) for field in fields if (match := re.search(r"(?<=\.)[0-9]+(?=\.)", field))]
    several = [column for column in sheet.columns if "*" in column.field]
    for column in sheet.columns:
        if "*" not in column.field:
            yield column
        elif column is several[0]:
            for number in range(max(numbers, default=0) + 1):
                yield from (column.numbered(number) for column in several)


def _languages(schedule: Schedule, flats: Mapping[str, Sequence[_Flat]]) -> tuple[str, ...]:
    """All languages of texts: those of the conference, then others in the order of their first use."""
    own = schedule.conference.languages
    languages = dict.fromkeys(own)
    for sheet in SHEETS:
        columns = {column.field for column in sheet.columns if column.by_language}
        for flat in flats[sheet.name]:
            for field, value in flat.items():
                if isinstance(value, dict) and re.sub(r"(?<=\.)[0-9]+(?=\.)", "*", field) in columns:
                    languages |= dict.fromkeys(value)
    return tuple(languages)


def _flattened(schedule: Schedule) -> dict[str, list[_Flat]]:
    tree = to_tree(schedule)
    conference = dict(tree["conference"])
    backing, deadlines = conference.pop("organisations", ()), conference.pop("deadlines", ())
    first = schedule.conference.languages[0]
    sessions = list(_sessions(tree.get("sessions", ()), None))
    appearances = [
        {**_appearance_cells(schedule, session, turn), **_flat(_full(appearance, "participant"))}
        for session, (flat, _) in zip(schedule.sessions, sessions, strict=True)
        for turn, appearance in enumerate(flat.pop("people", ()))
    ]
    return {
        CONFERENCE.name: [_flat(conference)],
        SESSIONS.name: [
            {**_flat(flat), **_times(schedule, session)}
            for session, (flat, _) in zip(schedule.sessions, sessions, strict=True)
        ],
        APPEARANCES.name: appearances,
        PEOPLE.name: [_person(person, first) for person in tree.get("participants", ())],
        ROOMS.name: [_flat(room) for room in tree.get("rooms", ())],
        TRACKS.name: [_flat(track) for track in tree.get("tracks", ())],
        ORGANISATIONS.name: [_flat(body) for body in tree.get("organisations", ())],
        BACKING.name: [_flat(_full(body, "organisation")) for body in backing],
        DEADLINES.name: [_deadline(deadline) for deadline in deadlines],
    }


def _flat(tree: _Tree) -> _Flat:
    flat: _Flat = {}
    for field, value in tree.items():
        match field:
            case "venue":
                flat |= {f"venue.{inner}": item for inner, item in value.items()}
            case "affiliations":
                flat |= {
                    f"affiliations.{number}.{inner}": item
                    for number, affiliation in enumerate(value)
                    for inner, item in affiliation.items()
                }
            case _:
                flat[field] = value
    return flat


def _full(tree: Any, field: str) -> _Tree:
    """The mapping for which a document has a short form: a single field, written as its bare value."""
    return {field: tree} if isinstance(tree, str) else tree


def _sessions(trees: Iterable[_Tree], parent: str | None) -> Iterator[tuple[_Flat, str | None]]:
    """The sessions of a document, each parent before its parts, as a schedule has them."""
    for tree in trees:
        flat = {field: value for field, value in tree.items() if field not in {"start", "end", "parts"}}
        yield flat | ({"parent": parent} if parent else {}), parent
        yield from _sessions(tree.get("parts", ()), tree["id"])


def _times(schedule: Schedule, session: Session) -> _Flat:
    if session.slot is None:
        return {}
    period = session.slot.period
    start, end = format_wall_period(period.start, period.end, schedule.zone)
    return _split_time(start, "date", "start") | _split_time(end, "end_date", "end")


def _split_time(text: str, on: str, at: str) -> _Flat:
    match = _DATED.fullmatch(text)
    return {on: match["date"], at: match["time"]} if match else {at: text}


def _appearance_cells(schedule: Schedule, session: Session, turn: int) -> _Flat:
    who = schedule.participant(session.people[turn].participant)
    return {
        "session": session.id,
        "session_title": session.title.best(*schedule.conference.languages)[1],
        "number": turn + 1,
        "person_name": who.name[0].full,
    }


def _person(tree: _Tree, first: str) -> _Flat:
    flat = _flat(tree)
    forms = _by_language(flat.pop("name"), first)
    for part, field in NAME_PARTS.items():
        parts = {tag: _full(form, "full").get(part) for tag, form in forms.items()}
        if texts := {tag: text for tag, text in parts.items() if text is not None}:
            flat[field] = texts
    return flat


def _by_language(value: Any, first: str) -> dict[str, Any]:
    return value if isinstance(value, dict) else {first: value}


def _deadline(tree: _Tree) -> _Flat:
    flat = {field: value for field, value in tree.items() if field != "at"}
    at: str = tree["at"]
    return flat | (_split_time(at, "date", "time") if ":" in at else {"date": at})
