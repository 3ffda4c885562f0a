"""Decoding of text files: by a byte order mark, as UTF-8, or in the likeliest encoding."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from charset_normalizer import from_bytes

from eventkit.errors import Fault, Unreadable
from eventkit.messages import Message

_BYTE_ORDER_MARKS = (
    # UTF-32 first: its mark begins as that of UTF-16 does.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_SAMPLE_SIZE = 2**16
_TWO_BEYOND_ASCII = re.compile(rb"[\x80-\xff]{2}")
_WORD_BEYOND_ASCII = re.compile(rb"[\xc0-\xff]{4}")
_FEW_BROKEN = 1 / 3
_SIGN_IN_WORD = re.compile("[a-z][¹²³¿£¥¼½¾¦¶±¢¤¬¨¸¯®µ][a-z]")
_TURKISH = frozenset("ğĞışŞİ")
_WESTERN = frozenset(
    "ÞþÐðÝýäöüÄÖÜßéèêëÉÈÊËàâáãåÀÂÁÃÅæÆçÇñÑíìîïÍÌÎÏóòôõøÓÒÔÕØúùûÚÙÛÿœŒ“”„’‘–—…«»€°§·ªº¡¿\u00a0"
)


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, and the encoding it was decoded from."""

    text: str  # the text; line ends are as in the file
    encoding: str
    # True if nothing in the file states the encoding, so that the text should be checked.
    guessed: bool = False
    # The lines, from 1, in which bytes that are not UTF-8 were replaced with U+FFFD.
    broken_lines: tuple[int, ...] = ()


def decode_text(data: bytes, name: str) -> DecodedText:
    """Decode a text file: by its byte order mark, else as UTF-8, else in the likeliest encoding."""
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return DecodedText(data.decode(encoding), encoding.removesuffix("-sig"))
            except UnicodeDecodeError as error:
                raise Unreadable(
                    name,
                    (
                        Fault(
                            Message(
                                "Invalid {encoding} (byte {start}). Save the file again as UTF-8.",
                                encoding=encoding,
                                start=error.start,
                            )
                        ),
                    ),
                ) from None
    if (wide := _decode_utf16(data)) is not None:
        return wide
    try:
        return DecodedText(data.decode(), "utf-8")
    except UnicodeDecodeError:
        if _is_broken_utf8(data):
            return _decode_broken_utf8(data)
    return _guess_encoding(data, name)


def _decode_utf16(data: bytes) -> DecodedText | None:
    """UTF-16 without a byte order mark: in Latin text every second byte is zero."""
    sample = data[:_SAMPLE_SIZE]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[offset::2].count(0)
        if len(data) % 2 == 0 and zeros > len(sample) * 0.3 and not sample[1 - offset :: 2].count(0):
            try:
                return DecodedText(data.decode(encoding), encoding, guessed=True)
            except UnicodeDecodeError:
                return None
    return None


def _is_broken_utf8(data: bytes) -> bool:
    """True for UTF-8 with a few broken bytes: any other encoding would garble the rest."""
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    return broken < _FEW_BROKEN * sum(char > "\x7f" for char in text)


def _decode_broken_utf8(data: bytes) -> DecodedText:
    """Decode UTF-8 line by line, and replace what is broken."""
    lines, broken = data.split(b"\n"), []
    for number, line in enumerate(lines, 1):
        try:
            line.decode()
        except UnicodeDecodeError:
            broken.append(number)
    return DecodedText(data.decode(errors="replace"), "utf-8", broken_lines=tuple(broken))


def _guess_encoding(data: bytes, name: str) -> DecodedText:
    # The bytes beyond ASCII show the encoding, and may come late in the file.
    if _is_turkish(data):
        return DecodedText(data.decode("cp1254"), "cp1254", guessed=True)
    if _is_western_european(data):
        return DecodedText(data.decode("cp1252"), "cp1252", guessed=True)
    first = next(at for at, byte in enumerate(data) if byte > 0x7F)
    start = max(0, first - _SAMPLE_SIZE // 2)
    best = from_bytes(data[start : start + _SAMPLE_SIZE]).best()
    for encoding in (best.encoding if best else "", "cp1252"):
        try:
            return DecodedText(data.decode(encoding), encoding, guessed=True)
        except (LookupError, UnicodeDecodeError):
            continue
    raise Unreadable(name, (Fault(Message("Unknown text encoding. Save the file as UTF-8.")),))


def _is_turkish(data: bytes) -> bool:
    """True if all bytes beyond ASCII are Turkish letters or western signs in cp1254.

    Six letters differ from cp1252, where they are those of Icelandic, which has vowels that Turkish lacks.
    """
    letters = {char for char in data.decode("cp1254", "replace") if char > "\x7f"}
    return len(letters & _TURKISH) > 1 and letters <= _WESTERN | _TURKISH and letters.isdisjoint("áÁíÍóÓúÚæÆ")


def _is_western_european(data: bytes) -> bool:
    """True if all bytes beyond ASCII are western European letters or signs in cp1252.

    So they are if each of them is alone between ASCII: letters of other scripts come in words. Statistics
    need more than a few accents. A sign between letters, as in ``Wyk³ad``, is a letter of another encoding.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    if {char for char in text if char > "\x7f"} <= _WESTERN:
        return _WORD_BEYOND_ASCII.search(data) is None
    return _TWO_BEYOND_ASCII.search(data) is None and _SIGN_IN_WORD.search(text) is None
