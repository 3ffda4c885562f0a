"""Participants: their names, positions and links."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import (
    BeforeValidator,
    Field,
    StringConstraints,
    ValidationInfo,
    field_validator,
    model_validator,
)

from eventkit.messages import Message
from eventkit.model.constructors import AffiliationFields, NameFields, ParticipantFields
from eventkit.model.enumerations import ParticipantKind
from eventkit.model.field_types import (
    COUNT_LIMIT,
    Country,
    IdHint,
    Line,
    Link,
    OrganisationId,
    ParticipantId,
    Slug,
    String,
    Title,
)
from eventkit.model.provenance import Origin
from eventkit.texts import UNDETERMINED, Language, Text, fold, match_language
from eventkit.times import Period, Zone
from eventkit.values import Value

NAME_LIMIT = 200
"""The limit of a name, in code points."""

WITHDRAWN = "(withdrawn)"
"""The name of an erased person."""

_OneName = Annotated[str, StringConstraints(max_length=NAME_LIMIT), Line]


class Name(NameFields, Value, init=False):
    """A name in one language and script, written as its owner writes it.

    Names are never re-ordered, re-cased or transliterated by rule.
    """

    language: Language = UNDETERMINED
    """The language, and with it the script, of this form: ``zh-Hans``, ``ar``, ``en``.

    In a schedule it is the first language of the conference if omitted.
    """

    full: _OneName
    """The whole name, in its owner's order."""

    given: _OneName | None = None
    """The given name or names."""

    family: _OneName | None = None
    """The family name; many names have none."""

    sort: _OneName | None = None
    """The sort key, if the whole name would be sorted wrongly: ``Lin, Yifu``."""

    badge: _OneName | None = None
    """The large name on a badge, if that is not the whole name."""


class Affiliation(AffiliationFields, Value, init=False):
    """A position at an organisation; one of the two may be unknown."""

    position: Title | None = None
    """The position, such as Vice Minister."""

    organisation: Annotated[OrganisationId, Slug] | None = None
    """The organisation."""

    @model_validator(mode="after")
    def _require_either(self) -> Self:
        if self.position is None and self.organisation is None:
            raise ValueError(
                Message("has neither a position nor an organisation: fill in one of them or leave it out")
            )
        return self


def _names(value: Any, info: ValidationInfo) -> Any:
    """Names in the forms of a document: a string, or by language a string or the parts of a name."""
    if isinstance(value, str):
        language = (info.context or {}).get("language")
        return [{"full": value} if language is None else {"language": language, "full": value}]
    if isinstance(value, Mapping):
        return [
            {"language": language, **(form if isinstance(form, Mapping) else {"full": form})}
            for language, form in value.items()
        ]
    return value


class Participant(ParticipantFields, Origin, init=False):
    """A participant: a person, a team, a delegation or an organisation."""

    id: Annotated[ParticipantId, Slug, IdHint]
    """The id."""

    name: Annotated[tuple[Name, ...], BeforeValidator(_names), Field(min_length=1)]
    """The name in one or more languages, the owner's own form first."""

    kind: ParticipantKind = ParticipantKind.PERSON
    """A person, a team, a delegation or an organisation."""

    honorific: Title | None = None
    """The honorific of the name, such as H.E., Dr. or Ms.; in Chinese it follows the name."""

    affiliations: tuple[Affiliation, ...] = ()
    """Positions and organisations, the foremost first."""

    country: Country | None = None
    """The country of a person or delegation."""

    precedence: Annotated[int, Field(ge=1, le=COUNT_LIMIT)] | None = None
    """The rank by protocol, 1 the highest, in lists of participants; people without one follow."""

    members: tuple[Annotated[ParticipantId, Slug], ...] = ()
    """The members of a team or delegation, if they are participants too."""

    variants: tuple[String, ...] = ()
    """Other spellings of the name, by which later imports recognise the participant; never printed."""

    biography: Text | None = None
    """A short biography."""

    pronouns: String | None = None
    """Pronouns, in the participant's own words."""

    links: tuple[Link, ...] = ()
    """Their web pages."""

    available: tuple[Period, ...] = ()
    """The periods in which they are available; always if omitted. Never printed."""

    online: Zone | None = None
    """The time zone from which they take part online; they come to the venue if omitted. Never printed."""

    wishes: tuple[String, ...] = ()
    """Conditions on the times and rooms of their sessions, such as ``prefer morning``. Never printed."""

    @field_validator("name")
    @classmethod
    def _one_form_per_language(cls, value: tuple[Name, ...]) -> tuple[Name, ...]:
        if len({form.language for form in value}) < len(value):
            raise ValueError(Message("has two forms in one language: move one of them to variants"))
        return value

    def named(self, *languages: str) -> tuple[Name, ...]:
        """The forms to print for readers of the languages: one per language that has one, then the owner's.

        No form is repeated.
        """
        if len(self.name) == 1:
            return self.name
        by_language = {form.language: form for form in self.name}
        tags = dict.fromkeys(
            tag for language in languages if (tag := match_language(language, by_language)) is not None
        )
        return tuple(by_language[tag] for tag in dict.fromkeys((*tags, self.name[0].language)))

    @property
    def is_withdrawn(self) -> bool:
        """True for an entry in the place of a person who was erased; it has a neutral id and no name."""
        return len(self.name) == 1 and self.name[0].full == WITHDRAWN

    @property
    def sort_key(self) -> str:
        """The sort key: the first ``sort`` of a form, or else the first form, without accents and case.

        This suits alphabetic scripts; Chinese names need a ``sort``, such as pinyin.
        """
        return fold(next((form.sort for form in self.name if form.sort), self.name[0].full))
