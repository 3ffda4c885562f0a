"""Previews of drawings in few pixels, in which the contrast of text over them is measured.

They require pypdfium2, in the extra ``artwork``; without it the colours of drawings are not known.
"""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from io import BytesIO
from typing import Any

from eventkit.typesetting.layout.pages import Drawing, Picture
from eventkit.typesetting.pdf.drawings import FontlessCanvas, draw

_PIXELS = 128  # of the longer side


def has_previews() -> bool:
    """True if the colours of drawings can be measured."""
    return find_spec("pypdfium2") is not None


@lru_cache(maxsize=64)
def preview(drawing: Drawing) -> Picture | None:
    """A drawing as a picture of the same area; ``None`` where drawings cannot be rendered.

    Raises:
        eventkit.errors.Unprintable: The drawing cannot be drawn.
    """
    if not has_previews():
        return None
    file = BytesIO()
    canvas = FontlessCanvas(file, pagesize=(drawing.width, drawing.height), invariant=1)
    draw(canvas, drawing)
    canvas.showPage()
    canvas.save()
    renderer: Any = import_module("pypdfium2")
    document = renderer.PdfDocument(file.getvalue())
    try:
        image = document[0].render(scale=_PIXELS / max(drawing.width, drawing.height)).to_pil()
    finally:
        document.close()
    content = BytesIO()
    image.save(content, "PNG")
    return Picture(content.getvalue(), drawing.x, drawing.y, drawing.width, drawing.height)
