"""Image files: signature, size and completeness of PNG (W3C PNG) and JPEG (ITU T.81) files.

Files are checked without decoding, so that a damaged or excessively large file is refused by name when it is
placed on a page, and not when the page is painted.
"""

from __future__ import annotations

import zlib
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops

from eventkit.messages import Message
from eventkit.typesetting.colour import Colour

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
SIDE_LIMIT = 12_000  # the maximum number of pixels per side; more are not visible on paper
PIXELS_LIMIT = 40_000_000
"""The maximum number of pixels of a picture: decoded, they take up to 200 MB of memory."""

_CACHE_SIZE = 16  # pictures, which may have megabytes each; a logo is placed on every badge

_CHUNK_FRAME = 12  # bytes of a chunk besides its data: length, type, checksum
_CRITICAL = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND"})

# The segments of a JPEG that contain its size (ITU T.81 table B.1): all starts of frame.
_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_JPEG_STANDALONE = frozenset({0x01, *range(0xD0, 0xD9)})  # markers without data
_JPEG_END = b"\xff\xd9"


@lru_cache(maxsize=_CACHE_SIZE)
def image_size(content: bytes) -> tuple[int, int]:
    """Width and height of an image in pixels.

    Raises:
        ValueError: The file is neither PNG nor JPEG, is damaged, or has too many pixels.
    """
    size = _png_size(content) if content.startswith(PNG) else _jpeg_size(content)
    if size is None or not all(size):
        raise ValueError(
            Message("The file is damaged, or is neither PNG nor JPEG. Export it again as PNG or JPEG.")
        )
    width, height = size
    if max(size) > SIDE_LIMIT or width * height > PIXELS_LIMIT:
        raise ValueError(
            Message(
                "It has {width} × {height} pixels. Reduce it to {limit} to a side, and {millions} "
                "million in all.",
                width=width,
                height=height,
                limit=SIDE_LIMIT,
                millions=PIXELS_LIMIT // 1000000,
            )
        )
    return size


_FAINT = 32  # the darkness of 255 up to which a picture is light itself, such as a white logo


@lru_cache(maxsize=_CACHE_SIZE)
def in_one_ink(content: bytes, ink: Colour) -> bytes:
    """A picture in one ink, as PNG: the darker it is, the denser; white and transparent parts are clear.

    A picture that is light all over is as dense as it is opaque.
    """
    with Image.open(BytesIO(content)) as image:
        picture = image.convert("RGBA")
    opacity = picture.getchannel("A")
    darkness = ImageChops.multiply(ImageChops.invert(picture.convert("L")), opacity)
    darkest = max(value for value, count in enumerate(darkness.histogram()) if count)
    density = (
        darkness.point([min(255, 255 * value // darkest) for value in range(256)])
        if darkest > _FAINT
        else opacity
    )
    printed = Image.new("RGB", picture.size, tuple(round(255 * part) for part in (ink.r, ink.g, ink.b)))
    printed.putalpha(density)
    file = BytesIO()
    printed.save(file, "PNG")
    return file.getvalue()


def _png_size(content: bytes) -> tuple[int, int] | None:
    """The size in the header chunk, if all critical chunks are present with valid checksums (W3C PNG 5.3)."""
    if content[12:16] != b"IHDR":
        return None
    start, view = len(PNG), memoryview(content)
    while start + _CHUNK_FRAME <= len(content):
        end = start + _CHUNK_FRAME + int.from_bytes(content[start : start + 4])
        kind = content[start + 4 : start + 8]
        if end > len(content):
            return None
        if kind in _CRITICAL and zlib.crc32(view[start + 4 : end - 4]) != int.from_bytes(
            content[end - 4 : end]
        ):
            return None
        if kind == b"IEND":
            return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
        start = end
    return None


def _jpeg_size(content: bytes) -> tuple[int, int] | None:
    """The size in the first start of frame, if an end of image comes after it."""
    if not content.startswith(JPEG):
        return None
    start = 2
    while start + 9 <= len(content) and content[start] == 0xFF:
        marker = content[start + 1]
        if marker in _JPEG_FRAMES:
            if content.rfind(_JPEG_END) < start:
                return None
            height, width = content[start + 5 : start + 7], content[start + 7 : start + 9]
            return int.from_bytes(width), int.from_bytes(height)
        if marker == 0xFF:  # a fill byte
            start += 1
        else:
            length = 0 if marker in _JPEG_STANDALONE else int.from_bytes(content[start + 2 : start + 4])
            start += 2 + length
    return None


def reduce_depth(image: Image.Image) -> Image.Image:
    """A grey image of 16 bits in 8, which Pillow would make white; others as they are."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda grey: grey / 257).convert("L")
