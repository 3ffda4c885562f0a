"""Texts in Markdown, hostile ones among them."""

from __future__ import annotations

from hypothesis import strategies as st

PIECES = st.sampled_from(
    [*("*", "**", "_", "`", "```\n", "# ", "- ", "1. ", "> ", "\n", "\n\n", "    ", "|", "| - |\n"),
     *("<b>", "<script>alert(1)</script>", "<img src=x>", "&amp;", "&lt;", "\\", "![a](http://x/y.png)"),
     *("[x](https://example.org)", "[x](javascript:alert(1))", "[x](file:///etc/passwd)", "[a]: http://x\n"),
     *("words", "开幕", "مرحبا", "~~~\n", "---\n", "](", "<https://example.org>", " ")]
)  # fmt: skip
"""Pieces of such texts."""
