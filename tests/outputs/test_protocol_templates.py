"""Certificates, place cards and plates: their lines, by signatories and by the directions of languages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import BytesIO
from itertools import pairwise

import pikepdf
import pypdfium2
import pytest

from eventkit.findings import Finding
from eventkit.model import Role
from eventkit.outputs.badges import BadgeHolder, ConferenceTexts, badges, make_pages, write_badges
from eventkit.outputs.badges.badge_holders import LocalisedText, conference_texts, place_name
from eventkit.outputs.badges.badge_selection import BadgeSelection
from eventkit.outputs.badges.badge_template import builtin_names, builtin_template
from eventkit.outputs.badges.schedule_holders import delegation_holders, person_holders, session_holders
from eventkit.outputs.badges.template_elements import TextElement
from eventkit.outputs.style_file import parse_style_file
from eventkit.typesetting import Fonts, Page, Picture, PlacedLine, PlacedPage, RuleLine, mm
from eventkit.wording import LANGUAGES, Wording
from outputs.badging import element, front, look
from outputs.printed import fixture
from pictures import png

STYLE = """
[protocol]
emblems = ["one.png", "two.png"]
seal = "seal.png"
verification = "verify at example.org"
"""
SIGNATORY = """
[[protocol.signatories]]
name = { en = "Gerd Müller", zh = "李飞" }
position = { en = "Director General", zh = "总干事" }
signature = "signature.png"
"""
PICTURES = {f"{name}.png": png(40, 40) for name in ("one", "two", "signature")}
PICTURES["seal.png"] = png(40, 40, grey=120)


def name_of(text: str, language: str, *parts: str) -> LocalisedText:
    return LocalisedText(text, language, parts)


def conference(*languages: str, signatories: int = 0, issuers: Sequence[str] = ()) -> ConferenceTexts:
    """The texts of a conference with that many signatories and these organisers."""
    protocol = parse_style_file(STYLE + signatories * SIGNATORY, "style.toml").protocol
    return ConferenceTexts(
        "congress",
        languages,
        tuple(LocalisedText(f"Congress {language}", language) for language in languages),
        organisers=tuple(LocalisedText(", ".join(issuers), language) for language in languages),
        issuers=tuple(
            tuple(LocalisedText(f"{issuer} {language}", language) for language in languages)
            for issuer in issuers
        ),
        protocol=protocol,
    )


def certificate(
    fonts: Fonts, texts: ConferenceTexts, *holders: BadgeHolder
) -> tuple[list[Page], Sequence[Finding]]:
    batch, pages = make_pages(builtin_template("certificate"), texts, holders, fonts, pictures=PICTURES)
    return list(pages), batch.findings


def heights(page: Page) -> dict[str, float]:
    """The baselines of the lines in millimetres, by their texts."""
    return {mark.line.text: round(mark.y / mm, 2) for mark in page.marks if isinstance(mark, PlacedLine)}


ADA = BadgeHolder("ada", name_of("Ada Lovelace", "en", "Ada", "Lovelace"), number="123456")


def test_an_absent_line_leaves_its_place_blank_and_nothing_moves(fonts: Fonts) -> None:
    both = list(person_holders(fixture("congress"), ("en", "zh")))
    with_second = next(holder for holder in both if len(holder.names) > 1)
    without = next(holder for holder in both if len(holder.names) == 1)

    (one, other), _ = certificate(fonts, conference("en", "zh"), with_second, without)

    shared = heights(one).keys() & heights(other).keys()
    assert {"took part as a speaker in the event", "Congress en"} <= shared
    assert {text: heights(one)[text] for text in shared} == {text: heights(other)[text] for text in shared}
    assert 103.5 in heights(one).values()
    assert 103.5 not in heights(other).values()
    assert heights(one)["This is to certify that  ·  兹证明"] == 75


@pytest.mark.parametrize("count", [0, 1, 2, 3])
def test_each_signatory_has_a_line_to_sign_on_with_the_signature_above_it(fonts: Fonts, count: int) -> None:
    (page,), findings = certificate(fonts, conference("en", "zh", signatories=count), ADA)

    rules = [mark for mark in page.marks if isinstance(mark, RuleLine) and mark.y1 == 170 * mm]
    signatures = [mark for mark in page.marks if isinstance(mark, Picture) and 150 < mark.y / mm < 170]
    assert len(rules) == max(count, 1)
    assert len(signatures) == count
    assert all(mark.y + mark.height < 170 * mm for mark in signatures)
    assert list(findings) == []
    (seal,) = [
        mark for mark in page.marks if isinstance(mark, Picture) and mark.content == PICTURES["seal.png"]
    ]
    for mark in (*signatures, *(rules if count > 1 else [])):
        left, right = (mark.x1, mark.x2) if isinstance(mark, RuleLine) else (mark.x, mark.x + mark.width)
        assert right <= seal.x or seal.x + seal.width <= left
    assert ("Gerd Müller  ·  李\u3000飞" in heights(page)) == bool(count)


@pytest.mark.parametrize("languages", [("en", "zh"), ("ar", "en")])
def test_positions_of_all_signatories_have_one_size(fonts: Fonts, languages: tuple[str, ...]) -> None:
    long = SIGNATORY.replace("Director General", "Director General of the Department of Trade and Investment")
    protocol = parse_style_file(STYLE + SIGNATORY + long, "style.toml").protocol
    (page,), findings = certificate(fonts, replace(conference(*languages), protocol=protocol), ADA)

    sizes = [
        mark.line.size
        for mark in page.marks
        if isinstance(mark, PlacedLine) and mark.line.text.startswith("Director General")
    ]
    assert len(sizes) == 2
    assert sizes[0] == sizes[1]
    assert list(findings) == []


@pytest.mark.parametrize("languages", [("en", "zh"), ("ar", "en")])
@pytest.mark.parametrize("count", [2, 3])
def test_long_signatories_are_legible_whole_and_on_the_same_heights(
    fonts: Fonts, languages: tuple[str, ...], count: int
) -> None:
    long = """
        [[protocol.signatories]]
        [protocol.signatories.name]
        en = "H.E. Ms. Marie-Antoinette de la Rochefoucauld"
        zh = "李飞"
        ar = "السيدة ماري دو لا روشفوكو"
        [protocol.signatories.position]
        en = "Deputy Director General of the Department of Trade, Ministry of Commerce"
        zh = "中华人民共和国商务部贸易促进司副司长"
        ar = "نائب المدير العام لإدارة تنمية التجارة، وزارة التجارة"
    """
    protocol = parse_style_file(STYLE + SIGNATORY + (count - 1) * long, "style.toml").protocol
    (page,), findings = certificate(fonts, replace(conference(*languages), protocol=protocol), ADA)

    lines = [mark for mark in page.marks if isinstance(mark, PlacedLine) and mark.y > 165 * mm]
    assert list(findings) == []
    assert min(mark.line.size for mark in lines) >= 6.5
    positions = [mark for mark in lines if mark.line.text.startswith(("Director", "Deputy"))]
    assert len({round(mark.y, 3) for mark in positions}) == 1
    assert len({mark.line.size for mark in positions}) == 1


@pytest.mark.parametrize("languages", [("en",), ("en", "zh")])
def test_a_long_name_of_one_of_three_signatories_has_two_lines_and_is_whole(
    fonts: Fonts, languages: tuple[str, ...]
) -> None:
    long = SIGNATORY.replace("Gerd Müller", "H.E. Sheikha Maryam bint Abd al-Rahman Al Khalifa")
    protocol = parse_style_file(STYLE + long + 2 * SIGNATORY, "style.toml").protocol
    (page,), findings = certificate(fonts, replace(conference(*languages), protocol=protocol), ADA)

    marks = [mark for mark in page.marks if isinstance(mark, PlacedLine) and mark.y > 165 * mm]
    lines = [mark.line.text for mark in marks if "Sheikha" in mark.line.text or "Khalifa" in mark.line.text]
    assert " ".join(lines) == "H.E. Sheikha Maryam bint Abd al-Rahman Al Khalifa"
    assert not re.search(r"(bint|Abd|Al)$", lines[0])
    assert min(mark.line.size for mark in marks) >= 6.5
    assert list(findings) == []


@pytest.mark.parametrize("languages", [("en", "zh"), ("ar", "en")])
def test_three_lines_to_sign_on_have_gaps_and_a_name_in_neither_language_is_printed(
    fonts: Fonts, languages: tuple[str, ...]
) -> None:
    plain = '[[protocol.signatories]]\nname = "Chen Chunjiang"\n'
    protocol = parse_style_file(3 * plain, "style.toml").protocol
    (page,), findings = certificate(fonts, replace(conference(*languages), protocol=protocol), ADA)

    rules = sorted(
        (min(mark.x1, mark.x2), max(mark.x1, mark.x2))
        for mark in page.marks
        if isinstance(mark, RuleLine) and mark.y1 == mark.y2 and 159 < mark.y1 / mm < 172
    )
    assert len(rules) == 3
    assert all(following[0] - line[1] > 4 * mm for line, following in pairwise(rules))
    names = [
        mark for mark in page.marks if isinstance(mark, PlacedLine) and mark.line.text == "Chen Chunjiang"
    ]
    assert len(names) == 3
    assert list(findings) == []


@pytest.mark.parametrize(
    ("issuers", "edges"),
    [(["Forum"], [148.5]), (["Forum", "Bank"], [20, 277]), (["Forum", "Bank", "Fund"], [148.5])],
)
def test_one_issuer_is_in_the_middle_two_at_the_edges_and_more_on_one_line(
    fonts: Fonts, issuers: list[str], edges: list[float]
) -> None:
    (page,), _ = certificate(fonts, conference("en", "zh", issuers=issuers), ADA)

    lines = [mark for mark in page.marks if isinstance(mark, PlacedLine) and round(mark.y / mm) == 30]
    places = []
    for line in lines:
        left, right = line.x / mm, (line.x + line.line.width) / mm
        places.append(
            min((left, (left + right) / 2, right), key=lambda at: min(abs(at - edge) for edge in edges))
        )
    assert places == pytest.approx(edges, abs=0.01)


def test_languages_of_opposed_directions_have_a_column_each_on_the_same_heights(fonts: Fonts) -> None:
    (page,), _ = certificate(fonts, conference("ar", "en", signatories=2, issuers=["Forum"]), ADA)

    lines = [mark for mark in page.marks if isinstance(mark, PlacedLine)]
    english = next(line for line in lines if line.line.text == "Congress en")
    arabic = next(line for line in lines if line.line.text == "Congress ar")
    assert english.y == arabic.y
    assert english.x == pytest.approx(22 * mm, abs=0.1)
    assert arabic.x + arabic.line.width == pytest.approx(275 * mm, abs=0.1)
    took_part = next(line for line in lines if "took part" in line.line.text)
    assert any(line.y == took_part.y and line.line.rtl for line in lines)


def test_each_language_of_a_position_has_the_width_that_it_needs_beside_the_other(fonts: Fonts) -> None:
    of = fixture("congress-arabic")
    style = parse_style_file(
        """
        [[protocol.signatories]]
        name = { en = "Euclid", ar = "إقليدس" }
        position = { en = "Teacher of Geometry, Mouseion", ar = "معلّم الهندسة، الموسيون" }
        """,
        "style.toml",
    )
    texts = replace(conference_texts(of, ("ar", "en")), protocol=style.protocol)

    (page,), findings = certificate(fonts, texts, ADA)

    assert "Teacher of Geometry, Mouseion" in heights(page)  # on one line
    assert [finding.code for finding in findings] == []


def test_number_and_verification_share_a_line_and_are_left_out_without_a_number(fonts: Fonts) -> None:
    pages, _ = certificate(fonts, conference("en"), ADA, replace(ADA, id="bob", number=""))

    assert "No. 123456 · verify at example.org" in heights(pages[0])
    assert not any("No." in text or "verify" in text for text in heights(pages[1]))


@pytest.mark.parametrize("name", builtin_names())
def test_texts_of_built_in_templates_exist_in_every_language_with_wordings(name: str) -> None:
    template = builtin_template(name)
    for part in (*template.front, *template.back):
        if isinstance(part, TextElement) and part.text:
            assert {language for language, _ in part.text.items()} >= set(LANGUAGES), part.text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("role", Role)
def test_no_word_is_repeated_where_a_capacity_meets_its_sentence(language: str, role: Role) -> None:
    elements = (part for part in builtin_template("certificate").front if isinstance(part, TextElement))
    for part in elements:
        if part.text and "{capacity}" in (sentence := dict(part.text.items())[language]):
            following = re.findall(r"\w+", sentence.split("**{capacity}**")[1])
            capacity = re.findall(r"\w+", Wording.of(language).capacity(role))
            assert not {*following[:1]} & {*capacity[1:]}


def test_a_certificate_is_tagged_with_the_name_as_its_heading() -> None:
    out, of = BytesIO(), fixture("hongqiao-forum")
    holders = list(person_holders(of, ("en", "zh")))[:1]
    style = parse_style_file(STYLE + SIGNATORY, "style.toml")

    write_badges(
        out,
        of,
        holders,
        builtin_template("certificate"),
        languages=("en", "zh"),
        style=style,
        pictures=PICTURES,
    )

    with pikepdf.open(out) as pdf:
        assert pdf.Root.MarkInfo.Marked
        assert pdf.Root.Lang == "en"
        assert any(item.get("/S") == "/H1" for item in pdf.objects if isinstance(item, pikepdf.Dictionary))


def sides(page: Page) -> Iterator[PlacedPage]:
    """The pages on a page that have lines, however deep."""
    for mark in page.marks:
        if isinstance(mark, PlacedPage):
            inner = [*sides(mark.page)]
            yield from inner or [mark]


def test_a_place_card_has_a_language_on_each_side_and_one_size_for_all(fonts: Fonts) -> None:
    of, template = fixture("hongqiao-forum"), builtin_template("place-card")
    holders = list(person_holders(of, ("zh", "en")))

    _, pages = make_pages(template, conference("zh", "en"), holders, fonts)

    sizes: dict[int, set[float]] = {0: set(), 180: set()}
    texts: dict[int, list[str]] = {0: [], 180: []}
    for side in (side for page in pages for side in sides(page)):
        lines = [mark.line for mark in side.page.marks if isinstance(mark, PlacedLine)]
        name = max(lines, key=lambda line: line.size)
        sizes[side.rotation].add(round(name.size, 3))
        texts[side.rotation].append(name.text)
    assert {rotation: len(found) for rotation, found in sizes.items()} == {0: 1, 180: 1}
    assert "李\u3000飞" in texts[0]
    assert "Li Fei" in texts[180]


def test_positions_of_place_cards_have_one_size_and_break_after_a_comma_first(fonts: Fonts) -> None:
    of, template = fixture("hongqiao-forum"), builtin_template("place-card")
    holders = list(person_holders(of, ("en", "zh")))

    batch, pages = make_pages(template, conference("en", "zh"), holders, fonts)
    fronts = [side for page in pages for side in sides(page) if not side.rotation]
    lines = [mark.line for side in fronts for mark in side.page.marks if isinstance(mark, PlacedLine)]

    sizes = {line.text: line.size for line in lines}
    assert sizes["Director General,"] == sizes["Department of Foreign Investment Management"] > 18
    assert sizes["Vice Minister"] == sizes["Director General,"]
    long = next(text for text in sizes if text.startswith("Executive Director, "))  # no comma parts it
    assert sizes[long] == sizes["Vice Minister"]
    assert sizes["United Nations"] == 16
    assert not {finding.code for finding in batch.findings} & {"small-text", "overlap"}


def test_the_lowest_14_mm_of_a_place_card_are_free_under_two_lines_of_everything(fonts: Fonts) -> None:
    long = "Department of Higher Education, Scientific Research and International Cooperation, Government"
    holder = replace(
        ADA,
        name=name_of("Muḥammad ibn Mūsā al-Khwārizmī of Baghdad", "en"),
        position=(LocalisedText(long, "en"),),
        organisation=(LocalisedText(f"{long} of Western Mesopotamia", "en"),),
    )
    batch, pages = make_pages(builtin_template("place-card"), conference("en"), [holder], fonts)
    (front,) = [side.page for page in pages for side in sides(page) if not side.rotation]
    marks = sorted((mark for mark in front.marks if isinstance(mark, PlacedLine)), key=lambda mark: mark.y)
    assert len(marks) == 6
    assert max(mark.ink.bottom for mark in marks) <= 85 * mm
    assert not {finding.code for finding in batch.findings} & {"overlap", "text-too-long"}, batch.findings


@pytest.mark.parametrize("length", [20, 400])
def test_one_endless_position_does_not_make_those_of_all_place_cards_illegible(
    fonts: Fonts, length: int
) -> None:
    endless = replace(ADA, id="bob", position=(LocalisedText("Secretary " * (length // 10), "en"),))
    short = replace(ADA, position=(LocalisedText("Countess", "en"),))

    batch, pages = make_pages(builtin_template("place-card"), conference("en"), [short, endless], fonts)
    lines = [
        mark.line
        for page in pages
        for side in sides(page)
        for mark in side.page.marks
        if isinstance(mark, PlacedLine)
    ]

    sizes = {line.text.split()[0]: line.size for line in lines}
    assert sizes["Countess"] == pytest.approx(22 if length < 100 else 14)
    assert bool(batch.findings) == (length > 100)


def test_a_plate_has_the_country_in_capitals_and_in_the_other_languages(fonts: Fonts) -> None:
    holders = list(delegation_holders(fixture("hongqiao-forum"), ("en", "zh", "ar")))

    template, texts = builtin_template("delegation-plate"), conference("en", "zh", "ar")
    pages = [*make_pages(template, texts, holders, fonts)[1]]

    assert [holder.id for holder in holders] == ["cn", "eg", "et"]
    assert next(iter(heights(pages[1]))) == "EGYPT"
    assert "埃\u3000及" in [*heights(pages[1])][1]


@pytest.mark.parametrize(
    ("country", "languages", "printed"),
    [
        ("EG", ("en", "zh"), ["EGYPT", "埃\u3000及  ·  مصر"]),
        ("EG", ("en",), ["EGYPT", "مصر"]),
        ("ET", ("en", "zh"), ["ETHIOPIA", "埃塞俄比亚  ·  ኢትዮጵያ"]),
        ("CN", ("en", "zh"), ["CHINA", "中\u3000国"]),
        ("CH", ("en",), ["SWITZERLAND"]),  # none of its languages comes first
        ("MV", ("en",), ["MALDIVES"]),  # no font has its letters
    ],
)
def test_a_plate_has_the_country_in_its_own_language_too(
    fonts: Fonts, country: str, languages: tuple[str, ...], printed: list[str]
) -> None:
    plate = BadgeHolder(country.lower(), name_of(country, "en"), country=country)

    batch, pages = make_pages(builtin_template("delegation-plate"), conference(*languages), [plate], fonts)

    assert [re.sub("[\u2066-\u2069]", "", text) for text in heights(next(pages))] == printed
    assert list(batch.findings) == []


@pytest.mark.parametrize(
    ("forms", "languages", "places"),
    [
        ([name_of("Ada Lovelace", "en", "Ada", "Lovelace")], ("en",), ("Ada", "Lovelace", None)),
        ([name_of("Archimedes of Syracuse", "en")], ("en",), ("Archimedes", "of Syracuse", None)),
        (
            [name_of("Muḥammad ibn Mūsā al-Khwārizmī", "en")],
            ("en",),
            ("Muḥammad", "ibn Mūsā al-Khwārizmī", None),
        ),
        (
            [name_of("Li Shanlan", "en"), name_of("李善兰", "zh")],
            ("en", "zh"),
            ("李善兰", "Li Shanlan", None),
        ),
        ([name_of("Euclid", "en"), name_of("Εὐκλείδης", "el")], ("en",), ("Euclid", None, "Εὐκλείδης")),
        ([name_of("格尔德·穆勒", "zh")], ("zh",), ("格尔德·穆勒", None, None)),
    ],
)
def test_a_name_has_three_places_on_a_badge(
    forms: list[LocalisedText], languages: tuple[str, ...], places: tuple[str | None, ...]
) -> None:
    holder = BadgeHolder("x", forms[0], forms[1] if len(forms) > 1 else None)

    placed = place_name(holder, conference(*languages))

    assert tuple(text.text if text else None for text in placed) == places


@pytest.mark.parametrize("name", ["certificate", "place-card", "a6"])
def test_arabic_badges_have_its_digits_clear_lines_and_names_that_readers_of_english_read(name: str) -> None:
    people = frozenset({"noether", "agnesi", "khayyam"})
    printed = badges(
        fixture("congress-arabic"),
        languages=("ar", "en"),
        template=builtin_template(name),
        only=BadgeSelection(people=people),
    )

    assert [finding.message for finding in printed.findings if finding.code == "overlap"] == []
    with pypdfium2.PdfDocument(printed.data) as pdf:
        text = " ".join(page.get_textpage().get_text_range() for page in pdf)
    assert "٢٠٢٧" in text or name == "place-card"
    assert all(family in text for family in ("Noether", "Agnesi", "Khayyam"))


def test_the_lines_of_a_title_on_a_door_sign_in_arabic_do_not_touch(fonts: Fonts) -> None:
    of, languages = fixture("congress-arabic"), ("ar", "en")
    closing = [holder for holder in session_holders(of, languages) if holder.id == "closing"]
    texts = conference_texts(of, languages)
    made, pages = make_pages(builtin_template("door-sign"), texts, closing, fonts)
    assert len([*pages]) == 1
    assert list(made.findings) == []


def test_the_second_language_in_the_foot_of_a_door_sign_is_grey(fonts: Fonts) -> None:
    of, languages = fixture("congress"), ("en", "zh")
    (sign,) = [sign for sign in session_holders(of, languages) if sign.id == "circles"]
    _, pages = make_pages(builtin_template("door-sign"), conference_texts(of, languages), [sign], fonts)
    (line,) = [
        mark.line
        for page in pages
        for mark in page.marks
        if isinstance(mark, PlacedLine) and mark.line.text == "Series and Curves  ·  级数与曲线"
    ]
    inks = {run.language: run.colour.luminance for run in line.runs}
    assert inks["en"] < inks["zh"] < 0.2


def test_a_text_in_a_box_is_condensed_before_it_is_set_smaller(fonts: Fonts) -> None:
    def size(narrowest: float, font: str = "serif") -> float:
        box = {"x": 5, "y": 5, "width": 75, "height": 15, "size": 30}
        title = element("text", text="The Circle Measured", font=font, narrowest=narrowest, **box)
        return max(mark.line.size for mark in front(fonts, look(title)) if isinstance(mark, PlacedLine))

    assert size(100) < size(75) <= size(62.5) <= 30
    assert size(62.5, font="sans") == size(100, font="sans")  # which has no condensed letters


def test_the_foot_of_a_door_sign_is_one_large_line_unless_two_are_much_larger(fonts: Fonts) -> None:
    of, languages = fixture("congress"), ("en", "zh")
    signs = [sign for sign in session_holders(of, languages) if sign.next_session]
    _, pages = make_pages(builtin_template("door-sign"), conference_texts(of, languages), signs, fonts)

    feet = {}
    for sign, page in zip(signs, pages, strict=True):
        lines = [mark.line for mark in page.marks if isinstance(mark, PlacedLine) and mark.y > 277 * mm]
        (title, *_) = sign.next_session.title
        feet[title.text] = [line for line in lines if not line.text[:1].isdigit()]
    assert [(line.text, line.size) for line in feet["Series and Curves"]] == [
        ("Series and Curves  ·  级数与曲线", 19)
    ]
    long = feet["Equations, From the Third Degree to the Fifth"]
    assert len(long) == 2
    assert min(line.size for line in long) > 13


def test_a_door_sign_has_plural_roles_and_the_figures_of_its_language() -> None:
    signs = [*session_holders(fixture("congress"), ("ar", "en"))]

    assert {sign.sign_number for sign in signs} >= {"١/٣", "٣/٣"}
    (panel,) = [sign for sign in signs if sign.id == "fifth-postulate"]
    labels = [person.role[1].text for person in panel.people]
    assert labels == ["Moderator", *["Panellists"] * 4]
