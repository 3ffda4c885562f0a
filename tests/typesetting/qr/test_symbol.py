"""QR codes, bit for bit those of segno."""

from __future__ import annotations

import pytest
import segno
from hypothesis import given
from hypothesis import strategies as st

from eventkit.errors import Unprintable
from eventkit.typesetting.qr.symbol import (
    MASKS,
    VERSIONS,
    ErrorCorrection,
    QrSymbol,
    capacity,
    encode,
    modules_per_side,
)

LEVELS: tuple[ErrorCorrection, ...] = ("L", "M", "Q", "H")
MASK = 7  # of most codes: the best one is only looked for if their penalty is unusual with it
# Each mode writes its characters in its own way; `text` is none of its own, and UTF-8.
ALPHABETS = {
    "numeric": "0123456789",
    "alphanumeric": "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:",
    "byte": "abcdefghijklmnopqrstuvwxyz0123456789 #/:.",
    "text": "aé陈立عمر🎤አበበ",
}


def of_segno(content: str, level: ErrorCorrection, mask: int | None = None) -> segno.QRCode:
    utf8 = {} if content.isascii() else {"mode": "byte", "encoding": "utf-8"}
    return segno.make_qr(content, error=level, boost_error=False, mask=mask, **utf8)


def agree(one: QrSymbol, other: segno.QRCode) -> bool:
    return (one.version, one.mask) == (other.version, other.mask) and one.rows == tuple(
        bytes(row) for row in other.matrix
    )


def filling(version: int, level: ErrorCorrection) -> str:
    """Content that just about fills a version, the same at each run."""
    length = capacity(version, level) - 4
    return (ALPHABETS["byte"] * (length // 40 + 2))[version : version + length]


@pytest.mark.parametrize("version", range(1, VERSIONS + 1))
def test_every_version_is_the_one_of_segno(version: int) -> None:
    levels = LEVELS if version <= 10 else (LEVELS[version % 4],)
    for level in levels:
        content = filling(version, level)
        made = encode(content, level, mask=version % len(MASKS))
        assert made.version == version
        assert made.size == 17 + 4 * version
        assert agree(made, of_segno(content, level, mask=version % len(MASKS))), level


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("mask", range(len(MASKS)))
@pytest.mark.parametrize(
    "content", ["EK1:7QHTZ4WBN3KDMR5A", "https://example.org/2026/programme#p-00042" * 3]
)
def test_every_mask_is_the_one_of_segno(content: str, mask: int, level: ErrorCorrection) -> None:
    assert agree(encode(content, level, mask), of_segno(content, level, mask))


@pytest.mark.parametrize("mode", ["numeric", "alphanumeric", "byte"])
@pytest.mark.parametrize("level", LEVELS)
def test_a_version_is_left_for_the_next_when_one_character_more_does_not_fit(
    mode: str, level: ErrorCorrection
) -> None:
    longest = 0
    while encode(ALPHABETS[mode][-1] * (longest + 1), level, 0).version == 1:
        longest += 1
    for length in (longest, longest + 1):
        content = ALPHABETS[mode][-1] * length
        assert agree(encode(content, level, 0), of_segno(content, level, 0))


@given(
    st.sampled_from(list(ALPHABETS)).flatmap(lambda kind: st.text(ALPHABETS[kind], min_size=1, max_size=90)),
    st.sampled_from(LEVELS),
)
def test_any_content_has_the_mode_and_version_that_segno_chooses(
    content: str, level: ErrorCorrection
) -> None:
    made = encode(content, level)
    assert agree(made, of_segno(content, level, made.mask))


@pytest.mark.parametrize("level", LEVELS)
def test_most_codes_have_the_first_mask_and_all_others_the_best(
    level: ErrorCorrection,
) -> None:
    contents = [f"https://example.org/{at}#{'EK1:' * (at % 30)}" for at in range(400)]
    others = [content for content in contents if encode(content, level).mask != MASK]
    assert 0 < len(others) < 40
    assert all(agree(encode(other, level), of_segno(other, level)) for other in others)


@pytest.mark.parametrize("length", [1, 14, 15, 100, 2331])
def test_the_size_is_known_before_encoding(length: int) -> None:
    assert modules_per_side("x" * length, "M") == encode("x" * length, "M", 0).size


@pytest.mark.parametrize(("content", "why"), [("", "no content"), ("x" * 2332, "too long for a QR code")])
def test_content_too_large_for_a_code_is_refused(content: str, why: str) -> None:
    with pytest.raises(Unprintable, match=why):
        encode(content, "M")


def test_the_largest_code_has_the_capacity_of_the_standard() -> None:
    assert encode("x" * 2331, "M", 0).version == VERSIONS
    assert encode("7" * 7089, "L", 0).version == VERSIONS
