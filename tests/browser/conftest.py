"""A browser for the tests of this folder, one for each worker of pytest."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from browser import chromium


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Chromium without a window."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium.find())
        yield running
        running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """An empty profile: no stored data, no service worker of another test."""
    profile = browser.new_context()
    yield profile
    profile.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A tab of the empty profile."""
    return context.new_page()
