"""The list of attendees of a print run, matched with the people who appear in sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from eventkit.editing import Refused, find
from eventkit.editing.lookup import ask_which, describe
from eventkit.findings import Finding
from eventkit.formats.spreadsheet.attendee_list import read_attendees
from eventkit.outputs.badges import BadgeHolder
from eventkit.outputs.badges.attendee_holders import (
    AttendeeFields,
    AttendeeHolders,
    AttendeeMatches,
    attendee_names,
    holder_id,
    match_attendees,
    speaker_identities,
)
from eventkit.roster import Roster
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import fold, fold_name


@dataclass(frozen=True)
class AttendeeFile:
    """A list of attendees: a CSV, XLSX or ODS file."""

    file: BinaryIO
    name: str


@dataclass(frozen=True, slots=True)
class AttendeeTotals:
    """The numbers of a list of attendees."""

    rows: int  # the rows that are not empty
    speakers: int  # the rows of people who appear in sessions, and have their badge as such
    badges: int  # the badges that were printed for other rows


class PrintedAttendees:
    """A list of attendees, read while its badges are printed.

    Attributes:
        ignored_columns: The headings of the columns that are not printed.
    """

    def __init__(
        self,
        listed: AttendeeFile,
        schedule: Schedule,
        languages: tuple[str, ...],
        on_finding: Callable[[Finding], None],
        *,
        roster: Roster | None,
    ) -> None:
        """Read the list, and match its rows with the people who appear.

        Args:
            on_finding: Is called with each finding.
            roster: The contacts, with the addresses that people are recognised by; without it no row is
                matched, and all of them get badges.

        Raises:
            Unreadable: The file is not a list of attendees.
        """
        self._name = listed.name
        self._schedule = schedule
        self._has_people = roster is not None
        self._table = read_attendees(listed.file, listed.name)
        for finding in self._table.findings:
            on_finding(finding)
        self.ignored_columns = tuple(self._table.columns.aside)
        self._matches = AttendeeMatches()
        if roster is not None:
            emails: dict[str, str] = {contact.participant: contact.email or "" for contact in roster.contacts}
            speakers = speaker_identities(schedule, emails)
            self._matches = match_attendees(self._table.rows, speakers, listed.name, on_finding)
        self._builder = AttendeeHolders(languages, matched=self._matches.numbers, on_finding=on_finding)
        self._rows = self._badges = 0

    @property
    def totals(self) -> AttendeeTotals:
        """The numbers, as far as the list was read."""
        return AttendeeTotals(self._rows, len(self._matches.numbers), self._badges)

    def find(self, words: str) -> str:
        """The id of the holder that words mean, of a person in the schedule or of a row of the list.

        They are, in this order: an id, a whole name, a part of a name that no other has.

        Raises:
            Refused: There is nobody of that id or name, or there are several.
        """
        if words in self._matches.ids:
            return self._matches.ids[words]
        candidates = self._candidates()
        if words in candidates:
            return words
        whole, part = fold_name(words), fold(words).strip()
        ways: tuple[Callable[[str], bool], ...] = (
            lambda name: fold_name(name) == whole,
            lambda name: part in fold(name),
        )
        for way in ways if part else ():
            found = [id_ for id_, (names, _) in candidates.items() if any(map(way, names))]
            if len(found) == 1:
                return found[0]
            if found:
                raise Refused(ask_which(words, "people", [(id_, candidates[id_][1]) for id_ in found]))
        if self._has_people:
            return find(self._schedule, EntityKind.PARTICIPANT, words)
        raise Refused(
            "{name} has nobody called '{words}'. Correct the name, or give an id of the list.",
            name=self._name,
            words=words,
        )

    def _candidates(self) -> dict[str, tuple[list[str], str]]:
        """The names and a description of people in sessions and in other rows, by the ids of holders."""
        people = {
            str(person.id): ([form.full for form in person.name], describe(self._schedule, person))
            for person in self._schedule.participants
            if self._has_people and self._schedule.appearances(person.id)
        }
        rows: dict[str, tuple[list[str], str]] = {}
        for number, fields in self._table.rows:
            if number not in self._matches.numbers and (names := attendee_names(fields)):
                organisation = next(
                    (text for (name, _), text in fields.items() if name == "organisation"), ""
                )
                rows[holder_id(number, fields)] = names, ", ".join(filter(None, (names[0], organisation)))
        return {**rows, **people}

    @cached_property
    def names(self) -> frozenset[str]:
        """The names of all rows, folded."""
        return frozenset(fold_name(name) for _, fields in self._table.rows for name in attendee_names(fields))

    def complete(self, holder: BadgeHolder) -> BadgeHolder:
        """The holder with what the list knows of a person who appears, and the office does not."""
        fields = self._matches.rows.get(holder.id)
        return holder if fields is None else self._builder.complete(holder, fields)

    def holders(self, is_selected: Callable[[BadgeHolder], bool]) -> Iterator[BadgeHolder]:
        """The selected holders of rows that are no one's who appears."""
        for holder in filter(is_selected, self._builder.holders(self._counted_rows(), self._name)):
            self._badges += 1
            yield holder

    def _counted_rows(self) -> Iterator[tuple[int, AttendeeFields]]:
        for row in self._table.rows:
            self._rows += 1
            yield row
