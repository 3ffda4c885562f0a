"""Whole documents in a cell: compressed, to the same bytes for the same document."""

from __future__ import annotations

import gzip
import zlib


def packed(content: bytes) -> bytes:
    """The bytes as they are kept."""
    return gzip.compress(content, compresslevel=3, mtime=0)


def unpacked(cell: bytes) -> bytes:
    """The bytes that were packed.

    Raises:
        ValueError: The cell is damaged.
    """
    try:
        return gzip.decompress(cell)
    except (OSError, EOFError, zlib.error) as error:
        raise ValueError(str(error)) from None
