"""Release preview: what a release would change for readers, and in which files, before it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from eventkit.differences import Change, difference
from eventkit.errors import Unprintable
from eventkit.model import ParticipantId
from eventkit.office.conference_office import ConferenceOffice
from eventkit.office.exports import CALENDARS
from eventkit.office.site_office import SITE
from eventkit.office.snapshots import DRAFT, Snapshot
from eventkit.outputs.badges import badge_holders
from eventkit.outputs.badges.badge_holders import conference_texts
from eventkit.outputs.badges.badge_selection import changed_badges
from eventkit.outputs.badges.badge_sides import SideRenderer
from eventkit.outputs.badges.badge_template import DEFAULT_TEMPLATE, apply_style, builtin_template
from eventkit.outputs.programme.changed_pages import find_changed_pages
from eventkit.outputs.style_file import DEFAULT_STYLE
from eventkit.plugins.exporters import Context, FolderOutput, get_exporter
from eventkit.rules import Verdict
from eventkit.schedule import Schedule
from eventkit.store import Release
from eventkit.typesetting import Fonts
from eventkit.wording.public_schedule import for_readers


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """A release that was not made yet.

    Attributes:
        previous: The newest release; ``None`` before the first.
        old: The schedule of that release; ``None`` before the first.
        changes: What changes for readers; none before the first release.
        verdict: The findings of the rules, open and waived.
        people: The participants whom a change concerns, by id: they should be written to.
        unreachable: Those of them without an e-mail address.
        badges: The participants whose badge looks different in the built-in template, or who had none, by
            id.
    """

    previous: Release | None
    old: Schedule | None
    new: Schedule
    changes: tuple[Change, ...]
    verdict: Verdict
    people: tuple[ParticipantId, ...]
    unreachable: tuple[ParticipantId, ...]
    badges: tuple[ParticipantId, ...]


@dataclass(frozen=True, slots=True)
class ChangedFiles:
    """The files of one kind that a release would change, add or remove."""

    paths: tuple[str, ...]  # their paths, in order
    total: int  # how many files there are of the kind after the release


def _changed_badges(old: Schedule, new: Schedule) -> tuple[ParticipantId, ...]:
    """The participants whose badge looks different, as `eventkit.office.badge_print_run` would print it."""
    languages = new.conference.languages
    template = apply_style(builtin_template(DEFAULT_TEMPLATE), DEFAULT_STYLE)
    before, after = (
        {holder.id: holder for holder in badge_holders(schedule, languages, template)}
        for schedule in (old, new)
    )
    texts = [conference_texts(schedule, languages) for schedule in (old, new)]
    # What is equal looks equal, and need not be laid out.
    differing = [id_ for id_ in after if texts[0] != texts[1] or before.get(id_) != after[id_]]
    try:
        fonts = Fonts.discover().including(template.fonts)
    except Unprintable:
        return tuple(map(ParticipantId, sorted(differing)))
    changed = changed_badges(
        (SideRenderer(template, texts[0], fonts), [before[id_] for id_ in differing if id_ in before]),
        (SideRenderer(template, texts[1], fonts), [after[id_] for id_ in differing]),
    )
    return tuple(map(ParticipantId, sorted(changed)))


class PreviewOffice:
    """The changes that a release of one conference would make."""

    def __init__(self, office: ConferenceOffice) -> None:
        self._office = office

    def release(self) -> ReleasePreview:
        """The release that would be made of a conference as it is now.

        Raises:
            SettingsUnreadable: Another version of eventkit wrote the rule settings.
        """
        releases, new = self._office.releases.all(), self._office.load().schedule
        previous = releases[-1] if releases else None
        old = self._office.releases.load().schedule if previous else None
        changes = difference(for_readers(old), for_readers(new)) if old is not None else ()
        concerned = {participant for change in changes for participant in change.concerns or ()}
        people = tuple(sorted(concerned))
        roster = self._office.contacts.roster()
        reachable = {contact.participant for contact in roster.contacts if contact.email}
        return ReleasePreview(
            previous,
            old,
            new,
            changes,
            self._office.check(),
            people,
            tuple(participant for participant in people if participant not in reachable),
            _changed_badges(old, new) if old is not None else (),
        )

    def files(self) -> Mapping[str, ChangedFiles]:
        """The calendars, the pages of the site and those of the book that a release would change.

        All are made as of the newest release and as of now, which takes half a minute for a large conference.

        Returns:
            The files by kind: ``site``, ``calendars``, ``book``. Those of the book are its page numbers.

        Raises:
            eventkit.errors.Unprintable: No font package is installed.
        """
        new = self._office.snapshot(DRAFT)
        old = self._office.snapshot() if self._office.releases.all() else None
        files = {
            name: _changed(_files(name, old, options) if old else {}, _files(name, new, options))
            for name, options in _EXPORTS.items()
        }
        return {**files, BOOK: ChangedFiles(*find_changed_pages(old.schedule if old else None, new.schedule))}


BOOK = "book"  # the kind of the pages of the printed book

_EXPORTS: Mapping[str, Mapping[str, Any]] = {
    # Without what is about the release itself and is on every page.
    SITE: {"release": "", "published": date.min, "releases": (), "feeds": {}},
    CALENDARS: {},
}


def _files(name: str, snapshot: Snapshot, options: Mapping[str, Any]) -> Mapping[str, bytes]:
    context = Context(ledger=snapshot.ledger, options=options)
    output = get_exporter(name).export(snapshot.schedule, context)
    files = output.files if isinstance(output, FolderOutput) else {}
    return {path: data for path, data in files.items() if path.endswith((".ics", ".html"))}


def _changed(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> ChangedFiles:
    paths = sorted(path for path in {**before, **after} if before.get(path) != after.get(path))
    return ChangedFiles(tuple(paths), len(after))
