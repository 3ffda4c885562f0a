"""Field types: ids, lines, titles, addresses, links and streams."""

from __future__ import annotations

import re
from typing import Annotated, Any, NewType

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, WithJsonSchema

from eventkit.model.enumerations import StreamKind
from eventkit.texts import Language, Text, require_clean
from eventkit.values import Value, ValueType

COUNT_LIMIT = 10**12
"""The largest count of people or views taken: more is a slip, and databases end at 2 to the 63rd."""


LENGTH_LIMIT = 100_000
"""The longest length of a session that is given in minutes: some ten weeks."""


TITLE_LIMIT = 500
"""The longest title taken, in code points: twice the longest of any real conference looked at."""


ID_PATTERN = r"^[a-z0-9]+(?:[-_.][a-z0-9]+)*$"


ConferenceId = NewType("ConferenceId", str)


SessionId = NewType("SessionId", str)


ParticipantId = NewType("ParticipantId", str)


OrganisationId = NewType("OrganisationId", str)


DeadlineId = NewType("DeadlineId", str)


RoomId = NewType("RoomId", str)


TrackId = NewType("TrackId", str)


Slug = StringConstraints(pattern=ID_PATTERN, max_length=80)
"""What every id is made of: lower-case letters and digits, with single hyphens, points or underscores."""


_WEB_ADDRESS = re.compile(r"""https?://[^\s<>"{}|\\^`\x00-\x20\x7f]+""")


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _in_one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        message = "must be one line, without tabs"
        raise ValueError(message)
    return text


def _line(text: str) -> str:
    return _in_one_line(require_clean(text))


def _title(text: Text) -> Text:
    for language, string in text.items():
        if len(_in_one_line(string)) > TITLE_LIMIT:
            message = f"is {len(string)} characters long in {language}: {TITLE_LIMIT} is the limit"
            raise ValueError(message)
    return text


def _web_address(url: str) -> str:
    if not _WEB_ADDRESS.fullmatch(require_clean(url)):
        message = "must be an address that begins with https:// or http:// and holds no blank"
        raise ValueError(message)
    return url


Line = AfterValidator(_line)
"""What every string of one line goes through."""


String = Annotated[str, StringConstraints(max_length=1000), Line]
"""One line of text in no particular language."""


Title = Annotated[Text, AfterValidator(_title), ValueType.TITLE]
"""One line of text in each of its languages, of `TITLE_LIMIT` code points at most."""


Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_web_address), ValueType.URL]
"""A web address, https or http."""


Address = Annotated[
    str,
    StringConstraints(pattern=r"^[^\s@<>\",;:]+@[^\s@<>\",;:]+$", max_length=254),
    AfterValidator(require_clean),
    ValueType.EMAIL,
]
"""An e-mail address."""


HexColour = Annotated[
    str,
    BeforeValidator(_lower),
    StringConstraints(pattern=r"^#[0-9a-f]{6}$"),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$", "examples": ["#336699"]}),
    ValueType.COLOUR,
]
"""A colour as ``#rrggbb``."""


Country = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}$"), Field(examples=["CN", "ET", "EG"]), ValueType.COUNTRY
]
"""A country by its two letters (ISO 3166-1)."""


class Link(Value):
    """An address with what to call it."""

    url: Url
    """Where it leads."""

    label: Title | None = None
    """What it is called; the address itself where left out."""


class Stream(Value):
    """A way to watch a session from afar."""

    url: Url | None = None
    """Where to watch; may be left out while it is not known, or for a stream that is over."""

    label: Title | None = None
    """What it is called."""

    kind: StreamKind = StreamKind.LIVE
    """Live, or a recording."""

    language: Language | None = None
    """The language heard, where there is a stream for each."""

    views: Annotated[int, Field(ge=0, le=COUNT_LIMIT)] | None = None
    """How often it was watched, as reported afterwards."""
