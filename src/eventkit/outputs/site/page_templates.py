"""The templates of the pages: those of eventkit, and an organiser's copies of single ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, MutableMapping
from contextlib import contextmanager
from functools import cache
from importlib.resources import files
from traceback import extract_tb
from typing import Any

from jinja2 import (
    Environment,
    FunctionLoader,
    StrictUndefined,
    Template,
    TemplateError,
    TemplateNotFound,
    TemplateSyntaxError,
    UndefinedError,
)
from jinja2.compiler import CodeGenerator, Frame
from jinja2.nodes import Expr, Getattr, Name
from jinja2.runtime import Context, TemplateReference, Undefined
from jinja2.sandbox import SandboxedEnvironment
from jinja2.utils import internalcode

from eventkit.errors import Fault, Unreadable
from eventkit.messages import Listed, Message, foreign
from eventkit.suggestions import suggest
from eventkit.texts.normalisation import as_sentence

FOLDER = files(__package__) / "templates"

ENDING = ".html"

BUILT_IN = "eventkit/"
"""The beginning of the name by which a template extends that of eventkit which it replaces."""


@cache
def built_in_templates() -> Mapping[str, str]:
    return {
        file.name: file.read_text("utf-8")
        for file in sorted(FOLDER.iterdir(), key=lambda file: file.name)
        if file.name.endswith(ENDING)
    }


def load_templates(own: Mapping[str, str]) -> PageTemplates:
    """The templates of a site; those of eventkit are compiled once, as that takes longer than a site."""
    return PageTemplates(own) if own else _built_in()


@cache
def _built_in() -> PageTemplates:
    return PageTemplates({})


class DirectContext(Context):
    """The context of a template that calls functions as they are.

    Jinja's own looks at each call for decorators that ask for the context, which no value of a page has: half
    the time of a call, of which a large site has a million.
    """

    @internalcode
    def call(
        self,
        function: Callable[..., Any],
        /,
        *arguments: Any,
        _loop_vars: object = None,
        _block_vars: object = None,
        **named: Any,
    ) -> Any:
        """The result of a function or macro; the variables of the loop and block are for decorated ones."""
        return function(*arguments, **named)


class PageCodeGenerator(CodeGenerator):
    """The generator of the code of templates, shorter than Jinja's own for what pages do most.

    Output that is markup already is used as it is; Jinja makes a new object of it. Values have attributes and
    no items, so Jinja's second look for an item is left out. Together that is a fifth of the time of a site.
    """

    def _output_child_pre(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if self._is_plain_output(frame, finalize):
            self.write("(value if type(value := ")
        else:
            super()._output_child_pre(node, frame, finalize)

    def _output_child_post(self, node: Expr, frame: Frame, finalize: Any) -> None:
        if self._is_plain_output(frame, finalize):
            self.write(") is Markup else escape(value))")
        else:
            super()._output_child_post(node, frame, finalize)

    @staticmethod
    def _is_plain_output(frame: Frame, finalize: Any) -> bool:
        return bool(frame.eval_ctx.autoescape) and not frame.eval_ctx.volatile and finalize.src is None

    def visit_Getattr(self, node: Getattr, frame: Frame) -> None:  # noqa: N802 - the name of the base class
        if isinstance(node.node, Name) and node.node.name == "self":  # the blocks of a template
            super().visit_Getattr(node, frame)
            return
        self.write("getattr(")
        self.visit(node.node, frame)
        self.write(f", {node.attr!r})")


class PageEnvironment(Environment):
    context_class = DirectContext
    code_generator_class = PageCodeGenerator

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The names that every template knows, in one mapping; Jinja's own looks into two for each page."""
        return {**self.globals, **(d or {})}


class OwnPageEnvironment(SandboxedEnvironment):
    """The environment of an organiser's templates: a sandbox, where they reach values of pages alone.

    A template that extends or includes one of its own name gets that of eventkit.
    """

    def getattr(self, obj: Any, attribute: str) -> Any:
        """An attribute of a value; an error with the value in it if there is none."""
        if not hasattr(obj, attribute) and not isinstance(obj, Mapping | TemplateReference | Undefined):
            raise AttributeError(name=attribute, obj=obj)
        return super().getattr(obj, attribute)

    def join_path(self, template: str, parent: str) -> str:
        return f"{BUILT_IN}{template}" if template == parent else template


class PageTemplates:
    """The templates of a site.

    Texts are escaped, and a name that a template uses and no value has is an error. Those of an organiser
    take the place of those of eventkit.
    """

    def __init__(self, own: Mapping[str, str]) -> None:
        known = built_in_templates()
        for name in own:
            if name not in known:
                hint = suggest(name, known) or Message("Templates: {known}.", known=Listed(tuple(known)))
                raise Unreadable(name, (Fault(Message("No page uses a template of this name.", hint)),))
        self._own = frozenset(own)
        self._sources = {**{f"{BUILT_IN}{name}": text for name, text in known.items()}, **known, **own}
        self._compiled: dict[str, Template] = {}
        self._environment = (OwnPageEnvironment if own else PageEnvironment)(
            loader=FunctionLoader(self._source),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )
        for name in own:
            self.template(name)

    def template(self, name: str) -> Template:
        template = self._compiled.get(name)
        if template is None:
            template = self._compiled[name] = self._compile(name)
        return template

    def _compile(self, name: str) -> Template:
        try:
            return self._environment.get_template(name)
        except TemplateSyntaxError as error:
            raise Unreadable(error.name or name, (Fault(_sentence(error), "", error.lineno),)) from None

    def render(self, template: str, **values: Any) -> bytes:
        with self._faults_of(template):
            return self.template(template).render(values).encode()

    def call(self, template: str, macro: str, *arguments: object) -> str:
        """The markup that a macro of a template makes: much less work than a template of its own."""
        with self._faults_of(template):
            return str(getattr(self.template(template).module, macro)(*arguments))

    @contextmanager
    def _faults_of(self, template: str) -> Iterator[None]:
        try:
            yield
        except TemplateSyntaxError as error:
            raise Unreadable(error.name or template, (Fault(_sentence(error), "", error.lineno),)) from None
        except TemplateNotFound as error:
            fault = Fault(
                Message("It uses the template '{name}', which there is not.", name=str(error.name)), "", None
            )
            raise Unreadable(template, (fault,)) from None
        except Exception as error:
            frames = extract_tb(error.__traceback__)
            places = [(frame.filename, frame.lineno) for frame in frames if frame.filename in self._sources]
            own = [place for place in places if place[0] in self._own]
            name, line = [(template, None), *places[-1:], *own[-1:]][-1]
            if name not in self._own and not isinstance(error, _OF_TEMPLATES):
                raise
            raise Unreadable(name, (Fault(_sentence(error), "", line),)) from None

    def _source(self, name: str) -> tuple[str, str, Callable[[], bool]] | None:
        """A template in the form of Jinja: its text, its name in place of a path, and that it stays so."""
        return (self._sources[name], name, lambda: True) if name in self._sources else None


_OF_TEMPLATES = UndefinedError, TypeError, AttributeError, ValueError
"""The errors that a template of eventkit raises where an organiser's gives it other values."""


def _sentence(error: Exception) -> Message:
    if isinstance(error, RecursionError):
        return Message("It calls itself without end.")
    if isinstance(error, AttributeError) and error.name:
        known = [name for name in dir(error.obj) if not name.startswith("_")]
        return Message("There is no value '{name}' here.", suggest(error.name, known), name=error.name)
    text = error.message or "" if isinstance(error, TemplateError) else str(error)
    return foreign(as_sentence(text))
