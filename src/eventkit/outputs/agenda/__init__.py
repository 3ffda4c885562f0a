"""The agenda as a calendar: schedule in, iCalendar bytes out (RFC 5545, RFC 7986).

`views` chooses the sessions, `lines` writes properties, `timezones` the zone they are in, `head` what the
calendar says of itself, `entries`, `descriptions` and `richer` what a session says, to those whom `readers`
speaks of and as `manner` has it; here all comes together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Literal

from eventkit.changes import Gone, Ledger, tie
from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity
from eventkit.model import Session, SessionId, Status
from eventkit.outputs import makes
from eventkit.outputs.agenda import lines, timezones
from eventkit.outputs.agenda.calendar_output import CalendarOutput
from eventkit.outputs.agenda.entries import Entries
from eventkit.outputs.agenda.head import head, organiser
from eventkit.outputs.agenda.manner import Manner, Profile
from eventkit.outputs.agenda.readers import Readers
from eventkit.outputs.agenda.views import Items, View
from eventkit.schedule import Schedule

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
    items: Items = "both",
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
    view = View(
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
    manner = Manner(draft, view.is_personal, alarm, profile, pages, feed, refresh)
    readers = Readers.of(schedule.conference, languages)
    chosen = view.chosen(schedule)
    shown = [
        (each, each.slot.period)
        for each in chosen
        if each.slot is not None and (cancelled == "keep" or each.status is not Status.CANCELLED)
    ]
    lost = view.lost(schedule, ledger, chosen)
    gone = lost if cancelled == "keep" else []
    entries = Entries(
        schedule,
        ledger,
        readers,
        held=frozenset(map(_id, filter(_is_held, chosen))),
        own=frozenset(map(_id, filter(_is_held, view.of_the_person(schedule, chosen)))),
        common=tuple(organiser(schedule.conference, readers, manner)),
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
    calendar = lines.component(
        "VCALENDAR",
        (
            *head(
                schedule.conference,
                ledger,
                readers,
                manner,
                uid=view.uid(schedule, readers.languages),
                name=view.name(schedule, readers),
                modified=_modified(schedule, ledger, view, chosen, lost),
            ),
            *timezones.defined_for(schedule.zone, told, *ends),
            *told,
        ),
    )
    return CalendarOutput(calendar, tuple(_findings(chosen)))


def _modified(
    schedule: Schedule, ledger: Ledger, view: View, chosen: Sequence[Session], lost: Sequence[Gone]
) -> datetime:
    """When a calendar was last changed: not before anything in it was, be it hidden."""
    if ledger.is_over(schedule.conference):
        return ledger.revised
    ties = (tie(name, value) for name, values in view.filters.items() for value in values)
    times = [ledger.heading(ties), *(each.revision.modified for each in lost)]
    return max([*times, *(ledger.sessions[each.id].modified for each in chosen if each.slot is not None)])


def _is_held(session: Session) -> bool:
    return session.slot is not None and session.status is not Status.CANCELLED


def _id(session: Session) -> SessionId:
    return session.id


def _findings(sessions: Sequence[Session]) -> Iterator[Finding]:
    if without := tuple(session.id for session in sessions if session.slot is None):
        count = "1 session has" if len(without) == 1 else f"{len(without)} sessions have"
        yield Finding(
            Severity.INFO,
            "unscheduled",
            without,
            f"{count} no time yet and stand in no calendar: give a start and an end, or leave it so",
        )
