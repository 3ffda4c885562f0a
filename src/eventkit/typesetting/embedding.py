"""Faces embedded in a PDF: subset by HarfBuzz, written as Type0 fonts.

The text of a glyph is not taken from the font's character map, which is wrong for whatever was shaped: a code
of two bytes stands for one glyph *and* the text it was drawn for. One glyph drawn for two characters has two
codes, so both can be searched and copied.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import PurePath

import uharfbuzz as hb

from eventkit.errors import Unprintable
from eventkit.typesetting.faces import Face
from eventkit.typesetting.file import Objects

_BLOCK = 100  # entries in one block of a CMap (Adobe Technical Note 5014)
_CODES = 0xFFFF
_SYMBOLIC = 4  # PDF 32000-1 table 123: the glyphs are not those of a standard Latin set
_DROPPED = ("GSUB", "GPOS", "GDEF", "name", "OS/2", "post", "STAT", "DSIG", "BASE", "VORG", "gasp", "MVAR")

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
    """A face in one document, with the codes given out so far.

    Codes count up in the order of first use, so that the same pages always give the same bytes.
    """

    def __init__(self, face: Face, name: str) -> None:
        self.face = face
        self.name = name
        """Its name in the pages' resources, such as ``F1``."""
        self._codes: dict[tuple[int, str], int] = {}

    def code(self, glyph: int, text: str) -> int:
        """The code that draws the glyph and reads as the text; an empty text reads as nothing."""
        code = self._codes.setdefault((glyph, text), len(self._codes) + 1)
        if code > _CODES:
            message = f"the document needs more than {_CODES} different glyphs of one face"
            raise Unprintable(message)
        return code

    def fingerprint(self) -> bytes:
        """What tells this font from another one with the same codes."""
        return repr((_postscript_name(self.face), tuple(self._codes))).encode()

    def put(self, objects: Objects) -> str:
        """Put the font among the objects of a document whose pages are written; return how to refer to it."""
        outlines, program, glyph_of = _subset(self.face, sorted({glyph for glyph, _ in self._codes}))
        by_code = {code: glyph_of[glyph] for (glyph, _), code in self._codes.items()}
        base = f"/{_tag(program)}+{_postscript_name(self.face)}"
        encoding = "/Identity-H"
        if outlines == "CFF":
            encoding = objects.add("<</Type/CMap/CMapName/Codes>>", _code_map(by_code).encode("ascii"))
        descendant = self._descendant(objects, base, program, by_code, outlines)
        to_unicode = objects.add("<<>>", self._to_unicode().encode("ascii"))
        return objects.add(
            f"<</Type/Font/Subtype/Type0/BaseFont{base}/Encoding {encoding}"
            f"/DescendantFonts[{descendant}]/ToUnicode {to_unicode}>>"
        )

    def _descendant(
        self, objects: Objects, base: str, program: bytes, by_code: dict[int, int], outlines: str
    ) -> str:
        """The CIDFont (PDF 32000-1 9.7.4); its CIDs are the codes for glyf, the subset's glyphs for CFF."""
        widths = {code: self.face.advance(glyph) for (glyph, _), code in self._codes.items()}
        kind, gids = "CIDFontType0", ""
        if outlines == "CFF":
            widths = {by_code[code]: width for code, width in widths.items()}
        else:
            table = b"".join(struct.pack(">H", by_code.get(code, 0)) for code in range(max(by_code) + 1))
            kind, gids = "CIDFontType2", f"/CIDToGIDMap {objects.add('<<>>', table)}"
        descriptor = self._descriptor(objects, base, program, outlines)
        return objects.add(
            f"<</Type/Font/Subtype/{kind}/BaseFont{base}"
            "/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)/Supplement 0>>"
            f"/FontDescriptor {descriptor}/W[{_width_array(widths)}]{gids}>>"
        )

    def _descriptor(self, objects: Objects, base: str, program: bytes, outlines: str) -> str:
        if outlines == "CFF":
            file = f"/FontFile3 {objects.add('<</Subtype/CIDFontType0C>>', program)}"
        else:
            file = f"/FontFile2 {objects.add(f'<</Length1 {len(program)}>>', program)}"
        # The box is never empty: viewers clip to it, and Acrobat then shows nothing. At what stands behind
        # it viewers look only when a font is not embedded, but it has to be there.
        box = " ".join(map(str, _bounding_box(self.face)))
        ascent, descent = round(self.face.ascent), -round(self.face.descent)
        return objects.add(
            f"<</Type/FontDescriptor/FontName{base}/Flags {_SYMBOLIC}/FontBBox[{box}]"
            f"/ItalicAngle 0/Ascent {ascent}/Descent {descent}/CapHeight 714/StemV 80{file}>>"
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
    """The font program with only these glyphs, at the face's place on its axes.

    Returns:
        ``CFF`` or ``glyf``, the program, and the new number of each glyph.
    """
    wanted = hb.SubsetInput()
    wanted.glyph_set.update({0, *glyphs})
    wanted.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _DROPPED)
    wanted.flags = (
        hb.SubsetFlags.NO_HINTING
        | hb.SubsetFlags.NO_LAYOUT_CLOSURE
        | hb.SubsetFlags.NOTDEF_OUTLINE
        | hb.SubsetFlags.DOWNGRADE_CFF2  # PDF knows CFF, not CFF2
        | hb.SubsetFlags.CFF_IDENTITY_CHARSET
    )
    source = face.font.face
    for tag, value in face.axes:
        wanted.pin_axis_location(source, tag, value)
    plan = hb.SubsetPlan(source, wanted)
    made = plan.execute()
    mapping = plan.old_to_new_glyph_mapping
    numbers = {glyph: mapping[glyph] for glyph in glyphs}
    if "CFF " in made.table_tags:
        return "CFF", bytes(made.reference_table("CFF ").data), numbers
    return "glyf", bytes(made.blob.data), numbers


def _code_map(by_code: dict[int, int]) -> str:
    """From codes to CIDs (PDF 32000-1 9.7.5.4)."""
    lines = [f"<{code:04X}> {glyph}" for code, glyph in by_code.items()]
    return _CMAP.format(ordering="Identity", name="Codes", kind=1, blocks=_blocks(lines, "cidchar"))


def _blocks(lines: list[str], kind: str) -> str:
    parts = [lines[at : at + _BLOCK] for at in range(0, len(lines), _BLOCK)]
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


def _tag(program: bytes) -> str:
    """The six letters that mark a subset (PDF 32000-1 9.6.4), from what is in it."""
    digest = hashlib.sha256(program).digest()
    return "".join(chr(65 + byte % 26) for byte in digest[:6])


def _postscript_name(face: Face) -> str:
    """A name that differs where faces differ: instances of one variable font share their own name."""
    stem = PurePath(face.path).name.partition(".")[0].partition("[")[0]
    axes = "".join(f"-{tag}{value:g}" for tag, value in face.axes)
    index = f"-{face.index}" if face.index else ""
    return stem + index + axes
