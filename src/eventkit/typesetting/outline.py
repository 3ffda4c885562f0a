"""Bookmarks in the file of a book: the outline that viewers show beside the pages (PDF 32000-1 12.3.3)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from eventkit.typesetting.file import File, text
from eventkit.typesetting.page_tree import name
from eventkit.typesetting.pages import Bookmark


def put_outline(file: File, bookmarks: Sequence[Bookmark]) -> str:
    """Put the bookmarks, all closed but the outermost, and return what the catalogue says of them."""
    if not bookmarks:
        return ""
    root = file.reserve()
    _put_level(file, bookmarks, root)
    return f"/Outlines {root} 0 R/PageMode/UseOutlines"


def _put_level(file: File, bookmarks: Sequence[Bookmark], parent: int, head: str = "") -> None:
    """Put what is right below an entry, which begins with ``head`` itself, and all below that."""
    outermost = bookmarks[0].level
    starts = [at for at, bookmark in enumerate(bookmarks) if bookmark.level == outermost]
    own = [file.reserve() for _ in starts]
    # A closed entry counts its children with a minus; the root of all is open.
    count = -len(own) if head else len(own)
    file.put(parent, f"<<{head}/First {own[0]} 0 R/Last {own[-1]} 0 R/Count {count}>>")
    before, after = dict(pairwise(reversed(own))), dict(pairwise(own))
    for number, (start, end) in zip(own, pairwise([*starts, len(bookmarks)]), strict=True):
        bookmark = bookmarks[start]
        said = f"/Title {text(bookmark.title)}/Parent {parent} 0 R/Dest {name(bookmark.anchor)}"
        said += f"/Prev {before[number]} 0 R" if number in before else ""
        said += f"/Next {after[number]} 0 R" if number in after else ""
        if end - start > 1:
            _put_level(file, bookmarks[start + 1 : end], number, said)
        else:
            file.put(number, f"<<{said}>>")
