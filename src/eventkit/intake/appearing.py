"""Who appears in a session, as a list of people or as one string that is to be taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from eventkit.intake.affiliating import mask_email_addresses
from eventkit.intake.bodies import OrganisationBuilder
from eventkit.intake.desk import Cleaner
from eventkit.intake.people import parse_people
from eventkit.intake.persons import PeopleBuilder
from eventkit.intake.records import RawSession
from eventkit.intake.roles import parse_role
from eventkit.intake.strings import excerpt
from eventkit.model import Affiliation, Appearance, Role


class _Told(NamedTuple):
    """What is told of someone in a session; the role as a word of the file where that has one."""

    person: str
    role: Role | None
    word: str
    affiliations: tuple[Affiliation, ...]


class AppearanceBuilder:
    """Makes appearances.

    Args:
        cleaner: Where what is noticed is told.
        people: Who appears.
        organisations: Where they are.
    """

    def __init__(self, cleaner: Cleaner, people: PeopleBuilder, organisations: OrganisationBuilder) -> None:
        self._cleaner = cleaner
        self._people = people
        self._organisations = organisations

    def build(self, raw: RawSession, about: str, unread: dict[str, Any]) -> tuple[Appearance, ...]:
        """Those of a session, each once in a role; what is not understood is put to the unread."""
        found: dict[tuple[str, Role], Appearance] = {}
        told = [*self._listed(raw, about, unread)]
        if raw.people_text:
            told += self._in_cell(raw, about, unread)
        for each in told:
            role = each.role or self._role(each, raw, about, unread)
            affiliations = (
                self._people.session_affiliations(each.person, each.affiliations) if each.affiliations else ()
            )
            if (each.person, role) in found:
                message = f"'{each.person}' is named twice as {role}: once is enough"
                self._cleaner.warning("person-twice", message, raw, "people", about, each.person)
            elif made := self._cleaner.validate(
                Appearance, raw, about, participant=each.person, role=role, affiliations=affiliations
            ):
                found[each.person, role] = made
        return tuple(found.values())

    def _listed(self, raw: RawSession, about: str, unread: dict[str, Any]) -> Iterator[_Told]:
        for each in raw.people:
            person = self._people.resolve(each.person, each.name, raw, about)
            if person is None:
                if each.person and each.person.strip():
                    unread.setdefault("people", []).append(each.person)
                continue
            affiliations: tuple[Affiliation, ...] = ()
            if each.position or each.organisation:
                affiliations = self._organisations.affiliations(each.position, each.organisation, raw, about)
            word = self._cleaner.line(each.role, raw, "role", about=about) if each.role else ""
            yield _Told(person, None, word, affiliations)

    def _in_cell(self, raw: RawSession, about: str, unread: dict[str, Any]) -> Iterator[_Told]:
        cell = raw.people_text or ""
        apart = parse_people(cell)
        for doubt in apart.ambiguities:
            self._cleaner.info("people-in-doubt", doubt, raw, "people_text", about)
        for each in apart.people:
            name = self._cleaner.name(each.name, raw, "people_text", about=about)
            if not name:
                continue
            person = self._people.resolve_name(
                name, raw, "people_text", pronouns=each.pronouns, email=each.email
            )
            if person is not None:
                affiliations = self._organisations.affiliations(each.position, each.organisation, raw, about)
                yield _Told(person, each.role, each.role_word, affiliations)
        if len(apart.people) > 1 or any(each.name != each.raw for each in apart.people):
            # What was made of it may be wrong: it can be looked up as it was, but for what is private.
            unread["people" if "people" not in unread else "people_text"] = mask_email_addresses(cell).strip()

    def _role(self, told: _Told, raw: RawSession, about: str, unread: dict[str, Any]) -> Role:
        found = parse_role(told.word) if told.word else Role.SPEAKER
        if found is None:
            message = f"'{excerpt(told.word)}' is not known as a role: taken for a speaker, kept as extra"
            self._cleaner.once("role", message, raw, "role", about)
            unread.setdefault("roles", {})[told.person] = told.word
        return found or Role.SPEAKER
