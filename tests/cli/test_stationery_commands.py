"""Templates from the command line: those that come along, and one's own."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pypdfium2
import pytest

from eventkit.errors import EventkitError
from eventkit.office.file_access import PictureFolder
from pictures import png


@pytest.fixture
def imported(call):
    """Call a command, where the forum was imported."""
    call("import", "hongqiao-forum.yaml")
    return call


def texts(path: Path) -> list[str]:
    return [" ".join(page.get_textpage().get_text_range().split()) for page in pypdfium2.PdfDocument(path)]


def test_bundled_templates_are_listed_with_descriptions(call) -> None:
    listed = {each["name"]: each for each in json.loads(call("template", "list", "--json").stdout)}

    assert listed["a6"]["title"] == "Badge, A6: 105 x 148 mm"
    assert (listed["butterfly"]["fold"], listed["door-sign"]["made_for"]) == ("below", "sessions")
    assert all(name in call("template", "list").stdout for name in listed)


def test_a_template_is_copied_edited_proofed_and_printed(imported, folder: Path) -> None:
    imported("template", "copy", "cr80", "-o", "ours.toml")
    ours = folder / "ours.toml"
    assert ours.read_text(encoding="utf-8").strip() == imported("template", "show", "cr80").stdout.strip()
    ours.write_text(
        ours.read_text(encoding="utf-8").replace('field = "role"', 'text = "Guest of honour"'),
        encoding="utf-8",
    )

    imported("badges", "--template", "ours.toml", "-o", "badges.pdf")
    imported("badges", "--template", "ours.toml", "--proof", "-o", "proof.pdf")

    assert all("Guest of honour" in text for text in texts(folder / "badges.pdf"))
    assert all("pt" in text for text in texts(folder / "proof.pdf"))


def test_a_copy_never_overwrites_a_file(call, folder: Path) -> None:
    (folder / "ours.toml").write_text("mine", encoding="utf-8")

    assert "--overwrite" in call("template", "copy", "a6", "-o", "ours.toml", code=2).stderr
    assert (folder / "ours.toml").read_text(encoding="utf-8") == "mine"


def test_an_invalid_template_is_reported_by_line_and_nothing_is_written(imported, folder: Path) -> None:
    imported("template", "copy", "a6", "-o", "ours.toml")
    ours = folder / "ours.toml"
    ours.write_text(
        ours.read_text(encoding="utf-8").replace('fill = "role"', 'fill = "rolle"'), encoding="utf-8"
    )

    message = imported("badges", "--template", "ours.toml", "-o", "badges.pdf", code=1).stderr

    assert ".fill: Unknown colour 'rolle'. Did you mean 'role'?" in message
    assert "ours.toml: line " in message
    assert not (folder / "badges.pdf").exists()


@pytest.mark.parametrize(("template", "expected"), [
    ("a5", "There is no template 'a5'"),
    ("room-day", "print them by 'eventkit programme --edition room'"),
    ("a7", "'--template a6 --paper 74x105' prints badges of that size"),
    ("nowhere.toml", "no such file"),
    ("hongqiao-forum.yaml", "is not TOML"),
    ("binary.toml", "a template has to be text in UTF-8"),
])  # fmt: skip
def test_a_file_that_is_not_a_template_is_reported(
    imported, folder: Path, template: str, expected: str
) -> None:
    (folder / "binary.toml").write_bytes(b"\xff\xfe\x00")

    assert expected in imported("badges", "--template", template, "-o", "badges.pdf", code=1).stderr


def test_badge_lines_of_a_contact_replace_the_position(imported, folder: Path) -> None:
    imported("person", "contact", "lin-yifu", "--badge-line", "Guest of the Minister", "--ticket", "VIP")
    imported("badges", "--sort", "role", "-o", "badges.pdf")

    (lin,) = (text for text in texts(folder / "badges.pdf") if "林毅夫" in text)
    assert "Guest of the Minister" in lin
    assert "Peking University" not in lin


def test_name_plates_are_printed_in_podium_order(imported, folder: Path) -> None:
    imported("badges", "--template", "place-card", "--sort", "protocol", "-o", "cards.pdf")

    cards = texts(folder / "cards.pdf")
    assert [cards[at].split()[0] for at in range(3)] == ["格尔德·穆勒", "李", "辛国斌"]


# Pictures


def test_pictures_are_files_of_the_folder_and_nothing_else(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    (folder / "inner").mkdir(parents=True)
    (tmp_path / "secret.png").write_bytes(b"secret")
    (folder / "logo.png").write_bytes(b"logo")
    (folder / "notes.txt").write_bytes(b"notes")
    (folder / "out.png").symlink_to(tmp_path / "secret.png")
    (folder / "again.png").symlink_to(folder / "logo.png")
    (folder / "gone.png").symlink_to(folder / "nowhere.png")
    os.mkfifo(folder / "pipe.png")

    pictures = PictureFolder(folder)

    assert sorted(pictures) == ["again.png", "logo.png"]
    assert pictures["logo.png"] == b"logo"
    assert "../secret.png" not in pictures


def test_a_missing_folder_is_reported(tmp_path: Path) -> None:
    with pytest.raises(EventkitError, match="There is no folder of pictures at"):
        PictureFolder(tmp_path / "nowhere")


def test_a_logo_is_printed(imported, folder: Path) -> None:
    (folder / "logos").mkdir()
    (folder / "logos" / "logo.png").write_bytes(PNG)
    imported("template", "copy", "a6", "-o", "ours.toml")
    with (folder / "ours.toml").open("a", encoding="utf-8") as file:
        file.write(
            '\n[[front]]\nkind = "picture"\nfile = "logo.png"\nx = 85\ny = 4\nwidth = 13\nheight = 13\n'
        )

    message = imported("badges", "--template", "ours.toml", "-o", "badges.pdf", code=1).stderr
    assert "The picture logo.png of the template is missing" in message

    imported("badges", "--template", "ours.toml", "--pictures", "logos", "-o", "badges.pdf")
    page = pypdfium2.PdfDocument(folder / "badges.pdf")[0]
    assert any(isinstance(each, pypdfium2.PdfImage) for each in page.get_objects())


PNG = png(1, 1)
