"""The languages of organisers' pages: word lists are whole, and English in other pages is marked as such."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from typing import Any

import pytest
from tools import catalogues

from eventkit.messages import foreign
from eventkit.model.specs import SPECS, FieldSpec, shape_of, spec_of
from eventkit.outputs.badges.badge_template import builtin_names
from eventkit.plugins.exporters import iter_exporters
from eventkit.rules import Rule
from eventkit.values import Value, ValueType
from eventkit.web.forms.entity_forms import FORMS
from eventkit.web.forms.form_endpoints import NAVIGATION
from eventkit.web.forms.form_fields import FormWords
from eventkit.web.forms.form_values import fields_of
from eventkit.web.output_pages import PRINTED, PUBLISHED
from eventkit.web.web_pages import LANGUAGES, PACKAGE, words
from web.server_kit import CONFERENCE, ServerKit

PAGES = (
    *(f"/{CONFERENCE}/{page}" for page in NAVIGATION),
    *(f"/{CONFERENCE}/{page}/new" for page in ("sessions", "people", "rooms", "tracks", "organisations")),
    *(f"/{CONFERENCE}/{page}" for page in ("sessions/dust", "people/ana", "rooms/hall", "deadlines/new")),
    f"/{CONFERENCE}/conference/{CONFERENCE}",
    f"/{CONFERENCE}/sessions/missing",
    "/import",
    "/sign-in?out=1",
)

SENT: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("sessions/dust", {"place.start": "25:00", "minutes": "x", "audience": "-3"}),
    ("sessions/new", {"title.en": ""}),
    ("sessions/block", {"do": "delete"}),
    ("rooms/hall", {"do": "delete"}),
    ("rooms/hall", {"capacity": "many"}),
    ("tracks/stars", {"colour": "red", "code": "toolong"}),
    (f"conference/{CONFERENCE}", {"start": "2027-13-01"}),
    ("rules", {"opens": "09:00", "closes": ""}),
    ("rules", {"opens": "9x", "closes": "8"}),
    ("release", {"name": ""}),
    ("waivers", {"finding": "x", "reason": "y"}),
    ("waivers", {"finding": "x"}),
    ("outputs", {"name": "x"}),
    ("undo", {"number": "99"}),
    ("import", {"key": "x"}),
)
"""Forms that are refused, with what is wrong in them."""

OWN = re.compile(
    r"Talk \w+|Two days|Stars|Hall|Annex|Yard|Ana Sousa|Lin Wei|Vera Rubin|setup|publisher|new conference"
)
"""What is in the conference, and not a word of a page."""

ENGLISH = re.compile(r"[A-Za-z]{3,} [a-z]{2,} [a-z]{2,}")
"""Three words after each other: more than a name."""


def keys_of(table: Mapping[str, Any], above: str = "") -> Iterator[str]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from keys_of(value, f"{above}{key}.")
        else:
            yield f"{above}{key}"


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_word_lists_have_every_word(language: str) -> None:
    for name in ("forms", "pages", "server"):
        english, own = (
            tomllib.loads((PACKAGE / "wordings" / f"{name}.{tag}.toml").read_text("utf-8"))
            for tag in (LANGUAGES[0], language)
        )
        assert set(keys_of(english)) - set(keys_of(own)) == set(), (name, language)


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_fields_of_forms_have_labels_and_help_in_every_language(language: str) -> None:
    named = FormWords.of(language)
    shown = [
        (form.cls, spec_of(form.cls, name))
        for form in FORMS.values()
        for names in form.fields_by_section().values()
        for name in names
    ]
    unlabelled = [
        f"{cls.__name__}.{spec.name}"
        for cls, spec in (*shown, *within(shown))
        if named.heading(cls, spec) == spec.heading
    ]
    assert unlabelled == []
    assert [spec.name for cls, spec in shown if spec.help and named.help(cls, spec) == spec.help] == []


def within(fields: Iterable[tuple[type[Value], FieldSpec]]) -> list[tuple[type[Value], FieldSpec]]:
    """The fields of the values in fields, such as those of a link."""
    shapes = [shape_of(cls, spec.name) for cls, spec in fields]
    classes = {shape.value_class for shape in shapes if shape.value_type is not ValueType.REFERENCE}
    inner = [(cls, spec) for cls in classes & SPECS.keys() for spec in fields_of(cls)]
    return inner + (within(inner) if inner else [])


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_outputs_have_texts_in_every_language(language: str) -> None:
    outputs = words("outputs", language)
    others = {name for name, _ in iter_exporters()} - {
        *PRINTED,
        *PUBLISHED,
        "programme",
        "badges",
        "fragment",
    }
    assert others - set(outputs) == set()
    named = {f"template-{name}" for name in builtin_names() if not any(map(str.isdigit, name))}
    assert named - set(outputs) == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_for_browsers_name_no_option_of_the_command_line(language: str) -> None:
    option = re.compile(r"(?<![\w-])--[a-z]{3}|eventkit [a-z]")
    texts = [
        text
        for entry in catalogues.entries(catalogues.read(language))
        if entry.context == "browser"
        for text in ((entry.string,) if isinstance(entry.string, str) else entry.string)
    ]
    assert [text for text in texts if option.search(text)] == []


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_pages_in_other_languages_have_no_english_in_them(kit: ServerKit, language: str) -> None:
    browser = kit.browser("publisher")
    pages = {path: browser.get(path, params={"lang": language}).text for path in PAGES}
    for path, strings in SENT:
        data = {"form_token": browser.token, "base": "1", **strings}
        answer = browser.client.post(f"/{CONFERENCE}/{path}?lang={language}", data=data)
        assert answer.status_code >= 400, path
        pages[f"{path} {strings}"] = answer.text
    for path, page in pages.items():
        assert 'class="fallback"' not in page, path
        shown = re.sub(r"<(script|style|datalist)\b.*?</\1>", "", page, flags=re.DOTALL)
        labels = re.findall(r'(?:title|placeholder|aria-label)="([^"]*)"', shown)
        texts = [*re.sub(r"<[^>]*>", "\n", shown).split("\n"), *labels]
        assert [text for text in texts if ENGLISH.search(OWN.sub("", unescape(text)))] == [], path


def test_english_in_arabic_pages_is_marked_as_such(kit: ServerKit, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules of plug-ins have English sentences alone."""
    monkeypatch.setattr(Rule, "requirement", property(lambda rule: foreign(rule.sentence)))
    browser = kit.browser("publisher")
    page = browser.get(f"/{CONFERENCE}/rules", params={"lang": "ar"}).text
    assert '<html lang="ar" dir="rtl">' in page
    assert '<span class="fallback" lang="en" dir="ltr">Every session has a time' in page
    data = {"form_token": browser.token, "name": ""}
    refused = browser.client.post(f"/{CONFERENCE}/release?lang=ar", data=data).text
    assert "اسم الإصدار سطر واحد" in refused
