"""What is told before a page is printed: of what is printed, in the languages in which it is printed."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import Any

import pytest

from eventkit.findings import Finding
from eventkit.ledger import Ledger
from eventkit.outputs.badges import badges
from eventkit.outputs.programme import programme
from eventkit.outputs.programme.printed_content import check_empty_page
from eventkit.rules import RuleSettings, check
from eventkit.schedule import Schedule
from eventkit.typesetting import Fonts, Page, PlacedLine, RuleLine, Span, Style, set_line
from eventkit.typesetting.layout.structure_elements import FOOTER, HEADER, heading
from outputs.calendars import MORNING, WRITTEN, schedule
from outputs.printed import fixture


def print_findings(of: Schedule, **more: Any) -> tuple[Finding, ...]:
    return programme(of, ledger=Ledger.first(of, WRITTEN), **more).findings


def codes(of: Schedule, **more: Any) -> Counter[str]:
    return Counter(finding.code for finding in print_findings(of, **more))


def in_english_alone(**more: Any) -> Schedule:
    return schedule(
        {
            "id": "talk",
            "title": {"en": "Talk"},
            "abstract": {"en": "What is known."},
            "slot": MORNING,
            **more,
        }
    )


def test_a_text_in_one_language_is_reported_if_two_are_printed() -> None:
    assert codes(in_english_alone()) == {"one-language": 1, "text-one-language": 1}
    assert codes(in_english_alone(), languages=("en",)) == {}


def test_a_text_missing_the_only_printed_language_is_reported() -> None:
    assert codes(in_english_alone(), languages=("zh",)) == {"one-language": 1, "text-one-language": 1}


def test_texts_omitted_by_a_section_or_an_edition_are_not_reported() -> None:
    of = in_english_alone()
    assert codes(of, sections=("cover", "contents", "grid")) == {"one-language": 1}
    assert codes(of, sections=("cover", "practical")) == {}
    assert codes(of, edition="grid") == {"one-language": 1}


def test_unscheduled_sessions_are_reported_unless_days_are_selected() -> None:
    of = schedule(
        {"id": "now", "title": {"en": "Now"}, "slot": MORNING},
        {"id": "later", "title": {"en": "Later"}},
        languages=["en"],
    )
    assert codes(of, edition="day") == {"unscheduled": 1}
    assert codes(of, edition="day", days=(date(2026, 10, 24),)) == {}
    assert codes(of, sections=("cover", "practical")) == {}


def test_an_untitled_session_and_a_placeholder_name_are_reported() -> None:
    of = schedule(
        {"id": "talk", "title": {"en": "TBA"}, "slot": MORNING, "people": ["x"]},
        participants=[{"id": "x", "name": {"en": {"full": "Delegate 2", "sort": "Delegate 2"}}}],
        languages=["en"],
    )
    assert codes(of) == {"untitled": 1, "unnamed": 1}
    assert codes(of, edition="grid")["unnamed"] == 1


def test_two_spellings_of_a_name_are_reported() -> None:
    of = schedule(
        {
            "id": "talk",
            "title": {"en": "A Talk by EMMY NOETHER"},
            "slot": MORNING,
            "people": ["emmy", "noether"],
        },
        participants=[
            {"id": key, "name": {"en": {"full": full, "sort": "Noether, Emmy"}}}
            for key, full in (("emmy", "Emmy Noether"), ("noether", "NOETHER, Emmy"))
        ],
        languages=["en"],
    )
    assert codes(of) == {"same-name": 1, "name-otherwise": 1, "comma-name": 1}


def test_a_session_within_a_cancelled_one_is_printed_as_cancelled_and_an_error_of_check_alone() -> None:
    of = schedule(
        {"id": "outer", "title": {"en": "Outer"}, "slot": MORNING, "status": "cancelled"},
        {"id": "inner", "title": {"en": "Inner"}, "parent": "outer"},
        languages=["en"],
    )
    assert "part-of-cancelled" not in codes(of)
    (finding,) = [each for each in check(of) if each.code == "part-of-cancelled"]
    assert finding.severity == "error"


def test_printing_applies_the_configured_severities_of_rules() -> None:
    of = in_english_alone()
    assert codes(of, settings=RuleSettings(severities={"one-language": "off"})) == {"text-one-language": 1}
    graver = print_findings(of, settings=RuleSettings(severities={"text-one-language": "error"}))
    assert [each.code for each in graver if each.severity == "error"] == ["text-one-language"]


def test_badges_report_people_without_an_organisation() -> None:
    of = fixture("congress")
    ledger = Ledger.first(of, WRITTEN)
    findings = badges(of, ledger=ledger, languages=("en",)).findings
    assert {each.code for each in findings} == {"no-organisation", "no-code-content"}


STYLE = Style(9)


def page(fonts: Fonts, *texts: str, tags: Any = (), rules: int = 1) -> Page:
    marks: list[Any] = [RuleLine(0, 10, 100, 10, 1, STYLE.colour) for _ in range(rules)]
    marks += [
        PlacedLine(set_line(fonts, Span(text, "en", STYLE)), 10, 30.0 + 12 * at, structure=tags)
        for at, text in enumerate(texts)
    ]
    head = set_line(fonts, Span("Congress", "en", STYLE))
    return Page(
        420,
        595,
        (PlacedLine(head, 10, 8, structure=HEADER), *marks, PlacedLine(head, 10, 590, structure=FOOTER)),
    )


@pytest.mark.parametrize(
    ("texts", "more", "severity"),
    [
        ((), {}, "warning"),
        (("Rooms 40",), {}, "info"),
        (("one", "two", "three"), {}, None),
        (("Posters",), {"tags": (heading(2),)}, None),
        ((), {"rules": 12}, None),
    ],
)
def test_a_nearly_empty_page_is_reported(
    fonts: Fonts, texts: tuple[str, ...], more: dict[str, Any], severity: str | None
) -> None:
    findings = check_empty_page(page(fonts, *texts, **more), "page 3")
    assert [each.severity for each in findings] == ([severity] if severity else [])
    assert all((each.code, each.place) == ("empty-page", "page 3") for each in findings)
