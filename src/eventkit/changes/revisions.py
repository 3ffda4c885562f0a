"""How often and when something changed, as calendars want it told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AwareDatetime, Field

from eventkit.values import Value

TICK = timedelta(seconds=1)
"""The least by which a later time differs from an earlier one in a calendar (RFC 5545 3.3.5)."""

FIRST = datetime.min.replace(tzinfo=UTC)
"""Before anything."""


class Revision(Value):
    """How often and when a session changed, as calendars want it told."""

    sequence: Annotated[int, Field(ge=0)] = 0
    """How often its time, place or status changed; never falls (RFC 5546 2.1.4, RFC 5545 3.8.7.4)."""

    created: AwareDatetime
    """When it was first written down; never changes (RFC 5545 3.8.7.1)."""

    modified: AwareDatetime
    """When anything of it last changed (RFC 5545 3.8.7.3)."""

    def grown(self, at: datetime, by: int) -> Revision:
        """The revision after a change at an instant that makes the sequence grow by so much.

        Should a clock have gone back meanwhile, the time of modification stays.
        """
        return Revision(sequence=self.sequence + by, created=self.created, modified=max(self.modified, at))

    def beyond(self, other: Revision, by: int, since: datetime = FIRST) -> Revision:
        """The revision, brought forward to where a reader of the other takes it for news.

        The sequence is greater than the other's by so much at least, and the same where that is nothing. The
        time of modification is later, also where the clock stood still or went back between the two; and it
        is not before ``since``.
        """
        return Revision(
            sequence=max(self.sequence, other.sequence + by) if by else other.sequence,
            created=other.created,
            modified=max(self.modified, other.modified + TICK, since),
        )


def highest(revisions: Sequence[Revision]) -> Revision:
    """The revision that none of those is ahead of; there is one of them at least."""
    return Revision(
        sequence=max(each.sequence for each in revisions),
        created=revisions[0].created,
        modified=max(each.modified for each in revisions),
    )
