"""The agenda: sessions, or deadlines, of a schedule as an iCalendar file (RFC 5545, RFC 7986)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from importlib import import_module
from typing import TYPE_CHECKING, Literal
from uuid import UUID, uuid5

from eventkit.changes import Gone, Ledger, tie
from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.model import Conference, Deadline, Session, SessionId, Status
from eventkit.outputs import Made, makes
from eventkit.outputs.agenda import content_lines, vtimezone
from eventkit.outputs.agenda.calendar_views import (
    Audience,
    CalendarOptions,
    CalendarText,
    CalendarView,
    Profile,
    SessionDepth,
    one_line,
)
from eventkit.outputs.agenda.vevents import (
    FREE,
    PUBLIC,
    EventWriter,
    calendar_properties,
    localised_property,
    organizer_property,
    revision_properties,
)
from eventkit.schedule import Schedule
from eventkit.wording import Wording

if TYPE_CHECKING:
    import icalendar


@dataclass(frozen=True, slots=True)
class CalendarOutput(Made):
    """A finished calendar.

    What `icalendar` writes of it with ``to_ical(sorted=False)`` are exactly the bytes of ``data``.
    """

    def calendar(self) -> icalendar.Calendar:
        """The calendar as an object, parsed anew by each call since it can be changed.

        Its entries are parsed when they are first used, so that a large agenda costs little.
        """
        # Loaded only for those who ask for the object: it doubles the time an agenda takes to start.
        library = import_module("icalendar")
        calendar: icalendar.Calendar = library.LazyCalendar.from_ical(self.data)
        return calendar


Cancelled = Literal["keep", "hide"]
"""Whether a calendar still tells of sessions that will not take place."""


@makes(".ics", "text/calendar; charset=utf-8")
def agenda(
    schedule: Schedule,
    *,
    ledger: Ledger,
    languages: Sequence[str] = (),
    days: Sequence[date] = (),
    rooms: Sequence[str] = (),
    tracks: Sequence[str] = (),
    kinds: Sequence[str] = (),
    sessions: Sequence[str] = (),
    participants: Sequence[str] = (),
    organisations: Sequence[str] = (),
    items: SessionDepth = "both",
    all_day: bool = False,
    cancelled: Cancelled = "keep",
    draft: bool = False,
    alarm: int | None = None,
    profile: Profile = "interop",
    pages: str | None = None,
    feed: str | None = None,
    refresh: int = 60,
) -> CalendarOutput:
    """The schedule as a calendar, with an entry for each session that has a time.

    The same schedule and ledger give the same bytes on every day: DTSTAMP is a session's last revision.
    Sessions that are cancelled, were taken out, or went from this calendar to others, as that of a room to
    that of another, stay until a month after the conference, marked as such, so that they do not vanish from
    a reader's calendar without a word. Where no session is left to show, the conference itself is the only
    entry, since a calendar must not be empty (RFC 5545 3.6).

    Several filters together show what answers to each of them. A session has the same UID in every
    calendar that shows it, and each calendar has a UID and a name of its own. The agenda of one participant
    is taken for that person's own: its sessions keep the reader busy, and are private.

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        languages: The languages of the readers; those of the conference where none are named. Several
            stand in one text: a title as ``Opening / 开幕式``, a description in blocks.
        days: Show sessions that begin on these days of the conference; all filters show all if left out.
        rooms: Those held in these rooms.
        tracks: Those in these tracks, or part of one that is.
        kinds: Those of these kinds.
        sessions: These, with all that is part of them.
        participants: Those in which these appear, or a team or delegation that they are members of.
        organisations: Those in which someone appears for these.
        items: Which of sessions within sessions to show.
        all_day: Whether to show the conference too, as an entry of whole days.
        cancelled: Whether to keep or hide what will not take place.
        draft: Whether the schedule may still change: then every entry is tentative.
        alarm: How many minutes before a session an alarm rings: 5, 15 or 30.
        profile: ``interop`` writes what all readers understand, ``full`` people, places, links and topics
            besides (RFC 9073, RFC 9253), ``caldav`` leaves out what has no place on a CalDAV server.
        pages: An address below which ``{language}/{session}`` is the page of a session, which entries then
            lead to, with its page in another language as their ALTREP.
        feed: The address at which this calendar will be found.
        refresh: How many minutes a subscriber's calendar should wait before it looks for news.

    Raises:
        EventkitError: There is nothing of the name that a filter tells, or no such option.
        KeyError: The ledger does not know a session.
    """
    view = CalendarView(
        days=tuple(days),
        rooms=tuple(rooms),
        tracks=tuple(tracks),
        kinds=tuple(kinds),
        sessions=tuple(sessions),
        participants=tuple(participants),
        organisations=tuple(organisations),
        items=items,
    )
    view.check(schedule, ledger)
    if cancelled not in {"keep", "hide"}:
        message = f"cancelled sessions are kept or hidden: say keep or hide, not '{cancelled}'"
        raise EventkitError(message)
    manner = CalendarOptions(draft, view.is_personal, alarm, profile, pages, feed, refresh)
    readers = Audience.of(schedule.conference, languages)
    chosen = view.chosen(schedule)
    shown = [
        (each, each.slot.period)
        for each in chosen
        if each.slot is not None and (cancelled == "keep" or each.status is not Status.CANCELLED)
    ]
    lost = view.lost(schedule, ledger, chosen)
    gone = lost if cancelled == "keep" else []
    entries = EventWriter(
        schedule,
        ledger,
        readers,
        held=frozenset(map(_session_id, filter(_takes_place, chosen))),
        own=frozenset(map(_session_id, filter(_takes_place, view.of_the_person(schedule, chosen)))),
        common=tuple(organizer_property(schedule.conference, readers, manner)),
        manner=manner,
    )
    periods = [period for _, period in shown]
    periods += [each.session.slot.period for each in gone if each.session.slot is not None]
    told = [
        *((entries.whole(),) if all_day or not periods else ()),
        *(entries.entry(session, period) for session, period in shown),
        *map(entries.gone, gone),
    ]
    ends = [at for period in periods for at in (period.start, period.end)]
    calendar = content_lines.component(
        "VCALENDAR",
        (
            *calendar_properties(
                schedule.conference,
                ledger,
                readers,
                manner,
                uid=view.uid(schedule, readers.languages),
                name=view.name(schedule, readers),
                modified=_modified(schedule, ledger, view, chosen, lost),
            ),
            *vtimezone.vtimezone_for(schedule.zone, told, *ends),
            *told,
        ),
    )
    return CalendarOutput(calendar, tuple(_unscheduled(chosen)))


def _modified(
    schedule: Schedule, ledger: Ledger, view: CalendarView, chosen: Sequence[Session], lost: Sequence[Gone]
) -> datetime:
    """When a calendar was last changed: not before anything in it was, be it hidden."""
    if ledger.is_over(schedule.conference):
        return ledger.revised
    ties = (tie(name, value) for name, values in view.filters.items() for value in values)
    times = [ledger.heading(ties), *(each.revision.modified for each in lost)]
    return max([*times, *(ledger.sessions[each.id].modified for each in chosen if each.slot is not None)])


def _takes_place(session: Session) -> bool:
    return session.slot is not None and session.status is not Status.CANCELLED


def _session_id(session: Session) -> SessionId:
    return session.id


def _unscheduled(sessions: Sequence[Session]) -> Iterator[Finding]:
    if without := tuple(session.id for session in sessions if session.slot is None):
        count = "1 session has" if len(without) == 1 else f"{len(without)} sessions have"
        yield Finding(
            Severity.INFO,
            "unscheduled",
            without,
            f"{count} no time yet and stand in no calendar: give a start and an end, or leave it so",
        )


DEADLINE_DURATION = timedelta(minutes=1)
"""How long the entry of an instant lasts: the minute in which the clocks show it. Where it had no end, some
readers would make it an hour, and show that there is time yet.
"""


@makes(".ics", "text/calendar; charset=utf-8")
def deadlines(
    schedule: Schedule,
    *,
    ledger: Ledger,
    languages: Sequence[str] = (),
    draft: bool = False,
    profile: Profile = "interop",
    feed: str | None = None,
    refresh: int = 60,
) -> CalendarOutput:
    """The deadlines as a calendar, with an entry for each: of a whole day, or of the minute it ends in.

    The same conference and ledger give the same bytes on every day. Where there are no deadlines, the
    conference itself is the only entry, since a calendar must not be empty (RFC 5545 3.6).

    Args:
        schedule: The schedule.
        ledger: The revisions of what is in it.
        languages: The languages of the readers; those of the conference where none are named.
        draft: Whether they may still change: then every entry is tentative.
        profile: ``caldav`` leaves out what has no place on a CalDAV server.
        feed: The address at which this calendar will be found.
        refresh: How many minutes a subscriber's calendar should wait before it looks for news.

    Raises:
        EventkitError: There is no such profile or wait.
    """
    conference = schedule.conference
    readers = Audience.of(conference, languages)
    manner = CalendarOptions(draft=draft, profile=profile, feed=feed, refresh=refresh)
    common = tuple(organizer_property(conference, readers, manner))
    due = sorted(conference.deadlines, key=lambda each: _deadline_order(schedule, each))
    instants = [each.at for each in due if isinstance(each.at, datetime)]
    entries = [_deadline_event(schedule, each, ledger, readers, draft=draft, common=common) for each in due]
    calendar = content_lines.component(
        "VCALENDAR",
        (
            *calendar_properties(
                conference,
                ledger,
                readers,
                manner,
                uid=deadlines_uid(conference, readers.languages),
                name=deadlines_name(conference, readers),
                modified=_deadlines_modified(conference, ledger),
            ),
            *vtimezone.vtimezone_for(schedule.zone, entries, *instants),
            *(entries or (EventWriter(schedule, ledger, readers, common=common, manner=manner).whole(),)),
        ),
    )
    return CalendarOutput(calendar, tuple(_no_deadlines(conference)))


def deadlines_uid(conference: Conference, languages: tuple[str, ...]) -> UUID:
    """The identity of the calendar."""
    told = [] if languages == conference.languages else languages
    return uuid5(conference.uid, " ".join((*told, "deadlines")))


def deadlines_name(conference: Conference, readers: Audience) -> CalendarText:
    """What the calendar is called: the conference, and that it is of the deadlines."""

    def called(wording: Wording) -> tuple[str, str]:
        language, whole = conference.title.best(wording.asked, *readers.fallback)
        return language, wording.pair(whole, wording.field("deadlines"))

    return one_line(map(called, readers.wordings))


def _deadlines_modified(conference: Conference, ledger: Ledger) -> datetime:
    """When the calendar last changed: not before any of them was, or was taken out."""
    there = {each.uid: ledger.deadline(each.uid) for each in conference.deadlines}
    revisions = {**ledger.deadlines, **there}.values()
    return max((ledger.heading(), *(each.modified for each in revisions)))


def _deadline_event(
    schedule: Schedule,
    deadline: Deadline,
    ledger: Ledger,
    readers: Audience,
    *,
    draft: bool,
    common: tuple[bytes, ...],
) -> bytes:
    conference = schedule.conference
    page = deadline.url or conference.url
    # Among entries of other calendars nothing else tells what it is a deadline of; nor is URL shown by all.
    of = readers.in_a_line(conference.title)
    about = of if page is None else of._replace(text=f"{of.text}\n\n{page}")
    return content_lines.component(
        "VEVENT",
        (
            content_lines.text_property("UID", str(deadline.uid)),
            *revision_properties(ledger.deadline(deadline.uid)),
            *_deadline_period(schedule, deadline),
            localised_property("SUMMARY", readers.in_a_line(deadline.title)),
            content_lines.raw_property("STATUS", "TENTATIVE" if draft else "CONFIRMED"),
            *FREE,
            PUBLIC,
            localised_property("DESCRIPTION", about),
            *((content_lines.uri_property("URL", page),) if page is not None else ()),
            *common,
        ),
    )


def _deadline_period(schedule: Schedule, deadline: Deadline) -> tuple[bytes, ...]:
    at = deadline.at
    if isinstance(at, datetime):
        return vtimezone.period_properties(schedule.zone, at, at + DEADLINE_DURATION)
    return (
        content_lines.date_property("DTSTART", at),
        content_lines.date_property("DTEND", at + timedelta(days=1)),
    )


def _deadline_order(schedule: Schedule, deadline: Deadline) -> tuple[date, bool, str, str]:
    """By the day that the clocks show, and on each by the time; what has the whole day for it comes last."""
    at = deadline.at
    if isinstance(at, datetime):
        return (schedule.wall(at).date(), False, at.isoformat(), deadline.id)
    return (at, True, "", deadline.id)


def _no_deadlines(conference: Conference) -> Iterator[Finding]:
    if not conference.deadlines:
        told = "there are no deadlines yet, so their calendar shows the conference alone"
        message = f"{told}: add them with 'eventkit deadline add'"
        yield Finding(Severity.INFO, "no-deadlines", (conference.id,), message)
