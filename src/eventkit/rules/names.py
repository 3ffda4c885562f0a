"""Rules of names and of what is said of people."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from eventkit.findings import Severity
from eventkit.model import Participant
from eventkit.rules.content import address_in
from eventkit.rules.examples import example, person
from eventkit.rules.rule import Breach, Rule, rule
from eventkit.rules.scope import LOOK, NAME, PERSON
from eventkit.rules.spelling import mixed_word, spellings
from eventkit.rules.survey import Survey
from eventkit.texts import folded_name

_NOBODY = re.compile(
    r"""[\W_]*(?:
    t\.?b\.?[acd]\.? | n\.?n\.? | n/?a | xxx+ | unknown | unnamed | anonymous | undefined | null | none |
    to\ be\ (?:announced|confirmed|determined|invited) |
    (?:the\ |a\ )?
    (?:(?:invited\ )?speaker|delegate|representative|panell?ist|guest|moderator|chair|minister|expert)s?
    (?:\ (?:t\.?b\.?[acd]\.?|\d+|from\ .*|of\ .*))? |
    待定 | 待确认 | 待確認 | 待公布 | 未定 | 某某 | 专家 | 專家 | 主持人 | 发言人 | 演讲嘉宾 |
    (?:代表|嘉宾|嘉賓|专家|与会代表)[\d一二三四五六七八九十]*
    )[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)
"""What stands where a name is still to come."""


@rule(
    "unnamed",
    Severity.WARNING,
    PERSON,
    lambda: example(participants=[person("d", name={"en": "Delegate 2"})]),
)
def everyone_has_a_name(_: Survey, people: Iterable[Participant]) -> Iterator[Breach]:
    """Every participant has a name, and no stand-in for one.

    “Delegate” cannot be printed on a badge, and nobody finds their seat by it.
    """
    for who in people:
        unsaid = next(
            (form.full for form in who.name if len(form.full) < 60 and _NOBODY.fullmatch(form.full)), None
        )
        if unsaid is not None:
            yield everyone_has_a_name.breach(person=who, name=unsaid)


@rule(
    "same-name",
    Severity.WARNING,
    NAME,
    lambda: example(
        participants=[person("noether", name="Emmy Noether"), person("emmy", name="NOETHER, Emmy")]
    ),
)
def one_entry_for_one_name(_: Survey, groups: Iterable[list[Participant]]) -> Iterator[Breach]:
    """No two participants have the same name, be it spelt with other accents, case or order of words.

    Two entries get two badges, and clashes between them are not seen. If they are two people, a waiver says
    so.
    """
    told: set[tuple[str, ...]] = set()
    for group in groups:
        people = _each_once(group)
        if len(people) > 1 and (ids := tuple(who.id for who in people)) not in told:
            told.add(ids)
            yield one_entry_for_one_name.breach(people=people)


def _each_once(group: Iterable[Participant]) -> tuple[Participant, ...]:
    """Who is in a group, by id; someone with several spellings may be in it more than once."""
    return tuple(sorted({who.id: who for who in group}.values(), key=lambda who: who.id))


@rule(
    "lookalike-name",
    Severity.WARNING,
    LOOK,
    lambda: example(participants=[person("anna", name="Anna Orel"), person("other", name="Аnna Orel")]),
)
def names_do_not_deceive(_: Survey, groups: Iterable[list[Participant]]) -> Iterator[Breach]:
    """No two names look the same and are spelt in letters of different scripts.

    A Cyrillic А prints as a Latin A, and no search or merge finds the two together (UTS 39).
    """
    told: set[tuple[str, ...]] = set()
    for group in groups:
        people = _each_once(group)
        spelt = [{folded_name(each) for each in spellings(who)} for who in people]
        if len(people) < 2 or set.intersection(*spelt) or (ids := tuple(who.id for who in people)) in told:
            continue
        told.add(ids)
        yield names_do_not_deceive.breach(people=people)


@rule(
    "mixed-script",
    Severity.WARNING,
    PERSON,
    lambda: example(participants=[person("anna", name="Аnna Orel")]),
)
def words_are_of_one_script(_: Survey, people: Iterable[Participant]) -> Iterator[Breach]:
    """No word of a name mixes letters of scripts that are never written together.

    It is a slip of the keyboard that nobody sees and every search misses. Chinese, Japanese and Korean mix
    scripts by custom and are let be (UTS 39, 5.2).
    """
    for who in people:
        word = next((found for each in spellings(who) if (found := mixed_word(each))), None)
        if word is not None:
            yield words_are_of_one_script.breach(person=who, word=word)


@rule(
    "personal-address",
    Severity.WARNING,
    PERSON,
    lambda: example(participants=[person("noether", biography={"en": "Mail me: noether@example.org"})]),
)
def nobody_gives_an_address_away(_: Survey, people: Iterable[Participant]) -> Iterator[Breach]:
    """No public text about a person holds an e-mail address.

    A biography is printed and put on the web; the address was meant for the office.
    """
    for who in people:
        found = address_in(who.biography) if who.biography is not None else None
        found = found or next((form.full for form in who.name if "@" in form.full and "." in form.full), None)
        if found:
            yield nobody_gives_an_address_away.breach(person=who, address=found)


RULES: tuple[Rule, ...] = (
    everyone_has_a_name,
    one_entry_for_one_name,
    names_do_not_deceive,
    words_are_of_one_script,
    nobody_gives_an_address_away,
)
