"""Markup of long texts: Markdown as blocks for print, and as safe HTML for the public site."""

from __future__ import annotations

from eventkit.markup.markdown_blocks import InlineText, MarkdownBlock, parse_markdown
from eventkit.markup.safe_html import begin_text, markdown_to_html, markdown_to_text

__all__ = [
    "InlineText",
    "MarkdownBlock",
    "begin_text",
    "markdown_to_html",
    "markdown_to_text",
    "parse_markdown",
]
