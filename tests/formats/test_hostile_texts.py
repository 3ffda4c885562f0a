"""Texts that mean harm go through every format, and are texts at the other end."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from html import unescape

import icalendar
import pytest

from eventkit.formats import Importer, iter_formats
from eventkit.intake import ImportHints
from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda
from eventkit.plugins.exporters import Exporter, get_exporter
from eventkit.schedule import Schedule

TEXTS = {
    "a formula": '=HYPERLINK("http://evil.example","x")',
    "a formula with a sign": "@SUM(1)",
    "a formula in full width": "＝1+1",
    "markup": "<script>alert(1)</script> & <b>x</b> if a<b",
    "a picture": '<img src="http://127.0.0.1:9/x.png">',
    "mutating markup": "<svg><style><img src=x onerror=alert(1)>",
    "content lines": "Opening\\nBEGIN:VEVENT\\nX-EVIL:1",
    "parameters": 'Ada "^n;CN=evil" Lovelace, B: C',
    "a template": "{0.__class__} %s ${x} {{x}}",
    "SQL": "'); DROP TABLE session; --",
    "a path": "../../etc/passwd",
    "a reserved name": "CON",
    "an option": "-rf",
    "right to left": "שלום abc مرحبا",
    "an entity": "&lt;T&gt; AT&T; &#x41;",
    "the end of a section": "]]> --> */",
    "one long word": "x" * 400,
}
LOSSLESS = {"document", "spreadsheet", "schedule2"}


@pytest.fixture(params=TEXTS.values(), ids=TEXTS)
def text(request: pytest.FixtureRequest) -> str:
    value: str = request.param
    return value


@pytest.fixture
def schedule(text: str) -> Schedule:
    """A schedule that says it wherever it can."""
    return Schedule.model_validate(
        {
            "conference": {
                "id": "forum", "uid": "8f14e45f-ceea-4e7a-9a2b-000000000000", "title": text,
                "languages": ["en"],
                "start": "2027-03-01", "end": "2027-03-01", "zone": "Europe/Vienna", "theme": text,
            },
            "rooms": [{"id": "room", "name": text}],
            "tracks": [{"id": "track", "name": text, "code": "T1", "colour": "#336699"}],
            "organisations": [{"id": "body", "name": text}],
            "participants": [{
                "id": "someone", "name": text[:200],
                "affiliations": [{"position": text, "organisation": "body"}], "extra": {text[:200]: text},
            }],
            "sessions": [{
                "id": "session", "uid": "8f14e45f-ceea-4e7a-9a2b-000000000001", "title": text,
                "abstract": text,
                "track": "track", "people": ["someone"],
                "slot": {"rooms": ["room"], "period": {
                    "start": "2027-03-01T09:00:00Z", "end": "2027-03-01T10:00:00Z",
                }},
            }],
        },
        context={"language": "en"},
    )  # fmt: skip


def test_hostile_text_survives_a_round_trip_through_every_format(schedule: Schedule, text: str) -> None:
    for name, each in iter_formats():
        if not isinstance(each, Exporter):
            continue
        data = each.export(schedule).data
        if not isinstance(each, Importer):
            continue
        if name in LOSSLESS:
            assert each.read(data, "hostile").schedule == schedule, name
        else:
            (session,) = each.read(data, "hostile", ImportHints(zone="Europe/Vienna")).schedule.sessions
            # Files of others have entities in titles, so that these are read as what they stand for.
            assert str(session.title) in {text, unescape(text)}, name


def test_no_cell_of_a_list_is_a_formula(schedule: Schedule) -> None:
    written = get_exporter("csv").export(schedule).data.decode("utf-8-sig")
    cells = [cell for row in csv.reader(io.StringIO(written)) for cell in row]
    assert schedule.sessions[0].id in cells
    assert not [cell for cell in cells if cell[:1] in {*"=+-@\t\r＝＋－＠"}]


def test_a_calendar_has_one_entry_for_the_session_and_one_for_the_conference(
    schedule: Schedule, text: str
) -> None:
    ledger = Ledger.first(schedule, datetime(2027, 1, 1, tzinfo=UTC))
    data = agenda(schedule, ledger=ledger).data
    entries = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert len(entries) == data.count(b"\r\nBEGIN:VEVENT\r\n") <= 2
    assert text in {str(entry["SUMMARY"]) for entry in entries}
    assert b"\r\nX-EVIL" not in data
