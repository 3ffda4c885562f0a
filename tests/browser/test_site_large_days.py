"""A day of hundreds of talks, on a phone and on a desktop, with and without a script."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import accessibility, sites

DAY = "days/2027-09-04.html"
PHONE = {"viewport": {"width": 375, "height": 812}, "has_touch": True}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the site of a day of 260 talks."""
    folder: Path = tmp_path_factory.mktemp("large")
    sites.build(sites.large_day(), folder, ("en", "ar"))
    with sites.serve(folder) as address:
        yield address


@pytest.mark.parametrize("script", [True, False])
def test_a_talk_is_three_touches_away(new_page: Callable[..., Page], large: str, *, script: bool) -> None:
    page = new_page(**PHONE, java_script_enabled=script)
    page.goto(f"{large}en/{DAY}")
    assert (page.locator(".s").first.bounding_box() or {})["y"] < 330
    page.get_by_role("navigation", name="Hours").get_by_role("link", name="13").tap()
    expect(page.locator(".hour time", has_text="13:00").first).to_be_in_viewport()
    page.goto(f"{large}en/{DAY}")
    page.get_by_role("button", name="Filter").tap()
    page.get_by_role("checkbox", name="Track 5 ").check()
    expect(page.locator(".s:visible")).to_have_count(7)
    talk = page.locator(".s:visible .ttl").first.bounding_box()
    assert talk
    page.touchscreen.tap(talk["x"] + 20, talk["y"] + 10)  # closes the filter, and opens the talk
    expect(page.locator("h1")).to_contain_text("Number 26:")


def test_the_address_has_the_filter_and_what_it_leaves_empty_is_gone(page: Page, large: str) -> None:
    page.goto(f"{large}en/{DAY}?only=k6.o3")
    expect(page.locator(".s:visible")).to_have_count(6)
    expect(page.locator(".only span")).to_have_text("Track 6 · Room 3")
    assert page.locator(".hour:visible .s:visible").count() == 6
    page.locator(".only").get_by_role("button", name="Show all").click()
    expect(page.locator(".s:visible")).to_have_count(260)
    assert page.url.endswith(DAY)


def test_now_is_a_line_before_the_next_talk(page: Page, large: str) -> None:
    page.clock.set_fixed_time("2027-09-04T13:02:00+03:00")
    page.goto(f"{large}en/{DAY}")
    page.get_by_role("link", name="Now", exact=True).last.click()
    expect(page.locator(".now")).to_be_in_viewport()
    entries = page.locator(".s:has(+ .now), .now + .s").locator(".when > bdi:first-child")
    before, after = entries.all_inner_texts()
    assert before <= "13:02" < after
    page.clock.set_fixed_time("2027-09-05T13:02:00+03:00")
    page.reload()
    expect(page.locator(".now")).to_have_count(0)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_window_scrolls_a_grid_in_which_no_talk_stretches_an_hour(
    page: Page, large: str, language: str
) -> None:
    page.set_viewport_size({"width": 1280, "height": 800})
    page.goto(f"{large}{language}/{DAY}")
    page.locator("#g").check()
    heights = page.locator(".hour").evaluate_all("hours => hours.map((hour) => hour.offsetHeight)")
    assert set(heights) == {288}
    page.evaluate("scrollTo(document.dir === 'rtl' ? -700 : 700, 900)")
    expect(page.locator(".heads li").nth(8)).to_be_in_viewport()
    expect(page.locator(".bar button")).to_be_in_viewport()
    page.mouse.move(0, 0)
    cut = page.locator(".s > .hd").evaluate_all(
        "heads => heads.filter((head) => head.offsetHeight % 17"
        " || head.offsetHeight > head.parentElement.offsetHeight)"
        ".map((head) => [head.textContent, head.offsetHeight, head.parentElement.offsetHeight])"
    )
    assert cut == []
    overlaps = page.evaluate(OVERLAPS)
    assert overlaps == []


OVERLAPS = """() => {
  const boxes = [...document.querySelectorAll(".s")].map((entry) => [entry, entry.getBoundingClientRect()]);
  const found = [];
  const meet = (a, b) =>
    a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1;
  for (const [one, a] of boxes) for (const [other, b] of boxes)
    if (one !== other && meet(a, b))
      found.push(`${one.textContent} ${other.textContent}`);
  return found;
}"""


def test_indexes_have_letters_and_numbers_and_list_no_talk(page: Page, large: str) -> None:
    page.goto(f"{large}en/people.html")
    page.get_by_role("navigation", name="Letters").get_by_role("link", name="K").click()
    expect(page.locator("h2", has_text="K")).to_be_in_viewport()
    assert page.locator(".letter .n").all_text_contents() == [str(260 // 70 + (n < 50)) for n in ORDER]
    page.goto(f"{large}en/tracks.html")
    assert page.get_by_text("Number 33").count() == 0
    expect(page.locator("li", has_text="Track 6 ").first).to_contain_text("Room 3")


ORDER = sorted(range(70), key=lambda n: (n % 20, f"Name{n}"))


def test_large_days_and_indexes_are_accessible_on_a_phone_in_both_directions(
    new_page: Callable[..., Page], large: str
) -> None:
    found = {}
    page = new_page(**PHONE)
    accessibility.prepare(page)
    for path in (f"en/{DAY}", f"ar/{DAY}", "en/people.html", "ar/tracks.html", "en/index.html"):
        page.goto(large + path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        accessibility.leave_out_repeats(page)
        found[path] = accessibility.violations(page)
    page.goto(f"{large}en/{DAY}")
    accessibility.leave_out_repeats(page)
    page.get_by_role("button", name="Filter").tap()
    found["filter"] = accessibility.violations(page)
    assert {path: violations for path, violations in found.items() if violations} == {}
