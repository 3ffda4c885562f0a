"""Text of one face, script and direction, shaped by HarfBuzz."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import uharfbuzz as hb

from eventkit.typesetting.faces import Face, Ink
from eventkit.typesetting.itemise import clusters

# Letters of these scripts touch: a gap between them breaks the word (CSS Text 3, 8.2.1).
_TOUCHING = frozenset(
    {"Arab", "Syrc", "Mong", "Nkoo", "Mand", "Rohg", "Adlm", "Phag"}
    | {"Deva", "Beng", "Guru", "Gujr", "Knda", "Mlym", "Orya", "Sinh", "Telu", "Taml"}
)
# Full-width marks have half an em of blank of their own; of two that meet, one gives up its half (JLREQ
# 3.1.2, CLREQ 3.1.6). Stops in the middle of their em, as in Taiwan and Hong Kong, have none to give.
_OPENING, _CLOSING, _STOPS = "「『（【〈《〔［｛“‘", "」』）】〉》〕］｝”’", "、。，．"
_MEETING = re.compile(f"[{_CLOSING}{_STOPS}](?=[{_OPENING}{_CLOSING}{_STOPS}])|(?<=[{_OPENING}])[{_OPENING}]")
_CENTRED = re.compile("zh-(hant|tw|hk|mo)|yue|lzh", re.IGNORECASE)
_HYPHENS = ("\u2010", "-")


class Glyph(NamedTuple):
    """A glyph in the order of drawing, left to right; lengths in thousandths of the em, y grows up.

    ``cluster`` is the index of the first character it stands for, in the text that was shaped.
    """

    id: int
    cluster: int
    advance: float
    dx: float
    dy: float


# A letter comes again and again at the same place of a line, and there are very many: each is kept once.
_glyph = lru_cache(maxsize=16384)(Glyph)


@dataclass(frozen=True)
class Shaped:
    """What HarfBuzz made of a text; measures in thousandths of the em.

    ``parts`` are those that it was `put_together` from.
    """

    text: str
    face: Face
    rtl: bool
    glyphs: tuple[Glyph, ...]
    advance: float
    parts: tuple[Shaped, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def ink(self) -> Ink | None:
        """The box around all ink, from the start of the baseline; ``None`` where there is none."""
        x = 0.0
        boxes = []
        for glyph in self.glyphs:
            if box := self.face.ink(glyph.id):
                left, up = x + glyph.dx, glyph.dy
                boxes.append((left + box.left, box.top - up, left + box.right, box.bottom - up))
            x += glyph.advance
        return around(boxes)

    @cached_property
    def restated(self) -> bool:
        """Whether glyphs stand for no text of their own, so that what it reads as has to be said."""
        return not self.rtl and len({glyph[1] for glyph in self.glyphs}) < len(self.glyphs)

    def behind(self, count: int) -> tuple[Glyph, ...]:
        """Its glyphs as they are in a text with so many characters before it."""
        if not count:
            return self.glyphs
        found = self._behind.get(count)
        if found is None:
            found = self._behind[count] = tuple(
                [Glyph(id_, cluster + count, *rest) for id_, cluster, *rest in self.glyphs]
            )
        return found

    @cached_property
    def _behind(self) -> dict[int, tuple[Glyph, ...]]:
        return {}


def around(boxes: list[tuple[float, float, float, float]]) -> Ink | None:
    """The least box that holds all of them."""
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return Ink(min(lefts), min(tops), max(rights), max(bottoms))


def put_together(parts: Sequence[Shaped]) -> Shaped:
    """Texts of one face and direction, in logical order, as the one that they are where nothing happens
    between them.
    """
    face, rtl = parts[0].face, parts[0].rtl
    glyphs: tuple[Glyph, ...] = ()
    start = 0
    for part in parts:
        glyphs = part.behind(start) + glyphs if rtl else glyphs + part.behind(start)
        start += len(part.text)
    text = "".join([part.text for part in parts])
    return Shaped(text, face, rtl, glyphs, sum([part.advance for part in parts]), tuple(parts))


@lru_cache(maxsize=4096)
def shaped(
    face: Face, text: str, script: str, language: str, *, rtl: bool, tabular: bool = False, spacing: float = 0
) -> Shaped:
    """The text shaped; ``spacing`` thousandths of an em follow each grapheme cluster.

    Script, language and direction are said, never guessed: they decide on forms (``locl``) and joining.
    """
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = script
    buffer.language = language
    # Joiners and selectors have done their work when shaping is over; drawn, they would be blank glyphs.
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    features: dict[str, bool | list[tuple[int, int, bool]]] = {"tnum": True} if tabular else {}
    if script == "Hani" and (halved := list(_halved(text, language))):
        features["halt"] = halved
    if spacing := 0 if script in _TOUCHING else spacing:
        features |= {"liga": False, "clig": False}
    hb.shape(face.font, buffer, features)
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    glyphs = tuple(
        [_glyph(one.codepoint, one.cluster, at.x_advance, at.x_offset, at.y_offset) for one, at in placed]
    )
    if spacing and glyphs:
        glyphs = _spaced(glyphs, text, spacing)
    return Shaped(text, face, rtl, glyphs, sum([glyph.advance for glyph in glyphs]))


@lru_cache(maxsize=4096)
def divided(
    face: Face, text: str, script: str, language: str, *, tabular: bool = False, spacing: float = 0
) -> Shaped:
    """The beginning of a word whose rest follows on the next line, with a hyphen that is none of its own.

    It reads as a soft hyphen, so that who hears or copies the text is given the whole word (PDF 32000-1
    14.8.2.2.3).
    """
    sign = next((sign for sign in _HYPHENS if face.covers(sign)), "")
    whole = shaped(face, text + sign, script, language, rtl=False, tabular=tabular, spacing=spacing)
    return replace(whole, text=f"{text}\u00ad") if sign else whole


def _halved(text: str, language: str) -> Iterator[tuple[int, int, bool]]:
    """Where in the text marks are set in half an em."""
    for found in _MEETING.finditer(text):
        if found[0] not in _STOPS or not _CENTRED.match(language):
            yield found.start(), found.end(), True


def _spaced(glyphs: tuple[Glyph, ...], text: str, spacing: float) -> tuple[Glyph, ...]:
    """The glyphs with the space after the last of each cluster, once for each grapheme it stands for."""
    starts, at = [], 0
    for cluster in clusters(text):
        starts.append(at)
        at += len(cluster)
    present = sorted({glyph.cluster for glyph in glyphs})
    ends = dict(zip(present, [*present[1:], len(text)], strict=True))
    spaced = []
    for order, glyph in enumerate(glyphs):
        last = order + 1 == len(glyphs) or glyphs[order + 1].cluster != glyph.cluster
        count = sum(glyph.cluster <= start < ends[glyph.cluster] for start in starts) if last else 0
        spaced.append(glyph._replace(advance=glyph.advance + count * spacing))
    return tuple(spaced)
