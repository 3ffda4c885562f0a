"""The outline of a glyph as PDF path operators, for what shall be seen but not read."""

from __future__ import annotations

from functools import lru_cache

from eventkit.typesetting.faces import Face

Point = tuple[float, float]


@lru_cache(maxsize=4096)
def outline(face: Face, glyph: int) -> str:
    """The glyph's path in thousandths of the em, to be filled (PDF 32000-1 8.5.2)."""
    pen = _Pen()
    face.font.draw_glyph_with_pen(glyph, pen)
    return " ".join(pen.operators)


class _Pen:
    """Takes down what HarfBuzz draws; the names of its methods are those HarfBuzz calls."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self._at: Point = (0, 0)

    def moveTo(self, point: Point) -> None:  # noqa: N802
        self._add("m", point)

    def lineTo(self, point: Point) -> None:  # noqa: N802
        self._add("l", point)

    def curveTo(self, one: Point, two: Point, end: Point) -> None:  # noqa: N802
        self._add("c", one, two, end)

    def qCurveTo(self, control: Point, end: Point) -> None:  # noqa: N802
        """A quadratic curve, which PDF knows only as a cubic one of the same shape."""
        start = self._at
        one, two = (
            (point[0] + 2 * (control[0] - point[0]) / 3, point[1] + 2 * (control[1] - point[1]) / 3)
            for point in (start, end)
        )
        self._add("c", one, two, end)

    def closePath(self) -> None:  # noqa: N802
        self.operators.append("h")

    def _add(self, operator: str, *points: Point) -> None:
        self.operators += [f"{x:.0f} {y:.0f}" for x, y in points]
        self.operators.append(operator)
        self._at = points[-1]
