"""Every calendar is true to whoever has the one before, or has two of them in one.

What is shown is read line by line, by no code of eventkit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from eventkit.errors import EventkitError
from eventkit.ledger import feed_key, streams_of
from eventkit.outputs.agenda import agenda
from eventkit.outputs.agenda.calendar_views import Audience, CalendarOptions, CalendarView
from eventkit.outputs.agenda.calendar_writer import CalendarWriter, ViewContents
from eventkit.schedule import Schedule, find_renames
from eventkit.wording.public_schedule import for_readers
from outputs.calendars import lines
from outputs.histories import Published, filters, histories

NUMBERS = ("DTSTAMP", "CREATED", "LAST-MODIFIED", "SEQUENCE")
PLACED = ("DTSTART", "DTEND", "STATUS")
PAGES = "https://example.org/pages"

READERS: Sequence[Mapping[str, Any]] = (
    {"pages": PAGES, "profile": "full", "all_day": True},
    {"languages": ["en"]},
    {"languages": ["zh"], "pages": PAGES},
    {"languages": ["ja", "el"], "profile": "full"},
)
"""Those who read a calendar of the same filters, each in their own manner."""


@dataclass(frozen=True)
class Entry:
    """What a file says of a session."""

    numbers: tuple[str, ...]
    placed: tuple[str, ...]
    spoken: tuple[str, ...]
    """All the rest of it."""

    @property
    def sequence(self) -> int:
        return int(self.numbers[3])

    @property
    def modified(self) -> str:
        return self.numbers[2]

    @property
    def is_live(self) -> bool:
        return "STATUS:CANCELLED" not in self.placed


File = Mapping[str, Entry]


def read(data: bytes) -> File:
    """The entries of a file by their UIDs, none of which may come twice."""
    found: dict[str, Entry] = {}
    for block in "\n".join(lines(data)).split("BEGIN:VEVENT\n")[1:]:
        event_lines = block.split("\nEND:VEVENT")[0].split("\n")
        named = {line.partition(":")[0].partition(";")[0]: line for line in reversed(event_lines)}
        assert named["UID"] not in found
        found[named["UID"]] = Entry(
            tuple(named[name].partition(":")[2] for name in NUMBERS),
            tuple(named[name] for name in PLACED if name in named),
            tuple(line for line in event_lines if line.partition(":")[0] not in NUMBERS),
        )
    return found


Write = Callable[[Mapping[str, Any]], bytes]


def writer(of: Published, *, languages: Sequence[str] = (), **options: Any) -> Write:
    """What writes the calendar of each view for a reader, as for a folder: the lines of an event once.

    It writes nothing, where there is no such calendar any more or yet.
    """
    schedule = for_readers(of.schedule, languages)
    audience = Audience.of(schedule.conference, languages)
    calendars = CalendarWriter(schedule, of.ledger, audience, CalendarOptions(**options))

    def write(filters: Mapping[str, Any]) -> bytes:
        view = CalendarView(**filters).under_present_ids(of.ledger)
        try:
            view.check(schedule, of.ledger)
        except EventkitError:
            return b""
        return calendars.write(ViewContents.collect(schedule, of.ledger, view), None).data

    return write


def sessions_in(found: File) -> File:
    """The same without the conference's own entry, which stands wherever nothing else does."""
    days = [uid for uid, entry in found.items() if "DTSTART;VALUE=DATE" in " ".join(entry.placed)]
    return {uid: entry for uid, entry in found.items() if uid not in days}


def misleading_changes(before: Entry | None, now: Entry | None) -> Iterator[str]:
    """What a reader of the entry as it was takes wrongly from what it is (RFC 5545 3.8.7)."""
    if before is None:
        return
    if now is None:
        yield "vanished"
        return
    if now.numbers[1] != before.numbers[1]:
        yield "was created twice"
    if now.sequence < before.sequence or now.modified < before.modified or now.numbers[0] != now.modified:
        yield "went back"
    # What only leaves this calendar, or is back in it, is newer by its DTSTAMP (RFC 5546 2.1.5).
    if before.is_live and now.is_live and now.placed != before.placed and now.sequence <= before.sequence:
        yield "was placed elsewhere without a word"
    if now.placed != before.placed and now.modified <= before.modified:
        yield "has the same number as what it replaces"
    if now.spoken != before.spoken and now.modified <= before.modified:
        yield "was told otherwise without a word"


def all_of(of: Published, views: Iterable[Mapping[str, Any]], reader: Mapping[str, Any]) -> Sequence[File]:
    return [*map(sessions_in, map(read, map(writer(of, **reader), views)))]


def of_all_items(singles: Iterable[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
    return [{**view, "items": items} for view in ({}, *singles) for items in ("both", "talks", "sessions")]


@settings(max_examples=15)
@given(histories(), st.sampled_from(READERS))
def test_calendars_of_any_history_are_true_one_after_the_other_and_merged(history, reader):
    """For every filter and for pairs of filters."""
    singles = [*filters(history)]
    pairs = [{**one, **other} for one, other in combinations(singles, 2) if one.keys() != other.keys()]
    some = pairs[:: max(1, len(pairs) // 40)]
    views = [*of_all_items(singles), *some]
    files = [all_of(of, views, reader) for of in history]
    assert_no_later_calendar_misleads(views, files)
    for of_release in files:
        assert_live_entries_outrank_tombstones(of_release)


def assert_no_later_calendar_misleads(views, files):
    for old, new in pairwise(files):
        for view, before, now in zip(views, old, new, strict=True):
            wrong = {uid: [*misleading_changes(before[uid], now.get(uid))] for uid in before}
            assert {uid: errors for uid, errors in wrong.items() if errors} == {}, view


def assert_live_entries_outrank_tombstones(files):
    by_uid: dict[str, set[tuple[bool, tuple[int, str]]]] = {}
    for each in files:
        for uid, entry in each.items():
            by_uid.setdefault(uid, set()).add((entry.is_live, (entry.sequence, entry.modified)))
    for uid, versions in by_uid.items():
        live = {revision for is_live, revision in versions if is_live}
        assert len(live) <= 1, uid
        assert not live or all(older < max(live) for is_live, older in versions if not is_live), uid


def standing(files: Sequence[File], uid: str) -> set[int]:
    """In which of the files the session itself stands: as in the first, which is that of everything."""
    return {at for at, each in enumerate(files) if uid in each and each[uid].numbers == files[0][uid].numbers}


@settings(max_examples=15)
@given(histories())
def test_sequences_and_modification_times_change_only_with_visible_changes(history):
    """The sequence of a scheduled session increases when its time, place or status changes; its modification
    time changes with anything that a reader sees.
    """
    views = of_all_items(filters(history))
    by_reader = [[all_of(of, views, reader) for of in history] for reader in READERS]
    for at, (old, new) in enumerate(pairwise(history)):
        scheduled = {each.uid for each in old.schedule.sessions if each.slot}
        for uid in (
            f"UID:{each.uid}" for each in new.schedule.sessions if each.slot and each.uid in scheduled
        ):
            before, now = by_reader[0][at : at + 2]
            views_before, views_now = standing(before, uid), standing(now, uid)
            cancelled_in = {view for view, each in enumerate(before) if uid in each} - views_before
            roamed = bool(views_before - views_now or views_now & cancelled_in)
            both = [
                (files[at][view][uid], files[at + 1][view][uid])
                for files in by_reader
                for view in views_before & views_now
            ]
            was, is_ = both[0]
            moved = any(one.placed != other.placed for one, other in both)
            moved = moved or is_elsewhere(old.schedule, new.schedule, uid)
            reworded = any(one.spoken != other.spoken for one, other in both)
            assert (is_.sequence > was.sequence) == moved, uid
            assert (is_.modified > was.modified) == (reworded or moved or roamed), uid


def is_elsewhere(old: Schedule, new: Schedule, uid: str) -> bool:
    """Whether a session has other rooms, another venue, or, without either, another stream.

    It makes no difference what a room is called, and what is added to an address.
    """
    was, is_ = (next(each for each in of.sessions if f"UID:{each.uid}" == uid) for of in (old, new))
    former = {id_: before for (_, before), id_ in find_renames(old, new).items()}
    rooms = [{*old.rooms_of(was)}, {former.get(id_, id_) for id_ in new.rooms_of(is_)}]
    venues = [old.conference.venue, new.conference.venue]
    lives = [
        []
        if of.rooms_of(each) or of.conference.venue
        else [stream.url for stream in streams_of(of, each) if stream.url and stream.kind == "live"][:1]
        for of, each in ((old, was), (new, is_))
    ]
    return rooms[0] != rooms[1] or (all(venues) and venues[0] != venues[1]) or lives[0] != lives[1]


def modified(data: bytes) -> tuple[str, str]:
    """When a calendar was last modified, as it says itself, and all else it says."""
    reported = data.decode()
    at = reported.index("LAST-MODIFIED:")
    return reported[at : at + 30], reported[:at] + reported[at + 30 :]


@settings(max_examples=12)
@given(histories(), st.sampled_from(READERS), st.sampled_from(["keep", "hide"]))
def test_the_calendar_modification_time_changes_only_with_its_content(history, reader, cancelled):
    """Exceptions are hidden sessions and the header of the calendar."""
    views = of_all_items(filters(history))
    written = [[*map(writer(of, **reader, cancelled=cancelled), views)] for of in history]
    for (old, olds), (new, news) in pairwise(zip(history, written, strict=True)):
        for view, *files in zip(views, olds, news, strict=True):
            if all(files):
                (before, was), (after, is_) = map(modified, files)
                ties = [feed_key(name, value) for name in view.keys() - {"items"} for value in view[name]]
                assert after >= before, view
                assert after > before or was == is_, view
                if cancelled == "keep" and old.ledger.heading(ties) == new.ledger.heading(ties):
                    assert after == before or was != is_, view


@settings(max_examples=12)
@given(histories(), st.sampled_from(READERS))
def test_only_cancelled_sessions_are_hidden(history, reader):
    of = history[-1]
    views = of_all_items(filters(history))
    retained, hidden = (
        all_of(of, views, {**reader, "cancelled": cancelled}) for cancelled in ("keep", "hide")
    )
    for view, shown, live in zip(views, retained, hidden, strict=True):
        assert live == {uid: entry for uid, entry in shown.items() if entry.is_live}, view


@settings(max_examples=12)
@given(histories(), st.sampled_from(READERS))
def test_the_calendar_of_a_view_alone_is_the_same_as_among_others(history, reader):
    """So that what holds for the calendars of this module holds for each agenda."""
    of = history[-1]
    write = writer(of, **reader)
    for view in of_all_items(filters(history)):
        assert alone(of, **view, **reader) == write(view), view


def alone(of: Published, **view: Any) -> bytes:
    try:
        return agenda(of.schedule, ledger=of.ledger, **view).data
    except EventkitError:
        return b""
