"""Speed and memory of writing a calendar, beside the icalendar library writing the same bytes.

Each calendar has its own peer. The library builds its object from the Python values of each entry, which are
ready, and writes it. Two rows are beside it: the lines that eventkit writes of the same values, and the whole
of `agenda`, which begins with the schedule and composes these values first. The floor joins name and value
without escaping and folding, which is not a valid calendar. Times are seconds of processor time, the best of
several runs.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import Any

import icalendar

from benchmarks.made import FIRST_DAY, made_schedule
from eventkit import Ledger, Schedule, agenda
from eventkit.outputs.agenda import content_lines

WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)
RUNS = 3


def main() -> None:
    print(f"{'agenda':<54}{'seconds':>9}{'sessions/s':>12}{'join = 1':>10}{'icalendar = 1':>15}")
    for sessions in (1_000, 10_000):
        schedule = made_schedule(sessions)
        for languages in (("en", "zh"), ("en",)):
            spent = measure(schedule, languages)
            for name, seconds in spent.items():
                print(
                    f"{sessions:>6} sessions, {'+'.join(languages):<6}{name:<32}{seconds:>9.4f}"
                    f"{sessions / seconds:>12,.0f}{seconds / spent[FLOOR]:>10.1f}"
                    f"{spent[PEER] / seconds:>15.1f}"
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


PEER, FLOOR = "built by icalendar of values", "lines joined unescaped"


def measure(schedule: Schedule, languages: Sequence[str]) -> Mapping[str, float]:
    """The seconds of processor time that each writer takes for the same calendar."""
    ledger = Ledger.first(schedule, WRITTEN)
    output = agenda(schedule, ledger=ledger, languages=languages)
    calendar = output.calendar()
    assert calendar.to_ical(sorted=False) == output.data, "the two writers differ"
    values = [*map(values_of, calendar.walk("VEVENT"))]
    entries = output.data.partition(b"END:VTIMEZONE\r\n")[2]
    assert built(values).endswith(entries), "the two writers differ"
    bound = [[line_writer(*item) for item in event] for event in values]
    assert b"".join(lines(bound)) + b"END:VCALENDAR\r\n" == entries, "the two writers differ"
    ready = [list(map(raw, event.property_items(recursive=False))) for event in calendar.walk("VEVENT")]
    return {
        "agenda() of the schedule": best(lambda: agenda(schedule, ledger=ledger, languages=languages)),
        "lines of its values": best(lambda: lines(bound)),
        PEER: best(lambda: built(values)),
        "object of icalendar written": best(lambda: calendar.to_ical(sorted=False)),
        FLOOR: best(lambda: [floor(event) for event in ready]),
    }


Property = tuple[str, Any, Mapping[str, Any]]


def values_of(event: icalendar.Component) -> list[Property]:
    """The properties of an entry as Python values with their parameters."""
    items: Any = event.property_items(recursive=False, sorted=False)
    return [(name, plain(value), dict(value.params)) for name, value in items if name not in {"BEGIN", "END"}]


def plain(value: Any) -> Any:
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


def line_writer(name: str, value: Any, settings: Mapping[str, Any]) -> Callable[[], bytes]:
    """The writer of the line of a property, given all that it needs."""
    parameters = tuple(
        (key, tuple(each) if isinstance(each, list) else each) for key, each in settings.items()
    )
    match value:
        case datetime() if parameters:
            return partial(content_lines.local_time_property, name, value, settings["TZID"])
        case datetime():
            return partial(content_lines.utc_property, name, value)
        case icalendar.vUri():
            return partial(content_lines.uri_property, name, str(value), parameters)
        case list():
            return partial(content_lines.text_list_property, name, value, parameters)
        case str() if name not in TOKENS:
            return partial(content_lines.text_property, name, value, parameters)
        case _:
            return partial(content_lines.raw_property, name, str(value), parameters)


TOKENS = {"STATUS", "TRANSP", "CLASS", "COLOR", "X-MICROSOFT-CDO-BUSYSTATUS"}
"""Properties whose values are not texts, which need no escaping."""


def lines(events: Iterable[Iterable[Callable[[], bytes]]]) -> list[bytes]:
    return [content_lines.component("VEVENT", [write() for write in event]) for event in events]


def built(events: Iterable[Iterable[Property]]) -> bytes:
    """The calendar of some entries, built and written by icalendar."""
    calendar = icalendar.Calendar()
    for properties in events:
        event = icalendar.Event()
        for name, value, parameters in properties:
            event.add(name, value, {key: setting for key, setting in parameters.items() if key != "TZID"})
        calendar.add_component(event)
    data: bytes = calendar.to_ical(sorted=False)
    return data


def best(run: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(RUNS))


def raw(item: tuple[str, Any]) -> str:
    name, value = item
    settings = "".join(f";{key}={setting}" for key, setting in getattr(value, "params", {}).items())
    return f"{name}{settings}:{value}"


def floor(event: Iterable[str]) -> bytes:
    return "\r\n".join(("BEGIN:VEVENT", *event, "END:VEVENT", "")).encode()


if __name__ == "__main__":
    main()
