"""People who stand in one string: one case for each way in which real files write them."""

from __future__ import annotations

import pytest

from eventkit.intake.name_details import ParsedPerson, mask_email_addresses
from eventkit.intake.people_parser import parse_people
from eventkit.model import Role, Status

ONE = {
    "a handle": "0xnoether",
    "a name in lower case": "noether emmy",
    "accents": "Émilie du Châtelet",
    "a particle": "Ludwig van Beethoven",
    "a particle in capitals": "Van Beethoven",
    "an Arabic particle": "Abu Ja'far al-Khwarizmi",
    "a Latin form in brackets": "华罗庚 (Hua Luogeng)",
    "native forms in brackets": "Hua Luogeng (华罗庚, 華羅庚)",
    "a team in brackets": "emmy (tor)",
    "two scripts": "Hua Luogeng 华罗庚",
    "capitals for the family": "Emmy NOETHER",
    "the family first, in capitals": "NOETHER Emmy",
    "a nickname in quotes": 'Grace "Amazing" Hopper',
    "a nickname in guillemets": "Grace « l’étonnante » Hopper",
    "a title": "Dr Emmy Noether",
    "a title in Persian": "دکتر مریم میرزاخانی",
    "a degree": "Emmy Noether, Ph.D.",
    "a generation": "Martin Luther King III",
    "the family first, after it a comma": "Noether, Emmy",
    "the family first, with a particle": "van der Waerden, Bartel",
    "an organisation with an and": "Department of Arts and Sciences",
    "two families with a y": "Santiago Ramón y Cajal",
    "a Chinese name with 和": "李和平",
    "a name with parts": "索菲娅·柯瓦列夫斯卡娅",
    "letters an entity stands for": "&Eacute;milie du Ch&acirc;telet",
}


@pytest.mark.parametrize("cell", ONE.values(), ids=ONE)
def test_a_name_is_unchanged(cell: str) -> None:
    assert parse_people(cell).people == (ParsedPerson(cell, raw=cell),)
    assert parse_people(cell).ambiguities == ()


SEVERAL = {
    "commas": ("Emmy Noether, Ada Lovelace", "Emmy Noether", "Ada Lovelace"),
    "commas, one in capitals": ("Emmy Noether, HOPPER Grace", "Emmy Noether", "HOPPER Grace"),
    "a comma before and": (
        "Emmy Noether, Ada Lovelace, and Grace Hopper",
        *("Emmy Noether", "Ada Lovelace", "Grace Hopper"),
    ),
    "an ampersand": ("Emmy Noether & Ada Lovelace", "Emmy Noether", "Ada Lovelace"),
    "its entity": ("Emmy Noether &amp; Ada Lovelace", "Emmy Noether", "Ada Lovelace"),
    "and": ("Emmy Noether and Ada Lovelace", "Emmy Noether", "Ada Lovelace"),
    "und": ("Emmy Noether und Ada Lovelace", "Emmy Noether", "Ada Lovelace"),
    "和": ("苏步青和陈景润", "苏步青", "陈景润"),
    "semicolons": ("emmy; ada", "emmy", "ada"),
    "semicolons and families first": ("Noether, Emmy; Lovelace, Ada", "Noether, Emmy", "Lovelace, Ada"),
    "and between families first": ("Noether, Emmy and Lovelace, Ada", "Noether, Emmy", "Lovelace, Ada"),
    "bars": ("emmy | ada|grace", "emmy", "ada", "grace"),
    "Chinese commas": ("苏步青、陈景润", "苏步青", "陈景润"),
    "a full-width comma": ("苏步青，陈景润", "苏步青", "陈景润"),
    "an Arabic comma": ("مریم میرزاخانی، عمر خیام", "مریم میرزاخانی", "عمر خیام"),
    "Japanese names with blanks": ("高木 貞治、伊藤 清", "高木 貞治", "伊藤 清"),
    "Korean names": ("이임학, 최석정", "이임학", "최석정"),
    "lines": ("emmy\nada\r\ngrace", "emmy", "ada", "grace"),
    "a list with numbers": ("1. Emmy Noether\n2. Ada Lovelace", "Emmy Noether", "Ada Lovelace"),
    "degrees between": ("Emmy Noether, PhD, Ada Lovelace", "Emmy Noether, PhD", "Ada Lovelace"),
    "separators in brackets": ("Emmy (a; b)\nAda (c、d)", "Emmy (a; b)", "Ada (c、d)"),
}


@pytest.mark.parametrize("case", SEVERAL.values(), ids=SEVERAL)
def test_several_people_are_split_if_unambiguous(case: tuple[str, ...]) -> None:
    cell, *names = case
    assert [each.name for each in parse_people(cell).people] == names


def test_whitespace_is_collapsed_and_nothing_else_changes() -> None:
    (who,) = parse_people("  Emmy   Noether\u00a0").people
    assert who == ParsedPerson("Emmy Noether", raw="Emmy   Noether")


ROLES = {
    "a prefix": ("Moderator: Emmy Noether", ParsedPerson("Emmy Noether", Role.MODERATOR, "Moderator")),
    "a suffix": ("Emmy Noether (Moderator)", ParsedPerson("Emmy Noether", Role.MODERATOR, "Moderator")),
    "an abbreviation": ("Emmy Noether (Mod.)", ParsedPerson("Emmy Noether", Role.MODERATOR, "Mod.")),
    "an employer like an abbreviation": (
        "Emmy Noether (MoD)",
        ParsedPerson("Emmy Noether", organisation="MoD"),
    ),
    "after a comma": ("Emmy Noether, chair", ParsedPerson("Emmy Noether", Role.CHAIR, "chair")),
    "after a dash": ("Emmy Noether – Host", ParsedPerson("Emmy Noether", Role.HOST, "Host")),
    "a percent sign": ("%chair Noether, Emmy", ParsedPerson("Noether, Emmy", Role.CHAIR, "chair")),
    "a number": ("Speaker 2: Emmy Noether", ParsedPerson("Emmy Noether", Role.SPEAKER, "Speaker 2")),
    "role, name, employer and title between dashes": (
        "主持人 - 华罗庚 - 数学所 高级研究员",
        ParsedPerson("华罗庚", Role.MODERATOR, "主持人", "高级研究员", "数学所"),
    ),
    "role and employer in brackets": (
        "Emmy Noether (Moderator, University of Göttingen)",
        ParsedPerson("Emmy Noether", Role.MODERATOR, "Moderator", "", "University of Göttingen"),
    ),
    "role and pronouns in brackets": (
        "Emmy Noether (she/her) (Moderator)",
        ParsedPerson("Emmy Noether", Role.MODERATOR, "Moderator", pronouns="she/her"),
    ),
}


@pytest.mark.parametrize("case", ROLES.values(), ids=ROLES)
def test_roles_are_distinguished_from_names(case: tuple[str, ParsedPerson]) -> None:
    cell, expected = case
    parsed = parse_people(cell)
    assert [(*_fields(each),) for each in parsed.people] == [_fields(expected)]
    assert parsed.people[0].raw == cell
    assert parsed.ambiguities == ()


def _fields(who: ParsedPerson) -> tuple[object, ...]:
    return (who.name, who.role, who.role_word, who.position, who.organisation, who.pronouns)


def test_a_plural_role_applies_to_all_and_positions_follow_commas() -> None:
    parsed = parse_people(
        "Panelists: Emmy Noether, Professor, Bryn Mawr; Ada Lovelace, Analyst, Babbage & Co; Grace Hopper"
    )
    assert [(each.name, each.position, each.organisation) for each in parsed.people] == [
        ("Emmy Noether", "Professor", "Bryn Mawr"),
        ("Ada Lovelace", "Analyst", "Babbage & Co"),
        ("Grace Hopper", "", ""),
    ]
    assert {each.role for each in parsed.people} == {Role.PANELLIST}


def test_each_role_applies_until_the_next_one_or_an_empty_line() -> None:
    parsed = parse_people(
        "Chair: Emmy Noether\nPanelists:\nAda Lovelace\nGrace Hopper\n\nLise Meitner\nHost: Sofia"
    )
    assert [(each.name, each.role) for each in parsed.people] == [
        ("Emmy Noether", Role.CHAIR),
        ("Ada Lovelace", Role.PANELLIST),
        ("Grace Hopper", Role.PANELLIST),
        ("Lise Meitner", None),
        ("Sofia", Role.HOST),
    ]
    assert parsed.people[1].raw == "Panelists:\nAda Lovelace"


@pytest.mark.parametrize(
    "cell",
    [
        "Chair: Emmy Noether, Panelists: Ada Lovelace, Bo Li",
        "Chair: Emmy Noether; Panelists: Ada Lovelace; Bo Li",
        "主席：Emmy Noether，嘉宾：Ada Lovelace、Bo Li",
    ],
)
def test_a_role_after_a_comma_starts_a_new_group(cell: str) -> None:
    parsed = parse_people(cell)
    assert [who.name for who in parsed.people] == ["Emmy Noether", "Ada Lovelace", "Bo Li"]
    chair, *others = (who.role for who in parsed.people)
    assert chair is Role.CHAIR
    assert len(set(others)) == 1
    assert parsed.ambiguities == ()


def test_an_affiliation_beside_pronouns_is_separated() -> None:
    (who,) = parse_people("Emmy Noether (she/her; Göttingen)").people
    assert (who.name, who.pronouns, who.organisation) == ("Emmy Noether", "she/her", "Göttingen")


def test_a_singular_role_applies_to_the_first_person_and_is_reported() -> None:
    parsed = parse_people("Moderator: Emmy Noether; Ada Lovelace")
    assert [each.role for each in parsed.people] == [Role.MODERATOR, None]
    (doubt,) = parsed.ambiguities
    assert doubt == (
        "“Moderator: Emmy Noether; Ada Lovelace” names several people. Imported “Moderator” as the role of "
        "the first only."
    )


@pytest.mark.parametrize(
    "pronouns", ["she/her", "he/him/his", "they", "DE: sie/ihr EN: she/her", "any pronouns"]
)
def test_pronouns_in_brackets_are_pronouns(pronouns: str) -> None:
    (who,) = parse_people(f"Emmy Noether ({pronouns})").people
    assert (who.name, who.pronouns) == ("Emmy Noether", pronouns)


def test_an_address_never_becomes_part_of_a_name() -> None:
    for cell in (
        "Emmy Noether <emmy@example.org>, Ada Lovelace <ada@example.org>",
        "Emmy Noether (emmy@example.org); Ada Lovelace, ada@example.org",
        "Emmy Noether<emmy@example.org>; Ada Lovelace [mailto:ada@example.org, other@example.org]",
        "Emmy Noether: emmy@example.org.\nAda Lovelace – ada@example.org",
    ):
        parsed = parse_people(cell)
        assert [each.name for each in parsed.people] == ["Emmy Noether", "Ada Lovelace"]
        assert [each.email for each in parsed.people] == ["emmy@example.org", "ada@example.org"]
        assert "@" not in mask_email_addresses(cell)
        assert mask_email_addresses(cell).count("…") == cell.count("@")
    alone = parse_people("emmy@example.org")
    assert alone.people == ()
    assert alone.ambiguities == ("“…” names nobody. Left out. Write the names, or delete it.",)


UNSAFE = {
    "a slash between scripts": ("Emmy / 华罗庚", "as one person"),
    "a slash between forms of a name": ("Li Wei / Wei Li", "as one person"),
    "handles and commas": ("emmy, ada", "was imported as one person"),
    "a family or an employer": ("Emmy Noether, Gauss", "was imported as one person"),
    "names without a family": ("Emmy & Ada Lovelace", "If it names several"),
    "Spanish and": ("Emmy Noether y Ada Lovelace", "If it names several"),
    "a name over two lines": ("Emmy\n  Noether", "broken across lines"),
    "a dash before what is unknown": ("Emmy Noether - Gauss", "was imported as one person"),
    "an unknown word before a colon": ("Foobar: Emmy Noether", "before the colon is not a known role"),
    "a position on its own": ("Senior Lecturer", "looks like a position"),
    "names and positions in one row of commas": (
        "Emmy Noether, Professor, Ada Lovelace, Analyst",
        "was imported as one person",
    ),
    "too long": ("x" * 300, "longer than the limit for names"),
}


@pytest.mark.parametrize("case", UNSAFE.values(), ids=UNSAFE)
def test_an_ambiguous_cell_remains_one_person_and_is_reported(case: tuple[str, str]) -> None:
    cell, sentence = case
    parsed = parse_people(cell)
    assert [each.name for each in parsed.people] == [" ".join(cell.split())]
    assert [each.raw for each in parsed.people] == [cell]
    assert len(parsed.ambiguities) == 1
    assert sentence in parsed.ambiguities[0]


def test_an_organisation_inferred_from_position_alone_is_reported() -> None:
    parsed = parse_people("Emmy Noether, Gauss; Ada Lovelace, Babbage")
    assert [(each.name, each.organisation) for each in parsed.people] == [
        ("Emmy Noether", "Gauss"),
        ("Ada Lovelace", "Babbage"),
    ]
    assert parsed.ambiguities[0] == (
        "“Emmy Noether, Gauss” was split by position alone. Check whether “Gauss” is the organisation."
    )


@pytest.mark.parametrize("cell", [";;", ",,,", " & "])
def test_signs_alone_name_nobody(cell: str) -> None:
    parsed = parse_people(cell)
    assert parsed.people == ()
    assert "names nobody" in parsed.ambiguities[0]


@pytest.mark.parametrize("cell", ["-", " — ", " / ", "..."])
def test_a_sign_for_an_unknown_name_is_a_placeholder(cell: str) -> None:
    parsed = parse_people(cell)
    assert (parsed.people, parsed.ambiguities) == ((), ())
    assert parsed.remarks == (f"“{cell.strip()}” is a placeholder for an unknown value. Left out.",)


MARKED = {
    "tentative": ("Ada Lovelace (TBC)", [("Ada Lovelace", Status.TENTATIVE, "", "")]),
    "cancelled": ("Ada Lovelace (cancelled)", [("Ada Lovelace", Status.CANCELLED, "", "")]),
    "a footnote sign each": (
        "Ada Lovelace*, Alan Turing†, Bo Li (online)",
        [("Ada Lovelace", None, "", ""), ("Alan Turing", None, "", ""), ("Bo Li", None, "", "")],
    ),
    "numbers": ("10:Ada Lovelace; 11:Bo Li", [("Ada Lovelace", None, "", ""), ("Bo Li", None, "", "")]),
    "Chinese": (
        "王小明（待定）、李雷（线上）",
        [("王小明", Status.TENTATIVE, "", ""), ("李雷", None, "", "")],
    ),
    "an abbreviation": ("Ada Lovelace (ACME)", [("Ada Lovelace", None, "ACME", "")]),
    "an abbreviation before a place": ("Ada Lovelace (TU Wien)", [("Ada Lovelace", None, "TU Wien", "")]),
    "an abbreviation of three": ("Ada Lovelace (ETH Zürich)", [("Ada Lovelace", None, "ETH Zürich", "")]),
    "initials before a name": (
        "Ada (AA) Lovelace (AA King)",
        [("Ada (AA) Lovelace (AA King)", None, "", "")],
    ),
    "abbreviations and countries": (
        "Ada Lovelace (EDRi), Hua Luogeng (China), Emmy Noether (DE)",
        [
            ("Ada Lovelace", None, "EDRi", ""),
            ("Hua Luogeng", None, "", "CN"),
            ("Emmy Noether", None, "", "DE"),
        ],
    ),
    "a mark after an affiliation": (
        "Ada Lovelace (ACME) (TBC)",
        [("Ada Lovelace", Status.TENTATIVE, "ACME", "")],
    ),
    "a mark beside a role": ("Chair: Ada Lovelace, TBC", [("Ada Lovelace", Status.TENTATIVE, "", "")]),
    "the family first": ("Noether, Emmy (TBC)", [("Noether, Emmy", Status.TENTATIVE, "", "")]),
    "names and placeholders": (
        "Ada Lovelace, N.N. and TBA",
        [("Ada Lovelace", None, "", ""), ("N.N.", None, "", ""), ("TBA", None, "", "")],
    ),
}


@pytest.mark.parametrize("case", MARKED.values(), ids=MARKED)
def test_marks_and_abbreviations_are_separated_from_names(
    case: tuple[str, list[tuple[str, Status | None, str, str]]],
) -> None:
    cell, people = case
    parsed = parse_people(cell)
    assert [(who.name, who.status, who.organisation, who.country) for who in parsed.people] == people
    assert parsed.ambiguities == ()
    assert all(
        f"was imported as '{who.name}'" in "".join(parsed.remarks) or who.name == who.raw
        for who in parsed.people
    )


@pytest.mark.parametrize(
    "cell", ["Maria Rossi (IT)", "Tim Philipp Schäfers (TPS)", "emmy (ACME)", "Ada Lovelace (Countess)"]
)
def test_ambiguous_brackets_remain_in_the_name(cell: str) -> None:
    assert [who.name for who in parse_people(cell).people] == [cell]


MA = {
    "Jiahao Ma, Yaping Huang": ["Jiahao Ma", "Yaping Huang"],
    "Yo-Yo Ma, Bo Li": ["Yo-Yo Ma", "Bo Li"],
    "JIAHAO MA, YAPING HUANG": ["JIAHAO MA", "YAPING HUANG"],
    "Jiahao MA, Yaping HUANG": ["Jiahao MA", "Yaping HUANG"],
    "Yo-Yo Ma and Jiahao Ma": ["Yo-Yo Ma", "Jiahao Ma"],
    "Samuel Mba, Md Rahman, Kaori Ii": ["Samuel Mba", "Md Rahman", "Kaori Ii"],
    "Ada Lovelace, MA, Bo Li": ["Ada Lovelace, MA", "Bo Li"],
    "Ada Lovelace, M.A., Bo Li": ["Ada Lovelace, M.A.", "Bo Li"],
    "Ada Lovelace, PhD, Ma, Bo Li": ["Ada Lovelace, PhD, Ma", "Bo Li"],
    "Dr. Ada Lovelace, Ma, Bo Li": ["Dr. Ada Lovelace, Ma", "Bo Li"],
    "Ada Lovelace MA, Yo-Yo Ma MBA": ["Ada Lovelace MA", "Yo-Yo Ma MBA"],
    "Martin Luther King III, Jane Doe Jr.": ["Martin Luther King III", "Jane Doe Jr."],
}


@pytest.mark.parametrize(("cell", "names"), MA.items(), ids=MA)
def test_ma_is_a_degree_only_if_the_context_supports_it(cell: str, names: list[str]) -> None:
    parsed = parse_people(cell)
    assert [who.name for who in parsed.people] == names
    assert parsed.ambiguities == ()


def test_numbered_codes_are_several_people() -> None:
    assert [who.name for who in parse_people("P1, P2, P13").people] == ["P1", "P2", "P13"]


def test_a_role_without_a_name_is_reported() -> None:
    assert parse_people("Host:").ambiguities == ("Role “Host” without a name. Left out. Add the name.",)
    assert parse_people("") == parse_people(" \n ")
    assert (parse_people("").people, parse_people("").ambiguities) == ((), ())


def test_a_list_with_organisations_in_brackets_is_split() -> None:
    cell = "Emmy Noether (University of Göttingen), Ada Lovelace (Engines, London), Grace Hopper (Navy)"
    assert [(each.name, each.organisation) for each in parse_people(cell).people] == [
        ("Emmy Noether", "University of Göttingen"),
        ("Ada Lovelace", "Engines, London"),
        ("Grace Hopper", "Navy"),
    ]


def test_names_in_brackets_are_not_organisations() -> None:
    cell = "Emmy Noether (Amalie Noether), Ada Lovelace (Augusta King)"
    assert [(each.name, each.organisation) for each in parse_people(cell).people] == [
        ("Emmy Noether (Amalie Noether)", ""),
        ("Ada Lovelace (Augusta King)", ""),
    ]


def test_an_organisation_after_the_dash_of_a_position_is_one() -> None:
    (person,) = parse_people("Ada Lovelace (Software Engineer - Analytical Society)").people
    assert (person.position, person.organisation) == ("Software Engineer", "Analytical Society")


def test_a_member_of_parliament_is_from_no_island_and_an_author_loses_the_word_before_the_name() -> None:
    (member,) = parse_people("Ada Lovelace (MP)").people
    assert (member.name, member.position, member.country) == ("Ada Lovelace", "MP", "")
    (doctor,) = parse_people("Emmy Noether (MD)").people
    assert doctor.country == ""
    (author,) = parse_people("by Emmy Noether").people
    assert author.name == "Emmy Noether"
