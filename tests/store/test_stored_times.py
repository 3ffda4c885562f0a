"""What the clocks show is what is kept; instants follow from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from eventkit.schedule import Schedule
from eventkit.store import Store, tables
from eventkit.times import Period
from store import do
from store.small import FORUM, NOTED, replace_by, with_session


def in_vienna(start: datetime, minutes: int) -> Schedule:
    """The forum, held in Vienna, with its lecture at that time."""
    conference = FORUM.conference.model_copy(update={"zone": "Europe/Vienna"})
    period = Period(start=start, end=start + timedelta(minutes=minutes))
    return with_session(
        FORUM.model_copy(update={"conference": conference}), "lecture", slot={"period": period}
    )


def cells(store: Store) -> Any:
    with store._database.reading() as db:
        return db.exec_driver_sql(
            "SELECT start_wall, start_fold, start_utc, end_wall, end_fold, end_utc"
            " FROM session WHERE id = 'lecture'"
        ).one()


def rewrite(store: Store, **cells: str | int) -> None:
    with store._database.write.begin() as db:
        db.execute(tables.session.update().where(tables.session.columns.id == "lecture"), cells)


def lecture(url: str) -> Period:
    """The time of the lecture as it is read from the tables."""
    with Store.open(url) as store:
        slot = store.load("forum").schedule.session("lecture").slot
        assert slot is not None
        return slot.period


def test_the_repeated_hour_is_stored_unambiguously(store: Store, store_url: str) -> None:
    """On 25 October 2026 the clocks of Vienna show the hour from two to three twice."""
    start = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    do.change(store, "forum", replace_by(in_vienna(start, 60)), **NOTED)
    assert tuple(cells(store)) == (
        "2026-10-25T02:30:00",
        0,
        "2026-10-25T00:30:00+00:00",
        "2026-10-25T02:30:00",
        1,
        "2026-10-25T01:30:00+00:00",
    )
    assert lecture(store_url) == Period(start=start, end=start + timedelta(hours=1))


def test_a_new_zone_law_changes_the_instant_and_not_the_local_time(store: Store, store_url: str) -> None:
    """Instants kept beside the wall times are out of date once a zone's law has changed: as here."""
    start = datetime(2026, 11, 5, 9, tzinfo=UTC)
    do.change(store, "forum", replace_by(in_vienna(start, 60)), **NOTED)
    rewrite(store, start_utc="2026-11-05T08:00:00+00:00", end_utc="2026-11-05T09:00:00+00:00")
    assert lecture(store_url) == Period(start=start, end=start + timedelta(hours=1))


def test_a_time_skipped_by_a_new_zone_law_still_loads(store: Store, store_url: str) -> None:
    do.change(store, "forum", replace_by(in_vienna(datetime(2026, 3, 29, 3, tzinfo=UTC), 60)), **NOTED)
    rewrite(store, start_wall="2026-03-29T02:30:00")
    assert lecture(store_url).start == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_a_period_inverted_by_a_new_zone_law_retains_its_length(store: Store, store_url: str) -> None:
    """From the first showing of an hour to the second, under a law that shows it once."""
    start = datetime(2026, 10, 25, 0, 50, tzinfo=UTC)
    do.change(store, "forum", replace_by(in_vienna(start, 20)), **NOTED)
    rewrite(store, start_wall="2026-11-01T02:50:00", end_wall="2026-11-01T02:10:00")
    assert lecture(store_url).minutes == 20


@pytest.mark.parametrize(
    "broken",
    [
        {"start_utc": "2026-11-05T11:00:00+00:00"},
        {"parent": "lecture"},
    ],
)
def test_the_database_refuses_impossible_values(store: Store, broken: dict[str, str]) -> None:
    do.change(store, "forum", replace_by(in_vienna(datetime(2026, 11, 5, 9, tzinfo=UTC), 60)), **NOTED)
    with pytest.raises(Exception, match=r"(?i)check constraint"):
        rewrite(store, **broken)
