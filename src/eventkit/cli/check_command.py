"""The check command: findings as text or JSON."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import click
from rich.table import Table
from rich.text import Text as Words

from eventkit.cli.command_loader import FAILED
from eventkit.cli.input_values import language_tags
from eventkit.cli.outcome_report import count_severities
from eventkit.cli.shared_options import store_options
from eventkit.cli.terminal import COLOURS, Terminal, make_table, pass_terminal
from eventkit.findings import Finding, Severity
from eventkit.model import RoomId
from eventkit.rules import Verdict, Waiver
from eventkit.schedule import Schedule
from eventkit.wording import Wording

FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}


LAPSED = "lapsed: the facts have changed"


@click.command()
@click.option("--language", metavar="TAG", help="The language of the reader: en or zh.  [EVENTKIT_LANGUAGE]")
@click.option(
    "--fail-on",
    type=click.Choice(list(FAIL_ON)),
    default="error",
    show_default=True,
    help="The severity from which to exit with 1.",
)
@click.option(
    "--waived", "with_waived", is_flag=True, help="Show waived findings and lapsed waivers as well."
)
@click.option(
    "--format",
    "shape",
    type=click.Choice(["table", "lines"]),
    default="table",
    show_default=True,
    help="A table by day, or a line for each finding.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings and the lapsed waivers as JSON.")
@store_options
@pass_terminal
def check(
    terminal: Terminal,
    *,
    language: str | None,
    fail_on: str,
    with_waived: bool,
    shape: str,
    as_json: bool,
) -> None:
    """Check the schedule; exit with 1 if there are errors.

    'eventkit rules' sets the severity and the parameters of each rule. 'eventkit waive' waives a finding by
    the ten digits beside it.

    With --format lines, each finding is CONFERENCE:SESSION: SEVERITY: CODE: MESSAGE, for editors and other
    programs. Where no session is concerned, the person, room or track is in its place.

    \b
    Example:
      eventkit check
      eventkit check --language zh --fail-on warning
    """
    reader = language_tags((language,))[0] if language else terminal.settings.language
    office = terminal.office()
    schedule, verdict = office.load().schedule, office.check()
    if as_json:
        click.echo(json.dumps(verdict_form(verdict, reader), ensure_ascii=False, indent=2))
    elif shape == "lines":
        for finding in verdict.open:
            click.echo(_line(finding, schedule, reader))
    else:
        _show(terminal, schedule, verdict, reader, with_waived=with_waived)
    gravest = FAIL_ON[fail_on]
    if gravest and any(finding.severity.rank <= gravest.rank for finding in verdict.open):
        sys.exit(FAILED)


def verdict_form(verdict: Verdict, language: str) -> dict[str, Any]:
    """A verdict as JSON holds it: open findings first, then waived ones, and the lapsed waivers."""
    return {
        "findings": [
            *({**finding.form(language), "waived": None} for finding in verdict.open),
            *(
                {**finding.form(language), "waived": _waiver_form(waiver)}
                for finding, waiver in verdict.waived
            ),
        ],
        "lapsed": [waiver.model_dump(mode="json") for waiver in verdict.lapsed],
    }


def _waiver_form(waiver: Waiver) -> dict[str, Any]:
    return waiver.model_dump(mode="json", include={"reason", "author", "at"})


def _line(finding: Finding, schedule: Schedule, language: str) -> str:
    conference = schedule.conference.id
    concerned = [subject.id for subject in finding.subjects if subject.kind == "session"]
    at = (*concerned, *finding.about, conference)[0]
    text = finding.in_language(language)
    message = f"{text.sentence} ({text.remedy})" if text.remedy else text.sentence
    return f"{conference}:{at}: {finding.severity}: {finding.code}: {' '.join(message.split())}"


def _show(
    terminal: Terminal, schedule: Schedule, verdict: Verdict, language: str, *, with_waived: bool
) -> None:
    out = terminal.out
    for title, findings in _by_day(verdict.open, language):
        out.print(_day(schedule, findings, title, language))
    if with_waived and verdict.waived:
        out.print(waiver_table((waiver for _, waiver in verdict.waived), schedule, "waived"))
    if with_waived and verdict.lapsed:
        out.print(waiver_table(verdict.lapsed, schedule, LAPSED))
    waived, lapsed = len(verdict.waived), len(verdict.lapsed)
    beside = [
        *([f"{waived} waived"] if waived else []),
        *([f"{lapsed} {'waiver has' if lapsed == 1 else 'waivers have'} lapsed"] if lapsed else []),
    ]
    hint = "" if with_waived or not beside else ": --waived shows them"
    out.print("; ".join((count_severities(verdict.open), *beside)) + hint, soft_wrap=True)


def _by_day(findings: Sequence[Finding], language: str) -> list[tuple[str, list[Finding]]]:
    """The findings by day, under its name; those of no day first; the gravest first."""
    days: dict[date | None, list[Finding]] = {}
    for finding in findings:
        days.setdefault(finding.where.day if finding.where else None, []).append(finding)
    wording = Wording.of(language)
    return [
        (wording.day(on) if on else "", days[on])
        for on in sorted(days, key=lambda on: (on is not None, on or date.min))
    ]


def _day(schedule: Schedule, findings: Iterable[Finding], title: str, language: str) -> Table:
    shown = make_table("", "", "")
    shown.show_header, shown.title = False, title or None
    shown.columns[0].no_wrap = True
    for finding in findings:
        text = finding.in_language(language)
        shown.add_row(
            Words.assemble(
                (finding.severity.value, COLOURS[finding.severity]),
                f" {finding.code}",
                (f"\n{finding.identity}", "dim"),
            ),
            _place(schedule, finding, language),
            Words.assemble(text.sentence, f"\n→ {text.remedy}" if text.remedy else ""),
        )
    return shown


def _place(schedule: Schedule, finding: Finding, language: str) -> str:
    """The time and the room of a finding, in the time zone of the conference."""
    where, lines = finding.where, []
    if where and where.start and where.end:
        start, end = schedule.wall(where.start), schedule.wall(where.end)
        lines.append(Wording.of(language).times(start, end, where.day))
    if where and where.room:
        rooms = {room.id: room.name.best(language)[1] for room in schedule.rooms}
        lines.append(rooms.get(RoomId(where.room), ""))
    return "\n".join(lines)


def waiver_table(waivers: Iterable[Waiver], schedule: Schedule, title: str) -> Table:
    """A table of waivers, with their reasons, authors and times."""
    shown = make_table("Finding", "About", "Reason", "Who", "When")
    shown.title = title
    for waiver in waivers:
        shown.add_row(
            Words.assemble(waiver.code, (f"\n{waiver.identity}", "dim")),
            ", ".join(waiver.about),
            waiver.reason,
            waiver.author,
            f"{schedule.wall(waiver.at):%Y-%m-%d %H:%M}",
        )
    return shown
