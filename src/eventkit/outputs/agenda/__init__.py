"""The agenda as a calendar: schedule in, iCalendar bytes out (RFC 5545, RFC 7986).

`lines` writes properties, `timezones` the zone they are in, `entries` and `descriptions` what a session
says, to those whom `readers` speaks of; here all comes together.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal
from urllib.parse import quote
from uuid import UUID, uuid5

from eventkit.changes import Ledger
from eventkit.findings import Finding, Severity
from eventkit.model import Conference, Session
from eventkit.outputs import Made, makes
from eventkit.outputs.agenda import lines, timezones
from eventkit.outputs.agenda.entries import Entries, said
from eventkit.outputs.agenda.readers import Readers, in_a_line
from eventkit.schedule import Schedule
from eventkit.times import Period

PRODID = "-//eventkit//1//EN"
"""Who writes the calendars; the number grows with their form, not with every release of eventkit."""

REFRESH = "PT1H"
"""How often a subscriber's calendar should look for news."""

Items = Literal["both", "sessions", "talks"]
"""Of sessions that hold others: both of them, the outermost alone, or only those that hold no other."""


@makes(".ics", "text/calendar; charset=utf-8")
def agenda(
    schedule: Schedule,
    *,
    ledger: Ledger,
    languages: Sequence[str] = (),
    items: Items = "both",
    draft: bool = False,
) -> Made:
    """The schedule as a calendar, with an entry for each session that has a time.

    The same schedule and ledger give the same bytes on every day: DTSTAMP is a session's last revision.
    Cancelled sessions stay, marked as such, so that they do not vanish from a reader's calendar without
    a word. Where no session has a time, the conference itself is the only entry, since a calendar must
    not be empty (RFC 5545 3.6).

    Args:
        schedule: The schedule.
        ledger: The revisions of its sessions.
        languages: The languages of the readers; those of the conference where none are named. Several
            stand in one text: a title as ``Opening / 开幕式``, a description in blocks.
        items: Which of sessions within sessions to show.
        draft: Whether the schedule may still change: then every entry is tentative.

    Raises:
        KeyError: The ledger does not know a session.
    """
    readers = Readers.of(schedule.conference, languages)
    shown = [
        (session, session.slot.period)
        for session in schedule.in_order
        if session.slot is not None and _is_wanted(schedule, session, items)
    ]
    entries = Entries(
        schedule,
        ledger,
        readers,
        shown=frozenset(session.id for session, _ in shown),
        common=tuple(_organiser(schedule.conference, readers)),
        draft=draft,
    )
    calendar = lines.component(
        "VCALENDAR",
        (
            *_head(schedule.conference, ledger, readers, items, draft=draft),
            *_zone(schedule, [period for _, period in shown]),
            *(entries.entry(session, period) for session, period in shown),
            *(() if shown else (entries.whole(),)),
        ),
    )
    return Made(calendar, tuple(_findings(schedule)))


def _is_wanted(schedule: Schedule, session: Session, items: Items) -> bool:
    return (
        items == "both"
        or (items == "sessions" and session.parent is None)
        or (items == "talks" and not schedule.parts(session.id))
    )


def _head(
    conference: Conference, ledger: Ledger, readers: Readers, items: Items, *, draft: bool
) -> Iterator[bytes]:
    """The properties of the calendar itself; VERSION first, as readers that sniff files expect."""
    yield lines.token("VERSION", "2.0")
    yield lines.text("PRODID", PRODID)
    yield lines.token("CALSCALE", "GREGORIAN")
    if conference.contact is not None:  # PUBLISH wants an ORGANIZER in each entry (RFC 5546 3.2.1)
        yield lines.token("METHOD", "PUBLISH")
    yield lines.text("UID", str(_view(conference, readers, items)))
    yield lines.instant("LAST-MODIFIED", ledger.revised)
    name = readers.in_a_line(conference.title)
    if draft:
        drafts = in_a_line((wording.language, wording.word("draft")) for wording in readers.wordings)
        name = name._replace(text=f"{name.text} ({drafts.text})")
    yield said("NAME", name)
    yield lines.text("X-WR-CALNAME", name.text)
    if about := conference.theme or conference.subtitle:
        told = readers.in_a_line(about)
        yield said("DESCRIPTION", told)
        yield lines.text("X-WR-CALDESC", told.text)
    if conference.url is not None:
        yield lines.uri("URL", conference.url)
    yield lines.token("REFRESH-INTERVAL", REFRESH, (("VALUE", "DURATION"),))
    yield lines.token("X-PUBLISHED-TTL", REFRESH)
    yield lines.text("X-WR-TIMEZONE", conference.zone)


def _view(conference: Conference, readers: Readers, items: Items) -> UUID:
    """The identity of the calendar: the conference's own, or another one for what is not its whole."""
    view = [*([] if readers.languages == conference.languages else readers.languages)]
    view += [] if items == "both" else [items]
    return uuid5(conference.uid, " ".join(view)) if view else conference.uid


def _organiser(conference: Conference, readers: Readers) -> Iterator[bytes]:
    """The office of the conference: its own address, never that of a person."""
    if conference.contact is not None:
        name = readers.in_a_line(conference.title).text
        yield lines.uri("ORGANIZER", f"mailto:{quote(conference.contact, safe='@')}", (("CN", name),))


def _zone(schedule: Schedule, periods: Sequence[Period]) -> Iterator[bytes]:
    if periods:
        first, last = min(period.start for period in periods), max(period.end for period in periods)
        if not timezones.is_utc(schedule.zone, first.astimezone(schedule.zone)):
            yield timezones.definition(schedule.zone, first.date(), last.date())


def _findings(schedule: Schedule) -> Iterator[Finding]:
    if without := tuple(session.id for session in schedule.in_order if session.slot is None):
        count = "1 session has" if len(without) == 1 else f"{len(without)} sessions have"
        yield Finding(
            Severity.INFO,
            "unscheduled",
            without,
            f"{count} no time yet and stand in no calendar: give a start and an end, or leave it so",
        )
