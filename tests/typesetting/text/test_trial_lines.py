"""Lines set for trial: put together from parts, and as if all of them had been shaped."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit.typesetting import BLACK, Fonts, Span, Style, TextLine, set_line
from eventkit.typesetting.text import copyfit
from eventkit.typesetting.text.copyfit import TRIAL_SIZE, TrialSetter
from eventkit.typesetting.text.paragraph import Direction
from eventkit.typesetting.text.spans import GlyphRun

FONTS = Fonts.discover()
WORDS = {
    "en": [
        "Ada",
        "AVA",
        "To",
        "Yves",
        "T.",
        "O'Neil",
        "Weierstraß",
        "Łukasiewicz",
        "fi",
        "(Jr.)",
        "3rd",
        "ﬁ",
    ],
    "vi": ["Nguyễn", "Thị", "Ổ", "Đặng"],
    "zh": ["祖之徽", "李", "Chen", "𠮷田", "王　立", "欧阳，娜"],
    "ja": ["がくと", "山田", "ヴァ"],
    "am": ["አበበ", "በቀለ", "ፍቅርተ"],
    "ar": ["محمد", "الخوارزمي", "ليلى", "Ada", "١٢"],
    "he": ["אדה", "שָׁלוֹם"],
    "hi": ["श्रीमती", "प्रतिभा"],
    "th": ["สมชาย", "ที่รัก"],
    "el": ["Ωρα", "Αδα"],
}
NAMES = st.sampled_from(list(WORDS)).flatmap(
    lambda language: st.tuples(
        st.just(language),
        st.lists(st.sampled_from(WORDS[language] + WORDS["en"]), min_size=1, max_size=4).map(" ".join),
    )
)


def trying(language: str = "en", weight: int = 700) -> TrialSetter:
    return TrialSetter(FONTS, language, weight, 100)


def whole(text: str, language: str = "en", weight: int = 700, size: float = TRIAL_SIZE) -> TextLine:
    return set_line(FONTS, Span(text, language, Style(size, weight)))


@example([("el", "Ωρα Αδα"), ("el", "Ada To"), ("el", "Ωρα To")], 400, 10)  # two scripts of one face
@given(st.lists(NAMES, min_size=1, max_size=6), st.sampled_from([400, 700]), st.floats(4, 200))
def test_a_trial_line_equals_a_shaped_one_after_any_earlier_trials(
    names: list[tuple[str, str]], weight: int, size: float
) -> None:
    known: dict[str, TrialSetter] = {}
    for language, text in names:
        tried = known.setdefault(language, trying(language, weight)).of(text)
        wanted = whole(text, language, weight, size)
        line = tried.line(size, BLACK)
        assert (line.text, line.rtl, line.languages) == (wanted.text, wanted.rtl, wanted.languages)
        assert [run.shaped for run in line.runs if isinstance(run, GlyphRun)] == [
            run.shaped for run in wanted.runs if isinstance(run, GlyphRun)
        ]
        assert line.ink == pytest.approx(wanted.ink)
        measured = (line.width, line.ascent, line.descent, line.leading, line.size)
        wished = (wanted.width, wanted.ascent, wanted.descent, wanted.leading, wanted.size)
        assert measured == pytest.approx(wished)
        assert tried.width * size / TRIAL_SIZE == pytest.approx(wanted.width)


def test_names_of_words_that_are_known_are_not_shaped(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, shaped = trying(), []

    def noting(fonts: Fonts, span: Span, base: Direction | None) -> TextLine:
        shaped.append(span.text)
        return set_line(fonts, span, base)

    monkeypatch.setattr(copyfit, "set_line", noting)
    for name in ("Ada Noether", "Emmy Lovelace", "Sofia Kowalewska", "Ada Lovelace", "Emmy Noether"):
        tried.of(name)
    assert shaped[-2:] == ["Kowalewska", "Sofia Kowalewska"]


def test_a_font_kerning_across_blanks_is_shaped_as_a_whole(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No font that comes along does: one is made up that draws a T nearer to the blank before it."""

    def kerning(fonts: Fonts, span: Span, base: Direction | None = None) -> TextLine:
        line = set_line(fonts, span, base)
        (run,) = line.runs
        assert isinstance(run, GlyphRun)
        at = span.text.find(" T")
        if at < 0:
            return line
        glyphs = list(run.shaped.glyphs)
        glyphs[at] = glyphs[at]._replace(advance=glyphs[at].advance - 40)
        made = replace(run.shaped, glyphs=tuple(glyphs), advance=run.shaped.advance - 40)
        return replace(line, runs=(replace(run, shaped=made),), width=line.width - 4)

    monkeypatch.setattr(copyfit, "set_line", kerning)
    tried = trying()
    for name in ("Alan Turing", "Ada Lovelace", "Alan Turing", "Ada Turing", "Alan Lovelace"):
        wanted = kerning(FONTS, Span(name, "en", Style(TRIAL_SIZE, 700)))
        assert tried.of(name).width == pytest.approx(wanted.width), name
        assert tried.of(name).line(TRIAL_SIZE, BLACK).runs == wanted.runs, name
