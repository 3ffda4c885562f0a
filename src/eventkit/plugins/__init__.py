"""Plug-ins: objects of installed packages by their entry points, and reports of those that do not work."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from eventkit.errors import EventkitError
from eventkit.messages import Message, Term

T = TypeVar("T")

KINDS = {
    "eventkit.drawings": "drawing",
    "eventkit.formats": "format",
    "eventkit.outputs": "output",
    "eventkit.rules": "rule",
}
"""The words for the members of each entry-point group."""

_OWN = "eventkit"


class BrokenPlugin(EventkitError):
    """A plug-in that cannot be loaded, or that fails.

    Attributes:
        plugin: The plug-in.
        reason: The reason, in a few words.
    """

    def __init__(self, plugin: Plugin, reason: str) -> None:
        super().__init__(plugin, reason)
        self.plugin = plugin
        self.reason = reason

    @property
    def message(self) -> Message:
        return Message(
            "The {kind} '{name}' of the package {package} does not work ({reason}). Update the package, or "
            "uninstall it.",
            kind=Term(self.plugin.kind),
            name=self.plugin.name,
            package=self.plugin.package,
            reason=self.reason,
        )


class Plugin(NamedTuple):
    """A member of an entry-point group of eventkit, built in or of another package.

    Attributes:
        kind: Its kind: drawing, format, output or rule.
    """

    kind: str
    point: EntryPoint

    @property
    def name(self) -> str:
        """The name of the entry point."""
        return self.point.name

    @property
    def root(self) -> str:
        """The package of its module, as Python imports it."""
        return self.point.module.partition(".")[0]

    @property
    def is_own(self) -> bool:
        """True if it comes with eventkit."""
        return self.root == _OWN

    @property
    def package(self) -> str:
        """The name and version of the package that it is installed with."""
        package = self.point.dist
        return f"{package.name} {package.version}" if package else self.point.module

    def load(self) -> Any:
        """The object itself.

        Raises:
            BrokenPlugin: It is another package's, and cannot be loaded.
        """
        with self.guard():
            return self.point.load()

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Report whatever the code of another package raises as an error of that package.

        Errors of eventkit itself, which a plug-in may raise to refuse something, stay what they are.

        Raises:
            BrokenPlugin: The code of another package raised an exception.
        """
        try:
            yield
        except EventkitError:
            raise
        except Exception as error:
            if self.is_own:
                raise
            raise BrokenPlugin(self, _describe(error, self.root)) from error


def _describe(error: Exception, root: str) -> str:
    """The type, message and place of an exception: ``KeyError: 'hall' in stage.py, line 30``.

    The place is the last one in the package whose modules are below ``root``.
    """
    place, trace = "", error.__traceback__
    while trace is not None:
        module, file = trace.tb_frame.f_globals.get("__name__"), trace.tb_frame.f_code.co_filename
        if str(module).partition(".")[0] == root and not file.startswith("<"):
            place = f" in {Path(file).name}, line {trace.tb_lineno}"
        trace = trace.tb_next
    message = " ".join(str(error).split())
    return f"{type(error).__name__}{message and f': {message}'}{place}"


@cache
def find_plugins(group: str) -> Sequence[Plugin]:
    """The members of an entry-point group, those of eventkit first, then by name and package.

    They are read once: entry points are in the metadata of every installed package.
    """
    plugins = (Plugin(KINDS[group], point) for point in entry_points(group=group))
    return sorted(plugins, key=lambda plugin: (not plugin.is_own, plugin.name, plugin.point.value))


@cache
def plugins_by_name(*groups: str) -> Mapping[str, Plugin]:
    """The members of entry-point groups by name; of two with one name, the first one, see `find_plugins`."""
    plugins: dict[str, Plugin] = {}
    for group in groups:
        for plugin in find_plugins(group):
            plugins.setdefault(plugin.name, plugin)
    return plugins


def load_plugins(names: Iterable[str], load: Callable[[str], T]) -> Iterator[tuple[str, T | BrokenPlugin]]:
    """The members of those names, loaded; instead of one that does not work, the report of it."""
    for name in names:
        try:
            yield name, load(name)
        except BrokenPlugin as broken:
            yield name, broken


def find_shadowed(*groups: str) -> Iterator[BrokenPlugin]:
    """The members of entry-point groups that cannot be used, since another one has their name."""
    first = plugins_by_name(*groups)
    for group in groups:
        for plugin in find_plugins(group):
            if plugin != first[plugin.name]:
                yield BrokenPlugin(
                    plugin, Message("another {kind} has its name", kind=Term(first[plugin.name].kind))
                )
