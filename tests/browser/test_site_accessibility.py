"""Pages of every kind against WCAG 2.2 AA, in left-to-right and right-to-left languages, light and dark."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser import accessibility, sites
from browser.site_templates import TEMPLATES


@pytest.mark.parametrize("language", sites.LANGUAGES)
def test_no_page_violates_wcag_in_light_or_dark(page: Page, served: str, language: str) -> None:
    """No colour depends on a language: in light they are checked in each direction, in dark once."""
    is_first, is_right_to_left = language == sites.LANGUAGES[0], language == "ar"
    found = {}
    accessibility.prepare(page)
    for template in TEMPLATES:
        page.emulate_media(color_scheme="light")
        page.goto(f"{served}{language}/{template}")
        if not is_first:  # its lists are checked as a whole
            accessibility.leave_out_repeats(page)
        violations = accessibility.violations(page, has_colours=is_first or is_right_to_left)
        if is_first:
            page.emulate_media(color_scheme="dark")
            violations += accessibility.violations(page, rules=accessibility.COLOUR_RULES)
        if violations:
            found[template] = violations
    page.goto(served)
    found["index.html of the site"] = accessibility.violations(page)
    assert {template: violations for template, violations in found.items() if violations} == {}
