"""The text in the bytes of a file, whatever program wrote it."""

from __future__ import annotations

import codecs
from dataclasses import dataclass

from charset_normalizer import from_bytes

from eventkit.intake.offered import unreadable

_MARKS = (
    # UTF-32 first: its mark begins as that of UTF-16 does.
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LOOKED_AT = 2**16
_FEW = 0.1
_WESTERN = frozenset("äöüÄÖÜßéèêëÉÈÊËàâáãåÀÂÁÃÅæÆçÇñÑíìîïÍÌÎÏóòôõøÓÒÔÕØúùûÚÙÛÿœŒ“”„’‘–—…«»€°§·ªº¡¿\u00a0")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """A text, and how it was found in the bytes.

    Attributes:
        text: The text; line ends are as in the file.
        encoding: The encoding it was read in, by Python's name.
        guessed: Whether nothing in the file tells the encoding, so that the text should be looked at.
    """

    text: str
    encoding: str
    guessed: bool = False


def decode_text(data: bytes, name: str) -> DecodedText:
    """The text of a file: by its byte order mark, else in UTF-8, else in the likeliest encoding.

    Raises:
        Unreadable: It is no text, or UTF-8 with a few broken bytes, which is told with its line.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return DecodedText(data.decode(encoding), encoding.removesuffix("-sig"))
            except UnicodeDecodeError as error:
                message = f"is broken {encoding} (byte {error.start}): save it again as UTF-8"
                raise unreadable(message, name) from None
    if (wide := _wide(data)) is not None:
        return wide
    try:
        return DecodedText(data.decode(), "utf-8")
    except UnicodeDecodeError as error:
        if _is_broken_utf8(data):
            message = f"is not UTF-8 throughout (byte {error.start}): save it again as UTF-8"
            raise unreadable(message, name, data.count(b"\n", 0, error.start) + 1) from None
    return _guessed(data, name)


def _wide(data: bytes) -> DecodedText | None:
    """UTF-16 without a mark: every second byte of what is written in Latin letters is nought."""
    sample = data[:_LOOKED_AT]
    for offset, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros = sample[offset::2].count(0)
        if len(data) % 2 == 0 and zeros > len(sample) * 0.3 and not sample[1 - offset :: 2].count(0):
            try:
                return DecodedText(data.decode(encoding), encoding, guessed=True)
            except UnicodeDecodeError:
                return None
    return None


def _is_broken_utf8(data: bytes) -> bool:
    """Whether it is UTF-8 but for a few bytes: then another encoding would garble all of the rest."""
    text = data.decode(errors="replace")
    broken = text.count("\ufffd")
    return broken < _FEW * sum(char > "\x7f" for char in text)


def _guessed(data: bytes, name: str) -> DecodedText:
    # The bytes that are not ASCII tell the encoding, and may come late in the file.
    if _is_western(data):
        return DecodedText(data.decode("cp1252"), "cp1252", guessed=True)
    first = next(at for at, byte in enumerate(data) if byte > 0x7F)
    start = max(0, first - _LOOKED_AT // 2)
    best = from_bytes(data[start : start + _LOOKED_AT]).best()
    for encoding in (best.encoding if best else "", "cp1252"):
        try:
            return DecodedText(data.decode(encoding), encoding, guessed=True)
        except (LookupError, UnicodeDecodeError):
            continue
    message = "is no text in any encoding known here: save it as UTF-8"
    raise unreadable(message, name)


def _is_western(data: bytes) -> bool:
    """Whether all that is not ASCII is a letter or a sign of western Europe in the encoding of Windows.

    Statistics need more than a few accents to tell anything.
    """
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return {char for char in text if char > "\x7f"} <= _WESTERN
