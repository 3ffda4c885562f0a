"""Field specs: the words for each field of the model, and facts that do not follow from its type.

A field is declared once, in its class. Its spec adds the words: a heading, a sentence of help, the phrase for
losses, whether the public sees it. Everything else follows from the annotation, see `shape_of`: which cell of
a workbook holds it, which type of option sets it, how a test draws it. Workbook, list of sessions, losses,
`difference`, commands and the strategies of the tests read both, so that a new field is in all of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from functools import cache
from types import UnionType
from typing import Annotated, Any, NewType, Union, get_args, get_origin
from uuid import UUID

from eventkit.messages import Message
from eventkit.model.conference import Backing, Conference, Deadline, Organisation, Room, Track, Venue
from eventkit.model.enumerations import Enumeration
from eventkit.model.field_types import Link, Stream
from eventkit.model.people import Affiliation, Name, Participant
from eventkit.model.provenance import Extra
from eventkit.model.sessions import Appearance, Session, Slot
from eventkit.texts import Text
from eventkit.times import Period
from eventkit.values import Value, ValueType


@dataclass(frozen=True, slots=True)
class FieldShape:
    """The shape of a field, derived from its annotation."""

    value_type: ValueType
    choices: type[Enumeration] | None
    # The class of a value with fields of its own, or of what a `REFERENCE` refers to.
    value_class: type[Value] | None
    many: bool
    required: bool  # true without a default
    default: Any  # its default; None if it is required


@dataclass(frozen=True, slots=True)
class FieldSpec:
    """The words for a field."""

    name: str
    heading: str  # its heading: of the column in a workbook and in the list of sessions, of a row in `show`
    # One sentence on its content, for those who fill it in: help of an option, note of a column. Its syntax
    # follows from its shape.
    help: str = ""
    loss: str = ""  # the phrase for it in a message about losses; "the <heading>" if empty
    public: bool = True  # true if attendees see it, so that they are notified of changes
    list_heading: str = ""  # its heading in the list of sessions, if that differs
    # The name of its option without dashes, if it differs from that of the field; None without an option.
    option: str | None = ""
    rare: bool = False  # true if a workbook omits its column when it is empty
    width: int = 12  # the width of its column, in characters

    @property
    def phrase(self) -> str:
        """The field in the middle of a sentence: the subtitle, the UID."""
        if self.loss:
            return self.loss
        is_acronym = self.heading[1:2].isupper()
        return f"the {self.heading if is_acronym else self.heading[0].lower() + self.heading[1:]}"

    @property
    def option_name(self) -> str | None:
        """The name of its option, without dashes in front; ``None`` without one."""
        return self.option if self.option is None else self.option or self.name.replace("_", "-")


_ID = FieldSpec(
    "id",
    "Id",
    "Lower-case letters, digits and hyphens. If empty: made from the title or name.",
    width=18,
    public=False,
)
_UID = FieldSpec(
    "uid",
    "UID",
    "The identity in calendars.",
    option=None,
    width=38,
    public=False,
)
_LINKS = FieldSpec("links", "Links", "Further web pages.", option="link", width=24)
_STREAMS = FieldSpec("streams", "Streams", "Where to watch it online.", option="stream", width=24)
_COUNTRY = FieldSpec("country", "Country", width=9)
_URL = FieldSpec("url", "Web site", width=24)
_WISHES = FieldSpec(
    "wishes",
    "Wishes",
    "Conditions on times and rooms, such as: only 2027-09-06 morning; prefer one-room; apart keynote. "
    "Never printed.",
    "wishes for times and rooms",
    public=False,
    option="wish",
    rare=True,
    width=30,
)
_EXTRA = FieldSpec(
    "extra",
    "Extra",
    "Extra data without a column. Never printed.",
    "extra data",
    public=False,
    option=None,
    rare=True,
    width=24,
)
_ORIGIN = (
    FieldSpec("source", "Source", "The system it was imported from.", public=False, option=None, rare=True),
    FieldSpec("source_id", "Source id", "Its id in that system.", public=False, option=None, rare=True),
    _EXTRA,
)

SPECS: Mapping[type[Value], tuple[FieldSpec, ...]] = {
    Conference: (
        FieldSpec(
            "id",
            "Id",
            "Lower-case letters, digits and hyphens; another one each year: forum-2022.",
            width=18,
            public=False,
        ),
        FieldSpec("title", "Title", width=30),
        FieldSpec("short_title", "Short title", "For running heads, badges and signs.", rare=True, width=20),
        FieldSpec("subtitle", "Subtitle", "A second line of the title.", width=30),
        FieldSpec("theme", "Theme", "The subject of the conference.", width=30),
        FieldSpec("occasion", "Occasion", "The larger event it is part of.", width=30),
        FieldSpec("start", "First day", "The first day."),
        FieldSpec("end", "Last day", "The last day. If empty: the first day is the only one."),
        FieldSpec("zone", "Time zone", "The time zone of all times."),
        FieldSpec(
            "languages",
            "Languages",
            "The main language first. A column without a language in its heading is in it.",
            option="language",
        ),
        FieldSpec(
            "day_change",
            "Day ends at",
            "Later sessions belong to the next day.",
            "the time at which a day ends",
        ),
        FieldSpec("venue", "Venue", "The building or site."),
        FieldSpec("url", "Web site", "The web site of the conference."),
        FieldSpec(
            "contact",
            "E-mail of the office",
            "It is printed: give the address of an office, not of a person.",
            "the e-mail address of the office",
        ),
        _LINKS,
        _STREAMS,
        FieldSpec("organisations", "Organisations", "The organisations behind it, in order.", option=None),
        FieldSpec("deadlines", "Deadlines", "By when something is due.", option=None),
        _WISHES,
        _UID,
        _EXTRA,
    ),
    Venue: (
        FieldSpec("name", "Venue", "The building or site.", "the name of the venue", width=30),
        FieldSpec("address", "Address", "Street, number and postcode.", width=30),
        FieldSpec("city", "City", width=30),
        FieldSpec("country", "Country"),
        FieldSpec("latitude", "Latitude", "Degrees north."),
        FieldSpec("longitude", "Longitude", "Degrees east."),
        FieldSpec("url", "Web site of the venue"),
    ),
    Backing: (
        FieldSpec("organisation", "Organisation", "The organisation behind the conference.", width=24),
        FieldSpec("role", "Role", "Its part in the conference.", width=16),
        FieldSpec("level", "Level", "A sponsor's level, such as Gold.", "levels of sponsors", width=16),
    ),
    Deadline: (
        _ID,
        FieldSpec("title", "Title", "What is due.", width=30),
        FieldSpec("at", "Date", "The last day, or the last moment.", "the day or time"),
        FieldSpec("url", "Web site", "The web page with the details.", width=24),
        _UID,
    ),
    Organisation: (
        _ID,
        FieldSpec("name", "Name", "The name in full.", width=40),
        FieldSpec("short", "Short name", "A short name or acronym.", width=14),
        _COUNTRY,
        _URL,
        *_ORIGIN,
    ),
    Room: (
        _ID,
        FieldSpec("name", "Name", width=30),
        FieldSpec("building", "Building", "The building or floor.", width=18),
        FieldSpec("capacity", "Capacity", "The number of people it can seat."),
        FieldSpec(
            "shared",
            "Shared",
            "Several sessions may take place in it at the same time.",
            "that rooms are shared by sessions",
        ),
        FieldSpec(
            "features", "Features", "Equipment, such as interpretation or stream.", option="feature", width=24
        ),
        FieldSpec(
            "available",
            "Available",
            "When it may be used. If empty: at any time.",
            "opening hours",
            public=False,
            width=24,
        ),
        *_ORIGIN,
    ),
    Track: (
        _ID,
        FieldSpec("name", "Name", width=30),
        FieldSpec("code", "Code", "Two capital letters or digits."),
        FieldSpec("colour", "Colour"),
        _WISHES,
        *_ORIGIN,
    ),
    Name: (
        FieldSpec("full", "Name", "The whole name, in its owner's order.", width=30),
        FieldSpec("given", "Given name", rare=True, width=14),
        FieldSpec("family", "Family name", rare=True, width=14),
        FieldSpec(
            "sort",
            "Sort by",
            "Where the name would sort wrongly: Lin, Yifu.",
            "the name to sort by",
            width=18,
        ),
        FieldSpec("badge", "Name on the badge", rare=True, width=18),
        FieldSpec("language", "Language", "The language and script of this form.", "the language of names"),
    ),
    Affiliation: (
        FieldSpec("position", "Position", "Such as Professor.", width=30),
        FieldSpec("organisation", "Organisation", width=18),
    ),
    Participant: (
        _ID,
        FieldSpec("name", "Name"),
        FieldSpec("kind", "Kind", "A person, a team, a delegation or an organisation."),
        FieldSpec("honorific", "Honorific", "Such as Dr. or H.E.", width=12),
        FieldSpec("affiliations", "Positions", loss="positions and organisations", option="affiliation"),
        FieldSpec("country", "Country", "The country of a delegation.", width=9),
        FieldSpec(
            "precedence",
            "Precedence",
            "The rank by protocol, 1 the highest, in lists of participants.",
            public=False,
            rare=True,
            width=11,
        ),
        FieldSpec("pronouns", "Pronouns"),
        FieldSpec("biography", "Biography", width=30),
        _LINKS,
        FieldSpec("members", "Members", "Who belongs to a team or delegation.", option="member"),
        FieldSpec(
            "variants",
            "Other spellings",
            "Other spellings of the name. Never printed.",
            "other spellings",
            public=False,
            option="variant",
        ),
        FieldSpec(
            "available",
            "Available",
            "When they can take part. If empty: at any time. Never printed.",
            "when people are available",
            public=False,
            width=24,
        ),
        FieldSpec(
            "online",
            "Online from",
            "The time zone from which they take part online. If empty: they come. Never printed.",
            "from where people take part online",
            public=False,
            option="online-from",
            rare=True,
            width=18,
        ),
        _WISHES,
        *_ORIGIN,
    ),
    Appearance: (
        FieldSpec("participant", "Person", width=18),
        FieldSpec("role", "Role", loss="roles", width=16),
        FieldSpec("status", "Status", "Whether they will come.", "whether people will come"),
        FieldSpec("affiliations", "Positions", loss="positions as of a session"),
    ),
    Session: (
        _ID,
        FieldSpec("title", "Title", width=40),
        FieldSpec("subtitle", "Subtitle", "A second line of the title, or the topic of a panel.", width=24),
        FieldSpec("kind", "Kind", "The kind of session.", list_heading="Type"),
        FieldSpec("slot", "Time and rooms", "When and where it takes place.", option=None),
        FieldSpec(
            "minutes",
            "Minutes",
            "The length of a session, instead of its end; without a start: the length it is to have.",
            "the length of sessions without a time",
            public=False,
            option=None,
            rare=True,
        ),
        FieldSpec("track", "Track", "The track it belongs to.", width=16),
        FieldSpec(
            "parent",
            "Part of",
            "The session it is part of.",
            "the session it is part of",
            option="part-of",
            width=16,
        ),
        FieldSpec("status", "Status", "Whether it will take place."),
        FieldSpec("level", "Level", "The prior knowledge that it requires."),
        FieldSpec(
            "plenary",
            "Plenary",
            "No other session takes place at the same time.",
            "that a session is plenary",
            width=9,
        ),
        FieldSpec(
            "languages",
            "Languages",
            "The languages spoken. If empty: those of the conference.",
            list_heading="Language",
            option="language",
        ),
        FieldSpec(
            "interpreted", "Interpreted into", "The languages it is interpreted into.", "interpretation"
        ),
        FieldSpec(
            "audience",
            "Audience",
            "The expected number of people.",
            "the expected audience",
            public=False,
            list_heading="Expected audience",
            width=10,
        ),
        FieldSpec(
            "needs",
            "Needs",
            "Equipment that its rooms have to have, in the words of the rooms.",
            "what sessions need in their rooms",
            public=False,
            option="need",
            rare=True,
            width=18,
        ),
        _WISHES,
        FieldSpec(
            "pinned",
            "Pinned",
            "Its time and rooms are settled; planning does not move it.",
            "that the time of a session is settled",
            public=False,
            width=9,
            option=None,
        ),
        FieldSpec("abstract", "Abstract", "A summary in a few paragraphs of Markdown.", width=30),
        _LINKS,
        _STREAMS,
        FieldSpec("people", "Speakers", "Who appears in it, in order.", "people", option="person"),
        _UID,
        *_ORIGIN,
    ),
    Slot: (
        FieldSpec("period", "Time", "From when to when it takes place."),
        FieldSpec("rooms", "Rooms", "The rooms it takes place in.", option="room", width=16),
    ),
    Link: (
        FieldSpec("url", "Address", loss="the address of links"),
        FieldSpec("label", "Label", loss="labels of links"),
    ),
    Stream: (
        FieldSpec("url", "Address", loss="the address of streams"),
        FieldSpec("label", "Label", loss="labels of streams"),
        FieldSpec("kind", "Kind", loss="whether a stream is live or a recording"),
        FieldSpec("language", "Language", loss="the language of streams"),
        FieldSpec("views", "Views", loss="how often a stream was watched"),
    ),
}
"""The spec of every field of every value, in the order in which people are shown them."""


def spec_of(cls: type[Value], name: str) -> FieldSpec:
    """The spec of one field of a class."""
    return _by_name(cls)[name]


@cache
def _by_name(cls: type[Value]) -> Mapping[str, FieldSpec]:
    return {spec.name: spec for spec in SPECS[cls]}


def private_fields(cls: type[Value]) -> frozenset[str]:
    """The fields of a class that attendees never see."""
    return _PRIVATE[cls]


_PRIVATE = {cls: frozenset(spec.name for spec in specs if not spec.public) for cls, specs in SPECS.items()}


@cache
def shape_of(cls: type[Value], name: str) -> FieldShape:
    """The shape of one field of a class; a `LookupError` for a type that `ValueType` lacks."""
    field = cls.model_fields[name]
    required = field.is_required()
    default = None if required else field.get_default(call_default_factory=True)
    base, marks = _bare(field.annotation, field.metadata)
    many = get_origin(base) is tuple
    if many:
        base, marks = _bare(get_args(base)[0], ())
    return FieldShape(*_typed(cls, name, base, marks), many, required, default)


_TYPES: Mapping[Any, ValueType] = {
    str: ValueType.STRING,
    Text: ValueType.TEXT,
    int: ValueType.INTEGER,
    float: ValueType.NUMBER,
    bool: ValueType.BOOLEAN,
    date: ValueType.DATE,
    time: ValueType.TIME,
    UUID: ValueType.UID,
    Link: ValueType.LINK,
    Stream: ValueType.STREAM,
    Period: ValueType.PERIOD,
    Extra: ValueType.EXTRA,
}


def _typed(
    cls: type[Value], name: str, base: Any, marks: tuple[Any, ...]
) -> tuple[ValueType, type[Enumeration] | None, type[Value] | None]:
    if marked := next((mark for mark in marks if isinstance(mark, ValueType)), None):
        return marked, None, None
    if isinstance(base, NewType):
        owner = _owners()[base]
        return (
            (ValueType.ID, None, None) if (cls, name) == (owner, "id") else (ValueType.REFERENCE, None, owner)
        )
    if base in _TYPES:
        return _TYPES[base], None, base if issubclass(base, Value) else None
    if isinstance(base, type) and issubclass(base, Enumeration):
        return ValueType.CHOICE, base, None
    if isinstance(base, type) and issubclass(base, Value):
        return ValueType.OBJECT, None, base
    raise LookupError(
        Message(
            "{owner}.{name} is of a type without a ValueType: {base}",
            owner=cls.__name__,
            name=name,
            base=str(base),
        )
    )


def _bare(annotation: Any, marks: Any) -> tuple[Any, tuple[Any, ...]]:
    """A type without ``None`` and ``Annotated``, and its metadata."""
    if get_origin(annotation) is Annotated:
        inner, *further = get_args(annotation)
        return _bare(inner, (*marks, *further))
    if get_origin(annotation) in {Union, UnionType}:
        types = [member for member in get_args(annotation) if member is not type(None)]
        if len(types) == 1:
            return _bare(types[0], marks)
        return annotation, (*marks, ValueType.DAY_OR_INSTANT)
    return annotation, tuple(marks)


@cache
def _owners() -> Mapping[Any, type[Value]]:
    classes = (cls for cls in SPECS if "id" in cls.model_fields)
    return {_bare(cls.model_fields["id"].annotation, ())[0]: cls for cls in classes}


def fields_with_value(value: Value) -> Iterator[str]:
    """The fields of a value to write: required ones, and those that differ from their default."""
    for name, shape in _shapes(type(value)):
        if shape.required or getattr(value, name) != shape.default:
            yield name


@cache
def _shapes(cls: type[Value]) -> Sequence[tuple[str, FieldShape]]:
    return [(name, shape_of(cls, name)) for name in cls.model_fields]
