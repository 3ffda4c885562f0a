"""The sentences for those who type, which name options and commands."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest
from tools import catalogues

from eventkit.cli import main


def commands(command: click.Command, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if (inner := command.get_command(context, name)) is not None:
                yield from commands(inner, *words, name)


SENTENCES = [
    (language, text)
    for language in ("en", "zh", "ar")
    for entry in catalogues.entries(catalogues.read(language))
    if entry.context == "command"
    for text in ((entry.string,) if isinstance(entry.string, str) else entry.string)
]


@pytest.mark.parametrize("language", ["en", "zh", "ar"])
def test_sentences_for_those_who_type_name_what_there_is(language: str) -> None:
    known = dict(commands(main))
    options = {
        option for command in known.values() for parameter in command.params for option in parameter.opts
    }
    for text in (text for tag, text in SENTENCES if tag == language):
        assert {*re.findall(r"(?<![\w-])--[a-z][a-z-]+", text)} <= options, text
        for words in re.findall(r"['`«“]eventkit ((?:[a-z]+ ?)+)", text):
            assert any(tuple(words.split()[:length]) in known for length in (1, 2)), text


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("release list", "还没有发布"),
        ("rule hours 08:00-19:00", "开放时间 08:00–19:00"),
        ("room list", "容纳人数"),
        ("session list", "时间（"),
        ("conference show", "时区"),
        ("waive --list", "没有许可"),
        ("show", "草稿 · 时间按"),
        ("undo", "已撤销更改"),
    ],
)
def test_reports_are_in_the_language_of_the_user(begun, words: str, shown: str) -> None:
    assert shown in begun(*words.split(), env={"EVENTKIT_LANGUAGE": "zh"}).output
