"""Checks of a page by axe-core, at WCAG 2.2 A and AA."""

from __future__ import annotations

import json
from importlib.resources import files

from playwright.sync_api import Page

AXE = files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa")
OPTIONS = json.dumps(
    {
        "runOnly": {"type": "tag", "values": TAGS},
        "resultTypes": ["violations"],
        "rules": {"target-size": {"enabled": True}},
    }
)


def violations(page: Page) -> list[str]:
    """Each rule that the page violates, with the markup of the elements that do.

    The debugger evaluates the script, so the content security policy of the page does not refuse it.
    """
    page.evaluate(AXE)
    found = page.evaluate(f"axe.run(document, {OPTIONS}).then(results => results.violations)")
    return [
        f"{violation['id']} ({violation['impact']}): {node['html']}"
        for violation in found
        for node in violation["nodes"]
    ]
