"""Title cells: the title of a session, with the names and other lines that stand in the same cell."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from eventkit.formats.spreadsheet.table.column_headers import ColumnMeaning, header_meanings
from eventkit.formats.spreadsheet.table.row_people import PersonColumns, TablePeople
from eventkit.formats.spreadsheet.table.session_ends import marks_end
from eventkit.formats.spreadsheet.table.table_columns import TableColumn
from eventkit.intake import ImportLog, Location, RawAppearance
from eventkit.intake.people_parser import CellStyle, CommaMeaning, ParsedPeople, parse_people
from eventkit.intake.word_lists import kind_from_title
from eventkit.messages import Message
from eventkit.texts.name_patterns import is_full_name

_FORMS = (
    re.compile(r"(?P<title>.*\S)\s*[(（](?P<names>[^()（）]+)[)）]\s*", re.DOTALL),
    re.compile(r"(?P<title>.*\S)\s+[–—|/-]\s+(?P<names>[^–—|/]+)"),
    re.compile(r"(?P<title>.*\S) (?:by|von|par|por) (?P<names>.+)", re.DOTALL),
    re.compile(r"(?P<names>[^–—|/:：]+)(?::|：|\s[–—|/-])\s+(?P<title>\S.*)"),
)
"""The forms of cells with names behind a title, in brackets or after a dash, or before it."""

_NUMBER = re.compile(r"#?\d.*|[A-Z]")

_WORDS_OF_NAME, _WORDS_OF_HANDLE = 4, 2

_COMMA = re.compile(r"\s?[,，]\s?")

_SHARE, _USUAL, _SOME, _NEEDED = 0.6, 0.9, 0.3, 3
"""The part of the cells, and their number, from which names in title cells are those of people, and from
which handles in the same form are as well. Where nearly all lines below titles may be names, some that
certainly are show that all are."""


class TitleCells:
    """Splits the cells of a table with titles.

    All of them together show whether brackets behind titles and lines below them have names. With ``always``,
    lines below a title are names or a description in any case, as in a timetable.
    """

    def __init__(
        self,
        texts: Iterable[str],
        people: TablePeople,
        log: ImportLog,
        place: Location,
        *,
        always: bool = False,
    ) -> None:
        self._people, self._log, self._has_logged = people, log, False
        cells = [text for text in texts if text and kind_from_title(text) is None and not marks_end(text)]
        self._has_lines = always or _are_most(
            cells, lambda text: _begins_with_name("\n".join(text.splitlines()[1:2]))
        )
        self._has_details = not always and self._has_lines
        second = [lines[1] for text in cells if len(lines := text.splitlines()) > 1]
        self._are_names_below = self._has_lines and (
            _are_most(second, has_names)
            or (_are_most(second, _are_perhaps_names, _USUAL) and _are_most(second, has_names, _SOME))
        )
        self._form = next((form for form in _FORMS if _is_form(form, cells)), None)
        self._is_usual = self._form is not None and _are_most(cells, self._has_form, share=_USUAL)
        self._column = TableColumn(0, "", ColumnMeaning("people"))
        people.judge(self._column, (line for text in cells for line in self._parts(text)[1]), place)

    def split(self, text: str, where: Location) -> tuple[str, list[RawAppearance], str]:
        """Split a cell into title, appearances and other lines."""
        title, names, rest = self._parts(text)
        people: list[RawAppearance] = []
        if doubts := [name for name in names if not has_names(name)]:
            message = Message(
                "'{names}' was imported as people, as beside other titles. Check it.", names="; ".join(doubts)
            )
            self._log.warning("people-beside-title", message, where)
        elif self._form is not None and not names and self._form.fullmatch(title):
            message = Message(
                "'{title}' was imported as a title, although other titles have people there. Check it.",
                title=title,
            )
            self._log.warning("no-people-in-title", message, where)
        for line in names:
            people += self._people.of_row([line], where, PersonColumns(None, None, [self._column]), {})[0]
        if (names or rest) and not self._has_logged:
            self._has_logged = True
            message = Message(
                "Cells with several lines. Imported the first line as title, names as people and "
                "other lines as description. Check it."
                if len(text.splitlines()) > 1
                else "'{names}' beside the title was imported as people. Check all like it.",
                names="; ".join(names),
            )
            self._log.warning("grid-lines", message, where)
        return title, people, "\n".join(rest)

    def _has_form(self, text: str) -> bool:
        return self._form is not None and _split_names(self._form, text.splitlines()[0]) is not None

    def _parts(self, text: str) -> tuple[str, list[str], list[str]]:
        """The title, the lines with names, and the other lines of a cell."""
        title, *lines = [line.strip() for line in text.splitlines() if line.strip()] or [""]
        if not self._has_lines:
            roles = [line for line in lines if _states_role(line)]
            title = (
                "\n".join(line for line in text.splitlines() if line.strip() not in roles) if roles else text
            )
            lines = roles
        names = []
        if self._form is not None and (split := _split_names(self._form, title)):
            title = split[0]
            names.append(split[1])
        elif (
            self._form is not None
            and (match := self._form.fullmatch(title))
            and _are_perhaps_names(match["names"])
            and (self._is_usual or is_full_name(_COMMA.split(match["names"])[0]))
        ):
            title = match["title"]
            names.append(match["names"])
        bare = [line.removeprefix("(").removesuffix(")") if line.startswith("(") else line for line in lines]
        are_names = [
            has_names(line)
            or (at == 0 and self._are_names_below and _are_perhaps_names(line))
            or (self._has_details and _begins_with_name(line))
            for at, line in enumerate(bare)
        ]
        names += [line for line, holds in zip(bare, are_names, strict=True) if holds]
        return title, names, [line for line, holds in zip(lines, are_names, strict=True) if not holds]


def _are_most(cells: list[str], holds: Callable[[str], bool], share: float = _SHARE) -> bool:
    return len(cells) >= _NEEDED and sum(map(holds, cells)) >= share * len(cells)


def _is_form(form: re.Pattern[str], cells: list[str]) -> bool:
    """True if most cells have names in this form, mostly different ones: "Security: ..." may be a track."""
    splits = [split for text in cells if (split := _split_names(form, text))]
    is_most = len(splits) >= max(_NEEDED, _SHARE * len(cells))
    return is_most and len({names for _, names in splits}) * 2 >= len(splits)


def _split_names(form: re.Pattern[str], text: str) -> tuple[str, str] | None:
    """The title and the names of a cell; ``None`` if there are none or a room."""
    match = form.fullmatch(text)
    if match is None or not has_names(match["names"]):
        return None
    words = match["names"].split()
    ends = [words[-1], words[0] if len(words) > 1 and _NUMBER.fullmatch(words[1]) else ""]
    has_room = any(meaning.target == "room" for word in ends for meaning in header_meanings(word)[0])
    return None if has_room else (match["title"], match["names"])


def _are_perhaps_names(line: str) -> bool:
    """True for a short line that is not a sentence: handles, teams, a name in small letters."""
    pieces = [piece.split() for piece in re.split("[,;、&]", line)]
    return line[-1:] not in ".!?。！？" and all(
        0 < len(words) <= (_WORDS_OF_HANDLE if all(map(str.islower, words)) else _WORDS_OF_NAME)
        for words in pieces
    )


def has_names(line: str) -> bool:
    """True for a line of names alone."""
    parsed = parse_people(line)
    return not parsed.ambiguities and _are_full_names(parsed)


def _states_role(line: str) -> bool:
    """True for a line of people after a word for their role: ``Chair: Ada Lovelace``."""
    people = parse_people(line).people
    return bool(people) and people[0].role is not None and is_full_name(people[0].name)


def _begins_with_name(line: str) -> bool:
    """True for a line of a person, perhaps with a place or an organisation: ``Dr. Bo Li, Mainz``."""
    return _are_full_names(parse_people(line, CellStyle(commas=CommaMeaning.AFFILIATIONS)))


def _are_full_names(parsed: ParsedPeople) -> bool:
    return bool(parsed.people) and all(
        person.role is not None or is_full_name(person.name) for person in parsed.people
    )
