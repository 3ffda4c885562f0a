"""The people matcher: finds the person here who an imported one is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from eventkit.editing.namesakes import Contradiction, PersonFacts, contradiction
from eventkit.editing.remembered_merges import Origin, facts_in, is_keyless, origin_of, without_number
from eventkit.model import Participant, Session
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.texts import fold_name

_PERSON = EntityKind.PARTICIPANT


@dataclass(frozen=True, slots=True)
class Namesake:
    """An imported person who shares a name with somebody here, as it was decided who they are.

    Attributes:
        name: The name.
        imported: Their id in the import.
        other: The id of the person here.
        contradiction: What tells the two apart; ``None`` if several here have the name and the first of
            them was taken.
    """

    name: str
    imported: str
    other: str
    contradiction: Contradiction | None


@dataclass(frozen=True, slots=True)
class Emails:
    """E-mail addresses by participant, which tell namesakes apart.

    Attributes:
        here: Those of participants of the conference.
        imported: Those of participants of the import.
    """

    here: Mapping[str, str]
    imported: Mapping[str, str]


NO_EMAILS = Emails({}, {})
"""No addresses."""


class PeopleMatcher:
    """Matches imported people with those here.

    People are matched by their source and id there, then by name with those of a matched session, and, where
    the file has no ids of people, with those of its system whose name nothing contradicts.

    Args:
        mine: The conference here.
        emails: The e-mail addresses of either side.
        last: The ids here of people of the last import of the same file, by their origins in it.
    """

    def __init__(self, mine: Schedule, emails: Emails, last: Mapping[Origin, str]) -> None:
        self._mine, self._emails, self._last = mine, emails, last
        self._here = {person.id: person for person in mine.participants}
        self._by_name = defaultdict[tuple[str, str], list[str]](list)
        for participant in mine.participants:
            name = without_number(participant.source_id)  # which may be spelt otherwise here by now
            self._by_name[participant.source or "", name].append(participant.id)
        self.namesakes: list[Namesake] = []

    def match(
        self, imported: Schedule, sessions: Mapping[str, str], known: Mapping[str, str]
    ) -> dict[str, str]:
        """The ids here of imported people, by the ids they came with.

        Args:
            imported: The import.
            sessions: The ids here of its sessions.
            known: The people who are matched by an id of their source.
        """
        matches = dict(known)
        fill(matches, self._same_names(imported, sessions))
        facts = {
            person.id: facts_in(imported, person.id, self._emails.imported)
            for person in imported.participants
            if person.id not in matches and is_keyless(person) and self._candidates(person)
        }
        rest = [person for person in imported.participants if person.id in facts]
        fill(matches, ((person.id, self._in_last(person, facts[person.id])) for person in rest))
        for person in rest:
            self._match_by_facts(matches, person, facts[person.id], confirmed=True)
        for person in rest:
            self._match_by_facts(matches, person, facts[person.id], confirmed=False)
        return matches

    def _same_names(
        self, imported: Schedule, sessions: Mapping[str, str]
    ) -> Iterator[tuple[str, str | None]]:
        """People of matched sessions who have the name of exactly one person in the same session here."""
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
                names = folded_names(there[appearance.participant])
                same = [id_ for id_, others in present.items() if names & others]
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
        """The people here of the same system who are known there by the same name alone."""
        return self._by_name.get((person.source or "", without_number(person.source_id)), [])

    def _facts(self, id_: str) -> PersonFacts:
        return facts_in(self._mine, id_, self._emails.here)


def fill(known: dict[str, str], matches: Iterable[tuple[str, str | None]]) -> None:
    """Add matches of entities that have none yet, each with an entity here that no other has."""
    used = set(known.values())
    for id_, match in matches:
        if match is not None and id_ not in known and match not in used:
            known[id_] = match
            used.add(match)


def folded_names(participant: Participant) -> set[str]:
    """The names and other spellings of a person, folded."""
    return {fold_name(name) for name in (*title(participant).values(), *participant.variants)}
