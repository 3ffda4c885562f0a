"""The list of posters, each with the page that tells more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import methodcaller

from eventkit.model import Kind, Session, Status
from eventkit.outputs.programme.leading import set_dot_leader, without_number_column
from eventkit.outputs.programme.look import secondary_style
from eventkit.outputs.programme.sections import Section, build_section, session_anchor
from eventkit.outputs.programme.setting import PrintContext, set_stacked
from eventkit.typesetting import Span
from eventkit.typesetting.flow import Piece, together
from eventkit.typesetting.tagged import item, within
from eventkit.wording import Wording
from eventkit.wording.several import forms

POSTERS = "posters"


def poster_index(context: PrintContext, places: Mapping[str, str]) -> Iterator[Section]:
    """All posters, by time and as they are written; nothing where there is none."""
    found = [
        session
        for session in context.schedule.in_order
        if session.kind is Kind.POSTER and session.status is not Status.CANCELLED
    ]
    # What holds posters is often called one, too.
    found = [each for each in found if not any(part in found for part in context.schedule.parts(each.id))]
    if found:
        pieces = within("L", [piece for each in found for piece in item(_set_poster(context, each, places))])
        say, columns = methodcaller("word", "posters"), context.page_format.columns
        yield build_section(context, POSTERS, say, pieces, columns=columns)


def _set_poster(context: PrintContext, session: Session, places: Mapping[str, str]) -> list[Piece]:
    column, style, about = (
        context.column(of=context.page_format.columns),
        context.type_scale.entry,
        (session.id,),
    )
    inner = without_number_column(context, column)
    titles = context.text_spans(session.title, style, secondary_style(style))
    lines = set_dot_leader(
        context,
        set_stacked(titles, inner, about),
        session_anchor(session),
        places,
        column,
        style=context.type_scale.number,
    )
    names = _presenter_names(context, session)
    lines += inner.lines(names, about) if names else ()
    return together(lines, before=context.page_format.leading / 2)


def _presenter_names(context: PrintContext, session: Session) -> list[Span]:
    """Who shows it, by the name their readers know."""
    languages = context.languages
    said = []
    for each in session.people:
        if each.comes:
            participant = context.schedule.participant(each.participant)
            form = forms(context.schedule, participant, languages)[0]
            said.append(Wording.of(form.language).introduced(participant, form))
    text = context.wordings[0].listed(said)
    return [Span(text, languages[0], context.type_scale.position)] if said else []
