"""Interest: counts of votes, without anyone's own, and what plans make of them."""

from __future__ import annotations

import re

import pytest

from eventkit.editing import Refused
from eventkit.planning import Interest, plan, read_interest
from eventkit.planning.problem.objective import charge
from eventkit.schedule import Schedule
from model.building import session
from planning.talks_and_blocks import block, conference, talk


def talks(*ids: str) -> Schedule:
    return conference(*(talk(id_, 30) for id_ in ids))


def votes(choices: dict[str, str], heading: str = "voter,session") -> bytes:
    rows = (f"{voter},{id_}" for voter, ids in choices.items() for id_ in ids.split())
    return "\n".join((heading, *rows)).encode()


def test_votes_are_counted_and_counts_below_three_are_dropped() -> None:
    choices = {f"voter-{number}": "groups rings" for number in range(3)}
    choices |= {"voter-3": "groups cones", "voter-4": "groups cones"}
    read = read_interest(votes(choices), "votes.csv", talks("groups", "rings", "cones"))
    assert read.interest.pairs == {("groups", "rings"): 3}
    assert read.interest.totals == {"groups": 5, "rings": 3}
    assert read.unknown == ()
    assert "voter-" not in repr(read)


@pytest.mark.parametrize(
    "text",
    [
        "Who;Talk\n" + "".join(f"{who};{id_}\n" for who in "abc" for id_ in ("groups", "RX7")),
        "user\ttalk\trating\n" + "".join(f"{who}\t{id_}\t5\n" for who in "abc" for id_ in ("groups", "RX7"))
        + "d\tgroups\t3\nd\tRX7\t5\n",
        "session,session,count\nRX7,groups,3\ngroups,groups,3\nRX7,RX7,4\n",
    ],
    ids=["votes", "stars", "pairs"],
)  # fmt: skip
def test_votes_stars_and_pairs_are_read_with_any_delimiter(text: str) -> None:
    schedule = conference(talk("groups", 30), talk("rings", 30, source="cfp", source_id="RX7"))
    interest = read_interest(text.encode(), "votes.csv", schedule).interest
    assert interest.pairs == {("groups", "rings"): 3}
    assert set(interest.totals) == {"groups", "rings"}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("name,why\nlin,groups\n", "votes.csv: the first row does not name its columns"),
        ("", "votes.csv: the first row does not name its columns"),
        ("voter,session\nlin\n", "votes.csv, line 2: a vote needs a voter and a session"),
        ("voter,session,stars\nlin,groups,many\n", "line 2: the number of stars must be a whole number"),
        ("session,session,count\ngroups,rings,-3\n", "line 2: the number of people must be a whole number"),
        ("voter,session\nlin,x\nlin,y\nnoether,x\n", "none of its sessions is in this conference"),
    ],
)
def test_what_is_no_file_of_votes_is_refused_without_a_word_on_people(text: str, message: str) -> None:
    with pytest.raises(Refused) as error:
        read_interest(text.encode(), "votes.csv", talks("groups", "rings"))
    assert message in str(error.value)
    assert "lin" not in str(error.value).replace("line", "")
    (refusal,) = error.value.messages
    assert re.match(r"votes\.csv( 第 \d 行)?：[\u4e00-\u9fff]", refusal.in_language("zh").text)


def test_sessions_that_the_same_people_want_are_not_planned_at_once() -> None:
    schedule = conference(
        block("morning", "09:00-10:00", "hall"),
        block("beside", "09:00-10:00", "attic"),
        *(talk(id_, 30) for id_ in ("groups", "rings", "cones", "curves")),
        session("opening", "09:00-09:30", kind="opening"),
    )
    interest = Interest({("curves", "rings"): 20, ("cones", "groups"): 30, ("curves", "opening"): 10})
    after = plan(schedule, interest=interest).apply(schedule)
    starts = {each.id: each.slot.period.start for each in after.sessions if each.slot}
    assert starts["curves"] != starts["rings"]
    assert starts["cones"] != starts["groups"]
    assert starts["curves"] != starts["opening"]
    assert "interest" not in charge(after, interest=interest)


def test_votes_stand_in_for_an_audience_that_is_unknown() -> None:
    rooms = [{"id": "hall", "name": "Hall", "capacity": 40}, {"id": "attic", "name": "Attic", "capacity": 10}]
    schedule = conference(
        block("morning", "09:00-09:30", "hall"),
        block("beside", "09:00-09:30", "attic"),
        talk("groups", 30),
        talk("rings", 30, audience=5),
        rooms=rooms,
    )
    interest = Interest(totals={"groups": 30, "rings": 90})
    result = plan(schedule, interest=interest)
    after = result.apply(schedule)
    assert after.session("groups").parent == "morning"
    moved = conference(
        session("groups", "09:00-09:30", "attic"), session("rings", "09:00-09:30", "hall"), rooms=rooms
    )
    assert charge(moved, interest=interest)["interest-seats"].amount == 20 + 50
