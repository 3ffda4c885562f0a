"""Drawings: functions from the entry points `eventkit.drawings` that draw on ReportLab's canvas."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from eventkit.typesetting.layout.pages import Drawing


def draw(canvas: Canvas, drawing: Drawing) -> None:
    raise NotImplementedError(drawing.name)
