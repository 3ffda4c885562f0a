"""Which column of a sheet holds what."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from eventkit.formats.spreadsheet.sheets import Row, Sheet, blank, written
from eventkit.formats.spreadsheet.table.headers import plain, sense
from eventkit.formats.spreadsheet.table.mapping import PLACE
from eventkit.formats.spreadsheet.table.meanings import CONTACT, IN_LANGUAGES, NAMES, SEVERAL, Meaning
from eventkit.intake import ImportLog
from eventkit.intake.privacy import is_email_address
from eventkit.texts import UNDETERMINED

_UNCLEAR_WITH_PEOPLE = {"people", "room", "start", "time", "day", "abstract", "track", "kind", "person"}
_SAMPLE = 60

Group = tuple[str | None, int | None]
"""The role and the number of people that columns tell of."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column with what it holds.

    Attributes:
        index: Its place in the rows.
        header: What the file calls it; ``column C`` where it has no header, or another has the same.
        meaning: What it holds.
        is_told: Whether that was told from outside.
    """

    index: int
    header: str
    meaning: Meaning
    is_told: bool = False


def header_names(sheet: Sheet, row: int) -> list[str]:
    """What the columns are called: by their headers, and where these are missing or repeated, by letters."""
    texts = [" ".join(written(cell).split()) for cell in sheet.rows[row]]
    again = Counter(filter(None, texts))
    used: set[str] = set()
    found = []
    for index, text in enumerate(texts):
        name = text or f"column {sheet.column(index)}"
        if again[text] > 1 and text in used:
            name = f"{text} (column {sheet.column(index)})"
        used.add(text)
        found.append(name)
    return found


def understood(
    sheet: Sheet, header: int, told: Mapping[str, Meaning], log: ImportLog, first: str | None = None
) -> tuple[Column, ...]:
    """The columns of a sheet; those that nothing is known of are kept as extra.

    Args:
        sheet: The sheet.
        header: Which of its rows is the header.
        told: By header, what was told of columns.
        log: Where it is told what could not be understood.
        first: The first language of the conference, where it is known.
    """
    names = header_names(sheet, header)
    texts = [" ".join(written(cell).split()) for cell in sheet.rows[header]]
    own = [
        told_of(sheet, index, text, name, told)
        for index, (text, name) in enumerate(zip(texts, names, strict=True))
    ]
    senses = [sense(text) for text in texts]
    meanings = [
        mine or (each[0][0] if len(each[0]) == 1 else None) for mine, each in zip(own, senses, strict=True)
    ]
    _settle_unclear(meanings, senses)
    _tell_languages(meanings, senses, first)
    body = sheet.rows[header + 1 :]
    columns = []
    for index, (meaning, name) in enumerate(zip(meanings, names, strict=True)):
        if meaning is None and not any(not blank(row[index]) for row in body):
            continue
        found = meaning or Meaning("private" if _holds_addresses(body, index) else "extra")
        columns.append(Column(index, name, found, own[index] is not None))
    return tuple(_attached(_single(columns, sheet, header, texts, log), sheet, header, log))


def told_of(sheet: Sheet, index: int, text: str, name: str, told: Mapping[str, Meaning]) -> Meaning | None:
    """What was told of a column: by its sheet and header, its header, or its letter."""
    letter = f"column {sheet.column(index)}"
    for key in (f"{sheet.name}!{name}", name, letter, text):
        if key in told:
            return told[key]
    return None


def _settle_unclear(
    meanings: list[Meaning | None], senses: Sequence[tuple[tuple[Meaning, ...], str | None]]
) -> None:
    """Give the headers that may mean several things the first that no other column means."""
    taken = {each.to for each in meanings if each is not None}
    for index, (candidates, _) in enumerate(senses):
        if meanings[index] is not None or not candidates:
            continue
        possible = [each for each in candidates if each.to not in taken]
        if {each.to for each in candidates} == {"title", "person"} and not taken & _UNCLEAR_WITH_PEOPLE:
            # A list of names with addresses and lives is one of people.
            possible = [each for each in candidates if each.to == "person"]
        found = possible[0] if possible else candidates[-1]
        meanings[index] = found
        taken.add(found.to)


def _tell_languages(
    meanings: list[Meaning | None],
    senses: Sequence[tuple[tuple[Meaning, ...], str | None]],
    first: str | None,
) -> None:
    """Where one thing stands in several columns, the language of each header is that of its texts."""
    alike: dict[Meaning, list[int]] = defaultdict(list)
    for index, meaning in enumerate(meanings):
        if meaning is not None and (meaning.to in IN_LANGUAGES or meaning.to == "people"):
            alike[meaning.alike].append(index)
    for indices in alike.values():
        told = {index: meaning.language for index in indices if (meaning := meanings[index])}
        taken = {language for language in told.values() if language}
        bare = [index for index, language in told.items() if language is None]
        of_words = {index: senses[index][1] for index in bare}
        if not taken and (
            len(bare) < 2 or len(set(of_words.values())) < len(bare) or None in of_words.values()
        ):
            continue
        for index in bare:
            candidates = [
                each for each in (of_words[index], first, UNDETERMINED) if each and each not in taken
            ]
            meaning = meanings[index]
            if candidates and meaning is not None:
                meanings[index] = replace(meaning, language=candidates[0])
                taken.add(candidates[0])


def _holds_addresses(rows: Sequence[Row], index: int) -> bool:
    found = [row[index] for row in rows[:_SAMPLE] if not blank(row[index])]
    return bool(found) and sum(map(is_email_address, found)) * 2 > len(found)


def _single(
    columns: Iterable[Column], sheet: Sheet, header: int, texts: Sequence[str], log: ImportLog
) -> Iterator[Column]:
    """The columns, of which none holds what another holds already, unless no row has both."""
    first: dict[Meaning, list[Column]] = defaultdict(list)
    body = sheet.rows[header + 1 :]
    for column in columns:
        meaning = column.meaning
        if meaning.to in SEVERAL or meaning.to in {"start", "end"}:
            yield column
            continue
        others = first[meaning]
        clash = next((each for each in others if _both(body, each.index, column.index)), None)
        if clash is None:
            others.append(column)
            yield column
            continue
        place = sheet.place(header, column.header)
        if plain(texts[clash.index]) == plain(texts[column.index]) or (clash.is_told and column.is_told):
            log.fault(
                f"there are two columns for '{meaning}', {sheet.column(clash.index)} and "
                f"{sheet.column(column.index)}: rename one, or say in {PLACE} what each holds "
                f'("column {sheet.column(column.index)}" = "extra")',
                place,
            )
            continue
        message = f"'{clash.header}' is taken for '{meaning}' already: '{column.header}' is kept as extra"
        log.warning("column-twice", message, place)
        yield replace(column, meaning=Meaning("extra"))


def _both(rows: Sequence[Row], one: int, other: int) -> bool:
    return any(not blank(row[one]) and not blank(row[other]) and row[one] != row[other] for row in rows)


def _attached(columns: Iterable[Column], sheet: Sheet, header: int, log: ImportLog) -> Iterator[Column]:
    """The columns, where what is told of people goes with those of whom it is told.

    A header such as ``Affiliation`` that tells no number and no role belongs to the only people there are, to
    those without a number and a role, or to those right to the left of it. Where none of this holds it is
    nobody's, and nothing private is given to the wrong person.
    """
    found = list(columns)
    groups = {_group(each.meaning) for each in found if each.meaning.to in NAMES}
    alike = Counter(each.meaning for each in found)
    last: Group | None = None
    beside = False
    for column in found:
        meaning = column.meaning
        group = _group(meaning)
        if meaning.to in NAMES:
            last, beside = group, True
        elif not meaning.is_of_person:
            beside = False
        elif group not in groups:
            if column.is_told:
                message = f"tells of people whom no column names: say in {PLACE} which is '{_named(meaning)}'"
                log.fault(message, sheet.place(header, column.header))
            near = last if beside else None
            owner = _owner(meaning, groups, near, is_for_each=alike[meaning] == len(groups))
            if owner is None:
                yield replace(column, meaning=Meaning("private" if meaning.to in CONTACT else "extra"))
            else:
                yield replace(column, meaning=replace(meaning, role=owner[0], number=owner[1]))
            continue
        yield column


def _owner(meaning: Meaning, groups: set[Group], near: Group | None, *, is_for_each: bool) -> Group | None:
    """Of whom a column tells that does not say so itself."""
    if meaning.number is not None:
        numbered = [each for each in groups if each[1] == meaning.number]
        return numbered[0] if len(numbered) == 1 else None
    if len(groups) == 1:
        return next(iter(groups))
    return near if near is not None and (near[1] is None or is_for_each) else None


def _named(meaning: Meaning) -> Meaning:
    return replace(meaning, to="person" if meaning.number else "people", language=None)


def _group(meaning: Meaning) -> Group:
    return meaning.role, meaning.number
