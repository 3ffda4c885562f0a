"""Pictures as images of a PDF (PDF 32000-1 8.9)."""

from __future__ import annotations

from io import BytesIO

from PIL import Image

from eventkit.typesetting.pages import JPEG

_SPACES = {"L": "/DeviceGray", "RGB": "/DeviceRGB", "CMYK": "/DeviceCMYK"}


def image(content: bytes) -> tuple[str, bytes, tuple[str, bytes] | None]:
    """The dictionary and the data of a PNG or JPEG file, and those of its transparency where it has any.

    A JPEG file stays as it is; photographs taken on their side are to be turned before.
    """
    with Image.open(BytesIO(content)) as opened:
        if content.startswith(JPEG) and opened.mode in _SPACES:
            # Inks of JPEG files are stored by how much light they leave.
            more = "/Decode[1 0 1 0 1 0 1 0]" if opened.mode == "CMYK" else ""
            return _body(opened, f"{more}/Filter[/FlateDecode/DCTDecode]"), content, None
        if opened.has_transparency_data:
            whole = opened.convert("RGBA")
            alpha = whole.getchannel("A")
            colours = whole.convert("RGB")
            return _body(colours), colours.tobytes(), (_body(alpha), alpha.tobytes())
        plain = opened if opened.mode in {"L", "RGB"} else opened.convert("RGB")
        return _body(plain), plain.tobytes(), None


def _body(of: Image.Image, more: str = "") -> str:
    return (
        f"<</Type/XObject/Subtype/Image/Width {of.width}/Height {of.height}"
        f"/ColorSpace{_SPACES[of.mode]}/BitsPerComponent 8{more}>>"
    )
