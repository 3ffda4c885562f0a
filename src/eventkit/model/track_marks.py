"""Track marks: a code and a colour for a track without, which differ from those of other tracks."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from eventkit.model.conference import Track
from eventkit.texts import Text, fold
from eventkit.texts.pinyin import pinyin_initial

_COLOURS = (
    "#1f5fa8", "#b3412e", "#2e7d4f", "#7a4ea3", "#a8641f", "#1d7a8c", "#a83c74", "#5c6b1f", "#4a55b5",
    "#8c4a3a", "#2f6f6f", "#94357f",
)  # fmt: skip
# Characters that look the same in small print, each as one of them.
_LOOKALIKES = str.maketrans("OQIZSBG", "0012586")
# Those of which none looks like another.
_DISTINCT = "ACEFHJKLMNPRTUVWXY34679"
_NOT_AVAILABLE = "NA"
_NUMBERED = tuple(f"{first}{second}" for first in f"T{_DISTINCT}" for second in "23456789" + _DISTINCT)


def mark_tracks(tracks: tuple[Track, ...], languages: Iterable[str]) -> tuple[Track, ...]:
    """The tracks, with a code and a colour for each that has none; the same tuple if all have them."""
    if all(track.code and track.colour for track in tracks):
        return tracks
    spoken = tuple(languages)
    codes = [track.code for track in tracks if track.code]
    colours = [track.colour for track in tracks if track.colour]
    marked = []
    for track in tracks:
        code, colour = (
            track.code or free_code(track.name, codes, spoken),
            track.colour or free_colour(colours),
        )
        codes.append(code)
        colours.append(colour)
        marked.append(track.model_copy(update={"code": code, "colour": colour}))
    return tuple(marked)


def free_code(name: Text, taken: Iterable[str], languages: Iterable[str]) -> str:
    """A code for a track: two characters that look like no code that is taken, no language and not ``NA``.

    They are from the name or, for Chinese, its pinyin; or else numbers.

    Args:
        taken: The codes of other tracks.
        languages: The languages of the conference, whose codes are printed beside those of tracks.
    """
    codes = (*taken, *(tag.partition("-")[0].upper() for tag in languages), _NOT_AVAILABLE)
    looks = {code.translate(_LOOKALIKES) for code in codes}
    options = (*_codes_of(name), *_NUMBERED)
    return next((option for option in options if option.translate(_LOOKALIKES) not in looks), options[-1])


def free_colour(used: Collection[str]) -> str:
    """A colour for a track, ``#rrggbb``: one of the palette that no other track has, as long as there is one.

    Args:
        used: The colours of the other tracks.
    """
    free = (colour for colour in _COLOURS if colour not in used)
    return next(free, _COLOURS[len(used) % len(_COLOURS)])


def _codes_of(name: Text) -> Iterator[str]:
    """Codes from a name: the initials of two words, the first two letters, the first with any other."""
    text = " ".join(map(fold, name.values())).upper()
    words = re.findall(r"[A-Z0-9]+", text)
    letters = "".join(words) or "".join(map(pinyin_initial, text))
    options = (
        "".join(word[0] for word in words[:2]),
        letters[:2],
        *(letters[:1] + letter for letter in letters[1:]),
    )
    return (option for option in options if len(option) == 2)
