"""Commands that are the same for every kind of entity: generated from the specs of fields."""

from __future__ import annotations

import json
import re

import click
import pytest

from cli.conftest import Call
from eventkit.cli import main
from eventkit.cli.entity_commands import EntityCommands, deadline, organisation, room, track
from eventkit.cli.person_commands import person
from eventkit.cli.session_commands import session
from eventkit.model.specs import SPECS
from eventkit.values import ValueType

ENTITIES = (deadline, organisation, person, room, session, track)
BY_NAME = {entity.type.word: entity for entity in ENTITIES}


def parameters(command: click.Command) -> set[str]:
    return {str(parameter.name) for parameter in command.params}


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.type.word)
def test_every_field_with_an_option_can_be_set_when_an_entity_is_added_or_edited(
    entity: EntityCommands,
) -> None:
    wanted = {spec.name for spec in SPECS[entity.type.cls] if spec.option_name is not None} - {"id"}
    has_a_command = {"available"}
    spelt_out = {"affiliations": {"position", "organisation"}}
    for command in (entity.add, entity.edit):
        for name in wanted - has_a_command:
            assert spelt_out.get(name, {name}) <= parameters(command), name


@pytest.mark.parametrize("entity", ENTITIES, ids=lambda entity: entity.type.word)
def test_optional_fields_can_be_emptied(entity: EntityCommands) -> None:
    for option in entity.fields:
        emptied = f"no_{option.spec.name}" in parameters(entity.edit)
        assert emptied is option.can_be_emptied
        if option.shape.required or option.shape.value_type is ValueType.BOOLEAN:
            assert not emptied


def test_every_kind_is_renamed_by_its_own_command(begun) -> None:
    begun("track", "add", "Health", "--code", "he", "--colour", "#336699")
    begun("session", "edit", "panel", "--track", "health")
    begun("deadline", "add", "Papers are due", "--at", "2027-03-01")
    begun("session", "rename", "opening", "welcome")
    begun("person", "rename", "lin", "dean")
    begun("room", "rename", "main-hall", "hall-1")
    begun("track", "rename", "health", "public-health")
    begun("organisation", "rename", "pku", "peking")
    begun("deadline", "rename", "papers", "papers")
    document = begun("export", "document", "-o", "-").stdout
    for id_ in ("welcome", "dean", "hall-1", "public-health", "peking", "papers"):
        assert f"id: {id_}\n" in document
    for id_ in ("opening", "lin-yifu", "main-hall", "pku", "papers-are-due"):
        assert f"id: {id_}\n" not in document
    assert document.count("hall-1") > 1, "sessions are in it"


def test_an_id_that_is_taken_is_refused(begun) -> None:
    message = begun("room", "rename", "annex", "main-hall", code=1).stderr
    assert "main-hall" in message
    assert "annex" in begun("export", "document", "-o", "-").stdout


def test_a_rename_lists_its_changes_and_a_dry_run_changes_nothing(begun) -> None:
    begun("person", "contact", "lin", "--email", "office@example.org")
    output = begun("person", "rename", "lin", "dean", "--dry-run").stdout
    assert "this would change" in output
    assert "office@example.org" in begun("person", "contact", "lin-yifu", "--show").stdout
    begun("person", "rename", "lin", "dean")
    assert "office@example.org" in begun("person", "contact", "dean", "--show").stdout


def test_links_and_streams_are_set_and_emptied(begun) -> None:
    begun(
        *("session", "edit", "panel", "--link", "https://example.org/slides"),
        *("--stream", "zh=https://example.org/live", "--interpreted", "zh"),
    )
    document = begun("export", "document", "-o", "-").stdout
    for part in ("https://example.org/slides", "https://example.org/live", "interpreted"):
        assert part in document
    begun("session", "edit", "panel", "--no-link", "--no-stream", "--no-interpreted")
    document = begun("export", "document", "-o", "-").stdout
    for part in ("https://example.org/slides", "https://example.org/live", "interpreted"):
        assert part not in document
    message = begun("session", "edit", "panel", "--track", "x", "--no-track", code=2).stderr
    assert "--track and --no-track cannot be used together. Give one of them" in message


def test_the_settings_of_a_conference_have_an_option_each(begun) -> None:
    begun(
        "conference",
        "edit",
        "--link",
        "https://example.org/more",
        "--day-change",
        "03:30",
        "--end",
        "2027-09-09",
    )
    document = begun("export", "document", "-o", "-").stdout
    for part in ("https://example.org/more", "03:30", "2027-09-09"):
        assert part in document
    assert "must be a date" in begun("conference", "edit", "--end", "tomorrow", code=2).stderr
    assert begun("conference", "edit", "--zone", "Mars/Base", code=1).stderr


def test_command_groups_list_their_entities(begun) -> None:
    for word in BY_NAME:
        group = main.get_command(click.Context(main), word)
        assert isinstance(group, click.Group)
        assert {"add", "edit", "rename", "remove"} <= set(group.list_commands(click.Context(group)))
    undone = begun("undo", "--dry-run").stdout
    assert "this would change" in undone
    assert json.loads(begun("diff", "draft", "draft", "--json").stdout) == []


def test_each_kind_of_entity_is_listed_with_its_id(begun: Call) -> None:
    begun("room", "edit", "annex", "--capacity", "80", "--feature", "stream", "--feature", "piano")
    rooms = begun("room", "list").stdout
    assert re.search(r"annex +Annex +80 +stream, piano *\n +附楼", rooms)
    assert rooms.index("main-hall") < rooms.index("annex"), "in the order of the conference"
    assert "北京大学" in begun("organisation", "list").stdout
    assert "there are no tracks yet: 'eventkit track add NAME' adds one" in begun("track", "list").stdout
    begun("deadline", "add", "Papers", "--at", "2027-03-01 18:00")
    begun("deadline", "add", "Posters", "--at", "2027-04-01")
    deadlines = begun("deadline", "list").stdout
    assert re.search(r"papers +Papers +2027-03-01 18:00\b", deadlines), "by the clocks of the conference"
    assert re.search(r"posters +Posters +2027-04-01\b", deadlines)


def test_a_track_without_code_and_colour_gets_those_that_no_other_has(begun, folder) -> None:
    begun("track", "add", "Health", "--colour", "#1f5fa8")
    begun("track", "add", "Zhang Heng", "--code", "HE")
    begun("track", "add", "Energy")
    begun("track", "add", "Zeitung Heute")
    begun("export", "document", "--draft", "-o", "all.json")
    tracks = json.loads((folder / "all.json").read_text(encoding="utf-8"))["tracks"]
    marks = [(track["code"], track["colour"]) for track in tracks]
    codes, colours = zip(*marks, strict=True)
    assert len(set(colours)) == 4
    assert codes[1] == "HE"
    assert codes[2] not in {"EN", "ZH"}  # the languages of the conference
    assert "ZH" not in codes


def test_words_that_are_a_sentence_of_eventkit_are_printed_as_they_were_typed(begun) -> None:
    typed = "Add one to the conference."
    assert f"There is no room '{typed}'." in begun("room", "show", typed, code=1).stderr


def test_an_error_is_in_the_language_of_the_reader(begun, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "zh")
    assert "没有会议室“cellar”。" in begun("room", "show", "cellar", code=1).stderr
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "ar")
    assert "«\u2068cellar\u2069»" in begun("room", "show", "cellar", code=1).stderr
