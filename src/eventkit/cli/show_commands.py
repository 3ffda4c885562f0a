"""Show commands: conferences, agenda and people as tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

import click
from rich.table import Table
from rich.text import Text as Words

from eventkit.cli.command_loader import CommandLoader
from eventkit.cli.display import Display, make_table, pass_display, text_lines
from eventkit.cli.input_values import Day, language_tags
from eventkit.cli.shared_options import draft_options, language_option, store_options
from eventkit.errors import EventkitError
from eventkit.model import Participant, Role, Session, Status
from eventkit.office.snapshots import Snapshot
from eventkit.schedule import Schedule
from eventkit.wording import Wording
from eventkit.wording.name_lines import position_lines


@click.command()
@store_options
@pass_display
def conferences(display: Display) -> None:
    """List the conferences in the store.

    \b
    Example:
      eventkit conferences
    """
    shown = make_table("Id", "Title", "Days", "Changed (UTC)")
    shown.columns[0].no_wrap = True
    for entry in display.conferences():
        days = Wording.of("en").days(entry.start, entry.end)
        changed = f"{entry.changed:%Y-%m-%d %H:%M}, {entry.author}"
        shown.add_row(entry.id, text_lines(entry.title, tuple(entry.title)), days, changed)
    display.out.print(shown if shown.rows else "the store is empty", soft_wrap=not shown.rows)


@click.command()
@click.option("--day", "on", type=Day(), metavar="YYYY-MM-DD", help="Only this day of the conference.")
@language_option
@draft_options
@store_options
@pass_display
def show(
    display: Display,
    on: datetime | None,
    languages: tuple[str, ...],
    release: str | None,
    draft: bool,
) -> None:
    """Show the agenda as a table, in the local time of the conference.

    \b
    Example:
      eventkit show
      eventkit show --day 2027-09-06 --language zh --draft
    """
    state = display.snapshot(release, draft=draft)
    schedule = state.schedule
    tags = language_tags(languages) or schedule.conference.languages
    if on is not None and on.date() not in schedule.days:
        days = ", ".join(map(str, schedule.days)) or "none yet"
        message = f"nothing is scheduled on {on.date()}: days with sessions are {days}"
        raise EventkitError(message)
    with display.paged():
        _print_agenda(display, state, schedule.days if on is None else [on.date()], tags, whole=on is None)


def _print_agenda(
    display: Display, state: Snapshot, days: Iterable[date], tags: tuple[str, ...], *, whole: bool
) -> None:
    """Print the days, and of a whole agenda also sessions without a time and deadlines."""
    schedule = state.schedule
    display.out.print(text_lines(schedule.conference.title, tags), style="bold")
    hint = "; the conference has changed since; use --draft to see it" if state.outdated else ""
    display.out.print(f"{state.label}{hint} · {schedule.conference.zone}", style="dim")
    for day in days:
        display.out.print(_day(schedule, day, tags))
    if not whole:
        return
    waiting = [session for session in schedule.parts(None) if schedule.span(session) is None]
    if waiting:
        display.out.print(_sessions(schedule, waiting, Wording.of(tags[0]).word("unscheduled"), tags))
    if schedule.conference.deadlines:
        display.out.print(_deadlines(schedule, tags))


def _day(schedule: Schedule, on: date, languages: tuple[str, ...]) -> Table:
    title = " · ".join(dict.fromkeys(Wording.of(language).day(on) for language in languages))
    return _sessions(schedule, list(schedule.days[on]), title, languages, on)


def _sessions(
    schedule: Schedule,
    sessions: list[Session],
    title: str,
    languages: tuple[str, ...],
    on: date | None = None,
) -> Table:
    words = Wording.of(languages[0])
    shown = make_table(*(words.word(heading) for heading in ("time", "session", "people")))
    shown.columns[0].no_wrap = True
    shown.title = title
    for top in sessions:
        for depth, session in schedule.within(top):
            indent = "  " * depth
            titles = [f"{indent}{string}" for _, string in session.title.versions(languages)]
            about = f"{indent}{_about(schedule, session, words)}"
            shown.add_row(
                _times(schedule, session, words, on),
                Words.assemble("\n".join(titles), (f"\n{about}", "dim")),
                _people(schedule, session, languages),
            )
    return shown


def _deadlines(schedule: Schedule, languages: tuple[str, ...]) -> Table:
    words = Wording.of(languages[0])
    shown = make_table(words.word("time"), words.word("title"))
    shown.title = words.field("deadlines")
    for deadline in schedule.conference.deadlines:
        at = schedule.wall(deadline.at) if isinstance(deadline.at, datetime) else deadline.at
        titles = "\n".join(string for _, string in deadline.title.versions(languages))
        about = " · ".join([deadline.id, *([deadline.url] if deadline.url else [])])
        shown.add_row(words.moment(at), Words.assemble(titles, (f"\n{about}", "dim")))
    return shown


def _times(schedule: Schedule, session: Session, words: Wording, on: date | None) -> str:
    """The start and the end; a time on the day after the one of its table is marked +1."""
    if session.slot is None:
        return ""
    period = session.slot.period
    return words.times(schedule.wall(period.start), schedule.wall(period.end), on)


def _about(schedule: Schedule, session: Session, words: Wording) -> str:
    """The id for commands, the kind, its own rooms, and the status unless it is confirmed."""
    parts = [session.id, words.label(session.kind)]
    if session.slot is not None:
        parts += [schedule.room(room).name.best(words.asked)[1] for room in session.slot.rooms]
    if session.status is not Status.CONFIRMED:
        parts.append(words.label(session.status))
    return " · ".join(parts)


def _people(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> str:
    """The people with a role, a line for each, and the number of the other participants."""
    words = Wording.of(languages[0])
    active = [appearance for appearance in session.people if appearance.role is not Role.PARTICIPANT]
    names = [
        _with_role(schedule.participant(appearance.participant), appearance.role, languages)
        for appearance in active
    ]
    beside = len(session.people) - len(active)
    if beside:
        names.append(f"{beside} {words.label(Role.PARTICIPANT, many=beside > 1).lower()}")
    return "\n".join(names)


def _with_role(participant: Participant, role: Role, languages: tuple[str, ...]) -> str:
    return f"{participant.named(*languages)[0].full} ({Wording.of(languages[0]).label(role).lower()})"


@click.group(
    cls=CommandLoader,
    commands={
        "duplicates": (
            "person_commands:list_duplicates",
            "List pairs of entries that may be one person, with the evidence; nothing is merged.",
        ),
    },
    invoke_without_command=True,
)
@language_option
@store_options
@pass_display
def people(display: Display, languages: tuple[str, ...]) -> None:
    """List the people, with their positions and sessions, by name.

    \b
    Example:
      eventkit people
      eventkit people duplicates
    """
    if click.get_current_context().invoked_subcommand is not None:
        return
    schedule = display.load().schedule
    tags = language_tags(languages) or schedule.conference.languages
    words = Wording.of(tags[0])
    shown = make_table("Name", "Position, organisation", "Appears in")
    by_name = sorted(schedule.participants, key=lambda participant: (participant.sort_key, participant.id))
    for participant in by_name:
        appears = [
            f"{session.id} ({words.label(appearance.role).lower()})"
            for session, appearance in schedule.appearances(participant.id)
        ]
        first, *others = (form.full for form in participant.named(*tags))
        names = Words.assemble(first, (f" · {participant.id}", "dim"), *(f"\n{name}" for name in others))
        position = "\n".join(line for _, line in position_lines(schedule, participant, tags[:1]))
        shown.add_row(names, position, "\n".join(appears))
    with display.paged():
        display.out.print(shown)
