"""Page addresses: the path of every file of the public site, and the links between them.

A path is relative to the root of the site, with ``/`` between its parts. It is the name of a file and its URL
alike: ids (`eventkit.model.ID_PATTERN`) and language tags consist of characters that need no escape in a URL
(RFC 3986, 2.3). Pages of one language are in a folder of its tag, and entities in a folder of their kind. No
id can take the path of another page, and no language that of another folder: the first part of a tag has two
or three letters, the names of other folders have more.

>>> session_page("opening", "en")
'en/sessions/opening.html'
>>> relative_link(session_page("opening", "en"), entity_page(EntityKind.ROOM, "hall", "en"))
'../sessions/opening.html'
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple, Self
from urllib.parse import quote

from eventkit.messages import Message
from eventkit.schedule import EntityKind

LANGUAGE_CHOICE = "index.html"
"""The first page, which leads to the languages."""

NOT_FOUND = "404.html"
"""The page that servers show for an unknown address."""

CALENDARS = "calendars"
"""The folder of calendars."""

ALL_SESSIONS = "all"
"""The name of the calendars of all sessions."""

OFFLINE = "offline"
"""The folder of packs for reading offline."""

SERVICE_WORKER = "sw.js"
"""The script that lets browsers read offline; in the root, because it serves the folder that it is in."""

DATA = "data"
"""The folder of files for other programs."""

DAYS = "days"
"""The folder of days, of pages and of calendars."""

FOLDERS: Mapping[EntityKind, str] = MappingProxyType(
    {
        EntityKind.SESSION: "sessions",
        EntityKind.PARTICIPANT: "people",
        EntityKind.ROOM: "rooms",
        EntityKind.TRACK: "tracks",
        EntityKind.ORGANISATION: "organisations",
    }
)
"""The folder of each kind of entity, of pages and of calendars."""

DEVICES = frozenset(
    {"aux", "con", "nul", "prn", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))}
)
"""The names of devices on Windows (Naming Files, Paths, and Namespaces)."""


class SitePage(StrEnum):
    """The pages that exist once in each language."""

    START = "index"
    NOW = "now"
    SEARCH = "search"
    MINE = "mine"
    CHANGES = "changes"
    PEOPLE = "people"
    ROOMS = "rooms"
    TRACKS = "tracks"
    ORGANISATIONS = "organisations"
    POSTERS = "posters"


def site_page(page: SitePage, language: str) -> str:
    """The path of a page that exists once in each language."""
    return f"{language}/{page}.html"


def day_page(day: date, language: str) -> str:
    """The path of the page of a day."""
    return f"{language}/{DAYS}/{day}.html"


def entity_file(kind: EntityKind, id_: str) -> str:
    """The path of the files of an entity in the folder of a language, without their ending.

    Windows refuses the names of devices with any ending: these get a low line, with which no id ends.

    Raises:
        KeyError: The conference itself has no such files.
    """
    first, dot, rest = id_.partition(".")
    return f"{FOLDERS[kind]}/{first}{'_' if first in DEVICES else ''}{dot}{rest}"


def entity_page(kind: EntityKind, id_: str, language: str) -> str:
    """The path of the page of an entity.

    Raises:
        KeyError: The conference itself has no such page: its page is `SitePage.START`.
    """
    return f"{language}/{entity_file(kind, id_)}.html"


def session_page(session: str, language: str) -> str:
    """The path of the page of a session."""
    return entity_page(EntityKind.SESSION, session, language)


def calendar_file(path: str) -> str:
    """The path of a calendar, from its path in a folder of calendars."""
    return f"{CALENDARS}/{path}"


def selection_folder(language: str) -> str:
    """The folder of calendars of chosen sessions, which a server makes when they are asked for."""
    return calendar_file(f"{language}/mine/")


def data_file(name: str) -> str:
    """The path of a file for other programs."""
    return f"{DATA}/{name}"


def in_language(path: str, before: str, after: str) -> str:
    """The path of the same page in another language.

    Args:
        path: The path of a page.
        after: The other language.

    Raises:
        ValueError: The page is not in a language, or in another one than ``before``.
    """
    folder = f"{before}/"
    if not path.startswith(folder):
        raise ValueError(
            Message("The page '{path}' is not in the language '{before}'.", path=path, before=before)
        )
    return f"{after}/{path.removeprefix(folder)}"


def relative_link(target: str, source: str) -> str:
    """The relative reference to a file from a page (RFC 3986, 4.2), which needs no server."""
    target_parts, source_parts = target.split("/"), source.split("/")
    shared = 0
    while shared < min(len(target_parts), len(source_parts)) - 1 and (
        target_parts[shared] == source_parts[shared]
    ):
        shared += 1
    return "/".join([*[".."] * (len(source_parts) - 1 - shared), *target_parts[shared:]])


class FeedAddresses(NamedTuple):
    """The addresses of a published calendar.

    Attributes:
        webcal: By which calendar programs subscribe to it; none of them does so by its own.
        google: The page of Google Calendar that adds it.
        outlook: The page of Outlook on the web that adds it.
    """

    address: str
    webcal: str
    google: str
    outlook: str

    @classmethod
    def of(cls, address: str) -> Self:
        """The addresses of a calendar by its own."""
        webcal = f"webcal://{address.partition('://')[2]}"
        google = f"https://calendar.google.com/calendar/render?cid={quote(webcal, safe='')}"
        outlook = f"https://outlook.live.com/calendar/0/addfromweb?url={quote(address, safe='')}"
        return cls(address, webcal, google, outlook)


def absolute_url(base: str, path: str) -> str:
    """The address of a file of a site that is published at a base address."""
    return f"{base.rstrip('/')}/{path}"


def plain_address(url: str) -> str:
    """An address without its scheme."""
    return re.sub(r"^\w+://(www\.)?", "", url).rstrip("/")


def shorten_address(url: str, longest: int) -> str:
    """An address without its scheme, whole up to a number of letters, else its host."""
    address = plain_address(url)
    return address if len(address) <= longest else f"{re.split('[/?#]', address)[0]}/…"
