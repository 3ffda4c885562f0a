"""In what manner a calendar is written, whatever it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from eventkit.errors import EventkitError
from eventkit.model import SessionId

Profile = Literal["interop", "full", "caldav"]
"""What readers are to understand: what all do; RFC 9073 and RFC 9253 besides; or objects for CalDAV."""

ALARMS = (5, 15, 30)
"""How many minutes before a session an alarm may ring."""


@dataclass(frozen=True, slots=True)
class Manner:
    """How entries are written.

    Attributes:
        draft: Whether what is confirmed may still change.
        personal: Whether the reader is to be in the sessions shown, and so is busy meanwhile.
        alarm: How many minutes before a session an alarm rings; ``None`` for no alarm.
        profile: What readers are to understand.
        pages: The address below which each session has a page in each language.
        feed: The address at which the calendar itself is found.
        refresh: How many minutes a subscriber's calendar should wait before it looks again.

    Raises:
        EventkitError: There is no such profile, alarm or wait.
    """

    draft: bool = False
    personal: bool = False
    alarm: int | None = None
    profile: Profile = "interop"
    pages: str | None = None
    feed: str | None = None
    refresh: int = 60

    def __post_init__(self) -> None:
        if self.profile not in get_args(Profile):
            message = f"there is no profile '{self.profile}': there are {', '.join(get_args(Profile))}"
            raise EventkitError(message)
        if self.alarm is not None and self.alarm not in ALARMS:
            message = f"an alarm rings {', '.join(map(str, ALARMS))} minutes before, not {self.alarm}"
            raise EventkitError(message)
        if self.refresh < 1:
            message = f"a calendar looks for news every so many minutes, not every {self.refresh}"
            raise EventkitError(message)

    def page(self, language: str, session: SessionId) -> str | None:
        """The page of a session in a language, where there are pages."""
        return f"{self.pages.rstrip('/')}/{language}/{session}" if self.pages else None


def minutes(count: int) -> str:
    """So many minutes as a DURATION (RFC 5545 3.3.6): PT15M, PT1H."""
    hours, rest = divmod(count, 60)
    return f"PT{f'{hours}H' if hours else ''}{f'{rest}M' if rest else ''}"
