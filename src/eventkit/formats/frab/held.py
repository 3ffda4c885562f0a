"""What of a schedule each of the formats has fields for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from eventkit.formats.frab.taking import names


@dataclass(frozen=True, slots=True)
class Held:
    """What a format has fields for.

    Attributes:
        title: What it is called in messages.
        fields: By kind of thing the fields of the model that it holds, in one language; a text in others too
            is told of.
    """

    title: str
    fields: Mapping[str, frozenset[str]]


_SESSION = names("uid title subtitle kind slot people track abstract languages links streams")
_CONFERENCE = names("title start end zone day_change url")
XML = Held(
    "schedule.xml",
    {
        "conference": _CONFERENCE,
        "session": _SESSION,
        "room": frozenset({"name"}),
        "track": frozenset({"name", "colour"}),
        "participant": frozenset({"name"}),
    },
)
V1 = Held(
    "schedule.json",
    {
        "conference": _CONFERENCE,
        "session": _SESSION - {"streams"},
        "room": frozenset({"name", "capacity"}),
        "track": frozenset({"name", "colour"}),
        "participant": frozenset({"name", "biography"}),
    },
)
