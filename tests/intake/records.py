"""Any records, as loose as files are, for property tests."""
# ruff: noqa: DTZ001, DTZ901 - wall times are naive

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

from hypothesis import strategies as st

from eventkit.intake import (
    ImportHints,
    Location,
    Markup,
    RawAppearance,
    RawConference,
    RawLink,
    RawOrganisation,
    RawPerson,
    RawProse,
    RawRoom,
    RawSchedule,
    RawSession,
    RawTrack,
)

STRINGS = (
    "",
    " ",
    "Opening",
    "opening",
    " Two  blanks ",
    "line\r\nbreak",
    "开幕式",
    "開幕式",
    "FranÃ§ois",
    "undefined",
    "None",
    "TBD",
    "\u202eevil\u202c",
    "a\x00b",
    "\ud800",
    "\u200d",
    "e\u0301",
    "<b>bold</b> <script>x</script>",
    "https://example.org/a b",
    "javascript:alert(1)",
    "Lunch",
    "Ada Lovelace; Emmy Noether",
    "Moderator: Kurt Gödel",
    "6561",
    "a1b2c3d4-1111-4222-8333-444455556666",
    "Europe/Vienna",
    "{0} %s \\",
)

strings = st.sampled_from(STRINGS) | st.text(max_size=12)
words = strings | st.dictionaries(
    st.sampled_from(["en", "zh", "zh_Hant", "English", "??", ""]), strings, max_size=3
)
names = (
    st.sampled_from(["Opening", "Lunch", "Ada  Lovelace", "林一夫", "FranÃ§ois", "a\u200bb", "x" * 501])
    | words
)
"""Words where there is mostly something in them."""

keys = (
    st.none() | st.sampled_from(["a", "b", "1", "Opening", "a1b2c3d4-1111-4222-8333-444455556666"]) | strings
)
moments = st.none() | st.sampled_from(
    [
        datetime(2026, 3, 1, 9),
        datetime(2026, 3, 1, 0, 30),
        datetime(2026, 3, 29, 2, 30),
        datetime(2026, 10, 25, 2, 30),
        datetime(2026, 3, 1, 9, tzinfo=UTC),
        datetime(2026, 3, 1, 9, 0, 31, tzinfo=timezone(timedelta(hours=9))),
        datetime.min,
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=12))),
    ]
) | st.datetimes(datetime(2026, 2, 27), datetime(2026, 3, 3))  # fmt: skip
lengths = st.none() | st.sampled_from([0, -5, 30, 600, 10**9])
json = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | strings,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(strings, inner, max_size=2),
    max_leaves=4,
)
counts = st.none() | st.integers(-3, 10**15) | strings
places = st.builds(Location, st.just("talks.csv"), row=st.none() | st.integers(1, 99))
proses = st.none() | st.builds(RawProse, words, st.sampled_from(Markup))
few_strings = st.lists(strings, max_size=3).map(tuple)
links = st.lists(
    st.builds(RawLink, strings, st.none() | words, st.sampled_from([None, "live", "recording", "?"]), keys),
    max_size=2,
).map(tuple)
days = st.none() | st.dates(date(2026, 2, 27), date(2026, 3, 3)) | st.sampled_from([date.min, date.max])


def record(kind: type[Any], /, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """A record of a kind."""
    base = {"location": places, "key": keys, "extra": st.dictionaries(strings, json, max_size=2)}
    return st.builds(kind, **base, **fields)


maybe = st.none() | words
text = st.none() | strings
zones = st.sampled_from(["Europe/Vienna", "Europe/Vienna", "europe/vienna", None, "x"])
conferences = record(
    RawConference,
    title=maybe, subtitle=maybe, acronym=text, start=days, end=days, zone=zones,
    languages=few_strings, day_change=text, venue=maybe, address=maybe, city=maybe, country=text,
    latitude=st.none() | st.floats(), longitude=st.none() | st.floats(), url=text, contact=text, links=links,
)  # fmt: skip
appearances = st.builds(
    RawAppearance, keys.filter(lambda key: key is not None), text, maybe, maybe, st.none() | strings
)
sessions = record(
    RawSession,
    title=names, subtitle=maybe, kind=text, start=moments, end=moments, minutes=lengths, rooms=few_strings,
    track=text, parent=keys, uid=keys, abstract=proses, description=proses,
    people=st.lists(appearances, max_size=3).map(tuple), people_text=text, languages=few_strings, links=links,
    status=text, plenary=st.booleans(), audience=counts,
)  # fmt: skip
people = record(
    RawPerson,
    name=names, given=text, family=text, sort=text, kind=text, honorific=maybe, position=maybe,
    organisation=maybe, country=text, biography=proses, pronouns=text, links=links, variants=few_strings,
    contact=st.dictionaries(st.sampled_from(["email", "phone", "x"]), strings, max_size=2),
)  # fmt: skip
organisations = record(
    RawOrganisation, name=words, short=maybe, country=text, url=text, role=text, level=maybe
)
rooms = record(
    RawRoom, name=words, building=maybe, capacity=counts, shared=st.booleans(), features=few_strings
)
tracks = record(RawTrack, name=words, code=text, colour=text)
records = st.builds(
    RawSchedule,
    st.just("talks"),
    conferences,
    organisations=st.lists(organisations, max_size=2),
    rooms=st.lists(rooms, max_size=2),
    tracks=st.lists(tracks, max_size=2),
    people=st.lists(people, max_size=3),
    sessions=st.lists(sessions, max_size=4),
)
"""Any records."""

given_besides = st.builds(
    ImportHints,
    id=st.sampled_from([None, None, "forum", "forum-2026", "No Id!"]),
    title=text,
    zone=st.sampled_from([None, None, None, "Asia/Shanghai", "../../etc/passwd"]),
    languages=st.sampled_from([(), (), ("en",), ("zh", "en"), ("en", "en"), ("?",)]),
    source=st.sampled_from([None, "mine"]),
)
"""Any hints about them from outside the file."""
