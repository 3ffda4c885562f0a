"""Rules of what readers see side by side: names in texts, who is from where, languages of texts."""

from __future__ import annotations

import pytest

from eventkit.model import WITHDRAWN, Name
from eventkit.rules import effect
from eventkit.schedule import Schedule
from model.building import named, schedule, session
from rules.rule_findings import about, graded, messages

GALOIS = {"id": "galois", "name": {"fr": "Évariste Galois"}, "variants": ["E. Galois", "加罗瓦"]}


def naming(text: str, **more: object) -> Schedule:
    return schedule(
        session("talk", "09:00-10:00", "hall", abstract={"en": text, "zh": "见英文。"}, **more),
        participants=[GALOIS],
    )


@pytest.mark.parametrize(
    "text",
    [
        "With Evariste Galois at noon.",
        "A portrait (GALOIS, Évariste).",
        "In memory of Evariste Galois's last night.",
        "Of 加罗瓦 and others.",
    ],
)
def test_a_name_spelt_differently_from_its_entry_is_reported(text: str) -> None:
    assert about("name-otherwise", naming(text)) == [("galois", "talk")]


@pytest.mark.parametrize(
    "text",
    [
        "With Évariste Galois at noon.",
        "By “Évariste Galois”, and of Évariste Galois's theory.",
        "Galois theory, and evariste galois in a list of keywords.",
        "Emmy Noether on Rings",
    ],
)
def test_correct_names_and_other_words_are_not_reported(text: str) -> None:
    assert about("name-otherwise", naming(text)) == []


def test_a_session_that_is_cancelled_names_nobody() -> None:
    assert about("name-otherwise", naming("Evariste Galois", status="cancelled")) == []


def test_all_texts_are_searched_again_for_a_renamed_person() -> None:
    before = naming("With Evariste Galois at noon.")
    other = before.participants[0].model_copy(update={"name": "Paul Erdős"})
    found = effect(before, before.model_copy(update={"participants": (other,)}))
    assert [each.code for each in found.removed] == ["name-otherwise"]


def with_people(**contained: tuple[str, ...]) -> Schedule:
    people = [
        {"id": who, "name": who.title(), "affiliations": [{"organisation": body} for body in bodies]}
        for who, bodies in contained.items()
    ]
    return schedule(
        session("talk", "09:00-10:00", "hall", people=[*contained]),
        participants=people,
        organisations=named("acme"),
    )


def test_a_missing_organisation_is_reported_where_most_people_have_one() -> None:
    of = with_people(ada=("acme",), emmy=("acme",), sofya=())
    assert about("no-organisation", of) == [("sofya",)]


def test_a_missing_organisation_is_not_reported_where_few_people_have_one() -> None:
    assert about("no-organisation", with_people(ada=("acme",), emmy=(), sofya=())) == []


def test_an_erased_person_needs_no_organisation() -> None:
    """Seen: “withdrawn-8f7a has no organisation, though most others have one”."""
    of = with_people(ada=("acme",), emmy=("acme",), sofya=())
    (erased,) = (who.model_copy(update={"name": (Name(full=WITHDRAWN),)}) for who in of.participants[2:])
    of = of.model_copy(update={"participants": (*of.participants[:2], erased)})
    assert about("no-organisation", of) == []


def test_an_organisation_of_an_appearance_counts() -> None:
    of = schedule(
        session(
            "talk",
            "09:00-10:00",
            "hall",
            people=["ada", {"participant": "emmy", "affiliations": [{"organisation": "acme"}]}],
        ),
        participants=[
            {"id": "ada", "name": "Ada", "affiliations": [{"organisation": "acme"}]},
            {"id": "emmy", "name": "Emmy"},
        ],
        organisations=named("acme"),
    )
    assert about("no-organisation", of) == []


ACME = {"id": "acme", "name": {"en": "Acme"}}
PEKING = {"id": "pku", "name": {"en": "Peking University", "zh": "北京大学"}}


def abstracts(*texts: dict[str, str]) -> Schedule:
    return schedule(
        *(
            session(f"talk-{at}", f"{9 + at:02}:00-{10 + at:02}:00", "hall", abstract=text)
            for at, text in enumerate(texts)
        )
    )


def test_an_abstract_in_one_language_among_others_in_both_is_found() -> None:
    both, one = {"en": "Known.", "zh": "已知。"}, {"en": "Known."}
    assert about("text-one-language", abstracts(both, both, one)) == [("talk-2",)]
    (message,) = messages("text-one-language", abstracts(both, one, both))
    assert message.startswith("info: the abstract of “Talk-1” (talk-1) is missing in zh")


def test_abstracts_mostly_in_one_language_are_reported_once() -> None:
    both, one = {"en": "Known.", "zh": "已知。"}, {"en": "Known."}
    assert graded("text-one-language", abstracts(both, *[one] * 6)) == [("info", "most")]


def addressed(*honorifics: dict[str, str] | None) -> Schedule:
    ids = [f"person-{at}" for at in range(len(honorifics))]
    people = [
        {"id": id_, "name": id_.title(), **({"honorific": honorific} if honorific else {})}
        for id_, honorific in zip(ids, honorifics, strict=True)
    ]
    return schedule(session("talk", "09:00-10:00", "hall", people=ids), participants=people)


def test_a_form_of_address_in_one_language_is_found_and_most_of_them_once() -> None:
    both, one = {"en": "Ms.", "zh": "女士"}, {"en": "Hon."}
    assert about("text-one-language", addressed(both, one, None)) == [("person-1",)]
    (message,) = messages("text-one-language", addressed(one))
    assert message.startswith("info: the form of address 'Hon.' of Person-0 (person-0) is missing in zh")
    assert graded("text-one-language", addressed(*[one] * 6)) == [("info", "most-honorifics")]


def test_an_organisation_in_one_language_is_found() -> None:
    of = schedule(organisations=[ACME, PEKING])
    assert graded("text-one-language", of) == [("info", "organisation")]


def test_organisations_mostly_in_one_language_are_called_by_it_everywhere() -> None:
    of = schedule(organisations=[ACME, {"id": "cnrs", "name": {"en": "CNRS"}}, PEKING])
    assert graded("text-one-language", of) == []
