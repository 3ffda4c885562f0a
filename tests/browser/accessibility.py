"""Checks of a page by axe-core, at WCAG 2.2 A and AA."""

from __future__ import annotations

import json
from collections.abc import Sequence
from importlib.resources import files

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
COLOUR_RULES = ("color-contrast", "link-in-text-block")
"""The rules that depend on the colour scheme."""

LEAVE_OUT_REPEATS = r"""() => {
  const seen = new Map();
  const kindOf = (element) => [
    element.tagName, element.getAttribute("class")?.replace(/\b[bnr]\d+/g, ""), element.dir, element.hidden,
  ].join(" ");
  for (const list of document.querySelectorAll("main :is(ol, ul, tbody)")) {
    const place = kindOf(list.parentElement) + kindOf(list);
    for (const item of [...list.children]) {
      const kinds = new Set([item, ...item.querySelectorAll("*")].map((inner) => place + kindOf(inner)));
      const repeats = [...kinds].every((kind) => seen.get(kind) > 1);
      for (const kind of kinds) seen.set(kind, (seen.get(kind) ?? 0) + 1);
      if (repeats) item.remove();
    }
  }
}"""
"""Removes items that have no element of a tag, class or direction but those of two before in such lists.

Classes of a place in the grid, by beginning, minutes and room, are the same for it.
"""


def prepare(page: Page) -> None:
    """Give all later pages of a tab axe when they open, which takes less time than afterwards."""
    page.add_init_script(AXE)


def leave_out_repeats(page: Page) -> None:
    """Leave out all but two of the items of each kind in the lists of a page, for a quicker check."""
    page.evaluate(LEAVE_OUT_REPEATS)


def violations(
    page: Page, rules: Sequence[str] = (), within: str = "html", *, has_colours: bool = True
) -> list[str]:
    """Each rule that the page violates, with the markup of the elements that do; or only some of the rules.

    Args:
        page: The page.
        rules: The only rules to check.
        within: A selector of the part of the page to check, which takes less time than all of it.
        has_colours: Whether to check colours, which takes most of the time and is the same in all languages.

    The page has axe by `prepare`, or else gets it now. The debugger evaluates the script, so the content
    security policy of the page does not refuse it.
    """
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    run_only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": TAGS}
    left_out = {} if has_colours else {rule: {"enabled": False} for rule in COLOUR_RULES}
    options = json.dumps({"runOnly": run_only, "rules": left_out, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({json.dumps(within)}, {options}).then(results => results.violations)")
    return [
        f"{violation['id']} ({violation['impact']}): {node['html']}"
        for violation in found
        for node in violation["nodes"]
    ]
