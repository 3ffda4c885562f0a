"""What a column of a table can hold, and how that is said in one line."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from eventkit.model import Role
from eventkit.texts import language_tag

SESSION = {
    "title": "its title",
    "subtitle": "its subtitle",
    "kind": "what sort of thing it is: talk, panel, break",
    "status": "whether it takes place, or was accepted",
    "key": "what the file knows it by; rows of one key, title and time are one session",
    "uid": "an identity that stays: a GUID, the UID of a calendar",
    "parent": "the key of the session it is part of",
    "block": "the title of the session that it and the rows beside it are part of",
    "block-key": "what the file knows that session by",
    "block-time": "the hours of that session",
    "track": "its track",
    "room": "its room; of several, one a line or between semicolons",
    "language": "the languages spoken",
    "abstract": "what it is about",
    "description": "what else is told of it",
    "audience": "how many people are expected",
    "link": "an address",
    "plenary": "whether everyone is meant to come",
    "day": "the day",
    "start": "when it begins: a time, or a day with a time",
    "end": "when it ends, likewise",
    "time": "its hours: 09:30-10:15, or the beginning alone",
    "minutes": "how long it lasts",
}
"""What can be told of a session."""

PERSON = {
    "people": "people in one cell, taken apart",
    "person": "one person's name",
    "given": "one person's given name",
    "family": "one person's family name",
    "person-key": "what the file knows them by",
    "organisation": "their organisation",
    "position": "their position",
    "country": "their country",
    "biography": "their biography",
    "pronouns": "their pronouns",
    "role": "as what they appear",
    "person-link": "an address of theirs",
    "email": "their e-mail address: kept apart from the schedule",
    "phone": "their telephone number: likewise",
    "ticket": "their class of ticket: likewise",
    "notes": "what the office should know of them: likewise",
}
"""What can be told of someone who appears."""

ASIDE = {
    "extra": "kept with the session under its own name",
    "private": "nobody else's business: left out, and told",
    "ignore": "left out",
}
"""What can be done with a column besides."""

NAMES = {"person", "people", "given", "family"}
"""What of a person makes them known."""

CONTACT = {"email", "phone", "ticket", "notes"}
"""What of a person never becomes part of a schedule."""

IN_LANGUAGES = {
    "title", "subtitle", "block", "track", "room", "abstract", "description",
    "organisation", "position", "biography", "person",
}  # fmt: skip
"""What may stand in several languages, each in a column of its own."""

SEVERAL = {"people", "person", "room", "link", "person-link", "organisation", *ASIDE}
"""What several columns may hold together."""

KNOWN = {**SESSION, **PERSON, **ASIDE}
"""Every word for what a column holds, with what it stands for."""

_WRITTEN = re.compile(
    r"(?P<to>[a-z-]+)(?: (?P<number>\d{1,3}))?(?: \((?P<language>[^()]+)\))?(?: as (?P<role>[a-z-]+))?"
)
_ROLES = {role.value for role in Role}


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a column holds.

    Attributes:
        to: A word of `KNOWN`.
        number: Of which of several people it tells.
        language: The language of its texts.
        role: As what those people appear, a word of `eventkit.model.Role`; ``None`` where no word tells.
    """

    to: str
    number: int | None = None
    language: str | None = None
    role: str | None = None

    def __str__(self) -> str:
        told = [
            self.to,
            "" if self.number is None else str(self.number),
            f"({self.language})" if self.language else "",
            f"as {self.role}" if self.role else "",
        ]
        return " ".join(filter(None, told))

    @property
    def alike(self) -> Meaning:
        """The meaning without its language: columns of which this is the same hold one text."""
        return replace(self, language=None)

    @property
    def is_of_person(self) -> bool:
        """Whether it tells of someone who appears."""
        return self.to in PERSON


def said(text: str) -> Meaning | str:
    """The meaning in words as `Meaning` writes it, such as ``person 2 as chair``; or what is wrong."""
    found = _WRITTEN.fullmatch(" ".join(text.split()))
    if found is None or found["to"] not in KNOWN:
        return f"'{text[:60]}' is nothing a column can hold: take one of {', '.join(KNOWN)}"
    to, language = found["to"], found["language"]
    if language is not None:
        try:
            language = language_tag(language)
        except ValueError as error:
            return str(error)
        if to not in IN_LANGUAGES:
            return f"'{to}' has no language: leave '({language})' away"
    if found["role"] and found["role"] not in _ROLES:
        return f"'{found['role']}' is no role: take one of {', '.join(sorted(_ROLES))}"
    if to not in PERSON and (found["number"] or found["role"]):
        return f"'{to}' is not told of a person: leave the number and the role away"
    return Meaning(to, int(found["number"]) if found["number"] else None, language, found["role"])
