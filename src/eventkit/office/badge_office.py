"""The badges of a conference: their issues and keys, and printing them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eventkit.office.badge_issues import BadgeIssues
from eventkit.office.rules_office import RulesOffice
from eventkit.schedule import Schedule

if TYPE_CHECKING:  # commands that revoke a badge or make a key need no typesetter
    from eventkit.office.badge_print_run import BadgePrintRun, BadgeRequest, FileTarget


class BadgeOffice(BadgeIssues):
    """The badges of one conference, the keys that sign them, and their prints."""

    def print(self, schedule: Schedule, target: FileTarget, request: BadgeRequest) -> BadgePrintRun:
        """Print badges into a file.

        Further issues are reserved first, then the pages are written and the file gets its name; only then
        earlier issues are refused. An interrupted run leaves every old badge valid.

        Args:
            schedule: The schedule: a release of the conference, or its draft.
            request: The content and form of the print.

        Raises:
            PrintBlocked: There are errors that nobody waived, and the request does not force the print.
            ChangedMeanwhile: Someone else issued one of the badges meanwhile; the file is written.
            EventkitError: Nobody is selected, or the request cannot be met.
        """
        from eventkit.office.badge_print_run import print_into  # noqa: PLC0415 - the typesetter

        return print_into(target, self, RulesOffice(self._committer).settings(), schedule, request)
