"""Any number of pages into a PDF, one after the other, quickly and in little memory.

It paints the marks that `paint` paints, but keeps no page: as soon as some hundreds have come they are
written. Marks that come again, as the ground of all badges does, are painted once and referred to. What takes
long and depends on nothing but the page itself, QR codes and compression, may be left to other processes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

from eventkit.typesetting import operators
from eventkit.typesetting.file import File, packed, text
from eventkit.typesetting.images import image
from eventkit.typesetting.metadata import information, xmp
from eventkit.typesetting.operators import number
from eventkit.typesetting.page_tree import PageTree
from eventkit.typesetting.pages import (
    Anchor,
    Box,
    Code,
    Imprint,
    Link,
    Mark,
    Page,
    Picture,
    Placed,
    Rule,
    Words,
)
from eventkit.typesetting.sharing import in_batches, shared_out
from eventkit.typesetting.writing import Writer

# Of the levels of zlib the one that is worth its time: at 4 a page with a code takes half as long again, for
# an eighth less.
_PACKING = 1
_KEPT = 4096  # marks, and rows of marks, that may come again soon

Part = str | tuple[Code, float]
"""Operators, or a code that is still to be made and the height of the page it stands on."""

_Row = tuple[float, tuple[int, ...]]
"""Marks in a row: the height of the page they stand on, and their identities."""


def stream(pages: Iterable[Page], out: BinaryIO, *, title: str, language: str, jobs: int = 1) -> None:
    """The pages as a PDF file (1.7), written while they come; the same pages always give the same bytes.

    Marks that are the same objects on many pages are painted once.

    Args:
        pages: One at least.
        out: Where to; it need not be able to seek.
        title: What viewers show and screen readers say.
        language: Of the document (BCP 47).
        jobs: How many processes work, this one among them; the bytes do not depend on it. Where processes
            cannot be forked, it is one.

    Raises:
        ValueError: There is no page or no title; an anchor is there twice; a link leads to an anchor that
            is not there.
        Unprintable: A code holds too much, or more glyphs of one face are needed than a PDF font can hold.
    """
    if not title:
        message = "a document has a title: viewers show it, and screen readers say it"
        raise ValueError(message)
    painter = _Painter()
    document = _Document(File(out))
    for leaf, content in shared_out(painter.leaves(pages), _content, jobs):
        document.put(leaf, content)
    document.close(painter.writer, title, language)


@dataclass(frozen=True, slots=True)
class _Resource:
    """What pages refer to by a name: a form or an image, whose transparency is an image as well."""

    name: str
    body: str
    data: bytes
    mask: tuple[str, bytes] | None = None


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page on its way into the document, and what it is the first to refer to."""

    page: Page
    parts: list[Part]
    resources: list[_Resource] = field(default_factory=list)


def _content(leaf: _Leaf) -> bytes:
    """The operators of a page, packed; this is what other processes are given to do."""
    return packed(_joined(leaf.parts), _PACKING)


def _joined(parts: Sequence[Part]) -> bytes:
    made = [part if isinstance(part, str) else operators.code(*part) for part in parts]
    return "\n".join(made).encode("ascii")


class _Painter:
    """Turns pages into operators, with all that depends on the pages before."""

    def __init__(self) -> None:
        self.writer = Writer()
        self._resources: list[_Resource] = []  # the page's own
        self._images: dict[bytes, str] = {}
        # By identity, and with the marks themselves, so that no others can come to have theirs.
        self._seen: dict[int, Mark] = {}
        self._rows: dict[_Row, list[Mark]] = {}
        self._forms: dict[_Row, tuple[str, list[Mark]]] = {}
        self._ways: dict[type, Callable[[Any, float], Sequence[Part]]] = {
            Words: self._words,
            Box: lambda mark, height: (operators.box(mark, height),),
            Rule: lambda mark, height: (operators.rule(mark, height),),
            Code: lambda mark, height: ((mark, height),),
            Picture: self._picture,
            Placed: self._placed,
            Link: lambda *_: (),
            Anchor: lambda *_: (),
        }

    def leaves(self, pages: Iterable[Page]) -> Iterator[_Leaf]:
        """The pages as they will be written."""
        for batch in in_batches(pages):
            yield from [self._leaf(page) for page in batch]

    def _leaf(self, page: Page) -> _Leaf:
        self._resources = []
        return _Leaf(page, self._marks(page), self._resources)

    def _marks(self, page: Page) -> list[Part]:
        parts: list[Part] = []
        row: list[Mark] = []  # marks that were on a page before, one after the other
        seen, ways, height = self._seen, self._ways, page.height
        for mark in page.marks:
            if id(mark) in seen:
                row.append(mark)
                continue
            if row:
                parts += self._again(row, page)
                row = []
            parts += ways[type(mark)](mark, height)
            # Images are shared anyhow, and whoever keeps a page keeps all its photographs.
            if not isinstance(mark, Picture | Placed):
                if len(seen) == _KEPT:
                    seen.clear()
                seen[id(mark)] = mark
        return parts + self._again(row, page) if row else parts

    def _again(self, row: list[Mark], page: Page) -> list[Part]:
        """Marks that come again: as a form, if they came in this row before."""
        if name := self._form(row, page):
            return [f"/{name} Do"]
        return self._each(row, page.height)

    def _each(self, row: Iterable[Mark], height: float) -> list[Part]:
        return [part for mark in row for part in self._ways[type(mark)](mark, height)]

    def _form(self, row: list[Mark], page: Page) -> str | None:
        """The name of the form (PDF 32000-1 8.10) of marks in a row, from the second time on."""
        key = page.height, tuple(map(id, row))
        if known := self._forms.get(key):
            return known[0]
        if len(self._forms) == _KEPT:
            return None
        if key not in self._rows:
            if len(self._rows) == _KEPT:
                self._rows.clear()
            self._rows[key] = row
            return None
        name = f"X{len(self._forms) + 1}"
        # Marks may reach over the page's edges, into the bleed.
        box = " ".join(map(number, (-page.width, -page.height, 2 * page.width, 2 * page.height)))
        body = f"<</Type/XObject/Subtype/Form/BBox[{box}]/Resources {_Document.WITHIN}>>"
        self._resources.append(_Resource(name, body, _joined(self._each(row, page.height))))
        self._forms[key] = name, row
        return name

    def _words(self, words: Words, height: float) -> Sequence[Part]:
        return self.writer.line(words.line, words.x, height - words.y)

    def _placed(self, placed: Placed, height: float) -> Sequence[Part]:
        return [operators.placing(placed, height), *self._marks(placed.page), "Q"]

    def _picture(self, picture: Picture, height: float) -> Sequence[Part]:
        digest = hashlib.sha256(picture.content).digest()
        if digest not in self._images:
            self._images[digest] = f"I{len(self._images) + 1}"
            self._resources.append(_Resource(self._images[digest], *image(picture.content)))
        size = f"{number(picture.width)} 0 0 {number(picture.height)}"
        place = f"{number(picture.x)} {number(height - picture.y - picture.height)}"
        return (
            # The alternative of a marked part, as long as there is no structure tree (PDF 32000-1 14.9.3).
            f"/Span <</Alt {text(picture.alternative)}>> BDC",
            f"q {size} {place} cm /{self._images[digest]} Do Q",
            "EMC",
        )


class _Document:
    """The objects of the file, in an order that does not depend on who made what is in them."""

    WITHIN = "3 0 R"
    """The resources of forms, which are those of pages."""

    def __init__(self, file: File) -> None:
        self._file = file
        self._pages = PageTree(file)
        self._root, self._within = file.reserve(), file.reserve()
        self._named: list[str] = []

    def put(self, leaf: _Leaf, content: bytes) -> None:
        """Put a page, and before it what it is the first to refer to."""
        for resource in leaf.resources:
            body = resource.body
            if resource.mask:
                body = f"{body.removesuffix('>>')}/SMask {self._file.add(*resource.mask)}>>"
            self._named.append(f"/{resource.name} {self._file.add(body, resource.data)}")
        self._pages.put(leaf.page, content, self.WITHIN)

    def close(self, writer: Writer, title: str, language: str) -> None:
        """Put what is known when all pages are there."""
        fonts = "".join(f"/{font.name} {font.put(self._file)}" for font in writer.fonts)
        self._file.put(self._within, f"<</Font<<{fonts}>>/XObject<<{''.join(self._named)}>>>>")
        imprint, metadata = Imprint(title, language), self._file.reserve()
        self._file.put_packed(metadata, xmp(imprint), "<</Type/Metadata/Subtype/XML/Filter[]>>")
        self._file.put(
            self._root,
            f"<</Type/Catalog{self._pages.closed()}/Lang {text(language)}/Metadata {metadata} 0 R"
            "/ViewerPreferences<</DisplayDocTitle true>>>>",
        )
        self._file.close(f"{self._root} 0 R", self._file.add(information(imprint)))
