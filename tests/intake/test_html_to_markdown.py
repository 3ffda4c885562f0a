"""Long texts of other systems as Markdown: nothing of them acts, and nothing of them is lost."""

from __future__ import annotations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from eventkit.intake import Markup
from eventkit.intake.html_to_markdown import (
    DEPTH_LIMIT,
    close_open_tags,
    to_markdown,
)

PIECES = st.sampled_from([
    "<p>", "</p>", "<b>", "</b>", "<br>", "<ul>", "<li>", "</ul>", "<a href='javascript:x'>", "</a>",
    "<script>", "<T>", "<img src=x onerror=y>", "&lt;b&gt;", "&amp;", "`", "```\n", "* ", "# ", "1. ", "\n\n",
    "\n", " ", "a<b", "<!--", "-->", "](javascript:x)", "![", "[x]", "text", "開幕", "<svg/onload=x>", "</",
    "<", "\\", "~~~\n", "> ",
])  # fmt: skip


@pytest.mark.parametrize(
    ("html", "markdown"),
    [
        ("<p>One</p><p>Two</p>", "One\n\nTwo"),
        ("One<br>Two<br/>Three", "One  \nTwo  \nThree"),
        ("<p>One<p>Two", "One\n\nTwo"),
        ("<ul><li>a<li>b</ul>", "- a\n- b"),
        ("<ol start=3><li>a</li><li>b</li></ol>", "3. a\n4. b"),
        ("<ul><li>a<ul><li>b</li></ul></li></ul>", "- a\n  - b"),
        ("<b>One</b> <em>two</em> <code>x_y</code>", "**One** *two* `x_y`"),
        ('<a href="https://example.org/a b">x</a>', "[x](https://example.org/a%20b)"),
        ('<a href="/local">x</a>', "x"),
        ("<h2>Head</h2>text", "## Head\n\ntext"),
        ("<table><tr><th>a</th></tr><tr><td>1</td></tr></table>", "| a |\n| --- |\n| 1 |"),
        ("講演<br>要旨", "講演  \n要旨"),
        ("R&amp;D &eacute; &lt;b&gt;", "R&D é \\<b>"),
        ("1. no list * no emphasis_", "1\\. no list * no emphasis\\_"),
        ("<iframe src='https://v.example/1'></iframe>x", "[https://v.example/1](https://v.example/1)x"),
    ],
)
def test_html_becomes_markdown(html: str, markdown: str) -> None:
    assert to_markdown(html, Markup.HTML).text == markdown


@pytest.mark.parametrize(
    "text",
    [
        "use std::vector<int> here",
        "if a<b then c>d",
        "# Head\n\n- item *emphasis* `<b>code</b>`",
        "a < b & c",
        "<https://example.org>",
    ],
)
def test_markdown_and_plain_signs_are_unchanged_without_html(text: str) -> None:
    assert to_markdown(text).text == text
    assert to_markdown(text).removed == ()


def test_markdown_around_html_is_preserved() -> None:
    assert to_markdown("# Head\n\n- *one*<br>two\n- `<T>`").text == "# Head\n\n- *one*  \ntwo\n- `<T>`"


@pytest.mark.parametrize(
    ("text", "dropped"),
    [
        ("<p onclick=x>a</p>", "onclick"),
        ("<p>a</p><script>x</script>", "script"),
        ("<p>a</p><style>x</style>", "style"),
        ("<img src='http://e.example/t.gif'>", "image"),
        ("<p>a</p><img src=x onerror=y>", "onerror"),
        ("<a href='java\nscript:x'>a</a>", "javascript: link"),
        ("<a href=' data:text/html,x'>a</a>", "data: link"),
        ("<form action=x><input name=y></form><p>a</p>", "form"),
        ("<svg onload=x><p>a</p></svg>", "svg"),
        ("![a](https://e.example/t.gif)", "image"),
        ("[a](javascript:alert)", "script link"),
    ],
)
def test_active_and_remote_content_is_removed_and_reported(text: str, dropped: str) -> None:
    converted = to_markdown(text)

    assert dropped in converted.removed
    assert "javascript" not in converted.text
    assert "![" not in converted.text


@given(st.lists(PIECES, max_size=12).map("".join), st.sampled_from(Markup))
@example("\\\\<script>", Markup.MARKDOWN)  # an escaped backslash escapes no tag
@example("\\\\\\\\<img src=x onerror=y>", Markup.UNKNOWN)
@settings(max_examples=400, deadline=None)
def test_converted_markdown_never_renders_active_content(text: str, markup: Markup) -> None:
    shown = MarkdownIt("commonmark", {"html": True}).render(to_markdown(text, markup).text).lower()

    for acting in ("<script", "<img", "<svg", 'href="javascript', "onerror=y>"):
        assert acting not in shown


@given(
    st.lists(
        st.sampled_from(
            ["word", "*", "_", "`", "#", "1.", "-", ">", "<b>", "&amp;", "[x](y)", "\\", "~~", "\n"]
        ),
        max_size=8,
    )
)
def test_plain_text_renders_unchanged(words: list[str]) -> None:
    text = " ".join(words)

    (shown,) = [MarkdownIt("commonmark").render(to_markdown(text, Markup.PLAIN).text)]

    has_list = len([line for line in text.splitlines() if line.strip()[:2] in {"- ", "* "}]) > 1
    for tag in ("<em>", "<strong>", "<h1>", *([] if has_list else ["<li>"]), "<blockquote>", "<code>", "<a "):
        assert tag not in shown


def test_bullets_and_headings_of_plain_text_are_lists_and_headings() -> None:
    text = (
        "About: * Al-Khwarizmi\n* a scholar\nof Baghdad\n\nTalk: ### x * y\nwith <https://example.org/a_*b>"
    )

    shown = MarkdownIt("commonmark").render(to_markdown(text, Markup.PLAIN).text)

    assert shown == (
        "<p>About:</p>\n<ul>\n<li>Al-Khwarizmi</li>\n<li>a scholar</li>\n</ul>\n<p>of Baghdad</p>\n"
        "<p>Talk:</p>\n<h3>x * y</h3>\n"
        '<p>with <a href="https://example.org/a_*b">https://example.org/a_*b</a></p>\n'
    )
    assert to_markdown("- alone\n-- \nsigned", Markup.PLAIN).text == "\\- alone  \n\\--  \nsigned"


def test_deeply_nested_tags_are_reduced_to_their_text() -> None:
    converted = to_markdown("<div>" * 100_000 + "a" + "</div>" * 3, Markup.HTML)

    assert (converted.text, converted.removed) == ("a", ("tags nested too deeply",))


def test_paragraphs_that_are_never_closed_do_not_nest() -> None:
    assert to_markdown("<p>a" * 500, Markup.HTML).text == "\n\n".join(["a"] * 500)
    assert close_open_tags("<p>a" * 500, DEPTH_LIMIT)[1] == 1
