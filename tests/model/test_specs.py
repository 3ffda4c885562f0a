"""Every field of the model has its words, and a shape that everything else follows from."""

from __future__ import annotations

import inspect
from collections.abc import Iterator

import pytest

from eventkit import model
from eventkit.model import Conference, Kind, Link, Participant, Room, Session, Stream, Track, specs
from eventkit.model.specs import SPECS, FieldShape, private_fields, shape_of, spec_of
from eventkit.values import Value, ValueType


def classes() -> Iterator[type[Value]]:
    """The values that the model exports, and that have fields of their own."""
    for name in model.__all__:
        exported = getattr(model, name)
        if inspect.isclass(exported) and issubclass(exported, Value) and exported is not model.Origin:
            yield exported


def test_every_model_field_has_exactly_one_spec_and_no_spec_is_unused() -> None:
    fields = sorted(f"{cls.__name__}.{name}" for cls in classes() for name in cls.model_fields)
    assert (
        sorted(f"{cls.__name__}.{spec.name}" for cls, contained in SPECS.items() for spec in contained)
        == fields
    )


def test_every_field_has_a_shape() -> None:
    assert all(isinstance(shape_of(cls, spec.name), FieldShape) for cls in SPECS for spec in SPECS[cls])


def test_a_field_of_an_unknown_type_is_refused_with_its_name() -> None:
    class Odd(Value):
        weight: complex

    with pytest.raises(LookupError, match=r"Odd\.weight"):
        shape_of(Odd, "weight")


@pytest.mark.parametrize(
    ("cls", "name", "shape"),
    [
        (Session, "title", (ValueType.TITLE, False)),
        (Session, "abstract", (ValueType.TEXT, False)),
        (Session, "languages", (ValueType.LANGUAGE, True)),
        (Session, "links", (ValueType.LINK, True)),
        (Session, "audience", (ValueType.INTEGER, False)),
        (Session, "id", (ValueType.ID, False)),
        (Session, "parent", (ValueType.REFERENCE, False)),
        (Participant, "members", (ValueType.REFERENCE, True)),
        (Participant, "variants", (ValueType.STRING, True)),
        (Link, "url", (ValueType.URL, False)),
        (Stream, "views", (ValueType.INTEGER, False)),
        (Track, "colour", (ValueType.COLOUR, False)),
        (Conference, "contact", (ValueType.EMAIL, False)),
        (Conference, "zone", (ValueType.ZONE, False)),
        (Conference, "day_change", (ValueType.TIME, False)),
    ],
)
def test_the_shape_of_a_field_is_that_of_its_annotation(
    cls: type[Value], name: str, shape: tuple[ValueType, bool]
) -> None:
    assert (shape_of(cls, name).value_type, shape_of(cls, name).many) == shape


def test_a_shape_has_choices_the_class_referred_to_and_the_default() -> None:
    assert shape_of(Session, "kind").choices is Kind
    assert shape_of(Session, "track").value_class is Track
    assert shape_of(Session, "kind").default is Kind.TALK
    assert shape_of(Session, "title").required


def test_a_field_is_named_in_the_middle_of_a_sentence() -> None:
    assert spec_of(Session, "subtitle").phrase == "the subtitle"
    assert spec_of(Session, "uid").phrase == "the UID"
    assert spec_of(Room, "available").phrase == "opening hours"


def test_fields_that_attendees_never_see_are_private() -> None:
    assert private_fields(Session) >= {"id", "uid", "minutes", "pinned", "audience", "needs", "wishes"}
    assert not private_fields(Session) & {"title", "slot", "people", "plenary", "status"}
    assert private_fields(Conference) == {"id", "uid", "wishes", "extra"}
    assert private_fields(Participant) == {
        *("id", "precedence", "variants", "available", "online", "wishes", "source", "source_id", "extra")
    }


def test_fields_with_value_are_the_required_and_the_non_default_ones() -> None:
    room = Room.model_validate({"id": "hall", "name": {"en": "Hall"}, "capacity": 40})
    assert list(specs.fields_with_value(room)) == ["id", "name", "capacity"]
