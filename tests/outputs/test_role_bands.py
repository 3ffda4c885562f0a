"""Roles on badges: told apart by colour, in grey and by shape, and legible on their bands."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from eventkit.model import Role
from eventkit.outputs.badges.badge_holders import bearer_labels
from eventkit.outputs.badges.badge_template import builtin_template
from eventkit.outputs.badges.role_bands import OTHER_BAND, ROLE_BANDS, set_shape
from eventkit.typesetting import (
    BLACK,
    WHITE,
    Box,
    Colour,
    Fonts,
    PlacedLine,
    Polygon,
    Rectangle,
    contrast,
    mm,
)
from outputs.badging import ADA, OCCASION, batch

INK = Colour.parse("#14181f")


def lightness(colour: Colour) -> float:
    """CIE L*, 0 for black to 100 for white."""
    return 116 * colour.luminance ** (1 / 3) - 16 if colour.luminance > 0.008856 else 903.3 * colour.luminance


def test_bands_are_at_least_20_apart_in_lightness_so_that_greys_differ() -> None:
    steps = sorted({lightness(band.fill) for band in ROLE_BANDS.values()})

    assert len(steps) == 5
    assert all(darker + 20 <= lighter for darker, lighter in pairwise(steps))


def test_no_two_roles_share_a_shape_and_each_role_has_one() -> None:
    shapes = [band.shape for band in (*ROLE_BANDS.values(), OTHER_BAND)]

    assert set(ROLE_BANDS) == set(Role)
    assert len(set(shapes)) == len(shapes)


@pytest.mark.parametrize("role", Role)
def test_words_and_shape_are_legible_on_the_band(role: Role) -> None:
    assert max(contrast(ink, ROLE_BANDS[role].fill) for ink in (INK, WHITE)) >= 4.5


def test_the_five_bands_are_as_many_greys_in_a_copy() -> None:
    greys = sorted({_luma(band.fill) for band in ROLE_BANDS.values()})
    assert all(lighter - darker >= 0.15 for darker, lighter in pairwise(greys))


def _luma(colour: Colour) -> float:
    """The grey that a copier or a greyscale printer makes of a colour (ITU-R BT.601)."""
    red, green, blue = colour.rgb
    return 0.299 * red + 0.587 * green + 0.114 * blue


@pytest.mark.parametrize("languages", [("en", "zh"), ("en",), ("fr",), ("es",)])
@pytest.mark.parametrize("role", Role)
def test_the_role_on_an_a6_badge_is_24_points_high_in_every_role(
    fonts: Fonts, languages: tuple[str, ...], role: Role
) -> None:
    labels = bearer_labels(role, languages)
    holder = replace(ADA, role=role.value, roles=labels)
    conference = replace(OCCASION, languages=languages)
    (page, _), *_ = batch(fonts, builtin_template("a6"), holder, occasion=conference)[0]
    words = [mark.line for mark in page.marks if isinstance(mark, PlacedLine) and mark.y > 124 * mm]
    first = [line for line in words if line.text in labels[0].text]
    assert "".join(line.text for line in first).replace(" ", "") == labels[0].text.replace(" ", "")
    assert min(line.size for line in first) >= 24


@pytest.mark.parametrize("shape", [band.shape for band in (*ROLE_BANDS.values(), OTHER_BAND)])
def test_a_shape_stays_within_its_area_and_fills_its_width_or_height(shape: str) -> None:
    area = Rectangle(20, 30, 10, 10)

    marks = set_shape(shape, area, BLACK)  # type: ignore[arg-type]

    inks = []
    for mark in marks:
        assert isinstance(mark, Box | Polygon)
        line = mark.stroke_width / 2 if mark.stroke else 0
        points = mark.points if isinstance(mark, Polygon) else ((0.0, 0.0), (1.0, 1.0))
        inks += [(mark.x + x * mark.width, mark.y + y * mark.height, line) for x, y in points]
    assert all(x - line >= 20 - 1e-9 and x + line <= 30 + 1e-9 for x, _, line in inks)
    assert all(y - line >= 30 - 1e-9 and y + line <= 40 + 1e-9 for _, y, line in inks)
    assert max(x for x, _, _ in inks) - min(x for x, _, _ in inks) > 8
