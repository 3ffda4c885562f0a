"""Field types: ids, lines, titles, addresses, links and streams."""

from __future__ import annotations

import re
from typing import Annotated, Any, NewType

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WithJsonSchema,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

from eventkit.messages import Message, sentence
from eventkit.model.constructors import LinkFields, StreamFields
from eventkit.model.enumerations import StreamKind
from eventkit.texts import Language, Text, require_clean
from eventkit.texts.normalisation import slug
from eventkit.values import Value, ValueType
from eventkit.values.field_errors import ID_PATTERN, matching

Slug = matching(
    ID_PATTERN,
    sentence(
        "must be lower-case letters and digits, joined by hyphens, dots or underscores, such as lin-yifu"
    ),
    max_length=80,
)
"""The constraints of an id."""

COUNT_LIMIT = 10**12
"""The limit of counts of people or views: more is an error, and integers in databases have 63 bits."""

LENGTH_LIMIT = 100_000
"""The limit of the length of a session in minutes: about ten weeks."""

TITLE_LIMIT = 500
"""The limit of a title, in code points: twice the longest one found in real conferences."""

ConferenceId = NewType("ConferenceId", str)

SessionId = NewType("SessionId", str)

ParticipantId = NewType("ParticipantId", str)

OrganisationId = NewType("OrganisationId", str)

DeadlineId = NewType("DeadlineId", str)

RoomId = NewType("RoomId", str)

TrackId = NewType("TrackId", str)

"""The syntax of ids: lower-case letters and digits, with single hyphens, dots or underscores."""


def _with_hint(value: Any, handler: ValidatorFunctionWrapHandler) -> Any:
    try:
        return handler(value)
    except ValidationError as error:
        mismatch = "string_pattern_mismatch"
        if [fault["type"] for fault in error.errors()] != [mismatch]:
            raise
        message = (
            Message(
                "must be lower-case letters and digits, joined by hyphens, dots or underscores, "
                "such as '{id}'",
                id=stem,
            )
            if (stem := slug(value))
            else Message("must be lower-case letters and digits, joined by hyphens, dots or underscores")
        )
        raise PydanticCustomError(mismatch, "{reason}", {"pattern": ID_PATTERN, "reason": message}) from None


IdHint = WrapValidator(_with_hint)
"""The validator by which the message about an id that is none suggests one."""

_WEB_ADDRESS = re.compile(r"""https?://[^\s<>"{}|\\^`\x00-\x20\x7f]+""")


def _lower(value: Any) -> Any:
    return value.lower() if isinstance(value, str) else value


def _require_one_line(text: str) -> str:
    if "\n" in text or "\t" in text:
        raise ValueError(Message("must be one line, without tabs"))
    return text


def _line(text: str) -> str:
    return _require_one_line(require_clean(text))


def _title(text: Text) -> Text:
    for language, string in text.items():
        if len(_require_one_line(string)) > TITLE_LIMIT:
            raise ValueError(
                Message(
                    "is {count} characters long in {language}: {limit} is the limit",
                    count=len(string),
                    language=language,
                    limit=TITLE_LIMIT,
                )
            )
    return text


def _web_address(url: str) -> str:
    if not _WEB_ADDRESS.fullmatch(require_clean(url)):
        raise ValueError(
            Message("must be an address that begins with https:// or http:// and contains no space")
        )
    return url


Line = AfterValidator(_line)
"""The validator of single-line strings."""

String = Annotated[str, StringConstraints(max_length=1000), Line]
"""One line of text in no particular language."""

Title = Annotated[Text, AfterValidator(_title), ValueType.TITLE]
"""One line of text in each of its languages, of `TITLE_LIMIT` code points at most."""

Url = Annotated[str, StringConstraints(max_length=2000), AfterValidator(_web_address), ValueType.URL]
"""A web address, https or http."""

Address = Annotated[
    str,
    matching(
        r"^[^\s@<>\",;:]+@[^\s@<>\",;:]+$",
        sentence("must be an e-mail address such as office@example.org"),
        max_length=254,
    ),
    AfterValidator(require_clean),
    ValueType.EMAIL,
]
"""An e-mail address."""

HexColour = Annotated[
    str,
    BeforeValidator(_lower),
    matching(r"^#[0-9a-f]{6}$", sentence("must be a colour such as #336699")),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$", "examples": ["#336699"]}),
    ValueType.COLOUR,
]
"""A colour as ``#rrggbb``."""

TrackColour = Annotated[
    str,
    BeforeValidator(_lower),
    matching(r"^(#[0-9a-f]{6})?$", sentence("must be a colour such as #336699")),
    WithJsonSchema({"type": "string", "pattern": "^#[0-9A-Fa-f]{6}$", "examples": ["#336699"]}),
    ValueType.COLOUR,
]
"""A colour as ``#rrggbb``; empty until a schedule chooses it."""

Country = Annotated[
    str,
    matching(r"^[A-Z]{2}$", sentence("must be a country by its two capital letters (ISO 3166), such as CN")),
    Field(examples=["CN", "ET", "EG"]),
    ValueType.COUNTRY,
]
"""A country by its two letters (ISO 3166-1)."""


class Link(LinkFields, Value, init=False):
    """A URL with a label."""

    url: Url
    """The URL."""

    label: Title | None = None
    """Its label; the URL itself if omitted."""


class Stream(StreamFields, Value, init=False):
    """A stream to watch a session online."""

    url: Url | None = None
    """The URL; may be omitted while it is unknown, or for a stream that is over."""

    label: Title | None = None
    """Its label."""

    kind: StreamKind = StreamKind.LIVE
    """Live, or a recording."""

    language: Language | None = None
    """The language spoken, if there is a stream for each language."""

    views: Annotated[int, Field(ge=0, le=COUNT_LIMIT)] | None = None
    """The number of views, reported afterwards."""
