"""The event of Open Event, its sponsors and tracks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

from eventkit.intake import RawConference, RawLink, RawOrganisation, RawTrack
from eventkit.intake.raw_objects import RawObject


def event(event: RawObject) -> tuple[RawConference, list[RawOrganisation]]:
    """The event, and who organises it."""
    start, end = event.datetime("starts_at", "start_time"), event.datetime("ends_at", "end_time")
    made = RawConference(
        location=event.location,
        key=event.text("identifier", "id"),
        title=event.text("name"),
        start=_day(start),
        end=_day(end),
        zone=event.text("timezone"),
        venue=event.text("location_name"),
        address=event.text("address"),
        city=event.text("searchable_location_name"),
        latitude=event.number("latitude"),
        longitude=event.number("longitude"),
        url=event.text("external_event_url", "event_url"),
        contact=event.text("email"),
        links=(
            *event.link("ticket_url", "Tickets"),
            *event.link("code_of_conduct_url", "Code of Conduct"),
            *chain.from_iterable(_named_link(each) for each in event.objects("social_links")),
        ),
        field_names=event.field_names(
            start="starts_at start_time", end="ends_at end_time", title="name", zone="timezone"
        ),
    )
    organisers = [
        RawOrganisation(
            location=event.at("organizer_name"),
            name=name,
            role="organizer",
            extra={"description": told} if (told := event.text("organizer_description")) else {},
        )
        for name in event.text_list("organizer_name")
    ]
    event.ignore("version", "id")
    made.extra |= event.unused()
    return made, organisers


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def _named_link(link: RawObject) -> Iterator[RawLink]:
    url = link.text("link", "url")
    if url is not None:
        yield RawLink(url, link.text("name"))


def sponsor(sponsor: RawObject) -> RawOrganisation:
    """A sponsor."""
    made = RawOrganisation(
        location=sponsor.location,
        key=sponsor.text("id"),
        name=sponsor.text("name") or "",
        url=sponsor.text("url", "website"),
        role="sponsor",
        level=sponsor.text("sponsor_type", "type", "level"),
        field_names={"level": "type"},
    )
    made.extra |= sponsor.unused()
    return made


def track(track: RawObject) -> RawTrack:
    """A track."""
    made = RawTrack(
        location=track.location,
        key=track.text("id"),
        name=track.text("name") or "",
        colour=track.text("color", "colour"),
    )
    # Sessions tell their tracks.
    track.ignore("sessions")
    made.extra |= track.unused()
    return made
