"""Constructors of values, as type checkers see them: parameters take what people write.

``Room(id="hall", name="Hall")``: the field ``name`` is a `Text`, and its parameter also takes a string. The
signatures are in ``constructors.pyi``, which a test derives from the fields; at run time pydantic converts.
"""

from eventkit.model.enumerations import Kind, Role, Status

KindInput = Kind | str
"""A kind of sessions, or its word."""

RoleInput = Role | str
"""A role, or its word."""

StatusInput = Status | str
"""A status, or its word."""


class _Constructor:
    __slots__ = ()


AffiliationFields = _Constructor
AppearanceFields = _Constructor
BackingFields = _Constructor
ConferenceFields = _Constructor
DeadlineFields = _Constructor
LinkFields = _Constructor
NameFields = _Constructor
OrganisationFields = _Constructor
ParticipantFields = _Constructor
RoomFields = _Constructor
ScheduleFields = _Constructor
SessionFields = _Constructor
SlotFields = _Constructor
StreamFields = _Constructor
TrackFields = _Constructor
VenueFields = _Constructor
