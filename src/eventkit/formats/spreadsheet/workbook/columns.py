"""What a sheet and a column of a workbook of eventkit are, and what the headings of columns stand for."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from eventkit.formats.spreadsheet.workbook import cells
from eventkit.formats.spreadsheet.workbook.cells import Sort
from eventkit.texts import language_tag

VERSION = 1
"""The version of this layout."""

MARKER = "eventkit workbook"
"""What the first cell of the first and of the last sheet says, with the version behind it."""

ORDER = "order"
"""The field that keeps in which order the languages of a row's texts stand, where columns have another."""

LISTS = "Lists"
"""The sheet that is not read: what may be chosen."""

LANGUAGES_LIST = "Languages"
"""What a column of tags of languages chooses from: a list, not a sheet."""

_NUMBERED = re.compile(r"(?P<heading>.*\S) (?P<number>[1-9][0-9]{0,2})")
_IN_LANGUAGE = re.compile(r"(?P<heading>.*\S) ?[(（](?P<language>[A-Za-z0-9-]+)[)）]")
_CONTINUED = re.compile(r"(?P<heading>.*\S) \+(?P<piece>[1-9][0-9]{0,3})")


class Lane(NamedTuple):
    """A column of a sheet: the field, with its number where there are several, and the language."""

    field: str
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Column:
    """A column, or one for each language.

    Attributes:
        field: The field of the document that it holds, as a way from the row's thing; ``*`` in it stands for
            a number, for there may be several.
        heading: What stands above it.
        sort: What its cells hold.
        by_language: Whether there is a column for each language.
        rare: Whether it is left out where no row has anything for it.
        width: Its width in characters of the usual font.
        of: The sheet whose ids are chosen from.
        told_again: Whether it only repeats for the reader what stands elsewhere.
        note: What it holds, for who fills it in.
    """

    field: str
    heading: str
    sort: Sort = cells.TEXT
    by_language: bool = False
    rare: bool = False
    width: int = 12
    of: str = ""
    told_again: bool = False
    note: str = ""

    def numbered(self, number: int) -> Column:
        """The column for one of several, counted from 0."""
        heading = f"{self.heading} {number + 1}" if number else self.heading
        return replace(self, field=self.field.replace("*", str(number)), heading=heading)

    def called(self, language: str | None, piece: int = 0) -> str:
        """The heading of its column for a language, or of one that continues it."""
        called = f"{self.heading} ({language})" if language else self.heading
        return f"{called} +{piece}" if piece else called


def usual_tag(tag: str) -> str:
    """A tag of a language in its usual case; empty where it is none."""
    try:
        return language_tag(tag)
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet: a row for each thing of a kind; of the conference, which is one, a row for each column.

    Attributes:
        name: What it is called.
        field: The field of a document whose values its rows are.
        columns: Its columns, from left to right.
        frozen: How many columns stay in sight.
        about: What one row of it is called.
    """

    name: str
    field: str
    columns: tuple[Column, ...]
    frozen: int = 1
    about: str = "thing"

    @property
    def has_extra(self) -> bool:
        """Whether its rows can keep what no column is for."""
        return any(column.field == "extra" for column in self.columns)

    def column(self, field: str) -> Column | None:
        """The column of a field; one of several is told by its number in the field."""
        number = re.search(r"(?<=\.)[0-9]+(?=\.)", field)
        general = re.sub(r"(?<=\.)[0-9]+(?=\.)", "*", field)
        found = next((column for column in self.columns if column.field == general), None)
        return found.numbered(int(number[0])) if found and number else found

    def understood(self, heading: str) -> tuple[Lane, int] | None:
        """The lane that a heading stands for, and which piece of it; ``None`` if it stands for none.

        Where the language is left out of a heading that wants one, the lane has none either.
        """
        words, piece, language = " ".join(heading.split()), 0, None
        if continued := _CONTINUED.fullmatch(words):
            words, piece = continued["heading"], int(continued["piece"])
        if spoken := _IN_LANGUAGE.fullmatch(words):
            words, language = spoken["heading"], spoken["language"]
        column = self._headed(words)
        if column is None or (language and not (column.by_language and usual_tag(language))):
            return None
        return Lane(column.field, language and usual_tag(language)), piece

    def _headed(self, words: str) -> Column | None:
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
