"""Content lines: whatever a value holds, it comes back whole and begins no line of its own."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.outputs.agenda import content_lines
from outputs.calendars import unescaped

HOSTILE = "Lunch\r\nEND:VEVENT\rBEGIN:VEVENT\nX:1\x00\x1b\x7f\u2028\x85;,\\n\\N\\"

any_text = st.text(st.characters()) | st.text('ab\\;,:"^\n\r\x00\x85🎉會é', max_size=200)


def unfolded(written: bytes) -> str:
    """A single content line as it was before folding, checked on the way."""
    assert written.endswith(b"\r\n")
    physical = written[:-2].split(b"\r\n")
    assert all(0 < len(line) <= 75 for line in physical)
    assert all(line.startswith(b" ") for line in physical[1:])
    for line in physical:
        line.decode()  # each is whole in itself: no character is cut
    logical = written[:-2].replace(b"\r\n ", b"").decode()
    assert not set(logical) & {*map(chr, range(0x20)), "\x7f", "\x85", "\u2028", "\u2029"} - {"\t"}
    return logical


def cleaned(text: str) -> str:
    """What of a text a calendar may hold."""
    text = text.replace("\r\n", "\n")
    for line_end in "\r\x85\u2028\u2029":
        text = text.replace(line_end, "\n")
    return "".join(
        char
        for char in text
        if char in "\t\n" or not (char < " " or "\x7f" <= char <= "\x9f" or "\ud800" <= char <= "\udfff")
    )


@given(any_text)
@example(HOSTILE)
@example("\\" * 300)
@example("^" * 300)
@example("👩🏽‍🔬" * 40)
@example("會" * 100)
@example("a" * 74)
@example("")
@example("\ud800a")
def test_any_text_round_trips_through_a_property(text):
    name, _, value = unfolded(content_lines.text_property("SUMMARY", text)).partition(":")

    assert name == "SUMMARY"
    assert unescaped(value) == cleaned(text)


@given(st.lists(any_text, min_size=1, max_size=3))
def test_commas_within_list_items_do_not_split_them(members):
    value = unfolded(content_lines.text_list_property("CATEGORIES", members)).removeprefix("CATEGORIES:")

    commas = value.replace("\\\\", "  ").replace("\\,", "  ").count(",")
    assert commas == len(members) - 1


@given(any_text)
@example('Zhu "Chongzhi"; a:b, ^c\nd')
def test_any_text_round_trips_through_a_parameter(text):
    line = unfolded(content_lines.text_property("ORGANIZER", "x", (("CN", text),)))

    written = line.removeprefix("ORGANIZER;CN=").removesuffix(":x")
    bare = written.removeprefix('"').removesuffix('"')
    assert '"' not in bare
    if set(bare) & set(":;,"):
        assert written == f'"{bare}"'
    chars = iter(bare)
    decoded = "".join({"n": "\n", "'": '"', "^": "^"}[next(chars)] if char == "^" else char for char in chars)
    assert decoded == re.sub(r"\\(?=[\\:;,]|\Z)", "", cleaned(text).replace("\t", " "))


def test_parameters_with_several_values_quote_each_alone():
    written = content_lines.uri_property(
        "CONFERENCE", "https://a.example/b", (("FEATURE", ("AUDIO", "VIDEO")), ("LABEL", "a:b"))
    )

    assert written == b'CONFERENCE;FEATURE=AUDIO,VIDEO;LABEL="a:b":https://a.example/b\r\n'


def test_lines_are_never_folded_within_a_character_or_an_escape():
    written = content_lines.text_property("X", "會" * 30 + "," * 40)

    for line in written.split(b"\r\n"):
        assert not line.endswith(b"\\")
    unfolded(written)


@pytest.mark.parametrize("hostile", [HOSTILE, "", " a", "a ", "é", "a\tb", "a\nb"])
def test_a_token_is_visible_ascii_or_rejected(hostile):
    with pytest.raises(ValueError, match="printable ASCII"):
        content_lines.raw_property("STATUS", hostile)


@pytest.mark.parametrize(
    "hostile", ["https://a.example/\r\nX:1", "https://a b", "https://a\x00", "https://a\u2028b"]
)
def test_an_address_with_spaces_or_control_characters_is_rejected(hostile):
    with pytest.raises(ValueError, match="blank or control character"):
        content_lines.uri_property("URL", hostile)


@pytest.mark.parametrize(
    ("address", "written"),
    [
        ("https://example.org/a?b=c&d=%20;e#f,g", "https://example.org/a?b=c&d=%20;e#f,g"),
        ("https://例え.example:8080/é?q=好", "https://xn--r8jz45g.example:8080/%C3%A9?q=%E5%A5%BD"),
        ('https://example.org/"<>^`{|}', "https://example.org/%22%3C%3E%5E%60%7B%7C%7D"),
        ("https://[é/", "https://[%C3%A9/"),
        ("mailto:office@example.org", "mailto:office@example.org"),
    ],
)
def test_addresses_are_written_in_ascii(address, written):
    assert content_lines.uri_property("URL", address) == f"URL:{written}\r\n".encode()


def test_invalid_names_of_properties_and_parameters_are_rejected():
    for name, parameters in (("X\r\nY", ()), ("X:Y", ()), ("", ()), ("X", (("A=B\r\n", "c"),))):
        with pytest.raises(ValueError, match="Invalid property or parameter name"):
            content_lines.text_property(name, "value", parameters)


def test_times_are_written_in_their_three_forms():
    vienna = datetime(2026, 10, 25, 9, 30, tzinfo=ZoneInfo("Europe/Vienna"))

    assert content_lines.utc_property("DTSTAMP", vienna) == b"DTSTAMP:20261025T083000Z\r\n"
    assert (
        content_lines.local_time_property("DTSTART", vienna, "Europe/Vienna")
        == b"DTSTART;TZID=Europe/Vienna:20261025T093000\r\n"
    )
    assert content_lines.date_property("DTSTART", date(987, 1, 2)) == b"DTSTART;VALUE=DATE:09870102\r\n"


def test_a_time_without_a_zone_is_rejected():
    with pytest.raises(ValueError, match="aware datetime"):
        content_lines.utc_property("DTSTAMP", datetime(2026, 1, 1))  # noqa: DTZ001 - that is the matter here


@pytest.mark.parametrize(
    ("offset", "written"),
    [
        (timedelta(hours=8), "+0800"),
        (timedelta(hours=-3, minutes=-30), "-0330"),
        (timedelta(0), "+0000"),
        (timedelta(minutes=-44, seconds=-30), "-004430"),
    ],
)
def test_offsets_are_written_with_sign_and_seconds_where_needed(offset, written):
    assert content_lines.offset_property("TZOFFSETTO", offset) == f"TZOFFSETTO:{written}\r\n".encode()


INJECTION = """
from datetime import UTC, datetime
from eventkit.outputs.agenda import content_lines as lines

evil = "x\\r\\nEND:VEVENT\\nATTENDEE:mailto:a@b.example\\u2028Y:1"
tries = [
    lambda: lines.text_property("SUMMARY", evil),
    lambda: lines.text_list_property("CATEGORIES", [evil, evil]),
    lambda: lines.text_property("SUMMARY", "x", (("LANGUAGE", evil),)),
    lambda: lines.text_property("SUMMARY", "x", ((evil, "en"),)),
    lambda: lines.text_property(evil, "x"),
    lambda: lines.raw_property("STATUS", evil),
    lambda: lines.uri_property("URL", "https://a.example/" + evil),
    lambda: lines.local_time_property("DTSTART", datetime(2026, 1, 1), evil),
    lambda: lines.component(evil, ()),
]
for each in tries:
    try:
        written = each()
    except ValueError:
        continue
    own = (b"SUMMARY", b"CATEGORIES", b"DTSTART", b" ")
    if not all(line.startswith(own) for line in written.splitlines()):
        raise SystemExit(f"a value began a line of its own: {written!r}")
print("none")
"""


@pytest.mark.parametrize("optimised", [[], ["-O"]])
def test_nothing_can_be_injected_even_with_assertions_disabled(optimised):
    ran = subprocess.run(  # noqa: S603
        [sys.executable, *optimised, "-c", INJECTION], capture_output=True, text=True, check=False
    )

    assert (ran.stdout.strip(), ran.stderr) == ("none", "")


def test_equal_instants_in_different_zones_give_the_same_bytes():
    at = datetime(2026, 1, 1, tzinfo=UTC)

    assert content_lines.utc_property("CREATED", at) == content_lines.utc_property(
        "CREATED", at.astimezone(ZoneInfo("Asia/Shanghai"))
    )


def test_the_two_instants_of_a_repeated_clock_time_are_distinguished():
    """In Vienna, clocks go back from 03:00 to 02:00 on 25 October 2026."""
    shown = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Vienna"))

    assert content_lines.utc_property("DTSTART", shown) == b"DTSTART:20261025T003000Z\r\n"
    assert content_lines.utc_property("DTSTART", shown.replace(fold=1)) == b"DTSTART:20261025T013000Z\r\n"
