"""Faces embedded in a PDF: subset by HarfBuzz, written as Type0 fonts into ReportLab's document.

ReportLab's own fonts hold 256 codes each, know no CFF and no variable fonts, and take the text of a glyph
from the font's character map, which is wrong for whatever was shaped. Here a code of two bytes stands
for one glyph *and* the text it was drawn for: one glyph drawn for two characters has two codes, so both
can be searched and copied.
"""

from __future__ import annotations

import hashlib
import struct
from pathlib import PurePath
from typing import Any

import uharfbuzz as hb
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFStream,
    PDFString,
    PDFZCompress,
)

from eventkit.errors import Unprintable
from eventkit.typesetting.faces import Face

Document = Any
"""ReportLab's ``PDFDocument``, whose type stubs leave out what is needed of it here."""

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

    def addObjects(self, document: Document) -> None:  # noqa: N802 - ReportLab calls it by this name
        """Write the font into the document. ReportLab calls this once, when all pages are there."""
        outlines, program, glyph_of = _subset(self.face, sorted({glyph for glyph, _ in self._codes}))
        by_code = {code: glyph_of[glyph] for (glyph, _), code in self._codes.items()}
        base = PDFName(f"{_tag(program)}+{_postscript_name(self.face)}")
        descendant = self._descendant(document, base, program, by_code, outlines)
        encoding: Any = PDFName("Identity-H")
        if outlines == "CFF":
            encoding = _stream(document, _code_map(by_code), Type=PDFName("CMap"), CMapName=PDFName("Codes"))
        font = PDFDictionary(
            {
                "Type": PDFName("Font"),
                "Subtype": PDFName("Type0"),
                "BaseFont": base,
                "Encoding": encoding,
                "DescendantFonts": PDFArray([descendant]),
                "ToUnicode": _stream(document, self._to_unicode()),
            }
        )
        # The resources of every page refer to this one dictionary, which ReportLab makes for its own fonts.
        document.idToObject["BasicFonts"].dict[self.name] = document.Reference(font)

    def _descendant(
        self, document: Document, base: str, program: bytes, by_code: dict[int, int], outlines: str
    ) -> Any:
        """The CIDFont (PDF 32000-1 9.7.4); its CIDs are the codes for glyf, the subset's glyphs for CFF."""
        widths = {code: self.face.advance(glyph) for (glyph, _), code in self._codes.items()}
        if outlines == "CFF":
            widths = {by_code[code]: width for code, width in widths.items()}
        entries: dict[str, Any] = {
            "Type": PDFName("Font"),
            "Subtype": PDFName("CIDFontType0" if outlines == "CFF" else "CIDFontType2"),
            "BaseFont": base,
            "CIDSystemInfo": PDFDictionary(
                {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
            ),
            "FontDescriptor": document.Reference(self._descriptor(document, base, program, outlines)),
            "W": PDFArray(_width_array(widths)),
        }
        if outlines == "glyf":
            table = b"".join(struct.pack(">H", by_code.get(code, 0)) for code in range(max(by_code) + 1))
            entries["CIDToGIDMap"] = _stream(document, table)
        return document.Reference(PDFDictionary(entries))

    def _descriptor(self, document: Document, base: str, program: bytes, outlines: str) -> PDFDictionary:
        if outlines == "CFF":
            file = "FontFile3", _stream(document, program, Subtype=PDFName("CIDFontType0C"))
        else:
            file = "FontFile2", _stream(document, program, Length1=len(program))
        return PDFDictionary(
            {
                "Type": PDFName("FontDescriptor"),
                "FontName": base,
                "Flags": _SYMBOLIC,
                # Never empty: viewers clip to it, and Acrobat then shows nothing.
                "FontBBox": PDFArray(_bounding_box(self.face)),
                # Viewers look at the rest only when a font is not embedded, but it has to be there.
                "ItalicAngle": 0,
                "Ascent": round(self.face.ascent),
                "Descent": -round(self.face.descent),
                "CapHeight": 714,
                "StemV": 80,
                file[0]: file[1],
            }
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


def _width_array(widths: dict[int, int]) -> list[Any]:
    """The widths by CID, neighbours in one array (PDF 32000-1 9.7.4.3)."""
    array: list[Any] = []
    last = None
    for cid in sorted(widths):
        if last is None or cid != last + 1:
            array += [cid, PDFArray([])]
        array[-1].sequence.append(widths[cid])
        last = cid
    return array


def _bounding_box(face: Face) -> list[int]:
    head = bytes(face.font.face.reference_table("head").data)
    corners = struct.unpack(">4h", head[36:44])
    return [round(1000 * corner / face.font.face.upem) for corner in corners]


def _stream(document: Document, content: bytes | str, **entries: Any) -> Any:
    data = content if isinstance(content, bytes) else content.encode("ascii")
    return document.Reference(PDFStream(PDFDictionary(entries), data, filters=[PDFZCompress]))


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
