"""Sheets that are sold ready cut."""

from __future__ import annotations

import pytest

from eventkit.errors import EventkitError, Unreadable
from eventkit.typesetting import mm
from eventkit.typesetting.layout.imposition import PressSheet
from eventkit.typesetting.layout.label_sheets import (
    LabelSheet,
    find_label_sheet,
    label_sheets,
    parse_label_sheet,
    to_toml,
)


def test_many_sheets_are_known_each_by_one_name() -> None:
    names = [sheet.id for sheet in label_sheets()]
    assert len(names) >= 40
    assert len(set(names)) == len(names)
    assert {"Avery", "Herma", "Durable"} <= {sheet.maker for sheet in label_sheets()}


@pytest.mark.parametrize("name", [each.id for each in label_sheets()])
def test_cells_of_a_known_sheet_lie_on_its_paper_beside_one_another(name: str) -> None:
    """The sheet itself refuses others; here the measures are those of labels."""
    sheet = find_label_sheet(name).sheet
    assert sheet.cell_width > 40 * mm
    assert sheet.cell_height > 24 * mm
    last = sheet.cell(sheet.count - 1)
    assert last.right <= sheet.width + 0.1
    assert last.bottom <= sheet.height + 0.1


@pytest.mark.parametrize(
    ("name", "size", "cells", "first", "pitch"),
    [
        ("avery-l4784", (80, 50), (2, 5), (18, 13), (95, 55)),
        ("Avery L4785", (80, 50), (2, 5), (18, 13), (95, 55)),
        ("avery-8395", (85.72, 59.27), (2, 4), (17.46, 14.82), (95.25, 63.5)),
        ("avery-5160", (66.67, 25.4), (3, 10), (3.97, 12.7), (70.64, 25.4)),
        ("durable-1445", (90, 54), (2, 5), (15, 12), (90, 54)),
    ],
)
def test_measurements_are_those_of_the_manufacturer(
    name: str,
    size: tuple[float, float],
    cells: tuple[int, int],
    first: tuple[float, float],
    pitch: tuple[float, float],
) -> None:
    sheet = find_label_sheet(name).sheet
    assert (sheet.columns, sheet.rows) == cells
    measurements = (sheet.cell_width, sheet.cell_height, sheet.left, sheet.top, sheet.across, sheet.down)
    assert [each / mm for each in measurements] == pytest.approx([*size, *first, *pitch], abs=0.02)


@pytest.mark.parametrize(("wrong", "near"), [("avery-l4785x", "avery-l4785"), ("4412", "herma-4412")])
def test_an_unknown_sheet_name_suggests_similar_ones(wrong: str, near: str) -> None:
    with pytest.raises(EventkitError, match=near):
        find_label_sheet(wrong)
    with pytest.raises(EventkitError, match="list of label sheets"):
        find_label_sheet("nothing like it")


@pytest.mark.parametrize("known", label_sheets(), ids=lambda known: known.id)
def test_a_sheet_can_be_written_down_and_read_again(known: LabelSheet) -> None:
    again = parse_label_sheet(to_toml(known), "ours.toml")
    assert (again.id, again.what, again.paper) == (known.id, known.what, known.paper)
    for name in PressSheet.__dataclass_fields__:
        assert getattr(again.sheet, name) == pytest.approx(getattr(known.sheet, name), abs=0.02)


OURS = """
[[sheet]]
paper = "a4"
size = [60, 40]
cells = [3, 6]
first = [15, 20]
pitch = [60, 42]
"""


def test_a_custom_sheet_needs_no_manufacturer() -> None:
    assert parse_label_sheet(OURS, "ours.toml").sheet.count == 18


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "exactly one"),
        (OURS + OURS, "exactly one"),
        ("[[sheet]", "is not TOML"),
        (OURS.replace("[3, 6]", "[4, 6]"), "must be on its paper"),
        (OURS.replace("[60, 42]", "[60, 30]"), "must not overlap"),
        (OURS.replace("[60, 40]", "[60]"), "size"),
        (OURS.replace("[60, 40]", "[60, -1]"), "size"),
        (OURS.replace('"a4"', '"a9"'), "paper"),
        (OURS.replace("[3, 6]", "[3, 0]"), "cells"),
        (OURS + "colour = 3", "colour"),
        ("x" * 200_000, "longer"),
    ],
)
def test_an_invalid_sheet_file_is_refused_with_the_reason(text: str, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        parse_label_sheet(text, "ours.toml")
