"""Badges from the command line: for whom, on what."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from pictures import png

PICTURE = pypdfium2.raw.FPDF_PAGEOBJ_IMAGE

LIST = """\
Registration No.;First name;Last name;Company;Ticket type;E-mail
R1;Emmy;Noether;University of Göttingen;press;emmy@example.org
R2;Srinivasa;Ramanujan;;guest;
;;;Nobody Ltd.;;
R3;Lin;Yifu;Peking University;;
"""


def texts(file: Path) -> Iterator[str]:
    """The words of each page."""
    with pypdfium2.PdfDocument(file) as document:
        for at in range(len(document)):
            yield document[at].get_textpage().get_text_range()


def sizes(file: Path) -> list[tuple[int, int]]:
    """The size of each page in millimetres."""
    with pypdfium2.PdfDocument(file) as document:
        return [tuple(round(each / 72 * 25.4) for each in page.get_size()) for page in document]  # type: ignore[misc]


@pytest.fixture
def attending(folder: Path) -> None:
    """A list of those who appear nowhere, and one who does."""
    (folder / "list.csv").write_text(LIST, encoding="utf-8")


def test_badges_fill_each_sheet(begun, folder: Path) -> None:
    begun("badges", "--paper", "a4", "-o", "b.pdf")
    assert sizes(folder / "b.pdf") == [(210, 297)]
    page = " ".join(next(iter(texts(folder / "b.pdf"))).split())
    assert "Amina Yusuf" in page
    assert "Lin Yifu" in page


def test_badges_start_after_the_used_labels(begun, folder: Path) -> None:
    begun("badges", "--template", "cr80", "--sheet", "Avery L4784", "--skip", "9", "-o", "b.pdf")
    assert sizes(folder / "b.pdf") == [(210, 297)] * 2


def test_labels_get_the_template_that_fits_them(begun, folder: Path) -> None:
    message = begun("badges", "--sheet", "avery-l4784", "-o", "b.pdf").stderr
    assert "template 80x50" in message
    (page,) = texts(folder / "b.pdf")
    assert "Amina Yusuf" in page


def test_badges_that_are_cut_have_marks_and_their_boxes(begun, folder: Path) -> None:
    begun("badges", "--crop-marks", "--bleed", "3", "-o", "b.pdf")
    with pypdfium2.PdfDocument(folder / "b.pdf") as document:
        left, bottom, right, top = document[0].get_trimbox()
        assert (round((right - left) / 72 * 25.4), round((top - bottom) / 72 * 25.4)) == (105, 148)
        bleed = document[0].get_bleedbox()
        assert round((left - bleed[0]) / 72 * 25.4) == 3


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--person", "amina"), ["Amina Yusuf"]),
        (("--role", "chair"), ["Lin Yifu"]),
        (("--organisation", "pku"), ["Lin Yifu"]),
        (("--session", "panel"), ["Amina Yusuf", "Lin Yifu"]),
        (("--session", "panel", "--role", "moderator"), ["Amina Yusuf"]),
    ],
)
def test_badges_are_printed_for_named_people(
    begun, folder: Path, words: tuple[str, ...], names: list[str]
) -> None:
    begun("badges", *words, "--language", "en", "-o", "b.pdf")
    pages = list(texts(folder / "b.pdf"))
    assert len(pages) == len(names)
    assert all(name in " ".join(page.split()) for name, page in zip(names, pages, strict=True))


def test_an_empty_selection_is_reported_and_nothing_is_written(begun, folder: Path) -> None:
    message = begun("badges", "--role", "host", "-o", "b.pdf", code=1).stderr
    assert "Nobody matches the selection" in message
    assert not (folder / "b.pdf").exists()


def test_a_person_in_no_session_gets_no_badge_and_the_message_says_what_helps(begun) -> None:
    begun("person", "add", "Zoë García")
    message = begun("badges", "--draft", "--person", "zoe", "-o", "z.pdf", code=1).stderr
    assert (
        "Zoë García is in no session. Add them with 'eventkit session assign SESSION zoe-garcia'" in message
    )
    assert '--guest "Zoë García"' in message


def test_people_of_cancelled_sessions_are_reported_and_erased_ones_not_mentioned(begun, folder: Path) -> None:
    """Seen: badges and certificates of a cancelled talk, and one for “(withdrawn)”."""
    begun("person", "add", "Zoë García")
    begun("session", "assign", "closing", "zoe")
    begun("session", "cancel", "panel")
    begun("person", "forget", "zoe-garcia", "--yes")
    for template in ("a6", "certificate", "place-card"):
        message = begun("badges", "--draft", "--template", template, "-o", "b.pdf").stderr
        assert "b.pdf: 1 person" in message
        assert "Amina Yusuf is left out: their session “Panel” is cancelled." in message
        assert "withdrawn" not in message
        assert not any("withdrawn" in page or "Amina" in page for page in texts(folder / "b.pdf"))


def test_a_person_who_no_longer_appears_gets_a_badge_if_named(begun, folder: Path) -> None:
    begun("session", "cancel", "panel")
    assert "left-out" not in begun("badges", "--draft", "--person", "amina", "-o", "b.pdf").stderr
    (page,) = texts(folder / "b.pdf")
    assert "Amina Yusuf" in " ".join(page.split())
    message = begun("badges", "--draft", "--session", "panel", "--role", "moderator", "-o", "c.pdf", code=1)
    assert "Amina Yusuf is left out: their session “Panel” is cancelled." in message.stderr
    assert "Use '--person amina-yusuf' to include them." in message.stderr


@pytest.mark.usefixtures("attending")
def test_one_attendee_of_a_list_is_printed_by_name(begun, folder: Path) -> None:
    """Seen: only the id in the list was recognised, and a name matched nobody."""
    begun("badges", "--attendees", "list.csv", "--person", "Srinivasa Ramanujan", "-o", "b.pdf")
    (page,) = texts(folder / "b.pdf")
    assert "Ramanujan" in page
    begun("badges", "--attendees", "list.csv", "--person", "ramanuj", "--person", "R1", "-o", "b.pdf")
    assert len(list(texts(folder / "b.pdf"))) == 2


@pytest.mark.usefixtures("attending")
def test_a_name_of_two_people_in_a_list_is_asked_about(begun, folder: Path) -> None:
    with (folder / "list.csv").open("a", encoding="utf-8") as listed:
        listed.write("R9;Emmy;Noether;University of Erlangen;;\n")
    printed = ("badges", "--attendees", "list.csv", "-o", "b.pdf")
    message = begun(*printed, "--person", "Emmy Noether", code=1).stderr
    assert "'Emmy Noether' may be 2 people. Choose one by its id:" in message
    assert "R1: Emmy Noether, University of Göttingen" in message
    assert "R9: Emmy Noether, University of Erlangen" in message
    message = begun(*printed, "--no-people", "--person", "Curie", code=1).stderr
    assert "list.csv has nobody called 'Curie'" in message
    assert not (folder / "b.pdf").exists()


def test_after_a_release_only_changed_badges_are_printed_again(begun, folder: Path) -> None:
    begun("release", "1.0")
    begun("session", "edit", "closing", "--title", "Farewell")  # which no badge shows
    message = begun("badges", "--draft", "--changed-since", "1.0", "-o", "b.pdf").stderr
    assert "No badge looks different from that release" in message
    begun("person", "edit", "amina", "--position", "Chair of Medicine")
    begun("badges", "--draft", "--changed-since", "1.0", "-o", "b.pdf")
    (page,) = texts(folder / "b.pdf")
    assert "Amina Yusuf" in " ".join(page.split())


@pytest.mark.usefixtures("attending")
def test_attendees_from_a_list_get_badges_after_the_others(begun, folder: Path) -> None:
    message = begun("badges", "--attendees", "list.csv", "--findings", "-o", "b.pdf").stderr
    pages = list(texts(folder / "b.pdf"))
    assert len(pages) == 4
    found = [
        name
        for page in pages
        for name in ("Amina", "Lin Yifu", "Noether", "Ramanujan")
        if name in re.sub(r"\s+", " ", page)
    ]
    assert found == ["Amina", "Lin Yifu", "Noether", "Ramanujan"]
    assert "list.csv: columns that are not printed: E-mail" in message
    assert "list.csv: 4 rows: 1 speaker, 2 badges, 1 not printed" in message
    assert "list.csv, row 4" in message  # which names nobody
    assert "list.csv, row 5" in message  # who has a badge already
    assert "emmy@example.org" not in "".join(pages)


@pytest.mark.usefixtures("attending")
def test_a_list_can_be_the_only_source_and_be_sorted(begun, folder: Path) -> None:
    begun(
        *("badges", "--attendees", "list.csv", "--no-people", "--sort", "organisation", "-o", "b.pdf"),
    )
    pages = [re.sub(r"\s+", " ", page) for page in texts(folder / "b.pdf")]
    assert [next(name for name in ("Lin", "Noether", "Ramanujan") if name in page) for page in pages] == [
        "Lin",
        "Noether",
        "Ramanujan",
    ]


@pytest.mark.usefixtures("attending")
def test_an_attendee_is_selected_by_the_id_in_the_list(begun, folder: Path) -> None:
    begun("badges", "--attendees", "list.csv", "--person", "R2", "-o", "b.pdf")
    (page,) = texts(folder / "b.pdf")
    assert "Ramanujan" in page


def test_a_list_is_taken_from_standard_input(begun, folder: Path) -> None:
    begun("badges", "--attendees", "-", "--no-people", "-o", "b.pdf", input=LIST.encode())
    assert len(list(texts(folder / "b.pdf"))) == 3


def test_blank_badges_come_last(begun, folder: Path) -> None:
    begun("badges", "--blanks", "2", "-o", "b.pdf")
    *_, one, other = texts(folder / "b.pdf")
    assert one == other
    assert "Participant" in one


def test_blank_badges_can_be_all(begun, folder: Path) -> None:
    begun("badges", "--blanks", "3", "--no-people", "-o", "b.pdf")
    assert len(set(texts(folder / "b.pdf"))) == 1
    assert len(sizes(folder / "b.pdf")) == 3


@pytest.mark.usefixtures("attending")
def test_findings_are_printed_as_json(begun) -> None:
    result = begun("badges", "--attendees", "list.csv", "--json", "-o", "b.pdf")
    codes = {finding["code"] for finding in json.loads(result.stdout)["findings"]}
    assert {"no-name", "has-badge"} <= codes


def test_badges_are_not_refused_for_new_ones_that_cannot_be_printed(begun, folder: Path) -> None:
    begun("key", "make")
    begun("badges", "-o", "b.pdf")
    begun("person", "edit", "amina", "--name", "Amina \U00016d40")
    message = begun("badges", "--person", "amina", "--replace", "-o", "c.pdf", code=1).stderr
    assert "U+16D40" in message
    assert not (folder / "c.pdf").exists()
    begun("key", "export", "-o", "door.json")
    assert json.loads((folder / "door.json").read_text(encoding="utf-8"))["revoked"] == []
    begun("badges", "--person", "amina", "--replace", "--force", "-o", "c.pdf")
    begun("key", "export", "-o", "door.json")
    assert len(json.loads((folder / "door.json").read_text(encoding="utf-8"))["revoked"]) == 1


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--json", "-o", "-"), "to standard output"),
        ((), "Missing option '-o'"),
        (("--sheet", "avery-l4784", "--paper", "a4", "-o", "b.pdf"), "--sheet or --paper"),
        (("--sheet", "avery-l4784", "--crop-marks", "-o", "b.pdf"), "needs no crop marks"),
        (("--skip", "2", "-o", "b.pdf"), "--sheet or --paper"),
        (("--back-offset", "1", "-o", "b.pdf"), "is not an offset"),
        (("--back-offset", "nan,0", "-o", "b.pdf"), "is not an offset"),
        (("--no-people", "-o", "b.pdf"), "--attendees FILE or --blanks N"),
        (("--replace", "-o", "b.pdf"), "Select people"),
        (("--template", "door-sign", "--blanks", "2", "-o", "b.pdf"), "for people"),
        (("--pages", "https://forum.example", "-o", "b.pdf"), "Add --code url, vcard or mecard"),
    ],
)
def test_incompatible_options_are_a_usage_error(
    begun, folder: Path, words: tuple[str, ...], why: str
) -> None:
    message = begun("badges", *words, code=2).stderr
    assert why in " ".join(message.split())
    assert not (folder / "b.pdf").exists()


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--sheet", "avery-9999999"), "There is no sheet"),
        (
            ("--sheet", "avery-l4784", "--template", "a6"),
            "larger than the label avery-l4785 (80 × 50 mm). Use the template 80x50.",
        ),
        (("--sheet", "avery-5160"), "larger than the label avery-5160"),
        (("--person", "nobody"), "no participant 'nobody'"),
        (("--changed-since", "9.9"), "no release yet"),
        (("--attendees", "absent.csv"), "absent.csv: there is no such file"),
    ],
)
def test_missing_input_is_reported_in_one_line(begun, folder: Path, words: tuple[str, ...], why: str) -> None:
    message = begun("badges", *words, "-o", "b.pdf", code=1).stderr
    assert why in message
    assert not [path for path in folder.iterdir() if "b.pdf" in path.name]


def test_known_sheets_are_listed(call) -> None:
    output = call("sheet", "list", "--maker", "durable").stdout
    assert "durable-1445" in output
    assert "90.0 x 54.0" in output
    assert "avery" not in output


def test_a_custom_sheet_is_defined_in_a_file(begun, folder: Path) -> None:
    shown = begun("sheet", "show", "durable-1445").stdout
    (folder / "ours.toml").write_text(
        shown.replace("first = [15, 12]", "first = [15, 13.5]"), encoding="utf-8"
    )
    begun("badges", "--sheet", "ours.toml", "-o", "b.pdf")
    assert sizes(folder / "b.pdf") == [(210, 297)]
    (folder / "ours.toml").write_text("[[sheet]]", encoding="utf-8")
    assert "paper" in begun("badges", "--sheet", "ours.toml", "-o", "b.pdf", code=1).stderr


def test_a_guest_has_a_badge_without_a_list(begun, folder: Path) -> None:
    printed = begun("badges", "--guest", "Mary Somerville, Royal Society", "-o", "guest.pdf")
    assert "guest.pdf: 1 person, 1 page" in printed.stderr + printed.stdout
    assert (folder / "guest.pdf").exists()


def test_a_logo_is_on_the_head_of_a_badge(begun, folder: Path) -> None:
    (folder / "logo.png").write_bytes(png(120, 40))
    begun("badges", "--logo", "logo.png", "--template", "4x3in", "-o", "b.pdf")
    with pypdfium2.PdfDocument(folder / "b.pdf") as document:
        pictures = [mark for page in document for mark in page.get_objects(filter=[PICTURE], max_depth=5)]
        assert len(pictures) == len(document)


def test_a_logo_needs_a_picture_and_a_template_with_a_place_for_it(begun, folder: Path) -> None:
    (folder / "logo.gif").write_bytes(b"GIF89a")
    refused = begun("badges", "--logo", "logo.gif", "-o", "b.pdf", code=2)
    assert "must be a PNG or JPEG file, not 'logo.gif'" in refused.stderr
    refused = begun("badges", "--logo", "logo.png", "--template", "door-sign", "-o", "b.pdf", code=2)
    assert "has no place for a logo" in refused.stderr
