"""Enumerations: kinds, roles, statuses."""

from __future__ import annotations

import re
from enum import StrEnum


class Enumeration(StrEnum):
    """A list of values, each of which has a label in every language (`eventkit.wording`)."""

    @classmethod
    def section(cls) -> str:
        """The name of the table with its labels, and of that with its words in foreign files: stream-kind."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", cls.__name__).lower()


class Kind(Enumeration):
    """What sort of thing a session is."""

    BLOCK = "block"
    """Holds other sessions: a parallel session, a morning, a symposium."""
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
        """Whether it is time off, not content: breaks, meals, registration."""
        return self in {Kind.BREAK, Kind.MEAL, Kind.REGISTRATION}


class Role(Enumeration):
    """As what someone appears in a session."""

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
    """Takes part without a task of its own: a delegation in the hall."""


class Status(Enumeration):
    """Whether something will take place."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class Level(Enumeration):
    """The knowledge that a session asks for."""

    ALL = "all"
    BEGINNER = "beginner"
    INTERMEDIATE = "intermediate"
    ADVANCED = "advanced"


class ParticipantKind(Enumeration):
    """What a participant is."""

    PERSON = "person"
    TEAM = "team"
    DELEGATION = "delegation"
    ORGANISATION = "organisation"


class Involvement(Enumeration):
    """As what an organisation stands behind a conference."""

    ORGANISER = "organiser"
    CO_ORGANISER = "co-organiser"
    HOST = "host"
    SUPPORTER = "supporter"
    PARTNER = "partner"
    SPONSOR = "sponsor"
    MEDIA_PARTNER = "media-partner"


class StreamKind(Enumeration):
    """How a stream is watched."""

    LIVE = "live"
    RECORDING = "recording"
