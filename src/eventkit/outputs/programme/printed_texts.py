"""Texts as they are printed: with the quotation marks of their language, and in a length."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal, TypeAlias, TypeVar

from eventkit.errors import EventkitError
from eventkit.markup import InlineText, MarkdownBlock
from eventkit.model import Appearance, Participant
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.values import Value
from eventkit.values.arguments import Count

V = TypeVar("V", bound=Value)
P = TypeVar("P", Participant, Appearance)


def smarten_entries(schedule: Schedule) -> Schedule:
    """The schedule with the names of its rooms, organisations and tracks, and with positions, by `smarten`.

    They are printed in many places, so that a book would have both kinds of marks otherwise.
    """
    entries = {
        kind: tuple([_smart(entry, "name", "building", "short") for entry in getattr(schedule, kind)])
        for kind in ("rooms", "organisations", "tracks")
    }
    people = tuple([_smart_positions(person) for person in schedule.participants])
    sessions = tuple(
        [
            session.model_copy(update={"people": tuple(map(_smart_positions, session.people))})
            if any(appearance.affiliations for appearance in session.people)
            else session
            for session in schedule.sessions
        ]
    )
    return schedule.model_copy(update={**entries, "participants": people, "sessions": sessions})


def _smart(entry: V, *names: str) -> V:
    texts = {name: text for name in names if (text := getattr(entry, name, None)) is not None}
    smart = {
        name: Text({language: smarten(string, language) for language, string in text.items()})
        for name, text in texts.items()
    }
    return entry if smart == texts else entry.model_copy(update=smart)


def _smart_positions(one: P) -> P:
    positions = tuple([_smart(affiliation, "position") for affiliation in one.affiliations])
    return one if positions == one.affiliations else one.model_copy(update={"affiliations": positions})


_ENGLISH = "“", "”", "‘", "’"

_NO_BREAK = "\N{NARROW NO-BREAK SPACE}"

# The opening and closing marks of two levels, by language, as CLDR has them.
_MARKS: dict[str, tuple[str, str, str, str]] = {
    "de": ("„", "“", "‚", "‘"),
    "cs": ("„", "“", "‚", "‘"),
    "pl": ("„", "”", "«", "»"),
    "fr": (f"«{_NO_BREAK}", f"{_NO_BREAK}»", "“", "”"),
    "es": ("«", "»", "“", "”"),
    "it": ("«", "»", "“", "”"),
    "pt": ("“", "”", "‘", "’"),
    "ru": ("«", "»", "„", "“"),
    "uk": ("«", "»", "„", "“"),
    "ar": ("”", "“", "’", "‘"),
    "fa": ("«", "»", "‹", "›"),
    "he": ("”", "”", "’", "’"),
    "am": ("«", "»", "‹", "›"),
    "ja": ("「", "」", "『", "』"),
    "sv": ("”", "”", "’", "’"),
    "fi": ("”", "”", "’", "’"),
}

_QUOTE = re.compile(r"[\"']")
_OPENS_AFTER = re.compile(r"[\s(\[{/–—«“„‘'\u3000-\u303f\uff08]$")
_OPENS_BEFORE = re.compile(r"[^\s.,;:!?…)\]}–—-]")
_SPACED_HYPHEN = re.compile(r"(?<=\S) --? (?=\S)")
_DOTS = re.compile(r"(?<!\.)\.\.\.(?!\.)")
# A closing mark would otherwise be taken for an opening one: the '90s, 'tis, I 've.
_ELISION = re.compile(r"'(?=\d\ds?\b|[Tt](?:is|was|wixt)\b|(?:ll|re|ve)\b(?!'))")


@lru_cache(maxsize=4096)
def smarten(text: str, language: str, before: str = "") -> str:
    """A text with the quotation marks, apostrophes and dashes of its language, following ``before``."""
    if not (_QUOTE.search(text) or " -" in text or "..." in text):
        return text
    opening, closing, inner_opening, inner_closing = _MARKS.get(language.partition("-")[0].lower(), _ENGLISH)
    text = _ELISION.sub("’", text)

    def mark(match: re.Match[str]) -> str:
        ahead, behind = text[match.end() : match.end() + 1], text[: match.start()][-1:] or before
        opens = (not behind or bool(_OPENS_AFTER.search(behind))) and bool(_OPENS_BEFORE.match(ahead))
        if match[0] == '"':
            return _prime(behind, ahead) or (opening if opens else closing)
        if behind.isalnum() and (ahead.isalnum() or ahead == '"'):
            return "’"
        return inner_opening if opens else inner_closing

    return _DOTS.sub("…", _SPACED_HYPHEN.sub(" – ", _QUOTE.sub(mark, text)))


def _prime(behind: str, ahead: str) -> str:
    """The mark of inches behind a digit, as in a 19" rack."""
    return "″" if behind.isdecimal() and not ahead.isalnum() and ahead not in ".,;:!?)" else ""


AbstractLength: TypeAlias = Literal["all", "none", "first"] | Count
"""All of an abstract, nothing, its first paragraph, or at most so many words."""

ELLIPSIS = "\N{NO-BREAK SPACE}…"


# A word; a Han character, kana or Hangul syllable is half of one, as translations into English show.
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]|[^\s\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")


def parse_length(text: str) -> AbstractLength:
    """Parse ``all``, ``none``, ``first`` or a number of words."""
    if text in {"all", "none", "first"}:
        return text  # type: ignore[return-value] # narrowed by the set
    if text.isdecimal() and int(text) > 0:
        return int(text)
    raise EventkitError(
        "'{text}' is not a length of abstracts. Use all, none, first, or a number of words such as 80.",
        text=text,
    )


def shorten_blocks(blocks: Sequence[MarkdownBlock], length: AbstractLength) -> Sequence[MarkdownBlock]:
    """The blocks of an abstract in a length; one that is cut within a paragraph ends with an ellipsis."""
    if length == "none":
        return ()
    if length == "first":
        return [*blocks[:1]]
    if not isinstance(length, int):
        return blocks
    shown: list[MarkdownBlock] = []
    halves = 2 * length
    for block in blocks:
        inlines, halves = _take(block.inlines, halves)
        if inlines == block.inlines:
            shown.append(block)
            continue
        if inlines and block.kind != "row":
            shown.append(replace(block, inlines=inlines))
        break
    return shown


def without_repeats(blocks: Sequence[MarkdownBlock], above: Iterable[str]) -> Sequence[MarkdownBlock]:
    """The blocks without first paragraphs that repeat a text above them, and long ones that were there."""
    printed, shown = {_compared(text) for text in above}, list[MarkdownBlock]()
    for block in blocks:
        text = _compared("".join(inline.text for inline in block.inlines))
        is_plain = block.kind == "paragraph" and not block.lists
        if is_plain and text in printed and (not shown or len(text) >= _LONG_PARAGRAPH):
            continue
        printed.add(text)
        shown.append(block)
    return shown


_LONG_PARAGRAPH = 40  # letters from which a repeated paragraph is no mere heading


def _compared(text: str) -> str:
    return _SIGNS.sub("", text.casefold())


_SIGNS = re.compile(r"[\W_]+")


def _take(inlines: Sequence[InlineText], halves: int) -> tuple[tuple[InlineText, ...], int]:
    """The texts up to a number of half words, and the number that is left."""
    taken: list[InlineText] = []
    for inline in inlines:
        for word in _WORD.finditer(inline.text):
            halves -= 2 if len(word[0]) > 1 or word[0].isascii() else 1
            if halves < 0:
                text = inline.text[: word.start()].rstrip()
                ending = replace(inline, text=f"{text}{ELLIPSIS}")
                return ((*taken, ending) if taken or text else ()), halves
        taken.append(inline)
    return tuple(taken), halves
