"""Names and positions for readers of several languages at once."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.model import Name
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording.name_lines import index_form, name_forms, position_lines
from outputs.calendars import schedule

PKU = {"id": "pku", "name": {"en": "Peking University", "zh": "北京大学"}}
BERLIN = {"id": "berlin", "name": {"en": "Royal Academy, Berlin"}}


def someone(**fields: Any) -> Schedule:
    """A schedule with one participant, who appears in one session."""
    person = {"id": "x", "name": "Lin Yifu", **fields}
    return schedule({"id": "talk", "people": ["x"]}, participants=[person], organisations=[PKU, BERLIN])


def names(of: Schedule, *languages: str) -> list[str]:
    return [form.full for form in name_forms(of, of.participants[0], languages)]


def position_texts(of: Schedule, *languages: str) -> list[tuple[str, str]]:
    return list(position_lines(of, of.participants[0], languages))


def test_a_name_is_printed_in_each_language_and_then_as_its_owner_writes_it():
    of = someone(name={"ka": "ანდრია რაზმაძე", "en": "Andria Razmadze", "zh": "拉兹马泽"})

    assert names(of, "zh", "en") == ["拉兹马泽", "Andria Razmadze", "ანდრია რაზმაძე"]
    assert names(of, "en") == ["Andria Razmadze", "ანდრია რაზმაძე"]


def test_a_name_unreadable_to_the_reader_is_preceded_by_a_conference_language():
    of = someone(name={"ka": "ანდრია რაზმაძე", "en": "Andria Razmadze"})

    assert names(of, "zh") == ["Andria Razmadze", "ანდრია რაზმაძე"]


def test_a_name_without_a_form_in_the_readers_language_is_printed_in_their_script():
    """Readers of English can read the German form, and not the Arabic one."""
    of = someone(name={"zh": "埃米·诺特", "de": "Emmy Noether"})

    assert names(of, "en") == ["Emmy Noether", "埃米·诺特"]
    assert names(of, "ar") == ["埃米·诺特"]


@pytest.mark.parametrize("kind", ["organisation", "delegation", "team"])
def test_the_name_of_an_organisation_is_printed_only_in_requested_languages(kind: str):
    of = someone(kind=kind, name={"en": "Government of China", "zh": "中国政府"})

    assert names(of, "zh") == ["中国政府"]
    assert names(of, "zh", "en") == ["中国政府", "Government of China"]
    assert names(of, "fr") == ["Government of China"]


def test_an_organisation_also_shows_its_name_in_a_language_outside_the_conference():
    of = someone(kind="delegation", name={"am": "የባሕረ ሐሳብ ሊቃውንት", "en": "Scholars of the Bahre Hasab"})

    assert names(of, "en") == ["Scholars of the Bahre Hasab", "የባሕረ ሐሳብ ሊቃውንት"]


def test_positions_are_listed_one_language_after_another():
    professor, dean = {"en": "Professor", "zh": "教授"}, {"en": "Dean", "zh": "院长"}
    of = someone(
        affiliations=[
            {"position": dean, "organisation": "pku"},
            {"position": professor, "organisation": "pku"},
        ]
    )

    assert position_texts(of, "en", "zh") == [
        ("en", "Dean, Peking University"),
        ("en", "Professor, Peking University"),
        ("zh", "北京大学院长"),
        ("zh", "北京大学教授"),
    ]


def test_a_position_is_listed_in_the_languages_that_translate_it_fully():
    of = someone(affiliations=[{"position": {"en": "Fellow", "zh": "院士"}, "organisation": "berlin"}])

    assert position_texts(of, "zh", "en") == [("en", "Fellow, Royal Academy, Berlin")]
    assert position_texts(of, "zh") == [("en", "Fellow, Royal Academy, Berlin")]


def test_a_position_fully_translated_in_no_language_is_listed_once():
    of = someone(affiliations=[{"position": {"zh": "院士"}, "organisation": "berlin"}])

    assert position_texts(of, "en", "zh") == [("en", "Royal Academy, Berlin 院士")]


def test_a_position_identical_in_two_languages_is_listed_once():
    of = someone(affiliations=[{"position": {"en": "CEO", "zh": "CEO"}}])

    assert position_texts(of, "en", "zh") == [("en", "CEO")]


def test_positions_as_of_an_appearance_come_before_those_of_today():
    person = {"id": "x", "name": "Lin Yifu", "affiliations": [{"position": "Dean"}]}
    then = {"participant": "x", "affiliations": [{"position": {"en": "Student"}}]}
    of = schedule({"id": "talk", "people": [then]}, participants=[person])

    assert position_lines(of, of.sessions[0].people[0], ("en",)) == (("en", "Student"),)


@pytest.mark.parametrize(
    ("honorific", "form", "expected"),
    [
        ({"en": "Prof."}, {"full": "Georg Cantor", "sort": "Cantor, Georg"}, ("Cantor", ", Georg (Prof.)")),
        (None, {"full": "Émilie du Châtelet", "sort": "Chatelet, Emilie du"}, ("Châtelet", ", Émilie du")),
        (
            None,
            {"full": "Muḥammad ibn Mūsā al-Khwārizmī", "sort": "Khwarizmi, Muhammad ibn Musa al-"},
            ("Khwārizmī", ", Muḥammad ibn Mūsā al-"),
        ),
        (None, {"full": "G. H. Hardy", "sort": "Hardy, Godfrey Harold"}, ("Hardy", ", G. H.")),
        (None, {"full": "Wang Xiaojun", "sort": "Wang, Xiaojun"}, ("Wang", " Xiaojun")),
        (None, {"full": "Leonardo Pisano", "sort": "Fibonacci"}, ("Fibonacci", " (Leonardo Pisano)")),
        ({"en": "Dr."}, {"full": "Ada Lovelace"}, ("Ada Lovelace", " (Dr.)")),
        ({"zh": "教授"}, {"full": "王小军", "sort": "Wang, Xiaojun"}, ("王小军教授", "")),
        (None, {"full": "أبو بكر الكرجي", "sort": "الكرجي، أبو بكر"}, ("الكرجي", "، أبو بكر")),
    ],
)
def test_an_index_prints_the_word_by_which_a_name_is_sorted_first(
    honorific: dict[str, str] | None, form: dict[str, str], expected: tuple[str, str]
):
    language = next(iter(honorific), "en") if honorific else "en"

    assert index_form(Text(honorific) if honorific else None, Name(**form), [language]) == expected
