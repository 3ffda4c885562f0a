"""Rules pages: the severity of each rule in this conference, its parameters and the opening hours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.responses import RedirectResponse, Response

from eventkit.editing import Refused
from eventkit.findings import Severity
from eventkit.messages import Message
from eventkit.office.rules_office import RuleEdit
from eventkit.office.typed_times import read_clock
from eventkit.rules import OpeningHours, Rule, RuleSettings, installed_rules
from eventkit.rules.rule_settings import describe_settings
from eventkit.schedule import Schedule
from eventkit.web.endpoints import Body, Call, Endpoint
from eventkit.web.forms.form_endpoints import error_message, office_page
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.users_file import AccessLevel

OFF = "off"
SEVERITY, PARAMETER = "severity.", "parameter."  # the beginnings of the names of inputs


async def show_rules(call: Call) -> Response:
    words = FormWords.of(call.language)
    saved = bool(call.request.query_params.get("saved"))
    return await _page(call, [{"style": "k", "text": words.word("saved")}] if saved else [])


async def post_rules(call: Call) -> Response:
    strings = {name: value.strip() for name, value in call.strings.items()}
    try:
        edit = settings_edit(strings)
        await call.desk.change(
            call.visitor.name, lambda office: office.rules.change(edit, Message("set rules in the browser"))
        )
    except (Refused, ValueError) as error:
        return await _page(call, [error_message(error, call.language)], status=422, typed=strings)
    return RedirectResponse(f"{call.root}/rules?saved=1", 303)


def settings_edit(strings: Mapping[str, str]) -> RuleEdit:
    """The edit of rule settings that a form asks for: of the settings that it has inputs for."""
    opens, closes = strings.get("opens", ""), strings.get("closes", "")
    if bool(opens) != bool(closes):
        raise ValueError(Message("The opening hours need both times, or none."))
    hours = OpeningHours(opens=read_clock(opens), closes=read_clock(closes)) if opens else None
    severities = {
        name.removeprefix(SEVERITY): value for name, value in strings.items() if name.startswith(SEVERITY)
    }
    parameters = {
        name.removeprefix(PARAMETER): value
        for name, value in strings.items()
        if name.startswith(PARAMETER) and value
    }

    def edit(settings: RuleSettings, _: Schedule) -> RuleSettings:
        usual = {rule.code: rule.severity.value for rule in installed_rules()}
        others = {code: grade for code, grade in settings.severities.items() if code not in severities}
        chosen = {code: grade for code, grade in severities.items() if code in usual and grade != usual[code]}
        known = {name: value for name, value in parameters.items() if name in _numbers()}
        changes: dict[str, Any] = {**known, "severities": {**others, **chosen}}
        if "opens" in strings:
            changes["hours"] = hours
        return settings.model_copy(update=changes)

    return edit


async def _page(
    call: Call,
    messages: Sequence[Mapping[str, Any]],
    *,
    status: int = 200,
    typed: Mapping[str, str] | None = None,
) -> Response:
    words = FormWords.of(call.language)
    state = await call.desk.current()
    settings = await call.desk.read(call.visitor.name, lambda office: office.rules.settings())
    typed = typed or {}
    hours = settings.hours
    return office_page(
        call,
        "rules.html",
        state.schedule,
        current="rules",
        status=status,
        heading=words.word("rules"),
        messages=messages,
        rules=[_rule(rule, settings, typed, call.language) for rule in installed_rules()],
        severities=[(severity, words.word(f"severity-{severity}")) for severity in (*Severity, OFF)],
        parameters=[
            {
                "name": f"{PARAMETER}{name}",
                "label": label.in_language(call.language),
                "value": typed.get(f"{PARAMETER}{name}", f"{getattr(settings, name):g}"),
            }
            for name, label in _numbers().items()
        ],
        opens=typed.get("opens", f"{hours.opens:%H:%M}" if hours else ""),
        closes=typed.get("closes", f"{hours.closes:%H:%M}" if hours else ""),
    )


def _rule(rule: Rule, settings: RuleSettings, typed: Mapping[str, str], language: str) -> dict[str, Any]:
    name = f"{SEVERITY}{rule.code}"
    return {
        "name": name,
        "code": rule.code,
        "sentence": rule.requirement.in_language(language),
        "usual": rule.severity.value,
        "grade": typed.get(name) or settings.severities.get(rule.code) or rule.severity.value,
    }


def _numbers() -> dict[str, Message]:
    described = describe_settings()
    return {
        name: described[name]
        for name, field in RuleSettings.model_fields.items()
        if isinstance(field.default, int | float)
    }


ENDPOINTS = (
    Endpoint("GET", "/{conference}/rules", AccessLevel.VIEWER, show_rules, is_page=True),
    Endpoint("POST", "/{conference}/rules", AccessLevel.EDITOR, post_rules, Body.FORM, is_page=True),
)
