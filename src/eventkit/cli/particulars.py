"""All that is known of one session, as a table."""

from __future__ import annotations

from collections.abc import Iterator

from rich.table import Table

from eventkit.cli.terminal import make_table
from eventkit.model import Appearance, Session, Status
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording import Wording
from eventkit.wording.several import positions


def particulars(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> Table:
    """A table of what is known of a session, a row each; what is not told is left out."""
    shown = make_table("", "")
    shown.show_header = False
    for label, said in _rows(schedule, session, languages):
        if said:
            shown.add_row(label, said)
    return shown


def _rows(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    words = Wording.of(languages[0])
    yield "id", session.id
    yield words.word("title"), lines(session.title, languages)
    yield "", lines(session.subtitle, languages) if session.subtitle else ""
    yield words.word("kind"), words.label(session.kind)
    yield words.word("status"), words.label(session.status) + (", pinned" if session.pinned else "")
    if session.slot is None:
        yield words.word("time"), words.word("unscheduled")
    else:
        start, end = (schedule.wall(each) for each in (session.slot.period.start, session.slot.period.end))
        yield words.word("time"), f"{words.day(start.date())}, {words.times(start, end)}"
    yield (
        words.word("room"),
        ", ".join(
            f"{schedule.room(room).name.best(*languages)[1]} ({room})" for room in schedule.rooms_of(session)
        ),
    )
    yield "part of", session.parent or ""
    yield words.word("parts"), "\n".join(part.id for part in schedule.parts(session.id))
    yield words.word("people"), "\n".join(_appears(schedule, each, languages) for each in session.people)
    yield words.word("track"), session.track or ""
    yield "plenary", "yes" if session.plenary else ""
    yield words.word("languages"), ", ".join(session.languages)
    yield words.word("interpretation"), ", ".join(session.interpreted)
    yield words.word("stream"), "\n".join(each.url or "" for each in session.streams)
    yield "audience", "" if session.audience is None else str(session.audience)
    yield words.word("abstract"), lines(session.abstract, languages) if session.abstract else ""


def _appears(schedule: Schedule, appearance: Appearance, languages: tuple[str, ...]) -> str:
    """Who, as what, and the position as of then where that is not their own."""
    words = Wording.of(languages[0])
    who = schedule.participant(appearance.participant)
    said = f"{who.named(*languages)[0].full} ({who.id}), {words.label(appearance.role).lower()}"
    if appearance.status is not Status.CONFIRMED:
        said += f", {words.label(appearance.status).lower()}"
    held = positions(schedule, appearance, languages[:1]) if appearance.affiliations else ()
    return "\n  ".join((said, *(line for _, line in held)))


def lines(text: Text, languages: tuple[str, ...]) -> str:
    """A text in each of the languages it is there in, one below the other."""
    return "\n".join(string for _, string in text.each(languages))
