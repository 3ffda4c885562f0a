"""YAML without its traps, and without what can be abused."""

from __future__ import annotations

import pytest

from eventkit.formats.document import node_tree
from eventkit.texts import Text
from formats.documents import CONFERENCE, faults, schedule, sessions


@pytest.mark.parametrize(
    "word",
    ["no", "Yes", "on", "Null", "~", "010", "1.10", "1e3", "0x1F", "09:30", "2022-11-05", ".inf", "true"],
)
def test_unquoted_texts_are_read_verbatim(word: str) -> None:
    read = schedule(sessions(f"- id: a\n  title: {word}\n  abstract: {{no: {word}}}"))
    assert read.sessions[0].title["en"] == word
    assert read.sessions[0].abstract == Text({"no": word})


def test_numbers_and_booleans_are_read_in_fields_of_those_types() -> None:
    room = schedule(CONFERENCE + "rooms: [{id: hall, name: 10, capacity: 300, shared: true}]").rooms[0]
    assert (room.name["en"], room.capacity, room.shared) == ("10", 300, True)


@pytest.mark.parametrize(
    ("field", "message"),
    [
        ("capacity: 010", "capacity: must be a whole number such as 300"),
        ("capacity: 3.0", "capacity: must be a whole number such as 300"),
        ("capacity: 1_000", "capacity: must be a whole number such as 300"),
        ("capacity: 99999999999999999999", "capacity: must be a whole number such as 300"),
        ("capacity: ", "capacity: is empty: fill it in, or leave it out"),
        ("shared: yes", "shared: must be true or false"),
        ("shared: True", "shared: must be true or false"),
        ("features: stream", "features: must be a list, such as [first, second]"),
        ("building: ''", "building: is empty: fill it in, or leave it out"),
        ("building: [a]", "building: must be text, or texts by language such as {en: ..., zh: ...}"),
        ("building: {en: [a]}", "building.en: must be text"),
    ],
)
def test_values_of_the_wrong_type_are_reported(field: str, message: str) -> None:
    assert faults(f"{CONFERENCE}rooms: [{{id: hall, name: Hall, {field}}}]") == [
        f"line 9, rooms[0].{message}"
    ]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ("rooms: &r []", "line 9, rooms: &r is not taken: leave it out"),
        ("rooms: *r", "line 9, rooms: *r is a reference to another value: write that value here"),
        (
            "rooms: !!python/name:os.system ''",
            "line 9, rooms: has the tag !!python/name:os.system, which is not taken",
        ),
        ("<<: {rooms: []}", "line 9, ['<<']: << is not taken: write the fields out"),
        ("rooms: []\ntracks: []\nrooms: []", "line 11, rooms: is duplicated: it is already on line 9"),
        ("? [rooms]\n: []", "line 9, ['?']: must be text, as every name of a field"),
        ("---\neventkit: 1", "line 9: begins a second document: keep one in a file"),
        ("rooms:\n\t- {}", "line 10: is indented with a tab: YAML requires spaces"),
        ("rooms: [x", "line 9: a list or mapping in brackets is not closed"),
        ("rooms: [", "line 10: a value is missing, or a bracket is not closed"),
        ("rooms:\n  - x\n y: z", "line 11: does not fit the lines above: is the indentation right?"),
        ("rooms: Hall: big", "line 9: a colon is not allowed here: is the indentation right"),
        ("rooms: 'Hall", "line 9: a text is not closed with a quotation mark"),
        (
            "rooms: [{id:}]",
            "line 9: a space is missing after a colon, or a text with a colon needs quotation",
        ),
        ("rooms: @hall", "line 9: a text cannot begin with @: put it in quotation marks"),
        (
            'rooms: "\\q"',
            "line 9: a backslash in double quotation marks is before a character that needs none",
        ),
        ("rooms: " + "[" * 33, "line 9, rooms" + "[0]" * 31 + ": is nested deeper than 32 levels"),
        ("rooms: " + "[" * 100_000, "line 9: is nested deeper than 32 levels"),
    ],
)
def test_unsupported_yaml_is_reported_with_its_line(fields: str, message: str) -> None:
    """Aliases expand to any size, tags can name code, and one of two duplicate keys is lost silently."""
    assert [line for line in faults(f"{CONFERENCE}{fields}\n") if line.startswith(message)]


def test_every_anchor_alias_and_tag_is_reported() -> None:
    assert len(faults(f"{CONFERENCE}rooms: [!a x, *b , &c d]")) == 3


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "line 1: is empty"),
        (b"# nothing\n", "line 1: is empty"),
        (b"- eventkit", "line 1: is not a document: it begins with a line 'eventkit: 1'"),
        (CONFERENCE.encode("utf-16"), "is in UTF-16: save it as UTF-8"),
        (
            b"eventkit: 1\nconference: {title: M\xfcller}",
            "line 2: is not in UTF-8 here: save the file as UTF-8",
        ),
    ],
)
def test_a_file_that_is_not_a_document_is_reported(data: bytes, message: str) -> None:
    assert faults(data) == [message]


def test_a_file_larger_than_any_conference_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert faults(b" " * 50_000_001) == ["is larger than 50 MB: no document is"]
    assert node_tree.NODES_LIMIT == 1_000_000
    monkeypatch.setattr(node_tree, "NODES_LIMIT", 1000)  # a million values take seconds to parse
    assert faults(b"[" + b"a," * 998 + b"]") != (refused := faults(b"[" + b"a," * 1000 + b"]"))
    assert refused == ["contains more than 1000 values, more than any document has"]


def test_the_number_of_reported_faults_is_limited() -> None:
    messages = faults(CONFERENCE + "".join(f"field-{at}: x\n" for at in range(2000)))
    assert messages[-1] == "There are more faults. Fix these first."
    assert len(messages) == 1001
