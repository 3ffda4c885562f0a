"""A print run through the library: what the command does, with the same order of steps."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

import pytest

from eventkit.errors import EventkitError, StoreError
from eventkit.files.output_files import BADGES, open_to_write
from eventkit.model import ParticipantId
from eventkit.office.badge_attendees import AttendeeFile, AttendeeTotals
from eventkit.office.badge_print_run import BadgeRequest
from eventkit.office.office import Office
from eventkit.outputs.badges import BadgePaper
from eventkit.outputs.badges.badge_selection import BadgeSelection
from eventkit.outputs.badges.badge_template import builtin_template
from eventkit.outputs.badges.element_values import CodeKind
from eventkit.plugins.exporters import FolderOutput, Output
from eventkit.store import Store, badge_store
from eventkit.typesetting import Fonts
from store.small import AT, FORUM

SEED = bytes(range(32))
HYPATIA = BadgeSelection(people=frozenset({ParticipantId("hypatia")}))


@pytest.fixture
def office(store: Store) -> Office:
    """The office of the forum, with a signing key."""
    ours = Office(store, "forum", author="ada", clock=lambda: AT)
    ours.create(FORUM)
    ours.badges.make_first_key(SEED)
    return ours


@pytest.fixture
def request_(office: Office) -> BadgeRequest:  # noqa: ARG001 - the key is there before codes are
    """Badges with codes, for everyone who appears."""
    return BadgeRequest(builtin_template("a6"), BadgePaper(), Fonts.discover(), force=True)


def issues(office: Office) -> dict[str, tuple[int, bool]]:
    return {badge.holder: (badge.issue, badge.valid) for badge in office.badges.badges()}


def test_a_run_issues_a_badge_to_everyone_printed(
    office: Office, request_: BadgeRequest, tmp_path: Path
) -> None:
    run = office.badges.print(FORUM, open_to_write(tmp_path / "badges.pdf"), request_)
    assert (tmp_path / "badges.pdf").read_bytes().startswith(b"%PDF")
    assert run.reissued == ()
    assert issues(office)["hypatia"] == (1, True)


def test_badges_replace_only_a_pdf_of_eventkit(
    office: Office, request_: BadgeRequest, tmp_path: Path
) -> None:
    target = tmp_path / "badges.pdf"
    target.write_bytes(b"%PDF-1.4 of somebody else")
    with pytest.raises(EventkitError, match="nothing in it shows that eventkit made it"):
        office.badges.print(FORUM, open_to_write(target, BADGES), request_)
    assert target.read_bytes() == b"%PDF-1.4 of somebody else"
    office.badges.print(FORUM, open_to_write(target, BADGES, overwrite=True), request_)
    office.badges.print(FORUM, open_to_write(target, BADGES), request_)


def test_a_replacement_takes_effect_when_its_file_is_there_and_not_before(
    office: Office, request_: BadgeRequest, tmp_path: Path
) -> None:
    office.badges.print(FORUM, open_to_write(tmp_path / "badges.pdf"), request_)
    again = replace(request_, selection=HYPATIA, reissue=True)

    @contextmanager
    def failing() -> Iterator[BinaryIO]:
        yield BytesIO()
        raise OSError(28, "No space left on device")

    with pytest.raises(OSError, match="No space left"):
        office.badges.print(FORUM, failing(), again)
    assert issues(office)["hypatia"] == (1, True), "the old badge is valid, for there is no new one"

    run = office.badges.print(FORUM, open_to_write(tmp_path / "again.pdf"), again)
    assert [(badge.holder, badge.issue) for badge in run.reissued] == [("hypatia", 2)]
    assert issues(office)["hypatia"] == (2, True)


def test_a_proof_revokes_nothing(office: Office, request_: BadgeRequest, tmp_path: Path) -> None:
    office.badges.print(FORUM, open_to_write(tmp_path / "badges.pdf"), request_)
    proof = replace(request_, selection=HYPATIA, reissue=True, proof=True)
    assert office.badges.print(FORUM, open_to_write(tmp_path / "proof.pdf"), proof).reissued == ()
    assert issues(office)["hypatia"] == (1, True)


def test_a_list_of_attendees_is_printed_after_the_others(
    office: Office, request_: BadgeRequest, tmp_path: Path
) -> None:
    listed = AttendeeFile(BytesIO(b"id,name,e-mail\nT1,Mary Somerville,m@example.org\n"), "list.csv")
    run = office.badges.print(
        FORUM, open_to_write(tmp_path / "badges.pdf"), replace(request_, attendees=listed)
    )
    assert run.ignored_columns == ("e-mail",)
    assert issues(office)["T1"] == (1, True)


NAMESAKES = """id,name,organisation,e-mail,ticket
T1,Emmy Noether,Other Company,another@example.org,press
T2,Hypatia of Alexandria,Library,hypatia@example.org,speaker
T3,Mary Somerville,,mary@example.org,guest
"""


def test_a_namesake_of_a_speaker_gets_a_badge_and_a_speaker_of_the_list_one_only(
    office: Office, request_: BadgeRequest, tmp_path: Path
) -> None:
    """Seen: somebody else with a speaker's name was given no badge."""
    office.contacts.edit("hypatia", email="hypatia@example.org")
    listed = AttendeeFile(BytesIO(NAMESAKES.encode()), "list.csv")
    run = office.badges.print(
        FORUM, open_to_write(tmp_path / "badges.pdf"), replace(request_, attendees=listed)
    )
    codes = [
        (finding.code, finding.place) for finding in run.findings if finding.place.startswith("list.csv")
    ]
    assert ("namesake", "list.csv, row 2") in codes
    assert run.attendees == AttendeeTotals(rows=3, speakers=1, badges=2)
    issued = {badge.holder: office.badges.tickets()[badge.category] for badge in office.badges.badges()}
    assert issued["T1"] == "press"
    assert issued["T3"] == "guest"
    assert "T2" not in issued
    assert issued["hypatia"] == "speaker", "the ticket of the list, since the office has none"


def test_codes_without_tokens_are_not_reissued(
    office: Office, request_: BadgeRequest, tmp_path: Path
) -> None:
    wanted = replace(request_, selection=HYPATIA, reissue=True, code=CodeKind.URL)
    with pytest.raises(EventkitError, match="Only badges with tokens can be replaced"):
        office.badges.print(FORUM, open_to_write(tmp_path / "badges.pdf"), wanted)
    assert not (tmp_path / "badges.pdf").exists()
    assert issues(office) == {}


def test_a_key_is_rotated_and_a_lost_badge_is_replaced(office: Office) -> None:
    office.badges.issue({"hypatia": "speaker"})
    assert office.badges.replace(["hypatia"])["hypatia"].issue == 2
    assert office.badges.tickets() == ("", "speaker")
    key, before = office.badges.rotate_keys(bytes(32), retire=True)
    assert (key.kid, [old.kid for old in before]) == (2, [1])
    signing_keys = office.badges.keys()
    assert [each.retired is not None for each in signing_keys] == [True, False]
    assert [badge.holder for badge in office.badges.revoke(["hypatia"])] == ["hypatia"]


def test_keys_are_rotated_in_one_transaction(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        message = "the disk is full"
        raise StoreError(message)

    monkeypatch.setattr(badge_store, "retire_key", fail)
    with pytest.raises(StoreError, match="disk is full"):
        office.badges.rotate_keys(bytes(32), retire=True)
    assert [(key.kid, key.retired) for key in office.badges.keys()] == [(1, None)]  # noqa: SIM118 - a method of the office


def test_any_exporter_is_run_on_a_snapshot_and_calendars_are_published(
    office: Office, tmp_path: Path
) -> None:
    draft = office.snapshot(draft=True)
    calendar = office.exports.export(draft, "agenda", languages=("en",))
    assert isinstance(calendar, Output)
    assert b"STATUS:TENTATIVE" in calendar.data
    assert isinstance(office.exports.export(draft, "calendars"), FolderOutput)
    with pytest.raises(EventkitError, match="no option 'size'"):
        office.exports.export(draft, "agenda", options={"size": 3})
    first = office.exports.publish_calendars(draft, tmp_path / "public", languages=("en",))
    assert first.written > 1
    assert office.exports.publish_calendars(draft, tmp_path / "public", languages=("en",)).written == 0
