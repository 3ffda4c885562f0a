"""The blanks at which lines were broken, given back to those who do not see the break.

On paper the end of a line parts two words; whoever hears the text or copies it needs a blank there
(PDF 32000-1 14.8.2.5).
"""

from __future__ import annotations

import re
from functools import lru_cache

from eventkit.typesetting.faces import Face
from eventkit.typesetting.shaping import Shaped, shaped
from eventkit.typesetting.text import Line, Run

# Behind these no blank is wanted: blanks and hyphens, and scripts that do not part words by blanks.
_UNPARTED = re.compile(
    "[\\s\u00ad\u2010-\u2012-"
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff"  # Thai, Lao, Myanmar, Khmer
    "\u3000-\u30ff\u3400-\u9fff\uf900-\ufaff\uff00-\uff60\U00020000-\U0003ffff]"  # Han, kana, their points
)


def ended(line: Line) -> Line:
    """The line with a blank behind its last word, where its language parts words by blanks.

    Lines with text from right to left stay as they are: they are read from another text than what is drawn.
    """
    if not (line.text and line.parted) or _UNPARTED.match(line.text[-1]):
        return line
    last = line.runs[-1]
    if not isinstance(last, Run) or any(isinstance(run, Run) and run.shaped.rtl for run in line.runs):
        return line
    blank = _blank(last.shaped.face)
    if not all(glyph.id for glyph in blank.glyphs):
        return line
    run = Run(blank, last.size, last.colour, line.width, last.language)
    return line.drawn_as((*line.runs, run), f"{line.text} ")


@lru_cache(maxsize=1024)
def _blank(face: Face) -> Shaped:
    return shaped(face, " ", "Zyyy", "und", rtl=False)
