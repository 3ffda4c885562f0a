"""What stands round the text of a page: its running head and its number."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from eventkit.outputs.programme.setting import Setting, Spans
from eventkit.typesetting import Line, Mark, Page, Rule, Span, Words, shape
from eventkit.typesetting.flow import Column, mirrored, moved
from eventkit.typesetting.joining import joined
from eventkit.typesetting.roles import FOOTER, HEADER
from eventkit.wording import Wording


def framed(setting: Setting, number: int, marks: Sequence[Mark], guide: Spans) -> Page:
    """A page of text with the conference's title and the section's guide above it, its number at the foot.

    Args:
        setting: What the programme is set with.
        number: The number of the page, from 1 for the cover.
        marks: The text, from its top left corner.
        guide: What tells where in the book the page is.
    """
    sheet, unit = setting.sheet, setting.sheet.unit
    left, right = sheet.left(number), sheet.left(number) + sheet.measure
    y = sheet.top - 7 * unit
    told = Column(setting.fonts, sheet.measure / 2).one_line(joined(guide)) if guide else None
    title = _title(setting, sheet.measure - (told.width + 6 * unit if told else 0))
    folio = shape(setting.fonts, Span(str(number), "en", setting.type.folio))
    outer = right - folio.width if number % 2 else left
    frame: list[Mark] = [
        Words(title, left, y - 2.1 * unit, tags=HEADER),
        *([Words(told, right - told.width, y - 2.1 * unit, tags=HEADER)] if told else []),
        Rule(left, y, right, y, 0.14 * unit, setting.palette.hairline),
    ]
    foot = Words(folio, outer, sheet.height - sheet.bottom + 8.5 * unit, tags=FOOTER)
    body = (moved(mark, left, sheet.top) for mark in marks)
    return turned(setting, (*frame, *body, foot, *draft_marks(setting, number)), label=str(number))


def draft_marks(setting: Setting, number: int) -> Iterator[Mark]:
    """The word that tells a draft from what was released, at the inner side of a page's foot."""
    if not setting.draft:
        return
    sheet = setting.sheet
    word = shape(setting.fonts, joined(setting.said(_draft, setting.type.folio)))
    left = sheet.left(number)
    x = left if number % 2 else left + sheet.measure - word.width
    yield Words(word, x, sheet.height - sheet.bottom + 8.5 * sheet.unit, tags=FOOTER)


def _draft(wording: Wording) -> str:
    return wording.word("draft").upper()


def turned(setting: Setting, marks: Iterable[Mark], label: str) -> Page:
    """A page of marks laid out from left to right, turned round where the book runs the other way."""
    sheet = setting.sheet
    if setting.direction == "rtl":
        marks = (mirrored(mark, sheet.width) for mark in marks)
    return Page(sheet.width, sheet.height, tuple(marks), label=label)


def _title(setting: Setting, width: float) -> Line:
    """The conference's title in all languages where they fit, else in the first, cut if it must be."""
    column = Column(setting.fonts, width)
    spans = setting.text(setting.schedule.conference.title, setting.type.head)
    whole = joined(spans)
    return column.one_line(whole if column.fits(whole) else spans[:1])
