"""Pages to write on, as many as fill the last sheet of the book."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import methodcaller

from eventkit.outputs.programme.sections import Section, heading_of, section
from eventkit.outputs.programme.setting import Setting
from eventkit.typesetting import Mark, Rule

ANCHOR = "notes"

_ON_A_SHEET = 4
"""The pages of a sheet that is folded once."""


def notes(setting: Setting, before: int) -> Section:
    """Ruled pages behind that many others: one at least, and then as many as make the sheets full."""
    count = 1 + -(before + 1) % _ON_A_SHEET
    made = section(setting, ANCHOR, methodcaller("word", "notes"), (), plates=((),) * count)
    heading = heading_of(setting, made.title)
    lines = tuple(_lines(setting, 0))
    first = (*heading.marks, *_lines(setting, heading.height))
    return replace(made, plates=(first, *(lines for _ in range(count - 1))))


def _lines(setting: Setting, top: float) -> Iterator[Mark]:
    """Every second line of the grid is ruled, so that those of facing pages are level."""
    sheet, step = setting.sheet, 2 * setting.sheet.line
    for y in (step * nth for nth in range(1, sheet.lines // 2 + 1)):
        if y >= top + step:
            yield Rule(0, y, sheet.measure, y, 0.14 * sheet.unit, setting.palette.hairline)
