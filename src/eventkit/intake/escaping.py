"""Plain text written so that Markdown reads it as it stands (CommonMark 0.31)."""

from __future__ import annotations

import re
from collections.abc import Iterable

_SIGNS = re.compile(r"[\\`*_~<&\]]")
_INLINE = re.compile(
    r"""
      \\(?=[!-/:-@[-`{-~])                           # a backslash before what it would take the meaning of
    | `
    | (?<!\s)\*+ | \*+(?!\s|$)                       # what may begin or end emphasis
    | (?<![^\W_])_+ | _+(?![^\W_])                   # within a word it never does
    | ~(?=~)
    | <(?=[A-Za-z/!?])                               # a tag or an address
    | &(?=\#?\w{1,32};)                              # an entity
    | \](?=[(\[:])                                   # the middle of a link
    """,
    re.VERBOSE,
)
_BEGINNING = re.compile(
    r"(?P<blank> *)"
    r"(?:(?P<sign>>|\#{1,6}(?=\s|$)|[-+](?=\s|$)|=+\s*$|-{2,}\s*$|(?:-\s+){2,}-?$|~~~)"
    r"|(?P<number>\d{1,9})(?=[.)](?:\s|$)))"
)


def escape_markdown(text: str) -> str:
    """The text as Markdown that is read back as the same text, with its lines kept apart.

    Only what Markdown would take for a sign of its own gets a backslash, so that the text is readable as it
    stands too. Blanks before a line, which Markdown does not show, are left out.
    """
    lines = [_escape_line(line.strip()) for line in text.splitlines()]
    return "".join(_join_lines(lines))


def escape_inline(text: str) -> str:
    """The text as a piece within a line of Markdown, not knowing what stands before it."""
    if not _SIGNS.search(text):
        return text
    return _INLINE.sub(lambda found: "".join(f"\\{char}" for char in found[0]), text)


def _escape_line(line: str) -> str:
    return escape_line_start(escape_inline(line))


def escape_line_start(line: str) -> str:
    """A line of Markdown that begins neither a heading, a list, a quotation nor anything else."""
    found = _BEGINNING.match(line)
    if not found:
        return line
    at = found.end()
    return (
        f"{line[:at]}\\{line[at:]}" if found["number"] else f"{found['blank']}\\{line[len(found['blank']) :]}"
    )


def _join_lines(lines: Iterable[str]) -> Iterable[str]:
    """The lines with a hard break where one follows another within a paragraph (CommonMark 6.7)."""
    before = ""
    for at, line in enumerate(lines):
        if at:
            yield "  \n" if before and line else "\n"
        yield line
        before = line
