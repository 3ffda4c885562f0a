"""SVG drawings, such as logos, as vectors: the drawing ``svg``.

It requires svglib, which is licensed under LGPL-3.0 and so is in the extra ``eventkit[svg]`` only. The module
is imported when a template uses the drawing. Text in a file is drawn in fonts that are not embedded, which
preflight reports: convert it to paths.
"""

from __future__ import annotations

import logging
from io import BytesIO

from reportlab.graphics import renderPDF
from reportlab.pdfgen.canvas import Canvas
from svglib.svglib import svg2rlg

from eventkit.errors import Unprintable
from eventkit.typesetting.layout.pages import Drawing

# It warns of each feature that it leaves out, and the organiser looks at the printed page anyway.
logging.getLogger("svglib").addHandler(logging.NullHandler())


def svg(canvas: Canvas, drawing: Drawing) -> None:
    """Draw an SVG file centred in its area, as large as fits without distortion.

    Raises:
        Unprintable: The content is no SVG file, or has no size.
    """
    picture = svg2rlg(BytesIO(drawing.content)) if drawing.content.lstrip().startswith(b"<") else None
    if picture is None or not (picture.width and picture.height):
        raise Unprintable("The file of the drawing 'svg' is damaged, or is no SVG file. Export it again.")
    scale = min(drawing.width / picture.width, drawing.height / picture.height)
    canvas.translate(
        (drawing.width - picture.width * scale) / 2, (drawing.height - picture.height * scale) / 2
    )
    canvas.scale(scale, scale)
    renderPDF.draw(picture, canvas, 0, 0)
