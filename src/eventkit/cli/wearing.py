"""Who wears the badges that are asked for: people who appear, and those of a list."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any, BinaryIO

import click

from eventkit.cli.coding import Coder, kind_of
from eventkit.cli.file_arguments import STDIO, read_argument
from eventkit.cli.terminal import Terminal
from eventkit.errors import EventkitError
from eventkit.findings import Finding
from eventkit.formats.spreadsheet.attendee_list import read_attendees
from eventkit.office.file_access import PictureFolder
from eventkit.outputs.badges import (
    BadgeHolder,
    BadgeTemplate,
    PrivateDetails,
    badge_holders,
    conference_texts,
)
from eventkit.outputs.badges.attendee_holders import AttendeeHolders, blank_holders
from eventkit.outputs.badges.badge_selection import (
    EVERYONE,
    BadgeSelection,
    changed_badges,
    selection_filter,
    sort_holders,
)
from eventkit.outputs.badges.badge_sides import SideRenderer
from eventkit.outputs.badges.element_values import CodeKind
from eventkit.outputs.badges.schedule_holders import people_appearing
from eventkit.outputs.badges.template_elements import CodeElement
from eventkit.schedule import Schedule
from eventkit.texts import folded_name
from eventkit.typesetting import Fonts

TOLD_LIMIT = 1_000
"""How many rows of a list of attendees are told of one by one."""


@dataclass
class Wearing:
    """Those whom badges are printed for.

    Attributes:
        workspace: The store.
        schedule: The conference.
        languages: Those of the readers.
        look: The template.
        given: What the options say.
        fonts: The faces, to see whose badge changed.
        pictures: The folder of pictures, likewise.
        selection: The people, roles, organisations and sessions asked for.
        told: What was noticed of them, as far as they were gone through.
        coder: What said what codes say, once they were gone through.
    """

    workspace: Terminal
    schedule: Schedule
    languages: tuple[str, ...]
    look: BadgeTemplate
    given: dict[str, Any]
    fonts: Fonts
    pictures: PictureFolder | None
    selection: BadgeSelection
    told: list[Finding] = field(default_factory=list)
    coder: Coder | None = None

    def all(self, stack: ExitStack) -> Iterator[BadgeHolder]:
        """All of them in order, each with what their code says, and at the end those without a name.

        Args:
            stack: What keeps the store and the list open while they are gone through.

        Raises:
            click.UsageError: The options do not go together.
            eventkit.errors.EventkitError: Something that was asked for is not there.
        """
        self._refuse()
        found = self._chosen(stack)
        if self._has_codes:
            found = self._coded(stack, found)
        return chain(found, blank_holders(self.given["blanks"], self.languages))

    @property
    def _has_codes(self) -> bool:
        """Whether what is printed shows the codes of people; else none is issued to them."""
        elements = (*self.look.front, *self.look.back)
        return self.look.made_for == "people" and any(
            isinstance(each, CodeElement) and not each.text for each in elements
        )

    def _refuse(self) -> None:
        given = self.given
        if self.look.made_for == "rooms":
            for name, option in (("listed", "attendees"), ("blanks", "blanks"), ("reprint", "reprint")):
                if given[name]:
                    message = f"door signs are made for rooms, and --{option} is for people"
                    raise click.UsageError(message)
        elif given["reprint"] and not self._has_codes:
            message = "the template shows no code that could be issued anew: leave --reprint away"
            raise click.UsageError(message)
        if given["no_people"] and not given["listed"] and not given["blanks"]:
            message = "--no-people leaves nobody: give --attendees FILE or --blanks N as well"
            raise click.UsageError(message)

    def _chosen(self, stack: ExitStack) -> Iterator[BadgeHolder]:
        """Those who are asked for; a list goes after the others as it is, unless an order is told."""
        order, listed = self.given["sort"], self.given["listed"]
        private = self._private()
        only = self._selection(private)
        people: Iterable[BadgeHolder] = ()
        if not self.given["no_people"]:
            people = sort_holders(self._people(self.schedule, private), order or "name")
        others = self._attending(stack, listed) if listed is not None else ()
        found: Iterator[BadgeHolder] = filter(selection_filter(self.schedule, only), chain(people, others))
        if order and listed:
            found = iter(sort_holders(found, order))
        return found if only == EVERYONE else _anyone(found)

    def _people(self, schedule: Schedule, private: dict[str, PrivateDetails]) -> Iterator[BadgeHolder]:
        return badge_holders(schedule, self.languages, self.look, private=private)

    def _selection(self, private: dict[str, PrivateDetails]) -> BadgeSelection:
        only = self.selection
        if self.given["since"] is not None:
            only = replace(only, changed=self._changed(self.given["since"], private))
        if self.given["reprint"] and only == EVERYONE:
            message = "--reprint makes badges issued before worthless: say whose, as with --person or --role"
            raise click.UsageError(message)
        return only

    def _changed(self, since: str, private: dict[str, PrivateDetails]) -> frozenset[str]:
        """Whose badge looks otherwise than it did in a release."""
        with self.workspace.store() as store:
            before = store.releases.load(self.schedule.conference.id, since).schedule

        def side(schedule: Schedule) -> tuple[SideRenderer, Iterator[BadgeHolder]]:
            of = conference_texts(schedule, self.languages)
            return SideRenderer(self.look, of, self.fonts, pictures=self.pictures), self._people(
                schedule, private
            )

        found = changed_badges(side(before), side(self.schedule))
        if not found:
            message = f"no badge looks otherwise than in release {since}: there is nothing to print again"
            raise EventkitError(message)
        return found

    def _private(self) -> dict[str, PrivateDetails]:
        """What the office keeps of people and has printed on their badges, by their ids."""
        with self.workspace.store() as store:
            contacts = store.roster.load(self.schedule.conference.id).contacts
        return {
            contact.participant: PrivateDetails(contact.badge_lines, contact.ticket or "")
            for contact in contacts
            if contact.badge_lines or contact.ticket
        }

    def _coded(self, stack: ExitStack, found: Iterator[BadgeHolder]) -> Iterator[BadgeHolder]:
        store = stack.enter_context(self.workspace.store())
        wanted = CodeKind(self.given["code"]) if self.given["code"] else None
        kind = kind_of(store, self.schedule.conference.id, wanted)
        contacts, anew = self.given["contacts"], self.given["reprint"]
        if anew and kind is not CodeKind.TOKEN:
            message = (
                f"--reprint issues tokens anew, and the codes are {kind.value}: "
                "leave it away, or see 'eventkit keys make'"
            )
            raise EventkitError(message)
        self.coder = Coder(self.workspace, self.schedule, kind, contacts, anew, self.told)
        return self.coder.coded(store, found)

    def settle(self) -> None:
        """Refuse the badges that were issued before those made anew, now that these are there, and tell it.

        Raises:
            eventkit.errors.StoreError: Someone else issued one anew meanwhile, or the store fails.
        """
        if self.coder is None:
            return
        self.coder.settle()
        again = [badge for badge in self.coder.further.values() if badge.issue > 1]
        if again:
            one = again[0]
            said = (
                f"{len(again):,} badges are"
                if again[1:]
                else f"issue {one.issue} of the badge of {one.holder} is"
            )
            refused = "those before them are refused" if again[1:] else "those before it are refused"
            self.workspace.err.print(
                f"{said} printed: {refused}; give the doors the new 'eventkit keys export'",
                style="dim",
                soft_wrap=True,
            )

    def _attending(self, stack: ExitStack, listed: str) -> Iterator[BadgeHolder]:
        """Those of a list, read as they are printed; who appears in a session has a badge already."""
        file, name = _opened(stack, listed)
        found = read_attendees(file, name)
        for finding in found.findings:
            self._note(finding)
        if found.columns.aside:
            aside = ", ".join(found.columns.aside)
            self.workspace.err.print(f"{name}: left aside: {aside}", style="dim", soft_wrap=True)
        conference = self.schedule.conference.id
        making = AttendeeHolders(
            self.languages,
            code=lambda id_: f"{conference}/{id_}" if id_ else "",
            known=frozenset() if self.given["no_people"] else _names(self.schedule),
            tell=self._note,
        )
        return making.holders(found.rows, name)

    def _note(self, finding: Finding) -> None:
        if len(self.told) < TOLD_LIMIT:
            self.told.append(finding)


def _anyone(found: Iterator[BadgeHolder]) -> Iterator[BadgeHolder]:
    """The same, where there is anyone.

    Raises:
        EventkitError: There is nobody.
    """
    first = next(found, None)
    if first is None:
        message = (
            "nobody who comes is among those asked for: 'eventkit people' lists who appears, and as what"
        )
        raise EventkitError(message)
    return chain((first,), found)


def _opened(stack: ExitStack, listed: str) -> tuple[BinaryIO, str]:
    """A list, open for reading from its beginning, and what messages call it."""
    if listed == STDIO:
        data, name = read_argument(listed)
        return BytesIO(data), name
    return stack.enter_context(Path(listed).open("rb")), listed


def _names(schedule: Schedule) -> frozenset[str]:
    """The names of those who appear, folded."""
    return frozenset(
        folded_name(form.full) for person, _ in people_appearing(schedule) for form in person.name
    )
