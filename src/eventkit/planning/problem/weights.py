"""Weights: how much everything counts in a plan, as words, in files, and as trades of one for another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NoReturn

from eventkit.editing import Refused
from eventkit.errors import Fault, Unreadable
from eventkit.files.toml_files import line_of, tree_of
from eventkit.findings import Severity
from eventkit.messages import as_message
from eventkit.planning.planning_messages import planning_message, units
from eventkit.planning.problem.objective import OBJECTIVE, UnitPrices
from eventkit.rules import RuleSettings, Weight, rule_by_code
from eventkit.suggestions import find_similar

TABLE = "planning"
"""The table of a file that sets weights."""

SHARED_MINUTES = 30
"""The minutes of two sessions at once in the trades: the usual length of a talk."""

_LARGEST_DENOMINATOR = 4
"""Of trades for a few people: 3 people without a seat for 4 people. For many people it is 1."""

_MANY = 10


def parse_weight(code: str, word: str, language: str = "en") -> tuple[str, Weight]:
    """The code of a price and its weight, as typed.

    Args:
        language: The language of error messages; English if it is unknown.

    Raises:
        Refused: Nothing has that code, or it is no such word; the nearest one is suggested.
    """
    if code not in OBJECTIVE:
        _refuse("no-such-price", code, [*OBJECTIVE], language)
    typed = "-".join(word.lower().replace("_", " ").replace("-", " ").split())
    if typed not in [*Weight]:
        _refuse("no-such-weight", word, [*Weight], language)
    return code, Weight(typed)


def _refuse(key: str, word: str, known: Sequence[str], language: str) -> NoReturn:
    """Raise the error that a word is unknown, with the most similar one and all there are."""
    similar = find_similar(word, known)
    hint = planning_message("did-you-mean", language, word=similar[0]) if similar else ""
    message = planning_message(key, language, word=word, hint=hint, known=", ".join(known))
    raise Refused(message)


def read_weights(text: str, name: str, language: str = "en") -> Mapping[str, Weight]:
    """The weights in the table ``planning`` of a TOML file.

    Args:
        text: The content of the file.
        language: The language of error messages; English if it is unknown.

    Raises:
        Unreadable: It is no such file, or a code or a word in it is unknown; all faults are reported.
    """
    table: Any = tree_of(text, name, "file of weights").get(TABLE)
    if not isinstance(table, Mapping):
        raise Unreadable(name, (Fault(planning_message("no-weights-table", language, table=TABLE)),))
    weights, faults = {}, []
    for key, word in table.items():
        try:
            code, weight = parse_weight(key, str(word), language)
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


def trades(
    settings: RuleSettings, unit_prices: UnitPrices, language: str = "en"
) -> Iterator[tuple[str, Weight, str]]:
    """For each price its code, its weight, and what one unit is traded for, in the words of a language."""
    shared = SHARED_MINUTES * unit_prices.price("interest")
    if unit_prices.weight("interest") is Weight.ABOVE_ALL:
        shared = 0
    for code in OBJECTIVE:
        weight = unit_prices.weight(code)
        severity = _severity(code, settings)
        one = {"count": "1", "unit": units(code, 1, language)}
        if severity is Severity.ERROR:
            trade = planning_message("trade-never", language)
        elif severity is None:
            trade = planning_message("trade-off", language)
        elif weight is Weight.IGNORE:
            trade = planning_message("trade-ignored", language)
        elif weight is Weight.ABOVE_ALL:
            trade = planning_message("trade-above-all", language, **one)
        elif not shared:
            points = f"{unit_prices.price(code, severity):,}"
            trade = planning_message("trade-points", language, **one, points=points)
        else:
            trade = _exchange(code, Fraction(unit_prices.price(code, severity), shared), language)
        yield code, weight, trade


def _severity(code: str, settings: RuleSettings) -> Severity | None:
    """The severity of a finding of a rule; that of an info for what is no rule."""
    if OBJECTIVE[code].measure is None:
        return Severity.INFO
    usual = rule_by_code(code).severity
    return settings.grade(code, usual, usual)


def _exchange(code: str, ratio: Fraction, language: str) -> str:
    """So many units for so many people."""
    rounded = ratio.limit_denominator(_LARGEST_DENOMINATOR if ratio < _MANY else 1)
    people, count = (rounded or Fraction(1, round(1 / ratio))).as_integer_ratio()
    key = "trade-one-person" if people == 1 else "trade-people"
    unit = units(code, count, language)
    return planning_message(key, language, count=f"{count:,}", unit=unit, people=f"{people:,}")
