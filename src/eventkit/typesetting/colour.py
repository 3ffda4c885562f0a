"""Colours in sRGB, in process and spot inks, and their contrast (WCAG 2.2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Self

from eventkit.messages import Message

_HEX = re.compile(r"#(?:[0-9a-f]{3}|[0-9a-f]{6})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour in sRGB; each channel is between 0 and 1.

    Raises:
        ValueError: A channel is out of range.
    """

    r: float
    g: float
    b: float

    def __post_init__(self) -> None:
        if not all(0 <= channel <= 1 for channel in (self.r, self.g, self.b)):
            raise ValueError(
                Message(
                    "The channels of a colour must be between 0 and 1, got {r}, {g}, {b}.",
                    r=self.r,
                    g=self.g,
                    b=self.b,
                )
            )

    @classmethod
    def parse(cls, text: str) -> Self:
        """The colour written as ``#rrggbb`` or ``#rgb``.

        Raises:
            ValueError: It has another form.
        """
        if not _HEX.fullmatch(text):
            raise ValueError(Message("'{text}' is not a colour. Write it as #336699.", text=text))
        digits = text[1:] if len(text) == 7 else "".join(2 * digit for digit in text[1:])
        r, g, b = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
        return cls(r, g, b)

    def __str__(self) -> str:
        return "#" + "".join(f"{round(255 * channel):02x}" for channel in (self.r, self.g, self.b))

    @property
    def luminance(self) -> float:
        """Relative luminance, 0 for black to 1 for white (WCAG 2.2, terms)."""
        r, g, b = (_linear(channel) for channel in (self.r, self.g, self.b))
        return 0.2126 * r + 0.7152 * g + 0.0722 * b

    def mix(self, other: Colour, part: float) -> Colour:
        """The colour mixed with another: itself at part 0, the other at part 1."""
        if not part:
            return self
        return Colour(*(a + (b - a) * part for a, b in zip(self.rgb, other.rgb, strict=True)))

    @property
    def rgb(self) -> tuple[float, float, float]:
        """The three channels."""
        return self.r, self.g, self.b


class BlackInk(Colour):
    """A grey that is printed with black ink alone, so that no press has to register four inks.

    On screens it looks much like the colour it was converted from.
    """

    __slots__ = ()

    @property
    def ink(self) -> float:
        """The amount of ink: 1 is solid black."""
        return 1 - self.r


@dataclass(frozen=True, slots=True)
class InkColour(Colour):
    """A colour for a press: amounts of cyan, magenta, yellow and black, or a spot ink; 1 is solid.

    Attributes:
        inks: Cyan, magenta, yellow and black; of a spot ink what replaces it on other presses and on screens.
        spot: The name of the spot ink, such as ``PANTONE 289 C``; empty for the four process inks.
        share: The amount of the spot ink.
    """

    inks: tuple[float, float, float, float] = (0, 0, 0, 1)
    spot: str = ""
    share: float = 1

    @classmethod
    def of(cls, inks: tuple[float, float, float, float], spot: str = "") -> InkColour:
        """The colour of amounts of ink, with an approximation for screens."""
        cyan, magenta, yellow, black = inks
        r, g, b = ((1 - ink) * (1 - black) for ink in (cyan, magenta, yellow))
        return cls(r, g, b, inks, spot)

    def thin(self, amount: float) -> InkColour:
        """A tint of the colour: all of its inks in that part of their amounts."""
        r, g, b = WHITE.mix(Colour(*self.rgb), amount).rgb
        if self.spot:
            return InkColour(r, g, b, self.inks, self.spot, self.share * amount)
        cyan, magenta, yellow, black = (ink * amount for ink in self.inks)
        return InkColour(r, g, b, (cyan, magenta, yellow, black))


BLACK = Colour(0, 0, 0)
WHITE = Colour(1, 1, 1)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def contrast(a: Colour, b: Colour) -> float:
    """The contrast ratio, from 1 to 21; text needs at least 4.5 (WCAG 2.2, success criterion 1.4.3)."""
    dark, light = sorted((a.luminance, b.luminance))
    return (light + 0.05) / (dark + 0.05)


def readable_on(background: Colour) -> Colour:
    """Black or white, whichever reads better on the background."""
    return max((BLACK, WHITE), key=lambda ink: contrast(ink, background))


@lru_cache(maxsize=1024)  # a conference has few tracks, and a grid many boxes
def darken(colour: Colour, against: Colour = WHITE, ratio: float = 4.5) -> Colour:
    """The colour darkened as little as needed to reach a contrast with ``against``.

    It is lightened instead if ``against`` is dark. Black or white is returned if nothing reaches the ratio.
    """
    end = readable_on(against)
    steps = (colour.mix(end, step / 32) for step in range(33))
    return next((mixed for mixed in steps if contrast(mixed, against) >= ratio), end)


def tint(colour: Colour, amount: float) -> Colour:
    """The colour mixed with white: 0 is white, 1 the colour itself."""
    if isinstance(colour, InkColour):
        return colour.thin(amount)
    return WHITE.mix(colour, amount)
