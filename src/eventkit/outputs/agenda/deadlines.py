"""The calendar of a conference's deadlines, apart from its sessions: who hands in a paper may never come."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from eventkit.changes import Ledger
from eventkit.findings import Finding, Severity
from eventkit.model import Conference, Deadline
from eventkit.outputs import makes
from eventkit.outputs.agenda import lines, timezones
from eventkit.outputs.agenda.calendar_output import CalendarOutput
from eventkit.outputs.agenda.entries import FREE, PUBLIC, Entries, revised, said
from eventkit.outputs.agenda.head import head, organiser
from eventkit.outputs.agenda.manner import Manner, Profile
from eventkit.outputs.agenda.readers import Readers, Said, in_a_line
from eventkit.schedule import Schedule
from eventkit.wording import Wording

SHOWN_FOR = timedelta(minutes=1)
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
    readers = Readers.of(conference, languages)
    manner = Manner(draft=draft, profile=profile, feed=feed, refresh=refresh)
    common = tuple(organiser(conference, readers, manner))
    due = sorted(conference.deadlines, key=lambda each: _order(schedule, each))
    instants = [each.at for each in due if isinstance(each.at, datetime)]
    entries = [_entry(schedule, each, ledger, readers, draft=draft, common=common) for each in due]
    calendar = lines.component(
        "VCALENDAR",
        (
            *head(
                conference,
                ledger,
                readers,
                manner,
                uid=uid(conference, readers.languages),
                name=name(conference, readers),
                modified=_modified(conference, ledger),
            ),
            *timezones.defined_for(schedule.zone, entries, *instants),
            *(entries or (Entries(schedule, ledger, readers, common=common, manner=manner).whole(),)),
        ),
    )
    return CalendarOutput(calendar, tuple(_findings(conference)))


def uid(conference: Conference, languages: tuple[str, ...]) -> UUID:
    """The identity of the calendar."""
    told = [] if languages == conference.languages else languages
    return uuid5(conference.uid, " ".join((*told, "deadlines")))


def name(conference: Conference, readers: Readers) -> Said:
    """What the calendar is called: the conference, and that it is of the deadlines."""

    def called(wording: Wording) -> tuple[str, str]:
        language, whole = conference.title.best(wording.asked, *readers.fallback)
        return language, wording.pair(whole, wording.field("deadlines"))

    return in_a_line(map(called, readers.wordings))


def _modified(conference: Conference, ledger: Ledger) -> datetime:
    """When the calendar last changed: not before any of them was, or was taken out."""
    there = {each.uid: ledger.deadline(each.uid) for each in conference.deadlines}
    revisions = {**ledger.deadlines, **there}.values()
    return max((ledger.heading(), *(each.modified for each in revisions)))


def _entry(
    schedule: Schedule,
    deadline: Deadline,
    ledger: Ledger,
    readers: Readers,
    *,
    draft: bool,
    common: tuple[bytes, ...],
) -> bytes:
    conference = schedule.conference
    page = deadline.url or conference.url
    # Among entries of other calendars nothing else tells what it is a deadline of; nor is URL shown by all.
    of = readers.in_a_line(conference.title)
    about = of if page is None else of._replace(text=f"{of.text}\n\n{page}")
    return lines.component(
        "VEVENT",
        (
            lines.text("UID", str(deadline.uid)),
            *revised(ledger.deadline(deadline.uid)),
            *_when(schedule, deadline),
            said("SUMMARY", readers.in_a_line(deadline.title)),
            lines.token("STATUS", "TENTATIVE" if draft else "CONFIRMED"),
            *FREE,
            PUBLIC,
            said("DESCRIPTION", about),
            *((lines.uri("URL", page),) if page is not None else ()),
            *common,
        ),
    )


def _when(schedule: Schedule, deadline: Deadline) -> tuple[bytes, ...]:
    at = deadline.at
    if isinstance(at, datetime):
        return timezones.start_and_end(schedule.zone, at, at + SHOWN_FOR)
    return (lines.day("DTSTART", at), lines.day("DTEND", at + timedelta(days=1)))


def _order(schedule: Schedule, deadline: Deadline) -> tuple[date, bool, str, str]:
    """By the day that the clocks show, and on each by the time; what has the whole day for it comes last."""
    at = deadline.at
    if isinstance(at, datetime):
        return (schedule.wall(at).date(), False, at.isoformat(), deadline.id)
    return (at, True, "", deadline.id)


def _findings(conference: Conference) -> Iterator[Finding]:
    if not conference.deadlines:
        told = "there are no deadlines yet, so their calendar shows the conference alone"
        message = f"{told}: add them with 'eventkit deadline add'"
        yield Finding(Severity.INFO, "no-deadlines", (conference.id,), message)
