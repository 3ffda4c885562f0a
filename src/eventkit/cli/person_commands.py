"""Person commands: names, contacts, duplicates, erasure."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from eventkit.cli.commands import BadValue, WrongUse
from eventkit.cli.console import Console
from eventkit.cli.entity_commands import EntityCommands
from eventkit.cli.entity_reports import PERSON, detail_table
from eventkit.cli.failures import ADDED_BY
from eventkit.cli.input_values import Values, in_languages
from eventkit.cli.session_commands import affiliation_fields
from eventkit.cli.shared_options import author_option, dry_run_option, store_options
from eventkit.cli.shell_completion import complete_ids
from eventkit.cli.terminal import Terminal, command
from eventkit.editing import Refused, add_participant, edit_participant, find, remove_participant
from eventkit.editing.duplicate_people import DuplicatePair
from eventkit.errors import EventkitError, NoSuchConference, StoreError
from eventkit.messages import Listed, Message, Plural, Term, Verbatim, as_message, sentence
from eventkit.model import Name
from eventkit.model.value_codecs import TEXT
from eventkit.office.office import Office
from eventkit.office.verdicts import same_person
from eventkit.roster import CONTACT_FIELDS, Contact
from eventkit.rules import RULES, Checker, RuleSettings
from eventkit.schedule import EntityKind, Schedule
from eventkit.store import ErasurePreview
from eventkit.texts import match_language
from eventkit.wording import LANGUAGES

NAME_PARTS = {"given": "given", "family": "family", "sort": "sort", "badge_name": "badge"}
"""The parts of a name, by the parameters of their options."""

_SAME_NAME = tuple(rule for rule in RULES if rule.code == "same-name")


def _apply(schedule: Schedule, id_: str, values: Values) -> Schedule:
    fields: dict[str, Any] = {}
    if any(values.get(option) for option in ("name", *NAME_PARTS)):
        names = schedule.participant(id_).name
        fields["name"] = _names(schedule.conference.languages[0], names, values)
    before = schedule.participant(id_).affiliations
    fields |= affiliation_fields(schedule, before, values, f"'{id_}'")
    return edit_participant(schedule, id_, **fields) if fields else schedule


def _names(first: str, before: Iterable[Name], values: Values) -> list[dict[str, Any]]:
    """A name with the forms of the options, in ``first`` if they name no language, without empty ones."""
    forms: dict[str, dict[str, Any]] = {form.language: dict(form) for form in before}
    for language, full in in_languages(values.get("name", ()), first, "--name").items():
        forms[language] = {**forms.get(language, {}), "language": language, "full": full}
    for parameter, part in NAME_PARTS.items():
        option = f"--{parameter.replace('_', '-')}"
        for language, content in in_languages(values[parameter], first, option).items():
            if language not in forms:
                raise BadValue(
                    "There is no name in {language}. Give --name {language}=... as well.",
                    language=language,
                    param_hint=option,
                )
            forms[language][part] = content or None
    return [form for form in forms.values() if form["full"]]


person = EntityCommands(
    PERSON,
    add_participant,
    edit_participant,
    remove_participant,
    by_hand=frozenset({"name", "affiliations", "available"}),
    options=(
        click.option(
            "--name", multiple=True, metavar=TEXT, help="The name, as its owner writes it. Repeatable."
        ),
        click.option("--given", multiple=True, metavar=TEXT, help="The given name alone."),
        click.option("--family", multiple=True, metavar=TEXT, help="The family name alone."),
        click.option("--sort", multiple=True, metavar=TEXT, help="The name to sort by: 'Lin, Yifu'."),
        click.option(
            "--badge-name", multiple=True, metavar=TEXT, help="The name in large print on the badge."
        ),
        click.option("--position", multiple=True, metavar=TEXT, help="Their position."),
        click.option("--organisation", metavar="ORGANISATION", help="Their organisation."),
        click.option("--readmit", is_flag=True, help="Also if they were erased: they agreed to it."),
    ),
    edit_options=(
        click.option("--no-position", is_flag=True, help="Remove all positions and organisations."),
    ),
    remove_options=(
        click.option("--everywhere", is_flag=True, help="Remove them from all sessions and teams as well."),
    ),
    apply=_apply,
    sections={"new_id": "What is printed about them", "name": "Name and position", "no_position": "Remove"},
    summaries={
        "add": "Add a person, team or delegation called NAME.",
        "edit": "Change what is printed about a person.",
        "rename": "Change the id of a person, also in references, contact details and badge.",
        "remove": "Remove a person who is in no session and no team.",
    },
    about={
        "add": "The name is in the first language of the conference, unless a language comes before it: "
        "zh=林毅夫.",
        "edit": "PERSON is an id, the start of an id, or a name. A name or position in one language does "
        "not change the others; 'zh=' removes the Chinese one. --position alone does not change the "
        "organisation, nor --organisation the position. Both together replace all earlier positions, as "
        "does --no-position with either. Those set for a session do not change.",
        "merge": "KEEP takes over the names in other languages, positions, appearances, contact "
        "details and badge of GONE, which is removed. Fields that cannot be merged are listed.",
        "remove": "Their data remain in the history; 'person forget' erases them for good.",
    },
    examples={
        "add": 'eventkit person add "Lin Yifu" --name zh=林毅夫 --position Dean --organisation pku\n'
        'eventkit person add "Ethiopia" --kind delegation --country ET',
        "edit": 'eventkit person edit lin-yifu --position "Honorary Dean" --organisation pku\n'
        'eventkit person edit lin --name zh=林毅夫 --sort "Lin, Yifu"',
        "rename": "eventkit person rename justin-lin lin-yifu",
        "merge": "eventkit person merge lin-yifu justin-lin",
        "remove": "eventkit person remove lin-yifu --everywhere",
    },
)


@command()
@click.argument("person", required=False, shell_complete=complete_ids(EntityKind.PARTICIPANT))
@click.option("--email", metavar="ADDRESS", help="The e-mail address.")
@click.option("--language", metavar="TAG", help="The language of letters to them, such as zh.")
@click.option("--phone", metavar="NUMBER", help="The phone number.")
@click.option("--note", "notes", metavar="TEXT", help="A private note, such as diet or arrival.")
@click.option(
    "--badge-line",
    "badge_lines",
    multiple=True,
    metavar="TEXT",
    help="A line on the badge in place of the position. Repeatable.",
)
@click.option("--ticket", metavar="CLASS", help="The class of the ticket: speaker, press.")
@click.option("--show", is_flag=True, help="Show the contact details also after storing.")
@author_option
@store_options
def contact(terminal: Terminal, person: str | None, show: bool, **values: Any) -> None:
    """Show or store the private contact details of a person.

    Without a field to store, they are shown; without PERSON, those of everybody. Fields that are not given do
    not change; an empty text removes a field. The log never shows their values.

    Example:
      eventkit person contact lin-yifu
      eventkit person contact lin-yifu --email office@example.org --ticket speaker
      eventkit person contact
    """
    fields = {name: value or None for name, value in values.items() if value not in {None, ()}}
    if values["badge_lines"]:
        fields["badge_lines"] = tuple(line for line in values["badge_lines"] if line)
    office = terminal.office()
    if person is None:
        if fields:
            raise WrongUse("Name the person whose contact details these are.")
        _show_all(terminal, office.contacts.roster().contacts)
        return
    participant = find(office.load().schedule, EntityKind.PARTICIPANT, person)
    if fields:
        office.contacts.edit(participant, **fields)
        names = Listed(tuple(CONTACT_FIELDS[name] for name in fields))
        terminal.out.say("stored for {participant}: {names}", participant=participant, names=names)
        language = fields.get("language")
        if language and match_language(language, LANGUAGES) is None:
            terminal.err.say(
                "There is no wording in {language}: letters to them are in a language of the conference.",
                language=language,
            )
    if show or not fields:
        _show(terminal, office.contacts.show(participant))


def _show(terminal: Terminal, contact: Contact | None) -> None:
    if contact is None or not (filled := [name for name in CONTACT_FIELDS if getattr(contact, name)]):
        terminal.out.say("no contact is stored")
        return
    rows = [(Message("{field}", field=CONTACT_FIELDS[name]), _lines(contact, name)) for name in filled]
    terminal.out.print(detail_table(terminal, rows))


def _show_all(terminal: Terminal, contacts: Sequence[Contact]) -> None:
    filled = [name for name in CONTACT_FIELDS if any(getattr(contact, name) for contact in contacts)]
    if not filled:
        terminal.out.say("no contact is stored")
        return
    headings = (Message("{field}", field=CONTACT_FIELDS[name]) for name in filled)
    table = terminal.headed_table("Person", *headings)
    for contact in contacts:
        table.add_row(contact.participant, *(_lines(contact, name) for name in filled))
    terminal.out.print(table)


def _lines(contact: Contact, name: str) -> str:
    value = getattr(contact, name) or ""
    return "\n".join(value) if isinstance(value, tuple) else str(value)


@command()
@click.argument("person", shell_complete=complete_ids(EntityKind.PARTICIPANT))
@click.option("--remove", is_flag=True, help="Remove them from all sessions as well.")
@click.option(
    "--cancellations",
    metavar="DIR",
    type=click.Path(file_okay=False),
    help="A new folder for files that cancel the invitations sent to them, written first.",
)
@click.option(
    "--word",
    "words",
    multiple=True,
    metavar=TEXT,
    help="A further word, such as a family name, to delete from reasons and notes, and from authors who have "
    "it as their name. Repeatable.",
)
@click.option("--yes", is_flag=True, help="Do not ask for confirmation. Give PERSON as a full id.")
@dry_run_option
@author_option
@store_options
def forget(
    terminal: Terminal,
    person: str,
    remove: bool,
    cancellations: str | None,
    words: tuple[str, ...],
    yes: bool,
) -> None:
    """Erase a person for good: contact details, name and history, in all releases too.

    This cannot be undone. Sessions keep an entry with a neutral id, which readers do not see, unless
    --remove is given. Later imports skip the person. Titles, abstracts and other texts do not change;
    files that were printed, sent or backed up earlier still contain the name.

    Before it asks for confirmation, it lists what it would erase, and the texts in which the name or a
    word of it would stay. --word deletes a word also after the erasure, with the neutral id.

    Example:
      eventkit person forget lin-yifu --dry-run
      eventkit person forget lin-yifu --cancellations to-lin-yifu
      eventkit person forget lin-yifu --word Lin
    """
    office = terminal.office(removed=True)
    preview = _preview(office, person, words)
    participant = preview.participant
    if terminal.settings.dry_run:
        _report_preview(terminal.out, office, preview, remove=remove)
        terminal.out.say("nothing was erased", style="dim")
        return
    if yes and participant != person:
        command = f"eventkit person forget {participant} --yes"
        raise EventkitError(
            "'{person}' is not an id. With --yes give the whole id: '{command}'.",
            person=person,
            command=command,
        )
    if not yes:
        _report_preview(terminal.err, office, preview, remove=remove)
        terminal.confirm(Message("Erase '{id}' for good? This cannot be undone", id=participant))
    if cancellations is not None:
        _write_cancellations(terminal, office, participant, Path(cancellations))
    erased = office.contacts.forget(participant, remove=remove, words=words)
    if erased is None:
        return
    if remove:
        shown = sentence("removed from {sessions}" if preview.sessions else "removed")
    else:
        shown = sentence(
            "'{id}' takes their place in {sessions}" if preview.sessions else "'{id}' takes their place"
        )
    effect = Message(shown, id=erased.participant, sessions=Listed(preview.sessions))
    terminal.out.say(
        "erased: {effect}, and imports skip the person; earlier backups still contain them", effect=effect
    )
    terminal.out.say(
        "files on disk name them until they are written again: 'eventkit site', 'eventkit agenda --all', PDFs"
    )
    for indent, line in _describe_remains(preview, erased.participant):
        terminal.out.print((indent, line))
    terminal.warn_incomplete(erased)


def _write_cancellations(terminal: Terminal, office: Office, participant: str, folder: Path) -> None:
    run = office.invitations.withdraw(participant)
    if not run.invitations:
        terminal.out.say("no invitation to cancel: no address, or no session in a release")
        return
    for path, invitation in zip(run.write(folder), run.invitations, strict=True):
        terminal.out.print(f"{path}  {invitation.media_type}")
    terminal.out.say("send these files, then delete them: they contain the address")


def _preview(office: Office, selector: str, words: Collection[str]) -> ErasurePreview:
    """The reach of the erasure of the selected person; one only in the history needs the full id."""
    try:
        participant = find(office.load().schedule, EntityKind.PARTICIPANT, selector)
    except Refused as refused:
        try:
            return office.contacts.preview_erasure(selector, words)
        except StoreError:
            raise EventkitError(
                "{refused}\nGive the whole id of a person who is only in the history.",
                refused=as_message(refused),
            ) from None
    except NoSuchConference:
        return office.contacts.preview_erasure(selector, words)
    return office.contacts.preview_erasure(participant, words)


def _report_preview(console: Console, office: Office, preview: ErasurePreview, *, remove: bool) -> None:
    names = Message("no name is known") if not preview.names else Listed(preview.names)
    console.say("{id}: {names}", id=preview.participant, names=names)
    others = (
        (preview.has_contact, Message("their contact details")),
        (preview.has_badge, Message("their badge, which is revoked")),
        (preview.former, Message("former entries of theirs: {ids}", ids=Listed(preview.former))),
        (preview.teams, Message("memberships: {ids}", ids=Listed(preview.teams))),
    )
    for applies, other in others:
        if applies:
            console.say("erased as well: {other}", other=other, indent="  ")
    if preview.has_contact and preview.sessions:
        console.say(
            "invitations sent to them stay, since the address goes: --cancellations DIR cancels them first",
            indent="  ",
        )
    if preview.sessions:
        effect = (
            Plural("{count} session would lose them:", "{count} sessions would lose them:")
            if remove
            else Plural(
                "{count} session would be shown to readers without them:",
                "{count} sessions would be shown to readers without them:",
            )
        )
        console.say(effect, count=len(preview.sessions), indent="  ")
        schedule = office.load().schedule
        for id_ in preview.sessions:
            title = schedule.session(id_).title.best(*schedule.conference.languages)[1]
            console.print(f"    {title} ({id_})")
    else:
        console.say("in no session now", indent="  ")
    for indent, line in _describe_remains(preview, preview.participant):
        console.print((indent, line))


def _describe_remains(preview: ErasurePreview, participant: str) -> Iterator[tuple[str, Message]]:
    """The texts that still have the name, a line each with its indent, and the commands that change them."""
    if preview.remains:
        yield "  ", Message("texts that people wrote still have the name, or a word of it:")
    for remain in preview.remains:
        kind, id_, field, words = remain
        if kind == "author":
            yield "    ", Message(sentence("the log has changes by '{id}'"), id=id_)
        elif remain.is_reason:
            where = Message(_REASONS[kind], id=id_)
            named = Listed(tuple(map(repr, words)))
            yield "    ", Message("{where} has {words}", where=where, words=named)
        elif kind == "conference":
            of_conference = sentence("{field} of the conference: 'eventkit conference edit' changes it")
            yield "    ", Message(of_conference, field=field)
        else:
            group = Verbatim(ADDED_BY.get(kind, kind))
            of_entity = sentence("{field} of {kind} '{id}': 'eventkit {group} edit {name}' changes it")
            yield (
                "    ",
                Message(of_entity, field=field, kind=Term(kind), id=id_, group=group, name=Verbatim(id_)),
            )
    deleted = [remain for remain in preview.remains if remain.is_reason or remain.kind == "author"]
    if left := sorted({word.casefold() for remain in deleted for word in remain.words}):
        options = " ".join(f"--word {shlex.quote(word)}" for word in left)
        command = Verbatim(f"eventkit person forget {participant} {options}")
        yield "  ", Message("from reasons, notes and authors, '{command}' deletes it", command=command)


_REASONS = {
    "revision": sentence("the reason of change {id}"),
    "rule_settings": sentence("a waiver or rule setting"),
    "settings_change": sentence("the reason of change {id} of the rule settings"),
    "contact_change": sentence("the reason of change {id} of the contacts"),
    "release": sentence("the note of release '{id}'"),
    "badge": sentence("the reason of the badge of '{id}'"),
    "contact": sentence("the notes on '{id}'"),
}


@command("duplicates")
@store_options
def list_duplicates(terminal: Terminal) -> None:
    """List pairs of entries that may be one person, with the evidence; nothing is merged.

    Pairs with similar names are listed only if they share more, such as a session or an organisation.
    Merge a pair that is one person; waive a pair that is two people, and it is not listed again.

    Example:
      eventkit person duplicates
      eventkit person merge ada-lovelace a-lovelace --dry-run
      eventkit waive 93bc485b37 --reason "father and daughter"
    """
    office = terminal.office()
    schedule, settings = office.load().schedule, office.rules.settings()
    waived = {waiver.identity for waiver in settings.waivers}
    by_rule = _identities(schedule, settings)
    shown, hidden = 0, 0
    for pair in office.duplicates():
        own = same_person(pair, schedule).identity
        identity = by_rule.get(frozenset((pair.keep, pair.gone)), own)
        if waived.isdisjoint((own, identity)):
            shown += 1
            _print_pair(terminal, pair, schedule, identity)
        else:
            hidden += 1
    terminal.out.print(_summary(shown, hidden))


def _summary(shown: int, hidden: int) -> Message:
    pairs = Plural("{count} pair; none was merged", "{count} pairs; none was merged")
    line = Message(pairs, count=shown) if shown else Message("no duplicates were found")
    more = sentence("{line}; {count} waived: 'eventkit waive --list' lists them")
    return Message(more, line=line, count=hidden) if hidden else line


def _identities(schedule: Schedule, settings: RuleSettings) -> dict[frozenset[str], str]:
    """The identities of findings of the rule same-name, by the two people: one waiver serves both."""
    findings = Checker(schedule, settings, _SAME_NAME).findings
    return {frozenset(finding.about): finding.identity for finding in findings if len(finding.about) == 2}


def _print_pair(terminal: Terminal, pair: DuplicatePair, schedule: Schedule, identity: str) -> None:
    names = [f"{schedule.participant(id_).name[0].full} ({id_})" for id_ in (pair.keep, pair.gone)]
    terminal.out.say(
        "same name: {names}" if pair.same else "similar names: {names}", names=Listed(tuple(names), "and")
    )
    for evidence in pair.evidence:
        terminal.out.print(("  ", evidence))
    for evidence in pair.against:
        terminal.out.say("but {evidence}", evidence=evidence, indent="  ")
    conference = terminal.settings.conference
    option = f" --conference {conference}" if conference is not None else ""
    merge = Verbatim(f"eventkit person merge {pair.keep} {pair.gone}{option}")
    waive = Verbatim(f'eventkit waive {identity} --reason "two people"{option}')
    terminal.out.say("one person?  {command}", command=merge, indent="  ")
    terminal.out.say("two people?  {command}", command=waive, indent="  ")
    terminal.out.print()
