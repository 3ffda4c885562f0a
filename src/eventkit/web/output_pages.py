"""Output pages: calendars, programmes, badges, the site and files for other programs, made in a job.

A job makes a document from the newest release, or from the draft, in a process of its own; its page shows the
progress, and then the document to look at and to save. The page works without scripts: it loads itself again
while the job runs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from starlette.responses import RedirectResponse, Response

from eventkit.findings import Finding
from eventkit.intake.source_file import zip_folder
from eventkit.messages import LocalText
from eventkit.office.badge_print_run import BadgeRequest
from eventkit.office.letter_run import LETTERS
from eventkit.office.office import Office
from eventkit.office.site_office import SITE
from eventkit.office.snapshots import DRAFT
from eventkit.outputs.badges.badge_sides import BadgePaper
from eventkit.outputs.badges.badge_template import DEFAULT_TEMPLATE, builtin_names, builtin_template
from eventkit.outputs.letters import letters
from eventkit.outputs.programme.theme import POSTER_PAPERS, SIGN_PAPERS
from eventkit.plugins.exporters import LANGUAGES, Exporter, FolderOutput, Output, get_exporter, iter_exporters
from eventkit.schedule import Schedule
from eventkit.texts.normalisation import capitalise
from eventkit.typesetting import Fonts
from eventkit.web.endpoints import Body, Call, Endpoint, RequestRefused
from eventkit.web.forms.form_endpoints import office_page
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.jobs import Job, JobRequest, JobState, Report, TooManyJobs, open_office
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_files import WebFile, serve_file
from eventkit.web.web_pages import ENGLISH, LocalFinding, translate_finding, words

KIND = "document"  # the kind of these jobs
BADGES = "badges"  # the exporter of badges, certificates and place cards

PRINTED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "book": ("programme", {"edition": "book"}),
    "agenda-list": ("programme", {"edition": "agenda"}),
    "handouts": ("programme", {"edition": "day"}),
    "posters": ("programme", {"edition": "grid"}),
    "signs": ("programme", {"edition": "room"}),
    "badges": (BADGES, {}),
    "certificates": (BADGES, {"template": "certificate"}),
    "place-cards": (BADGES, {"template": "place-card"}),
}
"""The printed documents, each with its exporter and the options that make it."""

PUBLISHED = ("site", "calendars", "agenda", "deadlines")
"""The exporters of what is published; all others are files for other programs."""

PAPERS = ("", *dict.fromkeys((*SIGN_PAPERS, *POSTER_PAPERS)))

PDF_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
"""The policy of a document that a frame of its own page shows: nothing in it runs."""


@dataclass(frozen=True, slots=True)
class DocumentRequest:
    name: str  # a name in `PRINTED`, or that of an exporter
    languages: tuple[str, ...] = ()  # the languages of the readers; the conference's if empty
    draft: bool = False  # whether the conference as it is now is meant, and not the newest release
    paper: str = ""  # the paper; the usual one if empty
    template: str = ""  # the template of badges; the usual one if empty
    reader: str = ENGLISH  # the language of the organiser who reads what was noticed
    asked_by: AccessLevel = AccessLevel.EDITOR  # the level of that organiser

    @property
    def level(self) -> AccessLevel:
        """The level that may see it: letters contain contacts, and badges of the office what opens doors."""
        is_private = self.name == LETTERS or self.has_codes
        return AccessLevel.OFFICE if is_private else AccessLevel.VIEWER

    @property
    def has_codes(self) -> bool:
        """True for badges with signed codes, and with what contacts have for them, if there are any."""
        return self.exporter == BADGES and self.asked_by >= AccessLevel.OFFICE

    @property
    def exporter(self) -> str:
        return PRINTED[self.name][0] if self.name in PRINTED else self.name

    def options(self) -> dict[str, Any]:
        options: dict[str, Any] = dict(PRINTED.get(self.name, ("", {}))[1])
        template = options.pop("template", "") or self.template
        if self.exporter == BADGES and template:
            options["template"] = builtin_template(template)
        if self.exporter == "programme" and self.paper:
            options["paper"] = self.paper
        return options


@dataclass(frozen=True, slots=True)
class MadeDocument:
    file: str
    data: bytes  # its bytes; a folder is an archive
    of: str  # what it was made from: `draft`, or the name of a release
    findings: tuple[tuple[str, LocalFinding], ...]  # what was noticed on the way, gravest first
    losses: int


def make_document(
    report: Report, url: str, conference: str, author: str, request: DocumentRequest
) -> MadeDocument:
    report(0.1, KIND)
    with open_office(url, conference, author) as office:
        snapshot = office.snapshot(DRAFT if request.draft else None)
        exporter = letters if request.exporter == LETTERS else get_exporter(request.exporter)
        languages = request.languages if LANGUAGES in exporter.options else ()
        if request.exporter == LETTERS:
            releases = office.releases.all()
            since = releases[-2].name if len(releases) > 1 else None
            output: Any = office.letters.prepare(since=since, languages=languages)
        elif request.has_codes:
            output = _print_badges(office, snapshot.schedule, request)
        elif request.exporter == SITE:
            output = office.site.export(snapshot, languages=languages)
        else:
            output = office.exports.export(
                snapshot, request.exporter, languages=languages, options=request.options()
            )
    is_folder = isinstance(output, FolderOutput)
    ending = ".zip" if is_folder else exporter.suffixes[0]
    return MadeDocument(
        f"{conference}-{request.name}{ending}",
        zip_folder(output.files) if is_folder else output.data,
        snapshot.release.name if snapshot.release else DRAFT,
        _texts(output.findings, request.reader),
        len(output.losses),
    )


def _print_badges(office: Office, schedule: Schedule, request: DocumentRequest) -> Output:
    """Badges as the command of that name prints them: with codes, if there is a key to sign them with."""
    template = request.options().get("template") or builtin_template(DEFAULT_TEMPLATE)
    asked = BadgeRequest(template, BadgePaper(), Fonts.discover(), languages=request.languages, force=True)
    pages = BytesIO()
    run = office.badges.print(schedule, nullcontext(pages), asked)
    return Output(pages.getvalue(), run.findings)


def _texts(findings: Sequence[Finding], language: str) -> tuple[tuple[str, LocalFinding], ...]:
    """The severity and text of each finding, each once: the translations cannot leave the process."""
    in_order = sorted(findings, key=lambda finding: finding.rank)
    texts = ((finding.severity.value, translate_finding(finding, language)) for finding in in_order)
    return tuple(dict.fromkeys(texts))


async def show_outputs(call: Call) -> Response:
    return await _outputs_page(call, ())


async def post_outputs(call: Call) -> Response:
    strings = call.strings
    request = DocumentRequest(
        strings.get("name", ""),
        tuple(value for value in call.body.getlist("language") if isinstance(value, str)),
        draft="draft" in strings,
        paper=strings.get("paper", ""),
        template=strings.get("template", ""),
        reader=call.language,
        asked_by=call.visitor.level,
    )
    form_words = FormWords.of(call.language)
    known = {*PRINTED, *PUBLISHED, *_file_exporters(call)}
    state = await call.desk.current()
    languages = set(state.schedule.conference.languages)
    if (
        request.name not in known
        or not languages.issuperset(request.languages)
        or request.paper not in PAPERS
        or request.template not in {"", *builtin_names()}
    ):
        message = {"style": "e", "text": form_words.word("choose-document")}
        return await _outputs_page(call, (message,), status=422)
    what = JobRequest(
        KIND, call.visitor.name, call.conference, state.version.change, _no_members, request.level
    )
    try:
        url = call.server.settings.store_url
        job = call.server.jobs.start(what, make_document, url, call.conference, call.visitor.name, request)
    except TooManyJobs:
        message = {"style": "w", "text": call.word("too-many-jobs")}
        return await _outputs_page(call, (message,), status=429)
    return RedirectResponse(f"{call.root}/outputs/{job.id}", 303)


async def show_document(call: Call) -> Response:
    job, form_words = await _job(call), FormWords.of(call.language)
    state = await call.desk.current()
    made: MadeDocument | None = job.result if job.state is JobState.DONE else None
    url = f"{call.root}/outputs/{job.id}"
    is_pdf = made is not None and made.file.endswith(".pdf")
    return office_page(
        call,
        "document.html",
        state.schedule,
        current="outputs",
        heading=made.file if made else form_words.word("outputs"),
        job=job.form(call.language),
        made=made,
        size=f"{len(made.data) / 1_000_000:.1f} MB" if made and len(made.data) >= 100_000 else "",
        action=url,
        file_url=f"{url}/{made.file}" if made else "",
        is_pdf=is_pdf,
        is_running=job.state is JobState.RUNNING,
    )


async def cancel_document(call: Call) -> Response:
    call.server.jobs.cancel(await _job(call))
    return RedirectResponse(f"{call.root}/outputs", 303)


async def get_document(call: Call) -> Response:
    job = await _job(call)
    made: MadeDocument | None = job.result if job.state is JobState.DONE else None
    if made is None or made.file != call.request.path_params["file"]:
        raise RequestRefused(404, call.word("not-found"))
    is_shown = made.file.endswith(".pdf") and "save" not in call.request.query_params
    headers = {"content-disposition": f'{"inline" if is_shown else "attachment"}; filename="{made.file}"'}
    if made.file.endswith(".pdf"):
        headers |= {"content-security-policy": PDF_POLICY}
    return serve_file(call.request, WebFile.of(made.file, made.data), headers)


async def _job(call: Call) -> Job:
    job = await call.find_job(call.request.path_params["job"])
    if job is None or job.request.kind != KIND or not call.visitor.may(job.request.level):
        raise RequestRefused(404, call.word("no-job"))
    return job


async def _outputs_page(call: Call, messages: Sequence[Mapping[str, str]], *, status: int = 200) -> Response:
    form_words, state = FormWords.of(call.language), await call.desk.current()
    wording = form_words.wording
    titles = _file_exporters(call)
    published: list[tuple[str, str | LocalText]] = [
        (name, form_words.word(f"output-{name}")) for name in PUBLISHED
    ]
    if LETTERS in titles:
        published.append((LETTERS, titles.pop(LETTERS)))
    chosen = call.request.query_params.get("name", "")
    return office_page(
        call,
        "outputs.html",
        state.schedule,
        current="outputs",
        status=status,
        heading=form_words.word("outputs"),
        messages=messages,
        groups=[
            (form_words.word("printed"), [(name, form_words.word(f"output-{name}")) for name in PRINTED]),
            (form_words.word("published"), published),
        ],
        further=(form_words.word("files"), list(titles.items())),
        conference_languages=[
            (tag, wording.language_name(tag)) for tag in state.schedule.conference.languages
        ],
        papers=PAPERS,
        templates=[(name, wording_of_template(form_words, name)) for name in ("", *builtin_names())],
        chosen=chosen,
        release=state.release,
    )


def _file_exporters(call: Call) -> dict[str, LocalText]:
    others = {*PUBLISHED, "programme", BADGES, "fragment"}
    exporters: dict[str, Exporter] = dict(iter_exporters())
    if call.visitor.may(AccessLevel.OFFICE):
        exporters[LETTERS] = letters
    own = words("outputs", call.language)
    return {
        name: LocalText(own[name], call.language)
        if name in own
        else LocalText(capitalise(exporter.title), ENGLISH)
        for name, exporter in sorted(exporters.items())
        if name not in others
    }


def wording_of_template(form_words: FormWords, name: str) -> str:
    """The name of a badge template for the reader; that of its file where the reader's language has none."""
    own: str = words("outputs", form_words.language).get(f"template-{name}", name)
    return own if name else form_words.word("usual-one")


def _no_members(_: Any, __: str) -> dict[str, Any]:
    """No further members of the JSON of a job: its result is a file."""
    return {}


ENDPOINTS = (
    Endpoint("GET", "/{conference}/outputs", AccessLevel.VIEWER, show_outputs, is_page=True),
    Endpoint("POST", "/{conference}/outputs", AccessLevel.EDITOR, post_outputs, Body.FORM, is_page=True),
    Endpoint("GET", "/{conference}/outputs/{job}", AccessLevel.VIEWER, show_document, is_page=True),
    Endpoint(
        "POST", "/{conference}/outputs/{job}", AccessLevel.EDITOR, cancel_document, Body.FORM, is_page=True
    ),
    Endpoint("GET", "/{conference}/outputs/{job}/{file}", AccessLevel.VIEWER, get_document, is_page=True),
)
