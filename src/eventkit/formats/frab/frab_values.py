"""Field values of frab files: GUIDs, language lists, instants, durations and links."""

from __future__ import annotations

import re
from base64 import urlsafe_b64decode
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin
from uuid import UUID

from eventkit.intake import RawLink, RawText
from eventkit.intake.datetime_parser import ParseFailure, parse_datetime, parse_duration
from eventkit.messages import Message
from eventkit.times import YEARS, Period

MAX_EVENT_NUMBER = 2**31 - 1
"""The largest number an event gets: programs store it in 32 bits."""

SOURCE = "frab"

EXTENSION_KEY = "x-eventkit"
"""The key under which a ``schedule2`` stores data that the format has no fields for."""

NO_TRACK_SLUG = "no-track"
"""The slug for no track in a ``schedule2``: the schema requires one of every event."""


def event_number(uid: UUID) -> int:
    """A number, from 1 on, for an event without one."""
    return uid.int % MAX_EVENT_NUMBER + 1


_UUID = re.compile(r"[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}", re.IGNORECASE)
_SHORT = re.compile(r"[A-Za-z0-9_-]{22}")
_BETWEEN_LANGUAGES = re.compile(r"[\s,;/&|+]+")
_SHORT_LENGTH = re.compile(r"\d{2}:[0-5]\d", re.ASCII)


def has_value(value: Any) -> bool:
    """True for a value that states something; ``False`` and blank text are the same as none."""
    if isinstance(value, str):
        return not (value == "" or value.isspace())
    return value is not None and value is not False and value not in ([], {})


def text(value: Any) -> str:
    """A text or number without surrounding spaces; empty for anything else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else ""


def is_scalar(value: Any) -> bool:
    """True for a text, a number or nothing: what `text` loses nothing of."""
    return value is None or value is False or isinstance(value, str | int | float)


def is_localised(value: Any) -> bool:
    """True for a scalar or texts by language: what `text_by_language` loses nothing of."""
    return is_scalar(value) or (
        isinstance(value, dict) and all(isinstance(form, str) for form in value.values())
    )


def text_by_language(value: Any) -> RawText | None:
    """A text, bare or by language; ``None`` if it is empty."""
    if isinstance(value, dict):
        return {
            str(tag): form for tag, form in value.items() if isinstance(form, str) and form.strip()
        } or None
    if isinstance(value, str):
        return value if value.strip() else None
    return text(value) or None


def parse_guid(guid: str) -> str | None:
    """The UUID of a GUID; 31C3 wrote the same 16 bytes in 22 letters (RFC 4648 5)."""
    if _UUID.fullmatch(guid):
        return guid
    if _SHORT.fullmatch(guid):
        return str(UUID(bytes=urlsafe_b64decode(f"{guid}==")))
    return None


def parse_languages(value: Any) -> tuple[str, ...]:
    """The languages of an event: one, or several with any separator."""
    if not value:
        return ()
    if isinstance(value, list):
        return tuple(tag for item in value for tag in parse_languages(item))
    if isinstance(value, str) and value.isalpha():
        return (value,)
    return tuple(filter(None, _BETWEEN_LANGUAGES.split(text(value).replace("_", "-"))))


def parse_instant(value: Any) -> datetime | ParseFailure:
    """A date and time in ISO 8601, or in any form that `eventkit.intake.datetime_parser` parses."""
    if isinstance(value, str):
        try:
            parsed = datetime.fromisoformat(value) if len(value) > 10 else parse_datetime(value)
        except ValueError:
            return parse_datetime(value)
        if isinstance(parsed, ParseFailure) or parsed.year in YEARS:
            return parsed
        return ParseFailure(Message("is in the year {year}", year=parsed.year))
    return parse_datetime(value) if isinstance(value, int | float) else ParseFailure(Message("is no time"))


def parse_leading_date(value: Any) -> date | None:
    """The ISO 8601 date at the start of a text; ``None`` if there is none."""
    try:
        return date.fromisoformat(text(value)[:10])
    except ValueError:
        return None


def parse_event_duration(value: Any) -> int | ParseFailure:
    """A duration in minutes: ``HH:MM`` or ``D:HH:MM`` as in the schema, or any other notation."""
    if isinstance(value, str) and _SHORT_LENGTH.fullmatch(value):
        return int(value[:2]) * 60 + int(value[3:])
    return (
        parse_duration(value, days_first=True)
        if isinstance(value, str | int | float)
        else ParseFailure(Message("is no length"))
    )


def parse_availabilities(values: Any) -> tuple[tuple[Period, ...], list[Any]]:
    """The periods in which a person or room is available, and the entries that are none."""
    periods, unread = [], []
    for value in values if isinstance(values, list) else [values] if has_value(values) else ():
        start, end = (
            parse_instant(value.get(name)) if isinstance(value, dict) else None for name in ("start", "end")
        )
        if (
            isinstance(start, datetime)
            and isinstance(end, datetime)
            and start.tzinfo is not None is not end.tzinfo
            and start.replace(second=0, microsecond=0) < end.replace(second=0, microsecond=0)
        ):
            whole = (moment.replace(second=0, microsecond=0) for moment in (start, end))
            periods.append(Period(**dict(zip(("start", "end"), whole, strict=True))))
        else:
            unread.append(value)
    return tuple(periods), unread


def wall_time_at(on: date, by: int) -> datetime:
    """The wall time so many minutes after midnight of a date."""
    return datetime(on.year, on.month, on.day) + timedelta(minutes=by)  # noqa: DTZ001 - a wall time


def parse_links(values: Any, base: str = "") -> Iterator[RawLink]:
    """Links or attachments: URLs, or objects with a URL and a label.

    Args:
        values: A list of them; anything else has none.
    """
    for value in values if isinstance(values, list) else ():
        link: Mapping[str, Any] = value if isinstance(value, dict) else {"url": value}
        url_field, label_field = _link_fields(link)
        if url_field is None:
            continue
        url = text(link[url_field])
        label = text_by_language(link[label_field]) if label_field else None
        label = label or text(link.get("type")).capitalize() or None
        yield RawLink(
            urljoin(base, url) if base and "://" not in url else url, label if label != url else None
        )


def unread_of_link(value: Any) -> Any:
    """The members of an entry that `parse_links` does not read: all of one without a URL."""
    link: Mapping[str, Any] = value if isinstance(value, dict) else {"url": value}
    url_field, label_field = _link_fields(link)
    if url_field is None:
        return value
    return other_fields(link, {url_field, label_field, "type"})


def _link_fields(link: Mapping[str, Any]) -> tuple[str | None, str | None]:
    return (
        next((name for name in _URL_FIELDS if text(link.get(name))), None),
        next((name for name in _LABEL_FIELDS if text_by_language(link.get(name))), None),
    )


_URL_FIELDS = ("url", "href", "resource", "link")
_LABEL_FIELDS = ("title", "name", "description", "label")


def other_fields(values: Mapping[str, Any], known: Iterable[str | None]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if name not in known and has_value(value)}
