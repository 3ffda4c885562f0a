"""Settings and waivers where things get other ids."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import assume, given
from hypothesis import strategies as st

from eventkit.editing import edit_participant, edit_room, edit_session, edit_track
from eventkit.findings import Subject
from eventkit.rules import Effect, RuleSettings, Waiver, apply_waivers, check
from eventkit.rules.checker import effect_of_rename
from eventkit.rules.rule_settings import rename_settings, rename_waivers
from eventkit.schedule import EntityKind, Schedule
from rules.dense import dense
from strategies import schedules

AT = datetime(2026, 5, 1, tzinfo=UTC)

ASKED = RuleSettings(unbroken=30, severities={"plenary-parallel": "off"})
"""Which of two plenaries at one time is told of the other goes by their ids: a new one may tell anew."""

EDITS = {
    EntityKind.ROOM: edit_room,
    EntityKind.SESSION: edit_session,
    EntityKind.PARTICIPANT: edit_participant,
    EntityKind.TRACK: edit_track,
}


def under_another_id(drawn: Schedule, data: st.DataObject) -> tuple[Schedule, dict[Subject, str]]:
    """The schedule with one of its things under another id, which is the first or the last of its kind."""
    kind = data.draw(st.sampled_from([*EDITS]))
    contained = kind.of(drawn)
    assume(contained)
    old = data.draw(st.sampled_from(contained)).id
    new = data.draw(st.sampled_from(["0-other", "zzz-other"]))
    return EDITS[kind](drawn, old, id=new), {Subject(kind, old): new}


@given(schedules() | dense, st.data())
def test_renaming_an_id_changes_no_findings(drawn: Schedule, data: st.DataObject) -> None:
    now, ids = under_another_id(drawn, data)
    assert effect_of_rename(drawn, now, ASKED, ids) == Effect()


@given(schedules() | dense, st.data())
def test_waivers_follow_a_renamed_id_there_and_back(drawn: Schedule, data: st.DataObject) -> None:
    findings = check(drawn, ASKED)
    waivers = tuple(Waiver.of(each, reason="known", author="Office", at=AT) for each in findings)
    now, ids = under_another_id(drawn, data)
    again = check(now, ASKED)
    followed = rename_waivers(RuleSettings(waivers=waivers), findings, again, ids)
    assert apply_waivers(again, followed).open == ()
    assert apply_waivers(again, followed).lapsed == ()
    back = {Subject(kind, new): old for (kind, old), new in ids.items()}
    assert {waiver.identity for waiver in rename_waivers(followed, again, findings, back).waivers} == {
        waiver.identity for waiver in waivers
    }


def test_settings_follow_only_things_of_the_same_kind() -> None:
    asked = RuleSettings.model_validate({"room_hours": {"hall": {"opens": "08:00", "closes": "19:00"}}})
    assert rename_settings(asked, {Subject("session", "hall"): "great-hall"}) == asked
    now = rename_settings(asked, {Subject("room", "hall"): "great-hall"})
    assert [*now.room_hours] == ["great-hall"]
    assert rename_settings(now, {Subject("room", "great-hall"): "hall"}) == asked
