"""Who appears in a session, as a list of people or as one string that is to be taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from eventkit.intake.affiliating import without_addresses
from eventkit.intake.bodies import Organisations
from eventkit.intake.desk import Desk
from eventkit.intake.people import taken_apart
from eventkit.intake.persons import People
from eventkit.intake.records import RawSession
from eventkit.intake.roles import role_of
from eventkit.intake.strings import excerpt
from eventkit.model import Affiliation, Appearance, Role


class _Told(NamedTuple):
    """What is told of someone in a session; the role as a word of the file where that has one."""

    person: str
    role: Role | None
    word: str
    affiliations: tuple[Affiliation, ...]


class Appearances:
    """Makes appearances.

    Args:
        desk: Where what is noticed is told.
        people: Who appears.
        organisations: Where they are.
    """

    def __init__(self, desk: Desk, people: People, organisations: Organisations) -> None:
        self._desk = desk
        self._people = people
        self._organisations = organisations

    def of(self, raw: RawSession, about: str, unread: dict[str, Any]) -> tuple[Appearance, ...]:
        """Those of a session, each once in a role; what is not understood is put to the unread."""
        found: dict[tuple[str, Role], Appearance] = {}
        told = [*self._listed(raw, about, unread)]
        if raw.cell:
            told += self._in_cell(raw, about, unread)
        for each in told:
            role = each.role or self._role(each, raw, about, unread)
            affiliations = self._people.occasion(each.person, each.affiliations) if each.affiliations else ()
            if (each.person, role) in found:
                message = f"'{each.person}' is named twice as {role}: once is enough"
                self._desk.mended("person-twice", message, raw, "people", about, each.person)
            elif made := self._desk.made(
                Appearance, raw, about, participant=each.person, role=role, affiliations=affiliations
            ):
                found[each.person, role] = made
        return tuple(found.values())

    def _listed(self, raw: RawSession, about: str, unread: dict[str, Any]) -> Iterator[_Told]:
        for each in raw.people:
            person = self._people.of(each.person, each.name, raw, about)
            if person is None:
                if each.person and each.person.strip():
                    unread.setdefault("people", []).append(each.person)
                continue
            affiliations: tuple[Affiliation, ...] = ()
            if each.position or each.organisation:
                affiliations = self._organisations.affiliations(each.position, each.organisation, raw, about)
            word = self._desk.line(each.role, raw, "role", about=about) if each.role else ""
            yield _Told(person, None, word, affiliations)

    def _in_cell(self, raw: RawSession, about: str, unread: dict[str, Any]) -> Iterator[_Told]:
        cell = raw.cell or ""
        apart = taken_apart(cell)
        for doubt in apart.doubts:
            self._desk.kept("people-in-doubt", doubt, raw, "cell", about)
        for each in apart.people:
            name = self._desk.name(each.name, raw, "cell", about=about)
            if not name:
                continue
            person = self._people.called(name, raw, "cell", pronouns=each.pronouns, email=each.email)
            if person is not None:
                affiliations = self._organisations.affiliations(each.position, each.organisation, raw, about)
                yield _Told(person, each.role, each.role_word, affiliations)
        if len(apart.people) > 1 or any(each.name != each.raw for each in apart.people):
            # What was made of it may be wrong: it can be looked up as it was, but for what is private.
            unread["people" if "people" not in unread else "cell"] = without_addresses(cell).strip()

    def _role(self, told: _Told, raw: RawSession, about: str, unread: dict[str, Any]) -> Role:
        found = role_of(told.word) if told.word else Role.SPEAKER
        if found is None:
            message = f"'{excerpt(told.word)}' is not known as a role: taken for a speaker, kept as extra"
            self._desk.often("role", message, raw, "role", about)
            unread.setdefault("roles", {})[told.person] = told.word
        return found or Role.SPEAKER
