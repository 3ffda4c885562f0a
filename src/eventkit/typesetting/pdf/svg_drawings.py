"""SVG drawings, such as logos, as vectors: the drawing ``svg``.

It requires svglib, which is licensed under LGPL-3.0 and so is in the extra ``eventkit[svg]`` only. The module
is imported when a template uses the drawing. Text in a file is drawn in fonts that are not embedded, which
preflight reports: convert it to paths.
"""

from __future__ import annotations

import logging
import re
from io import BytesIO
from typing import Any

from reportlab.graphics import renderPDF
from reportlab.pdfgen.canvas import Canvas
from svglib.svglib import load_svg_file, svg2rlg

from eventkit.errors import Unprintable
from eventkit.messages import sentence
from eventkit.typesetting.layout.pages import Drawing

# It warns of each feature that it leaves out, and the organiser looks at the printed page anyway.
logging.getLogger("svglib").addHandler(logging.NullHandler())

ELEMENTS_LIMIT = 20_000
"""The most elements of a drawing, each as often as it is used: a detailed coat of arms has a twentieth."""

SIZE_LIMIT = 8 * 2**20  # the largest drawing, in bytes
LENGTH_LIMIT = 100_000.0  # the largest width and height, in points: longer than any wall


def svg(canvas: Canvas, drawing: Drawing) -> None:
    """Draw an SVG file centred in its area, as large as fits without distortion."""
    _require_drawable(drawing.content)
    try:
        picture = svg2rlg(BytesIO(drawing.content)) if drawing.content.lstrip().startswith(b"<") else None
        sizes = (picture.width, picture.height) if picture is not None else (0.0, 0.0)
        is_drawn = all(0 < size < LENGTH_LIMIT for size in sizes)
        if picture is not None and is_drawn:
            scale = min(drawing.width / sizes[0], drawing.height / sizes[1])
            canvas.translate((drawing.width - sizes[0] * scale) / 2, (drawing.height - sizes[1] * scale) / 2)
            canvas.scale(scale, scale)
            renderPDF.draw(picture, canvas, 0, 0)
    except Exception as error:
        raise Unprintable(_DAMAGED) from error
    if not is_drawn:
        raise Unprintable(_DAMAGED)


_DAMAGED = sentence("The file of the drawing 'svg' is damaged, or is not an SVG file. Export it again.")


def _require_drawable(content: bytes) -> None:
    """Refuse a drawing that takes minutes and gigabytes to draw, or cannot be written."""
    root = load_svg_file(BytesIO(content)) if len(content) <= SIZE_LIMIT else None
    if root is not None and not _is_finite(root):
        raise Unprintable(_DAMAGED)
    if len(content) > SIZE_LIMIT or (root is not None and _count(root) > ELEMENTS_LIMIT):
        raise Unprintable(
            "The drawing 'svg' has more than {elements} elements or {size} MB. Simplify it, or export it "
            "as PDF.",
            elements=ELEMENTS_LIMIT,
            size=SIZE_LIMIT // 2**20,
        )


def _is_finite(root: Any) -> bool:
    """False if a gradient has a number that no PDF can have: they are written after all drawings."""
    gradients = (each for each in root.iter() if str(each.tag).endswith(("Gradient", "stop")))
    return not any(_NOT_FINITE.search(value) for each in gradients for value in each.attrib.values())


_NOT_FINITE = re.compile(r"(?i)(?<![\w#.-])[-+]?(?:nan|inf|infinity|[\d.]++e\+?\d{3,})(?![\w-])")


def _count(root: Any) -> int:
    """The elements of a drawing, each as often as it is used; more than the limit if one uses itself."""
    by_id = {id_: element for element in root.iter() if (id_ := element.get("id")) is not None}
    known: dict[Any, int] = {}

    def count(element: Any, depth: int) -> int:
        if depth > _DEPTH_LIMIT:
            return ELEMENTS_LIMIT + 1
        if element not in known:
            known[element] = ELEMENTS_LIMIT + 1  # until it is counted: one that uses itself
            used = by_id.get(str(element.get(_LINK) or element.get("href") or "").removeprefix("#"))
            parts = (*element, *([used] if used is not None and str(element.tag).endswith("use") else ()))
            known[element] = 1 + sum(count(part, depth + 1) for part in parts)
        return known[element]

    return count(root, 0)


_DEPTH_LIMIT = 200
_LINK = "{http://www.w3.org/1999/xlink}href"
