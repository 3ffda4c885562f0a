"""What can go wrong, as one small tree.

::

    EventkitError                a message an organiser can act on
    ├── Unreadable               a file that cannot be taken in; lists every fault with its place
    ├── StoreError               the store cannot be opened, read or written
    │   ├── NoSuchConference     the store holds no conference of that id
    │   ├── ChangedMeanwhile     someone else changed the same thing first
    │   ├── NoSuchRelease        the conference has no release of that name
    │   ├── ReleaseRefused       a release cannot be made so; the text says why
    │   └── UndoRefused          a change cannot be taken back; the text says why
    ├── Refused                  an edit that cannot be made; see `eventkit.editing`
    ├── Clash                    two people changed the same thing; see `eventkit.editing`
    └── Unprintable              a document that cannot be set, such as when no font package is installed

A message says what is wrong, where, and what to do; it never holds a traceback. A *broken* value (a
dangling id, an end before its start) is pydantic's ``ValidationError``, a ``ValueError``: it is the
caller's mistake, and the readers of files turn it into `Unreadable`.
"""

from __future__ import annotations

from dataclasses import dataclass


class EventkitError(Exception):
    """The root: its text is one line for an organiser."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a file, and where.

    Attributes:
        message: What is wrong and what to do.
        field: The way to it in the file's own words, such as ``sessions[3].start``; may be empty.
        line: The line in the file, counted from 1; ``None`` where the format has no lines.
    """

    message: str
    field: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = ", ".join(part for part in (f"line {self.line}" if self.line else "", self.field) if part)
        return f"{place}: {self.message}" if place else self.message


class Unreadable(EventkitError):
    """A file that cannot be taken in, with all of its faults.

    Attributes:
        name: The file's name as the reader was told it.
        faults: Every fault found, in the order of the file; never empty.
    """

    def __init__(self, name: str, faults: tuple[Fault, ...]) -> None:
        super().__init__(name, faults)
        self.name = name
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(f"{self.name}: {fault}" for fault in self.faults)


class StoreError(EventkitError):
    """The store cannot be opened, read or written; the text says what to do."""


class NoSuchConference(StoreError):
    """The store holds no conference of that id.

    Attributes:
        wanted: The id that was asked for.
        present: The ids the store does hold.
    """

    def __init__(self, wanted: str, present: tuple[str, ...]) -> None:
        super().__init__(wanted, present)
        self.wanted = wanted
        self.present = present

    def __str__(self) -> str:
        holds = f"it holds {', '.join(self.present)}" if self.present else "it is empty"
        return f"the store has no conference '{self.wanted}': {holds}"


class ChangedMeanwhile(StoreError):
    """Someone else changed the same thing first; nothing of this change was written."""


class NoSuchRelease(StoreError):
    """The conference has no release of that name.

    Attributes:
        conference: The id of the conference.
        wanted: The name that was asked for; ``None`` if the newest was.
        present: The names of its releases, the oldest first.
    """

    def __init__(self, conference: str, wanted: str | None, present: tuple[str, ...]) -> None:
        super().__init__(conference, wanted, present)
        self.conference = conference
        self.wanted = wanted
        self.present = present

    def __str__(self) -> str:
        if not self.present:
            return f"conference '{self.conference}' has no release yet: make one first"
        return (
            f"conference '{self.conference}' has no release '{self.wanted}': it has {', '.join(self.present)}"
        )


class ReleaseRefused(StoreError):
    """A release cannot be made so, for its name is taken or none; the text says what to do."""


class UndoRefused(StoreError):
    """A change cannot be taken back, for something it touched has changed since; nothing was written."""


class Unprintable(EventkitError):
    """A document that cannot be set at all; the text says what is missing."""
