"""Completion sources: where a shell finds the words that complete an argument or an option."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import entry_points
from importlib.resources import files

import click
from click.shell_completion import CompletionItem

from eventkit.cli.command_index import SOURCE
from eventkit.cli.command_settings import CliSettings
from eventkit.cli.store_names import StoredName, read_names

FORMAT_GROUPS = ("eventkit.outputs", "eventkit.formats")
"""The entry points of what can be exported."""


class Source(StrEnum):
    """A source of completions: names in the store, or names of eventkit."""

    CONFERENCE = "conference"
    ORGANISATION = "organisation"
    ROOM = "room"
    TRACK = "track"
    PARTICIPANT = "participant"
    SESSION = "session"
    DEADLINE = "deadline"
    RELEASE = "release"
    LANGUAGE = "language"
    FORMAT = "format"
    ROOM_OR_PERSON = "room-or-person"


@dataclass(frozen=True)
class Completer:
    source: Source

    def __call__(
        self,
        context: click.Context,
        parameter: click.Parameter,  # noqa: ARG002 - click's signature
        typed: str,
    ) -> list[CompletionItem]:
        """The items that complete what was typed; without settings, the source itself, for the index."""
        settings = context.find_root().obj
        if settings is None:
            return [CompletionItem(self.source.value, type=SOURCE)]
        return [*complete(self.source, settings, typed)]


def complete_ids(kind: str) -> Completer:
    """A function that completes ids of entities of a kind in a shell; it finds none without a store."""
    return Completer(Source(kind))


def complete(source: Source, settings: CliSettings, typed: str) -> Iterator[CompletionItem]:
    """The items of a source that complete what was typed.

    Those with an id that begins as typed; without any, those with a name in which a word does.
    """
    known = [*_names(source, settings)]
    folded = _fold(typed)
    by_id = [name for name in known if name.id.casefold().startswith(typed.casefold())]
    by_name = [] if by_id else [name for name in known if any(map(_begins(folded), name.names))]
    for name in by_id or by_name:
        yield CompletionItem(name.id, help=name.names[0] if name.names else None)


def _names(source: Source, settings: CliSettings) -> Iterable[StoredName]:
    match source:
        case Source.FORMAT:
            names = {entry.name for group in FORMAT_GROUPS for entry in entry_points(group=group)}
            return [StoredName(name, ()) for name in sorted(names)]
        case Source.LANGUAGE:
            own = _stored(Source.LANGUAGE, settings)
            words = files("eventkit.wording").joinpath("languages").iterdir()
            tags = dict.fromkeys([name.id for name in own] + sorted(file.name[:-5] for file in words))
            return [StoredName(tag, ()) for tag in tags]
        case Source.ROOM_OR_PERSON:
            return [*_stored(Source.ROOM, settings), *_stored(Source.PARTICIPANT, settings)]
        case _:
            return _stored(source, settings)


def _stored(source: Source, settings: CliSettings) -> tuple[StoredName, ...]:
    return read_names(settings.store, source, settings.conference)


def _begins(typed: str) -> Callable[[str], bool]:
    def begins(name: str) -> bool:
        folded = _fold(name)
        return folded.startswith(typed) or f" {typed}" in folded

    return begins


def _fold(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).casefold()
    return "".join(character for character in plain if not unicodedata.combining(character))
