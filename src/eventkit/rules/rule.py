"""What a rule is, and the one walk over overlapping sessions that several of them share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from eventkit.findings import Finding, Severity
from eventkit.model import Session, SessionId, Status
from eventkit.schedule import Schedule
from eventkit.times import Period
from eventkit.wording import Wording

Test = Callable[[Schedule], Iterator[Finding]]

WORDING = Wording.of("en")
"""How messages say days and times."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A sentence that should hold of a schedule.

    Attributes:
        code: Its stable name, which its findings carry.
        severity: How much it usually matters; a finding may be graded otherwise.
        sentence: What holds where all is well: the first line of the test's docstring.
        test: The function that finds where it does not.
    """

    code: str
    severity: Severity
    sentence: str
    test: Test

    def __call__(self, schedule: Schedule) -> Iterator[Finding]:
        """Where the rule does not hold."""
        return self.test(schedule)

    def finding(self, about: tuple[str, ...], message: str, severity: Severity | None = None) -> Finding:
        """That the rule does not hold of those, graded as it usually is unless told otherwise."""
        return Finding(severity or self.severity, self.code, about, message)


def rule(code: str, severity: Severity) -> Callable[[Test], Rule]:
    """Declare a function to be the test of a rule; its docstring's first line is the rule's sentence."""

    def declare(test: Test) -> Rule:
        sentence = (test.__doc__ or "").partition("\n")[0]
        return Rule(code, severity, sentence, test)

    return declare


def happening(sessions: Iterable[Session]) -> Iterator[tuple[Period, Session]]:
    """The sessions that will take a time, with it: scheduled and not cancelled."""
    for session in sessions:
        if session.slot is not None and session.status is not Status.CANCELLED:
            yield session.slot.period, session


def overlapping(sessions: Iterable[Session]) -> Iterator[tuple[Session, Session, Period]]:
    """Every two sessions that share a time, the earlier first, with the time they share.

    A sweep over their starts: the cost is that of sorting, and of the pairs there are.
    """
    ongoing: list[tuple[Period, Session]] = []
    for period, session in sorted(happening(sessions), key=lambda each: (each[0].start, each[1].id)):
        ongoing = [each for each in ongoing if each[0].end > period.start]
        for other, earlier in ongoing:
            yield earlier, session, Period(start=period.start, end=min(period.end, other.end))
        ongoing.append((period, session))


def line_up(schedule: Schedule, session: Session) -> Iterator[SessionId]:
    """The session and those it is part of, from the inside out."""
    yield session.id
    while session.parent is not None:
        session = schedule.session(session.parent)
        yield session.id


def nested(schedule: Schedule, one: Session, other: Session) -> bool:
    """Whether one of the two is part of the other, at any depth."""
    return one.id in line_up(schedule, other) or other.id in line_up(schedule, one)


def called(session: Session) -> str:
    """How a message calls a session: by its title, and by the id that commands want."""
    return f"“{session.title}” ({session.id})"


def when(schedule: Schedule, period: Period) -> str:
    """How a message tells a time: ``Sat, 5 Nov 09:00–09:40`` by the clocks of the conference."""
    start, end = schedule.wall(period.start), schedule.wall(period.end)
    return f"{WORDING.short_day(start.date())} {WORDING.times(start, end)}"
