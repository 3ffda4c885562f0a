"""What the pages of a programme say of days and sessions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from books import Book
from eventkit.outputs.programme import day_sections, programme
from eventkit.outputs.programme.book import lay_out_book
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.outputs.style_file import DEFAULT_STYLE, StyleFile
from eventkit.schedule import Schedule
from eventkit.typesetting import WHITE, Fonts, LinkArea, Page, PlacedLine, QrCode, contrast, mm
from eventkit.typesetting.text.spans import GlyphRun
from outputs.calendars import MORNING, at, schedule
from outputs.printed import as_text, body, book_of, bound, fixture, read_lines

HYPATIA = {
    "id": "hypatia",
    "name": {"grc": "Ὑπατία", "en": "Hypatia"},
    "affiliations": [{"position": {"en": "Head of the School", "zh": "学派领袖"}}],
}
EULER = {"id": "euler", "name": {"de": "Leonhard Euler"}, "affiliations": [{"position": {"en": "Professor"}}]}
HALL = {"id": "hall", "name": {"en": "Pharos Hall", "zh": "法罗斯厅"}}
ROOM = {"id": "room", "name": {"en": "Heron's Workshop"}, "building": {"en": "West Wing"}}
PEOPLE = {"participants": [HYPATIA, EULER], "rooms": [HALL, ROOM]}


@pytest.fixture
def book(fonts: Fonts):
    """Makes the programme of a small schedule."""

    def make(
        *sessions: Mapping[str, Any],
        languages: Sequence[str] = ("en",),
        style: StyleFile = DEFAULT_STYLE,
        **more: Any,
    ) -> Book:
        return programme_of(fonts, schedule(*sessions, **{**PEOPLE, **more}), *languages, style=style)

    return make


def targets(page: Page) -> list[str]:
    """What links of a page lead to, and the contents of its codes."""
    return [
        mark.target if isinstance(mark, LinkArea) else mark.content
        for mark in page.marks
        if isinstance(mark, LinkArea | QrCode)
    ]


def programme_of(fonts: Fonts, of: Schedule, *languages: str, style: StyleFile = DEFAULT_STYLE) -> Book:
    context = PrintContext.build(
        of, languages or of.conference.languages, fonts, PAGE_FORMATS["a5"], style=style
    )
    return bound(context, ("cover", "sessions", "speakers"))


def words_of(page: Page) -> list[PlacedLine]:
    return [mark for mark in page.marks if isinstance(mark, PlacedLine)]


def test_a_session_is_printed_with_its_time_titles_people_and_place(book):
    printed = book(
        {
            "id": "opening",
            "title": {"en": "There Is No Royal Road", "zh": "几何无王者之道"},
            "slot": {**MORNING, "rooms": ["hall"]},
            "people": [{"participant": "hypatia", "role": "chair"}],
        },
        languages=("en", "zh"),
    )

    assert body(printed)[:10] == [
        "Saturday, 24 October 2026",
        "2026年10月24日星期六",
        "09:00–10:00",
        "Pharos Hall  法罗斯厅",
        "There Is No Royal Road",
        "几何无王者之道",
        "Chair  主席",
        "Hypatia  Ὑπατία, Head of the School",
        "学派领袖",
        "Speakers",
    ]


def test_each_day_has_a_heading_and_a_running_head(book):
    printed = book(
        {"id": "one", "slot": MORNING},
        {"id": "two", "slot": at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00")},
    )

    # The thumb tab of the day comes first.
    assert read_lines(printed.pages[1])[:4] == ["24", "Congress", "Sat, 24 Oct", "Saturday, 24 October 2026"]
    assert "Sunday, 25 October 2026" in read_lines(printed.pages[1])


def test_a_session_ending_after_midnight_is_marked_beside_its_time(book):
    printed = book({"id": "night", "slot": at("2026-10-24T22:00+02:00", "2026-10-25T00:45+02:00")})

    assert body(printed)[1:] == ["22:00–00:45 +1", "night"]


def test_a_part_on_another_day_is_printed_with_its_date(book):
    printed = book(
        {"id": "course", "slot": MORNING},
        {"id": "lesson", "parent": "course", "slot": at("2026-10-25T09:00+01:00", "2026-10-25T10:00+01:00")},
    )

    assert body(printed)[3:] == ["Sun, 25 Oct", "09:00–10:00", "lesson"]


def test_a_part_as_long_as_its_parent_is_printed_without_a_time(book):
    printed = book({"id": "posters", "slot": MORNING}, {"id": "poster", "parent": "posters", "slot": MORNING})

    assert body(printed)[1:] == ["09:00–10:00", "posters", "poster"]


def test_a_cancelled_session_is_marked_in_every_language(book):
    printed = book(
        {"id": "a", "title": {"en": "Letter", "zh": "信"}, "slot": MORNING, "status": "cancelled"},
        languages=("en", "zh"),
    )

    assert {"Cancelled: Letter", "已取消：信"} <= set(body(printed))


def test_a_tentative_session_is_marked_once(book):
    one = {"participant": "euler", "status": "tentative"}
    certain = book({"id": "a", "slot": MORNING, "people": [one]})
    uncertain = book({"id": "a", "slot": MORNING, "people": [one], "status": "tentative"})

    assert body(certain).count("Tentative") == body(uncertain).count("Tentative") == 1


def test_a_person_who_cancelled_is_not_printed(book):
    printed = book({"id": "a", "slot": MORNING, "people": [{"participant": "euler", "status": "cancelled"}]})

    assert not any("Euler" in line for line in read_lines(printed))


def test_people_are_in_order_of_protocol_below_their_roles(book):
    people = [{"participant": "euler", "role": "chair"}, {"participant": "hypatia", "role": "panellist"}]
    printed = book({"id": "a", "slot": MORNING, "kind": "panel", "people": people})

    assert body(printed)[2:7] == [
        "Panel discussion",
        "a",
        "Chair",
        "Leonhard Euler, Professor",
        "Panellist",
    ]


def test_interpreters_are_printed_by_name(book):
    printed = book({"id": "a", "slot": MORNING, "people": [{"participant": "euler", "role": "interpreter"}]})

    assert body(printed)[3:6] == ["Interpreter", "Leonhard Euler", "Speakers"]


def test_organisations_are_listed_below_the_position_they_share(book):
    common = {"kind": "delegation", "affiliations": [{"position": {"en": "High-level representatives"}}]}
    bodies = [{"id": name.lower(), "name": {"en": name}, **common} for name in ("Ethiopia", "Egypt")]
    people = [{"participant": each["id"], "role": "participant"} for each in bodies]
    printed = book({"id": "a", "slot": MORNING, "people": people}, participants=bodies)

    assert body(printed)[3:8] == [
        "Participants",
        "High-level representatives",
        "Ethiopia",
        "Egypt",
        "Participants",
    ]


def test_a_break_is_printed_on_one_line(book):
    printed = book(
        {"id": "a", "kind": "meal", "title": {"en": "Lunch", "zh": "午餐"}, "slot": MORNING},
        languages=("en", "zh"),
    )

    assert body(printed)[2:] == ["09:00–10:00", "Lunch  午餐"]


def test_languages_are_printed_if_the_session_has_them(book):
    printed = book({"id": "a", "slot": MORNING, "languages": ["la"], "interpreted": ["en", "zh"]})

    assert body(printed)[2] == "Latin   |   Interpretation: English, Chinese"


def test_a_room_is_printed_with_its_building_and_not_repeated_for_parts(book):
    printed = book(
        {"id": "a", "slot": {**MORNING, "rooms": ["room"]}},
        {"id": "b", "parent": "a", "slot": at("2026-10-24T09:00+02:00", "2026-10-24T09:30+02:00")},
    )

    assert [line for line in read_lines(printed) if "Heron" in line] == ["Heron’s Workshop, West Wing"]


def test_a_session_in_every_room_is_printed_without_rooms(book):
    printed = book({"id": "a", "slot": {**MORNING, "rooms": ["hall", "room"]}})

    assert not any("Pharos" in line for line in read_lines(printed))


def test_a_track_is_printed_with_its_code_in_a_legible_colour(book):
    track = {"id": "t", "name": {"en": "Geometry"}, "code": "GE", "colour": "#ffff00"}
    printed = book({"id": "a", "slot": MORNING, "track": "t"}, tracks=[track])

    (line,) = (mark.line for mark in words_of(printed.pages[1]) if mark.line.text == "GE Geometry")
    assert all(contrast(run.colour, WHITE) >= 4.5 for run in line.runs)


def test_addresses_are_printed_and_linked(book):
    paper = "https://example.org/papers/of-the-session-on-the-circle.pdf"
    talk = {
        "id": "a",
        "slot": MORNING,
        "streams": [{"url": "https://live.example.org"}],
        "links": [{"label": {"en": "Paper"}, "url": paper}],
    }

    assert body(book(talk))[3:] == ["Live stream   live.example.org  ·  Paper"]
    whole = book(talk, style=StyleFile(links="all"))
    assert body(whole)[3:] == ["Live stream   live.example.org", f"Paper   {paper[8:]}"]
    for printed in (book(talk), whole):
        linked = {mark.target for mark in printed.pages[1].marks if isinstance(mark, LinkArea)}
        assert linked == {"https://live.example.org", paper}
    assert body(book(talk, style=StyleFile(links="none")))[3:] == []


def test_a_pause_is_printed_without_addresses(book):
    printed = book(
        {"id": "a", "kind": "break", "slot": MORNING, "links": [{"url": "https://example.org/menu"}]}
    )

    assert not any("example.org" in line for line in read_lines(printed))


def test_paragraphs_of_an_abstract_are_separate(book):
    printed = book({"id": "a", "slot": MORNING, "abstract": {"en": "One.  \nTwo.\n\nThree."}})

    one, two, three = (mark.y for mark in words_of(printed.pages[1])[5:8])
    assert three - two > two - one


def test_a_stream_is_printed_as_a_code_of_its_address_too(book):
    printed = book({"id": "a", "slot": MORNING, "streams": [{"url": "https://live.example.org"}]})

    (code,) = (mark for mark in printed.pages[1].marks if isinstance(mark, QrCode))
    assert code.content == "https://live.example.org"
    assert code.module >= 0.4 * mm


@pytest.mark.parametrize(
    "title", ["Of Circles", "Of Circles, Spirals and Other Curves as They Are Drawn by Hand"]
)
@pytest.mark.parametrize("people", [(), ("euler",)])
def test_the_code_of_a_session_is_beside_its_title_and_over_no_words(book, title, people):
    talk = {
        "id": "a",
        "slot": MORNING,
        "title": {"en": title},
        "people": people,
        "abstract": {"en": "Text. " * 59 + "Text."},
    }
    printed = book({**talk, "links": [{"url": f"https://example.org/sessions/{'circle-' * 6}"}]})

    (code,) = (mark for mark in printed.pages[1].marks if isinstance(mark, QrCode))
    words = [mark for mark in words_of(printed.pages[1]) if mark.y > code.y]
    first = words[0]
    assert title.startswith(first.line.text)
    assert first.y - first.line.size < code.y + code.quiet * code.module < first.y
    for mark in words:
        is_beside = mark.y - 0.8 * mark.line.size < code.y + code.size
        assert not is_beside or mark.x + mark.line.width <= code.x
    text = next(mark for mark in words if mark.line.text.startswith("Text."))
    assert text.line.width > code.x - text.x, "the abstract has the whole width below it"


def test_the_label_of_a_code_is_below_it_where_it_has_the_width_and_after_the_abstract_elsewhere(book):
    """Seen: the code of a session beside its title, and what it leads to on the next page."""
    for label in ("Slides", "Slides of the whole afternoon"):
        talk = {"id": "a", "slot": MORNING, "people": ["euler"], "abstract": {"en": "Text."}}
        printed = book({**talk, "links": [{"label": {"en": label}, "url": "https://example.org/circle"}]})

        (code,) = (mark for mark in printed.pages[1].marks if isinstance(mark, QrCode))
        words = {mark.line.text.partition("   ")[0]: mark for mark in words_of(printed.pages[1])}
        caption, text, edge = words[label], words["Text."], code.x + code.size - code.quiet * code.module
        is_below = label == "Slides"
        assert (caption.y < text.y) is is_below
        assert (round(caption.x + caption.line.width - edge, 3) == 0) is is_below
        assert caption.y + caption.line.ink.top >= code.y + code.size
        assert targets(printed.pages[1]).count("https://example.org/circle") == 3


def test_an_abstract_does_not_repeat_the_subtitle_above_it_or_itself(book):
    long = "Spheres and cylinders were the favourite of their author."
    talk = {"id": "a", "slot": MORNING, "title": {"en": "Circles"}, "subtitle": {"en": "Drawn by *hand*"}}
    text = f"Drawn by hand.\n\n{long}\n\nWhy?\n\nBecause.\n\n{long}\n\nWhy?\n\nDrawn by hand"

    printed = book({**talk, "abstract": {"en": text}})

    assert body(printed)[2:] == [
        *("Circles", "Drawn by *hand*", long, "Why?", "Because.", "Why?", "Drawn by hand"),
    ]
    assert body(book({**talk, "abstract": {"en": "Circles"}}))[2:] == ["Circles", "Drawn by *hand*"]
    assert body(book({**talk, "subtitle": talk["title"]}))[2:] == ["Circles"]


@pytest.mark.parametrize("kind", ["workshop", "keynote", "talk"])
def test_a_role_is_printed_only_if_another_one_than_speaker_is_there(book, kind):
    talk = {"id": "a", "kind": kind, "slot": MORNING, "people": ["euler"]}
    chaired = {**talk, "people": [{"participant": "hypatia", "role": "chair"}, "euler"]}

    assert "Speaker" not in body(book(talk))
    assert {"Chair", "Speaker"} <= set(body(book(chaired)))


def test_a_title_and_a_speaker_are_not_alone_at_the_foot_of_a_page(book):
    """Seen: a title and a person of two lines at the foot of a page, the abstract on the next."""
    euler = {
        **EULER,
        "affiliations": [
            {"position": {"en": "Professor of all that can be reckoned, with and without proofs"}}
        ],
    }
    text = "The circle is not squared. " * 30 + "It is."
    for lines in range(14, 24):
        talks = [
            {"id": "a", "slot": MORNING, "abstract": {"en": "One.  \n" * lines + "Two."}},
            {"id": "b", "slot": MORNING, "people": ["euler"], "abstract": {"en": text}},
        ]
        for page in book(*talks, participants=[euler]).pages[1:]:
            shown = [mark.line.text for mark in words_of(page)]
            assert "b" not in shown or any(line.startswith("The circle") for line in shown)


def test_a_list_at_the_beginning_of_an_abstract_has_the_space_of_a_paragraph_above_it(book):
    for text in ("One\n\nTwo", "- One\n- Two"):
        printed = book({"id": "a", "slot": MORNING, "people": ["euler"], "abstract": {"en": text}})
        words = {mark.line.text: mark.y for mark in words_of(printed.pages[1])}
        gap = words["One"] - next(y for text, y in words.items() if text.startswith("Leonhard"))
        assert gap == pytest.approx(1.5 * PAGE_FORMATS["a5"].leading)


def test_a_name_that_runs_the_other_way_begins_the_line_of_its_position(book):
    """Seen: "Professor of the (Arabic name)," in an English book, the name at its end."""
    scholar = {
        "id": "scholar",
        "name": {"ar": "محمد بن موسى الخوارزمي"},
        "affiliations": [{"position": {"en": "Scholar"}}],
    }
    printed = book({"id": "a", "slot": MORNING, "people": ["scholar"]}, participants=[scholar])

    (line,) = (mark.line for mark in words_of(printed.pages[1]) if "Scholar" in mark.line.text)
    runs = sorted((run.x, run.shaped.text) for run in line.runs if isinstance(run, GlyphRun))
    assert ["Scholar" in text for _, text in runs] == [False] * (len(runs) - 1) + [True]


def test_a_track_that_is_its_own_code_is_printed_once(book):
    track = {"id": "t", "name": {"en": "AI"}, "code": "AI", "colour": "#204080"}
    printed = book({"id": "a", "slot": MORNING, "track": "t"}, tracks=[track])

    assert [mark.line.text for mark in words_of(printed.pages[1]) if "AI" in mark.line.text] == ["AI"]


def test_an_abstract_that_only_repeats_an_address_is_printed_once(book):
    url = "http://www.example.org/talks/circle/"
    talk = {"id": "a", "slot": MORNING, "abstract": {"en": url}, "links": [{"url": url}]}

    assert body(book(talk))[3:] == ["example.org/talks/circle"]
    assert body(book(talk, style=StyleFile(links="none")))[3:] == [url]


def test_titles_link_to_pages_of_the_site_which_has_one_code(fonts: Fonts):
    site = "https://www.example.org/2027"
    of = schedule({"id": "a", "slot": MORNING})
    context = PrintContext.build(of, ("zh", "en"), fonts, PAGE_FORMATS["a5"], site=site)
    page = f"{site}/zh/sessions/a.html"

    assert [targets(page) for page in bound(context, ("practical",)).pages] == [[site, site]]
    cover, day = bound(context, ("cover", "sessions")).pages
    assert targets(cover).count(site) == 2, "a code and a link, because there is no other page for them"
    assert page in targets(day)
    assert site not in targets(bound(context, ("cover", "practical")).pages[0])
    (code,) = (mark for mark in cover.marks if isinstance(mark, QrCode))
    assert 0.4 * mm <= code.module
    assert code.size <= 17 * mm


def test_an_address_too_long_for_a_small_code_is_printed_without(book):
    printed = book(
        {"id": "a", "slot": MORNING, "streams": [{"url": f"https://live.example.org/{'x' * 400}"}]}
    )

    assert not [mark for mark in printed.pages[1].marks if isinstance(mark, QrCode)]
    assert "x" * 400 in "".join(body(printed))


def test_a_block_without_a_time_is_placed_with_its_parts(book):
    printed = book(
        {"id": "block"},
        {"id": "part", "parent": "block", "slot": MORNING},
        {"id": "later", "slot": at("2026-10-24T11:00+02:00", "2026-10-24T12:00+02:00")},
    )

    assert body(printed)[1:] == ["block", "09:00–", "part", "10:00", "11:00–12:00", "later"]


def test_unscheduled_sessions_are_listed_last(book):
    printed = book({"id": "later"}, {"id": "now", "slot": MORNING})

    assert body(printed)[-2:] == ["Not scheduled yet", "later"]
    assert [mark.title for mark in printed.info.bookmarks][-2:] == ["Not scheduled yet", "later"]


def test_a_missing_language_falls_back_to_another(book):
    printed = book(
        {"id": "a", "title": {"en": "Only English"}, "slot": MORNING, "people": ["euler"]}, languages=("zh",)
    )

    assert {"Only English", "Leonhard Euler, Professor", "演讲嘉宾"} <= set(body(printed))


def test_an_organisation_is_named_only_in_requested_languages(book):
    china = {"id": "china", "kind": "delegation", "name": {"en": "Government of China", "zh": "中国政府"}}
    printed = book({"id": "a", "slot": MORNING, "people": ["china"]}, participants=[china], languages=("zh",))

    assert "中国政府" in body(printed)
    assert not any("Government" in line for line in read_lines(printed))


def test_a_role_equal_to_the_title_is_not_repeated(book):
    people = [{"participant": "euler", "role": "opening-remarks"}]
    printed = book({"id": "a", "title": "Opening Remarks", "slot": MORNING, "people": people})

    assert body(printed)[1:4] == ["09:00–10:00", "Opening Remarks", "Leonhard Euler, Professor"]


@pytest.mark.parametrize("limit", [0, 40])
def test_a_book_is_the_same_however_many_sessions_are_set_a_second_time(
    limit: int, fonts: Fonts, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make() -> bytes:
        return programme(
            fixture("congress"), languages=("en", "zh"), sections=("sessions",), fonts=fonts
        ).data

    usual = make()
    monkeypatch.setattr(day_sections, "_KEPT_BLOCKS", limit)
    assert make() == usual


def test_pages_that_are_requested_again_are_the_same(fonts: Fonts) -> None:
    context = PrintContext.build(fixture("congress"), ("en", "zh"), fonts, PAGE_FORMATS["a5"])
    layout = lay_out_book(context, ("sessions",))
    assert as_text(book_of(layout)) == as_text(book_of(layout))
