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
    if picture.stat().st_size > SIZE_LIMIT or (image := _open_picture(picture)) is None:
        raise EventkitError("{picture} is not a readable picture. Save it as PNG or JPEG.", picture=picture)
    codes = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCode]))
    if not codes:
        raise EventkitError(
            "No code was found in {picture}. Take the photograph closer, sharp and in good light.",
            picture=picture,
        )
    in_order = sorted(codes, key=lambda code: (code.position.top_left.y, code.position.top_left.x))
    return tuple(code.text for code in in_order)


def _open_picture(picture: Path) -> Image.Image | None:
    try:
        with Image.open(picture, formats=PICTURE_FORMATS) as opened:
            return opened.convert("L")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError, Image.DecompressionBombWarning):
        return None
