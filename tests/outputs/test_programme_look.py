"""The look of a book: pictures to the edge, the back cover, the wall of sponsors, biographies, scale."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from books import Book
from eventkit.model import Backing, Involvement, OrganisationId
from eventkit.outputs.programme.editions import EditionOptions, lay_out_edition
from eventkit.outputs.programme.print_context import PrintContext, PrintedRelease
from eventkit.outputs.programme.printed_content import check_empty_page
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.outputs.style_file import SectionName, parse_style_file
from eventkit.typesetting import A5, Box, Drawing, Fonts, Page, Picture, PlacedLine, QrCode, RuleLine, mm
from eventkit.typesetting.layout.pages import PlacedPage
from eventkit.typesetting.layout.preflight import check_page
from eventkit.typesetting.layout.prepress import add_bleed
from eventkit.typesetting.text.typefaces import TypefaceChoice
from outputs.calendars import MORNING, WRITTEN, schedule
from outputs.printed import book_of, bound, fixture, read_lines


def png(width: int, height: int, colour: str = "#102030") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "PNG")
    return out.getvalue()


PICTURES = {
    "art.png": png(40, 20),
    "art.pdf": b"%PDF-1.7",
    "logo.png": png(20, 20),
    "pale.png": png(20, 20, "#e0e0e0"),
    "tower.png": png(20, 60),
}


def printed(fonts: Fonts, style: str, *sections: SectionName, **more: Any) -> Book:
    context = PrintContext.build(
        fixture("congress"),
        ("en", "zh"),
        fonts,
        style=parse_style_file(style, "style.toml"),
        pictures=PICTURES,
        release=PrintedRelease("1.0", WRITTEN.date()),
        **more,
    )
    return book_of(lay_out_edition("book", context, EditionOptions(sections=sections)))


def cropped(page: Page) -> PlacedPage:
    (found,) = (mark for mark in page.marks if isinstance(mark, PlacedPage))
    return found


def words(page: Page) -> list[str]:
    return [mark.line.text for mark in page.marks if isinstance(mark, PlacedLine)]


@pytest.mark.parametrize(("size", "height"), [("head", 0.3), ("page", 1)])
def test_cover_pictures_are_cropped_to_the_edge_and_over_the_bleed(
    fonts: Fonts, size: str, height: float
) -> None:
    cover = printed(fonts, f'cover = "art.png"\ncover_size = "{size}"', "cover").pages[0]
    area = cropped(cover).area
    assert (area.x, area.y, area.width) == (0, 0, A5[0])
    assert area.height == pytest.approx(height * A5[1]) or area.height < height * A5[1] == 0.3 * A5[1]
    (picture,) = cropped(cover).page.marks
    assert isinstance(picture, Picture)
    assert picture.width / picture.height == pytest.approx(2)  # undistorted
    assert min(picture.width - area.width, picture.height - area.height) >= -1e-6
    bled = cropped(add_bleed(cover, 3 * mm)).area
    assert (bled.x, bled.y, bled.right) == pytest.approx((0, 0, A5[0] + 6 * mm))


def first_poster(fonts: Fonts, style: str) -> Page:
    context = PrintContext.build(
        fixture("hongqiao-forum"),
        ("en",),
        fonts,
        style=parse_style_file(style, "style.toml"),
        pictures=PICTURES,
    )
    return book_of(lay_out_edition("grid", context)).pages[0]


def top_of(picture: PlacedPage) -> float:
    """The part of a picture above its area."""
    (mark,) = picture.page.marks
    assert isinstance(mark, Picture)
    return -mark.y / mark.height


def test_the_head_of_a_poster_shows_the_part_of_a_cover_behind_its_title(fonts: Fonts) -> None:
    cover = 'cover = "tower.png"\ncover_size = "page"\n'
    usual, chosen, lowest = (
        cropped(first_poster(fonts, cover + more))
        for more in ("", "[poster]\nfocus = [50, 60]", "[poster]\nfocus = [0, 100]")
    )

    half = usual.area.height / usual.page.marks[0].height / 2
    assert top_of(usual) == pytest.approx(0.2 - half)
    assert top_of(chosen) == pytest.approx(0.6 - half)
    assert top_of(lowest) == pytest.approx(1 - 2 * half)


def test_posters_have_a_picture_of_their_own_and_the_colour_of_the_text_on_it(fonts: Fonts) -> None:
    style = 'cover = "art.png"\ncover_size = "page"\n[poster]\npicture = "pale.png"\nink = "#101010"'
    page = first_poster(fonts, style)

    (picture,) = cropped(page).page.marks
    assert isinstance(picture, Picture)
    assert picture.content == PICTURES["pale.png"]
    assert [finding for finding in check_page(page, "page 1") if finding.code == "low-contrast"] == []
    assert parse_style_file(style, "style.toml").files == ("art.png", "pale.png")


def test_the_contrast_of_text_on_a_picture_is_measured(fonts: Fonts) -> None:
    dark, pale = (
        printed(fonts, f'cover = "{name}"\ncover_size = "page"', "cover").pages[0]
        for name in ("art.png", "pale.png")
    )
    assert not [finding for finding in check_page(dark, "page 1") if finding.code == "low-contrast"]
    assert [finding for finding in check_page(pale, "page 1") if finding.code == "low-contrast"]


def test_a_cover_picture_has_titles_and_hosts_on_it_and_nothing_that_other_pages_have(fonts: Fonts) -> None:
    book = printed(fonts, 'cover = "art.png"\ncover_size = "page"', "cover", "practical", "organisations")
    text = " ".join(words(book.pages[0]))

    assert "Mouseion of Alexandria" in text
    assert "Hanlin Academy" in text  # a co-organiser
    assert "Royal Treasury of the Ptolemies" not in text  # a sponsor
    assert "congress.example.org" not in text
    assert "Ptolemies" in " ".join(word for page in book.pages[1:] for word in words(page))


@pytest.mark.parametrize("missing", ["", "hanlin"])
def test_organisers_on_a_cover_picture_have_their_marks_in_one_ink_if_all_have_one(
    fonts: Fonts, missing: str
) -> None:
    ids = [name for name in ("mouseion", "house-of-wisdom", "hanlin") if name != missing]
    logos = "\n".join(f'{name} = "art.png"' for name in ids)
    style = f'cover = "art.png"\ncover_size = "page"\ncover_ink = "#ffffff"\n[logos]\n{logos}'
    page = printed(fonts, style, "cover", "organisations").pages[0]
    marks = [mark for mark in page.marks if isinstance(mark, Picture)]
    text = " ".join(words(page))

    assert len(marks) == (0 if missing else 3)
    assert len({round(mark.y + mark.height / 2, 2) for mark in marks}) <= 1
    assert all(mark.y > 0.8 * page.height for mark in marks)
    assert "Hanlin Academy" in text
    assert ("Co-organisers" in text) == bool(missing)


def cover_of_hosts(fonts: Fonts, names: Sequence[str], files: Sequence[str]) -> Page:
    """The cover of a book with a picture over all of it, and these organisers with their marks."""
    ids = [f"o{number}" for number in range(len(names))]
    hosts = [{"id": each, "name": name} for each, name in zip(ids, names, strict=True)]
    of = schedule({"id": "s", "slot": MORNING}, organisations=hosts)
    backings = tuple(Backing(organisation=OrganisationId(each), role=Involvement.ORGANISER) for each in ids)
    of = of.model_copy(update={"conference": of.conference.model_copy(update={"organisations": backings})})
    logos = "\n".join(f'{each} = "{file}"' for each, file in zip(ids, files, strict=True))
    style = parse_style_file(f'cover = "art.png"\ncover_size = "page"\n[logos]\n{logos}', "style.toml")
    pictures = {**PICTURES, "wide.png": png(900, 120)}
    context = PrintContext.build(of, ("en",), fonts, style=style, pictures=pictures)
    (cover,) = book_of(lay_out_edition("book", context, EditionOptions(sections=("cover",)))).pages
    return cover


def test_marks_of_any_shape_on_a_cover_are_equally_far_from_the_names_before_them(fonts: Fonts) -> None:
    names = ["IMU", "Academy of Sciences and Letters of Alexandria", "Hanlin Academy"]
    cover = cover_of_hosts(fonts, names, ["art.png", "wide.png", "art.png"])
    marks = [mark for mark in cover.marks if isinstance(mark, Picture)]
    ends = [
        max(m.x + m.line.width for m in cover.marks if isinstance(m, PlacedLine) and m.subjects == (each,))
        for each in ("o0", "o1", "o2")
    ]
    gaps = [mark.x - end for mark, end in zip(marks[1:], ends, strict=False)]

    assert gaps == pytest.approx([gaps[0]] * 2, abs=0.1)
    assert ends[-1] == pytest.approx(cover.width - 17 * mm, abs=0.1)
    assert marks[1].width < 0.15 * cover.width


def test_the_names_of_two_rows_of_marks_are_apart_however_long_they_are(fonts: Fonts) -> None:
    name = "Academy of Sciences, Letters and Fine Arts of Alexandria and Upper Egypt"
    cover = cover_of_hosts(fonts, [name] * 6, ["art.png"] * 6)
    lines = [mark for mark in cover.marks if isinstance(mark, PlacedLine)]
    lowest, highest = (
        pick(line.y for line in lines if line.subjects == (OrganisationId(each),))
        for pick, each in ((max, "o0"), (min, "o3"))
    )

    assert highest - lowest > 5 * mm  # more than from line to line


def test_a_full_back_cover_ends_above_its_foot(fonts: Fonts) -> None:
    text = "\\n\\n".join(f"**Help {n}** 112" for n in range(6))
    style = f'[back]\npicture = "art.png"\nimprint.en = "2,000 copies."\ntext.en = "{text}"'
    back = printed(fonts, style, "cover").pages[-1]
    (rule,) = (mark for mark in back.marks if isinstance(mark, RuleLine))
    heights = {mark.line.text: mark.y for mark in back.marks if isinstance(mark, PlacedLine)}

    assert heights["Help 5 112"] < rule.y1 < heights["2,000 copies."]
    (code,) = (mark for mark in back.marks if isinstance(mark, QrCode))
    assert code.x + code.size == pytest.approx(rule.x2)


def test_the_back_cover_is_the_last_page_of_whole_sheets(fonts: Fonts) -> None:
    style = '[back]\npicture = "art.png"\nimprint.en = "2,000 copies."\ntext.en = "**Help** 112"'
    pages = printed(fonts, style, "cover", "practical", "notes").pages
    assert len(pages) % 4 == 0
    *_, notes, back = pages
    assert any("Notes" in text for text in words(notes))
    text = " ".join(words(back))
    for part in (
        "Release 1.0, 1 September 2026",
        "1.0版",
        "2,000 copies.",
        "Help",
        "Bibliotheca Alexandrina",
    ):
        assert part in text
    assert [mark.content for mark in back.marks if isinstance(mark, QrCode)] == [
        "https://congress.example.org"
    ]
    assert cropped(back).area.width == A5[0]
    assert isinstance(back.marks[0], Box)
    assert not [
        finding for finding in check_page(back, "back") if finding.code in {"low-contrast", "overlap"}
    ]


def test_a_back_cover_without_a_picture_has_its_theme_above_and_all_else_on_its_foot(fonts: Fonts) -> None:
    (*_, back) = printed(fonts, '[back]\nimprint.en = "2,000 copies."', "cover").pages
    (rule,) = (mark for mark in back.marks if isinstance(mark, RuleLine))
    heights = {mark.line.text: mark.y for mark in back.marks if isinstance(mark, PlacedLine)}

    assert heights["Twenty-three centuries, three days"] < back.height / 4
    assert 0 < rule.y1 - heights["Corniche, El Shatby, Alexandria"] < back.height / 10


def test_a_pdf_page_covers_the_head_of_the_back_cover_and_reaches_into_the_bleed(fonts: Fonts) -> None:
    *_, back = printed(fonts, '[back]\npicture = "art.pdf"', "cover", "notes").pages
    (drawing,) = [mark for mark in back.marks if isinstance(mark, Drawing)]
    assert (drawing.name, drawing.text, drawing.x, drawing.y, drawing.width) == (
        "pdf",
        "art.pdf",
        0,
        0,
        A5[0],
    )
    (bled,) = [mark for mark in add_bleed(back, 3 * mm).marks if isinstance(mark, Drawing)]
    assert (bled.width, bled.area.right) == pytest.approx((A5[0] + 6 * mm, A5[0] + 6 * mm))


def test_times_in_the_list_of_rooms_leave_a_gap_to_titles_in_a_wide_typeface() -> None:
    wide = Fonts.discover(typefaces={"text": TypefaceChoice("Roboto Mono")})
    pages = printed(wide, "", "rooms").pages
    lines = [mark for page in pages for mark in page.marks if isinstance(mark, PlacedLine)]
    overnight = next(mark for mark in lines if mark.line.text.endswith("+1"))
    title = next(mark for mark in lines if mark.line.text.startswith("Quatrains"))
    assert overnight.x + overnight.line.width + 2 < title.x


@pytest.mark.parametrize("name", ["art.pdf", "art.png"])
@pytest.mark.parametrize("size", ["head", "page"])
def test_artwork_of_a_cover_is_a_picture_or_the_page_of_a_pdf_file(
    fonts: Fonts, name: str, size: str
) -> None:
    cover = printed(fonts, f'cover = "{name}"\ncover_size = "{size}"', "cover").pages[0]
    (art,) = [mark for mark in cover.marks if isinstance(mark, Drawing | PlacedPage)]
    assert (art.area.x, art.area.y, art.area.width) == (0, 0, A5[0])
    assert (art.area.height == A5[1]) == (size == "page")
    assert "Mathematicians of All Ages" in " ".join(words(cover))


@pytest.mark.parametrize("name", ["art.pdf", "art.png"])
def test_nothing_is_printed_on_finished_covers_and_the_front_is_the_heading(fonts: Fonts, name: str) -> None:
    style = f'cover = "{name}"\ncover_size = "finished"\n[back]\npicture = "{name}"\nsize = "finished"'
    front, *_, back = printed(fonts, style, "cover", "practical").pages
    for page in (front, back):
        assert words(page) == []
        assert check_empty_page(page, "page") == []
        (art,) = [mark for mark in page.marks if isinstance(mark, Drawing | PlacedPage)]
        assert (art.area.width, art.area.height) == A5
    figure = next(mark for mark in front.marks if isinstance(mark, Drawing | PlacedPage))
    if isinstance(figure, PlacedPage):
        (figure,) = figure.page.marks
    assert [tag.type for tag in figure.structure] == ["H1"]
    assert figure.alternative.startswith("Congress of Mathematicians of All Ages, ")


def test_logos_are_larger_on_higher_levels(fonts: Fonts) -> None:
    conference = fixture("congress").conference
    logos = "\n".join(f'{backing.organisation} = "logo.png"' for backing in conference.organisations)
    pages = printed(fonts, f"[logos]\n{logos}", "organisations").pages
    marks = [mark for page in pages for mark in page.marks]
    heights = [round(mark.height / mm, 1) for mark in marks if isinstance(mark, Picture)]
    assert heights == [
        7.2,
        7.2,
        7.2,
        7.2,
        15.6,
        4.8,
    ]  # gold the largest; all on a page
    assert len(pages) == 1
    assert {"Sponsor: Gold", "赞助单位：金牌"} <= {text for page in pages for text in words(page)}
    named = {subject for mark in marks if isinstance(mark, PlacedLine) for subject in mark.subjects}
    assert OrganisationId("ptolemies") in named


@pytest.mark.parametrize(("sponsors", "pages", "height"), [(28, 1, 12), (32, 1, 9.6), (60, 2, 12)])
def test_logos_are_smaller_if_the_wall_then_takes_one_page(
    fonts: Fonts, sponsors: int, pages: int, height: float
) -> None:
    ids = [f"o{number}" for number in range(sponsors)]
    of = schedule(
        {"id": "s", "slot": MORNING}, organisations=[{"id": each, "name": each.upper()} for each in ids]
    )
    backings = tuple(Backing(organisation=OrganisationId(each), role=Involvement.SUPPORTER) for each in ids)
    of = of.model_copy(update={"conference": of.conference.model_copy(update={"organisations": backings})})
    style = parse_style_file("[logos]\n" + "\n".join(f'{each} = "logo.png"' for each in ids), "style.toml")
    context = PrintContext.build(of, ("en",), fonts, style=style, pictures=PICTURES)
    book = book_of(lay_out_edition("book", context, EditionOptions(sections=("organisations",))))
    logos = [[mark for mark in page.marks if isinstance(mark, Picture)] for page in book.pages]

    assert sum(map(bool, logos)) == pages
    assert {round(logo.height / mm, 1) for page in logos for logo in page} == {height}, [
        len(x) for x in logos
    ]


def test_biographies_stand_beside_photographs(fonts: Fonts) -> None:
    style = '[photographs]\nhypatia = "logo.png"\nnobody = "logo.png"'
    book = printed(fonts, style, "biographies")
    page = book.pages[0]
    (photograph,) = (mark for mark in page.marks if isinstance(mark, Picture))
    assert photograph.alternative.startswith("Hypatia")
    (name,) = (
        mark for mark in page.marks if isinstance(mark, PlacedLine) and mark.line.text.startswith("Hypatia")
    )
    assert name.x > photograph.x + photograph.width
    assert any("papers with more than 500 people" in text for text in words(page))


def test_type_is_scaled(fonts: Fonts) -> None:
    def size(style: str) -> float:
        return max(
            mark.line.size
            for page in printed(fonts, style, "practical").pages
            for mark in page.marks
            if isinstance(mark, PlacedLine)
        )

    assert size("scale = 1.18") == pytest.approx(1.18 * size(""))


def test_maps_follow_the_practical_information(fonts: Fonts) -> None:
    _, *pages = printed(fonts, 'maps = ["art.png"]', "practical").pages
    (picture,) = (mark for mark in pages[0].marks if isinstance(mark, Picture))
    assert picture.alternative == "Venue"


def test_a_venue_without_a_translation_is_on_the_cover_once(fonts: Fonts) -> None:
    """Arabic joins lists with another comma, which is no reason to print an English address twice."""
    context = PrintContext.build(fixture("congress"), ("ar", "en"), fonts, PAGE_FORMATS["a5"])
    cover = bound(context, ("cover",)).pages[0]

    assert [line for line in read_lines(cover) if "Corniche" in line] == [
        "Bibliotheca Alexandrina, Corniche, El Shatby, Alexandria"
    ]
