"""Contact findings: in a check before the release, in every language, waived and filtered like others."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from eventkit.editing.entity_edits import edit_conference
from eventkit.errors import NoSuchFinding
from eventkit.findings import Finding, Severity
from eventkit.office.office import Office
from eventkit.office.verdicts import CONTACT_CODES, NO_CONTACT
from eventkit.store import Store
from store.small import FORUM


@pytest.fixture
def office(store: Store) -> Office:
    """The office of a forum without any contact."""
    office = Office(store, "forum", author="ada", clock=lambda: datetime(2027, 1, 1, tzinfo=UTC))
    office.create(FORUM)
    return office


def missing(office: Office) -> dict[str, Finding]:
    """The open contact findings of a check, by code."""
    return {finding.code: finding for finding in office.check().open if finding.code in CONTACT_CODES}


def test_a_check_reports_before_a_release_what_the_release_reports(office: Office) -> None:
    before = missing(office)
    assert {code: found.severity for code, found in before.items()} == {NO_CONTACT: Severity.INFO}
    assert office.releases.publish("1.0").notices == tuple(before.values())

    office.contacts.edit("hypatia", email="hypatia@example.org")
    after = missing(office)
    assert after[NO_CONTACT].severity is Severity.ERROR
    assert after[NO_CONTACT].identity == before[NO_CONTACT].identity

    office.edit(lambda now: edit_conference(now, contact="office@example.org"), "as agreed")
    assert NO_CONTACT not in missing(office)
    assert office.releases.publish("2.0").notices == tuple(missing(office).values())


def test_a_waived_contact_prevents_no_release_until_the_waiver_is_lifted(office: Office) -> None:
    office.contacts.edit("hypatia", email="hypatia@example.org")
    found = missing(office)[NO_CONTACT]
    office.rules.waive([found.identity], "letters are sent by another office")
    assert NO_CONTACT not in missing(office)
    assert not office.check().lapsed
    assert office.releases.publish("1.0").release is not None

    office.rules.lift([found.identity])
    assert NO_CONTACT in missing(office)
    office.rules.waive([found.identity], "again")
    office.edit(lambda now: edit_conference(now, contact="office@example.org"), "as agreed")
    assert [waiver.code for waiver in office.check().lapsed] == [NO_CONTACT]
    with pytest.raises(NoSuchFinding):
        office.rules.waive([found.identity], "it is not found any more")


def test_a_contact_finding_is_read_in_the_language_of_the_reader(office: Office) -> None:
    found = missing(office)[NO_CONTACT]
    assert re.search("[一-鿿]", found.in_language("zh-CN").sentence)
    assert re.search("[ء-ي]", found.in_language("ar").remedy)
    assert found.in_language("fr") == found.in_language("en")
