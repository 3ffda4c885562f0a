"""Names that are printed in a doubtful order are reported once for each cause."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.model import Name, Participant
from eventkit.outputs.badges import badges
from eventkit.outputs.name_order import NameOrder, NameParts, known_parts
from eventkit.typesetting import Fonts
from outputs.calendars import MORNING, schedule

PEOPLE: list[dict[str, Any]] = [
    {"id": "noether", "name": {"en": "Noether, Emmy"}},
    {"id": "waerden", "name": {"en": "van der Waerden, Bartel"}},
    {"id": "lovelace", "name": {"en": "Ada Lovelace, PhD"}},
    {"id": "lin", "name": {"en": "Lin Yifu", "zh": "林毅夫"}},
    {"id": "vinh", "name": {"vi": "Lương Thế Vinh"}},
    {"id": "zu", "name": {"en": {"full": "Zu Chongzhi", "sort": "Zu, Chongzhi"}, "zh": "祖冲之"}},
    {"id": "hilbert", "name": {"en": {"full": "D. Hilbert", "given": "Emmy", "family": "Hilbert"}}},
    {"id": "garcia", "name": {"es": "Gabriel García Márquez"}},
    {"id": "abel", "name": {"en": {"full": "Niels Henrik Abel", "given": "Niels Henrik"}}},
    {"id": "euclid", "name": {"en": "Euclid"}},
    {"id": "bhaskara", "name": {"en": "Bhāskara II"}},
    {"id": "hardy", "name": {"en": {"full": "G. H. Hardy", "given": "Godfrey Harold", "family": "Hardy"}}},
    {"id": "fibonacci", "name": {"it": {"full": "Leonardo Pisano", "badge": "Fibonacci"}}},
    {"id": "group", "kind": "team", "name": {"en": "Nicolas Bourbaki"}},
]


def doubtful_names(fonts: Fonts, *languages: str) -> dict[str, tuple[tuple[str, ...], str]]:
    of = schedule(
        {"id": "t", "slot": MORNING, "people": [person["id"] for person in PEOPLE]}, participants=PEOPLE
    )
    findings = badges(of, languages=languages, fonts=fonts).findings
    return {finding.code: (finding.about, finding.message) for finding in findings}


def test_badges_report_each_cause_of_a_doubtful_order_once(fonts: Fonts):
    findings = doubtful_names(fonts, "en")

    assert findings["comma-name"][0] == ("noether", "waerden")
    assert "such as 'Noether, Emmy'" in findings["comma-name"][1]
    assert findings["name-parts"][0] == ("hilbert",)
    assert "'Emmy' in 'D. Hilbert'" in findings["name-parts"][1]
    assert findings["family-name-large"][0] == ("lin", "vinh")
    assert "'Lin' of 'Lin Yifu'" in findings["family-name-large"][1]
    assert findings["no-given-name"][0] == ("lovelace", "garcia")


def test_a_name_that_is_whole_in_chinese_is_not_doubtful(fonts: Fonts):
    assert doubtful_names(fonts, "en", "zh")["family-name-large"][0] == ("vinh",)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        (Name(language="en", full="Lin Yifu", sort="Lin, Yifu"), NameParts("Yifu", "Lin")),
        (Name(language="en", full="Ada King", given="Ada", sort="Lovelace, Ada"), NameParts("Ada", "")),
        (Name(language="en", full="Euclid", sort="Euclid"), NameParts("", "")),
    ],
)
def test_a_sort_key_with_a_comma_gives_the_parts_of_a_name(name: Name, expected: NameParts):
    assert known_parts(name) == expected


def test_a_country_that_writes_the_family_name_first_makes_a_name_doubtful():
    order = NameOrder()
    for country in ("HU", "DE"):
        person = Participant(id=country.lower(), name="Erdős Pál", country=country)
        order.add_divided(person.id, "Erdős Pál", person.name[0], person)

    assert [(finding.code, finding.about) for finding in order.findings()] == [
        ("family-name-large", ("hu",)),
        ("no-given-name", ("de",)),
    ]
