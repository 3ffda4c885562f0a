"""The values of the model: what each takes, and what it says where it takes something not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given

from eventkit.model import (
    Affiliation,
    Conference,
    Kind,
    Link,
    Name,
    Participant,
    Room,
    Session,
    Slot,
    Track,
    Venue,
)
from eventkit.texts import Text
from model.building import CONFERENCE, faults
from strategies import names

UID = UUID(int=1)


def test_a_name_may_be_given_as_a_string_by_language_or_in_parts() -> None:
    read = Participant.model_validate(
        {"id": "zu", "name": {"zh": "祖冲之", "en": {"full": "Zu Chongzhi", "sort": "Zu, Chongzhi"}}}
    )
    assert read.name == (
        Name(language="zh", full="祖冲之"),
        Name(language="en", full="Zu Chongzhi", sort="Zu, Chongzhi"),
    )
    alone = Participant.model_validate({"id": "zu", "name": "祖冲之"}, context={"language": "zh"})
    assert alone.name == (Name(language="zh", full="祖冲之"),)


def test_name_forms_come_in_the_readers_languages_and_then_the_original() -> None:
    """On a badge for readers of English alone Hypatia is still called what she calls herself."""
    greek, english = Name(language="el", full="Ὑπατία"), Name(language="en", full="Hypatia")
    hypatia = Participant(id="hypatia", name=(greek, english))
    assert hypatia.named("en") == (english, greek)
    assert hypatia.named("en-GB", "el") == (english, greek)
    assert hypatia.named("zh") == hypatia.named() == (greek,)


@given(names)
def test_the_original_form_of_a_name_is_always_printed_and_no_form_twice(
    forms: tuple[Name, ...],
) -> None:
    found = Participant(id="a", name=forms).named("en", "zh")
    assert forms[0] in found
    assert len(set(found)) == len(found)


def test_people_sort_by_their_sort_name_ignoring_accents() -> None:
    def key(**form: Any) -> str:
        return Participant(id="a", name=(Name(**form),)).sort_key

    assert key(full="Gerd Müller", sort="Müller, Gerd") == "muller, gerd"
    assert key(full="Łukasz") > key(full="ÉMILIE") > key(full="Emil")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda: Participant(id="a", name=({"full": "Ada"}, {"full": "Augusta"})),
            "name: has two forms in one language: move one of them to variants",
        ),
        (lambda: Name(full="Ada\nLovelace"), "full: must be one line, without tabs"),
        (lambda: Name(full="a" * 201), "full: String should have at most 200 characters"),
        (lambda: Room(id="hall", name="a\tb"), "name: must be one line, without tabs"),
        (
            lambda: Room(id="hall", name={"zh": "a" * 501}),
            "name: is 501 characters long in zh: 500 is the limit",
        ),
        (
            lambda: Room(id="Main hall", name="Hall"),
            (
                "id: must be lower-case letters and digits, joined by hyphens, dots or underscores, "
                "such as 'main-hall'"
            ),
        ),
        (
            lambda: Room(id="hall", name="Hall", features=["a\nb"]),
            "features.0: must be one line, without tabs",
        ),
        (Affiliation, ": has neither a position nor an organisation: fill in one of them"),
        (lambda: Venue(name="Hall", latitude=48.2), ": Latitude and longitude belong together. Fill in both"),
        (
            lambda: Venue(name="Hall", latitude=float("nan"), longitude=0),
            "latitude: Input should be a finite",
        ),
        (
            lambda: Link(url="javascript:alert(1)"),
            "url: must be an address that begins with https:// or http://",
        ),
        (lambda: Link(url="https://a b"), "url: must be an address that begins with https:// or http://"),
        (lambda: Link(url="https://a.example/\u202e"), "url: contains the invisible character U+202E"),
        (lambda: Track(id="a", name="A", code="A1", colour="green"), "colour: String should match pattern"),
        (
            lambda: Slot(period={"start": "2026-05-04T09:00Z", "end": "2026-05-04T10:00Z"}, rooms=["a", "a"]),
            "rooms: names a room twice",
        ),
        (
            lambda: Session(id="a", uid=UID, title="A", people=["lin", "li", {"participant": "lin"}]),
            "people: has lin twice as speaker: delete one",
        ),
    ],
)
def test_an_invalid_value_is_refused_with_the_reason(make: Callable[[], object], expected: str) -> None:
    (found,) = faults(make)
    assert found.startswith(expected)


@pytest.mark.parametrize(
    ("field", "given", "expected"),
    [
        ("end", "2026-05-03", ": end (2026-05-03) is before start (2026-05-04)"),
        ("start", "0206-05-04", "start: is in the year 206: is that a slip?"),
        ("zone", "CET", "zone: 'CET' is not a time zone: use an IANA name"),
        ("day_change", "12:00", "day_change: must be a wall time before 12:00, such as 04:00"),
        ("day_change", "04:00:30", "day_change: must be a wall time before 12:00, such as 04:00"),
        ("languages", [], "languages: Tuple should have at least 1 item"),
        ("languages", ["en", "EN"], "languages: names a language twice"),
        ("contact", "office", "contact: String should match pattern"),
        ("contact", "office\u202e@example.org", "contact: contains the invisible character U+202E"),
        ("contact", "Office <office@example.org>", "contact: String should match pattern"),
    ],
)
def test_an_invalid_conference_field_is_refused_with_the_reason(
    field: str, given: Any, expected: str
) -> None:
    (found,) = faults(lambda: Conference.model_validate({**CONFERENCE, field: given}))
    assert found.startswith(expected)


def test_abstracts_and_street_addresses_may_have_several_lines() -> None:
    read = Session(id="a", uid=UID, title="A", abstract={"en": "One.\n\nTwo."})
    assert read.abstract == Text({"en": "One.\n\nTwo."})
    assert Venue(name="Hall", address="Ring 1\n1010 Wien").address == Text("Ring 1\n1010 Wien")


def test_breaks_meals_and_registration_are_pauses() -> None:
    assert {kind for kind in Kind if kind.is_pause} == {Kind.BREAK, Kind.MEAL, Kind.REGISTRATION}


def a_session(**fields: Any) -> Session:
    return Session.model_validate({"id": "a", "uid": UID, "title": "A", **fields})


SLOT = {"period": {"start": "2027-03-01T09:00:00Z", "end": "2027-03-01T09:40:00Z"}}


def test_a_session_has_the_length_of_its_slot_or_its_planned_length() -> None:
    assert a_session().length is None
    assert a_session(minutes=25).length == 25
    assert a_session(slot=SLOT).length == 40


def test_a_session_with_a_slot_has_no_other_length() -> None:
    both = a_session(slot=SLOT, minutes=25)
    assert (both.minutes, both.length) == (None, 40)
    assert a_session(minutes=25).model_copy(update={"slot": both.slot}) == a_session(slot=SLOT)


@pytest.mark.parametrize("minutes", [0, -5, 100_001, "soon"])
def test_a_length_is_at_least_a_minute_and_at_most_ten_weeks(minutes: object) -> None:
    with pytest.raises(ValueError, match="minutes"):
        a_session(minutes=minutes)
