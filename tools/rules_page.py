"""The list of rules with their examples, and their settings, as the documentation site shows them."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.model import Participant, Session
from eventkit.rules import RULES, Checker, Rule, RuleSettings
from eventkit.rules.rule_examples import Example
from eventkit.rules.rule_settings import Changeover, OpeningHours, Waiver
from eventkit.schedule import Schedule
from eventkit.values.field_docstrings import field_docstrings
from eventkit.wording import Wording


def rules_page() -> str:
    """What follows the introduction that the repository has."""
    return (
        "\n".join(["## All rules\n", *_overview(), *_rules(), "## Fields of settings\n", *_settings()]) + "\n"
    )


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
        yield f"## {rule.code}\n\n{_cell(rule.reason)}\n\n```text\n{_shown(example)}\n```\n"
        yield "\n".join(_example_lines(rule, example)) + "\n"


def _example_lines(rule: Rule, example: Example) -> Iterator[str]:
    for finding in Checker(example.schedule, example.settings, (rule,)).findings:
        yield f"> **{finding.severity}**: {finding.message}."


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
