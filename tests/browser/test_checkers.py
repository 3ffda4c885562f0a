"""The checkers of pages find the faults that they are there for."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from browser import accessibility, chromium, markup

SOUND = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Opening</title></head>
<body><main><h1>Opening</h1><ol><li><a href="#a" id="a">Restoring and balancing</a></li></ol>
<p>Speaker <bdi lang="fa">عمر خیام</bdi></p><button>Add</button></main></body></html>"""


def test_a_sound_page_passes_and_a_page_with_faults_does_not(page: Page) -> None:
    page.set_content(SOUND)
    assert accessibility.violations(page) == []
    page.set_content(
        SOUND.replace(">Add<", "><").replace("<html ", '<html style="color:#999;background:#fff" ')
    )
    rules = {violation.split(" ")[0] for violation in accessibility.violations(page)}
    assert rules == {"button-name", "color-contrast"}


@pytest.mark.parametrize(
    ("sound", "faulty", "fault"),
    [
        ("<li>", "<li><p></ol>", "line 2: unexpected-end-tag"),
        ("Add</button>", "Add</button></div>", "line 3: unexpected-end-tag"),
        ("<button>", '<button id="a">', "line 3: id a is used more than once"),
        ("<main>", '<main role="sheet">', "line 2: role value is not a defined ARIA role"),
        ("<p>", "<img src=a.png><p>", "line 3: img element has no alt attribute"),
        ("<ol>", "<ol><div></div>", "<div> as a child of <ol>"),
        ("Add", "<div>Add</div>", "<div> in <button>, which takes text and phrasing elements only"),
        ("Add", '<a href="b">Add</a>', "interactive <a> in <button>"),
        ("<button>", '<button href="b">', "attribute href of <button>"),
    ],
)
def test_faults_of_markup_are_found(sound: str, faulty: str, fault: str) -> None:
    assert markup.faults(SOUND) == []
    assert fault in markup.faults(SOUND.replace(sound, faulty))


def test_a_browser_that_is_missing_is_reported_with_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CHROMIUM", "/nowhere/chromium")
    with pytest.raises(
        chromium.ChromiumMissing, match=r"/nowhere/chromium, which is not a program\. Correct"
    ):
        chromium.find()
