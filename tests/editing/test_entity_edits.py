"""Who appears where, and who is who."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.editing import Refused
from eventkit.model import (
    Affiliation,
    Appearance,
    Deadline,
    Name,
    Organisation,
    Participant,
    Role,
    Room,
    Status,
    Track,
)
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts import Text
from strategies import schedules


def people(schedule: Schedule, session: str) -> list[tuple[str, str]]:
    return [(person.participant, person.role.value) for person in schedule.session(session).people]


TEXTS = {
    EntityKind.ORGANISATION: ("name",),
    EntityKind.ROOM: ("name", "building"),
    EntityKind.TRACK: ("name",),
    EntityKind.SESSION: ("title", "subtitle", "abstract"),
}
"""The texts of each kind of entity."""

EDITS = {
    EntityKind.ORGANISATION: editing.edit_organisation,
    EntityKind.ROOM: editing.edit_room,
    EntityKind.TRACK: editing.edit_track,
    EntityKind.SESSION: editing.edit_session,
}


@pytest.mark.parametrize("kind", TEXTS)
def test_a_plain_string_replaces_a_text_in_the_language_of_the_conference_alone(
    forum: Schedule, kind: EntityKind
) -> None:
    tracked = editing.add_track(forum, Track(id="health", code="H2", name="Health", colour="#123456"))
    id_ = next(iter(kind.by_id(tracked)))
    for name in TEXTS[kind]:
        both = EDITS[kind](tracked, id_, **{name: {"en": "Old", "zh": "旧"}})
        edited = EDITS[kind](both, id_, **{name: "New"})
        assert getattr(kind.by_id(edited)[id_], name) == Text({"en": "New", "zh": "旧"})
        for whole in ({"fr": "Neuf"}, Text({"fr": "Neuf"})):
            replaced = EDITS[kind](both, id_, **{name: whole})
            assert getattr(kind.by_id(replaced)[id_], name) == Text({"fr": "Neuf"})


def test_a_plain_string_replaces_the_title_of_conference_and_deadline_in_its_language_alone(
    forum: Schedule,
) -> None:
    title = {"en": "Old", "zh": "旧"}
    both = editing.edit_conference(forum, title=title)
    due = editing.add_deadline(both, Deadline(id="due", title=title, at=both.conference.start))

    edited = editing.edit_conference(editing.edit_deadline(due, "due", title="New"), title="New")

    expected = Text({"en": "New", "zh": "旧"})
    assert (edited.conference.title, edited.conference.deadlines[-1].title) == (expected, expected)


def test_a_plain_string_replaces_the_name_of_a_person_in_the_language_of_the_conference_alone(
    forum: Schedule,
) -> None:
    named = editing.edit_participant(forum, "lin-yifu", name={"zh": "林毅夫", "en": "Lin Yifu"})

    edited = editing.edit_participant(named, "lin-yifu", name="Justin Lin").participant("lin-yifu")
    replaced = editing.edit_participant(named, "lin-yifu", name={"en": "Justin Lin"}).participant("lin-yifu")

    assert [(form.language, form.full) for form in edited.name] == [("zh", "林毅夫"), ("en", "Justin Lin")]
    assert [(form.language, form.full) for form in replaced.name] == [("en", "Justin Lin")]


def test_a_person_is_added_to_a_session_in_a_given_order_with_a_position(forum: Schedule) -> None:
    dean = Affiliation(position=Text("Dean", "en"))
    more = editing.add_person(
        forum, "panel", "lin-yifu", role=Role.MODERATOR, affiliations=[dean], status=Status.TENTATIVE, at=1
    )

    assert people(more, "panel") == [("lin-yifu", "moderator"), ("song-yuyan", "panellist")]
    assert more.session("panel").people[0].affiliations == (dean,)
    assert editing.remove_person(more, "panel", "lin-yifu") == forum


def test_an_appearance_is_edited_and_put_elsewhere_in_the_order(forum: Schedule) -> None:
    last = editing.edit_person(forum, "keynotes", "siddharth-chatterjee", at=5)
    other = editing.edit_person(forum, "keynotes", "lin-yifu", as_role=Role.CHAIR, status="cancelled")

    assert people(last, "keynotes")[-1] == ("siddharth-chatterjee", "keynote-speaker")
    assert people(other, "keynotes")[3] == ("lin-yifu", "chair")
    assert other.session("keynotes").people[3].status is Status.CANCELLED


def test_an_appearance_in_two_roles_is_selected_by_role(forum: Schedule) -> None:
    twice = editing.add_person(forum, "panel", "song-yuyan", role=Role.CHAIR)

    with pytest.raises(Refused, match=r"as panellist and chair\. Choose a role"):
        editing.edit_person(twice, "panel", "song-yuyan", status="tentative")
    assert editing.remove_person(twice, "panel", "song-yuyan", role=Role.CHAIR) == forum
    assert people(editing.remove_person(twice, "panel", "song-yuyan"), "panel") == []


def test_an_impossible_appearance_is_refused_with_the_reason(forum: Schedule) -> None:
    with pytest.raises(Refused, match=r"There is no participant 'lin'\. Did you mean"):
        editing.add_person(forum, "panel", "lin")
    with pytest.raises(Refused, match=r"'song-yuyan' appears in session 'panel' as panellist already\."):
        editing.add_person(forum, "panel", "song-yuyan", role=Role.PANELLIST)
    with pytest.raises(
        Refused, match="'song-yuyan' does not appear in session 'panel' as chair, only as panell"
    ):
        editing.remove_person(forum, "panel", "song-yuyan", role=Role.CHAIR)
    with pytest.raises(Refused, match="'lin-yifu' in session 'keynotes': status"):
        editing.edit_person(forum, "keynotes", "lin-yifu", status="late")
    with pytest.raises(Refused, match="has lin-yifu twice as speaker: delete one"):
        editing.set_people(forum, "panel", [Appearance(participant="lin-yifu")] * 2)


def test_a_participant_who_appears_is_removed_only_everywhere(forum: Schedule) -> None:
    with pytest.raises(Refused, match="Participant 'lin-yifu' is still named by session 'keynotes'"):
        editing.remove_participant(forum, "lin-yifu")
    gone = editing.remove_participant(forum, "lin-yifu", everywhere=True)
    assert "lin-yifu" not in dict(people(gone, "keynotes"))


def test_merging_two_spellings_of_a_person_loses_nothing(forum: Schedule) -> None:
    justin = Participant(
        id="justin-lin",
        name=(Name(language="en", full="Justin Yifu Lin"), Name(language="ja", full="林毅夫")),
        honorific=Text("Dr.", "en"),
        pronouns="he",
    )
    double = editing.add_person(editing.add_participant(forum, justin), "panel", "justin-lin")
    keynoted = editing.add_person(
        double, "keynotes", "justin-lin", role=Role.KEYNOTE_SPEAKER, status=Status.TENTATIVE
    )

    joined = editing.merge_participants(keynoted, "lin-yifu", "justin-lin")
    lin = joined.schedule.participant("lin-yifu")

    assert "Justin Yifu Lin" in lin.variants
    assert ("ja", "林毅夫") in [(form.language, form.full) for form in lin.name]
    assert lin.pronouns == "he"
    assert [session.id for session, _ in joined.schedule.appearances("lin-yifu")] == ["keynotes", "panel"]
    messages = [finding.message for finding in joined.findings]
    assert (
        "status of 'justin-lin' as keynote-speaker in session 'keynotes' was not taken over" in messages[-1]
    )


@given(schedules(), st.data())
def test_merging_any_two_people_loses_no_name_and_no_session(schedule: Schedule, data: st.DataObject) -> None:
    if len(schedule.participants) < 2:
        return
    one, other = data.draw(st.permutations(schedule.participants))[:2]
    try:
        joined = editing.merge_participants(schedule, one.id, other.id).schedule
    except Refused as refusal:
        assert "is a member of the other" in str(refusal)  # noqa: PT017
        return
    retained = joined.participant(one.id)
    assert {form.full for each in (one, other) for form in each.name} <= {
        *(form.full for form in retained.name),
        *retained.variants,
    }
    before = {session.id for each in (one, other) for session, _ in schedule.appearances(each.id)}
    assert {session.id for session, _ in joined.appearances(one.id)} == before


def test_merged_organisations_are_replaced_everywhere(forum: Schedule) -> None:
    double = editing.add_organisation(forum, Organisation(id="un-industry", name=Text("ONUDI", "fr")))
    named = editing.edit_participant(double, "lin-yifu", affiliations=[{"organisation": "un-industry"}])

    joined = editing.merge_organisations(named, "unido", "un-industry")

    assert joined.schedule.participant("lin-yifu").affiliations[0].organisation == "unido"
    assert joined.schedule.organisation("unido").name["fr"] == "ONUDI"
    assert joined.findings == ()


def test_an_entity_still_referenced_is_not_removed(forum: Schedule) -> None:
    room = forum.rooms[0].id
    with pytest.raises(Refused, match=f"Room '{room}' is still named by session"):
        editing.remove_room(forum, room)
    green = editing.add_track(forum, Track(id="green", name=Text("Green"), code="GR", colour="#00ff00"))
    on_track = editing.edit_session(green, "panel", track="green")
    with pytest.raises(
        Refused, match=r"Track 'green' is still named by session 'panel'\. Change that first\."
    ):
        editing.remove_track(on_track, "green")
    assert editing.remove_track(green, "green") == forum
    with pytest.raises(Refused, match=r"There is no organisation 'undo'\. Did you mean 'unido'"):
        editing.remove_organisation(forum, "undo")


def test_sessions_follow_a_room_to_its_new_id(forum: Schedule) -> None:
    room = forum.rooms[0].id
    renamed = editing.edit_room(forum, room, id="great-hall", capacity=10)
    assert {id_ for session in renamed.sessions for id_ in renamed.rooms_of(session)} == {"great-hall"}
    more = editing.add_room(renamed, Room(id="foyer", name=Text("Foyer")))
    assert [each.id for each in more.rooms][-1] == "foyer"


@given(schedules(), st.data())
def test_references_follow_an_entity_to_its_new_id(schedule: Schedule, data: st.DataObject) -> None:
    edits = {
        "organisations": editing.edit_organisation,
        "rooms": editing.edit_room,
        "tracks": editing.edit_track,
        "participants": editing.edit_participant,
        "sessions": editing.edit_session,
    }
    for collection, edit in edits.items():
        things = getattr(schedule, collection)
        if things:
            old = data.draw(st.sampled_from(things)).id
            renamed = edit(schedule, old, id="renamed-thing")
            assert edit(renamed, "renamed-thing", id=old) == schedule


def test_correcting_the_time_zone_preserves_local_times(forum: Schedule) -> None:
    repaired = editing.edit_conference(forum, zone="Europe/Vienna", theme={"en": "Parks"})

    for before, after in zip(forum.sessions, repaired.sessions, strict=True):
        assert forum.wall(before.slot.period.start) == repaired.wall(after.slot.period.start)
    assert repaired.conference.theme == Text("Parks", "en")
    with pytest.raises(Refused, match="The id of a conference stays"):
        editing.edit_conference(forum, id="other")
    with pytest.raises(Refused, match="'Shanghai' is not a time zone"):
        editing.edit_conference(forum, zone="Shanghai")
