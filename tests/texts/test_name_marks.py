"""Marks in names, in the scripts and orders in which people write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.texts.name_marks import MarkKind, is_placeholder, split_marks

T, C, R = MarkKind.TENTATIVE, MarkKind.CANCELLED, MarkKind.REMARK

MARKED = [
    ("Ada Lovelace (TBC)", "Ada Lovelace", T, "(TBC)"),
    ("Ada Lovelace (tbc)", "Ada Lovelace", T, "(tbc)"),
    ("Ada Lovelace [t.b.c.]", "Ada Lovelace", T, "[t.b.c.]"),
    ("Ada Lovelace, TBC", "Ada Lovelace", T, "TBC"),
    ("Ada Lovelace - to be confirmed", "Ada Lovelace", T, "to be confirmed"),
    ("Ada Lovelace TBC", "Ada Lovelace", T, "TBC"),
    ("TBC: Ada Lovelace", "Ada Lovelace", T, "TBC"),
    ("(TBC) Ada Lovelace", "Ada Lovelace", T, "(TBC)"),
    ("Ada Lovelace (?)", "Ada Lovelace", T, "(?)"),
    ("Ada Lovelace?", "Ada Lovelace", T, "?"),
    ("Ada Lovelace (online, TBC)", "Ada Lovelace", T, "(online, TBC)"),
    ("Ada Lovelace (angefragt)", "Ada Lovelace", T, "(angefragt)"),
    ("Émilie du Châtelet (à confirmer)", "Émilie du Châtelet", T, "(à confirmer)"),
    ("Sofía Kovalévskaya (por confirmar)", "Sofía Kovalévskaya", T, "(por confirmar)"),
    ("Софья Ковалевская (уточняется)", "Софья Ковалевская", T, "(уточняется)"),
    ("مریم میرزاخانی (غير مؤكد)", "مریم میرزاخانی", T, "(غير مؤكد)"),
    ("华罗庚（待定）", "华罗庚", T, "（待定）"),
    ("华罗庚待定", "华罗庚", T, "待定"),
    ("華羅庚（待確認）", "華羅庚", T, "（待確認）"),
    ("高木 貞治（調整中）", "高木 貞治", T, "（調整中）"),
    ("이임학 (미정)", "이임학", T, "(미정)"),
    ("Ada Lovelace (cancelled)", "Ada Lovelace", C, "(cancelled)"),
    ("Ada Lovelace – abgesagt", "Ada Lovelace", C, "abgesagt"),
    ("华罗庚（缺席）", "华罗庚", C, "（缺席）"),
    ("Ada Lovelace (online)", "Ada Lovelace", R, "(online)"),
    ("Ada (online) Lovelace", "Ada Lovelace", R, "(online)"),
    ("[Remote] Ada Lovelace", "Ada Lovelace", R, "[Remote]"),
    ("Ada Lovelace – via Zoom", "Ada Lovelace", R, "via Zoom"),
    ("Ada Lovelace (virtual presentation)", "Ada Lovelace", R, "(virtual presentation)"),
    ("Ada Lovelace (vor Ort)", "Ada Lovelace", R, "(vor Ort)"),
    ("Софья Ковалевская (онлайн)", "Софья Ковалевская", R, "(онлайн)"),
    ("مریم میرزاخانی (عن بعد)", "مریم میرزاخانی", R, "(عن بعد)"),
    ("华罗庚（线上参会）", "华罗庚", R, "（线上参会）"),
    ("高木 貞治（オンライン登壇）", "高木 貞治", R, "（オンライン登壇）"),
    ("이임학 (온라인)", "이임학", R, "(온라인)"),
    ("Alan Turing*", "Alan Turing", R, "*"),
    ("Alan Turing †‡", "Alan Turing", R, "†‡"),
    ("*Alan Turing", "Alan Turing", R, "*"),
    ("Alan Turing¹", "Alan Turing", R, "¹"),
    ("Alan Turing^2", "Alan Turing", R, "^2"),
    ("Alan Turing (*)", "Alan Turing", R, "(*)"),
    ("Alan Turing (1, 2)", "Alan Turing", R, "(1, 2)"),
    ("10:Alan Turing", "Alan Turing", R, "10:"),
    ("10：华罗庚", "华罗庚", R, "10："),
    ("3. Alan Turing", "Alan Turing", R, "3."),
    ("#12 Alan Turing", "Alan Turing", R, "#12"),
    ("(4) Alan Turing", "Alan Turing", R, "(4)"),
    ("Alan Turing (corresponding author)", "Alan Turing", R, "(corresponding author)"),
]


@pytest.mark.parametrize(("text", "name", "kind", "mark"), MARKED, ids=[case[0] for case in MARKED])
def test_a_mark_is_separated_from_the_name(text: str, name: str, kind: MarkKind, mark: str) -> None:
    marked = split_marks(text)
    assert (marked.name, [(found.text, found.kind) for found in marked.marks]) == (name, [(mark, kind)])


def test_several_marks_are_separated_from_one_name() -> None:
    marked = split_marks("2. Alan Turing (online)* (TBC)")
    assert marked.name == "Alan Turing"
    assert {mark.kind for mark in marked.marks} == {R, T}
    assert len(marked.marks) == 4


NAMES = [
    "Ada Lovelace",
    "华罗庚 (Hua Luogeng)",
    'Grace "Amazing" Hopper',
    "emmy (tor)",
    "Lukas (veti)",
    "77",
    "HS-157",
    "Noether, Emmy",
    "Emmy (she/her)",
    "Emmy Noether (University of Göttingen)",
    "Ada Tba",
    "Van Video",
    "Jean-Luc Picard",
    "10:30 Ada",
    "Will Pending",
    "Sun Online Ltd",
    "Zoom Inc",
    "emmy?",
    "Absent Friends",
    "Ms. Absent",
    "Samuel L. Jackson",
    "d'Alembert",
    "3M",
    "50 Cent",
    "Annulé",
    "Mary Late",
    "Ada (Zoom Inc)",
    "李待",
    "Martin Luther King III",
    "C. P. Cavafy",
    "R2-D2",
    "Ada – ACME",
    "?",
    "*",
    "()",
    "",
]


@pytest.mark.parametrize("text", NAMES)
def test_parts_of_a_name_are_not_taken_for_marks(text: str) -> None:
    assert (split_marks(text).name, split_marks(text).marks) == (text, ())


@pytest.mark.parametrize(
    "text",
    [
        *(
            "TBA",
            "tbd",
            "T.B.C.",
            "(TBA)",
            "N.N.",
            "N. N.",
            "nn",
            "To be announced",
            "TO BE CONFIRMED",
            "?",
            "???",
        ),
        "-",
        "—",
        "...",
        "…",
        "Speaker TBA",
        "TBA speaker",
        "Speaker 2: TBC",
        "Prof. N.N.",
        "TBD (ACME)",
        *(
            "TBA, University of Göttingen",
            "待定",
            "嘉宾待定",
            "主持人：待定",
            "未定",
            "미정",
            "à confirmer",
            "noch offen",
        ),
        "уточняется",
        "por definir",
        "xxx",
        "unknown",
    ],
)
def test_a_placeholder_is_recognised_and_has_no_marks(text: str) -> None:
    assert is_placeholder(text)
    assert split_marks(text).marks == ()


@pytest.mark.parametrize(
    "text",
    ["Ada TBA", "Speaker Pelosi", "Xxxtentacion", "Nn Williams", "Ada, TBA", "华罗庚", "O", "Unknown Mortal"],
)
def test_a_name_is_no_placeholder(text: str) -> None:
    assert not is_placeholder(text)


PIECES = st.sampled_from(
    [
        *(
            "Ada",
            "华罗庚",
            "مریم",
            "Lovelace",
            "(TBC)",
            "(online)",
            "*",
            "†",
            "1:",
            "10. ",
            "(",
            ")",
            "（待定）",
        ),
        *("^1", "TBA", " ", ", ", " - ", "?", "——", "[", "]", "N.N.", ":", "\n"),
    ]
)


@given(st.lists(PIECES, max_size=9).map("".join) | st.text(max_size=60))
def test_of_any_text_the_name_and_the_marks_are_the_whole(text: str) -> None:
    marked = split_marks(text)
    assert all(mark.text for mark in marked.marks)
    letters = "".join((marked.name, *(mark.text for mark in marked.marks)))
    assert sorted(filter(str.isalnum, letters)) == sorted(filter(str.isalnum, text))
    assert split_marks(marked.name).marks == ()
