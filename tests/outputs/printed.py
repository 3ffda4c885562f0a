"""Printed matter looked at: as values before it is painted, and read back from the PDF."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache, lru_cache
from pathlib import Path

import pypdfium2
from PIL.Image import Image

from books import Book
from eventkit.formats import get_importer
from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.book import lay_out_book
from eventkit.outputs.programme.editions import Edition
from eventkit.outputs.programme.pagination import Layout
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.outputs.style_file import DEFAULT_SECTIONS, SectionName
from eventkit.plugins.exporters import Output
from eventkit.schedule import Schedule
from eventkit.typesetting import Box, Destination, Fonts, LinkArea, Mark, Page, PlacedLine, QrCode, RuleLine
from eventkit.typesetting.layout.pages import PlacedPage
from outputs.calendars import WRITTEN

FIXTURES = Path(__file__).parents[2] / "fixtures"
GOLDEN = Path(__file__).parent / "golden"

_ISOLATES = dict.fromkeys(map(ord, "\u2066\u2067\u2068\u2069"))


@cache
def fixture(name: str) -> Schedule:
    """The schedule of a fixture."""
    file = FIXTURES / f"{name}.yaml"
    return get_importer("document").read(file.read_bytes(), file.name).schedule


def fixture_programme(
    name: str,
    languages: tuple[str, ...] = ("en", "zh"),
    edition: Edition = "book",
    paper: str | None = None,
) -> Output:
    """The programme of a fixture, made once for all tests that read it."""
    return _fixture_programme(name, languages, edition, paper)


@cache  # whose keys are the arguments as they are passed, so that they are all passed here
def _fixture_programme(name: str, languages: tuple[str, ...], edition: Edition, paper: str | None) -> Output:
    of = fixture(name)
    return programme(of, ledger=Ledger.first(of, WRITTEN), languages=languages, edition=edition, paper=paper)


@cache
def fixture_book(name: str, languages: tuple[str, ...]) -> Book:
    """All pages of the programme of a fixture on A5, as values, laid out once for all tests."""
    return bound(PrintContext.build(fixture(name), languages, Fonts.discover(), PAGE_FORMATS["a5"]))


def book_of(layout: Layout) -> Book:
    """All pages of a layout."""
    return Book(tuple(layout.document.pages()), layout.document.info)


def bound(context: PrintContext, sections: Sequence[SectionName] = DEFAULT_SECTIONS) -> Book:
    """All pages of the book, or of some of its sections."""
    return book_of(lay_out_book(context, sections))


def read_lines(of: Book | Page) -> list[str]:
    """The lines of text, in the order in which they are read."""
    pages = of.pages if isinstance(of, Book) else (of,)
    return [
        mark.line.text.translate(_ISOLATES)
        for page in pages
        for mark in page.marks
        if isinstance(mark, PlacedLine)
    ]


def body(book: Book) -> list[str]:
    """The lines of a programme behind its cover, without running heads and page numbers."""
    lines: list[str] = []
    for page in book.pages[1:]:
        lines += read_lines(replace(page, marks=tuple(mark for mark in page.marks if not is_frame(mark))))
    return lines


def is_frame(mark: Mark) -> bool:
    """Whether a mark is a running head or a page number."""
    return isinstance(mark, PlacedLine) and any(each.type in {"Header", "Footer"} for each in mark.structure)


def as_text(book: Book) -> str:
    """Every mark of every page on a line: where it is and what it is, for people to read."""
    lines = [f"{book.info.title} [{book.info.language}]"]
    lines += [f"{'  ' * mark.level}> {mark.title} #{mark.anchor}" for mark in book.info.bookmarks]
    for at, page in enumerate(book.pages, start=1):
        lines += ["", f"page {at}, labelled '{page.label}', {page.width:.0f} x {page.height:.0f}"]
        lines += map(_as_text, page.marks)
    return "\n".join(lines) + "\n"


def _as_text(mark: Mark) -> str:
    match mark:
        case PlacedLine(line, x, y):
            text = line.text.translate(_ISOLATES)
            read_lines = f"{x:6.1f} {y:6.1f} {line.width:6.1f} {line.size:4.1f}pt  {text}"
        case RuleLine(x1, y1, x2, y2):
            read_lines = f"{x1:6.1f} {y1:6.1f} {x2:6.1f} {y2:6.1f}  -----"
        case Box(x, y, width, height):
            read_lines = f"{x:6.1f} {y:6.1f} {width:6.1f} {height:6.1f}  [box]"
        case QrCode(content, x, y, size):
            read_lines = f"{x:6.1f} {y:6.1f} {size:6.1f} {size:6.1f}  [code] {content}"
        case LinkArea(x, y, width, height, target):
            read_lines = f"{x:6.1f} {y:6.1f} {width:6.1f} {height:6.1f}  -> {target}"
        case Destination(name, x, y):
            read_lines = f"{x:6.1f} {y:6.1f}  #{name}"
        case _:
            read_lines = repr(mark)
    return read_lines


def texts(data: bytes) -> list[str]:
    """The text of each page of a PDF, as one of its readers extracts it, without line breaks."""
    return [*_texts(data)]


@lru_cache(16)
def _texts(data: bytes) -> tuple[str, ...]:
    document = pypdfium2.PdfDocument(data)
    return tuple(" ".join(page.get_textpage().get_text_range().split()) for page in document)


def pictures(data: bytes, dpi: int = 150) -> Iterator[Image]:
    """Each page of a PDF as it looks."""
    for page in pypdfium2.PdfDocument(data):
        yield page.render(scale=dpi / 72).to_pil()


def compared(text: str, name: str, *, anew: bool) -> None:
    """Hold a text against a golden file, or write the file anew."""
    file = GOLDEN / name
    if anew:
        file.write_text(text, encoding="utf-8")
    assert text == file.read_text(encoding="utf-8")


def pages_hold_their_marks(book: Book) -> bool:
    """Whether every mark lies on its page, up to the width of a hairline."""
    return all(map(_holds, book.pages))


def _holds(page: Page) -> bool:
    return all(
        _within(page, _extent(mark)) and (not isinstance(mark, PlacedPage) or mark.clip or _holds(mark.page))
        for mark in page.marks
    )


def _within(page: Page, extent: tuple[float, float, float, float]) -> bool:
    left, top, right, bottom = extent
    hair = 0.25
    return left >= -hair and top >= -hair and right <= page.width + hair and bottom <= page.height + hair


def _extent(mark: Mark) -> tuple[float, float, float, float]:
    match mark:
        case PlacedLine():
            return mark.ink.x, mark.ink.y, mark.ink.right, mark.ink.bottom
        case RuleLine(x1, y1, x2, y2):
            return min(x1, x2), min(y1, y2), max(x1, x2), max(y1, y2)
        case Destination(_, x, y):
            return x, y, x, y
        case QrCode(_, x, y, size):
            return x, y, x + size, y + size
        case PlacedPage():
            return mark.area.x, mark.area.y, mark.area.right, mark.area.bottom
        case _:
            return mark.x, mark.y, mark.x + mark.width, mark.y + mark.height
