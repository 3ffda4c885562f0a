"""Planning from the board: free places with reasons, plans as jobs that can be stopped, and adopted."""

from __future__ import annotations

import re
import threading
import time
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any

import pytest

from eventkit.messages import localise
from eventkit.model import Participant, ParticipantId, Room, RoomId
from eventkit.web.jobs import (
    Job,
    JobRequest,
    JobRunner,
    JobState,
    TooManyJobs,
)
from eventkit.web.plan_endpoints import PlanRequest, plans_form, propose
from web.server_kit import Browser, EventStream, ServerKit, place_of
from web.small_tasks import give_what_cannot_be_read, wait_for_ever


def test_free_places_are_ranked_with_reasons_and_can_be_taken(editor: Browser) -> None:
    places = editor.api("places/light")["places"]
    assert 0 < len(places) <= 30
    outside = [place for place in places if place["drawback"] == "In no block"]
    within = [place for place in places if place not in outside]
    assert places == [*within, *outside]
    good = [not (place["added"] or place["drawback"]) for place in places]
    assert good == sorted(good, reverse=True)
    for group in (within, outside):
        assert [len(place["added"]) for place in group] == sorted(len(place["added"]) for place in group)
    taken = [(place["rooms"], place["start"], place["end"]) for place in places]
    assert not [
        (one, other)
        for at, one in enumerate(taken)
        for other in taken[at + 1 :]
        if one[0] == other[0] and one[1] < other[2] and other[1] < one[2]
    ]
    best = outside[0]
    assert not best["added"]
    answer = editor.place("light", {name: best[name] for name in ("start", "end", "rooms")})
    assert answer["findings"]["added"] == []


def test_places_are_in_free_rooms_where_the_people_of_the_session_are_free(editor: Browser) -> None:
    places = editor.api("places/late?day=2027-05-01")["places"]
    assert {place["start"][:10] for place in places} == {"2027-05-01"}
    hall = [place["start"] for place in places if place["rooms"] == ["hall"]]
    assert "2027-05-01T10:00" not in hall
    assert all(not "2027-05-01T09:40" < place["start"] < "2027-05-01T10:30" for place in places)


def test_a_part_without_a_time_is_placed_within_its_block_first(editor: Browser) -> None:
    editor.place("second", None)
    first, *others = editor.api("places/second")["places"]
    assert (first["start"], first["rooms"]) == ("2027-05-02T09:30", ["annex"])
    assert not first["drawback"]
    assert any(place["drawback"] for place in others)


def test_places_of_what_is_not_there_or_on_no_day_are_refused(editor: Browser) -> None:
    assert editor.get("/api/days/places/nothing").status_code == 404
    assert editor.get("/api/days/places/late?day=soon").status_code == 422


def finished(browser: Browser, job: str) -> Any:
    """The job once it has ended."""
    until = time.monotonic() + 120
    while (form := browser.api(f"jobs/{job}"))["state"] == "running" and time.monotonic() < until:
        time.sleep(0.05)
    return form


def test_a_plan_is_made_in_a_process_shown_and_adopted_beside_the_changes_of_others(
    kit: ServerKit, editor: Browser
) -> None:
    stream = EventStream(kit, editor)
    stream.next("presence")
    job = editor.post("plan", {"kind": "plan", "seconds": 5}, status=202)["job"]
    form = finished(editor, job)
    assert form["state"] == "done", form
    plan, *_ = form["plans"]
    assert plan["summary"] == "1 session has a place"
    (move,) = plan["moves"]
    assert (move["session"], move["from"]["start"]) == ("late", None)
    while (reported := stream.next("job")[1])["state"] == "running":
        pass
    assert reported["plans"] == form["plans"]
    stream.close()
    kit.browser("office").place(
        "light", {"start": "2027-05-01T17:00", "end": "2027-05-01T17:20", "rooms": ["annex"]}
    )
    answer = editor.post(f"jobs/{job}/apply", {"plan": plan["key"]})
    assert place_of(answer, "late") == move["to"]
    editor.post("undo", {"number": answer["number"]})
    editor.post(f"jobs/{job}/apply", {"plan": "Z"}, status=422)
    assert editor.get("/api/days/jobs/other").status_code == 404


def test_repairs_are_compared_and_place_what_has_no_time_unless_a_room_is_lost(
    small_file: Path,
) -> None:
    def proposals(request: PlanRequest, language: str) -> list[dict[str, Any]]:
        return plans_form(propose(ignore, f"sqlite:///{small_file}", "days", request), language)["plans"]

    lost = proposals(PlanRequest("repair", without_room="hall"), "en")
    assert [plan["key"] for plan in lost] == ["A", "B", "C", "D"][: len(lost)]
    assert lost[0]["title"] == "Fewest moves"
    assert {move["session"] for move in lost[0]["moves"]} == {"opening", "dust"}
    assert lost[0]["summary"].endswith("1 person to notify")
    waiting = proposals(PlanRequest("repair"), "zh")[0]
    assert [(move["session"], move["from"]["start"]) for move in waiting["moves"]] == [("late", None)]


def test_plans_that_are_compared_say_how_they_differ_from_the_first(small_file: Path) -> None:
    made = propose(ignore, f"sqlite:///{small_file}", "days", PlanRequest("plan", ("dust", "late")))
    first, *others = plans_form(made, "en")["plans"]
    assert first["title"].startswith("Best overall")
    assert first["gains"] or first["costs"]
    assert all(other["gains"] or other["costs"] for other in others)


def test_a_repair_that_is_adopted_records_the_lost_room_in_the_same_change(
    kit: ServerKit, editor: Browser
) -> None:
    def hall() -> Room:
        return kit.store.load("days").schedule.room(RoomId("hall"))

    request = {"kind": "repair", "without_room": "hall", "day": "2027-05-01", "seconds": 5}
    job = editor.post("plan", request, status=202)["job"]
    first, *_ = finished(editor, job)["plans"]
    assert first["recorded"] == ["To be recorded: Hall is not available on Sat, 1 May."]
    moved = {move["session"] for move in first["moves"]}
    assert moved
    assert hall().available == ()

    before = kit.store.load("days").revision
    answer = editor.post(f"jobs/{job}/apply", {"plan": first["key"]})
    assert kit.store.load("days").revision == before + 1
    assert {period.start.date().isoformat() for period in hall().available} == {"2027-05-02"}
    editor.post("undo", {"number": answer["number"]})
    assert hall().available == ()


def test_a_person_who_is_absent_for_a_part_of_a_day_is_recorded_in_the_same_change(
    kit: ServerKit, editor: Browser
) -> None:
    def vera() -> Participant:
        return kit.store.load("days").schedule.participant(ParticipantId("vera"))

    request = {"kind": "repair", "without_person": "vera", "day": "2027-05-01", "since": "09:00"}
    job = editor.post("plan", {**request, "until": "11:00"}, status=202)["job"]
    first, *_ = finished(editor, job)["plans"]
    assert first["recorded"] == ["To be recorded: Vera Rubin is not available on Sat, 1 May 09:00–11:00."]
    assert first["moves"]

    before = kit.store.load("days").revision
    answer = editor.post(f"jobs/{job}/apply", {"plan": first["key"]})
    assert kit.store.load("days").revision == before + 1
    assert len(vera().available) == 2
    why = kit.store.history.log("days", limit=1)[0].why
    assert why == (
        "repair after participant 'vera' was absent on 2027-05-01 from 09:00 until 11:00: 1 session moved"
    )
    for language in ("zh", "ar"):
        assert not re.search("[a-z]{4}", localise(why, language).replace("vera", ""))
    editor.post("undo", {"number": answer["number"]})
    assert vera().available == ()
    editor.post("plan", {**request, "until": "noon"}, status=422)


def test_a_loss_that_is_not_recorded_is_named_without_commands(small_file: Path) -> None:
    request = PlanRequest("repair", without_room="hall")
    made = propose(ignore, f"sqlite:///{small_file}", "days", request)
    for language in ("en", "zh", "ar"):
        (sentence,) = plans_form(made, language)["plans"][0]["recorded"]
        assert "eventkit" not in sentence


def ignore(*_: Any, **__: Any) -> None:
    """Reports of progress are of no interest."""


def test_a_request_for_no_plan_is_refused(editor: Browser) -> None:
    for body in ({"kind": "miracle"}, {"kind": "plan", "sessions": 7}, {"kind": "plan", "day": "x"}):
        editor.post("plan", body, status=422)


def no_form(_result: Any, _language: str) -> dict[str, Any]:
    """No further members."""
    return {}


def test_a_job_reports_progress_and_ends_at_once_when_it_is_stopped() -> None:
    seen: list[Job] = []
    runner = JobRunner(seen.append, time.monotonic)
    request = JobRequest("plan", "ana", "days", "", no_form)
    job = runner.start(request, wait_for_ever)
    waiting = runner.start(request, wait_for_ever)
    while job.progress < 0.5:
        time.sleep(0.02)
    assert job.form("en")["message"] == "1 of 2 sessions placed"
    assert waiting.form("en")["message"] == "Waiting for another task"
    runner.start(request, wait_for_ever)
    with pytest.raises(TooManyJobs):
        runner.start(request, wait_for_ever)
    process = job.process
    runner.close()
    assert process is not None
    assert wait([process.sentinel], 60)  # it ended; the thread of the runner reaps it
    assert {job.state, waiting.state} == {JobState.CANCELLED}
    assert runner.find(job.id, "days") is job
    assert runner.find(job.id, "elsewhere") is None


def ended(job: Job) -> Job:
    """The job once it has ended."""
    until = time.monotonic() + 30
    while job.state is JobState.RUNNING and time.monotonic() < until:
        time.sleep(0.02)
    return job


def test_a_job_whose_process_is_killed_or_never_starts_ends_as_failed_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen: list[JobState] = []
    runner = JobRunner(lambda job: seen.append(job.state), time.monotonic)
    request = JobRequest("plan", "ana", "days", "", no_form)
    killed = runner.start(request, wait_for_ever)
    while killed.process is None or killed.progress < 0.5:
        time.sleep(0.02)
    killed.process.kill()
    assert ended(killed).state is JobState.FAILED
    assert seen[-1] is JobState.FAILED
    text = (
        "The task was stopped before its end, perhaps because memory ran out. Nothing was changed. Try again."
    )
    assert killed.form("en")["message"] == text
    # What cannot be sent to a process, what comes back and cannot be read, and a machine without memory.
    unsendable = runner.start(request, lambda: None)
    assert ended(unsendable).form("zh")["message"].startswith("任务未能完成")
    monkeypatch.setattr(runner._context, "Process", ProcessInThread)
    assert ended(runner.start(request, give_what_cannot_be_read)).state is JobState.FAILED
    monkeypatch.setattr(runner._context, "Process", refuse)
    assert ended(runner.start(request, wait_for_ever)).state is JobState.FAILED
    monkeypatch.setattr(threading.Thread, "start", refuse_thread)
    assert runner.start(request, wait_for_ever).state is JobState.FAILED


class ProcessInThread(threading.Thread):
    """A process that is none, and has ended when it has started.

    It has the runner's own end of the pipe, which is closed once a process has started.
    """

    def start(self) -> None:
        """Run it to its end."""
        super().start()
        self.join()

    def kill(self) -> None:
        """End it, which it does by itself."""


def refuse(*_: Any, **__: Any) -> None:
    """What the system does without memory."""
    raise OSError(12, "Cannot allocate memory")


def refuse_thread(*_: Any) -> None:
    """What it does when there are too many threads."""
    message = "can't start new thread"
    raise RuntimeError(message)
