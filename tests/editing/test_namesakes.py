"""Two people of one name are two only where an address or an organisation says so."""

from __future__ import annotations

import pytest

from eventkit.editing.namesakes import Contradiction, PersonFacts, contradiction


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Porto", "Univ. Porto"),
        ("University of Porto", "Universidade do Porto"),
        ("University of Porto", "Faculty of Sciences, University of Porto, Portugal"),
        ("MIT", "Massachusetts Institute of Technology"),
        ("ETH Zürich", "ETH ZURICH"),
        ("清华大学", "清华大学计算机系"),
        ("清华大学", "Tsinghua University"),
        ("Институт океанологии", "Институт океанологии РАН"),
        ("", "CIIMAR"),
    ],
)
def test_organisations_that_may_be_one_tell_nobody_apart(one: str, other: str) -> None:
    mine, theirs = (PersonFacts.of((), (name,)) for name in (one, other))
    assert contradiction(mine, theirs) is contradiction(theirs, mine) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("University of Porto", "Federal University of Bahia"),
        ("University of Porto", "University of Portsmouth"),
        ("Shell", "BP"),
        ("IBM", "MIT"),
        ("清华大学", "北京大学"),
        ("مكتبة الإسكندرية", "جامعة القاهرة"),
        ("X", "Y"),
    ],
)
def test_other_organisations_tell_two_people_apart(one: str, other: str) -> None:
    mine, theirs = (PersonFacts.of((), (name,)) for name in (one, other))
    assert contradiction(mine, theirs) is contradiction(theirs, mine) is Contradiction.ORGANISATION


def test_addresses_settle_it_at_any_organisation() -> None:
    porto = PersonFacts.of(("maria@example.org",), ("University of Porto",))
    assert contradiction(porto, PersonFacts.of(("MARIA@example.org ",), ("Shell",))) is None
    assert contradiction(porto, PersonFacts.of(("silva@example.org",), ("University of Porto",))) is (
        Contradiction.EMAIL
    )
    assert contradiction(porto, PersonFacts.of((None,), ("University of Porto",))) is None


def test_one_of_several_organisations_is_enough() -> None:
    both = PersonFacts.of((), ("Shell", "University of Porto"))
    assert contradiction(both, PersonFacts.of((), ("University of Porto",))) is None
