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


def png_of(width: int, height: int) -> bytes:
    """A PNG that claims to be so large: nothing is decoded to find out."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_picture_that_ends_too_early_is_refused_wherever_it_ends(kind: str) -> None:
    whole = image(kind)
    assert image_size(whole) == (40, 30)
    for end in (4, 20, len(whole) // 2, len(whole) - 5):
        with pytest.raises(ValueError, match="damaged"):
            image_size(whole[:end])


def test_a_png_with_a_flipped_bit_is_refused() -> None:
    whole = bytearray(image("PNG"))
    whole[60] ^= 4
    with pytest.raises(ValueError, match="damaged"):
        image_size(bytes(whole))


@pytest.mark.parametrize(
    ("width", "height", "fits"), [(8000, 5000, True), (11_900, 11_900, False), (12_001, 1, False)]
)
def test_a_picture_has_forty_million_pixels_at_most(width: int, height: int, fits: bool) -> None:  # noqa: FBT001
    if fits:
        assert image_size(png_of(width, height)) == (width, height)
        return
    with pytest.raises(ValueError, match=r"Reduce it to 12,000 to a side, and 40 million in all"):
        image_size(png_of(width, height))


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
