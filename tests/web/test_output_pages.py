"""Documents from the browser: made in a job, shown with what was noticed, and saved."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZipFile

import pytest

from eventkit.model import Conference
from eventkit.schedule import Schedule
from eventkit.web.jobs import REMEMBERED_SECONDS, JobRunner, JobState
from eventkit.web.output_pages import KIND, DocumentRequest, make_document
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_server import UPLOADS_BYTES, Upload
from web.server_kit import CONFERENCE, Browser, ServerKit, finished_job

CANARY = "canary-4712@example.org"

PAGE = f"/{CONFERENCE}/outputs"


def sent(browser: Browser, *, status: int = 303, **strings: str) -> str:
    answer = browser.client.post(PAGE, data={"form_token": browser.token, **strings})
    assert answer.status_code == status, answer.text[:500]
    return answer.headers.get("location", answer.text)


@pytest.mark.parametrize(
    ("request_", "file", "beginning"),
    [
        (DocumentRequest("signs", ("en",), paper="a4"), "days-signs.pdf", b"%PDF"),
        (DocumentRequest("badges", template="a6"), "days-badges.pdf", b"%PDF"),
        (DocumentRequest("calendars", draft=True), "days-calendars.zip", b"PK"),
        (DocumentRequest("schedule-xml", ("en",)), "days-schedule-xml.xml", b"<?xml"),
    ],
)
def test_a_document_is_made_as_asked(
    kit: ServerKit, request_: DocumentRequest, file: str, beginning: bytes
) -> None:
    made = make_document(lambda *_, **__: None, kit.server.settings.store_url, CONFERENCE, "ana", request_)
    assert (made.file, made.of) == (file, "draft")
    assert made.data.startswith(beginning)


def test_a_document_is_shown_when_its_job_is_done_and_can_be_saved(
    kit: ServerKit, editor: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Browser tests and those of plans run jobs in processes of their own.
    monkeypatch.setattr(JobRunner, "_run", lambda *_: None)
    url = sent(editor, name="csv", language="en")
    assert 'http-equiv="refresh"' in editor.get(url).text
    job = kit.server.jobs.find(url.rpartition("/")[2], CONFERENCE)
    assert job is not None
    request = DocumentRequest("csv", ("en",))
    job.result = make_document(
        lambda *_, **__: None, kit.server.settings.store_url, CONFERENCE, "ana", request
    )
    job.state = JobState.DONE
    page = editor.get(url).text
    assert "http-equiv" not in page
    link = re.search(r'href="([^"]+[?]save=1)"', page)
    assert link is not None, page
    answer = kit.browser("viewer").get(link[1])
    assert answer.headers["content-disposition"] == 'attachment; filename="days-csv.csv"'
    assert "Talk dust" in answer.text
    assert editor.get(f"{url}/other.csv").status_code == 404


def test_letters_with_addresses_are_for_the_office_alone(kit: ServerKit, editor: Browser) -> None:
    office = kit.server.office(CONFERENCE, "office")
    office.edit(lambda now: now.model_copy(update={"conference": with_contact(now)}), "contact")
    office.contacts.edit("vera", email=CANARY)
    office.releases.publish("1.0", "", "a rehearsal")
    request = DocumentRequest("letters")
    made = make_document(lambda *_, **__: None, kit.server.settings.store_url, CONFERENCE, "ana", request)
    with ZipFile(BytesIO(made.data)) as archive:
        assert any(CANARY.encode() in archive.read(name) for name in archive.namelist())
    assert 'value="letters"' not in editor.get(PAGE).text
    assert 'value="letters"' in kit.browser("office").get(PAGE).text
    assert "Choose a document" in sent(editor, status=422, name="letters")
    job = finished_job(kit, KIND, made, request.level)
    for path in (f"{PAGE}/{job.id}", f"{PAGE}/{job.id}/{made.file}"):
        assert editor.get(path).status_code == 404
        assert kit.browser("office").get(path).status_code == 200


def test_badges_of_the_office_have_the_codes_that_doors_accept(kit: ServerKit, editor: Browser) -> None:
    office = kit.server.office(CONFERENCE, "office")
    office.badges.make_first_key(bytes(32))
    for level, codes in ((AccessLevel.EDITOR, False), (AccessLevel.OFFICE, True)):
        request = DocumentRequest("badges", asked_by=level)
        made = make_document(lambda *_, **__: None, kit.server.settings.store_url, CONFERENCE, "ana", request)
        assert made.data.startswith(b"%PDF")
        assert bool(office.badges.badges()) is codes
        assert ("codes are left out" in str(made.findings)) is not codes
        job = finished_job(kit, KIND, made, request.level)
        assert (editor.get(f"{PAGE}/{job.id}").status_code == 404) is codes


def with_contact(schedule: Schedule) -> Conference:
    return schedule.conference.model_copy(update={"contact": "office@example.org"})


def test_documents_and_uploads_are_removed_after_a_while(kit: ServerKit) -> None:
    jobs, job = kit.server.jobs, finished_job(kit, KIND, b"")
    kit.seconds += REMEMBERED_SECONDS
    jobs.forget_old()
    assert jobs.find(job.id, CONFERENCE) is job
    kit.seconds += 1
    jobs.forget_old()
    assert jobs.find(job.id, CONFERENCE) is None
    uploads, third = kit.server.uploads, bytes(UPLOADS_BYTES // 3)
    keys = [uploads.add(Upload("a.csv", third, "ana", CONFERENCE)) for _ in range(4)]
    assert [uploads.get(key, "ana", CONFERENCE) is not None for key in keys] == [False, True, True, True]
    assert uploads.get(keys[-1], "lin", CONFERENCE) is None


def test_a_job_is_stopped_from_its_page(kit: ServerKit, editor: Browser) -> None:
    url = sent(editor, name="book", language="en")
    editor.client.post(url, data={"form_token": editor.token})
    job = kit.server.jobs.find(url.rpartition("/")[2], CONFERENCE)
    assert job is not None
    assert job.state is JobState.CANCELLED
    assert "Stopped" in editor.get(url).text


def test_what_there_is_not_cannot_be_chosen(editor: Browser) -> None:
    for strings in (
        {"name": "novel"},
        {"name": "badges", "template": "../secret"},
        {"name": "book", "paper": "b9"},
        {"name": "book", "language": "xx"},
    ):
        assert "Choose a document" in sent(editor, status=422, **strings)
    assert editor.get(f"{PAGE}/nothing").status_code == 404
