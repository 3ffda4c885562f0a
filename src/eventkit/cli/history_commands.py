"""History commands: releases, undo, blame, and what changed."""

from __future__ import annotations

import json

import click

from eventkit.cli.check_command import report_examples
from eventkit.cli.commands import BadValue
from eventkit.cli.display import COUNTED, when_heading
from eventkit.cli.entity_reports import describe, detail_table, heading_of
from eventkit.cli.failures import fail
from eventkit.cli.input_values import language_tags
from eventkit.cli.log_command import changed_at
from eventkit.cli.shared_options import author_option, change_options, language_option, store_options
from eventkit.cli.shell_completion import Source, complete_ids
from eventkit.cli.terminal import Terminal, command, report
from eventkit.differences import about
from eventkit.editing import find
from eventkit.errors import EventkitError
from eventkit.messages import Listed, Message, Plural, Verbatim, sentence
from eventkit.model import ParticipantId, Session, SessionId
from eventkit.model.specs import fields_with_value
from eventkit.office.change_summaries import NOTHING
from eventkit.office.conference_office import Comparison
from eventkit.office.snapshots import DRAFT
from eventkit.office.verdicts import ReleaseBlocked
from eventkit.schedule import EntityKind, Schedule
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence, notice


@command()
@click.argument("name")
@click.option("--note", metavar="TEXT", default="", help="A note, shown in the list of releases.")
@click.option("--force", metavar="REASON", help="Release in spite of errors; the reason is recorded.")
@click.option(
    "--dry-run", is_flag=True, help="Only show what the release would change, and whom it would concern."
)
@author_option
@store_options
def add(terminal: Terminal, name: str, note: str, force: str | None, dry_run: bool) -> None:
    """Publish the conference as it is now, as a named release.

    A release is final and complete. Calendars, programmes and badges are made from the newest one, unless
    you choose another. A conference with errors that are not waived is only released with --force.

    Example:
      eventkit release add 1.0 --dry-run
      eventkit release 1.0 --note "as sent to the printer"
    """
    if force is not None and not force.strip():
        raise BadValue("needs a reason, which is recorded with the release", param_hint="--force")
    office = terminal.office()
    try:
        outcome = (office.as_dry_run() if dry_run else office).releases.publish(name, note, force or "")
    except ReleaseBlocked as blocked:
        report_examples(terminal, blocked.findings, hint=Message("'eventkit check' lists all"))
        fail(
            Message(
                Plural(
                    "'{name}' is not released. Fix the error, or give a reason with --force.",
                    "'{name}' is not released. Fix the {count} errors, or give a reason with --force.",
                ),
                name=blocked.name,
                count=len(blocked.findings),
            )
        )
    made, previous = outcome.release, outcome.previous
    if made is None:
        from eventkit.cli.release_preview_report import report_release_preview  # noqa: PLC0415 - it loads outputs

        report_release_preview(terminal, office, name)
        return
    terminal.report_findings(outcome.notices)
    terminal.out.say("released {name}", name=made.name)
    if previous and previous.sha256 == made.sha256:
        terminal.out.say("nothing changed since {name}", name=previous.name)
    elif previous:
        diff_command = Verbatim(f"eventkit diff {previous.name} {made.name}")
        terminal.out.say("'{command}' shows what changed", command=diff_command)


@command("list")
@store_options
def list_releases(terminal: Terminal) -> None:
    """List the releases, the oldest first.

    Releases with the same content have the same first hash. The second hash covers all changes and releases
    up to that one.

    Example:
      eventkit release list
    """
    office = terminal.office()
    all_releases, schedule = office.releases.all(), office.load().schedule
    if not all_releases:
        terminal.out.say("there are no releases yet: 'eventkit release NAME' makes one")
        return
    shown = terminal.headed_table("Name", when_heading(schedule), "Who", "Note", "SHA-256", "History")
    for made in all_releases:
        forced = terminal.out.local(Message("in spite of errors: {reason}", reason=made.forced))
        notes = (made.note, made.forced and forced)
        shown.add_row(
            made.name,
            f"{schedule.wall(made.at):%Y-%m-%d %H:%M}",
            made.author,
            "\n".join(filter(None, notes)),
            made.sha256[:16],
            made.hash[:12],
        )
    terminal.out.print(shown)


@command()
@click.argument("name", metavar="RELEASE", shell_complete=complete_ids(Source.RELEASE))
@store_options
def show(terminal: Terminal, name: str) -> None:
    """Show the details of a release.

    Example:
      eventkit release show 1.0
    """
    office = terminal.office()
    released = office.releases.load(name)
    release, schedule = released.release, released.schedule
    rows = (
        (sentence("Name"), release.name),
        (when_heading(schedule), f"{schedule.wall(release.at):%Y-%m-%d %H:%M}"),
        ("Who", release.author),
        ("Note", release.note),
        (sentence("In spite of errors"), release.forced),
        (sentence("Content"), _content(schedule)),
        ("SHA-256", release.sha256),
        ("History", release.hash),
    )
    terminal.out.print(detail_table(terminal, rows))


def _content(schedule: Schedule) -> Message:
    counts = (Message(form, count=len(EntityKind(kind).of(schedule))) for kind, form in COUNTED.items())
    return Message("{counts}", counts=Listed(tuple(counts)))


@command()
@click.argument("name", metavar="RELEASE", shell_complete=complete_ids(Source.RELEASE))
@change_options
def revert(terminal: Terminal, name: str) -> None:
    """Revert the conference to a release.

    This is a change like any other, which 'undo' reverts. Releases never change.

    Example:
      eventkit revert 1.0
    """
    report(terminal, terminal.office().revert(name))


IDENTITY = {"id", "uid"}  # fields that nobody changes


@command()
@click.argument("number", metavar="[NO]", type=click.IntRange(1), required=False)
@change_options
def undo(terminal: Terminal, number: int | None) -> None:
    """Undo the change with that number, or your own last change.

    Later changes are not affected. If a later change touched the same field, nothing is undone, and you see
    who made it. To redo a change, undo the undo.

    Example:
      eventkit undo
      eventkit undo 17
    """
    undone = terminal.office(removed=True).undo(number)
    for skipped in undone.skipped:
        terminal.out.say("change {number} erased a person and cannot be undone: skipped", number=skipped)
    if not terminal.settings.dry_run:
        terminal.out.say(
            "change {number} is undone; 'eventkit undo {revision}' redoes it",
            number=undone.undone,
            revision=Verbatim(undone.revision),
        )
    report(terminal, undone)


@command()
@click.argument("session", shell_complete=complete_ids(EntityKind.SESSION))
@store_options
def blame(terminal: Terminal, session: str) -> None:
    """Show who last changed each field of a session.

    Example:
      eventkit blame opening
    """
    office = terminal.office()
    schedule = office.load().schedule
    blamed = schedule.session(SessionId(find(schedule, EntityKind.SESSION, session)))
    fields, present = office.blame(blamed.id), {*fields_with_value(blamed)}
    first = min((field.number for field in fields), default=0)
    languages = terminal.languages(schedule)
    shown = terminal.headed_table("Field", "Value", "Since", "Who", "Why", "No.")
    for field in fields:
        name = field.field
        if name not in IDENTITY and (name in present or field.number != first):
            value = describe(getattr(blamed, name), schedule, languages) if name in present else NOTHING
            shown.add_row(
                terminal.out.local(heading_of(Session, name)),
                terminal.out.local(value),
                changed_at(field, schedule),
                field.author,
                terminal.out.local(field.why),
                str(field.number),
            )
    terminal.out.print(shown)


@command()
@click.argument("a", required=False)
@click.argument("b", required=False)
@click.option("--json", "shape", flag_value="json", help="As JSON.")
@click.option("--text", "shape", flag_value="text", help="As a text to send to attendees.")
@click.option("--for", "person", metavar="PERSON", help="Only what concerns that person.")
@language_option
@store_options
def diff(
    terminal: Terminal,
    a: str | None,
    b: str | None,
    shape: str | None,
    person: str | None,
    languages: tuple[str, ...],
) -> None:
    """Show what changed from A to B for readers of the programme.

    A and B are names of releases, or "draft" for the conference as it is now. Without B: from A to the
    draft. Without either: from the newest release to the draft.

    Example:
      eventkit diff
      eventkit diff 1.0 2.0 --text --language zh
      eventkit diff 1.0 --for lin-yifu --text
    """
    compared = terminal.office().difference(a, b or DRAFT)
    participant = _participant(compared, person)
    changes = compared.changes if participant is None else about(compared.changes, participant)
    old, new = compared.old.schedule, compared.new.schedule
    tags = language_tags(languages)
    if shape == "json":
        click.echo(json.dumps([change.plain() for change in changes], ensure_ascii=False, indent=2))
    elif shape == "text":
        for language in tags or new.conference.languages[:1]:
            click.echo(notice(changes, old, new, language, to=participant), nl=False)
    elif not changes:
        terminal.out.say("nothing changed")
    else:
        wording = Wording.of((tags or (terminal.settings.language,))[0])
        shown = terminal.headed_table("What", "Change")
        for change in changes:
            what = Message("{kind} {id}", kind=change.about, id=change.subject)
            shown.add_row(terminal.out.local(what), change_sentence(change, old, new, wording))
        terminal.out.print(shown)


def _participant(compared: Comparison, words: str | None) -> ParticipantId | None:
    if words is None:
        return None
    try:
        return ParticipantId(find(compared.new.schedule, EntityKind.PARTICIPANT, words))
    except EventkitError:
        if words in EntityKind.PARTICIPANT.by_id(compared.old.schedule):
            return ParticipantId(words)
        raise
