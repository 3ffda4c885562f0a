"""Everything wrong with a file is told at once, in its own words."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import Unreadable
from formats.documents import CONFERENCE, faults, reading, sessions

WRONG = """\
eventkit: 1
conference:
  id: Forum 2022
  titel: Forum
  start: 5 November 2022
  zone: Asia/Shanghai
  languages: [en, english_]
  contact: office
rooms:
  - {id: hall, name: Hall, capacity: 0}
  - {id: hall, name: &n Foyer}
tracks:
  - {id: green, name: Green, code: green, colour: green}
participants:
  - {id: lin, name: {full: Lin Yifu}, country: China}
sessions:
  - id: forum
    title: Forum
    kind: Blok
    start: 2022-11-05 9.00
    end: 12:00
    parts:
      - id: hall
        title: x
        people: [lin, {participant: lin, role: speaker}, mueller]
        track: gren
      - {id: forum, title: ""}
"""
TOLD = """\
line 2, conference.title: is missing
line 3, conference.id: must be lower-case letters and digits, joined by hyphens, dots or underscores, such as lin-yifu
line 4, conference.titel: There is no field 'titel'. Did you mean 'title'?
line 5, conference.start: must be a date such as 2022-11-05
line 7, conference.languages[1]: 'english_' is not a language tag: use one such as en, zh, zh-Hant or pt-BR
line 8, conference.contact: must be an e-mail address such as office@example.org
line 10, rooms[0].capacity: must be greater than 0
line 11, rooms[1].name: &n is not taken: leave it out
line 11, rooms[1].id: 'hall' is used twice: rooms[0] has it already
line 13, tracks[0].code: must be two capital letters or digits, such as MA
line 13, tracks[0].colour: must be a colour such as #336699
line 15, participants[0].name.full: has no language: write name: {en: {full: ...}}
line 15, participants[0].country: must be a country by its two capital letters (ISO 3166), such as CN
line 19, sessions[0].kind: must be one of block, opening, closing, ... Did you mean 'block'?
line 20, sessions[0].start: must be a time such as 2022-11-05 09:00
line 25, sessions[0].parts[0].people: has lin twice as speaker: delete one
line 25, sessions[0].parts[0].people[2]: There is no participant 'mueller'. Add it to participants, or ...
line 26, sessions[0].parts[0].track: There is no track 'gren'. Add it to tracks, or correct the spelling.
line 27, sessions[0].parts[1].title: is empty: fill it in
line 27, sessions[0].parts[1].id: 'forum' is used twice: sessions[0] has it already
"""  # noqa: E501 - as it is printed


def test_all_faults_are_reported_at_once_in_file_order() -> None:
    """Faults of syntax, structure, values and references: none hides another."""
    messages = faults(WRONG)
    assert len(messages) == len(TOLD.splitlines())
    for line, expected in zip(messages, TOLD.splitlines(), strict=True):
        beginning, _, end = expected.partition("...")
        assert line.startswith(beginning)
        assert line.endswith(end)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("sessions: {}", "line 9, sessions: must be a list of sessions"),
        ("sessions: [opening]", "line 9, sessions[0]: must be a mapping with fields such as id"),
        ("rooms: hall", "line 9, rooms: must be a list, such as [first, second]"),
        ("participants: [{id: a, name: {}}]", "line 9, participants[0].name: must not be empty"),
        (
            "participants: [{id: a, name: {en: {sort: A}}}]",
            "line 9, participants[0].name.en.full: is missing",
        ),
        (
            "participants: [{id: a, name: {en: {language: zh}}}]",
            "line 9, participants[0].name.en.language: There",
        ),
        (
            "organisations: [{id: a, name: {en: A, EN: A}}]",
            "line 9, organisations[0].name: names a language twice",
        ),
        (
            "organisations: [{id: a, name: A, url: javascript:1}]",
            "line 9, organisations[0].url: must be an address",
        ),
        (
            "organisations: [{id: a, name: {e: A}}]",
            "line 9, organisations[0].name.e: 'e' is not a language tag",
        ),
        ("sessions: [{id: a, title: A, uid: 12}]", "line 9, sessions[0].uid: must be a UUID such as"),
        ("sessions: [{id: a, title: A, audience: -1}]", "line 9, sessions[0].audience: must be at least 0"),
        (
            "sessions: [{id: a, title: A, parent: b}]",
            "line 9, sessions[0].parent: There is no field 'parent'.",
        ),
    ],
)
def test_fault_messages_are_written_for_organisers(fields: str, expected: str) -> None:
    (line, *rest) = faults(f"{CONFERENCE}{fields}\n")
    assert line.startswith(expected)
    assert all(other.endswith("is missing") for other in rest)


def test_a_date_of_the_wrong_type_is_refused() -> None:
    """Some libraries read a bare number as seconds since 1970."""
    (message,) = faults(CONFERENCE.replace("2026-10-24", "20261024"))
    assert message == "line 5, conference.start: must be a date such as 2022-11-05"


def test_sessions_nested_too_deep_are_reported_with_their_location() -> None:
    nest = "- {id: e, title: E}"
    for id_ in "dcba":
        nest = f"- id: {id_}\n  title: T\n  parts:\n" + "".join(f"    {line}\n" for line in nest.splitlines())
    (message,) = faults(sessions(nest))
    assert ", sessions[0].parts[0].parts[0].parts[0].parts[0]: is nested 5 deep" in message


def test_a_message_is_one_line_and_escapes_invisible_characters() -> None:
    (message,) = faults(f'{CONFERENCE}"\\u202e\\nx{"y" * 1000}": 1')
    assert "\n" not in message
    assert "\u202e" not in message
    assert len(message) < 400


def outcome(text: str | bytes, name: str) -> object:
    """The schedule in a file, or its faults; anything else that comes of it is a fault of eventkit."""
    try:
        return reading(text, name).schedule
    except Unreadable as unreadable:
        return unreadable.faults


@given(st.binary(max_size=60) | st.text(max_size=60).map(str.encode), st.sampled_from(["a.yaml", "a.json"]))
def test_any_file_is_read_or_refused(data: bytes, name: str) -> None:
    beginning = CONFERENCE if name == "a.yaml" else '{"eventkit": 1, "conference": '
    assert outcome(data, name)
    assert outcome(beginning.encode() + data, name)


values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=9)
    | st.sampled_from(["09:00", "2026-10-24 09:00"]),
    lambda inner: (
        st.lists(inner, max_size=2)
        | st.dictionaries(
            st.sampled_from(["id", "start", "end", "minutes", "parts", "people", "name"]), inner
        )
    ),
    max_leaves=8,
)


@given(st.sampled_from(["conference", "rooms", "participants", "sessions"]), values)
def test_any_field_value_is_read_or_refused(field: str, value: object) -> None:
    document = {"eventkit": 1, "conference": {"id": "a", "title": "A"}, field: value}
    assert outcome(json.dumps(document), "a.json")
