"""The index of commands: their first sentences, options and words, without loading any of them.

The build of a wheel writes it. Where there is none, as in a checkout that was never installed, it is made
from the commands themselves, which takes a second.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import click

INDEX = "completion_index.json"

SOURCE = "source"
"""The type of an item that is a source of completions."""

Entry = Mapping[str, Any]
"""A command in the index: its parameters, and the commands of a group."""


@cache
def read_index(root: click.Command) -> Entry:
    """The index of all commands.

    Args:
        root: The command that all others are within, of which it is made where there is none.
    """
    file = files(__package__) / INDEX
    if file.is_file():
        index: Entry = json.loads(file.read_text("utf-8"))
        return index
    return build_index(root)


def write_index(folder: Path, root: click.Command) -> Path:
    file = folder / INDEX
    text = json.dumps(build_index(root), ensure_ascii=False, separators=(",", ":"))
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
    return file


def build_index(command: click.Command) -> dict[str, Any]:
    context = click.Context(command, help_option_names=["-h", "--help"])
    first_paragraph = (command.help or "").partition("\n\n")[0]
    entry: dict[str, Any] = {
        "help": " ".join(first_paragraph.split()),
        "parameters": [
            _parameter(parameter)
            for parameter in command.get_params(context)
            if not getattr(parameter, "hidden", False)
        ],
    }
    if isinstance(command, click.Group):
        entry["default"] = getattr(command, "default", None)
        entry["plurals"] = dict(getattr(command, "plurals", {}))
        loaded = ((name, command.get_command(context, name)) for name in command.list_commands(context))
        entry["commands"] = {name: build_index(inner) for name, inner in loaded if inner is not None}
    return entry


def _parameter(parameter: click.Parameter) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "options": [*parameter.opts, *parameter.secondary_opts]
        if parameter.param_type_name == "option"
        else [],
        "words": 0 if getattr(parameter, "is_flag", False) else parameter.nargs,
    }
    if help_line := (getattr(parameter, "help", "") or ""):
        entry["help"] = " ".join(help_line.split())
    items = parameter.shell_complete(click.Context(click.Command("index")), "")
    if values := {item.value: item.help or "" for item in items if item.type == "plain"}:
        entry["values"] = values
    for item in items:
        if item.type == SOURCE:
            entry["source"] = str(item.value)
        elif item.type in {"file", "dir"}:
            entry["path"] = item.type
    return {key: value for key, value in entry.items() if value not in ("", None)}
