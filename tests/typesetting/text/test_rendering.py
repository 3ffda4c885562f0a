"""Names as they look on paper, held against what HarfBuzz alone makes of them: shaped and rasterised by it.

Ours go the whole way: faces chosen, runs parted, shaped, subset, written into a PDF, drawn by PDFium. What is
held against them knows only the file of the font. A pixel is a hundredth of the em.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import NamedTuple

import pypdfium2
import pytest
import uharfbuzz as hb
from PIL import Image, ImageChops

from books import Book
from eventkit.typesetting import DocumentInfo, Fonts, Page, PlacedLine, Span, Style, set_line
from outputs.printed import fixture
from typesetting.reading import painted

EM = 100
MARGIN = 50
BASELINE = 150
HEIGHT = 250
BOLD = 700
_FINE = 64
"""Units to the pixel: what HarfBuzz rounds to."""

ALIKE = 0.97
"""At least so much of the ink is the same; edges are drawn a little otherwise by each."""

_LATIN = "NotoSans"
FILES = {"LATIN": _LATIN, "GREEK": _LATIN, "CYRILLIC": _LATIN, "CJK": "NotoSansCJK-VF.otf.ttc"}
FILES["HANGUL"] = FILES["CJK"]
IN_COLLECTION = {"ja": 0, "ko": 1, "zh": 2, "zh-Hant": 3}
MADE = {"THAI": (("th", "รามานุจัน ที่ปู่น้ำ"),)}
"""Of a script that no name of the fixture is in."""


class Wrong(NamedTuple):
    """What is otherwise than it should be."""

    text: str = ""
    language: str = ""
    weight: int = BOLD
    features: Mapping[str, bool] | None = None


class Looks(NamedTuple):
    """What is drawn: ink on a ground of one size, and how wide it says it is."""

    ink: Image.Image
    advance: float


def script(text: str) -> str:
    """The first word of the name of its first letter, which for all scripts here is the script."""
    return unicodedata.name(next(letter for letter in text if letter.isalpha())).partition(" ")[0]


@cache
def names() -> Mapping[str, tuple[tuple[str, str], ...]]:
    """The names of the fixture by script, each with its language."""
    found: dict[str, dict[tuple[str, str], None]] = defaultdict(dict)
    for person in fixture("congress").participants:
        for form in person.name:
            found[script(form.full)][form.language or "en", form.full] = None
    return {key: tuple(value) for key, value in found.items()} | MADE


@cache
def font(of: str, language: str, weight: int = BOLD) -> hb.Font:
    """The face that a script of a language is to be set in."""
    name = FILES.get(of, f"NotoSans{of.title()}")
    package = "manimgx_fonts_cjk" if "CJK" in name else "manimgx_fonts"
    (path,) = (each for each in _under(package) if each.rpartition("/")[2] in {name, f"{name}[wght].ttf"})
    found = hb.Font(hb.Face(hb.Blob.from_file_path(path), IN_COLLECTION.get(language, 0)))
    found.set_variations({"wght": weight})
    found.scale = (EM * _FINE, EM * _FINE)
    return found


@cache
def _under(package: str) -> tuple[str, ...]:
    return tuple(str(path) for path in sorted(Path(str(files(package))).rglob("*.tt?")))


def by_harfbuzz(
    text: str, language: str, face: hb.Font, width: int, features: Mapping[str, bool] | None = None
) -> Looks:
    """The text as HarfBuzz shapes and draws it."""
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    buffer.language = language
    hb.shape(face, buffer, dict(features or {}))
    pen, raster = 0, hb.RasterDraw()
    raster.scale_factor = (_FINE, _FINE)
    raster.extents = hb.RasterExtents(0, BASELINE - HEIGHT, width, HEIGHT)
    for info, position in zip(buffer.glyph_infos, buffer.glyph_positions, strict=True):
        raster.transform = (1, 0, 0, 1, MARGIN * _FINE + pen + position.x_offset, position.y_offset)
        raster.draw_glyph(face, info.codepoint)
        pen += position.x_advance
    made = raster.render()
    stride = made.extents.stride
    upwards = Image.frombytes("L", (width, HEIGHT), made.buffer, "raw", "L", stride, -1)
    return Looks(inked(upwards), pen / _FINE)


def by_us(text: str, language: str, fonts: Fonts) -> Looks:
    """The text as it is printed."""
    line = set_line(fonts, Span(text, language, Style(EM, weight=BOLD)))
    width = round(line.width) + 2 * MARGIN
    page = Page(width, HEIGHT, (PlacedLine(line, MARGIN, BASELINE),))
    with pypdfium2.PdfDocument(painted(Book((page,), DocumentInfo("A name", language)))) as document:
        drawn = document[0].render(scale=1).to_pil().convert("L")
    return Looks(inked(ImageChops.invert(drawn)), line.width)


def inked(grey: Image.Image) -> Image.Image:
    """Which pixels are more than half covered."""
    return grey.point(lambda value: 255 * (value > 127)).convert("1")


def alike(ours: Looks, theirs: Looks) -> bool:
    """Whether both are as wide, reach as far within a pixel, and have their ink at the same places."""
    return (
        ours.advance == pytest.approx(theirs.advance, abs=1)
        and ours.ink.getbbox() == pytest.approx(theirs.ink.getbbox(), abs=1)
        and overlap(ours, theirs) >= ALIKE
    )


def overlap(one: Looks, other: Looks) -> float:
    """The pixels that both have as a part of those that either has."""
    both, either = (
        way(one.ink, other.ink).histogram()[255] for way in (ImageChops.logical_and, ImageChops.logical_or)
    )
    return both / either


def test_the_fixture_is_of_as_many_scripts_as_are_looked_at() -> None:
    assert set(names()) == {
        *("ARABIC", "ARMENIAN", "CJK", "CYRILLIC", "DEVANAGARI", "ETHIOPIC", "GEORGIAN", "GREEK"),
        *("HANGUL", "HEBREW", "LATIN", "MALAYALAM", "TAMIL", "THAI"),
    }


@pytest.mark.parametrize("of", sorted(names()))
def test_a_name_is_printed_as_harfbuzz_draws_it(fonts: Fonts, of: str) -> None:
    for language, name in names()[of]:
        ours = by_us(name, language, fonts)
        theirs = by_harfbuzz(name, language, font(of, language), ours.ink.width)
        assert alike(ours, theirs), name


UNJOINED = dict.fromkeys(("init", "medi", "fina", "rlig", "liga", "calt"), False)
UNMADE = dict.fromkeys(
    ("nukt", "akhn", "rphf", "half", "cjct", "pres", "abvs", "blws", "psts", "haln"), False
)


@pytest.mark.parametrize(
    ("name", "language", "wrong"),
    [
        ("محمد بن موسى الخوارزمي", "ar", Wrong(features=UNJOINED)),
        ("ब्रह्मगुप्त", "sa", Wrong(features=UNMADE)),
        ("骨直令", "zh", Wrong(language="ja")),
        ("Ada Lovelace", "en", Wrong(weight=400)),
        ("לוי בן גרשון", "he", Wrong(text="ןושרג ןב יול")),
        ("AVATAR", "en", Wrong(features={"kern": False})),
        ("Łódź", "pl", Wrong(text="Lodz")),
    ],
)
def test_incorrect_rendering_fails_the_comparison(
    fonts: Fonts, name: str, language: str, wrong: Wrong
) -> None:
    """Letters that are not joined, of another region or weight, in another order, without their marks."""
    ours = by_us(name, language, fonts)
    face = font(script(name), wrong.language or language, wrong.weight)
    other = by_harfbuzz(wrong.text or name, wrong.language or language, face, ours.ink.width, wrong.features)
    assert not alike(ours, other)
    right = by_harfbuzz(name, language, font(script(name), language), ours.ink.width)
    assert alike(ours, right)
