"""Any valid schedule, and the values it is made of, for property tests.

They lean towards what goes wrong: hours that the clocks show twice, sessions past midnight, scripts that
run to the left or need shaping, texts that look like markup, and nothing at all where nothing is allowed.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from hypothesis import strategies as st

from eventkit import model
from eventkit.schedule import MAX_DEPTH, Schedule
from eventkit.texts import Text, cleaned, plain
from eventkit.times import Period

T = TypeVar("T")

LANGUAGES = ("en", "zh", "zh-Hant", "ja", "ko", "ru", "el", "ar", "he", "hi", "th", "vi", "am", "und")

PHRASES = (
    "Opening",
    "开幕式",
    "開幕式",
    "基調講演",
    "기조 강연",
    "Пленарное заседание",
    "Ἡ ἀρχή",
    "الجلسة الافتتاحية",
    "מושב פתיחה",
    "उद्घाटन समारोह",
    "พิธีเปิด",
    "Lễ khai mạc",
    "የመክፈቻ ሥነ ሥርዓት",
    "Łódź & <b>São Paulo</b>",
    "100% \\ {of} it; \"so\", 'they' say",
    "= 1 + 1",
    "🎉 👩🏽‍🔬",
    "گردهمایی ریاضی‌دانان",
)

ZONES = {
    # Each with an instant about which its clocks are put forward or back.
    "Asia/Shanghai": datetime(2022, 11, 5, 6, 30, tzinfo=UTC),
    "Europe/Vienna": datetime(2026, 10, 25, 1, tzinfo=UTC),
    "America/New_York": datetime(2026, 11, 1, 6, tzinfo=UTC),
    "Africa/Casablanca": datetime(2026, 2, 15, 2, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 4, 4, 15, tzinfo=UTC),  # by half an hour
    "Antarctica/Troll": datetime(2026, 3, 29, 1, tzinfo=UTC),  # by two hours
    "Pacific/Apia": datetime(2011, 12, 30, 10, tzinfo=UTC),  # over a whole day
    "Asia/Kathmandu": datetime(1985, 12, 31, 18, 30, tzinfo=UTC),  # by a quarter of an hour
    "Africa/Monrovia": datetime(1972, 1, 7, 0, 44, tzinfo=UTC),  # by a time of seconds
    "UTC": datetime(2000, 1, 1, tzinfo=UTC),
}


def maybe(values: st.SearchStrategy[T]) -> st.SearchStrategy[T | None]:
    """A value or none."""
    return st.none() | values


def few(values: st.SearchStrategy[T], max_size: int = 2) -> st.SearchStrategy[tuple[T, ...]]:
    """Up to some values, or none."""
    return st.lists(values, max_size=max_size).map(tuple)


def some_of(values: Sequence[T]) -> st.SearchStrategy[tuple[T, ...]]:
    """Some of the values, each once, in any order; none where there are none."""
    return st.lists(st.sampled_from(values), unique=True, max_size=3).map(tuple) if values else st.just(())


def _is_kept(text: str) -> bool:
    try:
        return plain(text) == text
    except ValueError:
        return False


ids = st.sampled_from(["a", "b", "opening", "lin-yifu", "room.2", "1_0"]) | st.text(
    "abcxyz0189", min_size=1, max_size=4
)
some_ids = st.lists(ids, unique=True, max_size=3).map(tuple)
languages = st.sampled_from(LANGUAGES)
anything = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
lines = st.sampled_from(PHRASES) | anything.map(lambda text: " ".join(cleaned(text).split())).filter(_is_kept)
"""One line of text in any script."""

passages = st.lists(lines, min_size=1, max_size=3).map("\n\n".join)
"""Text of one or several lines."""

in_several = st.dictionaries(languages, lines, min_size=1, max_size=3)
titles = st.builds(Text, lines, languages) | st.builds(Text, in_several)
"""A line in one or more languages, in any order."""

abstracts = st.builds(Text, st.dictionaries(languages, passages, min_size=1, max_size=2))
"""Lines in one or more languages."""

urls = st.sampled_from(
    ["https://example.org", "http://example.org/a?b=c&d=%20;e#f,g", "https://例え.example/é"]
)
countries = st.sampled_from(["CN", "ET", "EG", "AT"])
links = few(st.builds(model.Link, url=urls, label=maybe(titles)))
streams = few(
    st.builds(
        model.Stream,
        url=maybe(urls),
        label=maybe(titles),
        kind=st.sampled_from(model.StreamKind),
        language=maybe(languages),
        views=maybe(st.integers(0, 10**12)),
    )
)
names = st.lists(
    st.builds(
        model.Name,
        language=languages,
        full=lines,
        given=maybe(lines),
        family=maybe(lines),
        sort=maybe(lines),
        badge=maybe(lines),
    ),
    min_size=1,
    max_size=3,
    unique_by=lambda name: name.language,
).map(tuple)
"""The forms of a name, one for each of its languages."""

venues = st.builds(
    lambda place, **named: model.Venue(**named, **dict(zip(("latitude", "longitude"), place, strict=False))),
    place=st.just(()) | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    name=titles,
    address=maybe(abstracts),
    city=maybe(titles),
    country=maybe(countries),
    url=maybe(urls),
)
"""A venue, known on the map or not."""


@st.composite
def periods(draw: st.DrawFn, near: datetime) -> Period:
    """A period of a minute to a day and a half, within two hours of an instant or in any of many years."""
    about = draw(st.sampled_from([near, near, datetime(2020, 1, 1, tzinfo=UTC)]))
    reach = 120 if about is near else 10**7
    start = about + timedelta(minutes=draw(st.integers(-reach, reach)))
    return Period(start=start, end=start + timedelta(minutes=draw(st.integers(1, 2160))))


_json = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(1 - 10**18, 10**18 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", " ", "7", "null", "a\n", "\n b", "~", "<<"])
    | passages,
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(lines, inner, max_size=2),
    max_leaves=4,
)
extras = st.just(model.Extra()) | st.builds(model.Extra, st.dictionaries(lines, _json, max_size=2))
"""What may come with a thing from elsewhere; often nothing."""


@st.composite
def origins(draw: st.DrawFn, id_: str) -> dict[str, Any]:
    """The fields that tell where the thing of that id came from, if from anywhere."""
    source = draw(st.sampled_from([None, None, "pretalx", "people.xlsx: Redner"]))
    return {"source": source, "source_id": source and f"#{id_}", "extra": draw(extras)}


@dataclass(frozen=True)
class Known:
    """The ids that a schedule's parts may name."""

    organisations: tuple[str, ...]
    rooms: tuple[str, ...]
    tracks: tuple[str, ...]
    participants: tuple[str, ...]


@st.composite
def affiliations(draw: st.DrawFn, known: Known) -> tuple[model.Affiliation, ...]:
    """Positions and organisations, each of the two known or both."""
    return tuple(
        model.Affiliation(position=draw(maybe(titles) if at else titles), organisation=at)
        for at in draw(few(st.sampled_from([None, *known.organisations])))
    )


@st.composite
def participants(draw: st.DrawFn, id_: str, near: datetime, known: Known) -> model.Participant:
    """A participant of that id."""
    return model.Participant(
        id=id_,
        name=draw(names),
        kind=draw(st.sampled_from(model.ParticipantKind)),
        honorific=draw(maybe(titles)),
        affiliations=draw(affiliations(known)),
        country=draw(maybe(countries)),
        members=draw(some_of(known.participants)),
        variants=draw(few(lines)),
        biography=draw(maybe(abstracts)),
        pronouns=draw(maybe(lines)),
        links=draw(links),
        available=draw(few(periods(near))),
        **draw(origins(id_)),
    )


@st.composite
def appearances(draw: st.DrawFn, known: Known) -> tuple[model.Appearance, ...]:
    """Appearances of participants, who may come in several roles."""
    who_and_role = itertools.product(known.participants, model.Role)
    return tuple(
        model.Appearance(
            participant=who,
            role=role,
            affiliations=draw(affiliations(known)),
            status=draw(st.sampled_from(model.Status)),
        )
        for who, role in draw(some_of(list(who_and_role)))
    )


@st.composite
def sessions(draw: st.DrawFn, id_: str, parent: str | None, near: datetime, known: Known) -> model.Session:
    """A session of that id, part of another or of none."""
    scheduled = draw(st.booleans())
    return model.Session(
        id=id_,
        uid=uuid5(NAMESPACE_URL, id_),
        title=draw(titles),
        subtitle=draw(maybe(titles)),
        kind=draw(st.sampled_from(model.Kind)),
        parent=parent,
        slot=model.Slot(period=draw(periods(near)), rooms=draw(some_of(known.rooms))) if scheduled else None,
        people=draw(appearances(known)),
        track=draw(st.sampled_from([None, *known.tracks])),
        plenary=draw(st.booleans()),
        abstract=draw(maybe(abstracts)),
        languages=draw(some_of(LANGUAGES)),
        interpreted=draw(some_of(LANGUAGES)),
        streams=draw(streams),
        links=draw(links),
        status=draw(st.sampled_from(model.Status)),
        pinned=draw(st.booleans()),
        audience=draw(maybe(st.integers(0, 10**6))),
        **draw(origins(id_)),
    )


@st.composite
def deadlines(draw: st.DrawFn, near: datetime) -> tuple[model.Deadline, ...]:
    """Some deadlines, of a day or of an instant."""
    return tuple(
        model.Deadline(
            id=id_,
            uid=uuid5(NAMESPACE_URL, f"deadline:{id_}"),
            title=draw(titles),
            at=draw(st.dates(near.date(), near.date()) | periods(near).map(lambda period: period.end)),
            url=draw(maybe(urls)),
        )
        for id_ in draw(st.lists(ids, unique=True, max_size=2))
    )


@st.composite
def conferences(draw: st.DrawFn, zone: str, known: Known) -> model.Conference:
    """A conference in the zone, with organisations behind it."""
    first = ZONES[zone].date()
    return model.Conference(
        id=draw(st.sampled_from(["forum", "congress-2026"])),
        uid=draw(st.uuids()),
        title=draw(titles),
        subtitle=draw(maybe(titles)),
        theme=draw(maybe(titles)),
        occasion=draw(maybe(titles)),
        start=first,
        end=first + timedelta(days=draw(st.integers(0, 400))),
        zone=zone,
        day_change=draw(st.sampled_from([time(0), time(4), time(11, 59)])),
        languages=draw(st.lists(languages, unique=True, min_size=1, max_size=3)),
        venue=draw(maybe(venues)),
        organisations=tuple(
            model.Backing(
                organisation=each, role=draw(st.sampled_from(model.Involvement)), level=draw(maybe(titles))
            )
            for each in draw(some_of(known.organisations))
        ),
        url=draw(maybe(urls)),
        contact=draw(st.sampled_from([None, "office@example.org"])),
        links=draw(links),
        streams=draw(streams),
        deadlines=draw(deadlines(ZONES[zone])),
        extra=draw(extras),
    )


@st.composite
def schedules(draw: st.DrawFn, max_sessions: int = 6) -> Schedule:
    """Any valid schedule: from none to some of everything, sessions within sessions."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    known = Known(*(draw(some_ids) for _ in range(4)))
    depth: dict[str | None, int] = {None: 0}
    agenda: list[model.Session] = []
    count = draw(st.integers(0, max_sessions))  # drawn apart, so that small ones are no more likely
    for id_ in draw(st.lists(ids, unique=True, min_size=count, max_size=count)):
        parent = draw(st.sampled_from([above for above, at in depth.items() if at < MAX_DEPTH]))
        depth[id_] = depth[parent] + 1
        agenda.append(draw(sessions(id_, parent, ZONES[zone], known)))
    return Schedule(
        conference=draw(conferences(zone, known)),
        organisations=tuple(
            model.Organisation(
                id=id_,
                name=draw(titles),
                short=draw(maybe(titles)),
                country=draw(maybe(countries)),
                url=draw(maybe(urls)),
                **draw(origins(id_)),
            )
            for id_ in known.organisations
        ),
        rooms=tuple(
            model.Room(
                id=id_,
                name=draw(titles),
                building=draw(maybe(titles)),
                capacity=draw(maybe(st.integers(1, 10**6))),
                shared=draw(st.booleans()),
                features=draw(few(lines)),
                available=draw(few(periods(ZONES[zone]))),
                **draw(origins(id_)),
            )
            for id_ in known.rooms
        ),
        tracks=tuple(
            model.Track(
                id=id_,
                name=draw(titles),
                code=code,
                colour=draw(st.sampled_from(["#336699", "#ffffff"])),
                **draw(origins(id_)),
            )
            for id_, code in zip(known.tracks, ("AI", "42", "Z9"), strict=False)
        ),
        participants=tuple(draw(participants(id_, ZONES[zone], known)) for id_ in known.participants),
        sessions=tuple(agenda),
    )
