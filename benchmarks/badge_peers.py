"""Badge peers: the same badges made with other tools, in the way that their manuals show.

QR codes come as modules, or are made by segno; ReportLab has a widget for them. Typst fits a name to the
width of the badge; the others do not fit names. All use static bold faces of the same fonts, but for Chinese
in ReportLab, which cannot read a CFF font and does not embed its own. Faults of a tool, such as Arabic
letters that ReportLab does not join, are not corrected.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import segno
import uharfbuzz as hb
from reportlab.graphics import renderPDF
from reportlab.graphics.barcode.qr import QrCodeWidget
from reportlab.graphics.shapes import Drawing
from reportlab.lib.colors import HexColor
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from benchmarks.badge_people import EVENT, ROLES, Person
from eventkit.typesetting import A6, Fonts, mm

WIDTH, HEIGHT = A6
HEAD, FOOT, MARGIN, CODE = 25 * mm, 19 * mm, 7 * mm, 25 * mm
COLOURS = dict(zip(ROLES, ("#17457a", "#5b2a6e", "#0b5a45", "#4a5058"), strict=True))
SCRIPTS = {"en": "A", "zh": "中", "ar": "ع", "am": "አ"}

Rows = Sequence[bytes]
"""The modules of a QR code, a byte for each, 1 for dark."""


def by_segno(persons: Sequence[Person]) -> list[Rows]:
    """The codes, made by segno."""
    codes = (segno.make_qr(person.content, error="M", boost_error=False) for person in persons)
    return [[bytes(row) for row in code.matrix] for code in codes]


def faces(folder: Path, persons: Sequence[Person]) -> dict[str, Path]:
    """A bold font file for each script, subset to the characters of these people."""
    fonts = Fonts.discover()
    text = (
        "".join(f"{person.name}{person.organisation}{person.role}" for person in persons)
        + EVENT
        + "".join(ROLES.values())
    )
    files = {}
    for language, sample in SCRIPTS.items():
        face = fonts.stack(language, 700).face_for(sample)
        assert face is not None
        subset = hb.SubsetInput()
        subset.unicode_set.update(map(ord, set(text)))
        subset.flags = hb.SubsetFlags.DOWNGRADE_CFF2
        for tag, value in face.axes:
            subset.pin_axis_location(face.font.face, tag, value)
        font = hb.SubsetPlan(face.font.face, subset).execute()
        kind = "otf" if "CFF " in font.table_tags else "ttf"
        files[language] = folder / f"badge-{language}.{kind}"
        files[language].write_bytes(bytes(font.blob.data))
    return files


def reportlab(persons: Sequence[Person], codes: Sequence[Rows], out: Path) -> None:  # noqa: ARG001
    """ReportLab with its own fonts, text and QR widget."""
    for language, path in faces(out.parent, persons).items():
        if path.suffix == ".ttf":
            pdfmetrics.registerFont(TTFont(language, str(path)))
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(out), pagesize=A6)
    for person in persons:
        canvas.setFillColor(HexColor("#17365d"))
        canvas.rect(0, HEIGHT - HEAD, WIDTH, HEAD, stroke=0, fill=1)
        canvas.setFillColor(HexColor(COLOURS[person.role]))
        canvas.rect(0, 0, WIDTH, FOOT, stroke=0, fill=1)
        canvas.setFillColor(HexColor("#ffffff"))
        canvas.setFont("en", 12.5)
        canvas.drawString(MARGIN, HEIGHT - HEAD / 2, EVENT)
        canvas.setFont("en", 15)
        canvas.drawString(MARGIN, FOOT / 2, ROLES[person.role])
        canvas.setFillColor(HexColor("#14181f"))
        canvas.setFont("STSong-Light" if person.language == "zh" else person.language, 28)
        canvas.drawString(MARGIN, HEIGHT - 45 * mm, person.name)
        canvas.setFont("en", 14)
        canvas.drawString(MARGIN, HEIGHT - 60 * mm, person.organisation)
        widget = QrCodeWidget(person.content, barLevel="M")
        left, bottom, right, top = widget.getBounds()
        drawing = Drawing(CODE, CODE, transform=[CODE / (right - left), 0, 0, CODE / (top - bottom), 0, 0])
        drawing.add(widget)
        renderPDF.draw(drawing, canvas, WIDTH - MARGIN - CODE, FOOT + 5 * mm)
        canvas.showPage()
    canvas.save()


def fpdf2(persons: Sequence[Person], codes: Sequence[Rows], out: Path) -> None:
    """fpdf2 with HarfBuzz, and the codes as rectangles."""
    pdf = import_module("fpdf").FPDF(unit="pt", format=A6)
    pdf.set_auto_page_break(auto=False)
    for language, path in faces(out.parent, persons).items():
        pdf.add_font(language, fname=str(path))
    pdf.set_font("en", size=12)
    pdf.set_text_shaping(use_shaping_engine=True)

    def draw_text(x: float, y: float, text: str, *, font: str, size: float, colour: str) -> None:
        pdf.set_text_color(colour)
        pdf.set_font(font, size=size)
        pdf.set_xy(x, y - size)
        pdf.cell(text=text)

    for person, rows in zip(persons, codes, strict=True):
        pdf.add_page()
        pdf.set_fill_color("#17365d")
        pdf.rect(0, 0, WIDTH, HEAD, style="F")
        pdf.set_fill_color(COLOURS[person.role])
        pdf.rect(0, HEIGHT - FOOT, WIDTH, FOOT, style="F")
        draw_text(MARGIN, HEAD / 2, EVENT, font="en", size=12.5, colour="#ffffff")
        draw_text(MARGIN, HEIGHT - FOOT / 2, ROLES[person.role], font="en", size=15, colour="#ffffff")
        draw_text(MARGIN, 45 * mm, person.name, font=person.language, size=28, colour="#14181f")
        draw_text(MARGIN, 60 * mm, person.organisation, font="en", size=14, colour="#14181f")
        module = CODE / len(rows)
        x, y = WIDTH - MARGIN - CODE, HEIGHT - FOOT - 5 * mm - CODE
        pdf.set_fill_color("#000000")
        for at, row in enumerate(rows):
            start = row.find(1)
            while start >= 0:
                end = row.find(0, start) if row.find(0, start) >= 0 else len(row)
                pdf.rect(x + start * module, y + at * module, (end - start) * module, module, style="F")
                start = row.find(1, end)
    pdf.output(str(out))


TYPST = """
#set page(width: 105mm, height: 148mm, margin: 0mm)
#set text(font: FONTS, weight: "bold")
#let colours = json("colours.json")
#for person in cbor("people.cbor") {
  place(top, rect(width: 100%, height: 25mm, fill: rgb("#17365d")))
  place(bottom, rect(width: 100%, height: 19mm, fill: rgb(colours.at(person.role))))
  place(dx: 7mm, dy: 10mm, text(size: 12.5pt, fill: white)[EVENT])
  place(bottom, dx: 7mm, dy: -7mm, text(size: 15pt, fill: white, person.label))
  place(dx: 7mm, dy: 31mm, context {
    let wide = measure(text(size: 46pt, person.name)).width
    text(size: 46pt * calc.min(1, 91mm / wide), person.name)
  })
  place(dx: 7mm, dy: 55mm, text(size: 14pt, person.organisation))
  place(bottom + right, dx: -7mm, dy: -24mm, image(
    person.code, format: (encoding: "luma8", width: person.side, height: person.side),
    width: 25mm, scaling: "pixelated",
  ))
  pagebreak(weak: true)
}
"""


def typst(persons: Sequence[Person], codes: Sequence[Rows], out: Path) -> None:
    """Typst, with the codes as images of a pixel to a module."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        families = [
            hb.Face(hb.Blob.from_file_path(str(path))).get_name(1) for path in faces(folder, persons).values()
        ]
        rows = []
        for person, code in zip(persons, codes, strict=True):
            pixels = b"".join(code).translate(_LIGHT)
            rows.append(
                {"name": person.name, "organisation": person.organisation, "role": person.role}
                | {"label": ROLES[person.role], "code": pixels, "side": len(code)}
            )
        (folder / "people.cbor").write_bytes(_cbor(rows))
        (folder / "colours.json").write_text(json.dumps(COLOURS))
        source = TYPST.replace(
            "FONTS", json.dumps(families, ensure_ascii=False).replace("[", "(").replace("]", ")")
        )
        (folder / "badges.typ").write_text(source.replace("EVENT", EVENT))
        # At 10,000 pages the stack of its threads, two megabytes by default, is sometimes too small.
        os.environ["RUST_MIN_STACK"] = str(128 * 2**20)
        import_module("typst").compile(
            str(folder / "badges.typ"), output=str(out), font_paths=[name], ignore_system_fonts=True
        )


_LIGHT = bytes((255, 0)) + bytes(254)


def _cbor(value: list[Any] | dict[str, Any] | str | bytes | int) -> bytes:
    """Encode a value as CBOR (RFC 8949), in which pixels are bytes and not numbers in a text."""
    match value:
        case list():
            return _head(4, len(value)) + b"".join(map(_cbor, value))
        case dict():
            return _head(5, len(value)) + b"".join(_cbor(key) + _cbor(item) for key, item in value.items())
        case str():
            return _head(3, len(value.encode())) + value.encode()
        case bytes():
            return _head(2, len(value)) + value
    return _head(0, value)


def _head(kind: int, count: int) -> bytes:
    return bytes((kind << 5 | 26,)) + count.to_bytes(4)


@dataclass(frozen=True)
class Peer:
    """Another tool.

    Attributes:
        module: The module that must be installed.
        make: Writes the badges of people, with their codes, to a file.
        codes: Makes the codes as part of what is measured; ``None`` if they are made before.
        count: The number of badges that suffices for a measurement.
    """

    module: str
    make: Callable[[Sequence[Person], Sequence[Rows], Path], None]
    codes: Callable[[Sequence[Person]], list[Rows]] | None
    count: int

    @property
    def installed(self) -> bool:
        """Check whether the tool can be measured here."""
        return find_spec(self.module) is not None


PEERS = {
    "typst without codes": Peer("typst", typst, None, 10_000),
    "typst and segno": Peer("typst", typst, by_segno, 1_000),
    "fpdf2 without codes": Peer("fpdf", fpdf2, None, 1_000),
    "ReportLab alone": Peer("reportlab", reportlab, None, 500),
}
