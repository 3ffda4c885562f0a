"""Exporters: from a schedule and a context to a file or a folder, with findings and losses.

Outputs and file formats are exporters. Built-in and installed ones are registered in the entry-point groups
``eventkit.outputs`` and ``eventkit.formats``, and ``eventkit export NAME`` runs any of them. An exporter has
no clock and no path, and the same call gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property, update_wrapper
from inspect import signature
from os import PathLike
from pathlib import Path
from types import MappingProxyType
from typing import (
    Any,
    Generic,
    ParamSpec,
    Protocol,
    Self,
    TypeAlias,
    TypeVar,
    get_type_hints,
    runtime_checkable,
)

from eventkit.errors import EventkitError
from eventkit.files.output_files import (
    KNOWN_ENDINGS,
    fault_of_target,
    kind_of,
    mark_of,
    require_replaceable,
    write_file,
)
from eventkit.files.output_folders import (
    FolderOwner,
    InvalidIndex,
    PublishedFolder,
    publish_folder,
    require_index,
)
from eventkit.findings import Finding
from eventkit.ledger import Ledger
from eventkit.messages import Listed, Message, as_message
from eventkit.plugins import BrokenPlugin, Plugin, find_shadowed, load_plugins, plugins_by_name
from eventkit.schedule import Schedule
from eventkit.values.arguments import accept_arguments, checked, checked_methods

P = ParamSpec("P")
R_co = TypeVar("R_co", bound="Output | FolderOutput", covariant=True)

GROUPS = ("eventkit.outputs", "eventkit.formats")
"""The entry-point groups whose members are exporters."""

LANGUAGES = "languages"
"""The option of exporters that write for readers of certain languages."""

NO_OPTIONS: Mapping[str, Any] = MappingProxyType({})


@checked_methods
@dataclass(frozen=True, slots=True)
class Context:
    """The parameters of an export beside the schedule.

    Attributes:
        languages: The languages of the readers; the conference's if none are named.
        ledger: The revisions of sessions, which calendars need.
        draft: Whether the schedule may still change; documents are marked as drafts then.
        ending: The ending of the file, with the dot; the exporter's usual one where empty.
        options: Values of the options that the exporter declares.
    """

    languages: tuple[str, ...] = ()
    ledger: Ledger | None = None
    draft: bool = False
    ending: str = ""
    options: Mapping[str, Any] = field(default_factory=dict)


PLAIN = Context()
"""The context with the defaults of every exporter."""


@checked_methods
@dataclass(frozen=True, slots=True, repr=False)
class Output:
    """A finished file.

    Attributes:
        findings: Problems noticed on the way: a character no font has, a session without a time.
        losses: Fields of the schedule that such a file cannot store.
        counts: Numbers of what it contains, such as pages.
    """

    data: bytes
    findings: tuple[Finding, ...] = ()
    losses: tuple[Finding, ...] = ()
    counts: tuple[Message, ...] = ()

    def __repr__(self) -> str:
        numbers = f"{len(self.data):,} bytes, {len(self.findings)} findings, {len(self.losses)} losses"
        return f"<Output: {numbers}>"

    def save(self, path: str | PathLike[str], *, overwrite: bool = False) -> Path:
        """Write the file whole; an existing one is replaced if it is empty or eventkit made it.

        Args:
            overwrite: Whether to replace a file that eventkit did not make, or made of another schedule.

        Returns:
            The path.

        Raises:
            EventkitError: The path has the ending of another kind of file, belongs to an SQLite database, or
                is a file that is not to be replaced. Nothing was written.
            OSError: It cannot be written; nothing is left behind.
        """
        target = Path(path)
        if fault := fault_of_target(target, kind_of(self.data, target)):
            raise EventkitError("{target} {fault}. Nothing was written.", target=target, fault=fault)
        if not overwrite:
            require_replaceable(target, mark_of(self.data), self.data)
        write_file(target, self.data)
        return target


@checked_methods
@dataclass(frozen=True, slots=True, repr=False)
class FolderOutput:
    """The finished files of a folder.

    Attributes:
        files: Their bytes by their paths in the folder, with ``/`` between its parts.
        index: The path of the file that lists all others. It is a JSON object with the name of the
            ``output``, the id of the ``conference``, and lists of objects that have a ``path`` each:
            ``{"output": "signs", "conference": "forum-2027", "files": [{"path": "hall.txt"}]}``.
        endings: The endings of files that such a folder may have with other options, with the dot: files of
            an earlier run that this one does not have are removed if they have one of these.
        is_private: Whether only their owner may read them, since they have addresses of people.
        owner: The output and the conference that the index names.

    Raises:
        InvalidIndex: The index is missing, lacks a key, or does not list a file.
    """

    files: Mapping[str, bytes]
    index: str
    findings: tuple[Finding, ...] = ()
    losses: tuple[Finding, ...] = ()
    endings: tuple[str, ...] = ()
    is_private: bool = False
    owner: FolderOwner = field(init=False)

    def __repr__(self) -> str:
        numbers = f"{len(self.files):,} files, {len(self.findings)} findings, {len(self.losses)} losses"
        return f"<FolderOutput: {numbers}>"

    def __post_init__(self) -> None:
        object.__setattr__(self, "owner", require_index(self.files, self.index))

    def save(self, path: str | PathLike[str]) -> Path:
        """Write the files to a folder: those that changed, each whole, and the index last.

        Files of an earlier run that are no longer needed are removed; no other file is touched. The first
        run needs a new or empty folder.

        Returns:
            The path of the folder.

        Raises:
            EventkitError: The path is that of a file, or the folder contains the files of another output or
                conference, an SQLite database, or files of someone else: any at all before the first run,
                later one under the name of one of these. Nothing was written.
            OSError: A file cannot be written. The next run finishes the work.
        """
        folder = Path(path)
        if folder.is_file() or (folder.suffix.lower() in KNOWN_ENDINGS and not folder.exists()):
            raise EventkitError(
                "{folder} is the name of a file, and this makes a folder. Nothing was written.", folder=folder
            )
        self.publish(folder)
        return folder

    def publish(self, folder: Path) -> PublishedFolder:
        """Write the files to a folder, see `save`; how many were written."""
        return publish_folder(
            folder, self.files, self.index, self.owner, self.endings, is_private=self.is_private
        )


AnyOutput: TypeAlias = Output | FolderOutput


@runtime_checkable
class Exporter(Protocol):
    """A way to make a file or a folder of a schedule."""

    @property
    def title(self) -> str:
        """Its description in a list: ``schedule.xml of frab, pretalx and Pentabarf``."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """The endings of its files, with the dot, lower case, the usual one first; empty for a folder."""
        ...

    @property
    def options(self) -> Mapping[str, Any]:
        """The types of its options, by name, with ``languages`` if it writes for readers of certain ones."""
        ...

    def export(self, schedule: Schedule, context: Context) -> AnyOutput:
        """The file or the folder, with the fields it cannot store among its losses.

        Raises:
            eventkit.errors.EventkitError: It cannot be made, or the context has an option it does not take.
        """
        ...


class FunctionExporter(Generic[P, R_co]):
    """An exporter that is a function: called with typed arguments from Python, or run with a context.

    The function takes the schedule, and by keyword any of ``ledger``, ``languages`` and ``draft``. Its other
    keyword arguments are its options.

    Attributes:
        title: The first sentence of the function's docstring.
        suffixes: The ending of its files; none if it makes a folder.
        media_type: Their media type (RFC 6838).
    """

    def __init__(self, function: Callable[P, R_co], suffix: str, media_type: str) -> None:
        update_wrapper(self, function)
        self._function = function
        self.title = (function.__doc__ or "").partition("\n")[0].rstrip(".")
        self.suffixes: tuple[str, ...] = (suffix,) if suffix else ()
        self.media_type = media_type

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R_co:
        """The output.

        Raises:
            InvalidValue: An argument has another type, or is none of the choices.
        """
        positional, named = accept_arguments(self._function, args, kwargs)
        return self._function(*positional, **named)

    def __get__(self, instance: object, owner: type | None = None) -> Self:
        """The exporter itself, as an attribute of a class as well.

        With this method `help` describes it as the function that it is, with its signature.
        """
        return self

    @cached_property
    def options(self) -> Mapping[str, Any]:
        """The types of the function's keyword arguments, without ``ledger`` and ``draft``."""
        types = get_type_hints(self._function)
        return {name: types.get(name, Any) for name in self._keywords if name not in {"ledger", "draft"}}

    @cached_property
    def _keywords(self) -> tuple[str, ...]:
        parameters = signature(self._function).parameters.values()
        return tuple(parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY)

    def export(self, schedule: Schedule, context: Context) -> R_co:
        """The output of the function, called with the values of the context.

        Raises:
            EventkitError: The context has an option that the function does not take.
            TypeError: The function needs a ledger, and the context has none.
        """
        require_options(self, context)
        arguments = dict(context.options)
        if "ledger" in self._keywords and context.ledger is not None:
            arguments["ledger"] = context.ledger
        if "draft" in self._keywords:
            arguments["draft"] = context.draft
        if LANGUAGES in self._keywords:
            arguments[LANGUAGES] = context.languages
        return self(schedule, **arguments)  # type: ignore[arg-type] # by its own signature


@checked
def exporter(suffix: str, media_type: str) -> Callable[[Callable[P, R_co]], FunctionExporter[P, R_co]]:
    """Declare a function to be an exporter of files with that ending and media type."""

    def declare(function: Callable[P, R_co]) -> FunctionExporter[P, R_co]:
        return FunctionExporter(function, suffix, media_type)

    return declare


def folder_exporter(function: Callable[P, R_co]) -> FunctionExporter[P, R_co]:
    """Declare a function to be an exporter of folders."""
    return FunctionExporter(function, "", "")


def require_options(exporter: Exporter, context: Context) -> None:
    """Refuse a context with options that an exporter does not take, so that none is ignored.

    Raises:
        EventkitError: It has such an option.
    """
    requested = [*((LANGUAGES,) if context.languages else ()), *context.options]
    for name in requested:
        if name not in exporter.options:
            raise EventkitError(
                "There is no option '{name}' here. There are: {known}."
                if exporter.options
                else "There is no option '{name}' here. There are none.",
                name=name,
                known=Listed(tuple(sorted(exporter.options))),
            )


class PluginExporter:
    """An exporter of another package: whatever its code raises is an error that names the package."""

    def __init__(self, plugin: Plugin, exporter: Exporter) -> None:
        """Read what the exporter declares.

        Raises:
            BrokenPlugin: It fails.
        """
        with plugin.guard():
            self.title: str = exporter.title
            self.suffixes: tuple[str, ...] = tuple(exporter.suffixes)
            self.options: Mapping[str, Any] = dict(exporter.options)
        self._plugin = plugin
        self._exporter = exporter

    def export(self, schedule: Schedule, context: Context) -> AnyOutput:
        """The file or the folder.

        Raises:
            EventkitError: It cannot be made, or the context has an option it does not take.
            BrokenPlugin: The exporter fails, or returns something else.
        """
        with self._plugin.guard():
            try:
                output: object = self._exporter.export(schedule, context)
            except InvalidIndex as error:
                raise BrokenPlugin(self._plugin, as_message(error)) from error
            if not isinstance(output, Output | FolderOutput):
                returned = type(output).__name__
                raise BrokenPlugin(
                    self._plugin,
                    Message("it returned {returned}, and no Output or FolderOutput", returned=returned),
                )
        return output


def iter_exporters() -> Iterator[tuple[str, Exporter]]:
    """Every exporter that works with its name, by name."""
    for name, exporter in load_plugins(sorted(plugins_by_name(*GROUPS)), _load):
        if exporter is not None and not isinstance(exporter, BrokenPlugin):
            yield name, exporter


def broken_exporters() -> Iterator[BrokenPlugin]:
    """The outputs and formats of other packages that do not work."""
    yield from find_shadowed(*GROUPS)
    loaded = load_plugins(plugins_by_name(*GROUPS), _load)
    yield from (exporter for _, exporter in loaded if isinstance(exporter, BrokenPlugin))


def get_exporter(name: str) -> Exporter:
    """The exporter of that name.

    Raises:
        EventkitError: There is none; the message lists those there are.
        BrokenPlugin: It is of another package, and does not work.
    """
    exporter = _load(name) if name in plugins_by_name(*GROUPS) else None
    if exporter is None:
        known = Listed(tuple(name for name, _ in iter_exporters()))
        raise EventkitError(
            "Nothing called '{name}' can be exported. There are: {known}.", name=name, known=known
        )
    return exporter


@cache
def _load(name: str) -> Exporter | None:
    """The member of that name, if it is an exporter: some formats are only read."""
    plugin = plugins_by_name(*GROUPS)[name]
    member = plugin.load()
    with plugin.guard():
        is_exporter = isinstance(member, Exporter)
    if not is_exporter and plugin.kind == "output":
        raise BrokenPlugin(
            plugin,
            Message(
                "{value} is not an exporter: declare it with eventkit.exporter", value=plugin.point.value
            ),
        )
    if not is_exporter or plugin.is_own:
        return member if is_exporter else None
    return PluginExporter(plugin, member)
