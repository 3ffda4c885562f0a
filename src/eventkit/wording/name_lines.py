"""Name lines: names and positions in one or several languages."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from eventkit.model import (
    Affiliation,
    Appearance,
    Name,
    Organisation,
    Participant,
    ParticipantId,
    ParticipantKind,
)
from eventkit.schedule import Schedule
from eventkit.texts import Text, first_script, fold, match_language
from eventkit.wording.date_formats import cldr_locale, script_of_language

_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})

_COMMAS = {"ARABIC": "، ", "ETHIOPIC": "፣ "}


def introduce(honorific: Text | None, name: Name, languages: Iterable[str]) -> str:
    """A name with its honorific: H.E. Ms. Song Yuyan, 宋雨燕女士.

    Chinese, Japanese and Korean put honorifics after the name, Korean with a space (Hangul orthography,
    article 48); other scripts put them before it. The honorific is in the first of the languages that has
    one in the script of the name, and omitted without one: a name never mixes scripts.
    """
    title = next(_honorifics(honorific, name, languages), None)
    if title is None:
        return name.full
    script = first_script(name.full)
    if script == "HANGUL":
        return f"{name.full} {title}"
    return f"{name.full}{title}" if script in _EAST_ASIAN else f"{title} {name.full}"


def formal_name(honorific: Text | None, name: Name, languages: Iterable[str]) -> str:
    """A name as protocol prints it, with its honorific: H.E. Ms. Song Yuyan, 宋雨燕女士.

    A name of two Han characters is spaced to the width of three, as on name plates: 李　飞先生.
    """
    spaced = space_name(name.full)
    if spaced != name.full:
        name = name.model_copy(update={"full": spaced})
    return introduce(honorific, name, languages)


def space_name(name: str) -> str:
    """A name of two Han characters with the width of three, as on name plates: 李　飞."""
    is_short = len(name) == 2 and all("\u3400" <= character <= "\u9fff" for character in name)
    return "\u3000".join(name) if is_short else name


def index_form(honorific: Text | None, name: Name, languages: Iterable[str]) -> tuple[str, str]:
    """A name as an index prints it: the words it is sorted by, and the rest with the honorific after it.

    ``("Cantor", ", Georg (Prof.)")``; ``("Wang", " Xiaojun")`` where the sorting word comes first anyway.
    The sorting words are those that the owner's sort key names before its comma. A key that the name does
    not contain precedes it: ``("Fibonacci", " (Leonardo Pisano)")``. Without a key, or with one in another
    script than the name, such as pinyin, it is sorted by all of the name: ``("Ada Lovelace", " (Dr.)")``.
    """
    key = _SORT_COMMA.split(name.sort, maxsplit=1)[0].strip() if name.sort else ""
    introduced = introduce(honorific, name, languages)
    title = next(_honorifics(honorific, name, languages), None)
    bracketed = f" ({title})" if title else ""
    if not key or not _is_like(key, name.full):
        return (introduced, "") if introduced.startswith(name.full) else (name.full, bracketed)
    place = _find_words(key, name.full)
    if place is None:
        return key, f" ({introduced})"
    start, end = place
    if start == 0:
        return name.full[:end], name.full[end:] + bracketed
    rest = f"{name.full[:start]}{name.full[end:]}".strip()
    return name.full[start:end], f"{_COMMAS.get(first_script(key), ', ')}{rest}{bracketed}"


_SORT_COMMA = re.compile("[,،፣]")
_WORD_EDGE = re.compile(r"\b")


def _find_words(words: str, name: str) -> tuple[int, int] | None:
    folded = fold(words)
    edges = [match.start() for match in _WORD_EDGE.finditer(name)]
    for start in edges:
        for end in edges:
            words = name[start:end]
            if words and words == words.strip() and fold(words) == folded:
                return start, end
    return None


def _honorifics(honorific: Text | None, name: Name, languages: Iterable[str]) -> Iterator[str]:
    if honorific is None:
        return
    asked = (tag for language in (*languages, name.language) if (tag := match_language(language, honorific)))
    for tag in dict.fromkeys((*asked, *honorific)):
        if _is_like(honorific[tag], name.full):
            yield honorific[tag]


def affiliation_line(position: str | None, organisation: str | None) -> str:
    """A position at an organisation: Director, Peking University; 北京大学教授.

    If the position is Chinese, Japanese or Korean, the organisation comes first, without a comma; a space
    separates them in Korean and after an organisation in another script.
    """
    if position is None or organisation is None:
        return position or organisation or ""
    script = first_script(position)
    if script not in _EAST_ASIAN:
        return f"{position}{_COMMAS.get(script, ', ')}{organisation}"
    is_spaced = script == "HANGUL" or first_script(organisation[-1]) not in _EAST_ASIAN
    return f"{organisation}{' ' if is_spaced else ''}{position}"


def affiliation_in(languages: Sequence[str], position: Text | None, organisation: Organisation | None) -> str:
    """A position at an organisation in one of the languages: Director, Peking University; 北京大学教授.

    It is the first language that has both, so that one line is in one language. If none has both, each is
    in the first language it has.
    """
    texts = [text for text in (position, organisation and organisation.name) if text]
    whole = (tag for tag in languages if all(match_language(tag, text) is not None for text in texts))
    languages = (next(whole, languages[0]), *languages)
    return affiliation_line(
        position.best(*languages)[1] if position else None,
        organisation.name.best(*languages)[1] if organisation else None,
    )


def _is_like(one: str, other: str) -> bool:
    scripts = {first_script(one), first_script(other)}
    return len(scripts) == 1 or scripts <= _EAST_ASIAN


def name_forms(schedule: Schedule, participant: Participant, languages: tuple[str, ...]) -> tuple[Name, ...]:
    """The forms of a name to print: one for each language that has one, then the owner's own.

    If none of the languages has one, the first form in the script of the first language comes first: readers
    of English read Emmy Noether, a German form. Without such a form it is the one in the conference's next
    language, so that readers of a Chinese page can read the name of someone who writes it in Georgian.
    """
    present = [form.language for form in participant.name]
    known = [language for language in languages if match_language(language, present)]
    readable = known or _readable(participant, languages[0]) or schedule.conference.languages
    named = participant.named(*readable)
    if known and participant.kind is not ParticipantKind.PERSON:
        # Names of bodies are translations of each other: readers of 中国政府 do not need the English one.
        asked = {match_language(language, present) for language in known}
        others = {match_language(language, present) for language in schedule.conference.languages} - asked
        return tuple(form for form in named if form.language not in others)
    return named


def distinguish_namesakes(
    schedule: Schedule, participants: Iterable[Participant], languages: tuple[str, ...]
) -> dict[ParticipantId, tuple[str, str]]:
    """The differences of people with the same printed name in a list: pairs of language and text.

    It is the foremost organisation, else the country, else the position: the first of these that differs
    among them. Nobody else has an entry, nor has someone for whom it is not known.
    """
    namesakes: dict[str, list[Participant]] = {}
    for participant in participants:
        name = name_forms(schedule, participant, languages)[0].full
        namesakes.setdefault(fold(name), []).append(participant)
    return {
        id_: note
        for group in namesakes.values()
        if len(group) > 1
        for id_, note in _distinctions(schedule, group, languages).items()
    }


def _distinctions(
    schedule: Schedule, namesakes: Sequence[Participant], languages: tuple[str, ...]
) -> dict[ParticipantId, tuple[str, str]]:
    for field in (_foremost_organisation, _country, _foremost_position):
        notes = {who.id: note for who in namesakes if (note := field(schedule, who, languages))}
        if len({*notes.values()}) == len(notes) >= len(namesakes) - 1 > 0:
            return notes
    return {}


def _foremost_organisation(
    schedule: Schedule, participant: Participant, languages: tuple[str, ...]
) -> tuple[str, str] | None:
    ids = (affiliation.organisation for affiliation in participant.affiliations)
    of = next((id_ for id_ in ids if id_ is not None), None)
    return schedule.organisation(of).name.best(*languages) if of is not None else None


def _country(_: Schedule, participant: Participant, languages: tuple[str, ...]) -> tuple[str, str] | None:
    if participant.country is None:
        return None
    code, locale = participant.country, cldr_locale(languages[0])
    return languages[0], locale.territories.get(code, code) if locale else code


def _foremost_position(
    _: Schedule, participant: Participant, languages: tuple[str, ...]
) -> tuple[str, str] | None:
    positions = (affiliation.position for affiliation in participant.affiliations)
    position = next(filter(None, positions), None)
    return position.best(*languages) if position else None


def _readable(participant: Participant, language: str) -> tuple[str, ...]:
    """The language of the first form of a name in the script of a language; none without such a form."""
    script = script_of_language(language)
    return tuple(form.language for form in participant.name if first_script(form.full) == script)[:1]


def position_lines(
    schedule: Schedule, of: Appearance | Participant, languages: tuple[str, ...]
) -> tuple[tuple[str, str], ...]:
    """The lines to print for someone's affiliations: pairs of language and line, grouped by language.

    An affiliation is printed in each language that has all of it, or else in the first language of the
    conference that has, so that one line is in one language. If none has, it is printed once, mixed.
    """
    affiliations = schedule.affiliations_of(of) if isinstance(of, Appearance) else of.affiliations
    lines: dict[str, dict[str, None]] = {language: {} for language in languages}
    for affiliation in affiliations:
        whole = [language for language in languages if _has(schedule, affiliation, language)]
        others = (tag for tag in schedule.conference.languages if _has(schedule, affiliation, tag))
        for language in whole or [next(others, languages[0])]:
            id_ = affiliation.organisation
            organisation = schedule.organisation(id_) if id_ is not None else None
            fallback = (*languages, *schedule.conference.languages)
            line = affiliation_in((language, *fallback), affiliation.position, organisation)
            if all(line not in known for known in lines.values()):
                lines.setdefault(language, {})[line] = None
    return tuple((language, line) for language, known in lines.items() for line in known)


def _has(schedule: Schedule, affiliation: Affiliation, language: str) -> bool:
    texts = [affiliation.position]
    if affiliation.organisation is not None:
        texts.append(schedule.organisation(affiliation.organisation).name)
    return all(text is None or match_language(language, text) is not None for text in texts)
