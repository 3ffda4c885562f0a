"""What happens to a conference between its releases: any edits, and how calendars came of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid5

from hypothesis import strategies as st

from eventkit.findings import Subject
from eventkit.ledger import Ledger
from eventkit.model import Kind, Session, Slot, Status
from eventkit.schedule import Schedule, rename_ids
from eventkit.times import Period
from eventkit.wording.public_schedule import for_readers, untitled
from outputs.calendars import at, schedule

BEGUN = datetime(2026, 1, 1, 12, tzinfo=UTC)
"""When all was written down."""

FORUM = schedule(
    {
        "id": "block",
        "slot": at("2026-10-24T08:00Z", "2026-10-24T11:00Z", "hall"),
        "kind": "block",
        "track": "algebra",
        "people": [{"participant": "hypatia", "role": "chair"}],
    },
    {
        "id": "talk",
        "title": {"en": "Rings", "zh": "环"},
        "slot": at("2026-10-24T08:00Z", "2026-10-24T09:00Z"),
        "parent": "block",
        "people": ["noether"],
    },
    {
        "id": "proof",
        "slot": at("2026-10-24T09:00Z", "2026-10-24T10:00Z", "attic"),
        "parent": "block",
        "people": ["hypatia"],
        "track": "logic",
    },
    {"id": "tea", "slot": at("2026-10-24T10:00Z", "2026-10-24T10:30Z", "yard"), "kind": "break"},
    {
        "id": "keynote",
        "slot": at("2026-10-25T08:00Z", "2026-10-25T09:00Z", "hall", "attic"),
        "kind": "keynote",
        "people": ["team"],
    },
    {
        "id": "panel",
        "slot": at("2026-10-25T22:30Z", "2026-10-25T23:30Z", "yard"),
        "people": ["noether", {"participant": "turing", "affiliations": [{"organisation": "alexandria"}]}],
        "streams": [{"url": "https://live.example.org"}],
    },
    {"id": "party", "people": ["hypatia"]},
    rooms=[
        {"id": "hall", "name": {"en": "Hall", "zh": "大厅"}},
        {"id": "attic", "name": "Attic", "building": "North"},
        {"id": "yard", "name": {"zh": "院子"}},
    ],
    tracks=[
        {"id": "algebra", "name": "Algebra", "code": "AL", "colour": "#336699"},
        {"id": "logic", "name": {"en": "Logic", "zh": "逻辑"}, "code": "LO", "colour": "#993366"},
    ],
    organisations=[{"id": "erlangen", "name": "Erlangen"}, {"id": "alexandria", "name": "Alexandria"}],
    participants=[
        {"id": "noether", "name": "Emmy Noether", "affiliations": [{"organisation": "erlangen"}]},
        {"id": "hypatia", "name": {"el": "Ὑπατία", "en": "Hypatia"}},
        {"id": "turing", "name": "Alan Turing"},
        {"id": "team", "name": "Algebraists", "kind": "team", "members": ["turing"]},
    ],
    contact="office@example.org",
)

Pick = Callable[[Sequence[Any]], Any]
Edit = Callable[[Schedule, Pick], Schedule]


@dataclass(frozen=True)
class Published:
    """What was released, and what had been done since the release before."""

    schedule: Schedule = field(repr=False)
    ledger: Ledger = field(repr=False)
    done: tuple[str, ...] = ()


def publish(
    draft: Ledger, now: Schedule, last: Published | None = None, done: Sequence[str] = ()
) -> Published:
    """The release of a draft after another, as a store makes it."""
    before = last and (for_readers(last.schedule), last.ledger)
    return Published(now, draft.released(for_readers(now), before), tuple(done))


def changed(of: Schedule, one: Session, **fields: Any) -> Schedule:
    """The schedule with some fields of a session otherwise."""
    return of.model_copy(
        update={"sessions": [each.model_copy(update=fields) if each is one else each for each in of.sessions]}
    )


def _of_any(edit: Callable[[Schedule, Session, Pick], Mapping[str, Any]]) -> Edit:
    def edited(of: Schedule, pick: Pick) -> Schedule:
        if not of.sessions:
            return of
        one = pick(of.sessions)
        return changed(of, one, **edit(of, one, pick))

    return edited


def _relocated(of: Schedule, one: Session, pick: Pick) -> Mapping[str, Any]:
    rooms = pick([(), *((each.id,) for each in of.rooms), tuple(each.id for each in of.rooms[:2])])
    return {"slot": one.slot.model_copy(update={"rooms": rooms})} if one.slot else {}


def _retimed(_: Schedule, one: Session, pick: Pick) -> Mapping[str, Any]:
    by = timedelta(hours=pick([1, -1, 24, -24]))
    period = one.slot.period if one.slot else Period(start=BEGUN, end=BEGUN + timedelta(hours=1))
    start = max(period.start + by, datetime(2026, 10, 24, tzinfo=UTC))
    rooms = one.slot.rooms if one.slot else ()
    return {"slot": Slot(period=Period(start=start, end=start + (period.end - period.start)), rooms=rooms)}


def _dropped(_: Schedule, one: Session, pick: Pick) -> Mapping[str, Any]:
    out = pick([None, *one.people])
    return {"people": tuple(each for each in one.people if each is not out)}


def _joined(of: Schedule, one: Session, pick: Pick) -> Mapping[str, Any]:
    who = pick([each.id for each in of.participants] or [None])
    return {} if who is None else {"people": [*one.people, {"participant": who, "role": "moderator"}]}


def _untitled(of: Schedule, one: Session, pick: Pick) -> Mapping[str, Any]:
    title = untitled(of.conference.languages)
    return {"kind": Kind.BLOCK, "title": pick([title, "Algebra"]), "people": pick([(), one.people])}


def _removed(of: Schedule, pick: Pick) -> Schedule:
    if not of.sessions:
        return of
    out = {each.id for _, each in of.within(pick(of.sessions))}
    return of.model_copy(update={"sessions": [each for each in of.sessions if each.id not in out]})


def _readded(of: Schedule, pick: Pick) -> Schedule:
    missing = [each for each in FORUM.sessions if each.uid not in {one.uid for one in of.sessions}]
    return of.model_copy(update={"sessions": [*of.sessions, pick(missing)]}) if missing else of


def _replaced(of: Schedule, pick: Pick) -> Schedule:
    """Another session under the id of one, or under an id that was free."""
    id_ = pick([*(each.id for each in of.sessions), *(each.id for each in FORUM.sessions)])
    retained = [each for each in of.sessions if id_ not in {each.id, each.parent}]
    uid = uuid5(UUID(int=1), f"another {id_}")
    return of.model_copy(update={"sessions": [*retained, {"id": id_, "uid": uid, "title": "Another"}]})


def _renamed(of: Schedule, pick: Pick) -> Schedule:
    if not of.sessions:
        return of
    one, id_ = pick(of.sessions), pick(["other", *(each.id for each in of.sessions)])
    swap = {one.id: id_, id_: one.id}
    again = [
        each.model_copy(
            update={"id": swap.get(each.id, each.id), "parent": swap.get(each.parent, each.parent)}
        ).model_dump()
        for each in of.sessions
    ]
    return of.model_copy(update={"sessions": again})


def _without(kind: str) -> Edit:
    """What takes a room, a track, a participant or an organisation out, wherever it is named."""

    def edited(of: Schedule, pick: Pick) -> Schedule:
        things = getattr(of, kind)
        if not things:
            return of
        out = pick(things).id
        form = of.model_dump()
        form[kind] = [each for each in form[kind] if each["id"] != out]
        for each in form["sessions"]:
            if each["slot"]:
                each["slot"]["rooms"] = [room for room in each["slot"]["rooms"] if room != out]
            each["track"] = None if each["track"] == out else each["track"]
            each["people"] = [one for one in each["people"] if one["participant"] != out]
        for each in (*form["participants"], *(one for some in form["sessions"] for one in some["people"])):
            each["affiliations"] = [one for one in each["affiliations"] if one["organisation"] != out]
        for each in form["participants"]:
            each["members"] = [one for one in each["members"] if one != out]
        return Schedule.model_validate(form)

    return edited


def _restored(kind: str) -> Edit:
    def edited(of: Schedule, _: Pick) -> Schedule:
        known = {each.id for each in getattr(of, kind)}
        missing = [each for each in getattr(FORUM, kind) if each.id not in known]
        return of.model_copy(update={kind: [*getattr(of, kind), *missing]})

    return edited


def _called(kind: str) -> Edit:
    """What gives a room, a track, a participant or an organisation another name."""

    def edited(of: Schedule, pick: Pick) -> Schedule:
        things = getattr(of, kind)
        form = of.model_dump()
        for each in form[kind][: pick([1, 2]) if things else 0]:
            each["name"] = pick(["Pavilion", {"ja": "庭"}])
        return Schedule.model_validate(form)

    return edited


def _under_another_id(kind: str) -> Edit:
    """What gives a room, a track, a participant, an organisation or a session another id alone."""

    def edited(of: Schedule, pick: Pick) -> Schedule:
        things = getattr(of, kind)
        if not things:
            return of
        one = pick(things)
        id_ = pick(["new-id", *(each.id for each in getattr(FORUM, kind))])
        return rename_ids(of, {Subject(kind.removesuffix("s"), one.id): id_})

    return edited


def _of_conference(**fields: Any) -> Edit:
    def edited(of: Schedule, pick: Pick) -> Schedule:
        name = pick(sorted(fields))
        update = {name: pick([fields[name], getattr(FORUM.conference, name)])}
        return of.model_copy(update={"conference": of.conference.model_copy(update=update)})

    return edited


def _teamed(of: Schedule, pick: Pick) -> Schedule:
    members = pick([(), ("turing",), ("noether", "turing")])
    return of.model_copy(
        update={
            "participants": [
                each.model_copy(update={"members": members}) if each.id == "team" else each
                for each in of.participants
            ]
        }
    )


EDITS: Mapping[str, Edit] = {
    "move": _of_any(_relocated),
    "retime": _of_any(_retimed),
    "unschedule": _of_any(lambda *_: {"slot": None}),
    "cancel": _of_any(lambda *_: {"status": Status.CANCELLED}),
    "confirm": _of_any(lambda *_: {"status": Status.CONFIRMED}),
    "retitle": _of_any(lambda _, __, pick: {"title": pick(["Another", {"zh": "另一个"}, {"ja": "別の"}])}),
    "untitled": _of_any(_untitled),
    "describe": _of_any(lambda *_: {"abstract": "More of it."}),
    "drop": _of_any(_dropped),
    "join": _of_any(_joined),
    "retrack": _of_any(lambda of, _, pick: {"track": pick([None, *(each.id for each in of.tracks)])}),
    "rekind": _of_any(lambda _, __, pick: {"kind": pick([Kind.TALK, Kind.BREAK, Kind.OTHER])}),
    "reparent": _of_any(lambda of, _, pick: {"parent": pick([None, *(each.id for each in of.sessions)])}),
    "ready": _of_any(lambda _, __, pick: {"audience": pick([10, 20])}),
    "stream": _of_any(lambda _, __, pick: {"streams": pick([(), [{"url": "https://a.example"}]])}),
    "remove": _removed,
    "re-add": _readded,
    "replace": _replaced,
    "rename": _renamed,
    "team": _teamed,
    "venue": _of_conference(venue={"name": {"en": "Castle"}, "latitude": 48, "longitude": 16}),
    "say": _of_conference(theme="Harmony", contact=None, url="https://example.org", title="Meeting"),
    "night": _of_conference(day_change="00:00"),
    "speak": lambda of, pick: _of_conference(languages=pick([("en",), ("zh", "en"), ("en", "zh", "fr")]))(
        of, pick
    ),
    "zone": _of_conference(zone="Asia/Tokyo"),
    **{
        f"other id of {kind}": _under_another_id(kind)
        for kind in ("rooms", "tracks", "participants", "organisations", "sessions")
    },
    **{f"without {kind}": _without(kind) for kind in ("rooms", "tracks", "participants", "organisations")},
    **{f"restored {kind}": _restored(kind) for kind in ("rooms", "tracks", "participants")},
    **{f"called {kind}": _called(kind) for kind in ("rooms", "tracks", "organisations")},
}
"""What may be done; not all of it can be done to any schedule."""


@st.composite
def histories(draw: st.DrawFn, begun: Schedule = FORUM) -> list[Published]:
    """A conference that is edited, undone, reverted and released again and again, by a clock that may stand
    still or go back.
    """
    now, clock = begun, BEGUN
    draft = Ledger.first(now, clock)
    found = [publish(draft, now)]
    steps: list[Schedule] = [now]

    def pick(values: Sequence[Any]) -> Any:
        return draw(st.sampled_from(list(values)))

    for _ in range(draw(st.integers(1, 4))):
        names = draw(st.lists(st.sampled_from([*EDITS, "undo", "undo", "revert"]), max_size=3))
        for name in names:
            then = now
            if name == "undo":
                then = steps[-2] if len(steps) > 1 else now
            elif name == "revert":
                then = pick([each.schedule for each in found])
            else:
                with suppress(ValueError):  # it cannot be done to this one
                    then = EDITS[name](now, pick)
            clock += pick([timedelta(hours=1), timedelta(), -timedelta(hours=2)])
            draft = draft.after(now, then, clock)
            now = then
            steps.append(now)
        last = found[-1]
        found.append(publish(draft, now, last, names))
    return found


def filters(history: Sequence[Published]) -> Iterator[Mapping[str, tuple[Any, ...]]]:
    """The filters of every calendar that there ever was of one thing."""
    every = [each.schedule for each in history]
    for name in ("rooms", "tracks", "participants", "organisations", "sessions"):
        for id_ in sorted({each.id for of in every for each in getattr(of, name)}):
            yield {name: (id_,)}
    sessions = [(of, each) for of in every for each in of.sessions]
    for kind in sorted({each.kind for _, each in sessions}):
        yield {"kinds": (kind,)}
    for day in sorted({of.day(each.slot.period.start) for of, each in sessions if each.slot}):
        yield {"days": (day,)}
