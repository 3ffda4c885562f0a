"""Pictures are checked before they are placed: what is damaged or too large never reaches a page."""

from __future__ import annotations

import struct
import zlib
from io import BytesIO

import pytest
from PIL import Image

from eventkit.typesetting import Colour, Picture, Rectangle, image_size
from eventkit.typesetting.layout.image_files import in_one_ink, reduce_depth
from eventkit.typesetting.layout.pages import fit_picture


def image(kind: str, width: int = 40, height: int = 30) -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(file, kind)
    return file.getvalue()


def chunks(content: bytes) -> list[tuple[bytes, bytes]]:
    """The kinds and data of the chunks of a PNG."""
    found, start = [], 8
    while start < len(content):
        (length,) = struct.unpack_from(">I", content, start)
        found.append((content[start + 4 : start + 8], content[start + 8 : start + 8 + length]))
        start += 12 + length
    return found


def png_of(*parts: tuple[bytes, bytes]) -> bytes:
    """A PNG of chunks, with the right checksums."""
    framed = (
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(framed)


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_ends_too_early_is_refused_wherever_it_ends(kind: str) -> None:
    whole = image(kind)
    assert image_size(whole) == (40, 30)
    for end in (4, 20, len(whole) // 2, len(whole) - 30):
        with pytest.raises(ValueError, match="damaged"):
            image_size(whole[:end])


def test_a_png_with_a_flipped_bit_is_refused() -> None:
    whole = bytearray(image("PNG"))
    whole[60] ^= 4
    with pytest.raises(ValueError, match="damaged"):
        image_size(bytes(whole))


def in_a_palette() -> bytes:
    file = BytesIO()
    Image.linear_gradient("L").resize((40, 30)).convert("P").save(file, "PNG")
    return file.getvalue()


def test_a_png_with_right_checksums_and_wrong_data_is_refused() -> None:
    without_palette = [part for part in chunks(in_a_palette()) if part[0] != b"PLTE"]
    few_rows = [
        (kind, zlib.compress(zlib.decompress(data)[:99]) if kind == b"IDAT" else data)
        for kind, data in chunks(image("PNG"))
    ]
    for parts in (without_palette, few_rows):
        with pytest.raises(ValueError, match="damaged"):
            image_size(png_of(*parts))


@pytest.mark.parametrize(("width", "height"), [(11_900, 11_900), (12_001, 1), (2**31 - 1, 2**31 - 1)])
def test_a_picture_has_forty_million_pixels_at_most(width: int, height: int) -> None:
    """It claims to be so large: nothing is decoded to find out."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    with pytest.raises(ValueError, match=r"Reduce it to 12,000 to a side, and 40 million in all"):
        image_size(png_of((b"IHDR", header), (b"IDAT", b""), (b"IEND", b"")))


def test_a_grey_picture_of_16_bits_keeps_its_shades() -> None:
    image = Image.new("I;16", (2, 1))
    image.putpixel((0, 0), 257 * 40)
    image.putpixel((1, 0), 257 * 250)
    reduced = reduce_depth(image)
    assert (reduced.mode, [reduced.getpixel((x, 0)) for x in (0, 1)]) == ("L", [40, 250])
    coloured = Image.new("RGB", (1, 1))
    assert reduce_depth(coloured) is coloured


@pytest.mark.parametrize(("align", "left", "top"), [("start", 10, 20), ("middle", 10, 27.5)])
def test_a_picture_is_as_large_as_its_area_and_not_distorted(align: str, left: float, top: float) -> None:
    placed = fit_picture(image("PNG"), Rectangle(10, 20, 20, 30), "A gradient", align=align)  # type: ignore[arg-type]
    assert isinstance(placed, Picture)
    assert (placed.x, placed.y, placed.width, placed.height) == (left, top, 20, 15)


@pytest.mark.parametrize(
    ("mode", "colour", "density"),
    [
        ("RGBA", (0, 0, 128, 255), 255),  # the darkest part
        ("RGBA", (255, 255, 255, 255), 255),  # a white logo
        ("RGBA", (0, 0, 0, 128), 255),
        ("RGB", (200, 0, 0), 255),
    ],
)
def test_a_picture_in_one_ink_is_dense_where_it_is_dark(
    mode: str, colour: tuple[int, ...], density: int
) -> None:
    file = BytesIO()
    picture = Image.new(mode, (2, 1), (255, 255, 255, 0)[: len(mode)])
    picture.putpixel((0, 0), colour)
    picture.save(file, "PNG")

    with Image.open(BytesIO(in_one_ink(file.getvalue(), Colour.parse("#102030")))) as printed:
        assert printed.getpixel((0, 0)) == (16, 32, 48, density)
        assert printed.getpixel((1, 0)) == (16, 32, 48, 0)
