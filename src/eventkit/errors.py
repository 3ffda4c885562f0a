"""Errors, as one small tree.

::

    EventkitError                a message an organiser can act on
    ├── InvalidValue             a wrong field of a value, or a wrong argument of a function; a `ValueError`
    ├── UnknownId                a schedule has no entity of that id; a `KeyError`
    ├── NoSuchDay                no session takes place on that day
    ├── Unreadable               a file that cannot be read; lists every fault with its place
    │   └── NoTitleColumn        a table without a column of session titles
    ├── StoreError               the store cannot be opened, read or written
    │   ├── NoSuchStore          there is no store of that name
    │   ├── StoreDamaged         the file of the store is damaged
    │   ├── StoreUnavailable     the database cannot be read or written now: it is busy, full or away
    │   ├── NoSuchConference     the store has no conference of that id
    │   ├── ChangedMeanwhile     someone else changed the same thing first
    │   ├── NoSuchRevision       the conference has no such change
    │   ├── NoSuchRelease        the conference has no release of that name
    │   ├── ReleaseRefused       a release cannot be made so; the message gives the reason
    │   ├── UndoRefused          a change cannot be undone; the message gives the reason
    │   ├── NoSigningKey         the conference has no key to sign badges with
    │   └── SettingsUnreadable   the rule settings were written by another version of eventkit
    ├── ReleaseBlocked           a release has errors that nobody waived; see `eventkit.office`
    ├── NoSuchFinding            no finding, or no waiver, has that identity
    ├── ConferenceExists         a new conference has the id of one there is
    ├── ContactFault             a contact is invalid; lists every field, and no value
    ├── Refused                  an edit that cannot be made; see `eventkit.editing`
    │   └── NoSuchEntity         words for an entity match none
    ├── BrokenPlugin             a package that extends eventkit does not work; see `eventkit.plugins`
    ├── PrintBlocked             badges have errors; see `eventkit.office.badge_print_run`
    ├── MergeConflict            two people changed the same thing; see `eventkit.editing`
    └── Unprintable              a document that cannot be set, such as when no font package is installed

A message says what is wrong, where, and what to do; it never contains a traceback. A *broken* value (a
dangling id, an end before its start) is an `InvalidValue`: it is the caller's mistake, and the readers of
files turn it into `Unreadable`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Self


class EventkitError(Exception):
    """The root: its text is for an organiser, in a line for each fault."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file, and where.

    Attributes:
        message: What is wrong and what to do.
        field: The way to it in the file's own words, such as ``sessions[3].start``; may be empty.
        line: The line in the file, counted from 1; ``None`` if the format has no lines.
    """

    message: str
    field: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.field) if part)
        return f"{place}: {self.message}" if place else self.message


class InvalidValue(EventkitError, ValueError):
    """A value that cannot be made, or an argument that a function does not take.

    Attributes:
        faults: Every fault: a whole sentence each, with the way to the field or the name of the argument.
        details: The faults of fields as pydantic has them.
    """

    def __init__(self, faults: tuple[Fault, ...], details: tuple[Any, ...] = ()) -> None:
        super().__init__(faults)
        self.faults = faults
        self.details = details

    @classmethod
    def of(cls, message: str, field: str = "") -> Self:
        """The error of one fault: a whole sentence, and the field or the argument."""
        return cls((Fault(message, field),))

    def __str__(self) -> str:
        return "\n".join(fault.message for fault in self.faults)


class UnknownId(EventkitError, KeyError):
    """A schedule has no entity of that kind and id.

    Attributes:
        kind: The kind, such as ``session``.
        id: The id that was requested.
        hint: A question that names the most similar id; may be empty.
    """

    def __init__(self, kind: str, id: object, hint: str = "") -> None:
        super().__init__(kind, id, hint)
        self.kind = kind
        self.id = id
        self.hint = hint

    def __str__(self) -> str:
        return " ".join(filter(None, (f"The schedule has no {self.kind} '{self.id}'.", self.hint)))


class NoSuchDay(EventkitError):
    """A day on which no session of the schedule takes place.

    Attributes:
        day: The day that was requested.
        present: The days on which sessions begin.
    """

    def __init__(self, day: date, present: tuple[date, ...]) -> None:
        super().__init__(day, present)
        self.day = day
        self.present = present

    def __str__(self) -> str:
        remedy = f"Use one of {', '.join(map(str, self.present))}." if self.present else ""
        return f"No session takes place on {self.day}. {remedy or 'No session has a time yet.'}"


class Unreadable(EventkitError):
    """A file that cannot be read, with all of its faults.

    Attributes:
        name: The name of the file that the reader was given.
        faults: Every fault found, in the order of the file; never empty.
        columns: How the columns of a table were understood, as far as that was possible: see
            `eventkit.intake.ImportResult.columns`. Empty for any other file.
    """

    def __init__(
        self, name: str, faults: tuple[Fault, ...], columns: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(name, faults, columns)
        self.name = name
        self.faults = faults
        self.columns: Mapping[str, Any] = columns or {}

    def __str__(self) -> str:
        return "\n".join(f"{self.name}: {fault}" for fault in self.faults)


class NoTitleColumn(Unreadable):
    """A table without a column that is known to have the titles of sessions.

    Attributes:
        lists_people: Whether its rows are people, as in a list of attendees.
    """

    def __init__(
        self,
        name: str,
        faults: tuple[Fault, ...],
        columns: Mapping[str, Any],
        lists_people: bool = False,  # noqa: FBT001, FBT002 - pickled by position
    ) -> None:
        super().__init__(name, faults, columns)
        self.args = (name, faults, columns, lists_people)
        self.lists_people = lists_people


class StoreError(EventkitError):
    """The store cannot be opened, read or written; the message gives the remedy."""


class NoSuchStore(StoreError):
    """There is no store of that name.

    Attributes:
        name: The file, or the URL without its password.
    """

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name

    def __str__(self) -> str:
        return f"There is no store at {self.name}. Check the name."


class StoreProblem(StrEnum):
    """The kinds of problems of a database."""

    BUSY = "busy"
    FULL = "full"
    READ_ONLY = "read-only"
    UNREACHABLE = "unreachable"
    OTHER = "other"


class StoreUnavailable(StoreError):
    """The database of the store cannot be read or written, perhaps for a moment; nothing was written.

    Attributes:
        name: The file, or the URL without its password.
        problem: The kind of the problem.
        reason: The rest of the message.
    """

    def __init__(self, name: str, problem: StoreProblem, reason: str) -> None:
        super().__init__(name, problem, reason)
        self.name = name
        self.problem = problem
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.name} {self.reason}"


class StoreDamaged(StoreError):
    """The file of the store is damaged.

    Attributes:
        name: The file.
        detail: The damage, as far as it is known; may be empty.
    """

    def __init__(self, name: str, detail: str = "") -> None:
        super().__init__(name, detail)
        self.name = name
        self.detail = detail

    def __str__(self) -> str:
        detail = f" ({self.detail})" if self.detail else ""
        return f"{self.name} is damaged{detail}. Restore a backup, and keep this file for a repair."


class NoSigningKey(StoreError):
    """A conference has no key that badges can be signed with.

    Attributes:
        conference: The id of the conference.
    """

    def __init__(self, conference: str) -> None:
        super().__init__(conference)
        self.conference = conference

    def __str__(self) -> str:
        return f"Conference '{self.conference}' has no key to sign badges with."


class NoSuchConference(StoreError):
    """The store has no conference of that id.

    Attributes:
        id: The id that was requested.
        present: The ids of the conferences in the store.
    """

    def __init__(self, id: str, present: tuple[str, ...]) -> None:
        super().__init__(id, present)
        self.id = id
        self.present = present

    def __str__(self) -> str:
        content = f"it has {', '.join(self.present)}" if self.present else "it is empty"
        return f"The store has no conference '{self.id}': {content}."


class ChangedMeanwhile(StoreError):
    """Someone else changed the same thing first; nothing of this change was written.

    Attributes:
        conference: The id of the conference.
        by: Who made the other change; empty if unknown.
        at: When, in UTC.
        why: For what reason; may be empty.
        subject: What was changed, such as ``contact of 'ada'``; empty if it is the conference.
        expected: The revision of the conference that was expected, 0 for none; ``None`` if it is not
            about a revision.
        revision: The revision it is at, 0 if there is no such conference.
    """

    def __init__(
        self,
        conference: str,
        *,
        by: str = "",
        at: datetime | None = None,
        why: str = "",
        subject: str = "",
        expected: int | None = None,
        revision: int | None = None,
    ) -> None:
        super().__init__(conference, by, at, why, subject, expected, revision)
        self.conference = conference
        self.by = by
        self.at = at
        self.why = why
        self.subject = subject
        self.expected = expected
        self.revision = revision

    def __str__(self) -> str:
        if self.at is None and not self.subject:
            return (
                f"There is no conference '{self.conference}', but its revision {self.expected} was expected."
            )
        did = "removed" if self.revision == 0 else "changed"
        what = f"the {self.subject} in " if self.subject else ""
        at = f" at {self.at:%Y-%m-%d %H:%M} UTC" if self.at else ""
        why = f" ({self.why})" if self.why else ""
        return (
            f"{self.by or 'Someone'} {did} {what}conference '{self.conference}'{at}{why}. "
            "Load it again, then repeat your change."
        )


class NoSuchRevision(StoreError):
    """There is no schedule of that revision of a conference.

    Attributes:
        conference: The id of the conference.
        number: The number that was requested.
        latest: The number of its last change.
    """

    def __init__(self, conference: str, number: int, latest: int) -> None:
        super().__init__(conference, number, latest)
        self.conference = conference
        self.number = number
        self.latest = latest

    def __str__(self) -> str:
        return f"Conference '{self.conference}' has no schedule of change {self.number}."


class NoSuchRelease(StoreError):
    """The conference has no release of that name.

    Attributes:
        conference: The id of the conference.
        name: The name that was requested; ``None`` if the newest was.
        present: The names of its releases, the oldest first.
    """

    def __init__(self, conference: str, name: str | None, present: tuple[str, ...]) -> None:
        super().__init__(conference, name, present)
        self.conference = conference
        self.name = name
        self.present = present

    def __str__(self) -> str:
        if not self.present:
            return f"Conference '{self.conference}' has no release yet. Make one first."
        return (
            f"Conference '{self.conference}' has no release '{self.name}': it has {', '.join(self.present)}."
        )


class ReleaseRefused(StoreError):
    """A release cannot be made: its name is taken or invalid; the message gives the remedy."""


class UndoRefused(StoreError):
    """A change cannot be undone; nothing was written.

    Attributes:
        number: The number of the change; ``None`` if there is none that could be undone.
        reason: Why it cannot be undone; empty if something it changed has changed again since.
        subject: What has changed again since: its kind and id; an empty id where it is the order of all of
            that kind.
        field: Which of its fields; empty if it was added or removed as a whole.
        by: Who changed it since; empty if that is not known.
        at: When, in UTC.
        why: For what reason; may be empty.
        blocking: The number of the change that made it so, which has to be undone first.
    """

    def __init__(
        self,
        number: int | None,
        reason: str = "",
        *,
        subject: tuple[str, str] | None = None,
        field: str = "",
        by: str = "",
        at: datetime | None = None,
        why: str = "",
        blocking: int | None = None,
    ) -> None:
        super().__init__(number, reason, subject, field, by, at, why, blocking)
        self.number = number
        self.reason = reason
        self.subject = subject
        self.field = field
        self.by = by
        self.at = at
        self.why = why
        self.blocking = blocking

    def __str__(self) -> str:
        if self.subject is None:
            return self.reason
        kind, id_ = self.subject
        what = f"{kind} '{id_}'" if id_ else f"{kind}s"
        if self.field:
            what = f"the {self.field} of {what}"
        if self.at is None:
            return f"Change {self.number} cannot be undone: {what} has changed since."
        why = f" ({self.why})" if self.why else ""
        return (
            f"Change {self.number} cannot be undone: {self.by} changed {what} since, "
            f"at {self.at:%Y-%m-%d %H:%M} UTC{why}. Undo change {self.blocking} first."
        )


class SettingsUnreadable(StoreError):
    """The rule settings of a conference were written by another version of eventkit.

    Attributes:
        conference: The id of the conference.
        place: The setting that is not understood.
        reason: What is wrong with it.
    """

    def __init__(self, conference: str, place: str, reason: str) -> None:
        super().__init__(conference, place, reason)
        self.conference = conference
        self.place = place
        self.reason = reason

    def __str__(self) -> str:
        settings = f"The rule settings of conference '{self.conference}'"
        return f"{settings} cannot be read ({self.place}: {self.reason})."


class NoSuchFinding(EventkitError):
    """No finding, or no waiver, has that identity, or several begin so.

    Attributes:
        identity: The identity, or its beginning, that was requested.
        near: The identities that begin so; empty if none does.
        waiver: Whether a waiver was requested.
    """

    def __init__(self, identity: str, near: tuple[str, ...], *, waiver: bool = False) -> None:
        super().__init__(identity, near, waiver)
        self.identity = identity
        self.near = near
        self.waiver = waiver

    def __str__(self) -> str:
        if self.near:
            return f"'{self.identity}' may be {' or '.join(self.near)}. Give more of its digits."
        return f"There is no {'waiver of' if self.waiver else 'finding'} '{self.identity}'."


class ConferenceExists(EventkitError):
    """A new conference has the id of one in the store.

    Attributes:
        conference: The id.
    """

    def __init__(self, conference: str) -> None:
        super().__init__(conference)
        self.conference = conference

    def __str__(self) -> str:
        return f"Conference '{self.conference}' already exists."


class ContactFault(EventkitError):
    """A contact is invalid; nothing was written.

    Attributes:
        faults: A sentence for each wrong field, which names the participant and never the value.
    """

    def __init__(self, faults: tuple[str, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(self.faults)


class Refused(EventkitError):
    """An edit that cannot be made; the text says why and what to do instead. Nothing was changed."""


class NoSuchEntity(Refused):
    """Words that mean no entity of a kind.

    Attributes:
        message: What there is not, with a suggestion.
        kind: The word for the kind, such as ``organisation``.
        words: The words.
        is_new: True if they resemble no entity, so that they may mean one that is yet to be added.
    """

    def __init__(self, message: str, kind: str, words: str, is_new: bool) -> None:  # noqa: FBT001 - pickled
        super().__init__(message, kind, words, is_new)
        self.message = message
        self.kind = kind
        self.words = words
        self.is_new = is_new

    def __str__(self) -> str:
        return self.message


class Unprintable(EventkitError):
    """A document that cannot be set at all; the message names what is missing."""
