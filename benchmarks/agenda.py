"""How fast a calendar is written: the whole of it, and its lines beside a library and the bare floor.

The three writers of lines get the same properties, ready to be written. The floor joins them without
escaping and folding, so that it makes no valid calendar; ``icalendar`` is the library of the field.
Times are the best of several runs, in seconds of processor time.
"""

from __future__ import annotations

import time
import tracemalloc
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

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
                f"{seconds / spent['lines joined as they are']:>10.1f}"
                f"{spent['lines by icalendar'] / seconds:>15.1f}"
            )

        memory(sessions)
    personal(made_schedule(2_000, people=200))


def memory(sessions: int) -> None:
    """How much memory a calendar takes at the most while it is written, the schedule aside."""
    schedule = made_schedule(sessions)
    ledger = Ledger.first(schedule, WRITTEN)
    agenda(
        schedule, ledger=ledger, days=[FIRST_DAY]
    )  # what is kept for good, such as words, is there already
    tracemalloc.start()
    data = agenda(schedule, ledger=ledger).data
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    told = f"{peak / 2**20:.1f} MiB at the most, for a file of {len(data) / 2**20:.1f} MiB"
    print(f"{sessions:>6} sessions, {'memory':<29}{told}")


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
    assert all(map(said_alike, events[:1000], bound)), "the two write different things"
    return {
        "whole, English and Chinese": best(lambda: agenda(schedule, ledger=ledger)),
        "whole, English": best(lambda: agenda(schedule, ledger=ledger, languages=["en"])),
        "lines alone": best(lambda: [written(event) for event in bound]),
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
    """The properties of each entry of a calendar, or of one entry alone, as Python values."""
    for event in icalendar.Component.from_ical(data).walk("VEVENT"):
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


def written(event: Iterable[Bound]) -> bytes:
    return content_lines.component("VEVENT", [write(*arguments) for write, arguments in event])


def ours(each: Property) -> Bound:
    """How eventkit writes a property; its own code knows the type of each beforehand."""
    name, value, parameters = each
    told = tuple((key, tuple(one) if isinstance(one, list) else one) for key, one in parameters.items())
    match value:
        case datetime() if told:
            return (content_lines.local_time_property, (name, value, value.tzinfo.key))
        case datetime():
            return (content_lines.utc_property, (name, value))
        case icalendar.vUri():
            return (content_lines.uri_property, (name, value, told))
        case list():
            return (content_lines.text_list_property, (name, value, told))
        case str() if name not in TOKENS:
            return (content_lines.text_property, (name, value, told))
    return (content_lines.raw_property, (name, str(value), told))


def theirs(event: Iterable[Property]) -> bytes:
    made = icalendar.Event()
    for name, value, parameters in event:
        made.add(name, value, parameters)
    return made.to_ical()


def said_alike(event: Iterable[Property], ready: Iterable[Bound]) -> bool:
    """Whether what the library writes is read back as what eventkit writes."""
    one, other = (next(properties(data)) for data in (theirs(event), written(ready)))
    return sorted(map(repr, one)) == sorted(map(repr, other))


def raw(each: Property) -> str:
    name, value, parameters = each
    told = "".join(f";{key}={value}" for key, value in parameters.items())
    return f"{name}{told}:{value}"


def floor(event: Iterable[str]) -> bytes:
    return "\r\n".join(("BEGIN:VEVENT", *event, "END:VEVENT", "")).encode()


if __name__ == "__main__":
    main()
