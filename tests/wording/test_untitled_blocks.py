"""Tests of blocks without a title of their own, of which readers see the talks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventkit.differences import Code, difference
from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.outputs.letters import compose_letters
from eventkit.plugins.exporters import Context, Exporter, get_exporter
from eventkit.schedule import Schedule
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence
from eventkit.wording.public_schedule import block_place, for_readers, is_untitled
from model.building import named, schedule, session

START = datetime(2026, 1, 1, tzinfo=UTC)
LATER = START + timedelta(days=1)
ALGEBRA = {"id": "algebra", "name": "Algebra", "code": "AL", "colour": "#336699"}


def a_block(when: str = "09:00-10:30", room: str = "hall", **fields: Any) -> dict[str, Any]:
    return session("block", when, room, kind="block", **{"title": "Session", **fields})


def in_block(id_: str, when: str, **fields: Any) -> dict[str, Any]:
    return session(id_, when, parent="block", **fields)


def conference(*sessions: dict[str, Any]) -> Schedule:
    rooms, people = named("hall", "attic"), named("noether")
    return schedule(*sessions, rooms=rooms, participants=people, tracks=[ALGEBRA])


TALKS = (in_block("rings", "09:00-09:30"), in_block("fields", "09:30-10:00"))


def places(of: Schedule) -> dict[str, tuple[str | None, tuple[str, ...]]]:
    """The parent and the own rooms of each session."""
    return {each.id: (each.parent, each.slot.rooms if each.slot else ()) for each in of.sessions}


@pytest.mark.parametrize("title", ["Session", {"en": "session", "zh": "专场"}])
def test_a_block_that_is_called_by_its_kind_in_all_languages_has_no_title(title: Any) -> None:
    assert is_untitled(conference(a_block(title=title)).sessions[0])


@pytest.mark.parametrize("title", ["Algebra", {"en": "Session", "zh": "代数"}])
def test_a_block_with_a_word_of_its_own_in_a_language_has_a_title(title: Any) -> None:
    assert not is_untitled(conference(a_block(title=title)).sessions[0])


def test_a_talk_that_is_called_session_has_a_title() -> None:
    assert not is_untitled(conference(session("talk", title="Session")).sessions[0])


def test_readers_see_the_talks_of_an_untitled_block_in_its_room() -> None:
    shown = for_readers(conference(a_block(), *TALKS))
    assert places(shown) == {"rings": (None, ("hall",)), "fields": (None, ("hall",))}


def test_changes_call_an_untitled_block_by_its_place() -> None:
    apart = conference(a_block(), session("rings", "09:00-09:30", "hall"))
    within = conference(a_block(), in_block("rings", "09:00-09:30"))
    gone = conference(session("rings", "09:00-09:30", "hall"))
    assert [
        change_sentence(change, apart, within, Wording.of("en"))
        for change in difference(apart, within)
        if change.field == "parent"
    ] == ["“Rings”: Part of: – → Hall, Mon, 4 May, 09:00."]
    (removed,) = difference(apart, gone)
    assert change_sentence(removed, apart, gone, Wording.of("en")) == (
        "“Hall, Mon, 4 May, 09:00” is no longer in the programme."
    )


def test_readers_see_no_empty_block() -> None:
    assert (
        for_readers(conference(a_block(), session("rings", "09:00-10:00", "attic"))).sessions[0].id == "rings"
    )


def test_a_schedule_without_untitled_blocks_is_what_readers_see() -> None:
    plain = conference(a_block(title="Rings and Fields"), *TALKS)
    assert for_readers(plain) is plain


def test_talks_of_nested_untitled_blocks_are_part_of_what_the_outer_one_is_part_of() -> None:
    day = session("day", "09:00-12:00", "hall", title="Day of Algebra")
    inner = session("inner", "09:00-10:00", kind="block", parent="block", title="Session")
    shown = for_readers(
        conference(day, a_block(parent="day"), inner, session("rings", "09:00-09:30", parent="inner"))
    )
    assert places(shown) == {"day": (None, ("hall",)), "rings": ("day", ("hall",))}


@pytest.mark.parametrize(
    "more",
    [
        {"people": [{"participant": "noether", "role": "chair"}]},
        {"abstract": "Rings first."},
        {"plenary": True},
        {"status": "cancelled"},
    ],
)
def test_a_block_with_more_to_print_than_its_talks_is_called_by_its_place(more: dict[str, Any]) -> None:
    block, *parts = for_readers(conference(a_block(**more), *TALKS)).sessions
    assert block.title["en"] == "Hall, Mon, 4 May, 09:00"
    assert [part.parent for part in parts] == ["block", "block"]


def test_a_block_whose_talks_share_a_track_is_called_by_it() -> None:
    chair = [{"participant": "noether", "role": "chair"}]
    talks = [in_block(id_, "09:00-09:30", track="algebra") for id_ in ("rings", "fields")]
    assert for_readers(conference(a_block(people=chair), *talks)).sessions[0].title["en"] == "Algebra"


def test_a_block_with_a_talk_that_has_no_time_remains() -> None:
    shown = for_readers(
        conference(a_block(), in_block("rings", "09:00-09:30"), session("late", parent="block"))
    )
    assert [each.id for each in shown.sessions] == ["block", "rings", "late"]


def test_the_place_of_a_block_is_where_it_is_now_in_the_language_of_the_reader() -> None:
    moved = conference(a_block("14:00-15:30", "attic"))
    assert block_place(moved, moved.sessions[0], "en") == "Attic, Mon, 4 May, 14:00"
    assert block_place(moved, moved.sessions[0], "zh") == "attic室、5月4日周一、14:00"


def test_readers_hear_that_talks_moved_not_that_their_block_did() -> None:
    before = for_readers(conference(a_block(), *TALKS))
    after = for_readers(conference(a_block(room="attic"), *TALKS))
    changes = difference(before, after)
    assert [(each.subject, each.code, each.after) for each in changes] == [
        ("rings", Code.ROOMS, ("attic",)),
        ("fields", Code.ROOMS, ("attic",)),
    ]


PUBLIC = ("agenda", "calendars", "site", "fragment", "ccip", "schema-org", "schedule-xml")


@pytest.mark.parametrize("name", PUBLIC)
def test_public_outputs_have_the_talks_of_untitled_blocks_and_no_block(name: str) -> None:
    planned = conference(
        a_block(), *TALKS, session("empty", "09:00-10:00", "attic", kind="block", title="Session")
    )
    text = written(get_exporter(name), planned)
    assert "Rings" in text
    assert str(planned.session("block").uid) not in text  # type: ignore[arg-type]
    assert str(planned.session("empty").uid) not in text  # type: ignore[arg-type]
    assert ">Session<" not in text


def test_the_document_of_a_conference_has_its_untitled_blocks() -> None:
    assert "id: block" in written(get_exporter("document"), conference(a_block(), *TALKS))


def written(exporter: Exporter, of: Schedule) -> str:
    """The whole text that an exporter writes."""
    output = exporter.export(of, Context(ledger=Ledger.first(of)))
    files = [output.data] if hasattr(output, "data") else [*output.files.values()]
    return b"\n".join(files).decode("utf-8", "replace")


def test_calendars_do_not_cancel_an_untitled_block_that_moved_or_was_removed() -> None:
    old = conference(a_block(), *TALKS)
    alone = [session(str(each["id"]), "09:00-09:30", "attic") for each in TALKS]
    for new in (conference(a_block(room="attic"), *TALKS), conference(*alone)):
        first = Ledger.first(old, START)
        ledger = first.after(old, new, LATER).released(for_readers(new), (for_readers(old), first))
        assert b"CANCELLED" not in agenda(new, ledger=ledger).data


def test_a_letter_names_the_talk_of_its_reader_and_no_untitled_block() -> None:
    talk = in_block("rings", "09:00-09:30", people=["noether"])
    (letter,) = compose_letters(conference(a_block(room="attic"), talk), before=conference(a_block(), talk))
    assert "“Rings” is now in Attic (was Hall)." in letter.body
    assert "Session" not in letter.body
