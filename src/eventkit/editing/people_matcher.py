"""The people matcher: finds the person here who an imported one is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import product

from eventkit.editing.namesakes import Contradiction, PersonFacts, contradiction
from eventkit.editing.remembered_merges import (
    Origin,
    facts_in,
    is_keyless,
    merged_origins,
    origin_of,
    without_number,
)
from eventkit.model import Participant, Session
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.texts import fold_name

_PERSON = EntityKind.PARTICIPANT

_SIMILAR = 0.8
"""The similarity from which words of a name are another spelling of others: 1 for equal words (difflib)."""


@dataclass(frozen=True, slots=True)
class Namesake:
    """An imported person who shares a name with somebody here, as it was decided who they are."""

    name: str
    imported: str
    other: str
    # What tells the two apart; None if several here have the name and the first of them was taken.
    contradiction: Contradiction | None


@dataclass(frozen=True, slots=True)
class NewName:
    """An imported person who was recognised as one of the last import under another name."""

    imported: str
    name: str
    before: str
    has_same_email: bool  # whether the e-mail address is the same; otherwise the sessions are


@dataclass(frozen=True, slots=True)
class Emails:
    """E-mail addresses by participant, which tell namesakes apart."""

    here: Mapping[str, str]
    imported: Mapping[str, str]


NO_EMAILS = Emails({}, {})  # no addresses


class PeopleMatcher:
    """Matches imported people with those here.

    People are matched by their source and id there, then by name, as it is here or was at the source, with
    those of a matched session, and, where the file has no ids of people, with those of its system whose name
    nothing contradicts. Somebody whose name is new is matched with one whose name the file no longer has, by
    their e-mail address, or by their sessions if the names are alike.
    """

    def __init__(self, mine: Schedule, emails: Emails, last: Mapping[Origin, str]) -> None:
        self._mine, self._emails, self._last = mine, emails, last
        self._here: dict[str, Participant] = {person.id: person for person in mine.participants}
        self._by_name = defaultdict[tuple[str, str], list[str]](list)
        for participant in mine.participants:
            # The names at the sources, which may be spelt otherwise here by now.
            origins = ((participant.source or "", participant.source_id), *merged_origins(participant))
            for named in dict.fromkeys((source, without_number(name)) for source, name in origins):
                self._by_name[named].append(participant.id)
        self.namesakes: list[Namesake] = []
        self.new_names: list[NewName] = []

    def match_by_email(self, imported: Schedule, known: Mapping[str, str]) -> dict[str, str]:
        """The ids here of people with a new name who alone have the e-mail address of one who vanished."""
        here, there = _owners(self._emails.here), _owners(self._emails.imported)
        vanished, matches = self._vanished(imported, known), dict[str, str]()
        for person in imported.participants:
            email = self._emails.imported.get(person.id, "").strip().casefold()
            if len(there.get(email, ())) == len(owners := here.get(email, [])) == 1:
                (owner,) = owners
                if owner in vanished and self._is_new(person, known):
                    matches[person.id] = owner
                    self._log_new_name(person, owner, has_same_email=True)
        return matches

    def _vanished(self, imported: Schedule, known: Mapping[str, str]) -> set[str]:
        """The people here of the last import whose names, or keys, the file no longer has."""
        present = {_unnumbered(origin_of(_PERSON, person)) for person in imported.participants}
        last = [(origin, id_) for origin, id_ in self._last.items() if origin[0] is _PERSON]
        still = {id_ for origin, id_ in last if _unnumbered(origin) in present}
        return {id_ for _, id_ in last} - still - {*known.values()}

    def _is_new(self, person: Participant, known: Mapping[str, str]) -> bool:
        return is_keyless(person) and person.id not in known and not self._candidates(person)

    def _log_new_name(self, person: Participant, id_: str, *, has_same_email: bool) -> None:
        if not folded_names(person) & folded_names(self._here[id_]):
            name, before = person.name[0].full, self._here[id_].name[0].full
            self.new_names.append(NewName(person.id, name, before, has_same_email))

    def match(
        self, imported: Schedule, sessions: Mapping[str, str], known: Mapping[str, str]
    ) -> dict[str, str]:
        matches = dict(known)
        fill(matches, self._same_names(imported, sessions))
        facts = {
            person.id: self._imported_facts(imported, person.id)
            for person in imported.participants
            if person.id not in matches and is_keyless(person) and self._candidates(person)
        }
        rest = [person for person in imported.participants if person.id in facts]
        fill(matches, ((person.id, self._in_last(person, facts[person.id])) for person in rest))
        for person in rest:
            self._match_by_facts(matches, person, facts[person.id], confirmed=True)
        for person in rest:
            self._match_by_facts(matches, person, facts[person.id], confirmed=False)
        self._match_by_sessions(matches, imported, sessions)
        return matches

    def _match_by_sessions(
        self, matches: dict[str, str], imported: Schedule, sessions: Mapping[str, str]
    ) -> None:
        """Match a person with a new name with the only one who vanished from the same sessions.

        Their names have to be alike, and an e-mail address or organisation may not differ.
        """
        vanished = self._vanished(imported, matches)
        gone: dict[str, set[str]] = {
            session.id: {str(person.participant) for person in session.people} & vanished
            for session in self._mine.sessions
        }
        came: dict[str, set[str]] = {
            sessions.get(session.id, ""): {str(person.participant) for person in session.people}
            - matches.keys()
            for session in imported.sessions
        }
        mine, theirs = _by_member(gone), _by_member(came)
        for person in imported.participants:
            places = theirs.get(person.id, {""})
            before = next(iter(gone.get(min(places), ())), "")
            if (
                mine.get(before) == places
                and all(len(gone[place]) == len(came[place]) == 1 for place in places)
                and self._is_new(person, matches)
                and _have_similar_names(person, self._here[before])
                and contradiction(self._facts(before), self._imported_facts(imported, person.id)) is None
            ):
                matches[person.id] = before
                self._log_new_name(person, before, has_same_email=False)

    def _same_names(
        self, imported: Schedule, sessions: Mapping[str, str]
    ) -> Iterator[tuple[str, str | None]]:
        there = {person.id: person for person in imported.participants}
        for session in imported.sessions:
            match = EntityKind.SESSION.by_id(self._mine).get(sessions.get(session.id, ""))
            if not isinstance(match, Session):
                continue
            present = {
                appearance.participant: folded_names(self._here[appearance.participant])
                for appearance in match.people
            }
            for appearance in session.people:
                person = there[appearance.participant]
                names, known = folded_names(person), self._candidates(person)
                same = [id_ for id_, others in present.items() if id_ in known or names & others]
                if len(same) == 1:
                    yield appearance.participant, same[0]

    def _in_last(self, person: Participant, facts: PersonFacts) -> str | None:
        """The person here of that name in the last import of the file, unless something contradicts it."""
        id_ = self._last.get(origin_of(_PERSON, person))
        is_same = id_ is not None and contradiction(self._facts(id_), facts) is None
        return id_ if is_same else None

    def _match_by_facts(
        self, matches: dict[str, str], person: Participant, facts: PersonFacts, *, confirmed: bool
    ) -> None:
        """Match a person with the one here whom their facts confirm, or else do not contradict."""
        if person.id in matches:
            return
        used = set(matches.values())
        candidates = [id_ for id_ in self._candidates(person) if id_ not in used]
        if confirmed:
            same = [id_ for id_ in candidates if self._facts(id_).confirms(facts)]
        else:
            same = [id_ for id_ in candidates if contradiction(self._facts(id_), facts) is None]
        if same:
            matches[person.id] = same[0]
            if len(same) > 1 and not confirmed:
                self._log(person, same[0], None)
        elif candidates and not confirmed:
            self._log(person, candidates[0], contradiction(self._facts(candidates[0]), facts))

    def _log(self, person: Participant, other: str, reason: Contradiction | None) -> None:
        self.namesakes.append(Namesake(person.name[0].full, person.id, other, reason))

    def _candidates(self, person: Participant) -> list[str]:
        return self._by_name.get((person.source or "", without_number(person.source_id)), [])

    def _facts(self, id_: str) -> PersonFacts:
        return facts_in(self._mine, id_, self._emails.here)

    def _imported_facts(self, imported: Schedule, id_: str) -> PersonFacts:
        return facts_in(imported, id_, self._emails.imported)


def fill(known: dict[str, str], matches: Iterable[tuple[str, str | None]]) -> None:
    """Add matches of entities that have none yet, each with an entity here that no other has."""
    used = set(known.values())
    for id_, match in matches:
        if match is not None and id_ not in known and match not in used:
            known[id_] = match
            used.add(match)


def _owners(emails: Mapping[str, str]) -> dict[str, list[str]]:
    owners = defaultdict[str, list[str]](list)
    for id_, email in emails.items():
        owners[email.strip().casefold()].append(id_)
    return owners


def _unnumbered(origin: Origin) -> tuple[str, str]:
    return origin[1], without_number(origin[2])


def _by_member(members: Mapping[str, set[str]]) -> dict[str, set[str]]:
    places = defaultdict[str, set[str]](set)
    for place, ids in members.items():
        for id_ in ids:
            places[id_].add(place)
    return places


def _have_similar_names(one: Participant, other: Participant) -> bool:
    """True if two people share a word of their names, and the other words may be the same or are missing.

    Two colleagues of one family name are not alike: ``Maria Silva`` and ``João Silva``.
    """
    return any(_are_similar(mine, theirs) for mine, theirs in product(folded_names(one), folded_names(other)))


def _are_similar(one: str, other: str) -> bool:
    mine, theirs = set(one.split()), set(other.split())
    rest, their_rest = (" ".join(sorted(words)) for words in (mine - theirs, theirs - mine))
    return bool(mine & theirs) and (
        not rest or not their_rest or SequenceMatcher(None, rest, their_rest).ratio() >= _SIMILAR
    )


def folded_names(participant: Participant) -> set[str]:
    return {fold_name(name) for name in (*title(participant).values(), *participant.variants)}
