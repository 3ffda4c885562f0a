"""The import sentences: each message of an import has its translations."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

import eventkit
from eventkit.intake import ImportLog, Location, merge_similar, translate_message

PACKAGE = Path(eventkit.__file__).parent
TABLES = tomllib.loads((PACKAGE / "intake/sentences.toml").read_text("utf-8"))
MESSAGE_AT = {"info": 1, "warning": 1, "error": 1, "once": 1, "headline": 1, "fault": 0, "as_error": 0}
"""The methods of an import log, with the position of the message among their arguments."""

EXAMPLES = {
    r"^\(?(ambiguity|doubt|remark)$": "“x” names nobody. Left out.",
    r"remark": "was imported as 'x' (country 'CN').",
    r"^reason$": "Repeats without end",
    r"reason": "is not a date",
    r"error_sentence": "x",
    r"^error$": "2026-03-29 02:30 does not exist in Europe/Vienna: the clocks are put forward over it",
    r"str\(error\)": "is nested too deeply",
    r"problem$": "A time but no date",
    r"describe_length|^shown$": "Lasts 13.5 hours, from 09:00 to 22:30",
    r"remedy|hint|_advice|result|_readings": "Left out.",
    r"suggest": "Did you mean 'x'?",
    r"singular\[0\]": "R",
    r"singular\[1:\]": "oom",
    r"plural|kind|^name$": "start",
    r"MAP_LABEL": "column map",
    r"language_name": "Arabic (ar)",
    r"^rows$": "rows 2, 3",
    r"sheet\.label": "the sheet 'x'",
    r"_describe": "A list",
    r"quote": "“x”",
}
"""What may be in the place of an expression in a message, by a pattern of the expression; else a number."""

ELSEWHERE = {
    "cleaner.py": 2,
    "schedule_builder.py": 1,
    "conference_builder.py": 2,
    "reader.py": 1,
    "sheet_rows.py": 1,
}
"""The files with faults of the model, or with parts of messages that do not occur together, and how many."""


@pytest.mark.parametrize("table", ["sentences", "phrases"])
def test_each_translation_has_the_values_of_its_sentence(table: str) -> None:
    for english, translations in TABLES[table].items():
        assert set(translations) == {"zh", "ar"}, english
        for translation in translations.values():
            assert set(_names(translation)) <= set(_names(english)), english
            assert translation.strip(), english


def _names(text: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", text)


def test_a_message_is_translated_sentence_by_sentence() -> None:
    message = (
        "'31/2/2026' does not exist in the calendar. "
        "Imported without a time; the text is saved as extra data. Correct it."
    )
    assert (
        translate_message(message, "zh-CN")
        == "“31/2/2026”在日历上不存在。导入时没有时间；文字已保存为附加数据。请更正。"
    )
    arabic = "«\u206831/2/2026\u2069» غير موجود في التقويم. استُورد بلا وقت؛ وحُفظ النص بيانات إضافية. صحّحه."
    assert translate_message(message, "ar") == arabic
    code = translate_message('To import the column, set "Notes" = "extra" in the column map.', "ar")
    assert code == 'لاستيراد العمود اكتب "Notes" = "extra" في ملف ربط الأعمدة.'
    assert translate_message("'3 p.m. or so. Left out.' is not a date. Left out.", "zh") == (
        "“3 p.m. or so. Left out.”不是日期。已略去。"
    )


@pytest.mark.parametrize("message", ["Something new. Left out.", "'x' is new. Left out.", "x" * 5_000, ""])
def test_a_message_with_an_unknown_sentence_is_not_translated(message: str) -> None:
    assert translate_message(message, "zh") == ""


def test_findings_of_an_import_are_in_the_language_of_the_reader() -> None:
    log = ImportLog("talks.csv")
    for row in range(2, 30):
        log.warning(
            "kind",
            f"Unknown session kind 'x{row}'. Imported as a talk; the word is saved as extra data.",
            Location("talks.csv", row=row),
        )
    (finding,) = merge_similar(log.findings())
    assert finding.in_language("fr").sentence == finding.message
    assert finding.in_language("zh").sentence == (
        "未知的环节类型“x2”。按报告导入；原词已保存为附加数据。（共 28 次，如 'x2', 'x3', 'x4'：第 "
        "2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21 等（另 8 个） 行）"
    )
