"""What session.json cannot store."""

from __future__ import annotations

from eventkit.formats.ccip.words import LABELS
from eventkit.formats.ccip.writing import fits, is_written, member_of
from eventkit.formats.losses import CANCELLED_APPEARANCES, LossSpec, Omission, PartialLoss
from eventkit.model import Appearance, Link, Name, Participant, Room, Session, Slot, Status, Stream, Track
from eventkit.schedule import Schedule, Thing
from eventkit.texts import Text


def _appears(participant: Participant, schedule: Schedule) -> bool:
    return any(
        appearance.comes and is_written(session)
        for session, appearance in schedule.appearances(participant.id)
    )


def _is_used(track: Track, schedule: Schedule) -> bool:
    return any(session.track == track.id and is_written(session) for session in schedule.sessions)


def _appears_twice(session: Session, _: Schedule) -> bool:
    return len({each.participant for each in session.people}) < len(session.people)


def _loses_links(session: Session, _: Schedule) -> bool:
    """Whether links have another label than those of the format, or share one."""
    members = [member_of(link) for link in session.links]
    labels = [link.label for link in session.links if link.label is not None]
    are_ours = all({*label.values()} <= {*LABELS.values()} for label in labels)
    return None in members or len(set(members)) < len(members) or not are_ours


def _loses_streams(session: Session, _: Schedule) -> bool:
    kinds = [stream.kind for stream in session.streams]
    return len(set(kinds)) < len(kinds) or any(stream.url is None for stream in session.streams)


def _loses_name(participant: Participant, schedule: Schedule) -> bool:
    forms = Text({form.language: form.full for form in participant.name})
    return not fits(forms, schedule.conference.languages)


CCIP_LOSSES = LossSpec(
    format="session.json",
    fields={
        Session: {
            "id",
            "title",
            "kind",
            "slot",
            "people",
            "track",
            "abstract",
            "languages",
            "links",
            "streams",
            "status",
        },
        Slot: {"period", "rooms"},
        Appearance: {"participant"},
        Link: {"url", "label"},
        Stream: {"url", "kind"},
        Room: {"id", "name"},
        Track: {"id", "name"},
        Participant: {"id", "name", "biography"},
        Name: {"full", "language"},
    },
    partial=(
        PartialLoss(
            "session.status",
            "that a session is tentative",
            lambda session, _: session.status is Status.TENTATIVE,
        ),
        CANCELLED_APPEARANCES,
        PartialLoss("session.people", "several roles of one person", _appears_twice),
        PartialLoss(
            "session.links",
            f"more than one link, and one each labelled {', '.join(LABELS.values())}",
            _loses_links,
        ),
        PartialLoss(
            "session.streams", "more than one live stream and one recording of a session", _loses_streams
        ),
        PartialLoss("participant.name", "names in other languages than Chinese and English", _loses_name),
    ),
    omissions=(
        Omission(
            Thing.SESSION,
            "sessions that are cancelled or without a time",
            lambda session, _: not is_written(session),
        ),
        Omission(
            Thing.PARTICIPANT,
            "people who appear in none of its sessions",
            lambda participant, schedule: not _appears(participant, schedule),
        ),
        Omission(
            Thing.TRACK, "tracks without a session", lambda track, schedule: not _is_used(track, schedule)
        ),
    ),
    stores_text=lambda _, text, schedule: fits(text, schedule.conference.languages),
    text_loss="the language of {}, which it has under both zh and en",
)
"""What is lost of a schedule in this format."""
