"""Web pictures: photographs re-encoded for pages, upright, in sRGB, small, and without metadata.

A photograph may contain the place where it was taken, the camera's owner and a preview of what was cropped.
None of it is published: only pixels are copied. The same file gives the same bytes.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import NamedTuple

from PIL import Image, ImageCms, ImageOps

from eventkit.messages import Message

FORMATS = ("PNG", "JPEG")

PIXELS_LIMIT = 40_000_000
"""The most pixels of a picture: decoded, they take up to 160 MB of memory."""

QUALITY = 80

PAPER = (255, 255, 255)
"""The colour beneath transparent parts."""


class WebPicture(NamedTuple):
    """A picture in one size.

    Attributes:
        data: The bytes of a progressive JPEG.
    """

    data: bytes
    width: int
    height: int


def encode_sizes(content: bytes, widths: Sequence[int]) -> tuple[WebPicture, ...]:
    """A PNG or JPEG file as pictures of some widths, never larger than it is itself.

    Args:
        widths: The widths in pixels, ascending. A picture narrower than the first has its own width.
    """
    try:
        picture = _open_upright(content)
    except (OSError, SyntaxError, Image.DecompressionBombError) as error:
        raise ValueError(
            Message("The file is damaged, or is neither PNG nor JPEG. Export it again as PNG or JPEG.")
        ) from error
    return tuple(_encode(picture, width) for width in _fitting_widths(picture.width, widths))


def _fitting_widths(own: int, widths: Sequence[int]) -> Iterator[int]:
    yield min(own, widths[0])
    yield from (width for width in widths[1:] if width <= own)


def _open_upright(content: bytes) -> Image.Image:
    """The decoded picture in sRGB, turned as the camera recorded its orientation."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        opened = Image.open(BytesIO(content), formats=FORMATS)
    if opened.width * opened.height > PIXELS_LIMIT:
        raise ValueError(
            Message(
                "It has {width} × {height} pixels. Reduce it to {millions} million in all.",
                width=opened.width,
                height=opened.height,
                millions=PIXELS_LIMIT // 1000000,
            )
        )
    profile = opened.info.get("icc_profile")
    picture = ImageOps.exif_transpose(opened)
    if picture.has_transparency_data:
        seen = picture.convert("RGBA")
        picture = Image.new("RGB", seen.size, PAPER)
        picture.paste(seen, mask=seen.getchannel("A"))
    elif profile and (converted := _convert_profile(picture, profile)) is not None:
        picture = converted
    return picture.convert("RGB")


def _convert_profile(picture: Image.Image, profile: bytes) -> Image.Image | None:
    """The picture in sRGB; ``None`` if its colour profile cannot be read."""
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        return ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (OSError, ImageCms.PyCMSError):
        return None


def _encode(picture: Image.Image, width: int) -> WebPicture:
    height = max(1, round(picture.height * width / picture.width))
    sized = picture.resize((width, height), Image.Resampling.LANCZOS) if width != picture.width else picture
    # A new picture has pixels and nothing else.
    plain = Image.frombytes("RGB", sized.size, sized.tobytes())
    out = BytesIO()
    plain.save(out, "JPEG", quality=QUALITY, optimize=True, progressive=True)
    return WebPicture(out.getvalue(), width, height)
