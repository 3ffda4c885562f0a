"""Patterns of texts: each says what it asks for, in its own words."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError

import eventkit
from eventkit.outputs.badges.template_elements import FileName
from eventkit.outputs.style_file import PictureFile
from eventkit.values.field_errors import _PATTERNS, error_sentence


def models(of: type[BaseModel] = BaseModel) -> Iterator[type[BaseModel]]:
    for model in of.__subclasses__():
        yield model
        yield from models(model)


def patterns(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        if isinstance(schema.get("pattern"), str) and schema.get("type") == "str":
            yield schema["pattern"]
        for part in schema.values():
            yield from patterns(part)
    elif isinstance(schema, list | tuple):
        for part in schema:
            yield from patterns(part)


def test_every_pattern_of_a_field_has_a_sentence() -> None:
    for module in pkgutil.walk_packages(eventkit.__path__, "eventkit."):
        if not module.name.endswith("__main__"):
            importlib.import_module(module.name)
    found = {}
    for model in models():
        if model.__module__.startswith("eventkit."):
            model.model_rebuild()
            found |= dict.fromkeys(patterns(model.__pydantic_core_schema__), model.__name__)
    assert len(found) > 10
    assert {pattern: name for pattern, name in found.items() if pattern not in _PATTERNS} == {}


@pytest.mark.parametrize(
    ("kind", "value", "words"),
    [
        (PictureFile, "logo.svg", "PNG or JPEG"),
        (FileName, "a/logo.png", "folder of pictures"),
    ],
)
def test_a_picture_of_another_kind_is_refused_as_one(kind: object, value: str, words: str) -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(kind).validate_python(value)
    assert words in error_sentence(caught.value.errors()[0])


@pytest.mark.parametrize("name", ["my logo.png", "标志.png", "Logo_2.PDF"])
def test_names_of_pictures_may_have_blanks_and_any_script(name: str) -> None:
    assert TypeAdapter(FileName).validate_python(name) == name
