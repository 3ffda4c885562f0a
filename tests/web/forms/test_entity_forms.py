"""Forms of entities: what they show is what they save, and others' changes are not overwritten."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given, settings

from eventkit.editing import edit_session, move_session
from eventkit.office.office import Office
from eventkit.schedule import Schedule
from eventkit.store import Store
from eventkit.web.forms.entity_forms import (
    FORMS,
    EntityGone,
    Submission,
    read_fields,
    rearrange,
    submit,
    with_their_value,
)
from eventkit.web.forms.form_values import Strings
from store.small import AT, FORUM
from strategies import schedules

UID = UUID(int=7)


def typed(schedule: Schedule, page: str, id_: str, **changes: str) -> dict[str, str]:
    """What a browser sends for a form in which some strings were changed; a box that is not ticked is not
    sent.
    """
    strings = {**FORMS[page].strings(schedule, id_), **changes}
    return {name: string for name, string in strings.items() if string != "unticked"}


@settings(max_examples=12)
@given(schedules(max_sessions=2))
def test_a_form_that_nobody_changed_changes_nothing(schedule: Schedule) -> None:
    for form in FORMS.values():
        for entity in form.entities(schedule) if form.add else [schedule.conference]:
            fields, faults = read_fields(form, form.strings(schedule, entity.id), schedule, entity)
            assert not faults
            assert form.changed(schedule, entity.id, fields) == schedule


@pytest.mark.parametrize(
    ("typed_at", "shown"),
    [
        ("1 September 2026", "2026-09-01"),
        ("2026-09-01 18:00", "2026-09-01 18:00"),
        ("2026-09-01T18:00", "2026-09-01 18:00"),
        ("Sep 1, 2026 6 pm", "2026-09-01 18:00"),
    ],
)
def test_a_day_or_a_time_is_read_in_any_form_that_an_import_understands(typed_at: str, shown: str) -> None:
    form = FORMS["deadlines"]
    fields, faults = read_fields(form, {"title.en": "Papers", "at": typed_at}, FORUM, None)
    assert not faults
    at = fields["at"]
    assert (f"{FORUM.wall(at):%Y-%m-%d %H:%M}" if isinstance(at, datetime) else str(at)) == shown


def test_what_is_no_day_and_no_time_is_reported_with_an_example() -> None:
    strings = {"title.en": "Papers", "at": "some day"}
    _, (fault,) = read_fields(FORMS["deadlines"], strings, FORUM, None)
    assert fault.name == "at"
    assert fault.message == "must be a day such as 2027-03-01, or a time such as 2027-03-01 18:00"


@pytest.fixture
def office(empty_file: Path, tmp_path: Path) -> Iterator[Office]:
    shutil.copy(empty_file, tmp_path / "forum.db")
    with Store.open(f"sqlite:///{tmp_path}/forum.db") as store:
        made = Office(store, "forum", author="Ana", clock=lambda: AT)
        made.create(FORUM)
        yield made


def sent(office: Office, page: str, id_: str, strings: Strings, base: int | None = None) -> Submission:
    return submit(office, FORMS[page], id_, strings, base or office.load().revision, uid=UID)


def test_fields_texts_places_and_people_are_saved_together(office: Office) -> None:
    strings = typed(
        FORUM,
        "sessions",
        "lecture",
        **{
            "title.zh": "讲座",
            "kind": "keynote",
            "place.start": "11:30",
            "minutes": "45",
            "place.rooms.yard": "on",
            "people.1.participant": "Emmy Noether",
            "people.1.role": "moderator",
            "links.0.url": "https://example.org/slides",
        },
    )
    saved = sent(office, "sessions", "lecture", strings)
    lecture = next(session for session in office.load().schedule.sessions if session.id == "lecture")
    assert saved.outcome is not None
    assert dict(lecture.title) == {"en": "Lecture", "zh": "讲座"}
    assert lecture.slot is not None
    assert f"{FORUM.wall(lecture.slot.period.start):%d %H:%M}" == "05 11:30"
    assert (lecture.length, lecture.slot.rooms) == (45, ("yard",))
    assert [(one.participant, one.role.value) for one in lecture.people] == [
        ("hypatia", "speaker"),
        ("noether", "moderator"),
    ]
    assert [link.url for link in lecture.links] == ["https://example.org/slides"]


def test_the_positions_of_an_appearance_survive_a_form_that_does_not_show_them(office: Office) -> None:
    sent(office, "sessions", "opening", typed(FORUM, "sessions", "opening", **{"people.0.role": "moderator"}))
    opening = next(session for session in office.load().schedule.sessions if session.id == "opening")
    assert opening.people[0].role == "moderator"
    assert opening.people[0].affiliations == FORUM.sessions[1].people[0].affiliations


def test_a_session_that_loses_its_start_keeps_its_length(office: Office) -> None:
    sent(office, "sessions", "lecture", typed(FORUM, "sessions", "lecture", **{"place.start": ""}))
    lecture = next(session for session in office.load().schedule.sessions if session.id == "lecture")
    assert (lecture.slot, lecture.minutes) == (None, 60)


@pytest.mark.parametrize(
    ("page", "id_", "changes", "name", "words"),
    [
        ("sessions", "lecture", {"title.en": ""}, "title", "is missing"),
        ("sessions", "lecture", {"place.start": "25:00"}, "place.start", "00:00 to 23:59"),
        ("sessions", "lecture", {"minutes": "long"}, "minutes", "whole number"),
        ("sessions", "party", {"place.rooms.hall": "on"}, "place.start", "untick"),
        ("sessions", "opening", {"people.1.participant": "Nobody"}, "people.1.participant", "no participant"),
        ("sessions", "opening", {"people.4.participant": "hypatia"}, "people", "twice as speaker"),
        ("sessions", "lecture", {"links.0.url": "example.org"}, "links.0.url", "https://"),
        ("rooms", "hall", {"capacity": "many"}, "capacity", "whole number"),
        ("rooms", "hall", {"available.0.start": "2026-11-05T09:00"}, "available.0", ""),
        ("people", "noether", {"country": "Germany"}, "country", "two"),
        ("tracks", "number", {"code": "N"}, "code", "two"),
        ("conference", "forum", {"day_change": "13:00"}, "day_change", "before 12:00"),
        ("conference", "forum", {"zone": "CET"}, "zone", "not a time zone"),
        ("conference", "forum", {"end": "2026-11-01"}, "", "before start"),
        ("conference", "forum", {"venue.latitude": "30"}, "venue.name", ""),
    ],
)
def test_a_fault_stands_at_its_input_and_nothing_is_saved(
    office: Office, page: str, id_: str, *, changes: dict[str, str], name: str, words: str
) -> None:
    refused = sent(office, page, id_, typed(FORUM, page, id_, **changes))
    assert name in [fault.name for fault in refused.faults]
    assert words in "\n".join(fault.message for fault in refused.faults)
    assert refused.outcome is None
    assert office.load().schedule == FORUM


def test_what_others_changed_elsewhere_stays(office: Office) -> None:
    base = office.load().revision
    office.edit(lambda now: move_session(now, "lecture", rooms=["yard"]), "elsewhere")
    sent(office, "sessions", "lecture", typed(FORUM, "sessions", "lecture", **{"title.zh": "讲座"}), base)
    lecture = next(session for session in office.load().schedule.sessions if session.id == "lecture")
    assert lecture.title["zh"] == "讲座"
    assert lecture.slot is not None
    assert lecture.slot.rooms == ("yard",)


def test_one_field_changed_by_two_is_shown_with_both_values_and_either_can_be_saved(office: Office) -> None:
    base = office.load().revision
    office.edit(lambda now: edit_session(now, "lecture", title={"en": "Theirs"}, subtitle="Two"), "theirs")
    strings = typed(FORUM, "sessions", "lecture", **{"title.en": "Mine"})
    clash = sent(office, "sessions", "lecture", strings, base)
    assert [(one.field, one.base, one.mine, one.theirs, one.by) for one in clash.conflicts] == [
        ("title.en", "Lecture", "Mine", "Theirs", "Ana")
    ]
    assert (clash.strings["title.en"], clash.strings["subtitle.en"]) == ("Mine", "Two")

    now = office.load()
    theirs = with_their_value(clash.strings, typed(now.schedule, "sessions", "lecture"), "title.en")
    assert theirs["title.en"] == "Theirs"

    saved = sent(office, "sessions", "lecture", clash.strings, clash.base)
    assert saved.outcome is not None
    assert saved.outcome.after.sessions[2].title["en"] == "Mine"


def test_a_form_of_what_is_not_there_adds_nothing(office: Office) -> None:
    base, strings = office.load().revision, typed(FORUM, "sessions", "party", **{"title.en": "Ball"})
    office.edit(lambda now: FORMS["sessions"].remove(now, "party"), "gone")  # type: ignore[misc]
    before = office.load()
    for id_, seen in (("party", base), ("party", None), ("nobody-ever", base)):
        with pytest.raises(EntityGone):
            sent(office, "sessions", id_, strings, seen)
    assert office.load() == before


def test_a_new_entity_gets_an_id_from_its_name(office: Office) -> None:
    for page, strings, id_ in (
        ("sessions", {"title.en": "Closing", "kind": "closing", "status": "confirmed"}, "closing"),
        (
            "people",
            {"name.0.language": "en", "name.0.full": "Ada Lovelace", "kind": "person"},
            "ada-lovelace",
        ),
        ("rooms", {"name.en": "Annex"}, "annex"),
        ("deadlines", {"title.en": "Posters", "at": "2026-10-01"}, "posters"),
    ):
        added = sent(office, page, "", strings)
        assert not added.faults, page
        assert added.id == id_
        assert FORMS[page].entity(office.load().schedule, id_) is not None


def test_rows_move_and_go_as_their_buttons_say() -> None:
    strings = typed(FORUM, "sessions", "opening")
    down = rearrange(strings, "down", "people.0")
    assert (down["people.0.participant"], down["people.1.participant"]) == ("Ὑπατία", "Emmy Noether")
    assert down["people.1.was"] == "0"
    gone = rearrange(down, "remove", "people.0")
    assert gone["people.0.participant"] == "Emmy Noether"
    assert not any(name.startswith("people.1") for name in gone)
    assert rearrange(strings, "up", "people.0") == strings
    assert rearrange(strings, "up", "people.9") == strings
