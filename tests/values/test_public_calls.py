"""Public functions called by programs without types: they do what is obvious, or refuse it in a sentence."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

import eventkit
from eventkit import editing, planning
from eventkit.intake import ImportHints
from eventkit.model import Kind, Role
from eventkit.office.exports import ExportsOffice
from eventkit.office.verdicts import parse_settings
from eventkit.planning.alternatives import find_alternatives, find_repairs
from eventkit.planning.repair.disruptions import Disruption
from eventkit.planning.repair.repair_plan import repair
from eventkit.values.arguments import checked

NOW = datetime(2027, 1, 1, 9, tzinfo=UTC)
INDEX = b'{"output": "signs", "conference": "forum-2027"}'


def forum() -> eventkit.ScheduleBuilder:
    return eventkit.ScheduleBuilder("Forum", start="2027-10-15", zone="Asia/Shanghai", languages=["en"])


def small() -> eventkit.Schedule:
    """A schedule with one of everything."""
    built = forum()
    ada = built.person("Ada Lovelace", position="Analyst", organisation="Society")
    built.session("Opening", at="09:00", minutes=30, room="Hall", people=[ada], track="Tools")
    built.session("Spare", minutes=20)
    built.deadline("Papers", at="2027-03-01")
    return built.schedule()


SMALL = small()


def office(store: eventkit.Store) -> eventkit.Office:
    return eventkit.Office(store, SMALL.conference.id, author="Ada", clock=lambda: NOW)


def refusal(call: Callable[[], object]) -> str:
    """The message with which a call is refused."""
    with pytest.raises(eventkit.EventkitError) as caught:
        call()
    return str(caught.value)


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda: forum().session("Opening", kind="keynoet"),  # type: ignore[arg-type]
            "session 'Opening': kind cannot be 'keynoet'. Did you mean 'keynote'?",
        ),
        (
            lambda: forum().session("Opening", at=9, minutes=30),  # type: ignore[arg-type]
            "session 'Opening': at must be a datetime or text, not 9.",
        ),
        (
            lambda: forum().session("Opening", at="9 Uhr", minutes=30),
            "Session 'Opening': at must be a time such as 2022-11-05 09:00, not '9 Uhr'.",
        ),
        (
            lambda: forum().session("Opening", at="09:00", minutes=-30),
            "Session 'Opening': -30 minutes is not a length. Give 1 to 100,000.",
        ),
        (
            lambda: forum().session("Opening", plenery=True),
            "Session 'opening' has no field 'plenery'. Did you mean 'plenary'?",
        ),
        (
            lambda: forum().session("Opening", start="09:00"),
            "Session 'Opening' has no field 'start'. Did you mean 'at'?",
        ),
        (
            lambda: forum().session(titel="Opening"),  # type: ignore[call-arg]
            "session has no argument 'titel'. Did you mean 'title'?",
        ),
        (
            lambda: editing.edit_session(SMALL, "opening", start="10:00"),
            "A session has no field 'start'. Its time and rooms are its slot, which move_session changes.",
        ),
        (
            lambda: editing.move_session(SMALL, "opening", start="15 October"),
            "Session 'opening': start must be a time such as 2022-11-05 09:00, not '15 October'.",
        ),
        (
            lambda: editing.add_person(SMALL, "spare", "ada-lovelace", role="moderater"),  # type: ignore[arg-type]
            "add_person 'spare': role cannot be 'moderater'. Did you mean 'moderator'?",
        ),
        (
            lambda: eventkit.badges(SMALL, sort="nmae"),  # type: ignore[arg-type]
            "badges: sort cannot be 'nmae'. Did you mean 'name'?",
        ),
        (
            lambda: eventkit.programme(SMALL, languages=["e"]),
            "programme: languages 'e' is not a language tag: use one such as en, zh, zh-Hant or pt-BR.",
        ),
        (
            lambda: eventkit.programme(SMALL, bleed_mm=float("nan")),
            "programme: bleed_mm must be a number, not nan.",
        ),
        (
            lambda: eventkit.check(eventkit.ImportResult(SMALL)),  # type: ignore[arg-type]
            "check: schedule must be a Schedule, not an ImportResult.",
        ),
        (
            lambda: eventkit.site(SMALL, base="example.org"),
            (
                "site: base must be an address that begins with https:// or http:// and contains no space, "
                "not 'example.org'."
            ),
        ),
        (
            lambda: eventkit.agenda(SMALL, days=[date(2027, 6, 1)]),
            "No session takes place on 2027-06-01. Use one of 2027-10-15.",
        ),
        (
            lambda: SMALL.span("opening"),  # type: ignore[arg-type]
            "The session must be a Session, such as schedule.session('opening'), not 'opening'.",
        ),
        (
            lambda: SMALL.rooms_of("opening"),  # type: ignore[arg-type]
            "The session must be a Session, such as schedule.session('opening'), not 'opening'.",
        ),
        (
            lambda: ExportsOffice(SMALL).export(SMALL, "agenda"),  # type: ignore[arg-type]
            "ExportsOffice: office must be a ConferenceOffice, not a Schedule.",
        ),
        (
            lambda: ImportHints(days="2027-05-04"),  # type: ignore[arg-type]
            "ImportHints: days must be a list of 2, not '2027-05-04'.",
        ),
        (
            lambda: eventkit.ScheduleBuilder("Forum", start="2027-03-28", zone="Europe/Vienna").session(
                "Opening", at="2027-03-28 02:30", minutes=30
            ),
            (
                "Session 'Opening': at: 2027-03-28 02:30 does not exist in Europe/Vienna: "
                "the clocks are put forward over it."
            ),
        ),
        (
            lambda: eventkit.ScheduleBuilder("", start="2027-10-15", zone="Asia/Shanghai"),
            "Conference '2027': title is empty: fill it in.",
        ),
        (
            lambda: editing.edit_conference(SMALL, subtitle=""),
            "Conference 'forum-2027': subtitle is empty: fill it in, or leave it out.",
        ),
        (
            lambda: eventkit.Text({"e": "Opening"}),
            "Text: 'e' is not a language tag: use one such as en, zh, zh-Hant or pt-BR.",
        ),
        (lambda: eventkit.Text({"en": 3, "zh": "开幕"}), "Text: en must be text."),  # type: ignore[dict-item]
        (lambda: eventkit.Text(""), "Text: is empty: leave it out instead."),
    ],
)
def test_a_wrong_argument_is_refused_with_its_name_its_value_and_the_nearest_word(
    call: Callable[[], object], expected: str
) -> None:
    assert refusal(call) == expected


def test_a_lone_string_for_a_list_is_one_item() -> None:
    built = eventkit.ScheduleBuilder("Forum", start="2027-10-15", zone="Asia/Shanghai", languages="en")
    zoe = built.person("Zoe")
    sessions = [built.session("Talk", people=people) for people in ("Zoe", zoe)]  # type: ignore[arg-type]
    assert [[appearance.participant for appearance in each.people] for each in sessions] == [["zoe"]] * 2
    assert built.schedule().conference.languages == ("en",)

    moved = editing.move_session(SMALL, "spare", start="2027-10-15 11:00", rooms="hall")
    assert moved.rooms_of(moved.session("spare")) == ("hall",)
    one = eventkit.agenda(SMALL, rooms="hall", languages="en", days="2027-10-15").data  # type: ignore[arg-type]
    assert one == eventkit.agenda(SMALL, rooms=["hall"], languages=["en"], days=[date(2027, 10, 15)]).data
    assert eventkit.Context(languages="en").languages == ("en",)  # type: ignore[arg-type]


def test_days_of_hints_are_dates_or_their_texts() -> None:
    days = (date(2027, 5, 4), date(2027, 5, 6))
    for written in (days, ["2027-05-04", "2027-05-06"]):
        assert ImportHints(days=written).days == days  # type: ignore[arg-type]


def test_calendars_are_published_in_a_folder_named_by_its_path(tmp_path: Path) -> None:
    with eventkit.Store.open(tmp_path / "forum.db") as store:
        office(store).create(SMALL)
        office(store).exports.publish_calendars(office(store).snapshot(), str(tmp_path / "calendars"))  # type: ignore[arg-type]
    assert [*(tmp_path / "calendars").rglob("all*.ics")]


def test_times_are_read_by_the_clock_of_the_conference() -> None:
    expected = datetime(2027, 10, 15, 2, tzinfo=UTC)
    for start in ("2027-10-15 10:00", "10:00", datetime(2027, 10, 15, 10), expected):  # noqa: DTZ001 - by its clock
        moved = editing.move_session(SMALL, "opening", start=start).session("opening")
        assert moved.slot is not None
        assert moved.slot.period.start == expected


@pytest.mark.parametrize(
    ("call", "expected"),
    [
        (
            lambda: planning.Goals(favour="audiense"),  # type: ignore[arg-type]
            "Goals: favour cannot be 'audiense'. Did you mean 'audience'?",
        ),
        (lambda: planning.Goals(grid=0), "Goals: grid must be at least 1, not 0."),
        (lambda: planning.plan(SMALL, moves=-1), "plan: moves must be at least 0, not -1."),
        (lambda: planning.plan(SMALL, seeds=0), "plan: seeds must be at least 1, not 0."),
        (
            lambda: planning.plan(SMALL, goals={"grid": 5}),  # type: ignore[arg-type]
            "plan: goals must be a Goals, not a dict.",
        ),
        (
            lambda: repair(SMALL, disruption={"absent": ["ada-lovelace"]}),  # type: ignore[arg-type]
            "repair: disruption must be a Disruption, not a dict.",
        ),
        (
            lambda: Disruption(late={"opening": "an hour"}),  # type: ignore[dict-item]
            "Disruption: late must be a whole number, not 'an hour'.",
        ),
    ],
)
def test_arguments_of_the_planner_are_checked(call: Callable[[], object], expected: str) -> None:
    assert refusal(call) == expected


def test_the_planner_takes_a_lone_session_a_word_and_the_text_of_a_day() -> None:
    goals = planning.Goals(favour="speakers", days="2027-10-15")  # type: ignore[arg-type]
    assert goals == planning.Goals(favour=planning.Group.SPEAKERS, days=(date(2027, 10, 15),))
    plan = planning.plan(SMALL, only="spare", goals=goals, moves=10)  # type: ignore[arg-type]
    assert [each.session for each in (*plan.moves, *plan.left_out)] == ["spare"]


def test_words_are_members_of_their_enumerations() -> None:
    added = editing.add_person(SMALL, "spare", "ada-lovelace", role="moderator").session("spare")
    assert added.people[0].role is Role.MODERATOR
    assert forum().session("Talk", kind="panel").kind is Kind.PANEL
    assert editing.usual_length(SMALL, "talk") == 20
    assert editing.find(SMALL, "session", "openi") == "opening"  # type: ignore[arg-type]


def test_a_store_is_opened_by_its_path_and_changed_by_somebody_at_a_time(tmp_path: Path) -> None:
    with eventkit.Store.open(tmp_path / "forum.db") as store:
        assert "needs an author" in refusal(
            lambda: eventkit.Office(store, "forum-2027", author=" ", clock=lambda: NOW).create(SMALL)
        )
        naive = eventkit.Office(store, "forum-2027", author="Ada", clock=lambda: datetime(2027, 1, 1))  # noqa: DTZ001
        assert "must be aware" in refusal(lambda: naive.create(SMALL))
        assert store.conferences() == ()


def test_unknown_fields_of_contacts_and_rule_settings_are_refused_with_the_nearest_one(
    tmp_path: Path,
) -> None:
    with eventkit.Store.open(tmp_path / "forum.db") as store:
        by = office(store)
        by.create(SMALL)
        message = refusal(lambda: by.contacts.edit("ada-lovelace", mail="ada@example.org"))
        assert message == "A contact has no field 'mail'. Did you mean 'email'?"
        message = refusal(
            lambda: by.rules.change(lambda settings, _: settings.model_copy(update={"nigt": 3}), "a try")
        )
        assert message == "RuleSettings has no field 'nigt'. Did you mean 'night'?"
        message = refusal(lambda: parse_settings({"nigt": 3}, "forum-2027"))
        assert (
            message
            == "The rule settings of conference 'forum-2027' cannot be read (nigt: is not a known field)."
        )


def test_a_blocked_release_names_its_remedies() -> None:
    blocked = str(eventkit.ReleaseBlocked("1.0", eventkit.check(SMALL)[:1]))
    assert blocked == (
        "'1.0' is not released: the check finds 1 error. "
        "Fix or waive it, or give a reason to release it anyway."
    )


def test_a_site_is_not_saved_under_the_name_of_a_file(tmp_path: Path) -> None:
    site = eventkit.site(SMALL, offline=False)
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    for name in ("site.csv", "taken"):
        with pytest.raises(eventkit.EventkitError, match=r"this makes a folder\. Nothing was written\."):
            site.save(tmp_path / name)
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]
    assert site.save(tmp_path / "public").is_dir()


def test_the_version_is_that_of_the_package() -> None:
    assert eventkit.__version__ == version("conference-eventkit")


def test_arguments_in_number_are_the_business_of_python() -> None:
    with pytest.raises(TypeError, match="unexpected keyword argument 'day'"):
        eventkit.agenda(SMALL, day="2027-10-15")  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="missing 1 required"):
        eventkit.check()  # type: ignore[call-arg]


def test_a_checked_function_keeps_its_signature_and_its_documentation() -> None:
    def lengthen(schedule: eventkit.Schedule, *, by: int = 5) -> int:
        """The new length."""
        return by + len(schedule.sessions)

    wrapped = checked(lengthen)
    assert inspect.signature(wrapped) == inspect.signature(lengthen)
    assert (wrapped.__name__, wrapped.__doc__, wrapped(SMALL, by=1)) == ("lengthen", lengthen.__doc__, 3)


HOSTILE: tuple[Any, ...] = (
    *(
        None,
        "",
        "nobody",
        b"bytes",
        -1,
        0,
        float("nan"),
        True,
        object(),
        {},
        {"a": 1},
        [],
        [None],
        ["nobody"],
        [3],
    ),
    *(datetime(2027, 1, 1), date(2027, 1, 1), Path("nowhere"), Kind.TALK, "xx-", SMALL.sessions[0], int),  # noqa: DTZ001
)
"""Values that hardly any argument is made for."""


def calls(tmp: Path, store: eventkit.Store) -> Iterator[tuple[str, Callable[..., Any], Mapping[str, Any]]]:
    """Public functions and constructors, each with arguments that are right."""
    by, builder = office(store), forum()
    ledger = eventkit.Ledger.first(SMALL, NOW)
    yield "check", eventkit.check, {"schedule": SMALL}
    yield "agenda", eventkit.agenda, {"schedule": SMALL, "ledger": ledger}
    yield "deadlines", eventkit.deadlines, {"schedule": SMALL}
    yield "programme", eventkit.programme, {"schedule": SMALL, "edition": "agenda"}
    yield "badges", eventkit.badges, {"schedule": SMALL}
    yield "site", eventkit.site, {"schedule": SMALL, "offline": False}
    yield "read", eventkit.read, {"path": tmp / "forum.yaml"}
    yield "write", eventkit.write, {"schedule": SMALL, "path": tmp / "copy.yaml"}
    yield "document.read", eventkit.document.read, {"data": b"", "name": "forum.yaml"}
    yield "document.export", eventkit.document.export, {"schedule": SMALL}
    yield "exporter", eventkit.exporter, {"suffix": ".x", "media_type": "text/plain"}
    yield "ScheduleBuilder", eventkit.ScheduleBuilder, {"title": "F", "start": "2027-01-01", "zone": "UTC"}
    yield "session", builder.session, {"title": "Talk", "at": "09:00", "minutes": 20}
    yield "person", builder.person, {"name": "Zoe"}
    yield "room", builder.room, {"name": "Yard"}
    yield "track", builder.track, {"name": "Tools"}
    yield "organisation", builder.organisation, {"name": "Society"}
    yield "deadline", builder.deadline, {"title": "Papers", "at": "2027-01-01"}
    yield "Store.open", eventkit.Store.open, {"url": tmp / "other.db"}
    yield "Office", eventkit.Office, {"store": store, "conference": "f", "author": "a", "clock": lambda: NOW}
    yield "Ledger.first", eventkit.Ledger.first, {"schedule": SMALL}
    yield "Output", eventkit.Output, {"data": b""}
    yield "FolderOutput", eventkit.FolderOutput, {"files": {"index.json": INDEX}, "index": "index.json"}
    yield "Context", eventkit.Context, {}
    yield "Text", eventkit.Text, {"text": "Hello"}
    yield "plan", planning.plan, {"schedule": SMALL, "moves": 10}
    yield "find_alternatives", find_alternatives, {"schedule": SMALL, "moves": 10}
    yield "Goals", planning.Goals, {}
    yield "repair", repair, {"schedule": SMALL}
    yield "find_repairs", find_repairs, {"schedule": SMALL}
    yield "Disruption", Disruption, {}
    yield "read_interest", planning.read_interest, {"data": b"", "name": "votes.csv", "schedule": SMALL}
    yield "edit", by.edit, {"edit": lambda schedule: schedule, "why": "a try"}
    for name, given in {
        "rename": {"kind": "session", "id": "spare", "new": "later"},
        "merge": {"kind": "participant", "keep": "ada-lovelace", "gone": "nobody"},
        "create": {"schedule": SMALL},
        "undo": {},
        "revert": {"release": "1"},
        "snapshot": {},
        "check": {},
        "difference": {},
        "log": {},
        "changes_since": {"revision": 0},
        "at": {"revision": 1},
        "blame": {"session": "opening"},
        "import_file": {"reading": eventkit.ImportResult(SMALL)},
        "for_conference": {"id": "other"},
    }.items():
        yield f"Office.{name}", getattr(by.as_dry_run(), name), given
    yield "ReleasesOffice.publish", by.as_dry_run().releases.publish, {"name": "1"}
    yield "ReleasesOffice.load", by.releases.load, {}
    for name in editing.__all__:
        function = getattr(editing, name)
        if inspect.isfunction(function) and name not in {"slug", "latin", "merge", "reimport"}:
            parameters = inspect.signature(function).parameters.values()
            required = [
                each.name for each in parameters if each.default is each.empty and each.name != "fields"
            ]
            given = {"schedule": SMALL, "id": "opening", "session": "opening", "participant": "ada-lovelace"}
            yield name, function, {each: given.get(each, "nobody") for each in required}


def fault_of(function: Callable[..., Any], given: Mapping[str, Any]) -> str:
    """How a call fails otherwise than by an error of eventkit in plain words; empty if it does not."""
    arguments = dict(given)
    parameters = inspect.signature(function).parameters.values()
    places = [arguments.pop(each.name) for each in parameters if each.kind is each.POSITIONAL_ONLY]
    try:
        result = function(*places, **arguments)
        if isinstance(result, eventkit.Store):
            result.close()
    except (eventkit.EventkitError, OSError) as error:
        return str(error) if re.search(r"Input should|pydantic|NoneType|Traceback", str(error)) else ""
    except Exception as error:  # noqa: BLE001 - what is looked for
        return f"{type(error).__name__}: {error}"
    return ""


def test_no_argument_makes_a_public_function_fail_otherwise_than_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    eventkit.write(SMALL, tmp_path / "forum.yaml")
    with eventkit.Store.open(tmp_path / "forum.db") as store:
        office(store).create(SMALL)
        failures = [
            f"{name}({parameter}={value!r:.40}): {fault}"
            for name, function, given in calls(tmp_path, store)
            for parameter, described in inspect.signature(function).parameters.items()
            if described.kind is not described.VAR_KEYWORD
            for value in HOSTILE
            if not (
                parameter in {"edit", "watch", "contacts"} and callable(value)
            )  # what one's own function raises is passed on
            if (fault := fault_of(function, {**given, parameter: value}))
        ]
    assert failures == [], "\n".join(failures)
