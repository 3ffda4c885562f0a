"""The organisers' pages: forms without scripts, contacts for the office alone, rules, release and import."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from pathlib import Path

import httpx2
import pytest

from eventkit.editing import add_room, edit_conference, edit_participant, edit_room, move_session
from eventkit.errors import StoreProblem, StoreUnavailable
from eventkit.model import Room
from eventkit.office.office import Office
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.web.forms.entity_forms import FORMS, EntityForm
from eventkit.web.forms.form_values import fields_of
from eventkit.web.release_pages import KIND, find_changes, page_ranges
from web.server_kit import CONFERENCE, NOW, Browser, ServerKit, finished_job

CANARY = "canary-4711@example.org"
HOSTILE = '"><script>alert(1)</script>{{ 7*7 }}<img src=x onerror=alert(1)>'

_INPUT = re.compile(
    r"<input([^>]*)>|<textarea([^>]*)>([^<]*)</textarea>|<select([^>]*)>(.*?)</select>", re.DOTALL
)


def attribute(tag: str, name: str) -> str | None:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(match[1]) if match else None


def strings_of(page: str) -> dict[str, str]:
    """What a browser would send for the form of a page, as it is."""
    form = page[page.index('id="form"') :]
    strings = {}
    for input_, area, text, select, options in _INPUT.findall(form):
        name = attribute(input_ or area or select, "name")
        if name is None or name in {"number", "back"}:
            continue
        if attribute(input_, "type") == "checkbox" and " checked" not in input_:
            continue
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        value = attribute(input_, "value") if input_ else unescape(text) if area else None
        strings[name] = value if value is not None else unescape((chosen or first)[1]) if select else "on"  # type: ignore[index]
    return strings


def post(browser: Browser, path: str, strings: Mapping[str, str], status: int = 303) -> str:
    answer = browser.client.post(f"/{CONFERENCE}/{path}", data={"form_token": browser.token, **strings})
    assert answer.status_code == status, answer.text[:2000]
    return answer.text


@pytest.fixture
def office(kit: ServerKit) -> Office:
    return Office(kit.store, CONFERENCE, author="elsewhere", clock=lambda: NOW)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_list_and_every_form_is_a_page(kit: ServerKit, language: str) -> None:
    viewer = kit.browser("viewer")
    for path in (
        *("sessions", "people", "rooms", "tracks", "organisations", "deadlines", "rules", "log", "release"),
        *("sessions/dust", "people/ana", "rooms/hall", "tracks/stars", f"conference/{CONFERENCE}"),
        *("sessions/new", "people/new", "rooms/new", "tracks/new", "organisations/new", "deadlines/new"),
    ):
        answer = viewer.get(f"/{CONFERENCE}/{path}?lang={language}")
        assert answer.status_code == 200, path
        assert "<h2" in answer.text
        assert " style=" not in answer.text
        assert "onclick" not in answer.text


def test_a_form_that_is_sent_as_it_came_changes_nothing(kit: ServerKit, office: Office) -> None:
    publisher, before = kit.browser("publisher"), office.load()
    sessions = ("sessions/dust", "sessions/late", "sessions/first")
    for path in (*sessions, "people/vera", "rooms/yard", "tracks/stars", f"conference/{CONFERENCE}"):
        strings = strings_of(publisher.get(f"/{CONFERENCE}/{path}").text)
        post(publisher, path, {**strings, "do": "save"})
    assert office.load().schedule == before.schedule


def test_a_form_that_is_sent_as_it_came_keeps_every_field(kit: ServerKit, office: Office) -> None:
    """A field without an input would be lost with each form that is saved."""

    def fill(schedule: Schedule) -> Schedule:
        schedule = edit_conference(schedule, short_title={"en": "SF27"})
        return edit_participant(schedule, "vera", precedence=2, honorific={"en": "Prof."}, pronouns="she")

    office.edit(fill, "protocol")
    publisher, before = kit.browser("publisher"), office.load().schedule
    for path in ("people/vera", f"conference/{CONFERENCE}"):
        strings = strings_of(publisher.get(f"/{CONFERENCE}/{path}").text)
        post(publisher, path, {**strings, "do": "save"})
    assert office.load().schedule == before


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: form.page)
def test_every_field_that_a_form_saves_has_one_input(form: EntityForm) -> None:
    shown = [name for names in form.fields_by_section().values() for name in names]
    assert sorted(shown) == sorted(spec.name for spec in fields_of(form.cls))


def test_what_is_typed_is_saved_and_shown_and_never_runs(editor: Browser, office: Office) -> None:
    strings = strings_of(editor.get(f"/{CONFERENCE}/sessions/dust").text)
    post(editor, "sessions/dust", {**strings, "title.en": HOSTILE, "abstract.en": HOSTILE, "do": "save"})
    assert dict(office.load().schedule.sessions[1].title)["en"] == HOSTILE
    for path in ("sessions", "sessions/dust", "log", "release"):
        page = editor.get(f"/{CONFERENCE}/{path}").text
        assert "<script>alert" not in page
        assert "<img src=x" not in page
        assert "49" not in re.findall(r"\{\{.*?\}\}", page)


def test_a_fault_is_shown_beside_its_input_with_what_was_typed(editor: Browser, office: Office) -> None:
    strings = strings_of(editor.get(f"/{CONFERENCE}/rooms/hall").text)
    page = post(editor, "rooms/hall", {**strings, "capacity": "many", "name.zh": "会堂", "do": "save"}, 422)
    assert 'aria-describedby="capacity-help capacity-fault"' in page
    assert 'value="会堂"' in page
    assert "whole number" in page
    assert dict(office.load().schedule.rooms[0].name) == {"en": "Hall", "zh": "大厅"}


def test_a_field_that_two_changed_is_shown_with_both_values(editor: Browser, office: Office) -> None:
    strings = strings_of(editor.get(f"/{CONFERENCE}/rooms/hall").text)
    office.edit(lambda now: _renamed(now, "Aula"), "rename")
    page = post(editor, "rooms/hall", {**strings, "name.en": "Forum", "do": "save"}, 409)
    assert all(word in page for word in ("Hall", "Forum", "Aula", "elsewhere"))
    theirs = editor.client.post(
        f"/{CONFERENCE}/rooms/hall",
        data={"form_token": editor.token, **strings_of(page), "do": "theirs:name.en"},
    ).text
    assert strings_of(theirs)["name.en"] == "Aula"
    post(editor, "rooms/hall", {**strings_of(page), "do": "save"})
    assert office.load().schedule.rooms[0].name["en"] == "Forum"


def _renamed(schedule: Schedule, name: str) -> Schedule:
    return edit_room(schedule, "hall", name=name)


def test_a_part_without_rooms_of_its_own_says_where_it_is(editor: Browser) -> None:
    inherited = "It is in Annex, as “Talk block” is, which it is part of."
    assert inherited in editor.get("/days/sessions/first").text
    assert inherited not in editor.get("/days/sessions/light").text


def test_buttons_move_rows_cancel_delete_and_take_back(editor: Browser, office: Office) -> None:
    strings = strings_of(editor.get(f"/{CONFERENCE}/sessions/dust").text)
    more = {**strings, "people.1.participant": "Ana Sousa", "people.1.role": "moderator"}
    page = post(editor, "sessions/dust", {**more, "do": "up:people.1"}, 200)
    post(editor, "sessions/dust", {**strings_of(page), "do": "save"})
    assert [one.participant for one in office.load().schedule.sessions[1].people] == ["ana", "vera"]
    post(editor, "sessions/late", {"do": "cancel"})
    assert office.load().schedule.sessions[6].status == "cancelled"
    post(editor, "sessions/late", {"do": "delete"})
    assert len(office.load().schedule.sessions) == 6
    post(editor, "undo", {"number": str(office.load().revision)})
    assert len(office.load().schedule.sessions) == 7
    page = post(editor, "rooms/hall", {"do": "delete"}, 422)
    assert "is still named by" in page


def test_a_session_that_was_removed_meanwhile_is_reported(editor: Browser, office: Office) -> None:
    strings = strings_of(editor.get(f"/{CONFERENCE}/sessions/late").text)
    post(editor, "sessions/late", {"do": "delete"})
    page = post(editor, "sessions/late", {**strings, "title.en": "Later", "do": "save"}, 404)
    assert "no longer here" in page
    for button in ("theirs:title", "add:people", "up:people.0"):
        assert "no longer here" in post(editor, "sessions/late", {**strings, "do": button}, 404)
    assert "no session" in post(editor, "sessions/late", {"do": "delete"}, 422)
    assert len(office.load().schedule.sessions) == 6


def test_the_log_is_shown_by_pages(editor: Browser, office: Office) -> None:
    for at in range(60):
        office.edit(lambda now, at=at: _renamed(now, f"Hall {at}"), f"change {at}")  # type: ignore[misc]
    first = editor.get(f"/{CONFERENCE}/log").text
    (before,) = re.findall(r"[?]before=(\d+)", first)
    second = editor.get(f"/{CONFERENCE}/log?before={before}").text
    numbers = [re.findall(r'name="number" value="(\d+)"', page) for page in (first, second)]
    assert [*numbers[0], *numbers[1]] == [str(number) for number in range(61, 0, -1)]
    assert "before=" not in second


def test_a_change_of_many_things_is_folded_below_how_many_they_are(editor: Browser, office: Office) -> None:
    def add_rooms(now: Schedule) -> Schedule:
        for number in range(120):
            now = add_room(now, Room(id=f"room-{number}", name={"en": f"Room {number}"}))
        return edit_room(now, "hall", capacity=77)

    office.edit(lambda now: edit_room(now, "hall", capacity=76), "a few")
    office.edit(add_rooms, "many")
    many, few, *_ = re.findall(r"<tr>.*?</tr>", editor.get(f"/{CONFERENCE}/log").text, re.DOTALL)[1:]
    summary, lines = re.findall(r"<details><summary>(.*?)</summary>(.*?)</details>", many, re.DOTALL)[0]
    assert set(summary.split(" · ")) == {"+ Rooms: 120", "Rooms: 1"}
    assert lines.count("<p>") == 101
    assert "… +21" in lines
    assert "many" in many.partition("</details>")[2]
    assert "<details>" not in few
    assert "76" in few


def test_the_log_has_names_and_times_of_the_readers_language(editor: Browser, office: Office) -> None:
    office.edit(lambda now: move_session(now, "dust", start=NOW, rooms=["hall"]), "move 'dust'")
    page = editor.get(f"/{CONFERENCE}/log?lang=ar").text
    schedule = office.load().schedule
    named = [EntityKind(kind).by_id(schedule)[id_] for kind, id_ in (("session", "dust"), ("room", "hall"))]
    session, hall = (title(entity).best("ar", "en")[1] for entity in named)
    line = unescape(re.findall(r"<p>([^<]*←[^<]*)</p>", page)[0])
    assert line.startswith(f"\u2068{session}\u2069")
    assert line.endswith(f"{hall}\u2069")
    assert "\u2066" in line  # the start of a time range before its end
    assert " to " not in line


def test_contacts_are_for_the_office_alone(kit: ServerKit, office: Office) -> None:
    clerk, editor = kit.browser("office"), kit.browser("editor")
    path = f"/{CONFERENCE}/people/ana"
    strings = strings_of(clerk.get(path).text)
    post(clerk, "people/ana", {**strings, "contact.email": CANARY, "do": "save"})
    contact = office.contacts.show("ana")
    assert contact is not None
    assert contact.email == CANARY
    assert CANARY in clerk.get(path).text

    shown = editor.get(path).text
    assert CANARY not in shown
    assert "contact." not in shown
    post(editor, "people/ana", {**strings_of(shown), "contact.email": "other@example.org", "do": "save"})
    assert office.contacts.show("ana") == contact
    for page in ("people", "log", "release"):
        assert CANARY not in editor.get(f"/{CONFERENCE}/{page}").text
    assert "without an e-mail" not in editor.get(f"/{CONFERENCE}/release").text.lower()

    stale = post(clerk, "people/ana", {**strings, "contact.email": "third@example.org", "do": "save"}, 422)
    assert "changed by someone else" in stale
    assert office.contacts.show("ana") == contact


@pytest.mark.parametrize("level", ["editor", "office"])
def test_a_form_that_was_open_brings_nobody_back_who_was_erased(
    kit: ServerKit, office: Office, level: str
) -> None:
    browser = kit.browser(level)
    strings = strings_of(browser.get(f"/{CONFERENCE}/people/ana").text)
    if level == "office":
        strings["contact.email"] = CANARY
    office.contacts.forget("ana")
    before = office.load()
    for path in ("people/ana", "people/nobody"):
        post(browser, path, {**strings, "do": "save"}, 404)
    assert office.load() == before
    assert CANARY not in repr(office.contacts.roster())


def test_an_erased_person_is_added_again_only_if_that_is_asked_for(kit: ServerKit, office: Office) -> None:
    clerk = kit.browser("office")
    strings = {**strings_of(clerk.get(f"/{CONFERENCE}/people/new").text), "name.0.full": "SOUSA, Ana"}
    strings |= {"name.0.language": "en"}
    office.contacts.forget("ana")
    before = office.load()
    page = post(clerk, "people/new", {**strings, "do": "save"}, 422)
    assert "Erased from this conference for good: SOUSA, Ana." in page
    assert office.load() == before
    agreed = {**strings_of(page), "readmit": readmission_of(page), "do": "save"}
    post(clerk, "people/new", agreed)
    again = office.load().schedule.participants[-1]
    assert again.name[0].full == "SOUSA, Ana"
    office.contacts.forget(again.id)
    before = office.load()
    page = post(clerk, "people/new", agreed, 422)
    assert "Erased from this conference for good: SOUSA, Ana." in page, "who agreed before was erased since"
    assert office.load() == before
    assert readmission_of(page) != agreed["readmit"]


def readmission_of(page: str) -> str:
    """The value of the box by which somebody who was erased is added again."""
    found = re.search('name="readmit" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_refused_form_writes_neither_the_person_nor_the_contact(kit: ServerKit, office: Office) -> None:
    clerk = kit.browser("office")
    strings = strings_of(clerk.get(f"/{CONFERENCE}/people/ana").text)
    before = office.load()
    for path, wrong in (
        ("people/ana", {"contact.email": "no address", "country": "PT"}),
        ("people/new", {"contact.email": "no address", "name.0.full": "Somebody"}),
        ("people/ana", {"contact.email": CANARY, "contact.email.seen": "another", "country": "PT"}),
    ):
        post(clerk, path, {**strings, **wrong, "do": "save"}, 422)
    assert (office.load(), office.contacts.roster().contacts) == (before, ())


def test_rules_are_set_and_a_wrong_parameter_is_refused(editor: Browser, office: Office) -> None:
    post(
        editor,
        "rules",
        {"severity.room-clash": "warning", "parameter.change_over": "5", "opens": "", "closes": ""},
    )
    settings = office.rules.settings()
    assert (settings.severities, settings.change_over) == ({"room-clash": "warning"}, 5)
    assert "whole number" in post(editor, "rules", {"parameter.change_over": "soon"}, 422)
    assert "both times" in post(editor, "rules", {"opens": "09:00", "closes": ""}, 422)
    assert office.rules.settings() == settings


def test_a_release_needs_the_errors_settled_or_allowed_with_a_reason(
    kit: ServerKit, office: Office, tmp_path: Path
) -> None:
    office.edit(_clash, "clash")
    publisher = kit.browser("publisher")
    page = post(publisher, "release", {"name": "1.0", "note": "", "force": ""}, 409)
    assert "1 errors are open" in page or "errors are open" in page
    identities = re.findall(r'name="finding" value="([0-9a-f]{10})"', page)
    errors = page.count('class="note e"') - 1
    assert "reason" in post(publisher, "waivers", {"finding": identities[0], "reason": ""}, 422)
    for identity in identities[:errors]:
        post(publisher, "waivers", {"finding": identity, "reason": "agreed"})
    post(publisher, "release", {"name": "1.0", "note": "for the printer", "force": ""})
    assert [(made.name, made.note, made.author) for made in office.releases.all()] == [
        ("1.0", "for the printer", "publisher")
    ]
    office.edit(lambda now: _renamed(now, "Aula"), "rename")
    url = f"sqlite:///{tmp_path / 'eventkit.db'}"
    number, changed = find_changes(lambda *_, **__: None, url, CONFERENCE, office.load().revision)
    pages = changed["book"]
    assert 0 < len(pages.paths) < pages.total
    job = finished_job(kit, KIND, (number, changed))
    address = f"/{CONFERENCE}/release?changes={job.id}"
    preview = publisher.get(address).text
    assert "Aula" in preview
    assert f"{len(pages.paths)} of {pages.total}" in preview
    assert "changes since" not in preview
    office.edit(lambda now: _renamed(now, "Salon"), "rename")
    assert "changes since" in publisher.get(address).text


def test_numbers_of_pages_are_listed_as_ranges() -> None:
    assert page_ranges(("ii", "3", "7", "8", "9", "12")) == ["ii", "3", "7–9", "12"]
    assert page_ranges(()) == []


def _clash(schedule: Schedule) -> Schedule:
    slot = schedule.sessions[1].slot
    assert slot is not None
    return move_session(schedule, "light", start=slot.period.start, end=slot.period.end, rooms=["hall"])


def test_a_file_is_shown_before_it_is_imported(kit: ServerKit, office: Office) -> None:
    clerk = kit.browser("office")
    table = b"Title,Speakers,Minutes,E-mail\nComets,Ana Sousa,30,x@example.org\nMeteors,Neu Mann,45,\n"
    upload = {"file": ("talks.csv", table, "text/csv")}
    before = office.load().revision
    page = clerk.client.post(
        f"/{CONFERENCE}/import", data={"form_token": clerk.token, "do": "preview"}, files=upload
    ).text
    assert all(
        word in page for word in ("Comets", "Meteors", "Neu Mann", 'name="column.Title"', "contacts of 1")
    )
    assert office.load().revision == before
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    others = kit.browser("publisher")
    assert "Choose a file" in post(others, "import", {"key": key[1], "do": "import"}, 422)
    post(clerk, "import", {"key": key[1], "do": "import"})
    assert {"comets", "meteors"} <= {session.id for session in office.load().schedule.sessions}
    assert office.contacts.roster().contacts == ()
    assert "Choose a file" in post(clerk, "import", {"key": key[1], "do": "import"}, 422)


def test_a_form_that_cannot_be_saved_leads_back_to_what_was_typed(
    kit: ServerKit, monkeypatch: pytest.MonkeyPatch
) -> None:
    editor, reason = kit.browser("editor"), "The disk of the server is full."

    error = StoreUnavailable("/srv/forum.db", StoreProblem.FULL, "could not be written")

    def fail(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Office, "edit", fail)
    page = post(editor, "rooms/annex", {"name.en": "Annexe", "base": "1", "do": "save"}, 503)
    assert reason in page
    assert "what you typed is still in the form" in page
    assert "forum.db" not in page


def test_the_preview_shows_what_happens_to_each_row_and_findings_at_their_cells(kit: ServerKit) -> None:
    clerk = kit.browser("office")

    def upload(do: str, *lines: str) -> str:
        table = "\n".join(("Title,Speakers,Min.,Begin", *lines)).encode()
        answer = clerk.client.post(
            f"/{CONFERENCE}/import",
            data={"form_token": clerk.token, "do": do},
            files={"file": ("rows.csv", table, "text/csv")},
        )
        return " ".join(answer.text.split())

    upload("import", "Comets,Ana Sousa,30,", "Meteors,Neu Mann,45,")
    page = upload(
        "preview", "Comets,Ana Sousa,40,", "Meteors,Neu Mann,45,", "Dust Storms,Eva Lind,20,half past"
    )
    states = re.findall(r'<tr class="([a-z ]+)"><td class="num">(\d+)</td>', page)
    assert states == [("changed", "2"), ("same", "3"), ("new attention", "4")]
    assert "<del><bdi>30</bdi></del> <ins><bdi>40</bdi></ins>" in page
    noted = r'<td class="num noted-w"[^>]*><bdi>–</bdi>.{,200}half past.{,20} is not a time of day'
    assert re.search(noted, page)
    assert "Import 2 sessions" in page
    assert re.search(r'<select id="column-minutes-1" name="column.Min."[^>]*>.{,2000}selected>Length<', page)


def test_a_preview_has_the_names_of_namesakes_and_not_their_ids(kit: ServerKit) -> None:
    table = "Title,Speaker,Organisation\nComets,ابن الهيثم,جامعة القاهرة\nIce,ابن الهيثم,ميناء جدة\n"
    assert _upload(kit.browser("office"), "rows.csv", table).text.count("<bdi>ابن الهيثم</bdi>") == 2


STRANGER = (
    "Talks of the spring meeting,,,,\n"
    "Session Name,Presenter,Co-presenters,Affiliation,Fee\n"
    'Comets,Ana Sousa,"Rui Teles, Bea Pinto",CIIMAR,120 EUR\n'
    "Meteors,Neu Mann,,,80 EUR\n"
)


def _upload(clerk: Browser, name: str, table: str) -> httpx2.Response:
    """The answer to a file of which the clerk wants a preview."""
    files = {"file": (name, table.encode(), "text/csv")}
    given = {"form_token": clerk.token, "do": "preview"}
    return clerk.client.post(f"/{CONFERENCE}/import", data=given, files=files)


def _inputs(page: str) -> dict[str, str]:
    """The values that the preview would send back."""
    hidden = dict(re.findall(r'<input\s+type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', page))
    selects = re.findall(r'<select\s[^>]*name="([^"]+)"[^>]*>(.*?)</select>', page, re.DOTALL)
    chosen = {name: re.findall(r'value="([^"]*)" selected', options)[0] for name, options in selects}
    return {**hidden, **chosen}


def test_what_a_preview_shows_can_be_imported_as_it_is(kit: ServerKit, office: Office) -> None:
    clerk = kit.browser("office")
    shown = _upload(clerk, "talks.csv", STRANGER)
    assert "Left out: Fee" in shown.text
    assert '<option value="people as chair">' in shown.text
    answer = clerk.client.post(f"/{CONFERENCE}/import", data={**_inputs(shown.text), "do": "import"})
    assert answer.status_code == 303
    schedule = office.load().schedule
    comets = schedule.session("comets")
    people = [schedule.participant(each.participant).name[0].full for each in comets.people]
    assert people == ["Ana Sousa", "Rui Teles", "Bea Pinto"]


@pytest.mark.parametrize(
    "table",
    [
        ",Mon 6 September 2027,Tue 7 September 2027\n9:00-10:00,Comets,Dust\n10:00-11:00,Ice,Rings\n",
        "Room,9:00-10:00,10:00-11:00\nHall,Comets,Ice\nFoyer,Dust,Rings\n",
        "Title (en),Title (zh),Speaker (en),Speaker (zh)\nComets,彗星,Lin Yifu,林毅夫\n",
    ],
)
def test_a_table_in_any_layout_can_be_imported_as_it_is_shown(kit: ServerKit, table: str) -> None:
    clerk = kit.browser("office")
    shown = _upload(clerk, "table.csv", table)
    answer = clerk.client.post(f"/{CONFERENCE}/import", data={**_inputs(shown.text), "do": "import"})
    assert answer.status_code == 303


def test_columns_whose_meaning_is_not_known_come_first_with_an_example(kit: ServerKit) -> None:
    table = "Title,Speakers,Dietary needs,Mood\nComets,Ana Sousa,none,cheerful\n"
    shown = _upload(kit.browser("office"), "talks.csv", table).text
    assert "Columns whose meaning is not known: 1" in shown
    assert (
        shown.index('name="column.Mood"') < shown.index("cheerful") < shown.index("Left out: Dietary needs")
    )


def test_an_import_that_fails_keeps_its_preview_and_all_answers(kit: ServerKit) -> None:
    clerk = kit.browser("office")
    shown = _upload(clerk, "talks.csv", STRANGER)
    answers = {
        **_inputs(shown.text),
        "column.Presenter": "ignore",
        "column.Co-presenters": "ignore",
        "column.Affiliation": "organisation as chair",
        "column.Fee": "level",
    }
    failed = clerk.client.post(f"/{CONFERENCE}/import", data={**answers, "do": "import"})
    assert failed.status_code == 422
    assert "Comets" in failed.text
    assert {**_inputs(failed.text)} == answers
    answers["column.Fee"], answers["column.Presenter"] = "ignore", "people as chair"
    assert clerk.client.post(f"/{CONFERENCE}/import", data={**answers, "do": "import"}).status_code == 303


def test_a_file_without_a_column_of_titles_offers_its_columns(kit: ServerKit) -> None:
    clerk = kit.browser("office")
    answer = _upload(clerk, "acts.csv", "Date,Start,End,Q,Stage\n2027-09-06,9:00,10:00,Red Herons,Main\n")
    assert answer.status_code == 422
    again = {**_inputs(answer.text), "column.Q": "title"}
    assert "Red Herons" in clerk.client.post(f"/{CONFERENCE}/import", data=again).text


def test_a_file_whose_dates_have_an_unknown_heading_offers_its_columns(kit: ServerKit) -> None:
    rows = "".join(f"{day}.09.2027,9:00,10:00,Act {day}\n" for day in range(13, 17))
    head = kit.browser("publisher")
    file = {"file": ("acts.csv", f"Q,Start,End,Title\n{rows}".encode())}
    data = {"form_token": head.token, "do": "preview", "title": "Acts", "zone": "Europe/Vienna"}
    answer = head.client.post("/import", data=data, files=file)
    assert answer.status_code == 422
    assert "looks like dates" in answer.text
    again = {**data, **_inputs(answer.text), "column.Q": "day"}
    assert "Act 13" in head.client.post("/import", data=again).text


def test_what_was_found_in_a_file_is_no_answer_of_the_visitor(kit: ServerKit) -> None:
    """After a refusal the file is read anew, and what it lacks is said again."""
    head = kit.browser("publisher")
    given = {"form_token": head.token, "do": "preview", "title": "Acts"}
    days = ",Mon 6 September 2027,Tue 7 September 2027\n9:00-10:00,Comets,Dust\n10:00-11:00,Ice,Rings\n"
    refused = head.client.post("/import", data=given, files={"file": ("days.csv", days.encode())})
    assert refused.status_code == 422
    again = {**given, **_inputs(refused.text), "zone": "Europe/Vienna"}
    shown = head.client.post("/import", data=again)
    assert shown.status_code == 200
    assert "Two columns" not in shown.text
    # A column that the visitor does choose is read in the layout that was shown.
    chosen = {**again, "column.Tue 7 September 2027": "ignore"}
    assert "Two columns" not in head.client.post("/import", data=chosen).text

    rows = "".join(f"{day}.09.2027,9:00,10:00,Act {day}\n" for day in range(13, 17))
    file = {"file": ("acts.csv", f"Q,Start,End,Title\n{rows}".encode())}
    refused = head.client.post("/import", data=given, files=file)
    again = {**given, **_inputs(refused.text), "zone": "Europe/Vienna"}
    still = head.client.post("/import", data=again)
    assert still.status_code == 422
    assert "Column 'Q' looks like dates" in unescape(still.text)


def test_two_columns_of_titles_are_answered_with_their_choice(kit: ServerKit) -> None:
    clerk = kit.browser("office")
    table = "Date,Time,Title,Title\n2027-09-06,9:00-10:00,Red Herons,Rote Reiher\n"
    answer = _upload(clerk, "acts.csv", table)
    assert answer.status_code == 422
    assert "choose what they are" in answer.text
    assert "column map" not in answer.text
    again = {**_inputs(answer.text), "column.Title (column D)": "subtitle"}
    shown = clerk.client.post(f"/{CONFERENCE}/import", data=again)
    assert "Red Herons" in shown.text
    assert "column map" not in shown.text


def test_a_file_that_cannot_be_read_is_answered_with_the_reason(kit: ServerKit) -> None:
    clerk = kit.browser("office")
    answer = clerk.client.post(
        f"/{CONFERENCE}/import",
        data={"form_token": clerk.token, "do": "preview"},
        files={"file": ("a.bin", b"\x00\x01\x02", "application/octet-stream")},
    )
    assert answer.status_code == 422
    assert "Unknown file format" in answer.text


def test_a_new_conference_comes_from_a_file(kit: ServerKit) -> None:
    publisher = kit.browser("publisher")
    table = b"Title,Speakers,Minutes\nComets,Ana Sousa,30\n"
    choices = {"title": "Autumn school", "zone": "Europe/Vienna", "start": "2027-09-06", "language": "en"}
    page = publisher.client.post(
        "/import",
        data={"form_token": publisher.token, "do": "preview", **choices},
        files={"file": ("talks.csv", table, "text/csv")},
    ).text
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    answer = publisher.client.post(
        "/import", data={"form_token": publisher.token, "do": "import", "key": key[1], **choices}
    )
    assert answer.headers["location"] == "/autumn-school/imported?name=talks.csv&lang=en"
    steps = publisher.get("/autumn-school/imported?name=talks.csv").text
    # Without a room there is nothing to plan in: that is the first step.
    assert "“talks.csv” is imported." in steps
    assert '<a class="b p" href="/autumn-school/rooms/new?lang=en">' in steps
    assert "Without a time: 1 of 1 sessions." in steps
