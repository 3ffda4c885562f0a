"""Pictures for tests: the smallest files of a format, and pages of PDF files as they look."""

from __future__ import annotations

import struct
import zlib
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops, ImageOps


def png(width: int = 4, height: int = 2, grey: int = 0) -> bytes:
    """A PNG in one grey, black by default."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress((b"\x00" + bytes([grey]) * width) * height)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def render_pages(data: bytes, *numbers: int) -> Image.Image:
    """Pages of a PDF file side by side, counted from 1, at 96 dots per inch, in few colours, with a frame."""
    document = pypdfium2.PdfDocument(data)
    pages = [document[number - 1].render(scale=96 / 72).to_pil().convert("RGB") for number in numbers]
    document.close()
    sheet = Image.new("RGB", (sum(page.width for page in pages), pages[0].height))
    left = 0
    for page in pages:
        sheet.paste(page, (left, 0))
        left += page.width
    return ImageOps.expand(sheet, border=1, fill="#c8c8c8").quantize(64)


def differing_share(picture: Image.Image, file: Path) -> float:
    """The share of pixels, 0 to 1, of which the grey differs by more than an eighth from those of a file."""
    with Image.open(file) as known:
        if picture.size != known.size:
            return 1
        differences = ImageChops.difference(picture.convert("L"), known.convert("L"))
    return sum(differences.histogram()[32:]) / (differences.width * differences.height)
