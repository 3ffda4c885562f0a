"""The level of a session, from the files of others to what attendees see."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from eventkit.differences import difference
from eventkit.formats import get_importer
from eventkit.formats.open_event import open_event_format
from eventkit.formats.sessionize import sessionize_format
from eventkit.intake import ImportResult
from eventkit.ledger import Ledger
from eventkit.model import Level
from eventkit.outputs.agenda import agenda
from eventkit.outputs.programme.print_context import PrintContext
from eventkit.outputs.programme.theme import PAGE_FORMATS
from eventkit.plugins.exporters import Context, Output, get_exporter
from eventkit.schedule import Schedule
from eventkit.typesetting import Fonts
from eventkit.wording import LANGUAGES, Wording
from eventkit.wording.change_texts import change_sentence
from formats.documents import schedule, sessions
from formats.foreign import read
from formats.frab_files import event, objects, v1, xml
from formats.tables import reading
from formats.test_frab_pretalx import EVENT, TALK
from formats.test_open_event import SESSION, files
from formats.test_sessionize import session as sessionize_session
from formats.test_sessionize import whole
from outputs.printed import body, bound

TEXT = "- {id: talk, title: Talk, level: advanced, start: 2026-10-24 10:00, minutes: 30, rooms: [hall]}"


def levels(result: ImportResult) -> list[Level]:
    return [each.level for each in result.schedule.sessions]


def with_level() -> Schedule:
    return schedule(sessions(TEXT))


def export(form: str) -> Output:
    output = get_exporter(form).export(with_level(), Context())
    assert isinstance(output, Output)
    return output


@pytest.mark.parametrize(
    ("question", "answer", "level"),
    [
        ("Level", "Expert", Level.ADVANCED),
        ("Experience level of the audience", "beginners", Level.BEGINNER),
        ("Schwierigkeit / Niveau", "Einsteiger", Level.BEGINNER),
        ("难度", "进阶", Level.INTERMEDIATE),
        ("Level", "All levels", Level.ALL),
        ("Level", "7", Level.ALL),
        ("Levelling", "Expert", Level.ALL),
    ],
)
def test_an_answer_to_a_question_of_pretalx_is_a_level_where_both_are_known(
    question: str, answer: str, level: Level
) -> None:
    talk = {**TALK, "track": None, "answers": [{"question": question, "answer": answer}]}
    assert levels(objects({"event": EVENT, "submissions": [talk]})) == [level]


def test_an_unknown_level_remains_extra_data() -> None:
    answers = [{"question": "Level", "answer": "7"}]
    talk = {**TALK, "track": None, "answers": answers}
    (only,) = objects({"event": EVENT, "submissions": [talk]}).schedule.sessions
    assert dict(only.extra["answers"]) == {"Level": "7"}


def test_a_category_of_sessionize_a_member_of_json_an_element_of_xml_and_a_column_are_levels() -> None:
    category = {"id": 1, "title": "Level", "items": [{"id": 10, "name": "Introductory and overview"}]}
    data = whole(sessionize_session(categoryItems=[10]), categories=[category])
    assert levels(read(sessionize_format, data)) == [Level.BEGINNER]
    assert levels(v1({"title": "A", "level": "intermediate"})) == [Level.INTERMEDIATE]
    assert levels(xml(event("<level>advanced</level>"))) == [Level.ADVANCED]
    assert levels(read(open_event_format, files(sessions=[{**SESSION, "level": "Intermediate"}]))) == [
        Level.INTERMEDIATE
    ]
    table = "Title,Date,Start,End,Level\nA,2026-10-24,09:00,10:00,Advanced\n"
    assert levels(reading(table)) == [Level.ADVANCED]


@pytest.mark.parametrize("form", ["document", "spreadsheet", "schedule2"])
def test_lossless_formats_preserve_the_level(form: str) -> None:
    assert levels(get_importer(form).read(export(form).data, "file")) == [Level.ADVANCED]


def test_csv_has_a_level_column_and_schedule_xml_reports_the_loss() -> None:
    listed = export("csv").data
    assert b",Level," in listed
    assert levels(reading(listed)) == [Level.ADVANCED]
    messages = [finding.message for finding in export("schedule-xml").losses]
    assert "schedule.xml cannot store the level. Lost for 1 session: 'Talk'." in messages


@pytest.mark.parametrize("language", LANGUAGES)
def test_calendars_show_the_level_in_every_language_unless_it_is_for_everyone(language: str) -> None:
    wording = Wording.of(language)
    line = wording.pair(wording.field("level"), wording.label(Level.ADVANCED))
    ledger = Ledger.first(with_level(), datetime(2026, 1, 1, tzinfo=UTC))
    written = agenda(with_level(), ledger=ledger, languages=(language,)).data
    assert line.encode() in written.replace(b"\r\n ", b"")
    for_all = schedule(sessions(TEXT.replace("level: advanced, ", "")))
    plain = agenda(for_all, ledger=ledger, languages=(language,)).data
    assert wording.field("level").encode() not in plain.replace(b"\r\n ", b"")


def test_a_changed_level_is_a_change_for_attendees() -> None:
    before = schedule(sessions(TEXT.replace("advanced", "beginner")))
    (change,) = difference(before, with_level())
    sentence = change_sentence(change, before, with_level(), Wording.of("en"))
    assert sentence == "“Talk”: Level: Beginner → Advanced."


def test_the_programme_prints_it_in_the_languages_of_its_readers() -> None:
    context = PrintContext.build(with_level(), ("en", "zh"), Fonts.discover(), PAGE_FORMATS["a5"])
    printed = "\n".join(body(bound(context, ("cover", "sessions"))))
    assert "Level: Advanced" in printed
    assert "难度：高级" in printed
