"""Taking in what others wrote: what all readers of foreign files share.

A reader makes `Records` of its file and hands them to `assembled`, which makes a schedule of them and tells
of everything that it mended, left aside or refused.
"""

from eventkit.intake.assembling import Assembled, assembled
from eventkit.intake.given import NOTHING, Given
from eventkit.intake.notes import Notes
from eventkit.intake.offered import Offered
from eventkit.intake.records import (
    Markup,
    Place,
    Prose,
    RawAppearance,
    RawConference,
    RawLink,
    RawOrganisation,
    RawPerson,
    RawRoom,
    RawSession,
    RawTrack,
    Record,
    Records,
    Words,
)

__all__ = [
    "NOTHING",
    "Assembled",
    "Given",
    "Markup",
    "Notes",
    "Offered",
    "Place",
    "Prose",
    "RawAppearance",
    "RawConference",
    "RawLink",
    "RawOrganisation",
    "RawPerson",
    "RawRoom",
    "RawSession",
    "RawTrack",
    "Record",
    "Records",
    "Words",
    "assembled",
]
