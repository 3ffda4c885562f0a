"""An import recognises people and sessions: namesakes stay two people, merges are remembered, and the next
version of a file is one under any name.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from eventkit.schedule import Schedule
from eventkit.store import Store

HEADINGS = "Title,Speaker,Organisation,E-mail,Date,Start,End,Room\n"
REEFS = "Coral reefs,Maria Silva,University of Porto,maria@porto.example,2027-10-15,09:00,09:30,Hall\n"
RIVERS = "Rivers,Maria Silva,Federal University of Bahia,silva@bahia.example,2027-10-15,11:00,11:30,Foyer\n"
TIDES = "Tides,Joao Costa,CIIMAR,,2027-10-15,10:00,10:30,Hall\n"
WAVES = "Waves,João Costa,CIIMAR,,2027-10-15,14:00,14:30,Hall\n"
WINDS = "Winds,Ana Reis,,,2027-10-15,15:00,15:30,Hall\n"
NEW = ("--zone", "Europe/Lisbon", "--id", "seas", "--title", "Seas")


def without_column(name: str, *lines: str) -> str:
    at = HEADINGS.strip().split(",").index(name)
    rows = [line.strip().split(",") for line in (HEADINGS, *lines)]
    return "\n".join(",".join(row[:at] + row[at + 1 :]) for row in rows) + "\n"


@pytest.fixture
def bring(call, folder: Path):
    """Import a file of some lines into the conference, which its first file creates."""

    def bring_lines(name: str, text: str, *options: str):
        (folder / name).write_text(text, encoding="utf-8")
        is_first = not (folder / "eventkit.db").exists()
        return call("import", name, *(NEW if is_first else ()), *options)

    return bring_lines


def stored() -> Schedule:
    with Store.open("sqlite:///eventkit.db") as store:
        return store.load("seas").schedule


def ids() -> list[str]:
    return [session.id for session in stored().sessions]


def speakers() -> dict[str, str]:
    """The people of each session."""
    return {
        session.id: ", ".join(person.participant for person in session.people)
        for session in stored().sessions
    }


def organisations() -> dict[str, list[str | None]]:
    """The organisations of each person."""
    return {
        person.id: [affiliation.organisation for affiliation in person.affiliations]
        for person in stored().participants
    }


@pytest.mark.parametrize("left_out", ["", "E-mail", "Organisation"])
def test_a_namesake_in_a_second_file_is_another_person(bring, left_out: str) -> None:
    texts = [without_column(left_out, line) if left_out else HEADINGS + line for line in (REEFS, RIVERS)]
    bring("talks.csv", texts[0], "--contacts")
    report = bring("posters.csv", texts[1], "--contacts")
    assert speakers() == {"coral-reefs": "maria-silva", "rivers": "maria-silva-2"}
    if left_out != "Organisation":
        assert organisations() == {
            "maria-silva": ["university-of-porto"],
            "maria-silva-2": ["federal-university-of-bahia"],
        }
    assert "Imported 'Maria Silva' as another person" in report.stderr
    assert "'maria-silva' has another" in report.stderr
    again = bring("posters.csv", texts[1], "--contacts")
    assert "nothing changed" in again.stdout
    assert "another person" not in again.stderr


def test_the_contact_of_a_namesake_stays_with_them(bring, call) -> None:
    bring("talks.csv", HEADINGS + REEFS, "--contacts")
    bring("posters.csv", HEADINGS + RIVERS, "--contacts")
    assert "maria@porto.example" in call("person", "contact", "maria-silva").stdout
    assert "silva@bahia.example" in call("person", "contact", "maria-silva-2").stdout


def test_a_person_without_a_contradiction_is_one_in_all_files(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS)
    spelt = RIVERS.replace("Federal University of Bahia", "Univ. Porto")
    bring("posters.csv", without_column("E-mail", spelt))
    report = bring("walks.csv", HEADINGS + "A walk,Maria Silva,,,2027-10-15,17:00,18:00,Foyer\n")
    assert speakers() == {
        "coral-reefs": "maria-silva", "rivers": "maria-silva", "a-walk": "maria-silva"
    }  # fmt: skip
    assert "another person" not in report.stderr


def test_one_address_is_one_person_at_any_organisation(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS, "--contacts")
    bring("posters.csv", HEADINGS + RIVERS.replace("silva@bahia", "maria@porto"), "--contacts")
    assert set(speakers().values()) == {"maria-silva"}


def test_a_third_file_finds_the_namesake_of_its_organisation(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS)
    bring("posters.csv", HEADINGS + RIVERS)
    bring("walks.csv", HEADINGS + RIVERS.replace("Rivers", "Lakes"))
    assert speakers()["lakes"] == "maria-silva-2"


def test_two_namesakes_in_one_file_are_two_people_and_reported(bring) -> None:
    report = bring("talks.csv", without_column("E-mail", REEFS, RIVERS))
    assert speakers() == {"coral-reefs": "maria-silva", "rivers": "maria-silva-2"}
    assert (
        "'Maria Silva' is listed with the organisations 'University of Porto' and 'Federal University of "
        "Bahia'. Imported as two people."
    ) in report.stderr


def test_namesakes_of_one_file_are_recognised_in_another_order(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS + RIVERS)
    before = speakers(), organisations()
    bring("talks.csv", HEADINGS + RIVERS + REEFS)
    assert (speakers(), organisations()) == before


def test_a_new_employer_in_the_next_version_is_no_other_person(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES)
    bring("talks.csv", HEADINGS + REEFS.replace("University of Porto", "Shell") + TIDES)
    assert organisations()["maria-silva"] == ["shell"]
    assert len(stored().participants) == 2


@pytest.mark.parametrize("name", ["talks.csv", "talks-v2.csv", "Sessions final.csv"])
def test_merges_are_remembered_by_the_next_version(bring, call, name: str) -> None:
    bring("talks.csv", HEADINGS + TIDES + WAVES + WINDS)
    call("person", "merge", "joao-costa", "joao-costa-2")
    later = WAVES.replace("14:00,14:30", "16:00,16:30") + TIDES.replace("Tides", "Storms")
    report = bring(name, HEADINGS + WINDS + TIDES + later + WAVES.replace("Waves", "Swell"))
    assert speakers() == {
        "tides": "joao-costa", "waves": "joao-costa", "winds": "ana-reis",
        "storms": "joao-costa", "swell": "joao-costa",
    }  # fmt: skip
    assert {person.id for person in stored().participants} == {"joao-costa", "ana-reis"}
    assert "“Waves” moves from Fri, 15 Oct 14:00–14:30 to 16:00–16:30." in report.stdout
    assert "another value" not in report.stdout


@pytest.mark.parametrize("contacts", [(), ("--contacts",)], ids=["without contacts", "with contacts"])
@pytest.mark.parametrize("keep", ["joao-costa", "maria-silva"])
def test_two_people_of_a_file_who_were_merged_stay_one_by_its_next_import(
    bring, call, keep: str, contacts: tuple[str, ...]
) -> None:
    tides = TIDES.replace("CIIMAR,", "CIIMAR,joao@ciimar.example")
    bring("talks.csv", HEADINGS + REEFS + tides, "--contacts")
    gone = "maria-silva" if keep == "joao-costa" else "joao-costa"
    call("person", "merge", keep, gone)
    call("person", "contact", keep, "--email", "new@example.org")
    before = stored()
    for _ in range(2):
        assert "nothing changed" in bring("talks.csv", HEADINGS + REEFS + tides, *contacts).stdout
        assert stored() == before


@pytest.mark.parametrize("has_keys", [False, True])
def test_whoever_got_another_name_and_address_here_is_the_same_by_the_next_import(
    bring, call, *, has_keys: bool
) -> None:
    lines = without_column("Organisation", NJERI, TIDES)
    if has_keys:
        lines = "".join(f"{at or 'No.'},{line}\n" for at, line in enumerate(lines.splitlines()))
    bring("talks.csv", lines, "--contacts")
    call("person", "edit", "grace-njeri", "--name", "en=Wanjiru Kamau")
    call("person", "contact", "grace-njeri", "--email", "new@example.org")
    before = stored()
    for _ in range(2):
        assert "nothing changed" in bring("talks.csv", lines, "--contacts").stdout
        assert stored() == before


def test_a_namesake_of_somebody_merged_is_another_person(bring, call) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES, "--contacts")
    call("person", "merge", "joao-costa", "maria-silva")
    call("person", "contact", "joao-costa", "--email", "joao@ciimar.example")
    bring("posters.csv", HEADINGS + RIVERS, "--contacts")
    assert speakers() == {"coral-reefs": "joao-costa", "tides": "joao-costa", "rivers": "maria-silva"}


@pytest.mark.parametrize("contacts", [(), ("--contacts",)], ids=["without contacts", "with contacts"])
def test_a_namesake_who_joins_the_session_of_somebody_merged_is_another_person(
    bring, call, contacts: tuple[str, ...]
) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES, "--contacts")
    call("person", "merge", "joao-costa", "maria-silva")
    call("person", "contact", "joao-costa", "--email", "new@example.org")
    namesake = REEFS.replace("University of Porto,maria@porto", "Federal University of Bahia,silva@bahia")
    bring("talks.csv", HEADINGS + REEFS + namesake + TIDES, *contacts)
    assert speakers() == {"coral-reefs": "joao-costa, maria-silva-2", "tides": "joao-costa"}
    assert organisations()["joao-costa"] == ["ciimar", "university-of-porto"]


@pytest.mark.parametrize("column", ["", "Organisation"])
def test_a_namesake_who_stands_before_somebody_merged_is_another_person(bring, call, column: str) -> None:
    def lines(*rows: str) -> str:
        return without_column(column, *rows) if column else HEADINGS + "".join(rows)

    bring("talks.csv", lines(REEFS, TIDES), "--contacts")
    call("person", "merge", "joao-costa", "maria-silva")
    call("person", "contact", "joao-costa", "--email", "new@example.org")
    for _ in range(2):
        bring("talks.csv", lines(RIVERS, REEFS, TIDES), "--contacts")
        rivers = speakers().pop("rivers")
        assert rivers not in {"joao-costa", "maria-silva-2"}
        assert speakers() == {"coral-reefs": "joao-costa", "tides": "joao-costa", "rivers": rivers}
        assert emails()[rivers] == "silva@bahia.example"


@pytest.mark.parametrize("column", ["", "Organisation"])
def test_somebody_merged_whose_entry_moves_to_another_session_is_the_same(bring, call, column: str) -> None:
    def lines(*rows: str) -> str:
        return without_column(column, *rows) if column else HEADINGS + "".join(rows)

    bring("talks.csv", lines(REEFS, TIDES), "--contacts")
    call("person", "merge", "joao-costa", "maria-silva")
    call("person", "contact", "joao-costa", "--email", "new@example.org")
    kelp = REEFS.replace("Coral reefs", "Kelp").replace("09:00,09:30", "13:00,13:30")
    reefs = REEFS.replace("Maria Silva,University of Porto,maria@porto.example", "Ana Reis,,")
    bring("talks.csv", lines(reefs, TIDES, kelp), "--contacts")
    assert speakers() == {"coral-reefs": "ana-reis", "tides": "joao-costa", "kelp": "joao-costa"}


def test_a_name_here_stays_while_entries_that_were_merged_come_and_go(bring, call) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES, "--contacts")
    call("person", "add", "Rui Melo")
    for gone in ("joao-costa", "maria-silva"):
        call("person", "merge", "rui-melo", gone)
    for lines in (TIDES, REEFS, REEFS + TIDES):
        bring("talks.csv", HEADINGS + lines, "--contacts")
        assert [person.name[0].full for person in stored().participants] == ["Rui Melo"]


def test_merged_namesakes_of_two_files_stay_one_person(bring, call) -> None:
    bring("talks.csv", HEADINGS + REEFS)
    bring("posters.csv", HEADINGS + RIVERS)
    call("person", "merge", "maria-silva", "maria-silva-2")
    before = stored()
    assert "nothing changed" in bring("posters.csv", HEADINGS + RIVERS).stdout
    assert "nothing changed" in bring("talks.csv", HEADINGS + REEFS).stdout
    assert stored() == before


def test_the_next_version_under_another_name_is_compared_with_the_last(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES + WINDS)
    before = stored()
    # Ana Reis is replaced, and Tides is on another day.
    winds = WINDS.replace("Ana Reis", "Rui Melo").replace("15:00,15:30", "16:00,16:30")
    tides = TIDES.replace("2027-10-15", "2027-10-16")
    report = bring("talks-v2.csv", HEADINGS + REEFS + tides + winds, "--conference", "seas")
    assert ids() == ["coral-reefs", "tides", "winds"]
    assert {session.uid for session in stored().sessions} == {session.uid for session in before.sessions}
    assert "compared with the last import of 'table: talks.csv'" in report.stdout
    assert "--source talks-v2.csv" in report.stdout


def test_what_the_next_version_no_longer_has_is_listed(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES + WINDS)
    report = bring("talks (2).csv", HEADINGS + REEFS + TIDES).stdout
    assert "session winds: 'eventkit session cancel winds'" in report


def test_a_retitled_session_of_the_same_people_keeps_its_id(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES + WINDS)
    report = bring("talks-v2.csv", HEADINGS + REEFS + TIDES + WINDS.replace("Winds", "Winds and storms"))
    assert ids() == ["coral-reefs", "tides", "winds"]
    assert "no longer in the file" not in report.stdout


def test_a_list_of_other_sessions_is_no_next_version(bring) -> None:
    bring("day 1.csv", HEADINGS + REEFS + TIDES + "Lunch,,,,2027-10-15,12:00,13:00,Foyer\n")
    lunch = "Lunch,,,,2027-10-16,12:00,13:00,Foyer\n"
    other = (WINDS + WAVES).replace("10-15", "10-16") + lunch
    report = bring("day 2.csv", HEADINGS + other, "--conference", "seas").stdout
    assert "not compared" in report
    assert "no longer in the file" not in report


def test_a_name_of_a_source_settles_whose_version_a_file_is(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS + TIDES)
    report = bring("talks-v2.csv", HEADINGS + REEFS + TIDES, "--source", "other.csv").stdout
    assert "not compared, since it is the first import of 'other.csv'" in report
    bring("speakers of may.csv", HEADINGS + REEFS.replace("Coral", "Cold-water"), "--source", "talks.csv")
    assert ids() == ["coral-reefs", "tides"]


def test_the_same_id_in_another_file_is_another_session_and_person(bring) -> None:
    head = "ID,Title,Speaker ID,Speaker name,Date,Start,End\n"
    bring("talks.csv", head + "1,Engines,1,Ada Lovelace,2027-10-15,09:00,09:30\n")
    bring("posters.csv", head + "1,Looms,1,Emmy Noether,2027-10-15,11:00,11:30\n")
    titles = {session.id: session.title["en"] for session in stored().sessions}
    assert titles == {"engines": "Engines", "looms": "Looms"}
    assert speakers() == {"engines": "ada-lovelace", "looms": "emmy-noether"}


def test_merged_organisations_are_one_in_later_imports(bring, call) -> None:
    faculty = TIDES.replace("CIIMAR", "Ciimar Matosinhos")
    bring("talks.csv", HEADINGS + WAVES + faculty.replace("Joao Costa", "Ana Reis"))
    call("organisation", "merge", "ciimar", "ciimar-matosinhos")
    bring("talks-v2.csv", HEADINGS + WAVES + faculty.replace("Joao Costa", "Ana Reis") + WINDS)
    assert [organisation.id for organisation in stored().organisations] == ["ciimar"]
    assert organisations()["ana-reis"] == ["ciimar"]


def test_a_bare_name_of_two_people_here_is_the_first_of_them_and_reported(bring) -> None:
    bring("talks.csv", HEADINGS + REEFS + RIVERS)
    report = bring("walks.csv", HEADINGS + "A walk,Maria Silva,,,2027-10-15,17:00,18:00,Foyer\n")
    assert speakers()["a-walk"] == "maria-silva"
    assert "Several people are called 'Maria Silva'. Imported as 'maria-silva'. Check it." in report.stderr


NJERI = "Sensors,Grace Njeri,Strathmore,grace@su.example,2027-10-15,09:00,09:30,Hall\n"
OTIENO = NJERI.replace("Njeri", "Njeri-Otieno")
PANEL = "Panel,Ana Reis; Grace Njeri,,,2027-10-15,09:00,09:30,Hall\n"


@pytest.mark.parametrize("left_out", ["Room", "Organisation"])
def test_a_new_name_with_the_same_address_is_the_same_person(bring, call, left_out: str) -> None:
    bring("talks.csv", without_column(left_out, NJERI, TIDES, WINDS), "--contacts")
    changed = without_column(left_out, OTIENO.replace("Strathmore", "Maseno"), TIDES, WINDS)
    report = bring("talks-final.csv", changed, "--contacts")
    assert speakers()["sensors"] == "grace-njeri"
    assert [person.id for person in stored().participants] == ["grace-njeri", "joao-costa", "ana-reis"]
    assert stored().participants[0].name[0].full == "Grace Njeri-Otieno"
    assert "grace@su.example" in call("person", "contact", "grace-njeri").stdout
    assert (
        "'Grace Njeri-Otieno' has the e-mail address of 'Grace Njeri', who is no longer in the file. "
        "Imported as a new name of 'grace-njeri'. Check it."
    ) in report.stderr
    again = bring("talks-final.csv", changed, "--contacts")
    assert "nothing changed" in again.stdout
    assert "new name" not in again.stderr


@pytest.mark.parametrize("name", ["Grace Njeri-Otieno", "Grace Njery", "Njeri"])
def test_a_similar_name_in_the_same_sessions_is_the_same_person(bring, call, name: str) -> None:
    bring("talks.csv", HEADINGS + PANEL)
    call("person", "contact", "grace-njeri", "--email", "grace@su.example")
    report = bring("talks.csv", HEADINGS + PANEL.replace("Grace Njeri", name))
    assert speakers() == {"panel": "ana-reis, grace-njeri"}
    assert f"'{name}' is in the sessions of 'Grace Njeri', who is no longer in the file." in report.stderr
    assert "grace@su.example" in call("person", "contact", "grace-njeri").stdout


@pytest.mark.parametrize(
    "people",
    [
        "Ana Reis; Paul Njeri",  # a colleague of one family name
        "Ana Reis; Otto Weber",
        "Grace Njeri-Otieno; Grace Njeri Mwangi",  # two came, two vanished
    ],
)
def test_a_stranger_in_the_place_of_a_speaker_is_another_person(bring, call, people: str) -> None:
    bring("talks.csv", HEADINGS + PANEL)
    call("person", "contact", "grace-njeri", "--email", "grace@su.example")
    bring("talks.csv", HEADINGS + PANEL.replace("Ana Reis; Grace Njeri", people))
    assert "grace-njeri" not in speakers()["panel"].split(", ")


def test_a_similar_name_with_another_address_is_another_person(bring) -> None:
    row = NJERI.replace("Sensors", "Sensors,W25").replace("\n", ",\n")
    headings = HEADINGS.replace("Title", "Title,No.")
    bring("talks.csv", headings + row, "--contacts")
    changed = row.replace("Njeri", "Njeri-Otieno").replace("grace@su", "gno@su")
    bring("talks.csv", headings + changed, "--contacts")
    assert speakers() == {"sensors": "grace-njeri-otieno"}


def emails() -> dict[str, str | None]:
    """The e-mail addresses that the office has, by person."""
    with Store.open("sqlite:///eventkit.db") as store:
        return {contact.participant: contact.email for contact in store.roster.load("seas").contacts}


def test_nobody_has_the_contact_of_a_removed_namesake(bring, call) -> None:
    bring("a.csv", HEADINGS + TIDES)
    call("person", "add", "Li Wei")
    call("person", "contact", "li-wei", "--email", "first@example.org", "--note", "insulin")
    call("person", "remove", "li-wei", "--everywhere")
    call("person", "add", "Li Wei", "--position", "Another person")
    assert "no contact is stored" in call("person", "contact", "li-wei", "--show").stdout
    call("person", "remove", "li-wei", "--everywhere")
    rain = "Rain,Li Wei,,second@example.org,2027-10-15,16:00,16:30,Hall\n"
    bring("b.csv", HEADINGS + rain, "--contacts")
    assert emails() == {"li-wei": "second@example.org"}


def test_a_contact_that_is_not_stored_is_not_said_to_be(bring, call) -> None:
    lines = HEADINGS.replace("E-mail", "E-mail,Phone"), REEFS.replace("example,", "example,+351 1,")
    bring("a.csv", "".join(lines), "--contacts")
    call("person", "contact", "maria-silva", "--phone", "+351 2")
    again = bring("a.csv", "".join(lines).replace("+351 1", "+351 3"), "--contacts")
    output = again.stdout + again.stderr
    assert "The contact of 'maria-silva' here has another phone, which stays." in output
    assert "+351" not in output


def test_a_colour_that_was_chosen_here_stays_when_rows_move_and_tracks_are_added(bring) -> None:
    head = "Title,Track,Date,Start,End\n"
    rows = [f"{title},{track},2027-10-15,{hour}:00,{hour}:30\n" for title, track, hour in (
        ("Reefs", "Life", 9), ("Tides", "Water", 10), ("Winds", "Air", 11))]  # fmt: skip

    def colours() -> dict[str, str]:
        return {track.id: track.colour for track in stored().tracks}

    bring("talks.csv", head + "".join(rows))
    before = colours()
    assert len(set(before.values())) == 3
    bring("talks.csv", head + "".join(reversed(rows)))
    assert colours() == before
    bring("talks.csv", head + "Rocks,Earth,2027-10-15,8:00,8:30\n" + "".join(rows))
    assert colours() | before == colours()
    assert len(set(colours().values())) == 4
