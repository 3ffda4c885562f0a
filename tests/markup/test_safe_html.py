"""Markdown as HTML: a closed set of elements, every word, and nothing that acts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.markup import begin_text, markdown_to_html, markdown_to_text
from markup.markdown_texts import PIECES

ELEMENTS = {
    *("p", "ul", "ol", "li", "blockquote", "pre", "code", "h2", "h3", "h4", "h5", "h6"),
    *("strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td", "hr", "br"),
}
ATTRIBUTES = {"a": {"href", "rel"}, "ol": {"start"}}
VOID = {"hr", "br"}


class Page(HTMLParser):
    """The elements and the text of HTML, as a browser reads it."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.headings: list[int] = []
        self.links: list[str] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ELEMENTS
        assert {name for name, _ in attrs} <= ATTRIBUTES.get(tag, set())
        if tag not in VOID:
            self.open.append(tag)
        if tag[0] == "h" and tag[1].isdigit():
            self.headings.append(int(tag[1]))
        self.links += [value or "" for name, value in attrs if name == "href"]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl}")


def without_spaces(text: str) -> str:
    return "".join(text.replace("|", "").split())


@given(st.lists(PIECES, max_size=12).map("".join))
def test_any_text_becomes_inert_html_with_every_word(text: str) -> None:
    page = Page(markdown_to_html(text))

    assert without_spaces(page.text) == without_spaces(markdown_to_text(text))
    assert all(link.startswith(("https://", "http://", "mailto:")) for link in page.links)
    assert all(after <= before + 1 for before, after in zip([1, *page.headings], page.headings, strict=False))


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("One\n\ntwo & <three>", "<p>One</p><p>two &amp; &lt;three&gt;</p>"),
        ("*One* **two** `<b>`", "<p><em>One</em> <strong>two</strong> <code>&lt;b&gt;</code></p>"),
        ("- a\n  1. b", "<ul><li>a<ol><li>b</li></ol></li></ul>"),
        ("3. a\n4. b", '<ol start="3"><li>a</li><li>b</li></ol>'),
        ("> said", "<blockquote><p>said</p></blockquote>"),
        ("一\n**二**\nthree\n二", "<p>一 <strong>二</strong> three 二</p>"),
        ("**一**二\n三", "<p><strong>一</strong>二三</p>"),
        ('[x](https://e.org/"b")', '<p><a href="https://e.org/%22b%22" rel="noopener">x</a></p>'),
        (
            "[x](<https://e.org/?a=1&b='>)",
            '<p><a href="https://e.org/?a=1&amp;b=&#x27;" rel="noopener">x</a></p>',
        ),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("[x](/relative) [y](data:text/html,z)", "<p>x [y](data:text/html,z)</p>"),
        ("![A lamp](https://e.org/lamp.png)", "<p>[A lamp]</p>"),
        ("# One\n### Three\n## Two", "<h2>One</h2><h3>Three</h3><h3>Two</h3>"),
    ],
)
def test_marks_become_elements(text: str, html: str) -> None:
    assert markdown_to_html(text) == html


def test_headings_begin_at_the_level_of_their_page() -> None:
    assert markdown_to_html("### A\n#### B", top_heading=3) == "<h3>A</h3><h4>B</h4>"
    assert markdown_to_html("# A\n## B\n### C", top_heading=5) == "<h5>A</h5><h6>B</h6><h6>C</h6>"


def test_a_summary_has_the_text_alone_on_one_line() -> None:
    assert markdown_to_text("# On\n\n*One*\ntwo\n\n- [x](https://e.org)") == "On One two x"


@pytest.mark.parametrize(
    ("text", "length", "beginning"),
    [
        ("One *two* three", 13, "One two three"),
        ("One *two* three", 12, "One two …"),
        ("数学的历史与未来", 5, "数学的历史 …"),
        ("AI " + "数" * 60, 50, "AI " + "数" * 47 + " …"),
    ],
)
def test_a_text_is_shortened_between_words_where_its_script_has_them(
    text: str, length: int, beginning: str
) -> None:
    assert begin_text(text, length) == beginning
