"""What the codes of badges say, for those who wear them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import islice

from eventkit.cli.terminal import Terminal
from eventkit.errors import StoreError
from eventkit.findings import Finding, Severity
from eventkit.model import Name, ParticipantId
from eventkit.office.badge_office import signer as badge_signer
from eventkit.outputs.badges.badge_holders import BadgeHolder
from eventkit.outputs.badges.element_values import CodeKind, code_content, contact_card
from eventkit.roster import Roster
from eventkit.schedule import Schedule
from eventkit.store import Badge, Store
from eventkit.tokens.signing_keys import Signer

BATCH = 2000
"""For how many people badges are issued at once: all that is held in memory of them."""


@dataclass
class Coder:
    """Says what codes say, and issues the badges that tokens stand for.

    Attributes:
        workspace: The clock, and who does it.
        schedule: Of which conference.
        kind: What codes say.
        contacts: Whether cards tell the address and number that the office keeps.
        anew: Whether each gets a further issue of their badge; those before it are refused once it is
            settled.
        findings: What was noticed on the way.
        further: The further issues.
    """

    workspace: Terminal
    schedule: Schedule
    kind: CodeKind
    contacts: bool = False
    anew: bool = False
    findings: list[Finding] = field(default_factory=list)
    further: dict[str, Badge] = field(default_factory=dict)
    _seen: set[str] = field(default_factory=set)

    def coded(self, store: Store, wearers: Iterable[BadgeHolder]) -> Iterator[BadgeHolder]:
        """The same people, each with what their code says; a few thousand are in memory at once.

        Raises:
            StoreError: Tokens are wanted and there is no key, or the store fails.
        """
        conference = self.schedule.conference.id
        if self.kind is CodeKind.TOKEN:
            signer = badge_signer(store, conference)
            if signer is None:
                message = (
                    f"conference '{conference}' has no key to sign badges with: make one with "
                    "'eventkit keys make', or give --code url"
                )
                raise StoreError(message)
            yield from self._with_tokens(store, signer, wearers)
        else:
            roster = store.roster.load(conference) if self.contacts else Roster()
            yield from (self._with_card(wearer, roster) for wearer in wearers)

    def settle(self) -> None:
        """Refuse what was issued before those that were made anew, once these are there to be handed out.

        Raises:
            ChangedMeanwhile: Someone else issued one of them anew meanwhile.
            StoreError: The store fails.
        """
        if self.further:
            self.workspace.office(self.schedule.conference.id).badges.activate(list(self.further.values()))

    def _with_tokens(
        self, store: Store, signer: Signer, wearers: Iterable[BadgeHolder]
    ) -> Iterator[BadgeHolder]:
        conference, left = self.schedule.conference.id, iter(wearers)
        office = self.workspace.office(conference).badges
        while some := list(islice(left, BATCH)):
            holders = {wearer.id: wearer.ticket for wearer in some if _has_badge(wearer)}
            issued = office.reserve(holders) if self.anew else office.issue(holders)
            if self.anew:
                self.further |= issued
            tickets = ("", *store.badges.door_record(conference).tickets)
            for wearer in some:
                code = self._token(signer, wearer, issued.get(wearer.id), tickets)
                yield wearer if wearer.day else replace(wearer, code=code)

    def _token(self, signer: Signer, wearer: BadgeHolder, badge: Badge | None, tickets: Sequence[str]) -> str:
        """The token of someone, if it is one that a door lets in."""
        if badge is None:
            if wearer.id and not wearer.day:
                self._tell(
                    "no-id",
                    wearer,
                    "has no id in the list, so the badge has no code: add a column of "
                    "ids, such as the numbers of their tickets",
                )
            return ""
        if not badge.valid:
            self._tell(
                "badge-revoked",
                wearer,
                "had their badge revoked, so this one has no code: issue a "
                f"further one with 'eventkit badges reprint {wearer.id}'",
            )
            return ""
        if wearer.id in self._seen:
            self._tell(
                "same-id",
                wearer,
                f"has the id '{wearer.id}' that another has too, so the codes of both "
                "are the same: give one of them another",
            )
        self._seen.add(wearer.id)
        if (said := tickets[badge.category]) != wearer.ticket:
            was, now = (f"the ticket '{each}'" if each else "no ticket" for each in (said, wearer.ticket))
            self._tell(
                "ticket-changed",
                wearer,
                f"has {now}, and the code was issued for {was}: issue one anew "
                f"with 'eventkit badges reprint {wearer.id}'",
            )
        token = signer.sign_badge(badge.number, badge.issue, badge.category)
        return code_content(self.kind, token=token)

    def _tell(self, code: str, wearer: BadgeHolder, message: str) -> None:
        said = f"{wearer.name.text} {message}"
        self.findings.append(Finding(Severity.WARNING, code, (wearer.id,), said))

    def _with_card(self, wearer: BadgeHolder, roster: Roster) -> BadgeHolder:
        known = roster.contact(ParticipantId(wearer.id))
        email, phone = (known.email or "", known.phone or "") if known else ("", "")
        card = contact_card(
            wearer, name=self._names.get((wearer.id, wearer.name.text)), email=email, phone=phone
        )
        return replace(wearer, code=code_content(self.kind, url=wearer.code, card=card))

    @cached_property
    def _names(self) -> Mapping[tuple[str, str], Name]:
        """The forms of names that tell their parts, by whose they are and what is printed."""
        return {
            (person.id, form.badge or form.full): form
            for person in self.schedule.participants
            for form in person.name
        }


def kind_of(store: Store, conference: str, wanted: CodeKind | None) -> CodeKind:
    """What codes say where nothing is asked for: tokens as soon as there is a key, or else addresses.

    Raises:
        StoreError: There is no such conference, or the store fails.
    """
    if wanted is not None:
        return wanted
    return CodeKind.TOKEN if badge_signer(store, conference) else CodeKind.URL


def _has_badge(wearer: BadgeHolder) -> bool:
    """Whether a badge can be issued to them: not to rooms, nor to who has no id of their own in a list, for
    another may stand in that row tomorrow.
    """
    return bool(wearer.id) and not wearer.day and not wearer.id.startswith("row ")
