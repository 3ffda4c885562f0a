"""Rules of names: entries for one person, spelling, and names as they are printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from eventkit.findings import Severity
from eventkit.model import Appearance, Participant, ParticipantKind, Session, Status
from eventkit.rules.content_rules import find_address
from eventkit.rules.rule import Rule, Violation, rule
from eventkit.rules.rule_examples import a_person, a_session, example
from eventkit.rules.rule_scopes import ALL, LOOK, MENTION, NAME, PERSON
from eventkit.rules.schedule_index import ScheduleIndex, missing_languages, spellings
from eventkit.schedule import Schedule
from eventkit.texts import fold_name, name_marks
from eventkit.texts.confusables import find_mixed_word
from eventkit.texts.name_caches import cache_names

_PLACEHOLDER_LIMIT = 60  # the length from which a name is not a placeholder
_ROLE_OR_UNKNOWN = re.compile(
    r"""
    (?:the\ |a\ )?
    (?:(?:invited\ )?speaker|delegate|representative|panell?ist|guest|moderator|chair|minister|expert)s?
    (?:\ (?:t\.?b\.?[acd]\.?|\d+|from\ .*|of\ .*))?|
    (?:referent(?:in)?|gast|ponente|intervenante?|orateur|palestrante|orador|докладчик|спикер|متحدث)\ \d+|
    unnamed|anonymous|to\ be\ invited|unbekannt|desconocid[oa]|pendiente|inconnue?|desconhecid[oa]|
    неизвест(?:но|ен)|докладчик|спикер|غير\ معروف|متحدث|በቅርቡ\ ይገለጻል|ያልታወቀ|n/?a|undefined|null|none|
    未発表|登壇者(?:未定)?|발표자(?:\ ?미정)?|某某|主持人|发言人|發言人|演讲嘉宾|演講嘉賓|
    (?:代表|嘉宾|嘉賓|专家|專家|与会代表|與會代表)[\d一二三四五六七八九十]*
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""A name that is a role, perhaps with a number, or says that it is not known."""


def is_unknown_name(name: str) -> bool:
    """True if a name is a placeholder for one that is to come: TBA, “-”, Delegate 2, 待定."""
    if len(name) >= _PLACEHOLDER_LIMIT:
        return False
    bare = name.strip("_ .,:;!?()[]*-–—")
    return name_marks.is_placeholder(name) or not bare or _ROLE_OR_UNKNOWN.fullmatch(bare) is not None


@rule(
    "unnamed",
    Severity.WARNING,
    PERSON,
    lambda: example(participants=[a_person("d", name={"en": "Delegate 2"})]),
)
def everyone_has_a_name(_: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """Every participant has a name, and no placeholder for one.

    “Delegate” cannot be printed on a badge, and nobody finds their seat by it.
    """
    for who in people:
        placeholder = next((form.full for form in who.name if is_unknown_name(form.full)), None)
        if placeholder is not None:
            yield everyone_has_a_name.violation(
                "{person} has no real name yet: it says “{name}”",
                "ask who will come, or remove the entry until it is known",
                person=who,
                name=placeholder,
            )


@rule(
    "same-name",
    Severity.WARNING,
    NAME,
    lambda: example(
        participants=[a_person("noether", name="Emmy Noether"), a_person("emmy", name="NOETHER, Emmy")]
    ),
)
def one_entry_for_one_name(_: ScheduleIndex, groups: Iterable[list[Participant]]) -> Iterator[Violation]:
    """No two participants have the same name, whatever its accents, case and order of words.

    Two entries get two badges, and clashes between them are not seen. If they are two people, a waiver says
    so.
    """
    reported: set[tuple[str, ...]] = set()
    for group in groups:
        people = _distinct(group)
        if len(people) > 1 and (ids := tuple(who.id for who in people)) not in reported:
            reported.add(ids)
            yield one_entry_for_one_name.violation(
                "{people} share a name",
                "if they are one person, keep one entry and add the other spelling to its variants; "
                "if not, waive this",
                people=people,
            )


def _distinct(group: Iterable[Participant]) -> tuple[Participant, ...]:
    """The members of a group, by id; someone with several spellings may be in it more than once."""
    return tuple(sorted({who.id: who for who in group}.values(), key=lambda who: who.id))


@rule(
    "lookalike-name",
    Severity.WARNING,
    LOOK,
    lambda: example(participants=[a_person("anna", name="Anna Orel"), a_person("other", name="Аnna Orel")]),
)
def names_do_not_deceive(_: ScheduleIndex, groups: Iterable[list[Participant]]) -> Iterator[Violation]:
    """No two names look the same and are spelt in letters of different scripts.

    A Cyrillic А prints as a Latin A, and no search or merge finds the two together (UTS 39).
    """
    reported: set[tuple[str, ...]] = set()
    for group in groups:
        people = _distinct(group)
        spelt = [{fold_name(spelling) for spelling in spellings(who)} for who in people]
        if (
            len(people) < 2
            or set.intersection(*spelt)
            or (ids := tuple(who.id for who in people)) in reported
        ):
            continue
        reported.add(ids)
        yield names_do_not_deceive.violation(
            "{people} look the same but are spelt in different scripts",
            "retype the name in one script; if they are one person, keep one entry",
            people=people,
        )


@rule(
    "mixed-script",
    Severity.WARNING,
    PERSON,
    lambda: example(participants=[a_person("anna", name="Аnna Orel")]),
)
def words_are_of_one_script(_: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """No word of a name mixes letters of scripts that are never written together.

    It is a slip of the keyboard that nobody sees and every search misses. Chinese, Japanese and Korean mix
    scripts by custom and are let be (UTS 39, 5.2).
    """
    for who in people:
        word = next((mixed for spelling in spellings(who) if (mixed := find_mixed_word(spelling))), None)
        if word is not None:
            yield words_are_of_one_script.violation(
                "the name of {person} mixes scripts within the word “{word}”",
                "retype that word in one script",
                person=who,
                word=word,
            )


@rule(
    "personal-address",
    Severity.WARNING,
    PERSON,
    lambda: example(participants=[a_person("noether", biography={"en": "Mail me: noether@example.org"})]),
)
def nobody_gives_an_address_away(_: ScheduleIndex, people: Iterable[Participant]) -> Iterator[Violation]:
    """No public text about a person contains an e-mail address.

    A biography is printed and put on the web; the address was meant for the office.
    """
    for who in people:
        address = find_address(who.biography) if who.biography is not None else None
        address = address or next(
            (form.full for form in who.name if "@" in form.full and "." in form.full), None
        )
        if address:
            yield nobody_gives_an_address_away.violation(
                "a public text about {person} contains the e-mail address {address}",
                "remove it; contact data, which are never printed, are the place for it",
                person=who,
                address=address,
            )


_LONGEST_NAME = 4  # the most words of a text that are read as one name
_MAJORITY = 5  # the number of abstracts up to which each is reported, even if they are most of them
_PUNCTUATION = ".,;:!?()[]{}<>\"'*_`~|/“”‘’«»„…–—，。、；：！？（）《》「」"

_POSSESSIVES = ("'s", "’s")


@rule(
    "name-otherwise",
    Severity.WARNING,
    MENTION,
    lambda: example(a_session("algebra", title={"en": "A Talk by EMMY NOETHER", "zh": "诺特的报告"})),
)
def names_are_spelt_in_one_way(index: ScheduleIndex, sessions: Iterable[Session]) -> Iterator[Violation]:
    """Every name in a title, subtitle or abstract is spelt as it is in the list of people.

    Both are on one page, and one of them looks like a slip. Names in capitals, without their accents or
    in another order are found, and so are the other spellings that are listed of someone.
    """
    for session in sessions:
        if session.status is Status.CANCELLED:
            continue
        reported: set[str] = set()
        for text in _texts_of(session):
            for who, spelt in _mentions(index, text):
                if who.id not in reported:
                    reported.add(who.id)
                    yield names_are_spelt_in_one_way.violation(
                        "{session} spells {person} as “{spelt}”",
                        "use the spelling of the list of people, or correct it there",
                        person=who,
                        session=session,
                        spelt=spelt,
                    )


def _texts_of(of: Session) -> Iterator[str]:
    for text in (of.title, of.subtitle, of.abstract):
        if text is not None:
            yield from text.values()


def _mentions(index: ScheduleIndex, text: str) -> Iterator[tuple[Participant, str]]:
    """The people whose names a text spells in another way than they do, with that spelling."""
    for spelt in _likely_names(text):
        namesakes = index.namesakes[fold_name(spelt)]
        if namesakes and not any(spelt == form.full for who in namesakes for form in who.name):
            yield namesakes[0], spelt
    if not text.isascii():
        for spelt, who in index.unspaced_variants:
            if spelt in text and not any(spelt in form.full and form.full in text for form in who.name):
                yield who, spelt


def _likely_names(text: str) -> Iterator[str]:
    """Two words or a few more in a row, of which the first and the last begin with a capital."""
    words = text.split()
    # Most words begin with a small letter.
    large = [at for at, word in enumerate(words) if not word[0].islower() and _begins_large(word)]
    for number, start in enumerate(large):
        for end in large[number + 1 :]:
            if end - start >= _LONGEST_NAME:
                break
            yield " ".join(map(_strip_punctuation, words[start : end + 1]))


def _begins_large(word: str) -> bool:
    first = word[0]
    return first.isupper() if first.isalpha() else _strip_punctuation(word)[:1].isupper()


@cache_names(1 << 14)
def _strip_punctuation(word: str) -> str:
    bare = word.strip(_PUNCTUATION)
    return bare[:-2] if bare.endswith(_POSSESSIVES) else bare


@rule(
    "no-organisation",
    Severity.INFO,
    ALL,
    lambda: example(
        a_session("algebra", "09:00-10:00", "hall", people=["noether", "hypatia"]),
        participants=[
            a_person("noether", affiliations=[{"organisation": "gottingen"}]),
            a_person("hypatia", affiliations=[{"position": {"en": "Astronomer", "zh": "天文学家"}}]),
        ],
        organisations=[{"id": "gottingen", "name": {"en": "University of Göttingen", "zh": "哥廷根大学"}}],
    ),
)
def everyone_is_from_somewhere(_: ScheduleIndex, schedules: Iterable[Schedule]) -> Iterator[Violation]:
    """Every person who is announced has an organisation, where at least half of the others have one.

    Among names with organisations, one without looks forgotten, in the programme and on badges. Where few
    have one, the conference does not print organisations, and nothing is reported.
    """
    for schedule in schedules:
        people = [
            (who, here)
            for who in schedule.participants
            if who.kind is ParticipantKind.PERSON
            and not who.is_withdrawn
            and (here := [appearance for _, appearance in schedule.appearances(who.id) if appearance.comes])
        ]
        without = [who for who, here in people if not _has_organisation(who, here)]
        if 2 * len(without) <= len(people):
            yield from (
                everyone_is_from_somewhere.violation(
                    "{person} has no organisation, though most others have one",
                    "add one to the person, or waive this",
                    person=who,
                )
                for who in without
            )


def _has_organisation(who: Participant, appearances: Sequence[Appearance]) -> bool:
    affiliations = (
        *who.affiliations,
        *(affiliation for appearance in appearances for affiliation in appearance.affiliations),
    )
    return any(affiliation.organisation is not None for affiliation in affiliations)


@rule(
    "text-one-language",
    Severity.INFO,
    ALL,
    lambda: example(a_session("algebra", abstract={"en": "What is known of rings."})),
)
def texts_in_every_language(index: ScheduleIndex, schedules: Iterable[Schedule]) -> Iterator[Violation]:
    """Every subtitle, abstract, form of address and name of an organisation is there in each language.

    Where it is not, readers of that language get another, such as an English "Hon." before French names.
    Where most abstracts, or most forms of address, are in one language alone, that is reported once.
    Organisations are reported only where at least half of them have a name in each language: many, such as
    CNRS, are called by one name everywhere.
    """
    for schedule in schedules:
        languages = schedule.conference.languages
        sessions = [session for session in schedule.sessions if session.status is not Status.CANCELLED]
        for session in sessions:
            if session.subtitle is not None and (lacking := missing_languages(languages, session.subtitle)):
                yield texts_in_every_language.violation(
                    "the subtitle of {session} is missing in {lacking}",
                    "add it, or another language is printed instead",
                    "subtitle",
                    session=session,
                    lacking=lacking,
                )
        yield from _of_abstracts(index, sessions)
        yield from _of_organisations(schedule)
        yield from _of_honorifics(schedule)


def _of_honorifics(schedule: Schedule) -> Iterator[Violation]:
    languages = schedule.conference.languages
    addressed = [
        (who, who.honorific)
        for who in schedule.participants
        if who.honorific is not None
        and any(appearance.comes for _, appearance in schedule.appearances(who.id))
    ]
    lacking = [
        (who, honorific, lacks)
        for who, honorific in addressed
        if (lacks := missing_languages(languages, honorific))
    ]
    if len(lacking) > _MAJORITY and 2 * len(lacking) > len(addressed):
        every = tuple(language for language in languages if any(language in lacks for *_, lacks in lacking))
        yield texts_in_every_language.violation(
            "most forms of address are missing in {lacking}",
            "add them, print without that language, or waive this",
            "most-honorifics",
            conference=schedule.conference,
            lacking=every,
        )
        return
    for who, honorific, lacks in lacking:
        words = honorific.best(*languages)[1]
        yield texts_in_every_language.violation(
            "the form of address '{words}' of {person} is missing in {lacking}",
            "add it, or this one is printed instead, and none where the scripts differ",
            "honorific",
            person=who,
            words=words,
            lacking=lacks,
        )


def _of_organisations(schedule: Schedule) -> Iterator[Violation]:
    languages = schedule.conference.languages
    incomplete = [
        (body, lacking)
        for body in schedule.organisations
        if (lacking := missing_languages(languages, body.name))
    ]
    if 2 * len(incomplete) > len(schedule.organisations):
        return
    for body, lacking in incomplete:
        name = body.name.best(*languages)[1]
        yield texts_in_every_language.violation(
            "the name of the organisation {name} ({id}) is missing in {lacking}",
            "add it, or another language is printed instead",
            "organisation",
            name=name,
            id=body.id,
            lacking=lacking,
        )


def _of_abstracts(index: ScheduleIndex, sessions: Sequence[Session]) -> Iterator[Violation]:
    conference = index.schedule.conference
    abstracts = [(session, session.abstract) for session in sessions if session.abstract is not None]
    lacking = [
        (session, lacks)
        for session, text in abstracts
        if (lacks := missing_languages(conference.languages, text))
    ]
    if len(lacking) > _MAJORITY and 2 * len(lacking) > len(abstracts):
        every = tuple(
            language for language in conference.languages if any(language in lacks for _, lacks in lacking)
        )
        yield texts_in_every_language.violation(
            "most abstracts are missing in {lacking}",
            "add them, print without that language, or waive this",
            "most",
            conference=conference,
            lacking=every,
        )
        return
    for session, lacks in lacking:
        yield texts_in_every_language.violation(
            "the abstract of {session} is missing in {lacking}",
            "add it, or another language is printed instead",
            session=session,
            lacking=lacks,
        )


RULES: tuple[Rule, ...] = (
    everyone_has_a_name,
    one_entry_for_one_name,
    names_do_not_deceive,
    words_are_of_one_script,
    nobody_gives_an_address_away,
    names_are_spelt_in_one_way,
    everyone_is_from_somewhere,
    texts_in_every_language,
)
