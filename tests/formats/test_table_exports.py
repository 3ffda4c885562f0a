"""Tables as other programs and conventions write them, in miniature."""

from __future__ import annotations

from formats.tables import codes, findings, reading, sessions, shown


def test_sessionize_has_one_row_per_speaker_and_its_status_is_respected() -> None:
    read = reading("""
        Session Id,Title,Description,Owner,Owner Email,Session format,Track,Level,Language,Status,Owner Notes,Speaker Id,FirstName,LastName,Email,TagLine,Bio,T-Shirt size,X (Twitter),Profile Picture
        868204,On curves,All of them,Ada Lovelace,a@example.org,Panel,Geometry,Beginner,English,Accepted,late,p-1,Ada,Lovelace,a@example.org,Countess,Wrote programs,L,https://example.org/ada,https://example.org/a.png
        868204,On curves,All of them,Ada Lovelace,a@example.org,Panel,Geometry,Beginner,English,Accepted,late,p-2,冲之,祖,z@example.org,,,M,,
        868205,On surfaces,,Ada Lovelace,a@example.org,Session,Geometry,Expert,Chinese,Declined,,p-1,Ada,Lovelace,a@example.org,Countess,Wrote programs,L,,
        868206,On numbers,,Emmy Noether,e@example.org,Session,Algebra,Expert,Chinese,Accept_Queue,,p-3,Emmy,Noether,e@example.org,,,,,
    """)  # noqa: E501 - a table is as wide as it is
    assert sessions(read) == ["On curves | Ada Lovelace (panellist), 祖冲之 (panellist)"]
    (session,) = read.schedule.sessions
    assert (read.source, session.source_id, session.kind.value, session.languages) == (
        "sessionize", "868204", "panel", ("en",),
    )  # fmt: skip
    assert session.level == "beginner"
    ada = read.schedule.participants[0]
    assert (ada.source_id, str(ada.biography), str(ada.affiliations[0].position)) == (
        "p-1", "Wrote programs", "Countess",
    )  # fmt: skip
    assert ada.extra["Profile Picture"] == "https://example.org/a.png"
    assert {each["email"] for each in read.contacts.values()} >= {"a@example.org", "z@example.org"}
    assert [each.message for each in read.findings if each.code == "not-accepted"] == [
        "Left out 1 session with status 'Declined': row 4.",
        "Left out 1 session with status 'Accept_Queue': row 5.",
    ]
    assert "@example.org" not in read.schedule.model_dump_json()


def test_conferia_has_talks_in_sessions_with_a_chair() -> None:
    read = reading("""
        date_start,date_end,type,title,abstract,author,location,session,session_order,chair
        2026-06-01T09:00,2026-06-01T09:30,talk,On curves,,Ada Lovelace,Hall A,Geometry,1,Emmy Noether
        2026-06-01T09:30,2026-06-01T10:00,talk,On surfaces,,Grace Hopper,Hall A,Geometry,2,Emmy Noether
        2026-06-01T10:00,2026-06-01T10:30,break,Coffee,,,,,,
        2026-06-01T14:00,2026-06-01T14:30,talk,On knots,,Ada Lovelace,Hall A,Geometry,1,Emmy Noether
    """)
    assert sessions(read) == [
        "Geometry | 2026-06-01 09:00-10:00 | Hall A | Emmy Noether (chair)",
        "On curves | 2026-06-01 09:00-09:30 | Hall A | Ada Lovelace (author)",
        "On surfaces | 2026-06-01 09:30-10:00 | Hall A | Grace Hopper (author)",
        "Coffee | 2026-06-01 10:00-10:30",
        "Geometry | 2026-06-01 14:00-14:30 | Hall A | Emmy Noether (chair)",
        "On knots | 2026-06-01 14:00-14:30 | Hall A | Ada Lovelace (author)",
    ]
    block, *parts = read.schedule.sessions[:3]
    assert block.kind.value == "block"
    assert {each.parent for each in parts} == {block.id}


def test_start_has_sessions_papers_and_general_events_in_columns_beside_each_other() -> None:
    read = reading("""
        Day Date,Ses Title,Ses Code,Ses Time,Ses Room,Ses Chair,Ses ChairAff,Ses CoChair,Pap ID,Pap Title,Pap Presenter,Pap Time,Gen Title,Gen Presenter,Gen Time
        "Monday, June 1, 2026",Semantics,1A,10:40--12:20,Hall A,"Noether, Emmy",Göttingen,,,,,,,,
        "Monday, June 1, 2026",Semantics,1A,10:40--12:20,Hall A,"Noether, Emmy",Göttingen,,455,On meaning,Ada Lovelace,10:40--11:05,,,
        "Monday, June 1, 2026",Semantics,1A,10:40--12:20,Hall A,"Noether, Emmy",Göttingen,,456,On words,Grace Hopper,11:05--11:30,,,
        "Monday, June 1, 2026",,,,,,,,,,,,Registration,,07:30--08:45
    """)  # noqa: E501 - a table is as wide as it is
    assert sessions(read) == [
        "Semantics | 2026-06-01 10:40-12:20 | Hall A | Emmy Noether (chair)",
        "On meaning | 2026-06-01 10:40-11:05 | Hall A | Ada Lovelace (presenter)",
        "On words | 2026-06-01 11:05-11:30 | Hall A | Grace Hopper (presenter)",
        "Registration | 2026-06-01 07:30-08:45",
    ]
    assert [(each.parent, each.source_id) for each in read.schedule.sessions] == [
        (None, "1A"), ("semantics", "455"), ("semantics", "456"), (None, "Registration"),
    ]  # fmt: skip
    assert codes(read) == {"ambiguous-people"}


def test_the_german_columns_of_voc_are_known() -> None:
    read = reading("""
        Ort;Datum;Uhrzeit;Dauer;Titel;Untertitel;Beschreibung;ID;Vortragende 1;Vortragende 2
        Saal 1;1.6.2026;09:00;0:45;Über Kurven;Teil 1;Alles;17;Emmy Noether;David Hilbert
    """)
    assert sessions(read) == ["Über Kurven | 2026-06-01 09:00-09:45 | Saal 1 | Emmy Noether, David Hilbert"]
    assert str(read.schedule.sessions[0].subtitle) == "Teil 1"
    assert findings(read) == []


def test_papers_of_a_proceedings_have_authors_and_no_times() -> None:
    read = reading("""
        UID,title,authors,abstract,keywords,track
        7,On curves,Ada Lovelace|Emmy Noether,All of them,geometry|curves,Main
    """)
    assert sessions(read) == ["On curves | Ada Lovelace (author), Emmy Noether (author)"]
    assert read.schedule.sessions[0].extra["keywords"] == "geometry|curves"


def test_right_to_left_names_and_titles_are_unchanged() -> None:
    read = reading("تاریخ,شروع,پایان,عنوان,سخنران\n2026-06-01,09:00,10:00,نظریه گروه‌ها,مریم میرزاخانی\n")
    (session,) = read.schedule.sessions
    assert shown(read.schedule, session.id) == (
        "نظریه گروه‌ها", "2026-06-01 09:00-10:00", "", "مریم میرزاخانی",
    )  # fmt: skip
