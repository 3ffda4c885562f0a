"""Enumerations: kinds, roles, statuses."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache


class Enumeration(StrEnum):
    """An enumeration with a label for each value in every language (`eventkit.wording`)."""

    @classmethod
    def section(cls) -> str:
        """The name of its tables of labels and of words in foreign files: stream-kind."""
        return _hyphenated(cls.__name__)


@cache
def _hyphenated(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "-", name).lower()


class Kind(Enumeration):
    """The kind of a session."""

    BLOCK = "block"
    """Contains other sessions: a parallel session, a morning, a symposium."""
    OPENING = "opening"
    CLOSING = "closing"
    CEREMONY = "ceremony"
    KEYNOTE = "keynote"
    TALK = "talk"
    LIGHTNING = "lightning"
    PANEL = "panel"
    DISCUSSION = "discussion"
    WORKSHOP = "workshop"
    TUTORIAL = "tutorial"
    POSTER = "poster"
    DEMONSTRATION = "demonstration"
    MEETING = "meeting"
    PERFORMANCE = "performance"
    REGISTRATION = "registration"
    BREAK = "break"
    MEAL = "meal"
    SOCIAL = "social"
    TOUR = "tour"
    OTHER = "other"

    @property
    def is_pause(self) -> bool:
        """True for breaks, meals and registration, which have no content."""
        return self in {Kind.BREAK, Kind.MEAL, Kind.REGISTRATION}

    @property
    def unstated_role(self) -> Role:
        """The role of people of such a session in files that state none."""
        return Role.PANELLIST if self is Kind.PANEL else Role.SPEAKER


class Role(Enumeration):
    """The role of a participant in a session."""

    SPEAKER = "speaker"
    KEYNOTE_SPEAKER = "keynote-speaker"
    OPENING_REMARKS = "opening-remarks"
    CLOSING_REMARKS = "closing-remarks"
    CHAIR = "chair"
    MODERATOR = "moderator"
    PANELLIST = "panellist"
    DISCUSSANT = "discussant"
    PRESENTER = "presenter"
    AUTHOR = "author"
    HOST = "host"
    GUEST = "guest"
    CONTRIBUTOR = "contributor"
    PERFORMER = "performer"
    INTERPRETER = "interpreter"
    PARTICIPANT = "participant"
    """Attends without a task: a delegation in the hall."""


class Status(Enumeration):
    """The status of a session or an appearance."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Level(Enumeration):
    """The knowledge that a session requires."""

    ALL = "all"
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class ParticipantKind(Enumeration):
    """The kind of a participant."""

    PERSON = "person"
    TEAM = "team"
    DELEGATION = "delegation"
    ORGANISATION = "organisation"


class Involvement(Enumeration):
    """The role of an organisation for a conference."""

    ORGANISER = "organiser"
    CO_ORGANISER = "co-organiser"
    HOST = "host"
    SUPPORTER = "supporter"
    PARTNER = "partner"
    SPONSOR = "sponsor"
    MEDIA_PARTNER = "media-partner"


class StreamKind(Enumeration):
    """The kind of a stream."""

    LIVE = "live"
    RECORDING = "recording"
