"""Badge printing: holders, codes and pages of one print run.

Replacement badges become valid when their file is complete.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain, islice
from typing import BinaryIO, Self

from eventkit.errors import EventkitError, StoreError
from eventkit.findings import Finding, Severity, sort_findings
from eventkit.messages import Message
from eventkit.model import Name, ParticipantId
from eventkit.office.badge_attendees import AttendeeFile, AttendeeTotals, PrintedAttendees
from eventkit.office.badge_issues import BadgeIssues
from eventkit.office.badge_keys import signer as badge_signer
from eventkit.outputs.badges import (
    BadgeHolder,
    BadgePaper,
    BadgeTemplate,
    PrivateDetails,
    badge_holders,
    conference_texts,
    write_badges,
)
from eventkit.outputs.badges.attendee_holders import blank_holders
from eventkit.outputs.badges.badge_selection import (
    EVERYONE,
    BadgeOrder,
    BadgeSelection,
    changed_badges,
    find_absent,
    require_someone,
    selection_filter,
    sort_holders,
)
from eventkit.outputs.badges.badge_sides import SideRenderer
from eventkit.outputs.badges.badge_template import apply_style
from eventkit.outputs.badges.element_values import CodeKind, code_content, contact_card
from eventkit.outputs.badges.schedule_holders import page_codes
from eventkit.outputs.style_file import DEFAULT_STYLE, StyleFile
from eventkit.roster import Roster
from eventkit.rules import RuleSettings, apply_waivers
from eventkit.schedule import Schedule
from eventkit.store import Badge
from eventkit.texts import fold_name
from eventkit.tokens.signing_keys import Signer
from eventkit.typesetting import Fonts

BATCH = 2000
"""The number of holders for whom badges are issued in one transaction, and who are in memory at once."""


@dataclass
class BadgeCodes:
    """The codes of the badges of one print run; badges are issued for tokens on the way."""

    office: BadgeIssues
    schedule: Schedule
    kind: CodeKind
    signer: Signer | None = None  # signs tokens; None for codes of another kind
    roster: Roster = field(default_factory=Roster)  # the contacts that cards show
    reissue: bool = False  # whether each holder gets the next issue of the badge
    findings: list[Finding] = field(default_factory=list)  # problems noticed on the way
    # The next issues by holder, to be activated when they are printed.
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
        """The codes of a print run; `StoreError` if tokens are requested, and there is no key."""
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
        text = Message("{name} {message}", name=holder.name.text, message=message)
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


FINDINGS_LIMIT = 1_000
"""The number of rows of a list of attendees that are reported one by one."""

FileTarget = AbstractContextManager[BinaryIO]
"""A file that gets its name when the context ends without an exception: see `output_files.open_to_write`."""


@dataclass(frozen=True)
class BadgeRequest:
    """A request to print badges.

    Attributes:
        paper: The paper or label sheet.
        languages: The languages of the readers, the foremost first; the conference's if empty.
        style: The style file: colours, emblems, seal and signatories.
        pictures: The pictures that the template and the style show, by file name.
        selection: The people, roles, organisations and sessions it is for; with a list of attendees, people
            by id or name.
        since: An earlier schedule: only badges that have changed since are printed.
        people: Whether to print badges of those who appear in sessions.
        attendees: A list of further people.
        blanks: The number of badges without a name.
        order: The order; by default by name, and a list as it is.
        code: The kind of codes; by default tokens if there is a key, or else addresses.
        pages: The address of the conference's site, whose pages of people codes lead to; without it there
            are not addresses.
        contacts: Whether contact cards show e-mail addresses and phone numbers.
        reissue: Whether everyone gets a new issue, so that earlier badges are refused.
        proof: Whether the boxes of the template are drawn. A proof issues nothing anew.
        data_only: Whether only what differs between holders is printed, for pre-printed shells.
        force: Whether to write the file in spite of errors.
    """

    template: BadgeTemplate
    paper: BadgePaper
    fonts: Fonts
    languages: tuple[str, ...] = ()
    style: StyleFile = DEFAULT_STYLE
    pictures: Mapping[str, bytes] | None = None
    selection: BadgeSelection = EVERYONE
    since: Schedule | None = None
    people: bool = True
    attendees: AttendeeFile | None = None
    blanks: int = 0
    order: BadgeOrder | None = None
    code: CodeKind | None = None
    pages: str = ""
    contacts: bool = False
    reissue: bool = False
    proof: bool = False
    data_only: bool = False
    force: bool = False


@dataclass(frozen=True, slots=True)
class BadgePrintRun:
    """The result of a print run."""

    findings: tuple[Finding, ...]  # problems of what was printed, gravest first
    counts: tuple[Message, ...]  # the number of badges or signs, and of pages
    reissued: tuple[Badge, ...] = ()  # the badges that replace earlier ones
    attendees: AttendeeTotals | None = None  # the totals of the list of attendees, if there is one
    ignored_columns: tuple[str, ...] = ()  # the columns of the list of attendees that nothing is printed of


class NoBadgeChanged(EventkitError):
    """No badge looks different from an earlier release, and no file was written."""


class PrintBlocked(EventkitError):
    """A print run has errors, and no file was written.

    Attributes:
        run: The run with its findings.
    """

    def __init__(self, run: BadgePrintRun) -> None:
        super().__init__("The print has errors. Fix them, or print in spite of them.")
        self.run = run


def print_into(
    target: FileTarget, issues: BadgeIssues, settings: RuleSettings, schedule: Schedule, request: BadgeRequest
) -> BadgePrintRun:
    """Print badges into a file, as `BadgeOffice.print` describes it."""
    languages = request.languages or schedule.conference.languages
    run = _Run(issues, issues.roster(), schedule, replace(request, languages=languages))
    with target as out:
        printed = write_badges(
            out,
            schedule,
            run.holders(),
            request.template,
            languages=languages,
            fonts=request.fonts,
            style=request.style,
            pictures=request.pictures,
            proof=request.proof,
            data_only=request.data_only,
            paper=request.paper,
            settings=settings,
        )
        result = BadgePrintRun(
            sort_findings([*run.findings, *printed.findings]),
            printed.counts,
            attendees=run.attendees.totals if run.attendees else None,
            ignored_columns=run.attendees.ignored_columns if run.attendees else (),
        )
        if not request.force and _has_errors(result.findings, settings):
            raise PrintBlocked(result)
    if run.codes is None or request.proof or not run.codes.reserved:
        return result
    issues.activate(run.codes.reserved.values())
    return replace(result, reissued=tuple(badge for badge in run.codes.reserved.values() if badge.issue > 1))


def _has_errors(findings: Iterable[Finding], settings: RuleSettings) -> bool:
    return any(finding.severity is Severity.ERROR for finding in apply_waivers(findings, settings).open)


@dataclass
class _Run:
    office: BadgeIssues
    roster: Roster
    schedule: Schedule
    request: BadgeRequest
    codes: BadgeCodes | None = None
    attendees: PrintedAttendees | None = None
    selection: BadgeSelection = EVERYONE
    _holder_findings: list[Finding] = field(default_factory=list)

    @property
    def findings(self) -> list[Finding]:
        return [*self._holder_findings, *(self.codes.findings if self.codes else ()), *self._left_out()]

    def holders(self) -> Iterator[BadgeHolder]:
        """The holders in order, with their codes; at the end those without a name."""
        request = self.request
        selected = self._selected()
        if request.template.shows_codes:
            kind = request.code or BadgeCodes.default_kind(self.office)
            if request.reissue and kind is not CodeKind.TOKEN:
                raise EventkitError(
                    "Only badges with tokens can be replaced, but the codes are of kind {kind}. Make a "
                    "signing key, or print badges without replacing any.",
                    kind=kind.value,
                )
            if kind is CodeKind.URL and not request.pages:
                kind = self._without_codes()
            self.codes = BadgeCodes.prepare(
                self.office, self.schedule, kind, contacts=request.contacts, reissue=request.reissue
            )
            selected = self.codes.with_codes(selected)
        return chain(selected, blank_holders(request.blanks, request.languages))

    def _without_codes(self) -> CodeKind:
        """No codes, and the reason: to a reader without a page, the id of a person means nothing."""
        if self.request.code is None:
            severity = Severity.INFO
            message = Message(
                "The codes are left out, since the conference has no key to sign codes with. Make a key, or "
                "choose codes that lead to the pages of people."
            )
        else:
            severity = Severity.WARNING
            message = Message(
                "The codes are left out, since they would lead to no page. Add the address of the site."
            )
        self._report(Finding(severity, "no-code-content", (self.schedule.conference.id,), message))
        return CodeKind.NONE

    def _selected(self) -> Iterator[BadgeHolder]:
        """The holders requested; a list follows the others as it is, unless an order is set."""
        request, private = self.request, self._private_details()
        if request.attendees is not None:
            self.attendees = PrintedAttendees(
                request.attendees,
                self.schedule,
                request.languages,
                self._report,
                roster=self.roster if request.people else None,
            )
        selection = request.selection
        if self.attendees is not None:
            selection = replace(selection, people=frozenset(map(self.attendees.find, selection.people)))
        self.selection = selection
        if request.since is not None:
            self.selection = selection = replace(selection, changed=self._changed(request.since, private))
        is_selected = selection_filter(self.schedule, selection)
        people: Iterable[BadgeHolder] = ()
        if request.people:
            holders = filter(is_selected, self._people(self.schedule, private))
            people = sort_holders(holders, request.order or "name")
        chosen: Iterator[BadgeHolder] = iter(people)
        if self.attendees is not None:
            chosen = chain(chosen, self.attendees.holders(is_selected))
            if request.order:
                chosen = iter(sort_holders(chosen, request.order))
        return chosen if selection == EVERYONE else require_someone(chosen, self.schedule, selection)

    def _people(self, schedule: Schedule, private: Mapping[str, PrivateDetails]) -> Iterator[BadgeHolder]:
        request = self.request
        language = (request.languages or schedule.conference.languages)[0]
        codes = page_codes(schedule, request.pages, language) if request.pages else None
        holders = badge_holders(
            schedule,
            request.languages,
            request.template,
            private=private,
            codes=codes,
            named=self.selection.people,
        )
        return holders if self.attendees is None else map(self.attendees.complete, holders)

    def _changed(self, since: Schedule, private: Mapping[str, PrivateDetails]) -> frozenset[str]:
        def side(schedule: Schedule) -> tuple[SideRenderer, Iterator[BadgeHolder]]:
            request = self.request
            texts = conference_texts(schedule, request.languages, request.style.protocol)
            template = apply_style(request.template, request.style)
            fonts = request.fonts.including(template.fonts)
            renderer = SideRenderer(template, texts, fonts, pictures=request.pictures)
            return renderer, self._people(schedule, private)

        changed = changed_badges(side(since), side(self.schedule))
        if not changed:
            raise NoBadgeChanged(
                "No badge looks different from that release, so there is nothing to print again."
            )
        return changed

    def _left_out(self) -> Iterator[Finding]:
        """The findings about people who no longer appear, but for those whom the list of attendees has."""
        if not self.request.people or self.request.template.made_for != "people":
            return
        listed = self.attendees.names if self.attendees is not None else frozenset()
        for finding in find_absent(self.schedule, self.selection):
            person = self.schedule.participant(ParticipantId(finding.about[0]))
            if listed.isdisjoint(fold_name(form.full) for form in person.name):
                yield finding

    def _private_details(self) -> dict[str, PrivateDetails]:
        return {
            contact.participant: PrivateDetails(contact.badge_lines, contact.ticket or "")
            for contact in self.roster.contacts
            if contact.badge_lines or contact.ticket
        }

    def _report(self, finding: Finding) -> None:
        if len(self._holder_findings) < FINDINGS_LIMIT:
            self._holder_findings.append(finding)
