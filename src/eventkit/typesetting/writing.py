"""Lines of text as PDF operators, drawn right and read right.

Where a glyph stands for its characters one by one, the font's ToUnicode tells the text. Where it does
not, extractors need help, found by trial with poppler, MuPDF and PDFium:

- Left to right, with clusters of several glyphs (Indic, Thai, marks that do not compose): the first glyph
  of a cluster carries its text, and ``ActualText`` (PDF 32000-1 14.9.4) goes round the run.
- Where runs are set apart, as Latin words are in Han text, ``ActualText`` goes round all of them: the
  space between would be read as a blank. So it does where one of several runs wants it: poppler hears
  nothing that follows it in the same content.
- Right to left: no ``ActualText``, which they would turn round once more. They expect visual order, so
  the widest glyph of a cluster carries the cluster's text reversed, with brackets as they are seen. The
  cluster's other glyphs (dots and marks) are painted as shapes: as text without a meaning they would be
  read as spaces or as control characters.
"""

from __future__ import annotations

from itertools import groupby
from typing import NamedTuple

from eventkit.typesetting.bidi import CLOSING
from eventkit.typesetting.embedding import EmbeddedFont
from eventkit.typesetting.faces import Face
from eventkit.typesetting.operators import fill, number, stroke
from eventkit.typesetting.outlines import outline
from eventkit.typesetting.shaping import Glyph, Shaped
from eventkit.typesetting.text import Hole, Line, Run

# In a run from right to left these are drawn as their mates.
_MIRRORED = dict(CLOSING) | {"«": "»", "‹": "›", "<": ">", "≤": "≥"}
_SEEN = str.maketrans(_MIRRORED | {mate: character for character, mate in _MIRRORED.items()})


_KEPT = 4096  # runs that may come again soon
_NEAR = 1e-3  # thousandths of the em: no distance at all


class _Written(NamedTuple):
    """A run as operators, whatever its size and place.

    Attributes:
        font: The name of its font.
        text: The operators of its text, in units of the em.
        shapes: Those of its shapes, in thousandths of the em.
    """

    font: str
    text: str
    shapes: str = ""

    @property
    def row(self) -> str | None:
        """What is in its array, where one array is all of it (PDF 32000-1 9.4.3)."""
        is_row = self.text.startswith("[") and "\n" not in self.text and not self.shapes
        return self.text.removeprefix("[").removesuffix("] TJ") if is_row else None

    def placed(self, size: float, x: float, y: float) -> str:
        """The run at a size, from a place on, by a matrix that gives both."""
        scale = f"{size:.3f}"
        operators = f"BT /{self.font} 1 Tf {scale} 0 0 {scale} {x:.3f} {y:.3f} Tm\n{self.text}\nET"
        if self.shapes:
            scale = number(size / 1000, 6)
            operators += f"\nq {scale} 0 0 {scale} {number(x)} {number(y)} cm\n{self.shapes}\nQ"
        return operators


class Writer:
    """Writes lines for one document, embedding faces as they turn up."""

    def __init__(self) -> None:
        self._fonts: dict[Face, EmbeddedFont] = {}
        # By identity, since comparing long runs glyph by glyph would take longer than writing them; the
        # run is kept with what was written, so that no other can come to have its identity.
        self._written: dict[int, tuple[Shaped, _Written]] = {}

    @property
    def fonts(self) -> list[EmbeddedFont]:
        """Those that have turned up, which the document has yet to be given."""
        return list(self._fonts.values())

    def line(self, line: Line, x: float, y: float) -> list[str]:
        """The operators that draw the line with its origin at ``x``, ``y``, counted from the bottom left."""
        if len(line.runs) > 1 and line.restated:
            return self._apart(line, x, y)
        operators: list[str] = []
        for run in line.runs:
            colour = fill(run.colour)
            if isinstance(run, Hole):
                operators += ["q", colour, *self._hole(run, x, y), "Q"]
            elif run.shaped.glyphs:
                operators += [colour, self._run(run, x + run.x, y)]
        return operators

    def _apart(self, line: Line, x: float, y: float) -> list[str]:
        """Runs of which is said once what they read as; a blank at the end is no part of that."""
        runs = [run for run in line.runs if isinstance(run, Run)]
        last = [runs.pop()] if runs[-1].shaped.text == " " else []
        operators = []
        for run in runs:
            written = self._drawn(run.shaped, _texts(run.shaped), as_shapes=False)
            operators += [fill(run.colour), written.placed(run.size, x + run.x, y)]
        read = _actual("".join(run.shaped.text for run in runs))
        return [read, *operators, "EMC", *(self._run(run, x + run.x, y) for run in last)]

    def fingerprint(self) -> bytes:
        """What all codes stand for: the operators of two lines may differ in nothing else."""
        return b"".join(font.fingerprint() for font in self._fonts.values())

    def _run(self, run: Run, x: float, y: float) -> str:
        """The run, which is written only once for all sizes and places."""
        return self._known(run.shaped).placed(run.size, x, y)

    def _known(self, shaped: Shaped) -> _Written:
        kept = self._written.get(id(shaped))
        if kept is None:
            written = self._together(shaped) or self._shaped(shaped)
            if len(self._written) == _KEPT:
                self._written.clear()
            kept = self._written[id(shaped)] = shaped, written
        return kept[1]

    def _together(self, shaped: Shaped) -> _Written | None:
        """What was put together as its parts are written, which others may share; ``None`` where one of them
        is more than a row of glyphs.
        """
        parts = [self._known(part) for part in (shaped.parts[::-1] if shaped.rtl else shaped.parts)]
        rows = [part.row for part in parts]
        if not rows or None in rows:
            return None
        row = " ".join([row for row in rows if row]).replace("> <", "")
        return _Written(parts[0].font, f"[{row}] TJ")

    def _font(self, face: Face) -> EmbeddedFont:
        if face not in self._fonts:
            font = EmbeddedFont(face, f"F{len(self._fonts) + 1}")
            self._fonts[face] = font
        return self._fonts[face]

    def _shaped(self, shaped: Shaped) -> _Written:
        texts = _texts(shaped)
        drawn = self._drawn(shaped, texts, as_shapes=shaped.rtl)
        if shaped.rtl or all(texts):
            return drawn
        return drawn._replace(text=f"{_actual(shaped.text)}\n{drawn.text}\nEMC")

    def _drawn(self, shaped: Shaped, texts: list[str], *, as_shapes: bool) -> _Written:
        drawing = _Drawing(self._font(shaped.face))
        for glyph, text in zip(shaped.glyphs, texts, strict=True):
            drawing.add(glyph, text, as_shape=as_shapes and not text)
        return drawing.finished()

    def _hole(self, hole: Hole, x: float, y: float) -> list[str]:
        """The frame and its digits; the first of these reads as the character, the others are shapes."""
        frame = hole.frame
        place = (x + frame.left, y - frame.bottom, frame.width, frame.height)
        pen = f"{stroke(hole.colour)} {number(0.04 * hole.size)} w"
        operators = [f"{pen} {' '.join(map(number, place))} re S"]
        pitch = frame.height / (len(hole.digits) + 0.25)
        for at, row in enumerate(hole.digits):
            indent = (frame.width - row.advance * hole.small / 1000) / 2
            texts = ["" if at or order else hole.text for order in range(len(row.glyphs))]
            drawn = self._drawn(row, texts, as_shapes=True)
            left, down = x + frame.left + indent, y - frame.top - (at + 1) * pitch
            operators.append(drawn.placed(hole.small, left, down))
        return operators


def _texts(shaped: Shaped) -> list[str]:
    """What each glyph reads as: one of each cluster carries all of its text."""
    if not shaped.rtl and [glyph.cluster for glyph in shaped.glyphs] == list(range(len(shaped.text))):
        return list(shaped.text)
    starts = sorted({glyph.cluster for glyph in shaped.glyphs})
    ends = dict(zip(starts, [*starts[1:], len(shaped.text)], strict=True))
    texts: list[str] = []
    for cluster, group in groupby(shaped.glyphs, key=lambda glyph: glyph.cluster):
        glyphs = list(group)
        text = shaped.text[cluster : ends[cluster]]
        widths = [glyph.advance for glyph in glyphs]
        carrier = widths.index(max(widths)) if shaped.rtl else 0
        read = text[::-1].translate(_SEEN) if shaped.rtl else text
        texts += [read if at == carrier else "" for at in range(len(glyphs))]
    return texts


class _Drawing:
    """The glyphs of one run as operators."""

    def __init__(self, font: EmbeddedFont) -> None:
        self._font = font
        self._operators: list[str] = []
        self._array: list[str] = []  # of TJ: strings in hexadecimal, and numbers that move left
        self._string = ""
        self._rise = 0.0
        self._pen = 0.0  # where the next glyph belongs, in thousandths
        self._at = 0.0  # where the array has brought us
        self._shapes: list[str] = []
        self._origin = (0.0, 0.0)  # of the last shape

    def add(self, glyph: Glyph, text: str, *, as_shape: bool) -> None:
        x = self._pen + glyph.dx
        if as_shape:
            self._shape(glyph.id, x, glyph.dy)
        else:
            if glyph.dy != self._rise:
                self._raise(glyph.dy)
            if abs(x - self._at) > _NEAR:
                self._move(x)
            self._string += f"{self._font.code(glyph.id, text):04X}"
            self._at += self._font.face.advance(glyph.id)
        self._pen += glyph.advance

    def finished(self) -> _Written:
        """What was drawn."""
        if abs(self._pen - self._at) > _NEAR:
            self._move(self._pen)
        if self._rise:
            self._raise(0)
        self._flush()
        return _Written(self._font.name, "\n".join(self._operators), "\n".join(self._shapes))

    def _shape(self, glyph: int, x: float, y: float) -> None:
        if path := outline(self._font.face, glyph):
            dx, dy = x - self._origin[0], y - self._origin[1]
            self._shapes.append(f"1 0 0 1 {number(dx)} {number(dy)} cm {path} f")
            self._origin = x, y

    def _move(self, to: float) -> None:
        self._close_string()
        self._array.append(number(self._at - to))
        self._at = to

    def _raise(self, rise: float) -> None:
        self._flush()
        self._operators.append(f"{number(rise / 1000)} Ts")
        self._rise = rise

    def _close_string(self) -> None:
        if self._string:
            self._array.append(f"<{self._string}>")
            self._string = ""

    def _flush(self) -> None:
        self._close_string()
        if any(part.startswith("<") for part in self._array):
            self._operators.append(f"[{' '.join(self._array)}] TJ")
            self._array = []


def _actual(text: str) -> str:
    """Begins what reads as a text."""
    encoded = f"\ufeff{text}".encode("utf-16-be").hex().upper()
    return f"/Span <</ActualText <{encoded}>>> BDC"
