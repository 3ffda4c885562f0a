"""Signs and certificates under hard data: what is cut says so, and what is wrong on them is an error."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

import pytest

from eventkit.findings import Finding, Severity
from eventkit.model import Participant, ParticipantKind
from eventkit.outputs.badges import BadgeHolder, make_pages
from eventkit.outputs.badges.badge_holders import HolderSession, LocalisedText, SignPerson
from eventkit.outputs.badges.badge_template import builtin_template
from eventkit.outputs.style_file import parse_style_file
from eventkit.typesetting import Fonts, Page, PlacedLine, Span, Style, break_lines, mm
from outputs.badging import ADA, OCCASION
from pictures import png

LONG = (
    "On the Periods of Bodies That Return After Many Generations, With an Account of the Errors of Earlier "
    "Tables, a Proposal for a Register Common to All Observatories, and Remarks on Comets Known Only From "
    "Observations in the Southern Hemisphere"
)


def sign(
    fonts: Fonts, title: str = "Comets", following: str = "", people: int = 0
) -> tuple[Page, Sequence[Finding]]:
    """The door sign of a session, the next session and that many people."""
    session = HolderSession((LocalisedText(title, "en"),))
    holder = BadgeHolder(
        "hall",
        LocalisedText("Hall", "en"),
        session=session,
        next_session=HolderSession((LocalisedText(following, "en"), LocalisedText("下一场", "zh")))
        if following
        else None,
        people=tuple(
            SignPerson(
                (LocalisedText("Panellists", "en"),),
                (LocalisedText(f"Person-{number}", "en"),),
                (LocalisedText("Observatory of the North", "en"),),
            )
            for number in range(people)
        ),
    )
    batch, pages = make_pages(builtin_template("door-sign"), OCCASION, [holder], fonts)
    (page,) = pages
    return page, batch.findings


def lines(page: Page) -> list[PlacedLine]:
    return [mark for mark in page.marks if isinstance(mark, PlacedLine)]


def test_the_next_session_of_a_door_sign_is_cut_at_its_smallest_size(fonts: Fonts) -> None:
    page, findings = sign(fonts, following=f"{LONG}, {LONG}")

    foot = [mark.line for mark in lines(page) if mark.y > 277 * mm]
    assert [line.size for line in foot] == [13, 13]
    assert foot[-1].text.endswith("…")
    assert [finding.code for finding in findings] == ["text-too-long"]


def test_a_long_next_session_leaves_out_its_second_language_before_it_is_small(fonts: Fonts) -> None:
    page, findings = sign(fonts, following=LONG[:100])

    foot = [mark.line for mark in lines(page) if mark.y > 277 * mm]
    assert " ".join(line.text for line in foot) == LONG[:100].strip()
    assert min(line.size for line in foot) >= 13
    assert list(findings) == []


def test_a_name_is_smaller_on_signs_and_badges_before_a_part_of_it_is_broken(fonts: Fonts) -> None:
    family = "Donaudampfschifffahrtsgesellschaftskapitän-Wolfeschlegelstein"
    person = SignPerson((LocalisedText("Author", "en"),), (LocalisedText(f"Theo {family}", "en"),))
    holder = BadgeHolder(
        "hall",
        LocalisedText("Hall", "en"),
        session=HolderSession((LocalisedText("Comets", "en"),)),
        people=(person, person),
    )
    for template, printed in (
        ("door-sign", holder),
        ("4x3in", BadgeHolder("theo", LocalisedText(f"Theo {family}", "en", ("Theo", family)))),
        ("4x3in", BadgeHolder("hasan", LocalisedText(f"{'Maximilian ' * 5}ibn al-Hasan", "en"))),
    ):
        _, pages = make_pages(builtin_template(template), OCCASION, [printed], fonts)
        (page,) = pages

        ends = {mark.line.text.split()[-1] for mark in lines(page)}
        assert not ends & {"al-", "ibn"}
        assert {end for end in ends if end.endswith(("-", "\u00ad"))} <= {
            "Donaudampfschifffahrtsgesellschaftskapitän-"
        }


def test_a_title_that_is_cut_in_its_box_ends_in_an_ellipsis(fonts: Fonts) -> None:
    page, findings = sign(fonts, LONG)

    title = [mark.line.text for mark in lines(page) if 97 < mark.y / mm < 157]
    assert title[-1].endswith("…")
    assert [finding.code for finding in findings] == ["text-too-long"]


@pytest.mark.parametrize("template", ["certificate", "place-card", "a6"])
def test_text_below_its_smallest_size_is_an_error_except_on_a_badge(fonts: Fonts, template: str) -> None:
    name = " ".join(f"Maximiliana{number}" for number in range(12))
    holder = BadgeHolder("max", LocalisedText(name, "en", (name[:60], name[60:])))
    batch, pages = make_pages(builtin_template(template), OCCASION, [holder], fonts)
    assert [*pages]

    severities = {finding.severity for finding in batch.findings if finding.code == "small-name"}
    assert severities == {Severity.WARNING if template == "a6" else Severity.ERROR}


def test_a_delegation_whose_name_a_plate_cuts_is_an_error(fonts: Fonts) -> None:
    name = "Confederation of the " + "Wide Meadow " * 14 + "Isles"
    person = Participant(id="islands", name=name, kind=ParticipantKind.DELEGATION)
    holder = BadgeHolder("islands", LocalisedText(name, "en"), person=person, names=person.name)
    batch, pages = make_pages(builtin_template("delegation-plate"), OCCASION, [holder], fonts)
    (page,) = pages

    assert lines(page)[-1].line.text.endswith("…")
    (finding,) = batch.findings
    assert (finding.severity, finding.code) == (Severity.ERROR, "name-too-long")


LONG_SIGNATORY = """
[[protocol.signatories]]
[protocol.signatories.name]
en = "H.E. Prof. Dr. Dr. h.c. mult. Maximilian von und zu Hohenstein-Wartenberg"
zh = "马克西米利安·冯·霍恩施泰因"
ar = "معالي الأستاذ الدكتور ماكسيميليان فون هوهنشتاين"
[protocol.signatories.position]
en = "Federal Minister for Economic Cooperation, Development and Trade, Chairman of the Committee"
zh = "联邦经济合作、发展与国际贸易部部长，大会组织委员会主席"
ar = "الوزير الاتحادي للتعاون الاقتصادي والتنمية والتجارة الدولية، رئيس اللجنة المنظمة"
"""


@pytest.mark.parametrize("languages", [("en",), ("en", "zh"), ("ar", "en"), ("en", "ar")])
@pytest.mark.parametrize("count", [1, 2, 3])
def test_long_signatories_end_above_number_and_code(
    fonts: Fonts, languages: tuple[str, ...], count: int
) -> None:
    protocol = parse_style_file(
        '[protocol]\nseal = "s.png"\n' + count * LONG_SIGNATORY, "style.toml"
    ).protocol
    texts = replace(OCCASION, languages=languages, protocol=protocol)
    holder = BadgeHolder(
        "ada", LocalisedText("Ada Lovelace", "en"), number="123456", code="https://example.org/ada"
    )
    batch, pages = make_pages(
        builtin_template("certificate"), texts, [holder], fonts, pictures={"s.png": png(40, 40)}
    )
    (page,) = pages

    row = [mark for mark in lines(page) if 155 < mark.y / mm < 193]
    assert max(mark.ink.bottom for mark in row) < 191.5 * mm
    assert min(mark.line.size for mark in row) >= 6.5
    assert not {finding.code for finding in batch.findings} & {"overlap", "small-type", "off-page"}
    printed = "".join(mark.line.text for mark in row).replace(" ", "")
    assert printed.count("MaximilianvonundzuHohenstein-Wartenberg") == count
    for language, end in (("en", "ChairmanoftheCommittee"), ("zh", "大会组织委员会主席")):
        assert printed.count(end) == count * (language in languages)
    assert {finding.severity for finding in batch.findings} <= {Severity.INFO}


def test_organisers_that_are_long_have_further_lines_and_all_of_them_are_printed(fonts: Fonts) -> None:
    names = [
        "Interdisciplinary Institute for the Advancement of Fundamental and Applied Research",
        "Imperial and Royal Society for the Advancement of Agriculture and of Natural Science",
        "Philosophical Society of the Northern Counties and of the Isles",
    ]
    for languages, shown in product((("en",), ("en", "ar")), (1, 2, 3)):
        issuers = tuple((LocalisedText(name, "en"),) for name in names[:shown])
        texts = replace(
            OCCASION,
            languages=languages,
            issuers=issuers,
            organisers=(LocalisedText(", ".join(names[:shown]), "en"),),
        )
        holder = BadgeHolder("ada", LocalisedText("Ada Lovelace", "en"))
        batch, pages = make_pages(builtin_template("certificate"), texts, [holder], fonts)
        (page,) = pages

        head = [mark for mark in lines(page) if mark.y < 46 * mm]
        head.sort(key=lambda mark: mark.x > 148 * mm)
        printed = " ".join(mark.line.text for mark in head)
        assert all(name in printed for name in names[:shown])
        assert min(mark.line.size for mark in head) >= 6.5
        assert list(batch.findings) == []


def test_a_name_that_is_cut_is_cut_between_words(fonts: Fonts) -> None:
    name = Span("Dr. Maximilian von und zu Hohenstein", "en", Style(10, unbroken=True))

    cut = [line.text for line in break_lines(fonts, name, 80, max_lines=1)]
    whole = [line.text for line in break_lines(fonts, name, 80)]

    assert cut[0].removesuffix("…").strip() in {"Dr. Maximilian", "Dr."}
    assert " ".join(whole) == "Dr. Maximilian von und zu Hohenstein"


@pytest.mark.parametrize("count", [6, 25, 120])
def test_people_of_a_sign_are_in_columns_and_those_left_out_are_counted(fonts: Fonts, count: int) -> None:
    page, findings = sign(fonts, people=count)

    shown = [mark for mark in lines(page) if mark.line.text.startswith("Person")]
    assert (len({round(mark.x) for mark in shown}) > 1) == (count > 6)
    more = [mark.line.text for mark in lines(page) if mark.line.text.startswith("and ")]
    if len(shown) == count:
        assert (more, list(findings)) == ([], [])
    else:
        assert more == [f"and {count - len(shown)} more"]
        (finding,) = findings
        assert finding.code == "people-left-out"
        assert finding.message.startswith(f"{count - len(shown)} people of 'Hall'")
    assert (len(shown) < count) == (count == 120)


def test_a_long_position_on_a_badge_is_legible_and_clear_of_what_is_above(fonts: Fonts) -> None:
    position = (
        "Executive Director, Directorate of Technical Cooperation and Sustainable Industrial Development"
    )
    name = LocalisedText("Անանիա Շիրակացի", "hy")
    for text in (position, "Author of the first Armenian arithmetic", ""):
        holder = BadgeHolder(
            "anania",
            LocalisedText("Anania Shirakatsi", "en", ("Anania", "Shirakatsi")),
            name,
            position=(LocalisedText(text, "en"),) if text else (),
            organisation=(LocalisedText("United Nations Industrial Development Organization", "en"),),
            code="https://example.org/anania",
        )
        batch, pages = make_pages(builtin_template("a6"), OCCASION, [holder], fonts)

        page = next(pages)
        printed = [mark for mark in lines(page) if 98 < mark.y / mm < 124]
        assert min(mark.line.size for mark in printed) >= 8
        armenian = next(mark for mark in lines(page) if mark.line.text == name.text)
        assert armenian.ink.bottom < min(mark.ink.y for mark in printed)
        assert {finding.code for finding in batch.findings} <= {"no-given-name"}


def test_an_arabic_name_with_deep_letters_is_large_and_clear_of_the_form_below_it(fonts: Fonts) -> None:
    forms = LocalisedText("لي فاي", "ar", ("لي فاي",)), LocalisedText("Li Fei", "en")
    _, pages = make_pages(
        builtin_template("a6"), replace(OCCASION, languages=("ar", "en")), [BadgeHolder("li", *forms)], fonts
    )
    (page,) = pages

    marks = {mark.line.text: mark for mark in lines(page)}
    arabic, latin = (marks[form.text] for form in forms)
    assert arabic.line.size >= 40
    assert arabic.ink.bottom < latin.ink.y


def test_the_lines_of_a_title_that_is_set_much_smaller_are_closer_as_well(fonts: Fonts) -> None:
    title = (LocalisedText(LONG[:110], "en"),)
    _, pages = make_pages(builtin_template("a6"), replace(OCCASION, short_title=title), [ADA], fonts)

    upper, lower = (mark for mark in lines(next(pages)) if mark.y < 40 * mm and mark.line.text[:9] in LONG)
    assert lower.line.size < 10
    assert lower.y - upper.y < 1.4 * lower.line.size


@pytest.mark.parametrize(
    ("template", "severity"), [("a6", Severity.WARNING), ("certificate", Severity.ERROR)]
)
def test_a_title_of_the_conference_that_is_cut_is_an_error_on_a_certificate(
    fonts: Fonts, template: str, severity: Severity
) -> None:
    title = (LocalisedText(" ".join([LONG] * 4), "en"),)
    batch, pages = make_pages(
        builtin_template(template), replace(OCCASION, title=title, short_title=title), [ADA], fonts
    )

    assert len(list(pages)) == 1
    assert {finding.severity for finding in batch.findings if finding.code == "title-too-long"} == {severity}


def test_no_line_of_the_sessions_of_a_badge_ends_in_the_dot_between_role_and_room(fonts: Fonts) -> None:
    session = HolderSession(
        (LocalisedText("Comets", "en"),),
        room=(LocalisedText("Great Hall of the Northern Observatory", "en"),),
        role=(LocalisedText("Keynote speaker", "en"),),
    )
    template = builtin_template("butterfly")
    batch, _ = make_pages(template, OCCASION, [], fonts)
    (leaf,) = batch.leaves([replace(ADA, sessions=(session,))])

    assert leaf.back is not None
    printed = [mark.line.text.strip() for mark in lines(leaf.back)]
    assert "Keynote speaker" in printed
    assert not [text for text in printed if text.endswith("·")]


def test_a_name_with_a_part_wider_than_a_small_badge_is_printed_whole_nevertheless(fonts: Fonts) -> None:
    family = "Donaudampfschifffahrtsgesellschaftskapitän-Wolfeschlegelstein"
    holder = BadgeHolder("theo", LocalisedText(f"Theophrastus {family}", "en", ("Theophrastus", family)))
    batch, pages = make_pages(builtin_template("cr80"), OCCASION, [holder], fonts)

    printed = "".join(mark.line.text.strip() for mark in lines(next(pages)))
    assert family in printed.replace("\u00ad", "").replace("--", "-")
    assert {finding.severity for finding in batch.findings} <= {Severity.WARNING, Severity.INFO}
