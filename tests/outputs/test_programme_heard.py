"""The programme as it is heard: its parts, headings and lists, in every edition and in every language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import get_args

import pikepdf
import pypdfium2
import pytest

from eventkit.outputs.programme.editions import Edition
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.plugins.exporters import Output
from eventkit.typesetting import Fonts
from eventkit.typesetting.pdf.reading_order import LinkItem, StructureNode
from eventkit.wording.name_lines import name_forms
from outputs.printed import bound, compared, fixture, fixture_book, fixture_programme
from typesetting.reading import DocumentStructure, heard, language_of, lines, opened, structure_of

PRINTED = [("hongqiao-forum", ("en", "zh")), ("congress", ("en", "zh")), ("congress", ("zh",))]

# What may be in what (ISO 32000-1 14.8.4.3), as far as it is used.
WITHIN = {
    "LI": {"L"},
    "LBody": {"LI"},
    "Lbl": {"LI"},
    "Caption": {"L"},
    "TOCI": {"TOC"},
    "TOC": {"Sect", "Document"},
    "Sect": {"Sect", "Document"},
    "Span": {"Span", "P", "H1", "H2", "H3", "H4", "H5", "H6", "Link", "Lbl", "Caption"},
    "Link": {"P", "H1", "H2", "H3", "H4", "H5", "H6", "Lbl", "Caption"},
}


@cache
def structure_in(name: str, languages: tuple[str, ...]) -> DocumentStructure:
    return structure_of(fixture_book(name, languages))


def made(name: str, edition: Edition = "book", languages: tuple[str, ...] = ("en", "zh")) -> Output:
    return fixture_programme(name, languages, edition)


def below(node: StructureNode, *, within: str = "") -> Iterator[tuple[StructureNode, str]]:
    """Every node with the role of what it is in."""
    yield node, within
    for kid in node.kids:
        if isinstance(kid, StructureNode):
            yield from below(kid, within=node.element.type)


def text(node: StructureNode) -> str:
    return " ".join(each.text.strip() for each, _ in below(node) if each.text)


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_structure_elements_are_nested_as_allowed(name: str, languages: tuple[str, ...]) -> None:
    for node, within in below(structure_in(name, languages).root):
        role = node.element.type
        assert within in WITHIN.get(role, {within}), f"{role} in {within}: {text(node)}"
        if role == "L":
            assert {kid.element.type for kid in node.kids if isinstance(kid, StructureNode)} <= {
                "LI",
                "Caption",
            }


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_headings_start_with_the_title_and_skip_no_level(name: str, languages: tuple[str, ...]) -> None:
    headings = [node for node, _ in below(structure_in(name, languages).root) if node.element.type[:1] == "H"]
    levels = [int(node.element.type[1:]) for node in headings]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert text(headings[0]).startswith(fixture(name).conference.title[languages[0]][:12])


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_every_session_is_a_heading_with_its_people_below_it(name: str, languages: tuple[str, ...]) -> None:
    of = fixture(name)
    sections = [node for node, _ in below(structure_in(name, languages).root) if node.element.type == "Sect"]
    by_heading = {text(kid): node for node in sections for kid in node.kids if isinstance(kid, StructureNode)}
    for session in of.sessions:
        title = session.title.best(*languages)[1]
        matching = [node for head, node in by_heading.items() if title in head]
        assert matching, title
        for appearance in session.people:
            form = name_forms(of, of.participant(appearance.participant), languages)[0].full
            words = {word.rstrip(",;") for word in form.split()}
            assert not appearance.comes or any(
                words <= {word.rstrip(",;") for word in text(node).split()} for node in matching
            ), (title, form)


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_every_language_is_tagged(name: str, languages: tuple[str, ...]) -> None:
    nodes = [node for node, _ in below(structure_in(name, languages).root)]
    languages_tagged = Counter(node.language for node in nodes if node.text)
    assert set(languages) <= set(languages_tagged)
    han = [
        node
        for node in nodes
        if node.text and all("\u4e00" <= each <= "\u9fff" for each in node.text.strip())
    ]
    assert all(node.language.startswith(("zh", "ja")) for node in han)


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_every_link_is_tagged_once_with_a_text(name: str, languages: tuple[str, ...]) -> None:
    of = structure_in(name, languages)
    nodes = [node for node, _ in below(of.root)]
    tagged = Counter(
        (kid.page, kid.order) for node in nodes for kid in node.kids if isinstance(kid, LinkItem)
    )
    assert tagged == Counter(
        (page.index, order) for page in of.pages for order in range(len(page.link_nodes))
    )
    for link in (node for node in nodes if node.element.type == "Link"):
        assert any(node.text or node.element.alternative for node, _ in below(link))


@pytest.mark.parametrize("edition", get_args(Edition))
@pytest.mark.parametrize("name", ["hongqiao-forum", "congress"])
def test_every_edition_is_tagged_and_has_bookmarks(name: str, edition: Edition) -> None:
    data = made(name, edition).data
    catalogue = opened(data).Root
    assert catalogue.MarkInfo.Marked is True
    assert pikepdf.Name.Document == catalogue.StructTreeRoot.K.S
    assert language_of(data) == "en"
    assert list(pypdfium2.PdfDocument(data).get_toc())
    assert any("H2" in line for line in heard(data, 0 if edition in {"grid", "day", "room"} else 1))


def test_the_alternative_text_of_a_grid_box_includes_its_room() -> None:
    lines = [line.strip() for line in heard(made("congress", "grid").data)]
    assert any("alt=11:15–12:45, Eratosthenes Room, Number Theory" in line for line in lines)


def test_metadata_has_the_title_in_each_language() -> None:
    data = made("congress").data
    assert '<rdf:li xml:lang="zh">古今数学家大会</rdf:li>'.encode() in data
    assert b'<rdf:li xml:lang="en">Congress of Mathematicians of All Ages</rdf:li>' in data
    assert b"<xmp:ModifyDate>2026-09-01T08:00:00Z</xmp:ModifyDate>" in data


def test_the_spoken_text_of_the_forum_matches_the_golden_file(pytestconfig: pytest.Config) -> None:
    context = PrintContext.build(
        fixture("hongqiao-forum"), ("en", "zh"), Fonts.discover(), PAGE_FORMATS["a5"]
    )
    text = "\n".join(lines(structure_of(bound(context, ("cover", "sessions"))).root)) + "\n"
    compared(text, "hongqiao-forum.en-zh.heard.txt", anew=pytestconfig.getoption("--golden"))
