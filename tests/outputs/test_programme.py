"""The programme as a PDF: its index, bookmarks and links are right, and it is always the same."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import date

import pypdfium2
import pytest

from eventkit.errors import EventkitError
from eventkit.ledger import Ledger
from eventkit.outputs.programme import programme
from eventkit.plugins.exporters import Output, get_exporter
from eventkit.typesetting import LinkArea
from eventkit.wording.name_lines import name_forms
from outputs.calendars import WRITTEN, schedule
from outputs.printed import FIXTURES, as_text, compared, fixture, fixture_book, fixture_programme, texts
from typesetting.reading import language_of

PRINTED = [
    ("hongqiao-forum", ("en", "zh")),
    ("hongqiao-forum", ("zh",)),
    ("congress", ("en", "zh")),
    ("congress", ("zh", "en")),
    ("congress", ("en",)),
]


def made(name: str, languages: tuple[str, ...], paper: str | None = None) -> Output:
    return fixture_programme(name, languages, "book", paper)


def test_it_is_registered_as_an_exporter():
    assert get_exporter("programme") is programme
    assert (programme.suffixes, programme.media_type) == ((".pdf",), "application/pdf")


@pytest.mark.parametrize(
    ("name", "languages", "paper"),
    [
        *((name, languages, None) for name, languages in PRINTED),
        ("hongqiao-forum", ("en", "zh"), "letter"),
        ("hongqiao-forum", ("zh",), "a4"),
        ("congress", ("en", "zh"), "a4"),
    ],
)
def test_the_fixtures_have_only_findings_about_missing_data(
    name: str, languages: tuple[str, ...], paper: str | None
):
    codes = {finding.code for finding in made(name, languages, paper).findings}

    assert codes <= {"no-organisation", "text-one-language", "no-back-cover"}


@pytest.mark.parametrize(("paper", "size"), [("a5", (420, 595)), ("a4", (595, 842)), ("letter", (612, 792))])
def test_pages_have_the_requested_size(paper: str, size: tuple[int, int]):
    for page in pypdfium2.PdfDocument(made("hongqiao-forum", ("en",), paper).data):
        assert tuple(map(round, page.get_size())) == size


def test_an_unknown_paper_size_is_rejected():
    of = schedule()

    with pytest.raises(EventkitError, match=r"not printed on 'b5'\. Use one of a4, a5, letter"):
        programme(of, ledger=Ledger.first(of, WRITTEN), paper="b5")


def test_languages_default_to_those_of_the_conference():
    of = fixture("hongqiao-forum")

    assert programme(of, ledger=Ledger.first(of, WRITTEN)).data == made("hongqiao-forum", ("en", "zh")).data


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_every_name_in_a_session_links_to_its_index_entry(name: str, languages: tuple[str, ...]):
    of, book = fixture(name), fixture_book(name, languages)
    targets = [mark.target for page in book.pages for mark in page.marks if isinstance(mark, LinkArea)]

    for participant in of.participants:
        attended = sum(1 for _, each in of.appearances(participant.id) if each.comes)
        assert targets.count(f"#person-{participant.id}") >= attended


@pytest.mark.parametrize(("name", "languages"), PRINTED)
def test_bookmarks_point_to_the_pages_of_days_and_sessions(name: str, languages: tuple[str, ...]):
    of, data = fixture(name), made(name, languages).data
    pages = texts(data)
    bookmarks = list(pypdfium2.PdfDocument(data).get_toc())

    assert len(bookmarks) >= 1 + len(of.days) + len(of.sessions)
    for bookmark in bookmarks:
        assert bookmark.get_title().replace(" ", "") in pages[bookmark.get_dest().get_index()].replace(
            " ", ""
        )


def test_parts_are_bookmarked_below_their_parents():
    bookmarks = {mark.title: mark.level for mark in fixture_book("hongqiao-forum", ("en",)).info.bookmarks}

    assert bookmarks["Saturday, 5 November 2022"] == 0
    assert bookmarks["Parallel Session"] == 1
    assert bookmarks["Panel Discussion"] == 2


def test_viewers_show_the_page_numbers_that_are_printed():
    data = made("congress", ("en", "zh")).data
    document = pypdfium2.PdfDocument(data)

    for at, text in enumerate(pages := texts(data)):
        assert document.get_page_label(at) == str(at + 1)
        assert at in (0, len(pages) - 1) or str(at + 1) in text.split()  # covers have none


def test_the_document_metadata_has_title_language_and_organisers():
    data = made("hongqiao-forum", ("en", "zh")).data
    metadata = pypdfium2.PdfDocument(data).get_metadata_dict()

    assert (
        metadata["Title"]
        == "Hongqiao International Economic Forum: Parallel Session / 虹桥国际经济论坛分论坛"
    )
    assert metadata["Author"].startswith(
        "United Nations Industrial Development Organization, Ministry of Commerce"
    )
    assert language_of(data) == "en"


def test_names_in_every_script_are_searchable():
    """Word by word, as this PDF reader returns the words of Arabic names in visual order."""
    text = " ".join(texts(made("congress", ("en", "zh")).data))
    of, words = fixture("congress"), {word.rstrip(",") for word in text.split()}

    for participant in of.participants:
        for form in name_forms(of, participant, ("en", "zh")) if of.appearances(participant.id) else ():
            assert set(form.full.split()) <= words, form.full


def test_a_programme_in_one_language_has_no_other():
    of, text = fixture("hongqiao-forum"), " ".join(texts(made("hongqiao-forum", ("zh",)).data))

    assert "虹桥国际经济论坛分论坛" in text
    assert of.conference.title["en"] not in text
    assert "Keynote" not in text


def whole_and_part() -> bytes:
    """The book of the forum, and the last day of the congress with its grid, indexes and tracks."""
    of = fixture("congress")
    last_day = programme(
        of, ledger=Ledger.first(of, WRITTEN), languages=("en", "zh"), days=(date(2027, 9, 8),)
    )
    return made("hongqiao-forum", ("en", "zh")).data + last_day.data


def test_the_programme_is_byte_identical_in_every_process():
    script = (
        "import sys; from outputs.test_programme import whole_and_part; "
        "sys.stdout.buffer.write(whole_and_part())"
    )
    again = subprocess.run(  # noqa: S603 - this very interpreter
        [sys.executable, "-c", script],
        env={**os.environ, "PYTHONHASHSEED": "1", "PYTHONPATH": str(FIXTURES.parent / "tests")},
        check=True,
        capture_output=True,
    ).stdout
    assert again == whole_and_part()


@pytest.mark.parametrize(
    ("name", "languages"),
    [("hongqiao-forum", ("en", "zh")), ("hongqiao-forum", ("zh",)), ("congress", ("en", "zh"))],
)
def test_programme_pages_match_the_golden_files(
    name: str, languages: tuple[str, ...], pytestconfig: pytest.Config
):
    text = as_text(fixture_book(name, languages))

    compared(text, f"{name}.{'-'.join(languages)}.programme.txt", anew=pytestconfig.getoption("--golden"))
