"""The event stream: changes reach everybody, also those of the command line, and none is lost by a break."""

from __future__ import annotations

from eventkit.editing import edit_session, move_session
from eventkit.model import Status
from eventkit.office.office import Office
from eventkit.schedule import Schedule
from eventkit.web.listeners import LISTENERS_LIMIT, QUEUE_LIMIT, Listener, Listeners, StreamMessage
from web.server_kit import CONFERENCE, NOW, Browser, EventStream, ServerKit, run_async

NOON = {"start": "2027-05-01T12:00", "end": "2027-05-01T12:30", "rooms": ["hall"]}
ONE = {"start": "2027-05-01T13:00", "end": "2027-05-01T13:30", "rooms": ["hall"]}


def test_a_change_reaches_the_others_with_its_author(kit: ServerKit, editor: Browser) -> None:
    stream = EventStream(kit, kit.browser("viewer"))
    stream.next("presence")
    answer = editor.place("dust", NOON, why="lunch")
    id_, change = stream.next("change")
    assert (id_, change["by"], change["why"]) == (answer["revision"], "editor", "lunch")
    assert change["sessions"] == answer["sessions"]
    stream.close()


def test_a_change_by_the_command_line_appears(kit: ServerKit) -> None:
    stream = EventStream(kit, kit.browser("viewer"))
    stream.next("presence")
    office = Office(kit.store, CONFERENCE, author="lin", clock=lambda: NOW)
    office.edit(_confirm, "not yet sure")
    _, change = stream.next("change")
    assert (change["by"], change["sessions"][0]["confirmed"]) == ("lin", False)
    stream.close()


def _confirm(schedule: Schedule) -> Schedule:
    return edit_session(schedule, "dust", status=Status.TENTATIVE)


def test_a_broken_connection_resumes_where_it_ended(kit: ServerKit, editor: Browser) -> None:
    first = editor.place("dust", NOON)
    second = editor.place("dust", ONE)
    stream = EventStream(kit, editor, since=first["revision"])
    assert stream.next("change")[1]["number"] == second["number"]
    stream.close()


def test_a_server_that_began_anew_lists_what_was_missed_and_has_boards_load_again(
    kit: ServerKit, editor: Browser
) -> None:
    office = Office(kit.store, CONFERENCE, author="lin", clock=lambda: NOW)
    for minutes in (20, 25):
        office.edit(lambda schedule, m=minutes: move_session(schedule, "light", minutes=m), f"to {minutes}")
    stream = EventStream(kit, editor, since="1")
    _, change = stream.next("change")
    assert (change["number"], change["by"], change["reload"]) == (2, "lin", True)
    stream.close()


def test_presence_shows_who_has_lifted_what_until_the_tab_is_closed(kit: ServerKit, editor: Browser) -> None:
    stream = EventStream(kit, kit.browser("viewer"))
    assert stream.next("presence")[1] == {"people": []}
    own = EventStream(kit, editor, tab="t1")
    own.next("presence")
    editor.post("presence", {"tab": "t1", "lifted": "dust"}, status=204)
    assert stream.next("presence")[1] == {"people": [{"name": "editor", "tab": "t1", "lifted": "dust"}]}
    own.close()
    assert stream.next("presence")[1] == {"people": []}
    stream.close()


def test_connections_are_kept_open_by_comments(kit: ServerKit) -> None:
    stream = EventStream(kit, kit.browser("viewer"))
    stream.next("presence")
    kit.seconds += 16
    assert stream.comment() == "still here"
    stream.close()


def test_a_listener_that_is_too_slow_is_closed_and_begins_anew() -> None:
    listener = Listener("ana", "en")
    for number in range(QUEUE_LIMIT + 5):
        listener.put(StreamMessage.of("change", lambda _, number=number: {"number": number}, f"{number}.0.0"))

    async def read() -> list[bytes]:
        messages = []
        while (data := await listener.next()) is not None:
            messages.append(data)
        return messages

    assert len(run_async(read)) == QUEUE_LIMIT


def test_one_person_has_a_limit_of_open_boards_and_jobs_are_sent_to_their_owner_alone() -> None:
    listeners = Listeners(lambda: 0.0)
    assert all(listeners.add(Listener("ana", "en")) for _ in range(LISTENERS_LIMIT))
    assert not listeners.add(Listener("ana", "en"))
    lin = Listener("lin", "zh")
    assert listeners.add(lin)
    listeners.publish(StreamMessage.of("job", lambda _: {}, visitor="ana"))
    listeners.publish(StreamMessage.of("change", lambda language: {"in": language}, "2.0.0"))
    assert run_async(lin.next) == b'id: 2.0.0\nevent: change\ndata: {"in":"zh"}\n\n'
    assert listeners.messages_after("2.0.0", "en") == []
    assert listeners.messages_after("1.0.0", "en") is None
