"""Property values (RFC 5545 3.3): text, DATE, DATE-TIME, DURATION, categories and descriptions."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from html import unescape

from eventkit.formats.icalendar.component_parser import CalendarComponent, CalendarProperty
from eventkit.formats.icalendar.zone_resolver import ZoneResolver
from eventkit.intake import Markup, RawProse, RawText
from eventkit.intake.datetime_parser import ParseFailure, parse_datetime
from eventkit.intake.datetime_parser import parse_date as day_of
from eventkit.intake.word_lists import parse_kind, parse_kind_label
from eventkit.times import YEARS
from eventkit.wording import LANGUAGES, Wording

_BACKSLASH = "\udc5c"


_COMMA = re.compile(r"(?<!\\),")


_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)(\d\d)?(Z)?)?", re.ASCII)


_DURATION = re.compile(
    r"([+-]?)P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,7})S)?)?",
    re.ASCII,
)


def unescape_text(value: str) -> str:
    """A text without its escapes; a backslash before any other character is taken for nothing too."""
    if "\\" not in value:
        return value
    # By whole replacements, which need the room of the text and no more; a pattern that is called for each of
    # millions of escapes needs a hundred times that. Decoded text has no lone surrogate.
    said = value.replace("\\\\", _BACKSLASH)
    ends = "\\" if said.endswith("\\") else ""
    said = said.replace("\\n", "\n").replace("\\N", "\n").replace("\\", "")
    return said.replace(_BACKSLASH, "\\") + ends


def split_text_list(value: str) -> list[str]:
    """Texts in a row, parted by commas that are not escaped."""
    parts = _COMMA.split(value.replace("\\\\", _BACKSLASH))
    return [
        each for each in (unescape_text(one.replace(_BACKSLASH, "\\\\")).strip() for one in parts) if each
    ]


def parse_date_property(told: CalendarProperty, zones: ZoneResolver) -> date | datetime | ParseFailure:
    """The day or the time that a property tells: aware in UTC or in the zone it names, and else naive."""
    return parse_date_value(told.value, told.parameter("TZID"), zones, told.line)


def parse_date_value(value: str, tzid: str, zones: ZoneResolver, line: int) -> date | datetime | ParseFailure:
    """As `parse_date_property`, of a value in a zone of that name, if it names any."""
    said = value.strip()
    found = _stamp(said)
    if isinstance(found, datetime) and found.tzinfo is None and tzid:
        return zones.at(found, tzid, line)
    return found


def _stamp(said: str) -> date | datetime | ParseFailure:
    found = _STAMP.fullmatch(said)
    try:
        if found and found[4] is None:
            return _within_years(date(int(found[1]), int(found[2]), int(found[3])))
        if found:
            numbers = [int(each or 0) for each in found.groups()[:6]]
            # A leap second is the end of its minute (RFC 5545 3.3.12).
            numbers[5] = min(numbers[5], 59)
            return _within_years(datetime(*numbers, tzinfo=UTC if found[7] else None))  # type: ignore[arg-type, misc]
    except ValueError:
        return ParseFailure("does not exist in the calendar")
    read = parse_datetime(said)
    other = day_of(said)
    return other if isinstance(read, ParseFailure) and isinstance(other, date) else read


def _within_years(found: date) -> date | ParseFailure:
    return found if found.year in YEARS else ParseFailure(f"is in the year {found.year}")


def parse_duration_value(value: str) -> timedelta | ParseFailure:
    """A length of time (RFC 5545 3.3.6) that goes forwards."""
    found = _DURATION.fullmatch(value.strip())
    if not found or not any(found.groups()[1:]):
        return ParseFailure("is not a duration")
    if found[1] == "-":
        return ParseFailure("goes backwards")
    weeks, days, hours, minutes, seconds = (int(each or 0) for each in found.groups()[1:])
    return timedelta(weeks=weeks, days=days, hours=hours, minutes=minutes, seconds=seconds)


_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|amp|lt|gt|quot|apos|nbsp);")


_TAG = re.compile(r"</?(?:p|br|b|i|a|ul|ol|li|div|span|strong|em|html|h[1-6])\b[^<>]*>", re.IGNORECASE)


def text_by_language(told: Sequence[CalendarProperty]) -> RawText | None:
    """A text in each language that it is told in; bare where none is named."""
    if not told:
        return None
    by_language = {each.parameter("LANGUAGE"): unescape_text(each.value) for each in reversed(told)}
    if list(by_language) == [""]:
        return by_language[""]
    named = {language: said for language, said in by_language.items() if language}
    return dict(reversed(named.items()))


def location_text(entry: CalendarComponent) -> str:
    """Where an entry is, in one text; empty where it does not say."""
    return " ".join(unescape_text(entry.value("LOCATION")).split())


def parse_categories(entry: CalendarComponent) -> tuple[str | None, str | None, list[str]]:
    """Kind, track and what is left of the categories.

    The kind is the last one that is known for a kind, the track the first that is for no kind or another one.
    What eventkit calls a kind in one language or another is nothing but that.
    """
    every = list(
        dict.fromkeys(name for each in entry.every("CATEGORIES") for name in split_text_list(each.value))
    )
    kind = next((each for each in reversed(every) if parse_kind(each) is not None), None)
    meant = parse_kind(kind) if kind else None
    rest = [each for each in every if each != kind and (meant is None or parse_kind_label(each) is not meant)]
    track = next((each for each in rest if meant is None or parse_kind(each) is not meant), None)
    return kind, track, [each for each in rest if each != track]


def parent_uid(entry: CalendarComponent) -> str | None:
    """The UID of what an entry is part of; PARENT is meant where no relation is named (RFC 5545 3.2.15)."""
    related = entry.every("RELATED-TO")
    return next(
        (each.value.strip() for each in related if each.parameter("RELTYPE").upper() in {"", "PARENT"}), None
    )


def description(entry: CalendarComponent) -> RawProse | None:
    """The description: plain text (RFC 5545 3.8.1.5), though some programs write HTML into it."""
    said = text_by_language(entry.every("DESCRIPTION"))
    if said is None:
        html = entry.first("X-ALT-DESC")
        return RawProse(unescape_text(html.value), Markup.HTML) if html else None
    whole = said if isinstance(said, str) else "\n".join(said.values())
    return RawProse(said, Markup.UNKNOWN if _TAG.search(whole) else Markup.PLAIN)


def has_entities(prose: RawProse | None) -> bool:
    """Whether a plain text has entities of HTML in it, as some programs write into it."""
    if prose is None or prose.markup is not Markup.PLAIN:
        return False
    said = prose.text.values() if isinstance(prose.text, Mapping) else [prose.text]
    return any(_ENTITY.search(str(each)) for each in said)


def decode_entities(prose: RawProse) -> RawProse:
    """A plain text with the letters that its entities stand for."""
    if isinstance(prose.text, Mapping):
        return RawProse({tag: unescape(str(each)) for tag, each in prose.text.items()}, prose.markup)
    return RawProse(unescape(prose.text), prose.markup)


def strip_cancelled_prefix(title: RawText | None) -> RawText | None:
    """The title of what is cancelled without the word that says so: STATUS does, and calendars say both."""
    return _strip_affix(title, _markers()[0], "")


def strip_draft_suffix(title: RawText | None) -> RawText | None:
    """The title of a calendar of ours without the word behind it that says that it is a draft."""
    return _strip_affix(title, "", _markers()[1])


def _strip_affix(title: RawText | None, before: str, behind: str) -> RawText | None:
    """A title without what stands before or behind it in any language."""
    if title is None or isinstance(title, str):
        return title and (re.sub(f"^(?:{before})|(?:{behind})$", "", title) or title)
    return {language: str(_strip_affix(said, before, behind)) for language, said in title.items()}


@cache
def _markers() -> tuple[str, str]:
    """What calendars of ours put before a title and behind it, as patterns: Cancelled: A title (Draft)."""
    every = [Wording.of(each) for each in LANGUAGES]
    cancelled = {re.escape(each.word("cancelled-title", title="")) for each in every}
    drafts = {rf" \({re.escape(each.word('draft'))}\)" for each in every}
    return "|".join(sorted(cancelled)), "|".join(sorted(drafts))
