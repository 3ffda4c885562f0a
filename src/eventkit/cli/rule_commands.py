"""Rule commands: severities, parameters, waivers, and opening hours, changeover times, needs and wishes."""

from __future__ import annotations

import re
from collections.abc import Container, Mapping
from contextlib import nullcontext, suppress
from typing import Any

import click

from eventkit.cli.check_command import LAPSED, WAIVED, complete_rules, count_severities, show_waivers
from eventkit.cli.commands import DEFAULT_STORE, WrongUse
from eventkit.cli.console import Run
from eventkit.cli.display import COLOURS, when_heading
from eventkit.cli.input_values import parse_time_of_day
from eventkit.cli.shared_options import (
    AliasedOption,
    author_option,
    change_options,
    pager_option,
    store_options,
)
from eventkit.cli.shell_completion import complete_ids
from eventkit.cli.terminal import Terminal, command, report
from eventkit.editing import Refused, find
from eventkit.editing.wish_edits import add_wish, find_owner, lift_wish, set_needs, set_preference
from eventkit.errors import EventkitError, NoSuchFinding, NoSuchStore
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, Term, as_message, sentence
from eventkit.model import Kind
from eventkit.model.wishes import split_wish
from eventkit.office.office import Office
from eventkit.office.rules_office import RuleEdit, one_line
from eventkit.office.verdicts import checked_codes, rule_codes
from eventkit.plugins.exporters import Context, get_exporter
from eventkit.rules import (
    DEFAULT_SETTINGS,
    Checker,
    DayPart,
    OpeningHours,
    Rule,
    RuleSettings,
    Waiver,
    Weight,
    WishKind,
    broken_rules,
    installed_rules,
    plugin_of,
    rule_by_code,
)
from eventkit.rules.rule_settings import describe_settings
from eventkit.schedule import EntityKind, Schedule
from eventkit.times.wall_times import DATE_PATTERN

USUAL = "usual"  # the word that resets a changeover time


def change_settings(terminal: Terminal, edit: RuleEdit, why: str) -> None:
    outcome = terminal.office().rules.change(edit, why)
    if not outcome.changed:
        terminal.out.say("nothing changed")
        return
    before, after = (count_severities(verdict.open) for verdict in outcome.verdicts())
    terminal.out.say(
        "{why}: 'check' would find {after} (before: {before})"
        if terminal.settings.dry_run
        else "{why}: 'check' now finds {after} (before: {before})",
        why=why,
        after=after,
        before=before,
    )


@command()
@click.argument("times", metavar="[OPENS CLOSES]", nargs=-1)
@click.option("--room", metavar="ROOM", help="The hours of that room.")
@click.option("--any", "at_any_time", is_flag=True, help="At any time.")
@change_options
def hours(terminal: Terminal, times: tuple[str, ...], *, room: str | None, at_any_time: bool) -> None:
    """Set the opening hours of each day, or of a room.

    Example:
      eventkit rule hours 08:00-19:00
      eventkit rule hours 08:00 02:00 --room bar
      eventkit rule hours --any
    """
    written = [clock for words in times for clock in re.split("[-–—]", words)]
    clocks = [parse_time_of_day(clock, "OPENS CLOSES") for clock in written]
    if len(clocks) != (0 if at_any_time else 2):
        raise WrongUse("Give the opening and the closing time, or --any.")
    new_hours = OpeningHours(opens=clocks[0], closes=clocks[1]) if clocks else None

    def edit(settings: RuleSettings, schedule: Schedule) -> RuleSettings:
        if room is None:
            return settings.model_copy(update={"hours": new_hours})
        id_ = _known_id(schedule, EntityKind.ROOM, room, () if new_hours else settings.room_hours)
        return settings.model_copy(update={"room_hours": _with_value(settings.room_hours, id_, new_hours)})

    if new_hours:
        why = sentence("hours of {room} {hours}" if room else "hours {hours}")
    else:
        why = sentence("no hours of {room}" if room else "no hours")
    change_settings(terminal, edit, Message(why, room=room or "", hours=str(new_hours)))


@command()
@click.argument("minutes")
@click.argument("rooms", nargs=-1, metavar="[ROOM ROOM]")
@change_options
def change_over(terminal: Terminal, minutes: str, rooms: tuple[str, ...]) -> None:
    """Set the changeover time in MINUTES between all rooms, or between two.

    'usual' resets the time to its default.

    Example:
      eventkit rule change-over 10
      eventkit rule change-over 25 main-hall annex
      eventkit rule change-over usual main-hall annex
    """
    if len(rooms) not in {0, 2}:
        raise WrongUse("A changeover is between two rooms. Name both, or none for all rooms.")
    back = minutes.lower() == USUAL

    def edit(settings: RuleSettings, schedule: Schedule) -> RuleSettings:
        if not rooms:
            usual = RuleSettings().change_over
            return settings.model_copy(update={"change_over": usual if back else minutes})
        named = {room for changeover in settings.change_overs for room in changeover.rooms} if back else ()
        pair = tuple(_known_id(schedule, EntityKind.ROOM, words, named) for words in rooms)
        others = [changeover for changeover in settings.change_overs if {*changeover.rooms} != {*pair}]
        new = [] if back else [{"rooms": pair, "minutes": minutes}]
        return settings.model_copy(update={"change_overs": (*others, *new)})

    why = sentence("change-over {minutes} between {rooms}" if rooms else "change-over {minutes}")
    change_settings(terminal, edit, Message(why, minutes=minutes, rooms=Listed(rooms, "and")))


@command()
@click.argument("owner", metavar="SESSION|TRACK|all", shell_complete=complete_ids(EntityKind.SESSION))
@click.argument("features", metavar="[FEATURE]...", nargs=-1)
@click.option("--but", multiple=True, metavar="SESSION", help="Not this session of the track, or of all.")
@change_options
def need(terminal: Terminal, owner: str, features: tuple[str, ...], but: tuple[str, ...]) -> None:
    """Set the features that sessions need in their rooms; without any, remove them.

    The sessions are one, those of a track, or all that are neither breaks nor blocks.

    Example:
      eventkit rule need opening interpretation piano
      eventkit rule need health projector --but panel
      eventkit rule need all projector
    """

    def edit(schedule: Schedule) -> Schedule:
        left = {find(schedule, EntityKind.SESSION, words) for words in but}
        sessions = {*_sessions_that_need(schedule, owner)} - left
        return set_needs(schedule, sessions, dict.fromkeys(map(one_line, features)))

    if features:
        why = sentence("{owner} but {others} needs {features}" if but else "{owner} needs {features}")
    else:
        why = sentence("{owner} but {others} needs nothing" if but else "{owner} needs nothing")
    reason = Message(why, owner=owner, others=Listed(but), features=Listed(features))
    report(terminal, terminal.office().edit(edit, reason))


def _sessions_that_need(schedule: Schedule, owner: str) -> list[str]:
    sessions = [each for each in schedule.sessions if not each.kind.is_pause and each.kind is not Kind.BLOCK]
    if owner == "all":
        return [session.id for session in sessions]
    try:
        return [find(schedule, EntityKind.SESSION, owner)]
    except Refused:
        with suppress(Refused):
            track = find(schedule, EntityKind.TRACK, owner)
            return [session.id for session in sessions if session.track == track]
        raise


@command()
@click.argument("kind", metavar="KIND", type=click.Choice([kind.value for kind in WishKind]))
@click.argument(
    "names", metavar="SESSION...", nargs=-1, required=True, shell_complete=complete_ids(EntityKind.SESSION)
)
@click.option("--reason", metavar="TEXT", help="The reason: stored with the wish.")
@click.option("--lift", is_flag=True, help="Remove the wish.")
@change_options
def wish(terminal: Terminal, kind: str, names: tuple[str, ...], *, reason: str | None, lift: bool) -> None:
    """Ask for sessions to be apart, in order, in one room or after a break.

    KIND is apart (not at the same time), before (each has ended when the next begins), consecutive (each
    follows the one before in the same room, at once or after a break), same-day, spread (on different days),
    same-room, or after-break (each begins right after a break or meal). The rule 'wish' checks it.

    Example:
      eventkit rule wish apart vaccines-panel hospitals-panel --reason "the ministers want to hear both"
      eventkit rule wish consecutive tutorial-1 tutorial-2
      eventkit rule wish spread tour-1 tour-2 tour-3
      eventkit rule wish after-break demonstration --reason "it has to be set up"
      eventkit rule wish before opening closing --lift
    """
    wished = WishKind(kind)
    if len(names) < wished.number:
        raise WrongUse("'{wished}' is about two sessions or more. Name another one.", wished=kind)

    def edit(schedule: Schedule) -> Schedule:
        lines = (split_wish(line) for session in schedule.sessions for line in session.wishes)
        named = {id_ for words in lines for id_ in words.names} if lift else ()
        ids = tuple(_known_id(schedule, EntityKind.SESSION, words, named) for words in names)
        if not lift:
            return add_wish(schedule, kind, ids, one_line(reason or "") or None)
        after = lift_wish(schedule, kind, ids)
        if after == schedule:
            raise Refused(
                "There is no wish '{kind}' for {pair}: 'eventkit session show' has the wishes of a session.",
                kind=kind,
                pair=Listed(tuple(f"'{id_}'" for id_ in ids), "and"),
            )
        return after

    why = f"{'no longer ' if lift else ''}{kind} {' '.join(names)}"
    report(terminal, terminal.office().edit(edit, why))


@command()
@click.argument("owner", metavar="SESSION|PERSON|TRACK")
@click.argument("words", metavar="[WHEN|ROOM]...", nargs=-1)
@change_options
def prefer(terminal: Terminal, owner: str, words: tuple[str, ...]) -> None:
    """Set when and where a session, a person or a track prefers to be.

    WHEN is morning (before noon), afternoon or evening (from 18:00 on), or a day of the conference.
    Several days, or several rooms, are alternatives. Without WHEN and ROOM the preference is removed. The
    rule 'preference' reports what is not met, and plans count it.

    Example:
      eventkit rule prefer lin-yifu morning
      eventkit rule prefer opening 2027-09-06 main-hall
      eventkit rule prefer health main-hall
      eventkit rule prefer lin-yifu
    """

    def edit(schedule: Schedule) -> Schedule:
        kind, id_ = find_owner(schedule, owner)
        return set_preference(schedule, kind, id_, [_preferred(schedule, word) for word in words])

    why = Message(
        "{owner} prefers {words}" if words else "{owner} prefers nothing", owner=owner, words=Listed(words)
    )
    report(terminal, terminal.office().edit(edit, why))


def _preferred(schedule: Schedule, word: str) -> str:
    """A word of a preference: a room by its id."""
    if word.lower() in [*DayPart]:
        return word.lower()
    if not re.fullmatch(DATE_PATTERN, word):
        return find(schedule, EntityKind.ROOM, word)
    first, last = schedule.conference.start.isoformat(), schedule.conference.end.isoformat()
    if not first <= word <= last:
        raise Refused(
            "'{word}' is not a day of the conference: it is from {first} to {last}.",
            word=word,
            first=first,
            last=last,
        )
    return word


def _known_id(schedule: Schedule, kind: EntityKind, words: str, named: Container[str]) -> str:
    """The id of an entity; one that no longer exists is named by the whole id that the settings have."""
    return words if words in named else find(schedule, kind, words)


def _with_value(before: Mapping[Any, Any], key: str, value: Any) -> dict[Any, Any]:
    """The mapping with a value for a key; without the key if the value is ``None``."""
    others = {name: old for name, old in before.items() if name != key}
    return others if value is None else {**others, key: value}


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
"""The weights in plans that severities stand for, of what is not a rule."""


@command("list")
@pager_option
@store_options
def listing(terminal: Terminal) -> None:
    """List the rules, with their severities in this conference.

    Example:
      eventkit rule list
    """
    settings = _settings(terminal)
    shown = terminal.headed_table("Severity", "Rule", "Requirement")
    for rule in installed_rules():
        grade, style = _grade(rule, settings)
        shown.add_row([(terminal.out.local(grade), style)], rule.code, terminal.out.local(rule.requirement))
    with terminal.paged():
        terminal.out.print(shown)
        for broken in broken_rules():
            terminal.err.print(((Message("warning"), "yellow"), ": ", as_message(broken)))
        if settings.waivers:
            terminal.out.say(
                "{count} waived: 'eventkit waive --list' lists them", count=len(settings.waivers)
            )


@command()
@click.argument("code", shell_complete=complete_rules)
@store_options
def show(terminal: Terminal, code: str) -> None:
    """Show a rule: its reason, an example and its parameters.

    Example:
      eventkit rule show change-over
    """
    rule, settings = rule_by_code(code), _settings(terminal)
    out = terminal.out
    out.print(((rule.code, "bold"), ": ", _grade(rule, settings)))
    out.print(Message(rule.requirement, rule.explanation))
    plugin = plugin_of(code)
    with plugin.guard() if plugin else nullcontext():
        example = rule.example()
    for finding in Checker(example.schedule, example.settings, (rule,)).findings:
        text = finding.in_language(terminal.settings.language)
        out.print(("\n", (Message("For example:"), "dim"), f" {text.sentence} (→ {text.remedy})"))
    described = describe_settings()
    for name in PARAMETERS.get(code, ()):
        out.print(("\n", f"{name.replace('_', '-')} {_value(settings, name)}: ", described[name]))


def _settings(terminal: Terminal) -> RuleSettings:
    """The rule settings of the conference; the defaults as long as there is no store in the usual place."""
    try:
        return terminal.office().rules.settings()
    except NoSuchStore:
        if terminal.settings.store != DEFAULT_STORE or terminal.settings.conference is not None:
            raise
        terminal.err.say("There is no conference here yet: these are the default settings.")
        return DEFAULT_SETTINGS


@command("set")
@click.argument("code", shell_complete=complete_rules)
@click.argument("severity", type=click.Choice([*(severity.value for severity in Severity), "off"]))
@change_options
def set_severity(terminal: Terminal, code: str, severity: str) -> None:
    """Set the severity of a rule: error, warning, info or off.

    Findings that the rule itself grades lower, such as a break over a session, are not raised. What is not
    a rule but counts in plans, such as track-rooms, is weighted there: info is its usual weight, warning
    strongly, error above all, off not at all.

    Example:
      eventkit rule set room-clash warning
      eventkit rule set one-language off
    """
    from eventkit.planning.problem.objective import OBJECTIVE  # noqa: PLC0415 - for what is not a rule alone

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


@command()
@click.argument("name", type=click.Choice(NUMBERS), required=False)
@click.argument("value", required=False)
@change_options
def parameter(terminal: Terminal, name: str | None, value: str | None) -> None:
    """Set a parameter of the rules; without one, list all.

    Example:
      eventkit rule parameter
      eventkit rule parameter breather 15
    """
    if name is None:
        _list_parameters(terminal)
        return
    if value is None:
        raise WrongUse("Give a value for '{name}'.", name=name)
    change_settings(
        terminal, lambda settings, _: settings.model_copy(update={NAMES[name]: value}), f"{name} {value}"
    )


def _list_parameters(terminal: Terminal) -> None:
    settings = terminal.office().rules.settings()
    described = describe_settings()
    shown = terminal.headed_table("Parameter", "Value", "Meaning", "Rule")
    for code, names in PARAMETERS.items():
        for name in names:
            about = terminal.out.local(described[name])
            shown.add_row(name.replace("_", "-"), _value(settings, name), about, code)
    terminal.out.print(shown)


@command()
@click.argument("name", metavar="[RULE|PARAMETER]", required=False)
@change_options
def reset(terminal: Terminal, name: str | None) -> None:
    """Reset a rule or a parameter to its default, or all of them.

    Waivers are not affected: remove them with 'eventkit waive --lift'.

    Example:
      eventkit rule reset room-clash
      eventkit rule reset
    """
    if name is None:
        office = terminal.office()
        office.rules.reset()
        terminal.out.say(
            "all rules of {conference} would be reset to their defaults; waivers are not affected"
            if office.dry_run
            else "all rules of {conference} are reset to their defaults; waivers are not affected",
            conference=office.conference,
        )
    elif name in {rule.code for rule in installed_rules()} | {*NAMES}:
        change_settings(
            terminal, lambda settings, _: _without(settings, name), Message("reset {name}", name=name)
        )
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


@command()
@store_options
def log(terminal: Terminal) -> None:
    """List the changes of rule settings, newest first.

    Example:
      eventkit rule log
    """
    office = terminal.office()
    changes = office.rules.log()
    if not changes:
        terminal.out.say("the rule settings were never changed")
        return
    schedule = office.load().schedule
    shown = terminal.headed_table(when_heading(schedule), "Who", "Why")
    for change in changes:
        shown.add_row(
            f"{schedule.wall(change.at):%Y-%m-%d %H:%M}", change.author, terminal.out.local(change.why)
        )
    terminal.out.print(shown)


@command()
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
def waive(terminal: Terminal, findings: tuple[str, ...], *, reason: str, listed: bool, lift: bool) -> None:
    """Waive findings of 'check', so that they no longer count.

    FINDING is the identity beside it in 'check' or 'person duplicates', such as 93bc485b37, or in
    'programme --json' or 'badges --json'; its beginning will do. A waiver lapses when the facts change,
    for instance when a session moves.

    Example:
      eventkit waive 93bc485b37 --reason "one of them is a poster, and hangs there all day"
      eventkit waive --list
      eventkit waive --lift 93bc
    """
    if listed + lift > 1 or listed == bool(findings) or ((listed or lift) and reason):
        raise WrongUse("Give findings and --reason, or findings and --lift, or --list alone.")
    reason = one_line(reason)
    if not (listed or lift or reason):
        raise WrongUse("Give a --reason: it is stored with the waiver.")
    if rules := rule_codes().intersection(findings):
        code = min(rules)
        raise EventkitError(
            "'{code}' is a rule, not a finding. 'eventkit check --rule {code}' lists its findings with their "
            "identities; 'eventkit rule set {code} off' switches the rule off.",
            code=code,
        )
    office = terminal.office()
    if listed:
        _list_waivers(terminal, office)
        return
    if lift:
        for identity in office.rules.lift(findings):
            terminal.out.say("lifted {identity}", identity=identity)
    else:
        for waiver in _waive(terminal, office, findings, reason):
            terminal.out.say("waived {code} {identity}", code=waiver.code, identity=waiver.identity)
    terminal.out.say("left: {counts}", counts=count_severities(office.check().open))


def _waive(
    terminal: Terminal, office: Office, identities: tuple[str, ...], reason: str
) -> tuple[Waiver, ...]:
    try:
        return office.rules.waive(identities, reason)
    except NoSuchFinding as error:
        if error.near:
            raise
    with terminal.working(Message("checking the programme and the badges …")):
        printed = _printed_findings(office)
    return office.rules.waive(identities, reason, printed=printed)


def _printed_findings(office: Office) -> list[Finding]:
    """The findings of the programme and the badges of the draft, as they are printed without options."""
    draft, settings = office.snapshot(draft=True), office.rules.settings()
    context = Context(ledger=draft.ledger, options={"settings": settings})
    return [
        finding
        for name in ("programme", "badges")
        for finding in get_exporter(name).export(draft.schedule, context).findings
    ]


def _list_waivers(terminal: Terminal, office: Office) -> None:
    verdict, schedule = office.check(duplicates=True), office.load().schedule
    valid = [waiver for _, waiver in verdict.waived]
    of_pages = [waiver for waiver in verdict.lapsed if waiver.code not in checked_codes()]
    lapsed = [waiver for waiver in verdict.lapsed if waiver.code in checked_codes()]
    for waivers, title in ((valid, WAIVED), (of_pages, Message("waived in print")), (lapsed, LAPSED)):
        if waivers:
            show_waivers(terminal, waivers, schedule, title)
    if not valid and not verdict.lapsed:
        terminal.out.say("nothing is waived")


def _grade(rule: Rule, settings: RuleSettings) -> Run:
    grade, usual = settings.severities.get(rule.code, rule.severity), rule.severity
    if grade == usual:
        return usual, COLOURS[usual]
    word = Term("off") if grade == "off" else Severity(grade)
    return Message("{grade} (default: {usual})", grade=word, usual=usual), "dim"


def _value(settings: RuleSettings, name: str) -> str:
    value = getattr(settings, name)
    if name == "room_hours":
        return "\n".join(f"{room}: {hours}" for room, hours in value.items()) or "none"
    if name == "change_overs":
        return "\n".join(f"{' ↔ '.join(pair.rooms)}: {pair.minutes}" for pair in value) or "none"
    return "none" if value is None else str(value)
