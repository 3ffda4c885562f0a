"""Those who wear badges, and rooms that wear signs, as a schedule tells of them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from eventkit.model import Backing, Involvement, Role
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    LocalisedText,
    PrivateDetails,
    conference_texts,
    role_labels,
)
from eventkit.outputs.badges.element_values import element_value, field_value, interpolate
from eventkit.outputs.badges.schedule_holders import person_holders, session_holders
from eventkit.outputs.badges.template_elements import TextElement
from eventkit.schedule import Schedule
from outputs.calendars import MORNING, at, schedule

NOON = at("2026-10-24T12:00+02:00", "2026-10-24T13:00+02:00", "hall", "annex")
NEXT_DAY = at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00", "annex")

HILBERT = BadgeHolder("hilbert", LocalisedText("David Hilbert", "en"))
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


def noether(languages: tuple[str, ...] = ("en", "zh"), **more: Any) -> BadgeHolder:
    return next(each for each in person_holders(congress(), languages, **more) if each.id == "noether")


def test_a_name_is_split_as_given_and_shown_in_both_scripts() -> None:
    who = noether()

    assert who.name == LocalisedText("Emmy Noether", "en", ("Emmy", "Noether"))
    assert who.second_name == LocalisedText("Эмми Нётер", "ru")
    assert who.sort_key == "Noether, Emmy"
    assert who.pronouns == "she/her"


def test_the_role_of_highest_precedence_gives_the_band_and_the_track() -> None:
    who = noether()

    assert (who.role, who.roles) == ("chair", (LocalisedText("Chair", "en"), LocalisedText("主席", "zh")))
    assert who.track is not None
    assert (who.track.code, who.track.name, who.track.colour) == (
        "AL",
        (LocalisedText("Algebra", "en"), LocalisedText("代数", "zh")),
        "#7a4fb0",
    )


def test_positions_and_organisations_are_given_combined_and_separately() -> None:
    who = noether()

    assert who.positions[:2] == (
        LocalisedText("Professor, Göttingen", "en"),
        LocalisedText("Visitor, Göttingen", "en"),
    )
    assert who.position == (
        LocalisedText("Professor", "en"),
        LocalisedText("Visitor", "en"),
        LocalisedText("教授", "zh"),
    )
    assert who.organisation == (LocalisedText("Göttingen", "en"), LocalisedText("哥廷根大学", "zh"))


def test_sessions_of_a_holder_are_in_order_of_time_with_role_room_and_rank() -> None:
    first, second = noether().sessions

    assert first.title == (LocalisedText("Rings", "en"), LocalisedText("环", "zh"))
    assert first.start is not None
    assert first.start.isoformat() == "2026-10-24T09:00:00"
    assert first.room == (LocalisedText("Hall", "en"), LocalisedText("大厅", "zh"))
    assert (second.role[0].text, second.rank, second.colour) == ("Chair", 1, "#7a4fb0")
    assert second.room == (LocalisedText("Hall, Annex", "en"), LocalisedText("大厅", "zh"))


def test_private_details_and_codes_are_supplied_only_by_the_caller() -> None:
    private = {"noether": PrivateDetails(("Algebraist",), "VIP")}

    who = noether(private=private, codes={"noether": "EK1"})

    assert (who.badge_lines, who.ticket, who.code) == (("Algebraist",), "VIP", "EK1")
    assert (noether().badge_lines, noether().ticket, noether().code) == ((), "", "")


def test_a_session_has_a_sign_in_each_of_its_rooms_with_what_follows_it_there() -> None:
    signs = list(session_holders(congress(), ("en", "zh")))

    assert [(sign.id, sign.name.text, sign.sign_number) for sign in signs] == [
        ("rings", "Hall", "1/2"),
        ("panel", "Hall", "2/2"),
        ("panel", "Annex", ""),
        ("again", "Annex", ""),
    ]
    assert [sign.next_session.title[0].text if sign.next_session else "" for sign in signs] == [
        "panel",
        "",
        "",
        "",
    ]
    assert [(person.role[0].text, *(name.text for name in person.names)) for person in signs[1].people] == [
        ("Speaker", "David Hilbert"),
        ("Chair", "Prof. Emmy Noether", "Эмми Нётер"),
    ]
    assert signs[1].people[1].positions == (
        LocalisedText("Professor, Göttingen", "en"),
        LocalisedText("Visitor, Göttingen", "en"),
    )


def test_the_sign_of_a_session_lists_its_parts_in_the_room_and_neither_breaks_nor_interpreters() -> None:
    of = schedule(
        {
            "id": "workshop",
            "slot": {**NOON, "rooms": ["hall"]},
            "people": [
                {"participant": "noether", "role": "chair"},
                {"participant": "hilbert", "role": "interpreter"},
            ],
        },
        {"id": "first", "parent": "workshop", "people": [{"participant": "hilbert"}]},
        {"id": "dropped", "parent": "workshop", "status": "cancelled"},
        {"id": "elsewhere", "parent": "workshop", "slot": {**NOON, "rooms": ["annex"]}},
        {"id": "coffee", "kind": "break", "slot": NEXT_DAY},
        participants=[NOETHER, {"id": "hilbert", "name": {"en": "David Hilbert"}}],
        organisations=[{"id": "goettingen", "name": {"en": "Göttingen"}}],
        rooms=[{"id": "hall", "name": {"en": "Hall"}}, {"id": "annex", "name": {"en": "Annex"}}],
    )

    hall, annex = session_holders(of, ("en",))

    assert (hall.id, annex.id) == ("workshop", "elsewhere")
    assert [(part.title[0].text, part.start) for part in hall.sessions] == [("first", None)]
    assert (hall.people, hall.sessions[0].people[0].text) == ((), "David Hilbert")
    presiding = TextElement(kind="text", field="presiding", x=0, y=0, width=9, height=9, size=9)
    (line,) = element_value(presiding, conference_texts(of, ("en",)), 2)(hall)
    assert re.sub(r"[\x0e\x0f]", "", line.text) == "Chair: Prof. Emmy Noether"


def test_conference_texts_are_given_once_per_language() -> None:
    of = conference_texts(congress(), ("en", "en-GB", "zh"))

    dates = element_value(TextElement(kind="text", field="dates", x=0, y=0, width=9, height=9, size=9), of, 3)

    assert [form.text for form in of.title] == ["Congress", "大会"]
    assert dates(HILBERT) == (
        LocalisedText("24–26 October 2026", "en"),
        LocalisedText("2026年10月24日至26日", "zh"),
    )
    assert of.venue == ()


def test_a_label_that_two_languages_share_is_printed_once_and_fills_sentences_of_both() -> None:
    """There are no words in Italian, which has the English ones."""
    of = conference_texts(congress(), ("zh", "en", "it"))
    holder = replace(HILBERT, roles=role_labels(Role.SPEAKER, of.languages))
    element = TextElement(kind="text", field="role", x=0, y=0, width=9, height=9, size=9)

    assert element_value(element, of, 3)(holder) == (
        LocalisedText("演讲嘉宾", "zh"),
        LocalisedText("Speaker", "en"),
    )
    sentences = [interpolate("{role}, {dates}", holder, of, language) for language in of.languages]
    assert sentences == [
        "演讲嘉宾, 2026年10月24日至26日",
        "Speaker, 24–26 October 2026",
        "Speaker, 24–26 ottobre 2026",
    ]


def test_formal_fields_are_those_of_protocol() -> None:
    of = schedule(
        {
            "id": "opening",
            "slot": MORNING,
            "people": [{"participant": "li", "role": "opening-remarks"}],
        },
        participants=[
            {
                "id": "li",
                "name": {
                    "zh": {"full": "李飞", "badge": "飞", "given": "飞", "family": "李"},
                    "en": "Li Fei",
                },
                "honorific": {"zh": "先生", "en": "H.E. Mr."},
                "country": "CN",
                "affiliations": [{"organisation": "moc"}],
            }
        ],
        organisations=[
            {
                "id": "moc",
                "name": {"en": "Ministry of Commerce", "zh": "商务部"},
                "short": {"en": "MOFCOM"},
            }
        ],
    )
    conference = of.conference.model_copy(
        update={"organisations": (Backing(organisation="moc", role=Involvement.ORGANISER),)}
    )
    of = of.model_copy(update={"conference": conference})
    languages = ("zh", "en")
    (who,) = person_holders(of, languages)
    texts = conference_texts(of, languages)
    values = {
        field: [text.text for text in field_value(field, who, texts)]
        for field in (
            *("name", "full-name", "formal-name", "second-formal-name", "given", "family", "honorific"),
            *("country", "capacity", "organisers", "short-organisation"),
        )
    }

    assert values == {
        "name": ["飞"],
        "full-name": ["李飞"],
        "formal-name": ["李\u3000飞先生"],
        "second-formal-name": ["H.E. Mr. Li Fei"],
        "given": ["飞"],
        "family": ["李"],
        "honorific": ["先生", "H.E. Mr."],
        "country": ["中国", "China"],
        "capacity": ["作为开幕致辞嘉宾", "as an opening speaker"],
        "organisers": ["商务部", "Ministry of Commerce"],
        "short-organisation": ["MOFCOM"],
    }


def test_a_badge_has_no_form_of_address_and_leaves_a_family_name_first_whole_in_each_script() -> None:
    of = schedule(
        {"id": "talk", "slot": MORNING, "people": [{"participant": "hong"}, {"participant": "agnesi"}]},
        participants=[
            {
                "id": "hong",
                "name": {
                    "en": {"full": "Hong Jeong-ha", "given": "Jeong-ha", "family": "Hong"},
                    "ar": "هونغ جونغ ها",
                },
            },
            {"id": "agnesi", "name": "Maria Gaetana Agnesi", "honorific": "Prof."},
        ],
    )
    texts = conference_texts(of, ("ar", "en"))
    places = {
        holder.id: [
            text.text
            for field in ("first-name", "rest-of-name", "other-name")
            for text in field_value(field, holder, texts)
        ]
        for holder in person_holders(of, ("ar", "en"))
    }

    assert places == {
        "hong": ["هونغ جونغ ها", "Hong Jeong-ha"],
        "agnesi": ["Maria", "Gaetana Agnesi"],
    }


@pytest.mark.parametrize(
    ("languages", "first", "second"),
    [
        (("en", "zh"), "Hong Jeong-ha", "홍정하"),
        (("en", "ko"), "홍정하", "Hong Jeong-ha"),
    ],
)
def test_a_short_name_is_the_large_one_in_characters_that_the_readers_know(
    languages: tuple[str, ...], first: str, second: str
) -> None:
    of = schedule(
        {"id": "talk", "slot": MORNING, "people": ["hong"]},
        participants=[
            {
                "id": "hong",
                "name": {
                    "ko": "홍정하",
                    "en": {"full": "Hong Jeong-ha", "given": "Jeong-ha", "family": "Hong"},
                },
            }
        ],
    )
    (holder,) = person_holders(of, languages)
    texts = conference_texts(of, languages)

    assert [text.text for text in field_value("first-name", holder, texts)] == [first]
    others = [
        text.text for name in ("rest-of-name", "other-name") for text in field_value(name, holder, texts)
    ]
    assert others == [second]


def test_a_holder_without_an_entry_in_the_schedule_has_its_badge_name_as_formal_name() -> None:
    texts = conference_texts(congress(), ("en",))
    holder = BadgeHolder("row 2", LocalisedText("Ada Lovelace", "en"), role="VIP")

    assert [text.text for text in field_value("formal-name", holder, texts)] == ["Ada Lovelace"]
    assert [text.text for text in field_value("capacity", holder, texts)] == ["as a participant"]
    assert field_value("country", holder, texts) == ()


def test_a_chinese_name_of_somebody_whose_own_is_given_name_first_is_not_the_large_one() -> None:
    of = schedule(
        {"id": "talk", "slot": MORNING, "people": ["leibniz", "hua"]},
        participants=[
            {
                "id": "leibniz",
                "name": {
                    "en": {
                        "full": "Gottfried Wilhelm Leibniz",
                        "given": "Gottfried Wilhelm",
                        "family": "Leibniz",
                    },
                    "zh": "莱布尼茨",
                },
            },
            {"id": "hua", "name": {"en": "Hua Luogeng", "zh": "华罗庚"}},
        ],
    )

    def places(*languages: str) -> dict[str, list[str]]:
        texts = conference_texts(of, languages)
        return {
            holder.id: [
                text.text
                for field in ("first-name", "rest-of-name", "other-name")
                for text in field_value(field, holder, texts)
            ]
            for holder in person_holders(of, languages)
        }

    assert places("en", "zh") == {
        "leibniz": ["Gottfried Wilhelm", "Leibniz", "莱布尼茨"],
        "hua": ["华罗庚", "Hua Luogeng"],
    }
    assert places("zh", "en")["leibniz"][0] == "莱布尼茨"
