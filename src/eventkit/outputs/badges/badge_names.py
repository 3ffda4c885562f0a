"""Names on badges in three places: the name a person is addressed by, the rest, and another script.

"Sofya" is read from across a room, "Kovalevskaya" from nearer, "Софья Ковалевская" by those who read it. No
name is re-ordered: one with the family name first stays whole.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from eventkit.model import Name, Participant, ParticipantKind
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    ConferenceTexts,
    LocalisedText,
    LocalisedTexts,
    badge_name,
)
from eventkit.outputs.name_order import NameOrder, known_parts
from eventkit.texts.name_parts import split_name

_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORT_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]{1,4}")
_EAST_ASIAN_LANGUAGES = frozenset({"zh", "ja", "ko"})


class BadgeName(NamedTuple):
    """A name in its three places on a badge; those that it does not need are ``None``.

    Attributes:
        rest: The rest of the name, or the name in Latin letters of one that is whole in Chinese characters.
    """

    first: LocalisedText | None = None
    rest: LocalisedText | None = None
    other: LocalisedText | None = None


def place_name(holder: BadgeHolder, conference: ConferenceTexts) -> BadgeName:
    """The name of a holder in its places.

    A name of up to four Chinese, Japanese or Korean characters is whole in the first place if the readers
    have such a language; its form in Latin letters follows.
    """
    if not holder.name.text:
        return BadgeName()
    forms = _forms(holder)
    whole = _find_whole(forms, conference)
    if whole is not None:
        rest = next((form for form in forms if not _EAST_ASIAN.search(form.text)), None)
        others = (form for form in forms if form not in (whole, rest))
        return BadgeName(whole, rest, next(others, None))
    foremost = forms[0]
    first, rest_text = _divide(holder.names[0], holder.person) if holder.names else _divide_text(foremost)
    return BadgeName(
        LocalisedText(first, foremost.language),
        LocalisedText(rest_text, foremost.language) if rest_text else None,
        holder.second_name,
    )


def check_order(order: NameOrder, holder: BadgeHolder, conference: ConferenceTexts, *, divides: bool) -> None:
    name = holder.names[0] if holder.names else None
    printed = holder.name.text if name is None else name.badge or name.full
    is_whole = (
        not divides
        or (name is not None and name.badge)
        or (holder.person is not None and holder.person.kind is not ParticipantKind.PERSON)
        or holder.name.parts
        or _EAST_ASIAN.search(printed)
        or _find_whole(_forms(holder), conference) is not None
    )
    if is_whole:
        order.add(holder.id, printed)
    else:
        order.add_divided(holder.id, printed, name, holder.person)


def _forms(holder: BadgeHolder) -> LocalisedTexts:
    return tuple(map(badge_name, holder.names)) or tuple(
        form for form in (holder.name, holder.second_name) if form is not None
    )


def _find_whole(forms: LocalisedTexts, conference: ConferenceTexts) -> LocalisedText | None:
    """The short form in East Asian characters, if the readers have such a language."""
    if not any(language.split("-")[0] in _EAST_ASIAN_LANGUAGES for language in conference.languages):
        return None
    return next((form for form in forms if _SHORT_EAST_ASIAN.fullmatch(form.text)), None)


def _divide(name: Name, person: Participant | None) -> tuple[str, str]:
    """The name by which a badge addresses someone, and the rest: of the badge name, if there is one."""
    if name.badge:
        return _divide_text(LocalisedText(name.badge, name.language))
    given, family = known_parts(name)
    if _is_family_first(name) or (not family and person and any(map(_is_family_first, person.name))):
        return name.full, ""
    if given and name.full.startswith(f"{given} "):
        return given, name.full[len(given) :].strip()
    return _divide_text(LocalisedText(name.full, name.language))


def _is_family_first(name: Name) -> bool:
    """True if a form is known to have the family name first; forms in other scripts follow it."""
    family = known_parts(name).family
    return bool(family) and name.full.startswith(family) and name.full != family


def _divide_text(name: LocalisedText) -> tuple[str, str]:
    """A name without known parts, before its by-name: Archimedes of Syracuse, Muḥammad ibn Mūsā."""
    if name.parts:
        return name.parts[0], " ".join(name.parts[1:])
    if _EAST_ASIAN.search(name.text):
        return name.text, ""
    first, *rest = split_name(name.text)
    return first, " ".join(rest)
