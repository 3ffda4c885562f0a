"""Section headings: rows such as ``Session 3: Optics — Room B — Chair: Ada Lovelace`` above their talks.

What they state becomes cells of the rows below them, in columns of their own, so that these are read like
those of a table that repeats it in each row.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from eventkit.formats.spreadsheet.cell_sheets import Cell, CellSheet, Row, cell_text, is_blank
from eventkit.formats.spreadsheet.table.column_headers import header_meanings
from eventkit.formats.spreadsheet.table.table_dates import parse_day_heading, split_time
from eventkit.intake.word_lists import kind_from_title

_COLUMNS = {
    "block": "Session block",
    "block-time": "Block time",
    "time": "Time",
    "track": "Track",
    "room": "Room",
    "chair": "Session chair",
}
"""The headers of the columns for what headings state."""

_OUTER = {"room", "track"}  # the fields that a heading may state for several sections below it
_LABEL = r"[^\W\d_]{1,30}(?: [^\W\d_]{1,30})?"
_PIECES = re.compile(rf"[—–|•·;\n]| - |[,(（](?= ?{_LABEL} ?[:：])|,(?= ?[^\W\d_]{{1,30}} \d)")
_BRACKETS = re.compile(r"[()（）]")
_LABELLED = re.compile(rf"({_LABEL}) ?[:：] ?(.+)")
_NUMBERED = re.compile(rf"({_LABEL}) #?[\dA-Z][\w.]{{0,3}}\b.*")
_PLACE_OF_DAY = re.compile(r"(?:^|[\s,;(（|–—-])([^\W\d_]{1,30})\s?[:：]\s?([^()（）]{1,80}?)[)）]?$")
"""The last part of the heading of a day: ``Friday, 1 May – Room: Hall A``."""

_TIME = re.compile(r"\d{1,2}[:.h]\d\d.*")
_HOURS = re.compile(r"(?P<time>\d{1,2}[:.h]\d\d ?[-–—] ?\d{1,2}[:.h]\d\d)(?P<place>.*)")
_LIMIT = 200
_ROOM_WORDS = 5  # the most words of the name of a room

_Heading = dict[str, str]


def spread_section_headings(sheet: CellSheet, header: int) -> CellSheet:
    """The sheet with what its section headings state in columns of the rows below, instead of in rows."""
    known = [
        {meaning.target for meaning in header_meanings(cell_text(cell))[0]} for cell in sheet.rows[header]
    ]
    titles = {index for index, targets in enumerate(known) if "title" in targets}
    has_times = not {"start", "time"}.isdisjoint(set().union(*known))
    cells: dict[int, _Heading] = {}
    spread: set[int] = set()
    section: _Heading = {}
    pending: dict[int, _Heading] = {}
    for at, row in enumerate(sheet.rows):
        filled = [index for index, cell in enumerate(row) if not is_blank(cell)]
        alone = row[filled[0]] if len(filled) == 1 else ""
        if stated := _parse_heading(alone, is_title=filled[:1] == [*titles][:1]):
            # The heading of a section without rows is left as it is.
            is_next = "block" in stated and any("block" in other for other in pending.values())
            pending = {**({} if is_next else pending), at: stated}
        elif at < header and (room := _room_above(cell_text(alone))):
            section |= {"room": room, "outer room": room}
            spread |= {at} if room == cell_text(alone) else set()
        elif alone and parse_day_heading(text := cell_text(alone)).mentions_day:
            place = _PLACE_OF_DAY.search(text)
            section, pending = ({"room": place[2]} if place and _field(place[1]) == "room" else {}), {}
            section |= {} if has_times else _hours_of_day(text)
        elif at > header and filled and row != sheet.rows[header]:
            section = _enter(section, [*pending.values()])
            spread.update(pending)
            pending = {}
            is_heading = len(filled) == 1 and filled[0] not in titles
            is_pause = bool(section) and _is_pause(row[index] for index in filled)
            cells[at] = {} if is_heading or is_pause else section
    return _with_columns(sheet, header, cells, spread, set().union(*known))


def _room_above(text: str) -> str:
    """The room that a text above a table names by its last part: ``PLENARY – Great Hall``."""
    last = re.split(r"\s[-–—|]\s", text)[-1].strip()
    return last if names_room(last) else ""


def _hours_of_day(text: str) -> _Heading:
    """The hours and the place behind the day of a heading: ``Posters: 1 May 2026, 17:00-19:00, Foyer``."""
    match = _HOURS.search(text)
    if match is None:
        return {}
    place = match["place"].strip(" ,;()–—-")
    is_place = bool(place) and len(place.split()) <= _ROOM_WORDS and not parse_day_heading(place).mentions_day
    return {"time": match["time"]} | ({"room": place} if is_place else {})


def names_room(text: str) -> bool:
    """True for a name that begins or ends with a word for rooms: ``Great Hall``, ``Salle Germain``."""
    words = text.split()
    ends = [words[0], words[-1]] if 1 < len(words) <= _ROOM_WORDS else []
    return any(_field(word) == "room" for word in ends)


def field_of_column(text: str, label: str) -> tuple[str, str] | None:
    """The fact that a cell below the name of a room states of all sessions there, with its field.

    ``label`` is the cell left of the row: ``Track``.
    """
    labelled = _LABELLED.fullmatch(text)
    name = _field(labelled[1]) if labelled else _field(label)
    if name not in {"chair", "track"}:
        return None
    if name == "chair":
        return name, text if labelled else f"{label}: {text}"
    return name, labelled[2] if labelled else text


def _is_pause(cells: Iterable[Cell]) -> bool:
    kinds = map(kind_from_title, map(cell_text, cells))
    return any(kind is not None and kind.is_pause for kind in kinds)


def _enter(section: _Heading, headings: Sequence[_Heading]) -> _Heading:
    """The section below further headings; a room or track in a row above them is of all that follow."""
    if not headings:
        return section
    entered = {key: text for key, text in section.items() if key.startswith("outer ")}
    entered |= {key.removeprefix("outer "): text for key, text in entered.items()}
    if headings[0].keys() <= _OUTER:
        entered |= {f"outer {key}": text for key, text in headings[0].items()}
    for heading in headings:
        entered |= heading
    return entered


def _with_columns(
    sheet: CellSheet, header: int, cells: dict[int, _Heading], spread: set[int], known: set[str]
) -> CellSheet:
    names = [name for name in _COLUMNS if name not in known and any(one.get(name) for one in cells.values())]
    if not names:
        return sheet
    cells |= {at: _COLUMNS for at, row in enumerate(sheet.rows) if row == sheet.rows[header]}
    rows: list[Row] = [
        [*([""] * len(row) if at in spread else row), *(cells.get(at, {}).get(name, "") for name in names)]
        for at, row in enumerate(sheet.rows)
    ]
    return replace(sheet, rows=rows)


def _parse_heading(cell: Cell, *, is_title: bool) -> _Heading:
    """The fields that a heading of a section states; in the column of titles it may be a session."""
    text = "\n".join(" ".join(line.split()) for line in cell_text(cell).splitlines())
    if not text or len(text) > _LIMIT or parse_day_heading(text).mentions_day:
        return {}
    stated: _Heading = {}
    rest: list[str] = []
    if timed := split_time(text):
        stated["block-time"], text = timed
    pieces = [piece.strip(" -–—,") for part in _PIECES.split(text) for piece in _at_brackets(part.strip())]
    for piece in filter(None, pieces):
        labelled, numbered = _LABELLED.fullmatch(piece), _NUMBERED.fullmatch(piece)
        name = _field(labelled[1]) if labelled else ""
        number = _field(numbered[1]) if numbered else ""
        if labelled and name in {"room", "chair"}:
            value, comma, last = labelled[2].rpartition(",")
            has_room = (
                bool(comma) and name == "chair" and _field(last.split()[0] if last.split() else "") == "room"
            )
            stated |= {name: value, "room": last.strip()} if has_room else {name: labelled[2]}
        elif number == "track" or (number == "room" and not labelled):
            stated[number] = piece
        elif rest and _TIME.fullmatch(piece):
            stated["block-time"] = piece
        elif "track" in stated and names_room(piece):
            stated["room"] = piece
        else:
            rest.append(piece)
    if rest:
        first = _NUMBERED.fullmatch(rest[0])
        is_session = first is not None and _field(first[1]) == "block" and not is_title
        if not is_session and not stated.keys() & {"room", "chair", "track"}:
            return {}
        stated["block"] = " — ".join(rest)
    return {} if stated.keys() <= {"block-time"} else stated


def _at_brackets(part: str) -> list[str]:
    """The texts in and around brackets, unless they are behind a name: ``Chair: Ada Lovelace (KTH)``."""
    labelled = _LABELLED.fullmatch(part)
    is_name = labelled is not None and _field(labelled[1]) == "chair" and "(" in part
    return [part] if is_name else _BRACKETS.split(part)


def _field(words: str) -> str:
    """The field that a word of a heading stands for; empty for any other word."""
    for meaning in header_meanings(words)[0]:
        if meaning.role in {"chair", "moderator"}:
            return "chair"
        if meaning.target in {"block", *_OUTER}:
            return meaning.target
    return ""
