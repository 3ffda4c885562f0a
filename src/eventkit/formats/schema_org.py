"""schema.org events: the schedule as JSON-LD for search engines; only written."""

from __future__ import annotations

from eventkit.formats.losses import (
    CANCELLED_APPEARANCES,
    TENTATIVE_SESSIONS,
    LossSpec,
    Omission,
    PartialLoss,
    find_losses,
)
from eventkit.messages import Message
from eventkit.model import (
    Affiliation,
    Appearance,
    Backing,
    Conference,
    Involvement,
    Link,
    Name,
    Organisation,
    Participant,
    ParticipantKind,
    Room,
    Session,
    Slot,
    Stream,
    StreamKind,
    Track,
    Venue,
)
from eventkit.plugins.exporters import NO_OPTIONS, PLAIN, Context, Output, require_options
from eventkit.public_pages.structured_data import EVENT_TYPES, ROLE_PROPERTIES, EventNodeBuilder, serialise
from eventkit.schedule import EntityKind, Schedule
from eventkit.wording.public_schedule import for_readers


def _loses_streams(value: Conference | Session, _: Schedule) -> bool:
    return any(
        stream.url is None or (stream.language is not None and stream.kind is StreamKind.LIVE)
        for stream in value.streams
    )


def _merges_roles(session: Session, _: Schedule) -> bool:
    """True if roles become ``performer``, or a person appears more than once."""
    people = [person.participant for person in session.people]
    return len(set(people)) < len(people) or any(
        person.role not in ROLE_PROPERTIES for person in session.people
    )


def _loses_titles(participant: Participant, _: Schedule) -> bool:
    """True for organisations and teams with titles or names that only persons have in schema.org."""
    return participant.kind is not ParticipantKind.PERSON and bool(
        participant.honorific
        or any(affiliation.position for affiliation in participant.affiliations)
        or any(form.given or form.family for form in participant.name)
    )


def _is_unused(room: Room, schedule: Schedule) -> bool:
    return not any(room.id in schedule.rooms_of(session) for session in schedule.sessions)


def _is_unnamed(organisation: Organisation, schedule: Schedule) -> bool:
    return all(
        backing.organisation != organisation.id for backing in schedule.conference.organisations
    ) and all(
        affiliation.organisation != organisation.id or _is_absent(participant, schedule)
        for participant in schedule.participants
        for affiliation in participant.affiliations
    )


def _is_absent(participant: Participant, schedule: Schedule) -> bool:
    return not any(appearance.comes for _, appearance in schedule.appearances(participant.id))


SCHEMA_ORG_LOSSES = LossSpec(
    format="schema.org",
    fields={
        Conference: {
            "uid",
            "title",
            "subtitle",
            "theme",
            "occasion",
            "start",
            "end",
            "languages",
            "venue",
            "url",
            "links",
            "streams",
            "organisations",
        },
        Venue: {"name", "address", "city", "country", "latitude", "longitude", "url"},
        Backing: {"organisation", "role"},
        Session: {
            "uid",
            "title",
            "subtitle",
            "kind",
            "slot",
            "minutes",
            "track",
            "parent",
            "status",
            "languages",
            "abstract",
            "links",
            "streams",
            "people",
        },
        Slot: {"period", "rooms"},
        Appearance: {"participant", "role"},
        Link: {"url", "label"},
        Stream: {"url", "label", "kind", "language"},
        Room: {"id", "name", "building", "capacity"},
        Track: {"name"},
        Participant: {"id", "name", "kind", "honorific", "affiliations", "biography", "links"},
        Name: {"full", "given", "family", "language"},
        Affiliation: {"position", "organisation"},
        Organisation: {"id", "name", "short", "url"},
    },
    partial=(
        PartialLoss(
            "conference.organisations",
            Message("the difference between organisers, co-organisers and hosts, or supporters and partners"),
            lambda conference, _: any(
                backing.role not in {Involvement.ORGANISER, Involvement.SPONSOR}
                for backing in conference.organisations
            ),
        ),
        *(
            PartialLoss(
                f"{entity}.streams",
                Message("streams without an address, or the language of live ones"),
                _loses_streams,
            )
            for entity in ("conference", "session")
        ),
        PartialLoss(
            "session.kind",
            Message("the kind of a session, except workshops, tutorials, meals and social events"),
            lambda session, _: session.kind not in EVENT_TYPES,
        ),
        TENTATIVE_SESSIONS,
        CANCELLED_APPEARANCES,
        PartialLoss(
            "session.people",
            Message("roles: speakers, moderators and others are all performers"),
            _merges_roles,
        ),
        PartialLoss(
            "participant.kind",
            Message("teams and delegations as such: they are organisations"),
            lambda participant, _: participant.kind in {ParticipantKind.TEAM, ParticipantKind.DELEGATION},
        ),
        PartialLoss(
            "participant.affiliations",
            Message("which position belongs to which organisation"),
            lambda participant, _: len(participant.affiliations) > 1,
        ),
        PartialLoss(
            "participant.honorific",
            Message("titles, positions and parts of names of teams, delegations and organisations"),
            _loses_titles,
        ),
        PartialLoss(
            "participant.links",
            Message("labels of links of people"),
            lambda participant, _: any(link.label for link in participant.links),
        ),
    ),
    omissions=(
        Omission(EntityKind.PARTICIPANT, Message("people who appear in no session"), _is_absent),
        Omission(EntityKind.ROOM, Message("rooms without a session"), _is_unused),
        Omission(
            EntityKind.TRACK,
            Message("tracks without a session"),
            lambda track, schedule: all(session.track != track.id for session in schedule.sessions),
        ),
        Omission(
            EntityKind.ORGANISATION,
            Message("organisations that are neither behind the conference nor an affiliation"),
            _is_unnamed,
        ),
    ),
)


class SchemaOrgFormat:
    """schema.org events; only written."""

    title = "schema.org events (JSON-LD), for search engines"
    suffixes = (".jsonld",)
    options = NO_OPTIONS

    def export(self, schedule: Schedule, context: Context = PLAIN) -> Output:
        """Export JSON-LD; the same schedule gives the same bytes."""
        require_options(self, context)
        shown = for_readers(schedule)
        data = f"{serialise(EventNodeBuilder(shown).conference(), indent=2)}\n".encode()
        return Output(data, losses=find_losses(shown, SCHEMA_ORG_LOSSES))


schema_org_format = SchemaOrgFormat()  # the one there is: what the entry point names
