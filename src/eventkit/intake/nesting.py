"""Sessions within sessions: what each is part of, without circles and not too deep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from eventkit.schedule import MAX_DEPTH


def find_cycles(parent_of: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """Each circle of sessions that are part of themselves, from the first of it that is met."""
    done: set[str] = set()
    found: list[tuple[str, ...]] = []
    for first in parent_of:
        line: dict[str, None] = {}
        at: str | None = first
        while at is not None and at not in done and at not in line:
            line[at] = None
            at = parent_of.get(at)
        if at is not None and at in line:
            members = [*line]
            found.append(tuple(members[members.index(at) :]))
        done |= line.keys()
    return tuple(found)


def limit_depth(ids: Sequence[str], parent_of: Mapping[str, str]) -> dict[str, str]:
    """For those that are nested too deep, the nearest session above that they can be part of.

    There must be no circles.
    """
    parts: dict[str, list[str]] = {}
    for each in ids:
        if each in parent_of:
            parts.setdefault(parent_of[each], []).append(each)
    moved: dict[str, str] = {}
    stack = [(each, 1) for each in ids if each not in parent_of]
    above: dict[str, str] = dict(parent_of)
    while stack:
        each, depth = stack.pop()
        if depth > MAX_DEPTH:
            # What it is part of is as deep as may be: it goes beside it.
            above[each] = moved[each] = above[above[each]]
            depth = MAX_DEPTH
        stack += [(part, depth + 1) for part in parts.get(each, ())]
    return moved
