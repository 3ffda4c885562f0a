"""The agenda: sessions, or deadlines, of a schedule as an iCalendar file (RFC 5545, RFC 7986)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Self
from uuid import UUID, uuid5

from eventkit.findings import Finding, Severity
from eventkit.ledger import Ledger
from eventkit.messages import Message, Plural
from eventkit.model import Conference, Deadline, Session, Url
from eventkit.outputs.agenda import content_lines, vtimezone
from eventkit.outputs.agenda.calendar_views import (
    Audience,
    CalendarOptions,
    CalendarText,
    CalendarView,
    Cancelled,
    Profile,
    SessionDepth,
    language_mark,
    one_line,
)
from eventkit.outputs.agenda.calendar_writer import CalendarWriter, ViewContents
from eventkit.outputs.agenda.vevents import (
    FREE,
    EventWriter,
    calendar_properties,
    days_properties,
    localised_property,
    organizer_property,
    revision_properties,
)
from eventkit.outputs.reader_languages import check_reader_languages
from eventkit.plugins.exporters import Output, exporter
from eventkit.schedule import Schedule
from eventkit.texts import Language
from eventkit.wording import Wording
from eventkit.wording.public_schedule import for_readers

if TYPE_CHECKING:
    import icalendar


@dataclass(frozen=True, slots=True)
class CalendarOutput(Output):
    """A calendar as the bytes of its file, and as an `icalendar` object.

    ``calendar().to_ical(sorted=False)`` gives exactly the bytes of ``data``.
    """

    @classmethod
    def from_calendar(cls, data: bytes, findings: Iterable[Finding]) -> Self:
        """The output of a calendar, with the number of its entries."""
        entries = data.count(b"\r\nBEGIN:VEVENT\r\n")
        counts = Message(Plural("{count} entry", "{count} entries"), count=entries)
        return cls(data, tuple(findings), counts=(counts,))

    def calendar(self) -> icalendar.Calendar:
        """The calendar as an object; each call parses a new one, because it can be changed.

        Events are parsed when they are first used, so that a large agenda costs little.
        """
        from eventkit.outputs.agenda.calendar_check import AgendaCalendar  # noqa: PLC0415 - icalendar is slow

        calendar: icalendar.Calendar = AgendaCalendar.from_ical(self.data)
        return calendar


@exporter(".ics", "text/calendar; charset=utf-8")
def agenda(
    schedule: Schedule,
    *,
    ledger: Ledger | None = None,
    languages: Sequence[Language] = (),
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
    pages: Url | None = None,
    image: Url | None = None,
    feed: Url | None = None,
    refresh: int = 60,
) -> CalendarOutput:
    """The agenda: the scheduled sessions as an iCalendar file.

    The same schedule and ledger always give the same bytes: DTSTAMP is the last revision of a session.
    Sessions that were cancelled, deleted, or moved out of this calendar (into another room, say) remain until
    a month after the conference with STATUS:CANCELLED, so that clients show the change instead of dropping
    the entry. If no session is left to show, the conference itself is the only event, because a calendar must
    not be empty (RFC 5545 3.6).

    A session is shown if it matches every filter. It has the same UID in each calendar that shows it; each
    calendar has its own UID and name. The agenda of a single participant is personal: its sessions block the
    reader's time.

    Args:
        ledger: The revisions of its sessions; a first one without a date by default.
        languages: Languages of the readers; by default those of the conference. With several, titles read
            ``Opening / 开幕式``, and descriptions have a block for each.
        days: Filter: the days of the conference on which sessions start. A filter left out matches all.
        rooms: Filter: ids of rooms.
        tracks: Filter: ids of tracks; parts of a session in the track match, too.
        kinds: Filter: kinds of sessions.
        sessions: Filter: ids of sessions; their parts match, too.
        participants: Filter: ids of participants who appear, or whose team or delegation appears.
        organisations: Filter: ids of organisations that somebody appears for.
        items: Which sessions to show where one is part of another.
        all_day: Add the conference itself as an event of whole days.
        cancelled: Include or hide cancelled sessions.
        draft: Mark every confirmed event as tentative, because the schedule may still change.
        alarm: Minutes before a session at which an alarm rings: 5, 15 or 30.
        profile: ``interop`` is understood by all clients; ``full`` adds people, places, links and topics
            (RFC 9073, RFC 9253); ``caldav`` omits what a CalDAV server does not allow.
        pages: The address of the public site: the URL of events is that of their session's page, with the
            page in another language as ALTREP.
        image: The address of a picture of the conference.
        feed: The address at which this calendar will be published.
        refresh: Minutes after which subscribers should fetch the calendar again.

    Raises:
        EventkitError: A filter names something that does not exist, or an option has an unknown value.
        KeyError: The ledger does not know a session.
    """
    ledger = ledger or Ledger.first(schedule)
    unused = check_reader_languages(schedule, languages)
    schedule = for_readers(schedule, languages)
    named = CalendarView(
        days=tuple(days),
        rooms=tuple(rooms),
        tracks=tuple(tracks),
        kinds=tuple(kinds),
        sessions=tuple(sessions),
        participants=tuple(participants),
        organisations=tuple(organisations),
        items=items,
    )
    view = named.under_present_ids(ledger)
    view.check(schedule, ledger)
    options = CalendarOptions(draft, alarm, profile, pages, refresh, all_day, cancelled, image)
    writer = CalendarWriter(schedule, ledger, Audience.of(schedule.conference, languages), options)
    contents = ViewContents.collect(schedule, ledger, view)
    findings = (*unused, *_unscheduled(contents.matches))
    return CalendarOutput.from_calendar(writer.write(contents, feed).data, findings)


def _unscheduled(sessions: Sequence[Session]) -> Iterator[Finding]:
    if without := tuple(session.id for session in sessions if session.slot is None):
        yield Finding(
            Severity.INFO,
            "unscheduled",
            without,
            Message(
                Plural(
                    "{count} session has no time and will not appear in calendars.",
                    "{count} sessions have no time and will not appear in calendars.",
                ),
                "Schedule them to include them.",
                count=len(without),
            ),
        )


DEADLINE_DURATION = timedelta(minutes=1)
"""The length of the event of a deadline at an instant. Some clients give an event without an end one hour, as
if there were time left.
"""


@exporter(".ics", "text/calendar; charset=utf-8")
def deadlines(
    schedule: Schedule,
    *,
    ledger: Ledger | None = None,
    languages: Sequence[Language] = (),
    draft: bool = False,
    profile: Profile = "interop",
    feed: Url | None = None,
    refresh: int = 60,
) -> CalendarOutput:
    """The calendar of deadlines: an event of a whole day, or of one minute, for each deadline.

    The same conference and ledger always give the same bytes. Without deadlines, the conference itself is the
    only event, because a calendar must not be empty (RFC 5545 3.6).

    Args:
        ledger: The revisions of what is in it; a first one without a date by default.
        languages: Languages of the readers; by default those of the conference.
        draft: Mark every event as tentative, because deadlines may still change.
        profile: ``caldav`` omits what a CalDAV server does not allow.
        feed: The address at which this calendar will be published.
        refresh: Minutes after which subscribers should fetch the calendar again.

    Raises:
        EventkitError: An option has an unknown value.
    """
    ledger, conference = ledger or Ledger.first(schedule), schedule.conference
    audience = Audience.of(conference, languages)
    options = CalendarOptions(draft=draft, profile=profile, refresh=refresh)
    mark = language_mark(conference, ledger, audience.languages)
    calendar = deadline_calendar(schedule, ledger, audience, options, mark, feed)
    return CalendarOutput.from_calendar(calendar, _no_deadlines(conference))


def deadline_calendar(  # noqa: PLR0917 - what all of its calendars are written from
    schedule: Schedule,
    ledger: Ledger,
    audience: Audience,
    options: CalendarOptions,
    mark: tuple[str, ...],
    feed: str | None,
) -> bytes:
    conference = schedule.conference
    common = tuple(organizer_property(conference, audience, options))
    due = sorted(conference.deadlines, key=lambda session: _deadline_order(schedule, session))
    instants = [session.at for session in due if isinstance(session.at, datetime)]
    events = [
        _deadline_event(schedule, session, ledger, audience, draft=options.draft, common=common)
        for session in due
    ]
    return content_lines.component(
        "VCALENDAR",
        (
            *calendar_properties(
                conference,
                ledger,
                audience,
                options,
                uid=deadlines_uid(conference, mark),
                name=deadlines_name(conference, audience),
                feed=feed,
                modified=_deadlines_modified(conference, ledger),
            ),
            *vtimezone.vtimezone_for(schedule.zone, events, *instants),
            *(
                events
                or (
                    EventWriter(
                        schedule, ledger, audience, common=common, options=options
                    ).conference_event(),
                )
            ),
        ),
    )


def deadlines_uid(conference: Conference, mark: tuple[str, ...]) -> UUID:
    return uuid5(conference.uid, " ".join((*mark, "deadlines")))


def deadlines_name(conference: Conference, audience: Audience) -> CalendarText:
    """The name of the calendar of deadlines: the conference, and the word for deadlines."""

    def pair(wording: Wording) -> tuple[str, str]:
        language, conference_event = conference.title.best(wording.asked, *audience.fallback)
        return language, wording.pair(conference_event, wording.field("deadlines"))

    return one_line(map(pair, audience.wordings))


def _deadlines_modified(conference: Conference, ledger: Ledger) -> datetime:
    revisions_by_uid = {session.uid: ledger.deadline(session.uid) for session in conference.deadlines}
    revisions = {**ledger.deadlines, **revisions_by_uid}.values()
    return max((ledger.heading(), *(session.modified for session in revisions)))


def _deadline_event(
    schedule: Schedule,
    deadline: Deadline,
    ledger: Ledger,
    audience: Audience,
    *,
    draft: bool,
    common: tuple[bytes, ...],
) -> bytes:
    conference = schedule.conference
    page = deadline.url or conference.url
    # Beside events of other calendars the title does not name the conference; and not all clients show URL.
    of = audience.one_line(conference.title)
    about = of if page is None else of._replace(text=f"{of.text}\n\n{page}")
    return content_lines.component(
        "VEVENT",
        (
            content_lines.uid_property(deadline.uid),
            revision_properties(ledger.deadline(deadline.uid)),
            _deadline_period(schedule, deadline),
            localised_property("SUMMARY", audience.one_line(deadline.title)),
            content_lines.raw_property("STATUS", "TENTATIVE" if draft else "CONFIRMED"),
            FREE,
            localised_property("DESCRIPTION", about),
            *((content_lines.uri_property("URL", page),) if page is not None else ()),
            *common,
        ),
    )


def _deadline_period(schedule: Schedule, deadline: Deadline) -> bytes:
    at = deadline.at
    if isinstance(at, datetime):
        return vtimezone.period_properties(schedule.zone, at, at + DEADLINE_DURATION)
    return days_properties(at, at)


def _deadline_order(schedule: Schedule, deadline: Deadline) -> tuple[date, bool, str, str]:
    """Sort key: local day, then time; deadlines of a whole day come after those at an instant."""
    at = deadline.at
    if isinstance(at, datetime):
        return (schedule.wall(at).date(), False, at.isoformat(), deadline.id)
    return (at, True, "", deadline.id)


def _no_deadlines(conference: Conference) -> Iterator[Finding]:
    if not conference.deadlines:
        yield Finding(
            Severity.INFO,
            "no-deadlines",
            (conference.id,),
            Message("No deadlines: the calendar shows only the conference. Add one to the conference."),
        )
