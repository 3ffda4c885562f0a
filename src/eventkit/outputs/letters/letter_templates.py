"""Letter templates: a text for each language, of eventkit or an organiser's own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from traceback import extract_tb
from typing import Any

from jinja2 import FunctionLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.sandbox import SandboxedEnvironment

from eventkit.errors import Fault, Unreadable
from eventkit.messages import Listed, Message, foreign
from eventkit.suggestions import suggest
from eventkit.texts import match_language
from eventkit.texts.normalisation import as_sentence
from eventkit.wording import LANGUAGES, Wording

FOLDER = files(__package__) / "templates"

ENDING = ".txt"

SUBJECT = "Subject:"
"""The beginning of the first line of a template, which has the subject."""

_BLANK_LINES = re.compile(r"\n{3,}")

_FROM_RIGHT = "\u200f"


@cache
def letter_templates() -> Mapping[str, str]:
    """The templates of eventkit by their file names, for an organiser to copy: ``letter.en.txt``."""
    return {
        template_name(language): (FOLDER / template_name(language)).read_text("utf-8")
        for language in LANGUAGES
    }


def template_name(language: str) -> str:
    return f"letter.{language}{ENDING}"


class LetterTemplates:
    """The templates of letters.

    A name that a template uses and no letter has is an error, and none reaches anything but its values.

    Args:
        own: An organiser's templates by their names, in the place of those of eventkit.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        known = letter_templates()
        for name, text in own.items():
            if name not in known:
                hint = suggest(name, known) or Message("Templates: {known}.", known=Listed(tuple(known)))
                raise Unreadable(name, (Fault(Message("No letter uses a template of this name.", hint)),))
            if not text.lstrip("\ufeff").startswith(SUBJECT):
                raise Unreadable(
                    name,
                    (
                        Fault(
                            Message(
                                "The first line has to be the subject, and begin with '{subject}'.",
                                subject=SUBJECT,
                            ),
                            line=1,
                        ),
                    ),
                )
        self._sources = {**known, **own}
        self._environment = SandboxedEnvironment(
            loader=FunctionLoader(lambda name: (self._sources[name], name, lambda: True)),
            autoescape=False,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        for name in own:
            self._template(name)

    def render(self, language: str, values: Mapping[str, Any]) -> tuple[str, str]:
        """The subject and the body of a letter in a language; in English if there is no template for it."""
        wording = Wording.of(language)
        name = template_name(match_language(wording.language, LANGUAGES) or LANGUAGES[0])
        try:
            text = self._template(name).render(values)
        except Exception as error:
            lines = [frame.lineno for frame in extract_tb(error.__traceback__) if frame.filename == name]
            if not lines and not isinstance(error, TemplateError):
                raise
            raise Unreadable(name, (Fault(_sentence(error), line=lines[-1] if lines else None),)) from None
        head, _, body = text.lstrip("\ufeff").partition("\n")
        subject = " ".join(head.removeprefix(SUBJECT).split())
        body = _BLANK_LINES.sub("\n\n", body).strip()
        if wording.direction == "rtl" and not wording.is_fallback:
            # Mail programs take the direction of a line from its first letter, which may be of a Latin name.
            subject = f"{_FROM_RIGHT}{subject}"
            body = "\n".join(f"{_FROM_RIGHT}{line}" if line.strip() else line for line in body.split("\n"))
        return subject, f"{body}\n"

    def _template(self, name: str) -> Any:
        try:
            return self._environment.get_template(name)
        except TemplateSyntaxError as error:
            raise Unreadable(name, (Fault(_sentence(error), line=error.lineno),)) from None


def _sentence(error: Exception) -> Message:
    if isinstance(error, RecursionError):
        return Message("It calls itself without end.")
    text = error.message or "" if isinstance(error, TemplateError) else str(error)
    return foreign(as_sentence(text))
