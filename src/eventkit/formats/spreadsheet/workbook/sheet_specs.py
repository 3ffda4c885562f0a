"""Sheet specs: the sheets of the workbook and their columns, derived from field specs.

A field of the model has the column that its spec and its shape give it. By hand are only those that are not a
single cell: a slot is a date, two times and rooms; people, organisations behind the conference and deadlines
have sheets of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from eventkit.formats.spreadsheet.workbook import cell_codecs
from eventkit.formats.spreadsheet.workbook.cell_codecs import CellCodec
from eventkit.messages import Listed, Message
from eventkit.model import (
    Affiliation,
    Appearance,
    Backing,
    Conference,
    Deadline,
    Name,
    Organisation,
    Participant,
    Room,
    Session,
    Slot,
    Track,
    Venue,
)
from eventkit.model.specs import SPECS, FieldShape, FieldSpec, shape_of, spec_of
from eventkit.model.value_codecs import CODECS
from eventkit.texts import canonicalise_tag
from eventkit.values import Value, ValueType

VERSION = 1

MARKER = "eventkit workbook"
"""The text of the first cell of the first and of the last sheet, with the version behind it."""

ORDER = "order"
"""The field with the order of the languages of a row's texts, where it is not that of the columns."""

LISTS = "Lists"  # the sheet that is not read: the choices of the others
LANGUAGES_LIST = "Languages"  # the list of language tags that cells choose from; it is not a sheet of its own
_NUMBERED = re.compile(r"(?P<heading>.*\S) (?P<number>[1-9][0-9]{0,2})")
_IN_LANGUAGE = re.compile(r"(?P<heading>.*\S) ?[(（](?P<language>[A-Za-z0-9-]+)[)）]")
_CONTINUED = re.compile(r"(?P<heading>.*\S) \+(?P<piece>[1-9][0-9]{0,3})")


class ColumnKey(NamedTuple):
    """A column of a sheet: the field, with its number where there are several, and the language."""

    field: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class ColumnSpec:
    """A column, or one for each language."""

    # The field of the document, as a path from the entity of the row; `*` in it stands for a number, if there
    # may be several.
    field: str
    heading: str
    codec: CellCodec = cell_codecs.TEXT
    by_language: bool = False  # true if there is a column for each language
    rare: bool = False  # true if it is left out when it is empty in every row
    width: int = 12
    of: str = ""  # the sheet whose ids are chosen from
    is_derived: bool = False  # true if it repeats a value of another sheet, for reading only
    note: str = ""

    def numbered(self, number: int) -> ColumnSpec:
        """The column for one of several, counted from 0."""
        heading = f"{self.heading} {number + 1}" if number else self.heading
        return replace(self, field=self.field.replace("*", str(number)), heading=heading)

    def heading_for(self, language: str | None, piece: int = 0) -> str:
        heading = f"{self.heading} ({language})" if language else self.heading
        return f"{heading} +{piece}" if piece else heading


def normalise_tag(tag: str) -> str:
    """A language tag in its usual case; empty for anything else."""
    try:
        return canonicalise_tag(tag)
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class SheetSpec:
    """A sheet: a row for each entity of a kind; of the conference, which is one, a row for each column."""

    name: str
    field: str  # the field of a document that its rows are the values of
    columns: tuple[ColumnSpec, ...]  # its columns, from left to right
    frozen: int = 1
    about: str = "thing"

    @property
    def has_extra(self) -> bool:
        return any(column.field == "extra" for column in self.columns)

    def column(self, field: str) -> ColumnSpec | None:
        """The column of a field; one of several has its number in the field."""
        number = re.search(r"(?<=\.)[0-9]+(?=\.)", field)
        general = re.sub(r"(?<=\.)[0-9]+(?=\.)", "*", field)
        column = next((column for column in self.columns if column.field == general), None)
        return column.numbered(int(number[0])) if column and number else column

    def match_heading(self, heading: str) -> tuple[ColumnKey, int] | None:
        """The column with a heading, and the number of its piece; ``None`` for an unknown heading.

        The key of a heading without a language has no language either.
        """
        words, piece, language = " ".join(heading.split()), 0, None
        if continued := _CONTINUED.fullmatch(words):
            words, piece = continued["heading"], int(continued["piece"])
        if spoken := _IN_LANGUAGE.fullmatch(words):
            words, language = spoken["heading"], spoken["language"]
        column = self._headed(words)
        if column is None or (language and not (column.by_language and normalise_tag(language))):
            return None
        return ColumnKey(column.field, language and normalise_tag(language)), piece

    def _headed(self, words: str) -> ColumnSpec | None:
        number = _NUMBERED.fullmatch(words)
        for column in self.columns:
            if "*" not in column.field:
                if column.heading.casefold() == words.casefold():
                    return column
            elif column.heading.casefold() == words.casefold():
                return column.numbered(0)
            elif number and number["heading"].casefold() == column.heading.casefold():
                return column.numbered(int(number["number"]) - 1)
        return None


# Columns from field specs.

_SHEET_OF = {
    Session: "Sessions",
    Participant: "People",
    Room: "Rooms",
    Track: "Tracks",
    Organisation: "Organisations",
}
"""The sheet whose rows are the values of a class."""

_BY_LANGUAGE = {ValueType.TITLE, ValueType.TEXT}
_LISTS = {ValueType.LINK, ValueType.STREAM, ValueType.PERIOD, ValueType.LANGUAGE}
"""The types with a note on a list of them; the notes of others are on one of them."""


def _column(cls: type[Value], name: str, prefix: str = "") -> ColumnSpec:
    spec, shape = spec_of(cls, name), shape_of(cls, name)
    of = LANGUAGES_LIST if shape.many and shape.value_type is ValueType.LANGUAGE else ""
    return ColumnSpec(
        f"{prefix}{name}",
        spec.heading,
        cell_codecs.codec_of(shape),
        by_language=shape.value_type in _BY_LANGUAGE,
        rare=spec.rare,
        width=spec.width,
        of=_SHEET_OF.get(shape.value_class, "") if shape.value_class else of,
        note=" ".join(filter(None, _notes(spec, shape))),
    )


def _notes(spec: FieldSpec, shape: FieldShape) -> Iterator[str]:
    if shape.value_type is ValueType.BOOLEAN:
        yield f"TRUE: {spec.help[0].lower()}{spec.help[1:]}"
        return
    yield spec.help
    if shape.many == (shape.value_type in _LISTS):
        yield CODECS[shape.value_type].note
    elif shape.value_type is ValueType.STRING:
        yield "One per line."
    if shape.value_type is ValueType.REFERENCE and shape.value_class is not None:
        sheet = _SHEET_OF[shape.value_class]
        yield (
            f"Ids or names from the sheet {sheet}, separated by commas."
            if shape.many
            else (f"An id or a name from the sheet {sheet}.")
        )
    if spec.name in {"source", "source_id"}:
        yield CODECS[ValueType.UID].note
    if shape.value_type in {ValueType.CHOICE, ValueType.TIME} and not shape.required:
        yield f"If empty: {shape.default:%H:%M}." if shape.choices is None else f"If empty: {shape.default}."


def _columns(cls: type[Value], **composed: Iterable[ColumnSpec]) -> tuple[ColumnSpec, ...]:
    """The columns of a class in the order of its specs, then that of the order of languages."""
    columns: list[ColumnSpec] = []
    for spec in SPECS[cls]:
        columns += composed.pop(spec.name) if spec.name in composed else (_column(cls, spec.name),)
    if composed:
        message = Message("{name} has no {composed}", name=cls.__name__, composed=Listed(tuple(composed)))
        raise AssertionError(message)
    return (*columns, _ORDER)


_ORDER = ColumnSpec(
    ORDER,
    "Language order",
    cell_codecs.LINES,
    rare=True,
    width=18,
    note="The order of the languages of this row's texts, where it is not that of the columns.",
)
_AFFILIATIONS = tuple(
    replace(column, note=f"{column.note} For a second one, add a column {column.heading} 2.")
    for column in (_column(Affiliation, name, "affiliations.*.") for name in ("position", "organisation"))
)


def _name_part(part: str, field: str) -> ColumnSpec:
    return replace(_column(Name, part), field=field, by_language=True)


_DATE, _TIME = cell_codecs.DATE, cell_codecs.TIME
_SLOT = (
    ColumnSpec("date", "Date", _DATE, note="The start date. May be empty within another session."),
    ColumnSpec(
        "start",
        "Start",
        _TIME,
        width=8,
        note="The start time at the conference. If empty: not scheduled yet. For a time that occurs twice "
        "because clocks go back, add the offset: 02:30+02:00.",
    ),
    ColumnSpec(
        "end", "End", _TIME, width=8, note="The end time; if it is before the start, on the next day."
    ),
    ColumnSpec("end_date", "End date", _DATE, rare=True, note="Only if it ends more than a day later."),
    _column(Slot, "rooms"),
)


# The sheets.

CONFERENCE = SheetSpec(
    "Conference",
    "conference",
    _columns(
        Conference,
        venue=(_column(Venue, spec.name, "venue.") for spec in SPECS[Venue]),
        organisations=(),
        deadlines=(),
    ),
    about="conference",
)

SESSIONS = SheetSpec(
    "Sessions", "sessions", _columns(Session, slot=_SLOT, people=()), frozen=2, about="session"
)

APPEARANCES = SheetSpec(
    "Appearances",
    "appearances",
    (
        ColumnSpec(
            "session", "Session", width=18, of="Sessions", note="An id or a title from the sheet Sessions."
        ),
        ColumnSpec(
            "session_title",
            "Session title",
            width=30,
            is_derived=True,
            note="For reading only, or instead of the id.",
        ),
        ColumnSpec(
            "number",
            "No.",
            cell_codecs.NUMBER,
            width=6,
            note="The order of the people in a session. If empty: after the row above.",
        ),
        *_columns(
            Appearance,
            participant=(
                _column(Appearance, "participant"),
                ColumnSpec(
                    "person_name",
                    "Person's name",
                    width=24,
                    is_derived=True,
                    note="For reading only, or instead of the id.",
                ),
            ),
            affiliations=(
                replace(column, note=f"Only if it is not the person's usual one. {column.note}")
                for column in _AFFILIATIONS
            ),
        ),
    ),
    frozen=0,
    about="appearance",
)

PEOPLE = SheetSpec(
    "People",
    "participants",
    _columns(
        Participant,
        name=(_name_part("full", "name"),),
        affiliations=_AFFILIATIONS,
        country=(
            _column(Participant, "country"),
            *(_name_part(part, part) for part in ("sort", "given", "family", "badge")),
        ),
    ),
    frozen=2,
    about="person",
)

ROOMS = SheetSpec("Rooms", "rooms", _columns(Room), about="room")

TRACKS = SheetSpec("Tracks", "tracks", _columns(Track), about="track")

ORGANISATIONS = SheetSpec("Organisations", "organisations", _columns(Organisation), about="organisation")

BACKING = SheetSpec("Behind it", "backing", _columns(Backing), about="organisation")

DEADLINES = SheetSpec(
    "Deadlines",
    "deadlines",
    _columns(
        Deadline,
        at=(
            ColumnSpec("date", "Date", _DATE, note="The last day."),
            ColumnSpec("time", "Time", _TIME, note="If empty: the end of the day."),
        ),
    ),
    about="deadline",
)

THINGS = (ORGANISATIONS, ROOMS, TRACKS, PEOPLE, SESSIONS)
"""The sheets whose rows have ids that others refer to."""

SHEETS = (
    CONFERENCE,
    SESSIONS,
    APPEARANCES,
    PEOPLE,
    ROOMS,
    TRACKS,
    ORGANISATIONS,
    BACKING,
    DEADLINES,
)
"""All sheets that are read, in the order in which they are written."""
