"""What things of a schedule are in the words of schema.org."""

from __future__ import annotations

from collections.abc import Mapping

from eventkit.model import Involvement, Kind, Role

TYPES: Mapping[Kind, str] = {
    Kind.WORKSHOP: "EducationEvent",
    Kind.TUTORIAL: "EducationEvent",
    Kind.MEAL: "SocialEvent",
    Kind.SOCIAL: "SocialEvent",
}
AS_WHAT: Mapping[Role, str] = {Role.PARTICIPANT: "attendee", Role.INTERPRETER: "translator"}
BEHIND: Mapping[Involvement, str] = {
    Involvement.ORGANISER: "organizer",
    Involvement.CO_ORGANISER: "organizer",
    Involvement.HOST: "organizer",
    Involvement.SPONSOR: "sponsor",
    Involvement.SUPPORTER: "contributor",
    Involvement.PARTNER: "contributor",
    Involvement.MEDIA_PARTNER: "contributor",
}
