"""What a template makes of a wearer: fields, colours, pictures, codes, and what is told of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from eventkit.findings import Severity
from eventkit.model import Role
from eventkit.outputs.badges import BadgeHolder
from eventkit.outputs.badges.badge_holders import (
    ConferenceTexts,
    HolderSession,
    HolderTrack,
    LocalisedText,
)
from eventkit.outputs.badges.badge_sides import BadgeBatch, SideRenderer, common_sizes
from eventkit.outputs.badges.badge_template import builtin_template
from eventkit.outputs.badges.role_bands import ROLE_BANDS
from eventkit.typesetting import Box, Fonts, Picture, PlacedLine, QrCode, RuleLine, mm
from outputs.badging import ADA, HEAD, NAME, OCCASION, batch, element, front, lines, look, text
from pictures import png

BAND = {"x": 0, "y": 0, "width": 100, "height": 10}


def wearer(**more: object) -> BadgeHolder:
    return BadgeHolder(**{"id": "x", "name": LocalisedText("Emmy Noether", "en"), **more})  # type: ignore[arg-type]


def codes(badge_batch: BadgeBatch) -> list[tuple[str, Severity]]:
    return [(finding.code, finding.severity) for finding in badge_batch.findings]


# Fields and texts


@pytest.mark.parametrize(
    ("field", "of", "printed"),
    [
        ("pronouns", {"pronouns": "she/her"}, ["she/her"]),
        ("ticket", {"ticket": "Press"}, ["Press"]),
        ("organisation", {"organisation": (LocalisedText("Göttingen", "en"),)}, ["Göttingen"]),
        ("position", {"position": (LocalisedText("Professor", "en"),)}, ["Professor"]),
        (
            "positions",
            {"positions": (LocalisedText("Professor, Göttingen", "en"),)},
            ["Professor, Göttingen"],
        ),
        (
            "positions",
            {"positions": (LocalisedText("P", "en"),), "badge_lines": ("Algebra", "Rings")},
            ["Algebra", "Rings"],
        ),
        ("badge-lines", {"badge_lines": ("Algebra",)}, ["Algebra"]),
        ("track", {"track": HolderTrack("AL", (LocalisedText("Algebra", "en"),), "#7a4fb0")}, ["Algebra"]),
        (
            "role",
            {"roles": (LocalisedText("Speaker", "en"), LocalisedText("演讲嘉宾", "zh"))},
            ["Speaker", "演讲嘉宾"],
        ),
        ("conference", {}, ["Congress"]),
        ("dates", {}, ["5–7 November"]),
        ("venue", {}, []),
        ("second-name", {}, []),
        ("second-name", {"second_name": LocalisedText("Эмми Нётер", "ru")}, ["Эмми Нётер"]),
    ],
)
def test_each_field_shows_its_value(fonts: Fonts, field: str, of: dict[str, object], printed: list[str]):
    assert lines(front(fonts, look(text(field)), wearer(**of))) == printed


def test_placeholders_in_a_custom_text_are_filled_in(fonts: Fonts):
    own = element(
        "text", text="{name}, here for {conference} {dates}", x=5, y=5, width=90, height=20, size=10
    )

    assert " ".join(lines(front(fonts, look(own)))) == "Ada Lovelace, here for Congress 5–7 November"


def test_a_text_with_only_empty_placeholders_is_omitted_and_later_elements_move_up(fonts: Fonts):
    own = element("text", text="Pronouns: {pronouns}", x=5, below=2, width=90, height=10, size=10)
    last = element("text", text="here", x=5, below=2, width=90, height=10, size=10)

    without, with_it = (
        front(fonts, look(NAME, own, last), wearer(pronouns=pronouns)) for pronouns in ("", "she/her")
    )

    assert lines(without) == ["Emmy Noether", "here"]
    assert lines(with_it) == ["Emmy Noether", "Pronouns: she/her", "here"]
    assert with_it[-1].y > without[-1].y


def test_braces_in_a_name_are_not_a_placeholder(fonts: Fonts):
    own = element("text", text="{name}!", x=5, y=5, width=90, height=10, size=10)

    assert lines(front(fonts, look(own), wearer(name=LocalisedText("{id} {name}", "en")))) == ["{id} {name}!"]


def test_a_custom_text_is_printed_in_the_requested_languages(fonts: Fonts):
    own = element(
        "text",
        text={"en": "Welcome", "zh": "欢迎", "fr": "Bienvenue"},
        x=5,
        y=5,
        width=90,
        height=20,
        size=10,
    )
    readers = ConferenceTexts("congress", ("zh", "en"), (LocalisedText("大会", "zh"),))

    assert lines(front(fonts, look(own), occasion=readers)) == ["欢迎", "Welcome"]


def test_elements_limited_to_roles_or_tickets_are_hidden_from_others(fonts: Fonts):
    some = look(
        text("name"),
        element("text", text="staff", x=5, y=5, width=90, height=9, size=10, roles=["host", "Chair"]),
        element("text", text="press", x=5, y=15, width=90, height=9, size=10, tickets=["press"]),
    )

    assert lines(front(fonts, some, wearer(role="chair")))[1:] == ["staff"]
    assert lines(front(fonts, some, wearer(role="speaker", ticket="Press")))[1:] == ["press"]


# Colours


def test_bands_have_the_colour_of_the_role_the_ticket_or_the_track(fonts: Fonts):
    bands = look(
        *(element("box", **BAND, fill=fill) for fill in ("role", "ticket", "track", "ours", "#010203")),
        '\n[colours]\nours = "#aabbcc"\n[role_colours]\nhost = "#000011"\n',
        '[ticket_colours]\npress = "#000022"\nother = "#000033"\n',
    )

    def fills(**of: object) -> list[str]:
        return [str(mark.fill) for mark in front(fonts, bands, wearer(**of)) if isinstance(mark, Box)]

    track = HolderTrack("AL", (), "#7a4fb0")
    assert fills(role="host", ticket="PRESS", track=track) == [
        "#000011",
        "#000022",
        "#7a4fb0",
        "#aabbcc",
        "#010203",
    ]
    usual = str(ROLE_BANDS[Role.CHAIR].fill)
    assert fills(role="chair", ticket="vip") == [usual, "#000033", "#4a5058", "#aabbcc", "#010203"]
    assert fills(role="volunteer")[0] == "#ffffff"


def test_the_colour_of_other_roles_is_that_of_all_the_template_does_not_name(fonts: Fonts):
    band = look(
        element("box", **BAND, fill="role"), '\n[role_colours]\nhost = "#000011"\nother = "#000044"\n'
    )
    for role, colour in (("host", "#000011"), ("chair", "#000044"), ("volunteer", "#000044")):
        fills = [str(mark.fill) for mark in front(fonts, band, wearer(role=role)) if isinstance(mark, Box)]
        assert fills == [colour]


@pytest.mark.parametrize(("ground", "ink"), [("#17365d", "#ffffff"), ("#ffee00", "#14181f")])
def test_a_text_without_a_colour_gets_one_legible_on_its_background(fonts: Fonts, ground: str, ink: str):
    marks = front(fonts, look(element("box", **{**BAND, "height": 60}, fill=ground), NAME))

    (words,) = (mark for mark in marks if isinstance(mark, PlacedLine))
    assert {str(run.colour) for run in words.line.runs} == {ink}


def test_illegible_contrast_is_reported_once(fonts: Fonts):
    pale = look(
        element("box", **{**BAND, "height": 60}, fill="#ffffff"),
        NAME.replace("size = 40", 'size = 40\ncolour = "#dddddd"'),
    )

    _, badge_batch = batch(fonts, pale)

    assert codes(badge_batch) == [("low-contrast", Severity.ERROR)]
    assert "contrast of 1.4:1" in badge_batch.findings[0].message


# Pictures


def test_a_picture_fills_its_box_without_distortion(fonts: Fonts):
    logo = look(NAME, element("picture", file="logo.png", x=10, y=30, width=40, height=40))

    marks = front(fonts, logo, pictures={"logo.png": png(4, 2)})

    (picture,) = (mark for mark in marks if isinstance(mark, Picture))
    placed = [length / mm for length in (picture.x, picture.y, picture.width, picture.height)]
    assert placed == pytest.approx([10, 40, 40, 20])


@pytest.mark.parametrize("broken", [b"\x89PNG\r\n\x1a\n", png()[:-24]])
def test_a_missing_or_broken_picture_is_reported_once(fonts: Fonts, broken: bytes):
    logos = look(
        NAME, *(element("picture", file=f"{name}.png", x=0, y=30, width=9, height=9) for name in ("a", "b"))
    )

    _, badge_batch = batch(fonts, logos, ADA, wearer(), pictures={"b.png": broken})

    assert codes(badge_batch) == [("broken-picture", Severity.ERROR), ("missing-picture", Severity.ERROR)]


def test_a_photograph_is_of_the_wearer_and_reported_if_missing(fonts: Fonts):
    photo = look(NAME, element("picture", x=60, y=30, width=20, height=20))

    pages, badge_batch = batch(fonts, photo, ADA, wearer(), pictures={"ada-lovelace.png": png()})

    shown = [mark.alternative for page, _ in pages for mark in page.marks if isinstance(mark, Picture)]
    assert shown == ["Ada Lovelace"]
    assert [(each.code, each.about) for each in badge_batch.findings] == [("missing-photo", ("x",))]
    assert "x.jpg" in badge_batch.findings[0].message


# Codes


def test_the_dark_part_of_a_code_has_the_requested_place_and_size(fonts: Fonts):
    marks = front(fonts, look(NAME, element("code", x=70, y=30, size=20)), wearer(code="EK1:ABC"))

    (code,) = (mark for mark in marks if isinstance(mark, QrCode))
    quiet = code.quiet * code.module
    assert ((code.x + quiet) / mm, (code.y + quiet) / mm) == pytest.approx((70, 30))
    assert (code.size - 2 * quiet) / mm == pytest.approx(20)


@pytest.mark.parametrize(
    ("content", "findings"),
    [
        ("A" * 119, [("small-code", Severity.WARNING)]),
        ("a" * 4000, [("no-code", Severity.ERROR)]),
        ("A" * 40, []),
    ],
)
def test_a_code_that_is_too_dense_or_too_long_is_reported(
    fonts: Fonts, content: str, findings: list[tuple[str, Severity]]
):
    _, badge_batch = batch(fonts, look(NAME, element("code", x=70, y=30, size=14)), wearer(code=content))

    assert codes(badge_batch) == findings
    assert all(each.about == ("x",) for each in badge_batch.findings)


def test_positions_are_placed_above_or_beside_a_code_and_never_over_it(fonts: Fonts):
    around = look(
        element("code", x=70, y=35, size=20), text("positions", y=5, height=52, size=16, smallest=6)
    )
    many = tuple(
        LocalisedText(f"Professor of Algebra {at} at the University of Göttingen", "en") for at in range(6)
    )

    marks = front(fonts, around, wearer(code="EK1:ABC", positions=many))

    (code,) = (mark for mark in marks if isinstance(mark, QrCode))
    inks = [mark.ink for mark in marks if isinstance(mark, PlacedLine)]
    assert any(ink.bottom > code.y for ink in inks)
    assert all(ink.bottom <= code.y or ink.right <= code.x for ink in inks)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize(
    "over",
    [
        text("name", y=30, height=14, size=30),
        text("name", y=30, height=14, size=30, vertical="bottom"),
        text("second-name", y=30, height=14, size=30),
        text("role", y=34, height=10, size=24, languages="row"),
    ],
)
def test_a_name_or_a_row_is_placed_above_or_beside_a_code_and_never_over_it(
    fonts: Fonts, over: str, language: str
):
    person = wearer(
        name=LocalisedText("Sofya Vasilyevna Kovalevskaya", "en"),
        second_name=LocalisedText("Софья Васильевна Ковалевская", "ru"),
        roles=(LocalisedText("Keynote speaker of the congress", "en"),),
        code="EK1:ABC",
    )
    readers = ConferenceTexts("congress", (language,), (LocalisedText("Congress", language),))

    marks = front(fonts, look(over, element("code", x=70, y=35, size=20)), person, occasion=readers)

    (code,) = (mark for mark in marks if isinstance(mark, QrCode))
    inks = [mark.ink for mark in marks if isinstance(mark, PlacedLine)]
    assert inks
    for ink in inks:
        assert ink.bottom <= code.y + 0.01 or ink.right <= code.x + 0.01 or ink.x >= code.x + code.size - 0.01


def test_a_name_is_placed_where_it_can_be_larger(fonts: Fonts):
    def size(name: str, *elements: str) -> float:
        marks = front(fonts, look(name, *elements), wearer(code="EK1:ABC"))
        return next(mark.line.size for mark in marks if isinstance(mark, PlacedLine))

    quiet = 4  # modules, which are of a millimetre here
    code = element("code", x=50, y=35, size=21)
    for top in (5, 18, 22, 29):
        above = size(text("name", y=top, height=31 - top, size=40)) if top < 29 else 0
        beside = size(text("name", y=top, width=45 - quiet, height=20, size=40))
        found = size(text("name", y=top, height=20, size=40), code)
        assert found == pytest.approx(max(above, beside) if top > 11 else size(NAME))


def test_lines_in_the_opposite_direction_are_aligned_with_the_others(fonts: Fonts):
    """One position takes one line and the next takes two; both are aligned with the name."""
    readers = ConferenceTexts("congress", ("ar",), (LocalisedText("المؤتمر", "ar"),))
    positions = (
        LocalisedText("Rector", "en"),
        LocalisedText("Head of the Observatory, Observatory of Ujjain in Avanti", "en"),
    )

    marks = front(fonts, look(text("positions")), wearer(positions=positions), occasion=readers)

    ends = [mark.x + mark.line.width for mark in marks if isinstance(mark, PlacedLine)]
    assert len(ends) > 2
    assert ends == pytest.approx([95 * mm] * len(ends))


def test_titles_are_next_to_their_times_in_either_direction(fonts: Fonts):
    """Otherwise an English title on an Arabic sign would be at the far edge from its time."""
    readers = ConferenceTexts("congress", ("ar", "en"), (LocalisedText("المؤتمر", "ar"),))
    start = datetime(2027, 9, 6, 9)  # noqa: DTZ001 - wall times are naive
    session = HolderSession(
        (LocalisedText("Restoring and Balancing", "en"),), start, start + timedelta(hours=1)
    )
    listing = element("sessions", x=5, y=5, width=90, height=50, size=10, show=["time"])

    marks = front(fonts, look(listing), wearer(sessions=(session,)), occasion=readers)

    time, title = sorted((mark for mark in marks if isinstance(mark, PlacedLine)), key=lambda mark: -mark.x)
    assert title.line.text == "Restoring and Balancing"
    assert time.x + time.line.width == pytest.approx(95 * mm)
    assert 0 < time.x - title.x - title.line.width < 15


@pytest.mark.parametrize(
    ("title", "width", "broken"),
    [
        ("Congress of Mathematicians of All Ages", 62, ["Congress of", "Mathematicians of All Ages"]),
        ("Economic Forum: Parallel Session", 40, ["Economic Forum:", "Parallel Session"]),
    ],
)
def test_a_title_is_wrapped_without_a_word_alone_on_a_line(
    fonts: Fonts, title: str, width: int, broken: list[str]
):
    of = ConferenceTexts("congress", ("en",), (LocalisedText(title, "en"),))
    narrow = look(text("conference", width=width, height=20, size=10))
    assert lines(front(fonts, narrow, wearer(), occasion=of)) == broken


# Names and sizes


def test_a_name_smaller_than_the_template_minimum_is_reported(fonts: Fonts):
    small = NAME.replace("size = 40", "size = 40\nsmallest = 38")

    _, badge_batch = batch(
        fonts, look(small), wearer(name=LocalisedText("Maria Gaetana Agnesi della Scala", "en"))
    )

    assert codes(badge_batch) == [("small-name", Severity.WARNING)]
    assert "the template asks for 38 pt" in badge_batch.findings[0].message


def test_a_name_that_fits_at_no_size_is_an_error(fonts: Fonts):
    tiny = NAME.replace("height = 20", "height = 4").replace("width = 90", "width = 12")

    _, badge_batch = batch(
        fonts, look(tiny), wearer(name=LocalisedText("Maria Gaetana Agnesi della Scala", "en"))
    )

    assert ("name-too-long", Severity.ERROR) in codes(badge_batch)


@pytest.mark.parametrize(("smallest", "smaller"), [(10, 0), (30, 1)])
def test_a_batch_has_one_size_at_which_the_longest_name_fits(fonts: Fonts, smallest: int, smaller: int):
    looks = look(NAME.replace("size = 40", f"size = 40\nsmallest = {smallest}\ncommon = true"))
    names = ["Ada Lovelace", "Emmy Noether", "Wolfeschlegelsteinhausenberger-Dorff"]
    people = [wearer(id=name[:3], name=LocalisedText(name, "en")) for name in names]

    common = common_sizes(SideRenderer(looks, OCCASION, fonts), people)
    pages, _ = batch(fonts, looks, *people, common=common.sizes)

    sizes = [max(mark.line.size for mark in page.marks if isinstance(mark, PlacedLine)) for page, _ in pages]
    (size,) = common.sizes.values()
    assert [each < size - 0.01 for each in sizes].count(True) == smaller
    assert sizes[:2] == [pytest.approx(size)] * 2
    assert size >= smallest
    assert [(finding.code, finding.about) for finding in common.findings] == [("common-size", ("Wol",))]


def test_the_second_of_two_identical_badges_is_reported(fonts: Fonts):
    _, badge_batch = batch(fonts, look(NAME), ADA, wearer(), wearer(id="ada", name=ADA.name, code="another"))

    assert [(each.code, each.about) for each in badge_batch.findings] == [
        ("same-badge", ("ada", "ada-lovelace"))
    ]


def test_a_missing_glyph_is_reported_with_person_and_character(fonts: Fonts):
    _, badge_batch = batch(fonts, look(NAME), wearer(name=LocalisedText("Emmy \U00016d40", "en")))

    assert [(each.code, each.about) for each in badge_batch.findings] == [("missing-glyph", ("x",))]
    assert "U+16D40" in badge_batch.findings[0].message


# Sides, proofs, edges, directions


def test_a_back_has_separate_elements_or_repeats_the_front(fonts: Fonts):
    own = look(NAME, element("text", side="back", text="behind", x=5, y=5, width=90, height=9, size=10))
    same = look(NAME, head=HEAD + "same_back = true\n")

    (_, back), (_, like_front) = batch(fonts, own)[0][0], batch(fonts, same)[0][0]

    assert lines(back.marks) == ["behind"]
    assert lines(like_front.marks) == ["Ada Lovelace"]
    assert batch(fonts, look(NAME))[0][0][1] is None


def test_a_proof_shows_boxes_ink_and_sizes_without_findings(fonts: Fonts):
    ((page, _),), badge_batch = batch(fonts, look(NAME), proof=True)

    boxes = [mark for mark in page.marks if isinstance(mark, Box)]
    assert [round(length / mm) for length in (boxes[0].x, boxes[0].y, boxes[0].width, boxes[0].height)] == [
        5,
        5,
        90,
        20,
    ]
    assert len(boxes) == 2
    assert lines(page.marks)[-1].startswith("name 4")
    assert badge_batch.findings == ()


def test_badges_in_arabic_are_mirrored(fonts: Fonts):
    looks = look(
        element("box", x=0, y=0, width=10, height=60, fill="accent"),
        NAME,
        element("rule", x=5, y=28, width=20),
        element("code", x=75, y=32, size=20),
        element("picture", file="a.png", x=5, y=40, width=8, height=4),
    )
    readers = ConferenceTexts("congress", ("ar",), (LocalisedText("المؤتمر", "ar"),))
    person = wearer(name=LocalisedText("إيمي نويتر", "ar"), code="EK1:ABC")

    marks = front(fonts, looks, person, occasion=readers, pictures={"a.png": png()})

    kinds = {type(mark): mark for mark in marks}
    assert kinds[Box].x == pytest.approx(90 * mm)
    assert kinds[PlacedLine].x + kinds[PlacedLine].line.width == pytest.approx(95 * mm)
    assert sorted([kinds[RuleLine].x1, kinds[RuleLine].x2]) == pytest.approx([75 * mm, 95 * mm])
    assert kinds[QrCode].x < 50 * mm < kinds[Picture].x


def test_elements_common_to_all_badges_are_shared_objects(fonts: Fonts):
    looks = look(element("box", **BAND, fill="role"), text("conference"), text("role", y=50, height=9), NAME)
    people = [
        wearer(
            id=f"p{at}",
            role="chair",
            roles=(LocalisedText("Chair", "en"),),
            name=LocalisedText(f"N {at}", "en"),
        )
        for at in range(3)
    ]

    pages, _ = batch(fonts, looks, *people)

    first, *others = ([id(mark) for mark in page.marks] for page, _ in pages)
    for other in others:
        # The role is in the structure element of its badge.
        assert [one == two for one, two in zip(first, other, strict=True)] == [True, True, False, False]


# Sessions

MORNING = HolderSession(
    (LocalisedText("Rings", "en"), LocalisedText("环", "zh")),
    datetime(2026, 11, 5, 9, 0),  # noqa: DTZ001 - by the clocks of the conference
    datetime(2026, 11, 5, 9, 40),  # noqa: DTZ001
    (LocalisedText("Hall 4.2", "en"),),
    (LocalisedText("Chair", "en"),),
    (LocalisedText("Prof. Emmy Noether", "en"),),
    "#7a4fb0",
)
LIST = {"x": 5, "y": 5, "width": 90, "height": 50, "size": 12}


def test_sessions_are_listed_with_the_requested_details(fonts: Fonts):
    def printed(**asked: object) -> list[str]:
        return lines(front(fonts, look(element("sessions", **LIST, **asked)), wearer(sessions=(MORNING,))))

    assert printed() == ["Thu, 5 Nov", "09:00–09:40", "Rings", "Hall 4.2"]
    assert printed(show=["time"], languages=2) == ["09:00–09:40", "Rings", "环"]
    assert printed(show=["people", "role", "room"]) == ["Rings", "Chair  ·  Hall 4.2", "Prof. Emmy Noether"]


def test_a_session_without_a_time_is_listed_without_one(fonts: Fonts):
    session = MORNING._replace(start=None, end=None)

    assert lines(front(fonts, look(element("sessions", **LIST)), wearer(sessions=(session,)))) == [
        "Rings",
        "Hall 4.2",
    ]


def test_sessions_that_do_not_fit_are_omitted_and_reported(fonts: Fonts):
    many = tuple(MORNING._replace(title=(LocalisedText(f"Rings {at}", "en"),)) for at in range(30))

    pages, badge_batch = batch(fonts, look(element("sessions", **LIST)), wearer(sessions=many))

    titles = [line for line in lines(pages[0][0].marks) if line.startswith("Rings")]
    assert titles == [f"Rings {at}" for at in range(len(titles))]
    assert codes(badge_batch) == [("sessions-left-out", Severity.WARNING)]
    assert f"{30 - len(titles)} sessions of" in badge_batch.findings[0].message


def test_a_text_below_one_on_a_baseline_begins_under_its_descenders(fonts: Fonts):
    on_baseline = element("text", field="name", x=5, baseline=20, width=90, size=40, lines=1)
    below = element("text", field="pronouns", x=5, below=2, height=10, width=90, size=12)
    marks = front(fonts, look(on_baseline, below), replace(ADA, pronouns="she/her"))

    name, pronouns = (mark for mark in marks if isinstance(mark, PlacedLine))
    assert name.y == pytest.approx(20 * mm)
    assert pronouns.ink.y > name.y + 2 * mm + 0.22 * name.line.size


@pytest.mark.parametrize(("languages", "baseline"), [(("en",), 139.3), (("en", "zh"), 136.3)])
def test_the_role_on_a_badge_for_one_language_is_in_the_middle_of_its_band(
    fonts: Fonts, languages: tuple[str, ...], baseline: float
):
    host = replace(ADA, role="host", roles=(LocalisedText("Host", "en"),))
    occasion = replace(OCCASION, languages=languages)
    marks = front(fonts, builtin_template("a6"), host, occasion=occasion)

    (role,) = [mark for mark in marks if isinstance(mark, PlacedLine) and mark.line.text == "Host"]
    assert role.y == pytest.approx(baseline * mm)
