"""A programme for the press from the command line."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest

MM = 72 / 25.4


def test_a_booklet_with_bleed_in_black_ink(call, folder: Path) -> None:
    call("import", "hongqiao-forum.yaml")
    call("programme", "--bleed", "3", "--black", "k", "--booklet", "--thickness", "0.12", "-o", "press.pdf")
    width, height = pypdfium2.PdfDocument((folder / "press.pdf").read_bytes())[0].get_size()
    assert width > (296 + 6) * MM
    assert height > (210 + 6) * MM


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--bleed", "30"), "--bleed"),
        (("--black", "cmyk"), "--black"),
        (("--thickness", "-1"), "--thickness"),
    ],
)
def test_what_no_printer_does_is_refused(call, folder: Path, words: tuple[str, str], told: str) -> None:
    call("import", "hongqiao-forum.yaml")
    assert told in call("programme", *words, "-o", "press.pdf", code=2).output
    assert not (folder / "press.pdf").exists()
