"""Any valid schedule, and the values it is made of, for property tests.

They lean towards what goes wrong: hours that the clocks show twice, sessions past midnight, scripts that
run to the left or need shaping, texts that look like markup, and nothing at all where nothing is allowed.

Each field of the model is drawn by the shape that its annotation gives it, so that a new field is drawn from
the day it is added, and one of a new type fails with a `KeyError`. By hand are only those whose values depend
on others.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any, TypeVar
from uuid import NAMESPACE_URL, uuid5

from hypothesis import strategies as st

from eventkit import model
from eventkit.model.specs import FieldShape, shape_of
from eventkit.schedule import MAX_DEPTH, Schedule
from eventkit.texts import Text, clean, require_clean
from eventkit.times import Period
from eventkit.values import Value, ValueType

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
        return require_clean(text) == text
    except ValueError:
        return False


ids = st.sampled_from(["a", "b", "opening", "lin-yifu", "room.2", "1_0"]) | st.text(
    "abcxyz0189", min_size=1, max_size=4
)
some_ids = st.lists(ids, unique=True, max_size=3).map(tuple)
languages = st.sampled_from(LANGUAGES)
anything = st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1, max_size=12)
lines = st.sampled_from(PHRASES) | anything.map(lambda text: clean(text, single_line=True)).filter(_is_kept)
"""One line of text in any script."""

passages = st.lists(lines, min_size=1, max_size=3).map("\n\n".join)
"""Text of one or several lines."""

_POOL = [
    Text(
        {
            LANGUAGES[(3 * at + more) % len(LANGUAGES)]: PHRASES[(at + 5 * more) % len(PHRASES)]
            for more in range(count)
        }
    )
    for count in (1, 2, 3)
    for at in range(len(PHRASES))
]
_pooled = st.sampled_from(_POOL)

in_several = st.dictionaries(languages, lines, min_size=1, max_size=3)
titles = st.one_of(_pooled, _pooled, _pooled, st.builds(Text, lines, languages), st.builds(Text, in_several))
"""A line in one or more languages, in any order; mostly of a pool, which takes a single choice."""

abstracts = st.one_of(
    _pooled, _pooled, st.builds(Text, st.dictionaries(languages, passages, min_size=1, max_size=2))
)
"""Lines in one or more languages."""

urls = st.sampled_from(
    ["https://example.org", "http://example.org/a?b=c&d=%20;e#f,g", "https://例え.example/é"]
)
counts = st.integers(1, 10**5)
"""A number of people or minutes: never none, which not every field allows."""


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
"""What may come with an entity from elsewhere; often nothing."""


@dataclass(frozen=True)
class Known:
    """The ids that a schedule's parts may name."""

    organisations: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()
    participants: tuple[str, ...] = ()

    def of(self, cls: type[Value]) -> tuple[str, ...]:
        """The ids of a class."""
        ids: tuple[str, ...] = getattr(self, f"{cls.__name__.lower()}s")
        return ids


@cache
def values(cls: type[Value], name: str, known: Known, near: datetime) -> st.SearchStrategy[Any]:
    """Values of one field of a class.

    Args:
        cls: The class.
        name: The field.
        known: The ids that it may refer to.
        near: An instant near which its times are.
    """
    if by_hand := _BY_HAND.get((cls, name)):
        return by_hand(known, near)
    shape = shape_of(cls, name)
    if shape.value_type is ValueType.REFERENCE and shape.value_class is not None:
        ids = known.of(shape.value_class)
        if shape.many:
            return some_of(ids)
        return st.sampled_from(ids if shape.required else (None, *ids))
    return _values_without_ids(cls, name, near)


@cache
def _values_without_ids(cls: type[Value], name: str, near: datetime) -> st.SearchStrategy[Any]:
    """Values of a field that refers to nothing: made once, whatever ids a schedule has."""
    shape = shape_of(cls, name)
    one = _BY_TYPE[shape.value_type](shape, near)
    return st.lists(one, min_size=not shape.required, max_size=2).map(tuple) if shape.many else one


@st.composite
def build(draw: st.DrawFn, cls: type[T], known: Known, near: datetime, **chosen: Any) -> T:
    """Values of a class, each field a given value, or by a given strategy, or else by its shape.

    One choice decides which of the optional fields have a value: a choice for each would take half the time.
    """
    assert issubclass(cls, Value)
    optional = _optional_fields(cls)
    present = draw(st.integers(0, (1 << len(optional)) - 1)) if optional else 0
    drawn = {}
    for name in cls.model_fields:
        if name in chosen:
            value = chosen[name]
            drawn[name] = draw(value) if isinstance(value, st.SearchStrategy) else value
        elif name not in optional or present >> optional.index(name) & 1:
            drawn[name] = draw(values(cls, name, known, near))
    return cls(**drawn)


@cache
def _optional_fields(cls: type[Value]) -> tuple[str, ...]:
    return tuple(
        name for name in cls.model_fields if (cls, name) not in _BY_HAND and not shape_of(cls, name).required
    )


_Strategy = Callable[[FieldShape, datetime], st.SearchStrategy[Any]]
_BY_TYPE: Mapping[ValueType, _Strategy] = {
    ValueType.TITLE: lambda *_: titles,
    ValueType.TEXT: lambda *_: abstracts,
    ValueType.STRING: lambda *_: lines,
    ValueType.URL: lambda *_: urls,
    ValueType.EMAIL: lambda *_: st.just("office@example.org"),
    ValueType.COLOUR: lambda *_: st.sampled_from(["#336699", "#ffffff"]),
    ValueType.ZONE: lambda *_: st.sampled_from(["Asia/Shanghai", "America/Los_Angeles", "UTC"]),
    ValueType.COUNTRY: lambda *_: st.sampled_from(["CN", "ET", "EG", "AT"]),
    ValueType.LANGUAGE: lambda *_: languages,
    ValueType.UID: lambda *_: st.uuids(),
    ValueType.INTEGER: lambda *_: counts,
    ValueType.BOOLEAN: lambda *_: st.booleans(),
    ValueType.CHOICE: lambda shape, *_: st.sampled_from(shape.choices or ()),
    ValueType.EXTRA: lambda *_: extras,
    ValueType.PERIOD: lambda _, near: periods(near),
    ValueType.LINK: lambda _, near: build(model.Link, Known(), near),
    ValueType.STREAM: lambda _, near: build(model.Stream, Known(), near),
}


def _venues(known: Known, near: datetime) -> st.SearchStrategy[model.Venue | None]:
    """A venue, known on the map or not."""
    nowhere = {"latitude": None, "longitude": None}
    somewhere = {"latitude": st.floats(-90, 90), "longitude": st.floats(-180, 180)}
    return maybe(build(model.Venue, known, near, **nowhere) | build(model.Venue, known, near, **somewhere))


def _names(known: Known, near: datetime) -> st.SearchStrategy[tuple[model.Name, ...]]:
    form = build(model.Name, known, near)
    forms = st.lists(form, min_size=1, max_size=3, unique_by=lambda name: name.language)
    return forms.map(tuple)


@st.composite
def _affiliations(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Affiliation, ...]:
    """Positions and organisations, each of the two known or both."""
    return tuple(
        draw(
            build(
                model.Affiliation,
                known,
                near,
                organisation=at,
                position=maybe(titles) if at else titles,
            )
        )
        for at in draw(few(st.sampled_from([None, *known.organisations])))
    )


@st.composite
def _appearances(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Appearance, ...]:
    """Appearances of participants, who may come in several roles."""
    who_and_role = list(itertools.product(known.participants, model.Role))
    return tuple(
        draw(build(model.Appearance, known, near, participant=who, role=role))
        for who, role in draw(some_of(who_and_role))
    )


@st.composite
def _backing(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Backing, ...]:
    """Organisations behind the conference, each once."""
    return tuple(
        draw(build(model.Backing, known, near, organisation=at)) for at in draw(some_of(known.organisations))
    )


@st.composite
def _deadlines(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Deadline, ...]:
    """Some deadlines, of a day or of an instant."""
    at = st.dates(near.date(), near.date()) | periods(near).map(lambda period: period.end)
    return tuple(
        draw(build(model.Deadline, known, near, id=id_, uid=_uid("deadline", id_), at=at))
        for id_ in draw(st.lists(ids, unique=True, max_size=2))
    )


_BY_HAND: Mapping[tuple[type[Value], str], Callable[[Known, datetime], st.SearchStrategy[Any]]] = {
    (model.Conference, "id"): lambda *_: st.sampled_from(["forum", "congress-2026"]),
    (model.Conference, "day_change"): lambda *_: st.sampled_from([time(0), time(4), time(11, 59)]),
    (model.Conference, "languages"): lambda *_: st.lists(languages, unique=True, min_size=1, max_size=3),
    (model.Conference, "venue"): _venues,
    (model.Conference, "organisations"): _backing,
    (model.Conference, "deadlines"): _deadlines,
    (model.Participant, "name"): _names,
    (model.Participant, "affiliations"): _affiliations,
    (model.Appearance, "affiliations"): _affiliations,
    (model.Session, "slot"): lambda known, near: maybe(build(model.Slot, known, near)),
    (model.Session, "people"): _appearances,
    (model.Session, "languages"): lambda *_: some_of(LANGUAGES),
    (model.Session, "interpreted"): lambda *_: some_of(LANGUAGES),
    (model.Session, "audience"): lambda *_: maybe(st.integers(0, 10**6)),
    (model.Stream, "views"): lambda *_: maybe(st.integers(0, 10**12)),
}
"""The fields whose values depend on others, or reach further than their type says."""

names = _names(Known(), datetime(2020, 1, 1, tzinfo=UTC))
"""The forms of a name, one for each of its languages."""


def _uid(of: str, id_: str) -> Any:
    return uuid5(NAMESPACE_URL, f"{of}:{id_}")


@st.composite
def entities(draw: st.DrawFn, cls: type[T], id_: str, known: Known, near: datetime, **given: Any) -> T:
    """An entity of that id, from another system or from none."""
    source = draw(st.sampled_from([None, None, "pretalx", "people.xlsx: Redner"]))
    origin = {"source": source, "source_id": source and f"#{id_}"}
    return draw(build(cls, known, near, id=id_, **origin, **given))


@st.composite
def conferences(draw: st.DrawFn, zone: str, known: Known) -> model.Conference:
    """A conference in the zone, with organisations behind it."""
    first = ZONES[zone].date()
    days = {"start": first, "end": st.integers(0, 400).map(lambda days: first + timedelta(days))}
    return draw(build(model.Conference, known, ZONES[zone], zone=zone, **days))


@st.composite
def schedules(draw: st.DrawFn, max_sessions: int = 6) -> Schedule:
    """Any valid schedule: from none to some of everything, sessions within sessions."""
    zone = draw(st.sampled_from(sorted(ZONES)))
    near = ZONES[zone]
    known = Known(*(draw(some_ids) for _ in range(4)))
    depth: dict[str | None, int] = {None: 0}
    agenda: list[model.Session] = []
    count = draw(st.integers(0, max_sessions))  # drawn apart, so that small ones are no more likely
    for id_ in draw(st.lists(ids, unique=True, min_size=count, max_size=count)):
        parent = draw(st.sampled_from([above for above, at in depth.items() if at < MAX_DEPTH]))
        depth[id_] = depth[parent] + 1
        identity = {"uid": uuid5(NAMESPACE_URL, id_), "parent": parent}
        agenda.append(draw(entities(model.Session, id_, known, near, **identity)))
    return Schedule(
        conference=draw(conferences(zone, known)),
        organisations=tuple(
            draw(entities(model.Organisation, id_, known, near)) for id_ in known.organisations
        ),
        rooms=tuple(draw(entities(model.Room, id_, known, near)) for id_ in known.rooms),
        tracks=tuple(
            draw(entities(model.Track, id_, known, near, code=code))
            for id_, code in zip(known.tracks, ("AI", "42", "Z9"), strict=False)
        ),
        participants=tuple(draw(entities(model.Participant, id_, known, near)) for id_ in known.participants),
        sessions=tuple(agenda),
    )
