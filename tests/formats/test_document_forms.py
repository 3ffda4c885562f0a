"""What a document may say in a shorter way, and what it may leave out."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import pytest

from eventkit.model import Backing, Name, Role
from eventkit.schedule import Schedule
from eventkit.texts import Text
from formats.documents import CONFERENCE, faults, schedule, sessions

PEOPLE = """\
organisations:
  - {id: unido, name: UNIDO}
participants:
  - {id: lin, name: {zh: 林毅夫, en: {full: Justin Yifu Lin, sort: "Lin, Yifu"}}}
  - {id: mueller, name: Gerd Müller}
sessions:
"""


def people(text: str) -> Schedule:
    return schedule(f"{CONFERENCE}  organisations: [unido]\n{PEOPLE}{text}")


def test_plain_strings_are_in_the_conferences_first_language() -> None:
    read = schedule(sessions("- {id: a, title: Opening}"))
    assert read.conference.title == Text({"en": "Forum"})
    assert read.sessions[0].title == Text({"en": "Opening"})


def test_a_name_is_one_text_or_split_by_language_or_into_components() -> None:
    lin, mueller = people("  []").participants
    assert mueller.name == (Name(language="en", full="Gerd Müller"),)
    assert lin.name == (
        Name(language="zh", full="林毅夫"),
        Name(language="en", full="Justin Yifu Lin", sort="Lin, Yifu"),
    )


def test_objects_with_one_field_may_be_abbreviated() -> None:
    read = people(
        "  - {id: a, title: A, people: [lin, {participant: mueller, role: chair}],\n"
        "     links: [https://example.org/slides], streams: [https://example.org/live]}"
    )
    (session,) = read.sessions
    assert read.conference.organisations == (Backing(organisation="unido"),)
    assert [(each.participant, each.role) for each in session.people] == [
        ("lin", Role.SPEAKER),
        ("mueller", Role.CHAIR),
    ]
    assert [link.url for link in session.links] == ["https://example.org/slides"]
    assert [stream.url for stream in session.streams] == ["https://example.org/live"]


def test_parts_are_nested_in_their_session_and_listed_after_it() -> None:
    read = schedule(
        sessions("""\
            - id: morning
              title: Morning
              parts:
                - {id: first, title: First, parts: [{id: item, title: Item}]}
                - {id: second, title: Second}
            - {id: noon, title: Noon}
        """)
    )
    assert [(session.id, session.parent) for session in read.sessions] == [
        ("morning", None),
        ("first", "morning"),
        ("item", "first"),
        ("second", "morning"),
        ("noon", None),
    ]


def test_a_conference_of_one_day_needs_no_end() -> None:
    read = schedule(CONFERENCE.replace("  end: 2026-10-26\n", ""))
    assert read.conference.end == read.conference.start == date(2026, 10, 24)


def test_missing_uids_are_derived_from_the_ids_and_stable() -> None:
    """Calendars identify a session by its UID: these values must never change (RFC 9562 5.5)."""
    read = schedule(sessions("- {id: opening, title: Opening}\n- {id: closing, title: Closing}"))
    assert read.conference.uid == UUID("3f596bf3-c9fc-5e48-8fc9-2b681a3fcdc5")
    assert [session.uid for session in read.sessions] == [
        UUID("88b83995-b7eb-5a81-bbfd-4b0a011352ea"),
        UUID("68ee49bd-d7d0-5199-9e52-43272e1d3c88"),
    ]


def test_a_given_uid_is_preserved() -> None:
    uid = "e8d58c2f-5e2d-4d2b-9d0c-0f0e3f5d2a11"
    read = schedule(sessions(f"- {{id: opening, uid: {uid}, title: Opening}}"))
    assert read.sessions[0].uid == UUID(uid)


def test_a_document_may_name_its_schema_for_editors() -> None:
    assert schedule(f'"$schema": ../schemas/document.schema.json\n{CONFERENCE}').conference.id == "forum"


@pytest.mark.parametrize("beginning", ["", "\ufeff", "# yaml-language-server: $schema=x\n", "---\n"])
def test_a_byte_order_mark_or_comment_or_marker_may_come_first(beginning: str) -> None:
    assert schedule(beginning + CONFERENCE).conference.id == "forum"


def test_a_document_of_another_version_is_refused() -> None:
    assert faults(CONFERENCE.replace("eventkit: 1", "eventkit: 2")) == [
        "line 1, eventkit: This eventkit reads version 1 of the form. Is there a newer eventkit?"
    ]
    assert faults(CONFERENCE.replace("eventkit: 1\n", "")) == [
        "line 1, eventkit: is missing: begin the file with 'eventkit: 1'"
    ]
