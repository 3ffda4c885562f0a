"""The letters command: messages to the people whom a release concerns, in a folder."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from eventkit.cli.check_command import findings_option, report_output
from eventkit.cli.commands import WrongUse
from eventkit.cli.file_arguments import (
    folder_option,
    read_templates,
    show_template_option,
    template_folder_option,
)
from eventkit.cli.input_values import language_tags
from eventkit.cli.shared_options import language_option, of_entities, pager_option, store_options
from eventkit.cli.shell_completion import Source
from eventkit.cli.terminal import Terminal, command, report_folder
from eventkit.editing import find
from eventkit.messages import Listed, Message, Plural
from eventkit.office.letter_run import LetterPreview
from eventkit.office.snapshots import DRAFT
from eventkit.outputs.letters import other_languages
from eventkit.outputs.letters.letter_content import ENDING, letter_templates
from eventkit.plugins.exporters import FolderOutput
from eventkit.rules import DEFAULT_SETTINGS
from eventkit.schedule import EntityKind

EXAMPLE = "letter.en.txt"  # the template that help and messages name
SHOWN = 5  # the most ids in a list of missing addresses


@command(sections={"folder": "What", "languages": "How"})
@folder_option("The folder of the letters. They contain e-mail addresses: do not publish it.", required=False)
@of_entities(
    "--since",
    "since",
    Source.RELEASE,
    "Only to people whom a change since that release concerns.",
    multiple=False,
    metavar="RELEASE",
)
@of_entities("--person", "people", Source.PARTICIPANT, "Only to this person. Repeatable.")
@click.option("--draft", is_flag=True, help="Write nothing: list who would get a letter.")
@click.option("--text", "with_text", is_flag=True, help="With --draft: show the letters themselves.")
@language_option
@template_folder_option
@show_template_option(letter_templates, EXAMPLE)
@findings_option
@pager_option
@store_options
def letters(
    terminal: Terminal,
    folder: str | None,
    since: str | None,
    people: tuple[str, ...],
    draft: bool,
    with_text: bool,
    languages: tuple[str, ...],
    template_folder: str | None,
    every: bool,
) -> None:
    """Write a letter to each person whom a release concerns, as e-mails and for mail merge.

    Each letter lists what changed since the release of --since, and the sessions of its reader; calendar
    entries are attached. Without --since, everyone who appears gets their sessions. Nothing is sent: open
    the files in mail/ with a mail program, or use letters.csv for a mail merge. no-address.csv has the
    letters to people without an e-mail address.

    --draft compares the conference as it is now with the newest release, or with that of --since.

    People read the language that 'eventkit person contact --language' stored, or else one of the
    conference. The folder has to be new or empty the first time; a second run replaces the letters of the
    first.

    Example:
      eventkit letters --draft
      eventkit letters --draft --text --person hypatia
      eventkit letters --since 1.0 -o letters
      eventkit letters --language zh --language en -o letters
      eventkit letters --show-template letter.en.txt
    """
    if draft == bool(folder):
        raise WrongUse(
            "--draft writes no files: omit -o."
            if draft
            else "Give a folder for the letters with -o DIR, or use --draft to list them before the release."
        )
    if with_text and not draft:
        raise WrongUse("--text needs --draft; the letters of a release are in the files of -o DIR.")
    office, tags = terminal.office(), language_tags(languages)
    templates = read_templates(template_folder, ENDING, EXAMPLE)
    schedule = office.snapshot(DRAFT if draft else None).schedule
    ids = tuple(find(schedule, EntityKind.PARTICIPANT, person) for person in people)
    if folder is None:
        preview = office.letters.draft(since=since, languages=tags, templates=templates, people=ids)
        with terminal.paged():
            _print_preview(terminal, preview, ids, with_text=with_text)
        return
    with terminal.working(Message("writing letters …")):
        output = office.letters.prepare(since=since, languages=tags, templates=templates, people=ids)
    report_output(terminal, folder, output.findings, DEFAULT_SETTINGS, force=True, every=every)
    report_folder(terminal, Path(folder), output)
    terminal.out.print(_count(output))


NO_ADDRESS = Message("no address")


def _print_preview(
    terminal: Terminal, preview: LetterPreview, people: Sequence[str], *, with_text: bool
) -> None:
    if with_text:
        for letter in preview.letters:
            known = letter.address or terminal.out.local(NO_ADDRESS)
            recipient = f"{letter.content.full_name} <{known}>"
            terminal.out.say("To: {recipient}", recipient=recipient, style="bold")
            terminal.out.say("Subject: {subject}", subject=letter.subject, style="bold")
            terminal.out.print(f"\n{letter.body.rstrip()}\n")
            if letter.calendars:
                attached = Plural("[{count} calendar file attached]", "[{count} calendar files attached]")
                terminal.out.print((Message(attached, count=len(letter.calendars)), "\n"), style="dim")
    elif preview.letters:
        shown = terminal.headed_table("Person", "Address", "Language", "Content")
        for letter in preview.letters:
            content = letter.content
            address = [(letter.address, "") if letter.address else (terminal.out.local(NO_ADDRESS), "yellow")]
            sessions = Plural("their {count} session", "their {count} sessions")
            about = "\n".join(content.changes) or terminal.out.local(
                Message(sessions, count=len(content.sessions))
            )
            shown.add_row(f"{content.full_name}\n{content.participant}", address, content.language, about)
        terminal.out.print(shown)
    terminal.out.print(preview_line(preview, people))


def preview_line(preview: LetterPreview, people: Sequence[str] = ()) -> Message:
    """A sentence about the letters that a release would call for, and about missing addresses."""
    names, since = Listed(tuple(people), "or"), preview.since
    if not preview.letters and since is None:
        return Message(
            "no letters: {names} does not appear in a session"
            if people
            else "no letters: nobody appears in a session",
            names=names,
        )
    if not preview.letters:
        return Message(
            "no letters: no change since {since} concerns {names}"
            if people
            else "no letters: no change since {since} concerns anybody who appears",
            since=since or "",
            names=names,
        )
    reached = [letter for letter in preview.letters if letter.address]
    count, languages = len(reached), _shares(letter.content.language for letter in reached)
    line = Message(
        Plural(
            "{count} letter if the conference were released now",
            "{count} letters if the conference were released now",
        ),
        count=count,
    )
    if since is not None:
        line = Message("{letters}, about changes since {since}", letters=line, since=since)
    if languages.facts:
        line = Message("{letters}: {languages}", letters=line, languages=languages)
    further: list[Message] = []
    for (asked, language), readers in sorted(other_languages(reached).items()):
        forms = Plural(
            "There is no wording in {asked}: {count} letter is in {language}.",
            "There is no wording in {asked}: {count} letters are in {language}.",
        )
        further.append(Message(forms, asked=asked, count=len(readers), language=language))
    if missing := [letter.content.participant for letter in preview.letters if not letter.address]:
        forms = Plural(
            "{count} more person has no e-mail address: {names}.",
            "{count} more people have no e-mail address: {names}.",
        )
        further.append(Message(forms, count=len(missing), names=Listed(tuple(missing), limit=SHOWN)))
    return Message(Message("{line}.", line=line), *further) if further else line


def _shares(languages: Iterable[str]) -> Listed:
    counts = sorted(Counter(languages).items())
    shares = (Message("{count} in {language}", count=count, language=language) for language, count in counts)
    return Listed(tuple(shares))


def _count(output: FolderOutput) -> Message:
    letters = json.loads(output.files[output.index])["letters"]
    if not letters:
        return Message("nobody has to be written to by e-mail")
    forms = Plural(
        "{count} letter: {shares}. Nothing was sent.", "{count} letters: {shares}. Nothing was sent."
    )
    return Message(forms, count=len(letters), shares=_shares(letter["language"] for letter in letters))
