"""How people and their positions are put into one line, by the customs of the script they are in.

Which custom holds goes by the script a text is in, not by the page it stands on: a Chinese page that
names a speaker in Latin letters introduces her as Latin letters do.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

from eventkit.model import Name, Organisation
from eventkit.texts import Text, matching

_EAST_ASIAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "HANGUL"})
_COMMAS = {"ARABIC": "، ", "ETHIOPIC": "፣ "}


def introduced(honorific: Text | None, name: Name, languages: Iterable[str]) -> str:
    """The name as it is announced, with its honorific: H.E. Ms. Song Yuyan, 宋雨燕女士.

    Chinese, Japanese and Korean put honorifics after the name, Korean with a space (Hangul orthography,
    article 48); other scripts put them before it. The honorific is taken in the first of the languages
    that has one in the script of the name, and left out where none has: never two scripts in one name.
    """
    said = next(_honorifics(honorific, name, languages), None)
    if said is None:
        return name.full
    script = _script(name.full)
    if script == "HANGUL":
        return f"{name.full} {said}"
    return f"{name.full}{said}" if script in _EAST_ASIAN else f"{said} {name.full}"


def _honorifics(honorific: Text | None, name: Name, languages: Iterable[str]) -> Iterator[str]:
    if honorific is None:
        return
    asked = (tag for language in (*languages, name.language) if (tag := matching(language, honorific)))
    for tag in dict.fromkeys((*asked, *honorific)):
        if _is_like(honorific[tag], name.full):
            yield honorific[tag]


def affiliated(position: str | None, organisation: str | None) -> str:
    """A position at an organisation: Director, Peking University; 北京大学教授.

    Where the position is Chinese, Japanese or Korean the organisation goes first and no comma is set;
    a space parts them in Korean and after an organisation in another script.
    """
    if position is None or organisation is None:
        return position or organisation or ""
    script = _script(position)
    if script not in _EAST_ASIAN:
        return f"{position}{_COMMAS.get(script, ', ')}{organisation}"
    apart = script == "HANGUL" or _script(organisation[-1]) not in _EAST_ASIAN
    return f"{organisation}{' ' if apart else ''}{position}"


def affiliation_in(languages: Sequence[str], position: Text | None, organisation: Organisation | None) -> str:
    """A position at an organisation in one of the languages: Director, Peking University; 北京大学教授.

    It is the first language that has both: a line half in one language serves no reader. Where none has
    both, each is in the first it has.
    """
    texts = [text for text in (position, organisation and organisation.name) if text]
    whole = (tag for tag in languages if all(matching(tag, text) is not None for text in texts))
    languages = (next(whole, languages[0]), *languages)
    return affiliated(
        position.best(*languages)[1] if position else None,
        organisation.name.best(*languages)[1] if organisation else None,
    )


def _script(text: str) -> str:
    """The script of the first letter, as the first word of its Unicode name tells it."""
    return _script_of(next((char for char in text if char.isalpha()), ""))


@lru_cache(maxsize=4096)
def _script_of(letter: str) -> str:
    return unicodedata.name(letter, "").partition(" ")[0] if letter else ""


def _is_like(one: str, other: str) -> bool:
    scripts = {_script(one), _script(other)}
    return len(scripts) == 1 or scripts <= _EAST_ASIAN
