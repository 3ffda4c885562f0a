"""Schedules in which much goes wrong: few rooms, few people, few hours, and edits of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import strategies as st

from eventkit.model import Kind, ParticipantKind, Role, Status
from eventkit.rules.stated_wishes import StatedSettings
from eventkit.schedule import MAX_DEPTH, Schedule
from eventkit.times import Period
from model.building import at, schedule, session

ROOMS = ("hall", "attic", "yard")
PEOPLE = ("noether", "hypatia", "lin")
TRACKS = ("algebra", "geometry")
IDS = tuple(f"s{number}" for number in range(10))

starts = st.builds(
    lambda day, minutes: at("08:00") + timedelta(days=day, minutes=minutes),
    st.sampled_from([0, 0, 0, 1]),
    st.sampled_from([0, 30, 60, 65, 90, 120, 870]),
)
periods = st.builds(
    lambda start, minutes: Period(start=start, end=start + timedelta(minutes=minutes)),
    starts,
    st.sampled_from([30, 45, 60, 60, 120, 300]),
)
NAMES = ("Emmy Noether", "NOETHER, Emmy", "Еmmy Noether", "Staff", "Delegate 2", "希帕提娅")


def _rarely(what: Any, otherwise: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """One thing now and then, and most often another."""
    return st.integers(0, 5).flatmap(lambda drawn: st.just(what) if drawn == 3 else otherwise)


people = st.lists(
    st.builds(
        dict,
        participant=st.sampled_from(PEOPLE),
        role=st.sampled_from([Role.SPEAKER, Role.MODERATOR, Role.PANELLIST, Role.PARTICIPANT]),
        status=st.sampled_from([Status.CONFIRMED] * 5 + [Status.CANCELLED]),
    ),
    max_size=3,
    unique_by=lambda each: (each["participant"], each["role"]),
)
fields = st.fixed_dictionaries(
    {
        "title": st.sampled_from(["One", "Two", "Three", "Four", "Five", "Two (Stream)", "TBA"]).map(
            lambda spoken: {"en": spoken}
        ),
        "kind": st.sampled_from(
            [Kind.TALK, Kind.TALK, Kind.PANEL, Kind.BLOCK, Kind.BREAK, Kind.KEYNOTE, Kind.POSTER]
        ),
        "slot": _rarely(
            None,
            st.builds(
                lambda period, rooms: {"period": period, "rooms": rooms},
                periods,
                st.sampled_from(
                    [(), ("hall",), ("hall",), ("attic",), ("attic",), ("yard",), ("hall", "attic")]
                ),
            ),
        ),
        "people": people,
        "track": st.sampled_from([None, *TRACKS]),
        "plenary": st.sampled_from([False, False, True]),
        "status": st.sampled_from([Status.CONFIRMED] * 9 + [Status.CANCELLED]),
        "audience": st.none() | st.integers(10, 60),
        "interpreted": st.sampled_from([(), (), ("zh",)]),
    }
)


def _who(id_: str) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {
            "id": st.just(id_),
            "name": st.sampled_from(NAMES),
            "kind": st.sampled_from([ParticipantKind.PERSON] * 3 + [ParticipantKind.TEAM]),
            "available": _rarely([{"start": at("08:00"), "end": at("09:30")}], st.just(())),
        }
    )


everyone = st.tuples(*map(_who, PEOPLE)).map(list)


@st.composite
def agendas(draw: st.DrawFn) -> dict[str, dict[str, Any]]:
    """Sessions by id, some of them parts of others."""
    depth: dict[str | None, int] = {None: 0}
    made: dict[str, dict[str, Any]] = {}
    for id_ in IDS[: draw(st.integers(4, len(IDS)))]:
        near = [above for above, deep in depth.items() if deep < MAX_DEPTH]
        parent = draw(st.sampled_from([*[None] * len(near), *near]))
        depth[id_] = depth[parent] + 1
        made[id_] = {**session(id_), **draw(fields), "parent": parent}
    return made


def built(
    sessions: dict[str, dict[str, Any]], who: list[dict[str, Any]], rooms: tuple[Period, ...]
) -> Schedule:
    """The schedule of those sessions and participants; the attic is available in those periods."""
    return schedule(
        *({**each, "needs": ["piano"] if id_ in {"s0", "s9"} else []} for id_, each in sessions.items()),
        participants=who,
        rooms=[
            {"id": "hall", "name": "Hall", "capacity": 40, "features": ["interpretation"]},
            {"id": "attic", "name": "Attic", "capacity": 20, "available": rooms},
            {"id": "yard", "name": "Yard", "shared": True},
        ],
        tracks=[
            {"id": each, "name": each, "code": code, "colour": "#336699"}
            for each, code in zip(TRACKS, ("AL", "GE"), strict=True)
        ],
    )


rooms_free = st.just(()) | st.lists(periods, min_size=1, max_size=2).map(tuple)
dense = st.builds(built, agendas(), everyone, rooms_free)
"""Schedules in which much goes wrong."""


@st.composite
def edits(draw: st.DrawFn) -> tuple[Schedule, Schedule]:
    """A schedule before and after an edit: sessions moved, changed, added, removed, people changed."""
    sessions, who, free = draw(agendas()), draw(everyone), draw(rooms_free)
    before = built(sessions, who, free)
    after = {id_: dict(each) for id_, each in sessions.items()}
    for id_ in draw(st.lists(st.sampled_from(sorted(after)), unique=True, max_size=2)):
        named = draw(
            st.lists(
                st.sampled_from(["slot", "people", "track", "plenary", "status", "kind", "title"]), min_size=1
            )
        )
        drawn = draw(fields)
        after[id_] |= {name: drawn[name] for name in named}
    leaves = [id_ for id_ in after if not any(each["parent"] == id_ for each in after.values())]
    for id_ in draw(st.lists(st.sampled_from(leaves), unique=True, max_size=1)):
        if draw(st.booleans()):
            del after[id_]
        else:
            after[id_]["parent"] = None
    if draw(st.booleans()):
        after["new"] = {**session("new"), **draw(fields), "parent": draw(st.sampled_from([None, *after]))}
        if _depth(after, "new") > MAX_DEPTH:
            after["new"]["parent"] = None
    if draw(st.booleans()):
        who = [draw(_who(PEOPLE[0])), *who[1:]]
    return before, built(after, who, free)


@dataclass
class Chain:
    """A schedule and edits of it, one after the other, made as they are asked for."""

    sessions: dict[str, dict[str, Any]]
    who: list[dict[str, Any]]
    free: tuple[Period, ...]
    pool: list[dict[str, Any]]
    faces: list[dict[str, Any]]
    seed: int

    def schedules(self, edits: int) -> Iterator[Schedule]:
        """The schedule, then as it is after each of so many edits."""
        random = Random(self.seed)  # noqa: S311
        sessions, who = {id_: dict(each) for id_, each in self.sessions.items()}, self.who
        yield built(sessions, who, self.free)
        for number in range(edits):
            match random.randrange(10):
                case 0:
                    who = [random.choice(self.faces), *who[1:]]
                case 1:
                    new = f"n{number}"
                    sessions[new] = {**session(new), **random.choice(self.pool), "parent": None}
                case 2:
                    parents = {each["parent"] for each in sessions.values()}
                    if leaves := [id_ for id_ in sessions if id_ not in parents]:
                        del sessions[random.choice(leaves)]
                case _ if sessions:
                    name = random.choice(["slot", "people", "track", "plenary", "status", "kind", "title"])
                    sessions[random.choice([*sessions])][name] = random.choice(self.pool)[name]
            yield built(sessions, who, self.free)


chains = st.builds(
    Chain,
    agendas(),
    everyone,
    rooms_free,
    st.lists(fields, min_size=8, max_size=8),
    st.lists(_who(PEOPLE[0]), min_size=2, max_size=4),
    st.integers(0, 2**32),
)


def _depth(sessions: dict[str, dict[str, Any]], id_: str | None) -> int:
    return 0 if id_ is None else 1 + _depth(sessions, sessions[id_]["parent"])


settings = st.builds(
    lambda wishes, hours, minutes, breather: StatedSettings.model_validate(
        {
            "wishes": wishes,
            "hours": hours,
            "breather": breather,
            "change_overs": [{"rooms": ("hall", "attic"), "minutes": minutes}],
            "unbroken": 60,
        }
    ),
    st.lists(
        st.fixed_dictionaries(
            {
                "kind": st.sampled_from(["apart", "before", "same-day", "same-room", "spread"]),
                "sessions": st.lists(st.sampled_from(IDS[:4]), unique=True, min_size=2, max_size=2),
            }
        ),
        max_size=3,
    ),
    st.none() | st.just({"opens": "09:00", "closes": "18:00"}),
    st.sampled_from([0, 10, 40]),
    st.sampled_from([0, 15]),
)
"""What a conference may ask of its rules."""
