"""Form endpoints: lists and forms of entities, their history, and taking changes back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from starlette.responses import RedirectResponse, Response

from eventkit.editing import Refused, cancel_session, restore_session
from eventkit.errors import StoreError
from eventkit.messages import Interface, Message, Term, localise
from eventkit.model import Participant, Session, Status
from eventkit.office.office import Office
from eventkit.schedule import Schedule
from eventkit.web.desk import DeskState
from eventkit.web.endpoints import Body, Call, Endpoint, RequestRefused, parse_number
from eventkit.web.forms.entity_forms import (
    FORMS,
    PREFIX,
    EntityForm,
    EntityGone,
    Submission,
    contact_inputs,
    edit_contact,
    rearrange,
    submit,
    with_their_value,
)
from eventkit.web.forms.entity_views import HISTORY_LENGTH, EntityViews
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.forms.form_values import InputFault
from eventkit.web.users_file import AccessLevel
from eventkit.web.web_pages import translate_error

NAVIGATION = (*FORMS, "rules", "blocks", "log", "import", "outputs", "release")
"""The pages in the head of each page, in this order."""

SHOWN_LENGTH = 80  # the most characters of an input that a message repeats
LOG_LENGTH = 50  # the most changes on a page of the log


def office_page(
    call: Call, template: str, schedule: Schedule | None, *, current: str, status: int = 200, **values: Any
) -> Response:
    """A page with the head of all organisers' pages."""
    names = {
        "words": FormWords.of(call.language),
        "title": call.title_of(schedule) if schedule is not None else values["heading"],
        "conference_id": schedule.conference.id if schedule is not None else "",
        "base_url": call.root if schedule is not None else "",
        "pages": NAVIGATION if schedule is not None else (),
        "current_page": current,
        "may_edit": call.visitor.may(AccessLevel.EDITOR),
        "messages": (),
    }
    return call.page(template, status, **{**names, **values})


def error_message(error: Exception, language: str) -> Mapping[str, Any]:
    return {"style": "e", "local": translate_error(error, language)}


def _views(call: Call, state: DeskState) -> EntityViews:
    return EntityViews(state.schedule, FormWords.of(call.language))


async def list_entities(form: EntityForm, call: Call) -> Response:
    if form.add is None:
        return RedirectResponse(f"{call.root}/{form.page}/{call.conference}", 303)
    pages = _views(call, await call.desk.current())
    values = pages.list_page(form, call.request.query_params.get("q", "").strip())
    return office_page(
        call,
        "forms/list.html",
        pages.schedule,
        current=form.page,
        **values,
    )


async def show_entity(form: EntityForm, call: Call) -> Response:
    id_, state = _id(call), await call.desk.current()
    pages = _views(call, state)
    if id_ and form.entity(pages.schedule, id_) is None:
        raise RequestRefused(404, pages.words.word("unknown", name=id_))
    strings = form.strings(pages.schedule, id_) if id_ else {}
    saved = call.request.query_params.get("saved")
    messages = [{"style": "k", "text": pages.words.word("saved")}] if saved else []
    return await _page(call, state, form, Submission(id_, strings, state.number), messages=messages)


async def post_entity(form: EntityForm, call: Call) -> Response:
    id_, words, strings = _id(call), FormWords.of(call.language), call.strings
    verb, _, path = strings.pop("do", "save").partition(":")
    base, uid = _base(strings), _uid(strings)
    if verb in {"up", "down", "remove", "add", "theirs"}:
        state = await call.desk.current()
        if (id_ or verb == "theirs") and form.entity(state.schedule, id_) is None:
            raise RequestRefused(404, words.word("gone", name=id_))
        if verb == "theirs":
            strings = with_their_value(strings, form.strings(state.schedule, id_), path)
            base = state.number
        elif verb != "add":
            strings = rearrange(strings, verb, path)
        return await _page(call, state, form, Submission(id_, strings, base), uid=uid)
    if verb != "save":
        return await _act(call, form, id_, verb)
    readmit = frozenset(strings.pop("readmit", "").split())
    contact = partial(edit_contact, strings=strings, words=words) if _has_contact(call, form) else None
    try:
        submission, _ = await call.desk.change(
            call.visitor.name,
            lambda office: submit(
                office, form, id_, strings, base, uid=uid, contact=contact, readmit=readmit
            ),
        )
    except EntityGone:
        raise RequestRefused(404, words.word("gone", name=id_)) from None
    if submission.outcome is not None:
        return RedirectResponse(f"{call.root}/{form.page}/{submission.id}?saved=1", 303)
    shown = replace(submission, strings={**submission.strings, **_contact_strings(strings)})
    state, status = await call.desk.current(), 409 if submission.conflicts else 422
    return await _page(call, state, form, shown, uid=uid, status=status)


async def _act(call: Call, form: EntityForm, id: str, verb: str) -> Response:
    def operation(office: Office) -> object:
        match verb:
            case "delete" if form.remove is not None:
                remove = form.remove
                return office.edit(
                    lambda now: remove(now, id), Message("remove {kind} '{id}'", kind=Term(form.word), id=id)
                )
            case "cancel" if form.cls is Session:
                return office.edit(
                    lambda now: cancel_session(now, id), Message("cancel session '{id}'", id=id)
                )
            case "restore" if form.cls is Session:
                return office.edit(
                    lambda now: restore_session(now, id), Message("restore session '{id}'", id=id)
                )
            case _:
                raise Refused("There is no button '{name}'.", name=verb)

    try:
        await call.desk.change(call.visitor.name, operation)
    except Refused as error:
        state = await call.desk.current()
        strings = form.strings(state.schedule, id) if form.entity(state.schedule, id) else {}
        faults = tuple(InputFault("", message) for message in error.messages)
        shown = Submission(id, strings, state.number, faults)
        return await _page(call, state, form, shown, status=422)
    gone = verb == "delete"
    return RedirectResponse(f"{call.root}/{form.page}{'' if gone else f'/{id}?saved=1'}", 303)


async def _page(
    call: Call,
    state: DeskState,
    form: EntityForm,
    submission: Submission,
    *,
    uid: UUID | None = None,
    status: int = 200,
    messages: list[dict[str, str]] | None = None,
) -> Response:
    pages, id_ = _views(call, state), submission.id
    faults = [
        replace(fault, message=localise(fault.message, call.language, Interface.BROWSER))
        for fault in submission.faults
    ]
    submission = replace(submission, faults=tuple(faults))
    values = pages.form_page(form, submission)
    entity, words = form.entity(pages.schedule, id_) if id_ else None, pages.words
    entries: Sequence[Mapping[str, Any]] = ()
    blame: Sequence[Mapping[str, Any]] = ()
    if isinstance(entity, Session):
        log = await call.desk.read(
            call.visitor.name, lambda office: office.log(session=id_, limit=HISTORY_LENGTH)
        )
        entries = pages.history(log, table="session", id=id_)
        try:
            blame = pages.blame(await call.desk.read(call.visitor.name, lambda office: office.blame(id_)))
        except StoreError as error:
            text = translate_error(error, call.language).text
            messages = [*(messages or []), {"style": "w", "text": text}]
    contact: tuple[Any, ...] = ()
    if id_ and _has_contact(call, form):
        stored = await call.desk.read(call.visitor.name, lambda office: office.contacts.show(id_))
        typed = submission.strings if any(_contact_strings(submission.strings)) else None
        contact = contact_inputs(stored, words, typed, submission.faults)
    unplaced = values.pop("unplaced_faults")
    shown = [*(messages or []), *({"style": "e", "text": fault} for fault in unplaced)]
    if submission.conflicts:
        shown.insert(0, {"style": "w", "text": words.word("conflict")})
    elif count := len(submission.faults):
        name = "fault-one" if count == 1 else "fault-many"
        shown.insert(0, {"style": "e", "text": words.word(name, count=count)})
    actions = []
    if isinstance(entity, Session):
        is_off = entity.status is Status.CANCELLED
        verb = "restore" if is_off else "cancel"
        actions = [(verb, words.word(f"{verb}-session"))]
    return office_page(
        call,
        "forms/entity.html",
        pages.schedule,
        current=form.page,
        status=status,
        **{
            **values,
            "messages": shown,
            "action": f"{call.root}/{form.page}/{id_ or 'new'}",
            "uid": str(uid or uuid4()) if not id_ else "",
            "contact": contact,
            "erased": " ".join(sorted(submission.erased)),
            "history": entries,
            "blame": blame,
            "further_actions": actions,
            "may_delete": bool(id_) and form.remove is not None,
        },
    )


async def show_log(call: Call) -> Response:
    """The changes of the conference, newest first, a page of them."""
    state = await call.desk.current()
    pages, before = _views(call, state), call.request.query_params.get("before", "")
    end = parse_number(before) or state.number + 1
    # Of those before a number there may be as many newer ones as there are numbers from it on.
    newest = max(0, state.number + 1 - end) + LOG_LENGTH + 1
    log = await call.desk.read(call.visitor.name, lambda office: office.log(limit=newest))
    entries = [entry for entry in log if entry.number < end]
    undone = call.request.query_params.get("undone", "")
    messages = [{"style": "k", "text": pages.words.word("taken-back", number=undone)}] if undone else []
    return office_page(
        call,
        "forms/log.html",
        pages.schedule,
        current="log",
        heading=pages.words.word("log"),
        messages=messages,
        entries=pages.history(entries[:LOG_LENGTH]),
        before=entries[LOG_LENGTH - 1].number if len(entries) > LOG_LENGTH else None,
    )


async def post_undo(call: Call) -> Response:
    number, back = (call.strings.get(name, "") for name in ("number", "back"))
    if not (change := parse_number(number)):
        raise RequestRefused(422, FormWords.of(call.language).word("unknown", name=number[:SHOWN_LENGTH]))
    await call.desk.change(call.visitor.name, lambda office: office.undo(change))
    own = f"{call.root}/"
    is_own = back.startswith(own) and "//" not in back
    return RedirectResponse(back if is_own else f"{own}log?undone={number}", 303)


def _id(call: Call) -> str:
    id_: str = call.request.path_params["id"]
    return "" if id_ == "new" else id_


def _base(strings: dict[str, str]) -> int:
    return parse_number(strings.pop("base", ""))


def _uid(strings: dict[str, str]) -> UUID:
    try:
        return UUID(strings.pop("uid", ""))
    except ValueError:
        return uuid4()


def _has_contact(call: Call, form: EntityForm) -> bool:
    return form.cls is Participant and call.visitor.may(AccessLevel.OFFICE)


def _contact_strings(strings: Mapping[str, str]) -> dict[str, str]:
    return {name: string for name, string in strings.items() if name.startswith(PREFIX)}


def _form_endpoints(form: EntityForm) -> Iterator[Endpoint]:
    path, viewer, editor = f"/{{conference}}/{form.page}", AccessLevel.VIEWER, AccessLevel.EDITOR
    yield Endpoint("GET", path, viewer, partial(list_entities, form), is_page=True)
    yield Endpoint("GET", f"{path}/{{id}}", viewer, partial(show_entity, form), is_page=True)
    yield Endpoint("POST", f"{path}/{{id}}", editor, partial(post_entity, form), Body.FORM, is_page=True)


ENDPOINTS = (
    Endpoint("GET", "/{conference}/log", AccessLevel.VIEWER, show_log, is_page=True),
    Endpoint("POST", "/{conference}/undo", AccessLevel.EDITOR, post_undo, Body.FORM, is_page=True),
    *(endpoint for form in FORMS.values() for endpoint in _form_endpoints(form)),
)
