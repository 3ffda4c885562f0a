"""Addresses of the public site: unique, relative to each other, without characters that need an escape."""

from __future__ import annotations

from datetime import date, timedelta
from operator import itemgetter
from urllib.parse import quote, urljoin

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventkit.model import ID_PATTERN
from eventkit.public_pages.page_addresses import (
    CALENDARS,
    DATA,
    FOLDERS,
    SitePage,
    absolute_url,
    calendar_file,
    data_file,
    day_page,
    entity_page,
    in_language,
    relative_link,
    session_page,
    site_page,
)
from eventkit.schedule import EntityKind
from eventkit.texts.localised import canonicalise_tag

IDS = st.one_of(
    st.sampled_from(["people", "index", "2027-09-06", "now", "en", "a.html", "calendars", "data", "con"]),
    st.from_regex(ID_PATTERN, fullmatch=True),
)
LANGUAGES = st.sampled_from(["en", "zh", "zh-Hant", "cal", "dat", "pt-BR", "und"])
DAYS = st.integers(0, 3).map(lambda days: date(2027, 9, 6) + timedelta(days))
PAGES = st.one_of(
    st.builds(
        lambda page, language: ((page, language), site_page(page, language)),
        st.sampled_from(SitePage),
        LANGUAGES,
    ),
    st.builds(lambda day, language: ((day, language), day_page(day, language)), DAYS, LANGUAGES),
    st.builds(
        lambda kind, id_, language: ((kind, id_, language), entity_page(kind, id_, language)),
        st.sampled_from([*FOLDERS]),
        IDS,
        LANGUAGES,
    ),
)
"""What a page is of, and its path."""


def test_a_session_called_like_a_list_has_a_page_of_its_own() -> None:
    assert session_page("people", "en") == "en/sessions/people.html"
    assert site_page(SitePage.PEOPLE, "en") == "en/people.html"
    assert day_page(date(2027, 9, 6), "zh-Hant") == "zh-Hant/days/2027-09-06.html"


@given(st.lists(PAGES, min_size=2, max_size=6, unique_by=itemgetter(0)))
def test_no_two_pages_share_an_address_even_where_case_is_ignored(pages) -> None:
    assert len({path.casefold() for _, path in pages}) == len(pages)


@given(PAGES, PAGES)
def test_a_relative_link_leads_from_any_page_to_any_other(target, source) -> None:
    (_, to), (_, at) = target, source
    link = relative_link(to, at)
    assert link == quote(link, safe="/"), "no character needs an escape"
    assert urljoin(f"https://example.org/2027/{at}", link) == absolute_url("https://example.org/2027/", to)
    assert len(link) <= len(to) + len("../../")


def test_the_same_page_in_another_language_has_the_same_path() -> None:
    assert in_language("zh-Hant/rooms/hall.html", "zh-Hant", "en") == "en/rooms/hall.html"
    with pytest.raises(ValueError, match=r"'zh/now\.html' is not in the language 'en'"):
        in_language("zh/now.html", "en", "zh")


@pytest.mark.parametrize("folder", [CALENDARS, DATA])
def test_no_language_has_the_name_of_another_folder(folder: str) -> None:
    with pytest.raises(ValueError, match="not a language tag"):
        canonicalise_tag(folder)
    assert calendar_file("en/all.ics") == "calendars/en/all.ics"
    assert data_file("schedule.json") == "data/schedule.json"


def test_every_kind_of_entity_but_the_conference_has_pages() -> None:
    assert {*EntityKind} == {*FOLDERS, EntityKind.CONFERENCE}


@pytest.mark.parametrize("id_", ["con", "aux", "nul", "lpt1", "con.1", "com9.html", "console", "con-1"])
def test_no_file_has_the_name_of_a_device_on_windows(id_):
    name = entity_page(EntityKind.SESSION, id_, "en").rpartition("/")[2]
    assert name.partition(".")[0] not in {"con", "aux", "nul", "lpt1", "com9"}
    assert name.replace("_", "", 1) == f"{id_}.html"
