"""Rules of what runs beside what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from eventkit.findings import Severity
from eventkit.model import Session, SessionId, TrackId
from eventkit.rules.examples import example, session, track
from eventkit.rules.index import Placed, overlapping
from eventkit.rules.rooms import COME_AND_SEE, PAUSES, same_again
from eventkit.rules.rule import Breach, Rule, rule
from eventkit.rules.scope import PLENARY, TRACK_HOUR, WISH
from eventkit.rules.settings import Wish, WishKind
from eventkit.rules.survey import Survey, hour

_BESIDE = PAUSES | COME_AND_SEE
"""What may be open beside anything."""


@rule(
    "plenary-parallel",
    Severity.WARNING,
    PLENARY,
    lambda: example(
        session("opening", "09:00-10:00", "hall", plenary=True), session("algebra", "09:30-10:30", "attic")
    ),
    timed=True,
)
def nothing_beside_a_plenary(survey: Survey, plenaries: Iterable[Session]) -> Iterator[Breach]:
    """Nothing takes place beside a plenary, save breaks, posters and its own parts.

    Everyone is meant to come to it, and nobody can be asked to choose. Of a session within another that is
    beside it too, only the outer one is told.
    """
    for plenary in survey.happening(plenaries):
        beside = {
            other.id: other
            for other in survey.beside(plenary)
            if other.session.kind not in _BESIDE and not survey.nested(plenary.session, other.session)
        }
        for other in beside.values():
            if other.session.plenary and other < plenary:
                continue  # told of the other
            _, *above = survey.line(other.session)
            if not any(each.id in beside for each in above):
                yield nothing_beside_a_plenary.breach(
                    "again" if same_again(plenary.session, other.session) else "",
                    Severity.INFO if same_again(plenary.session, other.session) else None,
                    plenary=plenary.session,
                    other=other.session,
                    period=plenary.shared(other),
                )


@rule(
    "track-parallel",
    Severity.INFO,
    TRACK_HOUR,
    lambda: example(
        session("opening", "09:00-10:00", "hall", track="algebra"),
        session("geometry", "09:30-10:30", "attic", track="algebra"),
        tracks=[track("algebra", "AL")],
    ),
    timed=True,
)
def tracks_run_in_one_line(survey: Survey, hours: Iterable[tuple[TrackId, int]]) -> Iterator[Breach]:
    """No two sessions of one track take place at the same time.

    Those who follow a track want to hear all of it; breaks, posters and demonstrations aside. Each session
    is told once, with those of its track that run when it begins; parts go with the session that is in the
    track.
    """
    for track_hour in hours:
        running: dict[SessionId, list[Placed]] = {}
        held = [at for at in survey.by_track[track_hour] if at.session.kind not in _BESIDE]
        for one, other in overlapping(held):
            if hour(other.start) == track_hour[1] and not survey.nested(one.session, other.session):
                running.setdefault(other.id, [other]).append(one)
        for late, *others in running.values():
            yield tracks_run_in_one_line.breach(
                session=late.session,
                others=tuple(each.session for each in others),
                track=survey.schedule.track(track_hour[0]),
            )


@rule(
    "wish",
    Severity.ERROR,
    WISH,
    lambda: example(
        session("algebra", "09:00-10:00", "hall"),
        session("geometry", "09:30-11:00", "attic"),
        settings={"wishes": [{"kind": "apart", "sessions": ["algebra", "geometry"]}]},
    ),
    timed=True,
)
def wishes_are_met(survey: Survey, wishes: Iterable[Wish]) -> Iterator[Breach]:
    """Every two sessions are placed as was asked of them.

    Apart, one before the other, on the same day, in the same room: someone had a reason, and it stands with
    the wish. What is not scheduled yet, or cancelled, breaks none.
    """
    for wish in wishes:
        placed = [*survey.happening(survey.sessions(wish.sessions))]
        if len(placed) == 2 and not _met(survey, wish.kind, *placed):
            one, other = placed
            why = f" ({wish.reason})" if wish.reason else ""
            yield wishes_are_met.breach(wish.kind.value, one=one.session, other=other.session, why=why)


def _met(survey: Survey, kind: WishKind, one: Placed, other: Placed) -> bool:
    match kind:
        case WishKind.APART:
            return one.end <= other.start or other.end <= one.start
        case WishKind.BEFORE:
            return one.end <= other.start
        case WishKind.SAME_DAY:
            return survey.day(one.start) == survey.day(other.start)
        case WishKind.SAME_ROOM:
            return set(one.rooms) == set(other.rooms)


RULES: tuple[Rule, ...] = (nothing_beside_a_plenary, tracks_run_in_one_line, wishes_are_met)
