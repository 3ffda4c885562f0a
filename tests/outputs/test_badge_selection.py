"""The order in which badges come out of the printer."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.outputs.badges import BadgeHolder
from eventkit.outputs.badges.badge_holders import HolderSession, LocalisedText
from eventkit.outputs.badges.badge_selection import BADGE_ORDERS, name_sort_key, sort_holders


def named(*names: str, language: str = "zh") -> list[BadgeHolder]:
    return [BadgeHolder(str(at), LocalisedText(name, language)) for at, name in enumerate(names)]


def ids(wearers: list[BadgeHolder], order: str = "name") -> str:
    return " ".join(wearer.id for wearer in sort_holders(wearers, order))  # type: ignore[arg-type]


def names(wearers: list[BadgeHolder]) -> list[str]:
    return [wearer.name.text for wearer in sort_holders(wearers, "name")]


def test_chinese_names_are_sorted_by_pinyin_among_latin_ones() -> None:
    written = named("王贞仪", "Zhao", "陈景润", "李善兰", "Bai", "徐光启", "宋玉", "Lin", "安多")

    # An, Bai, Chen, Lin, Li, Song, Wang, Xu, Zhao: within a letter, those written with it first.
    assert names(written) == ["安多", "Bai", "陈景润", "Lin", "李善兰", "宋玉", "王贞仪", "徐光启", "Zhao"]


def test_names_are_sorted_by_stored_key_then_by_latin_form() -> None:
    polyphone = BadgeHolder("zeng", LocalisedText("曾巩", "zh"), sort_key="Zeng, Gong")
    romanised = BadgeHolder("zu", LocalisedText("祖冲之", "zh"), LocalisedText("Zu Chongzhi", "en"))
    traditional = BadgeHolder("liu", LocalisedText("劉徽", "zh-Hant"), LocalisedText("Liu Hui", "en"))

    assert ids([polyphone, romanised, traditional, *named("周公")]) == "liu zeng zu 0"


def test_accents_and_case_do_not_count() -> None:
    assert names(named("Étienne", "emmy", "Ada", "Zoë", language="fr")) == ["Ada", "emmy", "Étienne", "Zoë"]


def test_common_chinese_characters_are_sorted_by_pinyin_initial() -> None:
    rows = [
        bytes([row, cell]).decode("gb2312", "replace")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    ]
    keys = [
        name_sort_key(wearer)
        for wearer in named(*(each for each in rows if each.isalpha() and len(each) == 1))
    ]

    assert len(keys) == 3755
    assert keys == sorted(keys)
    assert {key[0] for key in keys} == set("abcdefghjklmnopqrstwxyz")


def test_people_without_an_organisation_are_sorted_last() -> None:
    people = [
        BadgeHolder("none", LocalisedText("A", "en")),
        BadgeHolder("z", LocalisedText("B", "en"), organisation=(LocalisedText("Zürich", "en"),)),
        BadgeHolder("a", LocalisedText("C", "en"), organisation=(LocalisedText("Aarhus", "en"),)),
    ]

    assert ids(people, "organisation") == "a z none"


def test_badges_are_sorted_by_precedence_of_role() -> None:
    people = [
        BadgeHolder(role, LocalisedText(role, "en"), role=role)
        for role in ("speaker", "volunteer", "host", "panellist")
    ]

    assert ids(people, "role") == "host panellist speaker volunteer"


def talks_at(hour: int, room: str, rank: int = 0) -> tuple[HolderSession, ...]:
    start = datetime(2026, 11, 5, hour)  # noqa: DTZ001 - by the clocks of the conference
    return (
        HolderSession((LocalisedText("Talk", "en"),), start, start, (LocalisedText(room, "en"),), rank=rank),
    )


def test_badges_can_be_sorted_by_protocol_or_by_room_and_time() -> None:
    people = [
        BadgeHolder("third", LocalisedText("A", "en"), sessions=talks_at(9, "Hall", 2)),
        BadgeHolder("later", LocalisedText("B", "en"), sessions=talks_at(11, "Annex")),
        BadgeHolder("first", LocalisedText("C", "en"), sessions=talks_at(9, "Hall", 0)),
        BadgeHolder("second", LocalisedText("D", "en"), sessions=talks_at(9, "Hall", 1)),
        BadgeHolder("never", LocalisedText("E", "en")),
    ]

    assert ids(people, "protocol") == "first second third later never"
    assert ids(people, "room-and-time").split()[-4:] == ["later", "third", "first", "second"]


@pytest.mark.parametrize("order", BADGE_ORDERS)
@given(data=st.data())
def test_the_order_does_not_depend_on_the_input_order(order: str, data: st.DataObject) -> None:
    people = named("王贞仪", "Zhao", "陈景润", "Zhao", "", "😀", "李")

    assert ids(data.draw(st.permutations(people)), order) == ids(people, order)
