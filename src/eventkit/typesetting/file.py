"""A PDF file written as it comes: what is done with is on the disk, and only where it lies is remembered.

Dictionaries lie together in object streams and the table of objects is a stream too (PDF 32000-1 7.5.7,
7.5.8), so that a page costs little more than what is on it.
"""

from __future__ import annotations

import hashlib
import struct
import zlib
from typing import BinaryIO, Protocol

_TOGETHER = 128  # dictionaries in one object stream
# Of numbers that count up, level 9 of zlib makes no less than this one, in twenty times the time.
_PACKING = 5
_FREE, _OFFSET, _WITHIN = 0, 1, 2  # kinds of entries in the table of objects
_ENTRY = struct.Struct(">BQH")


def of_stream(body: str, length: int) -> str:
    """The dictionary of a stream of that length, which is packed, and by nothing else where none is said."""
    if body == "<<>>":
        return f"<</Filter/FlateDecode/Length {length}>>"
    packing = "" if "/Filter" in body else "/Filter/FlateDecode"
    return f"{body.removesuffix('>>')}{packing}/Length {length}>>"


class Objects(Protocol):
    """Where the objects of a document are put."""

    def add(self, body: str, stream: bytes | None = None) -> str:
        """Put an object, a dictionary where it has a stream, and return how others refer to it."""


def text(value: str) -> str:
    """A text string (7.9.2.2), in hexadecimal, which needs no escapes."""
    return f"<FEFF{value.encode('utf-16-be').hex().upper()}>"


def packed(data: bytes, level: int = 9) -> bytes:
    """The data as ``FlateDecode`` undoes it (7.4.4)."""
    return zlib.compress(data, level)


class File:
    """A file of which every byte is written once, in order; it need not be one that can be sought in."""

    def __init__(self, out: BinaryIO) -> None:
        self._out = out
        self._at = 0
        self._digest = hashlib.sha256()
        self._entries = bytearray(_ENTRY.pack(_FREE, 0, 0xFFFF))
        self._waiting: list[tuple[int, bytes]] = []
        self._put(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")

    def reserve(self) -> int:
        """The number of an object that is put later."""
        self._entries += bytes(_ENTRY.size)
        return len(self._entries) // _ENTRY.size - 1

    def add(self, body: str, stream: bytes | None = None) -> str:
        """Put an object under a new number and return how others refer to it."""
        number = self.reserve()
        if stream is None:
            self.put(number, body)
        else:
            self.put_packed(number, packed(stream), body)
        return f"{number} 0 R"

    def put(self, number: int, body: str) -> None:
        """Put an object that has no stream under its number."""
        self._waiting.append((number, body.encode("ascii")))
        if len(self._waiting) == _TOGETHER:
            self._put_waiting()

    def put_packed(self, number: int, data: bytes, body: str = "<<>>") -> None:
        """Put a stream whose data are packed already; its dictionary says what it is."""
        self._enter(number, _OFFSET, self._at, 0)
        head = f"{number} 0 obj\n{of_stream(body, len(data))}stream\n"
        self._put(head.encode("ascii"), data, b"\nendstream\nendobj\n")

    def close(self, root: str, info: str) -> None:
        """Put the table of objects, with the catalogue and what is told of the document."""
        if self._waiting:
            self._put_waiting()
        number, start = self.reserve(), self._at
        self._enter(number, _OFFSET, start, 0)
        identifier = self._digest.hexdigest()[:32]
        body = (
            f"<</Type/XRef/Size {number + 1}/W[1 8 2]/Root {root}/Info {info}"
            f"/ID[<{identifier}><{identifier}>]>>"
        )
        self.put_packed(number, packed(bytes(self._entries), _PACKING), body)
        self._put(f"startxref\n{start}\n%%EOF\n".encode("ascii"))

    def _put_waiting(self) -> None:
        """Put the objects that wait, in a stream that begins with their numbers and offsets."""
        holder = self.reserve()
        offset, places = 0, []
        for index, (number, body) in enumerate(self._waiting):
            self._enter(number, _WITHIN, holder, index)
            places.append(f"{number} {offset}")
            offset += len(body) + 1
        head = " ".join(places).encode("ascii") + b"\n"
        data = head + b"\n".join(body for _, body in self._waiting)
        says = f"<</Type/ObjStm/N {len(self._waiting)}/First {len(head)}>>"
        self.put_packed(holder, packed(data, _PACKING), says)
        self._waiting = []

    def _enter(self, number: int, kind: int, where: int, index: int) -> None:
        _ENTRY.pack_into(self._entries, number * _ENTRY.size, kind, where, index)

    def _put(self, *parts: bytes) -> None:
        data = b"".join(parts)
        self._out.write(data)
        self._digest.update(data)
        self._at += len(data)
