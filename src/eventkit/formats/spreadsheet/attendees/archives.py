"""What is packed in a workbook, unpacked within limits and gone through element by element."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import IO

from lxml import etree

from eventkit.formats.spreadsheet.bounds import RATIO_LIMIT
from eventkit.intake.source_file import unreadable

UNPACKED_LIMIT = 512 * 2**20
"""The most bytes a sheet, or the texts of all sheets, may hold when unpacked."""

_LARGE = 2**20


def member(archive: zipfile.ZipFile, path: str, name: str) -> IO[bytes]:
    """A member of an archive, open for reading.

    Raises:
        Unreadable: It unpacks to more than the limits allow.
        KeyError: There is none.
    """
    info = archive.getinfo(path)
    if info.file_size > UNPACKED_LIMIT:
        message = f"its member {path} unpacks to more than {UNPACKED_LIMIT // 2**20} MB, the limit"
        raise unreadable(message, name)
    if info.file_size > max(_LARGE, RATIO_LIMIT * info.compress_size):
        message = f"its member {path} is packed {RATIO_LIMIT} times: it is no sheet"
        raise unreadable(message, name)
    return archive.open(info)


def elements(
    opened: IO[bytes], tags: str | tuple[str, ...], name: str, *, starts: bool = False
) -> Iterator[tuple[str, etree._Element]]:
    """The elements of those names as ``end`` (and ``start``, where wanted) events, each gone after its end.

    A document type is refused: no program writes one into sheets, and entities could stand for anything.
    """
    events = ("start", "end") if starts else ("end",)
    found = etree.iterparse(opened, events=events, tag=tags, resolve_entities=False, no_network=True)
    for at, (event, element) in enumerate(found):
        if not at and element.getroottree().docinfo.doctype:
            message = "is no workbook: it declares a document type"
            raise unreadable(message, name)
        yield event, element
        if event == "end":
            element.clear()
            above = element.getparent()
            while above is not None and (before := element.getprevious()) is not None:
                above.remove(before)
