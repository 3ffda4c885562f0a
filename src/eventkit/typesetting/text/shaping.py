"""Itemisation and shaping: paragraph text to positioned glyphs by HarfBuzz, with CJK spacing."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import NamedTuple

import uharfbuzz as hb
from uniseg.graphemecluster import grapheme_clusters

from eventkit.typesetting.text.bidi import CLOSING
from eventkit.typesetting.text.faces import Face, InkBox
from eventkit.typesetting.text.fonts import FontStack
from eventkit.typesetting.text.scripts import HAN, LATIN, script_in

# Characters that each are a cluster: no marks, joiners, jamo, emoji or regional indicators among them.
_SINGLE_CLUSTER = re.compile(
    "[ -~\u00a0-\u00a8\u00aa-\u00ac\u00af-\u02ff\u0370-\u0482\u048a-\u052f\u2010-\u2027"
    "\u0531-\u0556\u0561-\u0587\u05d0-\u05ea\u0621-\u063a\u0641-\u064a\u0671-\u06d3"
    "\u10d0-\u10ff\u1200-\u135a\u1e00-\u1fff"
    "\u3001-\u3029\u3041-\u3096\u30a1-\u30ff\u3400-\u9fff\uac00-\ud7a3\uff01-\uff5e]*"
)


# Latin letters with their punctuation: a single item, without itemising by character.
_LATIN = re.compile("[ -~\u00a0-\u00a8\u00aa-\u00ac\u00af-\u024f\u1e00-\u1eff\u2010-\u2026\u20ac]*")

_QUOTES = frozenset("“”‘’…‥—·")  # of the width of a Han character in Han text, narrow elsewhere

_APOSTROPHE = "’"

_CLOSERS = frozenset(CLOSING.values())

_DEEPEST = 63  # the depth of the stack for bracket pairs, as in UAX 9 BD16

_TEXT_SCRIPTS = frozenset({"Latn", "Grek", "Cyrl"})  # of the face of text


class TextItem(NamedTuple):
    """The characters ``start`` to ``end`` of a paragraph; ``face`` is ``None`` if no face covers them."""

    start: int
    end: int
    span: int
    level: int
    script: str
    face: Face | None


@lru_cache(maxsize=8192)
def split_clusters(text: str) -> tuple[str, ...]:
    """The grapheme clusters of the text (UAX 29)."""
    return tuple(text) if _SINGLE_CLUSTER.fullmatch(text) else tuple(grapheme_clusters(text))


def itemise(texts: Sequence[str], stacks: Sequence[FontStack], levels: Sequence[int]) -> list[TextItem]:
    items: list[TextItem] = []
    chooser = _FaceChooser()
    start = 0
    for span, (text, stack) in enumerate(zip(texts, stacks, strict=True)):
        end = start + len(text)
        if not text:
            continue
        if is_latin(text, stack) and levels[start] == 0 and not any(levels[start:end]):
            items.append(TextItem(start, end, span, 0, LATIN, stack.text))
            chooser.leave(stack.text, LATIN)
        elif len(text) <= _RECURRING and levels[start:end].count(levels[start]) == len(text):
            merged, state = _choose_runs(text, stack, chooser.state)
            at = start
            for length, script, face in merged:
                items.append(TextItem(at, at + length, span, levels[start], script, face))
                at += length
            chooser.continue_from(state)
        else:
            chosen = chooser.choose(text, stack)
            items += _merge_items(chosen, start, span, levels)
        start = end
    return items


def is_latin(text: str, stack: FontStack) -> bool:
    """True if the text consists of Latin letters and their punctuation, all in the text face."""
    if not _LATIN.fullmatch(text) or (stack.han_quotes and not _QUOTES.isdisjoint(text)):
        return False
    return stack.has_in_text(text)


def _merge_items(
    chosen: Sequence[tuple[str, str, Face | None]], start: int, span: int, levels: Sequence[int]
) -> Iterator[TextItem]:
    """One item for each sequence of clusters with equal level, script and face."""
    first, last = start, start
    now: tuple[int, str, Face | None] | None = None
    for cluster, script, face in chosen:
        # A cluster has the level of its first character: its marks take it by rule W1.
        here = levels[last], script, face
        # Clusters that no face covers are marked one by one.
        if now is not None and (here != now or face is None):
            yield TextItem(first, last, span, *now)
            first = last
        now = here
        last += len(cluster)
    if now is not None:
        yield TextItem(first, last, span, *now)


_RECURRING = 200
"""The most characters of a text that may recur, as titles and names do: beside others, alone, on any line."""


class _ChooserState(NamedTuple):
    """The script and face of the last cluster, and the brackets that are open."""

    script: str
    face: Face | None
    open: tuple[tuple[str, str, Face | None], ...]


@lru_cache(maxsize=2048)
def _choose_runs(
    text: str, stack: FontStack, before: _ChooserState
) -> tuple[tuple[tuple[int, str, Face | None], ...], _ChooserState]:
    """The length, script and face of each run of a text of one level, and the state after it."""
    chooser = _FaceChooser()
    chooser.continue_from(before)
    items = _merge_items(chooser.choose(text, stack), 0, 0, [0] * len(text))
    return tuple([(item.end - item.start, item.script, item.face) for item in items]), chooser.state


class _FaceChooser:
    """Chooses script and face cluster by cluster, depending on the clusters before."""

    def __init__(self) -> None:
        self._face: Face | None = None
        self._script = ""
        self._open: list[tuple[str, str, Face | None]] = []

    @property
    def state(self) -> _ChooserState:
        """The state on which the next cluster depends."""
        return _ChooserState(self._script, self._face, tuple(self._open))

    def continue_from(self, state: _ChooserState) -> None:
        self._script, self._face, self._open = state.script, state.face, [*state.open]

    def leave(self, face: Face, script: str) -> None:
        self._face, self._script = face, script

    def choose(self, text: str, stack: FontStack) -> list[tuple[str, str, Face | None]]:
        parts = split_clusters(text)
        scripts = [script_in(part) for part in parts]
        leading = next(filter(None, scripts), "") or LATIN
        chosen: list[tuple[str, str, Face | None]] = []
        for at, (part, script) in enumerate(zip(parts, scripts, strict=True)):
            if script:
                self._script, self._face = script, stack.face_for(part)
            else:
                self._script = self._script or leading
                follows = scripts[at + 1] if at + 1 < len(parts) else ""
                self._face = self._neutral(part, stack, follows)
            foreign = self._script not in _TEXT_SCRIPTS and self._face == stack.text
            chosen.append((part, LATIN if foreign else self._script, self._face))
        return chosen

    def _neutral(self, part: str, stack: FontStack, follows: str) -> Face | None:
        if part in CLOSING:
            face = self._punctuation(part, stack)
            self._open = [*self._open[1 - _DEEPEST :], (CLOSING[part], self._script, face)]
            return face
        if part in _CLOSERS and (face := self._of_opening_bracket(part)):
            return face
        if part in _QUOTES and stack.han_quotes and stack.han and stack.han.covers(part):
            if not (part == _APOSTROPHE and self._script == follows == LATIN):
                self._script = HAN
                return stack.han
            return stack.face_for(part)
        kind = unicodedata.category(part[0])
        if kind == "Zs" or kind.startswith("P"):
            return self._punctuation(part, stack)
        return stack.face_for(part)

    def _of_opening_bracket(self, part: str) -> Face | None:
        """The face of the opening bracket that this one closes; its script continues after it."""
        for depth in range(len(self._open) - 1, -1, -1):
            closing, script, face = self._open[depth]
            if closing == part and face is not None and face.covers(part):
                del self._open[depth:]
                self._script = script
                return face
        return None

    def _punctuation(self, part: str, stack: FontStack) -> Face | None:
        """The face of punctuation and spaces: that of the text before them.

        The emoji face is excluded, since its space is as wide as its pictures. ASCII characters are never set
        in the Han face, so that the brackets of ``陈 (Chen)`` match.
        """
        before = self._face
        if before is None or before == stack.emoji or (before == stack.han and part.isascii()):
            return stack.face_for(part)
        return before if before.covers(part) else stack.face_for(part)


CJK_GAP = 0.25  # the space between Han and Western text, in em of the Han character
_CJK = re.compile("[々〇\u3041-\u3096\u30a1-\u30fa\u30fc\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]")

_WESTERN = re.compile("[0-9A-Za-zªµºÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿḀ-ỿ]")


def cjk_gaps(text: str, items: Sequence[TextItem], sizes: Sequence[float]) -> Mapping[int, float]:
    """The spaces between Han and Western text in points, by the index of the character after each.

    The two kinds never share a face, and so never an item; ``sizes`` are those of the spans.
    """
    gaps: dict[int, float] = {}
    for left, right in pairwise(items):
        # Items from right to left are not in this order on the line.
        if left.level != right.level or left.level % 2:
            continue
        before, behind = text[right.start - 1], text[right.start]
        if _CJK.match(before) and _WESTERN.match(behind):
            gaps[right.start] = CJK_GAP * sizes[left.span]
        elif _WESTERN.match(before) and _CJK.match(behind):
            gaps[right.start] = CJK_GAP * sizes[right.span]
    return gaps


# Letters of these scripts touch: a gap between them breaks the word (CSS Text 3, 8.2.1).
_ADJACENT = frozenset(
    {"Arab", "Syrc", "Mong", "Nkoo", "Mand", "Rohg", "Adlm", "Phag"}
    | {"Deva", "Beng", "Guru", "Gujr", "Knda", "Mlym", "Orya", "Sinh", "Telu", "Taml"}
)


# Full-width marks include half an em of space; one of two adjacent marks drops its half (JLREQ 3.1.2, CLREQ
# 3.1.6). Stops centred in their em, as in Taiwan and Hong Kong, cannot.
_OPENING, _CLOSING, _STOPS = "「『（【〈《〔［｛“‘", "」』）】〉》〕］｝”’", "、。，．"

_MEETING_MARKS = re.compile(
    f"[{_CLOSING}{_STOPS}](?=[{_OPENING}{_CLOSING}{_STOPS}])|(?<=[{_OPENING}])[{_OPENING}]"
)

_CENTRED = re.compile("zh-(hant|tw|hk|mo)|yue|lzh", re.IGNORECASE)

_HYPHENS = ("\u2010", "-")


class Glyph(NamedTuple):
    """A glyph in the order of drawing, left to right; lengths in thousandths of the em, y grows up.

    ``cluster`` is the index of its first character in the text that was shaped.
    """

    id: int
    cluster: int
    advance: float
    dx: float
    dy: float


# Equal glyphs recur very often, so that each is stored once.
_glyph = lru_cache(maxsize=16384)(Glyph)


@dataclass(frozen=True)
class ShapedText:
    """A text shaped by HarfBuzz, in thousandths of the em.

    ``parts`` are the texts that it was concatenated from.
    """

    text: str
    face: Face
    rtl: bool
    glyphs: tuple[Glyph, ...]
    advance: float
    parts: tuple[ShapedText, ...] = field(default=(), compare=False, repr=False)

    @cached_property
    def ink(self) -> InkBox | None:
        """The box around all ink, from the start of the baseline; ``None`` if there is none."""
        x = 0.0
        boxes = []
        for glyph in self.glyphs:
            if box := self.face.ink(glyph.id):
                left, up = x + glyph.dx, glyph.dy
                boxes.append((left + box.left, box.top - up, left + box.right, box.bottom - up))
            x += glyph.advance
        return bounding_box(boxes)

    @cached_property
    def needs_actual_text(self) -> bool:
        """True if several glyphs share a text, so that the text has to be added as ActualText."""
        return not self.rtl and len({glyph[1] for glyph in self.glyphs}) < len(self.glyphs)

    def glyphs_after(self, count: int) -> tuple[Glyph, ...]:
        """Its glyphs with clusters as in a text with so many characters before it."""
        if not count:
            return self.glyphs
        glyphs = self._shifted_glyphs.get(count)
        if glyphs is None:
            glyphs = self._shifted_glyphs[count] = tuple(
                [Glyph(id_, cluster + count, *rest) for id_, cluster, *rest in self.glyphs]
            )
        return glyphs

    @cached_property
    def _shifted_glyphs(self) -> dict[int, tuple[Glyph, ...]]:
        return {}


def bounding_box(boxes: list[tuple[float, float, float, float]]) -> InkBox | None:
    if not boxes:
        return None
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return InkBox(min(lefts), min(tops), max(rights), max(bottoms))


def concatenate(parts: Sequence[ShapedText]) -> ShapedText:
    """Concatenate texts of one face and direction, in logical order, that do not affect each other."""
    face, rtl = parts[0].face, parts[0].rtl
    glyphs: tuple[Glyph, ...] = ()
    start = 0
    for part in parts:
        glyphs = part.glyphs_after(start) + glyphs if rtl else glyphs + part.glyphs_after(start)
        start += len(part.text)
    text = "".join([part.text for part in parts])
    return ShapedText(text, face, rtl, glyphs, sum([part.advance for part in parts]), tuple(parts))


@lru_cache(maxsize=4096)
def shape_text(
    face: Face, text: str, script: str, language: str, *, rtl: bool, tabular: bool = False, spacing: float = 0
) -> ShapedText:
    """Shape a text; ``spacing`` thousandths of an em follow each grapheme cluster.

    Script, language and direction are always set, never guessed: forms (``locl``) and joining depend on them.
    """
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.direction = "rtl" if rtl else "ltr"
    buffer.script = script
    buffer.language = language
    # Joiners and selectors are not needed after shaping, and would become blank glyphs.
    buffer.flags = hb.BufferFlags.REMOVE_DEFAULT_IGNORABLES
    features: dict[str, bool | list[tuple[int, int, bool]]] = {"tnum": True} if tabular else {}
    if script == HAN and (halved := list(_halve_punctuation(text, language))):
        features["halt"] = halved
    if spacing := 0 if script in _ADJACENT else spacing:
        features |= {"liga": False, "clig": False}
    hb.shape(face.font, buffer, features)
    placed = zip(buffer.glyph_infos, buffer.glyph_positions, strict=True)
    glyphs = tuple(
        [_glyph(one.codepoint, one.cluster, at.x_advance, at.x_offset, at.y_offset) for one, at in placed]
    )
    if spacing and glyphs:
        glyphs = _add_letterspace(glyphs, text, spacing)
    return ShapedText(text, face, rtl, glyphs, sum([glyph.advance for glyph in glyphs]))


@lru_cache(maxsize=4096)
def shape_hyphenated(
    face: Face, text: str, script: str, language: str, *, tabular: bool = False, spacing: float = 0
) -> ShapedText:
    """Shape the first part of a hyphenated word, with its hyphen.

    The hyphen reads as a soft hyphen, so that the word is whole when it is read out or copied (PDF 32000-1
    14.8.2.2.3).
    """
    sign = next((sign for sign in _HYPHENS if face.covers(sign)), "")
    whole = shape_text(face, text + sign, script, language, rtl=False, tabular=tabular, spacing=spacing)
    return replace(whole, text=f"{text}\u00ad") if sign else whole


def _halve_punctuation(text: str, language: str) -> Iterator[tuple[int, int, bool]]:
    """The parts of the text with punctuation set in half an em."""
    for mark in _MEETING_MARKS.finditer(text):
        if mark[0] not in _STOPS or not _CENTRED.match(language):
            yield mark.start(), mark.end(), True


def _add_letterspace(glyphs: tuple[Glyph, ...], text: str, spacing: float) -> tuple[Glyph, ...]:
    """The glyphs with letterspace after the last of each cluster, once for each of its graphemes."""
    starts, at = [], 0
    for cluster in split_clusters(text):
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
