"""The public schedule: what readers see, without erased people and without untitled blocks.

Untitled blocks are periods of rooms in which talks are planned, and of which readers see the talks alone.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from eventkit.model import (
    Appearance,
    Kind,
    Participant,
    ParticipantId,
    Session,
    SessionId,
    Slot,
    Status,
)
from eventkit.model.specs import fields_with_value
from eventkit.schedule import Schedule
from eventkit.texts import Text, fold
from eventkit.wording import Wording

_FRAME = frozenset(
    {"id", "uid", "title", "kind", "parent", "slot", "minutes", "track", "status"}
    | {"audience", "needs", "wishes", "pinned", "source", "source_id", "extra"}
)
"""The fields of a block that are printed with its talks, or that readers do not see."""


def untitled(languages: Iterable[str]) -> Text:
    """The title of a block that nobody has named, in each of some languages: the word for its kind."""
    return Text({language: Wording.of(language).label(Kind.BLOCK) for language in languages})


def is_untitled(session: Session) -> bool:
    """True for a block whose title is only the word for its kind, in each of its languages: Session."""
    return session.kind is Kind.BLOCK and all(
        fold(string) == _block_word(language) for language, string in session.title.items()
    )


@lru_cache(maxsize=256)
def _block_word(language: str) -> str:
    return fold(Wording.of(language).label(Kind.BLOCK))


def is_frame(session: Session) -> bool:
    """True for an untitled block of which there is nothing to print but its talks."""
    return is_untitled(session) and _FRAME.issuperset(fields_with_value(session))


def block_place(schedule: Schedule, block: Session, language: str) -> str:
    """The rooms, the day and the start of a block: Hall, Mon, 6 Sept, 09:00; its kind without any of them.

    In a language from right to left it begins with a mark of that direction (U+200F): a list has the
    direction of its sentence, although a room with a Latin name comes first.
    """
    wording = Wording.of(language)
    languages = (language, *schedule.conference.languages)
    words = [schedule.room(room).name.best(*languages)[1] for room in schedule.rooms_of(block)]
    if span := schedule.span(block):
        words += [wording.short_day(schedule.day(span.start)), f"{schedule.wall(span.start):%H:%M}"]
    if not words:
        return wording.label(block.kind)
    return ("\u200f" if wording.direction == "rtl" else "") + wording.listed(words)


def for_readers(schedule: Schedule, languages: Iterable[str] = ()) -> Schedule:
    """The schedule as readers see it: without erased people, and without the untitled blocks around talks.
    What is part of a cancelled session is cancelled.

    Empty untitled blocks are left out, too. One with more to print than its talks, such as a chair, remains,
    as does one that is cancelled, or has a talk without a time. Its title is the track that all of its talks
    share, or else its rooms, day and start.
    """
    schedule = without_erased(schedule).with_cancelled_parts()
    blocks = [session for session in schedule.sessions if is_untitled(session)]
    if not blocks:
        return schedule
    hidden = {block.id for block in blocks if _is_hidden(schedule, block)}
    named = tuple(dict.fromkeys((*schedule.conference.languages, *languages)))
    titles = {
        block.id: _shared_track(schedule, block)
        or Text({language: block_place(schedule, block, language) for language in named})
        for block in blocks
        if block.id not in hidden
    }
    changes = {
        session.id: ({"title": titles[session.id]} if session.id in titles else {})
        | (_unframed(schedule, session, hidden) if session.parent in hidden else {})
        for session in schedule.sessions
        if session.id not in hidden
    }
    shown = tuple(
        schedule.session(id_).model_copy(update=update) if update else schedule.session(id_)
        for id_, update in changes.items()
    )
    return schedule.model_copy(update={"sessions": shown})


def without_erased(schedule: Schedule) -> Schedule:
    """The schedule without the entries in the place of erased people: in sessions, teams and delegations.

    The members of a team or delegation that was erased come to its sessions in its place, and belong to those
    that it belonged to.
    """
    erased = {
        participant.id: participant for participant in schedule.participants if participant.is_withdrawn
    }
    if not erased:
        return schedule
    in_place = {id_: _members_in_place(id_, erased) for id_ in erased}
    participants = tuple(
        participant.model_copy(
            update={
                "members": tuple(
                    dict.fromkeys(one for id_ in participant.members for one in in_place.get(id_, (id_,)))
                )
            }
        )
        for participant in schedule.participants
        if participant.id not in erased
    )
    sessions = tuple(
        session.model_copy(update={"people": tuple(_without_erased(session.people, in_place))})
        for session in schedule.sessions
    )
    return schedule.model_copy(update={"participants": participants, "sessions": sessions})


def _members_in_place(
    team: ParticipantId, erased: Mapping[ParticipantId, Participant]
) -> Sequence[ParticipantId]:
    """The members of an erased team, and of erased teams in it."""
    reached = [team]
    for id_ in reached:
        if id_ in erased:
            reached += [member for member in erased[id_].members if member not in reached]
    return [id_ for id_ in reached if id_ not in erased]


def _without_erased(
    people: Sequence[Appearance], in_place: Mapping[ParticipantId, Sequence[ParticipantId]]
) -> Iterator[Appearance]:
    present = {one.participant for one in people}
    for one in people:
        if one.participant not in in_place:
            yield one
        for member in in_place.get(one.participant, ()):
            if member not in present:
                present.add(member)
                yield one.model_copy(update={"participant": member, "affiliations": ()})


def _is_hidden(schedule: Schedule, block: Session) -> bool:
    """True for an untitled block of which readers see nothing but its talks."""
    parts = schedule.parts(block.id)
    is_on = block.status is not Status.CANCELLED or not parts
    return is_on and is_frame(block) and all(part.slot is not None for part in parts)


def _shared_track(schedule: Schedule, block: Session) -> Text | None:
    """The name of the track that all talks of a block share."""
    tracks = {part.track for part in schedule.parts(block.id) if part.status is not Status.CANCELLED}
    track = tracks.pop() if len(tracks) == 1 else None
    return schedule.track(track).name if track is not None else None


def _unframed(schedule: Schedule, session: Session, hidden: Collection[SessionId]) -> dict[str, Any]:
    """The changes of a session whose block is hidden: it has the rooms of the block by itself."""
    slot = session.slot and Slot(period=session.slot.period, rooms=schedule.rooms_of(session))
    _, *outside = (outer.id for outer in schedule.lineage(session))
    return {"slot": slot, "parent": next((id_ for id_ in outside if id_ not in hidden), None)}
