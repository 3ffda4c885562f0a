"""Change summaries: what a change in the log altered, in a few words for a list of changes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eventkit.model import Conference
from eventkit.schedule import KINDS_BY_CLASS, EntityKind
from eventkit.store import Alteration
from eventkit.values import Value
from eventkit.wording.fixed_words import FieldHeading

VALUE_LIMIT = 60

NOTHING = "–"

CLASSES: Mapping[str, type[Value]] = {
    EntityKind.CONFERENCE: Conference,
    **{kind: cls for cls, kind in KINDS_BY_CLASS.items()},
}
"""The classes of entities, by their tables in the log."""

_WALL_TIME = re.compile(r"([0-9-]{10})T([0-9:]{5}):00[+-]")


@dataclass(frozen=True, slots=True)
class FieldChange:
    field: str  # the name of the field; of a text the name and the language: `title.zh`
    before: str
    after: str


def changed_fields(alteration: Alteration) -> tuple[str, ...]:
    """The names of the fields that an alteration changes; none if an entity is new or gone, or moved
    among those of its kind.
    """
    before, after = alteration.before, alteration.after
    if before is None or after is None:
        return ()
    return tuple(name for name in {**before, **after} if before.get(name) != after.get(name))


def headings_of_change(alteration: Alteration) -> tuple[FieldHeading, ...]:
    """The headings of the fields that an alteration changes."""
    cls = CLASSES[alteration.table]
    return tuple(FieldHeading(cls, name) for name in changed_fields(alteration))


def field_changes(alteration: Alteration) -> tuple[FieldChange, ...]:
    before, after = alteration.before or {}, alteration.after or {}
    return tuple(
        change
        for name in changed_fields(alteration)
        for change in _field_changes(name, before.get(name), after.get(name))
    )


def _field_changes(name: str, before: Any, after: Any) -> tuple[FieldChange, ...]:
    if not (_is_text(before) or _is_text(after)):
        return (FieldChange(name, value_summary(before), value_summary(after)),)
    old, new = _by_language(before), _by_language(after)
    return tuple(
        FieldChange(f"{name}.{tag}", value_summary(old.get(tag)), value_summary(new.get(tag)))
        for tag in {**old, **new}
        if old.get(tag) != new.get(tag)
    )


def _is_text(value: Any) -> bool:
    return (
        isinstance(value, Mapping) and bool(value) and all(isinstance(part, str) for part in value.values())
    )


def _by_language(value: Any) -> Mapping[str, str]:
    return value if _is_text(value) else {}


def value_summary(value: Any) -> str:
    match value:
        case None | () | []:
            words = NOTHING
        case {"period": {"start": start, "end": end}, **rest}:
            rooms = value_summary(rest.get("rooms"))
            words = f"{value_summary(start)} to {value_summary(end)}"
            words += f", {rooms}" if rooms != NOTHING else ""
        case str() if shown := _WALL_TIME.match(value):
            words = f"{shown[1]} {shown[2]}"
        case bool():
            words = "yes" if value else "no"
        case Mapping():
            parts = {name: value_summary(part) for name, part in value.items() if part not in (None, [], ())}
            words = ", ".join(f"{name} {part}" for name, part in parts.items())
        case list() | tuple():
            words = "; ".join(value_summary(member) for member in value)
        case _:
            words = str(value)
    return words if len(words) <= VALUE_LIMIT else f"{words[: VALUE_LIMIT - 1]}…"
