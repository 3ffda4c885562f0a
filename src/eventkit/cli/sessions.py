"""Commands that add, change and show sessions."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import click

from eventkit.cli.appearing import appearances
from eventkit.cli.changing import change
from eventkit.cli.input_values import TEXT, TIME, OneOf, build, emptying_options, fields, latin, tags, text
from eventkit.cli.particulars import particulars
from eventkit.cli.placing import placed
from eventkit.cli.shared_options import all_of, change_options, draft_options, language_option, store_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import add_session, edit_session, find, free_id, nest, set_people, unnest
from eventkit.model import Kind, Session, SessionId
from eventkit.schedule import Schedule, Thing

EMPTIED = {"subtitle": None, "track": None, "abstract": None, "audience": None, "stream": ()}
"""What can be emptied by an option of its own, and what is there then."""


session_options = all_of(
    click.option("--title", multiple=True, metavar=TEXT, help="The title; again for further languages."),
    click.option("--subtitle", multiple=True, metavar=TEXT, help="A second line of the title."),
    click.option("--kind", type=OneOf(Kind), metavar="KIND", help=f"One of {', '.join(Kind)}."),
    click.option("--start", metavar=TIME, help="When it begins: 09:00, or '2027-09-06 09:00'."),
    click.option("--end", metavar=TIME, help="When it ends."),
    click.option(
        "--minutes", type=click.IntRange(1), metavar="N", help="How long it lasts, instead of --end."
    ),
    click.option("--room", "rooms", multiple=True, metavar="ROOM", help="Where; again for several rooms."),
    click.option("--part-of", "parent", metavar="SESSION", help="The session that it is part of."),
    click.option(
        "--person", "people", multiple=True, metavar="PERSON[:ROLE]", help="Who appears in it, in order."
    ),
    click.option("--track", metavar="TRACK", help="The track it is on."),
    click.option("--abstract", multiple=True, metavar=TEXT, help="What it is about."),
    click.option("--language", "languages", multiple=True, metavar="TAG", help="A language spoken in it."),
    click.option("--interpreted", multiple=True, metavar="TAG", help="A language it is interpreted into."),
    click.option("--stream", multiple=True, metavar="[LANG=]URL", help="Where to watch it from afar."),
    click.option("--audience", type=click.IntRange(0), metavar="N", help="How many people are expected."),
    click.option("--plenary/--no-plenary", default=None, help="Whether everyone is meant to come."),
    click.option("--tentative", "status", flag_value="tentative", help="It may yet not take place."),
    click.option("--confirmed", "status", flag_value="confirmed", help="It will take place."),
)
"""Options that tell what a session is, when and where it is held, and by whom."""


@click.command()
@click.argument("title_", metavar="TITLE")
@click.option("--id", "id_", metavar="ID", help="Its id.  [made from the title]")
@session_options
@change_options
@pass_terminal
def add(terminal: Terminal, title_: str, id_: str | None, **given: Any) -> None:
    """Add a session called TITLE.

    Without a time it stands among the unscheduled ones. A time without a date is on the first day of the
    conference, or on that of the session it is part of.

    \b
    Example:
      eventkit session add "Opening" --title zh=开幕式 --kind opening \\
        --start "2027-09-06 09:00" --minutes 30 --room main-hall --person lin-yifu:moderator
    """
    uid = uuid4()
    given["title"] = (title_, *given["title"])

    def edit(schedule: Schedule) -> Schedule:
        title = text(given["title"], schedule, "--title")
        id_given = id_ or free_id(schedule, Thing.SESSION, latin(title))
        session = build(Session, schedule, id=id_given, uid=uid, title=title)
        return _told(add_session(schedule, session), id_given, {**given, "title": ()})

    change(terminal, edit, f"add session '{title_}'")


@click.command()
@click.argument("session")
@click.option("--id", "id_", metavar="ID", help="Another id; all that names it follows.")
@session_options
@emptying_options("subtitle", "track", "abstract", "audience", "stream", "person", "room")
@click.option("--no-part-of", is_flag=True, help="Part of no other session.")
@change_options
@pass_terminal
def edit(terminal: Terminal, session: str, id_: str | None, **given: Any) -> None:
    """Change what a session is, when and where it is.

    SESSION is an id, its beginning, or a title. People who are named take the place of those there were;
    'session person' changes one. A title in one language leaves those in others; "zh=" takes one out.

    \b
    Example:
      eventkit session edit opening --title zh=开幕仪式 --minutes 45
      eventkit session edit panel --no-track --tentative
    """

    def edited(schedule: Schedule) -> Schedule:
        return _told(schedule, find(schedule, Thing.SESSION, session), {**given, "id": id_})

    change(terminal, edited, f"edit session '{session}'")


def _told(schedule: Schedule, id_: str, given: Mapping[str, Any]) -> Schedule:
    """The schedule with what is told of a session: what it is, what it is part of, when, where, who."""
    if told := _fields(schedule, schedule.session(SessionId(id_)), given):
        schedule = edit_session(schedule, id_, **told)
    if given.get("no_part_of"):
        schedule = unnest(schedule, id_)
    if given["parent"]:
        schedule = nest(schedule, id_, find(schedule, Thing.SESSION, given["parent"]))
    schedule = placed(schedule, id_, given)
    if given["people"] or given.get("no_person"):
        schedule = set_people(schedule, id_, appearances(schedule, id_, given["people"]))
    return edit_session(schedule, id_, id=given["id"]) if given.get("id") else schedule


def _fields(schedule: Schedule, session: Session, given: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a session that are told, its place and people aside."""
    told = fields(given, "kind", "audience", "plenary", "status", emptied=EMPTIED)
    for name in ("title", "subtitle", "abstract"):
        if given[name]:
            told[name] = text(given[name], schedule, f"--{name}", getattr(session, name))
    if given["track"]:
        told["track"] = find(schedule, Thing.TRACK, given["track"])
    told |= {name: tags(given[name]) for name in ("languages", "interpreted") if given[name]}
    if "stream" in told or given["stream"]:
        told.pop("stream", None)
        told["streams"] = [_stream(each) for each in given["stream"]]
    return told


def _stream(given: str) -> dict[str, str]:
    language, sign, url = given.partition("=")
    if sign and "/" not in language:
        return {"language": tags((language,))[0], "url": url}
    return {"url": given}


@click.command()
@click.argument("session")
@draft_options
@language_option
@store_options
@pass_terminal
def show(
    terminal: Terminal,
    session: str,
    release: str | None,
    draft: bool,
    languages: tuple[str, ...],
) -> None:
    """Show all that is known of a session.

    It is the draft that is shown, unless a release is named.

    \b
    Example:
      eventkit session show opening
      eventkit session show opening --release 1.0
    """
    schedule = terminal.state(release, draft=draft or release is None).schedule
    asked = tags(languages) or schedule.conference.languages
    one = schedule.session(SessionId(find(schedule, Thing.SESSION, session)))
    terminal.out.print(particulars(schedule, one, asked))
