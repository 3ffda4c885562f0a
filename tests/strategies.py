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
from datetime import UTC, date, datetime, time, timedelta
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


def _is_clean(text: str) -> bool:
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
lines = st.sampled_from(PHRASES) | anything.map(lambda text: clean(text, single_line=True)).filter(_is_clean)
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


# The parts of a schedule are drawn by functions, not by strategies of their own: Hypothesis would make and
# check some hundred of them for each schedule, which takes a third of the time.


def value(draw: st.DrawFn, cls: type[Value], name: str, known: Known, near: datetime) -> Any:
    """A value of one field of a class.

    Args:
        draw: Draws a value of a strategy.
        cls: The class.
        name: The field.
        known: The ids that it may refer to.
        near: An instant near which its times are.
    """
    if by_hand := _BY_HAND.get((cls, name)):
        return by_hand(draw, known, near)
    shape = shape_of(cls, name)
    if shape.value_type is ValueType.REFERENCE and shape.value_class is not None:
        ids = known.of(shape.value_class)
        if shape.many:
            return _some_of(draw, ids)
        return _one_of(draw, ids if shape.required else (None, *ids))
    if nested := _NESTED.get(shape.value_type):
        assert shape.many
        count = draw(st.integers(not shape.required, 2))
        return tuple(build(draw, nested, known, near) for _ in range(count))
    return draw(_values_of_shape(cls, name, near))


@cache
def _values_of_shape(cls: type[Value], name: str, near: datetime) -> st.SearchStrategy[Any]:
    """Values of a field by its shape: made once, whatever ids a schedule has."""
    shape = shape_of(cls, name)
    one = _BY_TYPE[shape.value_type](shape, near)
    return st.lists(one, min_size=not shape.required, max_size=2).map(tuple) if shape.many else one


def build(draw: st.DrawFn, cls: type[T], known: Known, near: datetime, **chosen: Any) -> T:
    """A value of a class, each field the given value, or else by its shape.

    One choice decides which of the optional fields have a value: a choice for each would take half the time.
    """
    assert issubclass(cls, Value)
    optional = _optional_fields(cls)
    present = draw(st.integers(0, (1 << len(optional)) - 1)) if optional else 0
    drawn = {}
    for name in cls.model_fields:
        if name in chosen:
            drawn[name] = chosen[name]
        elif name not in optional or present >> optional.index(name) & 1:
            drawn[name] = value(draw, cls, name, known, near)
    return cls(**drawn)


@cache
def _optional_fields(cls: type[Value]) -> tuple[str, ...]:
    return tuple(
        name for name in cls.model_fields if (cls, name) not in _BY_HAND and not shape_of(cls, name).required
    )


def _one_of(draw: st.DrawFn, values: Sequence[T]) -> T:
    return values[draw(_positions(len(values)))]


def _some_of(draw: st.DrawFn, values: Sequence[T]) -> tuple[T, ...]:
    """Some of the values, each once, in any order; none where there are none."""
    return tuple(values[at] for at in draw(_some_positions(len(values)))) if values else ()


@cache
def _positions(count: int) -> st.SearchStrategy[int]:
    return st.integers(0, count - 1)


@cache
def _some_positions(count: int) -> st.SearchStrategy[list[int]]:
    return st.lists(_positions(count), unique=True, max_size=3)


_coins = st.booleans()
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
}
_NESTED: Mapping[ValueType, type[Value]] = {ValueType.LINK: model.Link, ValueType.STREAM: model.Stream}


def _venue(draw: st.DrawFn, known: Known, near: datetime) -> model.Venue | None:
    """A venue, known on the map or not."""
    if not draw(_coins):
        return None
    latitude, longitude = draw(_positions_on_earth)
    return build(draw, model.Venue, known, near, latitude=latitude, longitude=longitude)


_positions_on_earth = st.just((None, None)) | st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def _names(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Name, ...]:
    """The forms of a name, one for each of its languages."""
    return tuple(
        build(draw, model.Name, known, near, language=language) for language in draw(_languages_of_a_name)
    )


_languages_of_a_name = st.lists(languages, unique=True, min_size=1, max_size=3)


def _affiliations(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Affiliation, ...]:
    """Positions and organisations, each of the two known or both."""
    found = []
    for _ in range(draw(_up_to_two)):
        at = _one_of(draw, (None, *known.organisations))
        position = draw(_maybe_titles if at else titles)
        found.append(build(draw, model.Affiliation, known, near, organisation=at, position=position))
    return tuple(found)


_up_to_two = st.integers(0, 2)
_maybe_titles = maybe(titles)


def _appearances(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Appearance, ...]:
    """Appearances of participants, who may come in several roles."""
    who_and_role = list(itertools.product(known.participants, model.Role))
    return tuple(
        build(draw, model.Appearance, known, near, participant=who, role=role)
        for who, role in _some_of(draw, who_and_role)
    )


def _backing(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Backing, ...]:
    """Organisations behind the conference, each once."""
    return tuple(
        build(draw, model.Backing, known, near, organisation=at) for at in _some_of(draw, known.organisations)
    )


def _deadlines(draw: st.DrawFn, known: Known, near: datetime) -> tuple[model.Deadline, ...]:
    """Some deadlines, of a day or of an instant."""
    return tuple(
        build(draw, model.Deadline, known, near, id=id_, uid=_uid("deadline", id_), at=draw(_due(near)))
        for id_ in draw(_up_to_two_ids)
    )


_up_to_two_ids = st.lists(ids, unique=True, max_size=2)


@cache
def _due(near: datetime) -> st.SearchStrategy[date | datetime]:
    return st.just(near.date()) | periods(near).map(lambda period: period.end)


def _slot(draw: st.DrawFn, known: Known, near: datetime) -> model.Slot | None:
    return build(draw, model.Slot, known, near) if draw(_coins) else None


def _drawn(strategy: st.SearchStrategy[Any]) -> Callable[[st.DrawFn, Known, datetime], Any]:
    return lambda draw, *_: draw(strategy)


_some_languages = st.lists(languages, unique=True, max_size=3).map(tuple)
_BY_HAND: Mapping[tuple[type[Value], str], Callable[[st.DrawFn, Known, datetime], Any]] = {
    (model.Conference, "id"): _drawn(st.sampled_from(["forum", "congress-2026"])),
    (model.Conference, "day_change"): _drawn(st.sampled_from([time(0), time(4), time(11, 59)])),
    (model.Conference, "languages"): _drawn(st.lists(languages, unique=True, min_size=1, max_size=3)),
    (model.Conference, "venue"): _venue,
    (model.Conference, "organisations"): _backing,
    (model.Conference, "deadlines"): _deadlines,
    (model.Participant, "name"): _names,
    (model.Participant, "affiliations"): _affiliations,
    (model.Appearance, "affiliations"): _affiliations,
    (model.Session, "slot"): _slot,
    (model.Session, "people"): _appearances,
    (model.Session, "languages"): _drawn(_some_languages),
    (model.Session, "interpreted"): _drawn(_some_languages),
    (model.Session, "audience"): _drawn(maybe(st.integers(0, 10**6))),
    (model.Stream, "views"): _drawn(maybe(st.integers(0, 10**12))),
}
"""The fields whose values depend on others, or reach further than their type says."""


@st.composite
def _any_names(draw: st.DrawFn) -> tuple[model.Name, ...]:
    return _names(draw, Known(), datetime(2020, 1, 1, tzinfo=UTC))


names = _any_names()
"""The forms of a name, one for each of its languages."""


def _uid(of: str, id_: str) -> Any:
    return uuid5(NAMESPACE_URL, f"{of}:{id_}")


def _entity(draw: st.DrawFn, cls: type[T], id_: str, known: Known, near: datetime, **given: Any) -> T:
    """An entity of that id, from another system or from none."""
    source = draw(_sources)
    return build(draw, cls, known, near, id=id_, source=source, source_id=source and f"#{id_}", **given)


_sources = st.sampled_from([None, None, "pretalx", "people.xlsx: Redner"])


def _conference(draw: st.DrawFn, zone: str, known: Known) -> model.Conference:
    """A conference in the zone, with organisations behind it."""
    first = ZONES[zone].date()
    end = first + timedelta(draw(_days))
    return build(draw, model.Conference, known, ZONES[zone], zone=zone, start=first, end=end)


_days = st.integers(0, 400)
_zones = st.sampled_from(sorted(ZONES))


@st.composite
def schedules(draw: st.DrawFn, max_sessions: int = 6) -> Schedule:
    """Any valid schedule: from none to some of everything, sessions within sessions."""
    zone = draw(_zones)
    near = ZONES[zone]
    known = Known(*(draw(some_ids) for _ in range(4)))
    depth: dict[str | None, int] = {None: 0}
    agenda: list[model.Session] = []
    count = draw(_positions(max_sessions + 1))  # drawn apart, so that small ones are no more likely
    for id_ in draw(_ids_of(count)):
        parent = _one_of(draw, [above for above, at in depth.items() if at < MAX_DEPTH])
        depth[id_] = depth[parent] + 1
        identity = {"uid": uuid5(NAMESPACE_URL, id_), "parent": parent}
        agenda.append(_entity(draw, model.Session, id_, known, near, **identity))
    return Schedule(
        conference=_conference(draw, zone, known),
        organisations=tuple(
            _entity(draw, model.Organisation, id_, known, near) for id_ in known.organisations
        ),
        rooms=tuple(_entity(draw, model.Room, id_, known, near) for id_ in known.rooms),
        tracks=tuple(
            _entity(draw, model.Track, id_, known, near, code=code)
            for id_, code in zip(known.tracks, ("AI", "42", "Z9"), strict=False)
        ),
        participants=tuple(_entity(draw, model.Participant, id_, known, near) for id_ in known.participants),
        sessions=tuple(agenda),
    )


@cache
def _ids_of(count: int) -> st.SearchStrategy[list[str]]:
    return st.lists(ids, unique=True, min_size=count, max_size=count)
