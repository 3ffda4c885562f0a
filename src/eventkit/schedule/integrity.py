"""Integrity: duplicate and dangling ids, cycles, and model errors in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain, count
from operator import attrgetter
from typing import Any
from uuid import UUID

from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError

from eventkit.model import ID_PATTERN
from eventkit.values import Value

MAX_DEPTH = 4
"""How deep sessions may be nested: block, session, part, item."""


Place = tuple[int | str, ...]


_COLLECTIONS = ("organisations", "rooms", "tracks", "participants", "sessions")


_LINKS = (
    ("conference.organisations.*.organisation", "organisations"),
    ("participants.*.affiliations.*.organisation", "organisations"),
    ("participants.*.members.*", "participants"),
    ("sessions.*.parent", "sessions"),
    ("sessions.*.track", "tracks"),
    ("sessions.*.slot.rooms.*", "rooms"),
    ("sessions.*.people.*.participant", "participants"),
    ("sessions.*.people.*.affiliations.*.organisation", "organisations"),
)
"""Where ids stand that must lead somewhere, and the collection they lead to."""


def restate_error(error: ErrorDetails) -> InitErrorDetails:
    """A fault already told, in the form in which it can be told once more; its text stays."""
    context = error.get("ctx", {})
    # What a validator raised carries its own text, which pydantic puts words before.
    reason = str(context["error"]) if "error" in context else error["msg"]
    kind = PydanticCustomError(error["type"], "{reason}", {**context, "reason": reason})
    return InitErrorDetails(type=kind, loc=error["loc"], input=error["input"])


def faults(schedule: Any) -> Iterator[InitErrorDetails]:
    """Every fault that lies between values and not in one of them.

    Takes a sound schedule, or the input of a broken one: then links are looked at where they can be read.
    """
    known: dict[str, set[str]] = {}
    for collection in _COLLECTIONS:
        yield from _doubles(schedule, f"{collection}.*.id")
        if isinstance(_field(schedule, collection), list | tuple | None):
            known[collection] = set(_ids(schedule, f"{collection}.*.id"))
    yield from _doubles(schedule, "sessions.*.uid")
    for collection in _COLLECTIONS:
        yield from _same_origins(schedule, collection)
    for path, collection in _LINKS:
        # Where the collection cannot be read, nothing is said of what leads to it: that is told already.
        if collection in known and not known[collection].issuperset(_ids(schedule, path)):
            yield from _dangling(schedule, path, collection, known[collection])
    yield from _nesting(schedule)


def _ids(schedule: Any, path: str) -> list[str]:
    """The ids at a path; ``*`` stands for every member of a list."""
    if isinstance(schedule, Value):
        return _ids_of_sound(schedule, path)
    found = [schedule]
    for step in path.split("."):
        if step == "*":
            found = [member for each in found for member in _members(each)]
        else:
            found = [inner for each in found if (inner := _field(each, step)) is not None]
    return [str(each) for each in found if isinstance(each, str | UUID)]


def _ids_of_sound(schedule: Value, path: str) -> list[str]:
    """The same of values, which are what they are said to be: there is no need to look."""
    found: list[Any] = [schedule]
    for step in path.split("."):
        if step == "*":
            found = list(chain.from_iterable(found))
        else:
            found = [inner for inner in map(attrgetter(step), found) if inner is not None]
    return found


def _places(value: Any, path: str, place: Place = ()) -> Iterator[tuple[Place, str]]:
    """The ids at a path, each with its place: slower, and wanted only where something is wrong."""
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
    if isinstance(value, str):  # an appearance in its short form
        return value if name == "participant" else None
    return getattr(value, name, None)


def _members(value: Any) -> Iterable[Any]:
    return value if isinstance(value, list | tuple) else ()


def _fault(place: Place, message: str, given: Any) -> InitErrorDetails:
    # The message goes in as a value, since braces in it would be taken for fields.
    reason = PydanticCustomError("broken", "{reason}", {"reason": message})
    return InitErrorDetails(type=reason, loc=place, input=given)


def _doubles(schedule: Any, path: str) -> Iterator[InitErrorDetails]:
    ids = _ids(schedule, path)
    if len(set(ids)) == len(ids):
        return
    first: dict[str, Place] = {}
    for place, given in _places(schedule, path):
        if given in first:
            collection, at, *_ = first[given]
            yield _fault(place, f"'{given}' is used twice: {collection}[{at}] has it already", given)
        first.setdefault(given, place)


def _same_origins(schedule: Any, collection: str) -> Iterator[InitErrorDetails]:
    """Things that claim to be the same one of a source."""
    first: dict[tuple[str, str], int] = {}
    for at, thing in enumerate(_members(_field(schedule, collection))):
        source = _field(thing, "source")
        if not isinstance(source, str) or not isinstance(given := _field(thing, "source_id"), str):
            continue
        if (before := first.setdefault((source, given), at)) != at:
            message = f"'{given}' of {source} is used twice: {collection}[{before}] has it already"
            yield _fault((collection, at, "source_id"), message, given)


def _dangling(schedule: Any, path: str, collection: str, known: set[str]) -> Iterator[InitErrorDetails]:
    for place, target in _places(schedule, path):
        if target not in known:
            message = (
                f"there is no {collection.removesuffix('s')} '{target}': "
                f"add it to {collection}, or mend the spelling"
            )
            yield _fault(place, message, target)


def find_cycles(parent_of: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Cycles of parents: each member is the parent of the one before it, and the first of the last.

    Args:
        parent_of: The parent of each id that has one. Of the members of a cycle, the one that is first in
            here comes first.
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
    """Cycles of parents, and sessions that are nested too deeply."""
    at_of: dict[str, int] = {}
    parent_of: dict[str, str] = {}
    for at, session in enumerate(_members(_field(schedule, "sessions"))):
        id_, parent = _field(session, "id"), _field(session, "parent")
        if isinstance(id_, str) and at_of.setdefault(id_, at) == at and isinstance(parent, str):
            parent_of[id_] = parent
    cycles = find_cycles(parent_of)
    for cycle in cycles:
        message = f"is part of itself: {' in '.join((*cycle, cycle[0]))}"
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
            message = f"is nested {depth[id_]} deep, and {MAX_DEPTH} is the limit: move it further up"
            yield _fault(("sessions", at, "parent"), message, parent_of[id_])


_PATTERNS: Mapping[str, str] = {
    ID_PATTERN: "lower-case letters, digits and hyphens, such as lin-yifu",
    r"^[A-Z0-9]{2}$": "two capital letters or digits, such as MA",
    r"^#[0-9a-f]{6}$": "a colour such as #336699",
    r"^[A-Z]{2}$": "a country by its two capital letters (ISO 3166), such as CN",
}


_CONTACT = "an e-mail address such as office@example.org"


_WORDS: Mapping[str, str] = {
    "missing": "is missing",
    "too_short": "must not be empty",
    "too_long": "has more than {max_length} members",
    "string_too_long": "is longer than {max_length} characters",
    "greater_than": "must be greater than {gt:g}",
    "greater_than_equal": "must be at least {ge:g}",
    "less_than_equal": "must be at most {le:g}",
}


def error_sentence(error: ErrorDetails) -> str:
    """What is wrong with a field, to be put after its name: ``must be at least 1``."""
    kind = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if error["input"] == "":
        return "is empty: fill it in, or leave it out"
    if kind in _WORDS:
        return _WORDS[kind].format(**context)
    if kind == "string_pattern_mismatch":
        return f"must be {_PATTERNS.get(context['pattern'], _CONTACT)}"
    # What a validator raised carries its own text, which pydantic puts words before.
    return str(context.get("reason", context.get("error", error["msg"])))
