"""Style files: what is in them is taken, what is wrong in them is told with its line."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest
from tools.schemas import schema_file, schema_text, style_schema

from eventkit.errors import Unreadable
from eventkit.outputs.programme.theme import ThemeColours
from eventkit.outputs.style_file import (
    SECTIONS,
    StyleFile,
    parse_style_file,
)
from eventkit.typesetting import WHITE, contrast
from structure.source import ROOT

WHOLE = """\
paper = "a4"
sections = ["cover", "sessions", "speakers"]
fonts = "fonts"
logo = "logo.png"
cover = "Deckblatt 1.JPG"
links = "none"

[colours]
accent = "#803010"

[logos]
mouseion = "mouseion.jpeg"

[practical]
en = "Wi-Fi: *open*"
zh = "无线网络"
"""


def faults(text: str) -> list[str]:
    with pytest.raises(Unreadable) as caught:
        parse_style_file(text, "style.toml")
    return [str(fault) for fault in caught.value.faults]


def test_a_complete_file_is_accepted() -> None:
    look = parse_style_file(WHOLE, "style.toml")

    assert look.files == ("logo.png", "Deckblatt 1.JPG", "mouseion.jpeg")
    assert str(ThemeColours.of(look).accent) == "#803010"
    assert look.practical is not None
    assert look.practical.best("zh")[1] == "无线网络"
    assert parse_style_file("", "style.toml") == StyleFile()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("logo = 3", "line 1, logo: must be text"),
        ("logoo = 'a.png'", "line 1, logoo: Unknown field. Did you mean 'logo'?"),
        ("accent = '#112233'", "line 1, accent: Unknown field. Put it under [colours]."),
        (
            "logo = '../a.png'",
            "line 1, logo: must be the name of a PNG or JPEG file beside the style file",
        ),
        ("\n[colours]\naccent = 'red'", "line 3, colours.accent: must be a colour such as #336699"),
        (
            "[colours]\nink = '#000000'\npaper = '#ffffff'",
            "line 3, colours.paper: Unknown field. Use one of accent",
        ),
        ("paper = 'a3'", "line 1, paper: cannot be 'a3'. Use a4, a5 or letter."),
        ("sections = 'cover'", "line 1, sections: must be a list"),
        ("sections = ['cover', 'end']", "line 1, sections.1: cannot be 'end'. Use cover, practical,"),
        ("[practical]\nen = ''", "line 2, practical.en: is empty"),
        ("\na = ]\n", "line 2: is not TOML"),
        ("a = " + "[" * 3000, "nested too deep"),
        ("x" * 1_000_001, "is longer than 1,000,000 characters"),
    ],
)
def test_an_error_is_reported_with_its_place(text: str, fault: str) -> None:
    errors = faults(text)

    assert len(errors) == 1
    assert fault in errors[0]


def test_all_errors_are_reported_at_once() -> None:
    assert len(faults("logo = 3\nlinks = 'perhaps'\n[colours]\ngrey = 'x'")) == 3


def test_colours_too_faint_for_text_are_darkened_and_reported() -> None:
    look = parse_style_file("[colours]\naccent = '#ffcc00'\ngrey = '#cccccc'", "style.toml")

    assert all(
        contrast(colour, WHITE) >= 4.5
        for colour in (ThemeColours.of(look).accent, ThemeColours.of(look).grey)
    )
    messages = [finding.message for finding in look.findings()]
    assert len(messages) == 2
    assert "'grey' (#cccccc) has a contrast of 1.6:1 on paper" in messages[0]


def test_the_schema_in_the_repository_is_up_to_date(pytestconfig: pytest.Config) -> None:
    file, schema = schema_file("style"), schema_text("style")
    if pytestconfig.getoption("--golden"):
        file.write_text(schema, encoding="utf-8")
    assert file.read_text("utf-8") == schema


def test_the_schema_accepts_valid_files_and_describes_every_field() -> None:
    schema = json.loads(json.dumps(style_schema()))
    validator = jsonschema.Draft202012Validator(schema)
    assert validator.is_valid({"colours": {"accent": "#803010"}, "logo": "a.png", "practical": {"en": "x"}})
    assert not validator.is_valid({"logoo": "a.png"})
    assert not validator.is_valid({"logo": "../a.png"})
    assert [
        name for name, field in fields(schema) if "description" not in field and "$ref" not in field
    ] == []


def test_the_documented_example_is_a_complete_style_file() -> None:
    page = (ROOT / "docs" / "style.md").read_text("utf-8")
    look = parse_style_file(page.partition("```toml\n")[2].partition("```")[0], "style.toml")

    assert look.model_fields_set == set(StyleFile.model_fields)


def test_every_section_of_a_book_is_documented() -> None:
    page = (ROOT / "docs" / "programmes.md").read_text("utf-8")
    assert [name for name in SECTIONS if f"`{name}`" not in page] == []


def test_the_style_file_fixture_is_valid_and_needs_no_other_files() -> None:
    look = parse_style_file((ROOT / "fixtures" / "style.toml").read_text("utf-8"), "style.toml")

    assert list(look.findings()) == []
    assert look.files == ()


def fields(schema: dict[str, Any]) -> list[tuple[str, dict[str, Any]]]:
    inner = [schema, *schema["$defs"].values()]
    return [each for of in inner for each in of.get("properties", {}).items()]
