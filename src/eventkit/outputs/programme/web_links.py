"""Web addresses in print: labelled links and streams, and the pages of the site, with their QR codes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil

from eventkit.errors import Unprintable
from eventkit.model import Conference, Room, Session, Stream, StreamKind
from eventkit.outputs.programme.abstracts import add_links, link_colour
from eventkit.outputs.programme.print_context import (
    PrintContext,
    Spans,
    join_languages,
    set_balanced_rows,
    set_paired,
)
from eventkit.public_pages.page_addresses import (
    absolute_url,
    entity_page,
    plain_address,
    session_page,
    shorten_address,
)
from eventkit.schedule import EntityKind
from eventkit.texts import Text
from eventkit.typesetting import (
    Colour,
    LinkArea,
    Mark,
    PlacedLine,
    QrCode,
    Span,
    Style,
    TextLine,
    mm,
    set_line,
)
from eventkit.typesetting.layout.flow_blocks import Block, move, push_structure, stack
from eventkit.typesetting.layout.page_breaks import height_on_grid
from eventkit.typesetting.layout.structure_elements import StructureElement
from eventkit.typesetting.layout.text_columns import (
    TextColumn,
    align_tops,
    keep_together,
    link_to,
    place_line,
)
from eventkit.typesetting.qr.symbol import modules_per_side
from eventkit.typesetting.text.paragraph import MIDDLE_DOT, isolate_spans
from eventkit.typesetting.text.spans import BASELINE
from eventkit.wording import Word, Wording

_MODULE = 0.43 * mm  # the size of a QR module: the smallest that phone cameras read with ease


def set_web_links(
    context: PrintContext, owner: Conference | Session, style: Style, column: TextColumn
) -> Iterator[Block]:
    """Set streams, then other links, each with its whole address."""
    for label, url in web_addresses(context, owner, style):
        yield from set_address(label, url, style, column)


def session_code(context: PrintContext, session: Session) -> QrCode | None:
    """The QR code of the first address of a session, if there is one and the style file wants codes.

    None for a pause, and if the address is too long for the place of a code.
    """
    if context.style.links != "codes" or session.kind.is_pause:
        return None
    urls = _urls(session)
    code = web_code(urls[0]) if urls else None
    return code if code and code.size <= context.page_format.time_column else None


def set_code_beside(
    code: QrCode, lines: Sequence[Block], right: float, grid: float, caption: TextLine | None = None
) -> list[Block]:
    """The lines with a code beside the first of them, its dark modules up to an edge, and its caption below.

    Lines that are beside it stay on one page. What follows has a space of half a line at least, in which the
    quiet zone may end.
    """
    x, height = right - code.size + code.quiet * code.module, code.size - grid / 2
    area = LinkArea(x, 0, code.size, code.size, code.content)
    first, *others = map(push_structure, lines)
    beside: list[Mark] = [replace(code, x=x, structure=(StructureElement("P"),)), area]
    if caption:  # on a baseline of the lines beside it
        baseline = next(mark.y for mark in first.marks if isinstance(mark, PlacedLine))
        steps = ceil((code.size - caption.ink.top - baseline) / (grid / 2))
        height = baseline + steps * grid / 2
        below = place_line(caption, right - caption.width, structure=(StructureElement("P"),))
        y = height - BASELINE * caption.leading
        beside += [move(mark, 0, y) for mark in link_to(below, code.content).marks]
    lines = [first._replace(marks=(*first.marks, *beside)), *others]
    heights = [height_on_grid(lines[:count], grid) for count in range(1, len(lines) + 1)]
    if heights[-1] < height:
        lines.append(Block(height - heights[-1], keep_with_next=lines[-1].keep_with_next))
    return [
        line._replace(
            keep_with_next=line.keep_with_next or (index < len(heights) and heights[index] < height)
        )
        for index, line in enumerate(lines)
    ]


def code_caption(context: PrintContext, session: Session, code: QrCode) -> TextLine | None:
    """The label of the address in the code of a session, if it fits below the code."""
    addresses = web_addresses(context, session, context.type_scale.note)
    labels = [label for label, url in addresses if url == code.content]
    line = set_line(context.fonts, join_languages(labels[0])) if labels and labels[0] else None
    return line if line and line.width <= code.size else None


def set_labels(
    context: PrintContext,
    session: Session,
    style: Style,
    column: TextColumn,
    *,
    has_caption: bool = False,
) -> Iterator[Block]:
    """Set the labels of a session's addresses in rows, each whole and a link, beside or below its code.

    The first address, which the code has, follows its label if it is short; others replace a missing label.
    It is left out if it is the caption of its code.
    """
    addresses = web_addresses(context, session, style)
    if has_caption:
        del addresses[[url for _, url in addresses].index(_urls(session)[0])]
    first = next(iter(_urls(session)), None)
    labels: list[Spans] = []
    targets: dict[Colour, str] = {}
    for label, url in addresses:
        spans = [*join_languages(label)] if label else []
        if url and (not label or url == first):
            address = shorten_address(url, _SHORT_ADDRESS)
            if url != first or address == plain_address(url):
                spans += [*([Span("   ", "en", style)] if label else []), Span(address, "en", style)]
        if url:
            colour = link_colour(style.colour, len(targets))
            targets[colour] = url
            spans = [span._replace(style=replace(span.style, colour=colour)) for span in spans]
        if spans:
            labels.append(isolate_spans(spans))
    rows = set_balanced_rows(labels, Span(MIDDLE_DOT, "und", style), column)
    yield from (add_links(piece, targets) for piece in rows)


def web_addresses(
    context: PrintContext, owner: Conference | Session, style: Style
) -> list[tuple[Spans, str | None]]:
    """The label and the address of each stream, then of each other link; streams of a conference have one."""
    streams = [stream for stream in owner.streams if stream.url or isinstance(owner, Session)]
    return [
        *[(_stream_label(context, stream, style), stream.url) for stream in streams],
        *[(context.text_spans(link.label, style) if link.label else (), link.url) for link in owner.links],
    ]


def _urls(session: Session) -> list[str]:
    """The addresses of a session, in the order in which they are printed."""
    return [*(stream.url for stream in session.streams if stream.url), *(link.url for link in session.links)]


def texts_above(session: Session) -> set[str]:
    """The texts that are printed above the abstract of a session, which it may repeat."""
    return {string for text in (session.title, session.subtitle) if text for string in text.values()}


def printed_abstract(context: PrintContext, session: Session) -> Text | None:
    """The abstract of a session; none if it only repeats an address that is printed."""
    if session.abstract is None or session.kind.is_pause or context.style.links == "none":
        return session.abstract
    addresses = {*map(plain_address, _urls(session))}
    versions = {plain_address(version.strip()) for version in session.abstract.values()}
    return None if versions <= addresses else session.abstract


_SHORT_ADDRESS = 36  # the letters up to which an address is printed whole; of a longer one the host is


def web_code(url: str, module: float = _MODULE) -> QrCode | None:
    """The QR code of an address with modules of a size in points; ``None`` if it is too long for one."""
    try:
        modules = modules_per_side(url, "L") + 8  # with the quiet zone
    except Unprintable:
        return None
    return QrCode(url, 0, 0, modules * module, "L")


def session_url(context: PrintContext, session: Session) -> str:
    """The address of the page of a session on the site, in the readers' first language."""
    return absolute_url(context.site, session_page(session.id, context.languages[0]))


def room_url(context: PrintContext, room: Room) -> str:
    """The address of the page of a room on the site, in the readers' first language."""
    return absolute_url(context.site, entity_page(EntityKind.ROOM, room.id, context.languages[0]))


def set_site(context: PrintContext, style: Style, column: TextColumn) -> list[Block]:
    code = web_code(context.site)
    if code is None:
        return list(set_address((), context.site, style, column))
    margin = code.quiet * code.module
    code = replace(code, x=column.left - margin)  # its dark modules are flush with the text of the column
    lines = list(set_address((), context.site, style, column.indent(code.size)))
    return [align_tops(Block(code.size, (code,)), stack([Block(margin), *lines]))]


def set_address(
    label: Spans, url: str | None, style: Style, column: TextColumn, *, display_text: str = ""
) -> Iterator[Block]:
    """Set a label and an address without its scheme, or another text in its place if one is given."""
    address = [Span(display_text or plain_address(url), "en", style)] if url else []
    line = isolate_spans(
        [*join_languages(label), *([Span("   ", "en", style)] if label and address else []), *address]
    )
    lines = (
        column.set_paragraph(line)
        if column.fits(line)
        else (*set_paired(label, column), *column.set_paragraph(address))
    )
    for piece in keep_together(lines):
        yield link_to(piece, url) if url else piece


def _stream_label(context: PrintContext, stream: Stream, style: Style) -> Spans:
    if stream.label:
        return context.text_spans(stream.label, style)
    word: Word = "live-stream" if stream.kind is StreamKind.LIVE else "recording"

    def describe(wording: Wording) -> str:
        kind = wording.word(word)
        return wording.pair(kind, wording.language_name(stream.language)) if stream.language else kind

    return context.spans_of(describe, style)
