"""Speed, memory and size of a printed programme, beside ReportLab alone and WeasyPrint.

eventkit makes the whole book, with grids, contents, indexes and checks for print, from a schedule to the
bytes of a PDF. The floor paints the same lines of the same pages with ReportLab in a built-in font, without
layout, shaping and embedding, and only in Latin. WeasyPrint is described in `benchmarks.book_peer` and
measured if it is installed. Times are seconds of processor time of the first run in a new process, without
cached shapes, with garbage collected as rarely as commands do.
"""

from __future__ import annotations

import gc
import multiprocessing
import resource
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import TypeVar

import pypdfium2  # type: ignore[import-untyped] # it has no types
from reportlab.pdfgen.canvas import Canvas

from benchmarks import book_peer
from benchmarks.made import made_schedule
from eventkit import Ledger, programme
from eventkit.outputs.style_file import SectionName

WRITTEN = datetime(2026, 9, 1, 8, tzinfo=UTC)
T = TypeVar("T")

Line = tuple[str, float, float, float, float]
"""A line of text, and its left, lower, right and upper edge."""

BOTH, ONE = ("en", "zh"), ("en",)
DAYS, ROOMS = 3, 20
LIST: tuple[SectionName, ...] = ("cover", "contents", "sessions", "speakers")
"""The sections that the peer has, too."""

# Sessions, people, languages, and the limit in seconds.
CASES = ((400, 320, BOTH, 6.0), (1_000, 800, BOTH, 15.0), (1_000, 800, ONE, 15.0))


@dataclass(frozen=True)
class Spent:
    """Cost and result of a run. Sizes are bytes."""

    seconds: float
    pages: int
    size: int
    peak: int
    floor: float = 0


def main() -> None:
    head = ("programme", "seconds", "pages", "pages/s", "bytes/page", "MB", "floor = 1")
    print("{:<46}{:>9}{:>7}{:>9}{:>12}{:>6}{:>11}".format(*head))
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(max_workers=1, mp_context=context, max_tasks_per_child=1) as alone:
        for sessions, people, languages, limit in CASES:
            what = f"{sessions:,} sessions, {people} people, {' and '.join(languages)}"
            ours = alone.submit(measure, sessions, people, languages).result()
            show(what, ours, f"{ours.seconds / ours.floor:.1f}")
            if ours.seconds > limit:
                print(f"  more than the limit of {limit} seconds")
        sessions, people, languages, _ = CASES[0]
        ours = alone.submit(measure, sessions, people, languages, LIST).result()
        show(f"{sessions:,} sessions, as a list alone", ours, f"{ours.seconds / ours.floor:.1f}")
        if book_peer.INSTALLED:
            theirs = alone.submit(peer, sessions, people, languages).result()
            show("  the same by WeasyPrint", theirs, f"{theirs.seconds / ours.seconds:.1f} x ours")
    if not book_peer.INSTALLED:
        print("WeasyPrint is not installed")


def show(what: str, spent: Spent, beside: str) -> None:
    print(
        f"{what:<46}{spent.seconds:>9.2f}{spent.pages:>7}{spent.pages / spent.seconds:>9,.0f}"
        f"{spent.size / spent.pages:>12,.0f}{spent.peak / 1e6:>6.0f}{beside:>11}"
    )


def measure(
    sessions: int, people: int, languages: tuple[str, ...], sections: tuple[SectionName, ...] = ()
) -> Spent:
    """Measure our book; the lines of the floor are read from it after its memory was."""
    gc.set_threshold(300_000, 20, 20)  # as commands do
    schedule = made_schedule(sessions, people, DAYS, ROOMS)
    ledger = Ledger.first(schedule, WRITTEN)
    data, seconds = timed(
        lambda: programme(schedule, ledger=ledger, languages=languages, sections=sections).data
    )
    memory = peak()
    book = read_lines(data)
    _, floor = timed(lambda: paint_lines(book))
    return Spent(seconds, len(book), len(data), memory, floor)


def peer(sessions: int, people: int, languages: tuple[str, ...]) -> Spent:
    """Measure the book of WeasyPrint."""
    schedule = made_schedule(sessions, people, DAYS, ROOMS)
    (data, count), seconds = timed(lambda: book_peer.make_book(schedule, languages))
    return Spent(seconds, count, len(data), peak())


def peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def timed(run: Callable[[], T]) -> tuple[T, float]:
    start = time.process_time()
    result = run()
    return result, time.process_time() - start


def read_lines(data: bytes) -> list[list[Line]]:
    """The lines of text on each page of a PDF."""
    pages = []
    with pypdfium2.PdfDocument(data) as document:
        for page in document:
            text = page.get_textpage()
            boxes = [text.get_rect(number) for number in range(text.count_rects())]
            pages.append([(text.get_text_bounded(*box), *box) for box in boxes])
    return pages


def paint_lines(pages: Sequence[Sequence[Line]]) -> bytes:
    """The floor: a PDF with every line as a plain string."""
    file = BytesIO()
    canvas = Canvas(file, pageCompression=1)
    for lines in pages:
        for text, left, bottom, _, top in lines:
            canvas.setFont("Helvetica", top - bottom)
            canvas.drawString(left, bottom, text.encode("latin-1", "replace").decode("latin-1"))
        canvas.showPage()
    canvas.save()
    return file.getvalue()


if __name__ == "__main__":
    main()
