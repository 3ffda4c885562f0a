"""Release preview report: what a release would change, and whom it would concern, before it is made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eventkit.cli.check_command import CHECK, count_severities
from eventkit.cli.display import plural
from eventkit.cli.letters_command import SHOWN, preview_line
from eventkit.cli.terminal import Terminal
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
        f"{name} can be released",
        *_findings(preview),
        *_changes(preview, language),
        *_letters(office, preview),
        *_badges(preview),
    )
    for line in lines:
        terminal.out.print(line)
    terminal.out.print("nothing was released: this is a dry run", style="dim")


def _findings(preview: ReleasePreview) -> Iterable[str]:
    """The number of findings that nobody waived; with errors among them, the release has a reason."""
    if not preview.verdict.open:
        return []
    return [f"'{CHECK}' finds {count_severities(preview.verdict.open)}"]


def _changes(preview: ReleasePreview, language: str) -> Iterable[str]:
    if preview.previous is None or preview.old is None:
        return [f"it is the first release: {plural(len(for_readers(preview.new).sessions), 'session')}"]
    earlier, old, new = preview.previous.name, preview.old, preview.new
    if not preview.changes:
        return [f"nothing has changed for readers of the programme since {earlier}"]
    wording = Wording.of(language)
    shown = [change_sentence(change, old, new, wording) for change in preview.changes[:CHANGES_SHOWN]]
    lines = [f"{plural(len(preview.changes), 'change')} since {earlier}:", *(f"  {line}" for line in shown)]
    if len(preview.changes) > CHANGES_SHOWN:
        more = len(preview.changes) - CHANGES_SHOWN
        lines.append(f"  and {more} more: 'eventkit diff {earlier} {DRAFT}' lists them")
    return lines


def _letters(office: Office, preview: ReleasePreview) -> Iterable[str]:
    if preview.new.conference.contact is None:
        return ["letters and invitations need a contact: 'eventkit conference edit --contact ADDRESS'"]
    letters = office.letters.draft()
    line = preview_line(letters)
    return [line, "'eventkit letters --draft' shows them"] if letters.letters else [line]


def _badges(preview: ReleasePreview) -> Iterable[str]:
    if not preview.badges:
        return []
    verb = "badge looks" if len(preview.badges) == 1 else "badges look"
    since = preview.previous.name if preview.previous is not None else ""
    return [f"{len(preview.badges)} {verb} different from {since}: {_names(preview.badges)}"]


def _names(ids: Sequence[str]) -> str:
    return ", ".join(ids[:SHOWN]) + (", …" if len(ids) > SHOWN else "")
