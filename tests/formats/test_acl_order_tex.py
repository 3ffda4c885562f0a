"""Lines that were written for TeX."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.formats.acl_order import tex_to_text


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ('G\\"odel and Erd\\H{o}s', "Gödel and Erdős"),
        ('Kurt G{\\"{o}}del', "Kurt Gödel"),
        ("\\'{E}variste, \\v{C}ech, Fran\\c{c}ois", "Évariste, Čech, François"),
        ("stra\\ss e, \\O{}rsted, {\\L}ukasiewicz", "straße, Ørsted, Łukasiewicz"),
        ("{\\em A Talk.} by \\textbf{Someone}", "A Talk. by Someone"),
        ("{BERT} \\& friends: 50\\%", "BERT & friends: 50%"),
        ("pages 1--2 --- ``so''~said", "pages 1–2 — “so” said"),
        ("C# and C++", "C# and C++"),
        ("a\\\\b", "a b"),
    ],
)
def test_tex_is_read_as_it_is_set(written: str, read: str) -> None:
    assert tex_to_text(written) == read


@given(st.text("\\{}`'\"^~=.uvHckrd aeoG-$&%", max_size=60))
def test_any_tex_becomes_text_with_normalised_whitespace(written: str) -> None:
    assert tex_to_text(written) == " ".join(tex_to_text(written).split())
