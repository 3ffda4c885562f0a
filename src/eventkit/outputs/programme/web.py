"""Addresses on the web: streams and further links, of a session or of the whole conference."""

from __future__ import annotations

from collections.abc import Iterator

from eventkit.model import Conference, Session, Stream, StreamKind
from eventkit.outputs.programme.setting import Setting, Spans
from eventkit.typesetting import Span, Style
from eventkit.typesetting.flow import Column, Piece, linked, together
from eventkit.typesetting.joining import isolated, joined
from eventkit.wording import Word, Wording


def addresses(setting: Setting, of: Conference | Session, style: Style, column: Column) -> Iterator[Piece]:
    """Streams, then other links, each on lines of its own that lead to it."""
    for stream in of.streams:
        yield from addressed(_stream(setting, stream, style), stream.url, style, column)
    for link in of.links:
        yield from addressed(setting.text(link.label, style) if link.label else (), link.url, style, column)


def addressed(
    label: Spans, url: str | None, style: Style, column: Column, *, shown: str = ""
) -> Iterator[Piece]:
    """A label and the address it stands for, which is ``shown`` in another form where one is given."""
    told = [Span(shown or url, "en", style)] if url else []
    line = isolated([*joined(label), *([Span("   ", "en", style)] if label and told else []), *told])
    lines = column.lines(line) if column.fits(line) else (*column.lines(joined(label)), *column.lines(told))
    for piece in together(lines, before=0.12 * style.leading):
        yield linked(piece, url) if url else piece


def _stream(setting: Setting, stream: Stream, style: Style) -> Spans:
    if stream.label:
        return setting.text(stream.label, style)
    word: Word = "live-stream" if stream.kind is StreamKind.LIVE else "recording"

    def say(wording: Wording) -> str:
        said = wording.word(word)
        return wording.pair(said, wording.language_name(stream.language)) if stream.language else said

    return setting.said(say, style)
