"""History that was rewritten under a running server: what was erased or replaced is served no more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from eventkit.editing import edit_conference
from eventkit.office.office import Office
from eventkit.schedule import Schedule
from eventkit.store import Store, backups
from web.server_kit import CONFERENCE, NOW, EventStream, ServerKit, finished_job, open_kit, small_schedule

SITE = f"/site/{CONFERENCE}"
ADA = {"id": "ada", "name": {"en": "Adalbert Quuxeria"}, "biography": "Born in Quuxville."}


def schedule() -> Schedule:
    """The small conference with a person whose name nothing else has, in a talk."""
    plain = small_schedule()
    form = plain.model_dump()
    people = [*plain.participants, ADA]
    dust = plain.session("dust").model_copy(update={"people": ({"participant": "ada", "role": "speaker"},)})
    sessions = [dust if session.id == "dust" else session for session in plain.sessions]
    return type(plain).model_validate({**form, "participants": people, "sessions": sessions})


@pytest.fixture
def both(store: Store, store_url: str, tmp_path: Path) -> Iterator[tuple[ServerKit, Office]]:
    """A server over either database, with the office of another process."""
    with Store.open(store_url) as other:
        office = Office(other, CONFERENCE, author="lin", clock=lambda: NOW)
        office.create(schedule())
        office.releases.publish("1.0", force="a test")
        for kit in open_kit(store, tmp_path, store_url=store_url):
            yield kit, office


def edited(now: Schedule, title: str) -> Schedule:
    """The conference under another title."""
    return edit_conference(now, title={"en": title, "zh": title})


def test_a_site_shows_nobody_who_was_erased_one_second_after_it(both: tuple[ServerKit, Office]) -> None:
    kit, office = both
    browser = kit.browser("public")
    assert "Quuxeria" in browser.get(f"{SITE}/en/people/ada.html").text
    assert "Quuxeria" in browser.get(f"{SITE}/calendars/en/all.ics").text
    office.contacts.forget("ada")
    kit.seconds += 1
    assert browser.get(f"{SITE}/en/people/ada.html").status_code == 404
    for path in ("calendars/en/all.ics", "data/schedule.json", "en/sessions/dust.html"):
        assert "Quux" not in browser.get(f"{SITE}/{path}").text
    assert browser.get(f"{SITE}/en/sessions/dust.html").status_code == 200


def test_the_site_of_an_erased_conference_is_not_that_of_the_next_one_of_its_id(
    both: tuple[ServerKit, Office],
) -> None:
    kit, office = both
    browser = kit.browser("public")
    assert browser.get(f"{SITE}/en/people/ada.html").status_code == 200
    office.remove_forever()
    kit.seconds += 1
    assert browser.get(f"{SITE}/en/index.html").status_code == 404
    office.create(edited(small_schedule(), "Another one"))
    kit.seconds += 1
    assert browser.get(f"{SITE}/en/index.html").status_code == 404
    office.releases.publish("1.0", force="a test")
    kit.seconds += 1
    assert "Another one" in browser.get(f"{SITE}/en/index.html").text
    assert browser.get(f"{SITE}/en/people/ada.html").status_code == 404


def test_a_restored_backup_is_served_and_shown_on_boards(
    both: tuple[ServerKit, Office], store_url: str, tmp_path: Path
) -> None:
    kit, office = both
    backups.backup(store_url, tmp_path / "before.db")
    office.edit(lambda now: edited(now, "Yesterday"), "a title")
    office.releases.publish("2.0", force="a test")
    browser, editor = kit.browser("public"), kit.browser("editor")
    assert "Yesterday" in browser.get(f"{SITE}/en/index.html").text
    seen = editor.api("state")
    assert (seen["release"], seen["number"]) == ("2.0", 2)
    stream = EventStream(kit, editor)
    stream.next("presence")
    backups.restore(tmp_path / "before.db", store_url, overwrite=True)
    office.edit(lambda now: edited(now, "Today"), "another title")
    office.releases.publish("2.0", force="a test")
    kit.seconds += 1
    assert "Today" in browser.get(f"{SITE}/en/index.html").text
    _, change = stream.next("change")
    assert change["reload"]
    now = editor.api("state")
    assert (now["release"], now["number"]) == ("2.0", 2)
    assert now["conference"] != seen["conference"]
    stream.close()


@pytest.mark.parametrize("rewrite", ["forget", "remove"])
def test_documents_made_of_what_was_erased_are_not_shown(
    both: tuple[ServerKit, Office], rewrite: str
) -> None:
    kit, office = both
    editor = kit.browser("editor")
    job = finished_job(kit, "plan", ())
    path = f"/api/{CONFERENCE}/jobs/{job.id}"
    office.edit(lambda now: edited(now, "Any other change"), "a title")
    assert editor.get(path).status_code == 200
    if rewrite == "forget":
        office.contacts.forget("ada")
    else:
        office.remove()
    assert editor.get(path).status_code == 404
    assert kit.server.jobs.find(job.id, CONFERENCE) is None


def test_an_erased_person_is_in_no_message_or_answer_of_a_board(both: tuple[ServerKit, Office]) -> None:
    kit, office = both
    editor = kit.browser("editor")
    stream = EventStream(kit, editor)
    stream.next("presence")
    first = editor.api("state")["revision"]
    edit = {"op": "pin", "session": "dust", "pinned": True}
    editor.post("edits", {"id": "one", "edits": [edit]})
    stream.next("change")
    office.contacts.forget("ada")
    _, change = stream.next("change")
    assert change["reload"]
    desk = kit.server.desk(CONFERENCE)
    assert "Quux" not in repr(desk.answers) + repr(desk.listeners._messages)
    assert "Quux" not in repr(editor.api("state"))
    assert desk.listeners.messages_after(first, "en") is None
    stream.close()
