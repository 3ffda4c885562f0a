"""Names as large as a badge holds them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eventkit.findings import Finding, Severity
from eventkit.model import Name, Participant
from eventkit.outputs.badges.blocks import Block, fitted
from eventkit.outputs.badges.look import LONG_NAMES, WANTED_NAME
from eventkit.typesetting import Span, Style, Words, fit
from eventkit.typesetting.flow import Column, Piece


def name_block(column: Column, form: Name, style: Style, room: float, about: tuple[str, ...]) -> Block:
    """The name in one or two lines as large as fits, or else small in as many as it takes."""
    said = form.badge or form.full
    large = fit(
        column.fonts,
        said,
        form.language,
        width=column.width,
        height=room,
        largest=style.size,
        smallest=min(WANTED_NAME, 0.6 * style.size),
        weight=style.weight,
        colour=style.colour,
        split=_split(form),
    )
    if not large.fits:
        return _long(column, Span(said, form.language, style), room, about)
    words = tuple(
        Words(line, column.begin(line), baseline, about)
        for line, baseline in zip(large.lines, large.baselines, strict=True)
    )
    # With letters that reach below the line or without: what follows stands equally far away.
    reach = max(large.height, large.baselines[-1] + 0.22 * large.size)
    return Block(Piece(reach, words), large.size)


def _long(column: Column, name: Span, room: float, about: tuple[str, ...]) -> Block:
    def lines(size: float) -> Sequence[Piece]:
        style = replace(name.style, size=size, lead=1.25 * size)
        return column.lines([replace(name, style=style)], about)

    sizes = [size for size in LONG_NAMES if size <= name.style.size]
    return fitted(sizes or LONG_NAMES[-1:], room, lines)


def _split(form: Name) -> tuple[str, ...]:
    """Given and family name in the order in which they make up the whole, where they do."""
    if form.badge or not form.given or not form.family:
        return ()
    orders = ((form.given, form.family), (form.family, form.given))
    return next((parts for parts in orders if " ".join(parts) == form.full), ())


def second_form(person: Participant, forms: Sequence[Name]) -> Name | None:
    """The form below the first of those to print: the owner's own, or else another one."""
    own = person.name[0]
    return own if own != forms[0] else next(iter(forms[1:]), None)


def judged(person: Participant, name: Block) -> Iterator[Finding]:
    """What is to be said of a name's size."""
    if not name.whole:
        message = (
            f"the name of {called(person)} does not fit their badge even at {name.size:g} points: "
            "give a shorter form as 'badge'"
        )
        yield Finding(Severity.ERROR, "name-too-long", (person.id,), message)
    elif name.size < WANTED_NAME:
        message = (
            f"the name of {called(person)} is set at {name.size:.0f} points, and below {WANTED_NAME:g} it "
            "cannot be read at three metres: give a shorter form as 'badge'"
        )
        yield Finding(Severity.WARNING, "small-name", (person.id,), message)


def called(person: Participant) -> str:
    """Someone's name and id in a message."""
    name = person.name[0].full
    return f"{name if len(name) <= 40 else f'{name[:39]}…'} ({person.id})"
