"""A workbook loses nothing of a schedule, whatever is in it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from eventkit import model
from eventkit.formats import detect_format, get_format
from eventkit.formats.document import document
from eventkit.formats.spreadsheet.workbook import spreadsheet
from eventkit.formats.spreadsheet.workbook.cell_codecs import codec_of
from eventkit.formats.spreadsheet.workbook.xlsx_writer import split_long_text
from eventkit.intake import SourceFile
from eventkit.model.specs import shape_of
from eventkit.schedule import Schedule
from eventkit.texts import TEXT_LIMIT, Text
from formats.documents import schedule, sessions
from formats.workbooks import sheets_of
from strategies import schedules

FIXTURES = Path(__file__).parents[2] / "fixtures"
ROCKETS = "\U0001f680" * TEXT_LIMIT


def reread(drawn: Schedule) -> Schedule:
    """A schedule written to a workbook and read back from it, with nothing to tell."""
    reading = spreadsheet.read(spreadsheet.export(drawn).data, "drawn.xlsx")
    assert reading.findings == ()
    assert reading.source is None
    return reading.schedule


@given(schedules())
def test_any_schedule_survives_a_round_trip(drawn: Schedule) -> None:
    assert reread(drawn) == drawn


def test_a_type_without_cells_is_no_text() -> None:
    with pytest.raises(KeyError, match="OBJECT"):
        codec_of(shape_of(model.Conference, "venue"))


@pytest.mark.parametrize("name", ["congress", "hongqiao-forum"])
def test_the_example_conferences_survive_a_round_trip(name: str) -> None:
    by_hand = schedule((FIXTURES / f"{name}.yaml").read_bytes())
    assert reread(by_hand) == by_hand
    assert spreadsheet.export(by_hand).losses == ()


def test_the_export_is_reproducible() -> None:
    once, again = (schedule((FIXTURES / "congress.yaml").read_bytes()) for _ in range(2))
    assert spreadsheet.export(once).data == spreadsheet.export(again).data


def test_the_format_is_found_by_its_name_and_by_its_content() -> None:
    assert get_format("spreadsheet") is spreadsheet
    data = spreadsheet.export(schedule(sessions("- {id: a, title: A}"))).data
    assert detect_format(SourceFile(data, "whatever it is called")) == ("spreadsheet", spreadsheet)
    assert not document.recognises(SourceFile(data, "forum.xlsx"))


def test_texts_longer_than_a_cell_continue_in_the_next_column() -> None:
    """A cell of Excel is limited to 32,767 UTF-16 code units, and a rocket emoji takes two of them."""
    drawn = schedule(sessions("- {id: a, title: A, abstract: A}\n- {id: b, title: B}"))
    first, second = drawn.sessions
    extra = model.Extra({f"note {turn}": " x" * 9_000 for turn in range(5)})
    first = first.model_copy(update={"abstract": Text({"en": ROCKETS}), "extra": extra})
    long = Schedule.model_validate(drawn.model_copy(update={"sessions": (first, second)}).model_dump())
    assert reread(long) == long


def test_text_chunks_fit_into_cells_and_join_to_the_text() -> None:
    cut = list(split_long_text(ROCKETS))
    assert "".join(cut) == ROCKETS
    assert [len(piece.encode("utf-16-le")) // 2 for piece in cut] == [32_766, 7_234]


@given(
    st.lists(st.sampled_from(["_", "x0041", "x005F", "_x000A_", "a", "=", "'", "\n"]), min_size=1).map(
        "".join
    )
)
@example("_x0041_x0041_x0041_")
def test_texts_that_look_like_escapes_or_formulas_survive_a_round_trip(text: str) -> None:
    """XLSX escapes control characters as ``_x000A_``: literal text like that, or ``=1+1``, is plain text."""
    drawn = schedule(sessions("- {id: a, title: A}"))
    extra = model.Extra({"said": text})
    (only,) = drawn.sessions
    changed = drawn.model_copy(update={"sessions": (only.model_copy(update={"extra": extra}),)})
    assert reread(changed) == changed


def test_every_minute_of_a_day_survives_a_round_trip() -> None:
    """Spreadsheets store a time as a fraction of a day."""
    begin = datetime(2026, 5, 3, 22, tzinfo=UTC)
    drawn = schedule(sessions("- {id: a, title: A, start: 2026-10-24 09:00, minutes: 5}"))
    (only,) = drawn.sessions
    many = tuple(
        model.Session.model_validate(
            {
                **only.model_dump(),
                "id": f"a{minute}",
                "uid": f"00000000-0000-4000-8000-{minute:012}",
                "slot": {"period": {"start": at, "end": at + timedelta(minutes=1)}},
            }
        )
        for minute in range(1440)
        for at in [begin + timedelta(minutes=minute)]
    )
    packed = Schedule.model_validate({**drawn.model_dump(), "sessions": many})
    assert reread(packed) == packed


def test_ambiguous_local_times_survive_a_round_trip() -> None:
    text = sessions("""\
        - {id: first, title: A, start: 2026-10-25 02:30+02:00, end: 02:50+02:00}
        - {id: second, title: B, start: 2026-10-25 02:30+01:00, end: 02:50+01:00}
        - {id: across, title: C, start: 2026-10-25 02:50+02:00, end: 02:10+01:00}
    """)
    drawn = schedule(text)
    assert reread(drawn) == drawn


def test_labelled_links_are_readable_and_survive_a_round_trip() -> None:
    text = sessions("""\
        - id: a
          title: A
          links:
            - https://example.org/bare
            - {url: https://example.org/one, label: "Slides [zh] and more"}
            - {url: https://example.org/two, label: {zh: 幻灯片, en: Slides}}
            - {url: https://example.org/odd, label: "[en] Slides"}
            - {url: https://example.org/odder, label: {en: "a [zh] b", zh: c}}
    """)
    drawn = schedule(text)
    assert reread(drawn) == drawn
    head, row = sheets_of(spreadsheet.export(drawn).data)["Sessions"]
    assert row[head.index("Links")].splitlines() == [
        "https://example.org/bare",
        "https://example.org/one Slides [zh] and more",
        "https://example.org/two [zh] 幻灯片 [en] Slides",
        '{"url": "https://example.org/odd", "label": "[en] Slides"}',
        '{"url": "https://example.org/odder", "label": {"en": "a [zh] b", "zh": "c"}}',
    ]
