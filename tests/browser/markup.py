"""Validation of HTML: parse errors, conformance, and which elements and attributes may stand where.

The Nu HTML checker needs Java. `justhtml` reports the parse errors of the standard, those of tree
construction included; `turbohtml` the requirements on authors: ids, obsolete elements, roles, alternative
texts. Neither knows the content model, so its rules for the elements that pages use are here.
"""

from __future__ import annotations

from collections.abc import Iterator

import justhtml
import turbohtml
from turbohtml.conformance import check


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


PHRASING = _words(
    """
    a abbr audio b bdi bdo br button canvas cite code data datalist del dfn em i iframe img input ins
    kbd label link map mark math meta meter noscript object output picture progress q ruby rp rt s
    samp script select slot small span strong sub sup svg template textarea time u var video wbr
    """
)
ONLY_PHRASING = _words(
    """
    p h1 h2 h3 h4 h5 h6 abbr b bdi bdo button cite code dfn em i kbd label mark output pre q s samp
    small span strong sub sup time u var
    """
)
INTERACTIVE = frozenset(["a", "button", "details", "embed", "iframe", "input", "label", "select", "textarea"])
CHILDREN = {
    "ul": {"li", "script", "template"},
    "ol": {"li", "script", "template"},
    "menu": {"li", "script", "template"},
    "dl": {"dt", "dd", "div", "script", "template"},
    "tr": {"th", "td", "script", "template"},
    "select": {"option", "optgroup", "hr"},
}
GLOBAL = _words(
    """
    class dir hidden id inert lang popover role spellcheck tabindex title translate autofocus
    contenteditable draggable itemid itemprop itemref itemscope itemtype nonce slot style
    """
)
ATTRIBUTES = {
    "a": "href hreflang rel target download type referrerpolicy",
    "audio": "src controls preload",
    "button": "type name value disabled form popovertarget popovertargetaction command commandfor",
    "data": "value",
    "del": "datetime cite",
    "details": "open name",
    "dialog": "open closedby",
    "fieldset": "disabled name form",
    "form": "action method autocomplete name novalidate target enctype",
    "img": "src srcset sizes alt width height loading decoding fetchpriority",
    "input": "type name value checked disabled placeholder autocomplete required list min max step readonly "
    "minlength maxlength pattern form multiple inputmode enterkeyhint",
    "ins": "datetime cite",
    "label": "for",
    "link": "rel href type hreflang media sizes as integrity crossorigin title",
    "li": "value",
    "meta": "name content charset http-equiv property media",
    "ol": "start reversed type",
    "optgroup": "label disabled",
    "option": "value label selected disabled",
    "output": "for name form",
    "script": "src type defer async integrity crossorigin",
    "select": "name disabled multiple size required form",
    "source": "src srcset sizes type media width height",
    "td": "colspan rowspan headers",
    "template": "",
    "th": "colspan rowspan headers scope abbr",
    "time": "datetime",
    "video": "src controls preload poster width height",
}
"""Attributes of an element besides the global ones, ``data-`` and ``aria-``."""


def faults(html: str) -> list[str]:
    """Everything that is wrong with a page, with its line where it is known."""
    parsed = justhtml.JustHTML(html, collect_errors=True, sanitize=False)
    report = check(turbohtml.parse(html))
    return [
        *(f"line {error.line}: {error.code}" for error in parsed.errors),
        *(f"line {fault.line}: {fault.message}" for fault in report.errors),
        *_misplaced(parsed.root, ()),
    ]


def _misplaced(node: justhtml.Node, ancestors: tuple[str, ...]) -> Iterator[str]:
    """Elements and attributes in places where the content model has none, below a node."""
    for element in node.children or ():
        name = element.name
        if name.startswith(("#", "!")):
            continue
        yield from _wrong_attributes(element)
        if ancestors:
            yield from _wrong_place(name, ancestors)
        if name != "svg":
            yield from _misplaced(element, (*ancestors, name))


def _wrong_place(name: str, ancestors: tuple[str, ...]) -> Iterator[str]:
    parent = ancestors[-1]
    allowed = CHILDREN.get(parent)
    if allowed is not None and name not in allowed:
        yield f"<{name}> as a child of <{parent}>"
    if name not in PHRASING:
        for outer in reversed(ancestors):
            if outer in ONLY_PHRASING:
                yield f"<{name}> in <{outer}>, which takes text and phrasing elements only"
                break
            if outer not in {"a", "ins", "del", "noscript"}:
                break
    if name in INTERACTIVE:
        for outer in ancestors:
            if outer in {"a", "button"} or (outer == name == "label"):
                yield f"interactive <{name}> in <{outer}>"


def _wrong_attributes(element: justhtml.Node) -> Iterator[str]:
    name = element.name
    own = set(ATTRIBUTES.get(name, "").split())
    for attribute in element.attrs or {}:
        if attribute.startswith(("data-", "aria-")) or attribute in GLOBAL or attribute in own:
            continue
        if name not in {"svg", "html"}:
            yield f"attribute {attribute} of <{name}>"
