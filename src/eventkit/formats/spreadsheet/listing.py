"""The sessions as a list: a CSV file (RFC 4180) with a row for each, people in cells.

A list holds the agenda and no more. Its headings are ones that the reader of foreign tables knows, so that it
can be read back, as far as it goes. It is in UTF-8 with a byte order mark, without which Excel takes it for
something else, and nothing in it is a formula to anyone (`eventkit.formats.spreadsheet.formulas`).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from itertools import chain

from eventkit.findings import Finding, Severity
from eventkit.formats.document.walltimes import Anchor, write
from eventkit.formats.spreadsheet.formulas import neutralised
from eventkit.model import Appearance, Link, Role, Session, Status, Stream
from eventkit.schedule import HELD, Schedule, Thing, title
from eventkit.texts import Text
from eventkit.wording import Wording

_LABELS = Wording.of("en")
_TRUE = "yes"
_NAMED = (Thing.ORGANISATION, Thing.ROOM, Thing.TRACK, Thing.PARTICIPANT)
_ID, _TITLE, _SUBTITLE, _ABSTRACT = "Id", "Title", "Subtitle", "Abstract"

_Cells = Mapping[str, str]


class Listing:
    """The format: only written."""

    title = "a list of the sessions (CSV), people in cells, for those who want the agenda alone"
    suffixes = (".csv",)

    def write(self, schedule: Schedule, suffix: str) -> bytes:  # noqa: ARG002 - there is one
        """The file: a row for each session, each before its parts, in the order of the programme."""
        rows = [_row(schedule, session) for session in _in_order(schedule)]
        headings = [heading for heading in _headings(schedule) if any(row.get(heading) for row in rows)]
        made = io.StringIO(newline="")
        lines = csv.writer(made)
        lines.writerow(headings or [_ID])
        lines.writerows([neutralised(row.get(heading, "")) for heading in headings] for row in rows)
        return made.getvalue().encode("utf-8-sig")

    def lost(self, schedule: Schedule) -> tuple[Finding, ...]:
        """What of the schedule a list of sessions has no place for, a finding for each sort of it."""
        return tuple(
            Finding(Severity.INFO, "not-held", (), f"a list of sessions does not hold {what}")
            for what in _not_held(schedule)
        )


def _headings(schedule: Schedule) -> Iterator[str]:
    tags = _languages(schedule)
    yield _ID
    yield from (f"{_TITLE} ({tag})" for tag in tags)
    yield from (f"{_SUBTITLE} ({tag})" for tag in tags)
    yield from ("Type", "Status", "Date", "Start", "End", "Rooms", "Track", "Part of", "Speakers")
    yield from ("Language", "Interpreted into")
    yield from (f"{_ABSTRACT} ({tag})" for tag in tags)
    yield from ("Links", "Streams", "Plenary", "Expected audience", "Pinned", "UID")


def _languages(schedule: Schedule) -> tuple[str, ...]:
    texts = (
        text
        for session in schedule.sessions
        for text in (session.title, session.subtitle, session.abstract)
        if text is not None
    )
    return tuple(dict.fromkeys([*schedule.conference.languages, *(tag for text in texts for tag in text)]))


def _in_order(schedule: Schedule) -> Iterator[Session]:
    for session in schedule.parts(None):
        yield from (inner for _, inner in schedule.within(session))


def _row(schedule: Schedule, session: Session) -> _Cells:
    first = schedule.conference.languages[0]
    return {
        _ID: session.id,
        **_texts(_TITLE, session.title),
        **_texts(_SUBTITLE, session.subtitle),
        "Type": session.kind.value,
        "Status": session.status.value,
        **_times(schedule, session),
        "Track": schedule.track(session.track).name.best(first)[1] if session.track else "",
        "Part of": session.parent or "",
        "Speakers": "; ".join(_person(schedule, each) for each in session.people if each.comes),
        "Language": ", ".join(session.languages),
        "Interpreted into": ", ".join(session.interpreted),
        **_texts(_ABSTRACT, session.abstract),
        "Links": "\n".join(map(_address, session.links)),
        "Streams": "\n".join(_address(each) for each in session.streams if each.url),
        "Plenary": _TRUE if session.plenary else "",
        "Expected audience": "" if session.audience is None else str(session.audience),
        "Pinned": _TRUE if session.pinned else "",
        "UID": str(session.uid),
    }


def _texts(heading: str, text: Text | None) -> _Cells:
    return {f"{heading} ({tag})": said for tag, said in (text or {}).items()}


def _times(schedule: Schedule, session: Session) -> _Cells:
    """Day and times by the clocks at the conference; with the offset where these show a time twice."""
    if session.slot is None:
        return {}
    period = session.slot.period
    start = write(period.start, schedule.zone)
    end = write(period.end, schedule.zone, Anchor(period.start, itself=False))
    date, _, time = start.partition(" ")
    first = schedule.conference.languages[0]
    rooms = (schedule.room(room).name.best(first)[1] for room in session.slot.rooms)
    is_plain = len(time) == len("09:00")
    return {"Date": date, "Start": time if is_plain else start, "End": end, "Rooms": "; ".join(rooms)}


def _person(schedule: Schedule, appearance: Appearance) -> str:
    """``Ada Lovelace (Moderator)``, which is told apart again.

    A position behind it could be told from a name by nobody: ``Euclid, Teacher of Geometry``.
    """
    first = schedule.conference.languages[0]
    name = schedule.participant(appearance.participant).named(first)[0].full
    role = "" if appearance.role is Role.SPEAKER else f" ({_LABELS.label(appearance.role)})"
    return name.replace(";", ",") + role  # a semicolon parts people


def _address(address: Link | Stream) -> str:
    return " ".join(filter(None, (address.url, str(address.label) if address.label else "")))


def _not_held(schedule: Schedule) -> Iterator[str]:
    """What of the schedule has no place in a list, a sort of it at a time."""
    conference = schedule.conference
    yield "the conference itself: its title, days, venue and time zone"
    if conference.organisations or conference.deadlines or conference.links or conference.streams:
        yield "who stands behind the conference, nor its deadlines, links and streams"
    yield from _not_held_of_names(schedule)
    people = [each for session in schedule.sessions for each in session.people]
    if any(each.status is not Status.CONFIRMED for each in people):
        yield "whether people will come: those who have cancelled are left out"
    if schedule.rooms or schedule.tracks:
        yield "rooms and tracks, but for their names"
    if any(stream.url is None or stream.views for session in schedule.sessions for stream in session.streams):
        yield "streams without an address, and how often streams were watched"
    things = [each for kind in HELD for each in kind.of(schedule)]
    if conference.extra or any(each.source or each.extra for each in things):
        yield "where things were taken from, nor what came along with them"


def _not_held_of_names(schedule: Schedule) -> Iterator[str]:
    if schedule.participants:
        yield "people, but for a name: no positions and organisations"
    if any(len(title(each)) > 1 for kind in _NAMED for each in kind.of(schedule)):
        yield "names of people, organisations, rooms and tracks in further languages"
    labels = chain.from_iterable(
        (*(each.label for each in session.links), *(each.label for each in session.streams))
        for session in schedule.sessions
    )
    if any(label is not None and len(label) > 1 for label in labels):
        yield "what links and streams are called in further languages"
    if any(";" in form.full for each in schedule.participants for form in each.name):
        yield "semicolons in names, which part people: commas stand for them"


csv_list = Listing()
"""The one there is: what the entry point names."""
