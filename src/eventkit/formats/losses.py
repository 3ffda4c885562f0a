"""Export losses: which fields and entities a format cannot store, derived from field specs.

A format declares only what it can store, in a `LossSpec`; everything else that has a value is lost, and the
words for it come from `eventkit.model.specs`. So a new field of the model is reported by every format that
does not know it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from eventkit.findings import Finding, Severity, Subject
from eventkit.messages import Fact, Listed, Message, Term
from eventkit.model import Status
from eventkit.model.specs import SPECS, fields_with_value, spec_of
from eventkit.schedule import EntityKind, Schedule, title
from eventkit.texts import Text
from eventkit.values import Value

_SHOWN = 3  # the most titles that a message lists

_KINDS = (
    EntityKind.CONFERENCE,
    EntityKind.SESSION,
    EntityKind.ROOM,
    EntityKind.TRACK,
    EntityKind.PARTICIPANT,
    EntityKind.ORGANISATION,
)
_REWRITTEN_IDS: Mapping[EntityKind, AbstractSet[str]] = {EntityKind.CONFERENCE: {"id", "uid"}}


@dataclass(frozen=True, slots=True)
class Omission:
    """Entities that a format leaves out."""

    kind: EntityKind
    phrase: Message  # their name in a sentence: cancelled sessions
    is_omitted: Callable[[Any, Schedule], bool]  # returns true for an entity of that kind that is left out


@dataclass(frozen=True, slots=True)
class PartialLoss:
    """A field that a format stores in part."""

    field: str  # its path: `session.people`
    phrase: Message  # the name in a sentence of what is lost of it: more than one room of a session
    is_lost: Callable[[Any, Schedule], bool]


CANCELLED_APPEARANCES = PartialLoss(
    "session.people",
    Message("people who have cancelled"),
    lambda session, _: any(not appearance.comes for appearance in session.people),
)
"""Those who will not come, for formats that name only those who will."""

SEVERAL_ROLES = PartialLoss(
    "session.people",
    Message("several roles of one person"),
    lambda session, _: len({appearance.participant for appearance in session.people}) < len(session.people),
)
"""Further roles of one person in a session, for formats in which everyone has one."""

TENTATIVE_SESSIONS = PartialLoss(
    "session.status",
    Message("that a session is tentative"),
    lambda session, _: session.status is Status.TENTATIVE,
)
"""For formats that have cancelled sessions, but none that are tentative."""


def _lost_language(phrase: Term) -> Message:
    return Message("the language of {phrase}", phrase=phrase)


def _always(path: str, text: Text, schedule: Schedule) -> bool:  # noqa: ARG001 - the usual case
    return True


def _never(entity: Value, field: str) -> bool:  # noqa: ARG001 - the usual case
    return False


@dataclass(frozen=True, slots=True, kw_only=True)
class LossSpec:
    """The capabilities of one format: what it can store."""

    format: str  # its name in messages: `schedule.xml`
    # The fields it stores, by class; nothing of a class that is not named.
    fields: Mapping[type[Value], AbstractSet[str]]
    partial: Collection[PartialLoss] = ()
    omissions: Sequence[Omission] = ()  # entities that it leaves out, the first that fits an entity counts
    # Returns true if a text at a path is stored with its languages.
    stores_text: Callable[[str, Text, Schedule], bool] = _always
    # The phrase where it is not, from that of the field.
    text_loss: Callable[[Term], Message] = _lost_language
    # Returns true if a field without a place of its own is stored by other means.
    stores_elsewhere: Callable[[Value, str], bool] = _never
    keeps_ids: bool = True  # true if ids are among its fields; if not, whoever reads the file makes new ones


def find_losses(schedule: Schedule, spec: LossSpec) -> tuple[Finding, ...]:
    """The losses of a schedule in a format: a finding for each sort of omission, and for each field lost.

    The subjects of a finding are the entities concerned; its fact ``field`` is the path of the field, such as
    ``session.streams.views``, or the kind of what is left out.
    """
    return tuple(_Losses(schedule, spec).all())


class _Losses:
    def __init__(self, schedule: Schedule, spec: LossSpec) -> None:
        self._schedule = schedule
        self._spec = spec

    def all(self) -> Iterator[Finding]:
        entities: dict[EntityKind, Sequence[Any]] = {kind: kind.of(self._schedule) for kind in _KINDS}
        entities[EntityKind.CONFERENCE] = (self._schedule.conference,)
        for omission in self._spec.omissions:
            omitted: list[Any] = []
            left: list[Any] = []
            for entity in entities[omission.kind]:
                (omitted if omission.is_omitted(entity, self._schedule) else left).append(entity)
            if omitted:
                yield self._omitted(omission.kind, omission.phrase, omitted)
            entities[omission.kind] = left
        for kind, of_kind in entities.items():
            if of_kind and type(of_kind[0]) not in self._spec.fields:
                yield self._omitted(kind, _all_of(kind), of_kind)
            else:
                yield from self._fields(kind, of_kind)
        if not self._spec.keeps_ids:
            yield Finding(
                Severity.INFO,
                "field-lost",
                (),
                Message(
                    "{format} cannot store ids or the order of entries. Importing it again creates new "
                    "ids; sessions keep their UIDs.",
                    format=self._spec.format,
                ),
                facts=(("field", "ids"),),
            )

    def _omitted(self, kind: EntityKind, phrase: Fact, omitted: Sequence[Any]) -> Finding:
        message = Message("{format} cannot store {phrase}.", format=self._spec.format, phrase=phrase)
        if kind is not EntityKind.CONFERENCE:
            counted = self._counted(kind, omitted)
            left_out = Message(
                "{counted} not exported: {titles}.", counted=counted, titles=self._titles(omitted)
            )
            message = Message(message, left_out)
        return _finding("not-exported", kind, omitted, message, kind.value)

    def _fields(self, kind: EntityKind, entities: Sequence[Any]) -> Iterator[Finding]:
        losses: dict[tuple[str, Fact], list[Any]] = {}
        for entity in entities:
            for loss in dict.fromkeys(self._lost(kind, entity)):
                losses.setdefault(loss, []).append(entity)
        for (path, phrase), concerned in losses.items():
            where = Message(
                "{place}: {message}", place=self._counted(kind, concerned), message=self._titles(concerned)
            )
            if kind is EntityKind.CONFERENCE:
                where = Message("the conference")
            message = Message(
                "{format} cannot store {phrase}. Lost for {where}.",
                format=self._spec.format,
                phrase=phrase,
                where=where,
            )
            yield _finding("field-lost", kind, concerned, message, path)

    def _lost(self, kind: EntityKind, entity: Any) -> Iterator[tuple[str, Fact]]:
        rewritten = set() if self._spec.keeps_ids else _REWRITTEN_IDS.get(kind, {"id", "source_id"})
        for path, phrase in self._lost_in(kind.value, entity):
            name = path.split(".")[1]
            if name not in rewritten and not self._spec.stores_elsewhere(entity, name):
                yield path, phrase
        for partial in self._spec.partial:
            if partial.field.partition(".")[0] == kind.value and partial.is_lost(entity, self._schedule):
                yield partial.field, partial.phrase

    def _lost_in(self, path: str, value: Value) -> Iterator[tuple[str, Fact]]:
        cls = type(value)
        stored = self._spec.fields.get(cls, frozenset())
        for name in fields_with_value(value):
            inner = f"{path}.{name}"
            if name not in stored:
                yield inner, Term(spec_of(cls, name).phrase)
                continue
            content = getattr(value, name)
            for member in content if isinstance(content, tuple) else (content,):
                if isinstance(member, Text):
                    if not self._spec.stores_text(inner, member, self._schedule):
                        yield inner, self._spec.text_loss(Term(spec_of(cls, name).phrase))
                elif type(member) in SPECS:
                    yield from self._lost_in(inner, member)

    def _counted(self, kind: EntityKind, entities: Sequence[Any]) -> Message:
        word = Term(kind.value if len(entities) == 1 else f"{kind.value}s")
        return Message("{count} {kind}", count=len(entities), kind=word)

    def _titles(self, entities: Sequence[Any]) -> Listed:
        """The titles of some entities: 'A', 'B', 'C' and 1 more."""
        return Listed(tuple(map(self._title, entities)), limit=_SHOWN)

    def _title(self, entity: Any) -> Message:
        return Message("'{word}'", word=title(entity).best(*self._schedule.conference.languages)[1])


def _all_of(kind: EntityKind) -> Fact:
    if kind is EntityKind.CONFERENCE:
        return Message("the conference itself: its title, days, venue and time zone")
    return Term(f"{kind.value}s")


def _finding(code: str, kind: EntityKind, entities: Sequence[Any], message: str, field: str) -> Finding:
    is_grave = code == "not-exported" and kind in {EntityKind.SESSION, EntityKind.PARTICIPANT}
    ids = tuple(str(entity.id) for entity in entities)
    return Finding(
        Severity.WARNING if is_grave else Severity.INFO,
        code,
        ids,
        message,
        subjects=tuple(Subject(kind.value, id_) for id_ in ids),
        facts=(("field", field),),
    )
