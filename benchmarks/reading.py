"""How fast foreign files are read, beside the bare parsing of the same bytes.

The floor is what lxml and the standard library need to make objects of a file, which nobody has understood
yet. Of reading a whole ``schedule.xml``, the translation into records is told apart from the making of a
schedule of them. Times are the best of several runs, in seconds of processor time.
"""

from __future__ import annotations

import io
import json
import time
from collections.abc import Callable

import xlsxwriter
from lxml import etree
from python_calamine import CalamineWorkbook

from benchmarks.made import made_schedule
from eventkit.formats.frab import schedule_json_format, schedule_xml_format
from eventkit.formats.frab.schedule_json import parse_schedule_json
from eventkit.formats.frab.schedule_xml import parse_schedule_xml
from eventkit.formats.spreadsheet.table import reader, table_format
from eventkit.intake import ImportHints, ImportLog, SourceFile
from eventkit.schedule import Schedule
from eventkit.times import wall

RUNS = 5


def main() -> None:
    print(f"{'reading':<49}{'seconds':>9}{'sessions/s':>12}{'parsing = 1':>13}")
    for sessions in (1_000, 10_000):
        schedule = made_schedule(sessions, people=sessions * 4 // 5)
        data = schedule_xml_format.export(schedule).data
        parsing = best(lambda data=data: etree.fromstring(data))
        told(sessions, "schedule.xml, parsed by lxml", parsing, parsing)
        records = best(lambda data=data: parse_schedule_xml(data, "made.xml", ImportLog("made.xml")))
        told(sessions, "schedule.xml, as records", records, parsing)
        whole = best(lambda data=data: schedule_xml_format.read(data, "made.xml"))
        told(sessions, "schedule.xml, as a schedule", whole, parsing)
        data = schedule_json_format.export(schedule).data
        parsing = best(lambda data=data: json.loads(data))
        told(sessions, "schedule.json, parsed by json", parsing, parsing)
        root = json.loads(data)
        records = best(lambda root=root: parse_schedule_json(root, "made.json", ImportLog("made.json")))
        told(sessions, "schedule.json parsed, as records", records, parsing)
        whole = best(lambda data=data: schedule_json_format.read(data, "made.json"))
        told(sessions, "schedule.json, as a schedule", whole, parsing)
        data, given = made_table(schedule), ImportHints(zone=schedule.conference.zone)
        parsing = best(lambda data=data: values(data))
        told(sessions, "table.xlsx, calamine to values", parsing, parsing)
        records = best(lambda data=data, given=given: table_records(data, given))
        told(sessions, "table.xlsx, as records", records, parsing)
        whole = best(lambda data=data, given=given: table_format.read(data, "made.xlsx", given))
        told(sessions, "table.xlsx, as a schedule", whole, parsing)


def values(data: bytes) -> object:
    """The cells of a workbook."""
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]


def table_records(data: bytes, hints: ImportHints) -> object:
    return reader.read_tables(SourceFile(data, "made.xlsx"), hints, ImportLog("made.xlsx"))


def made_table(schedule: Schedule) -> bytes:
    """The sessions as an organiser keeps them in a workbook: one a row, people in a cell."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made) as book:
        sheet = book.add_worksheet("Programme")
        at = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        sheet.write_row(0, 0, _HEADER)
        for row, session in enumerate(schedule.sessions, 1):
            names = "; ".join(schedule.participant(each.participant).name[0].full for each in session.people)
            slot = session.slot
            rooms = "; ".join(str(schedule.room(each).name) for each in slot.rooms) if slot else ""
            track = str(schedule.track(session.track).name) if session.track else ""
            texts = (session.id, session.title["en"], session.title["zh"], session.kind.value)
            sheet.write_row(row, 0, (*texts, None, None, rooms, track, names, str(session.abstract or "")))
            if slot is not None:
                sheet.write_datetime(row, 4, wall(slot.period.start, schedule.zone), at)
                sheet.write_datetime(row, 5, wall(slot.period.end, schedule.zone), at)
    return made.getvalue()


_HEADER = ("Id", "Title", "标题", "Type", "Start", "End", "Room", "Track", "Speakers", "Abstract")


def told(sessions: int, name: str, seconds: float, floor: float) -> None:
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
