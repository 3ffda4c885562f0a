"""Which sheets a workbook of eventkit has, and which columns each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eventkit.formats.spreadsheet.workbook import cells
from eventkit.formats.spreadsheet.workbook.columns import LANGUAGES_LIST, ORDER, Column, Sheet


def _texts(
    field: str, heading: str, width: int = 30, *, rare: bool = False, long: bool = False, note: str = ""
) -> Column:
    sort = cells.LONG if long else cells.TEXT
    return Column(field, heading, sort, by_language=True, rare=rare, width=width, note=note)


_OWN = "Made by eventkit: leave it as it is, and empty for what is new."
_id = Column(
    "id",
    "Id",
    width=18,
    note="What everything else calls it by: lower-case letters, digits and hyphens. Leave it empty for what "
    "is new: it is made from the title or name.",
)
_PERIODS_NOTE = "Each on a line of its own: 2022-11-05 09:00 - 12:00. Empty: at any time."
_LINKS_NOTE = (
    "Each on a line of its own: the address, a blank, and what it is called; in several languages so: "
    "[en] Slides [zh] 幻灯片."
)
_STREAMS_NOTE = "Where to watch it from afar. " + _LINKS_NOTE
_links = Column("links", "Links", cells.ADDRESSES, width=24, note=_LINKS_NOTE)
_affiliation = (
    _texts("affiliations.*.position", "Position", note="Such as Professor. A second one: Position 2."),
    Column(
        "affiliations.*.organisation",
        "Organisation",
        width=18,
        of="Organisations",
        note="An id or a name from the sheet Organisations. A second one: Organisation 2.",
    ),
)


def _order() -> Column:
    note = "In which order the languages of this row's texts stand, where that is not the columns'."
    return Column(ORDER, "Language order", cells.LINES, rare=True, width=18, note=note)


def _origin(*, uid: bool = False) -> Iterator[Column]:
    if uid:
        yield Column("uid", "UID", width=38, note=f"The identity in calendars. {_OWN}")
    yield Column("source", "Source", rare=True, note=f"The system it was taken from. {_OWN}")
    yield Column("source_id", "Source id", rare=True, note=f"Its id there. {_OWN}")
    note = "What came with it and has no column, as JSON; never printed."
    yield Column("extra", "Extra", cells.EXTRA, rare=True, width=24, note=note)
    yield _order()


CONFERENCE = Sheet(
    "Conference",
    "conference",
    (
        replace(_id, note="Lower-case letters, digits and hyphens, unique over the years: forum-2022."),
        _texts("title", "Title"),
        _texts("subtitle", "Subtitle", note="A second line of the title."),
        _texts("theme", "Theme", note="What it is about."),
        _texts("occasion", "Occasion", note="The larger occasion it is part of."),
        Column("start", "First day", cells.DATE, note="A date, such as 2022-11-05."),
        Column("end", "Last day", cells.DATE, note="Empty: the first day is the only one."),
        Column("zone", "Time zone", note="All times are by the clocks of it: Asia/Shanghai, Europe/Vienna."),
        Column(
            "languages",
            "Languages",
            cells.TAGS,
            note="The first one first: en, zh. A column without a language in its heading is in that one.",
        ),
        Column(
            "day_change",
            "Day ends at",
            cells.TIME,
            note="What is later belongs to the next day. Empty: 04:00.",
        ),
        _texts("venue.name", "Venue"),
        _texts("venue.address", "Address", long=True),
        _texts("venue.city", "City"),
        Column("venue.country", "Country", note="Two letters, such as CN."),
        Column("venue.latitude", "Latitude", cells.NUMBER, note="Degrees north."),
        Column("venue.longitude", "Longitude", cells.NUMBER, note="Degrees east."),
        Column("venue.url", "Web site of the venue"),
        Column("url", "Web site"),
        Column("contact", "E-mail of the office", note="It is printed: of the office, not of a person."),
        _links,
        Column("streams", "Streams", cells.ADDRESSES, note=_STREAMS_NOTE),
        Column("uid", "UID", note=f"The identity in calendars. {_OWN}"),
        Column(
            "extra", "Extra", cells.EXTRA, rare=True, note="What has no row here, as JSON; never printed."
        ),
        _order(),
    ),
    about="conference",
)

SESSIONS = Sheet(
    "Sessions",
    "sessions",
    (
        _id,
        _texts("title", "Title", 40),
        _texts("subtitle", "Subtitle", 24, note="A second line of the title, or the topic of a panel."),
        Column("kind", "Kind", cells.KIND, note="What sort of thing it is. Empty: talk."),
        Column("date", "Date", cells.DATE, note="The day it begins. May be empty within another session."),
        Column(
            "start",
            "Start",
            cells.TIME,
            width=8,
            note="A time of day by the clocks at the conference. Empty: not scheduled yet. Where the clocks "
            "are put back and show a time twice, write which: 02:30+02:00.",
        ),
        Column(
            "end", "End", cells.TIME, width=8, note="The next such time after the start, past midnight too."
        ),
        Column("end_date", "End date", cells.DATE, rare=True, note="Where it ends more than a day later."),
        Column("minutes", "Minutes", cells.WHOLE, rare=True, note="How long it lasts, instead of End."),
        Column("rooms", "Rooms", cells.LISTED, width=16, of="Rooms", note="Several: after commas."),
        Column("track", "Track", width=16, of="Tracks"),
        Column("parent", "Part of", width=16, of="Sessions", note="The session it is part of."),
        Column("status", "Status", cells.STATUS, note="Empty: confirmed."),
        Column("plenary", "Plenary", cells.TRUTH, width=9, note="TRUE: nothing should run beside it."),
        Column(
            "languages", "Languages", cells.TAGS, of=LANGUAGES_LIST, note="Spoken. Empty: as the conference."
        ),
        Column("interpreted", "Interpreted into", cells.TAGS, of=LANGUAGES_LIST),
        Column("audience", "Audience", cells.WHOLE, width=10, note="How many people are expected."),
        Column("pinned", "Pinned", cells.TRUTH, width=9, note="TRUE: time and rooms are settled."),
        _texts("abstract", "Abstract", long=True),
        _links,
        Column("streams", "Streams", cells.ADDRESSES, width=24, note=_STREAMS_NOTE),
        *_origin(uid=True),
    ),
    frozen=2,
    about="session",
)

APPEARANCES = Sheet(
    "Appearances",
    "appearances",
    (
        Column(
            "session", "Session", width=18, of="Sessions", note="An id or a title from the sheet Sessions."
        ),
        Column(
            "session_title",
            "Session title",
            width=30,
            told_again=True,
            note="Only for reading, or instead of the id.",
        ),
        Column(
            "number",
            "No.",
            cells.NUMBER,
            width=6,
            note="In which order they are named in the session. Empty: behind the row above.",
        ),
        Column("participant", "Person", width=18, of="People", note="An id or a name from the sheet People."),
        Column(
            "person_name",
            "Person's name",
            width=24,
            told_again=True,
            note="Only for reading, or instead of the id.",
        ),
        Column("role", "Role", cells.ROLE, width=16, note="Empty: speaker."),
        Column("status", "Status", cells.STATUS, note="Whether they will come. Empty: confirmed."),
        *(
            replace(each, note=f"Only where it is not the person's usual one. {each.note}")
            for each in _affiliation
        ),
        _order(),
    ),
    frozen=0,
    about="appearance",
)

PEOPLE = Sheet(
    "People",
    "participants",
    (
        _id,
        _texts("name", "Name", note="The whole name, in its owner's order."),
        Column("kind", "Kind", cells.PARTICIPANT_KIND, note="Empty: person."),
        _texts("honorific", "Honorific", 12, note="Such as Dr. or H.E."),
        *_affiliation,
        Column("country", "Country", width=9, note="Two letters, such as CN: where a delegation comes from."),
        _texts("sort", "Sort by", 18, note="Where the name would sort wrongly: Lin, Yifu."),
        _texts("given", "Given name", 14, rare=True),
        _texts("family", "Family name", 14, rare=True),
        _texts("badge", "Name on the badge", 18, rare=True),
        Column("pronouns", "Pronouns"),
        _texts("biography", "Biography", long=True),
        _links,
        Column("members", "Members", cells.LISTED, of="People", note="Who belongs to a team or delegation."),
        Column("variants", "Other spellings", cells.LINES, note="Each on a line of its own; never printed."),
        Column("available", "Available", cells.PERIODS, width=24, note=_PERIODS_NOTE),
        *_origin(),
    ),
    frozen=2,
    about="person",
)

ROOMS = Sheet(
    "Rooms",
    "rooms",
    (
        _id,
        _texts("name", "Name"),
        _texts("building", "Building", 18, note="The building or floor."),
        Column("capacity", "Capacity", cells.WHOLE),
        Column("shared", "Shared", cells.TRUTH, note="TRUE: it holds several sessions at once."),
        Column("features", "Features", cells.LINES, width=24, note="Each on a line of its own."),
        Column("available", "Available", cells.PERIODS, width=24, note=_PERIODS_NOTE),
        *_origin(),
    ),
    about="room",
)

TRACKS = Sheet(
    "Tracks",
    "tracks",
    (
        _id,
        _texts("name", "Name"),
        Column("code", "Code", note="Two capital letters or digits."),
        Column("colour", "Colour", note="Such as #336699."),
        *_origin(),
    ),
    about="track",
)

ORGANISATIONS = Sheet(
    "Organisations",
    "organisations",
    (
        _id,
        _texts("name", "Name", 40),
        _texts("short", "Short name", 14),
        Column("country", "Country", width=9, note="Two letters, such as CN."),
        Column("url", "Web site", width=24),
        *_origin(),
    ),
    about="organisation",
)

BACKING = Sheet(
    "Behind it",
    "backing",
    (
        Column("organisation", "Organisation", width=24, of="Organisations", note="Behind the conference."),
        Column("role", "Role", cells.INVOLVEMENT, width=16, note="Empty: organiser."),
        _texts("level", "Level", 16, note="A sponsor's level, such as Gold."),
        _order(),
    ),
    about="organisation",
)

DEADLINES = Sheet(
    "Deadlines",
    "deadlines",
    (
        _id,
        _texts("title", "Title", note="What is due."),
        Column("date", "Date", cells.DATE, note="The last day."),
        Column("time", "Time", cells.TIME, note="Empty: all of the day is in time."),
        Column("url", "Web site", width=24),
        Column("uid", "UID", note=f"The identity in calendars. {_OWN}"),
        _order(),
    ),
    about="deadline",
)

THINGS = (ORGANISATIONS, ROOMS, TRACKS, PEOPLE, SESSIONS)
"""The sheets whose rows have ids that others lead to."""

SHEETS = (
    CONFERENCE,
    SESSIONS,
    APPEARANCES,
    PEOPLE,
    ROOMS,
    TRACKS,
    ORGANISATIONS,
    BACKING,
    DEADLINES,
)
"""All sheets that are read, in the order in which they are written."""
