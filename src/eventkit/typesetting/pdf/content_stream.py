"""Content stream operators: text, embedded fonts, outlines, QR modules (PDF 32000-1 annex A).

Text is shaped already, so that ReportLab has no method for it; boxes, lines and pictures are painted by
ReportLab. PDF counts y from the bottom of the page.

If glyphs map to characters one to one, the font's ToUnicode map gives the text. Otherwise,
extractors need help, as tests with poppler, MuPDF and PDFium show:

- Left to right, with clusters of several glyphs (Indic, Thai, marks that do not compose): the first glyph
  of a cluster carries its text, and ``ActualText`` (PDF 32000-1 14.9.4) encloses the run.
- Where runs are set apart, as Latin words are in Han text, ``ActualText`` encloses all of them: the space
  between them would be read as a blank. The same where one of several runs needs it: poppler ignores what
  follows it in the same content.
- Right to left: no ``ActualText``, which they would reverse again. They expect visual order, so the widest
  glyph of a cluster carries the cluster's text reversed, with brackets mirrored as displayed. Other glyphs
  of the cluster (dots and marks) are painted as shapes: as text without a meaning they would be read as
  spaces or as control characters.
"""

from __future__ import annotations

import hashlib
import re
import struct
from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import getitem
from pathlib import PurePath
from typing import Any, NamedTuple

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from eventkit.errors import Unprintable
from eventkit.typesetting.colour import BlackInk, Colour, InkColour
from eventkit.typesetting.layout.pages import PlacedPage, QrCode
from eventkit.typesetting.pdf.pdf_file import PdfFile, compressed_stream, format_number
from eventkit.typesetting.qr.symbol import QrSymbol
from eventkit.typesetting.text.bidi import CLOSING
from eventkit.typesetting.text.faces import Face
from eventkit.typesetting.text.shaping import Glyph, ShapedText
from eventkit.typesetting.text.spans import GlyphRun, MissingGlyph, TextLine

_BLOCK_SIZE = 100  # entries in one block of a CMap (Adobe Technical Note 5014)
_MAX_CODES = 0xFFFF
_SYMBOLIC = 4  # PDF 32000-1 table 123: the glyphs are not those of a standard Latin set
_DROPPED_TABLES = (
    "GSUB",
    "GPOS",
    "GDEF",
    "name",
    "OS/2",
    "post",
    "STAT",
    "DSIG",
    "BASE",
    "VORG",
    "gasp",
    "MVAR",
)

_CMAP = """/CIDInit /ProcSet findresource begin
12 dict begin
begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering ({ordering}) /Supplement 0 >> def
/CMapName /{name} def
/CMapType {kind} def
1 begincodespacerange
<0000> <FFFF>
endcodespacerange
{blocks}
endcmap
CMapName currentdict /CMap defineresource pop
end
end
"""


class EmbeddedFont:
    """A face in one document, with the codes assigned so far.

    Codes count up in the order of first use, so that the same pages always give the same bytes.
    """

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        """Its name in the resources of pages, such as ``E1``; ReportLab calls its own fonts F1, F2."""
        self._codes: dict[tuple[int, str], int] = {}

    def code_for(self, glyph: int, text: str) -> int:
        code = self._codes.setdefault((glyph, text), len(self._codes) + 1)
        if code > _MAX_CODES:
            raise Unprintable(
                "The document needs more than {most} different glyphs of one font. Split it.",
                most=_MAX_CODES,
            )
        return code

    def addObjects(self, document: PdfFile) -> None:
        """Write the font into the document; ReportLab calls this after the last page."""
        outlines, program, glyph_of = _subset(self.face, sorted({glyph for glyph, _ in self._codes}))
        by_code = {code: glyph_of[glyph] for (glyph, _), code in self._codes.items()}
        base = f"/{_subset_tag(program)}+{_postscript_name(self.face)}"
        encoding: str | PDFObjectReference = "/Identity-H"
        if outlines == "CFF":
            codes = _code_map(by_code).encode("ascii")
            encoding = document.write(compressed_stream(codes, Type="/CMap", CMapName="/Codes"))
        descendant = self._write_descendant(document, base, program, by_code, outlines)
        to_unicode = document.write(compressed_stream(self._to_unicode().encode("ascii")))
        font = PDFDictionary(
            {
                "Type": "/Font",
                "Subtype": "/Type0",
                "BaseFont": base,
                "Encoding": encoding,
                "DescendantFonts": PDFArray([descendant]),
                "ToUnicode": to_unicode,
            }
        )
        document.add_font(self.name, document.write(font))

    def _write_descendant(
        self, document: PdfFile, base: str, program: bytes, by_code: Mapping[int, int], outlines: str
    ) -> PDFObjectReference:
        """The CIDFont (PDF 32000-1 9.7.4); its CIDs are the codes for glyf, the subset's glyphs for CFF."""
        widths = {code: self.face.advance(glyph) for (glyph, _), code in self._codes.items()}
        if outlines == "CFF":
            widths = {by_code[code]: width for code, width in widths.items()}
        entries: dict[str, Any] = {
            "Type": "/Font",
            "Subtype": "/CIDFontType0" if outlines == "CFF" else "/CIDFontType2",
            "BaseFont": base,
            "CIDSystemInfo": "<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>",
            "FontDescriptor": self._write_descriptor(document, base, program, outlines),
            "W": f"[{_width_array(widths)}]",
        }
        if outlines == "glyf":
            table = b"".join(struct.pack(">H", by_code.get(code, 0)) for code in range(max(by_code) + 1))
            entries["CIDToGIDMap"] = document.write(compressed_stream(table))
        return document.write(PDFDictionary(entries))

    def _write_descriptor(
        self, document: PdfFile, base: str, program: bytes, outlines: str
    ) -> PDFObjectReference:
        if outlines == "CFF":
            file = {"FontFile3": document.write(compressed_stream(program, Subtype="/CIDFontType0C"))}
        else:
            file = {"FontFile2": document.write(compressed_stream(program, Length1=len(program)))}
        return document.write(
            PDFDictionary(
                {
                    "Type": "/FontDescriptor",
                    "FontName": base,
                    "Flags": _SYMBOLIC,
                    # Never empty: viewers clip to it, and Acrobat then shows nothing. The entries after it
                    # are required, but read only where a font is not embedded.
                    "FontBBox": PDFArray(_bounding_box(self.face)),
                    "ItalicAngle": 0,
                    "Ascent": round(self.face.ascent / self.face.size_factor),
                    "Descent": -round(self.face.descent / self.face.size_factor),
                    "CapHeight": 714,
                    "StemV": 80,
                    **file,
                }
            )
        )

    def _to_unicode(self) -> str:
        """The text of each code (PDF 32000-1 9.10.3)."""
        lines = [
            f"<{code:04X}> <{text.encode('utf-16-be').hex().upper()}>"
            for (_, text), code in self._codes.items()
            if text
        ]
        return _CMAP.format(
            ordering="UCS", name="Adobe-Identity-UCS", kind=2, blocks=_blocks(lines, "bfchar")
        )


def _subset(face: Face, glyphs: list[int]) -> tuple[str, bytes, dict[int, int]]:
    """The font program (``CFF`` or ``glyf``) with only these glyphs, on its axes, and their new numbers."""
    request = hb.SubsetInput()
    request.glyph_set.update({0, *glyphs})
    request.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _DROPPED_TABLES)
    request.flags = (
        hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.DOWNGRADE_CFF2  # PDF knows CFF, not CFF2
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    )
    source = face.font.face
    for tag, value in face.axes:
        request.pin_axis_location(source, tag, value)
    plan = hb.SubsetPlan(source, request)
    subset = plan.execute()
    mapping = plan.old_to_new_glyph_mapping
    numbers = {glyph: mapping[glyph] for glyph in glyphs}
    if "CFF " in subset.table_tags:
        return "CFF", bytes(subset.reference_table("CFF ").data), numbers
    return "glyf", bytes(subset.blob.data), numbers


def _code_map(by_code: dict[int, int]) -> str:
    """From codes to CIDs (PDF 32000-1 9.7.5.4)."""
    lines = [f"<{code:04X}> {glyph}" for code, glyph in by_code.items()]
    return _CMAP.format(ordering="Identity", name="Codes", kind=1, blocks=_blocks(lines, "cidchar"))


def _blocks(lines: list[str], kind: str) -> str:
    parts = [lines[at : at + _BLOCK_SIZE] for at in range(0, len(lines), _BLOCK_SIZE)]
    return "\n".join(f"{len(part)} begin{kind}\n" + "\n".join(part) + f"\nend{kind}" for part in parts)


def _width_array(widths: dict[int, int]) -> str:
    """The widths by CID, neighbours in one array (PDF 32000-1 9.7.4.3)."""
    arrays: list[tuple[int, list[int]]] = []
    for cid in sorted(widths):
        if not arrays or cid != arrays[-1][0] + len(arrays[-1][1]):
            arrays.append((cid, []))
        arrays[-1][1].append(widths[cid])
    return "".join(f"{first}[{' '.join(map(str, array))}]" for first, array in arrays)


def _bounding_box(face: Face) -> list[int]:
    head = bytes(face.font.face.reference_table("head").data)
    corners = struct.unpack(">4h", head[36:44])
    return [round(1000 * corner / face.font.face.upem) for corner in corners]


def _subset_tag(program: bytes) -> str:
    """The subset tag of six letters (PDF 32000-1 9.6.4), derived from the content."""
    digest = hashlib.sha256(program).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _postscript_name(face: Face) -> str:
    """A name that differs where faces differ: instances of one variable font share their own name."""
    stem = PurePath(face.path).name.partition(".")[0].partition("[")[0]
    axes = "".join(f"-{tag}{value:g}" for tag, value in face.axes)
    index = f"-{face.index}" if face.index else ""
    return stem + index + axes


# Characters that a run from right to left shows mirrored (UAX 9 L4).
_MIRRORED = dict(CLOSING) | {"«": "»", "‹": "›", "<": ">", "≤": "≥"}
_MIRROR_TABLE = str.maketrans(_MIRRORED | {mate: character for character, mate in _MIRRORED.items()})

_CACHE_SIZE = 4096  # runs that may recur soon
_NEGLIGIBLE = 1e-3  # thousandths of the em
_FINDER_SIZE = 7  # modules per side of a finder pattern

Point = tuple[float, float]


@lru_cache(maxsize=1024)
def fill_colour(colour: Colour) -> str:
    """Set the colour for text and fills: in light, or in inks."""
    if isinstance(colour, InkColour) and colour.spot:
        return f"/{spot_name(colour.spot)} cs {format_number(colour.share)} scn"
    return f"{_components(colour)} {'k' if isinstance(colour, BlackInk | InkColour) else 'rg'}"


@lru_cache(maxsize=1024)
def stroke_colour(colour: Colour) -> str:
    if isinstance(colour, InkColour) and colour.spot:
        return f"/{spot_name(colour.spot)} CS {format_number(colour.share)} SCN"
    return f"{_components(colour)} {'K' if isinstance(colour, BlackInk | InkColour) else 'RG'}"


def spot_name(spot: str) -> str:
    return f"S{hashlib.sha256(spot.encode()).hexdigest()[:8]}"


def _components(colour: Colour) -> str:
    values: Sequence[float] = colour.rgb
    if isinstance(colour, BlackInk):
        values = (0, 0, 0, colour.ink)
    elif isinstance(colour, InkColour):
        values = colour.inks
    return " ".join(map(format_number, values))


def begin_placed_page(mark: PlacedPage, height: float) -> str:
    """Begin a smaller page at its place, in a graphics state (PDF 32000-1 8.3.4) that ``Q`` ends."""
    a, b = {0: (1, 0), 90: (0, -1), 180: (-1, 0), 270: (0, 1)}[mark.rotation]
    rotation = (mark.scale * cell for cell in (a, b, -b, a))
    inner = mark.page.height
    x, y = mark.map_point(0, inner)  # where the lower left of the smaller page is
    matrix = " ".join(
        [*(format_number(cell, 5) for cell in rotation), format_number(x), format_number(height - y)]
    )
    if mark.clip is None:
        return f"q {matrix} cm"
    clip = mark.clip
    corner = (clip.x, inner - clip.bottom, clip.width, clip.height)
    return f"q {matrix} cm\n{' '.join(map(format_number, corner))} re W n"


def qr_code(mark: QrCode, height: float) -> str:
    symbol = mark.symbol
    bottom = height - mark.y - mark.size
    return f"{_quiet_zone(mark.x, bottom, mark.size, mark.quiet, symbol.size)}{qr_path(symbol)}f* Q"


@lru_cache(maxsize=1024)
def _quiet_zone(x: float, y: float, size: float, quiet: int, modules: int) -> str:
    """The white background of a QR code, and the matrix with a module as unit."""
    module = size / (modules + 2 * quiet)
    unit = format_number(module, 5)
    place = f"{format_number(x + quiet * module)} {format_number(y + size - quiet * module)}"
    corner = " ".join(map(format_number, (x, y, size, size)))
    return f"q 1 g {corner} re f\n0 g {unit} 0 0 -{unit} {place} cm\n"


class _EncodedRun(NamedTuple):
    """The operators of a run, independent of its size and place."""

    font: str  # the name of its font and the size of the font in units of the em, as operands of `Tf`
    text: str  # the operators of its text, in units of the em
    shapes: str = ""  # the operators of glyphs painted as shapes, in thousandths of the em

    @property
    def array(self) -> str | None:
        """The content of its TJ array, if it is one array and nothing else (PDF 32000-1 9.4.3)."""
        is_array = self.text.startswith("[") and "\n" not in self.text and not self.shapes
        return self.text.removeprefix("[").removesuffix("] TJ") if is_array else None

    def at(self, size: float, x: float, y: float) -> str:
        """The operators of the run at a size and place, both set by one matrix."""
        scale = f"{size:.3f}"
        operators = f"BT /{self.font} Tf {scale} 0 0 {scale} {x:.3f} {y:.3f} Tm\n{self.text}\nET"
        if self.shapes:
            scale = format_number(size / 1000, 6)
            operators += f"\nq {scale} 0 0 {scale} {format_number(x)} {format_number(y)} cm\n{self.shapes}\nQ"
        return operators


class TextEncoder:
    """Encodes lines of text for one document, embedding font faces as they occur."""

    def __init__(self) -> None:
        self._fonts: dict[Face, EmbeddedFont] = {}
        # By identity, since comparing long runs glyph by glyph takes longer than encoding them; the run is
        # stored with its operators, so that its identity is not reused.
        self._runs: dict[int, tuple[ShapedText, _EncodedRun]] = {}
        self._spaced_runs: dict[int, tuple[ShapedText, _EncodedRun | None]] = {}  # in the same way
        self._lines: dict[tuple[int, float, float], tuple[TextLine, list[str]]] = {}

    @property
    def fonts(self) -> list[EmbeddedFont]:
        """The fonts in use, in the order of first use."""
        return list(self._fonts.values())

    def font(self, face: Face) -> EmbeddedFont:
        if face not in self._fonts:
            self._fonts[face] = EmbeddedFont(face, f"E{len(self._fonts) + 1}")
        return self._fonts[face]

    def encode_line(self, line: TextLine, x: float, y: float) -> list[str]:
        """Encode a line with its origin at ``x``, ``y``, counted from the bottom left."""
        key = id(line), x, y  # roles and first names recur in one place on many badges
        known = self._lines.get(key)
        if known is None:
            if len(self._lines) == _CACHE_SIZE:
                self._lines.clear()
            known = self._lines[key] = line, self._encode_line(line, x, y)
        return known[1]

    def _encode_line(self, line: TextLine, x: float, y: float) -> list[str]:
        if len(line.runs) > 1 and line.needs_actual_text:
            return self._encode_with_actual_text(line, x, y)
        operators: list[str] = []
        runs = line.runs
        last = runs[-1] if len(runs) > 1 else None
        joined = last if isinstance(last, GlyphRun) and last.shaped.text == " " else None
        for run in runs[:-1] if joined else runs:
            colour = fill_colour(run.colour)
            if isinstance(run, MissingGlyph):
                operators += ["q", colour, *self._encode_missing_glyph(run, x, y), "Q"]
            elif run.shaped.glyphs:
                operators += [colour, self._encode_run(run, x + run.x, y)]
        if joined is not None:
            before = runs[-2]
            if isinstance(before, GlyphRun) and (both := self._append_space(before, joined)):
                operators[-1] = both.at(before.size, x + before.x, y)
            else:
                operators += [fill_colour(joined.colour), self._encode_run(joined, x + joined.x, y)]
        return operators

    def _append_space(self, run: GlyphRun, space: GlyphRun) -> _EncodedRun | None:
        """A run with the space at the end of its line, in one array; ``None`` if they cannot be joined."""
        if run.size != space.size or run.shaped.face is not space.shaped.face or not run.shaped.glyphs:
            return None
        if abs(run.x + run.width - space.x) > _NEGLIGIBLE:
            return None
        cached = self._spaced_runs.get(id(run.shaped))
        if cached is None:
            first, second = self._encoded(run.shaped), self._encoded(space.shaped)
            joined = None
            if first.array is not None and second.array is not None:
                joined = first._replace(text=f"[{first.array} {second.array}] TJ".replace("> <", ""))
            if len(self._spaced_runs) == _CACHE_SIZE:
                self._spaced_runs.clear()
            cached = self._spaced_runs[id(run.shaped)] = run.shaped, joined
        return cached[1]

    def _encode_with_actual_text(self, line: TextLine, x: float, y: float) -> list[str]:
        """Encode runs within one ActualText; a trailing space is outside it."""
        # An isolate in a face of its own has no glyph.
        runs = [run for run in line.runs if isinstance(run, GlyphRun) and run.shaped.glyphs]
        last = [runs.pop()] if runs[-1].shaped.text == " " else []
        operators = []
        for run in runs:
            encoded = self._encode_glyphs(run.shaped, _glyph_texts(run.shaped), as_shapes=False)
            operators += [fill_colour(run.colour), encoded.at(run.size, x + run.x, y)]
        begin = _begin_actual_text("".join(run.shaped.text for run in runs))
        return [begin, *operators, "EMC", *(self._encode_run(run, x + run.x, y) for run in last)]

    def _encode_run(self, run: GlyphRun, x: float, y: float) -> str:
        """Encode a run, only once for all sizes and places."""
        return self._encoded(run.shaped).at(run.size, x, y)

    def _encoded(self, shaped: ShapedText) -> _EncodedRun:
        cached = self._runs.get(id(shaped))
        if cached is None:
            encoded = self._join_parts(shaped) or self._encode_shaped(shaped)
            if len(self._runs) == _CACHE_SIZE:
                self._runs.clear()
            cached = self._runs[id(shaped)] = shaped, encoded
        return cached[1]

    def _join_parts(self, shaped: ShapedText) -> _EncodedRun | None:
        """Join the arrays of the parts of concatenated text; ``None`` if a part has other operators too."""
        parts = [self._encoded(part) for part in (shaped.parts[::-1] if shaped.rtl else shaped.parts)]
        arrays = [part.array for part in parts]
        if not arrays or None in arrays:
            return None
        array = " ".join([array for array in arrays if array]).replace("> <", "")
        return _EncodedRun(parts[0].font, f"[{array}] TJ")

    def _encode_shaped(self, shaped: ShapedText) -> _EncodedRun:
        texts = _glyph_texts(shaped)
        encoded = self._encode_glyphs(shaped, texts, as_shapes=shaped.rtl)
        if shaped.rtl or all(texts):
            return encoded
        return encoded._replace(text=f"{_begin_actual_text(shaped.text)}\n{encoded.text}\nEMC")

    def _encode_glyphs(self, shaped: ShapedText, texts: list[str], *, as_shapes: bool) -> _EncodedRun:
        """Encode glyphs with their texts; with ``as_shapes``, glyphs without text as shapes."""
        encoder = _GlyphEncoder(self.font(shaped.face))
        for glyph, text in zip(shaped.glyphs, texts, strict=True):
            encoder.add(glyph, text, as_shape=as_shapes and not text)
        return encoder.finish()

    def _encode_missing_glyph(self, hole: MissingGlyph, x: float, y: float) -> list[str]:
        """A frame with the code point in it: its first digit reads as the character, the rest are shapes."""
        frame = hole.frame
        corner = (x + frame.left, y - frame.bottom, frame.width, frame.height)
        pen = f"{stroke_colour(hole.colour)} {format_number(0.04 * hole.size)} w"
        operators = [f"{pen} {' '.join(map(format_number, corner))} re S"]
        pitch = frame.height / (len(hole.digits) + 0.25)
        for row, digits in enumerate(hole.digits):
            indent = (frame.width - digits.advance * hole.small / 1000) / 2
            texts = ["" if row or column else hole.text for column in range(len(digits.glyphs))]
            encoded = self._encode_glyphs(digits, texts, as_shapes=True)
            left, baseline = x + frame.left + indent, y - frame.top - (row + 1) * pitch
            operators.append(encoded.at(hole.small, left, baseline))
        return operators


def _glyph_texts(shaped: ShapedText) -> list[str]:
    """The text of each glyph: one glyph of a cluster carries all of its text."""
    if not shaped.rtl and [glyph.cluster for glyph in shaped.glyphs] == list(range(len(shaped.text))):
        return list(shaped.text)
    starts = sorted({glyph.cluster for glyph in shaped.glyphs})
    ends = dict(zip(starts, [*starts[1:], len(shaped.text)], strict=True))
    texts: list[str] = []
    for cluster, group in groupby(shaped.glyphs, key=lambda glyph: glyph.cluster):
        glyphs = list(group)
        text = shaped.text[cluster : ends[cluster]]
        widths = [glyph.advance for glyph in glyphs]
        carrier = widths.index(max(widths)) if shaped.rtl else 0
        read = text[::-1].translate(_MIRROR_TABLE) if shaped.rtl else text
        texts += [read if index == carrier else "" for index in range(len(glyphs))]
    return texts


class _GlyphEncoder:
    def __init__(self, font: EmbeddedFont) -> None:
        self._font = font
        self._factor = font.face.size_factor
        self._operators: list[str] = []
        self._array: list[str] = []  # of TJ: strings in hexadecimal, and numbers that move left
        self._string = ""
        self._rise = 0.0
        self._pen = 0.0  # the pen position for the next glyph, in thousandths of the nominal em
        self._position = 0.0  # the position at the end of the array
        self._shapes: list[str] = []
        self._origin = (0.0, 0.0)  # of the last shape

    def add(self, glyph: Glyph, text: str, *, as_shape: bool) -> None:
        """Add a glyph at the pen: as text, or as a shape without text."""
        x = self._pen + glyph.dx
        if as_shape:
            if path := glyph_path(self._font.face, glyph.id):
                dx, dy = x - self._origin[0], glyph.dy - self._origin[1]
                self._shapes.append(f"1 0 0 1 {format_number(dx)} {format_number(dy)} cm {path} f")
                self._origin = x, glyph.dy
        else:
            if glyph.dy != self._rise:
                self._raise(glyph.dy)
            if abs(x - self._position) > _NEGLIGIBLE:
                self._move(x)
            self._string += f"{self._font.code_for(glyph.id, text):04X}"
            self._position += self._font.face.advance(glyph.id) * self._factor
        self._pen += glyph.advance

    def finish(self) -> _EncodedRun:
        if abs(self._pen - self._position) > _NEGLIGIBLE:
            self._move(self._pen)
        if self._rise:
            self._raise(0)
        self._flush()
        return _EncodedRun(
            f"{self._font.name} {self._factor:g}", "\n".join(self._operators), "\n".join(self._shapes)
        )

    def _move(self, to: float) -> None:
        self._close_string()
        self._array.append(format_number((self._position - to) / self._factor))
        self._position = to

    def _raise(self, rise: float) -> None:
        self._flush()
        self._operators.append(f"{format_number(rise / 1000)} Ts")
        self._rise = rise

    def _close_string(self) -> None:
        if self._string:
            self._array.append(f"<{self._string}>")
            self._string = ""

    def _flush(self) -> None:
        self._close_string()
        if any(part.startswith("<") for part in self._array):
            self._operators.append(f"[{' '.join(self._array)}] TJ")
            self._array = []


def _begin_actual_text(text: str) -> str:
    """Begin content with ActualText, which replaces the text of its glyphs (PDF 32000-1 14.9.4)."""
    encoded = f"\ufeff{text}".encode("utf-16-be").hex().upper()
    return f"/Span <</ActualText <{encoded}>>> BDC"


@lru_cache(maxsize=4096)
def glyph_path(face: Face, glyph: int) -> str:
    """The glyph's path in thousandths of the em, to be filled (PDF 32000-1 8.5.2)."""
    pen = _Pen()
    face.font.draw_glyph_with_pen(glyph, pen)
    return " ".join(pen.operators)


class _Pen:
    """A pen for HarfBuzz, which calls its methods by these names, that writes path operators."""

    def __init__(self) -> None:
        self.operators: list[str] = []
        self._at: Point = (0, 0)

    def moveTo(self, point: Point) -> None:
        self._add("m", point)

    def lineTo(self, point: Point) -> None:
        self._add("l", point)

    def curveTo(self, one: Point, two: Point, end: Point) -> None:
        self._add("c", one, two, end)

    def qCurveTo(self, control: Point, end: Point) -> None:
        """Add a quadratic curve, as the cubic curve of the same shape that PDF knows."""
        start = self._at
        one, two = (
            (point[0] + 2 * (control[0] - point[0]) / 3, point[1] + 2 * (control[1] - point[1]) / 3)
            for point in (start, end)
        )
        self._add("c", one, two, end)

    def closePath(self) -> None:
        self.operators.append("h")

    def _add(self, operator: str, *points: Point) -> None:
        self.operators += [f"{x:.0f} {y:.0f}" for x, y in points]
        self.operators.append(operator)
        self._at = points[-1]


def qr_path(symbol: QrSymbol) -> str:
    """The dark modules as one path, to be filled by the even-odd rule, so that no viewer shows seams.

    A module is a unit, the first row lies at the top and y grows down.
    """
    finders, others = _finders(symbol.size, symbol.stride)
    data = (symbol.bits & others).to_bytes(symbol.size * symbol.stride // 8)
    columns = _byte_columns(symbol.stride // 8, len(data))
    return finders + "".join(map(getitem, columns, data))


@lru_cache(maxsize=16)
def _finders(size: int, stride: int) -> tuple[str, int]:
    """The three finders, each a square in a square in a square, and the bits of all modules but theirs."""
    squares, bits = "", (1 << size * stride) - 1
    row = (1 << _FINDER_SIZE) - 1
    for x, y in ((0, 0), (size - _FINDER_SIZE, 0), (0, size - _FINDER_SIZE)):
        for inset in range(3):
            side = _FINDER_SIZE - 2 * inset
            squares += f"{x + inset} {y + inset} {side} {side} re\n"
        for down in range(_FINDER_SIZE):
            bits &= ~(row << (size - y - down) * stride - x - _FINDER_SIZE)
    return squares, bits


@lru_cache(maxsize=16)
def _byte_columns(width: int, count: int) -> list[_ByteColumn]:
    return [_ByteColumn(*divmod(at, width)) for at in range(count)]


class _ByteColumn(dict[int, str]):
    """Eight modules in a row, as a byte, to rectangles: one for each sequence of dark modules."""

    def __init__(self, row: int, column: int) -> None:
        super().__init__()
        self._row, self._first = row, 8 * column

    def __missing__(self, byte: int) -> str:
        self[byte] = "".join(
            f"{self._first + dark.start()} {self._row} {len(dark.group())} 1 re\n"
            for dark in re.finditer("1+", f"{byte:08b}")
        )
        return self[byte]
