"""Responses of the export API of Indico."""

from __future__ import annotations

from typing import Any

import pytest

from eventkit.formats.indico import indico_format
from eventkit.intake import SourceFile
from eventkit.model import Kind
from formats.foreign import as_json, codes, faults, people, read, times, titles


def moment(time: str, day: str = "2026-03-01") -> dict[str, str]:
    """A time as Indico writes it."""
    return {"date": day, "time": f"{time}:00", "tz": "Europe/Zurich"}


ADA = {"first_name": "Ada", "last_name": "Lovelace", "affiliation": "Analytical Society", "emailHash": "x"}
EMMY = {"fullName": "Emmy Noether", "affiliation": "Göttingen", "email": "emmy@example.org"}
TALK: dict[str, Any] = {
    "_type": "Contribution",
    "id": "1",
    "title": "Engines",
    "startDate": moment("09:00"),
    "endDate": moment("09:20"),
    "duration": 20,
    "room": "Hall",
    "type": "Talk",
    "track": "Machines",
    "session": None,
    "description": "<p>On <b>engines</b>.</p>",
    "url": "https://indico.example.org/event/7/contributions/1/",
    "speakers": [ADA],
    "primaryauthors": [ADA, EMMY],
    "folders": [{"attachments": [{"title": "Slides", "download_url": "/event/7/slides.pdf"}]}],
    "subContributions": [{"id": "4", "title": "A proof", "duration": 5, "speakers": [EMMY]}],
    "code": "M-1",
}
EVENT = {
    "_type": "Conference",
    "id": "7",
    "title": "Days of Engines",
    "timezone": "Europe/Zurich",
    "startDate": moment("08:00"),
    "endDate": moment("18:00", "2026-03-02"),
    "location": "Old Observatory",
    "chairs": [ADA],
}


def response(results: Any) -> bytes:
    """A response of the API."""
    return as_json(
        {
            "_type": "HTTPAPIResult",
            "count": 1,
            "url": "https://indico.example.org/export/x",
            "results": results,
        }
    )


def test_contributions_are_sessions_with_their_people_rooms_and_files() -> None:
    result = read(indico_format, response([{**EVENT, "contributions": [TALK]}]), zone=None)
    schedule = result.schedule
    assert (schedule.conference.zone, str(schedule.conference.title)) == ("Europe/Zurich", "Days of Engines")
    assert (schedule.conference.start.day, schedule.conference.end.day) == (1, 2)
    assert list(zip(titles(schedule), times(schedule), strict=True)) == [
        ("Engines", "01 09:00-09:20"),
        ("A proof", ""),
    ]
    talk, proof = schedule.sessions
    assert people(schedule)["Engines"] == [("Ada Lovelace", "speaker"), ("Emmy Noether", "author")]
    assert (proof.parent, proof.minutes) == (talk.id, 5)
    assert [str(each.name) for each in (*schedule.rooms, *schedule.tracks)] == ["Hall", "Machines"]
    assert [link.url for link in talk.links] == [TALK["url"], "https://indico.example.org/event/7/slides.pdf"]
    assert talk.extra.plain() == {"code": "M-1"}
    assert schedule.conference.extra.plain()["chairs"] == ["Ada Lovelace"]
    assert result.contacts == {schedule.participants[1].id: {"email": "emmy@example.org"}}
    assert codes(result) == set()


def test_sessions_are_blocks_with_conveners_and_contributions() -> None:
    block = {
        "_type": "SessionSlot",
        "id": 3,
        "title": "Machines",
        "slotTitle": "Morning",
        "startDate": moment("09:00"),
        "endDate": moment("10:30"),
        "conveners": [EMMY],
        "session": {"id": 9, "title": "Machines", "description": "All machines."},
        "contributions": [TALK],
    }
    schedule = read(indico_format, response([{**EVENT, "sessions": [block], "contributions": []}])).schedule
    assert titles(schedule) == ["Machines: Morning", "Engines", "A proof"]
    assert schedule.sessions[0].kind is Kind.BLOCK
    assert schedule.sessions[1].parent == schedule.sessions[0].id
    assert people(schedule)["Machines: Morning"] == [("Emmy Noether", "chair")]
    assert str(schedule.sessions[0].abstract) == "All machines."


def test_a_timetable_has_entries_by_day_and_breaks() -> None:
    entry = {**TALK, "entryType": "Contribution", "contributionId": 1, "presenters": [ADA], "speakers": []}
    days = {
        "20260301": {
            "s3": {
                "id": "s3",
                "entryType": "Session",
                "title": "Machines",
                "startDate": moment("09:00"),
                "endDate": moment("10:30"),
                "entries": {"c1": entry},
            },
            "b2": {
                "id": "b2",
                "entryType": "Break",
                "title": "Coffee",
                "startDate": moment("10:30"),
                "duration": 30,
            },
        },
        "20260302": {},
    }
    data = response({"7": days})
    assert indico_format.recognises(SourceFile(data, "timetable.json"))
    schedule = read(indico_format, data, zone=None).schedule
    assert schedule.conference.zone == "Europe/Zurich"
    assert list(zip(titles(schedule), times(schedule), strict=True)) == [
        ("Machines", "01 09:00-10:30"),
        ("Engines", "01 09:00-09:20"),
        ("A proof", ""),
        ("Coffee", "01 10:30-11:00"),
    ]
    assert schedule.sessions[3].kind is Kind.BREAK
    assert people(schedule)["Engines"][0] == ("Ada Lovelace", "speaker")


@pytest.mark.parametrize(
    ("results", "advice"),
    [([EVENT], "detail=sessions"), ([EVENT, EVENT], "2 events"), ([], "0 events"), ({"7": 3}, "timetable")],
)
def test_a_response_without_one_event_and_its_contributions_is_refused_with_advice(
    results: Any, advice: str
) -> None:
    assert advice in faults(indico_format, response(results))[0]
