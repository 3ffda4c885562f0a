"""Calendars, programmes and badges from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

OUTPUTS = {"agenda": "agenda.ics", "programme": "programme.pdf", "badges": "badges.pdf"}


@pytest.fixture(params=OUTPUTS)
def making(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Each output's command with a name for its file."""
    return request.param, OUTPUTS[request.param]


@pytest.mark.usefixtures("forum_store")
def test_the_same_command_twice_gives_the_same_bytes(call, folder: Path, making: tuple[str, str]) -> None:
    command, target = making
    call(command, "-o", target)
    once = (folder / target).read_bytes()
    call(command, "-o", target)
    assert (folder / target).read_bytes() == once


CONTENTS = {"agenda": "4 entries", "programme": "8 pages", "badges": "9 people, 9 pages"}


@pytest.mark.usefixtures("forum_store")
def test_a_written_file_is_reported_with_its_contents_and_a_piped_one_is_not(
    call, folder: Path, making: tuple[str, str]
) -> None:
    command, target = making
    assert call(command, "-o", target).stderr.endswith(f"{target}: {CONTENTS[command]}\n")
    piped = call(command, "-o", "-")
    assert piped.stdout_bytes == (folder / target).read_bytes()
    assert CONTENTS[command] not in piped.stderr


def test_missing_glyphs_stop_the_print_unless_forced(call, folder: Path) -> None:
    text = (folder / "hongqiao-forum.yaml").read_text(encoding="utf-8")
    (folder / "odd.yaml").write_text(
        text.replace("full: Gerd Müller, given: Gerd, family: Müller", "full: Gerd \U00016d40"),
        encoding="utf-8",
    )
    call("import", "odd.yaml")
    mark = b"<pdf:Producer>eventkit</pdf:Producer><xmp:CreatorTool>eventkit badges</xmp:CreatorTool>"
    earlier = b"%PDF-1.7 the old one " + mark
    (folder / "badges.pdf").write_bytes(earlier)
    message = call("badges", "-o", "badges.pdf", code=1).stderr
    assert "U+16D40" in message
    assert (folder / "badges.pdf").read_bytes() == earlier
    call("badges", "-o", "badges.pdf", "--force")
    assert (folder / "badges.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.usefixtures("forum_store")
def test_an_unwritable_target_is_reported_in_one_line_and_leaves_nothing(
    call, folder: Path, making: tuple[str, str]
) -> None:
    command, target = making
    before = sorted(folder.iterdir())
    message = call(command, "-o", f"absent/{target}", code=1).stderr
    assert message.endswith(
        f"eventkit: absent/{target}: there is no folder absent. Create it, or correct its name.\n"
    )
    assert "Traceback" not in message
    assert sorted(folder.iterdir()) == before


@pytest.mark.usefixtures("forum_store")
def test_an_invalid_language_is_a_usage_error(call, making: tuple[str, str]) -> None:
    command, target = making
    message = call(command, "--language", "e_n", "-o", target, code=2).stderr
    assert "'e_n' is not a language tag" in message


def test_the_demonstration_makes_all_three_and_leaves_a_store_to_try(call, folder: Path) -> None:
    call("demo", "demo")
    first = {name: (folder / "demo" / name).read_bytes() for name in OUTPUTS.values()}
    call("demo", "demo")
    assert {name: (folder / "demo" / name).read_bytes() for name in OUTPUTS.values()} == first
    assert "hongqiao-forum-2022" in call("conferences", "--store", "sqlite:///demo/eventkit.db").stdout
