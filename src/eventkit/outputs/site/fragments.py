"""Fragments: sessions of a day, room, track, person or organisation as HTML for an organiser's own site."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby

from markupsafe import Markup

from eventkit.errors import EventkitError
from eventkit.ledger import Ledger
from eventkit.model import Session
from eventkit.outputs.site.change_list import describe_release
from eventkit.outputs.site.page_templates import load_templates
from eventkit.outputs.site.readership import Readership
from eventkit.outputs.site.session_entries import DayEntries, EntryWriter, day_of
from eventkit.plugins.exporters import Output, exporter
from eventkit.public_pages.page_addresses import absolute_url
from eventkit.schedule import EntityKind, Schedule
from eventkit.suggestions import suggest
from eventkit.wording.public_schedule import for_readers

TEMPLATE = "fragment.html"

STYLE = Markup(
    ".eventkit,.eventkit .eventkit-day,.eventkit .eventkit-session,.eventkit .eventkit-session>*"
    "{display:block;float:none;inline-size:auto;margin:0;text-align:start}"
    ".eventkit ol{list-style:none;margin:0 0 1.5em;padding:0}"
    ".eventkit .eventkit-session{list-style:none;border-block-start:1px solid #8884;padding-block:.75em}"
    ".eventkit .eventkit-time{font-variant-numeric:tabular-nums}"
    ".eventkit .eventkit-people,.eventkit .eventkit-place,.eventkit .l2{opacity:.8}"
    ".eventkit .eventkit-title .l2{display:block}"
    ".eventkit .eventkit-note,.eventkit .eventkit-title{font-weight:600}"
    ".eventkit[dir=rtl],.eventkit[dir=rtl] :not([dir],.eventkit [dir] *){direction:rtl}"
)
"""The style sheet that can come with a fragment: layout alone, with the fonts and colours of the page.

Each rule names two classes, so that it prevails over what a page declares for its lists and sections.
"""

DEEPEST_HEADING = 5  # the deepest level of the heading of a day: those of sessions are one level below it


@exporter(".html", "text/html; charset=utf-8")
def fragment(
    schedule: Schedule,
    *,
    ledger: Ledger | None = None,
    languages: Sequence[str] = (),
    draft: bool = False,
    day: Sequence[date] = (),
    room: Sequence[str] = (),
    track: Sequence[str] = (),
    person: Sequence[str] = (),
    organisation: Sequence[str] = (),
    base: str = "",
    heading: int = 2,
    style: bool = False,
) -> Output:
    """A fragment of HTML with sessions, to embed in a page of another web site.

    It is one ``section`` element without scripts. Its classes begin with ``eventkit``, so that a style sheet
    of the page can address them. A session is shown if it matches every filter; a filter with several values
    matches any of them, and one left out matches all sessions.

    Args:
        ledger: The revisions of its sessions, for the day of a draft; none by default.
        languages: The languages of the readers, the second one beneath the first; by default the first
            language of the conference.
        draft: Whether the schedule may still change; the fragment says so.
        day: Filter: days of the conference.
        room: Filter: ids of rooms.
        track: Filter: ids of tracks; parts of a session in the track match, too.
        person: Filter: ids of participants who appear.
        organisation: Filter: ids of organisations that somebody appears for.
        base: The address of the conference's site, whose pages the fragment links to; without it there are
            no links.
        heading: The level of the headings of days, 1 to 5; sessions have the next one.
        style: Whether a small style sheet comes with it.

    Raises:
        EventkitError: A filter names something that does not exist, no session matches, or the address is
            not of the web.
    """
    if base and not base.startswith(("https://", "http://")):
        raise EventkitError(
            "'{base}' is not the address of a web site. Write it with https://, as in https://example.org/2027.",
            base=base,
        )
    if not 1 <= heading <= DEEPEST_HEADING:
        raise EventkitError(
            "There are no headings of the level {heading}. Use 1 to {deepest_heading}.",
            heading=heading,
            deepest_heading=DEEPEST_HEADING,
        )
    schedule = for_readers(schedule, languages)
    readers = Readership(schedule, tuple(languages) or schedule.conference.languages[:1])
    matches = _build_filter(schedule, days=day, rooms=room, tracks=track, people=person, bodies=organisation)
    sessions = [session for session in schedule.in_order if session.slot is not None and matches(session)]
    if not sessions:
        raise EventkitError("No session with a time matches. Remove a filter, or choose other values.")
    data = load_templates({}).render(
        TEMPLATE,
        readers=readers,
        days=tuple(_by_day(schedule, sessions, EntryWriter(readers, {}))),
        link=lambda path: absolute_url(base, path) if base else "",
        heading=heading,
        stylesheet=STYLE if style else "",
        draft_note=_draft_note(schedule, ledger, readers) if draft else "",
    )
    return Output(data)


def _draft_note(schedule: Schedule, ledger: Ledger | None, readers: Readership) -> str:
    on = schedule.calendar_date(ledger.revised) if ledger is not None else None
    return describe_release(readers.wording, "", on) or readers.wording.word("draft")


def _by_day(schedule: Schedule, sessions: Sequence[Session], writer: EntryWriter) -> Iterator[DayEntries]:
    wording = writer.readers.wording
    for day, group in groupby(sessions, key=lambda session: day_of(schedule, session)):
        if day is not None:
            yield DayEntries(wording.day(day), tuple(map(writer.entry, group)))


def _build_filter(
    schedule: Schedule,
    *,
    days: Sequence[date],
    rooms: Sequence[str],
    tracks: Sequence[str],
    people: Sequence[str],
    bodies: Sequence[str],
) -> Callable[[Session], bool]:
    for kind, ids in (
        (EntityKind.ROOM, rooms),
        (EntityKind.TRACK, tracks),
        (EntityKind.PARTICIPANT, people),
        (EntityKind.ORGANISATION, bodies),
    ):
        known = kind.by_id(schedule)
        for id_ in ids:
            if id_ not in known:
                raise EventkitError(
                    "The schedule has no {kind} '{id}'.", suggest(id_, known), kind=kind, id=id_
                )

    def values(session: Session) -> Iterator[tuple[Sequence[object], set[object]]]:
        yield days, {day_of(schedule, session)}
        yield rooms, {*schedule.rooms_of(session)}
        yield tracks, {outer.track for outer in schedule.lineage(session)}
        appearing = [appearance for appearance in session.people if appearance.comes]
        yield people, {appearance.participant for appearance in appearing}
        yield (
            bodies,
            {
                affiliation.organisation
                for appearance in appearing
                for affiliation in schedule.affiliations_of(appearance)
            },
        )

    return lambda session: all(not asked or present.intersection(asked) for asked, present in values(session))
