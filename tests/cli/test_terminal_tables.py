"""Tables in the terminal: widths, breaks and scripts."""

from __future__ import annotations

import pytest

from eventkit.cli.console import cell_width, make_table, wrap


@pytest.mark.parametrize(
    ("line", "width", "lines"),
    [
        ("short", 10, ["short"]),
        ("one two three", 8, ["one two", "three"]),
        ("  an indented line", 12, ["  an", "  indented", "  line"]),
        ("unbreakable", 4, ["unbr", "eaka", "ble"]),
        ("开幕式与主旨演讲，圆桌。", 8, ["开幕式与", "主旨演", "讲，圆", "桌。"]),
        ("AI 与未来", 5, ["AI 与", "未来"]),
        ("与 AI，未来", 5, ["与", "AI，", "未来"]),
        ("devices (报告人)", 14, ["devices (报告", "人)"]),
        ("“粉碎法”（pulverizer）", 10, ["“粉碎法”", "（pulveriz", "er）"]),
        ("a line with E-mail and well-known", 17, ["a line with", "E-mail and well-", "known"]),
        ("👍🏽👍🏽✈️", 4, ["👍🏽", "👍🏽", "✈️"]),
        ("مرحبا بكم", 5, ["مرحبا", "بكم"]),
        ("é́é́ é́", 2, ["é́é́", "é́"]),
    ],
)
def test_lines_are_broken_between_words_and_wide_characters(line: str, width: int, lines: list[str]) -> None:
    assert wrap(line, width) == lines
    assert max(map(cell_width, lines)) <= width


def test_columns_are_as_wide_as_their_content_or_share_the_terminal() -> None:
    table = make_table("Id", "Title", "People")
    table.columns[0].no_wrap = True
    table.add_row("opening", "Opening of the forum 开幕式", [("Lin Yifu", ""), ("chair", "dim")])
    table.add_row("an-id-that-is-never-broken", "", [("A", ""), ("B", "dim")])
    wide = ["".join(text for text, _ in line) for line in table.lines(120)]
    assert wide[2] == "opening                     Opening of the forum 开幕式  Lin Yifu"
    narrow = ["".join(text for text, _ in line) for line in table.lines(50)]
    assert max(map(cell_width, narrow)) <= 50
    assert all("an-id-that-is-never-broken" in "\n".join(lines) for lines in (wide, narrow))
    assert ("chair", "dim") in [run for line in table.lines(120) for run in line]


def test_a_banner_is_as_wide_as_all_columns_after_the_first() -> None:
    table = make_table("Time", "A", "B")
    table.add_row("09:00", "Talk", "Talk")
    table.add_banner("10:30", "A break for everybody")
    assert ["".join(text for text, _ in line) for line in table.lines(30)][3:] == [
        "10:30  A break",
        "       for",
        "       everybody",
    ]
