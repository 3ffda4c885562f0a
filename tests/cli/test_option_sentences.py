"""The library's sentences as commands have them."""

from __future__ import annotations

import re
from collections.abc import Iterator

import click
import pytest

from eventkit.cli import main
from eventkit.cli.option_sentences import name_options, read_sentences


def commands(command: click.Command, *words: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield words, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            if (inner := command.get_command(context, name)) is not None:
                yield from commands(inner, *words, name)


def test_options_and_commands_replace_the_words_of_the_library() -> None:
    message = "store.db exists already. Choose another file, or allow it to be replaced."
    assert (
        name_options(message)
        == "store.db exists already. Choose another file, or replace it with --overwrite."
    )
    message = "No time zone in the file. Used UTC. If that is wrong, give the time zone."
    assert name_options(message).endswith("If that is wrong, import it with --zone.")
    assert name_options("Used the given one. Nothing else.") == "Used the one of --zone. Nothing else."


def test_values_of_a_sentence_stay_as_they_are() -> None:
    message = "Ada has a revoked badge, so this one has no code. Replace the badge of 'ada'."
    assert name_options(message).endswith("Issue a new one with 'eventkit badges replace ada'.")
    assert name_options("Session 'a' starts before {id}.") == "Session 'a' starts before {id}."


@pytest.mark.parametrize("sentence", read_sentences().values())
def test_each_sentence_of_commands_names_what_there_is(sentence: str) -> None:
    known = dict(commands(main))
    options = {
        option for command in known.values() for parameter in command.params for option in parameter.opts
    }
    named = re.findall(r"(?<![\w-])--[a-z][a-z-]+", sentence)
    called = re.findall(r"['`]eventkit ((?:[a-z]+ ?)+)", sentence)
    assert named or called
    assert set(named) <= options
    for words in called:
        assert any(tuple(words.split()[:length]) in known for length in (1, 2)), words
