"""JSON by the letter, with the lines of its faults."""

from __future__ import annotations

import json

import pytest

from formats.documents import faults, reading

DOCUMENT = {
    "eventkit": 1,
    "conference": {
        "id": "forum",
        "title": "Forum",
        "start": "2026-10-24",
        "zone": "Europe/Vienna",
        "languages": ["en"],
    },
    "rooms": [{"id": "hall", "name": "Hall"}],
}
TEXT = json.dumps(DOCUMENT, indent=1)
NAME_LINE = 15


def with_name(json_value: str) -> str:
    return TEXT.replace('"Hall"', json_value)


def in_json(text: str) -> list[str]:
    return faults(text, "forum.json")


def test_surrogate_pairs_are_read() -> None:
    read = reading(with_name(r'"Hall \ud83d\ude00"'), "forum.JSON")
    assert read.schedule.rooms[0].name["en"] == "Hall 😀"


def test_the_line_of_every_value_is_known() -> None:
    assert TEXT.split("\n")[NAME_LINE - 1] == '   "name": "Hall"'
    for broken in (TEXT, TEXT.replace("\n", "\r\n"), TEXT.replace("\n", "\r")):
        (message,) = in_json(broken.replace('"Hall"', "42"))
        assert message.startswith(f"line {NAME_LINE}, rooms[0].name: must be text, or texts by language")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("null", "rooms[0].name: is null: leave it out instead"),
        ('{"en": 1}', "rooms[0].name.en: must be text"),
        ('"Hall", "capacity": "300"', "rooms[0].capacity: must be a whole number such as 300"),
        ('"Hall", "capacity": true', "rooms[0].capacity: must be a whole number such as 300"),
        ('"Hall", "capacity": 3e2', "rooms[0].capacity: must be a whole number such as 300"),
        ('"Hall", "shared": 1', "rooms[0].shared: must be true or false"),
        ('"Hall", "name": "Hall"', f"rooms[0].name: is duplicated: it is already on line {NAME_LINE}"),
        (r'"\ud800"', "rooms[0].name: contains U+D800, one half of a character: type the text again"),
        ("NaN", "rooms[0].name: NaN is not a number"),
        ("-Infinity", "rooms[0].name: -Infinity is not a number"),
        ("1e999", "rooms[0].name: is a number that is too large"),
        ("9" * 5000, "rooms[0].name: is a number with too many digits"),
        ("Hall", "rooms[0].name: a value is missing here; texts need double quotation marks"),
        ('"Hall', "rooms[0].name: a text contains a line break or tab: write \\n or \\t"),
        (r'"\q"', "rooms[0].name: a backslash before this character is not allowed: write two"),
    ],
)
def test_values_of_the_wrong_type_in_json_are_reported(value: str, message: str) -> None:
    assert in_json(with_name(value)) == [f"line {NAME_LINE}, {message}"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "line 1: the file ends where a value is expected: it may be incomplete"),
        ("{", "line 1: the name of a field, in double quotation marks, is missing here"),
        ('{"a": 1,}', "line 1: the name of a field, in double quotation marks, is missing here"),
        ('{"a" 1}', "line 1: : is missing before '1'"),
        ('{"eventkit": 1', "line 1: , or } is missing before the end of the file: is it whole?"),
        ("[1\n2]", "line 2: , or ] is missing before '2'"),
        ("{}\n{}", "line 2: the document ended before this: keep one in a file"),
        ("// x", "line 1: a value is missing here; texts need double quotation marks"),
        ("[" * 20_000, "line 1, " + "[0]" * 32 + ": is nested deeper than 32 levels"),
        ('{"a":' * 20_000, "line 1, " + ".".join("a" * 32) + ": is nested deeper than 32 levels"),
    ],
)
def test_invalid_json_is_reported(text: str, message: str) -> None:
    assert in_json(text) == [message]


def test_a_byte_order_mark_is_accepted() -> None:
    assert reading(f"\ufeff{TEXT}", "forum.json").schedule.conference.id == "forum"
