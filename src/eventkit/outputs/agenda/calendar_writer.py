"""Calendar writer: the VCALENDAR of each view, for one audience, with events that are written once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import NamedTuple
from uuid import UUID

from eventkit.ledger import TICK, Ledger, Tombstone, takes_place, tombstones_until
from eventkit.model import Session, SessionId, Status
from eventkit.outputs.agenda import content_lines, vtimezone
from eventkit.outputs.agenda.calendar_views import Audience, CalendarOptions, CalendarView, language_mark
from eventkit.outputs.agenda.vevents import EventWriter, Showing, calendar_properties, organizer_property
from eventkit.schedule import Schedule


@dataclass(frozen=True, slots=True)
class ViewContents:
    """The contents of a calendar, which are the same in all languages."""

    view: CalendarView
    matches: Sequence[Session]  # the sessions that match its filters, in order of time
    removed: Sequence[Tombstone]  # the tombstones of sessions that left the calendar, until they expire
    # The sessions of the calendar that will take place: RELATED-TO names a parent only if it is one of them.
    confirmed: frozenset[SessionId]
    personal: frozenset[SessionId]  # the sessions that the reader takes part in, in this calendar or another
    modified: datetime  # the latest change of its heading and of its tombstones

    @staticmethod
    def collect(schedule: Schedule, ledger: Ledger, view: CalendarView) -> ViewContents:
        matches = view.matching_sessions(schedule)
        removed = view.removed(ledger, matches)
        return ViewContents(
            view,
            matches,
            () if ledger.is_over(schedule.conference) else removed,
            frozenset(session.id for session in matches if takes_place(session)),
            frozenset(
                session.id for session in view.personal_sessions(schedule, matches) if takes_place(session)
            ),
            _modified(schedule, ledger, view, removed),
        )


class WrittenCalendar(NamedTuple):
    """A calendar as bytes, with its UID and its name."""

    data: bytes
    uid: UUID
    name: str


class CalendarWriter:
    """The writer of calendars for one audience, whose languages give their UIDs a mark."""

    def __init__(
        self,
        schedule: Schedule,
        ledger: Ledger,
        audience: Audience,
        options: CalendarOptions,
        mark: tuple[str, ...] | None = None,
    ) -> None:
        self._schedule = schedule
        self._ledger = ledger
        self._audience = audience
        self._options = options
        self._mark = language_mark(schedule.conference, ledger, audience.languages) if mark is None else mark
        self._modification = cache(lambda id_: ledger.sessions[id_].modified_in(audience.languages))
        common = tuple(organizer_property(schedule.conference, audience, options))
        self._events = EventWriter(schedule, ledger, audience, common=common, options=options)

    def write(self, contents: ViewContents, feed: str | None) -> WrittenCalendar:
        schedule, view = self._schedule, contents.view
        shown = [
            (session, session.slot.period)
            for session in contents.matches
            if session.slot is not None
            and (self._options.cancelled == "keep" or session.status is not Status.CANCELLED)
        ]
        removed = contents.removed if self._options.cancelled == "keep" else ()
        periods = [period for _, period in shown]
        periods += [left.session.slot.period for left in removed if left.session.slot is not None]
        events = [
            self._events.event(session, period, self._showing(session, contents)) for session, period in shown
        ]
        events += [self._events.cancelled_event(tombstone) for tombstone in removed]
        if self._options.all_day or not periods:
            events.insert(0, self._events.conference_event())
        ends = [at for period in periods for at in (period.start, period.end)]
        uid = view.uid(schedule.conference, self._ledger, self._mark)
        name = view.name(schedule, self._audience)
        data = content_lines.component(
            "VCALENDAR",
            (
                *calendar_properties(
                    schedule.conference,
                    self._ledger,
                    self._audience,
                    self._options,
                    uid=uid,
                    name=name,
                    feed=feed,
                    modified=self._modified(contents),
                    colour=view.colour(schedule),
                ),
                *vtimezone.vtimezone_for(schedule.zone, events, *ends),
                *events,
            ),
        )
        return WrittenCalendar(data, uid, name.text)

    def _modified(self, contents: ViewContents) -> datetime:
        """LAST-MODIFIED of a calendar: the latest change of anything in it, hidden or not."""
        timed = [session.id for session in contents.matches if session.slot is not None]
        return max((contents.modified, *map(self._modification, timed)))

    def _showing(self, session: Session, contents: ViewContents) -> Showing:
        """The presentation of a session in the calendar.

        In a personal calendar it blocks the reader's time. Breaks do not; nor does a session with parts of
        which some are the reader's: those parts do.
        """
        within_parent = session.parent in contents.confirmed
        if not contents.view.is_personal:
            return Showing(within_parent=within_parent)
        busy = (
            session.status is not Status.CANCELLED
            and not session.kind.is_pause
            and not any(part.id in contents.personal for part in self._schedule.parts(session.id))
        )
        return Showing(busy=busy, within_parent=within_parent)


def _modified(
    schedule: Schedule,
    ledger: Ledger,
    view: CalendarView,
    removed: Sequence[Tombstone],
) -> datetime:
    """The latest change of what a calendar shows in all languages, tombstones that expired included."""
    ties = (key for keys in view.feed_keys(ledger) for key in keys)
    modified = max((ledger.heading(ties), *(tombstone.revision.modified for tombstone in removed)))
    if not (removed and ledger.is_over(schedule.conference)):
        return modified
    # A calendar without its tombstones is newer than each one with them.
    return max(modified, tombstones_until(schedule.conference) + TICK)
