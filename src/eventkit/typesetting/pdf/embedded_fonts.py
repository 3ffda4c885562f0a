"""Embedded fonts: subsets by HarfBuzz as Type 0 fonts.

The text of a glyph does not come from the font's character map, which is wrong for shaped text: a two-byte
code identifies one glyph *and* the text it was drawn for. One glyph drawn for two characters has two codes,
so that both can be searched and copied.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFObjectReference

from eventkit.errors import Unprintable
from eventkit.typesetting.pdf.pdf_file import PdfFile, compressed_stream
from eventkit.typesetting.text.faces import Face

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
    """The font program with only these glyphs, at the face's position on its axes.

    Returns:
        ``CFF`` or ``glyf``, the program, and the new number of each glyph.
    """
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
