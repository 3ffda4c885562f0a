"""The order in which badges come out of the printer."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.outputs.badges import Wearer
from eventkit.outputs.badges.sorting import ORDERS, in_order, name_key
from eventkit.outputs.badges.wearers import Form, Held


def named(*names: str, language: str = "zh") -> list[Wearer]:
    return [Wearer(str(at), Form(language, name)) for at, name in enumerate(names)]


def ids(wearers: list[Wearer], order: str = "name") -> str:
    return " ".join(wearer.id for wearer in in_order(wearers, order))  # type: ignore[arg-type]


def names(wearers: list[Wearer]) -> list[str]:
    return [wearer.name.text for wearer in in_order(wearers, "name")]


def test_chinese_names_are_sorted_by_pinyin_among_latin_ones() -> None:
    written = named("王贞仪", "Zhao", "陈景润", "李善兰", "Bai", "徐光启", "宋玉", "Lin", "安多")

    # An, Bai, Chen, Lin, Li, Song, Wang, Xu, Zhao: within a letter, those written with it first.
    assert names(written) == ["安多", "Bai", "陈景润", "Lin", "李善兰", "宋玉", "王贞仪", "徐光启", "Zhao"]


def test_a_stored_key_counts_more_and_then_a_form_in_latin_letters() -> None:
    polyphone = Wearer("zeng", Form("zh", "曾巩"), sort="Zeng, Gong")
    romanised = Wearer("zu", Form("zh", "祖冲之"), Form("en", "Zu Chongzhi"))
    traditional = Wearer("liu", Form("zh-Hant", "劉徽"), Form("en", "Liu Hui"))

    assert ids([polyphone, romanised, traditional, *named("周公")]) == "liu zeng zu 0"


def test_accents_and_case_do_not_count() -> None:
    assert names(named("Étienne", "emmy", "Ada", "Zoë", language="fr")) == ["Ada", "emmy", "Étienne", "Zoë"]


def test_every_usual_character_has_the_letter_of_its_place() -> None:
    rows = [
        bytes([row, cell]).decode("gb2312", "replace")
        for row in range(0xB0, 0xD8)
        for cell in range(0xA1, 0xFF)
    ]
    keys = [
        name_key(wearer) for wearer in named(*(each for each in rows if each.isalpha() and len(each) == 1))
    ]

    assert len(keys) == 3755
    assert keys == sorted(keys)
    assert {key[0] for key in keys} == set("abcdefghjklmnopqrstwxyz")


def test_those_without_an_organisation_come_last() -> None:
    people = [
        Wearer("none", Form("en", "A")),
        Wearer("z", Form("en", "B"), organisation=(Form("en", "Zürich"),)),
        Wearer("a", Form("en", "C"), organisation=(Form("en", "Aarhus"),)),
    ]

    assert ids(people, "organisation") == "a z none"


def test_roles_come_in_the_order_in_which_they_count() -> None:
    people = [
        Wearer(role, Form("en", role), role=role) for role in ("speaker", "volunteer", "host", "panellist")
    ]

    assert ids(people, "role") == "host panellist speaker volunteer"


def held(hour: int, room: str, rank: int = 0) -> tuple[Held, ...]:
    start = datetime(2026, 11, 5, hour)  # noqa: DTZ001 - by the clocks of the conference
    return (Held((Form("en", "Talk"),), start, start, (Form("en", room),), rank=rank),)


def test_a_podium_is_in_the_order_of_protocol_and_doors_by_room_and_time() -> None:
    people = [
        Wearer("third", Form("en", "A"), sessions=held(9, "Hall", 2)),
        Wearer("later", Form("en", "B"), sessions=held(11, "Annex")),
        Wearer("first", Form("en", "C"), sessions=held(9, "Hall", 0)),
        Wearer("second", Form("en", "D"), sessions=held(9, "Hall", 1)),
        Wearer("never", Form("en", "E")),
    ]

    assert ids(people, "protocol") == "first second third later never"
    assert ids(people, "room-and-time").split()[-4:] == ["later", "third", "first", "second"]


@pytest.mark.parametrize("order", ORDERS)
@given(data=st.data())
def test_the_order_does_not_depend_on_that_before(order: str, data: st.DataObject) -> None:
    people = named("王贞仪", "Zhao", "陈景润", "Zhao", "", "😀", "李")

    assert ids(data.draw(st.permutations(people)), order) == ids(people, order)
