"""How a badge looks: its measures, its colours and its type."""

from __future__ import annotations

from eventkit.typesetting import A6, Colour, mm

WIDTH, HEIGHT = A6
MARGIN = 7 * mm
MEASURE = WIDTH - 2 * MARGIN

HEAD = 25 * mm
"""The band with the conference's title, at the top."""

FOOT = 19 * mm
"""The band with the role, at the foot."""

CODE = 25 * mm
"""The code with its quiet zone."""

NAME_TOP, NAME_HEIGHT = 31 * mm, 29 * mm
SECOND_HEIGHT = 12 * mm

INK = Colour.parse("#14181f")
GREY = Colour.parse("#4a5058")
ACCENT = Colour.parse("#17365d")

# Sizes are points; of several the first is taken at which all of it fits.
LARGEST_NAME = 46.0
WANTED_NAME = 24.0
"""What a name wants to be legible at three metres."""

LONG_NAMES = (22.0, 20.0, 18.0, 16.0, 14.0, 12.0, 10.0, 9.0, 8.0)
"""Those of names that are too long for two lines; below the last a badge is no badge."""

TITLES = (12.5, 11.5, 10.5, 9.5, 8.5, 7.5, 6.5)
POSITIONS = (14.0, 13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0)
WIDE_POSITIONS = POSITIONS[:4]
"""Those at which positions are wanted above the code; smaller ones may stand beside it."""

ROLE = 15.0

LANGUAGES = 2
"""How many languages the bands hold."""
