"""Integrity: duplicate and dangling ids, cycles, and model errors in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from eventkit.messages import Message, Term, as_message
from eventkit.model.derived_values import UNASSIGNED
from eventkit.values import Value

MAX_DEPTH = 4  # the limit of nested sessions: block, session, part, item
Place = tuple[int | str, ...]

_COLLECTIONS = ("organisations", "rooms", "tracks", "participants", "sessions")

_REFERENCES = (
    ("conference.organisations.*.organisation", "organisations"),
    ("participants.*.affiliations.*.organisation", "organisations"),
    ("participants.*.members.*", "participants"),
    ("sessions.*.parent", "sessions"),
    ("sessions.*.track", "tracks"),
    ("sessions.*.slot.rooms.*", "rooms"),
    ("sessions.*.people.*.participant", "participants"),
    ("sessions.*.people.*.affiliations.*.organisation", "organisations"),
)
"""The paths of references, and the collections they refer to."""


def restate_error(error: ErrorDetails) -> InitErrorDetails:
    context = error.get("ctx", {})
    # pydantic prefixes the message of an exception from a validator.
    reason = as_message(context["error"]) if "error" in context else error["msg"]
    kind = PydanticCustomError(error["type"], "{reason}", {**context, "reason": reason})
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])


def faults(schedule: Any) -> Iterator[InitErrorDetails]:
    """The faults between entities: duplicate and dangling ids, cycles, and sessions nested too deeply."""
    known: dict[str, set[str]] = {}
    for collection in _COLLECTIONS:
        yield from _duplicates(schedule, f"{collection}.*.id")
        if isinstance(_field(schedule, collection), list | tuple | None):
            known[collection] = set(_ids(schedule, f"{collection}.*.id"))
    yield from _duplicates(schedule, "sessions.*.uid")
    for collection in _COLLECTIONS:
        yield from _duplicate_origins(schedule, collection)
    for path, collection in _REFERENCES:
        # An unreadable collection is reported already; references to it are not.
        if collection in known and not known[collection].issuperset(_ids(schedule, path)):
            yield from _dangling(schedule, path, collection, known[collection])
    yield from _nesting(schedule)


def _ids(schedule: Any, path: str) -> list[str]:
    """The ids at a path; ``*`` means every member of a list."""
    if isinstance(schedule, Value):
        return _valid_ids(schedule, path)
    values = [schedule]
    for step in path.split("."):
        if step == "*":
            values = [member for value in values for member in _members(value)]
        else:
            values = [inner for value in values if (inner := _field(value, step)) is not None]
    return [str(value) for value in values if isinstance(value, str | UUID)]


def _valid_ids(schedule: Value, path: str) -> list[str]:
    values: list[Any] = [schedule]
    for step in path.split("."):
        if step == "*":
            values = list(chain.from_iterable(values))
        else:
            values = [inner for inner in map(attrgetter(step), values) if inner is not None]
    return values


def _places(value: Any, path: str, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The ids at a path, each with its location: slower, and required only for a fault."""
    step, _, rest = path.partition(".")
    if not step:
        yield from ((place, str(value)) for value in [value] if isinstance(value, str | UUID))
    elif step == "*":
        for at, member in enumerate(_members(value)):
            yield from _places(member, rest, (*place, at))
    else:
        yield from _places(_field(value, step), rest, (*place, step))


def _field(value: Any, name: str) -> Any:
    if isinstance(value, dict):
        return value.get(name)
    if isinstance(value, str):  # an appearance as a bare id
        return value if name == "participant" else None
    return getattr(value, name, None)


def _members(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()


def _fault(place: Place, message: str, value: Any) -> InitErrorDetails:
    # The message is a parameter, since braces in it would be parsed as fields.
    reason = PydanticCustomError("broken", "{reason}", {"reason": message})
    return InitErrorDetails(type=reason, loc=place, input=value)


def _duplicates(schedule: Any, path: str) -> Iterator[InitErrorDetails]:
    ids = [id_ for id_ in _ids(schedule, path) if id_ != UNASSIGNED]
    if len(set(ids)) == len(ids):
        return
    first: dict[str, Place] = {}
    for place, id_ in _places(schedule, path):
        if id_ == UNASSIGNED:
            continue
        if id_ in first:
            collection, at, *_ = first[id_]
            other = f"{collection}[{at}]"
            yield _fault(
                place, Message("'{id}' is used twice: {other} has it already", id=id_, other=other), id_
            )
        first.setdefault(id_, place)


def _duplicate_origins(schedule: Any, collection: str) -> Iterator[InitErrorDetails]:
    first: dict[tuple[str, str], int] = {}
    for at, entity in enumerate(_members(_field(schedule, collection))):
        source, id_ = _field(entity, "source"), _field(entity, "source_id")
        if not isinstance(source, str) or not isinstance(id_, str):
            continue
        if (before := first.setdefault((source, id_), at)) != at:
            message = Message(
                "'{id}' of {source} is used twice: {other} has it already",
                id=id_,
                source=source,
                other=f"{collection}[{before}]",
            )
            yield _fault((collection, at, "source_id"), message, id_)


def _dangling(schedule: Any, path: str, collection: str, known: set[str]) -> Iterator[InitErrorDetails]:
    for place, target in _places(schedule, path):
        if target not in known:
            message = Message(
                "There is no {kind} '{id}'. Add it to {collection}, or correct the spelling.",
                kind=Term(collection.removesuffix("s")),
                id=target,
                collection=collection,
            )
            yield _fault(place, message, target)


def find_cycles(parent_of: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Cycles of parents: each member is the parent of the one before it, and the first of the last.

    A cycle begins with the member that is first in ``parent_of``.
    """
    order = {id_: at for at, id_ in enumerate(parent_of)}
    done: set[str] = set()
    cycles: list[tuple[str, ...]] = []
    for first in parent_of:
        path: dict[str, None] = {}  # a set in the order of insertion
        id_: str | None = first
        while id_ is not None and id_ not in done and id_ not in path:
            path[id_] = None
            id_ = parent_of.get(id_)
        if id_ is not None and id_ in path:
            members = [*path][[*path].index(id_) :]
            start = members.index(min(members, key=order.__getitem__))
            cycles.append((*members[start:], *members[:start]))
        done |= path.keys()
    return tuple(cycles)


def _nesting(schedule: Any) -> Iterator[InitErrorDetails]:
    if isinstance(schedule, Value) and _is_in_order(getattr(schedule, "sessions", ())):
        return
    at_of: dict[str, int] = {}
    parent_of: dict[str, str] = {}
    for at, session in enumerate(_members(_field(schedule, "sessions"))):
        id_, parent = _field(session, "id"), _field(session, "parent")
        if isinstance(id_, str) and at_of.setdefault(id_, at) == at and isinstance(parent, str):
            parent_of[id_] = parent
    cycles = find_cycles(parent_of)
    for cycle in cycles:
        message = Message("is part of itself: {cycle}", cycle=" in ".join((*cycle, cycle[0])))
        yield _fault(("sessions", at_of[cycle[0]], "parent"), message, parent_of[cycle[0]])
    # The depth of each session is computed once, so that the time is linear in a long chain of parents.
    depth = dict.fromkeys(chain.from_iterable(cycles), 0)
    for id_, at in at_of.items():
        path: list[str] = []
        above: str | None = id_
        while above in at_of and above not in depth:
            path.append(above)
            above = parent_of.get(above)
        depth |= zip(reversed(path), count(depth.get(above or "", 0) + 1), strict=False)
        if depth[id_] > MAX_DEPTH:
            message = Message(
                "is nested {depth} deep, and {max_depth} is the limit: move it further up",
                depth=depth[id_],
                max_depth=MAX_DEPTH,
            )
            yield _fault(("sessions", at, "parent"), message, parent_of[id_])


def _is_in_order(sessions: Iterable[Any]) -> bool:
    """Check that each parent comes before its parts, and none is nested too deeply: as after most edits."""
    depth: dict[str | None, int] = {None: 0}
    for session in sessions:
        above = depth.get(session.parent, MAX_DEPTH)
        if above >= MAX_DEPTH:
            return False
        depth[session.id] = above + 1
    return True
