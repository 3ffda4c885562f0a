"""Web addresses in print: labelled links and streams, and the pages of the site, with their QR codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from eventkit.errors import Unprintable
from eventkit.model import Conference, Room, Session, Stream, StreamKind
from eventkit.outputs.programme.print_context import PrintContext, Spans, join_languages, set_paired
from eventkit.public_pages.page_addresses import absolute_url, entity_page, session_page
from eventkit.schedule import EntityKind
from eventkit.typesetting import QrCode, Span, Style, mm
from eventkit.typesetting.layout.flow_blocks import Block, stack, total_height
from eventkit.typesetting.layout.text_columns import TextColumn, align_tops, keep_together, link_to
from eventkit.typesetting.qr.symbol import encode
from eventkit.typesetting.text.paragraph import isolate_spans
from eventkit.wording import Word, Wording

_MODULE = 0.43 * mm
"""The size of a QR module: the smallest that phone cameras read with ease."""


def set_web_links(
    context: PrintContext,
    owner: Conference | Session,
    style: Style,
    column: TextColumn,
    *,
    codes: bool = False,
) -> Iterator[Block]:
    """Set streams, then other links, each on its own lines; no stream of a conference without an address.

    With ``codes``, a stream has a QR code to the left of the column if there is space for it.
    """
    lines = [
        line
        for link in owner.links
        for line in set_address(
            context.text_spans(link.label, style) if link.label else (), link.url, style, column
        )
    ]
    streams = [stream for stream in owner.streams if stream.url or isinstance(owner, Session)]
    for index, stream in enumerate(streams, start=1):
        entry = list(set_address(_stream_label(context, stream, style), stream.url, style, column))
        code = _fit_code(context, stream.url, column) if codes and stream.url else None
        if code:
            entry = [Block(context.page_format.leading / 2), *entry]
            while index == len(streams) and lines and total_height(entry) < code.size:
                entry.append(lines.pop(0))
            entry_with_code = align_tops(stack(entry), Block(code.size, (code,)))
            yield entry_with_code._replace(space_above=context.page_format.leading / 2)
        else:
            yield from entry
    yield from lines


def web_addresses(context: PrintContext, owner: Conference | Session) -> Iterator[tuple[Spans, str | None]]:
    style = context.type_scale.note
    for stream in owner.streams:
        yield _stream_label(context, stream, style), stream.url
    for link in owner.links:
        yield context.text_spans(link.label, style) if link.label else (), link.url


def _fit_code(context: PrintContext, url: str, column: TextColumn) -> QrCode | None:
    """The QR code of an address, if the space beside the column holds it."""
    code = web_code(url)
    return code if code and code.size <= min(column.left, context.page_format.time_column) else None


def web_code(url: str, module: float = _MODULE) -> QrCode | None:
    """The QR code of an address with modules of a size in points; ``None`` if it is too long for one."""
    try:
        modules = encode(url, "L").size + 8  # with the quiet zone
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
    """Set a label and an address, which is displayed as another text if one is given."""
    address = [Span(display_text or url, "en", style)] if url else []
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
