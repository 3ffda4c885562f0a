"""From one release to the next: what calendars compare never lies, and nothing vanishes without a word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import icalendar
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.changes import Ledger
from eventkit.model import Session, Slot, Status
from eventkit.schedule import Schedule
from eventkit.times import Period
from outputs.calendars import MORNING, WRITTEN, at, entries, made, schedule
from strategies import schedules

HOUR = timedelta(hours=1)


def released(*steps: Schedule) -> Sequence[Ledger]:
    """The ledgers of schedules that were each released, an hour after the one before."""
    draft = Ledger.first(steps[0], WRITTEN)
    found = [draft.released(steps[0], None)]
    for hours, (old, new) in enumerate(pairwise(steps), start=1):
        draft = draft.after(old, new, WRITTEN + hours * HOUR)
        found.append(draft.released(new, (old, found[-1])))
    return found


def moved(session: Session) -> Mapping[str, Any]:
    if session.slot is None:
        return {}
    period = session.slot.period
    return {"slot": Slot(period=Period(start=period.start + HOUR, end=period.end + HOUR), rooms=())}


EDITS = [
    lambda _: {},
    moved,
    lambda _: {"slot": None},
    lambda _: {"status": Status.CANCELLED},
    lambda _: {"status": Status.CONFIRMED},
    lambda _: {"title": "Another title"},
    lambda _: {"abstract": "Another abstract."},
    lambda _: {"people": ()},
]


@st.composite
def edited(draw: st.DrawFn, old: Schedule) -> Schedule:
    """What an organiser made of a schedule: sessions changed, and some taken out with what is in them."""
    kept: dict[str | None, Session] = {}
    for each in old.sessions:  # parents before their parts
        if (each.parent is None or each.parent in kept) and draw(st.integers(0, 3)):
            kept[each.id] = each
    changed = [each.model_copy(update=draw(st.sampled_from(EDITS))(each)) for each in kept.values()]
    return old.model_copy(update={"sessions": changed})


@st.composite
def histories(draw: st.DrawFn) -> list[Schedule]:
    """A schedule through some edits, and then as it was at first."""
    steps = [draw(schedules())]
    for _ in range(draw(st.integers(1, 3))):
        steps.append(draw(edited(steps[-1])))
    return [*steps, steps[0]]


PLACED = ("DTSTART", "DTEND", "STATUS", "LOCATION")
REVISION = ("DTSTAMP", "LAST-MODIFIED", "SEQUENCE")


def breaches(old: bytes, new: bytes) -> list[str]:
    """What a calendar that knows the old file would take wrongly from the new (RFC 5545 3.8.7)."""
    found = []
    after = {str(entry["UID"]): entry for entry in entries(new)}
    for before in entries(old):
        now = after.get(str(before["UID"]))
        if now is None:
            found.append(f"{before['UID']} vanished")
            continue
        changed = {name for name in {*before, *now} if told(before, name) != told(now, name)}
        grown = now["SEQUENCE"] - before["SEQUENCE"]
        newer = now["LAST-MODIFIED"].dt - before["LAST-MODIFIED"].dt
        if grown < 0 or newer < timedelta(0) or now["DTSTAMP"].dt < before["DTSTAMP"].dt:
            found.append(f"{now['UID']} went back")
        if "CREATED" in changed:
            found.append(f"{now['UID']} was created twice")
        if changed & {*PLACED} and grown <= 0:
            found.append(f"{now['UID']} moved unsaid: {sorted(changed)}")
        if changed - {*REVISION} and newer <= timedelta(0):
            found.append(f"{now['UID']} changed unsaid: {sorted(changed)}")
    return found


def told(entry: icalendar.Event, name: str) -> object:
    values = entry.get(name, [])
    values = values if isinstance(values, list) else [values]
    return [(value.to_ical(), dict(value.params)) for value in values]


@settings(max_examples=100)
@given(histories(), st.sampled_from([(), ("en",)]), st.booleans())
def test_no_release_misleads_a_calendar_that_knows_the_one_before(steps, languages, draft):
    """Also where a session comes back after it was taken out, and where all is as it was at first."""
    files = [
        made(of, languages, ledger=ledger, draft=draft, all_day=True)
        for of, ledger in zip(steps, released(*steps), strict=True)
    ]

    assert [breaches(old, new) for old, new in pairwise(files)] == [[]] * (len(files) - 1)


TALK = {"id": "talk", "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "hall"), "people": ["noether"]}
HELD = {
    "rooms": [{"id": "hall", "name": "Hall", "building": "North"}],
    "participants": [{"id": "noether", "name": "Emmy Noether"}],
    "contact": "office@example.org",
}
BOTH = schedule(TALK, {"id": "other", "slot": MORNING}, **HELD)
ONE = schedule({"id": "other", "slot": MORNING}, contact="office@example.org")


def test_a_session_taken_out_stays_as_cancelled_where_it_was():
    _, ledger = released(BOTH, ONE)

    _, gone = entries(made(ONE, ["en"], ledger=ledger))

    assert gone["UID"] == str(BOTH.sessions[0].uid)
    assert (gone["SUMMARY"], gone["STATUS"], gone["TRANSP"]) == (
        "Cancelled: talk",
        "CANCELLED",
        "TRANSPARENT",
    )
    assert gone["DTSTART"].dt == datetime(2026, 10, 24, 9, tzinfo=UTC)
    assert gone["LOCATION"] == "Hall, North"
    assert gone["SEQUENCE"] == 1
    assert gone["DTSTAMP"].dt == gone["LAST-MODIFIED"].dt == WRITTEN + HOUR
    assert gone["ORGANIZER"] == "mailto:office@example.org"


def test_it_stays_just_so_in_later_releases_and_is_alive_again_when_it_comes_back():
    later = ONE.model_copy(update={"sessions": [ONE.sessions[0].model_copy(update={"title": "Renamed"})]})
    ledgers = released(BOTH, ONE, later, BOTH)

    second, third, fourth = (
        next(each for each in entries(made(of, ledger=ledger)) if each["UID"] == str(BOTH.sessions[0].uid))
        for of, ledger in zip((ONE, later, BOTH), ledgers[1:], strict=True)
    )

    assert second == third
    assert (fourth["STATUS"], fourth["SEQUENCE"]) == ("CONFIRMED", 2)


@pytest.mark.parametrize(
    ("view", "titles"),
    [
        ({"rooms": ["hall"]}, ["Cancelled: talk"]),
        ({"participants": ["noether"]}, ["Cancelled: talk"]),
        ({"sessions": ["talk"]}, ["Cancelled: talk"]),
        ({"kinds": ["break"]}, ["Congress"]),
        ({"rooms": ["hall"], "cancelled": "hide"}, ["Congress"]),
    ],
)
def test_it_stays_in_every_calendar_that_showed_it_unless_it_is_to_be_hidden(view, titles):
    new = schedule(TALK | {"slot": None}, **HELD)
    _, ledger = released(schedule(TALK, **HELD), new)

    assert [str(each["SUMMARY"]) for each in entries(made(new, ["en"], ledger=ledger, **view))] == titles


def test_cancelled_sessions_can_be_hidden_too():
    of = schedule(TALK | {"status": "cancelled"}, {"id": "other", "slot": MORNING}, **HELD)

    assert [each["SUMMARY"] for each in entries(made(of, ["en"], cancelled="hide"))] == ["other"]


def test_a_part_goes_on_leading_to_what_it_was_part_of():
    """The time of the whole is taken back, and that of its part is not."""
    talk = {"id": "talk", "slot": MORNING, "parent": "block"}
    old, new = schedule({"id": "block", "slot": MORNING}, talk), schedule({"id": "block"}, talk)

    (before, ledger) = released(old, new)

    assert breaches(made(old, ledger=before), made(new, ledger=ledger)) == []
    assert "RELATED-TO" in entries(made(new, ledger=ledger))[0]
