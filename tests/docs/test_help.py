"""The help of the commands, which is their documentation."""

from __future__ import annotations

import click
import pytest
from tools.commands_page import commands_page, members

from eventkit.cli import main

GROUPS = [((), main), *((path, member) for path, member in members() if isinstance(member, click.Group))]
COMMANDS = {
    " ".join(path): member
    for path, member in members()
    if not isinstance(member, click.Group) or member.invoke_without_command
}


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(name: str) -> None:
    text = COMMANDS[name].help or ""
    assert "Example:\n" in text
    assert f"  eventkit {name}" in text


def test_the_list_of_commands_has_the_first_sentence_of_each() -> None:
    for path, group in GROUPS:
        shown = " ".join(group.get_help(click.Context(group)).split())
        for called, command in members(group, *path):
            if len(called) == len(path) + 1:
                first_paragraph = " ".join((command.help or "").partition("\n\n")[0].split())
                assert first_paragraph.endswith(".")
                assert first_paragraph in shown


def test_the_options_of_a_large_command_are_in_sections() -> None:
    large = {
        name: command
        for name, command in COMMANDS.items()
        if len(command.get_params(click.Context(command))) > 24
    }
    assert "session edit" in large
    for name, command in large.items():
        assert "\nOptions:\n" not in command.get_help(click.Context(command, info_name=name)), name


def test_the_page_of_commands_has_each_below_its_group() -> None:
    headings = [line.lstrip("# ") for line in commands_page().splitlines() if line.startswith("#")]
    assert {*COMMANDS, "rule"} <= {*headings}
    assert headings.index("rule") < headings.index("rule set") < headings.index("diff")
