"""Book peer: the same programme made with WeasyPrint, from HTML with a style sheet.

It has the texts of our book: titles, people with positions, rooms, times, abstracts, a table of contents and
an index, both with page numbers by ``target-counter``; and no grids, no days side by side, no index of rooms.
Its fonts are those of the system, which must have Noto Sans and Noto Sans CJK.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from html import escape
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from eventkit import Schedule
from eventkit.model import Session
from eventkit.wording import Wording
from eventkit.wording.name_lines import name_forms, position_lines

INSTALLED = find_spec("weasyprint") is not None

STYLE = """
@page { size: 148mm 210mm; margin: 19mm 17mm 16mm 13mm; @bottom-right { content: counter(page); } }
body { font: 8.5pt/12pt FAMILIES; hyphens: auto; }
h1 { page-break-before: always; font-size: 14pt; } h2 { font-size: 10.5pt; margin: 4mm 0 0; }
h1, h2, .where { page-break-after: avoid; } p { margin: 1mm 0; orphans: 2; widows: 2; }
.where, .second { font-size: 7.5pt; color: #5a5f66; } a { color: inherit; text-decoration: none; }
.leads::after { content: leader('.') target-counter(attr(href), page); }
"""


def make_book(schedule: Schedule, languages: tuple[str, ...]) -> tuple[bytes, int]:
    """The PDF file of the programme, and the number of its pages."""
    style = STYLE.replace("FAMILIES", "'Noto Sans', 'Noto Sans CJK SC', sans-serif")
    text = "".join(_html(schedule, languages))
    html = import_module("weasyprint").HTML(
        string=f"<html lang='{languages[0]}'><style>{style}</style>{text}</html>"
    )
    document = html.render()
    with tempfile.TemporaryDirectory() as name:
        out = Path(name, "programme.pdf")
        document.write_pdf(out)
        return out.read_bytes(), len(document.pages)


def _html(schedule: Schedule, languages: tuple[str, ...]) -> Iterator[str]:
    words = [Wording.of(language) for language in languages]
    yield f"<h1>{escape(schedule.conference.title.best(*languages)[1])}</h1>"
    yield f"<h1>{words[0].word('contents')}</h1>"
    for on, sessions in schedule.days.items():
        yield f"<p><a class=leads href='#day-{on}'>{words[0].day(on)}</a></p>"
        for session in sessions:
            title = escape(session.title.best(*languages)[1])
            yield f"<p><a class=leads href='#{session.id}'>{title}</a></p>"
    for on, sessions in schedule.days.items():
        yield f"<h1 id='day-{on}'>{' · '.join(wording.day(on) for wording in words)}</h1>"
        for session in sessions:
            for _, part in schedule.within(session):
                yield from _session(schedule, part, languages)
    yield f"<h1>{words[0].word('speakers')}</h1>"
    for participant in sorted(schedule.participants, key=lambda participant: participant.sort_key):
        if appearances := schedule.appearances(participant.id):
            yield f"<h2 id='{participant.id}'>{escape(participant.name[0].full)}</h2>"
            yield "".join(
                f"<p class=second>{escape(line)}</p>"
                for _, line in position_lines(schedule, participant, languages)
            )
            for session, _ in appearances:
                title = escape(session.title.best(*languages)[1])
                yield f"<p><a class=leads href='#{session.id}'>{title}</a></p>"


def _session(schedule: Schedule, session: Session, languages: tuple[str, ...]) -> Iterator[str]:
    titles = [escape(string) for _, string in session.title.versions(languages)]
    yield f"<h2 id='{session.id}'>{'<br>'.join(titles)}</h2>"
    rooms = (schedule.room(room).name.best(*languages)[1] for room in schedule.rooms_of(session))
    when = ""
    if session.slot:
        start, end = (schedule.wall(time) for time in (session.slot.period.start, session.slot.period.end))
        when = Wording.of(languages[0]).times(start, end)
    yield f"<p class=where>{when} {escape(', '.join(rooms))}</p>"
    if session.abstract:
        for language, text in session.abstract.versions(languages):
            yield f"<p lang='{language}'>{escape(text)}</p>"
    for appearance in session.people:
        participant = schedule.participant(appearance.participant)
        names = escape("  ".join(form.full for form in name_forms(schedule, participant, languages)))
        yield f"<p><a href='#{participant.id}'><b>{names}</b></a></p>"
        yield "".join(
            f"<p class=second>{escape(line)}</p>"
            for _, line in position_lines(schedule, appearance, languages)
        )
