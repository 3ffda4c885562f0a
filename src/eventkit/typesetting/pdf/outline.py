"""The document outline, which viewers show as bookmarks, written entry by entry (PDF 32000-1 12.3.3)."""

from __future__ import annotations

from dataclasses import dataclass, field

from eventkit.typesetting.pdf.pdf_file import ObjectReference, PdfFile, text_string


@dataclass(slots=True)
class _Entry:
    """An entry while entries below it may follow, or the root."""

    title: str = ""
    destination: str = ""
    previous: ObjectReference | None = None
    reference: ObjectReference = field(default_factory=ObjectReference)
    first: ObjectReference | None = None
    last: ObjectReference | None = None
    count: int = 0


class Outline:
    """The outline of a document while it is written to the file.

    An entry is written once the next one of its level is known, so that only one of each level is in memory.
    ReportLab's outline has all entries in memory until the end, and one for each destination.
    """

    def __init__(self, document: PdfFile) -> None:
        self._document = document
        self._open = [_Entry()]

    def add(self, title: str, destination: str, level: int = 0) -> None:
        """Add the next entry, collapsed if there are entries below it.

        Args:
            level: The level; 0 is outermost. It is at most one below that of the entry before.
        """
        entry = _Entry(title, destination)
        self._close(level + 1)
        if len(self._open) > level + 1:
            before = self._open.pop()
            self._write(before, entry.reference)
            entry.previous = before.reference
        above = self._open[-1]
        above.first = above.first or entry.reference
        above.last = entry.reference
        above.count += 1
        self._open.append(entry)

    def finish(self) -> ObjectReference | None:
        """Write the remaining entries and the root; ``None`` if the outline has no entry."""
        self._close(0)
        root = self._open[0]
        if not root.count:
            return None
        body = f"<</Type/Outlines{self._kids(root)}/Count {root.count}>>"
        self._document.write_encoded(body.encode("ascii"), root.reference)
        return root.reference

    def _close(self, level: int) -> None:
        while len(self._open) > level + 1:
            self._write(self._open.pop(), None)

    def _write(self, entry: _Entry, following: ObjectReference | None) -> None:
        refer = self._document.format_reference
        body = f"<</Title{text_string(entry.title)}/Parent {refer(self._open[-1].reference)}"
        if entry.previous:
            body += f"/Prev {refer(entry.previous)}"
        if following:
            body += f"/Next {refer(following)}"
        if entry.count:
            body += f"{self._kids(entry)}/Count {-entry.count}"
        body += f"/Dest{entry.destination}>>"
        self._document.write_encoded(body.encode("latin-1"), entry.reference)

    def _kids(self, entry: _Entry) -> str:
        refer = self._document.format_reference
        return f"/First {refer(entry.first)}/Last {refer(entry.last)}" if entry.first and entry.last else ""
