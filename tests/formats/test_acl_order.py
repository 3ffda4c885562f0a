"""The order file of ACLPUB."""

from __future__ import annotations

from effort import lines_run
from eventkit.formats import detect_format
from eventkit.formats.acl_order import acl_order_format
from eventkit.intake import SourceFile
from eventkit.model import Kind
from formats.foreign import codes, faults, people, read, times, titles

ORDER = """\
# the programme
* Monday, June 1, 2015
+ 7:30--8:45 Registration %room Foyer
+ 9:00--10:00 Invited Talk: On {\\em Engines} %by Ada Lovelace

= Session 1A: Semantics %chair Hopper, Grace %room Hall
455 10:40--11:05 # Sch\\"{o}n {S}aid
12/TACL 11:05--11:30 # Twice said %by Emmy Noether and Alan Turing
! 12:20--14:00 Lunch
+ 14:00--15:30 Poster Session
16 # First poster
18 # Second poster
* Tuesday, June 2, 2015
= Session 2
9 9:00--9:30 # Early
"""


def order(*lines: str) -> bytes:
    """A file with those lines on one day."""
    return "\n".join(("* Monday, June 1, 2015", *lines)).encode()


def test_days_sessions_and_papers_are_read() -> None:
    result = read(acl_order_format, ORDER.encode(), "order")
    schedule = result.schedule
    assert list(zip(titles(schedule), times(schedule), strict=True)) == [
        ("Registration", "01 07:30-08:45"),
        ("Invited Talk: On Engines", "01 09:00-10:00"),
        ("Session 1A: Semantics", "01 10:40-11:30"),
        ("Schön Said", "01 10:40-11:05"),
        ("Twice said", "01 11:05-11:30"),
        ("Lunch", "01 12:20-14:00"),
        ("Poster Session", "01 14:00-15:30"),
        ("First poster", ""),
        ("Second poster", ""),
        ("Session 2", "02 09:00-09:30"),
        ("Early", "02 09:00-09:30"),
    ]
    kinds = {str(each.title): each.kind for each in schedule.sessions}
    assert kinds["Registration"] is Kind.REGISTRATION
    assert kinds["Invited Talk: On Engines"] is Kind.KEYNOTE
    assert kinds["Session 1A: Semantics"] is Kind.BLOCK
    assert kinds["First poster"] is Kind.POSTER
    assert codes(result) == set()


def test_papers_are_part_of_the_session_above_and_posters_of_the_event_above() -> None:
    schedule = read(acl_order_format, ORDER.encode()).schedule
    parents = {
        str(each.title): str(schedule.session(each.parent).title)
        for each in schedule.sessions
        if each.parent is not None
    }
    assert parents == {
        "Schön Said": "Session 1A: Semantics",
        "Twice said": "Session 1A: Semantics",
        "First poster": "Poster Session",
        "Second poster": "Poster Session",
        "Early": "Session 2",
    }


def test_chairs_speakers_and_rooms_follow_a_percent_sign() -> None:
    schedule = read(acl_order_format, ORDER.encode()).schedule
    there = people(schedule)
    assert there["Session 1A: Semantics"] == [("Hopper, Grace", "chair")]
    assert there["Twice said"] == [("Emmy Noether", "speaker"), ("Alan Turing", "speaker")]
    assert [str(room.name) for room in schedule.rooms] == ["Foyer", "Hall"]


def test_papers_have_their_numbers_as_source_ids() -> None:
    sources = {
        str(each.title): each.source_id for each in read(acl_order_format, ORDER.encode()).schedule.sessions
    }
    assert (sources["Schön Said"], sources["Twice said"]) == ("455", "12/TACL")


def test_a_missing_zone_is_refused_with_the_option() -> None:
    assert any("no time zone. Give it" in fault for fault in faults(acl_order_format, ORDER.encode()))


def test_times_are_read_in_other_notations() -> None:
    schedule = read(
        acl_order_format, order("+ 9:00 - 9.30 A", "+ 10:00–10:30 B", "+ (1:00pm--2:00pm) C")
    ).schedule
    assert times(schedule) == ["01 09:00-09:30", "01 10:00-10:30", "01 13:00-14:00"]


def test_a_paper_without_a_title_is_named_by_its_number_and_reported() -> None:
    result = read(acl_order_format, order("= Session", "77 9:00--9:30"))
    assert titles(result.schedule) == ["Session", "Paper 77"]
    assert "no-title" in codes(result)


def test_an_unknown_line_is_reported_and_nothing_else_is_lost() -> None:
    result = read(acl_order_format, order("+ 9:00--10:00 Opening", "see the web site"))
    assert titles(result.schedule) == ["Opening"]
    assert [each.place for each in result.findings if each.code == "unread-line"] == ["file, row 3"]


def test_a_day_that_cannot_be_read_leaves_its_sessions_without_a_time() -> None:
    result = read(acl_order_format, b"* Someday in June\n+ 9:00--10:00 Opening\n")
    assert times(result.schedule) == [""]
    assert "unread-day" in codes(result)


def test_a_list_in_markdown_is_no_order_file() -> None:
    assert not acl_order_format.recognises(SourceFile(b"* one\n* two in 2015\n\nA text.\n", "readme.txt"))
    assert acl_order_format.recognises(SourceFile(ORDER.replace("\n", "\r\n").encode(), "order"))


def test_a_table_with_a_star_and_a_year_in_an_abstract_is_no_order_file() -> None:
    prose = "".join(f"and it has grown since, year after year, to {count}\n" for count in range(40))
    table = f'Title,Abstract\nOur society,"* founded in 2025\n* Monday, June 1, 2015\n{prose}7 people"\n'
    assert lines_run(lambda: acl_order_format.recognises(SourceFile(table.encode(), "talks.csv"))) < 1_000
    assert detect_format(SourceFile(table.encode(), "talks.csv"))[0] == "table"


def test_hours_of_the_12_hour_clock_continue_in_the_afternoon() -> None:
    result = read(
        acl_order_format,
        order(
            "+ 7:30--8:30 Coffee",
            "+ 9:00--12:45 Talks",
            "+ 12:45--1:45 Lunch",
            "= Session",
            "7 1:45--2:30 # Engines",
            "+ 5:00--6:00 Posters",
        ),
    )
    assert times(result.schedule) == [
        "01 07:30-08:30",
        "01 09:00-12:45",
        "01 12:45-13:45",
        "01 13:45-14:30",
        "01 13:45-14:30",
        "01 17:00-18:00",
    ]
    assert [each.code for each in result.findings].count("half-of-day") == 1


def test_hours_of_the_24_hour_clock_are_unchanged() -> None:
    result = read(acl_order_format, order("+ 9:00--10:00 Talks", "+ 14:00--15:00 More", "+ 7:00--8:00 Run"))
    assert times(result.schedule) == ["01 09:00-10:00", "01 14:00-15:00", "01 07:00-08:00"]
    assert "half-of-day" not in codes(result)
