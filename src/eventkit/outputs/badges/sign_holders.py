"""Sign holders from a schedule: the sessions of each room by day, for signs at doors."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from eventkit.model import Appearance, Role, Room, Session, Status
from eventkit.outputs.badges.badge_holders import (
    BadgeHolder,
    HolderSession,
    LocalisedText,
    LocalisedTexts,
    SignPerson,
    holder_session,
    localise,
    localise_figures,
    role_labels,
)
from eventkit.outputs.badges.badge_text import mark_name
from eventkit.schedule import Schedule
from eventkit.wording import Wording
from eventkit.wording.name_lines import name_forms, position_lines

_UNLISTED_ROLES = frozenset({Role.INTERPRETER, Role.PARTICIPANT})
"""The roles that no sign lists: the audience does not come for them."""

_POSITIONS_LIMIT = 2
"""The most positions of a person on a sign."""


def session_holders(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[BadgeHolder]:
    """A sign for each session in each of its rooms, by day, room and time.

    Parts of a session in the same room are listed on its sign; breaks have none.
    """
    for day in schedule.days:
        for rank, room in enumerate(schedule.rooms):
            yield from _signs_of(schedule, room, day, rank, languages)


def _signs_of(
    schedule: Schedule, room: Room, day: date, rank: int, languages: tuple[str, ...]
) -> Iterator[BadgeHolder]:
    sessions = _sessions_in(schedule, room, day)
    listed = {session.id for session in sessions}
    outer = [
        session
        for session in sessions
        if not session.kind.is_pause
        and listed.isdisjoint(around.id for around in schedule.lineage(session) if around is not session)
    ]
    shown = [holder_session(schedule, session, languages) for session in outer]
    name, *others = localise(room.name, languages, *schedule.conference.languages)
    country = schedule.conference.venue.country if schedule.conference.venue else None
    figures = Wording.of(languages[0]).with_own_figures(country)
    for index, (session, own) in enumerate(zip(outer, shown, strict=True)):
        parts = tuple(_list_parts(schedule, session, room, languages))
        yield BadgeHolder(
            id=session.id,
            name=name,
            second_name=next(iter(others), None),
            sort_key=f"{day.isoformat()} {rank:06} {index:06}",
            day=localise_figures(lambda wording: wording.day(day), languages, country),
            session=own._replace(people=_presiding(schedule, session, languages) if parts else ()),
            sessions=parts,
            people=() if parts else tuple(_sign_people(schedule, session, languages)),
            next_session=shown[index + 1] if index + 1 < len(shown) else None,
            sign_number=figures.in_figures(f"{index + 1}/{len(outer)}") if len(outer) > 1 else "",
        )


def _sessions_in(schedule: Schedule, room: Room, day: date) -> list[Session]:
    """The sessions in a room on a day that have a time of their own."""
    return [
        session
        for session in schedule.in_order
        if session.slot is not None
        and session.status is not Status.CANCELLED
        and schedule.day(session.slot.period.start) == day
        and room.id in schedule.rooms_of(session)
    ]


def _list_session(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> HolderSession:
    """A session of a list with the names of its people, as they are announced in the first language."""
    names = (
        _announced_name(schedule, appearance, languages)[0] for appearance in _listed_appearances(session)
    )
    shown = holder_session(schedule, session, languages)._replace(people=tuple(names))
    # A part without a time of its own has none beside it.
    return shown if session.slot else shown._replace(start=None, end=None)


def _list_parts(
    schedule: Schedule, session: Session, room: Room, languages: tuple[str, ...]
) -> Iterator[HolderSession]:
    for depth, part in schedule.within(session):
        if depth and part.status is not Status.CANCELLED and room.id in schedule.rooms_of(part):
            yield _list_session(schedule, part, languages)


def _listed_appearances(session: Session) -> Iterator[Appearance]:
    for appearance in session.people:
        if appearance.comes and appearance.role not in _UNLISTED_ROLES:
            yield appearance


def _announced_name(schedule: Schedule, appearance: Appearance, languages: tuple[str, ...]) -> LocalisedTexts:
    """The name with its honorific in the first language, and its next form."""
    person = schedule.participant(appearance.participant)
    first, *others = name_forms(schedule, person, languages)
    announced = LocalisedText(Wording.of(languages[0]).introduced(person, first), languages[0])
    return announced, *(LocalisedText(form.full, form.language) for form in others[:1])


def _presiding(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> LocalisedTexts:
    """The people of a session with parts by their roles: Chair: Marquise Émilie du Châtelet."""
    wording = Wording.of(languages[0])
    lines = []
    for role, appearances in groupby(_listed_appearances(session), key=lambda appearance: appearance.role):
        names = [_announced_name(schedule, appearance, languages)[0].text for appearance in appearances]
        label = wording.label(role, many=len(names) > 1)
        lines.append(wording.pair(label, wording.listed(map(mark_name, names))))
    return tuple(LocalisedText(line, languages[0]) for line in lines)


def _sign_people(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> Iterator[SignPerson]:
    for role, run in groupby(_listed_appearances(session), key=lambda appearance: appearance.role):
        appearances = list(run)
        labels = role_labels(role, languages, many=len(appearances) > 1)
        for appearance in appearances:
            lines = position_lines(schedule, appearance, languages)
            positions = tuple(
                LocalisedText(line, language) for language, line in lines if language == lines[0][0]
            )
            name = _announced_name(schedule, appearance, languages)
            yield SignPerson(labels, name, positions[:_POSITIONS_LIMIT])
