"""The sessions of Open Event."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

from eventkit.formats.open_event.occasion import track
from eventkit.formats.open_event.people import People
from eventkit.formats.open_event.rooms import Rooms
from eventkit.intake import RawAppearance, RawLink, RawSession, RawTrack
from eventkit.intake.raw_objects import RawObject


def session(session: RawObject, people: People, rooms: Rooms, tracks: list[RawTrack]) -> RawSession:
    """A session, with its speakers and its track, which are noted among all if they are not yet."""
    kind, length = _kind(session)
    start, end = session.datetime("starts_at", "start_time"), session.datetime("ends_at", "end_time")
    made = RawSession(
        location=session.location,
        key=session.text("id"),
        title=session.text("title"),
        subtitle=session.text("subtitle"),
        kind=kind,
        start=start,
        end=end,
        minutes=length if end is None else None,
        rooms=tuple(filter(None, (rooms.of(session),))),
        track=_track(session, tracks),
        abstract=session.long_text("short_abstract", "abstract", "description"),
        description=session.long_text("long_abstract"),
        people=tuple(_appearances(session, people)),
        languages=session.text_list("language"),
        links=tuple(_links(session)),
        status=session.text("state"),
        field_names=session.field_names(
            start="starts_at start_time", end="ends_at end_time", abstract="short_abstract"
        ),
    )
    made.extra |= session.unused()
    return made


def _kind(session: RawObject) -> tuple[str | None, int | None]:
    """The kind of a session, and how long those of it last."""
    found = session.object("session_type")
    if found is None:
        return session.text("session_type"), None
    return found.text("name"), found.duration("length")


def _track(session: RawObject, tracks: list[RawTrack]) -> str | None:
    """The track, told by an object with its id, or by an id."""
    found = session.object("track")
    if found is None:
        return session.text("track_id", "track")
    key = found.text("id", "name")
    if found.text("name") and all(each.key != key for each in tracks):
        tracks.append(track(found))
    return key


def _appearances(session: RawObject, people: People) -> Iterator[RawAppearance]:
    seen: set[str] = set()
    by_id = [people.of(key) or key for key in session.text_list("speakers", "speaker_ids", "speakers_ids")]
    inline = [] if by_id else [people.person(each) for each in session.objects("speakers")]
    for person in chain(inline, by_id):
        said = person if isinstance(person, str) else person and (person.key or str(person.name))
        if said and said not in seen:
            seen.add(said)
            yield RawAppearance(said)


def _links(session: RawObject) -> Iterator[RawLink]:
    for name, label in (("slides_url", "Slides"), ("slides", "Slides"), ("signup_url", "Sign up")):
        yield from session.link(name, label)
    for name in ("video_url", "video", "audio_url", "audio"):
        yield from session.link(name, stream="recording")
