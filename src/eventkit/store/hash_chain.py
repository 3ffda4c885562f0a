"""Hash chain: each revision and release linked to the one before it, so that tampering shows.

A link is the SHA-256 hash of the link before it and of the row: for a revision with its lines in the journal,
for a release with the hash of its content. A release follows the revision that it was made of, and the next
revision follows that release: the hash of the newest link, the head, stands for the whole history.

Somebody who can write to the database can compute a whole chain anew, or remove its newest links; the heads
of releases that were printed or sent do not match it then. Erasing a person changes rows and links them anew,
and is recorded in the table of erasures.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from sqlalchemy import Connection, Row, Table, select

from eventkit.store.json_forms import to_json
from eventkit.store.tables import journal, release, revision

_REVISION = (
    *("number", "at", "author", "why", "why_form", "undoes", "reverts_to", "renames"),
    *("erasure", "state"),
)
_RELEASE = ("name", "ordinal", "revision", "at", "author", "note", "forced", "sha256", "redactions")
_LINE = ("thing", "id", "before", "ordinal")


class ChainLink(NamedTuple):
    table: Table  # the table of its row: revisions or releases
    key: int | str  # the number of the revision, or the name of the release
    stored: str
    computed: str  # the hash of the row and of the stored hash before it


def link_revision(db: Connection, conference: str, number: int) -> None:
    """ChainLink a revision to the head of the chain, once its lines are in the journal."""
    cells = journal.columns
    query = select(*(cells[name] for name in _LINE)).where(
        cells.conference == conference, cells.number == number
    )
    row = _rows(db, revision, _REVISION, conference, revision.columns.number == number)[0]
    digest = _revision_hash(_head(db, conference, before=number), row, db.execute(query).all())
    _store(db, conference, revision.columns.number, number, digest)


def link_release(db: Connection, conference: str, name: str) -> str:
    """Link a new release to the head of the chain; returns its hash, the new head."""
    row = _rows(db, release, _RELEASE, conference, release.columns.name == name)[0]
    digest = _release_hash(_head(db, conference), row)
    _store(db, conference, release.columns.name, name, digest)
    return digest


def link_all(db: Connection, conference: str) -> None:
    """ChainLink all revisions and releases of a conference anew, as after an erasure."""
    links = list(_links(db, conference, anew=True))
    for link in links:
        if link.stored != link.computed:
            column = link.table.columns["number" if link.table is revision else "name"]
            _store(db, conference, column, link.key, link.computed)


def find_broken(db: Connection, conference: str) -> list[ChainLink]:
    """The links whose row is not as it was when it was linked, or which follow a row that is gone."""
    return [link for link in _links(db, conference) if link.stored != link.computed]


def _links(db: Connection, conference: str, *, anew: bool = False) -> Iterator[ChainLink]:
    """All links in order; ``anew`` computes each from the computed hash before it, not the stored one."""
    cells = journal.columns
    query = select(cells.number, *(cells[name] for name in _LINE)).where(cells.conference == conference)
    lines = db.execute(query.order_by(cells.number), execution_options={"yield_per": 1000})
    by_number = groupby(lines, key=attrgetter("number"))
    number, group = next(by_number, (None, iter(())))
    releases = _rows(db, release, _RELEASE, conference)
    releases.sort(key=attrgetter("revision", "ordinal"))
    previous, next_release = "", 0
    for row in sorted(_rows(db, revision, _REVISION, conference), key=attrgetter("number")):
        while number is not None and number < row.number:  # lines of a revision that is gone
            number, group = next(by_number, (None, iter(())))
        own = [line[1:] for line in group] if number == row.number else []
        computed = _revision_hash(previous, row, own)
        yield ChainLink(revision, row.number, row.hash, computed)
        previous = computed if anew else row.hash
        while next_release < len(releases) and releases[next_release].revision <= row.number:
            published = releases[next_release]
            computed = _release_hash(previous, published)
            yield ChainLink(release, published.name, published.hash, computed)
            previous = computed if anew else published.hash
            next_release += 1
    for published in releases[next_release:]:
        yield ChainLink(release, published.name, published.hash, "")


def _head(db: Connection, conference: str, before: int | None = None) -> str:
    """The hash of the newest link, or of the newest before a revision; empty if there is none."""
    revisions = select(revision.columns.number, revision.columns.hash).where(
        revision.columns.conference == conference
    )
    if before is not None:
        revisions = revisions.where(revision.columns.number < before)
    last = db.execute(revisions.order_by(revision.columns.number.desc()).limit(1)).one_or_none()
    if last is None:
        return ""
    releases = select(release.columns.hash).where(
        release.columns.conference == conference,
        release.columns.revision == last.number,
        release.columns.hash != "",
    )
    newest: str | None = db.scalar(releases.order_by(release.columns.ordinal.desc()).limit(1))
    return newest or str(last.hash)


def _rows(
    db: Connection, table: Table, names: tuple[str, ...], conference: str, *where: Any
) -> list[Row[Any]]:
    columns = [table.columns[name] for name in (*names, "hash")]
    return list(db.execute(select(*columns).where(table.columns.conference == conference, *where)))


def _revision_hash(previous: str, row: Row[Any], lines: Any) -> str:
    ordered = sorted((list(line) for line in lines), key=itemgetter(0, 1))
    return _hash([previous, *(getattr(row, name) for name in _REVISION), ordered])


def _release_hash(previous: str, row: Row[Any]) -> str:
    return _hash([previous, *(getattr(row, name) for name in _RELEASE)])


def _hash(values: list[Any]) -> str:
    return sha256(to_json(values).encode()).hexdigest()


def _store(db: Connection, conference: str, column: Any, key: int | str, digest: str) -> None:
    table = column.table
    db.execute(
        table.update().where(table.columns.conference == conference, column == key).values(hash=digest)
    )
