"""What columns are called in many languages, with numbers, languages and roles in their names."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.formats.spreadsheet.table.column_headers import (
    COLUMN_MEANINGS,
    ColumnMeaning,
    header_meanings,
    normalise_header,
    parse_meaning,
    word_table,
)
from formats.tables import findings, reading, sessions, workbook


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Title", "title"),
        ("Talk_Title:", "title"),
        ("TITEL", "title"),
        ("Title of talk", "title"),
        ("Room/Location", "room"),
        ("*Room/Location", "room"),
        ("Room (Location)", "room"),
        ("Venue / Room", "room"),
        ("Sala/Aula", "room"),
        ("Session Tracks", "track"),
        ("*Tracks", "track"),
        ("Schedule Track (Optional)", "track"),
        ("Lead Speaker/Moderator", "people"),
        ("EMCEE", "people as moderator"),
        ("Intervenant(e)s", "people"),
        ("Docente", "people"),
        ("Referent(in)", "people"),
        ("body", "description"),
        ("end_day", "end"),
        ("Event Start", "start"),
        ("session_room", "room"),
        ("時間帯", "time"),
        ("Hora inicio", "start"),
        ("Hora fin", "end"),
        ("youtube", "link"),
        ("Titre / Title", "title"),
        ("Chair/Room", None),
        ("*Date (MM/DD/YYYY)", "day"),
        ("Tracks (Optional; several separated by semicolons)", "track"),
        ("Event Start Date & Time", "start"),
        ("Start (UTC)", None),
        ("Time (New York)", None),
        ("Room (Paris)", "room"),
        ("Panel title", "title"),
        ("Themenblock", "track"),
        ("Proposal state", "status"),
        ("Talk start", "start"),
        ("Assigned room", "room"),
        ("Title of your talk", "title"),
        ("Titre de la communication", "title"),
        ("Date of birth", "private"),
        ("Intervenant·e·s", "people"),
        ("Referent/in", "people"),
        ("Vortragende:r", "people"),
        ("Konuşmacı(lar)", "people"),
        ("Oturum Başlığı", "title"),
        ("When", "time"),
        ("What", "title"),
        ("Who", "people"),
        ("Speaker (cell phone)", "phone"),
        ("Title of the talk", "title"),
        ("Name of talk", "title"),
        ("Name of the session", "title"),
        ("Abstract of the paper", "abstract"),
        ("Title of the talk (German)", "title (de)"),
        ("Titel (chinesisch) 标题", "title (zh)"),
        ("Title (Chinese) Abstract", None),
        ("Title of honour", None),
        ("标题", "title"),
        ("議題", "title"),
        ("타이틀", None),
        ("제목", "title"),
        ("العنوان", "title"),
        ("title (zh)", "title (zh)"),
        ("Subtitle (en)", "subtitle (en)"),
        ("Referent(en)", "people"),
        ("Referent*innen", "people"),
        ("Author(s)", "people as author"),
        ("Speakers / Chair", "people"),
        ("Panellists and moderator", "people"),
        ("演讲人、主持人", "people"),
        ("Speakers and rooms", None),
        ("title_en", "title (en)"),
        ("Title [German]", "title (de)"),
        ("Abstract in English", "abstract (en)"),
        ("标题（英文）", "title (en)"),
        ("英文标题", "title (en)"),
        ("Title pt-BR", "title (pt-BR)"),
        ("startsAt", "start"),
        ("Start Time", "start"),
        ("Beginn", "start"),
        ("Fin", "end"),
        ("Uhrzeit", "time"),
        ("Datum", "day"),
        ("日期", "day"),
        ("Ort", "room"),
        ("Salle", "room"),
        ("会议室", "room"),
        ("Duration (min)", "minutes"),
        ("Speaker(s)", "people"),
        ("Name of the speaker", "person"),
        ("Names of the speakers", "people"),
        ("Email of speaker", "email"),
        ("E-mail of speaker", "email"),
        ("Speaker email", "email"),
        ("E-mail address of the chair", "email as chair"),
        ("Speaker 1", "people 1"),
        ("Vortragende 2", "people 2"),
        ("演讲嘉宾1", "people 1"),
        ("嘉宾二", "people 2"),
        ("Moderator", "people as moderator"),
        ("主持人", "people as moderator"),
        ("Panelists", "people as panellist"),
        ("Session chair", "people as chair"),
        ("Speaker Email", "email"),
        ("Speaker 2 Affiliation", "organisation 2"),
        ("Ses ChairAff", "organisation as chair"),
        ("演讲者单位", "organisation"),
        ("FirstName", "given"),
        ("TagLine", "position"),
        ("Owner Email", "private"),
        ("Owner Notes", "private"),
        ("T-Shirt size", "private"),
        ("备注", "private"),
        ("手机号码", "private"),
        ("שעת התחלה", "start"),
        ("Báo cáo viên", "people"),
        ("Narasumber", "people"),
        ("Τίτλος", "title"),
        ("Ώρα λήξης", "end"),
        ("演題名", "title"),
        ("Namen der Vortragenden", "people"),
        ("Session Location", "room"),
        ("Room 7", None),
        ("speaker_raw", None),
        ("Level", None),
        ("x" * 500, None),
        ("", None),
    ],
)
def test_a_header_is_understood(header: str, meaning: str | None) -> None:
    meanings, _ = header_meanings(header)
    assert [str(each) for each in meanings] == ([meaning] if meaning else [])


def test_an_ambiguous_heading_takes_the_meaning_that_is_free() -> None:
    assert sessions(reading("Name,Time,Date\nOn curves,9:00-10:00,2026-06-01\n")) == [
        "On curves | 2026-06-01 09:00-10:00"
    ]
    read = reading("Session,Title,Date,Time\nGeometry,On curves,2026-06-01,9:00-10:00\n")
    assert read.columns["columns"]["Session"] == "block"
    read = reading("Session,Name,Start\nOn curves,Ada Lovelace,2026-06-01 09:00\n")
    assert (read.columns["columns"]["Session"], read.columns["columns"]["Name"]) == ("title", "person")


@pytest.mark.parametrize(
    ("text", "meanings"),
    [
        (
            "slot,time,title,date\nDi D,14:00-15:30,A,2026-06-01\nMi E,9:00-10:00,B,2026-06-02\n",
            {"time": "time", "slot": "extra"},
        ),
        ("title,when,time,date\nA,14:00-15:30,later,2026-06-01\n", {"when": "time", "time": "extra"}),
        ("title,day,date\nA,Tag 1 von 2,2026-06-01\n", {"day": "extra", "date": "day"}),
        ("panel,title,speaker\n01,A,Ada Lovelace\n02,B,Emmy Noether\n", {"panel": "extra"}),
        ("panel,title\nAda Lovelace,A\nEmmy Noether,B\n", {"panel": "people as panellist"}),
        ("summary,start\nA,2026-06-01 9:00\n", {"summary": "title"}),
        ("summary,title\nIt is long.,A\n", {"summary": "abstract", "title": "title"}),
    ],
)
def test_headings_take_precedence_and_contents_resolve_ambiguous_ones(
    text: str, meanings: dict[str, str]
) -> None:
    assert reading(text).columns["columns"].items() >= meanings.items()


@pytest.mark.parametrize(
    ("below", "merged"),
    [(["", "", "", 1, 2, 3], True), (["", "", "", "1", "2", "3"], False), (None, True)],
)
def test_numbered_columns_below_one_heading_of_people_are_people(
    below: list[object] | None,
    merged: bool,  # noqa: FBT001 - a value of the table
) -> None:
    rows = [
        ["Title", "Date", "Time", "Speakers", "", ""],
        *([below] if below else []),
        ["A", "2026-06-01", "9:00-10:00", "Ada Lovelace", "Emmy Noether", ""],
        ["B", "2026-06-01", "10:00-11:00", "Grace Hopper", "", "Sofia Kovalevskaya"],
    ]
    read = reading(workbook({"P": rows}, merged=["D1:F1"] if merged else []), "p.xlsx")
    assert sessions(read) == [
        "A | 2026-06-01 09:00-10:00 | Ada Lovelace, Emmy Noether",
        "B | 2026-06-01 10:00-11:00 | Grace Hopper, Sofia Kovalevskaya",
    ]


def test_a_file_without_readable_times_reports_that_first() -> None:
    rows = "".join(f"{title},Thursday next week,9:00-10:00\n" for title in "ABC")
    first = reading(f"Title,Date,Time\n{rows}").findings[0]
    assert (first.severity.value, first.code) == ("error", "no-times")
    assert first.message.startswith("None of the 3 sessions has a time")
    unclear = 3 * "A,Ada Lovelace; Emmy Noether,PKU\n"
    untimed = ("Title,Room\nA,\nB,\nC,\n", f"Title,Speakers,Affiliation\n{unclear}")
    assert not [each for text in untimed for each in reading(text).findings if each.code == "no-times"]


def test_two_columns_may_contain_one_text_in_two_languages() -> None:
    read = reading("标题,Title,演讲者,Speaker\n曲面,Surfaces,祖冲之,Zu Chongzhi\n")
    assert dict(read.schedule.sessions[0].title) == {"zh": "曲面", "en": "Surfaces"}
    assert {form.language: form.full for form in read.schedule.participants[0].name} == {
        "zh": "祖冲之",
        "en": "Zu Chongzhi",
    }


def test_rooms_and_tracks_have_names_in_two_languages() -> None:
    read = reading("标题,会议室,Room (en),Track (zh),Track (en)\n曲面,一号厅,Hall 1,几何,Geometry\n")
    assert [dict(each.name) for each in read.schedule.tracks] == [{"zh": "几何", "en": "Geometry"}]
    assert not read.schedule.sessions[0].slot


@pytest.mark.parametrize(
    "header",
    [
        "תאריך,שעת התחלה,שעת סיום,נושא,מרצה,מקום",
        "Ngày,Giờ bắt đầu,Giờ kết thúc,Nội dung,Báo cáo viên,Phòng",
        "Tanggal,Mulai,Selesai,Kegiatan,Narasumber,Ruang",
        "Ημερομηνία,Ώρα έναρξης,Ώρα λήξης,Τίτλος,Ομιλητής,Αίθουσα",
        "TARİH,BAŞLANGIÇ,BİTİŞ,BAŞLIK,KONUŞMACI,SALON",
        "Datum,Begin,Eind,Programmaonderdeel,Spreker(s),Zaal",
        "日付,開始,終了,演題名,演者氏名,会場",
    ],
)
def test_headings_are_known_in_many_languages(header: str) -> None:
    read = reading(f"{header}\n2027-09-06,09:00,09:30,Rings,Emmy Noether,Annex\n").schedule
    (session,) = read.sessions
    assert session.slot is not None
    assert session.slot.period.minutes == 30
    assert [room.name.best("en")[1] for room in read.rooms] == ["Annex"]
    assert [person.name[0].full for person in read.participants] == ["Emmy Noether"]


def test_what_is_not_published_is_left_out_and_said() -> None:
    read = reading(
        "Title,Date,Time,Published (Y/N)\nRings,2027-09-06,09:00-10:00,Y\nDraft,2027-09-06,10:00-11:00,N\n"
    )
    assert [str(session.title) for session in read.schedule.sessions] == ["Rings"]
    assert any("'Draft'" in each.message for each in read.findings)


@given(st.text(max_size=100))
def test_no_header_crashes_the_reader(header: str) -> None:
    header_meanings(header)
    normalise_header(header)


@given(
    st.builds(
        ColumnMeaning,
        st.sampled_from(["person", "people", "organisation", "email"]),
        st.none() | st.integers(1, 99),
        st.none(),
        st.none() | st.sampled_from(["chair", "keynote-speaker"]),
    )
    | st.builds(ColumnMeaning, st.sampled_from(sorted(COLUMN_MEANINGS)))
    | st.builds(ColumnMeaning, st.just("title"), st.none(), st.sampled_from(["zh", "pt-BR"]))
)
def test_a_meaning_is_the_same_after_writing_and_parsing_it(meaning: ColumnMeaning) -> None:
    assert parse_meaning(str(meaning)) == meaning


def test_a_number_in_the_uid_column_is_the_source_id() -> None:
    read = reading("uid,title,date,start,end\n41,Engines,2026-03-01,9:00,10:00\n", zone="Europe/Vienna")
    assert [each.source_id for each in read.schedule.sessions] == ["41"]


def test_a_column_of_hours_and_one_of_teilnehmer_are_understood() -> None:
    read = reading(
        "day,start_hour,Ende,Titel,Teilnehmer\n2026-03-01,14,15:30,Maschinen,Ada Lovelace\n",
        zone="Europe/Vienna",
    )
    (one,) = read.schedule.sessions
    assert one.slot is not None
    assert read.schedule.wall(one.slot.period.start).hour == 14
    assert [each.name[0].full for each in read.schedule.participants] == ["Ada Lovelace"]


def test_each_meaning_of_a_header_is_written_as_it_is_parsed() -> None:
    words = [word for group in ("session", "people", "person") for word in _words(word_table()[group])]
    headers = [
        form for word in words for form in (word, f"{word} (zh)", f"{word} 2", f"{word} 2 (en)", f"co-{word}")
    ]
    meanings = {meaning for header in headers for meaning in header_meanings(header)[0]}
    assert len(meanings) > 100
    assert {meaning for meaning in meanings if parse_meaning(str(meaning)) != meaning} == set()


def _words(table: object) -> list[str]:
    return [word for part in table.values() for word in _words(part)] if isinstance(table, dict) else [*table]  # type: ignore[call-overload]


@pytest.mark.parametrize(
    "columns", ["Speaker (en),Speaker (zh)", "Presenter,Co-presenters", "Name (en),Chair"]
)
def test_the_map_of_a_table_is_read_again(columns: str) -> None:
    text = f"Title (en),Title (zh),{columns},Minutes\nHarbours,港口,Lin Yifu,王芳,30\n"
    read = reading(text)
    again = reading(text, columns=read.columns)
    assert again.schedule == read.schedule
    assert again.columns == read.columns


def test_co_presenters_are_people_and_no_language() -> None:
    read = reading('Title,Presenter,Co-presenters\nA,Ana Sousa,"Rui Teles, Bea Pinto"\n')
    assert sessions(read) == ["A | Ana Sousa (presenter), Rui Teles (presenter), Bea Pinto (presenter)"]


def test_a_column_of_names_or_times_under_an_unknown_heading_is_offered() -> None:
    rows = (
        "A,Ada Ross,9:00-10:00,Red\nB,Bo Li and Eva Lund,10:00-11:00,Green\nC,Grace Hopper,11:00-12:00,Blue\n"
    )
    messages = [each.message for each in reading(f"Title,Menschen,Wann denn,Farbe\n{rows}").findings]
    assert (
        "Column 'Menschen' looks like names of people, such as 'Ada Ross'. "
        'To import it, set "Menschen" = "people" in the column map; otherwise it is kept as extra data.'
    ) in messages
    assert any('set "Wann denn" = "time" in the column map' in message for message in messages)
    assert not any("Farbe' looks like" in message for message in messages)


def test_needs_availability_and_wishes_are_columns_and_an_audience_is_a_number() -> None:
    imported = reading(
        "Title,Speaker,Start,Audience,Needs,Availability,Wishes\n"
        'Engines,Ada,2027-09-06 09:00,120,"projector, piano",2027-09-06 09:00 - 12:00; Tue,apart rings\n'
        "Rings,Emmy,2027-09-06 10:00,80,,,prefer morning; apart #live\n"
    ).schedule
    engines, rings = imported.sessions
    assert (engines.audience, engines.needs) == (120, ("projector", "piano"))
    assert engines.wishes == ("apart rings", "only 2027-09-06 09:00-12:00 Tue")
    assert rings.wishes == ("prefer morning", "apart #live")


def test_an_audience_that_is_no_number_is_extra_data() -> None:
    (session,) = reading("Title,Start,Audience\nEngines,2027-09-06 09:00,Beginners\n").schedule.sessions
    assert session.audience is None
    assert session.extra["Audience"] == "Beginners"


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("Hall no.", "room"),
        ("Tytuł referatu", "title"),
        ("Titel Vortrag", "title"),
        ("Affil 2", "organisation 2"),
        ("Animateur/trice", "people as host, people as moderator"),
        ("Start timestamp", "start"),
        ("Session no", ""),
        ("Title slide", ""),
        ("Název přednášky", "title"),
        ("Lokal", "room"),
        ("Other authors", "people as author"),
        ("Pax", "audience"),
        ("Anzahl Teilnehmer", "audience"),
        ("nombre de participants", "audience"),
    ],
)
def test_words_beside_a_known_one_do_not_hide_it(header: str, meaning: str) -> None:
    assert ", ".join(map(str, header_meanings(header)[0])) == meaning


def test_a_column_with_numbers_of_people_is_offered() -> None:
    read = reading("Title,Sign-ups so far,Seats left\nOn light,12,few\nOn bells,30,some\nOn maps,7,none\n")
    (offer,) = [each for each in read.findings if each.code == "likely-meaning"]
    assert '"Sign-ups so far" = "audience"' in str(offer.message)


def test_a_second_column_of_times_is_offered_as_ends() -> None:
    read = reading("Title,From,Xyz\nOn light,9:00,9:30\nOn bells,9:30,10:00\nOn maps,10:00,10:30\n")
    (offer,) = [each for each in read.findings if each.code == "likely-meaning"]
    assert '"Xyz" = "end"' in str(offer.message)


@pytest.mark.parametrize(
    ("header", "meaning"),
    [
        ("日期 Date", "day"), ("会场Room", "room"), ("Title 标题", "title"), ("Godz. od", "start"),
        ("جهة العمل", "organisation"), ("Speaker 讲者", "people"), ("Room Date", None),
    ],
)  # fmt: skip
def test_a_header_in_two_scripts_or_abbreviated_is_understood(header: str, meaning: str | None) -> None:
    assert [each.target for each in header_meanings(header)[0][:1]] == ([meaning] if meaning else [])


def test_dates_under_an_unknown_heading_are_offered_and_two_columns_of_times_as_start_and_end() -> None:
    read = reading(
        "Q,R,S,Title\n"
        "12.03.2026,10:00,11:00,On maps\n13.03.2026,11:00,12:00,On seas\n14.03.2026,10:00,11:00,On stars\n"
    )
    offers = [each.message for each in findings(read) if each.code == "likely-meaning"]
    assert [offer.partition("set ")[2].partition(" in")[0] for offer in offers] == [
        '"Q" = "day"', '"R" = "start"', '"S" = "end"',
    ]  # fmt: skip


def test_an_unclear_heading_in_another_language_means_what_its_pair_means() -> None:
    read = reading(
        "Topic (EN),主题（中文）,Date,Time\nOn light,论光,2026-06-01,9:00-10:00\n", languages=("en", "zh")
    )
    (session,) = read.schedule.sessions
    assert dict(session.title.items()) == {"en": "On light", "zh": "论光"}
    assert session.track is None


def test_two_header_rows_with_merged_names_of_people_are_one_header() -> None:
    rows: list[list[Any]] = [
        ["When", "", "Where", "Talk", "Speaker 1", "", "Speaker 2", ""],
        ["Date", "Time", "", "", "Name", "Clinic", "Name", "Clinic"],
        [date(2026, 6, 1), "9:00-10:00", "Hall A", "On curves", "Ada Lovelace", "X", "Emmy Noether", "Y"],
    ]
    merged = ["A1:B1", "C1:C2", "D1:D2", "E1:F1", "G1:H1"]
    read = reading(workbook({"P": rows}, merged=merged), "p.xlsx")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00 | Hall A | Ada Lovelace, Emmy Noether"]


def test_a_venue_beside_a_column_of_rooms_is_no_second_room() -> None:
    read = reading("Title,Date,Time,Location,Room\nOn curves,2026-06-01,9:00-10:00,Villa,Hall A\n")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00 | Hall A"]


def test_ranks_beside_names_in_two_columns_are_no_titles_of_sessions() -> None:
    read = reading("""
        Workshop,Title,First name,Last name
        On curves,Dr,Ada,Lovelace
        On knots,Captain,Grace,Hopper
    """)
    assert sessions(read) == ["On curves | Ada Lovelace", "On knots | Grace Hopper"]


def test_two_header_rows_may_have_columns_with_no_name_above() -> None:
    rows: list[list[Any]] = [
        ["Time", "", "", "Speaker", "", "Chair", ""],
        ["Date", "Start", "Title", "Name", "Affiliation", "Name", "Affiliation"],
        [date(2026, 6, 1), "9:00-10:00", "On curves", "Ada Lovelace", "X", "Emmy Noether", "Y"],
    ]
    read = reading(workbook({"P": rows}, merged=["A1:B1", "D1:E1", "F1:G1"]), "p.xlsx")
    assert sessions(read) == ["On curves | 2026-06-01 09:00-10:00 | Ada Lovelace, Emmy Noether (chair)"]
