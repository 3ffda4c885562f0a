"""Messages: English texts that can be had in other languages, with what users typed as it is."""

from __future__ import annotations

import importlib
import inspect
import pickle
import pkgutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import eventkit
from eventkit.editing import Conflict
from eventkit.errors import EventkitError, Fault, NoSuchDay, Refused, StoreProblem, Unreadable
from eventkit.findings import Finding, Severity
from eventkit.messages import Listed, Message, Plural, Term, Verbatim, foreign
from eventkit.office.badge_print_run import BadgePrintRun
from eventkit.plugins import find_plugins
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


def test_counts_have_their_thousands_apart_and_years_do_not() -> None:
    findings = Message(Plural("1 finding", "{count} findings"), count=1_204)
    assert findings == "1,204 findings"
    assert findings.in_language("zh").text == "1,204 个问题"
    assert Message("It is in {year}.", year=2027) == "It is in 2027."


def test_a_member_of_an_enumeration_has_the_word_of_the_language() -> None:
    message = Message("{kind} '{id}'", kind=EntityKind.ROOM, id="room")
    assert message == "room 'room'"
    assert message.in_language("zh").text == "会议室“room”"
    assert Message("{kind} '{id}'", kind=Term("room"), id="room").in_language("zh") == message.in_language(
        "zh"
    )


FINDING = Finding(Severity.ERROR, "code", ("a",), Message("There is no store at {name}.", name="x"))
SAMPLES: dict[str, Any] = {
    "str": "x",
    "int": 3,
    "bool": True,
    "object": "x",
    "Fact": Message("There is no store at {name}.", name="x"),
    "Any": Message("There is no store at {name}.", name="x"),
    "date": date(2027, 5, 4),
    "datetime": datetime(2027, 5, 4, 9, tzinfo=UTC),
    "StoreProblem": StoreProblem.OTHER,
    "tuple[str, ...]": ("a", "b"),
    "frozenset[str]": frozenset({"a"}),
    "tuple[str, str]": ("session", "a"),
    "tuple[date, ...]": (date(2027, 5, 5),),
    "tuple[Any, ...]": ({"loc": ("title",)},),
    "tuple[Fault, ...]": (Fault(Message("There is no store at {name}.", name="x"), "title", 3),),
    "tuple[Finding, ...]": (FINDING,),
    "tuple[Conflict, ...]": (Conflict(EntityKind.ROOM, "hall", "name", "A", "B", "C"),),
    "Mapping[str, Any]": {"columns": {"A": "title"}},
    "BadgePrintRun": BadgePrintRun((FINDING,), ()),
    "Plugin": find_plugins("eventkit.formats")[0],
}
"""A value for each type of an argument of errors."""


def error_classes(base: type[EventkitError] = EventkitError) -> Iterator[type[EventkitError]]:
    for module in pkgutil.walk_packages(eventkit.__path__, "eventkit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    for cls in base.__subclasses__():
        yield from (cls, *error_classes(cls)) if cls.__subclasses__() else (cls,)


def test_errors_of_every_class_survive_pickling_with_their_facts() -> None:
    for cls in {*error_classes()}:
        parameters = [
            each
            for each in inspect.signature(cls).parameters.values()
            if each.kind is not inspect.Parameter.VAR_KEYWORD
        ]
        values = {each.name: SAMPLES[str(each.annotation).removesuffix(" | None")] for each in parameters}
        args = [values[each.name] for each in parameters if each.kind is not inspect.Parameter.KEYWORD_ONLY]
        more = {each.name: values[each.name] for each in parameters if each.kind is each.KEYWORD_ONLY}
        check_pickle(cls(*args, **more))


def check_pickle(error: EventkitError) -> None:
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - written here
    assert str(again) == str(error)
    assert again.in_language("ar") == error.in_language("ar")
    assert vars(again) == vars(error)
