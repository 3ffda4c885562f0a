"""Completion of words in shells."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from click.shell_completion import CompletionItem

from cli.conftest import Call
from cli.test_start_up import run
from eventkit.cli import main
from eventkit.cli.commands import COMPLETION_VARIABLE, CliSettings, read_index
from eventkit.cli.shell_completion import SHELLS, Source, StoredName, read_names
from eventkit.schedule import ENTITY_KINDS, EntityKind, title
from eventkit.store import Store


def complete(words: str, typed: str, shell: str = "zsh") -> list[str]:
    completion = SHELLS[shell](main, {}, "eventkit", COMPLETION_VARIABLE)
    return [item.value for item in completion.get_completions(words.split(), typed)]


WITHOUT_INDEX = """
import json
from eventkit.cli import commands
commands.INDEX = "missing.json"
from eventkit.cli import main
print(json.dumps(commands.read_index(main)))
"""


def test_without_an_index_it_is_made_from_the_commands() -> None:
    assert json.loads(run(WITHOUT_INDEX)) == read_index(main)


@pytest.mark.parametrize(
    ("words", "typed", "expected"),
    [
        ("", "se", ["session", "serve"]),
        ("keys", "r", ["rotate", "retire", "revoke"]),
        ("session move", "c", ["closing"]),
        ("session move", "圆", ["panel"]),
        ("session move closing --room", "", ["main-hall", "annex"]),
        ("session move --without-parts --start 9.30", "pan", ["panel"]),
        ("session assign opening", "amina", ["amina-yusuf"]),
        ("person show", "yus", ["amina-yusuf"]),
        ("room edit", "an", ["annex"]),
        ("person merge amina-yusuf", "", ["lin-yifu", "amina-yusuf"]),
        ("agenda --person", "lin", ["lin-yifu"]),
        ("rule wish apart opening", "pa", ["panel"]),
        ("session edit opening --kind", "key", ["keynote"]),
        ("show", "--room=an", ["--room=annex"]),
        ("show --free", "a", ["annex", "amina-yusuf"]),
        ("show --language", "z", ["zh", "zh-Hant"]),
        ("export", "schedule-", ["schedule-json", "schedule-xml"]),
        ("show --release", "", ["1.0", "as sent"]),
        ("release show", "as", ["as sent"]),
        ("--store sqlite:///nowhere.db session move", "", []),
        ("nothing of the kind", "", []),
        ("session show -- opening", "--", []),
    ],
)
def test_a_shell_completes_commands_options_ids_and_names(
    released: Call, words: str, typed: str, expected: list[str]
) -> None:
    del released  # the store is where this runs
    assert complete(words, typed) == expected


@pytest.fixture
def released(begun: Call) -> Call:
    begun("release", "as sent")
    begun("release", "1.0")
    begun("deadline", "add", "Papers", "--at", "2027-03-01")
    return begun


def test_names_read_without_the_store_are_those_that_it_has(
    released: Call, new_schema: Callable[[], str]
) -> None:
    url, server = CliSettings().store, new_schema()
    released("copy", server)
    with Store.open(url) as store:
        schedule = store.load("forum").schedule
    for kind in ENTITY_KINDS:
        listed = tuple(StoredName(entity.id, tuple(title(entity).values())) for entity in kind.of(schedule))
        assert read_names(url, kind) == listed
        assert listed or kind is EntityKind.TRACK
    for source in Source:
        if source not in {Source.FORMAT, Source.ROOM_OR_PERSON}:
            names = read_names(url, source)
            assert read_names(server, source) == names
            assert names or source is Source.TRACK
    assert [name.id for name in read_names(url, "release")] == ["1.0", "as sent"]
    assert read_names(server, "session", "absent") == read_names(url, "session", "absent") == ()
    assert read_names("postgresql://nobody@/none?host=/nowhere", "session") == ()


@pytest.mark.parametrize(
    ("shell", "protocol", "shown"),
    [
        ("bash", {"COMP_WORDS": "eventkit show --release a", "COMP_CWORD": "3"}, ["plain,as\\ sent"]),
        ("fish", {"COMP_WORDS": "eventkit session move ", "COMP_CWORD": "cl"}, ["plain,closing\tClosing"]),
        (
            "zsh",
            {"COMP_WORDS": "eventkit session move cl", "COMP_CWORD": "3"},
            ["plain", "closing", "Closing"],
        ),
        (
            "powershell",
            {"COMP_WORDS": "eventkit release show ", "COMP_CWORD": "3"},
            ["plain", "1.0", "_", "plain", "'as sent'", "_"],
        ),
    ],
)
def test_each_shell_gets_the_words_in_its_own_protocol(
    released: Call,
    monkeypatch: pytest.MonkeyPatch,
    shell: str,
    protocol: dict[str, str],
    shown: list[str],
) -> None:
    assert COMPLETION_VARIABLE in released("completion", shell).stdout
    for name, value in protocol.items():
        monkeypatch.setenv(name, value)
    assert SHELLS[shell](main, {}, "eventkit", COMPLETION_VARIABLE).complete().splitlines() == shown


def test_words_with_signs_are_quoted_for_powershell() -> None:
    completion = SHELLS["powershell"](main, {}, "eventkit", COMPLETION_VARIABLE)
    assert completion.format_completion(CompletionItem("it's out")).splitlines()[1] == "'it''s out'"


def test_bash_does_not_replace_what_was_typed_by_the_common_beginning_of_ids(begun: Call) -> None:
    begun("session", "add", "Grand Dinner", "--id", "evening-one")
    begun("session", "add", "Grand Ball", "--id", "evening-two")
    assert complete("session move", "grand", "bash") == ["evening-one", "evening-two", "grand"]
    assert complete("session move", "Even", "bash") == ["evening-one", "evening-two"]


def test_fish_shows_titles_with_commas(call: Call) -> None:
    script = call("completion", "fish").stdout
    assert 'string split --max 1 "," $completion' in script
