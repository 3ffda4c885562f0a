"""A small sound document, and what is read from it once a test has changed it."""

from __future__ import annotations

from textwrap import dedent, indent

import pytest

from eventkit.errors import Unreadable
from eventkit.formats.document import document
from eventkit.intake import ImportResult
from eventkit.schedule import Schedule

CONFERENCE = """\
eventkit: 1
conference:
  id: forum
  title: Forum
  start: 2026-10-24
  end: 2026-10-26
  zone: Europe/Vienna
  languages: [en, zh]
"""
ROOMS = """\
rooms:
  - {id: hall, name: Hall}
"""


def sessions(text: str) -> str:
    """A sound document with those sessions, a list written from the left margin."""
    return CONFERENCE + ROOMS + "sessions:\n" + indent(dedent(text), "  ")


def reading(text: str | bytes, name: str = "forum.yaml") -> ImportResult:
    """What is read from a file."""
    return document.read(text.encode() if isinstance(text, str) else text, name)


def schedule(text: str | bytes, name: str = "forum.yaml") -> Schedule:
    """The schedule in a file that nothing is wrong with."""
    read = reading(text, name)
    assert read.findings == ()
    return read.schedule


def faults(text: str | bytes, name: str = "forum.yaml") -> list[str]:
    """The faults reported for a file, one line each, without its name."""
    with pytest.raises(Unreadable) as caught:
        reading(text, name)
    return [str(fault) for fault in caught.value.faults]
