"""Weights: how much everything counts in a plan, as words, in files, and as trades of one for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from eventkit.editing import Refused
from eventkit.errors import Fault, Unreadable
from eventkit.files.toml_files import line_of, tree_of
from eventkit.findings import Severity
from eventkit.messages import Fact, Listed, Message, Plural, as_message
from eventkit.planning.problem.objective import OBJECTIVE, UnitPrices, unit_words
from eventkit.rules import RuleSettings, Weight, rule_by_code
from eventkit.suggestions import find_similar

TABLE = "planning"
"""The table of a file that sets weights."""

SHARED_MINUTES = 30
"""The minutes of two sessions at once in the trades: the usual length of a talk."""

_LARGEST_DENOMINATOR = 4
"""Of trades for a few people: 3 people without a seat for 4 people. For many people it is 1."""

_MANY = 10


def parse_weight(code: str, word: str) -> tuple[str, Weight]:
    """The code of a price and its weight, as typed.

    Raises:
        Refused: Nothing has that code, or it is no such word; the nearest one is suggested.
    """
    if code not in OBJECTIVE:
        known = Listed((*OBJECTIVE,))
        unknown = Message("Nothing in a plan is called '{word}'.", word=code)
        raise Refused(Message(unknown, _hint(code, [*OBJECTIVE]), Message("There are {known}.", known=known)))
    typed = "-".join(word.lower().replace("_", " ").replace("-", " ").split())
    if typed not in [*Weight]:
        unknown = Message("'{word}' is no weight.", word=word)
        known = Listed(tuple(map(str, Weight)))
        raise Refused(Message(unknown, _hint(word, [*Weight]), Message("Weights are {known}.", known=known)))
    return code, Weight(typed)


def _hint(word: str, known: Sequence[str]) -> Message:
    similar = find_similar(word, known)
    return Message("Did you mean '{word}'?", word=str(similar[0])) if similar else Message("")


def read_weights(text: str, name: str) -> Mapping[str, Weight]:
    """The weights in the table ``planning`` of a TOML file.

    Args:
        text: The content of the file.

    Raises:
        Unreadable: It is no such file, or a code or a word in it is unknown; all faults are reported.
    """
    table: Any = tree_of(text, name, "file of weights").get(TABLE)
    if not isinstance(table, Mapping):
        raise Unreadable(
            name,
            (
                Fault(
                    Message(
                        "has no table [{table}], with lines such as track-rooms = 'strongly'", table=TABLE
                    )
                ),
            ),
        )
    weights, faults = {}, []
    for key, word in table.items():
        try:
            code, weight = parse_weight(key, str(word))
            weights[code] = weight
        except Refused as error:
            faults.append(Fault(as_message(error), line=line_of((TABLE, key), text)))
    if faults:
        raise Unreadable(name, tuple(faults))
    return weights


def with_weights(settings: RuleSettings, weights: Mapping[str, Weight]) -> RuleSettings:
    """The settings with further weights; those that are normal are left out."""
    planning = {**settings.planning, **weights}
    usual = {code: weight for code, weight in planning.items() if weight is not Weight.NORMAL}
    return settings.model_copy(update={"planning": usual})


def trades(settings: RuleSettings, unit_prices: UnitPrices) -> Iterator[tuple[str, Weight, Message]]:
    """For each price its code, its weight, and what one unit is traded for."""
    shared = SHARED_MINUTES * unit_prices.price("interest")
    if unit_prices.weight("interest") is Weight.ABOVE_ALL:
        shared = 0
    for code in OBJECTIVE:
        weight = unit_prices.weight(code)
        severity = _severity(code, settings)
        one: dict[str, Fact] = {"count": 1, "unit": unit_words(code, 1)}
        if severity is Severity.ERROR:
            trade = Message("never: it is an error in this conference")
        elif severity is None:
            trade = Message("ignored: its rule is off")
        elif weight is Weight.IGNORE:
            trade = Message("ignored")
        elif weight is Weight.ABOVE_ALL:
            trade = Message("{count} {unit} counts more than everything else together", **one)
        elif not shared:
            trade = Message(
                "{count} {unit} = {points} points", **one, points=unit_prices.price(code, severity)
            )
        else:
            trade = _exchange(code, Fraction(unit_prices.price(code, severity), shared))
        yield code, weight, trade


def _severity(code: str, settings: RuleSettings) -> Severity | None:
    """The severity of a finding of a rule; that of an info for what is no rule."""
    if OBJECTIVE[code].measure is None:
        return Severity.INFO
    usual = rule_by_code(code).severity
    return settings.grade(code, usual, usual)


def _exchange(code: str, ratio: Fraction) -> Message:
    """So many units for so many people."""
    rounded = ratio.limit_denominator(_LARGEST_DENOMINATOR if ratio < _MANY else 1)
    people, count = (rounded or Fraction(1, round(1 / ratio))).as_integer_ratio()
    return Message(
        Plural("{count} {unit} = 1 person", "{count} {unit} = {people} people", by="people"),
        count=count,
        unit=unit_words(code, count),
        people=people,
    )
