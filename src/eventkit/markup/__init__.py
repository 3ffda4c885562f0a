"""Markup of long texts: Markdown as blocks for print, and as safe HTML for the public site."""

from __future__ import annotations

from eventkit.markup.markdown_blocks import (
    InlineText,
    MarkdownBlock,
    begin_text,
    markdown_to_html,
    markdown_to_text,
    parse_markdown,
)

__all__ = [
    "InlineText",
    "MarkdownBlock",
    "begin_text",
    "markdown_to_html",
    "markdown_to_text",
    "parse_markdown",
]
