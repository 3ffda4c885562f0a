"""What a book is made of, by name."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from eventkit.outputs.programme.binding import Chapter
from eventkit.outputs.programme.contents import contents
from eventkit.outputs.programme.days import days
from eventkit.outputs.programme.design import SECTIONS, SectionName
from eventkit.outputs.programme.glance import glance
from eventkit.outputs.programme.index import Index
from eventkit.outputs.programme.organisations import organisations
from eventkit.outputs.programme.posters import posters
from eventkit.outputs.programme.practical import practical
from eventkit.outputs.programme.rooms import rooms
from eventkit.outputs.programme.setting import Setting


def chosen(sections: Iterable[SectionName], order: Iterable[SectionName]) -> tuple[SectionName, ...]:
    """The sections that are wanted, in order: the cover, those that ``order`` names, the others.

    Args:
        sections: Those that are wanted; all where none are named.
        order: Those that come first; the others follow as they usually do.
    """
    wanted = dict.fromkeys([*sections] or SECTIONS)
    first = [name for name in dict.fromkeys(order) if name in wanted]
    named = [*first, *(name for name in SECTIONS if name in wanted and name not in first)]
    return tuple(sorted(named, key=lambda name: name != "cover"))


def chapters(setting: Setting, names: Sequence[SectionName]) -> list[Chapter]:
    """The chapters of these names, without cover and notes; each day has its grid before its sessions."""
    of_days = frozenset(name for name in names if name in {"grid", "sessions"})
    index = Index(setting)
    made: dict[SectionName, Chapter] = {
        "practical": Chapter(lambda *_: practical(setting)),
        "contents": Chapter(lambda *told: [contents(setting, *told)], told=True, lists=True),
        "glance": Chapter(lambda *_: glance(setting)),
        "grid": Chapter(lambda *_: days(setting, of_days)),
        "sessions": Chapter(lambda *_: days(setting, of_days)),
        "posters": Chapter(lambda places, _: posters(setting, places), told=True),
        "rooms": Chapter(lambda places, _: rooms(setting, places), told=True),
        "speakers": Chapter(lambda places, _: index.sections(places), told=True),
        "organisations": Chapter(lambda *_: organisations(setting)),
    }
    if len(of_days) > 1:  # they stand together, where the first of them is named
        del made[max(of_days, key=names.index)]
    return [made[name] for name in names if name in made]
