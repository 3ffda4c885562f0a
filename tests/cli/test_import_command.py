"""What others wrote goes in, a second time too; everything that was mended is told."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eventkit.model import SessionId
from eventkit.store import Store

TALKS = """\
Talk ID,Talk title,标题,Date,Time,Room,Speaker,E-mail,Pace
T1,Opening,开幕,2027-09-06,09:00-09:30,Main Hall,Ada Lovelace,ada@example.org,
T2,Engines,引擎,2027-09-06,09:30-10:15,Main Hall,Emmy Noether,,beginners
"""
INTO = ("--id", "forum", "--title", "Forum", "--zone", "Asia/Shanghai")


@pytest.fixture
def talks(folder: Path) -> Path:
    path = folder / "talks.csv"
    path.write_text(TALKS, encoding="utf-8")
    return path


def changed(talks: Path, before: str, after: str) -> None:
    talks.write_text(talks.read_text(encoding="utf-8").replace(before, after), encoding="utf-8")


def in_store(call) -> dict:
    call("export", "document", "-o", "now.json", "--draft")
    return json.loads(Path("now.json").read_text(encoding="utf-8"))


def session(call, id_: str) -> dict:
    return next(session for session in in_store(call)["sessions"] if session["id"] == id_)


def test_a_dry_run_reports_everything_and_stores_nothing(call, talks: Path) -> None:
    result = call("import", talks.name, *INTO, "--dry-run")
    assert "would import forum, a new conference, from table" in result.stdout
    assert "sessions: 2 in all, 2 added" in result.stdout
    assert result.stdout.startswith("2 of 2 sessions have a time; 1 column left out: 'Pace' (beginners).\n")
    assert "2 notes: --findings lists all" in result.stderr
    assert "There is no store" in call("show", code=1).stderr
    assert not list(Path().glob("eventkit.db*"))


def test_times_without_a_zone_require_one_and_nothing_is_stored(call, talks: Path) -> None:
    assert "--zone Asia/Shanghai" in call("import", talks.name, code=1).stderr
    assert "There is no store" in call("show", code=1).stderr


def test_a_second_import_applies_source_changes_and_preserves_local_ones(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    uid = session(call, "engines")["uid"]
    call("session", "edit", "engines", "--title", "zh=机器")
    changed(talks, "09:30-10:15", "10:00-10:45")

    output = call("import", talks.name, "--conference", "forum").stdout

    assert "1 changed" in output
    engines = session(call, "engines")
    assert engines["title"] == {"en": "Engines", "zh": "机器"}
    assert engines["start"].endswith("10:00")
    assert engines["uid"] == uid
    assert "nothing changed" in call("import", talks.name, "--conference", "forum").stdout


@pytest.mark.parametrize(("side", "title"), [("--ours", "Here"), ("--theirs", "There")])
def test_conflicting_changes_are_listed_and_one_side_wins(call, talks: Path, side: str, title: str) -> None:
    call("import", talks.name, *INTO)
    call("session", "edit", "engines", "--title", "en=Here")
    changed(talks, "Engines", "There")
    output = call("import", talks.name, "--conference", "forum", side).stdout
    assert "session engines, title.en: here Here, in the file There" in output
    assert session(call, "engines")["title"]["en"] == title


def test_sessions_missing_from_the_file_are_reported_and_stay(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    talks.write_text("".join(TALKS.splitlines(keepends=True)[:2]), encoding="utf-8")
    output = call("import", talks.name, "--conference", "forum").stdout
    assert "session engines: 'eventkit session cancel engines' shows it as cancelled" in output
    assert session(call, "engines")["start"].endswith("09:30")


def test_contacts_are_stored_only_on_request_and_never_in_the_schedule(call, talks: Path) -> None:
    assert (
        "the file has contacts of 1 person, which were not stored" in call("import", talks.name, *INTO).stdout
    )
    assert "no contact is stored" in call("person", "contact", "ada-lovelace", "--show").stdout
    call("import", talks.name, "--conference", "forum", "--contacts")
    assert "ada@example.org" in call("person", "contact", "ada-lovelace", "--show").stdout
    assert "ada@example.org" not in json.dumps(in_store(call))


def test_an_invalid_address_is_left_out_with_a_warning_that_does_not_quote_it(call, talks: Path) -> None:
    changed(talks, "ada@example.org", "ada at example")
    result = call("import", talks.name, *INTO, "--contacts", "--findings")
    [warning] = [line for line in (result.stdout + result.stderr).splitlines() if "wrong-contact" in line]
    assert "The email of 'ada-lovelace' must be an e-mail address" in warning
    assert "ada at example" not in warning
    assert "no contact is stored" in call("person", "contact", "ada-lovelace").stdout


def test_the_column_mapping_is_saved_and_can_be_edited(call, talks: Path) -> None:
    call("import", talks.name, *INTO, "--map", "talks.toml")
    saved = Path("talks.toml").read_text(encoding="utf-8")
    assert '"Talk title" = "title (en)"' in saved
    Path("talks.toml").write_text(saved.replace('Pace = "extra"', 'Pace = "track"'), encoding="utf-8")
    assert (
        "tracks: 1 in all, 1 added"
        in call("import", talks.name, "--conference", "forum", "--map", "talks.toml").stdout
    )
    assert '= "track"' in Path("talks.toml").read_text(encoding="utf-8"), "what was mended by hand stays"


def test_the_column_mapping_is_written_when_no_column_has_titles(call, folder: Path) -> None:
    (folder / "list.csv").write_text(
        "Speaker,Start,End,Blah\nAda Lovelace,2027-09-06 09:00,09:30,Opening\n", encoding="utf-8"
    )
    result = call("import", "list.csv", *INTO, "--map", "list.toml", code=1)
    assert "wrote list.toml: set the column of titles there, and import list.csv again" in result.stderr
    saved = Path("list.toml").read_text(encoding="utf-8")
    assert 'Blah = "extra"' in saved
    Path("list.toml").write_text(saved.replace('Blah = "extra"', 'Blah = "title"'), encoding="utf-8")
    assert "sessions: 1 in all" in call("import", "list.csv", *INTO, "--map", "list.toml").stdout


@pytest.mark.parametrize(
    ("day", "options", "reason"),
    [("03/04/2027", INTO, "Ambiguous date"), ("2027-04-03", INTO[:4], "no time zone")],
)
def test_the_column_mapping_is_written_when_the_file_is_refused(
    call, folder: Path, day: str, options: tuple[str, ...], reason: str
) -> None:
    (folder / "list.csv").write_text(f"Title,Date,Time\nOpening,{day},09:00-09:30\n", encoding="utf-8")
    result = call("import", "list.csv", *options, "--map", "list.toml", code=1)
    assert reason in result.stderr
    assert "wrote list.toml: correct it if needed, and import list.csv again" in result.stderr
    saved = Path("list.toml").read_text(encoding="utf-8")
    Path("list.toml").write_text(f'date-order = "day-first"\n{saved}', encoding="utf-8")
    call("import", "list.csv", *INTO, "--map", "list.toml")
    assert session(call, "opening")["start"].startswith("2027-04-03 09:00")


def test_the_days_of_the_options_and_of_the_store_decide_the_date_order(call, folder: Path) -> None:
    (folder / "list.csv").write_text("Title,Date,Time\nOpening,03/04/2027,09:00-09:30\n", encoding="utf-8")
    call("import", "list.csv", *INTO, "--start", "2027-04-02", "--end", "2027-04-04")
    assert session(call, "opening")["start"].startswith("2027-04-03 09:00")
    changed(folder / "list.csv", "09:00-09:30", "10:00-10:30")
    call("import", "list.csv")
    assert session(call, "opening")["start"].startswith("2027-04-03 10:00")


def test_a_dry_run_with_errors_says_what_it_would_import(call, folder: Path) -> None:
    (folder / "list.csv").write_text("Title,Date,Time\nOpening,2027-09-06,09:00\n", encoding="utf-8")
    result = call("import", "list.csv", *INTO, "--dry-run", code=1)
    assert "would import with 1 error: correct it in the file before you import it" in result.stderr


def test_an_import_that_changes_the_title_alone_says_so(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    result = call("import", talks.name, "--title", "Forum of engines")
    assert "is now called Forum of engines." in result.stdout
    assert "nothing changed" not in result.stdout


def test_a_mapping_that_is_not_toml_is_reported(call, talks: Path) -> None:
    Path("talks.toml").write_text("[columns\n", encoding="utf-8")
    assert "is not TOML" in call("import", talks.name, *INTO, "--map", "talks.toml", code=1).stderr


def test_a_mapping_nested_too_deeply_is_reported(call, talks: Path) -> None:
    Path("talks.toml").write_text("columns = " + "[" * 50_000, encoding="utf-8")
    assert (
        "talks.toml: is nested too deep"
        in call("import", talks.name, *INTO, "--map", "talks.toml", code=1).stderr
    )


def test_an_import_can_be_undone(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    before = in_store(call)
    changed(talks, "Engines", "Wheels")
    call("import", talks.name, "--conference", "forum")
    call("undo")
    assert in_store(call) == before


def test_an_undone_import_can_be_repeated(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    call("session", "edit", "opening", "--title", "Welcome")
    changed(talks, "Engines", "Wheels")
    into = ("import", talks.name, "--conference", "forum")
    call(*into)
    call(*into)
    call("undo")
    assert "1 changed" in call(*into).stdout
    assert session(call, "engines")["title"]["en"] == "Wheels"
    assert session(call, "opening")["title"]["en"] == "Welcome"


def test_the_first_import_can_be_undone_and_repeated(call, talks: Path) -> None:
    call("conference", "new", "forum", "Forum", "--start", "2027-09-06", "--zone", "Asia/Shanghai")
    call("import", talks.name, "--conference", "forum")
    call("undo")
    assert "2 added" in call("import", talks.name, "--conference", "forum").stdout


def test_a_reported_conflict_can_be_settled_by_a_later_import(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    call("session", "move", "engines", "--start", "14:00")
    changed(talks, "09:30-10:15", "15:00-15:45")
    into = ("import", talks.name, "--conference", "forum")
    here, there = "2027-09-06 14:00\u201314:45", "2027-09-06 15:00\u201315:45"
    conflict = f"session engines, slot.period: here {here}, in the file {there}"
    assert conflict in call(*into).stdout
    assert conflict in call(*into).stdout, "until someone says whose"
    assert "the value in the file was used:" in call(*into, "--theirs").stdout
    assert session(call, "engines")["start"].endswith("15:00")
    assert "both" not in call(*into).stdout


def test_a_conflict_settled_for_our_side_is_not_reported_again(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    call("session", "edit", "engines", "--title", "en=Here")
    changed(talks, "Engines", "There")
    into = ("import", talks.name, "--conference", "forum")
    assert "both" in call(*into, "--ours").stdout
    assert "both" not in call(*into).stdout
    assert session(call, "engines")["title"]["en"] == "Here"


def test_a_file_without_any_day_leaves_the_days_of_the_conference_alone(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    talks.write_text("Talk ID,Talk title\nT1,Opening\nT3,Looms\n", encoding="utf-8")
    result = call("import", talks.name, "--conference", "forum")
    assert "2000" not in result.output
    assert in_store(call)["conference"]["start"] == "2027-09-06"


def test_a_folder_is_read_as_one_file(call, folder: Path) -> None:
    (folder / "event").mkdir()
    files = {
        "event": {"name": "Forum", "start_time": "2027-09-06T00:00:00Z", "timezone": "UTC"},
        "sessions": [{"id": 1, "title": "Opening", "start_time": "2027-09-06T09:00:00Z",
                      "end_time": "2027-09-06T10:00:00Z", "state": "accepted", "speakers": []}],
        "speakers": [], "microlocations": [], "tracks": [],
    }  # fmt: skip
    for name, value in files.items():
        (folder / "event" / name).write_text(json.dumps(value), encoding="utf-8")
    assert "sessions: 1 in all, 1 added" in call("import", "event").stdout


def test_the_import_report_is_available_as_json(call, talks: Path) -> None:
    report = json.loads(call("import", talks.name, *INTO, "--json", "--dry-run").stdout)
    assert report["counts"]["sessions"]["added"] == 2
    assert report["dry_run"] is True
    assert {"extra-data"} <= {finding["code"] for finding in report["findings"]}


FORMATS = (
    "document",
    "spreadsheet",
    "csv",
    "schedule-xml",
    "schedule-json",
    "schedule2",
    "ccip",
    "schema-org",
)


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.usefixtures("congress_store")
def test_every_format_that_is_written_is_written(call, name: str) -> None:
    suffix = next(e["endings"][0] for e in json.loads(call("formats", "--json").stdout) if e["name"] == name)
    call("export", name, "-o", f"out{suffix}")
    assert Path(f"out{suffix}").stat().st_size > 1000


@pytest.mark.usefixtures("congress_store")
def test_a_workbook_round_trips_unchanged(call) -> None:
    before = in_store(call)
    call("export", "spreadsheet", "-o", "out.xlsx")
    assert "nothing changed" in call("import", "out.xlsx").stdout
    assert in_store(call) == before


def test_an_empty_workbook_is_for_filling_in(call) -> None:
    message = call("export", "spreadsheet", "--template", "-o", "empty.xlsx", code=1).stderr
    assert "There is no store at eventkit.db" in message
    call(
        "export",
        "spreadsheet",
        "--template",
        "--zone",
        "Asia/Shanghai",
        "--language",
        "en",
        "-o",
        "empty.xlsx",
    )
    assert Path("empty.xlsx").read_bytes().startswith(b"PK")


@pytest.mark.usefixtures("congress_store")
def test_a_calendar_is_written_by_its_own_command(call) -> None:
    assert "'eventkit agenda' writes that." in call("export", "icalendar", "-o", "x.ics", code=2).stderr


@pytest.mark.usefixtures("congress_store")
def test_a_wrong_extension_is_reported_with_the_valid_ones(call) -> None:
    message = call("export", "spreadsheet", "-o", "x.csv", code=2).stderr
    assert "Choose a name ending in .xlsx" in message


def test_the_last_import_is_remembered_for_each_source(call, talks: Path) -> None:
    call("import", talks.name, *INTO, "--source", "programme committee")
    with Store.open("sqlite:///eventkit.db") as store:
        came = store.imports.last("forum", "programme committee")
    assert came is not None
    assert {session.source for session in came.sessions} == {"programme committee"}


LIST = "ID,Title,Speaker,Abstract\n17,Engines,Ada Lovelace,Of engines\n18,Looms,Emmy Noether,Of looms\n"
GRID = "Time,Main Hall,Annex\n6 September 2027,,\n09:00-09:30,Engines,Looms\n09:30-10:00,Coffee,Coffee\n"
NEW = ("--start", "2027-09-06", "--zone", "Asia/Shanghai", "--id", "forum", "--title", "Forum")


@pytest.fixture
def listed(call, folder: Path):
    """A conference begun with a list of accepted talks; `grid.csv` gives them times."""
    (folder / "talks.csv").write_text(LIST, encoding="utf-8")
    (folder / "grid.csv").write_text(GRID, encoding="utf-8")
    call("import", "talks.csv", *NEW)
    return call


def test_a_new_conference_is_refused_without_days_and_zone(call, folder: Path) -> None:
    (folder / "talks.csv").write_text(LIST, encoding="utf-8")
    refused = call("import", "talks.csv", code=1).stderr
    assert "talks.csv has no dates and no time zone, which a new conference needs." in refused
    assert "--start YYYY-MM-DD --end YYYY-MM-DD --zone Asia/Shanghai" in refused
    assert "The store is empty" in call("show", code=1).stderr


def test_a_refusal_for_days_names_one_without_a_year(call, folder: Path) -> None:
    (folder / "talks.csv").write_text("Day,Time,Title\nWed 5 May,9:00-10:00,Engines\n", encoding="utf-8")
    refused = call("import", "talks.csv", "--zone", "Asia/Shanghai", code=1).stderr
    assert "'Wed 5 May' has no year. Add the year, or set year in the column map." in refused


def test_a_list_a_timetable_and_a_changed_timetable_are_imported_in_turn(listed, folder: Path) -> None:
    before = in_store(listed)
    first = listed("import", "grid.csv").stdout
    assert "sessions: 3 in all, 1 added, 2 changed" in first
    assert "no longer in the file" not in first
    timed = in_store(listed)
    assert [session["abstract"] for session in timed["sessions"][:2]] == ["Of engines", "Of looms"]
    assert "nothing changed" in listed("import", "talks.csv").stdout
    (folder / "grid.csv").write_text(GRID.replace("09:00-09:30", "09:15-09:30"), encoding="utf-8")
    assert "moves from Mon, 6 Sept 09:00–09:30 to 09:15–09:30" in listed("import", "grid.csv").stdout
    listed("undo")
    assert in_store(listed) == timed
    listed("undo", "2")
    assert in_store(listed) == before


def test_the_only_conference_is_imported_into_and_another_only_when_asked_for(listed, folder: Path) -> None:
    (folder / "other.csv").write_text(GRID.replace("2027", "2026"), encoding="utf-8")
    refused = listed("import", "other.csv", code=1).stderr
    assert "The file is for 2026-09-06, but conference 'forum' is on 2027-09-06." in refused
    assert "--conference forum" in refused
    assert (
        "a new conference" in listed("import", "other.csv", "--new", "--zone", "UTC", "--title", "B").stdout
    )
    assert "The store has several conferences" in listed("import", "talks.csv", code=1).stderr
    assert "Conference 'forum' already exists." in listed("import", "talks.csv", "--new", *NEW, code=1).stderr
    both = listed("import", "talks.csv", "--new", "--conference", "b", code=2).stderr
    assert "cannot be used together" in both


def test_one_option_decides_about_missing_sessions(listed, folder: Path) -> None:
    (folder / "talks.csv").write_text("".join(LIST.splitlines(keepends=True)[:2]), encoding="utf-8")
    for _ in range(2):
        assert "session looms: 'eventkit session cancel looms'" in listed("import", "talks.csv").stdout
    assert "“Looms” is cancelled." in listed("import", "talks.csv", "--gone", "cancel").stdout
    assert "no longer in the file" not in listed("import", "talks.csv").stdout


def test_an_error_in_the_file_sets_the_exit_code(listed, folder: Path) -> None:
    times = "DTSTART:20270906T090000Z\nDTEND:20270906T100000Z"
    event = f"BEGIN:VEVENT\nUID:a\nSUMMARY:Stars\n{times}\nATTENDEE:mailto:a@example.org\nEND:VEVENT"
    calendar = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-\n{event}\nEND:VCALENDAR\n"
    (folder / "stars.ics").write_text(calendar, encoding="utf-8")
    result = listed("import", "stars.ics", code=1)
    assert "sessions: 3 in all, 1 added" in result.stdout
    assert result.stderr.endswith("imported with 1 error: correct it in the file and import it again\n")


@pytest.mark.parametrize("remove", [False, True])
def test_an_erased_person_is_skipped_by_imports_until_readmitted(call, talks: Path, *, remove: bool) -> None:
    def speakers() -> list[str]:
        with Store.open("sqlite:///eventkit.db") as store:
            people = store.load("forum").schedule.session(SessionId("opening")).people
        return [person.participant for person in people]

    call("import", talks.name, *INTO, "--contacts")
    output = call("person", "forget", "ada-lovelace", "--yes", *(["--remove"] if remove else [])).stdout
    people = [] if remove else [output.split("'")[1]]
    changed(talks, "09:30-10:15", "10:00-10:45")
    output = call("import", talks.name, "--contacts").stdout
    assert "skipped, because they were erased; use --readmit to import them:\n  Ada Lovelace" in output
    assert speakers() == people
    assert {participant["id"] for participant in in_store(call)["participants"]} == {*people, "emmy-noether"}
    data = b"".join(file.read_bytes() for file in Path().glob("eventkit.db*"))
    assert not any(word in data for word in (b"Lovelace", b"ada-lovelace", b"ada@example.org"))
    call("import", talks.name, "--readmit")
    assert speakers() == ["ada-lovelace"]
    assert "were erased" not in call("import", talks.name).stdout


RETURNING = (
    "ADA Lovelace|x@example.org",
    "Dr. Ada Lovelace|x@example.org",
    "Prof. Dr. Ada Lovelace PhD|x@example.org",
    "Ada K. Lovelace|x@example.org",
    'Ada ""Countess"" Lovelace|x@example.org',
    "Lovelace, A. Ada, MD|x@example.org",
    "Augusta King|ada@example.org",
)


@pytest.mark.parametrize("returning", RETURNING)
def test_an_erased_person_is_recognised_with_titles_and_initials_and_by_the_address(
    call, talks: Path, folder: Path, returning: str
) -> None:
    call("import", talks.name, *INTO, "--contacts")
    call("person", "forget", "ada-lovelace", "--yes")
    name, email = returning.split("|")
    row = f'Stars,"{name}",{email},2027-09-06,15:00,15:30'
    (folder / "more.csv").write_text(f"Title,Speaker,E-mail,Date,Start,End\n{row}\n", encoding="utf-8")
    output = call("import", "more.csv", "--contacts").stdout
    assert "skipped, because they were erased" in output
    with Store.open("sqlite:///eventkit.db") as store:
        assert email not in repr(store.roster.load("forum"))
        assert not [person for person in store.load("forum").schedule.participants if "Lovel" in repr(person)]


def test_an_address_of_several_people_is_nobody_s(call, talks: Path, folder: Path) -> None:
    call("import", talks.name, *INTO, "--contacts")
    call("person", "forget", "ada-lovelace", "--yes")
    rows = "".join(f"Talk {n},{name},ada@example.org\n" for n, name in enumerate(("Bo Ek", "Cy Dee")))
    (folder / "more.csv").write_text(f"Title,Speaker,E-mail\n{rows}", encoding="utf-8")
    assert "were erased" not in call("import", "more.csv").stdout


ATTENDEES = "Title,First name,Last name,Registration\nDr.,Ada,Lovelace,regular\n,Jo,Doe,student\n"


@pytest.mark.parametrize("text", [ATTENDEES, "Name,E-mail\nAda Lovelace,ada@example.org\n"])
def test_a_list_of_attendees_is_answered_with_the_command_for_badges(listed, folder: Path, text: str) -> None:
    (folder / "registered.csv").write_text(text, encoding="utf-8")
    refused = listed("import", "registered.csv", code=1).stderr
    assert "Each row is a person, and no column has sessions. This is a list of attendees." in refused
    assert "'eventkit badges --attendees registered.csv'" in refused


def test_a_programme_is_no_list_of_attendees_and_answered_with_import(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    refused = call("badges", "--attendees", talks.name, "-o", "badges.pdf", code=1).stderr
    assert (
        "it has columns of sessions, 'Talk title', 'Date', 'Time', 'Room'. Import it with 'eventkit import'"
        in refused
    )
    assert not Path("badges.pdf").exists()


def test_extra_data_is_shown_with_its_session(call, talks: Path) -> None:
    call("import", talks.name, *INTO)
    assert "Extra data  Pace: beginners" in call("session", "show", "engines").stdout
    assert "Extra data" not in call("session", "show", "opening").stdout


def test_the_report_fits_on_a_screen_and_the_rest_is_listed_on_request(call, folder: Path) -> None:
    plan = "T{at},2027-09-06,{start},{at} o,Person {at}@,{at} EUR,x\n"
    rows = "".join(plan.format(at=at, start="late" if at % 3 else "9:00") for at in range(60))
    text = f"Plan of the forum\nTitle,Date,Start,Room,Speaker,Price,Colour of the hat\n{rows}"
    (folder / "plan.csv").write_text(text, encoding="utf-8")
    result = call("import", "plan.csv", *INTO, "--zone", "Asia/Shanghai", code=1)
    lines = (result.stdout + result.stderr).splitlines()
    assert len(lines) <= 25
    assert "'Colour of the hat' (x)" in lines[0] or "'Colour of the hat' (x)" in result.stdout
    assert not [line for line in lines if "[plan.csv" in line]
    every = call("import", "plan.csv", "--conference", "forum", "--findings", code=1)
    assert '"Colour of the hat" = "extra"' in every.stdout
    assert "[plan.csv, row 3" in every.stderr


@pytest.mark.parametrize(
    ("language", "sentences"),
    [
        ("zh", ("已导入新会议 talks", "活动：共 2、新增 2", "第 3 行", "标识")),
        ("ar", ("استُورد مؤتمر جديد", "الجلسات: المجموع 2، أُضيف 2", "الصف 3", "المعرّف")),
    ],
)
def test_places_counts_and_headings_are_in_the_language_of_the_reader(
    call, folder: Path, monkeypatch: pytest.MonkeyPatch, language: str, sentences: tuple[str, ...]
) -> None:
    rows = ("Title,Date,Start,End", "Opening,2027-03-01,09:00,09:30", "Panel,2027-03-01,9:30,25:99")
    (folder / "talks.csv").write_text("\n".join(rows))
    monkeypatch.setenv("EVENTKIT_LANGUAGE", language)
    output = call("import", "talks.csv", "--zone", "Europe/Vienna", code=1).output
    output += call("conferences").output
    for sentence in sentences:
        assert sentence in output
