"""The cleaner: texts of files become values of the model, and every repair is logged."""

from __future__ import annotations

import pytest

from effort import lines_run
from eventkit.intake import ImportHints, Markup, RawLink, RawProse
from eventkit.texts import TEXT_LIMIT
from intake.made import findings_of, made, only, person, talk


@pytest.mark.parametrize(
    ("title", "expected", "code"),
    [
        (" Two  blanks ", "Two blanks", "whitespace"),
        ("One\r\nline", "One line", "whitespace"),
        ("FranÃ§ois", "François", "encoding-repaired"),
        ("TomaÅ¾", "Tomaž", "encoding-repaired"),
        ("Itâ€™s", "It’s", "encoding-repaired"),
        ("Caf\ufffd", "Caf\ufffd", "encoding"),
        ("a\x00b\x07", "ab", "cleaned-text"),
        ("zero\u200bwidth", "zerowidth", "cleaned-text"),
        ("\u202eevil\u202c", "evil", "cleaned-text"),
        ("half \ud800", "half \ufffd", "cleaned-text"),
        ("R&amp;D", "R&D", "entities"),
    ],
)
def test_faults_in_a_title_are_corrected_and_reported(title: str, expected: str, code: str) -> None:
    result = made(talk(title))

    assert str(only(result).title) == expected
    assert [finding.code for finding in result.findings] == [code]


def test_marks_of_direction_in_a_title_from_right_to_left_are_imported_as_the_author_wrote_them() -> None:
    result = made(talk("מבוא ל-C++\u200e"), people=[person("\u200fדנה כהן", "dana")])

    assert str(only(result).title) == "מבוא ל-C++\u200e"
    assert result.schedule.participants[0].name[0].full == "דנה כהן"
    assert len(findings_of(result, "cleaned-text")) == 1


@pytest.mark.parametrize(
    "title",
    [
        "CAFÉ…",
        "PÅ…",
        "“OLÉ”",
        "AMANHÃ»",
        "Łódź",
        "東京",
        "שלום",
        "می‌خواهم",
        "👩🏽‍🔬",
        "R&D",
        "a <b> c",
        "undefined",
        "1\u00a0000",
    ],
)
def test_a_valid_title_is_unchanged(title: str) -> None:
    result = made(talk(title))

    assert str(only(result).title) == title
    assert result.findings == ()


def test_decomposed_letters_are_composed() -> None:
    assert str(only(made(talk("Cafe\u0301"))).title) == "Café"


def test_a_text_in_several_languages_is_preserved() -> None:
    title = only(made(talk({"zh_Hant": "開幕", "English": "Opening"}))).title

    assert dict(title) == {"zh-Hant": "開幕", "en": "Opening"}


def test_two_languages_in_one_cell_are_not_split() -> None:
    assert dict(only(made(talk("开幕 / Opening"))).title) == {"en": "开幕 / Opening"}


def test_an_invalid_language_tag_is_reported_and_the_text_imported() -> None:
    result = made(talk({"??": "Opening"}))

    assert dict(only(result).title) == {"en": "Opening"}
    assert findings_of(result, "language")


@pytest.mark.parametrize(
    ("titles", "language"),
    [
        (["Opening", "Closing"], "en"),
        (["开幕式", "AI 与数据"], "zh"),
        (["開幕式與議題", "開發者會議"], "zh-Hant"),
        (["基調講演", "オープニング"], "ja"),
        (["기조 강연"], "ko"),
        (["الجلسة الافتتاحية"], "ar"),
        (["گردهمایی ریاضی‌دانان"], "fa"),
        (["Пленарное заседание"], "ru"),
        (["42"], "en"),
    ],
)
def test_a_missing_language_is_guessed_from_the_script(titles: list[str], language: str) -> None:
    sessions = [talk(title, row=row) for row, title in enumerate(titles, 5)]

    result = made(*sessions, conference={"languages": (), "title": titles[0]})

    assert result.schedule.conference.languages == (language,)
    assert findings_of(result, "guessed-language")


def test_language_hints_override_those_of_the_file() -> None:
    result = made(talk(), hints=ImportHints(languages=("zh", "en")))

    assert result.schedule.conference.languages == ("zh", "en")
    assert dict(only(result).title) == {"zh": "Opening"}


def test_a_conference_without_languages_takes_those_of_its_texts() -> None:
    titles = {"zh": "开幕", "en": "Opening"}

    result = made(talk(titles), conference={"languages": (), "title": titles})

    assert result.schedule.conference.languages == ("zh", "en")


def test_language_names_are_recognised_and_unknown_ones_saved_as_extra() -> None:
    result = made(talk(languages=("English", "中文", "Klingonish?")))

    assert only(result).languages == ("en", "zh")
    assert only(result).extra["languages"] == ("Klingonish?",)
    assert findings_of(result, "language")


def test_html_becomes_markdown_and_removed_active_content_is_reported() -> None:
    html = '<p onclick="x()">One <b>two</b></p><script>x()</script><img src="http://e.example/a.png" alt="a">'

    result = made(talk(abstract=RawProse(html, Markup.HTML)))

    assert str(only(result).abstract) == "One **two**\n\n[a](http://e.example/a.png)"
    (finding,) = findings_of(result, "markup-dropped")
    assert finding.message.startswith("Removed from the text: onclick, script, image.")
    assert finding.place == "talks.csv, row 5, abstract"


def test_plain_text_is_escaped() -> None:
    abstract = only(made(talk(abstract=RawProse("1. a *b*\n<b>", Markup.PLAIN)))).abstract

    assert str(abstract) == "1\\. a \\*b\\*  \n\\<b>"


def test_abstract_and_description_are_joined_unless_one_contains_the_other() -> None:
    def joined(abstract: str, description: str) -> str:
        return str(only(made(talk(abstract=RawProse(abstract), description=RawProse(description)))).abstract)

    assert joined("Short.", "Long.") == "Short.\n\nLong."
    assert joined("Short.", "Short. And long.") == "Short. And long."
    assert joined("Same.", "Same.") == "Same."


PARAGRAPH = "It is long. " * 500


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("x" * TEXT_LIMIT, TEXT_LIMIT),
        ("x" * (TEXT_LIMIT + 1), TEXT_LIMIT),
        ("\n\n".join([PARAGRAPH.strip()] * 4), 3 * len(PARAGRAPH.strip()) + 4),
        ((PARAGRAPH * 4).strip(), len("It is long. ") * 1666 - 1),
        ("长。" * 16_000, TEXT_LIMIT),
    ],
)
def test_a_text_that_is_too_long_is_cut_at_a_paragraph_and_saved_as_a_whole(text: str, length: int) -> None:
    result = made(talk(abstract=RawProse(text, Markup.MARKDOWN)))

    session = only(result)
    assert text.startswith(str(session.abstract))
    assert len(str(session.abstract)) == length
    if len(text) > TEXT_LIMIT:
        assert "".join(session.extra["abstract"]) == text
        (finding,) = result.findings
        assert (finding.code, finding.place) == ("text-too-long", "talks.csv, row 5, abstract")
        assert f"{len(text):,} characters, but the limit is 20,000" in finding.message


def test_a_text_too_long_for_extra_data_is_imported_up_to_the_limit() -> None:
    result = made(talk(abstract=RawProse("x" * 500_000), description=RawProse("y" * 15_000)))

    assert len(str(only(result).abstract)) == TEXT_LIMIT
    assert [finding.code for finding in result.findings] == ["text-too-long", "extra-data-too-large"]


def test_abstract_and_description_that_are_too_long_together_are_cut_once() -> None:
    result = made(talk(abstract=RawProse("x" * 15_000), description=RawProse("y" * 15_000)))

    assert str(only(result).abstract) == "x" * 15_000
    assert "".join(only(result).extra["abstract"]) == "x" * 15_000 + "\n\n" + "y" * 15_000


def test_a_title_that_is_too_long_is_cut_at_a_word_and_saved_as_a_whole() -> None:
    title = "A very long title " * 60

    result = made(talk(title))

    assert str(only(result).title) == ("A very long title " * 27 + "A very long")[:500]
    assert only(result).extra["title"] == title.strip()
    assert [finding.code for finding in findings_of(result, "text-too-long")] == ["text-too-long"]


def test_a_session_without_a_title_is_imported_as_untitled() -> None:
    result = made(talk("One"), talk(None, row=6), talk("Three", row=7))

    assert [str(session.title) for session in result.schedule.sessions] == ["One", "Untitled", "Three"]
    (finding,) = findings_of(result, "no-title")
    assert finding.place == "talks.csv, row 6, title"


@pytest.mark.parametrize("nothing", ["undefined", "None", "null"])
def test_placeholders_for_missing_values_are_dropped_and_reported(nothing: str) -> None:
    result = made(talk(subtitle=nothing, abstract=RawProse(nothing), track=nothing))

    session = only(result)
    assert (session.subtitle, session.abstract, session.track) == (None, None, None)
    assert len(findings_of(result, "placeholder")) == 3


def test_unknown_fields_become_extra_data_and_are_reported_once() -> None:
    result = made(talk("One", extra={"answers": [1]}), talk("Two", extra={"answers": [2]}))

    assert [each.extra["answers"] for each in result.schedule.sessions] == [(1,), (2,)]
    (finding,) = findings_of(result, "extra-data")
    assert "answers" in finding.message
    assert finding.message.endswith("(2 times)")


@pytest.mark.parametrize("value", ["short", "x" * 1_000])
def test_further_unknown_fields_take_no_more_work_than_those_before(value: str) -> None:
    def work(count: int) -> int:
        fields = {f"x-{at}": value for at in range(count)} | {"invalid": [[[[[[[[[[[[[1]]]]]]]]]]]]]}
        return lines_run(lambda: made(talk(extra=fields)))

    work(1)  # words are loaded once
    assert work(600) - work(400) < 1.1 * (work(400) - work(200))


def test_oversized_extra_data_is_dropped_and_reported() -> None:
    deep: list[object] = []
    for _ in range(3000):
        deep = [deep]

    result = made(talk(extra={"deep": deep, "level": 3, "long": ["x" * 15_000] * 10}))

    assert only(result).extra.plain() == {"level": 3}
    assert len(findings_of(result, "extra-data-too-large")) == 2


@pytest.mark.parametrize(
    ("url", "retained", "code"),
    [
        ("https://example.org/a?b=c#d", "https://example.org/a?b=c#d", None),
        ("https://例え.example/é", "https://例え.example/é", None),
        ("www.example.org/x", "https://www.example.org/x", "url"),
        ("https:// example.org/x", "https://example.org/x", "url"),
        ("https://example.org/a b", "https://example.org/a%20b", "url"),
        ("javascript:alert(1)", None, "invalid-url"),
        ("file:///etc/passwd", None, "invalid-url"),
        ("http://", None, "invalid-url"),
    ],
)
def test_only_web_addresses_are_links(url: str, retained: str | None, code: str | None) -> None:
    result = made(talk(links=(RawLink(url, "Slides"),)))

    assert [link.url for link in only(result).links] == ([retained] if retained else [])
    assert [finding.code for finding in result.findings] == ([code] if code else [])


def test_a_stream_is_not_a_link() -> None:
    session = only(
        made(
            talk(
                links=(RawLink("https://example.org/v", stream="recording"), RawLink("https://example.org/s"))
            )
        )
    )

    assert [stream.kind for stream in session.streams] == ["recording"]
    assert [link.url for link in session.links] == ["https://example.org/s"]
