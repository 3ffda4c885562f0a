"""How Sphinx builds the documentation: `make docs` writes it to `build/docs`."""

from __future__ import annotations

import gc
import re
from enum import Enum
from importlib.metadata import version as version_of
from typing import Any

from pydantic import BaseModel
from sphinx.application import Sphinx
from tools.commands_page import commands_page
from tools.field_pages import document_fields_page, template_fields_page
from tools.rules_page import rules_page

# The trees of all pages live until the end: searching them for garbage took a third of the time.
gc.set_threshold(300_000, 20, 20)

project = "eventkit"
author = "The eventkit authors"
version = release = version_of("conference-eventkit")

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "sphinx_copybutton"]
myst_heading_anchors = 4
# Docstrings have code in single backticks.
default_role = "code"
napoleon_use_ivar = True
autodoc_inherit_docstrings = False
# Some names are those of several classes: their types are shown without a link.
suppress_warnings = ["ref.python"]
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True
autodoc_type_aliases = {"Language": "Language", "Url": "Url"}
python_use_unqualified_type_names = True
python_maximum_signature_line_length = 90
# The prompt of a console block, and what a command prints, are not copied.
copybutton_prompt_text = "$ "

html_theme = "furo"
html_title = "eventkit"
html_show_sphinx = html_show_copyright = False
html_static_path = ["_static"]
html_css_files = ["eventkit.css"]

SECTIONS = re.compile(r"(?:Args|Returns|Yields|Raises|Attributes):$")
"""The headings of sections of a docstring in Google's style."""


CONSTRAINED = re.compile(r"TypeAliasForwardRef\('(\w+)'\)|[~\w.]*Annotated\[(\w+), [~\w.]+\([^)]*\)\]")
"""A constrained type in a signature, which is shown by its name."""


QUALIFIED = re.compile(r"~(?:[a-z_]\w*\.)+")
"""The package and module of a type in a signature, which is shown by its name."""


def shorten_signature(
    _app: Sphinx,
    _kind: str,
    _name: str,
    thing: Any,
    _options: Any,
    signature: str | None,
    returns: str | None,
) -> tuple[str, str | None] | None:
    """Leave out the constructor of a value, whose fields are listed below it, validators, and modules."""
    if isinstance(thing, type) and issubclass(thing, BaseModel):
        return "", returns
    if signature is None:
        return None
    plain = CONSTRAINED.sub(lambda match: match[1] or match[2], signature)
    return QUALIFIED.sub("", plain).replace("<factory>", "..."), returns and QUALIFIED.sub("", returns)


def keep_words(_app: Sphinx, _kind: str, _name: str, thing: Any, _skip: object, _options: Any) -> bool | None:
    """Keep the words of an enumeration, which need no docstring."""
    return False if isinstance(thing, Enum) else None


class PlainDocstrings:
    """Docstrings of fields and properties without sections, which Napoleon is kept from.

    It takes the words before a colon for a type: *the participants with members: teams and delegations*.
    """

    def __init__(self) -> None:
        self.lines: list[str] = []

    def remember(
        self, _app: Sphinx, _kind: str, _name: str, _thing: Any, _options: Any, lines: list[str]
    ) -> None:
        """Remember a docstring before Napoleon sees it."""
        self.lines = lines.copy()

    def restore(
        self, _app: Sphinx, kind: str, _name: str, _thing: Any, _options: Any, lines: list[str]
    ) -> None:
        """Restore the docstring of a field or property."""
        if kind in {"attribute", "data", "property"} and not any(map(SECTIONS.match, self.lines)):
            lines[:] = self.lines


PRINTED = {
    "commands": commands_page,
    "rules": rules_page,
    "document-fields": document_fields_page,
    "template-fields": template_fields_page,
}
"""The pages of which the repository has the introduction; what eventkit can print itself is appended."""


def append_printed(_app: Sphinx, page: str, source: list[str]) -> None:
    """Append to a page what eventkit prints about its subject."""
    if page in PRINTED:
        source[0] += "\n" + PRINTED[page]()


def printed_pages(*_: object) -> list[str]:
    """The pages that are made anew in every run, since the sources of eventkit may have changed."""
    return [*PRINTED]


def setup(app: Sphinx) -> None:
    """Register what this file adds to Sphinx."""
    docstrings = PlainDocstrings()
    app.connect("source-read", append_printed)
    app.connect("env-get-outdated", printed_pages)
    app.connect("autodoc-process-signature", shorten_signature)
    app.connect("autodoc-skip-member", keep_words)
    app.connect("autodoc-process-docstring", docstrings.remember, priority=100)
    app.connect("autodoc-process-docstring", docstrings.restore, priority=900)
