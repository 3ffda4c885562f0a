"""How fast a programme and badges are made, and how large they are.

The floor paints the same lines of the same pages with ReportLab alone, in a font that every viewer has:
nothing is laid out, shaped or embedded, and what is not Latin is not shown. Times are seconds of processor
time, of the first run in a process of its own: shapes and lines that are kept from another run help no
organiser.
"""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO

from reportlab.pdfgen.canvas import Canvas

from benchmarks.made import made_schedule
from eventkit.changes import Ledger
from eventkit.outputs.badges import badges
from eventkit.outputs.badges import bound as badges_bound
from eventkit.outputs.programme import bound as programme_bound
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.look import PAPERS
from eventkit.outputs.programme.setting import Setting
from eventkit.schedule import Schedule
from eventkit.typesetting import Book, Fonts, Words

WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)
BOTH, ONE = ("en", "zh"), ("en",)

CASES = (
    ("programme", 400, 320, BOTH),
    ("programme", 1_000, 800, BOTH),
    ("programme", 1_000, 800, ONE),
    ("badges", 1_000, 800, BOTH),
    ("badges", 1_000, 800, ONE),
)


@dataclass(frozen=True)
class Spent:
    """What one of the cases took: seconds, and those of the floor; and what came of it."""

    seconds: float
    floor: float
    pages: int
    size: int


def main() -> None:
    print(f"{'printing':<58}{'seconds':>9}{'pages':>7}{'pages/s':>9}{'bytes/page':>12}{'floor = 1':>11}")
    alone = ProcessPoolExecutor(
        max_workers=1, mp_context=multiprocessing.get_context("spawn"), max_tasks_per_child=1
    )
    with alone as processes:
        for name, sessions, people, languages in CASES:
            spent = processes.submit(measure, name, sessions, people, languages).result()
            what = f"{name}, {sessions:,} sessions, {people} people, {' and '.join(languages)}"
            print(
                f"{what:<58}{spent.seconds:>9.2f}{spent.pages:>7}{spent.pages / spent.seconds:>9,.0f}"
                f"{spent.size / spent.pages:>12,.0f}{spent.seconds / spent.floor:>11.1f}"
            )


def measure(name: str, sessions: int, people: int, languages: tuple[str, ...]) -> Spent:
    schedule = made_schedule(sessions, people)
    ledger = Ledger.first(schedule, WRITTEN)
    make = {"programme": programme, "badges": badges}[name]
    data, seconds = timed(lambda: make(schedule, ledger=ledger, languages=languages).data)
    book = pages(name, schedule, languages)
    _, floor = timed(lambda: painted(book))
    return Spent(seconds, floor, len(book.pages), len(data))


def timed(run: Callable[[], bytes]) -> tuple[bytes, float]:
    start = time.process_time()
    data = run()
    return data, time.process_time() - start


def pages(name: str, schedule: Schedule, languages: tuple[str, ...]) -> Book:
    fonts = Fonts.found()
    if name == "badges":
        return badges_bound(schedule, languages, fonts)[0]
    return programme_bound(Setting.of(schedule, languages, fonts, PAPERS["a5"]))


def painted(book: Book) -> bytes:
    """The floor: every line drawn as a plain string."""
    file = BytesIO()
    canvas = Canvas(file, pageCompression=1)
    for page in book.pages:
        canvas.setPageSize((page.width, page.height))
        for mark in page.marks:
            if isinstance(mark, Words):
                canvas.setFont("Helvetica", mark.line.size or 1)
                text = mark.line.text.encode("latin-1", "replace").decode("latin-1")
                canvas.drawString(mark.x, page.height - mark.y, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


if __name__ == "__main__":
    main()
