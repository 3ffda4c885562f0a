"""Consoles: styles, breaks of lines, capture and the progress line."""

from __future__ import annotations

from io import StringIO

import pytest

from eventkit.cli.console import Console, make_table

HEADING = (("error", "bold red"), (" room-clash", "dim"), ": 2 findings\n→ Move one of them")


def printed(console: Console) -> str:
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def terminal(width: int = 80) -> Console:
    return Console(file=StringIO(), is_terminal=True, width=width)


def test_texts_have_styles_on_a_terminal_alone() -> None:
    seen, piped = terminal(), Console(file=StringIO())
    for console in (seen, piped):
        console.print(HEADING)
        console.print("a hint", style="dim")
    assert printed(piped) == "error room-clash: 2 findings\n→ Move one of them\na hint\n"
    assert printed(seen) == (
        "\x1b[31m\x1b[1merror\x1b[0m\x1b[2m room-clash\x1b[0m: 2 findings\n→ Move one of them\n"
        "\x1b[2ma hint\x1b[0m\n"
    )


@pytest.mark.parametrize(
    ("variable", "value", "is_terminal", "styled"),
    [("NO_COLOR", "1", True, False), ("TERM", "dumb", True, False), ("FORCE_COLOR", "1", False, True)],
)
def test_the_environment_decides_on_styles(
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
    value: str,
    is_terminal: bool,  # noqa: FBT001 - a parameter of the test
    styled: bool,  # noqa: FBT001
) -> None:
    monkeypatch.setenv(variable, value)
    console = Console(file=StringIO(), is_terminal=is_terminal)
    console.print("a hint", style="dim")
    assert ("\x1b" in printed(console)) == styled


def test_long_lines_are_broken_between_words_on_a_terminal_alone() -> None:
    seen, piped = terminal(20), Console(file=StringIO(), width=20)
    for console in (seen, piped):
        console.print(("  one two three ", ("four five six seven", "bold"), " 开幕式与主旨演讲"))
    assert printed(piped) == "  one two three four five six seven 开幕式与主旨演讲\n"
    lines = printed(seen).splitlines()
    assert [line.replace("\x1b[1m", "<").replace("\x1b[0m", ">") for line in lines] == [
        "  one two three <four>",
        "  <five six seven> 开",
        "  幕式与主旨演讲",
    ]


def test_nothing_in_a_text_controls_the_terminal() -> None:
    console = terminal()
    console.print("a title\x1b]0;owned\x07 with\tcontrols\x9b2J\r")
    assert printed(console) == "a title]0;owned with  controls2J\n"


def test_a_table_is_printed_in_the_width_of_the_terminal() -> None:
    table = make_table("Room", "Title")
    table.title = "Monday"
    table.add_row("Hall", [("Opening of the forum", ""), ("opening", "dim")])
    console = Console(file=StringIO(), width=18)
    console.print(table)
    assert printed(console) == (
        "\nMonday\nRoom  Title\n────  ────────────\nHall  Opening of\n      the forum\n      opening\n"
    )


def test_progress_is_one_line_that_gives_way_to_output_and_leaves_nothing() -> None:
    console = terminal(12)
    with console.progress("reading …") as progress:
        progress.update("reading a long file …")
        console.print("a result")
    assert printed(console) == (
        "reading …\r         \rreading a l\r           \ra result\nreading a l\r           \r"
    )
    piped = Console(file=StringIO())
    with piped.progress("reading …") as progress:
        progress.update("writing …")
    assert printed(piped) == ""


def test_captured_output_is_not_written() -> None:
    console = Console(file=StringIO())
    with console.capture() as captured:
        console.print("one")
    console.print("two")
    assert ("".join(captured), printed(console)) == ("one\n", "two\n")


def test_a_closed_output_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdout", None)
    console = Console()
    console.print("nobody sees it")
    assert not console.is_terminal
