"""When something begins and ends, from the wall times that a document gives for it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from eventkit.formats.document.tree import Node, Place, Report
from eventkit.model import LENGTH_LIMIT
from eventkit.times.wall_times import DATE_PATTERN, TimeReference, parse_iso_date, parse_wall_time

STAND_IN_START = datetime(2000, 1, 1, tzinfo=UTC)
"""What is put for a start that cannot be told."""

_STAND_IN = {"start": STAND_IN_START, "end": STAND_IN_START + timedelta(minutes=1)}


def told(start: datetime | None, end: datetime | None) -> dict[str, Any]:
    """What a `Period` is built from; a stand-in where one of its ends cannot be told."""
    return {"start": start, "end": end} if start and end else dict(_STAND_IN)


class Clocks:
    """The clocks at the conference, by which the document's times are read; faults go to the report."""

    def __init__(self, where: ZoneInfo, report: Report) -> None:
        self._where = where
        self._report = report

    def period(
        self, nodes: Mapping[str, Node], given: Mapping[str, Any], place: Place, anchor: TimeReference | None
    ) -> tuple[datetime | None, datetime | None]:
        """When it begins and ends, as far as that can be told."""
        first = next(name for name in given if name != "minutes" or len(given) == 1)
        if "start" not in given:
            message = f"wants a start beside it: give one, or leave {first} out"
            self._report.fault(message, (*place, first), nodes[first].line)
            return None, None
        start = self._instant(nodes["start"], given["start"], (*place, "start"), anchor)
        if "end" in given and "minutes" in given:
            self._report.fault("says what end says: keep one", (*place, "minutes"), nodes["minutes"].line)
        elif "end" in given:
            following = TimeReference(start or STAND_IN_START, itself=False)
            end = self._instant(nodes["end"], given["end"], (*place, "end"), following)
            if start is None or end is None or start < end:
                return start, end
            message = f"must be after start, which is {given['start']}"
            self._report.fault(message, (*place, "end"), nodes["end"].line)
        elif "minutes" in given:
            return start, self._after(start, given["minutes"], (*place, "minutes"), nodes["minutes"].line)
        else:
            message = "wants an end beside it: give end, or minutes"
            self._report.fault(message, (*place, "start"), nodes["start"].line)
        return start, None

    def day_or_instant(self, node: Node, given: str, place: Place) -> date | None:
        """A day, or an instant where a wall time is given with it; ``None`` where neither can be told."""
        try:
            return (
                parse_iso_date(given)
                if re.fullmatch(DATE_PATTERN, given)
                else parse_wall_time(given, self._where)
            )
        except ValueError as error:
            wanted = "must be a day such as 2022-09-30, or a time such as 2022-09-30 18:00"
            self._report.fault(wanted if "must be a time" in str(error) else str(error), place, node.line)
            return None

    def _instant(self, node: Node, given: str, place: Place, anchor: TimeReference | None) -> datetime | None:
        try:
            return parse_wall_time(given, self._where, anchor)
        except ValueError as error:
            self._report.fault(str(error), place, node.line)
            return None

    def _after(self, start: datetime | None, minutes: int | None, place: Place, line: int) -> datetime | None:
        if minutes is None or start is None:
            return None
        if not 1 <= minutes <= LENGTH_LIMIT:
            self._report.fault(f"must be from 1 to {LENGTH_LIMIT:,}", place, line)
            return None
        return start + timedelta(minutes=minutes)
