"""Those who appear: their names, positions and pages."""

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

from eventkit.model.enumerations import ParticipantKind
from eventkit.model.field_types import Country, Line, Link, OrganisationId, ParticipantId, Slug, String, Title
from eventkit.model.provenance import Origin
from eventkit.texts import UNDETERMINED, Language, Text, fold, match_language
from eventkit.times import Period
from eventkit.values import Value

NAME_LIMIT = 200
"""The longest name of a person taken, in code points."""

_OneName = Annotated[str, StringConstraints(max_length=NAME_LIMIT), Line]


class Name(Value):
    """A name in one language and script, written as its owner writes it.

    Nothing is ever re-ordered, re-cased or transliterated by rule.
    """

    language: Language = UNDETERMINED
    """The language, and with it the script, that the form is in: ``zh-Hans``, ``ar``, ``en``."""

    full: _OneName
    """The whole name, in its owner's order."""

    given: _OneName | None = None
    """The part that stands for the person alone."""

    family: _OneName | None = None
    """The part shared with a family; many names have none."""

    sort: _OneName | None = None
    """What to sort by, where the whole name would sort wrongly: ``Lin, Yifu``."""

    badge: _OneName | None = None
    """What to print large on a badge, where that is not the whole name."""


class Affiliation(Value):
    """A position and the organisation it is held at; one of the two may be unknown."""

    position: Title | None = None
    """The position, such as Vice Minister."""

    organisation: Annotated[OrganisationId, Slug] | None = None
    """At which organisation."""

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self.position is None and self.organisation is None:
            message = "names neither a position nor an organisation: give one of them or leave it out"
            raise ValueError(message)
        return self


def _names(value: Any, info: ValidationInfo) -> Any:
    """Names as documents may give them: a string, or by language a string or the parts of a name."""
    if isinstance(value, str):
        return [{"language": (info.context or {}).get("language", UNDETERMINED), "full": value}]
    if isinstance(value, Mapping):
        return [
            {"language": language, **(form if isinstance(form, Mapping) else {"full": form})}
            for language, form in value.items()
        ]
    return value


class Participant(Origin):
    """Someone who appears: a person, a team, a delegation or an organisation."""

    id: Annotated[ParticipantId, Slug]
    """The id."""

    name: Annotated[tuple[Name, ...], BeforeValidator(_names), Field(min_length=1)]
    """The name in one or more languages, the owner's own form first."""

    kind: ParticipantKind = ParticipantKind.PERSON
    """A person, a team, a delegation or an organisation."""

    honorific: Title | None = None
    """How the name is introduced, such as H.E., Dr. or Ms.; in Chinese it follows the name."""

    affiliations: tuple[Affiliation, ...] = ()
    """Positions and organisations, the foremost first."""

    country: Country | None = None
    """Where a delegation comes from."""

    members: tuple[Annotated[ParticipantId, Slug], ...] = ()
    """Who belongs to a team or delegation, where they are participants too."""

    variants: tuple[String, ...] = ()
    """Other spellings met with, kept so that nobody is taken for two people; never printed."""

    biography: Text | None = None
    """A few sentences about them."""

    pronouns: String | None = None
    """Pronouns, as they wish them printed."""

    links: tuple[Link, ...] = ()
    """Their pages."""

    available: tuple[Period, ...] = ()
    """When they can appear; at any time where left out. Never printed."""

    @field_validator("name")
    @classmethod
    def _one_form_per_language(cls, value: tuple[Name, ...]) -> tuple[Name, ...]:
        if len({form.language for form in value}) < len(value):
            message = "has two forms in one language: keep one and list the other under variants"
            raise ValueError(message)
        return value

    def named(self, *languages: str) -> tuple[Name, ...]:
        """The forms to print for readers of the languages: one for each that is there, then the owner's own.

        No form comes twice. A name in a script its readers cannot read is still the name.
        """
        by_language = {form.language: form for form in self.name}
        tags = dict.fromkeys(
            tag for language in languages if (tag := match_language(language, by_language)) is not None
        )
        return tuple(by_language[tag] for tag in dict.fromkeys((*tags, self.name[0].language)))

    @property
    def sort_key(self) -> str:
        """What to sort the participant by, from the first form that tells one.

        Letters without their accents and case: good for scripts with an alphabet; Chinese wants a ``sort``
        such as pinyin.
        """
        return fold(next((form.sort for form in self.name if form.sort), self.name[0].full))
