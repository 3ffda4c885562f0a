"""The release gate: a release with errors, or without a contact for answers to letters, needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from eventkit.errors import EventkitError
from eventkit.findings import Finding, FindingText, Severity, Subject
from eventkit.office.verdicts import judge, judge_with_duplicates, load_settings, parse_settings
from eventkit.roster import Roster
from eventkit.rules import Verdict
from eventkit.schedule import Schedule
from eventkit.store import ConferenceState, NewRelease, Store, Writes


class ReleaseBlocked(EventkitError):
    """A release has errors that nobody waived; nothing was published.

    Attributes:
        name: The name of the release.
        findings: The errors, in the order of a check.
    """

    def __init__(self, name: str, findings: tuple[Finding, ...]) -> None:
        super().__init__(name, findings)
        self.name = name
        self.findings = findings

    def __str__(self) -> str:
        number = len(self.findings)
        errors = "1 error" if number == 1 else f"{number} errors"
        return f"'{self.name}' is not released: the check finds {errors}."


def check_conference(store: Store, conference: str, *, duplicates: bool = False) -> Verdict:
    """The verdict on a conference as it is now: open findings, waived findings, and waivers that lapsed.

    Args:
        store: The store.
        conference: The id of the conference.
        duplicates: Whether to look for entries that may be one person as well.

    Raises:
        SettingsUnreadable: Another version of eventkit wrote the rule settings.
    """
    schedule, settings = store.load(conference).schedule, load_settings(store, conference)
    verdict = (judge_with_duplicates if duplicates else judge)(schedule, settings)
    missing = find_missing_contact(schedule, store.roster.load(conference))
    return replace(verdict, open=(*missing, *verdict.open))


def open_errors(state: ConferenceState) -> tuple[Finding, ...]:
    """The errors of a conference that nobody waived, with that of a missing contact.

    Raises:
        SettingsUnreadable: Another version of eventkit wrote its rule settings.
    """
    verdict = judge(state.existing(), parse_settings(state.rule_settings, state.conference))
    missing = find_missing_contact(state.existing(), state.roster)
    return (*missing, *(finding for finding in verdict.open if finding.severity is Severity.ERROR))


def find_missing_contact(schedule: Schedule, roster: Roster) -> tuple[Finding, ...]:
    """An error if people can be written to, and the conference has no address that answers could go to.

    Letters and invitations are made from a release, which never changes: afterwards it is too late.
    """
    people = sum(contact.email is not None for contact in roster.contacts)
    return (_no_contact(schedule, Severity.ERROR),) if people and not schedule.conference.contact else ()


def find_missing_addresses(schedule: Schedule, roster: Roster) -> tuple[Finding, ...]:
    """The addresses that letters and invitations of a release lack: that for answers, or those of people.

    Without any address of a person, it is no error that the conference has none, but a release is final.
    """
    reachable = {contact.participant for contact in roster.contacts if contact.email}
    if not reachable:
        return () if schedule.conference.contact else (_no_contact(schedule, Severity.INFO),)
    people = {appearance.participant for session in schedule.sessions for appearance in session.people}
    number, missing = len(people), len(people - reachable)
    if not missing:
        return ()
    facts = (("addresses", f"{missing} of {number}"),)
    return (
        _finding(
            schedule, Severity.INFO, "no-address", facts, lambda reader: _unreachable(reader, missing, number)
        ),
    )


def _unreachable(language: str, missing: int, number: int) -> FindingText:
    match language:
        case "zh":
            return FindingText(
                f"日程中的 {number} 人有 {missing} 人没有邮箱，收不到信函",
                "请用 'eventkit person contact' 补充",
            )
        case "ar":
            return FindingText(
                f"عدد من لا بريد لهم من أصل {number} في البرنامج: {missing}، ولا تصلهم رسائل",
                "أضف عناوينهم بالأمر 'eventkit person contact'",
            )
    have = "has no e-mail address, and gets" if missing == 1 else "have no e-mail address, and get"
    return FindingText(
        f"{missing} of {number} people in the programme {have} no letter",
        "add theirs with 'eventkit person contact'",
    )


def _no_contact(schedule: Schedule, severity: Severity) -> Finding:
    facts = (("contact", ""),)
    return _finding(
        schedule, severity, "no-contact", facts, lambda reader: _MISSING.get(reader, _MISSING["en"])
    )


def _finding(
    schedule: Schedule,
    severity: Severity,
    code: str,
    facts: tuple[tuple[str, str], ...],
    translate: Callable[[str], FindingText],
) -> Finding:
    """A finding about the conference as a whole."""
    conference, text = schedule.conference.id, translate("en")
    return Finding(
        severity,
        code,
        (conference,),
        f"{text.sentence}: {text.remedy}",
        subjects=(Subject("conference", conference),),
        facts=facts,
        translate=translate,
    )


_MISSING = {
    "en": FindingText(
        "the conference has no e-mail address for answers to letters and invitations",
        "set that of the office with 'eventkit conference edit --contact ADDRESS'",
    ),
    "zh": FindingText(
        "会议没有接收信函和邀请回复的邮箱",
        "请用 'eventkit conference edit --contact ADDRESS' 填写会务办公室的邮箱",
    ),
    "ar": FindingText(
        "ليس للمؤتمر عنوان بريد تصل إليه الردود على الرسائل والدعوات",
        "أدخل عنوان المكتب بالأمر 'eventkit conference edit --contact ADDRESS'",
    ),
}


def release_writes(state: ConferenceState, release: NewRelease) -> Writes:
    """The writes of a release, checked against the very state that is published.

    Args:
        state: The conference in the transaction of the release.
        release: The release, with the reason to make it in spite of errors, if there is one. The reason is
            stored only where there are errors.

    Raises:
        ReleaseBlocked: There are errors, and no reason.
        SettingsUnreadable: Another version of eventkit wrote the rule settings.
    """
    errors = open_errors(state)
    if errors and not release.forced:
        raise ReleaseBlocked(" ".join(release.name.split()), errors)
    return Writes(release=release if errors else NewRelease(release.name, release.note))
