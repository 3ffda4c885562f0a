"""Texts that a spreadsheet would run as a formula, made harmless in CSV and made themselves again.

In CSV every cell is bare text, and a program that opens it takes what begins with one of a few signs for a
formula. An apostrophe before it says that it is text; programs that know this custom do not show it.
"""

from __future__ import annotations

import re

# Tab and carriage return are skipped before a formula; full-width signs are taken for the usual ones by
# input methods and some programs of East Asia.
_SIGN = "[=+\\-@\t\r\uff1d\uff0b\uff0d\uff20]"
_DANGEROUS = re.compile(f"'*{_SIGN}")
_NEUTRALISED = re.compile(f"'+{_SIGN}")


def neutralised(text: str) -> str:
    """The text as a cell of CSV that is no formula to anyone.

    >>> neutralised("=1+1"), neutralised("'=1"), neutralised("1 = 1")
    ("'=1+1", "''=1", '1 = 1')
    """
    return f"'{text}" if _DANGEROUS.match(text) else text


def restored(text: str) -> str:
    """The text that `neutralised` was given.

    >>> restored("'=1+1"), restored("''=1"), restored("'twas")
    ('=1+1', "'=1", "'twas")
    """
    return text[1:] if _NEUTRALISED.match(text) else text
