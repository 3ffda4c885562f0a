"""Commands that add, change, merge and remove those who appear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import click

from eventkit.cli.appearing import affiliation
from eventkit.cli.changing import change, merge_told
from eventkit.cli.following import ANOTHER_ID, MERGE, pass_on
from eventkit.cli.input_values import TEXT, OneOf, build, emptying_options, fields, in_languages, latin, text
from eventkit.cli.shared_options import all_of, change_options
from eventkit.cli.terminal import Terminal, pass_terminal
from eventkit.editing import (
    add_participant,
    edit_participant,
    find,
    free_id,
    merge_participants,
    remove_participant,
)
from eventkit.model import Name, Participant, ParticipantId, ParticipantKind
from eventkit.schedule import Schedule, Thing

PARTS = {"given": "given", "family": "family", "sort": "sort", "badge_name": "badge"}
"""The options that tell parts of a name, and the parts."""

EMPTIED = {"honorific": None, "country": None, "biography": None, "pronouns": None, "member": (), "link": ()}


person_options = all_of(
    click.option(
        "--name",
        multiple=True,
        metavar=TEXT,
        help="The name, as its owner writes it; again for further languages.",
    ),
    click.option("--given", multiple=True, metavar=TEXT, help="The given name alone."),
    click.option("--family", multiple=True, metavar=TEXT, help="The family name alone."),
    click.option("--sort", multiple=True, metavar=TEXT, help="What to sort by: 'Lin, Yifu'."),
    click.option("--badge-name", multiple=True, metavar=TEXT, help="What to print large on the badge."),
    click.option(
        "--kind",
        type=OneOf(ParticipantKind),
        metavar="KIND",
        help=f"One of {', '.join(ParticipantKind)}.",
    ),
    click.option("--honorific", multiple=True, metavar=TEXT, help="How the name is introduced: H.E., Dr."),
    click.option("--position", multiple=True, metavar=TEXT, help="Their position, with --organisation."),
    click.option("--organisation", metavar="ORGANISATION", help="Where they hold it."),
    click.option("--country", metavar="XX", help="The country's two letters, of a delegation."),
    click.option("--biography", multiple=True, metavar=TEXT, help="A few sentences about them."),
    click.option("--pronouns", metavar="TEXT", help="Pronouns, as they wish them printed."),
    click.option(
        "--member",
        "members",
        multiple=True,
        metavar="PERSON",
        help="Who belongs to a team or delegation.",
    ),
    click.option("--link", "links", multiple=True, metavar="URL", help="A page of theirs."),
)
"""Options that tell what is printed of someone."""


@click.command()
@click.argument("name_", metavar="NAME")
@click.option("--id", "id_", metavar="ID", help="The id.  [made from the name]")
@person_options
@change_options
@pass_terminal
def add(terminal: Terminal, name_: str, id_: str | None, **given: Any) -> None:
    """Add someone who appears, called NAME.

    The name is in the conference's first language, or in the one before it: zh=林毅夫.

    \b
    Example:
      eventkit person add "Lin Yifu" --name zh=林毅夫 --position Dean --organisation pku
      eventkit person add "Ethiopia" --kind delegation --country ET
    """
    given["name"] = (name_, *given["name"])

    def edit(schedule: Schedule) -> Schedule:
        names = in_languages(given["name"], schedule.conference.languages[0], "--name")
        id_given = id_ or free_id(schedule, Thing.PARTICIPANT, latin(names))
        person = build(Participant, schedule, id=id_given, name=names)
        return _told(add_participant(schedule, person), id_given, {**given, "name": ()})

    change(terminal, edit, f"add '{name_}'")


@click.command()
@click.argument("person")
@click.option("--id", "id_", metavar="ID", help="Another id; all that names it follows.")
@person_options
@click.option("--no-position", is_flag=True, help="Without any positions and organisations.")
@emptying_options(*EMPTIED)
@change_options
@pass_terminal
def edit(terminal: Terminal, person: str, id_: str | None, **given: Any) -> None:
    """Change what is printed of someone.

    PERSON is an id, its beginning, or a name. A name in one language leaves those in others; "zh=" takes
    one out. A position takes the place of those there were; sessions that tell one as of then keep it.

    \b
    Example:
      eventkit person edit lin-yifu --position "Honorary Dean" --organisation pku
      eventkit person edit lin --name zh=林毅夫 --sort "Lin, Yifu"
    """
    before = ""

    def edited(schedule: Schedule) -> Schedule:
        nonlocal before
        before = find(schedule, Thing.PARTICIPANT, person)
        schedule = _told(schedule, before, given)
        return edit_participant(schedule, before, id=id_) if id_ else schedule

    change(terminal, edited, f"edit '{person}'")
    if id_ not in {None, before} and not terminal.settings.dry_run:
        pass_on(terminal, ParticipantId(before), ParticipantId(str(id_)), ANOTHER_ID)


def _told(schedule: Schedule, id_: str, given: Mapping[str, Any]) -> Schedule:
    person = schedule.participant(ParticipantId(id_))
    told = fields(given, "kind", "country", "pronouns", emptied=EMPTIED)
    if any(given[name] for name in ("name", *PARTS)):
        told["name"] = _names(schedule, person.name, given)
    for name in ("honorific", "biography"):
        if given[name]:
            told[name] = text(given[name], schedule, f"--{name}", getattr(person, name))
    if given["position"] or given["organisation"]:
        told["affiliations"] = (affiliation(schedule, given["position"], given["organisation"]),)
    elif given.get("no_position"):
        told["affiliations"] = ()
    for many in ("member", "link"):
        if many in told:
            told[f"{many}s"] = told.pop(many)
    if given["members"]:
        told["members"] = [find(schedule, Thing.PARTICIPANT, each) for each in given["members"]]
    if given["links"]:
        told["links"] = [{"url": url} for url in given["links"]]
    return edit_participant(schedule, id_, **told) if told else schedule


def _names(schedule: Schedule, before: Iterable[Name], given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The forms of a name with what is told put in; an empty one is taken out."""
    first = schedule.conference.languages[0]
    forms: dict[str, dict[str, Any]] = {each.language: dict(each) for each in before}
    for language, full in in_languages(given["name"], first, "--name").items():
        forms[language] = {**forms.get(language, {}), "language": language, "full": full}
    for option, part in PARTS.items():
        for language, said in in_languages(given[option], first, f"--{option.replace('_', '-')}").items():
            if language not in forms:
                message = (
                    f"there is no name in {language} that it could be part of: give --name {language}=..."
                )
                raise click.BadParameter(message, param_hint=f"--{option.replace('_', '-')}")
            forms[language][part] = said or None
    return [form for form in forms.values() if form["full"]]


@click.command()
@click.argument("keep")
@click.argument("gone")
@change_options
@pass_terminal
def merge(terminal: Terminal, keep: str, gone: str) -> None:
    """Make one of two entries that are the same person.

    KEEP stays and takes over what GONE has: names in further languages, positions, appearances, and how to
    reach them. What cannot be joined is told.

    \b
    Example:
      eventkit person merge lin-yifu justin-lin
    """
    with terminal.store() as store:
        present = store.load(terminal.chosen(store)).schedule
    stays, goes = (ParticipantId(find(present, Thing.PARTICIPANT, words)) for words in (keep, gone))
    merge_told(terminal, Thing.PARTICIPANT, merge_participants, (stays, goes))
    if terminal.settings.dry_run:
        return
    pass_on(terminal, goes, stays, MERGE)


@click.command()
@click.argument("person")
@click.option("--everywhere", is_flag=True, help="Out of all sessions and teams as well.")
@change_options
@pass_terminal
def remove(terminal: Terminal, person: str, everywhere: bool) -> None:
    """Remove someone who appears nowhere.

    The history goes on knowing them; 'person forget' erases someone for good.

    \b
    Example:
      eventkit person remove lin-yifu --everywhere
    """

    def edit(schedule: Schedule) -> Schedule:
        found = find(schedule, Thing.PARTICIPANT, person)
        return remove_participant(schedule, found, everywhere=everywhere)

    change(terminal, edit, f"remove '{person}'")
