"""Whole calendars: of any schedule, and of the forum as they have always been."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.formats import get_importer
from outputs.calendars import lines, made, read, unescaped
from strategies import schedules

FORUM = Path(__file__).parents[2] / "fixtures" / "hongqiao-forum.yaml"
GOLDEN = Path(__file__).parent / "golden"


@given(schedules(), st.lists(st.sampled_from(["en", "zh-Hans", "ar", "sw"]), unique=True, max_size=2))
def test_any_schedule_round_trips_with_its_instants_and_titles(schedule, languages):
    data = made(schedule, languages)

    scheduled = {str(session.uid): session for session in schedule.sessions if session.slot}
    entries = {str(entry["UID"]): entry for entry in read(data).walk("VEVENT")}
    assert not scheduled or set(entries) == set(scheduled)
    assert len(entries) == max(1, len(scheduled))
    for uid, session in scheduled.items():
        assert entries[uid]["DTSTART"].dt == session.slot.period.start
        assert entries[uid]["DTEND"].dt == session.slot.period.end
        home = schedule.conference.languages
        title_text = summary(data, uid)
        assert all(title in title_text for _, title in session.title.versions(languages or home, *home))


@given(schedules())
def test_any_calendar_obeys_the_line_length_and_octet_rules_of_the_standard(schedule):
    data = made(schedule)

    assert data.endswith(b"END:VCALENDAR\r\n")
    for line in data[:-2].split(b"\r\n"):
        assert 0 < len(line) <= 75
        assert line.decode()
        assert not set(line) & CONTROL


CONTROL = {*range(0x20), 0x7F} - {0x09}


def summary(data: bytes, uid: str) -> str:
    r"""The title of an entry as it is written; `icalendar` would take ``\\N`` for a line break."""
    content = lines(data)
    at = content.index(f"UID:{uid}")
    line = next(line for line in content[at:] if line.startswith("SUMMARY"))
    return unescaped(line.partition(":")[2])


@pytest.mark.parametrize("languages", [("en", "zh"), ("zh",)])
def test_the_calendar_of_the_forum_matches_the_golden_file(languages, pytestconfig):
    """The golden files have unfolded lines, so that they and their diffs are readable."""
    forum = get_importer("document").read(FORUM.read_bytes(), FORUM.name).schedule
    text = "\n".join(lines(made(forum, languages))) + "\n"
    golden = GOLDEN / f"forum.{'-'.join(languages)}.ics"
    if pytestconfig.getoption("--golden"):
        golden.write_text(text, "utf-8")

    assert text == golden.read_text("utf-8")
