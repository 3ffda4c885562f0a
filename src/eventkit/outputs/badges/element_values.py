"""Values of template elements for a holder: fields, colours, conditions, QR content (vCard, MeCard).

No QR content holds private details unless the caller passes them: everyone nearby can read a badge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import lru_cache
from itertools import chain
from typing import Literal, NamedTuple

from eventkit.model import Name, Participant, ParticipantKind, Role
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    BadgeName,
    ConferenceTexts,
    LocalisedText,
    LocalisedTexts,
    group_by_language,
    localise,
    localise_figures,
    localise_phrase,
    place_name,
)
from eventkit.outputs.badges.badge_template import DEFAULT_COLOURS, BadgeTemplate, screen_colour
from eventkit.outputs.badges.role_bands import OTHER_BAND, ROLE_BANDS
from eventkit.outputs.badges.template_elements import (
    EMPHASIS_END,
    EMPHASIS_START,
    NAME_FIELDS,
    CodeElement,
    DrawingElement,
    PictureElement,
    SessionsElement,
    ShapeElement,
    ShapeName,
    TemplateElement,
    TextElement,
    fill_placeholders,
    placeholders,
)
from eventkit.outputs.style_file import StyleInks
from eventkit.texts import first_script, match_language
from eventkit.typesetting import WHITE, Box, Colour, contrast
from eventkit.wording import Wording, official_languages
from eventkit.wording.date_formats import script_of_language
from eventkit.wording.name_lines import formal_name, space_name


class CodeKind(StrEnum):
    """The kind of content of a QR code."""

    TOKEN = "token"  # noqa: S105 - no secret, its name
    URL = "url"
    VCARD = "vcard"
    MECARD = "mecard"
    NONE = "none"


class ContactCard(NamedTuple):
    full: str
    family: str = ""  # the family name; empty if the parts of the name are not known
    given: str = ""
    organisation: str = ""
    position: str = ""
    email: str = ""  # the e-mail address; empty unless everyone may read it
    phone: str = ""
    url: str = ""  # the person's own page, or the page of the conference about the person


def contact_card(
    holder: BadgeHolder, *, name: Name | None = None, email: str = "", phone: str = ""
) -> ContactCard:
    """The contact card of a holder, in the language of the name on the badge.

    Args:
        holder: The holder; the content of the QR code is the card's URL if it is one.
        email: The e-mail address, if all may read it.
    """
    return ContactCard(
        name.full if name else holder.name.text,
        (name.family if name else None) or "",
        (name.given if name else None) or "",
        next(iter(_in_language(holder.organisation, holder.name.language)), ""),
        next(iter(_in_language(holder.position, holder.name.language)), ""),
        email,
        phone,
        holder.code if holder.code.startswith(("https://", "http://")) else "",
    )


def code_content(kind: CodeKind, *, token: str = "", url: str = "", card: ContactCard | None = None) -> str:
    """The content of a QR code of that kind; empty if there is none."""
    contents: Mapping[CodeKind, str] = {
        CodeKind.TOKEN: token,
        CodeKind.URL: url,
        CodeKind.VCARD: vcard(card) if card else "",
        CodeKind.MECARD: mecard(card) if card else "",
    }
    return contents.get(kind, "")


def vcard(card: ContactCard) -> str:
    """A vCard 3.0 (RFC 2426), which every phone reads; lines are not folded, to keep it short."""
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


def _in_language(texts: LocalisedTexts, language: str) -> list[str]:
    """The texts in that language, or else the first of them."""
    return [localised.text for localised in texts if localised.language == language] or [
        localised.text for localised in texts[:1]
    ]


def _escape(text: str, special: str = "\\;,") -> str:
    """A text as a value, on one line, in which nothing begins a further field (RFC 2426 5)."""
    return "".join(f"\\{letter}" if letter in special else letter for letter in " ".join(text.split()))


_UNDETERMINED = "und"

_ROLES_BY_KEY = {role.value: role for role in Role}

FieldFunction = Callable[[BadgeHolder, ConferenceTexts], LocalisedTexts]


def _single_text(text: str) -> LocalisedTexts:
    return (LocalisedText(text, _UNDETERMINED),) if text else ()


def _name_text(number: int, text_of: Callable[[Participant, Name], str | None]) -> FieldFunction:
    """The field for something of the first or second printed form of a participant's name."""

    def value(holder: BadgeHolder, _: ConferenceTexts) -> LocalisedTexts:
        if holder.person is None or number >= len(holder.names):
            return ()
        form = holder.names[number]
        text = text_of(holder.person, form)
        return (_in_parts(text, form),) if text else ()

    return value


def _in_parts(text: str, form: Name) -> LocalisedText:
    """A name with the parts between which it breaks first: what precedes the family name, and that."""
    before = text.removesuffix(f" {form.family}") if form.given and form.family else text
    parts = (before, form.family) if form.family and before != text else ()
    return LocalisedText(text, form.language, parts)


def _formal_name(person: Participant, form: Name) -> str:
    return formal_name(person.honorific, form, (form.language,))


class _PlacedNames:
    """The name of the last holder in its places, which are looked up one after the other."""

    def __init__(self) -> None:
        self._last: tuple[BadgeHolder, ConferenceTexts, BadgeName] | None = None

    def find(self, holder: BadgeHolder, conference: ConferenceTexts) -> BadgeName:
        last = self._last
        if last is None or last[0] is not holder or last[1] is not conference:
            last = self._last = holder, conference, place_name(holder, conference)
        return last[2]


_PLACED_NAMES = _PlacedNames()


def _name_in_place(place: Literal["first", "rest", "other"]) -> FieldFunction:
    def value(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
        text: LocalisedText | None = getattr(_PLACED_NAMES.find(holder, conference), place)
        return (text,) if text else ()

    return value


def _or_badge_name(field: FieldFunction) -> FieldFunction:
    """The field with the badge's name for attendees without an entry in the schedule."""
    return lambda holder, conference: (
        field(holder, conference) or ((holder.name,) if holder.name.text and holder.person is None else ())
    )


def _capacities(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    """The role as a certificate states it; that of a participant for a role of the organisers' own."""
    role = _ROLES_BY_KEY.get(holder.role, Role.PARTICIPANT)
    return localise_phrase(lambda wording: wording.capacity(role), conference.languages)


def _countries(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    """The country; of a delegation without one its name."""
    code = holder.country or (holder.person.country if holder.person else None)
    if not code and holder.person and holder.person.kind is not ParticipantKind.PERSON:
        return tuple(LocalisedText(form.full, form.language) for form in holder.names)
    if not code:
        return ()
    languages = conference.languages
    if holder.country:
        languages += _own_language(code, languages)
    names = localise_phrase(lambda wording: wording.country(code), languages)
    if holder.country:  # a plate, on which short names are spaced as those of people are
        names = tuple(name._replace(text=space_name(name.text)) for name in names)
    return names


def _own_language(country: str, languages: tuple[str, ...]) -> tuple[str, ...]:
    """The language of a country, unless readers have it; none of several, of which none comes first."""
    own = official_languages(country)
    return own if len(own) == 1 and match_language(own[0], languages) is None else ()


def _short_organisations(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    names = [
        localise(organisation.short or organisation.name, conference.languages, *conference.fallback)
        for organisation in holder.organisations
    ]
    return group_by_language(chain.from_iterable(names)) or holder.organisation


def _badge_lines(holder: BadgeHolder) -> LocalisedTexts:
    return tuple(LocalisedText(line, _UNDETERMINED) for line in holder.badge_lines)


def _times(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    if holder.session is None or holder.session.start is None or holder.session.end is None:
        return ()
    start, end = holder.session.start, holder.session.end
    return localise_figures(
        lambda wording: wording.times(start, end), conference.languages, conference.country
    )


def _next_time(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    if holder.next_session is None or holder.next_session.start is None:
        return ()
    start = holder.next_session.start
    return localise_figures(lambda wording: wording.time(start), conference.languages, conference.country)


def _verification(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    """The address where the number can be verified; empty without a number."""
    if not holder.number:
        return ()
    return localise(conference.protocol.verification, conference.languages, *conference.fallback)


_FIELDS: Mapping[str, FieldFunction] = {
    "name": lambda holder, _: (holder.name,) if holder.name.text else (),
    "second-name": lambda holder, _: (holder.second_name,) if holder.second_name else (),
    "full-name": _or_badge_name(_name_text(0, lambda _, form: form.full)),
    "formal-name": _or_badge_name(_name_text(0, _formal_name)),
    "second-formal-name": _name_text(1, _formal_name),
    "given": _name_text(0, lambda _, form: form.given),
    "family": _name_text(0, lambda _, form: form.family),
    "honorific": lambda holder, conference: (
        localise(holder.person.honorific, conference.languages, *conference.fallback) if holder.person else ()
    ),
    "first-name": _name_in_place("first"),
    "rest-of-name": _name_in_place("rest"),
    "other-name": _name_in_place("other"),
    "country": _countries,
    "capacity": _capacities,
    "organisers": lambda _, conference: conference.organisers,
    "short-organisation": _short_organisations,
    "positions": lambda holder, _: _badge_lines(holder) or holder.positions,
    "position": lambda holder, _: _badge_lines(holder)[:1] or holder.position,
    "organisation": lambda holder, _: _badge_lines(holder)[1:] if holder.badge_lines else holder.organisation,
    "badge-lines": lambda holder, _: _badge_lines(holder),
    "pronouns": lambda holder, _: _single_text(holder.pronouns),
    "role": lambda holder, _: holder.roles,
    "ticket": lambda holder, _: _single_text(holder.ticket),
    "track": lambda holder, _: holder.track.name if holder.track else (),
    "day": lambda holder, _: holder.day,
    "session": lambda holder, _: holder.session.title if holder.session else (),
    "times": _times,
    "presiding": lambda holder, _: holder.session.people if holder.session else (),
    "next-time": _next_time,
    "next-session": lambda holder, _: holder.next_session.title if holder.next_session else (),
    "sign-number": lambda holder, _: _single_text(holder.sign_number),
    "sessions": lambda holder, _: sum((session.title[:1] for session in holder.sessions), ()),
    "conference": lambda _, conference: conference.title,
    "short-conference": lambda _, conference: conference.short_title,
    "dates": lambda _, conference: conference.dates,
    "venue": lambda _, conference: conference.venue,
    "place-and-dates": lambda _, conference: conference.place_and_dates,
    "verification": _verification,
    "number": lambda holder, _: _single_text(holder.number),
    "id": lambda holder, _: _single_text(holder.id),
}

_CONFERENCE_FIELDS = frozenset(
    {"conference", "short-conference", "dates", "venue", "place-and-dates", "organisers"}
)

_SHARED_FIELDS = _CONFERENCE_FIELDS | {"role", "capacity", "ticket", "track", "day"}

OWN_LANGUAGES = frozenset(
    {*NAME_FIELDS, "positions", "position", "organisation", "short-organisation", "badge-lines"}
)
"""Fields that are printed in all their languages."""

_PHRASES = frozenset({"role", "capacity", "country", "day", "dates", "place-and-dates", "times", "next-time"})
"""Fields with a phrase in every language, which may be the same in several."""


def field_value(name: str, holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    """The value of a field, with every text in a definite language."""
    return with_language(_FIELDS[name](holder, conference), conference.languages[0])


def with_language(texts: LocalisedTexts, language: str) -> LocalisedTexts:
    """Texts of undetermined language as texts in that one, unless others are in it already."""
    languages = {localised.language for localised in texts}
    if _UNDETERMINED not in languages or language in languages:
        return texts
    return tuple(
        localised._replace(language=language) if localised.language == _UNDETERMINED else localised
        for localised in texts
    )


def is_same_for_many(element: TextElement) -> bool:
    if element.field is not None:
        return element.field in _SHARED_FIELDS
    texts = element.text.values() if element.text else ()
    return all(name in _SHARED_FIELDS for text in texts for name in placeholders(text))


def is_data(element: TemplateElement) -> bool:
    """True if an element shows something of its holder, and so is not on a pre-printed shell."""
    match element:
        case TextElement(field=str() as name):
            return name not in _CONFERENCE_FIELDS
        case TextElement():
            texts = element.text.values() if element.text else ()
            return any(name not in _CONFERENCE_FIELDS for text in texts for name in placeholders(text))
        case PictureElement():
            return element.file is None and element.source is None
        case DrawingElement():
            return bool(placeholders(element.text) or placeholders(element.alternative))
        case ShapeElement():
            return element.shape == "role"
    return isinstance(element, CodeElement | SessionsElement)


def element_value(
    element: TextElement, conference: ConferenceTexts, languages: int
) -> Callable[[BadgeHolder], LocalisedTexts]:
    value = _chosen_value(element, conference, languages)
    if element.capitals:
        return lambda holder: tuple(text._replace(text=text.text.upper()) for text in value(holder))
    if element.foremost:
        return lambda holder: value(holder) if holder.badge_lines else _foremost(value(holder))
    return value


def _foremost(texts: LocalisedTexts) -> LocalisedTexts:
    return tuple({text.language: text for text in reversed(texts)}.values())[::-1]


def _chosen_value(
    element: TextElement, conference: ConferenceTexts, languages: int
) -> Callable[[BadgeHolder], LocalisedTexts]:
    name = element.field

    def all_languages(holder: BadgeHolder) -> LocalisedTexts:
        if name is None:
            return _own_text(element, holder, conference)
        values = field_value(name, holder, conference)
        return _without_repeats(values) if name in _PHRASES else values

    def one_language(holder: BadgeHolder) -> LocalisedTexts:
        values = all_languages(holder)
        if name is not None and name in _FORMS:
            values = _forms_of(name, holder) or values
            return _in_one_language(element.languages, values, conference.languages, by_script=True)
        return _in_one_language(element.languages, values, conference.languages)

    if element.languages not in {"lines", "row"}:
        return one_language
    return all_languages if name in OWN_LANGUAGES else lambda holder: all_languages(holder)[:languages]


def _in_one_language(
    choice: str, texts: LocalisedTexts, languages: tuple[str, ...], *, by_script: bool = False
) -> LocalisedTexts:
    """The texts in the readers' first or second language, as `TextElement.languages` has it.

    The first language of the texts takes the place of the readers' first, if they have none in that. With
    ``by_script``, a text in the script of a language takes its place, as names do: readers of English read
    the name of a Norwegian as he writes it.
    """
    if not texts:
        return ()
    by_language = {localised.language: localised.language for localised in texts}
    first, second = (
        match_language(language, by_language) or (_in_script(language, texts) if by_script else None)
        if language
        else None
        for language in (languages[0], languages[1] if len(languages) > 1 else "")
    )
    first = first or texts[0].language
    if choice == "second" and (second is None or second == first):
        return ()
    if choice == "others":
        return tuple(localised for localised in texts if localised.language != first)
    tag = first if choice == "first" else second or first
    return tuple(localised for localised in texts if localised.language == tag)


def _in_script(language: str, texts: LocalisedTexts) -> str | None:
    """The language of the first text in the script of a language; ``None`` without one."""
    script = script_of_language(language)
    return next((localised.language for localised in texts if first_script(localised.text) == script), None)


_FORMS: Mapping[str, Callable[[Participant, Name], str | None]] = {
    "name": lambda _, form: form.badge or form.full,
    "full-name": lambda _, form: form.full,
    "formal-name": _formal_name,
    "given": lambda _, form: form.given,
    "family": lambda _, form: form.family,
}
"""Fields that have a text for each form of a name."""


def _forms_of(name: str, holder: BadgeHolder) -> LocalisedTexts:
    person = holder.person
    if person is None:
        return ()
    texts = ((form, _FORMS[name](person, form)) for form in holder.names)
    return tuple(_in_parts(text, form) for form, text in texts if text)


def _without_repeats(texts: LocalisedTexts) -> LocalisedTexts:
    unique: dict[str, LocalisedText] = {}
    for localised in texts:
        unique.setdefault(localised.text, localised)
    return tuple(unique.values())


def _own_text(element: TextElement, holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedTexts:
    if element.text is None:
        return ()
    values = []
    for language, text in element.text.versions(conference.languages):
        into = conference.languages[0] if language == _UNDETERMINED else language
        marked = _EMPHASIS.sub(f"{EMPHASIS_START}\\1{EMPHASIS_END}", text)
        if filled := interpolate(marked, holder, conference, into):
            values.append(LocalisedText(filled, into))
    return tuple(values)


_EMPHASIS = re.compile(r"\*\*([^*]+)\*\*")


def interpolate(text: str, holder: BadgeHolder, conference: ConferenceTexts, language: str) -> str:
    def value(name: str) -> str:
        return Wording.of(language).listed(_in_language(field_value(name, holder, conference), language))

    return fill_placeholders(text, value)


def applies_to(element: TemplateElement, holder: BadgeHolder, conference: ConferenceTexts) -> bool:
    if element.directions is not None and conference.is_opposed != (element.directions == "opposed"):
        return False
    if element.bilingual is not None and conference.is_bilingual != element.bilingual:
        return False
    if not (element.roles or element.tickets or element.tracks):
        return True
    return (
        _is_among(holder.role, element.roles)
        and _is_among(holder.ticket, element.tickets)
        and _is_among(holder.track.code if holder.track else "", element.tracks)
    )


def _is_among(value: str, condition: tuple[str, ...]) -> bool:
    return not condition or value.casefold() in {name.casefold() for name in condition}


_OTHER_KEY = "other"
_VISIBLE_CONTRAST = 1.3  # the contrast with paper below which a band would have no edge


def role_shape(holder: BadgeHolder) -> ShapeName:
    role = _ROLES_BY_KEY.get(holder.role)
    return (ROLE_BANDS[role] if role else OTHER_BAND).shape


class TemplateColours:
    """The colours of a template, by name, and by the role, ticket or track of a holder."""

    def __init__(self, template: BadgeTemplate) -> None:
        self._named = {
            name: screen_colour(value) for name, value in {**DEFAULT_COLOURS, **template.colours}.items()
        }
        self._roles = _casefold_keys(template.role_colours)
        self._tickets = _casefold_keys(template.ticket_colours)
        self._inks: dict[Colour, Colour] = {}  # the most legible ink on each background

    def colour(self, name: str, holder: BadgeHolder) -> Colour:
        if named := self._named.get(name):
            return named
        grey = self._named["grey"]
        if name == "role":
            return self._role_colour(holder)
        if name == "role-edge":
            # A band as light as paper has an edge of ink.
            fill = self._role_colour(holder)
            return self._named["ink"] if contrast(fill, WHITE) < _VISIBLE_CONTRAST else fill
        if name == "ticket":
            return self._tickets.get(holder.ticket.casefold()) or self._tickets.get(_OTHER_KEY, grey)
        if name == "track":
            return _parse_colour(holder.track.colour) if holder.track else grey
        return _parse_colour(name)

    def _role_colour(self, holder: BadgeHolder) -> Colour:
        own = self._roles.get(holder.role.casefold()) or self._roles.get(_OTHER_KEY)
        if own is not None:
            return own
        role = _ROLES_BY_KEY.get(holder.role)
        return (ROLE_BANDS[role] if role else OTHER_BAND).fill

    def readable_on(self, backgrounds: list[Box], x: float, y: float) -> Colour:
        """Ink or white, whichever is more legible on the uppermost filled box at that point."""
        background = WHITE
        for box in reversed(backgrounds):
            if box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height:
                background = box.fill or WHITE
                break
        ink = self._inks.get(background)
        if ink is None:
            ink = max((self._named["ink"], WHITE), key=lambda ink: contrast(ink, background))
            self._inks[background] = ink
        return ink


def _casefold_keys(colours: Mapping[str, str | StyleInks]) -> dict[str, Colour]:
    return {name.casefold(): screen_colour(value) for name, value in colours.items()}


@lru_cache(maxsize=1024)
def _parse_colour(text: str) -> Colour:
    return Colour.parse(text)
