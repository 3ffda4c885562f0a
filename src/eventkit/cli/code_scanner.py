"""The code scanner: QR codes in photographs, loaded only where the extra `scan` is asked for."""

from __future__ import annotations

from pathlib import Path

import zxingcpp
from PIL import Image

from eventkit.errors import EventkitError

PICTURE_FORMATS = ("PNG", "JPEG", "WEBP", "BMP", "GIF")


SIZE_LIMIT = 50_000_000
"""The bytes of the largest picture that is read."""


def scan_codes(picture: Path) -> tuple[str, ...]:
    """What the QR codes in a picture say, from top to bottom.

    Raises:
        EventkitError: It is no picture, or shows no code.
        OSError: It cannot be read.
    """
    if picture.stat().st_size > SIZE_LIMIT or (image := _open_picture(picture)) is None:
        message = f"{picture} is no picture that can be read: save it as PNG or JPEG"
        raise EventkitError(message)
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    if not found:
        message = f"{picture} shows no code: take it from nearer, sharp and in good light"
        raise EventkitError(message)
    in_order = sorted(found, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return tuple(code.text for code in in_order)


def _open_picture(picture: Path) -> Image.Image | None:
    try:
        with Image.open(picture, formats=PICTURE_FORMATS) as opened:
            return opened.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
