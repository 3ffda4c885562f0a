"""People of files: records of the same person are merged, and private data is kept apart."""

from __future__ import annotations

import pytest

from eventkit.findings import Severity
from eventkit.intake import ImportResult, RawAppearance, RawLink, RawProse
from eventkit.model import Affiliation, Participant, ParticipantKind, Role, Status
from intake.made import findings_of, made, only, person, talk


def named(result: ImportResult) -> list[str]:
    """The names of all, in order."""
    return [each.name[0].full for each in result.schedule.participants]


def first(result: ImportResult) -> Participant:
    """The first of them."""
    return result.schedule.participants[0]


def test_appearances_are_matched_to_people_by_key_or_name() -> None:
    people = [person("Ada Lovelace", "1"), person("Emmy Noether")]

    result = made(
        talk(people=(RawAppearance("1"), RawAppearance("Emmy Noether"), RawAppearance("Kurt Gödel"))),
        people=people,
    )

    assert [each.participant for each in only(result).people] == [
        "ada-lovelace",
        "emmy-noether",
        "kurt-godel",
    ]


def test_names_are_unchanged_except_for_whitespace() -> None:
    result = made(
        talk(),
        people=[
            person(" Ada\n  Lovelace "),
            person("NOETHER Emmy"),
            person("erdgeist"),
            person('Kurt "K" Gödel'),
        ],
    )

    assert named(result) == ["Ada Lovelace", "NOETHER Emmy", "erdgeist", 'Kurt "K" Gödel']
    assert findings_of(result, "whitespace")


def test_a_name_has_only_a_language_of_its_script() -> None:
    result = made(
        talk(), people=[person("Ada Lovelace"), person("华罗庚"), person({"zh": "陈省身", "en": "Chern"})]
    )

    assert [[form.language for form in each.name] for each in result.schedule.participants] == [
        ["en"], ["und"], ["zh", "en"],
    ]  # fmt: skip


def test_private_data_goes_to_the_contacts_only() -> None:
    result = made(
        talk(), people=[person("Ada Lovelace", "1", contact={"email": "ada@example.org", "phone": ""})]
    )

    assert result.contacts == {"ada-lovelace": {"email": "ada@example.org"}}
    assert "ada@example.org" not in repr((result.schedule, result.findings, result))


def test_one_key_with_two_names_is_two_people_which_is_reported() -> None:
    people = [person("Ada Lovelace", "7"), person("Emmy Noether", "7", row=4)]

    result = made(talk(people=(RawAppearance("7", name="Emmy Noether"), RawAppearance("7"))), people=people)

    assert named(result) == ["Ada Lovelace", "Emmy Noether"]
    assert [each.source_id for each in result.schedule.participants] == ["7", "7#2"]
    assert [each.participant for each in only(result).people] == ["emmy-noether", "ada-lovelace"]
    (finding,) = findings_of(result, "one-key-two-people")
    assert "'Ada Lovelace' and 'Emmy Noether'" in finding.message


def test_a_key_with_another_name_in_a_session_is_another_person_which_is_reported() -> None:
    result = made(
        talk(people=(RawAppearance("7", name="Emmy Noether"),)), people=[person("Ada Lovelace", "7")]
    )

    assert named(result) == ["Ada Lovelace", "Emmy Noether"]
    assert findings_of(result, "one-key-two-people")


def test_one_key_with_another_spelling_is_one_person() -> None:
    result = made(talk(), people=[person("Kurt Gödel", "7"), person("KURT GODEL", "7")])

    assert named(result) == ["Kurt Gödel"]
    assert first(result).variants == ("KURT GODEL",)
    assert findings_of(result, "other-spelling")


def test_two_keys_with_one_name_are_two_people() -> None:
    result = made(talk(), people=[person("Ada Lovelace", "1"), person("Ada Lovelace", "2")])

    assert [each.id for each in result.schedule.participants] == ["ada-lovelace", "ada-lovelace-2"]


def test_one_name_without_keys_is_one_person_and_contradictions_are_reported() -> None:
    people = [
        person("Ada Lovelace", organisation="Royal Society"),
        person("Ada Lovelace", organisation="Royal Society, London"),
    ]

    result = made(talk(), people=people)

    assert [each.organisation for each in first(result).affiliations] == [
        "royal-society",
        "royal-society-london",
    ]
    assert findings_of(result, "one-or-two-people")


def test_one_name_without_keys_at_two_organisations_is_two_people() -> None:
    people = [
        person("Ada Lovelace", organisation="Royal Society"),
        person("Ada Lovelace", organisation="Turin"),
        person("Ada Lovelace", organisation="Turin"),
    ]

    result = made(talk(), people=people)

    assert named(result) == ["Ada Lovelace", "Ada Lovelace"]
    assert findings_of(result, "same-name")


def test_reading_leaves_the_records_as_they_are() -> None:
    people = [
        person("Ada Lovelace"),
        person("Ada Lovelace", links=(RawLink("https://example.org"),), country="AT"),
    ]

    assert made(talk(), people=people) == made(talk(), people=people)


def test_a_key_without_a_person_is_reported_and_saved_as_extra() -> None:
    result = made(talk(people=(RawAppearance("99"),)), people=[person("Ada Lovelace", "1")])

    assert only(result).people == ()
    assert only(result).extra["people"] == ("99",)
    assert findings_of(result, "no-such-person")


def test_a_person_without_a_name_is_left_out() -> None:
    result = made(talk(people=(RawAppearance("1"),)), people=[person("", "1"), person("Ada Lovelace", "2")])

    assert [str(each.name[0].full) for each in result.schedule.participants] == ["Ada Lovelace"]
    assert findings_of(result, "nameless")


@pytest.mark.parametrize("nobody", ["TBD", "undefined", "?"])
def test_a_placeholder_name_is_reported_and_left_out(nobody: str) -> None:
    result = made(talk(people=(RawAppearance(nobody),)))

    assert result.schedule.participants == ()
    assert findings_of(result, "placeholder")


def test_roles_are_recognised_and_unknown_ones_saved_as_extra() -> None:
    people = (RawAppearance("Ada Lovelace", "主持人"), RawAppearance("Emmy Noether", "Xyzzy"))

    result = made(talk(people=people))

    assert [each.role for each in only(result).people] == [Role.MODERATOR, Role.SPEAKER]
    assert only(result).extra["roles"].plain() == {"emmy-noether": "Xyzzy"}
    assert findings_of(result, "role")


def test_people_without_a_stated_role_are_the_panellists_of_a_panel() -> None:
    people = (RawAppearance("Ada Lovelace"), RawAppearance("Emmy Noether", "Moderator"))

    assert [each.role for each in only(made(talk(people=people, kind="panel"))).people] == [
        Role.PANELLIST,
        Role.MODERATOR,
    ]
    assert only(made(talk(people=people, kind="workshop"))).people[0].role is Role.SPEAKER


def test_a_duplicate_appearance_is_imported_once_and_reported() -> None:
    result = made(talk(people=(RawAppearance("Ada Lovelace"), RawAppearance("Ada Lovelace"))))

    assert len(only(result).people) == 1
    assert findings_of(result, "duplicate-appearance")


def test_a_position_that_differs_from_the_profile_belongs_to_the_session() -> None:
    people = [person("Ada Lovelace", "1", position="Countess", organisation="Royal Society")]
    here = RawAppearance("1", position="Chair", organisation="Royal Society")
    always = RawAppearance("1", position="Countess", organisation="Royal Society")

    result = made(talk(people=(here,)), talk("Closing", people=(always,)), people=people)

    of_opening, of_closing = (each.people[0].affiliations for each in result.schedule.sessions)
    assert [str(each.position) for each in of_opening] == ["Chair"]
    assert of_closing == ()
    assert len(result.schedule.organisations) == 1


def test_a_person_without_affiliations_takes_the_first_from_an_appearance() -> None:
    result = made(talk(people=(RawAppearance("Ada Lovelace", organisation="Royal Society"),)))

    assert first(result).affiliations == (Affiliation(organisation="royal-society"),)
    assert only(result).people[0].affiliations == ()


def test_an_organisation_beside_a_name_that_differs_from_the_usual_one_belongs_to_the_session() -> None:
    first, second = "Emmy Noether (TU Berlin)", "Emmy Noether (ETH Zürich)"

    result = made(
        talk("Rings", people=(RawAppearance(first),)),
        talk("Ideals", row=6, people=(RawAppearance(second),)),
    )

    organisations = {each.id: str(each.name) for each in result.schedule.organisations}
    (noether,) = result.schedule.participants
    stated = [session.people[0].affiliations for session in result.schedule.sessions]
    assert [organisations[each.organisation or ""] for each in noether.affiliations] == ["TU Berlin"]
    assert [[organisations[each.organisation or ""] for each in of] for of in stated] == [[], ["ETH Zürich"]]


def test_people_in_one_cell_are_split_and_the_cell_saved_as_extra() -> None:
    cell = "Moderator: Ada Lovelace; Emmy Noether"

    result = made(talk(people_text=cell, field_names={"people_text": "Speakers"}))

    assert named(result) == ["Ada Lovelace", "Emmy Noether"]
    assert only(result).people[0].role is Role.MODERATOR
    assert only(result).extra["people"] == cell


def test_an_address_in_a_cell_goes_to_the_contacts() -> None:
    result = made(talk(people_text="Ada Lovelace <ada@example.org>; Emmy Noether"))

    assert result.contacts == {"ada-lovelace": {"email": "ada@example.org"}}
    assert "ada@example.org" not in repr((result.schedule, result.findings))


def test_one_name_in_a_cell_is_one_person() -> None:
    assert only(made(talk(people_text="Ada Lovelace"))).extra.plain() == {}


def test_all_fields_of_a_person_are_imported() -> None:
    result = made(
        talk(),
        people=[
            person(
                "Ada Lovelace", "1", kind="team", honorific="Dr.", country="United Kingdom",
                pronouns="she/her", biography=RawProse("<p>A <i>countess</i></p>"),
                links=(RawLink("https://example.org", "Page"),), variants=("A. Lovelace",), sort="Lovelace",
                extra={"avatar": "x.png"},
            )
        ],
    )  # fmt: skip

    ada = first(result)
    assert (ada.kind, str(ada.honorific), ada.country, ada.pronouns) == (
        ParticipantKind.TEAM,
        "Dr.",
        "GB",
        "she/her",
    )
    assert (str(ada.biography), ada.variants, ada.name[0].sort) == (
        "A *countess*",
        ("A. Lovelace",),
        "Lovelace",
    )
    assert (ada.links[0].url, ada.extra["avatar"]) == ("https://example.org", "x.png")


def test_a_name_that_is_too_long_is_cut_and_saved_as_a_whole() -> None:
    result = made(talk(), people=[person("x" * 201)])

    (participant,) = result.schedule.participants
    assert participant.name[0].full == "x" * 200
    assert participant.extra["name"] == "x" * 201


def test_marks_in_names_are_status_country_and_affiliation_which_is_reported_once() -> None:
    people = [
        person("Ada Lovelace (TBC)", "1"),
        person("Emmy Noether (ACME)", "2"),
        person("Hua Luogeng (China)*", "3"),
        person("Sofia Kovalevskaya (she/her)", "4"),
        person("Grace Hopper <grace@example.org>", "5"),
    ]

    result = made(talk(people=tuple(RawAppearance(str(number)) for number in range(1, 6))), people=people)

    assert named(result) == [
        "Ada Lovelace", "Emmy Noether", "Hua Luogeng", "Sofia Kovalevskaya", "Grace Hopper",
    ]  # fmt: skip
    ada, emmy, hua, sofia, _ = result.schedule.participants
    assert [each.status for each in only(result).people] == [Status.TENTATIVE] + 4 * [Status.CONFIRMED]
    assert [str(each.name) for each in result.schedule.organisations] == ["ACME"]
    assert [each.organisation for each in emmy.affiliations] == ["acme"]
    assert (ada.country, hua.country, sofia.pronouns) == (None, "CN", "she/her")
    assert result.contacts == {"grace-hopper": {"email": "grace@example.org"}}
    assert [finding.message for finding in findings_of(result, "name-mark")] == [
        "“Ada Lovelace (TBC)” was imported as 'Ada Lovelace' (tentative).",
        "“Emmy Noether (ACME)” was imported as 'Emmy Noether' (organisation 'ACME').",
        "“Hua Luogeng (China)*” was imported as 'Hua Luogeng' (country 'CN'). Left out: '*'.",
        "“Sofia Kovalevskaya (she/her)” was imported as 'Sofia Kovalevskaya' (pronouns 'she/her').",
    ]
    assert all(finding.severity is Severity.INFO for finding in findings_of(result, "name-mark"))


@pytest.mark.parametrize("name", ["Ada Lovelace (TBC)", "TBC: Ada Lovelace"])
def test_a_tbc_mark_makes_only_that_appearance_tentative(name: str) -> None:
    def appears(*names: str) -> list[tuple[str, Status]]:
        sessions = [talk(f"Talk {at}", at, people=(RawAppearance(who),)) for at, who in enumerate(names, 5)]
        keyed = [person(who, who) for who in names]
        for people in ([], keyed):
            result = made(*sessions, people=people)
            assert named(result) == ["Ada Lovelace"]
        return [(each.participant, each.status) for talk in result.schedule.sessions for each in talk.people]

    assert appears("Ada Lovelace", name) == [
        ("ada-lovelace", Status.CONFIRMED), ("ada-lovelace", Status.TENTATIVE),
    ]  # fmt: skip
    assert appears(name, "Ada Lovelace") == [
        ("ada-lovelace", Status.TENTATIVE), ("ada-lovelace", Status.CONFIRMED),
    ]  # fmt: skip


@pytest.mark.parametrize("nobody", ["TBC", "N.N.", "Speaker TBA", "待定", "-", "TBA (ACME)"])
def test_a_placeholder_person_is_one_info_and_not_an_error(nobody: str) -> None:
    result = made(talk(people=(RawAppearance("1"), RawAppearance("2"))), people=[
        person(nobody, "1"), person("Ada Lovelace", "2"),
    ])  # fmt: skip

    assert named(result) == ["Ada Lovelace"]
    assert [(finding.severity, finding.code) for finding in result.findings] == [
        (Severity.INFO, "placeholder")
    ]


def test_brackets_remain_in_names_of_organisations() -> None:
    people = [
        person("Free Software Foundation (FSF)", "1"),
        person("CERT (Computer Emergency Team)", "2"),
        person("Chaos (online)", "3", kind="team"),
        person("emmy (tor)", "4"),
    ]

    result = made(talk(), people=people)

    assert named(result) == [
        "Free Software Foundation (FSF)", "CERT (Computer Emergency Team)", "Chaos (online)", "emmy (tor)",
    ]  # fmt: skip
