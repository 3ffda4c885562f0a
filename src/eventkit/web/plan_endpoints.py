"""Planning: places for one session; plans, repairs and alternatives as jobs, and adopted; blocks."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from time import monotonic
from typing import Any
from uuid import uuid4

from starlette.responses import RedirectResponse, Response

from eventkit.editing import Refused
from eventkit.editing.board_edits import SeenPlace
from eventkit.messages import Interface, Listed, Message
from eventkit.model import Kind
from eventkit.office.office import Office
from eventkit.office.outcomes import Outcome
from eventkit.office.planning_office import BlocksOutcome
from eventkit.office.typed_times import read_clock
from eventkit.planning import Goals, Plan, Progress
from eventkit.planning.alternatives import Alternative, describe_price, gains_and_costs
from eventkit.planning.block_grid import BlockGrid, block_periods
from eventkit.planning.place_search import TRIED_LIMIT, FreePlace, apart, find_places
from eventkit.planning.planner import find_waiting
from eventkit.planning.plans import Reason, placement_counts
from eventkit.planning.repair.disruptions import Disruption, loss_sentences
from eventkit.planning.repair.repair_plan import RepairProgress, repair_counts
from eventkit.rules import Checker, Effect
from eventkit.schedule import EntityKind, Schedule
from eventkit.texts.normalisation import as_sentence, capitalise
from eventkit.times.wall_times import parse_clock_time
from eventkit.web.board_endpoints import carry_out
from eventkit.web.board_state import BoardState, Json
from eventkit.web.desk import DeskState
from eventkit.web.endpoints import Body, Call, Endpoint, RequestRefused, json_response
from eventkit.web.forms.form_endpoints import error_message, office_page
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.jobs import Job, JobRequest, JobState, Report, TooManyJobs, open_office
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_pages import words
from eventkit.wording import Wording

PLACES_LIMIT = 30  # the most places listed for a session
KINDS = ("plan", "repair")
SECONDS_LIMIT = 120.0  # the longest search for a plan
CHOICES = 3  # the most plans that are compared: as many as stand beside each other on a screen
SEARCHES = 3  # the time of all searches for plans that are compared, in times of the first
REASONS = 5  # for how many sessions without a place remedies are looked for
REPORT_SECONDS = 0.3  # the seconds between two reports of the search for a plan


@dataclass(frozen=True, slots=True)
class PlanRequest:
    kind: str
    # The sessions to place; those without a time where empty, except after a loss.
    sessions: tuple[str, ...] = ()
    day: date | None = None  # the day to plan on, or on which something is lost; any day if None
    without_room: str = ""  # a room that cannot be used any more, for a repair; may be empty
    without_person: str = ""  # a person who cannot come, for a repair; may be empty
    since: time | None = None  # the time of the day from which that is so; the whole day if None
    until: time | None = None  # the time up to which it is so; to the end of the day if None
    seconds: float = 10.0

    @property
    def disruption(self) -> Disruption:
        return Disruption(
            lost_rooms=(self.without_room,) if self.without_room else (),
            absent=(self.without_person,) if self.without_person else (),
            days=(self.day,) if self.day else None,
            since=self.since,
            until=self.until,
        )

    @property
    def is_loss(self) -> bool:
        return bool(self.without_room or self.without_person)


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan that is proposed."""

    alternative: Alternative
    effect: Effect
    # What a repair is for; what is lost on a day is recorded when it is adopted.
    disruption: Disruption | None = None


def propose(report: Report, url: str, conference: str, request: PlanRequest) -> tuple[Proposal, ...]:
    with open_office(url, conference) as office:
        planning, settings = office.plans, office.rules.settings()
        watch = _Watch(report, request.seconds)
        if request.kind == "repair":
            disruption = request.disruption
            made = planning.find_repairs(disruption, place=_to_place(office, request), watch=watch)
        else:
            disruption = None
            goals = Goals(days=(request.day,)) if request.day else None
            made = planning.find_alternatives(request.sessions, goals=goals, reasons=REASONS, watch=watch)
        checker = Checker(made[0].plan.basis, settings)
        return tuple(
            Proposal(other, checker.effect(_applied(other.plan, disruption)), disruption)
            for other in made[:CHOICES]
        )


def _applied(plan: Plan, disruption: Disruption | None) -> Schedule:
    """The schedule with a plan applied, and with the record of what is lost."""
    return (disruption or Disruption()).record(plan.apply(plan.basis))


def _to_place(office: Office, request: PlanRequest) -> Sequence[str]:
    """The sessions without a time that a repair places: those selected, or all if nothing is lost."""
    schedule = office.load().schedule
    if request.sessions:
        placed = {session.id for session in schedule.sessions if session.slot is not None}
        return [id_ for id_ in request.sessions if id_ not in placed]
    return [] if request.is_loss else [session.id for session in find_waiting(schedule)]


class _Watch:
    """Reports the progress of a search, and ends it when its time is over.

    Each of several searches for plans has as much time as the first, so that they can be compared, until the
    time of all is over.
    """

    def __init__(self, report: Report, seconds: float) -> None:
        self._report = report
        self._seconds = seconds
        self._begin = self._start = self._last = monotonic()
        self._tried = 0
        self._is_first = True

    def __call__(self, progress: Progress | RepairProgress) -> bool:
        now = monotonic()
        if isinstance(progress, Progress):
            if progress.moves_tried < self._tried:
                self._start = now
            if not progress.moves:  # a plan is found, and the search for another one begins
                self._last, self._is_first = 0.0, False
            self._tried = progress.moves_tried
        if now - self._last >= REPORT_SECONDS:
            self._last = now
            if isinstance(progress, RepairProgress):
                share, key, facts = progress.share, "progress_repair", {"people": f"{progress.people:,}"}
            else:
                share = progress.moves_tried / max(progress.moves, 1)
                key = "progress" if self._is_first else "progress_others"
                facts = {"placed": str(progress.placed), "all": str(progress.placed + progress.left_out)}
            spent = (now - self._start) / self._seconds
            self._report(min(max(share, spent), 1.0), key, **facts)
        return now - self._start < self._seconds and now - self._begin < SEARCHES * self._seconds


async def get_places(call: Call) -> Response:
    """Free places for a session, the best first."""
    id_ = call.request.path_params["session"]
    day = _parse_day(call, call.request.query_params.get("day"))

    def search(state: DeskState, effect: Callable[[Schedule], Effect]) -> tuple[FreePlace, ...]:
        board = BoardState(state.schedule, call.language)
        days = {on: hours for on, hours in board.days.items() if day in (None, on)}
        return apart(find_places(state.schedule, effect, id_, days, limit=TRIED_LIMIT))[:PLACES_LIMIT]

    if id_ not in EntityKind.SESSION.by_id((await call.desk.current()).schedule):
        raise RequestRefused(404, call.word("no-session"))
    state, places = await call.desk.compute(search)
    board = BoardState(state.schedule, call.language)
    return json_response({"places": [_place_form(place, state, board) for place in places]})


def _place_form(place: FreePlace, state: DeskState, board: BoardState) -> Json:
    return {
        **board.place(place.place),
        "added": board.findings(place.effect.added, state.waivers),
        "removed": [finding.identity for finding in place.effect.removed],
        "drawback": words("server", board.language)["reason"]["outside-blocks"]
        if place.outside_blocks
        else "",
        "reasons": _reasons(place, board.language),
    }


def _reasons(place: FreePlace, language: str) -> list[str]:
    phrases: Mapping[str, str] = words("server", language)["reason"]
    reasons = [phrases[name] for name in place.alike]
    if place.seats is not None and place.audience is not None:
        text = phrases["seats"].replace("{seats}", str(place.seats))
        reasons.append(text.replace("{audience}", str(place.audience)))
    return reasons


async def post_plan(call: Call) -> Response:
    request = _parse_plan_request(call)
    state = await call.desk.current()
    what = JobRequest(request.kind, call.visitor.name, call.conference, state.version.change, plans_form)
    try:
        job = call.server.jobs.start(what, propose, call.server.settings.store_url, call.conference, request)
    except TooManyJobs:
        raise RequestRefused(429, call.word("too-many-jobs"), retry_after="10") from None
    return json_response({"job": job.id}, 202)


def _parse_plan_request(call: Call) -> PlanRequest:
    body: Mapping[str, Any] = call.body
    kind, sessions, seconds = body.get("kind"), body.get("sessions") or [], body.get("seconds", 10)
    room, person = body.get("without_room") or "", body.get("without_person") or ""
    is_list = isinstance(sessions, list) and all(isinstance(id_, str) for id_ in (*sessions, room, person))
    is_number = isinstance(seconds, int | float) and not isinstance(seconds, bool)
    if kind not in KINDS or not is_list or not is_number:
        raise RequestRefused(422, call.word("no-such-plan"))
    limited = min(max(float(seconds), 1.0), SECONDS_LIMIT)
    return PlanRequest(
        kind=str(kind),
        sessions=tuple(sessions),
        day=_parse_day(call, body.get("day")),
        without_room=room,
        without_person=person,
        since=_parse_time(call, body.get("since")),
        until=_parse_time(call, body.get("until")),
        seconds=limited,
    )


def _parse_day(call: Call, text: object) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        raise RequestRefused(422, call.word("no-such-day")) from None


def _parse_time(call: Call, text: object) -> time | None:
    if not text:
        return None
    try:
        return parse_clock_time(str(text))
    except ValueError:
        raise RequestRefused(422, call.word("no-such-time")) from None


async def get_job(call: Call) -> Response:
    return json_response((await _job(call)).form(call.language))


async def delete_job(call: Call) -> Response:
    job = await _job(call)
    call.server.jobs.cancel(job)
    return json_response(job.form(call.language))


async def post_apply(call: Call) -> Response:
    """Adopt a plan of a job; what others changed since it was made stays."""
    job = await _job(call)
    proposals: Sequence[Proposal] = job.result if job.state is JobState.DONE else ()
    proposal = next((known for known in proposals if known.alternative.name == call.body.get("plan")), None)
    if proposal is None:
        raise RequestRefused(422, call.word("no-plan"))

    def adopt(office: Office) -> Outcome:
        return office.plans.adopt(proposal.alternative.plan, rebase=True, disruption=proposal.disruption)

    return await carry_out(call, adopt)


async def _job(call: Call) -> Job:
    job = await call.find_job(call.request.path_params["job"])
    if job is None or job.request.kind not in KINDS:
        raise RequestRefused(404, call.word("no-job"))
    return job


def plans_form(proposals: Sequence[Proposal] | None, language: str) -> Json:
    return {"plans": [_proposal_form(proposal, language) for proposal in proposals or ()]}


def _proposal_form(proposal: Proposal, language: str) -> Json:
    alternative, plan = proposal.alternative, proposal.alternative.plan
    before = BoardState(plan.basis, language)
    after = _applied(plan, proposal.disruption)
    gains, costs = gains_and_costs(alternative)
    alike: dict[Reason, list[str]] = {}
    for left in plan.left_out:
        alike.setdefault(left.reason, []).append(left.session)

    def words(messages: Iterable[Message]) -> list[str]:
        texts = (message.in_language(language, Interface.BROWSER).text for message in messages)
        return [*map(capitalise, texts)]

    return {
        "key": alternative.name,
        "title": words([alternative.about])[0],
        "moves": [
            {
                "session": move.session,
                "from": before.place(SeenPlace.of(plan.basis, plan.basis.session(move.session))),
                "to": before.place(SeenPlace.of(after, after.session(move.session))),
            }
            for move in plan.moves
        ],
        "added": [before.finding(finding) for finding in proposal.effect.added],
        "removed": [finding.identity for finding in proposal.effect.removed],
        "summary": words([_summary(plan)])[0],
        "gains": words(gains if gains or costs or not plan.moves else [describe_price(alternative)]),
        "costs": words(costs),
        "unplaced": [
            {
                "sessions": sessions,
                "why": " ".join(as_sentence(text, language) for text in words(_why(reason))),
            }
            for reason, sessions in alike.items()
        ],
        "recorded": words(
            loss_sentences(proposal.disruption, after, is_done=False) if proposal.disruption else ()
        ),
    }


def _why(reason: Reason) -> Iterator[Message]:
    yield reason.sentence
    if reason.remedies:
        heading = Message("Any one of:") if len(reason.remedies) > 1 else Message("This would help:")
        yield Message("{heading} {items}", heading=heading, items=Listed(reason.remedies, ";"))


def _summary(plan: Plan) -> Message:
    """The number of sessions that move or get a place, and after a loss of those to notify."""
    if not plan.is_repair:
        return placement_counts(plan)
    moves, people = repair_counts(plan)
    return Message("{moves}, {people}", moves=moves, people=people)


PERIODS = 6  # the number of periods of a day that the form has inputs for
_BLOCKS = "blocks"


async def show_blocks(call: Call) -> Response:
    added = call.request.query_params.get("added")
    words = FormWords.of(call.language)
    return await _page(call, [{"style": "k", "text": words.word("saved")}] if added else [])


async def post_blocks(call: Call) -> Response:
    strings = {name: value.strip() for name, value in call.strings.items()}
    days, rooms = _chosen(call, "day"), _chosen(call, "room")
    try:
        add = _blocks_to_add(strings, days, rooms)
        made, _ = await call.desk.change(call.visitor.name, add)
    except (Refused, ValueError) as error:
        message = error_message(error, call.language)
        return await _page(call, [message], status=422, strings=strings, days=days, rooms=rooms)
    if made.omitted:
        saved = {"style": "k", "text": FormWords.of(call.language).word("saved")}
        omissions = (
            {"style": "w", "text": each.words.in_language(call.language, Interface.BROWSER).text}
            for each in made.omitted
        )
        return await _page(call, [saved, *omissions])
    return RedirectResponse(f"{call.root}/{_BLOCKS}?added=1", 303)


def _blocks_to_add(
    strings: Mapping[str, str], days: Collection[str], rooms: Collection[str]
) -> Callable[[Office], BlocksOutcome]:
    times = list(_times(strings))
    if not (days and rooms and times):
        raise ValueError(Message("Choose at least one day and one room, and enter a period."))

    def add(office: Office) -> BlocksOutcome:
        schedule = office.load().schedule
        dates = [day for day in schedule.conference.dates if str(day) in days]
        grid = BlockGrid(
            periods=block_periods(schedule, dates, times),
            rooms=tuple(room.id for room in schedule.rooms if room.id in rooms),
            new_uid=uuid4,
            track=strings.get("track") or None,
        )
        return office.plans.add_blocks(grid)

    return add


def _chosen(call: Call, name: str) -> list[str]:
    return [value for value in call.body.getlist(name) if isinstance(value, str)]


def _times(strings: Mapping[str, str]) -> Iterator[tuple[time, time]]:
    for number in range(PERIODS):
        start, end = strings.get(f"start.{number}", ""), strings.get(f"end.{number}", "")
        if bool(start) != bool(end):
            raise ValueError(Message("Each period needs a start and an end."))
        if start:
            yield read_clock(start), read_clock(end)


async def _page(
    call: Call,
    messages: Sequence[Mapping[str, Any]],
    *,
    status: int = 200,
    strings: Mapping[str, str] | None = None,
    days: Collection[str] | None = None,
    rooms: Collection[str] | None = None,
) -> Response:
    words = FormWords.of(call.language)
    schedule = (await call.desk.current()).schedule
    strings = strings or {}
    return office_page(
        call,
        "blocks.html",
        schedule,
        current=_BLOCKS,
        status=status,
        heading=words.word(_BLOCKS),
        messages=messages,
        number=sum(session.kind is Kind.BLOCK for session in schedule.sessions),
        periods=[
            (number, strings.get(f"start.{number}", ""), strings.get(f"end.{number}", ""))
            for number in range(PERIODS)
        ],
        chosen_days=days,
        chosen_rooms=rooms,
        chosen_track=strings.get("track", ""),
        days=_days(schedule, call.language),
        rooms=[(room.id, *room.name.best(call.language)) for room in schedule.rooms],
        tracks=[(track.id, *track.name.best(call.language)) for track in schedule.tracks],
    )


def _days(schedule: Schedule, language: str) -> list[tuple[str, str, str]]:
    wording = Wording.of(language)
    conference = schedule.conference
    return [(str(day), language, wording.short_day_of(conference, day)) for day in conference.dates]


ENDPOINTS = (
    Endpoint("GET", "/api/{conference}/places/{session}", AccessLevel.EDITOR, get_places),
    Endpoint("POST", "/api/{conference}/plan", AccessLevel.EDITOR, post_plan, Body.JSON),
    Endpoint("GET", "/api/{conference}/jobs/{job}", AccessLevel.EDITOR, get_job),
    Endpoint("DELETE", "/api/{conference}/jobs/{job}", AccessLevel.EDITOR, delete_job),
    Endpoint("POST", "/api/{conference}/jobs/{job}/apply", AccessLevel.EDITOR, post_apply, Body.JSON),
    Endpoint("GET", "/{conference}/blocks", AccessLevel.VIEWER, show_blocks, is_page=True),
    Endpoint("POST", "/{conference}/blocks", AccessLevel.EDITOR, post_blocks, Body.FORM, is_page=True),
)
