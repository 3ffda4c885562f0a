"""Badge holders: who, or the room and day, a badge or sign is for; parts of names; conference texts.

Texts are `LocalisedText` values, one for each language of the readers, the foremost first: a template
only lays them out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import NamedTuple

from eventkit.model import Involvement, Name, Organisation, Participant, ParticipantKind, Role, Session
from eventkit.outputs.name_order import NameOrder, known_parts
from eventkit.outputs.style_file import NO_PROTOCOL, Protocol
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.texts.name_parts import split_name
from eventkit.typesetting import language_direction
from eventkit.wording import Wording


class LocalisedText(NamedTuple):
    text: str
    language: str  # its BCP 47 tag
    # The parts of a name, given and family name: it breaks between them into two lines.
    parts: tuple[str, ...] = ()


LocalisedTexts = tuple[LocalisedText, ...]  # a text in the languages of the readers, the first language first


class HolderTrack(NamedTuple):
    code: str
    name: LocalisedTexts
    colour: str  # as `#rrggbb`


class HolderSession(NamedTuple):
    """A session as a badge or a door sign shows it."""

    title: LocalisedTexts
    start: datetime | None = None  # the start in wall time of the conference; None if it is unscheduled
    end: datetime | None = None
    room: LocalisedTexts = ()
    role: LocalisedTexts = ()
    people: LocalisedTexts = ()
    colour: str = ""  # the colour of its track as `#rrggbb`; empty without a track
    rank: int = 0  # the position of the holder among its people, in the order of protocol


class SignPerson(NamedTuple):
    role: LocalisedTexts
    names: LocalisedTexts  # the name as it is announced, then the form in another script or language
    positions: LocalisedTexts = ()


@dataclass(frozen=True, slots=True)
class BadgeHolder:
    """A person with a badge, or a room with the sign of a day or of a session.

    Attributes:
        id: The id of the participant, attendee, room or session.
        name: The main name, in the first of the readers' languages that has one.
        second_name: The name in another script or language, printed below it.
        sort_key: The stored sort key of the name; empty without one.
        role: The key of the role, for colours and conditions of a template.
        position: The positions alone.
        organisation: The organisations alone.
        positions: The positions with their organisations, as `eventkit.wording` joins them.
        badge_lines: The lines that are printed instead of `positions`, if there are any.
        track: The track of the session of `role`.
        photo_file: The file name of the photograph; if empty, it is named after `id`.
        sessions: The sessions, by time; on the sign of a session its parts.
        day: The day of a door sign.
        session: The session of a door sign.
        people: The people of that session, if it has no parts.
        next_session: The next session in the room on that day.
        sign_number: The number of the sign among those of its room and day, and their number; empty for the
            only one.
        code: The content of the QR code; empty for none.
        person: The participant, for the formal fields; ``None`` for others.
        names: The printed forms of the participant's name, the foremost first.
        number: The number in the token of the badge, by which `eventkit badges verify` names it; empty
            without a token.
        country: The code of the country, of a delegation's plate.
        organisations: The organisations themselves, for their short names.
    """

    id: str
    name: LocalisedText
    second_name: LocalisedText | None = None
    sort_key: str = ""
    role: str = ""
    roles: LocalisedTexts = ()
    position: LocalisedTexts = ()
    organisation: LocalisedTexts = ()
    positions: LocalisedTexts = ()
    badge_lines: tuple[str, ...] = ()
    pronouns: str = ""
    ticket: str = ""
    track: HolderTrack | None = None
    photo_file: str = ""
    sessions: tuple[HolderSession, ...] = ()
    day: LocalisedTexts = ()
    session: HolderSession | None = None
    people: tuple[SignPerson, ...] = ()
    next_session: HolderSession | None = None
    sign_number: str = ""
    code: str = ""
    person: Participant | None = None
    names: tuple[Name, ...] = ()
    organisations: tuple[Organisation, ...] = ()
    number: str = ""
    country: str = ""


class PrivateDetails(NamedTuple):
    """Private details that are printed on a badge; the caller passes them.

    Attributes:
        badge_lines: Printed in place of position and organisation.
    """

    badge_lines: tuple[str, ...] = ()
    ticket: str = ""


def badge_name(name: Name) -> LocalisedText:
    """A name for a badge: its badge form, or the full name, which breaks between given and family name."""
    if name.badge or not name.given or not name.family:
        return LocalisedText(name.badge or name.full, name.language)
    orders = ((name.given, name.family), (name.family, name.given))
    parts = next((parts for parts in orders if " ".join(parts) == name.full), ())
    return LocalisedText(name.full, name.language, parts)


def bookmark_title(holder: BadgeHolder, language: str) -> str:
    """The title of a bookmark: the full name of a person, or the room of a sign with its day and session."""
    if holder.names:
        return holder.names[0].full
    of_sign = [holder.name, *holder.day[:1], *(holder.session.title[:1] if holder.session else ())]
    return Wording.of(language).sign("comma").join([text.text for text in of_sign])


def localise(text: Text | None, languages: tuple[str, ...], *fallback: str) -> LocalisedTexts:
    if text is None:
        return ()
    return tuple(
        LocalisedText(version, language) for language, version in text.versions(languages, *fallback)
    )


def localise_phrase(phrase: Callable[[Wording], str], languages: tuple[str, ...]) -> LocalisedTexts:
    """A phrase of the wording, such as a date, in each of the readers' languages."""
    return tuple(LocalisedText(phrase(Wording.of(language)), language) for language in languages)


def localise_figures(
    phrase: Callable[[Wording], str], languages: tuple[str, ...], country: str | None
) -> LocalisedTexts:
    """A date or time in each of the readers' languages, in their digits in the country of the conference."""
    return tuple(LocalisedText(phrase(figure_wording(language, country)), language) for language in languages)


@lru_cache(maxsize=256)
def figure_wording(language: str, country: str | None) -> Wording:
    """The wording of a language with its digits in a country, as the book has them."""
    return Wording.of(language).with_own_figures(country)


def group_by_language(texts: Iterable[LocalisedText]) -> LocalisedTexts:
    """Texts without repeats, all of one language before the next."""
    unique = dict.fromkeys(texts)
    order = list(dict.fromkeys(localised.language for localised in unique))
    return tuple(sorted(unique, key=lambda localised: order.index(localised.language)))


def role_labels(role: Role, languages: tuple[str, ...], *, many: bool = False) -> LocalisedTexts:
    """The labels of a role in each language; the plurals if ``many``."""
    return localise_phrase(lambda wording: wording.label(role, many=many), languages)


def bearer_labels(role: Role, languages: tuple[str, ...]) -> LocalisedTexts:
    """Who somebody in a role is, in each language: Opening speaker."""
    return localise_phrase(lambda wording: wording.bearer(role), languages)


def holder_session(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> HolderSession:
    """A session for a badge or sign; `HolderSession.role` and `HolderSession.people` stay empty."""
    first = schedule.conference.languages
    # A part without a time of its own has that of the session it is part of.
    scheduled = next((outer for outer in schedule.lineage(session) if outer.slot is not None), None)
    period = scheduled.slot.period if scheduled is not None and scheduled.slot is not None else None
    rooms = [localise(schedule.room(room).name, languages, *first) for room in schedule.rooms_of(session)]
    return HolderSession(
        localise(session.title, languages, *first),
        schedule.wall(period.start) if period else None,
        schedule.wall(period.end) if period else None,
        _join_by_language(rooms),
        colour=schedule.track(session.track).colour if session.track is not None else "",
    )


def _join_by_language(items: list[LocalisedTexts]) -> LocalisedTexts:
    by_language: dict[str, list[str]] = {}
    for texts in items:
        for text in texts:
            by_language.setdefault(text.language, []).append(text.text)
    return tuple(
        LocalisedText(Wording.of(language).listed(texts), language) for language, texts in by_language.items()
    )


_ORGANISING = frozenset({Involvement.ORGANISER, Involvement.CO_ORGANISER})


@dataclass(frozen=True, slots=True)
class ConferenceTexts:
    """The texts of a conference in the readers' languages, the foremost first."""

    id: str
    languages: tuple[str, ...]
    title: LocalisedTexts
    dates: LocalisedTexts = ()
    venue: LocalisedTexts = ()  # the venue; empty if it is not known
    organisers: LocalisedTexts = ()  # the organisers and co-organisers, in the order of protocol
    # The languages of the conference, for texts that have none of the readers' languages.
    fallback: tuple[str, ...] = ()
    issuers: tuple[LocalisedTexts, ...] = ()  # the organisers, each with its name in the readers' languages
    short_title: LocalisedTexts = ()
    place_and_dates: LocalisedTexts = ()
    protocol: Protocol = NO_PROTOCOL
    country: str | None = None  # the country of the venue, which digits depend on

    @property
    def is_bilingual(self) -> bool:
        return len(self.languages) > 1

    @property
    def is_opposed(self) -> bool:
        return len(set(map(language_direction, self.languages[:2]))) > 1


def conference_texts(
    schedule: Schedule, languages: tuple[str, ...], protocol: Protocol = NO_PROTOCOL
) -> ConferenceTexts:
    """The texts of a schedule's conference for readers of the languages.

    Args:
        protocol: Emblems, seal and signatories of the style file.
    """
    conference = schedule.conference

    def local(text: Text | None) -> LocalisedTexts:
        return localise(text, languages, *conference.languages)

    issuers = tuple(
        local(schedule.organisation(backing.organisation).name)
        for backing in conference.organisations
        if backing.role in _ORGANISING
    )
    venue = conference.venue
    country = venue.country if venue else None
    dates = localise_figures(
        lambda wording: wording.days(conference.start, conference.end), languages, country
    )
    place = local((venue.city or venue.name) if venue else None)
    return ConferenceTexts(
        conference.id,
        languages,
        local(conference.title),
        dates,
        local(venue.name if venue else None),
        _join_by_language(list(issuers)),
        conference.languages,
        issuers,
        local(conference.shortest_title),
        tuple(_join_place(place, date) for date in dates),
        protocol,
        country,
    )


def _join_place(place: LocalisedTexts, date: LocalisedText) -> LocalisedText:
    """Shanghai, 5 November 2022: the place is in the language of the date, or else in its first one."""
    own = next((text for text in place if text.language == date.language), next(iter(place), None))
    if own is None:
        return date
    place_text = own.text
    if language_direction(own.language) != language_direction(date.language):
        place_text = f"\N{FIRST STRONG ISOLATE}{place_text}\N{POP DIRECTIONAL ISOLATE}"
    return LocalisedText(f"{place_text}{Wording.of(date.language).sign('comma')}{date.text}", date.language)


_EAST_ASIAN = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SHORT_NAMES = {
    "zh": re.compile("[\u3400-\u9fff]{1,4}"),
    "ja": re.compile("[\u3040-\u30ff\u3400-\u9fff]{1,4}"),
    "ko": re.compile("[\u3400-\u9fff\uac00-\ud7af]{1,4}"),
}
"""By language, a short name in the characters that its readers know."""


class BadgeName(NamedTuple):
    """A name in its three places on a badge; those that it does not need are ``None``."""

    first: LocalisedText | None = None
    # The rest of the name, or the name in Latin letters of one that is whole in Chinese characters.
    rest: LocalisedText | None = None
    other: LocalisedText | None = None


def place_name(holder: BadgeHolder, conference: ConferenceTexts) -> BadgeName:
    """The name of a holder in its places.

    A name of up to four Chinese, Japanese or Korean characters that the readers know is whole in the first
    place; its form in Latin letters follows.
    """
    if not holder.name.text:
        return BadgeName()
    whole = _find_whole(holder, conference)
    if whole is not None:
        forms = _forms(holder)
        rest = next((form for form in forms if not _EAST_ASIAN.search(form.text)), None)
        others = (form for form in forms if form not in (whole, rest))
        return BadgeName(whole, rest, next(others, None))
    name = holder.names[0] if holder.names else None
    language = name.language if name else holder.name.language
    first, rest_text = _divide(name, holder.person) if name else _divide_text(holder.name)
    return BadgeName(
        LocalisedText(first, language),
        LocalisedText(rest_text, language) if rest_text else None,
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
        or _find_whole(holder, conference) is not None
    )
    if is_whole:
        order.add(holder.id, printed)
    else:
        order.add_divided(holder.id, printed, name, holder.person)


def _forms(holder: BadgeHolder) -> LocalisedTexts:
    return tuple(map(badge_name, holder.names)) or tuple(
        form for form in (holder.name, holder.second_name) if form is not None
    )


@lru_cache(maxsize=64)
def _short_names(languages: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(
        _SHORT_NAMES[base] for language in languages if (base := language.split("-")[0]) in _SHORT_NAMES
    )


def _find_whole(holder: BadgeHolder, conference: ConferenceTexts) -> LocalisedText | None:
    """The short form in East Asian characters, if the readers know them."""
    patterns = _short_names(conference.languages)
    if not patterns:
        return None
    forms = _forms(holder)
    # A name has its owner's form first: beside Siddharth Chatterjee, a Chinese name is one that others use.
    own = holder.person.name[0] if holder.person else None
    given = known_parts(own).given if own else None
    if own and given and own.full.startswith(f"{given} ") and not _EAST_ASIAN.search(forms[0].text):
        return None
    return next((form for form in forms for names in patterns if names.fullmatch(form.text)), None)


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
