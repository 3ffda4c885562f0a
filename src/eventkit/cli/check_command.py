"""The check command: findings by rule, with examples, and waivers that lapsed."""

from __future__ import annotations

import json
import sys
from collections.abc import Container, Iterable

import click
from click.shell_completion import CompletionItem

from eventkit.cli.console import TerminalTable, make_table
from eventkit.cli.display import COLOURS, Display, pass_display, when_heading
from eventkit.cli.failures import FAILED
from eventkit.cli.finding_report import FindingGroup, count_severities, group_findings, verdict_form
from eventkit.cli.input_values import language_tags
from eventkit.cli.shared_options import (
    pager_option,
    store_options,
)
from eventkit.findings import Finding, Severity
from eventkit.messages import LANGUAGES, Interface, Listed, Message
from eventkit.model import RoomId
from eventkit.office.verdicts import FIXED_CODES, check_conference
from eventkit.rules import (
    Verdict,
    Waiver,
    installed_rules,
    rule_by_code,
)
from eventkit.schedule import Schedule
from eventkit.texts import match_language
from eventkit.wording import Wording

FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}

LAPSED = "lapsed: the facts have changed"


def complete_rules(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    matching = (rule for rule in installed_rules() if rule.code.startswith(typed))
    return [CompletionItem(rule.code, help=rule.sentence) for rule in matching]


@click.command()
@click.option(
    "--language", metavar="TAG", help="The language of the reader: en, zh or ar.  [EVENTKIT_LANGUAGE]"
)
@click.option(
    "--fail-on",
    type=click.Choice(list(FAIL_ON)),
    default="error",
    show_default=True,
    help="The lowest severity that makes the command exit with 1.",
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
    help="By rule, with examples, or a line for each finding.",
)
@click.option("--all", "every", is_flag=True, help="List every finding, not only three of each rule.")
@click.option(
    "--rule",
    "codes",
    metavar="RULE",
    multiple=True,
    shell_complete=complete_rules,
    help="Only the findings of this rule, all of them. Repeat it for more.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings and the lapsed waivers as JSON.")
@pager_option
@store_options
@pass_display
def check(
    display: Display,
    *,
    language: str | None,
    fail_on: str,
    with_waived: bool,
    shape: str,
    every: bool,
    codes: tuple[str, ...],
    as_json: bool,
) -> None:
    """Check the schedule; exit with 1 if there are errors.

    Findings are grouped by rule, errors first, with three examples of each. 'eventkit rule list' sets the
    severity and the parameters of each rule. 'eventkit waive' waives a finding by the identity beside it,
    such as 93bc485b37.

    With --format lines, each finding is CONFERENCE:SESSION: SEVERITY: CODE: MESSAGE, for editors and other
    programs. If a finding is not about a session, the person, room or track is printed instead.

    \b
    Example:
      eventkit check
      eventkit check --rule room-clash
      eventkit check --language zh --fail-on warning
    """
    reader = language_tags((language,))[0] if language else display.settings.language
    if language and match_language(reader, LANGUAGES) is None:
        raise click.BadParameter(
            Message(
                "There are no messages in '{reader}'. Choose one of {languages}.",
                reader=reader,
                languages=Listed(tuple(LANGUAGES)),
            ),
            param_hint="--language",
        )
    store = display.opened_store()
    conference = display.conference_id(store)
    schedule, verdict = store.load(conference).schedule, check_conference(store, conference)
    if codes:
        verdict = _only(
            verdict, frozenset(code if code in FIXED_CODES else rule_by_code(code).code for code in codes)
        )
    if as_json:
        click.echo(json.dumps(verdict_form(verdict, reader), ensure_ascii=False, indent=2))
    elif shape == "lines":
        for finding in verdict.open:
            click.echo(_line(finding, schedule, reader))
    else:
        every = every or bool(codes)
        with display.paged():
            _show(display, schedule, verdict, reader, with_waived=with_waived, every=every)
    gravest = FAIL_ON[fail_on]
    if gravest and any(finding.severity.rank <= gravest.rank for finding in verdict.open):
        sys.exit(FAILED)


def _only(verdict: Verdict, codes: Container[str]) -> Verdict:
    return Verdict(
        open=tuple(finding for finding in verdict.open if finding.code in codes),
        waived=tuple((finding, waiver) for finding, waiver in verdict.waived if finding.code in codes),
        lapsed=tuple(waiver for waiver in verdict.lapsed if waiver.code in codes),
    )


def _line(finding: Finding, schedule: Schedule, language: str) -> str:
    conference = schedule.conference.id
    concerned = [subject.id for subject in finding.subjects if subject.kind == "session"]
    at = (*concerned, *finding.about, conference)[0]
    text = finding.in_language(language, Interface.COMMAND)
    message = f"{text.sentence} ({text.remedy})" if text.remedy else text.sentence
    return f"{conference}:{at}: {finding.severity}: {finding.code}: {' '.join(message.split())}"


def _show(
    display: Display,
    schedule: Schedule,
    verdict: Verdict,
    language: str,
    *,
    with_waived: bool,
    every: bool,
) -> None:
    out = display.out
    for group in group_findings(verdict.open):
        _show_group(display, schedule, group, language, every=every)
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
    out.print("; ".join((count_severities(verdict.open), *beside)) + hint)


def _show_group(
    display: Display, schedule: Schedule, group: FindingGroup, language: str, *, every: bool
) -> None:
    """Print the rule and the number of its findings, then examples; a remedy that all share only once."""
    number = len(group.findings)
    shown = group.examples(every=every)
    texts = [finding.in_language(language, Interface.COMMAND) for finding in shown]
    shared = texts[0].remedy if len({text.remedy for text in texts}) == 1 else ""
    heading = (
        (group.severity.value, COLOURS[group.severity]),
        (f" {group.code}", "bold"),
        f": {number} {'finding' if number == 1 else 'findings'}",
        f"\n→ {shared}" if shared else "",
    )
    places = [_place(schedule, finding, language) for finding in shown]
    table = make_table(*[""] * (3 if any(places) else 2))
    table.show_header, table.columns[0].no_wrap = False, True
    for finding, place, text in zip(shown, places, texts, strict=True):
        remedy = f"\n→ {text.remedy}" if text.remedy and not shared else ""
        identity = [(finding.identity, "dim")]
        table.add_row(identity, *([place] if any(places) else []), f"{text.sentence}{remedy}")
    display.out.print(heading)
    display.out.print(table)
    if more := number - len(shown):
        display.out.print(f"and {more} more: eventkit check --rule {group.code}", style="dim")
    display.out.print()


def _place(schedule: Schedule, finding: Finding, language: str) -> str:
    where, lines = finding.where, []
    wording = Wording.of(language)
    if where and where.day:
        lines.append(wording.short_day_of(schedule.conference, where.day))
    if where and where.start and where.end:
        start, end = schedule.wall(where.start), schedule.wall(where.end)
        lines.append(wording.times(start, end, where.day))
    if where and where.room:
        rooms = {room.id: room.name.best(language)[1] for room in schedule.rooms}
        lines.append(rooms.get(RoomId(where.room), ""))
    return "\n".join(lines)


def waiver_table(waivers: Iterable[Waiver], schedule: Schedule, title: str) -> TerminalTable:
    shown = make_table("Finding", "About", "Reason", "Who", when_heading(schedule))
    shown.title = title
    for waiver in waivers:
        shown.add_row(
            [(waiver.code, ""), (waiver.identity, "dim")],
            ", ".join(waiver.about),
            waiver.reason,
            waiver.author,
            f"{schedule.wall(waiver.at):%Y-%m-%d %H:%M}",
        )
    return shown
