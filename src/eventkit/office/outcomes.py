"""Outcomes: operations committed in an author's name, and what each of them changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from eventkit.differences import Change, difference
from eventkit.editing import Conflict
from eventkit.editing.entity_matcher import Ref
from eventkit.errors import InvalidValue, SettingsUnreadable
from eventkit.findings import Finding, Severity, Subject
from eventkit.messages import Message, as_message
from eventkit.office.import_merge import Counts
from eventkit.office.verdicts import effect_of, load_settings
from eventkit.rules import Effect, RuleSettings
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import ChangeNote, Commit, Operation, Release, Store
from eventkit.texts import clean

Clock = Callable[[], datetime]
"""Gives the present as an aware time."""


@dataclass(frozen=True, slots=True)
class Committer:
    """Commits operations on one conference in the name of one author."""

    store: Store
    conference: str
    author: str
    clock: Clock
    why: str = ""  # the reason noted with each change; if it is blank, each operation gives its own
    dry_run: bool = False  # whether operations only report what they would change

    def note(self, why: str) -> ChangeNote:
        """The note of a change made now, for that reason unless the author gave another.

        Raises:
            InvalidValue: The author has no name, or the clock gives no aware time.
        """
        if not self.author.strip():
            raise InvalidValue.of(
                "A change needs an author. Give an Office the name of who makes it.", "author"
            )
        return ChangeNote(self.author, clean(self.why).strip() or why, self.clock())

    def commit(self, operation: Operation, why: str) -> Commit:
        """Run an operation and write what it asks for in one transaction; write nothing in a dry run.

        Raises:
            NoSuchConference: There is no such conference, and the operation makes none.
            StoreError: The database fails; nothing was written.
        """
        run = self.store.preview if self.dry_run else self.store.commit
        return run(self.conference, operation, self.note(why))

    def outcome(self, commit: Commit, notices: Iterable[Finding] = ()) -> Outcome:
        """The outcome of a commit, with its effect on the findings."""
        settings: RuleSettings | None = None
        found = [*notices]
        if commit.before is not None and commit.changed:
            try:
                settings = load_settings(self.store, self.conference)
            except SettingsUnreadable as error:  # the change itself is sound, and written
                message = Message(
                    "{reason} The effect on the findings was not checked.", reason=as_message(error)
                )
                found.append(Finding(Severity.WARNING, "settings-unreadable", (), message))
        if commit.before is None:
            found += self._same_uids(commit.after.conference.uid)
        return Outcome(commit.before, commit.after, commit.revision, commit.renames, tuple(found), settings)

    def _same_uids(self, uid: UUID) -> Iterator[Finding]:
        """A finding for each other conference with an identity, such as the one that this is a copy of."""
        for other in self.store.conferences():
            if other.uid == uid and other.id != self.conference:
                message = Message(
                    "Conference '{other}' has the same UIDs: calendars take the sessions of both for the "
                    "same ones. For a copy, delete the lines with 'uid' from its document, and import it "
                    "again.",
                    other=other.id,
                )
                yield Finding(Severity.WARNING, "same-uids", (), message)


@dataclass(frozen=True, repr=False)
class Outcome:
    """The outcome of an operation: its changes, or in a dry run those it would make.

    Every operation that writes the conference returns one. Operations with more to tell return a class of
    their own, with all of these attributes.

    Attributes:
        before: The schedule before; ``None`` if the conference is new or was removed.
        revision: The number of the last change of the conference.
        renames: New ids by kind and old id. An entry merged into another counts as renamed to it.
        notices: What else the organiser should know, such as what a merge could not join.
        settings: The rule settings that the effect is checked by; ``None`` if nothing is to be checked.
    """

    before: Schedule | None
    after: Schedule
    revision: int
    renames: Mapping[Subject, str]
    notices: tuple[Finding, ...] = ()
    settings: RuleSettings | None = None

    @classmethod
    def extending(cls, outcome: Outcome, **facts: Any) -> Self:
        """The outcome of an operation that has more to tell, by the attributes that the class adds."""
        return cls(**{part.name: getattr(outcome, part.name) for part in fields(Outcome)}, **facts)

    def __repr__(self) -> str:
        state = "changed" if self.changed else "unchanged"
        notices = f", {len(self.notices)} notices" if self.notices else ""
        conference = f"conference {self.after.conference.id!r} at revision {self.revision}"
        return f"<{type(self).__name__}: {conference}, {state}{notices}>"

    @property
    def changed(self) -> bool:
        """True if the schedule differs from before."""
        return self.before != self.after

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The differences that readers of the programme see, in the order of `eventkit.difference`."""
        return difference(self.before, self.after) if self.before is not None else ()

    @property
    def added(self) -> tuple[Finding, ...]:
        """Open findings that were not there before, gravest first."""
        return self._effect.added

    @property
    def removed(self) -> tuple[Finding, ...]:
        """Findings that are gone, gravest first."""
        return self._effect.removed

    @cached_property
    def _effect(self) -> Effect:
        # Computed when it is requested: a server has the findings of its own, and checks each change once.
        if self.before is None or self.settings is None:
            return Effect()
        return effect_of(self.before, self.after, self.settings, self.renames)


@dataclass(frozen=True, kw_only=True, repr=False)
class UndoOutcome(Outcome):
    """The outcome of an undo.

    Attributes:
        undone: The number of the change that was undone.
        skipped: The numbers of later changes that erased a person, and so cannot be undone.
    """

    undone: int
    skipped: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True, repr=False)
class ImportOutcome(Outcome):
    """The outcome of an import. Its notices are the decisions on people who share a name with somebody here.

    Attributes:
        conflicts: Fields that changed both here and in the file, each differently.
        vanished: Entities of the last import that the file no longer has.
        unplaced: Sessions that the file no longer has, and another file of the system still has.
        returned: Entities that were removed here and are back, since the file names them.
        counts: Numbers of entities by kind.
        contacts: How many participants' contacts were stored.
        source: The source that the import was compared with; ``None`` for a document of eventkit.
        is_first: Whether nothing was imported from that source before.
        renamed: The name of the file, if the source is one of another name, whose next version it is.
        forgotten: The names of people who were left out, since they were erased from the conference.
        sessions: Ids here by the sessions' ids in the file, where they differ.
    """

    conflicts: tuple[Conflict, ...]
    vanished: tuple[Ref, ...]
    unplaced: tuple[str, ...]
    returned: tuple[Ref, ...]
    counts: Mapping[EntityKind, Counts]
    contacts: int
    source: str | None = None
    is_first: bool = True
    renamed: str = ""
    forgotten: tuple[str, ...] = ()
    sessions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, repr=False)
class ReleaseOutcome(Outcome):
    """The outcome of a release. Its notices are what letters and invitations of the release lack.

    Attributes:
        release: The release; ``None`` in a dry run.
        errors: The errors in spite of which it was made.
        previous: The release before it; ``None`` if it is the first.
    """

    release: Release | None
    errors: tuple[Finding, ...]
    previous: Release | None
