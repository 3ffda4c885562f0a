"""The site command: a folder of the public site, as an organiser writes it again and again."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from cli.conftest import Call
from eventkit.office.site_office import SiteOffice


@pytest.fixture
def released(begun: Call) -> Call:
    """The commands, where a small forum is released."""
    begun("release", "1.0")
    return begun


def pages(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


def test_a_second_run_writes_only_the_pages_that_an_edit_changed(released: Call, folder: Path) -> None:
    run = ("site", "-o", "public", "--base", "https://example.org/2027")
    released(*run)
    assert "0 written" in released(*run).output
    released("session", "edit", "opening", "--title", "en=Welcome")
    released("release", "2.0")
    report = released(*run).output
    written = int(report.partition("public: ")[2].split()[0])
    assert 0 < written < 30
    page = (folder / "public/en/changes.html").read_text("utf-8")
    assert "<del>Opening</del>" in page
    assert "<ins>Welcome</ins>" in page
    assert "2.0" in (folder / "public/release.css").read_text("utf-8")


def test_a_run_with_the_same_inputs_makes_no_page_and_prints_the_same_note(
    released: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = ("site", "-o", "public")
    assert "no-address" in released(*run).output
    with monkeypatch.context() as without:
        without.setattr(SiteOffice, "export", lambda *_, **__: pytest.fail("pages are made"))
        again = released(*run)
    assert "no-address" in again.output
    assert "public: 0 written" in again.output
    assert "0 written" in released(*run, "--full").output, "which makes every page, the same again"


def test_changed_pages_pictures_and_templates_are_noticed(released: Call, folder: Path) -> None:
    portraits, own = folder / "portraits", folder / "own"
    portraits.mkdir()
    own.mkdir()
    picture, template = portraits / "lin-yifu.png", own / "rooms.html"
    Image.new("RGB", (60, 60), "red").save(picture)
    built_in = released("site", "--show-template", "rooms.html").output
    template.write_text(built_in, "utf-8")
    run = ("site", "-o", "public", "--pictures", "portraits", "--templates", "own")
    released(*run)
    assert "0 written" in released(*run).output
    page = folder / "public/en/index.html"
    as_made = page.read_bytes()
    page.write_bytes(as_made.swapcase())
    assert "1 written" in released(*run).output
    assert page.read_bytes() == as_made
    Image.new("RGB", (60, 60), "blue").save(picture)
    assert "0 written" not in released(*run).output
    template.write_text(built_in.replace("<h1>", "<h1>Our "), "utf-8")
    assert "0 written" not in released(*run).output


def test_calendars_left_out_once_are_removed_and_written_again(released: Call, folder: Path) -> None:
    released("site", "-o", "public", "--base", "https://example.org/2027")
    whole = pages(folder / "public")
    assert {"calendars/en/all.ics", "data/schedule.json", "sitemap.xml", ".nojekyll", "404.html"} <= whole
    released("site", "-o", "public", "--no-feeds")
    assert not any(path.startswith(("calendars/", "data/")) for path in pages(folder / "public"))
    released("site", "-o", "public", "--base", "https://example.org/2027")
    assert pages(folder / "public") == whole


def test_a_later_run_keeps_the_address_of_the_site_until_another_is_named(
    released: Call, folder: Path
) -> None:
    assert "no-address" in released("site", "-o", "public").output
    released("site", "-o", "public", "--base", "https://example.org/2027")
    report = released("site", "-o", "public").output
    assert "0 written" in report
    assert "0 removed" in report
    assert "no-address" not in report
    released("site", "-o", "public", "--base", "https://example.com/forum")
    assert "https://example.com/forum/" in (folder / "public/sitemap.xml").read_text("utf-8")
    assert not any(b"example.org/2027" in path.read_bytes() for path in (folder / "public").rglob("*.ics"))


def test_a_draft_says_so_on_every_page_and_asks_search_engines_to_leave_it_out(
    released: Call, folder: Path
) -> None:
    released("site", "--draft", "-o", "preview", "--no-feeds", "--language", "en")
    for path in (folder / "preview/en").rglob("*.html"):
        page = path.read_text("utf-8")
        assert '<meta name="robots" content="noindex">' in page
        assert '<aside class="draft"' in page


def test_a_template_is_printed_changed_and_used(released: Call, folder: Path) -> None:
    template = released("site", "--show-template", "rooms.html").output
    assert "{% extends" in template
    (folder / "own").mkdir()
    (folder / "own/rooms.html").write_text(template.replace("<h1>", "<h1>Our "), encoding="utf-8")
    released("site", "-o", "public", "--templates", "own", "--no-feeds")
    assert "<h1>Our Rooms</h1>" in (folder / "public/en/rooms.html").read_text("utf-8")


def test_faulty_templates_are_reported_with_their_lines_and_nothing_is_written(
    released: Call, folder: Path
) -> None:
    (folder / "own").mkdir()
    for name, content, message in (
        ("room.html", "", "Did you mean 'rooms.html'?"),
        ("rooms.html", "{% block %}", "rooms.html: line 1: "),
        ("rooms.html", "\n{{ page.titel }}", "rooms.html: line 2: "),
    ):
        file = folder / "own" / name
        file.write_text(content, encoding="utf-8")
        assert message in released("site", "-o", "public", "--no-feeds", "--templates", "own", code=1).output
        file.unlink()
    assert not (folder / "public").exists()


def test_a_pair_of_one_language_is_refused(call: Call) -> None:
    assert "Write it as zh/en." in call("site", "-o", "public", "--pair", "zh", code=2).output


def test_a_site_without_its_address_says_what_it_lacks(released: Call) -> None:
    lacks = "The site has no 404.html and no sitemap.xml, which need its address. Name it with --base URL."
    assert lacks in released("site", "-o", "public", "--no-feeds").output
    assert lacks not in released("site", "-o", "public", "--no-feeds", "--base", "https://example.org").output
