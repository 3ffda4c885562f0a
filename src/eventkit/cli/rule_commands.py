"""Rule commands: list, severity, parameters, waivers."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import nullcontext

import click

from eventkit.cli.check_command import LAPSED, complete_rules, waiver_table
from eventkit.cli.command_settings import DEFAULT_STORE
from eventkit.cli.console import Run, make_table
from eventkit.cli.display import COLOURS, when_heading
from eventkit.cli.finding_report import count_severities
from eventkit.cli.print_options import PRINTED
from eventkit.cli.rule_settings_commands import change_settings, preference_line
from eventkit.cli.shared_options import (
    AliasedOption,
    author_option,
    change_options,
    pager_option,
    store_options,
)
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.errors import EventkitError, NoSuchFinding, NoSuchStore
from eventkit.findings import Finding, Severity
from eventkit.messages import Message
from eventkit.office.office import Office
from eventkit.office.rules_office import one_line
from eventkit.office.verdicts import checked_codes, rule_codes
from eventkit.plugins.exporters import Context, get_exporter
from eventkit.rules import (
    DEFAULT_SETTINGS,
    Checker,
    Rule,
    RuleSettings,
    Waiver,
    Weight,
    broken_rules,
    installed_rules,
    plugin_of,
    rule_by_code,
)
from eventkit.values.field_docstrings import field_docstrings

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    rule.code: rule.settings for rule in installed_rules() if rule.settings
}
"""The settings that rules read, by the codes of these."""

NAMES = {name.replace("_", "-"): name for names in PARAMETERS.values() for name in names}
NUMBERS = [
    called
    for called, name in NAMES.items()
    if isinstance(RuleSettings.model_fields[name].default, int | float)
]


_WEIGHTS = {
    "off": Weight.IGNORE,
    "info": Weight.NORMAL,
    "warning": Weight.STRONGLY,
    "error": Weight.ABOVE_ALL,
}
"""The weights in plans that severities stand for, of what is no rule."""


@click.command("list")
@pager_option
@store_options
@pass_terminal
def listing(terminal: Terminal) -> None:
    """List the rules, with their severities in this conference.

    \b
    Example:
      eventkit rule list
    """
    settings = _settings(terminal)
    shown = make_table("Severity", "Rule", "Requirement")
    for rule in installed_rules():
        (grade, style), (usual, _) = _grade(rule, settings)
        shown.add_row([(f"{grade}{usual}", "dim" if usual else style)], rule.code, _plain(rule.sentence))
    with terminal.paged():
        terminal.out.print(shown)
        for broken in broken_rules():
            terminal.err.print((("warning: ", "yellow"), str(broken)))
        if settings.waivers:
            terminal.out.print(f"{len(settings.waivers)} waived: 'eventkit waive --list' lists them")


@click.command()
@click.argument("code", shell_complete=complete_rules)
@store_options
@pass_terminal
def show(terminal: Terminal, code: str) -> None:
    """Show a rule: its reason, an example and its parameters.

    \b
    Example:
      eventkit rule show change-over
    """
    rule, settings = rule_by_code(code), _settings(terminal)
    out = terminal.out
    out.print(((rule.code, "bold"), ": ", *_grade(rule, settings)))
    out.print(f"{_plain(rule.sentence)} {_plain(rule.reason)}")
    plugin = plugin_of(code)
    with plugin.guard() if plugin else nullcontext():
        example = rule.example()
    for finding in Checker(example.schedule, example.settings, (rule,)).findings:
        text = finding.in_language(terminal.settings.language)
        out.print(("\n", ("For example: ", "dim"), f"{text.sentence} (→ {text.remedy})"))
    described = field_docstrings(RuleSettings)
    for name in PARAMETERS.get(code, ()):
        about = _plain(described[name])
        out.print(f"\n{name.replace('_', '-')} {_value(settings, name)}: {about}")


def _settings(terminal: Terminal) -> RuleSettings:
    """The rule settings of the conference; the defaults as long as there is no store in the usual place."""
    try:
        return terminal.office().rules.settings()
    except NoSuchStore:
        if terminal.settings.store != DEFAULT_STORE or terminal.settings.conference is not None:
            raise
        terminal.err.print("There is no conference here yet: these are the default settings.")
        return DEFAULT_SETTINGS


@click.command("set")
@click.argument("code", shell_complete=complete_rules)
@click.argument("severity", type=click.Choice([*(severity.value for severity in Severity), "off"]))
@change_options
@pass_terminal
def set_severity(terminal: Terminal, code: str, severity: str) -> None:
    """Set the severity of a rule: error, warning, info or off.

    Findings that the rule itself grades lower, such as a break over a session, are not raised. What is no
    rule but counts in plans, such as track-rooms, is weighted there: info is its usual weight, warning
    strongly, error above all, off not at all.

    \b
    Example:
      eventkit rule set room-clash warning
      eventkit rule set one-language off
    """
    from eventkit.planning.problem.objective import OBJECTIVE  # noqa: PLC0415 - for what is no rule alone

    if code in OBJECTIVE and OBJECTIVE[code].measure is None:
        field, value = "planning", _WEIGHTS[severity].value
    else:
        rule_by_code(code)  # an unknown one is refused
        field, value = "severities", severity
    change_settings(
        terminal,
        lambda settings, _: settings.model_copy(update={field: {**getattr(settings, field), code: value}}),
        f"{code} {severity}",
    )


@click.command()
@click.argument("name", type=click.Choice(NUMBERS), required=False)
@click.argument("value", required=False)
@change_options
@pass_terminal
def parameter(terminal: Terminal, name: str | None, value: str | None) -> None:
    """Set a parameter of the rules; without one, list all.

    \b
    Example:
      eventkit rule parameter
      eventkit rule parameter breather 15
    """
    if name is None:
        _list_parameters(terminal)
        return
    if value is None:
        raise click.UsageError(Message("Give a value for '{name}'.", name=name))
    change_settings(
        terminal, lambda settings, _: settings.model_copy(update={NAMES[name]: value}), f"{name} {value}"
    )


def _list_parameters(terminal: Terminal) -> None:
    settings = terminal.office().rules.settings()
    described = field_docstrings(RuleSettings)
    shown = make_table("Parameter", "Value", "Meaning", "Rule")
    for code, names in PARAMETERS.items():
        for name in names:
            about = _plain(described[name])
            shown.add_row(name.replace("_", "-"), _value(settings, name), about, code)
    terminal.out.print(shown)


@click.command()
@click.argument("name", metavar="[RULE|PARAMETER]", required=False)
@change_options
@pass_terminal
def reset(terminal: Terminal, name: str | None) -> None:
    """Reset a rule or a parameter to its default, or all of them.

    Waivers are not affected: remove them with 'eventkit waive --lift'.

    \b
    Example:
      eventkit rule reset room-clash
      eventkit rule reset
    """
    if name is None:
        office = terminal.office()
        office.rules.reset()
        would = "would be" if office.dry_run else "are"
        terminal.out.print(
            f"all rules of {office.conference} {would} reset to their defaults; waivers are not affected",
        )
    elif name in {rule.code for rule in installed_rules()} | {*NAMES}:
        change_settings(terminal, lambda settings, _: _without(settings, name), f"reset {name}")
    else:
        raise EventkitError(
            "There is no rule and no parameter '{name}': 'eventkit rule list' lists the rules.", name=name
        )


def _without(settings: RuleSettings, name: str) -> RuleSettings:
    """The settings with the defaults of a rule or a parameter: ``change-over`` is both."""
    fields = dict(settings)
    fields["severities"] = {code: grade for code, grade in settings.severities.items() if code != name}
    fields.pop(NAMES.get(name, ""), None)
    return RuleSettings(**fields)


@click.command()
@store_options
@pass_terminal
def log(terminal: Terminal) -> None:
    """List the changes of rule settings, newest first.

    \b
    Example:
      eventkit rule log
    """
    office = terminal.office()
    changes = office.rules.log()
    if not changes:
        terminal.out.print("the rule settings were never changed")
        return
    schedule = office.load().schedule
    shown = make_table(when_heading(schedule), "Who", "Why")
    for change in changes:
        shown.add_row(f"{schedule.wall(change.at):%Y-%m-%d %H:%M}", change.author, change.why)
    terminal.out.print(shown)


@click.command()
@click.argument("findings", metavar="[FINDING]...", nargs=-1)
@click.option(
    "--reason",
    cls=AliasedOption,
    aliases=("--why",),  # as other commands call the reason that they log
    metavar="TEXT",
    default="",
    help="The reason: stored with the waiver.",
)
@click.option("--list", "listed", is_flag=True, help="List the waivers, including lapsed ones.")
@click.option("--lift", is_flag=True, help="Lift the waivers: the findings count again.")
@author_option
@store_options
@pass_terminal
def waive(
    terminal: Terminal,
    findings: tuple[str, ...],
    *,
    reason: str,
    listed: bool,
    lift: bool,
) -> None:
    """Waive findings of 'check', so that they no longer count.

    FINDING is the identity beside it in 'eventkit check' or 'eventkit person duplicates', such as
    93bc485b37, or its beginning; or the identity in 'programme --json' or 'badges --json'. A waiver lapses
    when the facts change, for instance when a session moves or its people change.

    \b
    Example:
      eventkit waive 93bc485b37 --reason "one of them is a poster, and hangs there all day"
      eventkit waive --list
      eventkit waive --lift 93bc
    """
    if listed + lift > 1 or listed == bool(findings) or ((listed or lift) and reason):
        raise click.UsageError(
            Message("Give findings and --reason, or findings and --lift, or --list alone.")
        )
    reason = one_line(reason)
    if not (listed or lift or reason):
        raise click.UsageError(Message("Give a --reason: it is stored with the waiver."))
    if rules := rule_codes().intersection(findings):
        code = min(rules)
        raise EventkitError(
            "'{code}' is a rule, not a finding. 'eventkit check --rule {code}' lists its "
            "findings with their identities; 'eventkit rule set {code} off' switches the rule "
            "off.",
            code=code,
        )
    office = terminal.office()
    if listed:
        _list_waivers(terminal, office)
        return
    if lift:
        for identity in office.rules.lift(findings):
            terminal.out.print(f"lifted {identity}")
    else:
        for waiver in _waive(terminal, office, findings, reason):
            terminal.out.print(f"waived {waiver.code} {waiver.identity}")
    terminal.out.print(f"left: {count_severities(office.check().open)}")


def _waive(
    terminal: Terminal, office: Office, identities: tuple[str, ...], reason: str
) -> tuple[Waiver, ...]:
    try:
        return office.rules.waive(identities, reason)
    except NoSuchFinding as error:
        if error.near:
            raise
    with terminal.working("checking the programme and the badges"):
        printed = _printed_findings(office)
    return office.rules.waive(identities, reason, printed=printed)


def _printed_findings(office: Office) -> list[Finding]:
    """The findings of the programme and the badges of the draft, as they are printed without options."""
    draft, settings = office.snapshot(draft=True), office.rules.settings()
    context = Context(ledger=draft.ledger, options={"settings": settings})
    return [
        finding for name in PRINTED for finding in get_exporter(name).export(draft.schedule, context).findings
    ]


def _list_waivers(terminal: Terminal, office: Office) -> None:
    verdict, schedule = office.check(duplicates=True), office.load().schedule
    valid = [waiver for _, waiver in verdict.waived]
    of_pages = [waiver for waiver in verdict.lapsed if waiver.code not in checked_codes()]
    lapsed = [waiver for waiver in verdict.lapsed if waiver.code in checked_codes()]
    for waivers, title in ((valid, "waived"), (of_pages, "waived in print"), (lapsed, LAPSED)):
        if waivers:
            terminal.out.print(waiver_table(waivers, schedule, title))
    if not valid and not verdict.lapsed:
        terminal.out.print("nothing is waived")


def _grade(rule: Rule, settings: RuleSettings) -> tuple[Run, Run]:
    grade = settings.severities.get(rule.code, rule.severity)
    usual = "" if grade == rule.severity else f" (default: {rule.severity})"
    style = "dim" if grade == "off" else COLOURS[Severity(grade)]
    return (str(grade), style), (usual, "dim")


def _value(settings: RuleSettings, name: str) -> str:
    value = getattr(settings, name)
    if name == "needs":
        return "\n".join(f"{session}: {', '.join(features)}" for session, features in value.items()) or "none"
    if name == "room_hours":
        return "\n".join(f"{room}: {hours}" for room, hours in value.items()) or "none"
    if name == "change_overs":
        return "\n".join(f"{' ↔ '.join(pair.rooms)}: {pair.minutes}" for pair in value) or "none"
    if name == "wishes":
        return "\n".join(f"{wish.kind} {' '.join(wish.sessions)}" for wish in value) or "none"
    if name == "preferences":
        return "\n".join(map(preference_line, value)) or "none"
    return "none" if value is None else str(value)


def _plain(text: str) -> str:
    return " ".join(text.replace("`", "").split())
