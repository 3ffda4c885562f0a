"""Image files: PNG (W3C PNG) and JPEG (ITU T.81) files as Pillow decodes them.

A file is decoded when it is placed on a page, so that one that is damaged or excessively large is refused by
name, and not when the page is painted.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from io import BytesIO

from PIL import Image, ImageChops
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile

from eventkit.messages import Message
from eventkit.typesetting.colour import Colour

PNG, JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
SIDE_LIMIT = 12_000  # the maximum number of pixels per side; more are not visible on paper
PIXELS_LIMIT = 40_000_000
"""The maximum number of pixels of a picture: decoded, they take up to 200 MB of memory."""

_CACHE_SIZE = 16  # pictures, which may have megabytes each; a logo is placed on every badge


@contextmanager
def open_image(content: bytes) -> Iterator[ImageFile]:
    """A PNG or JPEG file, of which the pixels are decoded when they are used within the block.

    Raises:
        ValueError: The file is neither PNG nor JPEG, or is damaged.
    """
    file = BytesIO(content)
    try:
        with PngImageFile(file) if content.startswith(PNG) else JpegImageFile(file) as image:
            yield image
    except Exception as error:  # Pillow raises whatever a file makes it stumble over, assertions included
        raise ValueError(
            Message("The file is damaged, or is neither PNG nor JPEG. Export it again as PNG or JPEG.")
        ) from error


@lru_cache(maxsize=_CACHE_SIZE)
def image_size(content: bytes) -> tuple[int, int]:
    """Width and height of an image in pixels.

    Raises:
        ValueError: The file is neither PNG nor JPEG, is damaged, or has too many pixels.
    """
    with open_image(content) as image:
        width, height = image.size
        is_too_large = max(width, height) > SIDE_LIMIT or width * height > PIXELS_LIMIT
        if not is_too_large:
            image.draft(image.mode, (1, 1))  # of a JPEG, an eighth of the size is decoded
            if image.has_transparency_data or image.mode not in {"L", "RGB", "CMYK"}:
                reduce_depth(image).convert("RGBA")
            image.load()
    if is_too_large:
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
    return width, height


_FAINT = 32  # the darkness of 255 up to which a picture is light itself, such as a white logo


@lru_cache(maxsize=_CACHE_SIZE)
def in_one_ink(content: bytes, ink: Colour) -> bytes:
    """A picture in one ink, as PNG: the darker it is, the denser; white and transparent parts are clear.

    A picture that is light all over is as dense as it is opaque.
    """
    with open_image(content) as image:
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


def reduce_depth(image: Image.Image) -> Image.Image:
    """A grey image of 16 bits in 8, which Pillow would make white; others as they are."""
    if not image.mode.startswith("I"):
        return image
    return image.convert("I").point(lambda grey: grey / 257).convert("L")
