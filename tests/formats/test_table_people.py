"""People in one cell, in numbered columns, or one per row; and their affiliations and contacts."""

from __future__ import annotations

import pytest

from eventkit.intake import ImportResult
from formats.tables import codes, faults, findings, reading, sessions


def affiliations(read: ImportResult) -> dict[str, list[tuple[str, str]]]:
    """By name, the positions and organisations of those who appear."""
    names = {each.id: str(each.name) for each in read.schedule.organisations}
    return {
        each.name[0].full: [
            (str(affiliation.position or ""), names.get(affiliation.organisation or "", ""))
            for affiliation in each.affiliations
        ]
        for each in read.schedule.participants
    }


def test_people_in_one_cell_are_split() -> None:
    read = reading('Title,Speakers\nA,Ada Lovelace; Emmy Noether\nB,"Ada Lovelace, Grace Hopper"\n')
    assert sessions(read) == ["A | Ada Lovelace, Emmy Noether", "B | Ada Lovelace, Grace Hopper"]
    assert len(read.schedule.participants) == 3


def test_the_column_name_sets_the_role() -> None:
    read = reading(
        "Title,Speaker,主持人,Panelists\nA,Ada Lovelace,Emmy Noether,Grace Hopper; Mary Somerville\n"
    )
    assert sessions(read) == [
        "A | Ada Lovelace, Emmy Noether (moderator), Grace Hopper (panellist), Mary Somerville (panellist)"
    ]


def test_a_role_in_the_cell_overrides_that_of_the_column() -> None:
    read = reading("Title,Panelists\nA,Ada Lovelace (Moderator); Emmy Noether\n")
    assert sessions(read) == ["A | Ada Lovelace (moderator), Emmy Noether (panellist)"]


def test_a_role_beside_several_known_people_is_that_of_each() -> None:
    read = reading("""
        Title,Speakers,Role
        A,Ada Lovelace; Emmy Noether,
        B,Ada Lovelace; Emmy Noether,chair
    """)
    assert sessions(read) == [
        "A | Ada Lovelace, Emmy Noether",
        "B | Ada Lovelace (chair), Emmy Noether (chair)",
    ]


def test_people_in_numbered_columns_have_separate_organisations() -> None:
    read = reading("""
        title,facilitator 1 name,facilitator 1 affiliated org,Speaker 2 name,Speaker 2 company,Speaker 2 job
        A,Ada Lovelace,Royal Society,Grace Hopper,Navy,Admiral
    """)
    assert affiliations(read) == {
        "Ada Lovelace": [("", "Royal Society")],
        "Grace Hopper": [("Admiral", "Navy")],
    }


def test_an_affiliation_after_a_name_belongs_to_that_name() -> None:
    read = reading("Title,Speaker 1,Affiliation,Speaker 2,Affiliation\nA,Ada Lovelace,X,Grace Hopper,Y\n")
    assert affiliations(read) == {"Ada Lovelace": [("", "X")], "Grace Hopper": [("", "Y")]}


def test_one_affiliation_for_several_people_is_not_assigned() -> None:
    read = reading("Title,Speakers,Affiliation\nA,Ada Lovelace; Grace Hopper,Navy\n")
    assert affiliations(read) == {"Ada Lovelace": [], "Grace Hopper": []}
    assert read.schedule.sessions[0].extra["Affiliation"] == "Navy"
    assert "unassigned-cell" in codes(read)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (
            '"Ada Lovelace; Grace Hopper; Emmy Noether",Univ X,',
            (
                "3 people but 1 value ('Univ X'). Saved as extra data. "
                "Separate values with ';', one for each person."
            ),
        ),
        (
            '"Ada Lovelace; Grace Hopper; Emmy Noether",X; Y,',
            (
                "3 people but 2 values ('X; Y'). Saved as extra data. "
                "Separate values with ';', one for each person."
            ),
        ),
        (
            ",,ada@example.org",
            "No name in this row. Left out the cell because it is private. Fill in the name.",
        ),
        (
            ",Univ X,",
            "No name in this row for 'Univ X'. Saved as extra data. Fill in the name.",
        ),
    ],
)
def test_an_unassigned_cell_is_reported_with_advice(row: str, message: str) -> None:
    read = reading(f"Title,Speakers,Affiliation,Email\nA,{row}\n")
    assert [each.message for each in findings(read) if each.code == "unassigned-cell"] == [message]


def test_as_many_affiliations_as_people_are_assigned_in_order() -> None:
    read = reading("Title,Speakers,Affiliation\nA,Ada Lovelace; Grace Hopper,Royal Society; Navy\n")
    assert affiliations(read) == {"Ada Lovelace": [("", "Royal Society")], "Grace Hopper": [("", "Navy")]}


def test_a_different_affiliation_in_a_session_belongs_to_that_session() -> None:
    her = "Ada Lovelace,ada@example.org"
    read = reading(f"Title,Speaker,Email,Affiliation\nA,{her},X\nB,{her},Y\n")
    (ada,) = read.schedule.participants
    assert affiliations(read) == {"Ada Lovelace": [("", "X")]}
    second = read.schedule.sessions[1].people[0]
    assert (second.participant, [each.organisation for each in second.affiliations]) == (ada.id, ["y"])


def test_a_session_may_have_a_row_for_each_person() -> None:
    read = reading("""
        Session Id,Title,First name,Last name,Role,Start,End
        1,On curves,Ada,Lovelace,Speaker,2026-06-01 09:00,2026-06-01 10:00
        1,On curves,Grace,Hopper,Chair,2026-06-01 09:00,2026-06-01 10:00
        2,On surfaces,冲之,祖,,2026-06-01 10:00,2026-06-01 11:00
    """)
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Ada Lovelace, Grace Hopper (chair)",
        "On surfaces | 2026-06-01 10:00-11:00 | 祖冲之",
    ]
    ada = read.schedule.participants[0].name[0]
    assert (ada.given, ada.family) == ("Ada", "Lovelace")


def test_rows_without_an_id_that_differ_in_the_person_alone_are_one_session() -> None:
    read = reading("""
        Title,Name,Start,End
        On curves,Ada Lovelace,2026-06-01 09:00,2026-06-01 10:00
        On curves,Grace Hopper,2026-06-01 09:00,2026-06-01 10:00
        ,Emmy Noether,,
        On curves,Grace Hopper,2026-06-02 09:00,2026-06-02 10:00
    """)
    assert sessions(read) == [
        "On curves | 2026-06-01 09:00-10:00 | Ada Lovelace, Grace Hopper, Emmy Noether",
        "On curves | 2026-06-02 09:00-10:00 | Grace Hopper",
    ]


def test_rows_that_contradict_each_other_about_a_session_are_reported() -> None:
    read = reading("""
        Id,Title,Name,Track,Room
        1,On curves,Ada Lovelace,Geometry,A
        1,On curves,Grace Hopper,Algebra,B
    """)
    assert [each.track for each in read.schedule.sessions] == ["geometry"]
    assert {"rows-differ", "rooms-joined"} <= codes(read)


def test_one_id_of_two_sessions_is_two_sessions() -> None:
    read = reading("Id,Title\n1,On curves\n1,On surfaces\n")
    assert sessions(read) == ["On curves", "On surfaces"]


def test_one_name_with_two_addresses_is_two_people() -> None:
    read = reading("Title,Name,Email\nA,John Smith,one@example.org\nB,John Smith,two@example.org\n")
    assert len(read.schedule.participants) == 2
    assert "same-name" in codes(read)
    assert sorted(each["email"] for each in read.contacts.values()) == ["one@example.org", "two@example.org"]


def test_one_name_at_two_organisations_is_two_people_unless_an_id_says_otherwise() -> None:
    read = reading("Title,Name,Affiliation\nA,Maria Silva,Porto\nB,Maria Silva,Bahia\nC,Maria Silva,Porto\n")
    first, second = read.schedule.participants
    assert [session.people[0].participant for session in read.schedule.sessions] == [
        first.id, second.id, first.id
    ]  # fmt: skip
    (message,) = (each.message for each in findings(read) if each.code == "same-name")
    assert message == (
        "'Maria Silva' is listed with the organisations 'Porto' and 'Bahia'. Imported as two people. "
        "If they are one person, merge the two entries, or give both the same id in the file."
    )
    keyed = reading(
        "Title,Speaker Id,Speaker Name,Affiliation\nA,7,Maria Silva,Porto\nB,7,Maria Silva,Bahia\n"
    )
    assert len(keyed.schedule.participants) == 1


def test_organisations_of_several_tell_known_people_from_others_of_their_names() -> None:
    read = reading("""
        Title,Speakers,Affiliation
        A,Ada Lovelace; Emmy Noether,Royal Society; Göttingen
        B,Ada Lovelace; Emmy Noether,Royal Society; Bryn Mawr
    """)
    people = [each.name[0].full for each in read.schedule.participants]
    assert people == ["Ada Lovelace", "Emmy Noether", "Emmy Noether"]


def test_a_bare_name_of_two_people_is_the_first_of_them_and_reported() -> None:
    read = reading("Title,Name,Affiliation\nA,Maria Silva,Porto\nB,Maria Silva,Bahia\nC,Maria Silva,\n")
    assert len(read.schedule.participants) == 2
    assert "one-of-several" in codes(read)


def test_one_key_with_two_names_is_two_people() -> None:
    read = reading("Title,Speaker Id,Speaker Name\nA,7,Ada Lovelace\nB,7,Grace Hopper\nC,7,Ada Lovelace\n")
    assert len(read.schedule.participants) == 2
    assert "duplicate-key" in codes(read)


def test_contact_data_is_not_part_of_the_schedule() -> None:
    read = reading("Title,Speaker,Email,Phone\nA,Ada Lovelace,ada@example.org,+43 1 234\n")
    assert read.contacts == {"ada-lovelace": {"email": "ada@example.org", "phone": "+43 1 234"}}
    assert "example.org" not in read.schedule.model_dump_json()


def test_an_address_without_a_clear_owner_is_left_out() -> None:
    read = reading("""
        Speaker 1,Speaker 2,Title,Contact e-mail
        Ada Lovelace,Grace Hopper,A,ada@example.org
    """)
    assert read.contacts == {}
    assert "private" in codes(read)
    read = reading("Title,Speakers,Email\nA,Ada Lovelace; Grace Hopper,ada@example.org\n")
    assert read.contacts == {}
    assert "unassigned-cell" in codes(read)


def test_codes_of_people_are_people() -> None:
    read = reading('Title,Presenters\nA,P1\nB,"P2, P13"\nC,P27\n')
    assert [str(each.name[0].full) for each in read.schedule.participants] == ["P1", "P2", "P13", "P27"]


def test_rows_that_look_like_availability_are_named_when_private_notes_are_left_out() -> None:
    read = reading("""
        Title,Speaker,Internal notes
        A,Ada Lovelace,cannot come on Friday!
        B,Emmy Noether,pays late
        C,Grace Hopper,只能周六上午
        D,Lise Meitner,not before 14:00
    """)
    (finding,) = (each for each in read.findings if each.code == "private")
    assert finding.message.endswith(
        "Rows 2, 4, 5 look like availability: enter it as 'available' of the person."
    )
    assert "Friday" not in "".join(str(each.form()) for each in read.findings)


def test_private_columns_are_left_out_and_reported_without_their_values() -> None:
    text = "Title,Dietary needs,Internal notes,Who knows\nA,vegan,pays late,secret@example.org\n"
    read = reading(text)
    assert {each.place for each in findings(read)} == {
        f"programme.csv, row 1, {each}" for each in ("Dietary needs", "Internal notes", "Who knows")
    }
    everything = read.schedule.model_dump_json() + "".join(str(each.form()) for each in read.findings)
    assert not any(each in everything for each in ("vegan", "late", "secret"))
    read = reading(text, columns={"columns": {"Dietary needs": "extra"}})
    assert dict(read.schedule.sessions[0].extra) == {"Dietary needs": "vegan"}


def test_an_organisation_without_a_person_is_extra_data() -> None:
    read = reading("Title,Organisation\nA,Royal Society\n")
    assert read.schedule.sessions[0].extra["Organisation"] == "Royal Society"


def test_a_mapped_column_about_people_without_names_is_refused() -> None:
    (fault,) = faults("Title,Firm\nA,X\n", columns={"columns": {"Firm": "organisation 2"}})
    assert fault.startswith("line 1, Firm: A column about people, but no column has their names.")


def test_spellings_of_one_name_and_one_room_are_one_and_reported() -> None:
    read = reading("""
        Title,Speakers,Room,Start,End
        A,Tom O'Brien,Salle Colbert,2026-06-01 09:00,10:00
        B,Tom O’Brien,salle colbert,2026-06-01 10:00,11:00
        C,TOM O'BRIEN,Colbert,2026-06-01 11:00,12:00
        D,Emmy Noether / Ada Lovelace,Salle 1,2026-06-01 12:00,13:00
        E,Li Wei / Wei Li,Salle 2,2026-06-01 12:00,13:00
    """)
    assert [each.name[0].full for each in read.schedule.participants] == [
        "Tom O'Brien",
        "Emmy Noether",
        "Ada Lovelace",
        "Li Wei / Wei Li",
    ]
    assert set(read.schedule.participants[0].variants) == {"Tom O’Brien", "TOM O'BRIEN"}
    assert [str(each.name) for each in read.schedule.rooms] == [
        "Salle Colbert", "Colbert", "Salle 1", "Salle 2",
    ]  # fmt: skip
    reported = [each.message for each in read.findings]
    assert "Room 'Salle Colbert' is also spelt 'salle colbert'. Imported as one room." in reported
    similar = "Rooms 'Salle Colbert' and 'Colbert' may be one. If they are, give them one name in the file."
    assert [each for each in reported if each.startswith("Rooms")] == [similar]


def test_a_title_alone_above_columns_in_languages_is_in_that_of_the_first() -> None:
    read = reading("""
        Colloque Ports 2027,,
        Titre (FR),Title (EN),Type
        Marées,Tides,Communication
    """)
    assert read.schedule.conference.languages == ("fr", "en")
    assert dict(read.schedule.conference.title) == {"fr": "Colloque Ports 2027"}
    assert not any(each.code in {"guessed-language", "kind"} for each in read.findings)


def people(column: str, *cells: str) -> list[list[str]]:
    """The people in the cells of a column, each with the organisation: ``Ada Lovelace @ ACME``."""
    read = reading(f"Title,{column}\n" + "".join(f'T{at},"{cell}"\n' for at, cell in enumerate(cells)))
    bodies = {name: [body for _, body in known] for name, known in affiliations(read).items()}
    names = [
        [read.schedule.participant(each.participant).name[0].full for each in session.people]
        for session in read.schedule.sessions
    ]
    return [[" @ ".join(filter(None, (name, *bodies[name]))) for name in row] for row in names]


def doubts(column: str, *cells: str) -> list[str]:
    rows = "".join(f'T{at},"{cell}"\n' for at, cell in enumerate(cells))
    read = reading(f"Title,{column}\n{rows}")
    return [each.message for each in findings(read) if each.code == "ambiguous-people"]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        # An organisation in one cell tells what the commas of the others are.
        (
            ["Rajesh Kumar, IIT Bombay", "Jon Roe, Green Peace"],
            [["Rajesh Kumar @ IIT Bombay"], ["Jon Roe @ Green Peace"]],
        ),
        (
            ["Anna Berg, Red Cross", "Tom Cruz, Red Cross"],
            [["Anna Berg @ Red Cross"], ["Tom Cruz @ Red Cross"]],
        ),
        # Somebody who appears elsewhere is a person, and so is one of a list.
        (["Maria Lopez, Grace Liu", "Grace Liu"], [["Maria Lopez", "Grace Liu"], ["Grace Liu"]]),
        (
            ["Maria Lopez, Grace Liu, Bo Li", "Ann Hall, Jon Roe"],
            [["Maria Lopez", "Grace Liu", "Bo Li"], ["Ann Hall", "Jon Roe"]],
        ),
        # Both in one column.
        (
            ["Ada Ross, Bo Li and Eva Lund", "Rajesh Kumar, IIT Bombay"],
            [["Ada Ross", "Bo Li", "Eva Lund"], ["Rajesh Kumar @ IIT Bombay"]],
        ),
        # Brackets in the same way.
        (
            ["Dr. Li Wei (Tsinghua)", "Brett Rowan (Upstream Data)", "Eva Braun (University of Graz)"],
            [["Dr. Li Wei @ Tsinghua"], ["Brett Rowan @ Upstream Data"], ["Eva Braun @ University of Graz"]],
        ),
        (
            ["Ms DUBOIS, Claire (CEA Saclay)", "Mr TANAKA, Kenji (KEK)"],
            [["Ms Claire DUBOIS @ CEA Saclay"], ["Mr Kenji TANAKA @ KEK"]],
        ),
        # Family names first, with one or several in a cell.
        (
            ["MÜLLER, Hans; Meitner, Lise", "Noether, Emmy and Curie, M.", "García Márquez, Gabriel"],
            [["Hans MÜLLER", "Lise Meitner"], ["Emmy Noether", "M. Curie"], ["Gabriel García Márquez"]],
        ),
        (
            ["Bose, Satyendra (IIT Bombay)", "Meitner, Lise, KTH", "Li, Wei*"],
            [["Satyendra Bose @ IIT Bombay"], ["Lise Meitner @ KTH"], ["Wei Li"]],
        ),
        # A dash before an organisation, in most cells.
        (
            ["Ada Ross - Red Hat", "Bo Li – KTH", "Eva Lund - Bosch", "Lise Meitner"],
            [["Ada Ross @ Red Hat"], ["Bo Li @ KTH"], ["Eva Lund @ Bosch"], ["Lise Meitner"]],
        ),
        (["Noether, Emmy", "Lise Meitner", "Ada Ross"], [["Noether, Emmy"], ["Lise Meitner"], ["Ada Ross"]]),
        (["李晓梅（北京大学）", "张伟（腾讯）"], [["李晓梅 @ 北京大学"], ["张伟 @ 腾讯"]]),
        (["ben*.*", "Ada Ross*"], [["ben*.*"], ["Ada Ross"]]),
        # Family names in capitals are not abbreviations of institutions.
        (
            ["Jean DUPONT, Marc BLOCH", "Aya SATO, Ken ITO"],
            [["Jean DUPONT", "Marc BLOCH"], ["Aya SATO", "Ken ITO"]],
        ),
    ],
)
def test_the_cells_of_a_column_are_judged_together(cells: list[str], expected: list[list[str]]) -> None:
    assert people("Speakers", *cells) == expected


def test_names_with_the_family_name_first_are_turned_and_reported_once() -> None:
    read = reading('Title,Speakers\nA,"Noether, Emmy"\nB,"Meitner, Lise; Bose, Satyendra"\n')
    emmy = read.schedule.participant("emmy-noether").name[0]
    assert (emmy.full, emmy.given, emmy.family) == ("Emmy Noether", "Emmy", "Noether")
    (finding,) = findings(read)
    assert "“Noether, Emmy” was imported with the given name first, like all names" in str(finding.message)
    mixed = reading('Title,Speakers\nA,"Noether, Emmy"\nB,Lise Meitner\nC,Ada Ross\n')
    assert "“Noether, Emmy” was imported as one name, with the comma" in str(findings(mixed)[0].message)


def test_names_refer_to_organisations_by_number() -> None:
    read = reading("""
        Title,Authors,Organisations
        A,"Curie, Marie (1); Meitner, Lise (1,2)","1: CNRS; 2: KTH"
        B,"Bose, Satyendra",1: IIT Bombay
    """)
    shown = {
        each.name[0].full: [
            str(read.schedule.organisation(one.organisation).name) for one in each.affiliations
        ]
        for each in read.schedule.participants
    }
    assert shown == {
        "Marie Curie": ["CNRS"],
        "Lise Meitner": ["CNRS; KTH"],
        "Satyendra Bose": ["IIT Bombay"],
    }
    assert "name-mark" not in codes(read)


def test_what_is_not_certain_of_a_column_is_reported_once_with_an_example() -> None:
    (doubt,) = doubts("Speakers", "Maria Lopez, Grace Liu", "Ann Hall, Jon Roe")
    assert doubt == (
        "“Maria Lopez, Grace Liu” was read as several people, separated by commas. "
        'If that is wrong, set comma = "organisation" in the column map.'
    )
    (doubt,) = doubts("Speakers", "Ada Ross, IIT Bombay", "Jon Roe, Green Peace")
    assert doubt == (
        "“Jon Roe, Green Peace” was imported as one person with an organisation after the comma. "
        'If that is wrong, set comma = "people" in the column map.'
    )
    (doubt,) = doubts("Speakers", "Ada Ross (Upstream Data)", "Jon Roe (Stanford)")
    assert doubt == (
        "The text in brackets in “Ada Ross (Upstream Data)” was read as the organisation. "
        'If that is wrong, set brackets = "name" in the column map.'
    )
    (doubt,) = doubts("Speakers", "Ada Ross (Countess)", "Jon Roe")
    assert doubt == (
        "The text in brackets in “Ada Ross (Countess)” was read as a part of the name. "
        'If that is wrong, set brackets = "organisation" in the column map.'
    )
    (doubt,) = doubts(
        "Speakers", "박준호, 최유리", "김하늘", "이서연"
    )  # two people, and no family name before a comma
    assert doubt == (
        "“박준호, 최유리” was read as several people, separated by commas. "
        'If that is wrong, set comma = "organisation" in the column map.'
    )
    assert doubts("Speakers", "Ada Ross, IIT Bombay; Jon Roe, TU Delft", "Grace Liu") == []
    assert doubts("Speakers", "P1, P2", "P2, P3") == []
    assert doubts("Speakers", "Sue Lind (USDA), Hal Moreno (University of Graz)") == []


def test_a_column_of_names_with_several_in_a_cell_is_split() -> None:
    cells = ["Josefa Camacho, Alberto Asensio, Cayetana Bento", "Pablo Galán y Victoria Torres", "Marta Ruiz"]
    assert people("Name,Room", *cells)[:2] == [
        ["Josefa Camacho", "Alberto Asensio", "Cayetana Bento"],
        ["Pablo Galán", "Victoria Torres"],
    ]
    assert people("Ponente", "Iván Soto y Marta Lugo") == [["Iván Soto", "Marta Lugo"]]
    (doubt,) = doubts("Room,Name", 'X","Ada Ross, Bo Li')
    assert (
        doubt == "“Ada Ross, Bo Li” was imported as one person. If it names several, separate them with ';'."
    )


def test_rows_that_differ_only_in_the_person_are_one_session() -> None:
    read = reading(
        """
        Title,Date,Start,End,Presenter,Institution
        The vote,2026-06-01,9:00,10:00,Hanna Vogel,Uni Bremen
        The vote,2026-06-01,9:00,10:00,Mikkel Dahl,Aarhus University
        The vote,2026-06-01,11:00,12:00,Hanna Vogel,Uni Bremen
        """
    )
    assert [each.rpartition(" | ")[2] for each in sessions(read)] == [
        "Hanna Vogel (presenter), Mikkel Dahl (presenter)",
        "Hanna Vogel (presenter)",
    ]
    (found,) = findings(read)
    assert found.message == (
        "1 row differs from the row above in the people only. Imported as one session with them all."
    )


def test_na_is_empty_if_several_columns_have_it() -> None:
    read = reading("Title,Speaker,Room\nA,Ada Ross,Hall\nNA,NA,NA\nB,NA,Hall\n")
    assert sessions(read) == ["A | Ada Ross", "B"]
    assert "4 cells with 'NA'. Imported as empty." in [each.message for each in findings(read)]
    assert sessions(reading("Title,Room\nA,NA\nB,Hall\n", "p.csv")) == ["A", "B"]


def test_a_column_with_titles_of_people_has_no_titles_of_sessions() -> None:
    read = reading(
        "Contribution,Title,First Name,Family Name\nOn light,Prof.,Lise,Meitner\nOn bells,,Bo,Li\n"
    )
    assert sessions(read) == ["On light | Lise Meitner", "On bells | Bo Li"]


def test_organisations_may_be_separated_by_an_arabic_semicolon() -> None:
    read = reading("Title,Speakers,Organisation\nOn light,Lise Meitner; Bo Li,KTH؛ CNRS\n")
    assert codes(read) == set()
    assert [str(each.name) for each in read.schedule.organisations] == ["KTH", "CNRS"]


def test_og_is_an_and_below_a_danish_heading() -> None:
    assert people("Oplægsholder", "Lise Meitner og Bo Li") == [["Lise Meitner", "Bo Li"]]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["jinxx, smtw", "ruedi", "ruedi, RND"], [["jinxx", "smtw"], ["ruedi"], ["ruedi", "RND"]]),
        (["ada, emmy, Lise Meitner", "Dan, Maria"], [["ada", "emmy", "Lise Meitner"], ["Dan", "Maria"]]),
        (
            ["Ada Lovelace, Emmy Noether", "lise, Marie Curie", "Grace Hopper, PMP, CISSP"],
            [["Ada Lovelace", "Emmy Noether"], ["lise", "Marie Curie"], ["Grace Hopper, PMP, CISSP"]],
        ),
        (["emmy, ada", "Lise Meitner"], [["emmy, ada"], ["Lise Meitner"]]),
        (
            ["Grace Hopper, Lise Meitner, Marie Curie", "lise and Marie Curie"],
            [["Grace Hopper", "Lise Meitner", "Marie Curie"], ["lise", "Marie Curie"]],
        ),
        (["Ada Lovelace | 0x41"], [["Ada Lovelace | 0x41"]]),
        (["Ada Lovelace, Bo Li", "lise & friends"], [["Ada Lovelace", "Bo Li"], ["lise & friends"]]),
    ],
)  # fmt: skip
def test_handles_are_split_where_other_cells_show_that_commas_separate_people(
    cells: list[str], expected: list[list[str]]
) -> None:
    assert people("Speakers", *cells) == expected
    assert doubts("Speakers", *cells)


def test_the_column_map_states_what_commas_and_brackets_beside_names_mean() -> None:
    def names(**stated: str) -> list[str]:
        read = reading('Title,Speakers\nA,"emmy, ada"\nB,Lise Meitner (Kaiser)\n', columns=stated)
        return [each.name[0].full for each in read.schedule.participants]

    assert names() == ["emmy, ada", "Lise Meitner (Kaiser)"]
    assert names(comma="people", brackets="organisation") == ["emmy", "ada", "Lise Meitner"]
    assert names(comma="organisation", brackets="name") == ["emmy", "Lise Meitner (Kaiser)"]
    (fault,) = faults("Title\nA\n", columns={"comma": "and"})
    assert fault == "column map, comma: Unknown value 'and'. Use people, organisation or family-name."


def test_a_word_for_an_empty_cell_is_nobody_and_no_fault() -> None:
    read = reading("Title,Chair,Speaker 1,Speaker 2\nOn light,N/A,Ada Lovelace,N/A\n")
    assert sessions(read) == ["On light | Ada Lovelace"]
    assert codes(read) == {"placeholder"}


def test_strokes_separate_institutions_as_they_separate_people() -> None:
    read = reading(
        "Title,Speakers,Institution\nOn light,Ada Lovelace / Emmy Noether,Royal Society / Göttingen\n"
    )
    assert [str(each.affiliations[0].organisation) for each in read.schedule.participants] == [
        "royal-society",
        "gottingen",
    ]


@pytest.mark.parametrize("between", ["+", "in conversation with", "im Gespräch mit"])
def test_a_plus_or_a_conversation_separates_two_names(between: str) -> None:
    assert sessions(reading(f"Title,Speaker\nOn light,Ada Lovelace {between} Emmy Noether\n")) == [
        "On light | Ada Lovelace, Emmy Noether"
    ]


def test_a_name_with_any_organisation_behind_a_title_is_one_where_other_titles_have_people() -> None:
    read = reading(
        """
        Title
        On light - Ada Lovelace
        On rings - Emmy Noether
        "On optics - Ibn Sahl, University of Baghdad"
        "On water, on air - Marie Curie, Sorbonne"
        """
    )
    assert sessions(read)[-1] == "On water, on air | Marie Curie"


def test_a_group_in_a_column_of_people_is_a_team_and_reported() -> None:
    read = reading("""
        Title,Speakers
        Welcome,FOSDEM Staff
        Opening,校领导
        Bar,Orga-Team
        Music,Allan Group-Smith
    """)
    assert [(str(each.name[0].full), each.kind.value) for each in read.schedule.participants] == [
        ("FOSDEM Staff", "team"), ("校领导", "team"), ("Orga-Team", "team"), ("Allan Group-Smith", "person"),
    ]  # fmt: skip
    messages = [each.message for each in findings(read) if each.code == "ambiguous-people"]
    assert messages[0] == "“FOSDEM Staff” was imported as a team, since it names a group."
    assert len(messages) == 3


@pytest.mark.parametrize(
    "word", ["all", "Everybody", "全体", "全體", "alle", "Tous", "все", "الجميع", "全员"]
)
def test_a_word_for_everybody_in_a_column_of_people_is_nobody_and_reported(word: str) -> None:
    read = reading(f"Title,Speakers\nDiscussion,{word}\nOn curves,Ada Lovelace\n")
    assert [each.name[0].full for each in read.schedule.participants] == ["Ada Lovelace"]
    assert [each.message for each in findings(read) if each.code == "ambiguous-people"] == [
        f"“{word}” names nobody. Left out. Write the names, or delete it."
    ]


def test_the_word_for_a_part_of_the_programme_in_a_column_of_people_is_nobody() -> None:
    read = reading(
        "时间,主题,报告人\n2026-05-01 9:00-10:00,开幕式,校领导致辞\n2026-05-01 10:00-11:00,论曲线,华罗庚\n"
    )
    assert [each.name[0].full for each in read.schedule.participants] == ["华罗庚"]
    assert "ambiguous-people" in codes(read)


def test_a_japanese_name_with_a_space_has_its_organisation_in_brackets() -> None:
    rows = "高橋 美咲(サイボウズ)\n森 健(NTTデータ)\n林 優(フリーランス)\n山田 太郎(東京大学)\n"
    text = "題名,登壇者\n" + "".join(f"講演{at},{row}\n" for at, row in enumerate(rows.splitlines()))
    names = [each.name[0].full for each in reading(text).schedule.participants]
    assert names == ["高橋 美咲", "森 健", "林 優", "山田 太郎"]
    assert "ambiguous-people" in codes(reading(text))


def test_a_chinese_word_for_a_moderator_before_several_names_is_reported() -> None:
    read = reading("题目,嘉宾\n圆桌,主持人 - 王伟、李明、赵云\n")
    assert "Imported “主持人” as the role of them all. Check it." in findings(read)[0].message


def test_more_than_two_names_between_strokes_are_people() -> None:
    read = reading("题目,讲师\n圆桌,青云 / Mavin / 许智翔 / 李者璈\n")
    assert [each.name[0].full for each in read.schedule.participants] == ["青云", "Mavin", "许智翔", "李者璈"]


def test_words_after_a_comma_behind_most_names_of_a_column_are_organisations_and_said() -> None:
    read = reading("""
        Title,Moderator
        On curves,"Ada Lovelace, London"
        On knots,"Emmy Noether, Erlangen"
        On numbers,"Grace Hopper, NAVY"
    """)
    assert affiliations(read)["Emmy Noether"] == [("", "Erlangen")]
    assert codes(read) == {"ambiguous-people"}


def test_rooms_that_are_numbers_are_no_unknown_keys() -> None:
    assert codes(reading("Title,Room\nOn curves,101\nOn knots,202\n")) == {"unscheduled"}


def test_the_headings_show_the_language_of_titles_that_do_not() -> None:
    read = reading("Tytuł,Prelegent\nSelenografia,Jan Heweliusz\n")
    assert read.schedule.conference.languages[0] == "pl"


def test_organisations_stand_in_the_brackets_of_all_names_of_a_column_even_of_one_word() -> None:
    read = reading(
        "Title,Speakers\nA,Emmy Noether (Universität Göttingen)\nB,Azarquiel (Toledo)\n"
        "C,GS. Lê Văn Thiêm (Viện Toán học)\nD,PhD (Philipp)\nE,James (purpleidea)\n"
    )
    assert [who.split(" | ")[-1] for who in sessions(read)] == [
        "Emmy Noether",
        "Azarquiel",
        "GS. Lê Văn Thiêm",
        "PhD (Philipp)",
        "James (purpleidea)",
    ]


def test_the_brackets_of_one_person_with_a_title_hold_an_organisation() -> None:
    read = reading("Title,سخنران\nA,عمر خیام\nB,دکتر نصیرالدین طوسی (رصدخانه مراغه)\n")
    assert [str(each.name) for each in read.schedule.organisations] == ["رصدخانه مراغه"]


def test_the_brackets_of_a_single_name_with_a_title_hold_an_organisation() -> None:
    read = reading("Title,Speakers\nA,Emmy Noether\nB,Prof. Dr. Widjojo (UI)\n").schedule
    assert [str(each.name) for each in read.organisations] == ["UI"]


def test_a_heading_or_a_setting_for_brackets_holds_for_names_without_spaces() -> None:
    text = (
        "演題名,演者（所属）\n開会の辞,渋川春海（天文方）\n解体新書,杉田玄白（小浜藩）・前野良沢（中津藩）\n"
    )
    assert {each.name[0].full for each in reading(text).schedule.participants} == {
        "渋川春海", "杉田玄白", "前野良沢",
    }  # fmt: skip
    read = reading(text.replace("（所属）", "", 1), columns={"brackets": "organisation"})
    assert len(read.schedule.organisations) == 3


def test_people_with_an_organisation_behind_a_comma_are_separated_by_and() -> None:
    cell = "Jöns Jacob Berzelius, Karolinska Institutet & Johan Gadolin, Åbo Akademi"
    read = reading(f'Title,Speakers\nA,"{cell}"\n', columns={"comma": "organisation"})
    assert sessions(read) == ["A | Jöns Jacob Berzelius, Johan Gadolin"]
    assert [str(each.name) for each in read.schedule.organisations] == [
        "Karolinska Institutet",
        "Åbo Akademi",
    ]


def test_an_affiliation_behind_the_co_authors_is_that_of_the_first_person() -> None:
    read = reading(
        "Title,Presenting author,Co-authors,Affiliation\nA,John Snow,Henry Whitehead,Soho Hospital\n"
    )
    affiliated = [each.name[0].full for each in read.schedule.participants if each.affiliations]
    assert affiliated == ["John Snow"]


def test_the_questions_of_a_form_are_headings() -> None:
    read = reading(
        "What is your full name?,What is the title of your session?,What is your affiliation?\n"
        "Barbara McClintock,Jumping about,Cold Spring Harbor\n"
    )
    assert sessions(read) == ["Jumping about | Barbara McClintock"]


def test_dutch_names_are_separated_by_en() -> None:
    read = reading("Titel,Spreker(s)\nA,Antoni van Leeuwenhoek en Jan Swammerdam\nB,Herman Boerhaave\n")
    assert len(read.schedule.participants) == 3


def test_a_line_with_a_role_below_a_title_names_people_beside_a_column_of_people_as_well() -> None:
    read = reading(
        'Konu,Konuşmacı\n"1. Oturum: Dolaşım\nOturum Başkanı: Prof. Dr. Jan Evangelista",\nA,William Harvey\n'
    )
    assert sessions(read) == ["1. Oturum: Dolaşım | Prof. Dr. Jan Evangelista (chair)", "A | William Harvey"]


@pytest.mark.parametrize(
    ("rows", "name", "organisation"),
    [
        (
            'Title,Speakers\nA,"Ada Lovelace, Ockham"\nB,"Emmy Noether, Erlangen; Lise Meitner, Kiel"\n',
            "Ada Lovelace",
            "Ockham",
        ),
        (
            'Title,Who,Chair\nA,"Li Wei, General Electric; Bo Roy, MIT","S. Insull, Commonwealth Edison"\n',
            "S. Insull",
            "Commonwealth Edison",
        ),
        ("題名,演者,座長\nA,関孝和(江戸),建部賢弘(江戸)\nB,伊能忠敬(佐原),\n", "建部賢弘", "江戸"),
    ],
)
def test_what_cells_beside_and_below_show_holds_for_all_of_them(
    rows: str, name: str, organisation: str
) -> None:
    assert affiliations(reading(rows))[name] == [("", organisation)]


def test_a_web_address_in_brackets_is_the_link_of_a_person() -> None:
    read = reading("Title,Speakers\nA,Ada Lovelace (https://a.example/ada-1)\n")
    (ada,) = read.schedule.participants
    assert (ada.name[0].full, [link.url for link in ada.links]) == (
        "Ada Lovelace",
        ["https://a.example/ada-1"],
    )
    assert not read.schedule.organisations


def test_quotation_marks_in_a_cell_protect_the_commas_of_names() -> None:
    read = reading('Title,Speakers\nA,"Ada Lovelace,""Noether, Emmy"",Lise Meitner"\n')
    assert sessions(read) == ["A | Ada Lovelace, Noether, Emmy, Lise Meitner"]
    assert len(read.schedule.participants) == 3
