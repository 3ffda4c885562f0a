"""Session excerpts: one session as YAML for an editor, and its replacement in the schedule."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from eventkit.errors import Unreadable
from eventkit.formats.document.node_tree import DocumentLog, DocumentNode, NodePath, decode, format_path
from eventkit.formats.document.reader import build_schedule
from eventkit.formats.document.writer import to_tree
from eventkit.formats.document.yaml_syntax import parse_yaml_tree, to_yaml
from eventkit.schedule import Schedule

_IDENTITY = "uid"
"""The field that nobody writes by hand: an excerpt leaves it out, and it is put back."""


def extract_session(schedule: Schedule, session: str) -> str:
    """The session and its parts as a document has them, in YAML; without their identities in calendars."""
    tree = to_tree(schedule)
    return to_yaml(_without_identity(_at(tree, _place(tree.get("sessions", []), session))))


def replace_session(schedule: Schedule, session: str, text: str, name: str) -> Schedule:
    """The schedule with the session as the text has it, and all else as it is.

    Args:
        text: The session and its parts in YAML, as `extract_session` gives them; its id may be another.
    """
    tree = to_tree(schedule)
    place = _place(tree["sessions"], session)
    try:
        return _replace(schedule, tree, place, text, DocumentLog(name))
    except Unreadable as error:
        # For the author of the text, the path of a field begins at the session.
        within = f"{format_path(place)}."
        faults = (replace(fault, field=fault.field.removeprefix(within)) for fault in error.faults)
        raise Unreadable(name, tuple(faults)) from None


def _replace(
    schedule: Schedule, tree: Mapping[str, Any], place: NodePath, text: str, report: DocumentLog
) -> Schedule:
    written = parse_yaml_tree(decode(text.encode(), report), report)
    _identify(
        written, _at(tree, place)[_IDENTITY], {session.id: str(session.uid) for session in schedule.sessions}
    )
    return build_schedule(_node(tree, place, written), report)


def _place(sessions: Sequence[Mapping[str, Any]], session: str) -> NodePath:
    for at, item in enumerate(sessions):
        for place, one in _within(("sessions", at), item):
            if one["id"] == session:
                return place
    raise KeyError(session)


def _within(place: NodePath, session: Mapping[str, Any]) -> Iterator[tuple[NodePath, Mapping[str, Any]]]:
    yield place, session
    for at, part in enumerate(session.get("parts", [])):
        yield from _within((*place, "parts", at), part)


def _at(tree: Any, place: NodePath) -> Any:
    for step in place:
        tree = tree[step]
    return tree


def _without_identity(session: Mapping[str, Any]) -> dict[str, Any]:
    bare = {name: value for name, value in session.items() if name != _IDENTITY}
    if "parts" in session:
        bare["parts"] = [_without_identity(part) for part in session["parts"]]
    return bare


def _identify(written: DocumentNode, own: str, known: Mapping[str, str]) -> None:
    """Give what was written the identities it had: the session its own, parts those of their ids."""
    if not isinstance(written.value, dict):
        return
    written.value.setdefault(_IDENTITY, DocumentNode(own, written.line))
    parts = written.value.get("parts")
    for part in parts.value if parts is not None and isinstance(parts.value, list) else ():
        id_ = part.value.get("id") if isinstance(part.value, dict) else None
        if id_ is not None and str(id_.value) in known:
            _identify(part, known[str(id_.value)], known)


def _node(value: Any, place: NodePath | None, written: DocumentNode) -> DocumentNode:
    """A document's tree as a reader has it, with what was written at that place; all else has no lines."""
    if place == ():
        return written

    def inner(step: str | int) -> NodePath | None:
        return place[1:] if place and place[0] == step else None

    match value:
        case dict():
            return DocumentNode({name: _node(item, inner(name), written) for name, item in value.items()}, 0)
        case list():
            return DocumentNode([_node(item, inner(at), written) for at, item in enumerate(value)], 0)
    return DocumentNode(value, 0)
