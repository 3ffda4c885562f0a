"""Nodes of JSON-LD, and the small ones that stand in many others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from eventkit.model import Link, Stream, StreamKind
from eventkit.texts import UNDETERMINED, Text

Node = dict[str, Any]


def told(text: Text | None) -> Any:
    """A text by language, if there is one."""
    return None if text is None else values(text)


def values(texts: Mapping[str, str]) -> Any:
    """A text by language: a value object each, bare where nobody told the language (JSON-LD 1.1, 4.2.4)."""
    return one_or_all(
        said if tag == UNDETERMINED else {"@language": tag, "@value": said} for tag, said in texts.items()
    )


def flat(nested: Iterable[Any]) -> Any:
    """The values of several, where each is one or a list."""
    return one_or_all(each for value in nested for each in (value if isinstance(value, list) else [value]))


def one_or_all(values: Iterable[Any]) -> Any:
    """The values as JSON-LD has them: one stands alone."""
    found = list(values)
    return found[0] if len(found) == 1 else found


def filled(node: Node) -> Node:
    """The node without what is not known."""
    return {name: value for name, value in node.items() if value is not None and value != []}


def live(streams: Iterable[Stream]) -> list[Stream]:
    """The streams that can be watched live, and of which it is known where."""
    return [each for each in streams if each.kind is StreamKind.LIVE and each.url]


def recordings(streams: Iterable[Stream]) -> list[Stream]:
    """The streams that are recordings."""
    return [each for each in streams if each.kind is StreamKind.RECORDING]


def online(stream: Stream) -> Node:
    """A live stream, as a place to be at."""
    return filled({"@type": "VirtualLocation", "name": told(stream.label), "url": stream.url})


def recording(stream: Stream) -> Node:
    """A recording, as a work that came of an event."""
    named = {"@type": "CreativeWork", "name": told(stream.label), "url": stream.url}
    return filled({**named, "inLanguage": stream.language})


def page(link: Link) -> Node:
    """A page about something, as a work."""
    return filled({"@type": "CreativeWork", "name": told(link.label), "url": link.url})
