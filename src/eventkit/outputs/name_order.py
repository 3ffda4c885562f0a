"""Name order: names printed with the family name first and a comma, and names that badges divide by guess.

A badge prints the given name largest. Without given and family names it takes the first word for the given
name, which is wrong for names that begin with the family name. Names are never re-ordered, so that only
their editor can correct them: each cause is reported once, with an example.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from eventkit.findings import Finding, Severity, shorten
from eventkit.messages import Message, Plural
from eventkit.model import Name, Participant
from eventkit.texts.name_parts import split_name
from eventkit.texts.name_patterns import is_degree, is_family_name_first

_FAMILY_FIRST_LANGUAGES = frozenset({"hu", "ja", "ko", "vi", "zh"})
_FAMILY_FIRST_COUNTRIES = frozenset({"CN", "HK", "HU", "JP", "KP", "KR", "MO", "TW", "VN"})
_EXAMPLE_LENGTH = 40


class NameParts(NamedTuple):
    """The given and family name of a name; empty if they are not known."""

    given: str = ""
    family: str = ""


def known_parts(name: Name) -> NameParts:
    """The given and family name: their fields, or else those of a sort key such as ``Lovelace, Ada``."""
    family, comma, given = (name.sort or "").partition(",")
    if name.given or name.family or not comma:
        return NameParts(name.given or "", name.family or "")
    return NameParts(given.strip(), family.strip())


class NameOrder:
    """Collects the names of a print and reports those of which the order is doubtful."""

    def __init__(self) -> None:
        self._count = 0
        self._with_comma: dict[str, str] = {}
        self._contradictory: dict[str, tuple[str, str]] = {}
        self._likely_family_first: dict[str, str] = {}
        self._divided: dict[str, str] = {}

    def add(self, id_: str, printed: str) -> None:
        self._count += 1
        if "," in printed and _has_family_name_first(printed):
            self._with_comma[id_] = printed

    def add_divided(self, id_: str, printed: str, name: Name | None, person: Participant | None) -> None:
        """Add a name of which a badge prints the given name largest; rows of lists are texts alone."""
        self.add(id_, printed)
        if id_ in self._with_comma:
            return
        if name is not None and (name.given or name.family):
            parts = filter(None, (name.given, name.family))
            missing = next((part for part in parts if not _contains(printed, part)), None)
            if missing is not None:
                self._contradictory[id_] = missing, printed
        elif (name is None or known_parts(name) == NameParts()) and _is_divided(printed):
            doubtful = name is not None and _may_begin_with_family_name(name, person)
            (self._likely_family_first if doubtful else self._divided)[id_] = printed

    def findings(self) -> Iterator[Finding]:
        if names := self._with_comma:
            yield Finding(
                Severity.WARNING,
                "comma-name",
                tuple(names),
                Message(
                    Plural(
                        "{count} name is written with the family name first and a comma, "
                        "such as '{name}', and printed so.",
                        "{count} names are written with the family name first and a comma, "
                        "such as '{name}', and printed so.",
                    ),
                    "Write such a name as its owner does, and use the form with the comma as its sort key.",
                    count=len(names),
                    name=_shorten(next(iter(names.values()))),
                ),
            )
        if parts := self._contradictory:
            part, printed = next(iter(parts.values()))
            yield Finding(
                Severity.WARNING,
                "name-parts",
                tuple(parts),
                Message(
                    Plural(
                        "{count} name is printed without its given or family name, "
                        "such as '{part}' in '{printed}'.",
                        "{count} names are printed without their given or family name, "
                        "such as '{part}' in '{printed}'.",
                    ),
                    "Correct the whole name, or its parts.",
                    count=len(parts),
                    part=_shorten(part),
                    printed=_shorten(printed),
                ),
            )
        if names := self._likely_family_first:
            yield Finding(
                Severity.WARNING,
                "family-name-large",
                tuple(names),
                Message(
                    Plural(
                        "{count} name is likely to begin with the family name, "
                        "and badges print the first word largest, such as '{word}' of '{name}'.",
                        "{count} names are likely to begin with the family name, "
                        "and badges print the first word largest, such as '{word}' of '{name}'.",
                    ),
                    "Add given and family names, or badge names.",
                    count=len(names),
                    word=_first_word(next(iter(names.values()))),
                    name=_shorten(next(iter(names.values()))),
                ),
            )
        if names := self._divided:
            yield Finding(
                Severity.INFO,
                "no-given-name",
                tuple(names),
                Message(
                    "Badges print the first word of {count} of {all} names largest, "
                    "such as '{word}' of '{name}', "
                    "since their given and family names are not known. Add both to names that begin with "
                    "the family name.",
                    count=len(names),
                    all=self._count,
                    word=_first_word(next(iter(names.values()))),
                    name=_shorten(next(iter(names.values()))),
                ),
            )


def _has_family_name_first(name: str) -> bool:
    """Check for a name such as ``Noether, Emmy``; ``Ada Lovelace, PhD`` is none."""
    family, _, given = name.partition(",")
    given = given.strip()
    return "," not in given and not is_degree(given, family) and is_family_name_first(family, given)


def _contains(name: str, part: str) -> bool:
    """True if a part is in a name, or abbreviated in it: Godfrey Harold in G. H. Hardy."""
    return part in name or any(word == f"{part[0]}." for word in name.split())


def _is_divided(name: str) -> bool:
    """True if a name has a first word and a rest; the number of a ruler is not a rest."""
    first, *rest = split_name(name)
    return bool(rest) and not is_degree(" ".join(rest), first)


def _may_begin_with_family_name(name: Name, person: Participant | None) -> bool:
    forms = (name, *(person.name if person is not None else ()))
    if any(form.language.split("-")[0] in _FAMILY_FIRST_LANGUAGES for form in forms):
        return True
    return person is not None and person.country in _FAMILY_FIRST_COUNTRIES


def _shorten(name: str) -> str:
    return shorten(name, _EXAMPLE_LENGTH)


def _first_word(name: str) -> str:
    return _shorten(split_name(name)[0])
