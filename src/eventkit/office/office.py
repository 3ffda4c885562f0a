"""The office of an organiser: what can be done with one conference, found from here."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from eventkit.office.conference_office import ConferenceOffice

if TYPE_CHECKING:  # loaded when they are used: a change of the schedule needs no planner and no typesetter
    from eventkit.office.exports import ExportsOffice
    from eventkit.office.letter_run import InvitationsOffice, LettersOffice
    from eventkit.office.planning_office import PlanningOffice
    from eventkit.office.release_preview import PreviewOffice
    from eventkit.office.site_office import SiteOffice


class Office(ConferenceOffice):
    """The operations of an organiser on one conference: each is whole, and one transaction.

    What concerns the schedule are methods, and the rest parts: `rules`, `contacts`, `badges`, `releases`,
    `plans`, `letters`, `invitations`, `site`, `exports`, `previews`.
    """

    @cached_property
    def plans(self) -> PlanningOffice:
        """Plans for sessions without a time, repairs, and blocks."""
        from eventkit.office.planning_office import PlanningOffice  # noqa: PLC0415 - the planner

        return PlanningOffice(self)

    @cached_property
    def letters(self) -> LettersOffice:
        """Letters to those whom a release concerns."""
        from eventkit.office.letter_run import LettersOffice  # noqa: PLC0415 - outputs

        return LettersOffice(self)

    @cached_property
    def invitations(self) -> InvitationsOffice:
        """Invitations to sessions, for the calendars of participants."""
        from eventkit.office.letter_run import InvitationsOffice  # noqa: PLC0415 - outputs

        return InvitationsOffice(self)

    @cached_property
    def site(self) -> SiteOffice:
        """The public site."""
        from eventkit.office.site_office import SiteOffice  # noqa: PLC0415 - outputs

        return SiteOffice(self)

    @cached_property
    def exports(self) -> ExportsOffice:
        """Files and folders by any exporter, and calendars published in a folder."""
        from eventkit.office.exports import ExportsOffice  # noqa: PLC0415 - exporters

        return ExportsOffice(self)

    @cached_property
    def previews(self) -> PreviewOffice:
        """The changes that a release would make."""
        from eventkit.office.release_preview import PreviewOffice  # noqa: PLC0415 - outputs

        return PreviewOffice(self)
