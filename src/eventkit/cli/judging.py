"""What the rules find wrong with a conference, by what that conference asks of them and lets stand."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pydantic import ValidationError

from eventkit.editing.duplicates import Pair, duplicates
from eventkit.errors import EventkitError
from eventkit.findings import Finding, Severity, Subject
from eventkit.rules import RULES, Effect, Judged, Settings, check, effect, judged
from eventkit.rules.following import Ids, effect_with_ids
from eventkit.schedule import Schedule
from eventkit.store import Store
from eventkit.texts import folded_name

SAME_PERSON = "same-person"
"""The code of two entries that may be of one person: told by 'people duplicates', and by no rule."""

_CODES = frozenset(rule.code for rule in RULES)

LOOKED_FOR = _CODES | {SAME_PERSON}
"""The codes of all that is found without printing anything."""


def asked(store: Store, conference: str) -> Settings:
    """What a conference asks of its rules.

    Raises:
        EventkitError: The store holds what this eventkit does not understand.
    """
    return understood(store.rule_settings(conference), conference)


def understood(document: dict[str, Any], conference: str) -> Settings:
    """Settings as the store keeps them, read.

    Raises:
        EventkitError: This eventkit does not understand them.
    """
    try:
        return Settings.model_validate_json(json.dumps(document))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        message = (
            f"what conference '{conference}' asks of its rules cannot be read ({where}: {first['msg']}): use "
            "the eventkit that wrote it, or begin anew with 'eventkit rules reset'"
        )
        raise EventkitError(message) from None


def verdict(store: Store, schedule: Schedule) -> Judged:
    """What the rules find wrong with a conference: what is left to mend, what is let stand, and waivers that
    have lapsed.

    Raises:
        EventkitError: The store holds settings that this eventkit does not understand.
    """
    settings = asked(store, schedule.conference.id)
    found = judged(check(schedule, settings), settings)
    # Whether two are one person, and what is wrong with pages, are no matter of the rules: nobody looked.
    return replace(found, lapsed=tuple(each for each in found.lapsed if each.code in _CODES))


def verdict_and_doubts(store: Store, schedule: Schedule) -> Judged:
    """The `verdict`, with entries that may be of one person among what is found.

    Raises:
        EventkitError: The store holds settings that this eventkit does not understand.
    """
    settings = asked(store, schedule.conference.id)
    return judged(found_in(schedule, settings), settings)


def found_in(schedule: Schedule, settings: Settings) -> tuple[Finding, ...]:
    """What the rules find, and which entries may be of one person."""
    doubts = (in_doubt(pair, schedule) for pair in duplicates(schedule))
    return (*check(schedule, settings), *doubts)


def in_doubt(pair: Pair, schedule: Schedule) -> Finding:
    """That two entries may be of one person, as a finding: a waiver of it says that they are two.

    It lapses when one of them gets another name.
    """
    about = tuple(sorted((pair.keep, pair.gone)))
    names = (schedule.participant(id_).name[0].full for id_ in about)
    return Finding(
        Severity.INFO,
        SAME_PERSON,
        about,
        f"'{pair.keep}' and '{pair.gone}' may be one person: {'; '.join(pair.evidence)}",
        subjects=tuple(Subject("participant", id_) for id_ in about),
        facts=tuple(zip(about, map(folded_name, names), strict=True)),
    )


def outcome(store: Store, before: Schedule, after: Schedule, ids: Ids) -> Effect:
    """What an edit changes of what is left to mend.

    Args:
        store: Where the conference's settings are.
        before: The conference before the edit.
        after: And after it.
        ids: What the edit gave other ids.

    Raises:
        EventkitError: The store holds settings that this eventkit does not understand.
    """
    settings = asked(store, after.conference.id)
    waived = {waiver.identity for waiver in settings.waivers}
    found = effect_with_ids(before, after, settings, ids) if ids else effect(before, after, settings)
    return Effect(
        added=tuple(each for each in found.added if each.identity not in waived),
        removed=tuple(each for each in found.removed if each.identity not in waived),
    )


def numbers(findings: Iterable[Finding]) -> str:
    """How many of each severity: 1 error, 3 warnings."""
    severities = [finding.severity for finding in findings]
    found = [(severities.count(severity), severity.value) for severity in Severity]
    said = ", ".join(f"{number} {_plural(name, number)}" for number, name in found if number)
    return said or "nothing is wrong"


def _plural(name: str, number: int) -> str:
    return name if number == 1 or name == Severity.INFO else f"{name}s"
