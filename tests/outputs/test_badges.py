"""Badges: one for each person who comes, legible, and with a code that can be read."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pypdfium2
import pytest
import zxingcpp
from hypothesis import given
from hypothesis import strategies as st

from books import check_book
from eventkit.findings import Severity
from eventkit.ledger import Ledger
from eventkit.model import ParticipantKind
from eventkit.outputs.badges import badges
from eventkit.outputs.badges.badge_selection import BadgeSelection
from eventkit.outputs.badges.role_bands import ROLE_BANDS
from eventkit.outputs.badges.schedule_holders import people_appearing
from eventkit.outputs.programme import programme
from eventkit.plugins.exporters import Output, get_exporter
from eventkit.schedule import Schedule
from eventkit.typesetting import A6, Box, Fonts, Page, PlacedLine, QrCode, mm
from outputs.badging import bound, codes_of
from outputs.calendars import MORNING, WRITTEN, schedule
from outputs.printed import (
    FIXTURES,
    as_text,
    compared,
    fixture,
    pages_hold_their_marks,
    pictures,
    read_lines,
    texts,
)
from strategies import schedules

WIDTH, MARGIN, HEAD = A6[0], 9 * mm, 51 * mm

PRINTED = [
    (name, languages)
    for name in ("hongqiao-forum", "congress")
    for languages in (("en", "zh"), ("zh", "en"), ("en",), ("zh",))
]


@cache
def made(name: str, languages: tuple[str, ...]) -> Output:
    of = fixture(name)
    return badges(of, ledger=Ledger.first(of, WRITTEN), languages=languages, codes=codes_of(of))


@pytest.fixture
def badge(fonts: Fonts):
    """Makes the badge of one person in one session."""

    def make(languages: Sequence[str] = ("en",), role: str = "speaker", **person: Any) -> Page:
        of = with_people({"id": "x", "name": "Emmy Noether", **person}, role=role)
        book, _ = bound(of, tuple(languages), fonts)
        return book.pages[0]

    return make


def with_people(*people: Mapping[str, Any], role: str = "speaker", **more: Any) -> Schedule:
    appearing = [{"participant": person["id"], "role": role} for person in people]
    return schedule({"id": "talk", "slot": MORNING, "people": appearing}, participants=people, **more)


def words_of(page: Page) -> Mapping[str, PlacedLine]:
    return {mark.line.text: mark for mark in page.marks if isinstance(mark, PlacedLine)}


def code_of(page: Page) -> QrCode:
    return next(mark for mark in page.marks if isinstance(mark, QrCode))


def test_badges_are_registered_as_an_exporter():
    assert get_exporter("badges") is badges
    assert (badges.suffixes, badges.media_type) == ((".pdf",), "application/pdf")


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_the_fixtures_have_no_findings_except_missing_organisations(name: str, languages: tuple[str, ...]):
    assert {finding.code for finding in made(name, languages).findings} <= {"no-organisation"}


@pytest.mark.parametrize(("name", "languages"), [PRINTED[0], PRINTED[5]])
def test_every_code_can_be_scanned_from_its_rendered_badge(name: str, languages: tuple[str, ...]):
    of = fixture(name)
    expected = [f"{of.conference.id}/{who.id}" for who, _ in people_appearing(of)]

    scanned = [zxingcpp.read_barcodes(picture) for picture in pictures(made(name, languages).data)]

    assert [[code.text for code in codes] for codes in scanned] == [[content] for content in expected]


def test_names_in_every_script_are_searchable():
    of, words = fixture("congress"), set(" ".join(texts(made("congress", ("en", "zh")).data)).split())

    for person, _ in people_appearing(of):
        own = person.name[0]
        assert set((own.badge or own.full).split()) <= words


def test_badges_are_byte_identical_in_every_process():
    printed = [PRINTED[0], PRINTED[4]]
    # Only what is needed is imported: the modules of tests take seconds to load.
    script = f"""
import hashlib
from datetime import datetime
from pathlib import Path
from eventkit.formats import get_importer
from eventkit.ledger import Ledger
from eventkit.outputs.badges import badges

for name, languages in {printed!r}:
    path = Path({str(FIXTURES)!r}) / f"{{name}}.yaml"
    of = get_importer("document").read(path.read_bytes(), path.name).schedule
    ledger = Ledger.first(of, datetime.fromisoformat({WRITTEN.isoformat()!r}))
    codes = {{person.id: f"{{of.conference.id}}/{{person.id}}" for person in of.participants}}
    print(hashlib.sha256(badges(of, ledger=ledger, languages=languages, codes=codes).data).hexdigest())
"""
    again = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        check=True,
        capture_output=True,
        text=True,
    ).stdout

    assert again.split() == [hashlib.sha256(made(*of).data).hexdigest() for of in printed]


@pytest.mark.parametrize("languages", [("en", "zh"), ("zh",)])
def test_badge_pages_match_the_golden_files(
    fonts: Fonts, languages: tuple[str, ...], pytestconfig: pytest.Config
):
    book, _ = bound(fixture("hongqiao-forum"), languages, fonts)

    name = f"hongqiao-forum.{'-'.join(languages)}.badges.txt"
    compared(as_text(book), name, anew=pytestconfig.getoption("--golden"))


def test_only_attending_people_get_a_badge_and_each_gets_one():
    people = [
        {"id": "b", "name": "Bhāskara"},
        {"id": "a", "name": "Aryabhata"},
        {"id": "team", "kind": "team", "name": "Bourbaki"},
        {"id": "absent", "name": "Absent"},
        {"id": "ill", "name": "Ill"},
    ]
    appearing = ["b", "a", "team", {"participant": "ill", "status": "cancelled"}]
    of = schedule({"id": "talk", "people": appearing}, participants=people)

    assert [person.id for person, _ in people_appearing(of)] == ["a", "b"]


def test_a_schedule_without_people_gives_an_error_and_one_page():
    of = schedule()

    made = badges(of, ledger=Ledger.first(of, WRITTEN))

    assert [(finding.code, finding.severity) for finding in made.findings] == [("no-badges", Severity.ERROR)]
    assert len(pypdfium2.PdfDocument(made.data)) == 1


def test_the_document_has_a_title_and_page_numbers():
    document = pypdfium2.PdfDocument(made("hongqiao-forum", ("en", "zh")).data)

    assert (
        document.get_metadata_dict()["Title"]
        == "Hongqiao International Economic Forum: Parallel Session: Badges"
    )
    assert document.get_page_label(8) == "9"
    assert tuple(round(length / 72 * 25.4) for length in document[0].get_size()) == (105, 148)


def test_the_name_is_printed_in_the_requested_language_above_the_original(badge):
    name = {"ar": {"full": "محمد بن موسى الخوارزمي", "badge": "الخوارزمي"}, "en": "al-Khwarizmi"}

    page = badge(name=name)

    words = words_of(page)
    assert words["al-Khwarizmi"].line.size > words["الخوارزمي"].line.size >= 15
    assert words["al-Khwarizmi"].y < words["الخوارزمي"].y
    assert words["al-Khwarizmi"].x == words["الخوارزمي"].x == MARGIN


@pytest.mark.parametrize("languages", [("en", "ar"), ("ar", "en")])
def test_names_in_opposite_directions_begin_at_the_edge_of_the_badge(badge, languages: tuple[str, ...]):
    page = badge(languages, name={"en": "al-Khwarizmi", "ar": "الخوارزمي"})

    for words in (words_of(page)["al-Khwarizmi"], words_of(page)["الخوارزمي"]):
        edge = words.x if languages[0] == "en" else WIDTH - words.x - words.line.width
        assert edge == pytest.approx(MARGIN)


def test_a_badge_in_arabic_is_mirrored(badge):
    page = badge(("ar",), name={"en": "Emmy", "ar": "إيمي"})

    words = words_of(page)
    assert words["إيمي"].x + words["إيمي"].line.width == pytest.approx(WIDTH - MARGIN)
    assert code_of(page).x < WIDTH / 2


def test_given_and_family_names_are_on_separate_lines_if_one_line_would_be_small(badge):
    page = badge(name={"en": {"full": "Maria Gaetana Agnesi", "given": "Maria Gaetana", "family": "Agnesi"}})

    assert [line for line in read_lines(page) if line in {"Maria Gaetana", "Agnesi"}] == [
        "Maria Gaetana",
        "Agnesi",
    ]


def test_a_badge_name_is_printed_instead_of_the_full_name(badge):
    page = badge(name={"en": {"full": "Hypatia of Alexandria", "badge": "Hypatia"}})

    assert "Hypatia" in read_lines(page)
    assert not any("Alexandria" in line for line in read_lines(page))


def test_the_position_is_in_the_first_language_and_the_role_in_both(badge):
    position = {"en": "Professor", "zh": "教授"}

    page = badge(("en", "zh"), affiliations=[{"position": position}])

    assert read_lines(page)[-3:] == ["Professor", "Speaker", "演讲嘉宾"]


def test_the_band_shows_the_role_of_highest_precedence(fonts: Fonts):
    of = schedule(
        {"id": "talk", "people": [{"participant": "x", "role": "panellist"}]},
        {"id": "opening", "people": [{"participant": "x", "role": "opening-remarks"}]},
        participants=[{"id": "x", "name": "Emmy"}],
    )

    book, _ = bound(of, ("en",), fonts)

    assert read_lines(book.pages[0])[-1] == "Opening speaker"


def test_every_role_has_a_band(badge):
    for role, band in ROLE_BANDS.items():
        page = badge(role=role.value)
        assert any(isinstance(mark, Box) and mark.fill == band.fill for mark in page.marks)


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_nothing_overlaps_the_code_or_its_quiet_zone(name: str, languages: tuple[str, ...], fonts: Fonts):
    book, _ = bound(fixture(name), languages, fonts)

    for page in book.pages:
        code = code_of(page)
        for mark in page.marks:
            if isinstance(mark, PlacedLine):
                ink = mark.ink
                beside = ink.right <= code.x or ink.x >= code.x + code.size
                assert beside or ink.bottom <= code.y or ink.y >= code.y + code.size
            elif isinstance(mark, Box):
                assert mark.y + mark.height <= code.y or mark.y >= code.y + code.size


LONG = ("Maria Aurelia Constantina " * 8)[:200].strip()


@pytest.mark.parametrize("name", [LONG, "W" * 200, "ÄÖÜ" * 66, "長" * 200, "อ่างเก็บน้ำ" * 15])
def test_a_name_of_two_hundred_letters_is_printed_in_full_and_reported(name: str, fonts: Fonts):
    book, findings = bound(with_people({"id": "x", "name": name}), ("en",), fonts)

    printed = "".join(read_lines(book.pages[0])).replace(" ", "").replace("\u00ad", "")
    assert name.replace(" ", "") in printed
    assert check_book(book) == ()
    assert [(finding.code, finding.about) for finding in findings] == [("small-name", ("x",))]
    assert "Add a shorter badge name" in findings[0].message


def test_positions_that_do_not_fit_are_omitted_and_reported(fonts: Fonts):
    position = {"en": "Member of the board of a body with a name that goes on and on " * 7 + "and on"}
    person = {
        "id": "x",
        "name": "Emmy",
        "affiliations": [{"position": position}]
        + [{"position": {"en": f"{position['en']} {n}"}} for n in range(9)],
    }

    book, findings = bound(with_people(person), ("en",), fonts)

    assert [(finding.code, finding.about) for finding in findings] == [("positions-too-long", ("x",))]
    assert check_book(book) == ()
    assert pages_hold_their_marks(book)


def test_a_title_too_long_for_its_band_is_truncated_and_reported(fonts: Fonts):
    title = ("A title that is longer than any band " * 14)[:499].strip()

    book, findings = bound(
        with_people({"id": "x", "name": "Emmy"}, title={"en": title, "zh": "长" * 499}), ("en", "zh"), fonts
    )

    assert {finding.code for finding in findings} == {"title-too-long"}
    band = [mark for mark in book.pages[0].marks if isinstance(mark, PlacedLine) and mark.y < HEAD]
    assert len(band) == 4
    assert all(mark.ink.bottom < HEAD for mark in band)


def test_a_phrase_in_an_undetermined_language_is_below_the_one_in_the_first_language(fonts: Fonts):
    book, findings = bound(with_people({"id": "x", "name": "Emmy"}), ("ko", "und"), fonts)

    assert findings == ()
    assert {"연사", "Speaker"} <= words_of(book.pages[0]).keys()


@given(schedules(), st.lists(st.sampled_from(["en", "zh", "ar", "th"]), unique=True, max_size=3))
def test_any_schedule_gives_each_person_a_badge_without_overlaps(
    fonts: Fonts, of: Schedule, languages: list[str]
):
    asked = tuple(languages) or of.conference.languages

    book, findings = bound(of, asked, fonts)

    expected = {person.id for person, _ in people_appearing(of)}
    wearing = {
        about
        for page in book.pages
        for mark in page.marks
        if isinstance(mark, PlacedLine)
        for about in mark.subjects
    }
    assert wearing == expected
    assert expected <= {each.id for each in of.participants if each.kind is ParticipantKind.PERSON}
    assert len(book.pages) == max(1, len(expected))
    assert {finding.code for finding in findings} <= {
        "no-badges",
        "small-name",
        "same-badge",
        "missing-glyph",
    }
    assert {finding.code for finding in check_book(book)} <= {"missing-glyph"}
    assert pages_hold_their_marks(book)


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", set()), ("ja", {"language-without-texts"}), ("it", {"language-without-texts", "no-wording"})],
)
def test_a_language_that_the_conference_has_no_texts_in_is_reported_in_print(
    language: str, expected: set[str]
) -> None:
    of = fixture("hongqiao-forum")
    for output in (
        badges(of, languages=(language,), only=BadgeSelection(people=frozenset({"lin-yifu"}))),
        programme(of, languages=(language,), edition="day"),
    ):
        about_languages = [found for found in output.findings if found.about == (language,)]
        assert {found.code for found in about_languages} == expected
