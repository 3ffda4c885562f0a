"""Release preview report: what a release would change, and whom it would concern, before it is made."""

from __future__ import annotations

from collections.abc import Iterable

from eventkit.cli.check_command import count_severities
from eventkit.cli.console import Content
from eventkit.cli.letters_command import SHOWN, preview_line
from eventkit.cli.terminal import Terminal
from eventkit.messages import Listed, Message, Plural, Verbatim, sentence
from eventkit.office.office import Office
from eventkit.office.release_preview import ReleasePreview
from eventkit.office.snapshots import DRAFT
from eventkit.wording import Wording
from eventkit.wording.change_texts import change_sentence
from eventkit.wording.public_schedule import for_readers

CHANGES_SHOWN = 10  # the most changes that a preview lists


def report_release_preview(terminal: Terminal, office: Office, name: str) -> None:
    preview, language = office.previews.release(), terminal.settings.language
    lines = (
        Message("{name} can be released", name=name),
        *_findings(preview),
        *_changes(preview, language),
        *_letters(office, preview),
        *_badges(preview),
    )
    for line in lines:
        terminal.out.print(line)
    terminal.out.say("nothing was released: this is a dry run", style="dim")


def _findings(preview: ReleasePreview) -> Iterable[Content]:
    """The number of findings that nobody waived; with errors among them, the release has a reason."""
    if not preview.verdict.open:
        return []
    counts = count_severities(preview.verdict.open)
    return [Message("'eventkit check' finds {counts}", counts=counts)]


def _changes(preview: ReleasePreview, language: str) -> Iterable[Content]:
    if preview.previous is None or preview.old is None:
        first = Plural(
            "it is the first release: {count} session", "it is the first release: {count} sessions"
        )
        return [Message(first, count=len(for_readers(preview.new).sessions))]
    earlier, old, new = preview.previous.name, preview.old, preview.new
    if not preview.changes:
        unchanged = sentence("nothing has changed for readers of the programme since {earlier}")
        return [Message(unchanged, earlier=earlier)]
    wording = Wording.of(language)
    shown = [change_sentence(change, old, new, wording) for change in preview.changes[:CHANGES_SHOWN]]
    head = Plural("{count} change since {earlier}:", "{count} changes since {earlier}:")
    lines: list[Content] = [Message(head, count=len(preview.changes), earlier=earlier)]
    lines += [f"  {line}" for line in shown]
    if (more := len(preview.changes) - CHANGES_SHOWN) > 0:
        diff = Verbatim(f"eventkit diff {earlier} {DRAFT}")
        lines.append(("  ", Message("and {count} more: '{command}' lists them", count=more, command=diff)))
    return lines


def _letters(office: Office, preview: ReleasePreview) -> Iterable[Content]:
    if preview.new.conference.contact is None:
        need = sentence(
            "letters and invitations need a contact: 'eventkit conference edit --contact ADDRESS'"
        )
        return [Message(need)]
    letters = office.letters.draft()
    line = preview_line(letters)
    return [line, Message("'eventkit letters --draft' shows them")] if letters.letters else [line]


def _badges(preview: ReleasePreview) -> Iterable[Content]:
    if not preview.badges:
        return []
    looks = Plural(
        "{count} badge looks different from {since}: {names}",
        "{count} badges look different from {since}: {names}",
    )
    since = preview.previous.name if preview.previous is not None else ""
    names = Listed(tuple(preview.badges), limit=SHOWN)
    return [Message(looks, count=len(preview.badges), since=since, names=names)]
