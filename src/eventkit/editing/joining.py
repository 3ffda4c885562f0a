"""Making one thing of two: what of each is kept, and what cannot be."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from eventkit.findings import Finding, Severity
from eventkit.model.origins import Extra
from eventkit.schedule import Held, Schedule, Thing
from eventkit.texts import Text

MERGED_FROM = "merged_from"
"""The name in ``extra`` under which a thing keeps where others came from that became one with it."""


@dataclass(frozen=True, slots=True)
class Joined:
    """What comes of a merge.

    Attributes:
        schedule: The schedule with one thing in the place of two.
        findings: What of the other could not be joined and is gone, a finding ``not-joined`` each.
    """

    schedule: Schedule
    findings: tuple[Finding, ...]


@dataclass(slots=True)
class Joining:
    """Two things on the way to one.

    Attributes:
        kind: Their kind.
        keep: The one that stays: what it says stands.
        gone: The other: what it says is taken over where there is room for it.
        left: What of it was not, in a few words each.
    """

    kind: Thing
    keep: Held
    gone: Held
    left: list[str] = field(default_factory=list)

    def one_of(self, name: str) -> Any:
        """What stands in a field of one value."""
        mine, other = getattr(self.keep, name), getattr(self.gone, name)
        empty = type(self.keep).model_fields[name].default
        if other in (mine, empty):
            return mine
        if mine != empty:
            self.left.append(f"{name} of '{self.gone.id}'")
            return mine
        return other

    def text(self, name: str) -> Text | None:
        """A text in all the languages that either has it in."""
        mine: Text | None = getattr(self.keep, name)
        other: Text | None = getattr(self.gone, name)
        if mine is None or other is None:
            return mine or other
        self.left += [
            f"{name} of '{self.gone.id}' in {language}"
            for language in other
            if language in mine and mine[language] != other[language]
        ]
        return Text({**mine, **{language: other[language] for language in other if language not in mine}})

    def all_of(self, name: str) -> tuple[Any, ...]:
        """All that either has in a list, each once."""
        return tuple(dict.fromkeys((*getattr(self.keep, name), *getattr(self.gone, name))))

    def origin(self) -> dict[str, Any]:
        """Where it came from: the one that stays, or else the other; and what came along with either.

        Where both came from somewhere, the other's place goes into ``extra``, under ``merged_from``.
        """
        mine, other = self.keep, self.gone
        self.left += [
            f"{name} in extra of '{other.id}'"
            for name in other.extra
            if name in mine.extra and name != MERGED_FROM and mine.extra[name] != other.extra[name]
        ]
        whence = mine if mine.source is not None else other
        extra = {**other.extra, **mine.extra}
        if also := self._also_from():
            extra[MERGED_FROM] = also
        return {"source": whence.source, "source_id": whence.source_id, "extra": extra}

    def _also_from(self) -> list[Any]:
        mine, other = self.keep, self.gone
        known: list[Any] = []
        for each in (mine, other):
            before = each.extra.get(MERGED_FROM, ())
            known += before if isinstance(before, tuple) else (before,)
        if mine.source is not None and other.source is not None:
            known.append(Extra({"source": other.source, "source_id": other.source_id}))
        return list(dict.fromkeys(known))

    def told(self, schedule: Schedule) -> Joined:
        """The outcome, with a finding for all that was left."""
        about = (self.keep.id, self.gone.id)
        findings = [
            Finding(
                Severity.WARNING,
                "not-joined",
                about,
                f"{what} was not taken over: '{self.keep.id}' says otherwise; mend it there if need be",
            )
            for what in self.left
        ]
        return Joined(schedule, tuple(findings))
