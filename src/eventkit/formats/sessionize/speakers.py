"""The speakers of Sessionize."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.formats.sessionize.lookups import Lookups
from eventkit.intake import Notes, RawLink, RawPerson
from eventkit.intake.objects import Object, more


def speaker(speaker: Object, lookups: Lookups, notes: Notes) -> RawPerson | None:
    """A speaker; ``None``, and told, where there is no name."""
    parts = " ".join(filter(None, (speaker.text("firstName"), speaker.text("lastName"))))
    name = speaker.text("fullName", "name") or parts
    if not name:
        notes.left_out("no-name", "a speaker without a name is left out", speaker.where)
        return None
    contact = {"email": speaker.text("email"), "phone": speaker.text("phone")}
    made = RawPerson(
        where=speaker.where,
        key=speaker.text("id"),
        name=name,
        given=speaker.text("firstName"),
        family=speaker.text("lastName"),
        position=speaker.text("tagLine"),
        biography=speaker.prose("bio"),
        links=tuple(_links(speaker)),
        contact={field: said for field, said in contact.items() if said is not None},
        named={"name": "fullName", "position": "tagLine", "biography": "bio"},
    )
    answers = lookups.answers(speaker)
    # By their ids those appear who name a session, see `held`.
    speaker.skip("sessions")
    if not speaker.flag("isTopSpeaker"):
        speaker.skip("isTopSpeaker")
    made.extra |= speaker.extra()
    more(made, answers, notes)
    return made


def held(speaker: Object) -> tuple[str, ...]:
    """The ids of the sessions that a speaker names: ids, or objects with them."""
    by_id = speaker.texts("sessions")
    told = [] if by_id else speaker.objects("sessions")
    return (*by_id, *(key for each in told if (key := each.text("id")) is not None))


def _links(speaker: Object) -> Iterator[RawLink]:
    for link in speaker.objects("links"):
        if (url := link.text("url")) is not None:
            yield RawLink(url, link.text("title", "linkType"))
