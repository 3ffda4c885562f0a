"""What must never leave: contacts, and scripts in what people write."""

from __future__ import annotations

import json

from eventkit.editing import edit_conference, edit_session
from eventkit.office.office import Office
from web.server_kit import CONFERENCE, NOW, EventStream, ServerKit, selection

CANARIES = ("canary@example.org", "+43 1 000 4711", "TICKET-4711")

HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(2)>'\"&{{7*7}}"


def office(kit: ServerKit) -> Office:
    """An office beside the server."""
    return Office(kit.store, CONFERENCE, author="lin", clock=lambda: NOW)


def test_contacts_are_in_no_answer_of_board_site_feeds_or_events(kit: ServerKit) -> None:
    beside = office(kit)
    beside.contacts.edit("vera", email=CANARIES[0], phone=CANARIES[1], ticket=CANARIES[2])
    beside.releases.publish("1.0", force="a test")
    kit.seconds += 2
    viewer, public = kit.browser("publisher"), kit.browser("public")
    stream = EventStream(kit, viewer)
    viewer.place("dust", {"start": "2027-05-01T12:00", "end": "2027-05-01T12:30", "rooms": ["hall"]})
    texts = [json.dumps(stream.next("change"))]
    stream.close()
    paths = ("state", "sessions/dust/log", "sessions/dust/card", "places/dust")
    texts += [viewer.get(f"/api/{CONFERENCE}/{path}").text for path in paths]
    texts.append(viewer.get(f"/board/{CONFERENCE}").text)
    texts.append(public.get(selection(beside.load().schedule, "dust")).text)
    assert public.get(f"/site/{CONFERENCE}/en/people/vera.html").status_code == 200
    texts += [
        file.data.decode("utf-8", "replace")
        for file in kit.server.sites._entries[CONFERENCE].site.files.values()
    ]
    for canary in CANARIES:
        assert [text[:80] for text in texts if canary in text] == []
    contact = beside.contacts.show("vera")
    assert contact is not None
    assert contact.email == CANARIES[0]


def test_hostile_texts_stay_texts_in_pages_and_in_json(kit: ServerKit) -> None:
    beside = office(kit)
    beside.edit(lambda schedule: edit_session(schedule, "dust", title=HOSTILE), HOSTILE)
    beside.edit(lambda schedule: edit_conference(schedule, title=HOSTILE), "hostile")
    browser = kit.browser("editor")
    response = browser.get(f"/api/{CONFERENCE}/state")
    assert response.headers["content-type"] == "application/json"
    titles = {session["title"]["text"] for session in response.json()["sessions"]}
    assert HOSTILE in titles
    page = browser.get(f"/board/{CONFERENCE}").text
    assert "alert(1)" in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    stream = EventStream(kit, browser, since="1")
    assert "alert(1)" in stream.next("change")[1]["why"]
    stream.close()
    for hostile in ("/sign-in?next=%22%3E%3Cscript%3Ealert(1)", "/sign-in?next=javascript:alert(1)"):
        assert "<script>alert" not in browser.get(hostile).text
        assert "javascript:" not in browser.get(hostile).text
    message = browser.get("/api/<script>/state").json()["message"]
    assert "<script>" in message  # JSON, which no browser runs
