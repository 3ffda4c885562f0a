"""Lengths. Inside typesetting a bare number is a point, 1/72 inch (PDF 32000-1 8.3.2.3)."""

from __future__ import annotations

mm = 72 / 25.4
"""One millimetre in points: write ``6 * mm``."""

Size = tuple[float, float]
"""Width and height in points."""

A3: Size = (297 * mm, 420 * mm)
A4: Size = (210 * mm, 297 * mm)
A5: Size = (148 * mm, 210 * mm)
A6: Size = (105 * mm, 148 * mm)
A7: Size = (74 * mm, 105 * mm)
LETTER: Size = (612.0, 792.0)


def landscape(size: Size) -> Size:
    """The size with its longer side across."""
    return max(size), min(size)
