"""The list of posters, each with the page that tells more."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from operator import methodcaller

from eventkit.model import Kind, Session, Status
from eventkit.outputs.programme.leading import leading, narrowed
from eventkit.outputs.programme.look import second
from eventkit.outputs.programme.sections import Section, section, session_anchor
from eventkit.outputs.programme.setting import Setting, below
from eventkit.typesetting import Span
from eventkit.typesetting.flow import Piece, together
from eventkit.typesetting.tagged import item, within
from eventkit.wording import Wording
from eventkit.wording.several import forms

ANCHOR = "posters"


def posters(setting: Setting, places: Mapping[str, str]) -> Iterator[Section]:
    """All posters, by time and as they are written; nothing where there is none."""
    found = [
        session
        for session in setting.schedule.in_order
        if session.kind is Kind.POSTER and session.status is not Status.CANCELLED
    ]
    # What holds posters is often called one, too.
    found = [each for each in found if not any(part in found for part in setting.schedule.parts(each.id))]
    if found:
        pieces = within("L", [piece for each in found for piece in item(_entry(setting, each, places))])
        say, columns = methodcaller("word", "posters"), setting.sheet.columns
        yield section(setting, ANCHOR, say, pieces, columns=columns)


def _entry(setting: Setting, session: Session, places: Mapping[str, str]) -> list[Piece]:
    column, style, about = setting.column(of=setting.sheet.columns), setting.type.entry, (session.id,)
    inner = narrowed(setting, column)
    titles = setting.text(session.title, style, second(style))
    lines = leading(
        setting,
        below(titles, inner, about),
        session_anchor(session),
        places,
        column,
        style=setting.type.number,
    )
    names = _names(setting, session)
    lines += inner.lines(names, about) if names else ()
    return together(lines, before=setting.sheet.line / 2)


def _names(setting: Setting, session: Session) -> list[Span]:
    """Who shows it, by the name their readers know."""
    languages = setting.languages
    said = []
    for each in session.people:
        if each.comes:
            participant = setting.schedule.participant(each.participant)
            form = forms(setting.schedule, participant, languages)[0]
            said.append(Wording.of(form.language).introduced(participant, form))
    text = setting.wordings[0].listed(said)
    return [Span(text, languages[0], setting.type.position)] if said else []
