"""Release commands: release, list, revert."""

from __future__ import annotations

import click

from eventkit.cli.completion_sources import Source, complete_ids
from eventkit.cli.console import make_table
from eventkit.cli.display import plural, when_heading
from eventkit.cli.entity_reports import detail_table
from eventkit.cli.failures import fail
from eventkit.cli.finding_report import CHECK, report_examples
from eventkit.cli.shared_options import author_option, change_options, store_options
from eventkit.cli.terminal import Terminal, pass_terminal, report
from eventkit.messages import Message, Plural
from eventkit.office.verdicts import ReleaseBlocked
from eventkit.schedule import ENTITY_KINDS, EntityKind, Schedule


@click.command()
@click.argument("name")
@click.option("--note", metavar="TEXT", default="", help="A note, shown in the list of releases.")
@click.option("--force", metavar="REASON", help="Release in spite of errors; the reason is recorded.")
@click.option(
    "--dry-run", is_flag=True, help="Only show what the release would change, and whom it would concern."
)
@author_option
@store_options
@pass_terminal
def add(terminal: Terminal, name: str, note: str, force: str | None, dry_run: bool) -> None:
    """Publish the conference as it is now, as a named release.

    A release is final and complete. Calendars, programmes and badges are made from the newest one, unless
    you choose another. A conference with errors that are not waived is only released with --force.

    'release show' has a hash of all changes and releases so far. Record it outside the store: if somebody
    alters the history later, or erases a person, it shows another.

    \b
    Example:
      eventkit release add 1.0 --dry-run
      eventkit release 1.0 --note "as sent to the printer"
    """
    if force is not None and not force.strip():
        raise click.BadParameter(
            Message("needs a reason, which is recorded with the release"), param_hint="--force"
        )
    office = terminal.office()
    try:
        outcome = (office.as_dry_run() if dry_run else office).releases.publish(name, note, force or "")
    except ReleaseBlocked as blocked:
        report_examples(terminal, blocked.findings, hint=f"'{CHECK}' lists all")
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
    terminal.out.print(f"released {made.name}")
    if previous and previous.sha256 == made.sha256:
        terminal.out.print(f"nothing changed since {previous.name}")
    elif previous:
        terminal.out.print(f"'eventkit diff {previous.name} {made.name}' shows what changed")


@click.command("list")
@store_options
@pass_terminal
def list_releases(terminal: Terminal) -> None:
    """List the releases, the oldest first.

    Releases with the same content have the same first hash. The second hash covers all changes and releases
    up to that one.

    \b
    Example:
      eventkit release list
    """
    office = terminal.office()
    all_releases, schedule = office.releases.all(), office.load().schedule
    if not all_releases:
        terminal.out.print("there are no releases yet: 'eventkit release NAME' makes one")
        return
    shown = make_table("Name", when_heading(schedule), "Who", "Note", "SHA-256", "History")
    for made in all_releases:
        notes = (made.note, made.forced and f"in spite of errors: {made.forced}")
        shown.add_row(
            made.name,
            f"{schedule.wall(made.at):%Y-%m-%d %H:%M}",
            made.author,
            "\n".join(filter(None, notes)),
            made.sha256[:16],
            made.hash[:12],
        )
    terminal.out.print(shown)


@click.command()
@click.argument("name", metavar="RELEASE", shell_complete=complete_ids(Source.RELEASE))
@store_options
@pass_terminal
def show(terminal: Terminal, name: str) -> None:
    """Show the details of a release.

    \b
    Example:
      eventkit release show 1.0
    """
    office = terminal.office()
    released = office.releases.load(name)
    release, schedule = released.release, released.schedule
    rows = (
        ("Name", release.name),
        (when_heading(schedule), f"{schedule.wall(release.at):%Y-%m-%d %H:%M}"),
        ("Who", release.author),
        ("Note", release.note),
        ("In spite of errors", release.forced),
        ("Content", _content(schedule)),
        ("SHA-256", release.sha256),
        ("History", release.hash),
    )
    terminal.out.print(detail_table(rows))


def _content(schedule: Schedule) -> str:
    counts = ((kind, len(kind.of(schedule))) for kind in reversed(ENTITY_KINDS))
    words = {EntityKind.PARTICIPANT: "people"}
    return ", ".join(
        plural(count, kind) if kind not in words else f"{count} {words[kind]}" for kind, count in counts
    )


@click.command()
@click.argument("name", metavar="RELEASE", shell_complete=complete_ids(Source.RELEASE))
@change_options
@pass_terminal
def revert(terminal: Terminal, name: str) -> None:
    """Revert the conference to a release.

    This is a change like any other, which 'undo' reverts. Releases never change.

    \b
    Example:
      eventkit revert 1.0
    """
    report(terminal, terminal.office().revert(name))
