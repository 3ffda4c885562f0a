"""The words of the model: kinds, roles and other listed values."""

from __future__ import annotations

from enum import StrEnum


class Kind(StrEnum):
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


class Role(StrEnum):
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


class Status(StrEnum):
    """Whether something will take place."""

    CONFIRMED = "confirmed"
    TENTATIVE = "tentative"
    CANCELLED = "cancelled"


class ParticipantKind(StrEnum):
    """What a participant is."""

    PERSON = "person"
    TEAM = "team"
    DELEGATION = "delegation"
    ORGANISATION = "organisation"


class Involvement(StrEnum):
    """As what an organisation stands behind a conference."""

    ORGANISER = "organiser"
    CO_ORGANISER = "co-organiser"
    HOST = "host"
    SUPPORTER = "supporter"
    PARTNER = "partner"
    SPONSOR = "sponsor"
    MEDIA_PARTNER = "media-partner"


class StreamKind(StrEnum):
    """How a stream is watched."""

    LIVE = "live"
    RECORDING = "recording"
