"""Organisations, and the positions that people hold at them."""

from __future__ import annotations

from collections.abc import Iterable

from eventkit.intake.addresses import address
from eventkit.intake.countries import country
from eventkit.intake.desk import Desk, at
from eventkit.intake.places import Referred
from eventkit.intake.records import RawOrganisation, Record, Words
from eventkit.intake.register import Register
from eventkit.intake.vocabulary import involvement_of
from eventkit.model import Affiliation, Backing, Involvement, Organisation
from eventkit.texts import Text


class Organisations(Referred):
    """The organisations of a file: those it tells of, and those where people are."""

    def __init__(self, desk: Desk, source: str) -> None:
        super().__init__(Register("organisation", desk, source))
        self.made: list[Organisation] = []
        self.behind: list[Backing] = []

    def take(self, raws: Iterable[RawOrganisation]) -> None:
        """The organisations that the file tells of."""
        for raw in raws:
            name = self.desk.text(raw.name, raw, "name")
            if name is None:
                self.desk.left_out("nameless", "an organisation without a name is left out", raw, "name")
                continue
            given = self.twin(raw, name) or self._make(raw, name)
            self._stands(raw, given)

    def _make(self, raw: RawOrganisation, name: Text) -> str:
        given = self.enter(raw, name)
        about: str = given["id"]
        raw_values = {}
        where = country(raw.country)
        if raw.country and where is None:
            raw_values["country"] = raw.country
        role = self.desk.line(raw.role, raw, "role", about=about)
        if role and involvement_of(role) is None:
            raw_values["role"] = role
            message = f"'{role[:40]}' is not known as a way to stand behind a conference: taken for a partner"
            self.desk.mended("involvement", message, raw, "role", about)
        made = self.desk.made(
            Organisation, raw, about, **given, name=name, country=where,
            short=self.desk.text(raw.short, raw, "short", about=about),
            url=address(raw.url, raw, "url", self.desk, about),
            extra=self.desk.beside(raw, "organisation", about, raw_values),
        )  # fmt: skip
        if made:
            self.made.append(made)
        return about

    def _stands(self, raw: RawOrganisation, given: str) -> None:
        role = self.desk.line(raw.role, raw, "role", about=given)
        level = self.desk.text(raw.level, raw, "level", about=given)
        if not role and level is None:
            return
        found = involvement_of(role) if role else Involvement.SPONSOR
        backing = self.desk.made(
            Backing, raw, given, organisation=given, role=found or Involvement.PARTNER, level=level
        )
        if backing and backing not in self.behind:
            self.behind.append(backing)

    def named(self, words: Words | None, record: Record, name: str, about: str) -> str | None:
        """The id of the organisation of that name, which is made if it is not there."""
        if not words:
            return None
        if isinstance(words, str):
            if found := self.known(words):
                return found
            if not self.desk.name(words, record, name, about=about):
                return None
        text = self.desk.text(words, record, name, about=about)
        if text is None:
            return None
        found = next(filter(None, map(self._by_name.get, text.values())), None)
        return found or self._make(RawOrganisation(name=words, where=at(record, name)), text)

    def affiliations(
        self, position: Words | None, organisation: Words | None, record: Record, about: str
    ) -> tuple[Affiliation, ...]:
        """The position and the organisation that are told of someone."""
        if not position and not organisation:
            return ()
        where = self.named(organisation, record, "organisation", about)
        what = self.desk.text(position, record, "position", about=about)
        if where is None and what is None:
            return ()
        made = self.desk.made(Affiliation, record, about, position=what, organisation=where)
        return (made,) if made else ()
