"""What changed in a programme, said to attendees and to speakers in their language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from eventkit.differences import Change, Code
from eventkit.model import Appearance, ParticipantId, Status
from eventkit.schedule import Schedule, Thing
from eventkit.times import Period
from eventkit.wording import Wording
from eventkit.wording.fields import Phrase, Saying


def told(change: Change, old: Schedule, new: Schedule, wording: Wording) -> str:
    """One sentence on a change from one schedule to another: “Panel” is cancelled."""
    return _Telling(old, new, wording).sentence(change)


def notice(
    changes: Sequence[Change],
    old: Schedule,
    new: Schedule,
    language: str,
    *,
    to: ParticipantId | None = None,
) -> str:
    """A text to send to attendees, or to one participant: what changed, under the days it is on.

    ``changes`` are all there are to tell: for one participant, those that concern them, see
    `eventkit.differences.about`.
    Plain text, a sentence a line; what is on no day comes last.
    """
    telling = _Telling(old, new, Wording.of(language))
    conference = telling.text(new.conference.title)
    if to is None:
        heading = telling.phrase("heading", title=conference)
    else:
        heading = telling.phrase("heading-for", title=conference, name=telling.name(to))
    by_day: dict[date | None, list[str]] = {}
    for change in changes:
        by_day.setdefault(telling.day(change), []).append(telling.sentence(change))
    sections = [heading]
    for on in sorted(by_day, key=lambda each: each or date.max):
        day = telling.wording.day(on) if on is not None else None
        if day is None and len(by_day) > 1:
            day = telling.phrase("further")
        sections.append("\n".join([*([day] if day else []), *(f"- {line}" for line in by_day[on])]))
    if not changes:
        sections.append(telling.phrase("nothing"))
    return "\n\n".join(sections) + "\n"


class _Telling(Saying):
    """Says changes between two schedules in one language."""

    def day(self, change: Change) -> date | None:
        """The day of the conference that a change of a session belongs to: the day it is now on, or was."""
        if change.about is not Thing.SESSION:
            return None
        for schedule in self.both:
            session = Thing.SESSION.known(schedule).get(change.subject)
            slot = getattr(session, "slot", None)
            if slot is not None:
                return schedule.day(slot.period.start)
        return None

    def sentence(self, change: Change) -> str:
        """One sentence on a change."""
        return _SENTENCES[change.code](self, change)

    def title(self, change: Change) -> str:
        """What the thing goes by, in quotation marks where it is a title."""
        if change.about is Thing.PARTICIPANT:
            return self.name(change.subject)
        said = self.text(change.title)
        return self.phrase("quoted", title=said) if change.about is Thing.SESSION else said

    def added(self, change: Change) -> str:
        title, slot = self.title(change), getattr(change.after, "slot", None)
        if slot is None:
            return self.phrase("added", title=title)
        when = self._when(self.both[0], slot.period)
        rooms = self.both[0].rooms_of(change.after)
        if not rooms:
            return self.phrase("added-when", title=title, when=when)
        return self.phrase("added-where", title=title, when=when, where=self._rooms(rooms))

    def removed(self, change: Change) -> str:
        return self.phrase("removed", title=self.title(change))

    def moved(self, change: Change) -> str:
        new, old = self.both
        title = self.title(change)
        if change.before is None:
            return self.phrase("scheduled", title=title, after=self._when(new, change.after))
        before = self._when(old, change.before)
        if change.after is None:
            return self.phrase("unscheduled", title=title, before=before)
        same_day = old.wall(change.before.start).date() == new.wall(change.after.start).date()
        after = self._hours(new, change.after) if same_day else self._when(new, change.after)
        return self.phrase("moved", title=title, before=before, after=after)

    def rooms(self, change: Change) -> str:
        title, before, after = self.title(change), self._rooms(change.before), self._rooms(change.after)
        if not change.after:
            return self.phrase("rooms-left", title=title, before=before)
        if not change.before:
            return self.phrase("rooms-given", title=title, after=after)
        return self.phrase("rooms", title=title, before=before, after=after)

    def status(self, change: Change) -> str:
        was_cancelled = change.before is Status.CANCELLED and change.after is Status.CONFIRMED
        phrase: Phrase = "restored" if was_cancelled else _STATUS[change.after]
        return self.phrase(phrase, title=self.title(change))

    def renamed(self, change: Change) -> str:
        before, after = (self.called(each) for each in (change.before, change.after))
        if before == after:  # in another language than this one
            return self.phrase("field", title=self.title(change), what=self.rewritten("title"))
        if change.about is Thing.SESSION:
            before, after = (self.phrase("quoted", title=each) for each in (before, after))
        return self.phrase("renamed", before=before, after=after)

    def field(self, change: Change) -> str:
        what = self.turned(change.field, change.before, change.after)
        if change.about is Thing.CONFERENCE:
            return f"{what}."
        return self.phrase("field", title=self.title(change), what=what)

    def person(self, change: Change) -> str:
        appearance: Appearance = change.after or change.before
        phrase: Phrase = "person-added" if change.before is None else "person-removed"
        role = self.wording.label(appearance.role)
        return self.phrase(
            phrase, name=self.name(appearance.participant), title=self.title(change), role=role
        )

    def role(self, change: Change) -> str:
        before, after = (self.wording.label(each.role) for each in (change.before, change.after))
        return self._of_person(change, self.phrase("becomes", before=before, after=after))

    def position(self, change: Change) -> str:
        before, after = change.before.affiliations, change.after.affiliations
        return self._of_person(change, self.turned("affiliations", before, after))

    def attendance(self, change: Change) -> str:
        phrase = _ATTENDANCE[change.after.status]
        return self.phrase(phrase, name=self.name(change.after.participant), title=self.title(change))

    def order(self, change: Change) -> str:
        return self.phrase("order", title=self.title(change))

    def _of_person(self, change: Change, what: str) -> str:
        name = self.name(change.after.participant)
        return self.phrase("person-field", name=name, title=self.title(change), what=what)

    def _rooms(self, rooms: Iterable[str]) -> str:
        return self.wording.listed(self.text(self.find(Thing.ROOM, room).name) for room in rooms)

    def _when(self, schedule: Schedule, period: Period) -> str:
        on = self.wording.short_day_of(self.both[0].conference, schedule.wall(period.start).date())
        return f"{on} {self._hours(schedule, period)}"

    def _hours(self, schedule: Schedule, period: Period) -> str:
        return self.wording.times(schedule.wall(period.start), schedule.wall(period.end))


_STATUS: Mapping[Status, Phrase] = {
    Status.CONFIRMED: "confirmed",
    Status.TENTATIVE: "tentative",
    Status.CANCELLED: "cancelled",
}
_ATTENDANCE: Mapping[Status, Phrase] = {
    Status.CONFIRMED: "person-confirmed",
    Status.TENTATIVE: "person-tentative",
    Status.CANCELLED: "person-cancelled",
}
_SENTENCES: Mapping[Code, Callable[[_Telling, Change], str]] = {
    Code.ADDED: _Telling.added,
    Code.REMOVED: _Telling.removed,
    Code.MOVED: _Telling.moved,
    Code.ROOMS: _Telling.rooms,
    Code.STATUS: _Telling.status,
    Code.RENAMED: _Telling.renamed,
    Code.FIELD: _Telling.field,
    Code.PERSON_ADDED: _Telling.person,
    Code.PERSON_REMOVED: _Telling.person,
    Code.ROLE: _Telling.role,
    Code.POSITION: _Telling.position,
    Code.ATTENDANCE: _Telling.attendance,
    Code.ORDER: _Telling.order,
}
