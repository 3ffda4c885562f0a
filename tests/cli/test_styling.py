"""Sections and style files from the command line."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PIL import Image


@pytest.fixture(autouse=True)
def forum(call, folder: Path) -> None:  # noqa: ARG001
    call("import", "hongqiao-forum.yaml")


def pages(file: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.read_bytes())]


def test_a_programme_has_the_sections_that_are_named_in_the_order_that_is_named(call, folder: Path) -> None:
    options = ("--sections", "sessions, speakers,cover", "--order", "speakers", "--language", "en")
    call("programme", *options, "-o", "short.pdf")

    cover, index, *others = pages(folder / "short.pdf")
    assert "Hongqiao International" in cover
    assert "Speakers" in index
    assert "Saturday, 5 November 2022" in others[-2]


def test_a_section_that_is_none_is_a_wrong_call_with_a_hint(call) -> None:
    told = call("programme", "--sections", "cover,speaker", "-o", "x.pdf", code=2).stderr

    assert "there is no section 'speaker': did you mean speakers?" in told


def test_a_style_file_gives_paper_pictures_and_practical_information(call, folder: Path) -> None:
    (folder / "style").mkdir()
    Image.new("RGB", (40, 20), "#884422").save(folder / "style" / "logo.png")
    look = 'paper = "a4"\nlogo = "logo.png"\n[practical]\nen = "Wi-Fi: *open*"\n'
    (folder / "style" / "style.toml").write_text(look, encoding="utf-8")

    call("programme", "--style", "style/style.toml", "-o", "whole.pdf")
    document = pypdfium2.PdfDocument((folder / "whole.pdf").read_bytes())
    assert round(document[0].get_width()) == 595
    assert "Wi-Fi: open" in pages(folder / "whole.pdf")[1]
    call("programme", "--style", "style/style.toml", "--paper", "a5", "-o", "small.pdf")
    assert round(pypdfium2.PdfDocument((folder / "small.pdf").read_bytes())[0].get_width()) == 420


@pytest.mark.parametrize(
    ("look", "told"),
    [
        ("logo = 'logo.png'", "there is no picture 'logo.png' beside the style file"),
        ("logoo = 'logo.png'", "style.toml: line 1, logoo: is not known: did you mean logo?"),
        ("fonts = 'nowhere'", "there is no folder of fonts at nowhere"),
        ("\udcff", "style.toml: is no text in UTF-8, as a style file is"),
    ],
)
def test_what_is_wrong_in_a_style_file_is_told_and_nothing_is_written(
    call, folder: Path, look: str, told: str
) -> None:
    (folder / "style.toml").write_bytes(look.encode("utf-8", "surrogateescape"))

    assert told in call("programme", "--style", "style.toml", "-o", "x.pdf", code=1).stderr
    assert not (folder / "x.pdf").exists()


def test_a_style_file_that_is_not_there_is_told(call) -> None:
    told = call("programme", "--style", "nowhere.toml", "-o", "x.pdf", code=1).stderr

    assert told == "eventkit: nowhere.toml: no such file or directory\n"
