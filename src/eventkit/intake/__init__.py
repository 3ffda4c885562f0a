"""Import of foreign schedules: raw records in, a checked `Schedule` and an import log out.

A reader of a format makes a `RawSchedule` of its file; `build_schedule` turns that into a checked `Schedule`,
and an `ImportLog` has every repair, omission and fault.
"""

from eventkit.intake.import_log import ImportLog, merge_similar
from eventkit.intake.records import (
    NO_HINTS,
    ImportHints,
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
from eventkit.intake.schedule_builder import ImportResult, build_schedule
from eventkit.intake.source_file import SourceFile

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
    "merge_similar",
]
