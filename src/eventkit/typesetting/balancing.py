"""Titles in lines about equally long, parted by their sense in scripts without blanks."""

from __future__ import annotations

import re
from itertools import pairwise

from eventkit.typesetting.paragraph import Paragraph

_PAUSE = re.compile("[，。；：、！？）》」』](?=[\u3400-\u9fff])")


def pause(paragraph: Paragraph, width: float) -> int | None:
    """Where a text is parted in two: behind the full-width mark nearest to its middle, if there is one."""
    text = paragraph.text
    marks = [found.end() for found in _PAUSE.finditer(text)]
    whole = paragraph.measure(0, len(text)) if marks else 0
    places = [at for at in marks if max(way := paragraph.measure(0, at), whole - way) <= width]
    return min(places, key=lambda at: abs(whole - 2 * paragraph.measure(0, at)), default=None)


def narrowest(paragraph: Paragraph, wide: float) -> float:
    """About the least width that takes no more lines than the full one and cuts no word."""
    ends = (0, *paragraph.places)
    # Where each word would begin and end if all stood in one line.
    words = [
        (paragraph.measure(0, start), paragraph.measure(0, paragraph.trimmed(start, end)))
        for start, end in pairwise(ends)
    ]

    def lines(width: float) -> int:
        count, begin = 1, 0.0
        for left, right in words:
            if right - begin > width:
                count, begin = count + 1, left
        return count

    fewest = lines(wide)
    narrow = 1 + max(right - left for left, right in words)
    while wide - narrow > 1:
        middle = (wide + narrow) / 2
        if lines(middle) > fewest:
            narrow = middle
        else:
            wide = middle
    return wide
