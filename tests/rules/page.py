"""The page of rules, made from the list of rules."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.model import Participant, Session
from eventkit.rules import RULES, Checker, Rule, RuleSettings
from eventkit.rules.rule_examples import Example
from eventkit.rules.rule_settings import Changeover, OpeningHours, Waiver
from eventkit.schedule import Schedule
from eventkit.values.schema_generator import field_docstrings
from eventkit.wording import Wording

INTRODUCTION = """\
# Rules

The rules that `eventkit check` evaluates. Each is a sentence that should be true of a conference. Where it
is not, a *finding* says what is wrong and what to do, in English, Chinese or Arabic.

An **error** has to be fixed or waived before a release, a **warning** should be looked at, an **info** is
worth knowing. The severity and the parameters of a rule can be set for each conference: see
[Settings](#settings).

`eventkit check` lists findings by rule, errors first, with three examples of each: `--all` lists every
finding, `--rule CODE` those of one rule. `programme`, `badges`, `agenda` and `export` print one line with
the number of findings, and list them with `--findings`.

A finding has an identity, such as `93bc485b37`, that depends on its facts: a new title does not
change it, another time, room or person does. A waiver refers to the identity, and lapses when it changes.

Two problems are found elsewhere. A calendar identity that is used twice is refused when a schedule is
built. Times that a change of time zone law has moved are found by the store, which has the times that were
entered.

Contacts are not part of the schedule, so no rule sees them. `check` still reports what letters lack:
`no-contact` if the conference has no e-mail address for answers, and `no-address` if people in the programme
have none. These findings can be waived, but their severity is fixed: `no-contact` becomes an error as soon
as anybody can be written to.

A rule of a [plug-in](plugins.md) that cannot be loaded, or that fails, is the error `rule-failed`. Its
message names the package, and all other rules are evaluated. It can be waived, like any error, once you have
checked the schedule yourself.
"""

SETTINGS = """\
## Settings

The rule settings of a conference are one value, `eventkit.rules.RuleSettings`, and one JSON document beside
the conference in the store: `eventkit rule` and `eventkit waive` change it, `Store.rule_settings` returns
it. It is included in copies and backups of the store, and removed with the conference. It is in no exported
document and in no release, and neither `undo` nor `revert` restores it: `eventkit rule log` lists who
changed it. If an entity gets another id, the settings and waivers follow.
"""


def page() -> str:
    """All of it."""
    return "\n".join([INTRODUCTION, *_overview(), *_rules(), SETTINGS, *_settings()])


def _overview() -> Iterator[str]:
    yield "| rule | severity | what should be true |\n|---|---|---|"
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
        yield "\n".join(_example_lines(rule, example)) + "\n"


def _example_lines(rule: Rule, example: Example) -> Iterator[str]:
    for finding in Checker(example.schedule, example.settings, (rule,)).findings:
        english, chinese = finding.in_language("en"), finding.in_language("zh")
        yield f"> **{finding.severity}**: {english.sentence}: {english.remedy}.\n>"
        yield f"> {chinese.sentence}：{chinese.remedy}。"


def _shown(example: Example) -> str:
    """The example in lines: sessions with time, room and people, or else what there is."""
    schedule = example.schedule
    lines = [_session(schedule, session) for session in schedule.sessions]
    if not lines:
        lines = [
            f"track {track.code} {track.name.best('en')[1]}, {track.colour}" for track in schedule.tracks
        ]
        lines = lines or [_person(participant) for participant in schedule.participants]
    lines += [
        f"room {room.name.best('en')[1]}: {', '.join(marks)}"
        for room in schedule.rooms
        if (
            marks := [
                *([f"{room.capacity} seats"] if room.capacity else []),
                *(["available " + _period(schedule, free) for free in room.available]),
                *(["named in English only"] if "zh" not in room.name else []),
            ]
        )
    ]
    lines += [
        f"{participant.name[0].full} is available {_period(schedule, free)}"
        for participant in schedule.participants
        for free in participant.available
    ]
    asked = example.settings.model_dump_json(exclude_defaults=True)
    return "\n".join([*lines, *([f"settings: {asked}"] if asked != "{}" else [])])


def _person(who: Participant) -> str:
    line = f"{who.id}: {', '.join(form.full for form in who.name)}"
    return f"{line}; {who.biography.best('en')[1]}" if who.biography else line


def _session(schedule: Schedule, session: Session) -> str:
    when = _period(schedule, session.slot.period) if session.slot else "unscheduled"
    rooms = ", ".join(schedule.room(each).name.best("en")[1] for each in schedule.rooms_of(session))
    people = ", ".join(
        f"{schedule.participant(person.participant).named('en')[0].full} ({person.role})"
        for person in session.people
    )
    marks = [
        *([str(session.kind)] if session.kind != "talk" else []),
        *(["plenary"] if session.plenary else []),
        *([str(session.status)] if session.status != "confirmed" else []),
        *([f"track {session.track}"] if session.track else []),
        *([f"{session.audience} people expected"] if session.audience else []),
        *([f"interpreted into {', '.join(session.interpreted)}"] if session.interpreted else []),
        *(["live stream"] if session.streams else []),
        *([f"needs {', '.join(session.needs)}"] if session.needs else []),
        *(f"wish: {wish}" for wish in session.wishes),
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
    for value in (RuleSettings, OpeningHours, Changeover, Waiver):
        if value is not RuleSettings:
            yield f"\n### {value.__name__}\n\n{_cell((value.__doc__ or '').partition(chr(10))[0])}\n"
        yield "| field | default | meaning |\n|---|---|---|"
        described = field_docstrings(value)
        for name, field in value.model_fields.items():
            usual = "" if field.is_required() else field.get_default(call_default_factory=True)
            usually = {None: "none", (): "none", "": "required"}.get(usual if usual != {} else (), usual)
            yield f"| `{name}` | {usually} | {_cell(' '.join(described[name].split()))} |"
