"""Content lines of iCalendar (RFC 5545 3.1): values in, folded octets out.

Each function writes one property of one type of value (RFC 5545 3.3) and gives its finished octets, the
last CRLF included. What a value holds can never begin a line of its own: texts are escaped, and every
other value is refused unless it is of its type.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import lru_cache
from urllib.parse import quote, urlsplit, urlunsplit

Parameters = tuple[tuple[str, str | tuple[str, ...]], ...]
"""Parameters of a property by name, in the order in which they are written; several values as a tuple."""

CRLF = b"\r\n"

WIDTH = 74
"""The most octets of a line without its end: one less than RFC 5545 3.1 allows, as `icalendar` folds."""

QUOTED_PARAMETERS = frozenset({"ALTREP", "LINKREL"})
"""Parameters whose values are always in quotation marks (RFC 5545 3.2, RFC 9253 6)."""

SHORT = 32
"""From how many characters on a text is taken to come but once."""

_NAME = re.compile(r"[A-Z0-9-]+")
_VISIBLE = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?")
_BLANK_OR_CONTROL = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]")
# RFC 5545 allows no control character but TAB, and LF where it is escaped.
_CONTROL = bytes({*range(0x20), 0x7F} - {0x09, 0x0A})
# Whether there is any is seen fastest by putting others in their place, and comparing.
_MASK = bytes(octet | 0x80 if octet in _CONTROL else octet for octet in range(256))
_CONTROL_C1 = re.compile(rb"\xc2[\x80-\x9f]")
# What RFC 5545 3.2 wants in quotation marks; and, like `icalendar`, what some clients read wrongly without.
_TO_QUOTE = re.compile(rb"[:;,]|" + "\N{RIGHT SINGLE QUOTATION MARK}".encode())
# Some clients read a backslash in a parameter as an escape, which RFC 5545 3.2 does not know.
_MISREAD_IN_PARAMETERS = re.compile(rb"\\(?=[\\:;,]|\Z)")
_TO_QUOTE_IN_NAMES = re.compile(rb"[ ']")
# Line ends of Unicode: some readers part lines at them.
_NEXT_LINE, _LINE_SEPARATOR, _PARAGRAPH_SEPARATOR = (char.encode() for char in "\x85\u2028\u2029")
# The longest piece of at most 74 octets that ends with a whole character; a character that may begin an
# escape goes to the next piece, unless it is the last of all. These are the rules of `icalendar`.
_FOLD = re.compile(
    rb"(?>.{1,74}(?![\x80-\xbf]))(?:(?<![\\^])|\Z)|.{1,73}(?=[\\^].)|.{1,74}(?![\x80-\xbf])", re.DOTALL
)


def text(name: str, value: str, parameters: Parameters = ()) -> bytes:
    """A property of type TEXT (RFC 5545 3.3.11)."""
    data = _head(name, parameters) + (_escaped_once(value) if len(value) < SHORT else _escaped(value))
    return data + CRLF if len(data) <= WIDTH else _folded(data)


def texts(name: str, values: Iterable[str], parameters: Parameters = ()) -> bytes:
    """A property with a list of TEXT, such as CATEGORIES; commas within a value do not part it."""
    # What stands in lists, such as names of tracks and kinds, stands there in entry after entry.
    return _line(_head(name, parameters) + b",".join([_escaped_once(value) for value in values]))


@lru_cache(maxsize=4096)
def token(name: str, value: str, parameters: Parameters = ()) -> bytes:
    """A property whose value is written as it stands: STATUS, RRULE, GEO, a duration, a number.

    Raises:
        ValueError: The value is empty or holds more than visible ASCII and inner spaces.
    """
    if not _VISIBLE.fullmatch(value):
        message = f"{name} takes visible ASCII alone, not {value!r}"
        raise ValueError(message)
    return _line(_head(name, parameters) + value.encode("ascii"))


def uri(name: str, value: str, parameters: Parameters = ()) -> bytes:
    """A property of type URI (RFC 5545 3.3.13), in ASCII as `ascii_uri` writes it.

    Raises:
        ValueError: The value holds a blank or a control character.
    """
    return _line(_head(name, parameters) + ascii_uri(value).encode("ascii"))


def instant(name: str, at: datetime) -> bytes:
    """A property of type DATE-TIME in UTC, to the second (RFC 5545 3.3.5, form 2).

    Raises:
        ValueError: The datetime is naive, so that it is no instant.
    """
    if at.tzinfo is None:
        message = f"{name} takes an instant: {at} tells no zone"
        raise ValueError(message)
    return _instant(name, at, at.tzinfo, at.fold)


# Datetimes that are equal are written alike only in the same zone, and with the same fold (PEP 495): both
# are part of what these two are remembered by.
@lru_cache(maxsize=4096)
def _instant(name: str, at: datetime, _: tzinfo, __: int) -> bytes:
    return _line(b"%b%bZ" % (_head(name, ()), basic(at.astimezone(UTC))))


def local(name: str, at: datetime, zone: str | None = None) -> bytes:
    """A property of type DATE-TIME as the clock on the wall shows it (RFC 5545 3.3.5, form 3).

    Only the onsets within a time zone's own definition leave the ``zone`` out.
    """
    return _local(name, at, at.tzinfo, zone)


@lru_cache(maxsize=4096)
def _local(name: str, at: datetime, _: tzinfo | None, zone: str | None) -> bytes:
    return _line(_head(name, (("TZID", zone),) if zone else ()) + basic(at))


def geo(latitude: float, longitude: float) -> bytes:
    """The property GEO, to six decimals (RFC 5545 3.8.1.6)."""
    return token("GEO", f"{_degrees(latitude)};{_degrees(longitude)}")


def _degrees(value: float) -> float:
    # Smaller numbers are written with an exponent, which RFC 5545 3.3.7 does not know; 0.0001 is 11 metres.
    return round(value, 6 if abs(value) >= 0.0001 else 4)


def day(name: str, on: date) -> bytes:
    """A property of type DATE (RFC 5545 3.3.4)."""
    return token(name, f"{on.year:04}{on.month:02}{on.day:02}", (("VALUE", "DATE"),))


def offset(name: str, from_utc: timedelta) -> bytes:
    """A property of type UTC-OFFSET (RFC 5545 3.3.14): +0800, -0330, +005328."""
    sign = "-" if from_utc < timedelta(0) else "+"
    minutes, seconds = divmod(int(abs(from_utc).total_seconds()), 60)
    return token(name, f"{sign}{minutes // 60:02}{minutes % 60:02}{f'{seconds:02}' if seconds else ''}")


def component(name: str, lines: Iterable[bytes]) -> bytes:
    """A component with its lines, between BEGIN and END (RFC 5545 3.6)."""
    begin, end = _frame(name)
    return b"".join((begin, *lines, end))


@lru_cache(maxsize=64)
def _frame(name: str) -> tuple[bytes, bytes]:
    return token("BEGIN", name), token("END", name)


def basic(at: datetime) -> bytes:
    """A datetime to the second in the basic format of ISO 8601, without its zone: 20221105T090000."""
    return b"%04d%02d%02dT%02d%02d%02d" % (at.year, at.month, at.day, at.hour, at.minute, at.second)


def _escaped(value: str) -> bytes:
    """A value as TEXT is written, in UTF-8; without control characters, which no calendar may hold."""
    # Titles and names are printable: there is nothing in them that is not seen.
    data = value.encode() if value.isprintable() else _cleaned(value)
    if b"\\" in data:
        data = data.replace(b"\\", b"\\\\")
    return data.replace(b";", b"\\;").replace(b",", b"\\,").replace(b"\n", b"\\n")


# Names of rooms come again in entry after entry.
_escaped_once = lru_cache(maxsize=4096)(_escaped)


@lru_cache(maxsize=4096)
def ascii_uri(value: str) -> str:
    """A web address in ASCII: the host by IDNA, all else percent-encoded UTF-8 (RFC 3987 3.1).

    Raises:
        ValueError: It holds a blank or a control character.
    """
    if _BLANK_OR_CONTROL.search(value):
        message = f"an address holds neither blanks nor control characters: {value!r}"
        raise ValueError(message)
    return quote(value if value.isascii() else _with_ascii_host(value), safe="!#$%&'()*+,/:;=?@[]~")


def _with_ascii_host(address: str) -> str:
    try:
        scheme, place, *rest = urlsplit(address)
        user, at, host = place.rpartition("@")
        name, colon, port = host.partition(":")
        ascii_name = name.encode("idna").decode("ascii")
    except ValueError:
        return address  # a host without a form in IDNA leads nowhere, in whatever way it is written
    return urlunsplit((scheme, f"{user}{at}{ascii_name}{colon}{port}", *rest))


@lru_cache(maxsize=4096)
def _head(name: str, parameters: Parameters) -> bytes:
    """All that goes before the value, with the colon."""
    if not all(_NAME.fullmatch(each) for each in (name, *(key for key, _ in parameters))):
        message = f"no name of a property with its parameters: {name!r}, {parameters!r}"
        raise ValueError(message)
    written = (b";%b=%b" % (key.encode("ascii"), _parameter(key, value)) for key, value in parameters)
    return b"%b%b:" % (name.encode("ascii"), b"".join(written))


def _parameter(name: str, value: str | tuple[str, ...]) -> bytes:
    """The values of a parameter, quoted where they must be; what quotes cannot contain by RFC 6868."""
    return b",".join([_quoted(name, member) for member in ([value] if isinstance(value, str) else value)])


def _quoted(name: str, value: str) -> bytes:
    bare = _cleaned(value)
    if b"\\" in bare:
        bare = _MISREAD_IN_PARAMETERS.sub(b"", bare)
    data = bare.replace(b"^", b"^^").replace(b"\n", b"^n").replace(b'"', b"^'")
    if (
        name in QUOTED_PARAMETERS
        or _TO_QUOTE.search(data)
        or (name == "CN" and _TO_QUOTE_IN_NAMES.search(bare))
    ):
        return b'"%b"' % data
    return data


def _cleaned(value: str) -> bytes:
    """A text in UTF-8 with LF at the end of lines, without control characters and lone surrogates."""
    try:
        data = value.encode()
    except UnicodeEncodeError:
        data = value.encode(errors="ignore")
    if data.translate(_MASK) != data:
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").translate(None, _CONTROL)
    if not value.isascii():
        # In a text one character is looked for faster than its octets are among octets.
        if "\u2028" in value or "\u2029" in value:
            data = data.replace(_LINE_SEPARATOR, b"\n").replace(_PARAGRAPH_SEPARATOR, b"\n")
        if b"\xc2" in data:
            data = _CONTROL_C1.sub(b"", data.replace(_NEXT_LINE, b"\n"))
    return data


def _line(data: bytes) -> bytes:
    return data + CRLF if len(data) <= WIDTH else _folded(data)


def _folded(data: bytes) -> bytes:
    return b"\r\n ".join(_FOLD.findall(data)) + CRLF
