"""Content lines of iCalendar: values to folded octets (RFC 5545 3.1), and the colour names of CSS.

Each function writes one property of one type of value (RFC 5545 3.3) and returns its finished octets, the
last CRLF included. No value can begin a line of its own: texts are escaped, and every other value is refused
unless it is of its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit
from uuid import UUID

from PIL import ImageColor

from eventkit.messages import Message


def format_duration(minutes: int) -> str:
    """A number of minutes as a DURATION (RFC 5545 3.3.6): PT15M, PT1H."""
    hours, rest = divmod(minutes, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest else ''}"


Parameters = tuple[tuple[str, str | tuple[str, ...]], ...]
"""Parameters of a property by name, in the order in which they are written; several values as a tuple."""

CRLF = b"\r\n"

WIDTH = 74
"""The most octets of a line without its end: one less than RFC 5545 3.1 allows, as `icalendar` folds."""

QUOTED_PARAMETERS = frozenset({"ALTREP", "LINKREL", "X-TITLE"})
"""Parameters whose values are always in quotation marks (RFC 5545 3.2, RFC 9253 6; X-TITLE for Apple)."""

CACHED_LENGTH = 32  # texts shorter than this many characters are cached, because they are likely to recur
_NAME = re.compile(r"[A-Z0-9-]+")

_VISIBLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")

_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")


# RFC 5545 allows no control character but TAB, and LF where it is escaped.
_CONTROL = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})


# Replacing control characters and comparing is the fastest way to find out whether there are any.
_MASK = bytes(octet | 0x80 if octet in _CONTROL else octet for octet in range(256))

_CONTROL_C1 = re.compile(rb"\xc2[\x80-\x9f]")


# Characters that require quotation marks by RFC 5545 3.2 or, as in `icalendar`, that clients misread.
_QUOTABLE = re.compile(rb"[:;,]|" + "\N{RIGHT SINGLE QUOTATION MARK}".encode())


# Some clients read a backslash in a parameter as an escape, which RFC 5545 3.2 does not know.
_MISREAD_IN_PARAMETERS = re.compile(rb"\\(?=[\\:;,]|\Z)")


# `icalendar` drops these blanks, outside quotation marks.
_BLANKS_AROUND_EQUALS = re.compile(rb"(?:(?<! ) +)?= *")
_QUOTABLE_IN_NAMES = re.compile(rb"[ ']")


# Line ends of Unicode: some clients break lines at them.
_NEXT_LINE, _LINE_SEPARATOR, _PARAGRAPH_SEPARATOR = (char.encode() for char in "\x85\u2028\u2029")


# The longest piece of at most 74 octets that ends with a whole character; a character that may begin an
# escape goes to the next piece, unless it is the last of all. These are the rules of `icalendar`.
_FOLDED_PIECE = re.compile(
    rb"(?>.{1,74}(?![\x80-\xbf]))(?:(?<![\\^])|\Z)|.{1,73}(?=[\\^].)|.{1,74}(?![\x80-\xbf])", re.DOTALL
)


def text_property(name: str, value: str, parameters: Parameters = ()) -> bytes:
    """A property of type TEXT (RFC 5545 3.3.11)."""
    data = _name_part(name, parameters) + (
        _escape_cached(value) if len(value) < CACHED_LENGTH else _escape(value)
    )
    return data + CRLF if len(data) <= WIDTH else _fold(data)


def uid_property(uid: UUID) -> bytes:
    """The property UID: letters, digits and hyphens, which are neither escaped nor folded."""
    return b"UID:%b\r\n" % str(uid).encode("ascii")


def text_list_property(name: str, values: Iterable[str], parameters: Parameters = ()) -> bytes:
    """A property with a list of TEXT, such as CATEGORIES; commas within a value are escaped."""
    # Values of lists, such as names of tracks and kinds, recur in most events.
    return _fold_if_long(
        _name_part(name, parameters) + b",".join([_escape_cached(value) for value in values])
    )


@lru_cache(maxsize=4096)
def raw_property(name: str, value: str, parameters: Parameters = ()) -> bytes:
    """A property whose value needs no escaping: STATUS, RRULE, GEO, a duration, a number."""
    if not _VISIBLE.fullmatch(value):
        raise ValueError(
            Message("{name} must be printable ASCII, got {value}.", name=name, value=f"{value!r}")
        )
    return _fold_if_long(_name_part(name, parameters) + value.encode("ascii"))


def uri_property(name: str, value: str, parameters: Parameters = ()) -> bytes:
    """A property of type URI (RFC 5545 3.3.13), in ASCII as `ascii_uri` writes it."""
    return _fold_if_long(_name_part(name, parameters) + ascii_uri(value).encode("ascii"))


def utc_property(name: str, at: datetime) -> bytes:
    """A property of type DATE-TIME in UTC, to the second (RFC 5545 3.3.5, form 2)."""
    if at.tzinfo is None:
        raise ValueError(Message("{name} must be an aware datetime, got {at}.", name=name, at=at))
    return _utc_property(name, at, at.tzinfo, at.fold)


# Equal datetimes are written alike only in the same zone and with the same fold (PEP 495), so both are part
# of the cache keys of these two functions.
@lru_cache(maxsize=4096)
def _utc_property(name: str, at: datetime, _: tzinfo, __: int) -> bytes:
    return _fold_if_long(b"%b%bZ" % (_name_part(name, ()), basic_format(at.astimezone(UTC))))


def local_time_property(name: str, at: datetime, zone: str | None = None) -> bytes:
    """A property of type DATE-TIME in local time with TZID (RFC 5545 3.3.5, form 3).

    Only onsets within a VTIMEZONE have no ``zone``.
    """
    return _local_time_property(name, at, at.tzinfo, zone)


@lru_cache(maxsize=4096)
def _local_time_property(name: str, at: datetime, _: tzinfo | None, zone: str | None) -> bytes:
    return _fold_if_long(_name_part(name, (("TZID", zone),) if zone else ()) + basic_format(at))


def geo_property(latitude: float, longitude: float) -> bytes:
    """The property GEO, to six decimals (RFC 5545 3.8.1.6)."""
    return raw_property("GEO", f"{_degrees(latitude)};{_degrees(longitude)}")


def _degrees(value: float) -> float:
    # Smaller numbers are written with an exponent, which RFC 5545 3.3.7 does not know; 0.0001 is 11 metres.
    return round(value, 6 if abs(value) >= 0.0001 else 4)


def date_property(name: str, on: date) -> bytes:
    """A property of type DATE (RFC 5545 3.3.4)."""
    return raw_property(name, f"{on.year:04}{on.month:02}{on.day:02}", (("VALUE", "DATE"),))


def offset_property(name: str, from_utc: timedelta) -> bytes:
    """A property of type UTC-OFFSET (RFC 5545 3.3.14): +0800, -0330, +005328."""
    sign = "-" if from_utc < timedelta(0) else "+"
    minutes, seconds = divmod(int(abs(from_utc).total_seconds()), 60)
    return raw_property(
        name, f"{sign}{minutes // 60:02}{minutes % 60:02}{f'{seconds:02}' if seconds else ''}"
    )


def component(name: str, lines: Iterable[bytes]) -> bytes:
    """A component: its lines between BEGIN and END (RFC 5545 3.6)."""
    begin, end = _frame(name)
    return b"".join((begin, *lines, end))


@lru_cache(maxsize=64)
def _frame(name: str) -> tuple[bytes, bytes]:
    return raw_property("BEGIN", name), raw_property("END", name)


def basic_format(at: datetime) -> bytes:
    """A datetime to the second in the basic format of ISO 8601, without its zone: 20221105T090000."""
    return b"%04d%02d%02dT%02d%02d%02d" % (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _escape(value: str) -> bytes:
    """Escape a TEXT value, in UTF-8, without control characters (RFC 5545 3.3.11)."""
    # Most titles and names are printable and need no cleaning.
    data = value.encode() if value.isprintable() else _clean(value)
    if b"\\" in data:
        data = data.replace(b"\\", b"\\\\")
    return data.replace(b";", b"\\;").replace(b",", b"\\,").replace(b"\n", b"\\n")


# Names of rooms recur in most events.
_escape_cached = lru_cache(maxsize=4096)(_escape)


@lru_cache(maxsize=4096)
def ascii_uri(value: str) -> str:
    """A web address in ASCII: the host by IDNA, all else percent-encoded UTF-8 (RFC 3987 3.1)."""
    if _BLANK_OR_CONTROL.search(value):
        raise ValueError(Message("Address with a blank or control character: {value}.", value=f"{value!r}"))
    return quote(value if value.isascii() else _ascii_host(value), safe="!#$%&'()*+,/:;=?@[]~")


def _ascii_host(address: str) -> str:
    try:
        scheme, place, *rest = urlsplit(address)
        user, at, host = place.rpartition("@")
        name, colon, port = host.partition(":")
        ascii_name = name.encode("idna").decode("ascii")
    except ValueError:
        return address  # a host that IDNA cannot encode does not exist
    return urlunsplit((scheme, f"{user}{at}{ascii_name}{colon}{port}", *rest))


@lru_cache(maxsize=4096)
def _name_part(name: str, parameters: Parameters) -> bytes:
    if not all(_NAME.fullmatch(part) for part in (name, *(key for key, _ in parameters))):
        raise ValueError(
            Message(
                "Invalid property or parameter name: {name}, {parameters}.",
                name=f"{name!r}",
                parameters=f"{parameters!r}",
            )
        )
    written = (b";%b=%b" % (key.encode("ascii"), _parameter(key, value)) for key, value in parameters)
    return b"%b%b:" % (name.encode("ascii"), b"".join(written))


def _parameter(name: str, value: str | tuple[str, ...]) -> bytes:
    """The values of a parameter, quoted where they must be; what quotes cannot contain by RFC 6868."""
    return b",".join([_quote(name, member) for member in ([value] if isinstance(value, str) else value)])


def _quote(name: str, value: str) -> bytes:
    bare = _clean(value).replace(b"\t", b" ")
    if b"\\" in bare:
        bare = _MISREAD_IN_PARAMETERS.sub(b"", bare)
    data = bare.replace(b"^", b"^^").replace(b"\n", b"^n").replace(b'"', b"^'")
    if (
        name in QUOTED_PARAMETERS
        or _QUOTABLE.search(data)
        or (name == "CN" and _QUOTABLE_IN_NAMES.search(bare))
    ):
        return b'"%b"' % data
    return _BLANKS_AROUND_EQUALS.sub(b"=", data) if b"=" in data else data


def _clean(value: str) -> bytes:
    """Encode a text in UTF-8, with LF as line end and without control characters and lone surrogates."""
    try:
        data = value.encode()
    except UnicodeEncodeError:
        data = value.encode(errors="ignore")
    if data.translate(_MASK) != data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").translate(None, _CONTROL)
    if not value.isascii():
        # Searching for a character in a string is faster than for its octets in bytes.
        if "\u2028" in value or "\u2029" in value:
            data = data.replace(_LINE_SEPARATOR, b"\n").replace(_PARAGRAPH_SEPARATOR, b"\n")
        if b"\xc2" in data:
            data = _CONTROL_C1.sub(b"", data.replace(_NEXT_LINE, b"\n"))
    return data


def _fold_if_long(data: bytes) -> bytes:
    return data + CRLF if len(data) <= WIDTH else _fold(data)


def _fold(data: bytes) -> bytes:
    return b"\r\n ".join(_FOLDED_PIECE.findall(data)) + CRLF


_CSS3 = {
    name: bytes.fromhex(colour.removeprefix("#"))
    for name, colour in ImageColor.colormap.items()
    if isinstance(colour, str) and name not in {"aqua", "fuchsia", "rebeccapurple"}
}
"""The colours of https://www.w3.org/TR/css-color-3/#svg-color, without the doubles of cyan and magenta."""


@lru_cache(maxsize=1024)
def nearest_css_colour(colour: str) -> str:
    """The CSS3 name nearest to a colour given as ``#rrggbb``, by distance in sRGB."""
    rgb = bytes.fromhex(colour.removeprefix("#"))

    def distance(name: str) -> tuple[int, str]:
        return sum((one - other) * (one - other) for one, other in zip(_CSS3[name], rgb, strict=True)), name

    return min(_CSS3, key=distance)
