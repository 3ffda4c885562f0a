"""Those who wear badges, and rooms that wear signs, as a schedule tells of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eventkit.outputs.badges.coming import people
from eventkit.outputs.badges.occasion import occasion
from eventkit.outputs.badges.rooms import rooms
from eventkit.outputs.badges.wearers import Form, Private, Wearer
from eventkit.schedule import Schedule
from outputs.calendars import MORNING, at, schedule

NOON = at("2026-10-24T12:00+02:00", "2026-10-24T13:00+02:00", "hall", "annex")
NEXT_DAY = at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00", "annex")

NOETHER: Mapping[str, Any] = {
    "id": "noether",
    "name": {
        "ru": "Эмми Нётер",
        "en": {"full": "Emmy Noether", "given": "Emmy", "family": "Noether", "sort": "Noether, Emmy"},
    },
    "honorific": {"en": "Prof."},
    "pronouns": "she/her",
    "affiliations": [
        {"position": {"en": "Professor", "zh": "教授"}, "organisation": "goettingen"},
        {"position": {"en": "Visitor"}, "organisation": "goettingen"},
    ],
}


def congress() -> Schedule:
    return schedule(
        {
            "id": "rings",
            "title": {"en": "Rings", "zh": "环"},
            "slot": {**MORNING, "rooms": ["hall"]},
            "people": [{"participant": "noether", "role": "speaker"}],
        },
        {
            "id": "panel",
            "slot": NOON,
            "track": "algebra",
            "people": [{"participant": "hilbert"}, {"participant": "noether", "role": "chair"}],
        },
        {"id": "again", "slot": NEXT_DAY, "people": []},
        {"id": "off", "slot": NEXT_DAY, "status": "cancelled"},
        participants=[NOETHER, {"id": "hilbert", "name": {"en": "David Hilbert"}}],
        organisations=[{"id": "goettingen", "name": {"en": "Göttingen", "zh": "哥廷根大学"}}],
        rooms=[
            {"id": "hall", "name": {"en": "Hall", "zh": "大厅"}},
            {"id": "annex", "name": {"en": "Annex"}},
        ],
        tracks=[
            {"id": "algebra", "name": {"en": "Algebra", "zh": "代数"}, "code": "AL", "colour": "#7a4fb0"}
        ],
    )


def noether(languages: tuple[str, ...] = ("en", "zh"), **more: Any) -> Wearer:
    return next(each for each in people(congress(), languages, **more) if each.id == "noether")


def test_a_name_is_parted_as_its_owner_does_and_stands_in_both_scripts() -> None:
    who = noether()

    assert who.name == Form("en", "Emmy Noether", ("Emmy", "Noether"))
    assert who.second == Form("ru", "Эмми Нётер")
    assert who.sort == "Noether, Emmy"
    assert who.pronouns == "she/her"


def test_the_role_that_counts_most_gives_the_band_and_the_track() -> None:
    who = noether()

    assert (who.role, who.roles) == ("chair", (Form("en", "Chair"), Form("zh", "主席")))
    assert who.track is not None
    assert (who.track.code, who.track.name, who.track.colour) == (
        "AL",
        (Form("en", "Algebra"), Form("zh", "代数")),
        "#7a4fb0",
    )


def test_positions_and_organisations_are_there_together_and_apart() -> None:
    who = noether()

    assert who.positions[:2] == (Form("en", "Professor, Göttingen"), Form("en", "Visitor, Göttingen"))
    assert who.position == (Form("en", "Professor"), Form("en", "Visitor"), Form("zh", "教授"))
    assert who.organisation == (Form("en", "Göttingen"), Form("zh", "哥廷根大学"))


def test_their_own_sessions_come_by_time_with_role_room_and_place_on_the_podium() -> None:
    first, second = noether().sessions

    assert first.title == (Form("en", "Rings"), Form("zh", "环"))
    assert first.start is not None
    assert first.start.isoformat() == "2026-10-24T09:00:00"
    assert first.room == (Form("en", "Hall"), Form("zh", "大厅"))
    assert (second.role[0].text, second.rank, second.colour) == ("Chair", 1, "#7a4fb0")
    assert second.room == (Form("en", "Hall, Annex"), Form("zh", "大厅"))


def test_what_the_office_keeps_and_codes_come_from_the_caller_alone() -> None:
    kept = {"noether": Private(("Algebraist",), "VIP")}

    who = noether(private=kept, codes={"noether": "EK1"})

    assert (who.badge_lines, who.ticket, who.code) == (("Algebraist",), "VIP", "EK1")
    assert (noether().badge_lines, noether().ticket, noether().code) == ((), "", "congress/noether")


def test_a_sign_tells_what_is_on_in_its_room_on_its_day_and_who_appears() -> None:
    signs = list(rooms(congress(), ("en", "zh")))

    told = [
        (sign.name.text, sign.day[0].text, [held.title[0].text for held in sign.sessions]) for sign in signs
    ]
    assert told == [
        ("Hall", "Saturday, 24 October 2026", ["Rings", "panel"]),
        ("Annex", "Saturday, 24 October 2026", ["panel"]),
        ("Annex", "Sunday, 25 October 2026", ["again"]),
    ]
    assert signs[0].second == Form("zh", "大厅")
    assert [form.text for form in signs[1].sessions[0].people] == ["David Hilbert", "Prof. Emmy Noether"]


def test_the_occasion_is_said_in_each_language_and_nothing_twice() -> None:
    of = occasion(congress(), ("en", "en-GB", "zh"))

    assert [form.text for form in of.title] == ["Congress", "大会"]
    assert [form.text for form in of.dates] == ["24–26 October 2026", "2026年10月24日至26日"]
    assert of.venue == ()
