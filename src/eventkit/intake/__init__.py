"""Import of foreign schedules: raw records in, a checked `Schedule` and an import log out.

A reader of a format makes a `RawSchedule` of its file; `build_schedule` turns that into a checked `Schedule`,
and an `ImportLog` has every repair, omission and fault.
"""

from eventkit.intake.assembling import ImportResult, build_schedule
from eventkit.intake.given import NO_HINTS, ImportHints
from eventkit.intake.notes import ImportLog
from eventkit.intake.offered import SourceFile
from eventkit.intake.records import (
    Location,
    Markup,
    RawAppearance,
    RawConference,
    RawLink,
    RawOrganisation,
    RawPerson,
    RawProse,
    RawRecord,
    RawRoom,
    RawSchedule,
    RawSession,
    RawText,
    RawTrack,
)

__all__ = [
    "NO_HINTS",
    "ImportHints",
    "ImportLog",
    "ImportResult",
    "Location",
    "Markup",
    "RawAppearance",
    "RawConference",
    "RawLink",
    "RawOrganisation",
    "RawPerson",
    "RawProse",
    "RawRecord",
    "RawRoom",
    "RawSchedule",
    "RawSession",
    "RawText",
    "RawTrack",
    "SourceFile",
    "build_schedule",
]
