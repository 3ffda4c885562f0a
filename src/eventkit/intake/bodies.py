"""Organisations, and the positions that people hold at them."""

from __future__ import annotations

from collections.abc import Iterable

from eventkit.intake.addresses import address
from eventkit.intake.countries import parse_country
from eventkit.intake.desk import Cleaner, location_of
from eventkit.intake.places import ReferenceTable
from eventkit.intake.records import RawOrganisation, RawRecord, RawText
from eventkit.intake.register import IdRegistry
from eventkit.intake.vocabulary import parse_involvement
from eventkit.model import Affiliation, Backing, Involvement, Organisation
from eventkit.texts import Text


class OrganisationBuilder(ReferenceTable):
    """The organisations of a file: those it tells of, and those where people are."""

    def __init__(self, cleaner: Cleaner, source: str) -> None:
        super().__init__(IdRegistry("organisation", cleaner, source))
        self.organisations: list[Organisation] = []
        self.backings: list[Backing] = []

    def add_all(self, raws: Iterable[RawOrganisation]) -> None:
        """The organisations that the file tells of."""
        for raw in raws:
            name = self.cleaner.text(raw.name, raw, "name")
            if name is None:
                self.cleaner.error("nameless", "an organisation without a name is left out", raw, "name")
                continue
            given = self.find_duplicate(raw, name) or self._make(raw, name)
            self._stands(raw, given)

    def _make(self, raw: RawOrganisation, name: Text) -> str:
        given = self.add(raw, name)
        about: str = given["id"]
        raw_values = {}
        where = parse_country(raw.country)
        if raw.country and where is None:
            raw_values["country"] = raw.country
        role = self.cleaner.line(raw.role, raw, "role", about=about)
        if role and parse_involvement(role) is None:
            raw_values["role"] = role
            message = f"'{role[:40]}' is not known as a way to stand behind a conference: taken for a partner"
            self.cleaner.warning("involvement", message, raw, "role", about)
        made = self.cleaner.validate(
            Organisation, raw, about, **given, name=name, country=where,
            short=self.cleaner.text(raw.short, raw, "short", about=about),
            url=address(raw.url, raw, "url", self.cleaner, about),
            extra=self.cleaner.extra_data(raw, "organisation", about, raw_values),
        )  # fmt: skip
        if made:
            self.organisations.append(made)
        return about

    def _stands(self, raw: RawOrganisation, given: str) -> None:
        role = self.cleaner.line(raw.role, raw, "role", about=given)
        level = self.cleaner.text(raw.level, raw, "level", about=given)
        if not role and level is None:
            return
        found = parse_involvement(role) if role else Involvement.SPONSOR
        backing = self.cleaner.validate(
            Backing, raw, given, organisation=given, role=found or Involvement.PARTNER, level=level
        )
        if backing and backing not in self.backings:
            self.backings.append(backing)

    def resolve(self, words: RawText | None, record: RawRecord, name: str, about: str) -> str | None:
        """The id of the organisation of that name, which is made if it is not there."""
        if not words:
            return None
        if isinstance(words, str):
            if found := self.lookup(words):
                return found
            if not self.cleaner.name(words, record, name, about=about):
                return None
        text = self.cleaner.text(words, record, name, about=about)
        if text is None:
            return None
        found = next(filter(None, map(self._by_name.get, text.values())), None)
        return found or self._make(RawOrganisation(name=words, location=location_of(record, name)), text)

    def affiliations(
        self, position: RawText | None, organisation: RawText | None, record: RawRecord, about: str
    ) -> tuple[Affiliation, ...]:
        """The position and the organisation that are told of someone."""
        if not position and not organisation:
            return ()
        where = self.resolve(organisation, record, "organisation", about)
        what = self.cleaner.text(position, record, "position", about=about)
        if where is None and what is None:
            return ()
        made = self.cleaner.validate(Affiliation, record, about, position=what, organisation=where)
        return (made,) if made else ()
