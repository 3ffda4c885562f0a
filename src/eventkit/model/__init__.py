"""The model: the frozen values of a schedule.

Entities refer to each other by id: readable slugs such as ``opening`` or ``lin-yifu``, the same in documents,
in the store, in commands and in links. `eventkit.schedule.Schedule` contains all of them.
"""

from __future__ import annotations

from eventkit.model.conference import Backing, Conference, Deadline, Organisation, Room, Track, Venue
from eventkit.model.enumerations import (
    Enumeration,
    Involvement,
    Kind,
    Level,
    ParticipantKind,
    Role,
    Status,
    StreamKind,
)
from eventkit.model.field_types import (
    LENGTH_LIMIT,
    TITLE_LIMIT,
    ConferenceId,
    Country,
    DeadlineId,
    HexColour,
    Link,
    OrganisationId,
    ParticipantId,
    RoomId,
    SessionId,
    Stream,
    String,
    Title,
    TrackId,
    Url,
)
from eventkit.model.people import NAME_LIMIT, WITHDRAWN, Affiliation, Name, Participant
from eventkit.model.provenance import Extra, Origin
from eventkit.model.sessions import Appearance, Session, Slot
from eventkit.values.field_errors import ID_PATTERN

__all__ = [
    "ID_PATTERN",
    "LENGTH_LIMIT",
    "NAME_LIMIT",
    "TITLE_LIMIT",
    "WITHDRAWN",
    "Affiliation",
    "Appearance",
    "Backing",
    "Conference",
    "ConferenceId",
    "Country",
    "Deadline",
    "DeadlineId",
    "Enumeration",
    "Extra",
    "HexColour",
    "Involvement",
    "Kind",
    "Level",
    "Link",
    "Name",
    "Organisation",
    "OrganisationId",
    "Origin",
    "Participant",
    "ParticipantId",
    "ParticipantKind",
    "Role",
    "Room",
    "RoomId",
    "Session",
    "SessionId",
    "Slot",
    "Status",
    "Stream",
    "StreamKind",
    "String",
    "Title",
    "Track",
    "TrackId",
    "Url",
    "Venue",
]
