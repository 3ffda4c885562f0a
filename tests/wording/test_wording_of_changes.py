"""What changed, said in every language, to attendees and to one speaker."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import get_args
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit import editing
from eventkit.differences import about, difference
from eventkit.formats.document import document
from eventkit.model import Conference, Organisation, Participant, Role, Room, Session, Track
from eventkit.model.specs import private_fields
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording import LANGUAGES, Wording
from eventkit.wording.change_texts import FIELD_WORDS, Phrase, change_sentence, notice
from eventkit.wording.fixed_words import words
from strategies import schedules

PAGE = "hongqiao-forum.yaml"
FORUM = document.read((Path(__file__).parents[2] / "fixtures" / PAGE).read_bytes(), PAGE).schedule
WITH_ROOMS = editing.add_room(
    editing.add_room(FORUM, Room(id="a", name=Text({"en": "Hall A", "zh": "甲厅"}))),
    Room(id="b", name=Text({"en": "Hall B", "zh": "乙厅"})),
)
OLD = editing.move_session(WITH_ROOMS, "keynotes", rooms=["a"])
START = OLD.session("keynotes").slot.period.start
LIN = OLD.participant("lin-yifu")

SENTENCES: list[tuple[Callable[[Schedule], Schedule], str]] = [
    (
        lambda it: editing.move_session(it, "keynotes", start=START + timedelta(minutes=20)),
        "“Keynote Addresses” moves from Sat, 5 Nov 09:40–11:00 to 10:00–11:20.",
    ),
    (
        lambda it: editing.move_session(it, "keynotes", start=START + timedelta(days=1)),
        "“Keynote Addresses” moves from Sat, 5 Nov 09:40–11:00 to Sun, 6 Nov 09:40–11:00.",
    ),
    (
        lambda it: editing.move_session(it, "keynotes", rooms=["b"]),
        "“Keynote Addresses” is now in Hall B (was Hall A).",
    ),
    (
        lambda it: editing.move_session(it, "panel", rooms=["b", "a"]),
        "“Panel Discussion” is now in Hall B, Hall A.",
    ),
    (
        lambda it: editing.remove_person(it, "keynotes", "lin-yifu"),
        "Lin Yifu no longer appears in “Keynote Addresses” (Keynote speaker).",
    ),
    (
        lambda it: editing.add_person(it, "panel", "lin-yifu", role=Role.MODERATOR),
        "Lin Yifu now appears in “Panel Discussion” (Moderator).",
    ),
    (
        lambda it: editing.edit_person(it, "keynotes", "lin-yifu", as_role=Role.CHAIR),
        "Lin Yifu in “Keynote Addresses”: Keynote speaker → Chair.",
    ),
    (
        lambda it: editing.edit_person(it, "keynotes", "lin-yifu", affiliations=[{"position": "Dean"}]),
        "Lin Yifu in “Keynote Addresses”: Position and organisation: – → Dean.",
    ),
    (
        lambda it: editing.edit_person(it, "keynotes", "lin-yifu", status="cancelled"),
        "Lin Yifu will not come to “Keynote Addresses”.",
    ),
    (
        lambda it: editing.edit_person(it, "keynotes", "lin-yifu", at=1),
        "The order of people in “Keynote Addresses” has changed.",
    ),
    (lambda it: editing.cancel_session(it, "panel"), "“Panel Discussion” is cancelled."),
    (
        lambda it: editing.edit_session(it, "panel", status="tentative"),
        "“Panel Discussion” is not certain yet.",
    ),
    (
        lambda it: editing.edit_session(it, "panel", title={"en": "{name} & {title}"}),
        "“Panel Discussion” is now called “{name} & {title}”.",
    ),
    (
        lambda it: editing.edit_session(it, "panel", title={"en": "Panel Discussion", "zh": "圆桌"}),
        "“Panel Discussion”: Title (Chinese): {} → 圆桌.",
    ),
    (
        lambda it: editing.edit_session(it, "panel", kind="discussion"),
        "“Panel Discussion”: Kind: Panel discussion → Discussion.",
    ),
    (
        lambda it: editing.edit_session(it, "panel", languages=["en", "zh"], plenary=False),
        "“Panel Discussion”: Languages: – → English, Chinese.",
    ),
    (
        lambda it: editing.edit_session(it, "panel", abstract="One.\n\nTwo."),
        "“Panel Discussion”: Abstract: changed.",
    ),
    (
        lambda it: editing.edit_session(it, "panel", parent="opening"),
        "“Panel Discussion”: Part of: {} → Opening Remarks.",
    ),
    (lambda it: editing.remove_session(it, "panel"), "“Panel Discussion” is no longer in the programme."),
    (
        lambda it: editing.unschedule_session(it, "panel"),
        "“Panel Discussion” no longer has a time (was Sat, 5 Nov 11:00–12:00).",
    ),
    (
        lambda it: editing.add_session(
            it, Session(id="x", uid=UUID(int=1), title=Text("Coffee"), slot=it.session("keynotes").slot)
        ),
        "New: “Coffee”, Sat, 5 Nov 09:40–11:00, Hall A.",
    ),
    (
        lambda it: editing.add_track(it, Track(id="t", name=Text("Green"), code="GR", colour="#00ff00")),
        "New: Green.",
    ),
    (lambda it: editing.edit_room(it, "a", name="Hall C"), "Hall A is now called Hall C."),
    (
        lambda it: editing.edit_room(it, "a", name={"en": "Hall A", "zh": "第一厅"}),
        "Hall A: Name (Chinese): {} → 第一厅.",
    ),
    (lambda it: editing.edit_room(it, "a", capacity=90), "Hall A: Capacity: – → 90."),
    (
        lambda it: editing.edit_participant(
            it, "lin-yifu", name=[form.model_copy(update={"sort": "L"}) for form in LIN.name]
        ),
        "Lin Yifu: Name: changed.",
    ),
    (
        lambda it: editing.edit_participant(it, "lin-yifu", name={"en": "Justin Lin"}),
        "Lin Yifu is now called Justin Lin.",
    ),
    (lambda it: editing.edit_conference(it, theme="Parks"), "Theme: {} → Parks."),
    (
        lambda it: editing.edit_conference(it, end="2022-11-06"),
        "Last day: Saturday, 5 November 2022 → Sunday, 6 November 2022.",
    ),
]


@pytest.mark.parametrize(("edit", "sentence"), SENTENCES, ids=[sentence for _, sentence in SENTENCES])
def test_a_change_is_described_in_a_sentence(edit: Callable[[Schedule], Schedule], sentence: str) -> None:
    new = edit(OLD)

    sentences = [change_sentence(change, OLD, new, Wording.of("en")) for change in difference(OLD, new)]

    pattern = re.escape(sentence).replace(r"\{\}", ".+")
    assert any(re.fullmatch(pattern, each) for each in sentences), sentences


def test_a_new_time_and_a_series_are_described_in_reverse_too() -> None:
    waiting = editing.unschedule_session(OLD, "keynotes")
    sentences = [
        change_sentence(change, waiting, OLD, Wording.of("en")) for change in difference(waiting, OLD)
    ]
    assert sentences == [
        "“Keynote Addresses” is now scheduled: Sat, 5 Nov 09:40–11:00.",
        "“Keynote Addresses” is now in Hall A.",
    ]
    cancelled = editing.cancel_session(OLD, "panel")
    (change,) = difference(cancelled, OLD)
    assert (
        change_sentence(change, cancelled, OLD, Wording.of("en"))
        == "“Panel Discussion” takes place after all."
    )


def test_parents_with_one_title_are_told_apart_by_their_places() -> None:
    old = editing.add_session(OLD, Session(id="first", uid=UUID(int=1), title="Talks", kind="block"))
    old = editing.add_session(old, Session(id="second", uid=UUID(int=2), title="Talks", kind="block"))
    old = editing.edit_session(old, "panel", parent="first")
    new = editing.edit_session(old, "panel", parent="second")
    (change,) = difference(old, new)
    assert change_sentence(change, old, new, Wording.of("en")) == (
        "“Panel Discussion”: Part of: first → second."
    )
    old, new = (editing.move_session(it, "first", start=START, minutes=30) for it in (old, new))
    (change,) = difference(old, new)
    assert re.fullmatch(
        r"“Panel Discussion”: Part of: Talks \(Sat, 5 Nov, .*\) → Talks \(.*\)\.",
        change_sentence(change, old, new, Wording.of("en")),
    )


def test_a_notice_has_a_heading_for_each_day() -> None:
    new = editing.move_session(OLD, "panel", start=START + timedelta(days=1))
    new = editing.remove_person(new, "keynotes", "lin-yifu")
    new = editing.edit_conference(new, theme="Parks", title="Forum")
    new = editing.edit_conference(
        new, title=OLD.conference.title, theme=OLD.conference.theme, contact="a@b.org"
    )

    assert notice(difference(OLD, new), OLD, new, "en") == (
        f"Changes to the programme: {OLD.conference.title['en']}\n"
        "\n"
        "Saturday, 5 November 2022\n"
        "- Lin Yifu no longer appears in “Keynote Addresses” (Keynote speaker).\n"
        "\n"
        "Sunday, 6 November 2022\n"
        "- “Panel Discussion” moves from Sat, 5 Nov 11:00–12:00 to Sun, 6 Nov 09:40–10:40.\n"
        "\n"
        "Further changes\n"
        "- Contact: – → a@b.org.\n"
    )


def test_a_speaker_gets_a_notice_of_their_own_in_their_language() -> None:
    new = editing.move_session(OLD, "keynotes", start=START + timedelta(minutes=20), rooms=["b"])
    new = editing.cancel_session(new, "panel")
    changes = about(difference(OLD, new), "lin-yifu")

    assert notice(changes, OLD, new, "zh", to="lin-yifu").splitlines()[0].startswith("致林毅夫的日程变更：")
    assert notice(changes, OLD, new, "zh", to="lin-yifu").splitlines()[2:] == [
        "2022年11月5日星期六",
        "- “主旨演讲”由11月5日周六 09:40–11:00改为10:00–11:20。",
        "- “主旨演讲”地点改为乙厅（原为甲厅）。",
    ]
    assert "Nothing has changed." in notice((), OLD, OLD, "en")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_sentence_with_its_placeholders(language: str) -> None:
    phrases, english = words(language)["change"], words("en")["change"]

    assert set(phrases) == set(get_args(Phrase))
    for name, sentence in phrases.items():
        places = sorted(re.findall(r"{(\w+)}", sentence))
        assert places == sorted(re.findall(r"{(\w+)}", english[name])), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_a_label_for_every_field_that_can_change(language: str) -> None:
    compared = (Conference, Organisation, Room, Track, Participant, Session)
    fields = {name for cls in compared for name in cls.model_fields if name not in private_fields(cls)}
    spoken_otherwise = {"title", "status", "slot", "people"}

    assert set(words(language)["field"]) == fields - set(FIELD_WORDS) - spoken_otherwise


@given(schedules(), schedules(), st.sampled_from(LANGUAGES))
def test_any_change_can_be_described_in_every_language(old: Schedule, new: Schedule, language: str) -> None:
    changes = difference(old, new)

    text = notice(changes, old, new, language)

    assert text.count("\n- ") == len(changes)
    assert "None" not in [change_sentence(change, old, new, Wording.of(language)) for change in changes]
