"""A list of sessions is for those who want the agenda alone, and says what it does not hold."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from hypothesis import given

from eventkit.formats import get_importer
from eventkit.formats.spreadsheet.sessions_csv import csv_list
from eventkit.intake import ImportHints
from eventkit.model import Role, Session
from eventkit.plugins.exporters import get_exporter
from eventkit.schedule import Schedule
from eventkit.texts.normalisation import unescape_formula
from formats.documents import schedule, sessions
from strategies import schedules

CONGRESS = Path(__file__).parents[2] / "fixtures" / "congress.yaml"
TEXT = sessions("""\
    - id: opening
      uid: 6f0a4c5e-3f2b-4d1c-9a77-2b9d0e61c8f4
      title: {en: "=Opening", zh: 开幕式}
      kind: opening
      start: 2026-10-24 22:00
      end: 00:30
      rooms: [hall]
      people:
        - {participant: ada, role: host}
        - babbage
        - {participant: emmy, status: cancelled}
      parts:
        - {id: word, uid: 6f0a4c5e-3f2b-4d1c-9a77-2b9d0e61c8f5, title: A word, start: 22:00, minutes: 10}
    - id: twice
      uid: 6f0a4c5e-3f2b-4d1c-9a77-2b9d0e61c8f6
      title: Twice
      start: 2026-10-25 02:30+01:00
      minutes: 20
""")
TEXT += """\
participants:
  - {id: ada, name: Ada Lovelace, affiliations: [{position: Countess, organisation: club}]}
  - {id: babbage, name: {en: Charles Babbage, zh: 巴贝奇}}
  - {id: emmy, name: Emmy Noether}
organisations:
  - {id: club, name: Analytical Society}
"""


def rows(drawn: Schedule) -> list[dict[str, str]]:
    """The rows, as any reader of CSV sees them."""
    text = csv_list.export(drawn).data.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def names(of: Schedule, session: Session) -> list[tuple[str, Role]]:
    """Who is announced, with the name in the first language, and as what."""
    first = of.conference.languages[0]
    return [
        (of.participant(each.participant).named(first)[0].full, each.role)
        for each in session.people
        if each.comes
    ]


def test_a_session_is_a_row_with_its_people_in_a_cell() -> None:
    opening, word, twice = rows(schedule(TEXT))
    assert opening == {
        "Id": "opening",
        "Title (en)": "'=Opening",
        "Title (zh)": "开幕式",
        "Type": "opening",
        "Status": "confirmed",
        "Date": "2026-10-24",
        "Start": "22:00",
        "End": "00:30",
        "Rooms": "Hall",
        "Part of": "",
        "Speakers": "Ada Lovelace (Host); Charles Babbage",
        "UID": "6f0a4c5e-3f2b-4d1c-9a77-2b9d0e61c8f4",
    }
    assert (word["Part of"], word["Start"], word["Rooms"]) == ("opening", "22:00", "")
    assert (twice["Start"], twice["End"]) == ("2026-10-25 02:30+01:00", "02:50+01:00")


def test_the_csv_starts_with_a_byte_order_mark_and_has_crlf_line_endings() -> None:
    data = csv_list.export(schedule(TEXT)).data
    assert data.startswith(b"\xef\xbb\xbfId,")
    assert data.count(b"\r\n") == data.count(b"\n") == 4


def test_an_exported_list_is_read_back() -> None:
    """The generic table reader recognises the headings, and the people in a cell."""
    congress = schedule(CONGRESS.read_bytes())
    hints = ImportHints(
        title="Congress", zone=congress.conference.zone, languages=congress.conference.languages
    )
    read = get_importer("table").read(csv_list.export(congress).data, "congress.csv", hints).schedule
    by_id = {session.id: session for session in read.sessions}
    assert len(by_id) == len(congress.sessions)
    for session in congress.sessions:
        again = by_id[session.id]
        assert (again.uid, again.title, again.kind, again.parent) == (
            session.uid,
            session.title,
            session.kind,
            session.parent,
        )
        assert (again.slot and again.slot.period) == (session.slot and session.slot.period)
        assert names(read, again) == names(congress, session)


@given(schedules())
def test_every_session_has_its_row_and_no_cell_is_a_formula(drawn: Schedule) -> None:
    exported = rows(drawn)
    assert sorted(row["Id"] for row in exported) == sorted(session.id for session in drawn.sessions)
    by_id = {row["Id"]: row for row in exported}
    for session in drawn.sessions:
        for language, title in session.title.items():
            assert unescape_formula(by_id[session.id][f"Title ({language})"]) == title
    assert not [
        cell for row in exported for cell in row.values() if cell[:1] in set("=+-@\t\r＝＋－＠") - {""}
    ]


def test_losses_are_reported() -> None:
    assert get_exporter("csv") is csv_list
    messages = " ".join(
        finding.message for finding in csv_list.export(schedule(CONGRESS.read_bytes())).losses
    )
    assert "A list of sessions cannot store the conference itself" in messages
    assert "cannot store names in other languages than the first" in messages
    odd = " ".join(finding.message for finding in csv_list.export(schedule(TEXT)).losses)
    assert "cannot store people who have cancelled. Lost for 1 session: '=Opening'." in odd
    plain = csv_list.export(schedule(sessions("- {id: a, title: A}"))).losses
    assert [dict(finding.facts)["field"] for finding in plain] == ["conference", "room.id"]


def test_a_semicolon_in_a_name_is_replaced_and_reported() -> None:
    odd = schedule(TEXT.replace("Charles Babbage", "Babbage; Charles"))
    assert rows(odd)[0]["Speakers"] == "Ada Lovelace (Host); Babbage, Charles"
    assert any("semicolons in names" in finding.message for finding in csv_list.export(odd).losses)


def test_semicolons_alone_separate_the_people_of_a_list_that_is_read_back() -> None:
    handles = ["Julian | zeri", "ben*.*", "Rossi, Ada and Co", "Li Wei (Tsinghua)"]
    listed = "\n".join(f"  - {{id: p{at}, name: {name!r}}}" for at, name in enumerate(handles))
    people = ", ".join(f"p{at}" for at in range(len(handles)))
    talk = f"    - {{id: talk, title: Talk, start: 2026-10-24 10:00, minutes: 30, people: [{people}]}}\n"
    written = schedule(f"{sessions(talk)}participants:\n{listed}\n")
    hints = ImportHints(zone="Europe/Vienna")
    read = get_importer("table").read(csv_list.export(written).data, "list.csv", hints)
    assert [each.name[0].full for each in read.schedule.participants] == handles
