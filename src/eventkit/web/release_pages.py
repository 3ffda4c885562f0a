"""Release pages: what readers will see, what rules find, what changes; waivers; and the release itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from starlette.responses import RedirectResponse, Response

from eventkit.editing import Refused
from eventkit.errors import NoSuchFinding, ReleaseRefused
from eventkit.findings import Finding, Severity
from eventkit.model import Kind
from eventkit.office.office import Office
from eventkit.office.release_preview import (
    BOOK,
    ChangedFiles,
    ReleasePreview,
)
from eventkit.office.verdicts import ReleaseBlocked
from eventkit.rules import Waiver
from eventkit.schedule import EntityKind, Schedule
from eventkit.web.endpoints import Body, Call, Endpoint
from eventkit.web.forms.form_endpoints import error_message, office_page
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.forms.form_values import EntityNames
from eventkit.web.jobs import Job, JobRequest, JobState, Report, TooManyJobs, open_office
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_pages import translate_finding
from eventkit.wording.change_texts import change_sentence

KIND = "changes"  # the kind of the jobs that work out what a release changes
CHANGES_SHOWN = 200  # the most changes listed; the rest are counted
FINDINGS_SHOWN = 100  # the most findings of one severity listed; the rest are counted


async def show_release(call: Call) -> Response:
    made = call.request.query_params.get("made", "")
    words = FormWords.of(call.language)
    messages = [{"style": "k", "text": words.word("released", name=made)}] if made else []
    return await _page(call, messages=messages)


async def post_release(call: Call) -> Response:
    name, note, force = (_field(call, key) for key in ("name", "note", "force"))
    words = FormWords.of(call.language)
    try:
        await call.desk.change(call.visitor.name, lambda office: office.releases.publish(name, note, force))
    except ReleaseBlocked as error:
        text = words.word("blocked", count=len(error.findings))
        return await _page(call, status=409, messages=[{"style": "e", "text": text}])
    except ReleaseRefused as error:
        return await _page(call, status=422, messages=[error_message(error, call.language)])
    return RedirectResponse(f"{call.root}/release?made={name}", 303)


async def post_waiver(call: Call) -> Response:
    finding, reason, lift = (_field(call, key) for key in ("finding", "reason", "lift"))
    words = FormWords.of(call.language)
    if not lift and not reason:
        return await _page(call, status=422, messages=[{"style": "e", "text": words.word("reason-missing")}])

    def operation(office: Office) -> object:
        return office.rules.lift([lift]) if lift else office.rules.waive([finding], reason)

    try:
        await call.desk.change(call.visitor.name, operation)
    except (NoSuchFinding, Refused) as error:
        return await _page(call, status=422, messages=[error_message(error, call.language)])
    return RedirectResponse(f"{call.root}/release#checks", 303)


async def post_changes(call: Call) -> Response:
    state = await call.desk.current()
    request = JobRequest(KIND, call.visitor.name, call.conference, state.version.change, lambda *_: {})
    url = call.server.settings.store_url
    try:
        job = call.server.jobs.start(request, find_changes, url, call.conference, state.number)
    except TooManyJobs:
        return await _page(call, status=429, messages=[{"style": "w", "text": call.word("too-many-jobs")}])
    return RedirectResponse(f"{call.root}/release?changes={job.id}#changed", 303)


def find_changes(
    report: Report, url: str, conference: str, number: int
) -> tuple[int, Mapping[str, ChangedFiles]]:
    report(0.1, KIND)
    with open_office(url, conference) as office:
        return number, office.previews.files()


async def _changes_job(call: Call) -> Job | None:
    job = await call.find_job(call.request.query_params.get("changes", ""))
    return job if job is not None and job.request.kind == KIND else None


def _changed_lines(job: Job, words: FormWords) -> list[dict[str, Any]]:
    _, changed = job.result
    lines = []
    for name, files in changed.items():
        count = words.word("count", shown=len(files.paths), all=files.total)
        paths = [", ".join(page_ranges(files.paths))] if name == BOOK and files.paths else files.paths
        lines.append({"label": words.word(f"changed-{name}"), "count": count, "paths": paths})
    return lines


def page_ranges(numbers: Sequence[str]) -> list[str]:
    """Numbers of pages with ranges for those that follow each other: ``3``, ``7–9``."""
    ranges: list[list[str]] = []
    for number in numbers:
        last = ranges[-1][-1] if ranges else ""
        if last.isdecimal() and number.isdecimal() and int(number) == int(last) + 1:
            ranges[-1].append(number)
        else:
            ranges.append([number])
    return [pages[0] if len(pages) == 1 else f"{pages[0]}–{pages[-1]}" for pages in ranges]


async def _page(call: Call, *, status: int = 200, messages: Sequence[Mapping[str, Any]]) -> Response:
    words, author = FormWords.of(call.language), call.visitor.name
    preview = await call.desk.read(author, lambda office: office.previews.release())
    state, job = await call.desk.current(), await _changes_job(call)
    is_done = job is not None and job.state is JobState.DONE
    view = _ReleaseView(preview, words, sees_contacts=call.visitor.may(AccessLevel.OFFICE))
    return office_page(
        call,
        "release.html",
        preview.new,
        current="release",
        status=status,
        heading=words.word("release"),
        messages=messages,
        made=call.request.query_params.get("made", ""),
        job=job.form(call.language) if job is not None else None,
        is_running=job is not None and job.state is JobState.RUNNING,
        changed=_changed_lines(job, words) if job is not None and is_done else (),
        is_outdated=is_done and job is not None and job.result[0] != state.number,
        may_release=call.visitor.may(AccessLevel.PUBLISHER),
        typed={key: _field(call, key) for key in ("name", "note", "force")},
        **view.values(),
    )


class _ReleaseView:
    def __init__(self, preview: ReleasePreview, words: FormWords, *, sees_contacts: bool) -> None:
        self._preview = preview
        self._words = words
        self._names = EntityNames(preview.new)
        self._sees_contacts = sees_contacts

    def values(self) -> dict[str, Any]:
        preview, previous = self._preview, self._preview.previous
        at = preview.new.wall(previous.at) if previous else None
        return {
            "previous": {"name": previous.name, "at": f"{at:%Y-%m-%d %H:%M}"} if previous else None,
            "changes": self._changes(),
            "further_changes": max(0, len(preview.changes) - CHANGES_SHOWN),
            "sessions": sum(session.kind is not Kind.BLOCK for session in preview.new.sessions),
            "findings": self._findings(),
            "errors": sum(finding.severity is Severity.ERROR for finding in preview.verdict.open),
            "waived": [self._waived(finding, waiver) for finding, waiver in preview.verdict.waived],
            "people": [self._person(id_) for id_ in preview.people],
            "unreachable": [self._person(id_) for id_ in preview.unreachable]
            if self._sees_contacts
            else None,
            "badges": [self._person(id_) for id_ in preview.badges],
        }

    def _changes(self) -> list[dict[str, Any]]:
        old, new, wording = self._preview.old, self._preview.new, self._words.wording
        if old is None:
            return []
        shown = self._preview.changes[:CHANGES_SHOWN]
        return [
            {
                "url": _url(new, kind, subject),
                "lines": [change_sentence(change, old, new, wording) for change in changes],
            }
            for (kind, subject), changes in groupby(shown, lambda change: (change.about, change.subject))
        ]

    def _findings(self) -> list[dict[str, Any]]:
        groups = []
        for severity in Severity:
            findings = [finding for finding in self._preview.verdict.open if finding.severity is severity]
            if findings:
                groups.append(
                    {
                        "severity": severity.value,
                        "heading": self._words.word(f"findings-{severity.value}", count=len(findings)),
                        "findings": [self._finding(finding) for finding in findings[:FINDINGS_SHOWN]],
                        "further": max(0, len(findings) - FINDINGS_SHOWN),
                    }
                )
        return groups

    def _finding(self, finding: Finding) -> dict[str, Any]:
        text = translate_finding(finding, self._words.language)
        subjects = [(EntityKind(kind), id_) for kind, id_ in finding.subjects if kind in set(EntityKind)]
        return {
            "identity": finding.identity,
            "sentence": text.sentence,
            "remedy": text.remedy,
            "links": [
                {"url": _url(self._preview.new, kind, id_), "name": self._names.by_id(kind).get(id_, id_)}
                for kind, id_ in subjects
            ],
        }

    def _waived(self, finding: Finding, waiver: Waiver) -> dict[str, Any]:
        return {
            "identity": waiver.identity,
            "sentence": translate_finding(finding, self._words.language).sentence,
            "reason": waiver.reason,
            "author": waiver.author,
        }

    def _person(self, id: str) -> str:
        return self._names.by_id(EntityKind.PARTICIPANT).get(id, id)


_PAGES = {
    EntityKind.SESSION: "sessions",
    EntityKind.PARTICIPANT: "people",
    EntityKind.ROOM: "rooms",
    EntityKind.TRACK: "tracks",
    EntityKind.ORGANISATION: "organisations",
}


def _url(schedule: Schedule, kind: EntityKind, id: str) -> str:
    known = kind in _PAGES and id in kind.by_id(schedule)
    return f"/{schedule.conference.id}/{_PAGES[kind]}/{id}" if known else ""


def _field(call: Call, name: str) -> str:
    return call.strings.get(name, "").strip()


ENDPOINTS = (
    Endpoint("GET", "/{conference}/release", AccessLevel.VIEWER, show_release, is_page=True),
    Endpoint("POST", "/{conference}/release", AccessLevel.PUBLISHER, post_release, Body.FORM, is_page=True),
    Endpoint(
        "POST", "/{conference}/release/changes", AccessLevel.EDITOR, post_changes, Body.FORM, is_page=True
    ),
    Endpoint("POST", "/{conference}/waivers", AccessLevel.EDITOR, post_waiver, Body.FORM, is_page=True),
)
