"""Speed of reading foreign files, beside parsing alone.

The floor is the time in which lxml, json or calamine parse the same bytes. Translating them into records and
building a schedule of the records are measured one by one. Times are seconds of processor time, the best of
several runs.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable
from functools import partial

import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from benchmarks.made import made_schedule
from eventkit import Context, Output, Schedule
from eventkit.formats import get_importer
from eventkit.intake import ImportHints
from eventkit.plugins.exporters import get_exporter
from eventkit.times import wall

RUNS = 5


def main() -> None:
    print(f"{'reading':<49}{'seconds':>9}{'sessions/s':>12}{'parsing = 1':>13}")
    for sessions in (1_000, 10_000):
        schedule = made_schedule(sessions, people=sessions * 4 // 5)
        data = file_of(schedule, "schedule-xml")
        parsing = best(partial(etree.fromstring, data))
        show(sessions, "schedule.xml, parsed by lxml", parsing, parsing)
        whole = best(partial(get_importer("schedule-xml").read, data, "made.xml"))
        show(sessions, "schedule.xml, as a schedule", whole, parsing)
        data = file_of(schedule, "schedule-json")
        parsing = best(partial(json.loads, data))
        show(sessions, "schedule.json, parsed by json", parsing, parsing)
        whole = best(partial(get_importer("schedule-json").read, data, "made.json"))
        show(sessions, "schedule.json, as a schedule", whole, parsing)
        data, hints = made_table(schedule), ImportHints(zone=schedule.conference.zone)
        parsing = best(partial(values, data))
        show(sessions, "table.xlsx, calamine to values", parsing, parsing)
        whole = best(partial(get_importer("table").read, data, "made.xlsx", hints))
        show(sessions, "table.xlsx, as a schedule", whole, parsing)


def file_of(schedule: Schedule, name: str) -> bytes:
    """The schedule as a file of that format."""
    output = get_exporter(name).export(schedule, Context())
    assert isinstance(output, Output)
    return output.data


def values(data: bytes) -> object:
    """The cells of a workbook."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def made_table(schedule: Schedule) -> bytes:
    """A workbook with a session in each row, and its people in one cell."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        sheet = book.add_worksheet("Programme")
        date_format = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, _HEADER)
        for row, session in enumerate(schedule.sessions, 1):
            names = "; ".join(
                schedule.participant(appearance.participant).name[0].full for appearance in session.people
            )
            slot = session.slot
            rooms = "; ".join(str(schedule.room(room).name) for room in slot.rooms) if slot else ""
            track = str(schedule.track(session.track).name) if session.track else ""
            texts = (session.id, session.title["en"], session.title["zh"], session.kind.value)
            sheet.write_row(row, 0, (*texts, None, None, rooms, track, names, str(session.abstract or "")))
            if slot is not None:
                sheet.write_datetime(row, 4, wall(slot.period.start, schedule.zone), date_format)
                sheet.write_datetime(row, 5, wall(slot.period.end, schedule.zone), date_format)
    return file.getvalue()


_HEADER = ("Id", "Title", "标题", "Type", "Start", "End", "Room", "Track", "Speakers", "Abstract")


def show(sessions: int, name: str, seconds: float, floor: float) -> None:
    rate, times = sessions / seconds, seconds / floor
    print(f"{sessions:>6} sessions, {name:<33}{seconds:>9.4f}{rate:>12,.0f}{times:>13.1f}")


def best(run: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(RUNS))


if __name__ == "__main__":
    main()
