"""The rows of a file of separated values one after the other, without the file in memory."""

from __future__ import annotations

import csv
import io
from codecs import BOM_UTF16_LE
from collections.abc import Iterator
from itertools import islice
from typing import BinaryIO

from eventkit.formats.spreadsheet.delimited import separator
from eventkit.formats.spreadsheet.formulas import restored
from eventkit.formats.spreadsheet.sheets import COLUMNS_LIMIT, LENGTH_LIMIT
from eventkit.intake.source_file import decode_text, unreadable

_LOOKED_AT = 2**18


def rows(file: BinaryIO, name: str) -> Iterator[tuple[int, list[str]]]:
    """The rows, each with the line it ends on.

    Encoding and separator are found out from the beginning of the file.

    Raises:
        Unreadable: It is no text, or more than the limits allow; the line is told.
    """
    start = file.read(_LOOKED_AT)
    if len(start) == _LOOKED_AT:
        start = start[: start.rfind(b"\n") + 1] or start
        start += b"\0" * (len(start) % 2 if start.startswith(BOM_UTF16_LE) else 0)
    found = decode_text(start, name)
    encoding = "utf-8-sig" if found.encoding in {"utf-8", "ascii"} else found.encoding
    text = found.text.removeprefix("\ufeff")
    delimiter, above = separator(text)
    file.seek(0)
    lines = io.TextIOWrapper(file, encoding, newline="")
    for _ in islice(lines, above):
        pass
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            if len(cells) > COLUMNS_LIMIT:
                message = f"has more than {COLUMNS_LIMIT} columns, the limit"
                raise unreadable(message, name, reader.line_num + above)
            if any(len(each) > LENGTH_LIMIT for each in cells):
                message = f"a cell is longer than {LENGTH_LIMIT:,} characters, the limit: is a quote missing?"
                raise unreadable(message, name, reader.line_num + above)
            yield reader.line_num + above, [restored(each) if each[:1] == "'" else each for each in cells]
    except UnicodeDecodeError:
        message = f"is not {found.encoding.upper()} throughout: save it again as UTF-8"
        raise unreadable(message, name, reader.line_num + above + 1) from None
    except csv.Error as error:
        message = f"cannot be taken apart into cells: {error}; is a quote missing?"
        raise unreadable(message, name, reader.line_num + above) from None
    finally:
        lines.detach()  # the file is its opener's to close
