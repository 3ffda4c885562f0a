"""The speakers of Sessionize."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.formats.sessionize.lookups import Lookups
from eventkit.intake import ImportLog, RawLink, RawPerson
from eventkit.intake.raw_objects import RawObject, add_extra


def speaker(speaker: RawObject, lookups: Lookups, log: ImportLog) -> RawPerson | None:
    """A speaker; ``None``, and told, where there is no name."""
    parts = " ".join(filter(None, (speaker.text("firstName"), speaker.text("lastName"))))
    name = speaker.text("fullName", "name") or parts
    if not name:
        log.error("no-name", "a speaker without a name is left out", speaker.location)
        return None
    contact = {"email": speaker.text("email"), "phone": speaker.text("phone")}
    made = RawPerson(
        location=speaker.location,
        key=speaker.text("id"),
        name=name,
        given=speaker.text("firstName"),
        family=speaker.text("lastName"),
        position=speaker.text("tagLine"),
        biography=speaker.long_text("bio"),
        links=tuple(_links(speaker)),
        contact={field: said for field, said in contact.items() if said is not None},
        field_names={"name": "fullName", "position": "tagLine", "biography": "bio"},
    )
    answers = lookups.answers(speaker)
    # By their ids those appear who name a session, see `held`.
    speaker.ignore("sessions")
    if not speaker.boolean("isTopSpeaker"):
        speaker.ignore("isTopSpeaker")
    made.extra |= speaker.unused()
    add_extra(made, answers, log)
    return made


def held(speaker: RawObject) -> tuple[str, ...]:
    """The ids of the sessions that a speaker names: ids, or objects with them."""
    by_id = speaker.text_list("sessions")
    told = [] if by_id else speaker.objects("sessions")
    return (*by_id, *(key for each in told if (key := each.text("id")) is not None))


def _links(speaker: RawObject) -> Iterator[RawLink]:
    for link in speaker.objects("links"):
        if (url := link.text("url")) is not None:
            yield RawLink(url, link.text("title", "linkType"))
