"""Values of template elements for a holder: fields, colours, conditions, QR content (vCard, MeCard).

No QR content holds private details unless the caller passes them: what a badge shows, everyone near can
read.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from eventkit.model import Name, Role
from eventkit.outputs.badges.badge_holders import (
    ROLE_COLOURS,
    BadgeHolder,
    ConferenceTexts,
    LocalisedText,
    LocalisedTexts,
)
from eventkit.outputs.badges.badge_template import DEFAULT_COLOURS, BadgeTemplate
from eventkit.outputs.badges.template_elements import (
    TemplateElement,
    TextElement,
    fill_placeholders,
    placeholders,
)
from eventkit.typesetting import WHITE, Box, Colour, contrast
from eventkit.wording import Wording


class CodeKind(StrEnum):
    """What a code says."""

    TOKEN = "token"  # noqa: S105 - no secret, its name
    URL = "url"
    VCARD = "vcard"
    MECARD = "mecard"
    NONE = "none"


class ContactCard(NamedTuple):
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


def contact_card(
    wearer: BadgeHolder, *, name: Name | None = None, email: str = "", phone: str = ""
) -> ContactCard:
    """The card of someone, in the language their name is printed in, or else the foremost.

    Args:
        wearer: Who wears the badge; what their code says is taken as their page, where it is an address.
        name: The form of their name that tells its parts.
        email: Their address, if all are to read it.
        phone: Their number, likewise.
    """
    return ContactCard(
        name.full if name else wearer.name.text,
        (name.family if name else None) or "",
        (name.given if name else None) or "",
        _in_language(wearer.organisation, wearer.name.language),
        _in_language(wearer.position, wearer.name.language),
        email,
        phone,
        wearer.code if wearer.code.startswith(("https://", "http://")) else "",
    )


def code_content(kind: CodeKind, *, token: str = "", url: str = "", card: ContactCard | None = None) -> str:
    """What a code of that kind says; empty where there is none, or what it needs is not told."""
    said: Mapping[CodeKind, str] = {
        CodeKind.TOKEN: token,
        CodeKind.URL: url,
        CodeKind.VCARD: vcard(card) if card else "",
        CodeKind.MECARD: mecard(card) if card else "",
    }
    return said.get(kind, "")


def vcard(card: ContactCard) -> str:
    """A vCard of version 3.0 (RFC 2426), which every telephone reads; lines are not folded, so that it is
    short.
    """
    family = card.family or ("" if card.given else card.full)
    properties = {
        "N": f"{_escape(family)};{_escape(card.given)};;;",
        "FN": _escape(card.full),
        "ORG": _escape(card.organisation),
        "TITLE": _escape(card.position),
        "EMAIL": _escape(card.email),
        "TEL": _escape(card.phone),
        "URL": _escape(card.url),
    }
    lines = [f"{name}:{value}" for name, value in properties.items() if value]
    return "\r\n".join(("BEGIN:VCARD", "VERSION:3.0", *lines, "END:VCARD", ""))


def mecard(card: ContactCard) -> str:
    """A MeCard, shorter than a vCard, and without the position, for which it has no field."""
    parts = (card.family, card.given) if card.family and card.given else (card.full,)
    fields = {
        "N": ",".join(_escape(part, '\\;:,"') for part in parts),
        "ORG": _escape(card.organisation, '\\;:,"'),
        "TEL": _escape(card.phone, '\\;:,"'),
        "EMAIL": _escape(card.email, '\\;:,"'),
        "URL": _escape(card.url, '\\;:,"'),
    }
    return "MECARD:" + "".join(f"{name}:{value};" for name, value in fields.items() if value) + ";"


def _in_language(forms: LocalisedTexts, language: str) -> str:
    """A text in that language, or else in the foremost."""
    said = [form.text for form in forms if form.language == language] or [form.text for form in forms]
    return said[0] if said else ""


def _escape(text: str, special: str = "\\;,") -> str:
    """A text as a value, on one line, in which nothing begins a further field (RFC 2426 5)."""
    return "".join(f"\\{each}" if each in special else each for each in " ".join(text.split()))


_UNDETERMINED = "und"


FieldFunction = Callable[[BadgeHolder, ConferenceTexts], LocalisedTexts]


def _single_text(text: str) -> LocalisedTexts:
    return (LocalisedText(text, _UNDETERMINED),) if text else ()


_FIELDS: Mapping[str, FieldFunction] = {
    "name": lambda wearer, _: (wearer.name,) if wearer.name.text else (),
    "second-name": lambda wearer, _: (wearer.second_name,) if wearer.second_name else (),
    "positions": lambda wearer, _: (
        tuple(LocalisedText(line, _UNDETERMINED) for line in wearer.badge_lines) or wearer.positions
    ),
    "position": lambda wearer, _: wearer.position,
    "organisation": lambda wearer, _: wearer.organisation,
    "badge-lines": lambda wearer, _: tuple(LocalisedText(line, _UNDETERMINED) for line in wearer.badge_lines),
    "pronouns": lambda wearer, _: _single_text(wearer.pronouns),
    "role": lambda wearer, _: wearer.roles,
    "ticket": lambda wearer, _: _single_text(wearer.ticket),
    "track": lambda wearer, _: wearer.track.name if wearer.track else (),
    "day": lambda wearer, _: wearer.day,
    "sessions": lambda wearer, _: sum((held.title[:1] for held in wearer.sessions), ()),
    "conference": lambda _, occasion: occasion.title,
    "dates": lambda _, occasion: occasion.dates,
    "venue": lambda _, occasion: occasion.venue,
    "id": lambda wearer, _: _single_text(wearer.id),
}


_SHARED_FIELDS = frozenset({"role", "ticket", "track", "day", "conference", "dates", "venue"})


OWN_LANGUAGES = frozenset({"name", "second-name", "positions", "position", "organisation", "badge-lines"})
"""Fields of which all is printed, in however many languages it is."""


def field_value(name: str, wearer: BadgeHolder, occasion: ConferenceTexts) -> LocalisedTexts:
    """What a field says, with each text in a language that is certain."""
    return with_language(_FIELDS[name](wearer, occasion), occasion.languages[0])


def with_language(forms: LocalisedTexts, language: str) -> LocalisedTexts:
    """Texts of no certain language as if they were in that one."""
    for each in forms:
        if each.language == _UNDETERMINED:
            return tuple(
                form._replace(language=language) if form.language == _UNDETERMINED else form for form in forms
            )
    return forms


def is_same_for_many(element: TextElement) -> bool:
    """Whether many say the same with it, so that it belongs to nobody."""
    if element.field is not None:
        return element.field in _SHARED_FIELDS
    texts = element.text.values() if element.text else ()
    return all(name in _SHARED_FIELDS for text in texts for name in placeholders(text))


def element_value(
    element: TextElement, occasion: ConferenceTexts, languages: int
) -> Callable[[BadgeHolder], LocalisedTexts]:
    """What a text element says of a wearer, in as many languages as it is to be in."""
    name = element.field

    def whole(wearer: BadgeHolder) -> LocalisedTexts:
        return field_value(name, wearer, occasion) if name else _own_text(element, wearer, occasion)

    def foremost(wearer: BadgeHolder) -> LocalisedTexts:
        found = whole(wearer)
        return tuple(form for form in found if form.language == found[0].language)

    if element.languages == "first":
        return foremost
    return whole if name in OWN_LANGUAGES else lambda wearer: whole(wearer)[:languages]


def _own_text(element: TextElement, wearer: BadgeHolder, occasion: ConferenceTexts) -> LocalisedTexts:
    if element.text is None:
        return ()
    found = []
    for language, text in element.text.each(occasion.languages):
        into = occasion.languages[0] if language == _UNDETERMINED else language
        if words := interpolate(text, wearer, occasion, into):
            found.append(LocalisedText(words, into))
    return tuple(found)


def interpolate(text: str, wearer: BadgeHolder, occasion: ConferenceTexts, language: str) -> str:
    """A text of the organiser's with its fields filled in, in the language as far as they have it."""

    def value(name: str) -> str:
        forms = field_value(name, wearer, occasion)
        listed = [form.text for form in forms if form.language == language] or [
            form.text for form in forms[:1]
        ]
        return Wording.of(language).listed(listed)

    return fill_placeholders(text, value)


def applies_to(element: TemplateElement, wearer: BadgeHolder) -> bool:
    """Whether the element is one for this wearer."""
    if not (element.roles or element.tickets or element.tracks):
        return True
    return (
        _is_among(wearer.role, element.roles)
        and _is_among(wearer.ticket, element.tickets)
        and _is_among(wearer.track.code if wearer.track else "", element.tracks)
    )


def _is_among(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value.casefold() in {each.casefold() for each in wanted}


_ROLES_BY_KEY = {role.value: role for role in Role}


_OTHER_KEY = "other"


class TemplateColours:
    """Finds colours for one template."""

    def __init__(self, template: BadgeTemplate) -> None:
        self._named = {
            name: Colour.parse(code) for name, code in {**DEFAULT_COLOURS, **template.colours}.items()
        }
        self._roles = _casefold_keys(template.role_colours)
        self._tickets = _casefold_keys(template.ticket_colours)
        self._inks: dict[Colour, Colour] = {}  # what reads best on each ground there was

    def colour(self, name: str, wearer: BadgeHolder) -> Colour:
        """The colour that is called so in a template."""
        if found := self._named.get(name):
            return found
        grey = self._named["grey"]
        if name == "role":
            own = self._roles.get(wearer.role.casefold())
            usual = ROLE_COLOURS[_ROLES_BY_KEY[wearer.role]] if wearer.role in _ROLES_BY_KEY else None
            return own or usual or self._roles.get(_OTHER_KEY, grey)
        if name == "ticket":
            return self._tickets.get(wearer.ticket.casefold()) or self._tickets.get(_OTHER_KEY, grey)
        if name == "track":
            return _parse_colour(wearer.track.colour) if wearer.track else grey
        return _parse_colour(name)

    def readable_on(self, grounds: list[Box], x: float, y: float) -> Colour:
        """Ink or white, whichever reads better on the last of the filled boxes that holds the point."""
        ground = WHITE
        for box in reversed(grounds):
            if box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height:
                ground = box.fill or WHITE
                break
        ink = self._inks.get(ground)
        if ink is None:
            ink = max((self._named["ink"], WHITE), key=lambda ink: contrast(ink, ground))
            self._inks[ground] = ink
        return ink


def _casefold_keys(colours: Mapping[str, str]) -> dict[str, Colour]:
    return {name.casefold(): Colour.parse(code) for name, code in colours.items()}


@lru_cache(maxsize=1024)
def _parse_colour(text: str) -> Colour:
    return Colour.parse(text)
