"""Speed, memory and size of badges for 10,000 people with unique names in four scripts, beside other tools.

eventkit goes from a schedule to the bytes of a PDF: layout, fitting, checks for print, QR codes, painting.
The others are described in `benchmarks.badge_peers`. Times are seconds of processor time of all processes and
threads, in the first run of a new process, which collects garbage as rarely as commands do; memory is the
peak of that process. On a busy machine only the ratios within a run count.
"""

from __future__ import annotations

import gc
import hashlib
import multiprocessing
import resource
import tempfile
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.badge_peers import PEERS, by_segno
from benchmarks.badge_people import people, schedule_of
from eventkit import Ledger, badges

COUNT = 10_000
WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)


@dataclass(frozen=True)
class Spent:
    """Cost and result of a run. Sizes are bytes."""

    pages: int
    seconds: float
    size: int
    peak: int
    digest: str

    @property
    def speed(self) -> float:
        """Pages a second."""
        return self.pages / self.seconds


def main() -> None:
    head = ("A6 badges", "pages", "seconds", "pages/s", "bytes/page", "MB", "eventkit =")
    print("{:<28}{:>8}{:>9}{:>9}{:>12}{:>8}{:>12}".format(*head))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, context, gc.set_threshold, (300_000, 20, 20), max_tasks_per_child=1) as alone:
        first, again = (alone.submit(ours, COUNT).result() for _ in range(2))
        own = min(first, again, key=lambda spent: spent.seconds)
        show("eventkit", own, own)
        for name, peer in PEERS.items():
            if peer.installed:
                show(name, alone.submit(theirs, name).result(), own)
            else:
                print(f"{name:<28}not installed")
    assert first.digest == again.digest, "the bytes are not the same twice"


def show(name: str, spent: Spent, own: Spent) -> None:
    print(
        f"{name:<28}{spent.pages:>8,}{spent.seconds:>9.2f}{spent.speed:>9,.0f}"
        f"{spent.size / spent.pages:>12,.0f}{spent.peak / 1e6:>8,.0f}{own.speed / spent.speed:>11.1f}x"
    )


def ours(count: int) -> Spent:
    schedule = schedule_of(people(count))
    ledger = Ledger.first(schedule, WRITTEN)
    before = used()
    codes: dict[str, str] = {
        person.id: f"{schedule.conference.id}/{person.id}" for person in schedule.participants
    }
    output = badges(schedule, ledger=ledger, codes=codes)
    seconds = used() - before
    errors = [finding for finding in output.findings if finding.severity == "error"]
    assert not errors, errors
    return Spent(count, seconds, len(output.data), peak(), hashlib.sha256(output.data).hexdigest())


def theirs(name: str) -> Spent:
    peer = PEERS[name]
    persons = people(COUNT)[: peer.count]
    codes = None if peer.codes else by_segno(persons)
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "badges.pdf"
        before = used()
        peer.make(persons, codes or (peer.codes or by_segno)(persons), out)
        return Spent(peer.count, used() - before, out.stat().st_size, peak(), "")


def used() -> float:
    """Seconds of processor time of this process and of its finished children."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


def peak() -> int:
    """The peak of memory of this process or of one of its finished children, in bytes."""
    usages = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return 1024 * max(usage.ru_maxrss for usage in usages)


if __name__ == "__main__":
    main()
