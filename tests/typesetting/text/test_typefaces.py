"""Typefaces by family name or file, per role and script."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from eventkit.errors import Unprintable
from eventkit.typesetting import Fonts, Span, Style, set_line
from eventkit.typesetting.text.faces import Face, package_folders, read_records
from eventkit.typesetting.text.typefaces import ScriptChoice, TypefaceChoice


def path_of(name: str) -> Path:
    return next(path for folder in package_folders() for path in folder.rglob(name))


def stem(face: Face | None) -> str:
    assert face is not None
    return Path(face.path).name.partition("[")[0]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with a variable family, its italic, and a family of one weight."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for name in (
        "NotoSerif[[]wdth,wght].ttf",
        "NotoSerif-Italic[[]wdth,wght].ttf",
        "NotoSerifSC-Regular.otf",
    ):
        path = path_of(name)
        shutil.copy(path, fonts / f"Own-{path.name}")
    return fonts


def own(folder: Path, **choices: TypefaceChoice) -> Fonts:
    return Fonts.discover([folder], choices, base=folder.parent)  # type: ignore[arg-type] # roles as keywords


def test_books_are_set_in_the_serif_of_each_script_and_labels_in_the_sans(fonts: Fonts) -> None:
    def face(character: str, language: str, weight: int = 400, typeface: str = "text") -> str:
        return stem(fonts.stack(language, weight, typeface=typeface).face_for(character))

    assert face("a", "en") == "NotoSerif"
    assert face("文", "zh") == "NotoSerifSC-Regular.otf"
    assert face("文", "zh", 700) == "NotoSansCJK-VF.otf.ttc"
    assert face("文", "ja") == "NotoSerifJP-Regular.otf"
    assert face("文", "ko") == "NotoSerifKR-Regular.otf"
    assert face("ع", "ar") == "NotoNaskhArabic-Variable.ttf"
    assert face("٣", "ar") == "NotoNaskhArabic-Variable.ttf"
    assert face("ş", "am") == "NotoSerif"
    assert face("ሀ", "am") == "NotoSansEthiopic"
    assert face("a", "en", typeface="labels") == face("a", "en", typeface="sans") == "NotoSans"


def test_naskh_is_set_larger_and_han_smaller_than_latin_of_their_size(fonts: Fonts) -> None:
    style = Style(100, typeface="serif")
    plain = set_line(fonts, Span("文文", "zh", Style(100))).width
    assert set_line(fonts, Span("文文", "zh", style)).width == pytest.approx(0.95 * plain)
    alef, latin = (set_line(fonts, Span(text, "ar", style)).ink.height for text in "اd")
    assert alef == pytest.approx(latin, rel=0.03)


def test_a_family_is_found_by_name_in_any_case_with_its_italic(folder: Path) -> None:
    fonts = own(folder, text=TypefaceChoice("noto serif"))
    assert stem(fonts.stack("en", typeface="titles").text) == "Own-NotoSerif"
    assert stem(fonts.stack("en", italic=True, typeface="text").text) == "Own-NotoSerif-Italic"
    assert fonts.chosen("text", "sans") == "text"
    assert fonts.chosen("names", "sans") == "sans"
    assert fonts.findings == ()


def test_a_file_brings_the_files_of_its_family_beside_it(folder: Path) -> None:
    fonts = own(folder, titles=TypefaceChoice("fonts/Own-NotoSerif[wdth,wght].ttf"))
    assert stem(fonts.stack("en", italic=True, typeface="titles").text) == "Own-NotoSerif-Italic"
    assert stem(fonts.stack("en", typeface="text").text) == "NotoSerif"


def test_a_script_has_a_typeface_and_a_size_of_its_own(folder: Path) -> None:
    script = {"chinese": ScriptChoice("Noto Serif SC", 90)}
    fonts = own(folder, text=TypefaceChoice("", script))
    face = fonts.stack("zh", typeface="text").face_for("文")
    assert (stem(face), face and face.size_percent) == ("Own-NotoSerifSC-Regular.otf", 90)
    assert stem(fonts.stack("zh", typeface="text").face_for("a")) == "NotoSerif"
    assert stem(fonts.stack("ja", typeface="text").face_for("文")) == "NotoSerifJP-Regular.otf"


def test_an_unknown_family_is_refused_with_similar_names(folder: Path) -> None:
    with pytest.raises(Unprintable, match=r"no font family 'Noto Serf'\. Did you mean 'Noto Serif'\?"):
        own(folder, text=TypefaceChoice("Noto Serf"))
    with pytest.raises(Unprintable, match=r"fonts contains Noto Serif, Noto Serif SC\."):
        own(folder, text=TypefaceChoice("Garamond Premier"))
    with pytest.raises(Unprintable, match="no font file"):
        own(folder, text=TypefaceChoice("fonts/Text.otf"))
    (folder / "Text.otf").write_bytes(b"no font")
    with pytest.raises(Unprintable, match="not a font that can be read"):
        own(folder, text=TypefaceChoice("fonts/Text.otf"))


def test_a_folder_of_which_nothing_is_used_is_a_finding(folder: Path, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    unused, nothing = Fonts.discover([folder, empty]).findings
    assert "contains Noto Serif, Noto Serif SC, and none of it is used" in unused.message
    assert '[type] text = "Noto Serif"' in unused.message
    assert "contains no font" in nothing.message


def test_a_family_without_a_bold_is_a_finding(folder: Path) -> None:
    (finding,) = own(folder, names=TypefaceChoice("Noto Serif SC")).findings
    assert finding.code == "no-bold"


def test_families_can_be_added_by_name(folder: Path) -> None:
    fonts = own(folder, text=TypefaceChoice("Noto Serif")).including(["Noto Serif SC", "sans"])
    assert stem(fonts.stack("en", typeface="Noto Serif SC").text) == "Own-NotoSerifSC-Regular.otf"
    with pytest.raises(Unprintable, match="no font family"):
        fonts.including(["Nothing"])


def test_records_name_weights_widths_and_serifs() -> None:
    serif, sans = (next(read_records([path_of(name)])) for name in ("NotoSerif[[]*", "NotoSans[[]*"))
    assert (serif.family, serif.serif, serif.italic) == ("Noto Serif", True, False)
    assert serif.cut.weights == (100, 900)
    assert serif.cut.widths == (62.5, 100)
    assert not sans.serif
