"""What the code on a badge says: a token, an address, or a card that a telephone takes into its contacts.

Nothing private is in any of them unless the caller passes it: an address or number of someone is printed for
all who stand near.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from eventkit.model import Name
from eventkit.outputs.badges.wearers import Forms, Wearer


class CodeKind(StrEnum):
    """What a code says."""

    TOKEN = "token"  # noqa: S105 - no secret, its name
    URL = "url"
    VCARD = "vcard"
    MECARD = "mecard"
    NONE = "none"


class Card(NamedTuple):
    """A visiting card.

    Attributes:
        full: The whole name.
        family: The family name; empty where it is not told from the rest.
        given: The given name, likewise.
        organisation: Where they are.
        position: As what.
        email: Empty unless it is to be read by all.
        phone: Likewise.
        url: A page of theirs, or the conference's page of them.
    """

    full: str
    family: str = ""
    given: str = ""
    organisation: str = ""
    position: str = ""
    email: str = ""
    phone: str = ""
    url: str = ""


def card_of(wearer: Wearer, *, name: Name | None = None, email: str = "", phone: str = "") -> Card:
    """The card of someone, in the language their name is printed in, or else the foremost.

    Args:
        wearer: Who wears the badge; what their code says is taken as their page, where it is an address.
        name: The form of their name that tells its parts.
        email: Their address, if all are to read it.
        phone: Their number, likewise.
    """
    return Card(
        name.full if name else wearer.name.text,
        (name.family if name else None) or "",
        (name.given if name else None) or "",
        _in(wearer.organisation, wearer.name.language),
        _in(wearer.position, wearer.name.language),
        email,
        phone,
        wearer.code if wearer.code.startswith(("https://", "http://")) else "",
    )


def content_of(kind: CodeKind, *, token: str = "", url: str = "", card: Card | None = None) -> str:
    """What a code of that kind says; empty where there is none, or what it needs is not told."""
    said: Mapping[CodeKind, str] = {
        CodeKind.TOKEN: token,
        CodeKind.URL: url,
        CodeKind.VCARD: vcard(card) if card else "",
        CodeKind.MECARD: mecard(card) if card else "",
    }
    return said.get(kind, "")


def vcard(card: Card) -> str:
    """A vCard of version 3.0 (RFC 2426), which every telephone reads; lines are not folded, so that it is
    short.
    """
    family = card.family or ("" if card.given else card.full)
    properties = {
        "N": f"{_escaped(family)};{_escaped(card.given)};;;",
        "FN": _escaped(card.full),
        "ORG": _escaped(card.organisation),
        "TITLE": _escaped(card.position),
        "EMAIL": _escaped(card.email),
        "TEL": _escaped(card.phone),
        "URL": _escaped(card.url),
    }
    lines = [f"{name}:{value}" for name, value in properties.items() if value]
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""))


def mecard(card: Card) -> str:
    """A MeCard, shorter than a vCard, and without the position, for which it has no field."""
    parts = (card.family, card.given) if card.family and card.given else (card.full,)
    fields = {
        "N": ",".join(_escaped(part, '\\;:,"') for part in parts),
        "ORG": _escaped(card.organisation, '\\;:,"'),
        "TEL": _escaped(card.phone, '\\;:,"'),
        "EMAIL": _escaped(card.email, '\\;:,"'),
        "URL": _escaped(card.url, '\\;:,"'),
    }
    return "MECARD:" + "".join(f"{name}:{value};" for name, value in fields.items() if value) + ";"


def _in(forms: Forms, language: str) -> str:
    """A text in that language, or else in the foremost."""
    said = [form.text for form in forms if form.language == language] or [form.text for form in forms]
    return said[0] if said else ""


def _escaped(text: str, special: str = "\\;,") -> str:
    """A text as a value, on one line, in which nothing begins a further field (RFC 2426 5)."""
    return "".join(f"\\{each}" if each in special else each for each in " ".join(text.split()))
