"""The event of Open Event, its sponsors and tracks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from itertools import chain

from eventkit.intake import RawConference, RawLink, RawOrganisation, RawTrack
from eventkit.intake.objects import Object


def event(event: Object) -> tuple[RawConference, list[RawOrganisation]]:
    """The event, and who organises it."""
    start, end = event.moment("starts_at", "start_time"), event.moment("ends_at", "end_time")
    made = RawConference(
        where=event.where,
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
        named=event.named(
            start="starts_at start_time", end="ends_at end_time", title="name", zone="timezone"
        ),
    )
    organisers = [
        RawOrganisation(
            where=event.at("organizer_name"),
            name=name,
            role="organizer",
            extra={"description": told} if (told := event.text("organizer_description")) else {},
        )
        for name in event.texts("organizer_name")
    ]
    event.skip("version", "id")
    made.extra |= event.extra()
    return made, organisers


def _day(at: datetime | None) -> date | None:
    return None if at is None else at.date()


def _named_link(link: Object) -> Iterator[RawLink]:
    url = link.text("link", "url")
    if url is not None:
        yield RawLink(url, link.text("name"))


def sponsor(sponsor: Object) -> RawOrganisation:
    """A sponsor."""
    made = RawOrganisation(
        where=sponsor.where,
        key=sponsor.text("id"),
        name=sponsor.text("name") or "",
        url=sponsor.text("url", "website"),
        role="sponsor",
        level=sponsor.text("sponsor_type", "type", "level"),
        named={"level": "type"},
    )
    made.extra |= sponsor.extra()
    return made


def track(track: Object) -> RawTrack:
    """A track."""
    made = RawTrack(
        where=track.where,
        key=track.text("id"),
        name=track.text("name") or "",
        colour=track.text("color", "colour"),
    )
    # Sessions tell their tracks.
    track.skip("sessions")
    made.extra |= track.extra()
    return made
