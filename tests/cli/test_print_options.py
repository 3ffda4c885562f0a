"""Print options: editions, style, prepress, and the preflight report."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from eventkit.outputs.programme.editions import EDITIONS


def pages_of(data: bytes) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(data)]


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_edition_can_be_asked_for_and_is_marked_as_a_draft(begun, edition: str) -> None:
    pages = pages_of(begun("programme", "--edition", edition, "-o", "-").stdout_bytes)

    assert all("DRAFT" in page for page in pages)
    assert any("Opening" in page for page in pages)


def test_a_sign_is_made_for_the_room_and_day_that_are_named(begun) -> None:
    words = ("--edition", "room", "--room", "main-hall", "--day", "2027-09-06")

    (sign,) = pages_of(begun("programme", *words, "-o", "-").stdout_bytes)
    assert "Main Hall" in sign
    assert "Annex" not in sign


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--edition", "room", "--room", "attic"), "Unknown room 'attic'"),
        (
            ("--edition", "room", "--paper", "a0"),
            "The edition 'room' is not printed on 'a0'. Use one of a5, a4",
        ),
        (("--day", "2027-09-09"), "No session takes place on 2027-09-09. Use one of 2027-09-06"),
        (("--edition", "grid", "--sections", "cover"), "--sections applies only to --edition book"),
    ],
)
def test_options_invalid_for_an_edition_are_refused_and_nothing_is_written(
    begun, folder: Path, words: tuple[str, ...], why: str
) -> None:
    assert why in begun("programme", *words, "-o", "x.pdf", code=1).stderr
    assert not (folder / "x.pdf").exists()


MM = 72 / 25.4


@pytest.mark.usefixtures("forum_store")
def test_a_booklet_with_bleed_in_black_ink(call, folder: Path) -> None:
    call("programme", "--bleed", "3", "--black", "k", "--booklet", "-o", "press.pdf")
    width, height = pypdfium2.PdfDocument((folder / "press.pdf").read_bytes())[0].get_size()
    assert width > (296 + 6) * MM
    assert height > (210 + 6) * MM


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--bleed", "30"), "--bleed"),
        (("--black", "cmyk"), "--black"),
        (("--thickness", "0.2"), "A booklet is folded from paper of 0.1 mm"),
        (("--order", "speakers"), "'--sections' has the sections in their order"),
    ],
)
@pytest.mark.usefixtures("forum_store")
def test_impossible_print_options_are_refused(
    call, folder: Path, words: tuple[str, str], expected: str
) -> None:
    assert expected in call("programme", *words, "-o", "press.pdf", code=2).output
    assert not (folder / "press.pdf").exists()


def pages(file: Path) -> list[str]:
    return [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(file.read_bytes())]


@pytest.mark.usefixtures("forum_store")
def test_a_programme_has_the_requested_sections_in_order(call, folder: Path) -> None:
    options = ("--sections", "speakers, sessions,cover", "--language", "en")
    call("programme", *options, "-o", "short.pdf")

    cover, index, *others = pages(folder / "short.pdf")
    assert "Hongqiao International" in cover
    assert "Speakers" in index
    assert any("Saturday, 5 November 2022" in page for page in others)


@pytest.mark.usefixtures("forum_store")
def test_an_unknown_section_is_a_usage_error_with_a_hint(call) -> None:
    message = call("programme", "--sections", "cover,speaker", "-o", "x.pdf", code=2).stderr

    assert "There is no section 'speaker'. Did you mean 'speakers'?" in message


@pytest.mark.usefixtures("forum_store")
def test_a_style_file_gives_paper_pictures_and_practical_information(call, folder: Path) -> None:
    (folder / "style").mkdir()
    Image.new("RGB", (40, 20), "#884422").save(folder / "style" / "logo.png")
    look = 'paper = "a4"\nlogo = "logo.png"\n[practical]\nen = "Wi-Fi: *open*"\n'
    (folder / "style" / "style.toml").write_text(look, encoding="utf-8")

    call("programme", "--style", "style/style.toml", "-o", "whole.pdf")
    document = pypdfium2.PdfDocument((folder / "whole.pdf").read_bytes())
    assert round(document[0].get_width()) == 595
    assert "Wi-Fi: open" in pages(folder / "whole.pdf")[1]
    call("programme", "--style", "style/style.toml", "--paper", "a5", "-o", "small.pdf")
    assert round(pypdfium2.PdfDocument((folder / "small.pdf").read_bytes())[0].get_width()) == 420


@pytest.mark.usefixtures("forum_store")
@pytest.mark.parametrize(
    ("look", "expected"),
    [
        ("logo = 'logo.png'", "The picture 'logo.png' is missing"),
        ("logoo = 'logo.png'", "style.toml: line 1, logoo: Unknown field. Did you mean 'logo'?"),
        ("fonts = 'nowhere'", "There is no folder of fonts at nowhere"),
        ("\udcff", "style.toml: a style file has to be text in UTF-8"),
    ],
)
def test_an_invalid_style_file_is_reported_and_nothing_is_written(
    call, folder: Path, look: str, expected: str
) -> None:
    (folder / "style.toml").write_bytes(look.encode("utf-8", "surrogateescape"))

    assert expected in call("programme", "--style", "style.toml", "-o", "x.pdf", code=1).stderr
    assert not (folder / "x.pdf").exists()


@pytest.mark.usefixtures("forum_store")
def test_a_missing_style_file_is_reported(call) -> None:
    message = call("programme", "--style", "nowhere.toml", "-o", "x.pdf", code=1).stderr

    assert message == "eventkit: nowhere.toml: there is no such file. Check its name and folder.\n"


COMMANDS = ("programme", "badges")
SPEAKERS = ("programme", "--sections", "speakers", "-o", "made.pdf")
"""The index of speakers alone, whose findings of rules are those of the whole programme."""


def findings(call: Any, command: str, *words: str, code: int = 0) -> list[dict[str, Any]]:
    output = call(command, "--json", "-o", "made.pdf", *words, code=code).stdout
    found: list[dict[str, Any]] = json.loads(output)["findings"]
    return found


@pytest.mark.parametrize(
    ("command", "few_pages"), [("programme", ("--sections", "speakers")), ("badges", ("--code", "none"))]
)
@pytest.mark.usefixtures("congress_store")
def test_print_findings_have_one_json_form(
    call: Any, folder: Path, command: str, few_pages: tuple[str, ...]
) -> None:
    results = findings(call, command, *few_pages)
    assert {each["code"] for each in results} == {"no-organisation"}
    assert all(each["waived"] is None and len(each["identity"]) == 10 for each in results)
    assert (folder / "made.pdf").read_bytes().startswith(b"%PDF")


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.usefixtures("congress_store")
def test_findings_and_output_cannot_share_standard_output(call: Any, command: str) -> None:
    assert "standard output" in call(command, "--json", "-o", "-", code=2).stderr


@pytest.mark.usefixtures("congress_store")
def test_findings_of_rules_are_one_line_and_listed_on_request(call: Any) -> None:
    assert call(*SPEAKERS).stderr == "9 findings, 0 errors: eventkit check\nmade.pdf: 5 pages\n"
    *listed, written = call(*SPEAKERS, "--findings").stderr.splitlines()
    assert [line.split(":")[0] for line in listed] == ["info no-organisation"] * 9
    assert written == "made.pdf: 5 pages"


def test_an_error_stops_the_print_until_it_is_waived(begun: Any, folder: Path) -> None:
    begun("rule", "set", "no-organisation", "error")
    (error,) = [finding for finding in findings(begun, "programme", code=1) if finding["severity"] == "error"]
    assert (error["code"], error["about"]) == ("no-organisation", ["amina-yusuf"])
    assert not (folder / "made.pdf").exists()
    begun("waive", error["identity"], "--reason", "she speaks for herself")
    for command in COMMANDS:
        results = findings(begun, command)
        assert [each["waived"]["reason"] for each in results if each["waived"]] == ["she speaks for herself"]
        (folder / "made.pdf").unlink()
    assert "1 waived" in begun("programme", "-o", "made.pdf").stderr


def test_waivers_of_other_rules_have_not_lapsed_in_print(begun: Any) -> None:
    begun("rule", "set", "no-organisation", "error")
    (error,) = [finding for finding in findings(begun, "badges", code=1) if finding["severity"] == "error"]
    begun("waive", error["identity"], "--reason", "she speaks for herself")
    report = json.loads(begun("programme", "--edition", "grid", "--json", "-o", "grid.pdf").stdout)
    assert report["lapsed"] == []


def test_a_finding_about_a_page_can_be_waived(call: Any, folder: Path) -> None:
    text = (folder / "hongqiao-forum.yaml").read_text(encoding="utf-8")
    odd = text.replace("full: Gerd Müller, given: Gerd, family: Müller", "full: Gerd \U00016d40")
    (folder / "odd.yaml").write_text(odd, encoding="utf-8")
    call("import", "odd.yaml")
    errors = [finding for finding in findings(call, "programme", code=1) if finding["severity"] == "error"]
    assert {error["code"] for error in errors} == {"missing-glyph"}
    call("waive", *sorted({error["identity"] for error in errors}), "--reason", "a letter of his own")
    assert all(finding["waived"] for finding in findings(call, "programme") if finding["severity"] == "error")
    listed = call("waive", "--list").stdout
    assert "waived in print" in listed
    assert "lapsed" not in listed
    assert "no longer so" not in call("check", "--waived").stdout
    call("waive", "--lift", *sorted({error["identity"] for error in errors}))
    call("programme", "-o", "made.pdf", code=1)
