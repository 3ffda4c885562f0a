"""Commands that show the rules, and set how grave each is taken in a conference."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import click
from click.shell_completion import CompletionItem
from rich.text import Text as Words

from eventkit.cli.asking import ask
from eventkit.cli.command_loader import CommandLoader
from eventkit.cli.shared_options import change_options, store_options
from eventkit.cli.terminal import COLOURS, Terminal, make_table, pass_terminal
from eventkit.errors import EventkitError
from eventkit.findings import Severity
from eventkit.office.verdicts import dump_settings, load_settings, parse_settings
from eventkit.rules import RULES, Checker, Rule, Settings, rule_named
from eventkit.schemas import field_docstrings

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "missing-feature": ("needs",),
    "outside-hours": ("hours", "room_hours"),
    "person-clash": ("drop_in",),
    "change-over": ("change_over", "change_overs"),
    "too-little-rest": ("night", "breather"),
    "wish": ("wishes",),
    "no-break": ("unbroken", "pause"),
    "long-title": ("title_length",),
    "faint-track": ("contrast",),
}
"""Which settings the rules go by that have any."""

NAMES = {name.replace("_", "-"): name for names in PARAMETERS.values() for name in names}
NUMBERS = [
    called for called, name in NAMES.items() if isinstance(Settings.model_fields[name].default, int | float)
]


@click.group(
    cls=CommandLoader,
    invoke_without_command=True,
    commands={
        "list": ("ruling:listing", "List every rule, and how grave it is taken here."),
        "show": ("ruling:show", "Show a rule: why it is there, an example, and what it goes by."),
        "set": ("ruling:set_severity", "Set how grave a rule is taken here: error, warning, info or off."),
        "parameter": ("ruling:parameter", "Set a number that rules go by; without one, list all of them."),
        "hours": ("asking:hours", "Say from when to when the conference is open each day, or a room."),
        "change-over": (
            "asking:change_over",
            "Say how many MINUTES it takes from any room to any other, or between two.",
        ),
        "need": (
            "asking:need",
            "Say which features a session needs its rooms to have; none takes away what was said.",
        ),
        "wish": (
            "asking:wish",
            "Ask for two sessions to be apart, one before the other, on one day or in one room.",
        ),
        "reset": ("ruling:reset", "Take back what was set: of one rule or parameter, or all of it."),
        "log": ("ruling:log", "List who changed what is asked of the rules, when and why, the newest first."),
    },
)
@store_options
@click.pass_context
def rules(context: click.Context) -> None:
    """Show what is checked, and set what this conference asks of it.

    That is kept in the store beside the conference, and goes with it into copies and backups; it is in no
    document, no release and no history of the conference.

    \b
    Example:
      eventkit rules
      eventkit rules set room-clash warning
    """
    if context.invoked_subcommand is None:
        context.invoke(listing)


@click.command("list")
@store_options
@pass_terminal
def listing(terminal: Terminal) -> None:
    """List every rule, and how grave it is taken here.

    \b
    Example:
      eventkit rules list
    """
    settings = _settings(terminal)
    shown = make_table("Severity", "Rule", "What holds where all is well")
    for rule in RULES:
        shown.add_row(_grade(rule, settings), rule.code, _plain(rule.sentence))
    terminal.out.print(shown)
    if settings.waivers:
        terminal.out.print(f"{len(settings.waivers)} waived: 'eventkit waive --list' shows them")


def _complete(_: click.Context, __: click.Parameter, typed: str) -> list[CompletionItem]:
    return [CompletionItem(rule.code, help=rule.sentence) for rule in RULES if rule.code.startswith(typed)]


@click.command()
@click.argument("code", shell_complete=_complete)
@store_options
@pass_terminal
def show(terminal: Terminal, code: str) -> None:
    """Show a rule: why it is there, an example, and what it goes by.

    \b
    Example:
      eventkit rules show change-over
    """
    rule, settings = rule_named(code), _settings(terminal)
    out = terminal.out
    out.print(Words.assemble((rule.code, "bold"), ": ", _grade(rule, settings)))
    out.print(f"{_plain(rule.sentence)} {_plain(rule.reason)}")
    example = rule.example()
    for finding in Checker(example.schedule, example.settings, (rule,)).findings:
        said = finding.said(terminal.settings.language)
        out.print(Words.assemble("\n", ("For example: ", "dim"), f"{said.sentence} (→ {said.remedy})"))
    described = field_docstrings(Settings)
    for name in PARAMETERS.get(code, ()):
        about = _plain(described[name])
        out.print(Words.assemble("\n", name.replace("_", "-"), f" {_value(settings, name)}: ", about))


@click.command("set")
@click.argument("code", shell_complete=_complete)
@click.argument("severity", type=click.Choice([*(each.value for each in Severity), "off"]))
@change_options
@pass_terminal
def set_severity(terminal: Terminal, code: str, severity: str) -> None:
    """Set how grave a rule is taken here: error, warning, info or off.

    What a rule takes to be milder than usual, such as a break over a session, stays as mild.

    \b
    Example:
      eventkit rules set room-clash warning
      eventkit rules set one-language off
    """
    rule_named(code)
    ask(
        terminal,
        lambda settings, _: settings.model_copy(
            update={"severities": {**settings.severities, code: severity}}
        ),
        f"{code} {severity}",
    )


@click.command()
@click.argument("name", type=click.Choice(NUMBERS), required=False)
@click.argument("value", required=False)
@change_options
@pass_terminal
def parameter(terminal: Terminal, name: str | None, value: str | None) -> None:
    """Set a number that rules go by; without one, list all of them.

    \b
    Example:
      eventkit rules parameter
      eventkit rules parameter breather 15
    """
    if name is None:
        _list_parameters(terminal)
        return
    if value is None:
        message = f"say which value '{name}' is to have"
        raise click.UsageError(message)
    ask(terminal, lambda settings, _: settings.model_copy(update={NAMES[name]: value}), f"{name} {value}")


def _list_parameters(terminal: Terminal) -> None:
    settings = _settings(terminal)
    shown = make_table("Parameter", "Value", "What it says", "Rule")
    described = field_docstrings(Settings)
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
    """Take back what was set: of one rule or parameter, or all of it.

    Waivers stay: 'eventkit waive --lift' takes them back.

    \b
    Example:
      eventkit rules reset room-clash
      eventkit rules reset
    """
    if name is None:
        _begin_anew(terminal)
    elif name in {rule.code for rule in RULES} | {*NAMES}:
        ask(terminal, lambda settings, _: _without(settings, name), f"{name} as usual")
    else:
        message = f"there is no rule and no parameter '{name}': 'eventkit rules' lists the rules"
        raise EventkitError(message)


def _without(settings: Settings, name: str) -> Settings:
    """The settings without what was said of a rule or a parameter: ``change-over`` is both."""
    kept = dict(settings)
    kept["severities"] = {code: grade for code, grade in settings.severities.items() if code != name}
    kept.pop(NAMES.get(name, ""), None)
    return Settings(**kept)


def _begin_anew(terminal: Terminal) -> None:
    """Keep the waivers alone; works where the rest cannot be read."""

    def bare(document: dict[str, Any]) -> dict[str, Any]:
        waivers = {"waivers": document["waivers"]} if "waivers" in document else {}
        try:
            return dump_settings(parse_settings(waivers, ""))
        except EventkitError:
            return {}

    told = terminal.settings
    with terminal.store() as store:
        conference = terminal.chosen(store)
        if not told.dry_run:
            why = told.why or "all rules as usual"
            store.change_rule_settings(conference, bare, author=told.author, why=why, at=terminal.now())
    would = "would be" if told.dry_run else "are"
    terminal.out.print(f"all rules of {conference} {would} as usual; waivers stay")


@click.command()
@store_options
@pass_terminal
def log(terminal: Terminal) -> None:
    """List who changed what is asked of the rules, when and why, the newest first.

    \b
    Example:
      eventkit rules log
    """
    with terminal.store() as store:
        schedule = store.load(terminal.chosen(store)).schedule
        changes = store.rule_settings_log(schedule.conference.id)
    shown = make_table("When", "Who", "What for")
    for each in changes:
        shown.add_row(f"{schedule.wall(each.at):%Y-%m-%d %H:%M}", each.author, each.why)
    terminal.out.print(shown if changes else "nothing was ever changed", soft_wrap=not changes)


def _settings(terminal: Terminal) -> Settings:
    with terminal.store() as store:
        return load_settings(store, terminal.chosen(store))


def _grade(rule: Rule, settings: Settings) -> Words:
    """How grave a rule is taken here, with how grave it usually is where that differs."""
    grade = settings.severities.get(rule.code, rule.severity)
    usual = "" if grade == rule.severity else f" (usually {rule.severity})"
    style = "dim" if grade == "off" else COLOURS[Severity(grade)]
    return Words.assemble((str(grade), style), (usual, "dim"))


def _value(settings: Settings, name: str) -> str:
    """A setting in a line or several."""
    value = getattr(settings, name)
    if name == "needs":
        return "\n".join(f"{session}: {', '.join(features)}" for session, features in value.items()) or "none"
    if name == "room_hours":
        return "\n".join(f"{room}: {hours}" for room, hours in value.items()) or "none"
    if name == "change_overs":
        return "\n".join(f"{' ↔ '.join(each.rooms)}: {each.minutes}" for each in value) or "none"
    if name == "wishes":
        return "\n".join(f"{each.sessions[0]} {each.kind} {each.sessions[1]}" for each in value) or "none"
    return "none" if value is None else str(value)


def _plain(text: str) -> str:
    """Words of the documentation without its marks, in one line."""
    return " ".join(text.replace("`", "").split())
