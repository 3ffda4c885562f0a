"""Release commands: release, list, revert."""

from __future__ import annotations

import click

from eventkit.cli.command_loader import fail, the_errors
from eventkit.cli.following import follow_back, followed
from eventkit.cli.outcome_report import report_difference, report_some
from eventkit.cli.shared_options import author_option, store_options
from eventkit.cli.terminal import Terminal, make_table, pass_terminal
from eventkit.findings import Severity
from eventkit.office.verdicts import judge, load_settings


@click.command()
@click.argument("name")
@click.option("--note", metavar="TEXT", default="", help="What to say of it.")
@click.option("--force", metavar="REASON", help="Release it in spite of errors; the reason is kept.")
@author_option
@store_options
@pass_terminal
def release(terminal: Terminal, name: str, note: str, force: str | None) -> None:
    """Release the conference: publish it as it is, under a name.

    A release is final and whole. Calendars, programmes and badges are made from the newest one, until they
    are told otherwise. It is refused while the checks find errors that nobody waived.

    \b
    Example:
      eventkit release 1.0 --note "as sent to the printer"
    """
    if force is not None and not force.strip():
        message = "wants the reason: it is kept with the release"
        raise click.BadParameter(message, param_hint="--force")
    with terminal.store() as store:
        conference = terminal.chosen(store)
        errors = [
            finding
            for finding in judge(store.load(conference).schedule, load_settings(store, conference)).standing
            if finding.severity is Severity.ERROR
        ]
        if errors and force is None:
            report_some(terminal, errors, terminal.err)
            called = " ".join(name.split())
            fail(f"'{called}' is not released: mend {the_errors(len(errors))}, or say why not with --force")
        earlier = store.releases(conference)
        made = store.release(
            conference,
            name,
            author=terminal.settings.author,
            at=terminal.now(),
            note=note,
            forced=force or "" if errors else "",
        )
    terminal.out.print(f"released {made.name}  sha256 {made.sha256}", soft_wrap=True)
    if earlier and earlier[-1].sha256 == made.sha256:
        terminal.out.print(f"nothing changed since {earlier[-1].name}")
    elif earlier:
        terminal.out.print(
            f"'eventkit diff {earlier[-1].name} {made.name}' shows what is new", soft_wrap=True
        )


@click.command()
@store_options
@pass_terminal
def releases(terminal: Terminal) -> None:
    """List the releases, the oldest first.

    Those of the same hash hold the same.

    \b
    Example:
      eventkit releases
    """
    with terminal.store() as store:
        conference = terminal.chosen(store)
        schedule = store.load(conference).schedule
        made = store.releases(conference)
    if not made:
        terminal.out.print("nothing is released yet: 'eventkit release NAME' does that")
        return
    shown = make_table("Name", "When", "Who", "Note", "SHA-256")
    for each in made:
        note = "\n".join(
            part for part in (each.note, each.forced and f"in spite of errors: {each.forced}") if part
        )
        shown.add_row(
            each.name, f"{schedule.wall(each.at):%Y-%m-%d %H:%M}", each.author, note, each.sha256[:16]
        )
    terminal.out.print(shown)


@click.command()
@click.argument("name", metavar="RELEASE")
@click.option("--why", metavar="TEXT", default="", help="What for: kept in the log.")
@click.option("--dry-run", is_flag=True, help="Only tell what would change.")
@author_option
@store_options
@pass_terminal
def revert(terminal: Terminal, name: str, why: str, dry_run: bool) -> None:
    """Bring the conference back to what was released under a name.

    That is a change like any other, which 'undo' takes back. Nothing released is changed by it.

    \b
    Example:
      eventkit revert 1.0
    """
    with terminal.store() as store:
        conference = terminal.chosen(store)
        before = store.load(conference).schedule
        if dry_run:
            terminal.settings.dry_run = True
            after = store.released(conference, name).schedule
        else:
            why = why or f"revert to release {name}"
            by, at = terminal.settings.author, terminal.now()
            after = store.revert(conference, name, author=by, at=at, why=why, follow=followed).schedule
    report_difference(terminal, before, after)
    if not dry_run:
        follow_back(terminal, before, after)
