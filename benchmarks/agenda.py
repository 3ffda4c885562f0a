"""How fast a calendar is written: the whole of it, and its lines beside a library and the bare floor.

The three writers of lines get the same properties, ready to be written. The floor joins them without
escaping and folding, so that it makes no valid calendar; ``icalendar`` is the library of the field.
Times are the best of several runs, in seconds of processor time.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from typing import Any

import icalendar

from benchmarks.made import made_schedule
from eventkit.changes import Ledger
from eventkit.outputs.agenda import agenda, lines
from eventkit.schedule import Schedule

WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)
RUNS = 3

Property = tuple[str, Any, Mapping[str, Any]]


def main() -> None:
    print(f"{'agenda':<45}{'seconds':>9}{'sessions/s':>12}{'join = 1':>10}{'icalendar = 1':>15}")
    for sessions in (1_000, 10_000):
        spent = measure(made_schedule(sessions))
        for name, seconds in spent.items():
            print(
                f"{sessions:>6} sessions, {name:<29}{seconds:>9.4f}{sessions / seconds:>12,.0f}"
                f"{seconds / spent['lines joined as they are']:>10.1f}"
                f"{spent['lines by icalendar'] / seconds:>15.1f}"
            )

    personal(made_schedule(2_000, people=200))


def personal(schedule: Schedule) -> None:
    """One person's own calendar, as it is served when a telephone looks for news."""
    ledger = Ledger.first(schedule, WRITTEN)
    who, sessions = next(
        (each.id, len(found))
        for each in schedule.participants
        if len(found := schedule.appearances(each.id)) >= 20
    )
    times = 50

    def serve() -> None:
        for _ in range(times):
            agenda(schedule, ledger=ledger, languages=["en"], participants=[who])

    seconds = best(serve) / times
    print(f"{sessions:>6} sessions, {'one person, English':<29}{seconds:>9.4f}{sessions / seconds:>12,.0f}")


def measure(schedule: Schedule) -> Mapping[str, float]:
    ledger = Ledger.first(schedule, WRITTEN)
    events = list(properties(agenda(schedule, ledger=ledger).data))
    bound = [list(map(ours, event)) for event in events]
    ready = [list(map(raw, event)) for event in events]
    return {
        "whole, English and Chinese": best(lambda: agenda(schedule, ledger=ledger)),
        "whole, English": best(lambda: agenda(schedule, ledger=ledger, languages=["en"])),
        "lines alone": best(lambda: [lines.component("VEVENT", [w() for w in event]) for event in bound]),
        "lines by icalendar": best(lambda: [theirs(event) for event in events]),
        "lines joined as they are": best(lambda: [floor(event) for event in ready]),
    }


def best(run: Callable[[], object]) -> float:
    def once() -> float:
        start = time.process_time()
        run()
        return time.process_time() - start

    return min(once() for _ in range(RUNS))


def properties(data: bytes) -> Iterator[list[Property]]:
    """The properties of each entry of a calendar, as Python values."""
    for event in icalendar.Calendar.from_ical(data).walk("VEVENT"):
        found = event.property_items(recursive=False, sorted=False)
        yield [(name, plain(value), dict(value.params)) for name, value in found if name not in FRAMES]


TOKENS = ("GEO", "STATUS", "TRANSP", "CLASS", "COLOR", "X-MICROSOFT-CDO-BUSYSTATUS")
FRAMES = ("BEGIN", "END")


def plain(value: Any) -> Any:
    match value:
        case icalendar.vCategory():
            return [str(each) for each in value.cats]
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


def ours(each: Property) -> Callable[[], bytes]:
    """How eventkit writes a property; its own code knows the type of each beforehand."""
    name, value, parameters = each
    told = tuple((key, tuple(one) if isinstance(one, list) else one) for key, one in parameters.items())
    match value:
        case datetime() if told:
            return partial(lines.local, name, value, value.tzinfo.key)
        case datetime():
            return partial(lines.instant, name, value)
        case icalendar.vUri():
            return partial(lines.uri, name, value, told)
        case list():
            return partial(lines.texts, name, value, told)
        case str() if name not in TOKENS:
            return partial(lines.text, name, value, told)
    return partial(lines.token, name, str(value), told)


def theirs(event: Iterable[Property]) -> bytes:
    made = icalendar.Event()
    for name, value, parameters in event:
        made.add(name, value, parameters)
    return made.to_ical()


def raw(each: Property) -> str:
    name, value, parameters = each
    told = "".join(f";{key}={value}" for key, value in parameters.items())
    return f"{name}{told}:{value}"


def floor(event: Iterable[str]) -> bytes:
    return "\r\n".join(("BEGIN:VEVENT", *event, "END:VEVENT", "")).encode()


if __name__ == "__main__":
    main()
