"""The conference of a file: title, days, time zone and languages."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from eventkit.intake import RawOrganisation
from eventkit.model import Conference, Involvement
from intake.made import at, findings_of, made, talk


def conference(**fields: Any) -> Conference:
    """The conference that is made of one so told."""
    return made(talk(), conference=fields).schedule.conference


def test_venue_fields_become_the_venue() -> None:
    venue = conference(
        venue="Hofburg",
        address="Heldenplatz 1\n1010 Wien",
        city="Wien",
        country="Österreich",
        latitude=48.2,
        longitude=16,
    ).venue

    assert venue is not None
    assert (str(venue.name), str(venue.address), venue.country) == (
        "Hofburg",
        "Heldenplatz 1, 1010 Wien",
        "AT",
    )
    assert (venue.latitude, venue.longitude) == (48.2, 16)


def test_a_city_alone_is_a_venue() -> None:
    venue = conference(city="Wien").venue

    assert venue is not None
    assert str(venue.name) == "Wien"


@pytest.mark.parametrize(
    "place",
    [{"latitude": 48.2}, {"latitude": 480, "longitude": 16}, {"latitude": float("nan"), "longitude": 1}],
)
def test_invalid_coordinates_are_saved_as_extra_and_reported(place: dict[str, float]) -> None:
    result = made(talk(), conference={"venue": "Hofburg", **place})

    venue = result.schedule.conference.venue
    assert venue is not None
    assert venue.latitude is None
    assert "latitude" in result.schedule.conference.extra
    assert findings_of(result, "invalid-coordinates")


def test_the_hour_at_which_days_change_is_read() -> None:
    assert conference(day_change="05:30").day_change == time(5, 30)
    result = made(talk(), conference={"day_change": "noon"})
    assert result.schedule.conference.day_change == time(4)
    assert (result.schedule.conference.extra["day_change"], len(findings_of(result, "day-change"))) == (
        "noon",
        1,
    )


def test_days_in_the_wrong_order_are_reported() -> None:
    result = made(talk(), conference={"start": date(2026, 3, 5), "end": date(2026, 3, 1)})

    assert (result.schedule.conference.start, result.schedule.conference.end) == (
        date(2026, 3, 1),
        date(2026, 3, 1),
    )
    assert findings_of(result, "days")


def test_organisations_are_imported_with_their_roles() -> None:
    organisations = [
        RawOrganisation(
            location=at(), name="Royal Society", role="主办单位", country="GB", url="https://example.org"
        ),
        RawOrganisation(location=at(), name="Turin Academy", level="Gold"),
        RawOrganisation(location=at(), name="Analytical Society", role="xyzzy"),
        RawOrganisation(location=at(), name="Only named"),
    ]

    result = made(talk(), organisations=organisations)

    assert [
        (each.organisation, each.role, str(each.level or ""))
        for each in result.schedule.conference.organisations
    ] == [
        ("royal-society", Involvement.ORGANISER, ""),
        ("turin-academy", Involvement.SPONSOR, "Gold"),
        ("analytical-society", Involvement.PARTNER, ""),
    ]
    assert len(result.schedule.organisations) == 4
    assert findings_of(result, "involvement")


def test_a_contact_is_imported_only_if_it_is_an_address() -> None:
    assert conference(contact="office@example.org").contact == "office@example.org"
    assert conference(contact="mailto:office@example.org").contact == "office@example.org"
    result = made(talk(), conference={"contact": "ask me"})
    assert (result.schedule.conference.contact, len(findings_of(result, "contact"))) == (None, 1)
