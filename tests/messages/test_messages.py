"""Messages: English texts that can be had in other languages, with what users typed as it is."""

from __future__ import annotations

import pickle
from datetime import date

import pytest

from eventkit.errors import (
    ChangedMeanwhile,
    EventkitError,
    Fault,
    InvalidValue,
    NoSuchDay,
    Refused,
    Unreadable,
)
from eventkit.messages import Listed, Message, Plural, Term, Verbatim, foreign
from eventkit.schedule import EntityKind


def test_a_message_is_its_english_text() -> None:
    message = Message("There is no store at {name}. Check the name.", name="a.db")
    assert message == "There is no store at a.db. Check the name."
    assert {message} == {str(message)}
    assert type(str(message)) is str


def test_a_message_has_its_text_in_other_languages() -> None:
    message = Message("There is no store at {name}. Check the name.", name="a.db")
    assert message.in_language("zh") == ("a.db 处没有数据库。请检查名称。", "zh")
    assert message.in_language("zh-Hans-CN").language == "zh"
    assert message.in_language("fr") == (message, "en")


def test_what_a_user_typed_is_never_searched() -> None:
    typed = "Check the name. {name} {id}"
    message = Message("There is no store at {name}. Check the name.", name=typed)
    assert message == f"There is no store at {typed}. Check the name."
    assert typed in message.in_language("zh").text


def test_a_sentence_without_facts_is_taken_as_it_is() -> None:
    assert Refused("A brace { is a brace }.").message == "A brace { is a brace }."


def test_facts_are_isolated_in_arabic_and_codes_are_not() -> None:
    sentence = "There is no store at {name}. Check the name."
    assert "\u2068a.db\u2069" in Message(sentence, name="a.db").in_language("ar").text
    assert "\u2068" not in Message(sentence, name=Verbatim("a.db")).in_language("ar").text


def test_a_list_has_the_comma_and_the_word_of_its_language() -> None:
    error = NoSuchDay(date(2027, 5, 3), (date(2027, 5, 4), date(2027, 5, 5)))
    assert str(error) == "No session takes place on 2027-05-03. Use one of 2027-05-04, 2027-05-05."
    assert "2027-05-04、2027-05-05" in error.in_language("zh").text
    joined = Listed(("a", "b", "c"), "or")
    assert str(joined) == "a, b or c"
    assert str(Listed(("a", "b", "c"), limit=2)) == "a, b and 1 more"


def test_one_missing_part_makes_all_of_it_english() -> None:
    error = Unreadable("a.csv", (Fault(foreign("disk full")), Fault(Message("line {number}", number=3))))
    assert error.in_language("zh") == ("a.csv: disk full\na.csv: line 3", "en")


def test_a_plural_has_the_form_of_its_number() -> None:
    cells = Plural("{count} cell", "{count} cells")
    assert Message(cells, count=1) == "1 cell"
    assert Message(cells, count=12_000) == "12,000 cells"


def test_a_member_of_an_enumeration_has_the_word_of_the_language() -> None:
    message = Message("{kind} '{id}'", kind=EntityKind.ROOM, id="room")
    assert message == "room 'room'"
    assert message.in_language("zh").text == "会议室“room”"
    assert Message("{kind} '{id}'", kind=Term("room"), id="room").in_language("zh") == message.in_language(
        "zh"
    )


@pytest.mark.parametrize(
    "error",
    [
        NoSuchDay(date(2027, 5, 4), (date(2027, 5, 5),)),
        ChangedMeanwhile("x", by="Ada", why="late", subject="contact"),
        InvalidValue.of("Not {value}.", "title", value="x"),
        Unreadable("a.csv", (Fault(Message("There is no store at {name}.", name="x"), "title", 3),)),
        Refused("Session '{id}' is not cancelled.", id="a"),
    ],
)
def test_errors_survive_pickling_with_their_messages(error: EventkitError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - written here
    assert str(again) == str(error)
    assert again.in_language("ar") == error.in_language("ar")
    assert vars(again) == vars(error)
