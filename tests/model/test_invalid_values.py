"""Values that cannot be: each fault is a sentence with the value, its field and the nearest name."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import datetime

import pytest

from eventkit.errors import EventkitError, InvalidValue, UnknownId
from eventkit.model import Conference, Deadline, Participant, Room, Session, Slot, Venue
from eventkit.roster import Contact
from eventkit.schedule import Schedule
from eventkit.times import Period
from model.building import CONFERENCE, period, schedule, session

HALL = Room(id="hall", name="Hall")


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (
            lambda: Session(id="opening", title="Opening", plenery=True),
            "Session 'opening' has no field 'plenery'. Did you mean 'plenary'?",
        ),
        (
            lambda: Session(id="opening", title="Opening", kind="keynoet"),
            "Session 'opening': kind cannot be 'keynoet'. Did you mean 'keynote'?",
        ),
        (
            lambda: Session(id="opening", title="Opening", status=None),
            "Session 'opening': status cannot be None. Use confirmed, tentative or cancelled.",
        ),
        (
            lambda: Session(id="opening", title="Opening", start="09:00"),
            (
                "Session 'opening' has no field 'start'. Its time and rooms are its slot, which move_session "
                "changes."
            ),
        ),
        (
            lambda: Session(id="opening", titel="Opening"),
            (
                "Session 'opening': title is missing.\n"
                "Session 'opening' has no field 'titel'. Did you mean 'title'?"
            ),
        ),
        (
            lambda: HALL.model_copy(update={"capacity": -3}),
            "Room 'hall': capacity must be greater than 0, not -3.",
        ),
        (lambda: Room(id="hall", name=""), "Room 'hall': name is empty: fill it in."),
        (lambda: Room(id="hall", name={"en": 3}), "Room 'hall': name.en must be text, not 3."),
        (
            lambda: Room(id="Main Hall", name="Main Hall"),
            (
                "Room 'Main Hall': id must be lower-case letters and digits, joined by hyphens, "
                "dots or underscores, such as 'main-hall', not 'Main Hall'."
            ),
        ),
        (
            lambda: Period(start=datetime(2027, 1, 1), end="2027-01-01 10:00Z"),  # noqa: DTZ001 - a naive one
            "Period: start has no offset from UTC: give an aware datetime, or 2027-05-04 09:00+02:00.",
        ),
        (
            lambda: Deadline(id="papers", title="Papers", at="soon"),
            (
                "Deadline 'papers': at must be a time such as 2027-05-04 09:00+02:00, not 'soon'.\n"
                "Deadline 'papers': at must be a date such as 2027-05-04, without a time, not 'soon'."
            ),
        ),
        (
            lambda: Venue(name="House", latitude=float("nan"), longitude="west"),
            (
                "Venue 'House': latitude must be a finite number, not nan.\n"
                "Venue 'House': longitude must be a number, not 'west'."
            ),
        ),
        (
            lambda: Slot(period=HALL, rooms="hall"),
            "Slot: period must be a value of Period, not a Room.",
        ),
        (
            lambda: Schedule(
                conference=CONFERENCE,
                rooms=[HALL, {"id": "yard", "nam": "Yard"}],
                sessions=[Session(id="opening", title="Opening", people="hypatia")],
            ),
            (
                "Room 'yard': name is missing.\n"
                "Room 'yard' has no field 'nam'. Did you mean 'name'?\n"
                "Session 'opening': There is no participant 'hypatia'. Add it to participants, or correct "
                "the spelling."
            ),
        ),
    ],
)
def test_each_fault_is_a_sentence_with_the_nearest_name(make: Callable[[], object], expected: str) -> None:
    with pytest.raises(InvalidValue) as caught:
        make()
    assert str(caught.value) == expected
    assert isinstance(caught.value, EventkitError)
    assert isinstance(caught.value, ValueError)
    assert str(pickle.loads(pickle.dumps(caught.value))) == expected  # noqa: S301 - our own bytes


def test_faults_have_the_way_to_their_fields() -> None:
    with pytest.raises(InvalidValue) as caught:
        Session(id="a", title="A", people=["b", 3], slot={"period": period("09:00-10:00"), "room": "hall"})
    assert [fault.field for fault in caught.value.faults] == ["slot.room", "people[1]"]


def test_a_lone_string_in_place_of_a_list_is_one_item() -> None:
    conference = Conference(**{**CONFERENCE, "languages": "en"})
    talk = Session(id="talk", title="Talk", people="zoe", languages="en", interpreted="zh")
    assert conference.languages == ("en",)
    assert [appearance.participant for appearance in talk.people] == ["zoe"]
    assert (talk.languages, talk.interpreted) == (("en",), ("zh",))
    assert Slot(period=period("09:00-10:00"), rooms="hall").rooms == ("hall",)
    assert HALL.model_copy(update={"features": "stream"}).features == ("stream",)
    assert Participant(id="zoe", name="Zoe", variants="Zoë").name[0].full == "Zoe"


def test_the_message_on_a_contact_has_no_value() -> None:
    with pytest.raises(InvalidValue) as caught:
        Contact(participant="zoe", email="zoe at example.org", notes="private\x00")
    reported = f"{caught.value} {caught.value!r} {caught.value.details!r}"
    assert "email must be an e-mail address" in reported
    assert "zoe at" not in reported
    assert "private" not in reported


def test_an_unknown_id_is_reported_with_the_most_similar_one() -> None:
    known = schedule(session("opening"))
    with pytest.raises(UnknownId, match=r"no session 'openning'\. Did you mean 'opening'\?"):
        known.session("openning")
    with pytest.raises(KeyError, match="no participant 'gauss'"):
        known.participant("gauss")
