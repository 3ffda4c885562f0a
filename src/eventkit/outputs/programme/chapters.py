"""What a book is made of, by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eventkit.outputs.programme.binding import Chapter
from eventkit.outputs.programme.contents import set_contents
from eventkit.outputs.programme.days import compose_days
from eventkit.outputs.programme.design import SECTIONS, SectionName
from eventkit.outputs.programme.glance import set_overview
from eventkit.outputs.programme.index import PeopleIndex
from eventkit.outputs.programme.organisations import set_organisations
from eventkit.outputs.programme.posters import poster_index
from eventkit.outputs.programme.practical import set_practical_information
from eventkit.outputs.programme.rooms import room_index
from eventkit.outputs.programme.setting import PrintContext


def select_sections(sections: Iterable[SectionName], order: Iterable[SectionName]) -> tuple[SectionName, ...]:
    """The sections that are wanted, in order: the cover, those that ``order`` names, the others.

    Args:
        sections: Those that are wanted; all where none are named.
        order: Those that come first; the others follow as they usually do.
    """
    wanted = dict.fromkeys([*sections] or SECTIONS)
    first = [name for name in dict.fromkeys(order) if name in wanted]
    named = [*first, *(name for name in SECTIONS if name in wanted and name not in first)]
    return tuple(sorted(named, key=lambda name: name != "cover"))


def build_chapters(context: PrintContext, names: Sequence[SectionName]) -> list[Chapter]:
    """The chapters of these names, without cover and notes; each day has its grid before its sessions."""
    of_days = frozenset(name for name in names if name in {"grid", "sessions"})
    index = PeopleIndex(context)
    made: dict[SectionName, Chapter] = {
        "practical": Chapter(lambda *_: set_practical_information(context)),
        "contents": Chapter(
            lambda *told: [set_contents(context, *told)], prints_page_numbers=True, reads_sections=True
        ),
        "glance": Chapter(lambda *_: set_overview(context)),
        "grid": Chapter(lambda *_: compose_days(context, of_days)),
        "sessions": Chapter(lambda *_: compose_days(context, of_days)),
        "posters": Chapter(lambda places, _: poster_index(context, places), prints_page_numbers=True),
        "rooms": Chapter(lambda places, _: room_index(context, places), prints_page_numbers=True),
        "speakers": Chapter(lambda places, _: index.sections(places), prints_page_numbers=True),
        "organisations": Chapter(lambda *_: set_organisations(context)),
    }
    if len(of_days) > 1:  # they stand together, where the first of them is named
        del made[max(of_days, key=names.index)]
    return [made[name] for name in names if name in made]
