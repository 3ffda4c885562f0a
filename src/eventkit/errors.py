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
    │   ├── NoSuchEntity         words for an entity match none
    │   └── PersonErased         it would add somebody who was erased from the conference
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

from eventkit.messages import (
    Fact,
    Interface,
    Listed,
    LocalText,
    Message,
    Term,
    as_message,
    in_language,
)


class EventkitError(Exception):
    """The root: its text is for an organiser, in a line for each fault.

    Args:
        args: A sentence with names of facts in braces, or a message; more in some kinds of errors.
        facts: The facts of the sentence by name.
    """

    def __init__(self, *args: Any, **facts: Fact) -> None:
        super().__init__(*((Message(*args, **facts),) if facts else args))

    def __reduce__(self) -> tuple[Any, ...]:
        return _restore, (type(self), self.args, self.__dict__)

    @property
    def message(self) -> Message:
        """The message, which says what is wrong and what to do."""
        return as_message(self.args[0] if self.args else "")

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages of all faults."""
        return (self.message,)

    def __str__(self) -> str:
        return "\n".join(self.messages)

    def in_language(self, language: str, interface: Interface = Interface.LIBRARY) -> LocalText:
        """The text for readers of a language; all of it in English if a sentence is not translated."""
        return in_language(self.messages, language, interface)


def _restore(cls: type[EventkitError], args: tuple[Any, ...], attributes: dict[str, Any]) -> EventkitError:
    """An error from a pickle: some take arguments by keyword, which `Exception` does not keep."""
    error = cls.__new__(cls, *args)
    error.__dict__ |= attributes
    return error


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file, and where.

    Attributes:
        message: What is wrong and what to do.
        field: The way to it in the file's own words, such as ``sessions[3].start``; may be empty.
        line: The line in the file, counted from 1; ``None`` if the format has no lines.
    """

    message: Message
    field: str = ""
    line: int | None = None

    def __str__(self) -> str:
        return self.at_its_place()

    def at_its_place(self, *path: str) -> Message:
        """The message after its place: the steps of a path to its file, the line and the field."""
        line = (Message("line {number}", number=self.line),) if self.line else ()
        steps = ((*line, self.field) if self.field else line,)
        message = as_message(self.message)
        for place in reversed((*((step,) for step in path), *filter(None, steps))):
            message = Message("{place}: {message}", place=Listed(place), message=message)
        return message


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
    def of(cls, sentence: str, field: str = "", /, **facts: Fact) -> Self:
        """The error of one fault: a whole sentence, and the field or the argument."""
        return cls((Fault(Message(sentence, **facts) if facts else as_message(sentence), field),))

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(as_message(fault.message) for fault in self.faults)


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

    @property
    def message(self) -> Message:
        no_such = Message("The schedule has no {kind} '{id}'.", kind=Term(self.kind), id=str(self.id))
        return Message(no_such, self.hint) if self.hint else no_such


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

    @property
    def message(self) -> Message:
        return Message(
            "No session takes place on {day}. Use one of {days}."
            if self.present
            else "No session takes place on {day}. No session has a time yet.",
            day=self.day,
            days=Listed(self.present),
        )


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

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(fault.at_its_place(self.name) for fault in self.faults)


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

    @property
    def message(self) -> Message:
        return Message("There is no store at {name}. Check the name.", name=self.name)


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

    @property
    def message(self) -> Message:
        return Message("{name} {reason}", name=self.name, reason=as_message(self.reason))


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

    @property
    def message(self) -> Message:
        return Message(
            "{name} is damaged ({detail}). Restore a backup, and keep this file for a repair."
            if self.detail
            else "{name} is damaged. Restore a backup, and keep this file for a repair.",
            name=self.name,
            detail=self.detail,
        )


class NoSigningKey(StoreError):
    """A conference has no key that badges can be signed with.

    Attributes:
        conference: The id of the conference.
    """

    def __init__(self, conference: str) -> None:
        super().__init__(conference)
        self.conference = conference

    @property
    def message(self) -> Message:
        return Message("Conference '{id}' has no key to sign badges with.", id=self.conference)


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

    @property
    def message(self) -> Message:
        return Message(
            "The store has no conference '{id}': it has {present}."
            if self.present
            else "The store has no conference '{id}': it is empty.",
            id=self.id,
            present=Listed(self.present),
        )


class ChangedMeanwhile(StoreError):
    """Someone else changed the same thing first; nothing of this change was written.

    Attributes:
        conference: The id of the conference.
        subject: What was changed, such as ``badge of 'ada'``.
        by: Who made the other change; empty if unknown.
        at: When, in UTC.
        why: For what reason; may be empty.
    """

    def __init__(
        self, conference: str, subject: str, *, by: str = "", at: datetime | None = None, why: str = ""
    ) -> None:
        super().__init__(conference, subject, by, at, why)
        self.conference = conference
        self.subject = subject
        self.by = by
        self.at = at
        self.why = why

    @property
    def message(self) -> Message:
        whole = Message("conference '{id}'", id=self.conference)
        what = Message("the {subject} in {whole}", subject=self.subject, whole=whole)
        by = self.by or Message("Someone")
        if self.at is None:
            return Message("{by} changed {what}. Load it again, then repeat your change.", by=by, what=what)
        at = Message("{at} UTC ({why})" if self.why else "{at} UTC", at=self.at, why=self.why)
        return Message(
            "{by} changed {what} at {at}. Load it again, then repeat your change.", by=by, what=what, at=at
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

    @property
    def message(self) -> Message:
        return Message(
            "Conference '{id}' has no schedule of change {number}.", id=self.conference, number=self.number
        )


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

    @property
    def message(self) -> Message:
        if not self.present:
            return Message("Conference '{id}' has no release yet. Make one first.", id=self.conference)
        return Message(
            "Conference '{id}' has no release '{name}': it has {present}.",
            id=self.conference,
            name=self.name or "",
            present=Listed(self.present),
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
        heading: The heading of the field in the words of a reader, if it has one.
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
        heading: Fact = "",
        by: str = "",
        at: datetime | None = None,
        why: str = "",
        blocking: int | None = None,
    ) -> None:
        super().__init__(number, reason, subject, field, heading, by, at, why, blocking)
        self.number = number
        self.reason = reason
        self.subject = subject
        self.field = field
        self.heading = heading
        self.by = by
        self.at = at
        self.why = why
        self.blocking = blocking

    @property
    def message(self) -> Message:
        if self.subject is None:
            return as_message(self.reason)
        kind, id_ = self.subject
        what: Fact = Message("{kind} '{id}'", kind=Term(kind), id=id_) if id_ else Term(f"{kind}s")
        if self.heading:
            what = Message("'{heading}' of {what}", heading=self.heading, what=what)
        elif self.field:
            what = Message("the {field} of {what}", field=self.field, what=what)
        if self.at is None:
            return Message(
                "Change {number} cannot be undone: {what} has changed since.",
                number=self.number or 0,
                what=what,
            )
        return Message(
            "Change {number} cannot be undone: {by} changed {what} since, at {at}. "
            "Undo change {blocking} first.",
            number=self.number or 0,
            by=self.by,
            what=what,
            at=Message("{at} UTC ({why})" if self.why else "{at} UTC", at=self.at, why=self.why),
            blocking=self.blocking or 0,
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

    @property
    def message(self) -> Message:
        return Message(
            "The rule settings of conference '{id}' cannot be read ({place}: {reason}).",
            id=self.conference,
            place=self.place,
            reason=self.reason,
        )


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

    @property
    def message(self) -> Message:
        if self.near:
            near = Listed(self.near, "or")
            return Message("'{id}' may be {near}. Give more of its digits.", id=self.identity, near=near)
        return Message(
            "There is no waiver of '{id}'." if self.waiver else "There is no finding '{id}'.",
            id=self.identity,
        )


class ConferenceExists(EventkitError):
    """A new conference has the id of one in the store.

    Attributes:
        conference: The id.
    """

    def __init__(self, conference: str) -> None:
        super().__init__(conference)
        self.conference = conference

    @property
    def message(self) -> Message:
        return Message("Conference '{id}' already exists.", id=self.conference)


class ContactFault(EventkitError):
    """A contact is invalid; nothing was written.

    Attributes:
        faults: The faults of its fields: a sentence each, which never has the value.
    """

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(faults)
        self.faults = faults

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(fault.message for fault in self.faults)


class Refused(EventkitError):
    """An edit that cannot be made; a message for each reason says what to do instead. Nothing was changed."""

    @property
    def messages(self) -> tuple[Message, ...]:
        return tuple(map(as_message, self.args))


class PersonErased(Refused):
    """An edit that would add somebody who was erased from the conference.

    Attributes:
        names: Their names, as the edit has them.
        ids: The ids of the withdrawn participants in their place; another erasure gives others.
    """

    def __init__(self, names: tuple[str, ...], ids: frozenset[str]) -> None:
        super().__init__(names, ids)
        self.names = names
        self.ids = ids

    @property
    def message(self) -> Message:
        return Message(
            "Erased from this conference for good: {names}. Readmit them only if they agree to it.",
            names=Listed(self.names),
        )

    @property
    def messages(self) -> tuple[Message, ...]:
        return (self.message,)


class NoSuchEntity(Refused):
    """Words that mean no entity of a kind.

    Attributes:
        kind: The word for the kind, such as ``organisation``.
        is_new: True if they resemble no entity, so that they may mean one that is yet to be added.
    """

    def __init__(self, message: str, kind: str, words: str, is_new: bool) -> None:  # noqa: FBT001 - pickled
        super().__init__(message, kind, words, is_new)
        self.kind = kind
        self.words = words
        self.is_new = is_new

    @property
    def messages(self) -> tuple[Message, ...]:
        return (self.message,)


class Unprintable(EventkitError):
    """A document that cannot be set at all; the message names what is missing."""
