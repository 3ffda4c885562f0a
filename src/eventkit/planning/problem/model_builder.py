"""The problem of a schedule: its talks, its free time, and the prices of rules as its settings grade them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from eventkit.editing.session_edits import may_be_filled
from eventkit.findings import Severity
from eventkit.model import Participant, ParticipantId, ParticipantKind, Room, RoomId, Session
from eventkit.planning.problem.free_time import FreeTime, cut, intersect, minute, window_of, windows_of
from eventkit.planning.problem.interest import NO_INTEREST, Interest, missing_seats
from eventkit.planning.problem.objective import (
    Group,
    Prices,
    find_room_faults,
    is_in_track_room,
    starts_within,
    track_starts,
)
from eventkit.planning.problem.parallel_prices import ParallelPrices
from eventkit.planning.problem.planning_model import (
    FORBIDDEN,
    NOWHERE,
    BlockContent,
    Diary,
    Engagement,
    Option,
    Preference,
    Problem,
    Relation,
    Rest,
    Rival,
    Run,
    Stretch,
    Window,
)
from eventkit.planning.problem.talk_requests import (
    ALWAYS,
    PLACELESS,
    OpeningOrder,
    PreferenceOfTalk,
    PreferenceWindows,
    TalkConditions,
    TalkRequest,
    WishOfTalk,
    WishWindows,
    occupy_any_time,
    people_of_request,
    to_talk,
)
from eventkit.rules import Wish, WishKind
from eventkit.rules.block_rules import BESIDE_PLENARY, NO_RIVAL, RIVAL_RULES, starts_of_blocks
from eventkit.rules.person_rules import grade_clash, is_aside, is_one_person, minutes_between_rooms
from eventkit.rules.room_rules import ANYWHERE, COME_AND_SEE
from eventkit.rules.schedule_index import Occupancy, ScheduleIndex


def build_problem(
    index: ScheduleIndex,
    requests: Iterable[TalkRequest],
    free_time: FreeTime,
    *,
    favour: Group | None = None,
    interest: Interest = NO_INTEREST,
    grid: int = 5,
) -> Problem:
    """The problem of giving sessions a place in free time."""
    ordered = tuple(sorted(requests, key=lambda request: request.session.id))
    return _Builder(index, ordered, free_time, Prices(index.settings, favour), interest).build(grid)


_NOWHERE = Option(())


def _priced(demands: Iterable[Preference]) -> tuple[Preference, ...]:
    """The demands that have a price, and are neither ignored nor strict."""
    return tuple(demand for demand in demands if 0 < demand.price < FORBIDDEN)


class _Builder:
    def __init__(
        self,
        index: ScheduleIndex,
        requests: tuple[TalkRequest, ...],
        free_time: FreeTime,
        prices: Prices,
        interest: Interest,
    ) -> None:
        self.index = index
        self.settings = index.settings
        self.requests = requests
        self.free_time = free_time
        self.interest = interest
        self.number = {request.session.id: number for number, request in enumerate(requests)}
        self.lineages = [[outer.id for outer in index.lineage(block)] for block in free_time.blocks]
        self.fixed = [*index.occupancies(index.schedule.sessions)]
        self.tracks = {track.id: number for number, track in enumerate(index.schedule.tracks)}
        self.places = [*map(frozenset, free_time.places)]
        self.rooms = [[*map(index.schedule.room, rooms)] for rooms in free_time.places]
        self._price = prices
        self.parallel = ParallelPrices(index, requests, free_time, self._price, self.interest)
        self.order = OpeningOrder(index, requests, free_time, self._price("opening-order"))
        self._block_order = starts_of_blocks(index)
        self.wish_windows = WishWindows(index)
        self.preference_windows = PreferenceWindows(index)
        self._known_options: dict[object, Option] = {}
        self._same_options: dict[object, dict[int, Option]] = {}
        self._known_starts: dict[tuple[Window, ...], tuple[Window, ...]] = {}
        self._open_stretches: dict[tuple[str | None, str | None], tuple[int, ...]] = {}

    def build(self, grid: int) -> Problem:
        conditions = [*map(self._conditions, self.requests)]
        return Problem(
            talks=tuple(to_talk(request, self.tracks) for request in self.requests),
            stretches=self.free_time.stretches,
            options=tuple(map(self._options, self.requests, conditions)),
            preferences=tuple(_priced(each.demands) for each in conditions),
            pairs=tuple(map(self.parallel.pairs, self.requests)),
            track_price=self._price("track-parallel"),
            in_line=tuple(
                request.session.track is not None and request.session.kind not in BESIDE_PLENARY
                for request in self.requests
            ),
            diaries=tuple(self._diaries()),
            walks=self._walks(),
            shared=self._shared_places(),
            rest=Rest(
                self.settings.breather,
                self.settings.night,
                self._price("too-little-rest"),
                self.settings.most_talks,
                self._price("too-many-talks") if self.settings.most_talks else 0,
            ),
            relations=(*self._relations(), *self.order.relations()),
            runs=tuple(self._runs()),
            turnaround=self.settings.turnaround,
            breaks=self.wish_windows.breaks,
            pause=self.settings.pause,
            blocks=tuple(map(self._block_content, self.free_time.blocks)),
            gap_price=self._price("block-gap"),
            mixed_price=self._price("mixed-block"),
            track_rooms=self._track_rooms(),
            track_room_price=self._price("track-rooms"),
            track_starts={
                (self.tracks[track], day): dict(starts)
                for (track, day), starts in track_starts(self.index).items()
            },
            track_gap_price=self._price("track-gap"),
            grid=grid,
        )

    # Talks and where they may be

    def _options(self, request: TalkRequest, conditions: TalkConditions) -> Mapping[int, Option]:
        session, numbers = request.session, self._stretches_for(request.session)
        fees = tuple(self._fees(session, numbers, conditions.preferences))
        is_usual = conditions.is_empty and self.parallel.is_usual(session)
        # Talks that differ in nothing that counts have their options in common, or most of them:
        # there are hundreds of thousands.
        kind = (request.minutes, self.parallel.line_of(session), session.kind in NO_RIVAL)
        known = self._known_options if is_usual else {}
        options = self._same_options.get((kind, numbers, fees), {}) if is_usual else {}
        for number, fee in () if options else zip(numbers, fees, strict=True):
            option = known.get((kind, number)) if fee is not None else _NOWHERE
            if option is None:
                option = known[kind, number] = self._option(request, number, conditions)
            if option.starts and fee is not None:
                known.setdefault((kind, number, fee), option._replace(fee=fee) if fee else option)
                options[number] = known[kind, number, fee]
        if is_usual:
            self._same_options[kind, numbers, fees] = options
        return options

    def _stretches_for(self, session: Session) -> tuple[int, ...]:
        """The stretches that neither blocks nor tracks exclude for a session."""
        key = (session.track, session.parent)
        if key not in self._open_stretches:
            stretches = enumerate(self.free_time.stretches)
            self._open_stretches[key] = tuple(at for at, each in stretches if self._may_be_in(session, each))
        return self._open_stretches[key]

    def _option(self, request: TalkRequest, number: int, conditions: TalkConditions) -> Option:
        """A talk in a stretch, without its fees there; without starts where it does not fit."""
        stretch = self.free_time.stretches[number]
        if stretch.end - stretch.start < request.minutes:
            return _NOWHERE
        demands = [*self._demands_there(request, stretch, conditions)]
        windows = self._windows(conditions, stretch, demands)
        if windows and FORBIDDEN in map(self._price, RIVAL_RULES):
            beside = self.parallel.beside_keynotes(request.session, number)
            forbidden = [(rival.start, rival.end) for rival in beside if rival.price == FORBIDDEN]
            windows = [window for outer in windows for window in cut(outer, forbidden)]
        starts = tuple(
            (start, end - request.minutes) for start, end in windows if end - start >= request.minutes
        )
        # A place has few intervals of starts, but hundreds of thousands of options: they have them in common.
        starts = self._known_starts.setdefault(starts, starts)
        rivals = self.parallel.rivals(request.session, number) if starts else ()
        if starts and conditions.online:
            rivals += tuple(self._nights(conditions, stretch))
        return Option(starts, 0, rivals, _priced(demands))

    def _conditions(self, request: TalkRequest) -> TalkConditions:
        """The demands of a talk on its time, in any place."""
        session = request.session
        busy = [(*window_of(at), at.id) for at in self._clashing_appointments(request)]
        at = occupy_any_time(request)
        bound = [who for who in people_of_request(self.index, request) if not is_aside(who, at)]
        conditions = TalkConditions(
            busy=busy,
            wishes=[*self.wish_windows.of_talk(session, request.minutes)],
            online=[who for who in bound if who.online is not None] if self._price("bad-hour") else [],
            preferences=[*self.preference_windows.of_talk(session, bound, request.minutes)],
        )
        return replace(conditions, demands=[*self._demands(request, conditions)])

    def _may_be_in(self, session: Session, stretch: Stretch) -> bool:
        """True if a session may be in a stretch: parts stay with their session, tracks with their blocks."""
        if stretch.block == NOWHERE:
            return session.parent is None
        block = self.free_time.blocks[stretch.block]
        return may_be_filled(block, session) if session.parent is None else session.parent == block.id

    def _windows(
        self, conditions: TalkConditions, stretch: Stretch, demands: Iterable[Preference]
    ) -> list[Window]:
        """When a talk may take place in a stretch without breaking anything that does not move."""
        windows = [(stretch.start, stretch.end)]
        for demand in (*conditions.demands, *demands):
            if demand.price == FORBIDDEN:
                windows = intersect(windows, demand.windows)
        if conditions.busy:
            lineage = self.lineages[stretch.block] if stretch.block != NOWHERE else ()
            busy = [(start, end) for start, end, id_ in conditions.busy if id_ not in lineage]
            windows = [window for outer in windows for window in cut(outer, busy)]
        if self._price("bad-hour") == FORBIDDEN:
            bad = [
                night
                for who in conditions.online
                for night in self.preference_windows.nights_beside(who, stretch)
            ]
            windows = [window for outer in windows for window in cut(outer, bad)]
        return windows

    def _demands(self, request: TalkRequest, conditions: TalkConditions) -> Iterator[Preference]:
        """The times at which a talk should be, in any place: at the price of `FORBIDDEN` it has to be."""
        yield from self.order.demands(request)
        for preference in conditions.preferences:
            if preference.windows is not None:
                yield Preference(preference.windows, self._price(preference.code))
        at = occupy_any_time(request)
        for who in people_of_request(self.index, request):
            if who.available:
                severity = Severity.WARNING if is_aside(who, at) else Severity.ERROR
                yield self._available(who, request, self._price("person-unavailable", severity))
        for wish in conditions.wishes:
            if wish.kind in PLACELESS:
                yield Preference(
                    tuple(self.wish_windows.within(ALWAYS, frozenset(), wish)), self._price_of(wish)
                )

    def _demands_there(
        self, request: TalkRequest, stretch: Stretch, conditions: TalkConditions
    ) -> Iterator[Preference]:
        """The times at which a talk should be in a stretch: the hours of its rooms, and wishes about it."""
        for room in self.rooms[stretch.place]:
            if room.available:
                yield self._available(room, request, self._price("room-unavailable"))
        for wish in conditions.wishes:
            if wish.kind not in PLACELESS:
                windows = self.wish_windows.within(stretch, self.places[stretch.place], wish)
                if windows != [(stretch.start, stretch.end)]:
                    yield Preference(tuple(windows), self._price_of(wish))

    @staticmethod
    def _available(whom: Participant | Room, request: TalkRequest, price: int) -> Preference:
        windows = tuple(windows_of(whom.available))
        return Preference(windows, price if price == FORBIDDEN else price * request.minutes)

    def _clashing_appointments(self, request: TalkRequest) -> Iterator[Occupancy]:
        """Fixed appointments of the people of a talk that it must not overlap."""
        at = occupy_any_time(request)
        for who in people_of_request(self.index, request):
            if who.kind is ParticipantKind.PERSON:
                for other in self.index.appointments(who.id):
                    prices = (
                        self._clash_price(who, at, other, parallel=parallel) for parallel in (False, True)
                    )
                    if min(prices) == FORBIDDEN:
                        yield other

    def _clash_price(self, who: Participant, one: Occupancy, other: Occupancy, *, parallel: bool) -> int:
        """The price of a minute of two appointments at once, whether or not they begin together."""
        if not is_one_person(who):
            return 0
        start = one.start if parallel else one.start + timedelta(minutes=1)
        other = other._replace(start=start, end=start + timedelta(minutes=other.minutes))
        return self._price("person-clash", grade_clash(self.index, who, one, other)[1])

    # Prices of a talk at a place

    def _fees(
        self, session: Session, numbers: Iterable[int], preferences: Sequence[PreferenceOfTalk]
    ) -> Iterator[int | None]:
        """The cost of a session in each stretch whenever it begins; ``None`` where it must not be."""
        known: dict[tuple[int, int], int | None] = {}
        for stretch in map(self.free_time.stretches.__getitem__, numbers):
            key = (stretch.place, int(self._is_outside(stretch.day)))
            if key not in known:
                fee = self._fee(session, stretch, preferences)
                known[key] = fee if fee < FORBIDDEN else None
            yield known[key]

    def _fee(self, session: Session, stretch: Stretch, preferences: Sequence[PreferenceOfTalk]) -> int:
        rooms, is_outside = self.rooms[stretch.place], self._is_outside(stretch.day)
        faults = [*find_room_faults(session, rooms), ("outside-days", int(is_outside))]
        if self.index.schedule.rooms and not rooms:
            anywhere = session.kind in ANYWHERE or session.streams or self.index.parts(session.id)
            faults.append(("no-room", int(not anywhere)))
        fee = sum(amount * self._price(code) for code, amount in faults)
        for preference in preferences:
            if preference.is_elsewhere(self.places[stretch.place]):
                fee += self._price(preference.code)
        return fee + missing_seats(session, rooms, self.interest) * self._price("interest-seats")

    def _is_outside(self, day: int) -> bool:
        """True if a day is none of the conference."""
        conference = self.index.schedule.conference
        return not conference.start.toordinal() <= day <= conference.end.toordinal()

    def _nights(self, conditions: TalkConditions, stretch: Stretch) -> Iterator[Rival]:
        """The nights of people online, if that is not an error."""
        price = self._price("bad-hour")
        for who in conditions.online if price < FORBIDDEN else ():
            for start, end in self.preference_windows.nights_beside(who, stretch):
                yield Rival("bad-hour", start, end, price)

    # Wishes

    def _relations(self) -> Iterator[Relation]:
        for wish in self.settings.wishes:
            price = self._price_of(wish)
            if price and wish.kind.number == 2 and all(id_ in self.number for id_ in wish.sessions):
                one, other = (self.number[id_] for id_ in wish.sessions)
                yield Relation(wish.kind.value, one, other, price)

    def _price_of(self, wish: Wish | WishOfTalk) -> int:
        return self._price("wish", Severity.INFO if wish.preferred else None)

    def _runs(self) -> Iterator[Run]:
        """Wishes about any number of talks."""
        for wish in self.settings.wishes:
            talks = tuple(self.number[id_] for id_ in wish.sessions if id_ in self.number)
            if not wish.kind.number and talks and (price := self._price_of(wish)):
                fixed = [*self.index.occupancies(self.index.sessions(wish.sessions))]
                if wish.kind is WishKind.ONE_ROOM:
                    used = frozenset(self._place(at.rooms) for at in fixed)
                elif wish.kind is WishKind.CONSECUTIVE_BLOCKS:
                    parents = self.index.sessions(at.session.parent for at in fixed if at.session.parent)
                    starts = (at.start for at in self.index.occupancies(parents))
                    used = frozenset(self._block_order[at] for at in starts if at in self._block_order)
                else:
                    used = frozenset(self.index.day(at.start).toordinal() for at in fixed)
                yield Run(wish.kind.value, talks, used, price)

    # People

    def _diaries(self) -> Iterator[Diary]:
        talks: dict[ParticipantId, list[int]] = {}
        for number, request in enumerate(self.requests):
            for who in people_of_request(self.index, request):
                if who.kind is ParticipantKind.PERSON:
                    talks.setdefault(who.id, []).append(number)
        for id_, numbers in sorted(talks.items()):
            who, fixed = self.index.schedule.participant(id_), self.index.appointments(id_)
            if len(numbers) + len(fixed) > 1:
                yield self._diary(who, numbers, fixed)

    def _diary(self, who: Participant, talks: list[int], fixed: list[Occupancy]) -> Diary:
        times = {number: occupy_any_time(self.requests[number]) for number in talks}
        appointments = {**times, **{-1 - place: at for place, at in enumerate(fixed)}}
        pairs = [
            *combinations(sorted(talks), 2),
            *((key, talk) for key in appointments if key < 0 for talk in talks),
        ]
        clashes, parallel = (
            {
                pair: self._clash_price(who, *map(appointments.__getitem__, pair), parallel=together)
                for pair in pairs
            }
            for together in (False, True)
        )
        return Diary(
            name=who.id,
            fixed=tuple(self._engagement(who, at, -1 - key) for key, at in enumerate(fixed)),
            talks={number: self._engagement(who, at, number) for number, at in times.items()},
            clashes={pair: price for pair, price in clashes.items() if price},
            parallel={pair: price for pair, price in parallel.items() if price != clashes[pair]},
            lone_day=self._price("day-for-one") if who.online is None else 0,
        )

    def _engagement(self, who: Participant, at: Occupancy, key: int) -> Engagement:
        """A session in the diary of a person; coming late to a poster, or online, matters to nobody."""
        start, end, day = minute(at.start), minute(at.end), self.index.day(at.start).toordinal()
        place = self._place(at.rooms) if key < 0 else NOWHERE
        within = frozenset(block for block, lineage in enumerate(self.lineages) if at.id in lineage)
        bound, punctual = not is_aside(who, at), at.session.kind not in COME_AND_SEE and who.online is None
        return Engagement(start, at.id, end, day, place, key, NOWHERE, bound, punctual, within)

    def _place(self, rooms: Iterable[str]) -> int:
        """The number of a set of rooms, which gets one if it has none yet."""
        room_ids = frozenset(map(RoomId, rooms))
        if room_ids not in self.places:
            self.places.append(room_ids)
        return self.places.index(room_ids)

    def _walks(self) -> dict[tuple[int, int], tuple[int, int]]:
        walks = {}
        for one, rooms in enumerate(self.places):
            for other, others in enumerate(self.places):
                minutes, is_set = minutes_between_rooms(self.settings, tuple(rooms), tuple(others))
                price = self._price("change-over", Severity.WARNING if is_set else Severity.INFO)
                if minutes and price:
                    walks[one, other] = minutes, price
        return walks

    def _shared_places(self) -> frozenset[tuple[int, int]]:
        places = [*enumerate(self.places)]
        return frozenset((one, other) for one, rooms in places for other, others in places if rooms & others)

    # Blocks and tracks

    def _block_content(self, block: Session) -> BlockContent:
        parts = [*self.index.occupancies(self.index.parts(block.id))]
        rooms = self.index.rooms(block)
        tracks = Counter(self.tracks[at.session.track] for at in parts if at.session.track is not None)
        inside = sorted(window_of(at) for at in parts if at.rooms == rooms)
        at = self.index.occupancy(block)
        starts = starts_within(self._block_order, at) if at is not None else ()
        return BlockContent(tuple(inside), dict(tracks), starts)

    def _track_rooms(self) -> Mapping[tuple[int, int], Mapping[int, int]]:
        rooms: dict[tuple[int, int], Counter[int]] = {}
        for at in self.fixed:
            if at.session.track is not None and is_in_track_room(at.session):
                key = (self.tracks[at.session.track], self.index.day(at.start).toordinal())
                rooms.setdefault(key, Counter())[self._place(at.rooms)] += 1
        return {key: dict(places) for key, places in rooms.items()}
