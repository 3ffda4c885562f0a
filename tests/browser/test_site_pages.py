"""The pages of the site in a browser, without use of their script: for every reader, on every screen."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from browser import markup, sites
from browser.site_templates import DAY, SESSION, TEMPLATES
from eventkit.editing.builder import ScheduleBuilder
from eventkit.outputs.site import site
from eventkit.outputs.site.fragments import fragment
from eventkit.schedule import Schedule
from store.small import FORUM, uid

SITE_PICTURE = Path(__file__).parents[2] / "docs" / "images" / "site.png"


def test_every_kind_of_page_is_valid_html(congress_folder: Path) -> None:
    pages = [congress_folder / language / template for language in sites.LANGUAGES for template in TEMPLATES]
    found = {
        str(path): markup.faults(path.read_text("utf-8")) for path in [congress_folder / "index.html", *pages]
    }
    assert {path: faults for path, faults in found.items() if faults} == {}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_no_page_scrolls_sideways_on_a_narrow_screen_or_at_400_percent(
    new_page: Callable[..., Page], served: str, language: str
) -> None:
    """320 CSS pixels are a small phone, and a screen of 1,280 pixels at 400 % (WCAG 2.2, 1.4.10)."""
    page = new_page(viewport={"width": 320, "height": 256})
    too_wide = {}
    squeezed = {}
    for template in TEMPLATES:
        page.goto(f"{served}{language}/{template}")
        width = page.evaluate("document.scrollingElement.scrollWidth")
        if width > 320:
            too_wide[template] = width
        headings = page.evaluate("[...document.querySelectorAll('tbody th')].map((th) => th.offsetWidth)")
        if min(headings, default=320) < 200:
            squeezed[template] = headings
    assert (too_wide, squeezed) == ({}, {})


def test_the_longest_words_stay_within_the_page_and_a_cancelled_programme_has_not_ended(
    new_page: Callable[..., Page], tmp_path: Path
) -> None:
    word = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
    slot = {"period": {"start": "2026-11-05T01:00Z", "end": "2026-11-05T02:00Z"}, "rooms": ["hall"]}
    talk = {"id": "talk", "uid": uid("talk"), "title": word, "slot": slot, "status": "cancelled"}
    tour = {**talk, "id": "tour", "uid": uid("tour"), "slot": {**slot, "rooms": ["yard"]}}
    fields = FORUM.model_dump() | {
        "rooms": [{"id": "hall", "name": word}, {"id": "yard", "name": word}],
        "participants": [{"id": "hypatia", "name": word}],
        "sessions": [{**talk, "people": ["hypatia"]}, tour],
    }
    site(Schedule.model_validate(fields), languages=["en"]).save(tmp_path)
    page = new_page(viewport={"width": 320, "height": 640})
    for width in (320, 1100):
        page.set_viewport_size({"width": width, "height": 640})
        for path in ("days/2026-11-05", "sessions/talk", "rooms", "people"):
            page.goto((tmp_path / "en" / f"{path}.html").as_uri())
            assert page.evaluate("document.scrollingElement.scrollWidth") == width, path
    page.goto((tmp_path / "en/days/2026-11-05.html").as_uri())
    page.get_by_text("By room").click()
    assert page.evaluate("document.scrollingElement.scrollWidth") == width
    page.goto((tmp_path / "en/now.html").as_uri())
    expect(page.get_by_role("status")).to_have_text("No session at the moment")


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_head_of_a_page_is_one_row_beside_a_long_name_and_the_menu(
    new_page: Callable[..., Page], tmp_path: Path, language: str
) -> None:
    fields = FORUM.model_dump()
    fields["conference"]["title"] = "Forum on the Mathematics of Ports and Rivers: Parallel Sessions"
    site(Schedule.model_validate(fields), languages=sites.LANGUAGES).save(tmp_path)
    page = new_page()
    page.goto((tmp_path / language / "index.html").as_uri())
    for width in (375, 800, 1030, 1100):
        page.set_viewport_size({"width": width, "height": 640})
        assert page.evaluate("document.querySelector('.head').offsetHeight") <= 53, width
        assert page.evaluate("document.scrollingElement.scrollWidth") == width
        box, first = page.evaluate(NAME_AND_FIRST_LETTER)
        assert box["left"] <= first["left"] < first["right"] <= box["right"], width


NAME_AND_FIRST_LETTER = """() => {
    const link = document.querySelector(".mark a"), letter = document.createRange()
    const text = document.createTreeWalker(link, NodeFilter.SHOW_TEXT).nextNode()
    letter.setStart(text, 0)
    letter.setEnd(text, 1)
    return [link.getBoundingClientRect(), letter.getBoundingClientRect()]
}"""


def test_names_in_a_list_are_broken_only_where_a_line_is_too_short(page: Page, tmp_path: Path) -> None:
    talk = {"id": "talk", "uid": uid("talk"), "title": "Heat", "people": ["a", "b", "c"]}
    slot = {"period": {"start": "2026-11-05T01:00Z", "end": "2026-11-05T02:00Z"}}
    names = {"a": "Ada Lovelace", "b": "Émilie du Châtelet", "c": "Gabrielle Émilie " * 4}
    fields = FORUM.model_dump() | {
        "participants": [{"id": id_, "name": name.strip()} for id_, name in names.items()],
        "sessions": [{**talk, "slot": slot}],
    }
    site(Schedule.model_validate(fields), languages=["en"]).save(tmp_path)
    page.set_viewport_size({"width": 360, "height": 640})
    page.goto((tmp_path / "en/days/2026-11-05.html").as_uri())
    lines = (
        "links => links.map(it => Math.round(it.offsetHeight / parseFloat(getComputedStyle(it).lineHeight)))"
    )
    first, second, third = page.locator(".by a").evaluate_all(lines)
    assert (first, second) == (1, 1)
    assert third > 1
    assert page.evaluate("document.scrollingElement.scrollWidth") == 360


@pytest.mark.parametrize("days", [4, 6])
def test_tracks_are_readable_however_many_days_there_are(page: Page, tmp_path: Path, days: int) -> None:
    week = ScheduleBuilder("A Week", start="2027-05-03", end=f"2027-05-0{days + 2}", zone="Europe/Vienna")
    for day in range(3, days + 3):
        week.session("Thermodynamics", at=f"2027-05-0{day} 09:00", minutes=60, room="Hall", track="Physics")
    sites.build(week.schedule(), tmp_path, ("en",))
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"file://{tmp_path}/en/tracks.html")
    expect(page.get_by_role("link", name="Physics")).to_be_visible()
    words = page.locator("main li").all()
    assert len(words) == (4 if days == 4 else 1)
    assert all((word.bounding_box() or {})["width"] > 150 for word in words)


def test_the_programme_can_be_used_with_the_keyboard_alone(page: Page, served: str) -> None:
    page.goto(f"{served}en/{DAY}")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to content")).to_be_focused()
    expect(page.get_by_role("link", name="Skip to content")).to_be_in_viewport()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator(".days a").first).to_be_focused()
    for _ in range(3):
        page.keyboard.press("Tab")
    expect(page.get_by_role("radio", name="List")).to_be_focused()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("radio", name="By room")).to_be_checked()
    expect(page.locator(".tt")).to_have_css("display", "grid")
    ribbon = page.locator(".keep").first
    ribbon.focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Space")
    expect(ribbon).to_have_attribute("aria-pressed", "true")
    order = page.evaluate(FOCUS_ORDER)
    assert order == sorted(order)


FOCUS_ORDER = """() => [...document.querySelectorAll("main a, main button")]
  .filter((element) => element.tabIndex === 0 && element.offsetParent)
  .map((element) => [...document.querySelectorAll(".prog time")].findIndex((time) =>
    element.closest("li")?.contains(time)))"""
"""The place of each element that takes the focus, by the time of its session in the list."""


def test_pages_are_whole_without_a_script(new_page: Callable[..., Page], served: str) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(f"{served}en/")
    page.get_by_role("link", name="Programme").first.click()
    expect(page.locator(".s")).not_to_have_count(0)
    expect(page.get_by_role("button")).to_have_count(0)  # none that does nothing
    page.get_by_role("link", name="The Fifth Postulate").click()
    for fact in ("14:15", "Pharos Hall", "Geometry", "Hypatia of Alexandria", "Monday, 6 September 2027"):
        expect(page.locator("main")).to_contain_text(fact)
    page.get_by_role("link", name="Search").click()
    expect(page.get_by_role("status")).to_contain_text("The search needs JavaScript.")
    page.get_by_role("navigation", name="Days").get_by_role("link", name="Tue 7").click()
    expect(page.locator("h1")).to_have_text("Tuesday, 7 September 2027")
    page.goto(f"{served}en/{DAY}")
    page.get_by_text("By room").click()
    expect(page.locator(".tt")).to_have_css("display", "grid")
    page.goto(f"{served}en/mine.html")
    expect(page.locator("main")).to_contain_text("My programme needs JavaScript.")


def test_another_language_is_the_same_page(page: Page, served: str) -> None:
    page.goto(f"{served}en/{SESSION}")
    page.get_by_role("link", name="العربية").click()
    assert page.url == f"{served}ar/{SESSION}"
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.get_by_role("link", name="English").click()
    assert page.url == f"{served}en/{SESSION}"


def test_an_arabic_page_runs_from_right_to_left(page: Page, served: str) -> None:
    page.goto(f"{served}ar/{SESSION}")
    start, end = (page.locator(".facts time").nth(number).bounding_box() for number in (0, 1))
    assert start
    assert end
    assert start["x"] > end["x"]  # the start is read first
    page.goto(f"{served}ar/{DAY}")
    times, title, ribbon = (
        page.locator(f"#s-restoring {part}").first.bounding_box() for part in (".when", ".ttl", ".keep")
    )
    assert times
    assert title
    assert ribbon
    assert times["x"] > title["x"] > ribbon["x"]
    title_language = page.locator("#s-restoring .ttl [lang]").first
    expect(title_language).to_have_attribute("lang", "en")
    expect(title_language).to_have_attribute("dir", "ltr")


def test_a_printed_page_has_the_programme_and_nothing_to_click(
    new_page: Callable[..., Page], served: str
) -> None:
    page = new_page(timezone_id="Asia/Shanghai")
    page.goto(f"{served}en/{DAY}")
    page.emulate_media(media="print", color_scheme="dark")
    for hidden in (".nav", ".langs", ".view", ".keep", ".yours"):  # paper is read at the conference
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator("#s-restoring .ttl")).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")
    assert page.pdf().startswith(b"%PDF")


def test_forced_colours_keep_what_colour_says(new_page: Callable[..., Page], served: str) -> None:
    page = new_page(forced_colors="active")
    page.goto(f"{served}en/{DAY}")
    current = page.locator(".nav [aria-current]")
    assert current.evaluate("element => getComputedStyle(element).borderBlockEndStyle") == "solid"
    ribbon = page.locator(".keep i").first
    shape = ribbon.evaluate(SHAPE)
    page.locator(".keep").first.click()
    assert ribbon.evaluate(SHAPE) != shape  # filled, not only of another colour
    assert ribbon.evaluate("element => getComputedStyle(element).backgroundColor") != "rgba(0, 0, 0, 0)"


SHAPE = "element => getComputedStyle(element).clipPath"


def test_nothing_moves_for_those_who_ask_for_less_motion(new_page: Callable[..., Page], served: str) -> None:
    page = new_page(reduced_motion="reduce")
    page.goto(f"{served}en/{DAY}")
    page.locator(".keep").first.click()
    page.get_by_role("radio", name="By room").check()
    assert page.evaluate("document.getAnimations().length") == 0
    assert page.evaluate(SMOOTH) == 0


def test_a_fragment_with_its_style_withstands_the_style_of_the_page_around_it(
    page: Page, congress: Schedule
) -> None:
    made = fragment(congress, languages=["ar", "en"], person=["hypatia"], style=True).data.decode()
    page.set_content(f"<style>{RESET}</style><div class=entry>{made}</div>")
    times = page.locator(".eventkit time")
    first, second = (times.nth(number).bounding_box() for number in (0, 1))
    assert first
    assert second
    assert first["x"] > second["x"], "from right to left"
    widths = page.locator(".eventkit, .eventkit li, .eventkit li > *").evaluate_all(
        "elements => elements.map(element => element.getBoundingClientRect().width)"
    )
    assert len({*widths}) == 1, "one beneath the other, each as wide as the page"


RESET = """* { margin: 0; padding: 0; font: inherit } .entry * { direction: ltr; text-align: left }
section { display: flex } .entry li { float: left; width: 50%; list-style: square inside }"""
"""Rules of a page that would turn a fragment into columns, from left to right."""

SMOOTH = """() => [...document.querySelectorAll("*")]
  .filter((element) => getComputedStyle(element).scrollBehavior === "smooth").length"""


HOSTILE = (
    "<script>alert(1)</script> & <b>x</b> if a<b",
    '<img src=x onerror=alert(1)>" onmouseover="alert(1)',
    "<svg><style><img src=x onerror=alert(1)>",
    "'); alert(1); //</script><script>alert(1)</script>",
    "{{ 1 + 1 }} ${alert(1)} ]]> --> */ \\",
    "[x](javascript:alert(1)) <a href='javascript:alert(1)'>y</a>",
)
"""Texts that run something wherever they are not taken for texts."""


def test_no_text_of_a_schedule_runs(page: Page, tmp_path: Path) -> None:
    sites.build(hostile_schedule(), tmp_path, ("en",))
    pages = [path.relative_to(tmp_path).as_posix() for path in (tmp_path / "en").rglob("*.html")]
    assert [fault for path in pages for fault in markup.faults((tmp_path / path).read_text("utf-8"))] == []
    with sites.serve(tmp_path) as address:
        for path in pages:
            page.goto(address + path)
            for element in page.locator("main [onmouseover], main script, main img").all():
                raise AssertionError(element.evaluate("element => element.outerHTML"))
        page.goto(f"{address}en/days/2027-03-01.html")
        for ribbon in page.locator(".keep").all():
            ribbon.click()
        page.goto(f"{address}en/mine.html")
        expect(page.locator("[data-slot=list] .ttl")).to_have_text(list(HOSTILE))
        for text in HOSTILE:
            page.goto(f"{address}en/search.html")
            page.get_by_role("searchbox").fill(text)
            expect(page.locator("[data-slot=results] .ttl").first).to_be_visible()
        links = page.evaluate("[...document.links].map((link) => link.protocol)")
        assert set(links) == {"http:"}


def hostile_schedule() -> Any:
    """A schedule with a hostile text wherever it can have one."""
    text = " ".join(HOSTILE)
    conference = {
        "id": "forum", "uid": "8f14e45f-ceea-4e7a-9a2b-000000000000", "title": text, "theme": text,
        "subtitle": text, "languages": ["en"], "zone": "Europe/Vienna",
        "start": "2027-03-01", "end": "2027-03-01",
    }  # fmt: skip
    sessions = [
        {
            "id": f"s{number}", "uid": f"8f14e45f-ceea-4e7a-9a2b-00000000000{number}", "title": title,
            "abstract": title, "subtitle": title, "track": "track", "people": ["someone"],
            "slot": {"rooms": ["room"], "period": {
                "start": f"2027-03-01T1{number}:00:00Z", "end": f"2027-03-01T1{number}:30:00Z",
            }},
        }
        for number, title in enumerate(HOSTILE, start=1)
    ]  # fmt: skip
    affiliation = {"position": text, "organisation": "body"}
    return Schedule.model_validate(
        {
            "conference": conference,
            "rooms": [{"id": "room", "name": text, "features": [text[:60].strip()]}],
            "tracks": [{"id": "track", "name": text, "code": "T1", "colour": "#336699"}],
            "organisations": [{"id": "body", "name": text}],
            "participants": [
                {
                    "id": "someone",
                    "name": text[:190].strip(),
                    "biography": text,
                    "affiliations": [affiliation],
                }
            ],
            "sessions": sessions,
        },
        context={"language": "en"},
    )


def test_the_picture_of_the_start_page_is_one_of_its_size(
    new_page: Callable[..., Page], served: str, request: pytest.FixtureRequest
) -> None:
    """``--golden`` takes it anew. Fonts differ from one machine to another, and so do pixels."""
    page = new_page(viewport={"width": 1180, "height": 800})
    page.goto(f"{served}en/days/2027-09-06.html")
    with Image.open(BytesIO(page.screenshot())) as taken:
        if request.config.getoption("--golden"):
            taken.convert("RGB").quantize(96).save(SITE_PICTURE, optimize=True)
        with Image.open(SITE_PICTURE) as known:
            assert known.size == taken.size
