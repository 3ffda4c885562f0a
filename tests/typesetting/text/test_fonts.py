from __future__ import annotations

import shutil
import unicodedata
from functools import cache
from pathlib import Path

import pytest

from eventkit.errors import Unprintable
from eventkit.typesetting import Fonts, Span, Style, set_line
from eventkit.typesetting.text import faces
from eventkit.typesetting.text import faces as module
from eventkit.typesetting.text.faces import Face


def file_of(face: Face) -> tuple[str, int]:
    return Path(face.path).name, face.index


@pytest.mark.parametrize(
    ("language", "index"),
    [
        ("zh", 2),
        ("zh-Hans", 2),
        ("zh-CN", 2),
        ("en", 2),
        ("zh-Hant", 3),
        ("zh-TW", 3),
        ("zh-HK", 4),
        ("zh-Hant-HK", 4),
        ("ja", 0),
        ("ja-JP", 0),
        ("ko", 1),
        ("und", 2),
    ],
)
def test_han_characters_are_printed_with_the_forms_of_the_language(
    fonts: Fonts, language: str, index: int
) -> None:
    assert file_of(fonts.stack(language).face_for("骨")) == ("NotoSansCJK-VF.otf.ttc", index)


def test_the_weight_is_always_explicit_and_within_the_range_of_the_face(fonts: Fonts) -> None:
    assert fonts.stack("zh", 400).face_for("骨").axes == (("wght", 400),)
    assert fonts.stack("zh", 900).face_for("骨").axes == (("wght", 900),)
    assert fonts.stack("en", 900).face_for("a").axes == (("wght", 700),)
    assert fonts.stack("en", 100).face_for("a").axes == (("wght", 400),)


def test_two_weights_of_one_file_are_two_faces(fonts: Fonts) -> None:
    regular, bold = (fonts.stack("en", weight).face_for("a") for weight in (400, 700))
    assert regular != bold
    assert regular.advance(regular.font.get_nominal_glyph(ord("m"))) < bold.advance(
        bold.font.get_nominal_glyph(ord("m"))
    )


def test_only_latin_greek_and_cyrillic_slant(fonts: Fonts) -> None:
    stack = fonts.stack("en", italic=True)
    assert file_of(stack.face_for("a"))[0] == "NotoSans-Italic[wght].ttf"
    assert file_of(stack.face_for("ש"))[0] == "NotoSansHebrew[wght].ttf"


def test_a_folder_comes_before_the_packages(tmp_path: Path, fonts: Fonts) -> None:
    source = fonts.stack("en").text.path
    shutil.copy(source, tmp_path / "NotoSans[wght].ttf")
    found = Fonts.discover([tmp_path])
    assert found.stack("en").text.path == str(tmp_path / "NotoSans[wght].ttf")
    assert found.stack("ar").face_for("ع").path == fonts.stack("ar").face_for("ع").path


def test_families_of_single_weights_give_their_bold(
    tmp_path: Path, fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PACKAGES", ())
    for name in ("NotoSans-Regular.ttf", "NotoSans-Bold.ttf"):
        shutil.copy(fonts.stack("en").text.path, tmp_path / name)
    found = Fonts.discover([tmp_path])
    assert file_of(found.stack("en", 400).text)[0] == "NotoSans-Regular.ttf"
    assert file_of(found.stack("en", 700).text)[0] == "NotoSans-Bold.ttf"


def test_without_any_latin_face_the_error_names_the_package(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGES", ())
    with pytest.raises(Unprintable, match="manimgx-fonts"):
        Fonts.discover()


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(Unprintable, match="gone"):
        Fonts.discover([tmp_path / "gone"])


def test_a_broken_font_file_is_reported(tmp_path: Path) -> None:
    (tmp_path / "NotoSans-Regular.ttf").write_bytes(b"no font")
    found = Fonts.discover([tmp_path])
    with pytest.raises(Unprintable, match="NotoSans-Regular"):
        set_line(found, Span("a", "en", Style(10)))


def test_without_han_faces_the_rest_still_prints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "PACKAGES", ("manimgx_fonts", "no_such_package"))
    line = set_line(Fonts.discover(), Span("Chen 陈", "zh", Style(10)))
    assert line.missing == ("陈",)


def test_no_file_is_opened_before_it_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    opened = cache(module.open_face.__wrapped__)
    monkeypatch.setattr(faces, "open_face", opened)
    monkeypatch.setattr(faces, "_face", cache(faces._face.__wrapped__))
    monkeypatch.setattr(faces, "_shared_face", cache(faces._shared_face.__wrapped__))
    set_line(Fonts.discover(), Span("plain Latin", "zh", Style(10)))
    assert opened.cache_info().currsize == 1


@pytest.mark.parametrize("typeface", ["sans", "serif"])
def test_operators_arrows_and_letters_of_mathematics_have_glyphs_of_one_face(
    fonts: Fonts, typeface: str
) -> None:
    stack = fonts.stack("en", typeface=typeface)
    operators = map(chr, range(0x2200, 0x2300))
    letters = (chr(code) for code in range(0x1D400, 0x1D800) if unicodedata.category(chr(code)) != "Cn")
    arrows = map(chr, range(0x2190, 0x2200))
    assert not [sign for sign in (*operators, *letters, *arrows) if stack.face_for(sign) is None]
    assert {file_of(stack.face_for(sign))[0] for sign in "∀∈∧∗≃𝐱𝓕⟨"} == {"STIXTwoMath-Regular.ttf"}


def test_operators_between_han_characters_are_as_wide_as_these(fonts: Fonts) -> None:
    assert file_of(fonts.stack("zh").face_for("∀"))[0] == "NotoSansCJK-VF.otf.ttc"
