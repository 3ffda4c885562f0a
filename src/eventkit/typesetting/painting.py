"""A book into a PDF that can be seen, searched and heard: each thing on its pages is told what it is."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from itertools import groupby
from typing import Any, BinaryIO

from eventkit.typesetting import operators
from eventkit.typesetting.file import File, packed, text
from eventkit.typesetting.images import image
from eventkit.typesetting.metadata import information, xmp
from eventkit.typesetting.operators import number
from eventkit.typesetting.outline import put_outline
from eventkit.typesetting.page_tree import PageTree
from eventkit.typesetting.pages import Book, Box, Code, Imprint, Page, Picture, Rule, Words
from eventkit.typesetting.paragraph import direction
from eventkit.typesetting.roles import Role
from eventkit.typesetting.structure import Inset, Spoken, Stretch, Telling
from eventkit.typesetting.tagging import Tagging
from eventkit.typesetting.text import Line, Run
from eventkit.typesetting.writing import Writer

_PACKING = 6  # half the time of the best, for files larger by a hundredth
_TAG = re.compile(r"[A-Za-z0-9-]+")
_ASIDE: dict[Role, str] = {
    "Artifact": "/Artifact BMC",
    "Header": "/Artifact <</Type/Pagination/Subtype/Header>> BDC",
    "Footer": "/Artifact <</Type/Pagination/Subtype/Footer>> BDC",
}


def paint(book: Book) -> bytes:
    """The book as a PDF file (1.7). The same book always gives the same bytes.

    It is tagged (PDF 32000-1 14.8).

    Raises:
        Unprintable: It needs more glyphs of one face than a PDF font can hold.
    """
    out = BytesIO()
    bind(book.imprint, book.pages, out)
    return out.getvalue()


def bind(imprint: Imprint, pages: Iterable[Page], out: BinaryIO) -> None:
    """Write pages as they come, as `paint` writes those of a book, and keep none of them.

    Pages of a book that are placed on sheets are read in the order of their numbers, and so the first of such
    sheets and all that follow are kept until the last has come.

    Args:
        imprint: What the document tells of itself.
        pages: One at least.
        out: Where to; it need not be able to seek.

    Raises:
        ValueError: There is no page; an anchor is there twice; a link leads to an anchor that is not there.
        Unprintable: As `paint` does.
    """
    file = File(out)
    tree, painter, within = PageTree(file), _Painter(file), file.reserve()
    said = _put_pages(imprint.language, pages, _Press(file, tree, painter, f"{within} 0 R"))
    file.put(within, painter.resources())
    metadata = file.reserve()
    # As it is, so that it is found without reading the file as PDF (14.3.2).
    file.put_packed(metadata, xmp(imprint), "<</Type/Metadata/Subtype/XML/Filter[]>>")
    root = file.add(
        f"<</Type/Catalog{tree.closed()}{said}{put_outline(file, imprint.bookmarks)}/Metadata {metadata} 0 R"
        f"/Lang {text(imprint.language)}/ViewerPreferences<</DisplayDocTitle true{_turning(imprint)}>>>>"
    )
    file.close(root, file.add(information(imprint)))


def _turning(imprint: Imprint) -> str:
    """Which way pages are turned, where that is not from the left (12.2)."""
    return "/Direction/R2L" if direction(imprint.language) == "rtl" else ""


def _put_pages(language: str, pages: Iterable[Page], press: _Press) -> str:
    """Put the pages and what they say, and return what the catalogue says of that."""
    telling = Telling(language)
    held: list[tuple[Page, Spoken]] = []
    for page in pages:
        spoken = telling.add(page)
        if telling.waits:
            held.append((page, spoken))
        else:
            press.put(page, spoken)
            press.tagging.put(telling.settled())
    telling.read_insets()
    for page, spoken in held:
        press.put(page, spoken)
    return press.tagging.closed(telling.root)


class _Press:
    """What pages go through into the file."""

    def __init__(self, file: File, tree: PageTree, painter: _Painter, resources: str) -> None:
        self.tagging = Tagging(file)
        self._tree = tree
        self._painter = painter
        self._resources = resources

    def put(self, page: Page, spoken: Spoken) -> None:
        """Put the next page."""
        content = packed(self._painter.painted(spoken.stretches, page.height), _PACKING)
        reference = self._tree.put(page, content, self._resources, self.tagging.of_page(spoken))
        self.tagging.put_page(reference, page.height)


class _Painter:
    """Turns marks into operators and puts what they refer to; y is turned round, as PDF counts it upwards."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._writer = Writer()
        self._images: dict[bytes, tuple[str, str]] = {}
        self._ways: dict[type, Callable[[Any, float], Iterable[str]]] = {
            Words: self._words,
            Box: lambda mark, height: (operators.box(mark, height),),
            Rule: lambda mark, height: (operators.rule(mark, height),),
            Code: lambda mark, height: (operators.code(mark, height),),
            Picture: self._picture,
        }

    def painted(self, stretches: Iterable[Stretch | Inset], height: float) -> bytes:
        """The operators of a page of that height, each stretch marked as what it is (14.6)."""
        return "\n".join(self._stretches(stretches, height)).encode("ascii")

    def resources(self) -> str:
        """What the pages refer to by name, when all are painted."""
        fonts = "".join(f"/{font.name} {font.put(self._file)}" for font in self._writer.fonts)
        images = "".join(f"/{name} {reference}" for name, reference in self._images.values())
        return f"<</Font<<{fonts}>>/XObject<<{images}>>>>"

    def _stretches(self, stretches: Iterable[Stretch | Inset], height: float) -> Iterator[str]:
        for stretch in stretches:
            if isinstance(stretch, Stretch):
                yield from self._stretch(stretch, height)
            else:
                yield operators.placing(stretch.placed, height)
                yield from self._stretches(stretch.stretches, stretch.placed.page.height)
                yield "Q"

    def _stretch(self, stretch: Stretch, height: float) -> Iterator[str]:
        if stretch.node is None:
            drawn = (part for mark in stretch.marks for part in self._ways[type(mark)](mark, height))
            parts = [part for part in drawn if part]
            if parts:
                yield from (_ASIDE[stretch.role], *parts, "EMC")
            return
        yield f"/{stretch.role} <</MCID {stretch.order}>> BDC"
        for mark in stretch.marks:
            if isinstance(mark, Words):
                yield from self._spoken(mark, height, stretch.node.language)
            else:
                yield from self._ways[type(mark)](mark, height)
        yield "EMC"

    def _spoken(self, words: Words, height: float, language: str) -> Iterator[str]:
        """Words, of which those in another language than what they are in say so (14.9.2.3)."""
        for own, line in _by_language(words.line):
            drawn = self._writer.line(line, words.x, height - words.y)
            if own in {language, "und"} or not _TAG.fullmatch(own):
                yield from drawn
            else:
                yield from (f"/Span <</Lang ({own})>> BDC", *drawn, "EMC")

    def _words(self, words: Words, height: float) -> Iterable[str]:
        return self._writer.line(words.line, words.x, height - words.y)

    def _picture(self, picture: Picture, height: float) -> Iterator[str]:
        digest = hashlib.sha256(picture.content).digest()
        if digest not in self._images:
            body, data, mask = image(picture.content)
            if mask:
                body = f"{body.removesuffix('>>')}/SMask {self._file.add(*mask)}>>"
            self._images[digest] = f"I{len(self._images) + 1}", self._file.add(body, data)
        size = f"{number(picture.width)} 0 0 {number(picture.height)}"
        place = f"{number(picture.x)} {number(height - picture.y - picture.height)}"
        yield f"q {size} {place} cm /{self._images[digest][0]} Do Q"


def _by_language(line: Line) -> Iterator[tuple[str, Line]]:
    """The line in parts of one language each; blanks and points between two go with what is before them."""
    if len([each for each in line.languages if each != "und"]) < 2:
        yield line.languages[0] if line.languages else "und", line
        return
    languages = [run.language if isinstance(run, Run) else "und" for run in line.runs]
    for own, runs in groupby(zip(languages, line.runs, strict=True), key=lambda pair: pair[0]):
        yield own, replace(line, runs=tuple(run for _, run in runs))
