"""Tags of languages, as they are given on the command line."""

from __future__ import annotations

import click

from eventkit.texts import language_tag


def tags(given: tuple[str, ...]) -> tuple[str, ...]:
    """The language tags that were given, in their usual case, each once.

    Raises:
        click.BadParameter: One is no language tag.
    """
    try:
        return tuple(dict.fromkeys(language_tag(each) for each in given))
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--language") from None
