"""The rule registry: rules that come with eventkit, those of other packages, and those that do not work."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from eventkit.errors import EventkitError
from eventkit.messages import Listed, Message, add_catalogues
from eventkit.plugins import BrokenPlugin, Plugin, find_plugins
from eventkit.rules import (
    block_rules,
    content_rules,
    lineup_rules,
    name_rules,
    person_rules,
    preference_rules,
    room_rules,
)
from eventkit.rules.rule import Rule
from eventkit.suggestions import suggest

GROUP = "eventkit.rules"  # the entry-point group of rules of other packages: each entry names one `Rule`

RULES: tuple[Rule, ...] = (
    *room_rules.RULES,
    *person_rules.RULES,
    *block_rules.RULES,
    *preference_rules.RULES,
    *lineup_rules.RULES,
    *content_rules.RULES,
    *name_rules.RULES,
)
"""The rules that come with eventkit, those of times and places first."""


class _Registry(NamedTuple):
    """The rules by code, the plug-in of each that another package has, and the plug-ins that do not work."""

    rules: Mapping[str, Rule]
    plugins: Mapping[str, Plugin]
    broken: tuple[BrokenPlugin, ...]


@cache
def _registry() -> _Registry:
    rules, plugins, broken = {rule.code: rule for rule in RULES}, {}, []
    for plugin in find_plugins(GROUP):
        try:
            rule = _load(plugin, rules)
        except BrokenPlugin as error:
            broken.append(error)
        else:
            rules[rule.code], plugins[rule.code] = rule, plugin
    return _Registry(rules, plugins, tuple(broken))


def _load(plugin: Plugin, known: Mapping[str, Rule]) -> Rule:
    rule = plugin.load()
    if not isinstance(rule, Rule):
        raise BrokenPlugin(
            plugin,
            Message(
                "{value} is not a rule: declare it with eventkit.rules.rule.rule", value=plugin.point.value
            ),
        )
    if rule.code in known:
        raise BrokenPlugin(plugin, Message("there is another rule '{code}'", code=rule.code))
    add_catalogues(rule.package)
    return rule


def installed_rules() -> tuple[Rule, ...]:
    """Every rule that works: those that come with eventkit, then those of installed packages, by name."""
    return tuple(_registry().rules.values())


def broken_rules() -> tuple[BrokenPlugin, ...]:
    """The rules of installed packages that cannot be loaded."""
    return _registry().broken


def plugin_of(code: str) -> Plugin | None:
    """The plug-in that a rule comes from; ``None`` if it comes with eventkit."""
    return _registry().plugins.get(code)


def rule_by_code(code: str) -> Rule:
    """The rule of that code.

    Raises:
        EventkitError: There is none; the message names a similar one, or all.
        BrokenPlugin: It is of another package, and does not work.
    """
    rules = _registry().rules
    if code not in rules:
        for broken in broken_rules():
            if broken.plugin.name == code:
                raise broken
        hint = suggest(code, rules) or Message("The rules are {rules}.", rules=Listed(tuple(sorted(rules))))
        raise EventkitError(Message(Message("There is no rule '{code}'.", code=code), hint))
    return rules[code]
