"""Badge codes: tokens, addresses and contact cards of one print run."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice
from typing import Self

from eventkit.errors import StoreError
from eventkit.findings import Finding, Severity
from eventkit.messages import Message
from eventkit.model import Name, ParticipantId
from eventkit.office.badge_issues import BadgeIssues
from eventkit.office.badge_keys import signer as badge_signer
from eventkit.outputs.badges.badge_holders import BadgeHolder
from eventkit.outputs.badges.element_values import CodeKind, code_content, contact_card
from eventkit.roster import Roster
from eventkit.schedule import Schedule
from eventkit.store import Badge
from eventkit.tokens.signing_keys import Signer

BATCH = 2000
"""The number of holders for whom badges are issued in one transaction, and who are in memory at once."""


@dataclass
class BadgeCodes:
    """The codes of the badges of one print run; badges are issued for tokens on the way.

    Attributes:
        signer: Signs tokens; ``None`` for codes of another kind.
        roster: The contacts that cards show.
        reissue: Whether each holder gets the next issue of the badge.
        findings: Problems noticed on the way.
        reserved: The next issues by holder, to be activated when they are printed.
    """

    office: BadgeIssues
    schedule: Schedule
    kind: CodeKind
    signer: Signer | None = None
    roster: Roster = field(default_factory=Roster)
    reissue: bool = False
    findings: list[Finding] = field(default_factory=list)
    reserved: dict[str, Badge] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    @staticmethod
    def default_kind(issues: BadgeIssues) -> CodeKind:
        """The default kind of codes: tokens if there is a key, or else addresses."""
        return CodeKind.TOKEN if badge_signer(issues.store, issues.conference) else CodeKind.URL

    @classmethod
    def prepare(
        cls,
        office: BadgeIssues,
        schedule: Schedule,
        kind: CodeKind,
        *,
        contacts: bool = False,
        reissue: bool = False,
    ) -> Self:
        """The codes of a print run.

        Args:
            contacts: Whether contact cards show e-mail addresses and phone numbers.
            reissue: Whether each holder gets the next issue of the badge, to be activated when it is printed.

        Raises:
            StoreError: Tokens are requested, and there is no key.
        """
        signer = badge_signer(office.store, office.conference) if kind is CodeKind.TOKEN else None
        if kind is CodeKind.TOKEN and signer is None:
            raise StoreError(
                "Conference '{id}' has no key to sign badges with. Make one, or choose codes of the "
                "kind url.",
                id=office.conference,
            )
        return cls(office, schedule, kind, signer, office.roster() if contacts else Roster(), reissue)

    def with_codes(self, holders: Iterable[BadgeHolder]) -> Iterator[BadgeHolder]:
        """The same holders with their codes, a few thousand at a time."""
        if self.signer is None:
            yield from (self._with_card(holder) for holder in holders)
            return
        rest = iter(holders)
        while batch := list(islice(rest, BATCH)):
            tickets_by_holder = {holder.id: holder.ticket for holder in batch if _can_have_badge(holder)}
            issued = (self.office.reserve if self.reissue else self.office.issue)(tickets_by_holder)
            if self.reissue:
                self.reserved |= issued
            tickets = self.office.tickets()
            for holder in batch:
                badge = issued.get(holder.id)
                code = self._token(self.signer, holder, badge, tickets)
                number = str(badge.number) if badge and code else ""
                yield holder if holder.day else replace(holder, code=code, number=number)

    def _token(self, signer: Signer, holder: BadgeHolder, badge: Badge | None, tickets: Sequence[str]) -> str:
        """The token of a holder; empty if no door would accept one."""
        if badge is None:
            if holder.id and not holder.day:
                message = Message(
                    "has no id in the list, so the badge has no code. Add a column of ids, such as the "
                    "ticket numbers."
                )
                self._warn("no-id", holder, message)
            return ""
        if not badge.valid:
            message = Message(
                "has a revoked badge, so this one has no code. Replace the badge of '{id}'.", id=holder.id
            )
            self._warn("badge-revoked", holder, message)
            return ""
        if holder.id in self._seen:
            message = Message(
                "has the same id '{id}' as another person, so both get the same code. Change one of the ids.",
                id=holder.id,
            )
            self._warn("same-id", holder, message)
        self._seen.add(holder.id)
        if (ticket := tickets[badge.category]) != holder.ticket:
            was, now = (f"the ticket '{name}'" if name else "no ticket" for name in (ticket, holder.ticket))
            message = Message(
                "has {now}, but the code was issued for {was}. Replace the badge of '{id}'.",
                now=now,
                was=was,
                id=holder.id,
            )
            self._warn("ticket-changed", holder, message)
        token = signer.sign_badge(badge.number, badge.issue, badge.category)
        return code_content(self.kind, token=token)

    def _warn(self, code: str, holder: BadgeHolder, message: str) -> None:
        text = f"{holder.name.text} {message}"
        self.findings.append(Finding(Severity.WARNING, code, (holder.id,), text))

    def _with_card(self, holder: BadgeHolder) -> BadgeHolder:
        contact = self.roster.contact(ParticipantId(holder.id))
        email, phone = (contact.email or "", contact.phone or "") if contact else ("", "")
        name = self._names.get((holder.id, holder.name.text))
        card = contact_card(holder, name=name, email=email, phone=phone)
        return replace(holder, code=code_content(self.kind, url=holder.code, card=card))

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], Name]:
        return {
            (person.id, form.badge or form.full): form
            for person in self.schedule.participants
            for form in person.name
        }


def _can_have_badge(holder: BadgeHolder) -> bool:
    """True if a badge can be issued: not to a room, nor to an attendee without an id of their own, since
    another may be in that row tomorrow.
    """
    return bool(holder.id) and not holder.day and not holder.id.startswith("row ")
