"""Whatever JSON looks like a file of another system, a schedule comes of it or it is said why not."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import Unreadable
from eventkit.formats import Importer
from eventkit.formats.ccip import ccip_format
from eventkit.formats.open_event import open_event_format
from eventkit.formats.sessionize import sessionize_format
from eventkit.intake import ImportHints, SourceFile
from formats.foreign import as_json, folder

VALUES = (
    *("", " ", "Engines", "1", "Keynote", "accepted", "2026-03-01T09:00:00", "2026-03-01T09:45:00Z", "09:00"),
    *(
        "https://example.org",
        "javascript:1",
        "Europe/Vienna",
        "en",
        "<p>A</p>",
        "A, B",
        "ada@example.org",
        "\x00",
    ),
    *(0, 1, -1, 1.5, 10**17, True, False, None, 1772355600000),
)
NAMES = (
    *("id", "title", "name", "description", "startsAt", "endsAt", "starts-at", "start_time", "end", "start"),
    *("isServiceSession", "isPlenumSession", "categoryItems", "questionAnswers", "questionId", "answerValue"),
    *("speakers", "sessions", "rooms", "room", "roomId", "items", "categories", "questions", "question"),
    *("timeSlots", "date", "session", "firstName", "fullName", "tagLine", "bio", "links", "url", "email"),
    *("microlocation", "track", "tracks", "session-type", "length", "state", "language", "organizer-name"),
    *(
        "zh",
        "en",
        "type",
        "broadcast",
        "tags",
        "session_types",
        "timezone",
        "latitude",
        "social-links",
        "link",
    ),
)

values = st.recursive(
    st.sampled_from(VALUES),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=25,
)
lists = st.lists(st.dictionaries(st.sampled_from(NAMES), values, max_size=10), max_size=3)


def attempt(reader: Importer, data: bytes) -> None:
    """Read a file: it may be refused, but in no other way than with what is wrong in it."""
    reader.recognises(SourceFile(data, "any"))
    with suppress(Unreadable):
        reader.read(data, "any", ImportHints(zone="Europe/Vienna"))


@pytest.mark.parametrize("reader", [sessionize_format, ccip_format], ids=["sessionize", "ccip"])
@given(root=values | lists | st.fixed_dictionaries({"sessions": lists, "speakers": lists, "rooms": lists}))
def test_json_of_any_shape_is_read_or_refused(reader: Importer, root: Any) -> None:
    attempt(reader, as_json(root))


@given(
    st.fixed_dictionaries(
        {"event": values, "sessions": lists | values, "speakers": lists | values},
        optional={"microlocations": lists, "tracks": lists, "sponsors": lists},
    )
)
def test_a_folder_of_json_of_any_shape_is_read_or_refused(files: dict[str, Any]) -> None:
    attempt(open_event_format, folder(files))
    attempt(sessionize_format, folder({f"{name}.json": value for name, value in files.items()}))


@pytest.mark.parametrize(
    "data", [b"PK\x03\x04broken", b"PK\x05\x06" + bytes(18), b"", b"{", b"[1,", b"\xff\xfe{"]
)
@pytest.mark.parametrize(
    "reader", [sessionize_format, ccip_format, open_event_format], ids=["sessionize", "ccip", "open-event"]
)
def test_broken_files_are_refused(reader: Importer, data: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        reader.read(data, "any", ImportHints(zone="UTC"))
    assert caught.value.faults
