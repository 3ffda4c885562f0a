"""Pages of every kind against WCAG 2.2 AA, in left-to-right and right-to-left languages, light and dark."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

import pytest
from playwright.sync_api import Page

from browser import accessibility, sites
from browser.site_templates import TEMPLATES

ColourScheme: TypeAlias = Literal["light", "dark"]


@pytest.mark.parametrize("language", sites.LANGUAGES)
def test_no_page_violates_wcag_in_light_or_dark(page: Page, served: str, language: str) -> None:
    """Colours depend on no language: they are checked in light in one, in dark in one from right to left."""
    schemes: dict[str, ColourScheme] = {"en": "light", "ar": "dark"}
    found = {}
    accessibility.prepare(page)
    page.emulate_media(color_scheme=schemes.get(language, "light"))
    for template in TEMPLATES:
        page.goto(f"{served}{language}/{template}")
        if language != sites.LANGUAGES[0]:  # its lists are checked as a whole
            accessibility.leave_out_repeats(page)
        found[template] = accessibility.violations(page, has_colours=language in schemes)
    page.goto(served)
    found["index.html of the site"] = accessibility.violations(page)
    assert {template: violations for template, violations in found.items() if violations} == {}


def test_everything_to_press_is_large_enough_on_a_phone(new_page: Callable[..., Page], served: str) -> None:
    page = new_page(viewport={"width": 375, "height": 800})
    found = {}
    for template in TEMPLATES:
        page.goto(f"{served}en/{template}")
        found[template] = accessibility.violations(page, ["target-size"])
    assert {template: violations for template, violations in found.items() if violations} == {}
