"""Plans made and adopted from the command line."""

from __future__ import annotations

import json
import signal
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from cli.conftest import Call
from eventkit.cli import plan_report
from eventkit.cli.commands import CliSettings
from eventkit.cli.plan_report import ProgressWatch, Stopwatch, search_line, watch_progress
from eventkit.cli.terminal import Terminal
from eventkit.planning import Progress


@pytest.fixture
def waiting(begun: Call) -> Call:
    """A forum with blocks on Monday, and three talks without a time."""
    begun("plan", "blocks", "mon 11:00-12:00, 13:00-13:30", "--rooms", "main-hall")
    for title in ("Clean Water", "Clean Air"):
        begun("session", "add", title, "--minutes", "30")
    begun("session", "add", "Vaccines", "--minutes", "30", "--person", "lin")
    return begun


def test_a_plan_does_not_report_that_a_block_that_it_has_filled_has_no_chair(begun: Call) -> None:
    begun("plan", "blocks", "mon 11:00-12:00", "--rooms", "main-hall")
    for title in ("Clean Water", "Clean Air"):
        begun("session", "add", title, "--minutes", "30", "--person", "lin")
    assert "block-unchaired" not in begun("plan").stdout
    assert "block-main-hall-0906-1100" in begun("check", "--rule", "block-unchaired").stdout


def test_blocks_are_added_where_nothing_takes_place_and_a_plan_fills_them(waiting: Call) -> None:
    output = waiting("plan", "blocks", "09:00-10:00, 11:00-12:00", "--rooms", "main-hall,annex").stdout
    assert output.count("block") >= 5
    block = "“Annex, Mon, 6 Sept, 09:00”, Mon, 6 Sept 09:00–10:00, Annex.  session block-annex-0906-0900"
    assert block in output
    assert "block-main-hall-0906-0900" not in output  # the opening is there
    output = waiting("plan").stdout
    assert "3 sessions have a place" in output
    assert "+ Vaccines (30)" in output
    assert "--in-rooms" not in output
    assert "to repeat this plan: --moves 6000 --seed 0; another seed gives another plan" in output
    assert waiting("plan").stdout == ("nothing to plan: every session has a place, and none has to move\n")
    assert "plan 3 sessions" in waiting("log").stdout
    waiting("undo")
    assert "3 sessions have a place" in waiting("plan", "--dry-run").stdout


def test_a_dry_run_shows_a_plan_and_changes_nothing(waiting: Call) -> None:
    output = waiting("plan", "--dry-run", "--for", "speakers").stdout
    assert output.startswith("this would change:\n")
    assert "Not scheduled yet" in waiting("session", "show", "vaccines").stdout


def test_unplaced_sessions_are_named_with_the_reason_and_the_exit_code_is_1(waiting: Call) -> None:
    waiting("session", "add", "Long Workshop", "--minutes", "100")
    output = waiting("plan", "--dry-run", code=1).stdout
    assert "3 sessions have a place, 1 has none" in output
    assert "No place for “Long Workshop” (long-workshop): " in output
    assert "use --explain to see why" in output
    assert "--in-rooms also uses the free time of rooms outside blocks" in output
    output = waiting("plan", "--dry-run", "--in-rooms").stdout
    assert "4 sessions have a place" in output
    assert "--in-rooms also" not in output
    output = waiting("plan", "--explain", code=1).stdout
    assert "it takes 100 minutes, and the longest free time has 60" in output
    assert "  This would help:\n    “Long Workshop” takes place outside the blocks, " in output
    assert "after one of these changes: 'eventkit plan repair long-workshop'" in output
    output = waiting("plan", "--explain", "--dry-run", code=1).stdout
    assert "after one of these changes, plan again" in output


def test_the_plan_as_json_is_the_plan_that_is_adopted(waiting: Call) -> None:
    plan = json.loads(waiting("plan", "vaccines", "--json", "--moves", "10").stdout)
    assert plan["applied"] is True
    assert [move["session"] for move in plan["moves"]] == ["vaccines"]
    assert plan["moves"][0]["start"].startswith("2027-09-06T")
    assert plan["left_out"] == []
    page = (Path(__file__).parents[2] / "docs" / "planning.md").read_text("utf-8")
    table = page.partition("## As JSON")[2].partition("## ")[0]
    assert [key for key in (*plan, *plan["moves"][0]) if f"`{key}`" not in table] == []


def test_an_explanation_is_a_sentence_with_short_lists_and_says_once_what_is_the_same(waiting: Call) -> None:
    for number in range(12):
        waiting("session", "add", f"Clean Soil {number}", "--minutes", "30")
    waiting("person", "add", "Amina Diallo", "--id", "diallo")
    for person, day in (("lin", "2027-09-06"), ("diallo", "2027-09-07")):
        waiting("person", "available", person, day)
    waiting("session", "add", "Duet", "--minutes", "30", "--person", "lin", "--person", "diallo")
    output = waiting("plan", "--explain", "--dry-run", code=1).stdout
    reasons = output.partition("No place")[2].partition("after one of")[0].splitlines()
    assert reasons[0] == (
        " for 12 sessions: 15 sessions need 450 minutes together, and the free time that they can use has 90."
    )
    assert reasons[1] == "  Sessions:"
    assert reasons[8:12] == [
        "    and 6 more",
        "  This would help:",
        "    4 more rooms with the same blocks on 2 days: 6 more hours of room time",
        "No place for “Duet” (duet): no free time meets all of its conditions.",
    ]
    assert [line.strip() for line in reasons if " can only come " in line] == [
        "Amina Diallo can only come Tue, 7 Sept"
    ]


def test_only_sessions_of_a_track_or_on_a_day_are_planned(waiting: Call) -> None:
    waiting("track", "add", "Health", "--code", "HE", "--colour", "#336699")
    waiting("session", "edit", "vaccines", "--track", "health")
    output = waiting("plan", "--track", "health", "--dry-run").stdout
    assert "1 session has a place" in output
    assert "no place" in waiting("plan", "--day", "2027-09-07", "--dry-run", code=1).stdout
    waiting("plan", "--track", "health")
    assert "No session of health needs a time." in waiting("plan", "--track", "health", code=1).stderr


def test_alternatives_are_shown_and_the_one_that_is_taken_is_adopted(waiting: Call) -> None:
    waiting("plan", "blocks", "tue 09:00-10:30", "--rooms", "annex")
    output = waiting("plan", "--alternatives", "3").stdout
    fewer = "1 fewer day on which someone comes for one session"
    assert output.startswith("A · best overall, also for the audience, ")
    assert f": {fewer}\n  3 sessions have a place" in output
    assert "B and those after it are compared with A" in output
    assert "B · at other times: " in output
    assert "% of the sessions at another time than in A" in output
    assert "Not scheduled yet" in waiting("session", "show", "vaccines").stdout
    second = json.loads(waiting("plan", "--alternatives", "3", "--json").stdout)[1]
    assert "no alternative 'X': there are A, B" in waiting("plan", "--take", "X", code=2).stderr
    taken = json.loads(waiting("plan", "--take", "b", "--json").stdout)
    assert taken["moves"] == second["moves"]
    assert taken["applied"] is True


def test_where_nothing_moves_there_is_nothing_to_choose(waiting: Call) -> None:
    waiting("plan")
    waiting("session", "add", "Long Workshop", "--minutes", "100")
    output = waiting("plan", "--alternatives", "3", code=1).stdout
    assert output.startswith("1 session has no place.\n")
    assert "--take" not in output
    output = waiting("plan", "repair", "--alternatives", "3").stdout
    assert output == "nothing to repair: no session has to move\n"


def test_a_lost_room_is_left_and_the_letters_are_counted(begun: Call) -> None:
    begun("release", "1.0")
    output = begun("plan", "repair", "--without-room", "main-hall", "--dry-run").stdout
    assert output.startswith("this would change:\n")
    assert "2 only change rooms; 2 people to notify." in output
    begun("plan", "repair", "--without-room", "main-hall", "--against", "1.0")
    assert "Annex" in begun("session", "show", "panel").stdout
    log = " ".join(begun("log").stdout.split())
    assert "repair after room 'main-hall' was lost: 2 sessions moved" in log
    assert "nothing to repair" in begun("plan", "repair").stdout


def test_a_room_that_is_lost_on_a_day_is_recorded_with_the_repair_and_undone_with_it(begun: Call) -> None:
    words = ("plan", "repair", "--without-room", "main-hall")
    announced = begun(*words, "--day", "2027-09-06", "--dry-run").stdout.replace("\n", " ")
    assert "To be recorded: Main Hall is not available on Mon, 6 Sept." in announced
    output = begun(*words, "--day", "2027-09-06").stdout
    assert "Recorded: Main Hall is not available on Mon, 6 Sept." in output.replace("\n", " ")
    assert "Main Hall" not in begun("session", "show", "panel").stdout
    assert "2027-09-06" not in begun("room", "show", "main-hall").stdout
    begun("session", "move", "panel", "--room", "main-hall")
    assert "room-unavailable" in begun("check", code=1).stdout
    begun("undo")
    begun("undo")
    assert "Not stored: record when Main Hall is available" in begun(*words).stdout.replace("\n", " ")


def test_a_person_who_is_absent_for_a_part_of_a_day_is_recorded_and_named_in_the_log(begun: Call) -> None:
    words = ("plan", "repair", "--without-person", "lin", "--day", "2027-09-06", "--start", "09:00", "--end")
    assert "'soon' must be a time of day" in begun(*words, "soon", code=2).stderr
    assert "'' must be a time of day" in begun(*words, "", code=2).stderr
    output = " ".join(begun(*words, "11:00").stdout.split())
    assert "Recorded: Lin Yifu, Peking University is not available on Mon, 6 Sept 09:00–11:00." in output
    why = "repair after participant 'lin-yifu' was absent on 2027-09-06 from 09:00 until 11:00: 2 sessions"
    assert why in begun("log").stdout


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ("repair --day 2027-09-06", "--day, --start and --end are for a loss."),
        ("repair --start 10:00", "Add --without-room or --without-person."),
        ("--repair --without-room annex", "--repair is an option of 'eventkit plan repair'."),
        ("panel --late opening 60", "--late is an option of 'eventkit plan repair'."),
        ("--explain --alternatives 2", "--explain is about a single plan."),
        ("--explain --take B", "--explain is about a single plan."),
        ("--jobs 2 --seeds 1", "--jobs is the number of processors for several seeds."),
        ("--show-weights --track health", "--show-weights can only be combined with --for."),
        ("--show-weights --seed 0", "--show-weights can only be combined with --for."),
        ("--moves 0 --seconds 1", "--moves and --seconds cannot be used together."),
    ],
)
def test_options_that_say_nothing_together_are_refused_in_a_sentence(
    begun: Call, words: str, sentence: str
) -> None:
    assert sentence in " ".join(begun("plan", *words.split(), code=2).stderr.split())


def test_the_json_of_a_repair_has_the_sentences_of_its_report(begun: Call) -> None:
    begun("session", "edit", "panel", "--audience", "150")
    begun("room", "edit", "annex", "--capacity", "40")
    lost = ("plan", "repair", "--without-room", "main-hall", "--day", "2027-09-06", "--dry-run")
    report = " ".join(begun(*lost).stdout.split())
    answer = json.loads(begun(*lost, "--json").stdout)
    sentences = [
        answer["sentence"],
        *answer["losses"],
        *(price["sentence"] for price in answer["price"]),
        *(finding["message"] for finding in answer["new"]),
    ]
    assert len(sentences) > 3
    assert [sentence for sentence in sentences if sentence not in report] == []
    assert [change for change in answer["changes"] if "Annex" in change]
    page = (Path(__file__).parents[2] / "docs" / "planning.md").read_text("utf-8")
    table = page.partition("## As JSON")[2].partition("## ")[0]
    assert [key for key in answer if f"`{key}`" not in table] == []


def test_the_json_of_a_plan_names_the_rooms_of_talks_in_blocks(waiting: Call) -> None:
    moves = json.loads(waiting("plan", "--json").stdout)["moves"]
    assert {(move["part_of"] is not None, *move["rooms"]) for move in moves} == {(True, "main-hall")}
    (again, *_) = json.loads(waiting("plan", "repair", "--without-room", "main-hall", "--json").stdout)[
        "moves"
    ]
    assert (again["rooms"], again["old_rooms"]) == (["annex"], ["main-hall"])


def test_repairs_are_compared_and_one_of_them_is_taken(begun: Call) -> None:
    output = begun("plan", "repair", "--without-room", "main-hall", "--alternatives", "2").stdout
    assert output.startswith("A · fewest moves: 2 only change rooms, 2 people to notify; it costs nothing\n")
    assert "no other plan that was tried differs from it" in output
    lost = ("plan", "repair", "--without-room", "main-hall", "--day", "2027-09-06")
    output = begun(*lost, "--alternatives", "5").stdout
    assert "B · " in output
    assert "sessions have a place" not in output
    second = json.loads(begun(*lost, "--alternatives", "2", "--json").stdout)[1]
    assert begun("plan", "repair").stdout == "nothing to repair: no session has to move\n"
    taken = json.loads(begun(*lost, "--take", "B", "--json").stdout)
    assert (taken["moves"], taken["applied"]) == (second["moves"], True)


def test_a_session_that_begins_late_is_repaired(begun: Call) -> None:
    plan = json.loads(begun("plan", "repair", "--late", "opening", "60", "--json").stdout)
    moves = {move["session"]: (move["old_start"], move["start"]) for move in plan["moves"]}
    assert moves.keys() == {"opening", "panel"}  # the panel is in its way
    old, new = map(datetime.fromisoformat, moves["opening"])
    assert new - old == timedelta(minutes=60)


def test_a_person_who_cannot_come_on_a_day_is_repaired_in_the_language_of_the_reader(
    begun: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "zh")
    picture = tmp_path / "repair.svg"
    words = ("plan", "repair", "--without-person", "lin", "--day", "2027-09-06", "--picture", str(picture))
    output = begun(*words, "--dry-run").stdout
    assert "须通知" in output
    assert picture.read_text(encoding="utf-8").startswith("<svg xmlns=")
    message = begun("plan", "--alternatives", "2", "--picture", "a.svg", code=2).stderr
    assert "请用 --take 选择方案。" in message


def test_progress_weights_and_hints_are_in_the_language_of_the_reader(
    waiting: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress = Progress(placed=3, left_out=0, price=1200, moves_tried=50, moves=100)
    line = search_line(progress)
    assert line == "planning … 50 %, 3 of 3 placed, price 1200; Ctrl-C uses the best so far"
    assert line.in_language("zh").text.startswith("正在编排…… 50%，3场已排3场，代价1200；")
    monkeypatch.setenv("EVENTKIT_LANGUAGE", "zh")
    assert "折合人数" in waiting("plan", "--show-weights").stdout
    waiting("session", "add", "Long Workshop", "--minutes", "100")
    assert "用 --explain 查看原因和补救办法" in waiting("plan", "--dry-run", code=1).stdout


def test_a_room_that_is_named_twice_gets_one_block(begun: Call) -> None:
    begun("plan", "blocks", "2027-09-07 15:00-16:00, 15:30-16:30", "--rooms", "annex,Annex,附楼")

    assert begun("session", "list").stdout.count("block-annex-") == 1


def test_places_without_a_new_block_are_named_with_what_takes_place_there(begun: Call) -> None:
    begun("session", "edit", "opening", "--plenary")
    add = ("plan", "blocks", "mon 09:00-10:30, 11:00-12:00", "--rooms", "main-hall,annex")
    output = " ".join(begun(*add).stdout.split())
    assert (
        "No block is added Mon, 6 Sept 09:00–10:30 in Main Hall and Annex: "
        "the plenary “Opening” (opening) takes place then." in output
    )

    begun("session", "add", "Fair", "--start", "2027-09-07 14:15", "--minutes", "60", "--room", "annex")
    more = ("plan", "blocks", "mon 11:00-12:00", "tue 14:00-15:00", "--rooms", "main-hall,annex")
    answer = json.loads(begun(*more, "--json").stdout)
    there = (
        "No blocks are added Mon, 6 Sept 11:00–12:00 in Main Hall and Annex: blocks are there already, "
        "such as “Main Hall, Mon, 6 Sept, 11:00” (block-main-hall-0906-1100), and a plan fills them."
    )
    assert [block["session"] for block in answer["added"]] == ["block-main-hall-0907-1400"]
    assert [(each["rooms"], each["session"], each["sentence"]) for each in answer["omitted"]] == [
        (
            ["main-hall", "annex"],
            "block-main-hall-0906-1100",
            there,
        ),
        (
            ["annex"],
            "fair",
            "No block is added Tue, 7 Sept 14:00–15:00 in Annex: “Fair” (fair) takes place there then.",
        ),
    ]
    refusal = " ".join(begun(*more, code=1).stderr.split())
    assert "(block-main-hall-0906-1100)" in refusal
    assert refusal.endswith("Choose other times or rooms.")


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["fri"], "has no times. Give days and times"),
        (["fri 09:00-10:00"], "The conference has no day 'fri'"),
        (["mon 9-10"], "'9-10' is not a period"),
        (["mon 10:00-09:00"], "10:00-09:00 ends before it begins."),
        (["2027-09-09 10:00-11:00"], "The conference has no day '2027-09-09'"),
        (["soon 10:00-11:00"], "'soon' is not a day"),
    ],
)
def test_blocks_with_invalid_days_or_times_are_refused(begun: Call, words: list[str], message: str) -> None:
    assert message in begun("plan", "blocks", *words, "--rooms", "main-hall", code=2).stderr.replace(
        "\n", " "
    )


def test_moves_and_seconds_exclude_each_other_and_seconds_become_moves(waiting: Call) -> None:
    assert "cannot be used together" in waiting("plan", "--moves", "5", "--seconds", "1", code=2).stderr
    stopwatch = Stopwatch()
    assert stopwatch.seconds == 0
    stopwatch._first, stopwatch._last = (0, 1.0), (512, 1.5)
    assert stopwatch.seconds == pytest.approx(0.5 / 512)


def test_the_first_interrupt_ends_the_search_and_the_second_the_command() -> None:
    usual = signal.getsignal(signal.SIGINT)
    progress = Progress(1, 0, 0, 0, 10)
    with watch_progress(Terminal(CliSettings()), search_line) as watch:
        assert watch(progress)
        assert not watch.is_stopped
        signal.raise_signal(signal.SIGINT)
        assert not watch(progress)
        assert watch.is_stopped
        assert signal.getsignal(signal.SIGINT) is usual
    assert signal.getsignal(signal.SIGINT) is usual


def test_a_search_that_was_interrupted_names_no_options_that_repeat_it(
    waiting: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(watch: ProgressWatch[Progress], progress: Progress) -> bool:
        if progress.moves_tried and not watch.is_stopped:
            signal.raise_signal(signal.SIGINT)
        return not watch.is_stopped

    monkeypatch.setattr(ProgressWatch, "__call__", interrupt)
    output = waiting("plan", "--dry-run", "--moves", "2000").stdout
    assert "3 sessions have a place" in output
    assert "repeat" not in output


def test_weights_are_shown_as_trades_and_set_by_words_or_a_file(waiting: Call, tmp_path: Path) -> None:
    assert "1 change of room within a track = 90 people" in waiting("plan", "--show-weights").stdout
    output = waiting(
        "plan", "weights", "track-rooms", "strongly", "preference", "above", "all", code=2
    ).stderr
    assert "Give a weight for each code" in output
    assert "360 people" in waiting("plan", "weights", "track-rooms", "strongly", "--dry-run").stdout
    assert "90 people" in waiting("plan", "weights").stdout
    file = tmp_path / "weights.toml"
    file.write_text('[planning]\ntrack-rooms = "strongly"\npreference = "above all"\n')
    assert "360 people" in waiting("plan", "weights", "--file", str(file)).stdout
    assert "strongly" in waiting("plan", "--show-weights", "--for", "speakers").stdout
    assert waiting("plan", "weights", "--file", str(file)).stdout == "nothing changed\n"
    assert "Did you mean 'track-rooms'" in waiting("plan", "weights", "track-room", "ignore", code=1).stderr
    assert "90 people" in waiting("plan", "weights", "track-rooms", "normal").stdout


def test_votes_and_seeds_change_a_plan_and_nothing_of_the_votes_remains(
    waiting: Call, tmp_path: Path
) -> None:
    waiting("plan", "blocks", "mon 11:00-12:00", "--rooms", "annex")
    votes = tmp_path / "votes.csv"
    rows = [f"voter-{number},{id_}" for number in range(5) for id_ in ("clean-air", "clean-water", "dream")]
    votes.write_text("\n".join(("voter,session", *rows)))
    options = ("plan", "--interest", str(votes), "--seeds", "3", "--moves", "50", "--json", "--dry-run")
    alone, at_once = (waiting(*options, "--jobs", jobs) for jobs in ("1", "2"))
    assert alone.stdout == at_once.stdout
    assert "wanted by 3 people or more: sessions: 2, pairs of sessions: 1" in alone.stderr
    assert "1 session is not in this conference" in alone.stderr
    moves = {move["session"]: move["start"] for move in json.loads(alone.stdout)["moves"]}
    assert moves["clean-air"] != moves["clean-water"]
    waiting("plan", "--interest", str(votes), "--moves", "50")
    assert b"voter-" not in Path("eventkit.db").read_bytes()


def test_a_repair_ends_after_the_given_seconds_and_reports_what_is_left(
    begun: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = count(0, 1_000)
    monkeypatch.setattr(plan_report, "perf_counter", lambda: next(clock))
    output = begun(
        "plan", "repair", "--without-room", "main-hall", "--seconds", "5", "--dry-run", code=1
    ).stdout
    assert "2 sessions stay where they are: the search was ended before a place was found: Main" in output
    assert "  This would help:\n    the search goes on for longer" in output
