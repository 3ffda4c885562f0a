"""Findings beside the waivers given for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from eventkit.findings import Finding
from eventkit.rules.settings import Settings, Waiver


@dataclass(frozen=True, slots=True)
class Judged:
    """What is left to mend, what is let stand, and what is let stand no more.

    Attributes:
        standing: Findings that nobody waived.
        waived: Findings that were waived, each with its waiver.
        lapsed: Waivers of what is no longer found as it was: mended, or moved, or with other people.
    """

    standing: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]
    lapsed: tuple[Waiver, ...]


def judged(findings: Iterable[Finding], settings: Settings) -> Judged:
    """The findings of a whole check, told apart by the waivers of the conference.

    Of several waivers of one finding the last counts. A waiver of a rule that is off has not lapsed: nobody
    looked.
    """
    found = tuple(findings)
    present = {each.identity for each in found}
    waivers = {waiver.identity: waiver for waiver in settings.waivers}
    return Judged(
        standing=tuple(each for each in found if each.identity not in waivers),
        waived=tuple((each, waivers[each.identity]) for each in found if each.identity in waivers),
        lapsed=tuple(
            waiver
            for identity, waiver in waivers.items()
            if identity not in present and settings.severities.get(waiver.code) != "off"
        ),
    )
