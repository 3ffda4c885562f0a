"""Run sheets: ``2027-09-06 09:00-09:30 | Main Hall | Opening | Ada Lovelace, Emmy Noether``, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from eventkit import Finding, Schedule, Severity
from eventkit.intake import (
    NO_HINTS,
    ImportHints,
    ImportLog,
    ImportResult,
    Location,
    RawAppearance,
    RawConference,
    RawSchedule,
    RawSession,
    SourceFile,
    build_schedule,
)
from eventkit.plugins.exporters import Context, Output, require_options

HEAD = "run sheet:"
LINE = re.compile(
    r"(?P<day>\d{4}-\d\d-\d\d) (?P<start>\d\d:\d\d)-(?P<end>\d\d:\d\d)"
    r" \| (?P<room>[^|]*) \| (?P<title>[^|]*)(?: \| (?P<people>.*))?"
)


class RunSheet:
    """The format: what eventkit asks of one that is both read and written."""

    title = "run sheets: one line a session"
    suffixes = (".run",)
    options: Mapping[str, Any] = {"languages": tuple[str, ...]}

    def recognises(self, source: SourceFile) -> bool:
        """True if a file begins as a run sheet does."""
        return source.data.startswith(HEAD.encode())

    def read(self, data: bytes, name: str, hints: ImportHints = NO_HINTS) -> ImportResult:
        """Read a run sheet; other lines are left out and logged."""
        log = ImportLog(name)
        head, *lines = data.decode("utf-8", "replace").splitlines()
        title = head.removeprefix(HEAD).strip() or None
        conference = RawConference(location=Location(name, row=1), title=title)
        records = RawSchedule("run-sheet", conference)
        for number, line in enumerate(lines, start=2):
            place = Location(name, row=number)
            if found := LINE.fullmatch(line):
                records.sessions.append(_session(found, place))
            elif line.strip():
                log.error("no-line", f"Not a line of a run sheet: '{line[:60]}'. Left out.", place)
        return build_schedule(records, log, hints)

    def export(self, schedule: Schedule, context: Context) -> Output:
        """The sessions that have a time, in order, in the first of the languages."""
        require_options(self, context)
        languages = (*context.languages, *schedule.conference.languages)
        title = schedule.conference.title.best(*languages)[1]
        lines = [f"{HEAD} {title}", *_lines(schedule, languages)]
        return Output("\n".join([*lines, ""]).encode(), losses=_losses(schedule))


def _session(found: re.Match[str], place: Location) -> RawSession:
    start, end = (datetime.fromisoformat(f"{found['day']} {found[side]}") for side in ("start", "end"))
    people = filter(None, (each.strip() for each in (found["people"] or "").split(",")))
    return RawSession(
        location=place,
        key=f"{found['day']} {found['title']}",
        title=found["title"],
        start=start,
        end=end,
        rooms=(found["room"],) if found["room"].strip() else (),
        people=tuple(map(RawAppearance, people)),
    )


def _losses(schedule: Schedule) -> tuple[Finding, ...]:
    """The sessions that are not on the sheet, for they have no time."""
    without = tuple(session.id for session in schedule.sessions if session.slot is None)
    message = f"{len(without)} sessions without a time are not on the sheet"
    return (Finding(Severity.WARNING, "not-on-sheet", without, message),) if without else ()


def _lines(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[str]:
    for session in schedule.in_order:
        if session.slot is not None:
            start, end = (schedule.wall(at) for at in (session.slot.period.start, session.slot.period.end))
            rooms = ", ".join(schedule.room(room).name.best(*languages)[1] for room in session.slot.rooms)
            names = ", ".join(schedule.participant(who.participant).name[0].full for who in session.people)
            cells = [f"{start:%Y-%m-%d %H:%M}-{end:%H:%M}", rooms, session.title.best(*languages)[1], names]
            yield " | ".join(cells)


run_sheet = RunSheet()
"""What the entry point names."""
