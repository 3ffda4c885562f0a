"""Web addresses and streams in print: labelled links with their QR codes."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.errors import Unprintable
from eventkit.model import Conference, Session, Stream, StreamKind
from eventkit.outputs.programme.print_context import PrintContext, Spans
from eventkit.typesetting import QrCode, Span, Style, mm
from eventkit.typesetting.layout.flow_blocks import Block, stack, total_height
from eventkit.typesetting.layout.text_columns import TextColumn, align_tops, keep_together, link_to
from eventkit.typesetting.qr.symbol import encode
from eventkit.typesetting.text.paragraph import isolate_spans, join_spans
from eventkit.wording import Word, Wording

_MODULE = 0.43 * mm
"""The side of a module of a code: as small as the camera of a telephone reads with ease."""


def set_web_links(
    context: PrintContext, of: Conference | Session, style: Style, column: TextColumn, *, codes: bool = False
) -> Iterator[Block]:
    """Streams, then other links, each on lines of its own that lead to it.

    With ``codes`` a stream has a QR code as well, to the left of the column, if the code fits there.
    """
    lines = [
        line
        for link in of.links
        for line in set_address(
            context.text_spans(link.label, style) if link.label else (), link.url, style, column
        )
    ]
    for at, stream in enumerate(of.streams, start=1):
        told = list(set_address(_stream_label(context, stream, style), stream.url, style, column))
        code = _fit_code(context, stream.url, column) if codes and stream.url else None
        if code:
            told = [Block(context.page_format.leading / 2), *told]
            while at == len(of.streams) and lines and total_height(told) < code.size:
                told.append(lines.pop(0))
            whole = align_tops(stack(told), Block(code.size, (code,)))
            yield whole._replace(before=context.page_format.leading / 2)
        else:
            yield from told
    yield from lines


def _fit_code(context: PrintContext, url: str, column: TextColumn) -> QrCode | None:
    """The code of an address, if the space beside the column holds it."""
    try:
        modules = encode(url, "L").size + 8  # with the quiet zone
    except Unprintable:
        return None
    size = modules * _MODULE
    return QrCode(url, 0, 0, size, "L") if size <= min(column.left, context.page_format.time_column) else None


def set_address(
    label: Spans, url: str | None, style: Style, column: TextColumn, *, shown: str = ""
) -> Iterator[Block]:
    """A label and the address it stands for, which is ``shown`` in another form where one is given."""
    told = [Span(shown or url, "en", style)] if url else []
    line = isolate_spans([*join_spans(label), *([Span("   ", "en", style)] if label and told else []), *told])
    lines = (
        column.lines(line) if column.fits(line) else (*column.lines(join_spans(label)), *column.lines(told))
    )
    for piece in keep_together(lines):
        yield link_to(piece, url) if url else piece


def _stream_label(context: PrintContext, stream: Stream, style: Style) -> Spans:
    if stream.label:
        return context.text_spans(stream.label, style)
    word: Word = "live-stream" if stream.kind is StreamKind.LIVE else "recording"

    def say(wording: Wording) -> str:
        said = wording.word(word)
        return wording.pair(said, wording.language_name(stream.language)) if stream.language else said

    return context.spans_of(say, style)
