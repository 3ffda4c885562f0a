"""Conference commands: creation, settings, availability of people and rooms."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar
from uuid import uuid4
from zoneinfo import ZoneInfo

import click
from pydantic import ValidationError

from eventkit.cli.commands import WrongUse
from eventkit.cli.display import text_lines
from eventkit.cli.entity_reports import deadline_line, detail_table, field_rows, heading_of
from eventkit.cli.input_values import (
    Values,
    field_options,
    field_values,
    in_languages,
    language_tags,
    parse_day,
    period,
    text,
)
from eventkit.cli.shared_options import (
    all_of,
    author_option,
    change_options,
    language_option,
    release_option,
    store_options,
)
from eventkit.cli.shell_completion import complete_ids
from eventkit.cli.terminal import Terminal, command, report
from eventkit.editing import Refused, edit_conference, edit_participant, edit_room, find
from eventkit.editing.lookup import describe
from eventkit.messages import Listed, Message, Plural
from eventkit.model import Conference
from eventkit.model.value_codecs import TEXT
from eventkit.schedule import EntityKind, Schedule
from eventkit.times import Period
from eventkit.times.wall_times import ONE_DAY
from eventkit.values.field_errors import error_sentence
from eventkit.wording import Wording

Command = TypeVar("Command", bound=Callable[..., Any])

OPTIONS = field_options(
    Conference,
    by_hand=frozenset({"venue"}),
    helps={
        "languages": "A language of the conference. Repeatable, the main language first.",
        "zone": "The time zone, such as Europe/Vienna. Sessions stay at the same local times in a new zone.",
        "contact": "The public e-mail address of the organisers.",
        "day_change": "When one day ends and the next begins.  [04:00]",
    },
)

VENUE_TEXTS = ("address", "city")

venue_options = all_of(
    click.option("--venue", multiple=True, metavar=TEXT, help="The building or site."),
    click.option("--address", multiple=True, metavar=TEXT, help="The street and number of the venue."),
    click.option("--city", multiple=True, metavar=TEXT, help="The city of the venue."),
    click.option("--country", metavar="XX", help="The country of the venue, as two letters."),
)


@command("list")
@store_options
def list_conferences(terminal: Terminal) -> None:
    """List the conferences in the store.

    Example:
      eventkit conference list
    """
    conferences = terminal.conferences()
    if not conferences:
        terminal.out.say("there are no conferences yet: 'eventkit conference new ID TITLE' creates one")
        return
    shown = terminal.headed_table("Id", "Title", "Days", "Changed")
    shown.columns[0].no_wrap = True
    for entry in conferences:
        days = Wording.of(terminal.settings.language).days(entry.start, entry.end)
        changed = entry.changed.astimezone(ZoneInfo(entry.zone))
        author = f"{changed:%Y-%m-%d %H:%M} ({entry.zone})\n{entry.author}"
        shown.add_row(entry.id, text_lines(entry.title, tuple(entry.title)), days, author)
    terminal.out.print(shown)


@command()
@release_option
@language_option
@store_options
def show(terminal: Terminal, release: str | None, languages: tuple[str, ...]) -> None:
    """Show the details of the conference.

    Example:
      eventkit conference show
    """
    schedule = terminal.snapshot(release, draft=release is None).schedule
    tags = terminal.languages(schedule, languages)
    terminal.out.print(detail_table(terminal, _rows(schedule, tags)))


def _rows(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    conference, words = schedule.conference, Wording.of(languages[0])
    yield from field_rows(conference, schedule, languages, frozenset({"venue", "organisations", "deadlines"}))
    if conference.venue is not None:
        yield from field_rows(conference.venue, schedule, languages)
    backings = (
        f"{schedule.organisation(backing.organisation).name.best(*languages)[1]}, {words.label(backing.role)}"
        for backing in conference.organisations
    )
    yield heading_of(Conference, "organisations"), "\n".join(backings)
    deadlines = [deadline_line(schedule, deadline, languages) for deadline in conference.deadlines]
    yield heading_of(Conference, "deadlines"), "\n".join(deadlines)


SECTIONS = {
    "title": "Title and content",
    "start": "Days and time zone",
    "url": "Web and contact",
    "venue": "Venue",
    "no_short_title": "Remove",
}
"""The headings of sections in the help, by the first option of each."""


@command(sections=SECTIONS)
@click.argument("id_", metavar="ID")
@click.argument("title_", metavar="TITLE")
@all_of(*(option.declare(required=option.spec.name in {"start", "zone"}) for option in OPTIONS))
@venue_options
@author_option
@store_options
def new(terminal: Terminal, id_: str, title_: str, **values: Any) -> None:
    """Create a conference with that id and title.

    Example:
      eventkit conference new forum-2027 "Forum 2027" --title zh=2027年论坛 \\
        --start 2027-09-06 --end 2027-09-07 --zone Asia/Shanghai --language en --language zh
    """
    schedule = _new_schedule(id_, (title_, *values.pop("title")), values)
    terminal.office(id_, make=True).create(schedule)
    conference = schedule.conference
    created = Plural(
        "created {id}: {count} day from {start}, times in {zone}; "
        "next: 'eventkit room add NAME', 'eventkit session add TITLE'",
        "created {id}: {count} days from {start}, times in {zone}; "
        "next: 'eventkit room add NAME', 'eventkit session add TITLE'",
    )
    days = (conference.end - conference.start).days + 1
    terminal.out.say(created, id=id_, count=days, start=conference.start, zone=conference.zone)


def _new_schedule(id_: str, titles: tuple[str, ...], values: Values) -> Schedule:
    languages = language_tags(values["languages"]) or ("en",)
    days = {name: parse_day(values[name], f"--{name}") for name in ("start", "end") if values[name]}
    fields = {
        "id": id_,
        "uid": uuid4(),
        "title": in_languages(titles, languages[0], "--title"),
        "languages": languages,
        "zone": values["zone"],
        **days,
        "end": days.get("end", days["start"]),
    }
    try:
        schedule = Schedule(conference=Conference.model_validate(fields))
    except ValidationError as error:
        raise Refused(_sentences(error)) from None
    return _edited(schedule, {**values, "start": None, "end": None, "zone": None, "languages": ()})


def _sentences(error: ValidationError) -> str:
    return "\n".join(
        " ".join(["conference:", *filter(None, [".".join(map(str, fault["loc"]))]), error_sentence(fault)])
        for fault in error.errors(include_url=False)
    )


@command(sections=SECTIONS)
@all_of(*(option.declare() for option in OPTIONS))
@venue_options
@all_of(*(option.declare_emptying() for option in OPTIONS if option.can_be_emptied))
@click.option("--no-venue", is_flag=True, help="Remove the venue.")
@change_options
def edit(terminal: Terminal, **values: Any) -> None:
    """Change the conference itself: title, days, time zone, venue.

    Example:
      eventkit conference edit --end 2027-09-08 --venue "Convention Centre" --city Shanghai
    """
    report(terminal, terminal.office().edit(lambda now: _edited(now, values), Message("edit the conference")))


def _edited(schedule: Schedule, values: Values) -> Schedule:
    fields = field_values(OPTIONS, values, schedule, schedule.conference)
    if venue := _venue(schedule, values):
        fields["venue"] = venue
    if values.get("no_venue"):
        fields["venue"] = None
    return edit_conference(schedule, **fields) if fields else schedule


def _venue(schedule: Schedule, values: Values) -> dict[str, Any]:
    if not any(values[option] for option in ("venue", *VENUE_TEXTS, "country")):
        return {}
    venue = dict(schedule.conference.venue) if schedule.conference.venue else {}
    for name, option in (("name", "venue"), *((option, option) for option in VENUE_TEXTS)):
        if values[option]:
            venue[name] = text(values[option], schedule, f"--{option}", venue.get(name))
    if values["country"]:
        venue["country"] = values["country"].upper()
    if "name" not in venue:
        raise WrongUse("An address, city or country belongs to a venue. Give --venue as well.")
    return venue


@command()
@click.argument("id_", metavar="ID")
@click.option("--forever", is_flag=True, help="Remove its history, releases and contacts as well.")
@click.option("--yes", is_flag=True, help="Do not ask for confirmation.")
@click.option("--why", metavar="TEXT", default="", help="The reason, shown in the log.")
@author_option
@store_options
def remove(terminal: Terminal, id_: str, forever: bool, yes: bool, why: str) -> None:
    """Remove a conference from the store, but not its history and releases.

    Give ID in full. 'eventkit undo --conference ID' restores the conference. --forever deletes everything but
    a record of the removal, also for a conference that was removed before.

    Example:
      eventkit conference remove rehearsal-2027
      eventkit conference remove rehearsal-2027 --forever
    """
    office = terminal.office(id_)
    if forever:
        if not yes:
            terminal.confirm(Message("Remove '{id}' forever, with its history and releases?", id=id_))
        erased = office.remove_forever()
        terminal.out.say("removed {id} forever; earlier backups still contain it", id=id_)
        if erased is not None:
            terminal.warn_incomplete(erased)
        return
    office.load()
    if not yes:
        terminal.confirm(Message("Remove conference '{id}'?", id=id_))
    office.remove(why)
    terminal.out.say("removed {id}", id=id_)


period_options = all_of(
    click.argument("periods", nargs=-1, metavar="[PERIOD]..."),
    click.option("--always", is_flag=True, help="At any time."),
)


@command("available")
@click.argument("participant", metavar="PERSON", shell_complete=complete_ids(EntityKind.PARTICIPANT))
@period_options
@change_options
def person_available(terminal: Terminal, participant: str, periods: tuple[str, ...], always: bool) -> None:
    """Set when a person is available.

    A PERIOD is a day of the conference or some hours of one. The periods replace all earlier ones.

    Example:
      eventkit person available lin-yifu 2027-09-06 "2027-09-07 09:00-13:00"
      eventkit person available lin-yifu --always
    """
    _set_available(terminal, EntityKind.PARTICIPANT, edit_participant, participant, periods, always=always)


@command("available")
@click.argument("room", shell_complete=complete_ids(EntityKind.ROOM))
@period_options
@change_options
def room_available(terminal: Terminal, room: str, periods: tuple[str, ...], always: bool) -> None:
    """Set when a room is available.

    A PERIOD is a day of the conference or some hours of one. The periods replace all earlier ones.

    Example:
      eventkit room available annex "2027-09-06 08:00-18:00"
      eventkit room available annex --always
    """
    _set_available(terminal, EntityKind.ROOM, edit_room, room, periods, always=always)


def _set_available(
    terminal: Terminal,
    kind: EntityKind,
    edit: Callable[..., Schedule],
    words: str,
    periods: tuple[str, ...],
    *,
    always: bool,
) -> None:
    if always == bool(periods):
        raise WrongUse('Give periods, such as "2027-09-06 09:00-13:00", or --always.')

    def edited(schedule: Schedule) -> Schedule:
        available = tuple(period(typed, schedule) for typed in periods)
        return edit(schedule, find(schedule, kind, words), available=available)

    outcome = terminal.office().edit(edited, Message("availability of '{words}'", words=words))
    entity: Any = kind.by_id(outcome.after)[find(outcome.after, kind, words)]
    name, times = describe(outcome.after, entity), _times_of(terminal, outcome.after, entity.available)
    available = Message("{name} is available {times}.", name=name, times=Listed(times, ";"))
    report(terminal, outcome, available if times else Message("{name} is available at any time.", name=name))


def _times_of(terminal: Terminal, schedule: Schedule, available: Sequence[Period]) -> tuple[str, ...]:
    """The times of an availability in words; a whole day of the conference is its date alone."""
    wording, change = Wording.of(terminal.settings.language), schedule.conference.day_change
    times = []
    for each in available:
        start, end = schedule.wall(each.start), schedule.wall(each.end)
        is_whole = (start.time(), end.time()) == (change, change) and end - start == ONE_DAY
        day = wording.short_day_of(schedule.conference, start.date())
        times.append(day if is_whole else f"{day} {wording.times(start, end)}")
    return tuple(times)
