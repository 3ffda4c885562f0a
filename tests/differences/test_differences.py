"""What changed between two schedules, of all that the public sees."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.differences import Change, Code, about, difference, under_new_ids
from eventkit.editing.builder import ScheduleBuilder
from eventkit.model import Affiliation, Participant, Role, Session, Status
from eventkit.model.specs import private_fields
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from strategies import schedules


def codes(old: Schedule, new: Schedule) -> list[tuple[str, str, str]]:
    return [(change.subject, change.code.value, change.field) for change in difference(old, new)]


def test_a_change_has_old_and_new_values_and_the_people_concerned(forum: Schedule) -> None:
    new = editing.cancel_session(forum, "panel")

    (change,) = difference(forum, new)

    assert change == Change(
        about=EntityKind.SESSION,
        subject="panel",
        title=forum.session("panel").title,
        code=Code.STATUS,
        field="status",
        before=Status.CONFIRMED,
        after=Status.CANCELLED,
        concerns=("song-yuyan",),
    )
    assert json.loads(json.dumps(change.plain()))["after"] == "cancelled"


def test_every_change_of_a_session_is_reported(forum: Schedule) -> None:
    new = editing.move_session(forum, "panel", minutes=50, rooms=[forum.rooms[0].id])
    new = editing.edit_session(new, "panel", title="Round Table", abstract="All new.", languages=["en"])
    new = editing.edit_session(new, "panel", parent=None, pinned=True, audience=7)

    assert codes(forum, new) == [
        ("panel", "renamed", "title"),
        ("panel", "field", "parent"),
        ("panel", "moved", "slot.period"),
        ("panel", "rooms", "slot.rooms"),
        ("panel", "field", "abstract"),
        ("panel", "field", "languages"),
    ]


def test_people_come_and_go_and_change_their_roles_and_positions(forum: Schedule) -> None:
    new = editing.remove_person(forum, "keynotes", "siddharth-chatterjee")
    new = editing.add_person(new, "keynotes", "song-yuyan")
    new = editing.edit_person(new, "keynotes", "lin-yifu", as_role=Role.CHAIR, status="tentative")
    dean = Affiliation(position=Text("Dean", "en"))
    new = editing.edit_person(new, "keynotes", "zou-ciyong", affiliations=[dean], at=9)

    people = [(change.code, (change.before or change.after)) for change in difference(forum, new)]

    assert [(code.value, getattr(who, "participant", who)) for code, who in people[:-1]] == [
        ("position", "zou-ciyong"),
        ("role", "lin-yifu"),
        ("attendance", "lin-yifu"),
        ("person-removed", "siddharth-chatterjee"),
        ("person-added", "song-yuyan"),
    ]
    assert people[-1][0] is Code.ORDER


def test_added_and_removed_sessions_are_reported_in_full(forum: Schedule) -> None:
    new = editing.remove_session(forum, "panel")
    coffee = Session(id="coffee", uid=UUID(int=1), title=Text({"en": "Coffee"}))

    (gone, new_one) = difference(forum, editing.add_session(new, coffee))

    assert (gone.code, gone.before.id, gone.after) == (Code.REMOVED, "panel", None)
    assert (new_one.code, new_one.before, new_one.after) == (Code.ADDED, None, coffee)


def test_a_speaker_sees_their_own_and_general_changes(forum: Schedule) -> None:
    whole = forum.session("panel").parent
    new = editing.cancel_session(forum, "opening")
    new = editing.move_session(new, whole, minutes=200)
    new = editing.edit_participant(new, "lin-yifu", biography="Economist.")
    new = editing.edit_room(new, forum.rooms[0].id, name="Hall B")
    new = editing.edit_conference(new, theme="Parks")
    changes = difference(forum, new)

    def changes_for(who: str) -> set[tuple[str, str]]:
        return {(each.subject, each.field) for each in about(changes, who)}

    everyone = {(forum.conference.id, "theme"), (forum.rooms[0].id, "name"), (whole, "slot.period")}
    assert changes_for("song-yuyan") == everyone
    assert changes_for("lin-yifu") == everyone | {("lin-yifu", "biography")}
    assert changes_for("li-fei") == everyone | {("opening", "status")}
    assert changes_for("nobody") == {(forum.conference.id, "theme")}


def test_members_of_a_team_see_its_changes(forum: Schedule) -> None:
    team = Participant.model_validate({"id": "team", "name": "Team", "members": ["lin-yifu"]})
    old = editing.add_person(editing.add_participant(forum, team), "panel", "team")

    assert about(difference(old, editing.cancel_session(old, "panel")), "lin-yifu")


def test_a_renamed_entity_is_neither_added_nor_removed(forum: Schedule) -> None:
    """The public sees no ids, and is not to be told that a room is no more whose id was mended."""
    new = editing.edit_room(forum, forum.rooms[0].id, id="great-hall")
    new = editing.edit_participant(new, "song-yuyan", id="song")
    new = editing.edit_session(new, "keynotes", id="addresses")
    new = editing.edit_organisation(new, forum.organisations[0].id, id="first")
    assert difference(forum, new) == ()
    assert codes(forum, editing.edit_session(new, "addresses", title="Addresses")) == [
        ("addresses", "renamed", "title")
    ]


def test_namesakes_are_not_matched_with_a_newcomer(forum: Schedule) -> None:
    one, two, three = (Participant(id=each, name="Ada Lovelace") for each in ("ada", "ada-2", "ada-3"))
    old = forum.model_copy(update={"participants": (*forum.participants, one, two)})
    new = forum.model_copy(update={"participants": (*forum.participants, three)})
    assert [code for _, code, _ in codes(old, new)] == ["removed", "removed", "added"]


def public(schedule: Schedule) -> dict[object, object]:
    """All that the public sees, without the order in which things are kept."""
    things: dict[object, Any] = {(kind, each.id): each for kind in EntityKind for each in kind.of(schedule)}
    things[EntityKind.CONFERENCE] = schedule.conference
    return {
        key: {
            name: value
            for name, value in thing
            if name not in private_fields(type(thing)) and (key, name) != (EntityKind.CONFERENCE, "languages")
        }
        for key, thing in things.items()
    }


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Schedule, Schedule]:
    """A schedule, and itself, one that differs a little, or another."""
    one = draw(schedules())
    if one.sessions:
        session = draw(st.sampled_from(one.sessions))
        fields = draw(
            st.sampled_from(
                [
                    {"audience": 3},
                    {"pinned": True},
                    {"title": "x"},
                    {"people": session.people[::-1]},
                    {"slot": None},
                    {"status": "tentative"},
                ]
            )
        )
        return one, draw(st.just(editing.edit_session(one, session.id, **fields)) | schedules())
    return one, draw(st.just(one) | schedules())


@given(pairs())
def test_there_is_a_difference_exactly_where_the_public_sees_one(pair: tuple[Schedule, Schedule]) -> None:
    old, new = pair

    assert (difference(old, new) == ()) == (public(under_new_ids(old, new)) == public(new))
    assert difference(old, old) == difference(new, new) == ()


@given(pairs())
def test_changes_serialise_to_json_in_a_stable_order(pair: tuple[Schedule, Schedule]) -> None:
    changes = difference(*pair)

    assert changes == difference(*pair)
    assert json.dumps([change.plain() for change in changes])


@pytest.mark.parametrize("kind", [kind for kind in EntityKind if kind is not EntityKind.CONFERENCE])
def test_every_kind_of_entity_may_be_added_or_removed(forum: Schedule, kind: EntityKind) -> None:
    nothing = forum.model_copy(
        update={
            "conference": forum.conference.model_copy(update={"organisations": ()}),
            **{each.collection: () for each in EntityKind if each is not EntityKind.CONFERENCE},
        }
    )
    gone = {change.subject for change in difference(forum, nothing) if change.code is Code.REMOVED}
    come = {change.subject for change in difference(nothing, forum) if change.code is Code.ADDED}
    assert gone == come
    assert gone >= set(kind.by_id(forum))


def test_the_languages_of_the_conference_are_no_news_for_readers() -> None:
    old = ScheduleBuilder("Forum", start="2027-10-15", zone="UTC").schedule()
    new = old.model_copy(update={"conference": old.conference.model_copy(update={"languages": ("en", "zh")})})
    assert difference(old, new) == ()
