"""Killed at any moment of a rename: the schedule and whatever follows it always have the same id."""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from datetime import UTC, datetime
from itertools import cycle
from pathlib import Path

import pytest

from eventkit.office.office import Office
from eventkit.schedule import EntityKind
from eventkit.store import BadgeWrites, ChangeNote, Store, Writes
from eventkit.store.store_doctor import examine
from store.small import AT, FORUM

IDS = ("hypatia", "alma")


def office(store: Store) -> Office:
    return Office(store, "forum", author="ada", clock=lambda: datetime.now(UTC))


def rename_again_and_again(url: str, progress: int) -> None:
    """Rename a person to and fro until killed; write a byte when the store is open, and after each rename."""
    with Store.open(url) as store:
        present = office(store).load().schedule.participants
        here = next(person.id for person in present if person.id in IDS)
        ids = cycle(IDS if here == IDS[0] else IDS[::-1])
        old = next(ids)
        os.write(progress, b".")
        for new in ids:
            office(store).rename(EntityKind.PARTICIPANT, old, new)
            os.write(progress, b".")
            old = new


@pytest.mark.skipif(sys.platform == "win32", reason="processes are forked")
def test_a_killed_rename_leaves_nothing_behind(tmp_path: Path, kills: int) -> None:
    url = f"sqlite:///{tmp_path / 'forum.db'}"
    with Store.open(url) as store:
        office(store).create(FORUM)
        office(store).contacts.edit("hypatia", email="hypatia@example.org")
        badges = BadgeWrites(new_key=bytes(range(32)), issue={"hypatia": "speaker"})
        store.commit("forum", lambda _: Writes(badges=badges), ChangeNote("ada", "test", AT))
    chance = random.Random(7)  # noqa: S311
    revisions = []
    for _ in range(kills):
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                rename_again_and_again(url, writing)
            finally:
                os._exit(1)
        os.close(writing)
        for _ in range(chance.choice([1, 2, 3])):
            assert os.read(reading, 1) == b"."
        time.sleep(chance.uniform(0, 0.02))
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        os.close(reading)
        with Store.open(url) as store:
            conference = office(store).load()
            (here,) = {person.id for person in conference.schedule.participants} & {*IDS}
            assert [contact.participant for contact in store.roster.load("forum").contacts] == [here]
            assert [badge.holder for badge in store.badges.all("forum")] == [here]
            revisions.append(conference.revision)
        assert examine(url) == ()
    assert revisions[-1] > len(revisions) // 2, "renames were made"
