"""The changes of each release in words: what was moved, cancelled, renamed or is new."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

from markupsafe import Markup, escape

from eventkit.differences import Change, Code, difference, under_new_ids
from eventkit.model import Session, SessionId, Slot, Status
from eventkit.outputs.site.readership import Readership
from eventkit.public_pages.page_addresses import session_page
from eventkit.schedule import EntityKind, Schedule
from eventkit.wording import SiteWord, Wording
from eventkit.wording.change_texts import change_sentence, is_news

PLACE = frozenset({Code.MOVED, Code.ROOMS})  # the changes of when and where a session is
PEOPLE = frozenset({Code.PERSON_ADDED, Code.PERSON_REMOVED, Code.ATTENDANCE})
"""The changes of who appears in a session."""

LISTED = frozenset({Code.ADDED, Code.REMOVED, Code.STATUS, Code.RENAMED, *PLACE, *PEOPLE})
"""The changes of sessions with an entry of their own; others are sentences."""


@dataclass(frozen=True, slots=True)
class PublishedRelease:
    """A release that was published.

    Attributes:
        on: The day on which it was published; ``None`` if that is unknown.
    """

    name: str
    on: date | None
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class ListedChange:
    label: str  # the kind of the change: Moved, Cancelled
    title: Markup
    path: str  # the path of its page; empty for a session that is no longer in the programme
    before: Markup  # the former state, as markup; empty without one
    after: Markup  # the new state, as markup; empty without one
    place: Markup  # when and where it is now, as markup; empty for a session that was removed
    is_cancelled: bool  # whether the session does not take place


@dataclass(frozen=True, slots=True)
class ReleaseChanges:
    heading: str
    since: str
    changes: tuple[ListedChange, ...]
    further: tuple[str, ...]


@dataclass(frozen=True)
class ReleaseStep:
    """The changes from one release to the next, in no language."""

    old: PublishedRelease
    new: Schedule
    name: str  # the name of the later release; empty for a draft
    on: date | None  # the day of the later state; None if that is unknown
    changes: tuple[Change, ...]

    @cached_property
    def former(self) -> Schedule:
        return under_new_ids(self.old.schedule, self.new)

    @property
    def former_slots(self) -> Mapping[SessionId, Slot]:
        moved = {change.subject for change in self.changes if change.code in PLACE and change.before}
        return {
            session.id: Slot(period=session.slot.period, rooms=self.former.rooms_of(session))
            for session in self.former.sessions
            if session.id in moved and session.slot is not None
        }


def release_steps(releases: Sequence[PublishedRelease], current: PublishedRelease) -> tuple[ReleaseStep, ...]:
    """The steps from each release (oldest first) to the next and to the current state, the newest first."""
    states = [*releases, current]
    return tuple(
        ReleaseStep(old, new.schedule, new.name, new.on, difference(old.schedule, new.schedule))
        for old, new in reversed([*pairwise(states)])
    )


def describe_release(wording: Wording, name: str, on: date | None) -> str:
    """The words for a release, or for a draft without a name: with the day, where that is known."""
    if on is None:
        return name
    word: SiteWord = "release" if name else "draft-of"
    return wording.site_word(word, name=name, date=wording.days(on, on))


class ChangeWriter:
    """The changes of releases in the words of the readers of one folder."""

    def __init__(self, readers: Readership) -> None:
        self._readers = readers
        self._wording = readers.wording

    def write(self, step: ReleaseStep) -> ReleaseChanges:
        heading = describe_release(self._wording, step.name, step.on) or self._wording.word("draft")
        since = step.old.name
        if step.old.on is not None:
            former = self._wording.days(step.old.on, step.old.on)
            since = self._wording.site_word("changes-since", name=step.old.name, date=former)
        further = [
            change_sentence(change, step.former, step.new, self._wording)
            for change in step.changes
            if (change.about is not EntityKind.SESSION or change.code not in LISTED)
            and is_news(change, step.former, step.new)
        ]
        return ReleaseChanges(heading, since, tuple(self._changes(step)), tuple(further))

    def _changes(self, step: ReleaseStep) -> Iterator[ListedChange]:
        """The changes of sessions, by time: one entry for time and room, and one for the people."""
        by_session: dict[str, list[Change]] = {}
        for change in step.changes:
            if (
                change.about is EntityKind.SESSION
                and change.code in LISTED
                and is_news(change, step.former, step.new)
                and self._is_seen(change)
            ):
                by_session.setdefault(change.subject, []).append(change)
        for changes in by_session.values():
            codes: set[Code] = set()
            for change in changes:
                kind = next((several for several in (PLACE, PEOPLE) if change.code in several), {change.code})
                if codes.isdisjoint(kind):
                    yield self._listed(step, change)
                codes.add(change.code)

    def _is_seen(self, change: Change) -> bool:
        """True if the readers see a change: a title may have changed in another language alone."""
        text = self._readers.text
        return change.code is not Code.RENAMED or text(change.before) != text(change.after)

    def _listed(self, step: ReleaseStep, change: Change) -> ListedChange:
        site_word = self._wording.site_word
        old, new = (_session(schedule, change.subject) for schedule in (step.former, step.new))
        before = after = Markup("")
        match change.code:
            case Code.ADDED:
                label, after = site_word("new"), self._place(step.new, new)
            case Code.REMOVED:
                label, before = site_word("removed"), self._place(step.former, old)
            case Code.STATUS:
                label = self._wording.label(change.after)
            case Code.RENAMED:
                label = site_word("renamed")
                before, after = self._readers.text(change.before), self._readers.text(change.after)
            case Code.MOVED | Code.ROOMS:
                label = site_word("moved")
                ends = _has_another_end(step.former, old, step.new, new)
                before, after = (
                    self._place(step.former, old, ends=ends),
                    self._place(step.new, new, ends=ends),
                )
            case _:
                label = site_word("people-changed")
                before, after = self._people(step.former, old), self._people(step.new, new)
        is_cancelled = new is None or new.status is Status.CANCELLED
        path = session_page(change.subject, self._readers.folder) if new is not None else ""
        title = self._readers.text(change.title)
        # When and where it is now is not repeated beside the new state.
        place = Markup("") if change.code in PLACE else self._place(step.new, new)
        return ListedChange(label, title, path, before, after, place, is_cancelled)

    def _place(self, schedule: Schedule, session: Session | None, *, ends: bool = False) -> Markup:
        """The day, start and rooms of a session in a schedule, with its end if that is what changed."""
        if session is None:
            return Markup("")
        period = schedule.span(session)
        if period is None:
            return escape(self._wording.word("unscheduled"))
        day = schedule.day(period.start)
        pieces = [
            Markup("<bdi>{}</bdi>").format(self._wording.weekday_and_number(day)),
            self._readers.times(period, day) if ends else self._readers.clock(period.start, day),
            *(self._readers.first(schedule.room(room).name) for room in schedule.rooms_of(session)),
        ]
        return self._readers.listed(pieces)

    def _people(self, schedule: Schedule, session: Session | None) -> Markup:
        appearances = session.people if session is not None else ()
        people = dict.fromkeys(appearance.participant for appearance in appearances if appearance.comes)
        return self._readers.listed(
            [self._readers.short_name(schedule.participant(person)) for person in people]
        )


def _has_another_end(former: Schedule, old: Session | None, current: Schedule, new: Session | None) -> bool:
    """True if a session begins as before and ends earlier or later: its start alone would say nothing."""
    before = former.span(old) if old is not None else None
    after = current.span(new) if new is not None else None
    return (
        before is not None and after is not None and before.start == after.start and before.end != after.end
    )


def _session(schedule: Schedule, id_: str) -> Session | None:
    return next((session for session in schedule.sessions if session.id == id_), None)
