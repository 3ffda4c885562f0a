"""Findings on the terminal, by rule with examples: of the check command, and of others that report some."""

from __future__ import annotations

import json
import sys
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import click
from click.shell_completion import CompletionItem

from eventkit.cli.commands import BadValue
from eventkit.cli.console import Console, make_table
from eventkit.cli.display import COLOURS, EXAMPLES, Display, command, local, when_heading
from eventkit.cli.failures import FAILED, fail
from eventkit.cli.file_arguments import STDIO
from eventkit.cli.input_values import language_tags
from eventkit.cli.shared_options import pager_option, store_options
from eventkit.findings import Finding, Severity
from eventkit.messages import LANGUAGES, Interface, Listed, Message, Plural, Verbatim, as_message, localise
from eventkit.model import RoomId
from eventkit.office.verdicts import FIXED_CODES, check_conference, rule_codes
from eventkit.rules import RuleSettings, Verdict, Waiver, apply_waivers, installed_rules, rule_by_code
from eventkit.schedule import Schedule
from eventkit.texts import match_language
from eventkit.wording import Wording

CHECK = "eventkit check"  # the command that lists the findings of rules
OPEN_FINDINGS = Message("'eventkit check' lists open findings")
IN_JSON, IN_FINDINGS = Message("--json lists all"), Message("--findings lists them")

findings_option = click.option(
    "--findings", "every", is_flag=True, help="List every finding, not only their number and examples."
)
"""The option of commands that write files."""


@dataclass(frozen=True, slots=True)
class FindingGroup:
    severity: Severity
    code: str
    findings: tuple[Finding, ...]  # the findings, in the order in which they came

    def examples(self, *, every: bool = False) -> tuple[Finding, ...]:
        """The findings to print: three, or all if ``every`` is set or only one more would be left."""
        return self.findings if every or len(self.findings) == EXAMPLES + 1 else self.findings[:EXAMPLES]


def group_findings(findings: Iterable[Finding]) -> tuple[FindingGroup, ...]:
    """Findings grouped by rule and severity: errors first, then in the order in which rules come up."""
    groups: dict[tuple[Severity, str], list[Finding]] = {}
    for finding in findings:
        groups.setdefault((finding.severity, finding.code), []).append(finding)
    ordered = sorted(groups.items(), key=lambda entry: entry[0][0].rank)
    return tuple(FindingGroup(severity, code, tuple(alike)) for (severity, code), alike in ordered)


def report_examples(
    display: Display,
    findings: Iterable[Finding],
    console: Console | None = None,  # where they are printed; on standard error by default
    *,
    mark: str = "",  # a word before each line, such as `new:`
    hint: Message = IN_JSON,  # where all of them are
    every: bool = False,
) -> None:
    """Print findings by rule, a line each: three examples of a rule, and the number of the others."""
    for group in group_findings(findings):
        shown = group.examples(every=every)
        display.report_findings(shown, console, mark)
        if more := len(group.findings) - len(shown):
            others = Message("and {count} more {code}: {hint}", count=more, code=group.code, hint=hint)
            (console or display.err).print((mark, " " if mark else "", others))


def report_output(
    display: Display,
    target: str,
    findings: Iterable[Finding],
    settings: RuleSettings,
    *,
    losses: Sequence[Finding] = (),
    force: bool,
    as_json: bool = False,
    every: bool = False,
    outdated: bool = False,
) -> None:
    """Report the findings of an output: one line for those of rules, which 'eventkit check' lists.

    Findings of the file itself, such as a character that no font has, and losses are in no other list: their
    errors and warnings are printed with examples, or all of them if ``every``, and the others are counted.
    Errors that nobody waived are printed and fail the command, unless ``force`` is set. ``outdated`` says
    that the conference has changed since the release, so that 'eventkit check' finds something else.
    """
    # A waiver of something that is not in the file has not lapsed.
    verdict = replace(apply_waivers(findings, settings), lapsed=())
    errors = sum(finding.severity is Severity.ERROR for finding in verdict.open)
    if as_json:
        click.echo(json.dumps(verdict_form(verdict, display.settings.language), ensure_ascii=False, indent=2))
    else:
        _report_open(display, target, verdict.open, losses, every=every, outdated=outdated)
        if verdict.waived:
            display.err.say("{count} waived", count=len(verdict.waived), style="dim")
    if errors and not force:
        fail(
            Message(
                Plural(
                    "{target} was not written. Fix the error, or use --force.",
                    "{target} was not written. Fix the {count} errors, or use --force.",
                ),
                target=target,
                count=errors,
            )
        )


def _report_open(
    display: Display,
    target: str,
    findings: Sequence[Finding],
    losses: Sequence[Finding],
    *,
    every: bool,
    outdated: bool,
) -> None:
    if every:
        report_examples(display, (*findings, *losses), every=True)
        return
    codes = rule_codes() if findings else frozenset()
    checked = [finding for finding in findings if finding.code in codes]
    others = [*(finding for finding in findings if finding.code not in codes), *losses]
    blocking = [finding for finding in checked if finding.severity is Severity.ERROR]
    notes = [finding for finding in others if finding.severity is Severity.INFO]
    # If there is only one, its text takes no more space than its number.
    grave = others if len(notes) == 1 else [finding for finding in others if finding not in notes]
    report_examples(display, [*blocking, *grave], hint=Message("--findings lists all"))
    if checked:
        display.err.print((summarise_findings(checked), ": ", IN_FINDINGS if outdated else CHECK))
    if len(notes) > 1:
        on = Plural("{count} note on {file}: {hint}", "{count} notes on {file}: {hint}")
        file = Message("the output") if target == STDIO else target
        display.err.say(on, count=len(notes), file=file, hint=IN_FINDINGS)


def summarise_findings(findings: Sequence[Finding]) -> Message:
    """The number of findings and of errors: 172 findings, 0 errors."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    counts = (
        Message(Plural("{count} finding", "{count} findings"), count=len(findings)),
        Message(Plural("{count} error", "{count} errors"), count=errors),
    )
    return Message("{counts}", counts=Listed(counts))


_COUNTS = {
    Severity.ERROR: Plural("{count} error", "{count} errors"),
    Severity.WARNING: Plural("{count} warning", "{count} warnings"),
    Severity.INFO: Plural("{count} info", "{count} info"),
}


def count_severities(findings: Iterable[Finding]) -> Message:
    """Numbers of findings by severity: 1 error, 3 warnings, 9 info."""
    severities = [finding.severity for finding in findings]
    counts = [(severities.count(severity), form) for severity, form in _COUNTS.items()]
    words = tuple(Message(form, count=number) for number, form in counts if number)
    return Message("{counts}", counts=Listed(words)) if words else Message("no findings")


def verdict_form(verdict: Verdict, language: str) -> dict[str, Any]:
    """A verdict as JSON: open findings first, then waived ones, and the lapsed waivers."""
    return {
        "findings": [
            *({**finding.form(language, Interface.COMMAND), "waived": None} for finding in verdict.open),
            *(
                {
                    **finding.form(language, Interface.COMMAND),
                    "waived": waiver.model_dump(mode="json", include={"reason", "author", "at"}),
                }
                for finding, waiver in verdict.waived
            ),
        ],
        "lapsed": [waiver.model_dump(mode="json") for waiver in verdict.lapsed],
    }


FAIL_ON = {"error": Severity.ERROR, "warning": Severity.WARNING, "never": None}

WAIVED, LAPSED = Message("waived"), Message("lapsed: the facts have changed")


def complete_rules(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    matching = (rule for rule in installed_rules() if rule.code.startswith(typed))
    return [CompletionItem(rule.code, help=rule.sentence) for rule in matching]


@command()
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
    help="Only the findings of this rule, all of them. Repeatable.",
)
@click.option(
    "--severity",
    type=click.Choice([severity.value for severity in Severity]),
    help="Only the findings of this severity, all of them.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the findings and the lapsed waivers as JSON.")
@pager_option
@store_options
def check(
    display: Display,
    *,
    language: str | None,
    fail_on: str,
    with_waived: bool,
    shape: str,
    every: bool,
    codes: tuple[str, ...],
    severity: str | None,
    as_json: bool,
) -> None:
    """Check the schedule; exit with 1 if there are errors.

    Findings are grouped by rule, errors first, with three examples of each. 'eventkit waive' waives a
    finding by the identity beside it, such as 93bc485b37.

    With --format lines, each finding is CONFERENCE:SESSION: SEVERITY: CODE: MESSAGE, or has a person,
    room or track in place of the session.

    Example:
      eventkit check
      eventkit check --rule room-clash
      eventkit check --severity error
      eventkit check --language zh --fail-on warning
    """
    reader = language_tags((language,))[0] if language else display.settings.language
    if language and match_language(reader, LANGUAGES) is None:
        raise BadValue(
            "There are no messages in '{reader}'. Choose one of {languages}.",
            reader=reader,
            languages=Listed(tuple(LANGUAGES)),
            param_hint="--language",
        )
    store = display.opened_store()
    conference = display.conference_id(store)
    schedule, verdict = store.load(conference).schedule, check_conference(store, conference)
    if codes:
        verdict = _only(
            verdict, frozenset(code if code in FIXED_CODES else rule_by_code(code).code for code in codes)
        )
    if severity:
        verdict = replace(
            verdict, open=tuple(finding for finding in verdict.open if finding.severity == severity)
        )
    if as_json:
        click.echo(json.dumps(verdict_form(verdict, reader), ensure_ascii=False, indent=2))
    elif shape == "lines":
        for finding in verdict.open:
            click.echo(_line(finding, schedule, reader))
    else:
        every = every or bool(codes or severity)
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
    message = local(as_message(finding.message), language)
    return f"{conference}:{at}: {finding.severity}: {finding.code}: {' '.join(message.split())}"


def _show(
    display: Display, schedule: Schedule, verdict: Verdict, language: str, *, with_waived: bool, every: bool
) -> None:
    out = display.out
    for group in group_findings(verdict.open):
        _show_group(display, schedule, group, language, every=every)
    if with_waived and verdict.waived:
        show_waivers(display, (waiver for _, waiver in verdict.waived), schedule, WAIVED)
    if with_waived and verdict.lapsed:
        show_waivers(display, verdict.lapsed, schedule, LAPSED)
    waived, lapsed = len(verdict.waived), len(verdict.lapsed)
    beside = (
        *([Message("{count} waived", count=waived)] if waived else ()),
        *(
            [Message(Plural("1 waiver has lapsed", "{count} waivers have lapsed"), count=lapsed)]
            if lapsed
            else ()
        ),
    )
    counts = Listed((count_severities(verdict.open), *beside), ";")
    summary = Message(
        "{counts}" if with_waived or not beside else "{counts}: --waived shows them", counts=counts
    )
    out.print(local(summary, language))


def _show_group(
    display: Display, schedule: Schedule, group: FindingGroup, language: str, *, every: bool
) -> None:
    """Print the rule and the number of its findings, then examples; a remedy that all share only once."""
    number = len(group.findings)
    shown = group.examples(every=every)
    texts = [finding.in_language(language, Interface.COMMAND) for finding in shown]
    shared = texts[0].remedy if len({text.remedy for text in texts}) == 1 else ""
    heading = (
        (localise(group.severity, language), COLOURS[group.severity]),
        (f" {group.code}", "bold"),
        f": {local(Message(Plural('1 finding', '{count} findings'), count=number), language)}",
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
        line = Message(
            "and {count} more: eventkit check --rule {code}", count=more, code=Verbatim(group.code)
        )
        display.out.print(local(line, language), style="dim")
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


def show_waivers(display: Display, waivers: Iterable[Waiver], schedule: Schedule, title: Message) -> None:
    shown = display.headed_table("Finding", "About", "Reason", "Who", when_heading(schedule))
    shown.title = local(title, display.settings.language)
    for waiver in waivers:
        shown.add_row(
            [(waiver.code, ""), (waiver.identity, "dim")],
            ", ".join(waiver.about),
            waiver.reason,
            waiver.author,
            f"{schedule.wall(waiver.at):%Y-%m-%d %H:%M}",
        )
    display.out.print(shown)
