"""Spans side by side in one line, each read its own way."""

from __future__ import annotations

from collections.abc import Sequence

from eventkit.typesetting import bidi
from eventkit.typesetting.paragraph import Direction, direction
from eventkit.typesetting.text import Span

_ISOLATES = {"ltr": "\N{LEFT-TO-RIGHT ISOLATE}", "rtl": "\N{RIGHT-TO-LEFT ISOLATE}"}

DOT = "  ·  "
"""What stands between the same in two languages."""


def joined(spans: Sequence[Span], between: str = DOT) -> Sequence[Span]:
    """Spans side by side, with something between each two of them."""
    line: list[Span] = []
    for span in isolated(spans):
        if line:
            line.append(Span(between, "und", line[-1].style))
        line.append(span)
    return line


def isolated(spans: Sequence[Span]) -> Sequence[Span]:
    """Spans so that each is read by itself where they run in both directions (UAX 9 2.4).

    Else the numbers that an Arabic date begins with would be taken for a part of the English before it.
    """
    if all(bidi.is_plain(span.text) for span in spans) or len(spans) < 2:
        return spans
    sign = {span: _ISOLATES[reading_direction([span]) or "ltr"] for span in spans}
    return [span._replace(text=f"{sign[span]}{span.text}\N{POP DIRECTIONAL ISOLATE}") for span in spans]


def reading_direction(spans: Sequence[Span]) -> Direction | None:
    """The direction of the language, where any letter of the text runs that way.

    A title that begins with the acronym of a foreign body is still a title in its language, which the
    rule of the first letter (UAX 9 P2) does not know.
    """
    text = "".join(span.text for span in spans)
    if not spans or bidi.is_plain(text):
        return None
    own = direction(spans[0].language)
    wanted = {"R", "AL"} if own == "rtl" else {"L"}
    return own if any(bidi.class_of(character) in wanted for character in text) else None
