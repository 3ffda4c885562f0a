"""Templates: read strictly, described truly, and those that come along printed in every script."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from functools import cache
from itertools import groupby
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from tools.schemas import schema_file, schema_text, template_schema

from eventkit.errors import EventkitError, Unreadable
from eventkit.ledger import Ledger
from eventkit.outputs.badges import badges, parse_template
from eventkit.outputs.badges.badge_holders import BadgeHolder, LocalisedText, SignPerson
from eventkit.outputs.badges.badge_selection import BADGE_ORDERS
from eventkit.outputs.badges.badge_template import (
    builtin_names,
    builtin_template,
    builtin_text,
)
from eventkit.outputs.badges.element_renderer import element_box, element_code
from eventkit.outputs.badges.schedule_holders import people_appearing
from eventkit.outputs.badges.template_elements import PLACEHOLDERS, BoxElement, CodeElement
from eventkit.plugins.exporters import Output
from eventkit.schedule import Schedule
from eventkit.typesetting import Fonts, Page, PlacedLine, mm
from outputs.badging import HEAD, NAME, bound, codes_of, element, front, look
from outputs.badging import text as text_element
from outputs.calendars import WRITTEN
from outputs.printed import fixture, pages_hold_their_marks, pictures, read_lines, texts
from strategies import schedules

QR = zxingcpp.BarcodeFormat.QRCode  # bands of small print are read as other codes now and then
ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "templates.md"
SCHEMA = template_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
PEOPLES = [name for name in builtin_names() if builtin_template(name).made_for == "people"]
CODED = [name for name in builtin_names() if 'kind = "code"' in builtin_text(name)]
FORMAL = {"certificate", "place-card"}
SIZES = {
    "4x3in": (101.6, 76.2),
    "80x50": (80, 50),
    "a6": (105, 148),
    "butterfly": (82, 203),
    "certificate": (297, 210),
    "cr80": (85.6, 53.98),
    "door-sign": (210, 297),
    "delegation-plate": (297, 105),
    "place-card": (210, 297),
}


@cache
def made(name: str, conference: str, languages: tuple[str, ...]) -> Output:
    of = fixture(conference)
    return badges(
        of,
        ledger=Ledger.first(of, WRITTEN),
        languages=languages,
        template=builtin_template(name),
        codes=codes_of(of),
    )


def test_the_schema_in_the_folder_is_up_to_date(request: pytest.FixtureRequest) -> None:
    if request.config.getoption("--golden"):
        schema_file("template").write_text(schema_text("template"), encoding="utf-8")
    assert schema_file("template").read_text("utf-8") == schema_text("template")
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("name", [name for name in CODED if name != "certificate"])
def test_the_quiet_zone_of_the_shortest_code_covers_no_band(name: str) -> None:
    elements = builtin_template(name).front
    (code,) = (element_code(item, "A", ()) for item in elements if isinstance(item, CodeElement))
    bands = [element_box(item, None, None) for item in elements if isinstance(item, BoxElement) and item.fill]

    assert bands
    for band in bands:
        beside = band.x + band.width <= code.x or band.x >= code.x + code.size
        assert beside or band.y + band.height <= code.y or band.y >= code.y + code.size


@pytest.mark.parametrize("name", builtin_names())
def test_built_in_templates_are_valid_against_the_schema(name: str) -> None:
    assert [error.message for error in VALIDATOR.iter_errors(tomllib.loads(builtin_text(name)))] == []


@pytest.mark.parametrize("name", builtin_names())
def test_each_built_in_template_has_its_size(name: str) -> None:
    page = pypdfium2.PdfDocument(made(name, "hongqiao-forum", ("zh", "en")).data)[0]

    assert tuple(length / mm for length in page.get_size()) == pytest.approx(SIZES[name], abs=0.01)


@pytest.mark.parametrize("name", builtin_names())
@pytest.mark.parametrize("languages", [("en", "zh"), ("zh", "en"), ("ar", "en")])
def test_the_congress_is_printed_in_all_its_scripts_without_an_error(
    name: str, languages: tuple[str, ...], fonts: Fonts
) -> None:
    book, findings = bound(fixture("congress"), languages, fonts, builtin_template(name))

    assert {finding.code for finding in findings} <= {
        *("positions-too-long", "sessions-left-out", "small-name", "common-size", "text-too-long")
    }
    assert pages_hold_their_marks(book)


@pytest.mark.parametrize("name", PEOPLES)
def test_names_in_every_script_are_searchable(name: str) -> None:
    words = "".join(" ".join(texts(made(name, "congress", ("en", "zh")).data)).split())

    for person, _ in people_appearing(fixture("congress")):
        # A place card has the forms of the readers' languages only, on a side each.
        own = person.named("en", "zh")[0] if name == "place-card" else person.name[0]
        printed = own.full if name in FORMAL else own.badge or own.full
        assert all(word in words for word in printed.split())  # 劉徽 is spaced on a place card


def test_a_certificate_states_the_formal_name_and_the_role_as_a_person() -> None:
    pages = texts(made("certificate", "hongqiao-forum", ("en", "zh")).data)

    (page,) = [page for page in pages if "Gerd Müller" in page]
    assert "took part as an opening speaker in the event" in page
    assert "作为开幕致辞嘉宾参加" in page
    (hypatia,) = [page for page in texts(made("certificate", "congress", ("en",)).data) if "Hypatia" in page]
    assert "Hypatia of Alexandria" in hypatia


def test_lines_of_certificates_are_at_the_same_places(fonts: Fonts) -> None:
    book, _ = bound(fixture("congress"), ("en", "zh"), fonts, builtin_template("certificate"))

    places = [
        mark.y
        for page in book.pages
        for mark in page.marks
        if isinstance(mark, PlacedLine) and "took part" in mark.line.text
    ]
    assert len(places) == len(book.pages) > 30
    assert max(places) - min(places) < 0.1  # points


@pytest.mark.parametrize("name", CODED)
def test_codes_can_be_scanned_from_the_rendered_pages(name: str) -> None:
    scanned = [
        zxingcpp.read_barcodes(each, QR) for each in pictures(made(name, "hongqiao-forum", ("zh",)).data)
    ]

    expected = [
        f"hongqiao-forum-2022/{person.id}" for person, _ in people_appearing(fixture("hongqiao-forum"))
    ]
    assert sorted(code.text for codes in scanned for code in codes if code.format == QR) == sorted(expected)


@given(
    schedules(),
    st.sampled_from(builtin_names()),
    st.lists(st.sampled_from(["en", "zh", "ar", "th"]), unique=True, max_size=3),
)
def test_any_schedule_is_printed_on_any_template(
    fonts: Fonts, of: Schedule, name: str, languages: list[str]
) -> None:
    book, findings = bound(of, tuple(languages) or of.conference.languages, fonts, builtin_template(name))

    assert pages_hold_their_marks(book)
    assert all(finding.about for finding in findings)
    assert not {"off-page", "overlap", "low-contrast"} & {finding.code for finding in findings}


def test_signs_are_sorted_by_day_room_and_time_and_read_from_five_metres(fonts: Fonts) -> None:
    of = fixture("congress")

    book, findings = bound(of, ("en", "zh"), fonts, builtin_template("door-sign"))

    assert findings == ()
    rooms = [read_lines(page)[0] for page in book.pages]
    assert [room for room, _ in groupby(rooms)][:6] == [room.name["en"] for room in of.rooms]
    for page in book.pages:
        lines = [mark for mark in page.marks if isinstance(mark, PlacedLine)]
        large = [mark for mark in lines if max(run.size for run in mark.line.runs) >= 50]
        assert [mark.line.text for mark in large[:2]] == [read_lines(page)[0], read_lines(page)[3]]
        assert min(run.size for mark in lines for run in mark.line.runs) >= 10


def test_a_sign_prints_less_of_each_person_rather_than_small_type_and_breaks_no_name(fonts: Fonts) -> None:
    template = look(
        element("sessions", x=5, y=5, width=90, height=50, size=14, smallest=6, show=["people"]),
        head=HEAD.replace("width", 'made_for = "sessions"\nwidth'),
    )
    names = ["Muḥammad ibn Mūsā al-Khwārizmī", "Maria Gaetana Agnesi", "Abū Rayḥān al-Bīrūnī"]
    sign = BadgeHolder(
        "talk",
        LocalisedText("Hall", "en"),
        people=tuple(
            SignPerson(
                (LocalisedText("Panellist", "en"),),
                (LocalisedText(name, "en"), LocalisedText("李善兰", "zh")),
                (LocalisedText("Professor of Mathematics at the House of Wisdom in Baghdad", "en"),),
            )
            for name in names
        ),
    )

    texts_of = {
        count: read_lines(Page(1, 1, front(fonts, template, replace(sign, people=sign.people[:count] * 2))))
        for count in (1, 3)
    }

    assert texts_of[1].count("李善兰") == 2
    assert "Panellist" in texts_of[3][0]
    assert "李善兰" not in texts_of[3]
    assert all(name in texts_of[3] for name in names[1:])
    assert not any(line.endswith((" ibn", " al-")) for line in texts_of[3])


WRONG = [
    ("width = 100", "width = -1", 2, "width", "must be greater than 0"),
    ("width = 100", 'width = "wide"', 2, "width", "must be a number"),
    ("height = 60", "height = 60\nwidht = 1", 4, "widht", "Unknown field. Did you mean 'width'?"),
    (
        "height = 60",
        "height = 60\n[role_colours]\nhost = 'navy'",
        5,
        "role_colours.host",
        "must be a colour such as #336699, or inks such as {cmyk = [100, 60, 0, 30]}",
    ),
    ("width = 100", "", None, "width", "is missing"),
    ("size = 40", "size = 1", 12, "front[1].size", "must be at least 4"),
    ("size = 40", "size = 40\nsmallest = 41", 5, "front[1]", "smallest (41) is larger than size (40)"),
    ("size = 40", "", 5, "front[1].size", "is missing"),
    ('field = "name"', 'field = "nam"', 7, "front[1].field", "cannot be 'nam'. Did you mean 'name'?"),
    ('field = "name"', 'text = "{nam}"', 7, "front[1].text", "Did you mean '{name}'?"),
    ('field = "name"', 'field = "name"\ntext = "Hello"', 5, "front[1]", "Set either field or text"),
    ("y = 5", "y = 5\nbaseline = 3", 5, "front[1]", "Set either y, below or baseline"),
    ("y = 5", "below = 5", 9, "front[1].below", "No text element precedes this one. Set `y` instead."),
    ("height = 20", "bottom = 2", 5, "front[1]", "bottom (2) is above y (5)"),
    ("height = 20", 'height = 20\ncolour = "gray"', 12, "front[1].colour", "Did you mean 'grey'?"),
    ("height = 20", 'height = 20\ncolour = "#12"', 12, "front[1].colour", "must be a colour such as #336699"),
    ('kind = "text"', 'kind = "txt"', 5, "front[1]", "Unknown kind 'txt'"),
    ('kind = "text"', "", 5, "front[1]", "has no kind"),
    ("[[front]]", "[[back]]", None, "front", "is missing"),
    (
        "height = 60",
        "height = 60\n[colours]\nred = 'red'",
        5,
        "colours.red",
        "must be a colour such as #336699",
    ),
    ("height = 60", "height = 60\n[colours]\nrole = '#112233'", 5, "colours.role", "Choose another one"),
    ("height = 60", "height = ", 3, "", "is not TOML"),
]


@pytest.mark.parametrize(("there", "instead", "line", "field", "message"), WRONG)
def test_an_error_is_reported_with_its_line_and_field(
    there: str, instead: str, line: int | None, field: str, message: str
) -> None:
    with pytest.raises(Unreadable) as caught:
        parse_template((HEAD + NAME).replace(there, instead, 1), "ours.toml")

    (fault,) = caught.value.faults
    assert (fault.line, fault.field) == (line, field)
    assert message in str(fault)
    assert str(caught.value).startswith("ours.toml: ")


def test_all_errors_are_reported_at_once() -> None:
    wrong = element("box", x=0, y=0, width=1, height=1, fill="rde") + text_element("nmae")

    with pytest.raises(Unreadable) as caught:
        parse_template(HEAD.replace("60", "0") + wrong, "ours.toml")

    assert [fault.field for fault in caught.value.faults] == ["height", "front[2].field"]


@pytest.mark.parametrize(
    "file",
    ["../logo.png", "/etc/logo.png", "a/b.png", "..png", "logo.gif", "logo.png\\u0000", "con:logo.png"],
)
def test_a_picture_path_outside_the_folder_is_rejected(file: str) -> None:
    with pytest.raises(Unreadable, match=r"front\[1\].file: must be the name of a PNG, JPEG, PDF"):
        parse_template(HEAD + element("picture", file=file, x=0, y=0, width=5, height=5), "ours.toml")


@given(
    st.text(max_size=200)
    | st.sampled_from(builtin_names()).flatmap(
        lambda name: st.permutations(builtin_text(name).splitlines()).map("\n".join)
    )
)
def test_any_text_is_either_a_template_or_rejected_with_messages(written: str) -> None:
    try:
        parse_template(written, "any.toml")
    except Unreadable as error:
        faults = error.faults
    else:
        faults = ()
    assert all(fault.message for fault in faults)


@given(st.data())
def test_a_template_with_one_invalid_value_is_rejected_with_its_line(data: st.DataObject) -> None:
    lines = builtin_text(data.draw(st.sampled_from(builtin_names()))).splitlines()
    at = data.draw(
        # Titles may be mappings, and a list of sessions may show nothing beside them.
        st.sampled_from(
            [at for at, line in enumerate(lines) if "=" in line and not line.startswith(("title", "show"))]
        )
    )
    lines[at] = (
        f"{lines[at].split('=')[0]}= {data.draw(st.sampled_from(['[]', '{}', '-99.5', 'nan', 'inf']))}"
    )

    with pytest.raises(Unreadable) as caught:
        parse_template("\n".join(lines), "any.toml")

    assert caught.value.faults[0].line


def test_an_unknown_template_name_is_rejected() -> None:
    with pytest.raises(EventkitError, match="Unknown template 'a5'"):
        builtin_template("a5")


def test_the_documented_example_is_a_printable_template(fonts: Fonts) -> None:
    example = PAGE.read_text(encoding="utf-8").partition("```toml\n")[2].partition("```")[0]

    book, findings = bound(
        fixture("hongqiao-forum"), ("en", "zh"), fonts, parse_template(example, "ours.toml")
    )

    assert len(book.pages) == 9
    assert findings == ()
    assert VALIDATOR.is_valid(tomllib.loads(example))


def test_every_placeholder_template_and_order_is_documented() -> None:
    page = "".join(each.read_text(encoding="utf-8") for each in (PAGE, ROOT / "docs" / "badges.md"))
    assert [
        name
        for name in (*PLACEHOLDERS, *builtin_names())
        if f"`{{{name}}}`" not in page and f"`{name}`" not in page
    ] == []
    assert [each for each in BADGE_ORDERS if f"`{each}`" not in page and f"`--sort {each}`" not in page] == []
