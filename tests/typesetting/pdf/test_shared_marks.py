"""Pages written while they come: shared marks, little memory, and the same bytes in any process."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from weakref import ReferenceType, ref

import pikepdf
import pypdfium2
import pytest
from PIL import Image

from eventkit.errors import Unprintable
from eventkit.typesetting import (
    A6,
    A7,
    BLACK,
    Box,
    Colour,
    Destination,
    DocumentInfo,
    Fonts,
    LinkArea,
    Mark,
    Page,
    PagedDocument,
    PaintOptions,
    Picture,
    PlacedLine,
    PlacedPage,
    QrCode,
    Rectangle,
    RuleLine,
    Span,
    Style,
    paint,
    set_line,
)
from eventkit.typesetting.layout import pages as pages_module
from typesetting.pdf.test_painter import book_of, everything
from typesetting.reading import objects_of, opened, painted

GROUND = (Box(0, 0, A6[0], 60, Colour(0.1, 0.2, 0.4)), RuleLine(10, 70, 200, 70, 1, BLACK))


SHARED = PaintOptions(share_marks=True, compression=1)


def streamed(pages: Iterable[Page], title: str = "Títle 标题") -> bytes:
    out = BytesIO()
    paint(PagedDocument(DocumentInfo(title, "en"), lambda: pages), out, SHARED)
    return out.getvalue()


def many(fonts: Fonts, count: int) -> Iterator[Page]:
    """Pages with something of their own on a ground they share."""
    for at in range(count):
        line = set_line(fonts, Span(f"Page {at} 页", "zh", Style(20)))
        yield Page(
            *A6, (*GROUND, PlacedLine(line, 20, 120), QrCode(f"EK1:{at}", 20, 160, 80)), label=str(at + 1)
        )


def pictures(data: bytes, scale: float = 2) -> list[bytes]:
    return [page.render(scale=scale).to_pil().tobytes() for page in pypdfium2.PdfDocument(data)]


def texts(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


def image(mode: str, colour: Any, kind: str = "png") -> Picture:
    buffer = BytesIO()
    Image.new(mode, (4, 4), colour).save(buffer, kind)
    return Picture(buffer.getvalue(), 20, 20, 50, 60, "A (blue) square")


def test_metadata_is_in_both_of_its_places(fonts: Fonts) -> None:
    data = streamed(many(fonts, 2))
    metadata = pypdfium2.PdfDocument(data).get_metadata_dict()
    assert (metadata["Title"], metadata["Creator"]) == ("Títle 标题", "eventkit")
    written = data[data.index(b"<?xpacket begin") : data.index(b"<?xpacket end")].decode()
    assert "Títle 标题" in written
    assert "<rdf:li>en</rdf:li>" in written
    assert opened(data).Root.Metadata.Type == pikepdf.Name.Metadata


def test_pages_look_and_read_as_when_they_are_painted(fonts: Fonts) -> None:
    book = everything(fonts)
    data = streamed(book.pages)
    assert pictures(data) == pictures(painted(book))
    assert texts(data) == texts(painted(book))


@pytest.mark.parametrize(
    "mark",
    [
        image("RGB", (0, 0, 255)),
        image("L", 90),
        image("P", 1),
        image("1", 1),
        image("RGBA", (0, 0, 255, 100)),
        image("LA", (90, 100)),
        image("RGB", (0, 0, 255), "jpeg"),
        image("L", 90, "jpeg"),
        image("CMYK", (200, 100, 0, 50), "jpeg"),
        PlacedPage(
            Page(*A7, (*GROUND, QrCode("EK1:ABC", 20, 100, 60))), 10, 20, 90, 0.8, Rectangle(0, 0, 100, 120)
        ),
        PlacedPage(Page(*A7, GROUND), 10, 20, 180),
    ],
)
def test_each_mark_looks_as_when_it_is_painted(mark: Mark) -> None:
    assert pictures(streamed([Page(*A6, (mark,))])) == pictures(painted(book_of(mark)))


def test_repeated_marks_are_painted_once_and_look_the_same(fonts: Fonts) -> None:
    data = streamed(many(fonts, 12))
    alone = [pictures(streamed([page])) for page in many(fonts, 12)]
    assert [[picture] for picture in pictures(data)] == alone
    assert len(objects_of(data, Subtype="/Form")) == 1


def test_marks_that_are_only_equal_are_not_taken_for_one_another() -> None:
    pages = [Page(*A6, (Box(10, 10, 10 + at, 10, BLACK),)) for at in range(5)]
    data = streamed(pages)
    assert len(set(pictures(data))) == 5
    assert objects_of(data, Subtype="/Form") == []


def test_pages_of_two_heights_share_no_ground() -> None:
    pages = [Page(A6[0], height, GROUND) for height in (400, 500, 400, 500, 400, 500)]
    assert pictures(streamed(pages)) == [pictures(streamed([page]))[0] for page in pages]


def test_another_process_and_its_environment_change_nothing(fonts: Fonts) -> None:
    program = (
        "import hashlib, sys; sys.path[:0] = sys.argv[1:]\n"
        "from typesetting.pdf.test_shared_marks import many, streamed\n"
        "from eventkit.typesetting import Fonts\n"
        "print(hashlib.sha256(streamed(many(Fonts.discover(), 300))).hexdigest())"
    )
    environment = os.environ | {"PYTHONHASHSEED": "4711", "SOURCE_DATE_EPOCH": "1000000000"}
    run = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", program, str(Path(__file__).parents[2])],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert run.stdout.strip() == hashlib.sha256(streamed(many(fonts, 300))).hexdigest()


class WatchedPage(Page):
    """A page of which a weak reference says whether it is still in memory."""

    __slots__ = ("__weakref__",)


def test_pages_are_released_when_their_batch_is_written(
    fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages_module, "_BATCH_SIZE", 100)
    seen: list[ReferenceType[Page]] = []
    alive = []

    def watched() -> Iterator[Page]:
        for at, page in enumerate(many(fonts, 600)):
            watched_page = WatchedPage(*A6, page.marks, page.label)
            seen.append(ref(watched_page))
            if at % 200 == 199:
                alive.append(sum(each() is not None for each in seen))
            yield watched_page

    streamed(watched())
    assert max(alive) <= alive[0] + 2


def test_the_file_has_title_language_labels_and_boxes() -> None:
    labels = ["", "i", "ii", "1", "2", "3", "7", "A-1", "A-1", "01"]
    pages = [Page(*A6, (), label) for label in labels[:-1]]
    pages.append(
        Page(*A6, (), labels[-1], trim_box=Rectangle(10, 10, 200, 300), bleed_box=Rectangle(5, 5, 210, 310))
    )
    data = streamed(pages)
    document = pypdfium2.PdfDocument(data)
    assert document.get_metadata_dict()["Title"] == "Títle 标题"
    assert [document.get_page_label(at) for at in range(len(labels))] == labels
    height = A6[1]
    assert document[9].get_mediabox() == pytest.approx((0, 0, *A6), abs=0.01)
    assert document[9].get_trimbox() == pytest.approx((10, height - 310, 210, height - 10), abs=0.01)
    assert document[9].get_bleedbox() == pytest.approx((5, height - 315, 215, height - 5), abs=0.01)


def test_the_identifier_is_that_of_the_content(fonts: Fonts) -> None:
    one, same, other = (streamed(many(fonts, count)) for count in (1, 1, 2))
    assert one == same
    identifiers = [bytes(opened(data).trailer.ID[0]) for data in (one, other)]
    assert identifiers[0] != identifiers[1]


def test_links_point_to_anchors_on_any_page_and_to_the_web() -> None:
    pages = [
        Page(
            *A6,
            (LinkArea(10, 10, 50, 20, "#end (1)"), LinkArea(10, 40, 50, 20, "https://example.org/?a=(1)")),
        ),
        Page(*A6, (Destination("end (1)", 0, 100),)),
    ]
    document = pypdfium2.PdfDocument(streamed(pages))
    raw = pypdfium2.raw
    found = [raw.FPDFLink_GetLinkAtPoint(document[0], 20, A6[1] - y) for y in (20, 50)]
    destination = raw.FPDFLink_GetDest(document, found[0])
    assert raw.FPDFDest_GetDestPageIndex(document, destination) == 1
    action = raw.FPDFLink_GetAction(found[1])
    buffer = bytes(100)
    length = raw.FPDFAction_GetURIPath(document, action, buffer, len(buffer))
    assert buffer[: length - 1] == b"https://example.org/?a=(1)"


@pytest.mark.parametrize(
    ("pages", "more", "why"),
    [
        ([], {}, "no pages"),
        ([Page(*A6, ())], {"title": ""}, "title"),
        (
            [Page(*A6, (Destination("a", 0, 0),)), Page(*A6, (Destination("a", 0, 0),))],
            {},
            "Two destinations are named 'a'.",
        ),
        ([Page(*A6, (LinkArea(0, 0, 9, 9, "#gone"),))], {}, "'gone'"),
    ],
)
def test_a_broken_document_is_not_finished(pages: list[Page], more: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        streamed(pages, **more)


def test_text_too_long_for_a_code_is_reported(fonts: Fonts) -> None:
    with pytest.raises(Unprintable, match="too long for a QR code"):
        streamed([*many(fonts, 3), Page(*A6, (QrCode("x" * 3000, 10, 10, 80),))])


def test_the_output_needs_only_a_write_method(fonts: Fonts) -> None:
    class Pipe:
        def __init__(self) -> None:
            self.parts: list[bytes] = []

        def write(self, data: bytes) -> int:
            self.parts.append(bytes(data))
            return len(data)

    pipe = Pipe()
    paint(PagedDocument(DocumentInfo("Títle 标题", "en"), lambda: many(fonts, 3)), pipe, SHARED)
    assert b"".join(pipe.parts) == streamed(many(fonts, 3))
