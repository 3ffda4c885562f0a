"""The page of rules, made from the list of rules."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.model import Participant, Session
from eventkit.rules import RULES, Checker, Rule, RuleSettings
from eventkit.rules.rule_examples import Example
from eventkit.rules.rule_settings import Changeover, OpeningHours, Waiver, Wish
from eventkit.schedule import Schedule
from eventkit.schema_generator import field_docstrings
from eventkit.wording import Wording

INTRODUCTION = """\
# Rules

What can be wrong with a conference, in one list. Each rule is a sentence that holds where all is well; where
it does not, a *finding* says what is wrong and what would mend it, in English or Chinese.

An **error** must be mended or waived before a release, a **warning** should be looked at, an **info** is
worth knowing. Which of them a rule is can be set for each conference, and so can its parameters: see
[Settings](#settings).

A finding keeps its identity, ten digits such as `93bc485b37`, as long as its facts stay: a new title changes
nothing, another time, room or person makes it another finding. Waivers go by the identity, and lapse by
themselves with it.

Two things are looked for elsewhere. A calendar identity that is used twice cannot be built at all. Times that
a new law of a time zone has moved can be told only beside the times that were stored: the store does that.
"""

SETTINGS = """\
## Settings

What one conference asks of its rules is one value, `eventkit.rules.RuleSettings`, and one JSON document. The
store keeps it beside the conference: `eventkit rules` and `eventkit waive` change it, `Store.rule_settings`
gives it. It goes with the conference into copies and backups of the store, and away with it. It is in no
document that is exported and in no release, and neither `undo` nor `revert` brings back what it was:
`eventkit rules log` tells who changed it. Where a thing gets another id, what names it there follows, waivers
too.
"""


def page() -> str:
    """All of it."""
    return "\n".join([INTRODUCTION, *_overview(), *_rules(), SETTINGS, *_settings()])


def _overview() -> Iterator[str]:
    yield "| rule | severity | what holds where all is well |\n|---|---|---|"
    for rule in RULES:
        yield f"| [`{rule.code}`](#{rule.code}) | {rule.severity} | {_cell(rule.sentence)} |"
    yield ""


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("``", "`")


def _rules() -> Iterator[str]:
    for rule in RULES:
        example = rule.example()
        yield f"## {rule.code}\n\n{_cell(rule.sentence)} ({rule.severity})\n\n{_cell(rule.reason)}\n"
        yield f"For example:\n\n```\n{_shown(example)}\n```\n"
        yield "\n".join(_told(rule, example)) + "\n"


def _told(rule: Rule, example: Example) -> Iterator[str]:
    for finding in Checker(example.schedule, example.settings, (rule,)).findings:
        english, chinese = finding.in_language("en"), finding.in_language("zh")
        yield f"> **{finding.severity}**: {english.sentence}: {english.remedy}.\n>"
        yield f"> {chinese.sentence}：{chinese.remedy}。"


def _shown(example: Example) -> str:
    """The example in lines: sessions with time, room and people, or else what there is."""
    schedule = example.schedule
    lines = [_session(schedule, each) for each in schedule.sessions]
    if not lines:
        lines = [f"track {each.code} {each.name.best('en')[1]}, {each.colour}" for each in schedule.tracks]
        lines = lines or [_person(each) for each in schedule.participants]
    lines += [
        f"room {each.name.best('en')[1]}: {', '.join(told)}"
        for each in schedule.rooms
        if (
            told := [
                *([f"{each.capacity} seats"] if each.capacity else []),
                *(["available " + _period(schedule, free) for free in each.available]),
                *(["named in English only"] if "zh" not in each.name else []),
            ]
        )
    ]
    lines += [
        f"{each.name[0].full} is available {_period(schedule, free)}"
        for each in schedule.participants
        for free in each.available
    ]
    asked = example.settings.model_dump_json(exclude_defaults=True)
    return "\n".join([*lines, *([f"settings: {asked}"] if asked != "{}" else [])])


def _person(who: Participant) -> str:
    said = f"{who.id}: {', '.join(form.full for form in who.name)}"
    return f"{said}; {who.biography.best('en')[1]}" if who.biography else said


def _session(schedule: Schedule, session: Session) -> str:
    when = _period(schedule, session.slot.period) if session.slot else "unscheduled"
    rooms = ", ".join(schedule.room(each).name.best("en")[1] for each in schedule.rooms_of(session))
    people = ", ".join(
        f"{schedule.participant(each.participant).named('en')[0].full} ({each.role})"
        for each in session.people
    )
    marks = [
        *([str(session.kind)] if session.kind != "talk" else []),
        *(["plenary"] if session.plenary else []),
        *([str(session.status)] if session.status != "confirmed" else []),
        *([f"track {session.track}"] if session.track else []),
        *([f"{session.audience} people expected"] if session.audience else []),
        *([f"interpreted into {', '.join(session.interpreted)}"] if session.interpreted else []),
        *(["live stream"] if session.streams else []),
        *([f"abstract: {session.abstract.best('en')[1]}"] if session.abstract else []),
    ]
    indent = "  " if session.parent else ""
    titles = " / ".join(session.title.values())
    return indent + "; ".join(each for each in (f"{when}  {titles}", rooms, people, *marks) if each)


def _period(schedule: Schedule, period: object) -> str:
    start, end = (schedule.wall(getattr(period, name)) for name in ("start", "end"))
    wording = Wording.of("en")
    return f"{wording.short_day(start.date())} {wording.times(start, end)}"


def _settings() -> Iterator[str]:
    for value in (RuleSettings, OpeningHours, Changeover, Wish, Waiver):
        if value is not RuleSettings:
            yield f"\n### {value.__name__}\n\n{_cell((value.__doc__ or '').partition(chr(10))[0])}\n"
        yield "| field | unless told | what it says |\n|---|---|---|"
        described = field_docstrings(value)
        for name, field in value.model_fields.items():
            usual = "" if field.is_required() else field.get_default(call_default_factory=True)
            told = {None: "none", (): "none", "": "must be told"}.get(usual if usual != {} else (), usual)
            yield f"| `{name}` | {told} | {_cell(' '.join(described[name].split()))} |"
