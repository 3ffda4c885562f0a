"""Several sessions in one row, and several facts in one cell."""

from __future__ import annotations

import pytest

from formats.tables import codes, reading, sessions


def test_sessions_beside_each_other_have_the_rooms_above_them() -> None:
    read = reading(
        "1.6.2026,Track A – Aula,,Track B – Room 12,\nTime,Talk,Speaker,Talk,Speaker\n"
        "9:00-10:00,On curves,Ada Ross,On knots,Bo Lind\n10:00-10:30,Coffee break,,Coffee break,\n"
    )
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Aula | Ada Ross",
        "Coffee break | 2026-06-01 10:00-10:30",
        "On knots | 2026-06-01 09:00-10:00 | Room 12 | Bo Lind",
    ]
    assert [track.name["en"] for track in read.schedule.tracks] == ["Track A", "Track B"]


def test_papers_beside_their_session_are_its_parts() -> None:
    read = reading(
        "session_ID,session_title,session_start,session_end,session_room,p1_title,p1_authors,p2_title,p2_authors\n"
        "7,Numbers,2026-06-01 9:00,2026-06-01 10:00,Aula,On curves,Ada Ross,On knots,Bo Lind\n"
        "8,Shapes,2026-06-01 11:00,2026-06-01 12:00,Aula,On cubes,Eva Lund,,\n"
    )
    parts = {str(each.title): each.parent for each in read.schedule.sessions}
    assert parts["On curves"] == parts["On knots"] != parts["On cubes"] is not None
    assert "Numbers | 2026-06-01 09:00-10:00 | Aula" in sessions(read)


def test_numbered_columns_below_people_have_one_person_each() -> None:
    read = reading(
        "Camp #Version 1.2,,,,,,Vortragende,,Links,\nRaum,Datum,Uhrzeit,Ende,Titel,ID,1,2,1,2\n"
        "Aula,2026-06-01,9:00,10:00,Kurven,1,Ada Ross,Bo Lind,https://example.org,\n"
    )
    assert sessions(read) == ["Kurven | 2026-06-01 09:00-10:00 | Aula | Ada Ross, Bo Lind"]


def test_the_time_of_a_talk_comes_before_that_of_its_session() -> None:
    read = reading(
        "Session,Day,Start,End,Talk title,Talk start,Talk end\n"
        "Numbers,2026-06-01,9:00,11:00,On curves,9:00,9:30\n"
        "Numbers,2026-06-01,9:00,11:00,On knots,9:30,10:00\n"
    )
    assert "On knots | 2026-06-01 09:30-10:00" in sessions(read)


def test_a_cell_has_the_title_and_below_it_the_people() -> None:
    read = reading(
        'When,Where,What\n"Mon 1 Jun 2026\n0900-0945",Aula,"On curves\nAda Ross (Red Hat)"\n'
        '"Mon 1 Jun 2026\n0945-1030",Aula,"On knots\nBo Lind (TU Delft); Eva Lund (TU Delft)"\n'
        '"Mon 1 Jun 2026\n1030-1100",Aula,"On cubes\nIda Kron (TU Delft)"\n'
    )
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-09:45 | Aula | Ada Ross",
        "On knots | 2026-06-01 09:45-10:30 | Aula | Bo Lind, Eva Lund",
        "On cubes | 2026-06-01 10:30-11:00 | Aula | Ida Kron",
    ]
    assert "grid-lines" in codes(read)


@pytest.mark.parametrize(
    "form",
    ["{title} — {name}", "{name}: {title}", "{name} – {title}", "{title} / {name}", "{title} by {name}"],
)
def test_names_stand_behind_or_before_the_title_in_its_cell(form: str) -> None:
    talks = {"On light": "Lise Meitner", "On engines": "Ada Ross", "Why bells ring": "Bo Li"}
    rows = "".join(f"{form.format(title=title, name=name)}\n" for title, name in talks.items())
    assert sessions(reading(f"Title\n{rows}")) == [f"{title} | {name}" for title, name in talks.items()]


def test_a_track_before_titles_is_no_person() -> None:
    titles = ["Main Track: On light", "Main Track: On engines", "Main Track: On bells", "Main Track: On maps"]
    assert sessions(reading("Title\n" + "\n".join(titles) + "\n")) == titles


def test_brackets_behind_titles_have_the_people_and_days_need_no_year() -> None:
    read = reading(
        ",Mon 7 Sept,Tue 8 Sept\n9.00-10.00,On curves (Ada Ross),On knots (Bo Lind)\n"
        "10.00-11.00,On cubes (Eva Lund),On spheres (Ida Kron)\n",
        days=("2026-09-07", "2026-09-08"),
        has_stated_days=True,
    )
    assert "On spheres | 2026-09-08 10:00-11:00 | Ida Kron" in sessions(read)


def test_a_heading_may_announce_details_behind_names() -> None:
    for heading, sign in (("Referent/in / Institution", " / "), ("Speaker (affiliation)", " - ")):
        read = reading(
            f"Title,Date,Time,{heading},Chair/Moderator\n"
            f"On curves,2026-06-01,9:00-10:00,Ada Ross{sign}KfW,Eva Lund\n"
            f"On knots,2026-06-01,10:00-11:00,Bo Lind{sign}Green Peace,Eva Lund\n"
        )
        assert sessions(read)[0] == "On curves | 2026-06-01 09:00-10:00 | Ada Ross, Eva Lund"
        assert {str(each.name) for each in read.schedule.organisations} == {"KfW", "Green Peace"}


def test_sums_and_notes_between_rows_are_no_sessions() -> None:
    read = reading(
        "Title,Date,Time\nOn curves,2026-06-01,9:00-10:00\n* please be early,,\nSubtotal: 1 talk,,\n"
        "Total order,2026-06-01,10:00-11:00\n"
    )
    assert [str(each.title) for each in read.schedule.sessions] == ["On curves", "Total order"]
    assert "note-row" in codes(read)


def test_sessions_of_the_only_stated_day_may_be_listed_room_by_room() -> None:
    table = "Time,Title\n9:00-10:00,On curves\n10:00-11:00,On knots\n9:00-10:00,On cubes\n"
    read = reading(table, days=("2026-06-01", "2026-06-01"), has_stated_days=True)
    assert sessions(read)[2] == "On cubes | 2026-06-01 09:00-10:00"


def test_a_column_of_durations_is_offered() -> None:
    read = reading(
        "Title,Date,Start,How long?\nA,2026-06-01,9:00,20 minutes\n"
        "B,2026-06-01,10:00,45 min\nC,2026-06-01,11:00,1 h\n"
    )
    assert any('"How long?" = "minutes"' in each.message for each in read.findings)
