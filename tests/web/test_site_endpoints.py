"""The public side: the site and the calendars of the newest release, sent once, and personal calendars."""

from __future__ import annotations

from eventkit.editing import edit_session, remove_session
from eventkit.office.office import Office
from eventkit.schedule import EntityKind
from web.server_kit import CONFERENCE, NOW, ServerKit, selection

SITE = f"/site/{CONFERENCE}"


def release(kit: ServerKit, name: str, title: str = "") -> None:
    """Release the conference, with another title of a talk if one is given."""
    office = Office(kit.store, CONFERENCE, author="lin", clock=lambda: NOW)
    if title:
        office.edit(lambda schedule: edit_session(schedule, "dust", title=title), "another title")
    office.releases.publish(name, force="a test")
    kit.seconds += 2


def test_nothing_is_published_before_the_first_release(kit: ServerKit) -> None:
    browser = kit.browser("public")
    own = selection(kit.store.load(CONFERENCE).schedule, "dust")
    for path in (f"{SITE}/", f"{SITE}/en/index.html", own):
        assert browser.get(path).status_code == 404
    assert browser.get("/site/nowhere/").status_code == 404
    assert browser.get("/healthz").text == "ok\n"


def test_the_site_of_the_newest_release_is_served_and_not_sent_twice(kit: ServerKit) -> None:
    browser = kit.browser("public")
    release(kit, "1.0")
    page = browser.get(f"{SITE}/en/sessions/dust.html")
    assert page.status_code == 200
    assert "Talk dust" in page.text
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    tag, modified = page.headers["etag"], page.headers["last-modified"]
    path = f"{SITE}/en/sessions/dust.html"
    for headers in (
        {"if-none-match": tag},
        {"if-none-match": f'"x", {tag}'},
        {"if-modified-since": modified},
    ):
        again = browser.get(path, headers=headers)
        assert (again.status_code, again.content) == (304, b"")
    other = {"if-none-match": '"other"', "if-modified-since": modified}
    assert browser.get(path, headers=other).status_code == 200
    head = browser.client.head(path)
    assert (head.content, head.headers["etag"]) == (b"", tag)
    plain = browser.get(path, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.headers["etag"] != tag
    release(kit, "2.0", title="Dust again")
    browser.get(f"{SITE}/en/index.html")  # the site of the new release is being made
    kit.client.portal.call(_settle, kit)
    assert "Dust again" in browser.get(path, headers={"if-none-match": tag}).text


async def _settle(kit: ServerKit) -> None:
    """Wait until the site of the newest release is made."""
    task = kit.server.sites._entries[CONFERENCE].task
    if task is not None:
        await task


def test_the_address_of_the_site_leads_to_the_language_of_the_reader(kit: ServerKit) -> None:
    browser = kit.browser("public")
    release(kit, "1.0")
    assert browser.get(SITE).headers["location"] == f"{SITE}/"
    answer = browser.get(f"{SITE}/", headers={"accept-language": "fr;q=0.9, zh-CN"})
    assert (answer.status_code, answer.headers["location"]) == (302, "zh/index.html")
    assert browser.get(f"{SITE}/", headers={"accept-language": "fr"}).status_code == 200
    missing = browser.get(f"{SITE}/en/sessions/nothing.html")
    assert missing.status_code == 404
    assert "<html" in missing.text
    assert browser.get(f"{SITE}/_headers").status_code == 404


def test_calendars_may_be_subscribed_to_without_an_account(kit: ServerKit) -> None:
    browser = kit.browser("public")
    release(kit, "1.0")
    feed = browser.get(f"{SITE}/calendars/en/all.ics")
    assert feed.headers["content-type"] == "text/calendar; charset=utf-8"
    assert feed.headers["cross-origin-resource-policy"] == "cross-origin"
    assert "must-revalidate" in feed.headers["cache-control"]


def test_a_reader_subscribes_to_the_chosen_sessions_and_learns_of_their_changes(kit: ServerKit) -> None:
    browser = kit.browser("public")
    release(kit, "1.0")
    page = browser.get(f"{SITE}/en/mine.html").text
    assert 'data-folder="../calendars/en/mine/"' in page
    schedule = kit.store.load(CONFERENCE).schedule
    address = selection(schedule, "dust", "light").replace(".ics", ".AAAAAAAA.ics")
    own = browser.get(address)
    assert own.headers["content-type"] == "text/calendar; charset=utf-8"
    assert [line for line in own.text.splitlines() if line == "BEGIN:VEVENT"] == ["BEGIN:VEVENT"] * 2
    assert browser.get(address, headers={"if-none-match": own.headers["etag"]}).status_code == 304
    office = Office(kit.store, CONFERENCE, author="lin", clock=lambda: NOW)
    office.rename(EntityKind.SESSION, "light", "lamp")
    office.edit(lambda schedule: remove_session(schedule, "dust"), "no dust")
    release(kit, "2.0")
    later = browser.get(address).text
    assert later.count("STATUS:CANCELLED") == later.count("STATUS:CONFIRMED") == 1
    for nonsense in (f"{SITE}/calendars/en/mine/AAAAAAAA.ics", address.replace("/en/", "/xx/")):
        assert browser.get(nonsense).status_code == 404


def test_the_first_request_for_a_calendar_after_a_release_has_the_new_one(kit: ServerKit) -> None:
    """A calendar program that asks once an hour would otherwise learn of every change an hour late."""
    browser = kit.browser("public")
    release(kit, "1.0")
    old = browser.get(f"{SITE}/calendars/en/all.ics")
    release(kit, "2.0", title="Dust again")
    new = browser.get(f"{SITE}/calendars/en/all.ics", headers={"if-none-match": old.headers["etag"]})
    assert "Dust again" in new.text
