"""Serif faces that are not installed: text in them is set in the sans, and a warning says so."""

from __future__ import annotations

import pytest

from eventkit.typesetting.text import faces
from eventkit.typesetting.text.fonts import Fonts, TypefaceChoice


def test_languages_without_a_serif_face_are_named_with_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    without = tuple(package for package in faces.PACKAGES if package != "pylopdf_fonts_zh_cn")
    assert Fonts.discover().find_missing_serifs(["zh", "en", "ar"]) == []

    monkeypatch.setattr(faces, "PACKAGES", without)
    [finding] = Fonts.discover().find_missing_serifs(["zh-Hans", "en", "ar"])
    assert finding.message == (
        "No serif font for zh-Hans is installed: these texts are printed in a sans. "
        "Install one with: pip install 'conference-eventkit[serif]'"
    )
    sans = Fonts.discover(typefaces={"text": TypefaceChoice("Noto Sans")})
    assert sans.find_missing_serifs(["zh"]) == [], "a style in a sans needs none"
