"""What a field or a text of a template says of a wearer, and whom it is for."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from eventkit.outputs.badges.elements import Element, TextElement
from eventkit.outputs.badges.filling import filled, places
from eventkit.outputs.badges.occasion import Occasion
from eventkit.outputs.badges.wearers import Form, Forms, Wearer
from eventkit.wording import Wording

_UNDETERMINED = "und"

Said = Callable[[Wearer, Occasion], Forms]


def _one(text: str) -> Forms:
    return (Form(_UNDETERMINED, text),) if text else ()


_FIELDS: Mapping[str, Said] = {
    "name": lambda wearer, _: (wearer.name,) if wearer.name.text else (),
    "second-name": lambda wearer, _: (wearer.second,) if wearer.second else (),
    "positions": lambda wearer, _: (
        tuple(Form(_UNDETERMINED, line) for line in wearer.badge_lines) or wearer.positions
    ),
    "position": lambda wearer, _: wearer.position,
    "organisation": lambda wearer, _: wearer.organisation,
    "badge-lines": lambda wearer, _: tuple(Form(_UNDETERMINED, line) for line in wearer.badge_lines),
    "pronouns": lambda wearer, _: _one(wearer.pronouns),
    "role": lambda wearer, _: wearer.roles,
    "ticket": lambda wearer, _: _one(wearer.ticket),
    "track": lambda wearer, _: wearer.track.name if wearer.track else (),
    "day": lambda wearer, _: wearer.day,
    "sessions": lambda wearer, _: sum((held.title[:1] for held in wearer.sessions), ()),
    "conference": lambda _, occasion: occasion.title,
    "dates": lambda _, occasion: occasion.dates,
    "venue": lambda _, occasion: occasion.venue,
    "id": lambda wearer, _: _one(wearer.id),
}

_OF_MANY = frozenset({"role", "ticket", "track", "day", "conference", "dates", "venue"})

OWN_LANGUAGES = frozenset({"name", "second-name", "positions", "position", "organisation", "badge-lines"})
"""Fields of which all is printed, in however many languages it is."""


def field(name: str, wearer: Wearer, occasion: Occasion) -> Forms:
    """What a field says, with each text in a language that is certain."""
    return settled(_FIELDS[name](wearer, occasion), occasion.languages[0])


def settled(forms: Forms, language: str) -> Forms:
    """Texts of no certain language as if they were in that one."""
    for each in forms:
        if each.language == _UNDETERMINED:
            return tuple(
                form._replace(language=language) if form.language == _UNDETERMINED else form for form in forms
            )
    return forms


def is_shared(element: TextElement) -> bool:
    """Whether many say the same with it, so that it belongs to nobody."""
    if element.field is not None:
        return element.field in _OF_MANY
    texts = element.text.values() if element.text else ()
    return all(name in _OF_MANY for text in texts for name in places(text))


def saying(element: TextElement, occasion: Occasion, languages: int) -> Callable[[Wearer], Forms]:
    """What a text element says of a wearer, in as many languages as it is to be in."""
    name = element.field

    def whole(wearer: Wearer) -> Forms:
        return field(name, wearer, occasion) if name else _own(element, wearer, occasion)

    def foremost(wearer: Wearer) -> Forms:
        found = whole(wearer)
        return tuple(form for form in found if form.language == found[0].language)

    if element.languages == "first":
        return foremost
    return whole if name in OWN_LANGUAGES else lambda wearer: whole(wearer)[:languages]


def _own(element: TextElement, wearer: Wearer, occasion: Occasion) -> Forms:
    if element.text is None:
        return ()
    found = []
    for language, text in element.text.each(occasion.languages):
        into = occasion.languages[0] if language == _UNDETERMINED else language
        if words := in_words(text, wearer, occasion, into):
            found.append(Form(into, words))
    return tuple(found)


def in_words(text: str, wearer: Wearer, occasion: Occasion, language: str) -> str:
    """A text of the organiser's with its fields filled in, in the language as far as they have it."""

    def value(name: str) -> str:
        forms = field(name, wearer, occasion)
        listed = [form.text for form in forms if form.language == language] or [
            form.text for form in forms[:1]
        ]
        return Wording.of(language).listed(listed)

    return filled(text, value)


def is_for(element: Element, wearer: Wearer) -> bool:
    """Whether the element is one for this wearer."""
    if not (element.roles or element.tickets or element.tracks):
        return True
    return (
        _among(wearer.role, element.roles)
        and _among(wearer.ticket, element.tickets)
        and _among(wearer.track.code if wearer.track else "", element.tracks)
    )


def _among(value: str, wanted: tuple[str, ...]) -> bool:
    return not wanted or value.casefold() in {each.casefold() for each in wanted}
