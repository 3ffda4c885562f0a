"""Duplicate detection: pairs of entries that may be one person, with evidence.

Names are not keys: two people share one, and one is spelt in several ways. Only equality, apart from accents,
case, word order, marks such as (TBC) and brackets at the end of one of them, is enough to suggest a merge.
Names that are merely similar mostly belong to two people, so they are reported only if something else
supports the match: a session, an organisation, or a country and a position in common; or a name that nobody
else has, where the other differs in one letter. A shared id at a source proves nothing and is not used.
Nothing is merged automatically.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from itertools import combinations, islice, product

from eventkit.messages import Message
from eventkit.model import Participant, ParticipantId
from eventkit.schedule import Schedule
from eventkit.texts import fold, fold_name
from eventkit.texts.name_marks import split_marks

TYPO_LENGTH = 5
"""The length of the shortest word in which another letter is a typing error; Ko and Ho are two names."""

_IDEOGRAPHS = "[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u1100-\u11ff]"

_DIGITS = r"\d"

_TRAILING_BRACKETS = r"[(\[（【][^()\[\]（）【】]{1,100}[)\]）】]$"


class Spelling:
    """A spelling of a name, in the forms that comparisons use."""

    __slots__ = ("bare", "folded", "full", "letters", "words")

    def __init__(self, full: str) -> None:
        self.full = full
        name = split_marks(full).name
        self.folded = fold_name(name)  # the name without accents, case, signs, word order and marks
        # The same without the brackets at its end, too.
        self.bare = fold_name(re.sub(_TRAILING_BRACKETS, "", name).strip() or name)
        self.words = tuple(self.folded.split())  # the words of `folded`, sorted
        # The letters of the name without spaces and signs, in their order.
        self.letters = "".join(filter(str.isalnum, fold(name)))

    def block_keys(self) -> Iterator[tuple[str, str]]:
        """The keys of the blocks of names to compare: two similar names share at least one.

        A key is a word with the first letter of another: few names share one by chance.
        """
        yield ("", self.letters)
        for word in self.words:
            if len(word) > 1:
                if re.search(_IDEOGRAPHS, word):
                    yield (word, "")
                yield from ((word, other[0]) for other in self.words if other != word and _is_word(other))


def similarity(one: Spelling, other: Spelling) -> str:
    """The way in which two names are similar; empty if they are not, or if they are equal once folded."""
    return "" if one.folded == other.folded else next(_similarities(one, other), "")


def _similarities(one: Spelling, other: Spelling) -> Iterator[str]:
    names = Message("“{one}”, “{other}”", one=one.full, other=other.full)
    if len(one.letters) > TYPO_LENGTH and one.letters == other.letters:
        yield Message("the names differ only in spaces and signs: {names}", names=names)
    if one.bare == other.bare:
        yield Message("the names differ only in brackets: {names}", names=names)
    few, many = sorted((one, other), key=lambda spelling: len(set(spelling.words)))
    if _is_part(few.words, many.words):
        yield Message("one name is part of the other: “{one}”, “{other}”", one=few.full, other=many.full)
    if len(few.words) == len(many.words):
        if _has_initials(few.words, many.words):
            yield Message("one has an initial where the other has a name: {names}", names=names)
        if differ_in_one_letter(few, many):
            yield _one_letter(few, many)


def differ_in_one_letter(one: Spelling, other: Spelling) -> bool:
    """True if the names differ in one letter of one word, and have another word in common."""
    mine, theirs = set(one.words) - set(other.words), set(other.words) - set(one.words)
    whole = any(len(word) > 1 for word in set(one.words) & set(other.words))
    alike = len(one.words) == len(other.words) and len(mine) == len(theirs) == 1
    return alike and whole and _is_typo(*mine, *theirs)


def _one_letter(one: Spelling, other: Spelling) -> str:
    return Message("the names differ in one letter: “{one}”, “{other}”", one=one.full, other=other.full)


def _is_part(few: tuple[str, ...], many: tuple[str, ...]) -> bool:
    """True if all words of a name are in the other: at least two of them, or one in ideographs."""
    shorter = set(few)
    words = [word for word in shorter if _is_word(word)]
    is_long = any(len(word) > 1 for word in words)
    is_distinctive = len(words) > 1 or (len(shorter) == 1 and bool(re.search(_IDEOGRAPHS, few[0])))
    return is_long and is_distinctive and shorter <= set(many)


def _is_word(word: str) -> bool:
    """True for a word without digits: Room 1 and Room 12 are not similar."""
    return re.search(_DIGITS, word) is None


def _has_initials(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """True if the words that differ are names in one and their initials in the other."""
    common = set(one) & set(other)
    mine, theirs = ([word for word in words if word not in common] for words in (one, other))
    if not mine or len(mine) != len(theirs) or not any(len(word) > 1 for word in common):
        return False
    if not all(map(_is_word, (*mine, *theirs))):
        return False
    return all(
        a[0] == b[0] and min(len(a), len(b)) == 1 for a, b in zip(sorted(mine), sorted(theirs), strict=True)
    )


def _is_typo(one: str, other: str) -> bool:
    """True if one letter added, omitted, replaced or swapped turns one word into the other."""
    short, long = sorted((one, other), key=len)
    if len(short) < TYPO_LENGTH or len(long) - len(short) > 1 or not _is_word(short + long):
        return False
    if short[0] != long[0] or re.search(_IDEOGRAPHS, long):  # errors in the first letter are rare
        return False
    at = next((n for n, (a, b) in enumerate(zip(short, long, strict=False)) if a != b), len(short))
    if len(long) > len(short):
        return short[at:] == long[at + 1 :]
    swapped = long[at : at + 2][::-1]
    changed = short[at + 1 :] == long[at + 1 :]
    return changed or (short[at : at + 2] == swapped and short[at + 2 :] == long[at + 2 :])


CROWD = 100  # the limit of people in a session for which being in it together supports a match
BLOCK_LIMIT = 100
"""The limit of entries with a word and something else in common that are compared pairwise: what more of them
share distinguishes nobody."""

COMPARISONS = 300_000  # the limit of comparisons; entries that share what few others have come first


@dataclass(frozen=True, slots=True)
class DuplicatePair:
    """A pair of entries that may be the same person.

    Attributes:
        keep: The entry to keep: the one that is published, or else has more appearances, or else is the
            first one.
        gone: The entry to merge into it.
        same: True if the names are equal, apart from accents, case, word order, marks and brackets, so that a
            merge is suggested; otherwise somebody who knows the two has to decide.
        evidence: The reasons for a merge, a few words each.
        against: The reasons against it, likewise.
    """

    keep: ParticipantId
    gone: ParticipantId
    same: bool
    evidence: tuple[str, ...]
    against: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DuplicateContext:
    """The facts about people that are not in their schedule."""

    # The people in the newest release; a person that readers know is not merged into another.
    published: AbstractSet[str] = frozenset()
    # Their e-mail addresses, by their ids.
    addresses: Mapping[ParticipantId, str] = field(default_factory=dict)
    # The documents that they were imported from: two people of one document are two there.
    documents: Sequence[Schedule] = ()


NO_CONTEXT = DuplicateContext()


def find_duplicates(schedule: Schedule, context: DuplicateContext = NO_CONTEXT) -> tuple[DuplicatePair, ...]:
    """Pairs of entries that may be one person: those with equal names first, then those with similar names.

    Entries of different kinds, and a team and its members, are never paired. Of several entries with one
    name, each is paired with the one to keep. The context decides on no pair: it adds to their evidence, and
    which entry to keep.
    """
    return _Search(schedule, context).pairs()


class _Search:
    def __init__(self, schedule: Schedule, context: DuplicateContext) -> None:
        self.schedule = schedule
        self.context = context
        self.documents = [
            {(person.source, person.source_id) for person in document.participants}
            for document in context.documents
        ]
        self.people = schedule.participants
        self.rank = {person.id: at for at, person in enumerate(self.people)}
        self.appearances = {person.id: len(schedule.appearances(person.id)) for person in self.people}
        self.spellings = {person.id: _spellings(person) for person in self.people}
        self.facts = _shared_facts(schedule)

    def pairs(self) -> tuple[DuplicatePair, ...]:
        same = {frozenset((pair.keep, pair.gone)): pair for pair in self._same()}
        similar = {frozenset((pair.keep, pair.gone)): pair for pair in self._similar(same)}
        for pair in self._misspelt():
            similar.setdefault(frozenset((pair.keep, pair.gone)), pair)
        return (*self._in_order(same.values()), *self._in_order(similar.values()))

    def _in_order(self, pairs: Iterable[DuplicatePair]) -> list[DuplicatePair]:
        return sorted(pairs, key=lambda pair: (self.rank[pair.keep], self.rank[pair.gone]))

    def _same(self) -> Iterator[DuplicatePair]:
        by_name: dict[str, dict[ParticipantId, Spelling]] = defaultdict(dict)
        for person in self.people:
            for spelling in self.spellings[person.id]:
                by_name[spelling.bare].setdefault(person.id, spelling)
        for namesakes in by_name.values():
            if len(namesakes) < 2:
                continue
            keep, *others = self._best_known_first(namesakes)
            for duplicate in others:
                spelling, other = namesakes[keep], namesakes[duplicate]
                if _are_same(spelling, other) and self._may_be_one(keep, duplicate):
                    yield self._pair(keep, duplicate, _sameness(spelling, other), same=True)

    def _similar(self, same: Mapping[frozenset[ParticipantId], DuplicatePair]) -> Iterator[DuplicatePair]:
        blocks: dict[Hashable, dict[ParticipantId, None]] = defaultdict(dict)
        for person in self.people:
            keys = dict.fromkeys(
                key for spelling in self.spellings[person.id] for key in spelling.block_keys()
            )
            for fact in self.facts.get(person.id, ()):
                for key in keys:
                    blocks[fact, key][person.id] = None
        compared: set[frozenset[ParticipantId]] = set(same)
        small = sorted((block for block in blocks.values() if 1 < len(block) <= BLOCK_LIMIT), key=len)
        pairs = (pair for block in small for pair in combinations(block, 2))
        for pair in islice(pairs, COMPARISONS):
            if frozenset(pair) in compared:
                continue
            compared.add(frozenset(pair))
            if (similarity := self._similarity(*pair)) and self._may_be_one(*pair):
                keep, duplicate = self._best_known_first(pair)
                yield self._pair(keep, duplicate, similarity, same=False)

    def _misspelt(self) -> Iterator[DuplicatePair]:
        """Pairs whose names differ in one letter, and have a word in common that nobody else's name has."""
        by_word: dict[str, dict[ParticipantId, None]] = defaultdict(dict)
        for person in self.people:
            for spelling in self.spellings[person.id]:
                for word in filter(_is_word, spelling.words):
                    by_word[word][person.id] = None
        for word, pair in by_word.items():
            if len(pair) != 2 or len(word) == 1 or not self._may_be_one(*pair):
                continue
            keep, duplicate = self._best_known_first(pair)
            alike = product(self.spellings[keep], self.spellings[duplicate])
            if found := next((both for both in alike if differ_in_one_letter(*both)), None):
                written = next((part for part in found[0].full.split() if fold_name(part) == word), word)
                reason = Message(
                    "{evidence}, and nobody else is called “{name}”",
                    evidence=_one_letter(*found),
                    name=written,
                )
                yield self._pair(keep, duplicate, reason, same=False)

    def _similarity(self, one: ParticipantId, other: ParticipantId) -> str:
        similarities = (
            similarity(mine, theirs) for mine in self.spellings[one] for theirs in self.spellings[other]
        )
        return next(filter(None, similarities), "")

    def _best_known_first(self, ids: Iterable[ParticipantId]) -> list[ParticipantId]:
        def key(id_: ParticipantId) -> tuple[bool, int, int]:
            return id_ not in self.context.published, -self.appearances[id_], self.rank[id_]

        return sorted(ids, key=key)

    def _may_be_one(self, one: ParticipantId, other: ParticipantId) -> bool:
        mine, theirs = self.schedule.participant(one), self.schedule.participant(other)
        return mine.kind is theirs.kind and one not in theirs.members and other not in mine.members

    def _pair(self, keep: ParticipantId, gone: ParticipantId, reason: str, *, same: bool) -> DuplicatePair:
        mine, theirs = self.facts.get(keep, {}), self.facts.get(gone, {})
        common = [words for fact, words in mine.items() if fact in theirs]
        one, other = (self.context.addresses.get(id_, "").casefold() for id_ in (keep, gone))
        if one and one == other:
            common.append(Message("both have the same e-mail address"))
        against = self._against(self.schedule.participant(keep), self.schedule.participant(gone))
        return DuplicatePair(keep, gone, same, (reason, *common), tuple(against))

    def _against(self, mine: Participant, theirs: Participant) -> Iterator[str]:
        if mine.country and theirs.country and mine.country != theirs.country:
            yield Message("different countries: {one}, {other}", one=mine.country, other=theirs.country)
        if mine.pronouns and theirs.pronouns and mine.pronouns != theirs.pronouns:
            yield Message("different pronouns: {one}, {other}", one=mine.pronouns, other=theirs.pronouns)
        origins = {(mine.source, mine.source_id), (theirs.source, theirs.source_id)}
        if len(origins) == 2 and mine.source is not None and any(map(origins.issubset, self.documents)):
            yield Message("two people in the same file")


def _spellings(person: Participant) -> list[Spelling]:
    return [
        Spelling(full) for full in dict.fromkeys((*(form.full for form in person.name), *person.variants))
    ]


def _are_same(one: Spelling, other: Spelling) -> bool:
    """True for equal names, of which at most one has brackets: others may tell two namesakes apart."""
    return one.folded in {other.folded, one.bare} or other.folded == other.bare


def _sameness(one: Spelling, other: Spelling) -> str:
    if one.full == other.full:
        return Message("the same name: “{name}”", name=one.full)
    return Message(
        "the same name, spelt differently: “{one}”, “{other}”"
        if one.folded == other.folded
        else "the same name apart from brackets, spelt differently: “{one}”, “{other}”",
        one=one.full,
        other=other.full,
    )


def _shared_facts(schedule: Schedule) -> dict[ParticipantId, dict[Hashable, str]]:
    """Facts that support a match if both entries have them, in words, by participant."""
    facts: dict[ParticipantId, dict[Hashable, str]] = defaultdict(dict)
    for session in schedule.sessions:
        is_small = len(session.people) <= CROWD
        for appearance in session.people:
            if is_small:
                words = Message("both are in session '{id}'", id=session.id)
                facts[appearance.participant]["session", session.id] = words
            for affiliation in appearance.affiliations:
                _add_organisation(facts[appearance.participant], affiliation.organisation)
    for person in schedule.participants:
        for affiliation in person.affiliations:
            _add_organisation(facts[person.id], affiliation.organisation)
            for position in (affiliation.position or {}).values():
                if person.country:
                    fact = ("position", person.country, fold(position))
                    facts[person.id][fact] = Message(
                        "both are {position}, of {country}", position=position, country=person.country
                    )
    return facts


def _add_organisation(facts: dict[Hashable, str], organisation: str | None) -> None:
    if organisation is not None:
        facts["organisation", organisation] = Message(
            "both are of '{organisation}'", organisation=organisation
        )
