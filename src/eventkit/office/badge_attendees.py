"""The list of attendees of a print run, matched with the people who appear in sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from eventkit.findings import Finding
from eventkit.formats.spreadsheet.attendee_list import read_attendees
from eventkit.outputs.badges import BadgeHolder
from eventkit.outputs.badges.attendee_holders import AttendeeFields, AttendeeHolders
from eventkit.outputs.badges.attendee_matches import (
    AttendeeMatches,
    match_attendees,
    speaker_identities,
)
from eventkit.roster import Roster
from eventkit.schedule import Schedule


@dataclass(frozen=True)
class AttendeeFile:
    """A list of attendees: a CSV, XLSX or ODS file.

    Attributes:
        file: The file, at its beginning.
        name: Its name in messages.
    """

    file: BinaryIO
    name: str


@dataclass(frozen=True, slots=True)
class AttendeeTotals:
    """The numbers of a list of attendees.

    Attributes:
        rows: The rows that are not empty.
        speakers: The rows of people who appear in sessions, and have their badge as such.
        badges: The badges that were printed for other rows.
    """

    rows: int
    speakers: int
    badges: int


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
            listed: The list.
            schedule: The schedule that is printed.
            languages: The readers' languages, the foremost first.
            on_finding: Is called with each finding.
            roster: The contacts, with the addresses that people are recognised by; without it no row is
                matched, and all of them get badges.

        Raises:
            Unreadable: The file is no list of attendees.
        """
        self._name = listed.name
        self._table = read_attendees(listed.file, listed.name)
        for finding in self._table.findings:
            on_finding(finding)
        self.ignored_columns = tuple(self._table.columns.aside)
        self._matches = AttendeeMatches()
        if roster is not None:
            emails: dict[str, str] = {contact.participant: contact.email or "" for contact in roster.contacts}
            speakers = speaker_identities(schedule, emails)
            self._matches = match_attendees(self._table.rows, speakers, listed.name, on_finding)
        conference = schedule.conference.id
        self._builder = AttendeeHolders(
            languages,
            code=lambda id_: f"{conference}/{id_}" if id_ else "",
            matched=self._matches.numbers,
            on_finding=on_finding,
        )
        self._rows = self._badges = 0

    @property
    def totals(self) -> AttendeeTotals:
        """The numbers, as far as the list was read."""
        return AttendeeTotals(self._rows, len(self._matches.numbers), self._badges)

    def person(self, id_: str) -> str:
        """The participant whose row has that id in the list, or else the id itself."""
        return self._matches.ids.get(id_, id_)

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
