"""Speed and memory of writing a calendar: whole, and its content lines beside those of the icalendar library.

Three writers get the same properties. The floor joins name and value without escaping and folding, which is
not a valid calendar. Times are seconds of processor time, the best of several runs.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import icalendar

from benchmarks.made import FIRST_DAY, made_schedule
from eventkit.ledger import Ledger
from eventkit.outputs.agenda import agenda, content_lines
from eventkit.schedule import Schedule

WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)
RUNS = 3

Property = tuple[str, Any, Mapping[str, Any]]
Bound = tuple[Callable[..., bytes], tuple[Any, ...]]


def main() -> None:
    print(f"{'agenda':<45}{'seconds':>9}{'sessions/s':>12}{'join = 1':>10}{'icalendar = 1':>15}")
    for sessions in (1_000, 10_000):
        spent = measure(made_schedule(sessions))
        for name, seconds in spent.items():
            print(
                f"{sessions:>6} sessions, {name:<29}{seconds:>9.4f}{sessions / seconds:>12,.0f}"
                f"{seconds / spent['lines joined unescaped']:>10.1f}"
                f"{spent['lines by icalendar'] / seconds:>15.1f}"
            )

        memory(sessions)
    personal(made_schedule(2_000, people=200))


def memory(sessions: int) -> None:
    """Print the peak of memory while a calendar is written, without that of the schedule."""
    schedule = made_schedule(sessions)
    ledger = Ledger.first(schedule, WRITTEN)
    # Words and other things that are cached for good are loaded by a first run.
    agenda(schedule, ledger=ledger, days=[FIRST_DAY])
    tracemalloc.start()
    data = agenda(schedule, ledger=ledger).data
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    sizes = f"{peak / 2**20:.1f} MiB at the most, for a file of {len(data) / 2**20:.1f} MiB"
    print(f"{sessions:>6} sessions, {'memory':<29}{sizes}")


def personal(schedule: Schedule) -> None:
    """Print the time for the calendar of one person, as a server writes it for each request of a phone."""
    ledger = Ledger.first(schedule, WRITTEN)
    person, sessions = next(
        (participant.id, len(appearances))
        for participant in schedule.participants
        if len(appearances := schedule.appearances(participant.id)) >= 20
    )
    times = 50

    def serve() -> None:
        for _ in range(times):
            agenda(schedule, ledger=ledger, languages=["en"], participants=[person])

    seconds = best(serve) / times
    print(f"{sessions:>6} sessions, {'one person, English':<29}{seconds:>9.4f}{sessions / seconds:>12,.0f}")


def measure(schedule: Schedule) -> Mapping[str, float]:
    """The seconds of processor time that each writer takes."""
    ledger = Ledger.first(schedule, WRITTEN)
    events = list(properties(agenda(schedule, ledger=ledger).data))
    bound = [list(map(ours, event)) for event in events]
    ready = [list(map(raw, event)) for event in events]
    assert all(map(is_written_alike, events[:1000], bound)), "the two writers differ"
    return {
        "whole, English and Chinese": best(lambda: agenda(schedule, ledger=ledger)),
        "whole, English": best(lambda: agenda(schedule, ledger=ledger, languages=["en"])),
        "lines alone": best(lambda: [written(event) for event in bound]),
        "lines by icalendar": best(lambda: [theirs(event) for event in events]),
        "lines joined unescaped": best(lambda: [floor(event) for event in ready]),
    }


def best(run: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(RUNS))


def properties(data: bytes) -> Iterator[list[Property]]:
    """The properties of each entry of a calendar, or of one entry alone, as Python values."""
    for event in icalendar.Component.from_ical(data).walk("VEVENT"):
        items: Any = event.property_items(recursive=False, sorted=False)
        yield [(name, plain(value), dict(value.params)) for name, value in items if name not in FRAMES]


TOKENS = ("GEO", "STATUS", "TRANSP", "CLASS", "COLOR", "X-MICROSOFT-CDO-BUSYSTATUS")
FRAMES = ("BEGIN", "END")


def plain(value: Any) -> Any:
    """The Python value of a property of the icalendar library."""
    match value:
        case icalendar.vCategory():
            return [str(category) for category in value.cats]
        case icalendar.vDDDTypes():
            return value.dt
        case icalendar.vGeo():
            return (value.latitude, value.longitude)
        case icalendar.vInt():
            return int(value)
        case icalendar.vUri() | icalendar.vCalAddress():
            return icalendar.vUri(value)
        case _:
            return str(value)


def written(event: Iterable[Bound]) -> bytes:
    return content_lines.component("VEVENT", [write(*arguments) for write, arguments in event])


def ours(item: Property) -> Bound:
    """The function of eventkit that writes a property, with its arguments."""
    name, value, parameters = item
    pairs = tuple(
        (key, tuple(setting) if isinstance(setting, list) else setting) for key, setting in parameters.items()
    )
    match value:
        case datetime(tzinfo=ZoneInfo(key=zone)) if pairs:
            return (content_lines.local_time_property, (name, value, zone))
        case datetime():
            return (content_lines.utc_property, (name, value))
        case icalendar.vUri():
            return (content_lines.uri_property, (name, value, pairs))
        case list():
            return (content_lines.text_list_property, (name, value, pairs))
        case str() if name not in TOKENS:
            return (content_lines.text_property, (name, value, pairs))
    return (content_lines.raw_property, (name, str(value), pairs))


def theirs(event: Iterable[Property]) -> bytes:
    component = icalendar.Event()
    for name, value, parameters in event:
        component.add(name, value, dict(parameters))
    data: bytes = component.to_ical()
    return data


def is_written_alike(event: Iterable[Property], bound: Iterable[Bound]) -> bool:
    """Check whether the entries of both writers are read back as the same properties."""
    by_library, by_us = (next(properties(data)) for data in (theirs(event), written(bound)))
    return sorted(map(repr, by_library)) == sorted(map(repr, by_us))


def raw(item: Property) -> str:
    name, value, parameters = item
    settings = "".join(f";{key}={setting}" for key, setting in parameters.items())
    return f"{name}{settings}:{value}"


def floor(event: Iterable[str]) -> bytes:
    return "\r\n".join(("BEGIN:VEVENT", *event, "END:VEVENT", "")).encode()


if __name__ == "__main__":
    main()
