"""What is said to readers of each language."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from importlib.resources import files
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from eventkit.model import (
    Affiliation,
    Appearance,
    Enumeration,
    Involvement,
    Kind,
    Organisation,
    Participant,
    Role,
)
from eventkit.schedule import Schedule
from eventkit.texts import Text
from eventkit.wording import LANGUAGES, SiteWord, Word, Wording
from eventkit.wording.fixed_words import words
from structure.source import ROOT


def test_there_is_a_file_for_each_language_and_no_other():
    there = {
        file.name.removesuffix(".toml") for file in files("eventkit.wording").joinpath("languages").iterdir()
    }

    assert there == set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_every_word(language):
    tables = words(language)

    assert set(tables["word"]) == set(get_args(Word))
    assert set(tables["site"]) == set(get_args(SiteWord))
    for enumeration in Enumeration.__subclasses__():
        assert set(tables[enumeration.section()]) == {value.value for value in enumeration}
    for table in tables.values():
        for text in table.values() if isinstance(table, dict) else [table]:
            forms = text if isinstance(text, list) else [text]
            assert len(forms) == (2 if isinstance(text, list) else 1)
            assert all(form.strip() for form in forms)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders(language):
    for table in ("word", "site"):
        for name, text in words(language)[table].items():
            places = re.findall(r"{\w+}", text)
            assert sorted(places) == sorted(re.findall(r"{\w+}", words("en")[table][name])), name
            assert text.count("{") == text.count("}") == len(places), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_role_has_a_capacity_of_its_own_for_sentences(language):
    wording = Wording.of(language)
    capacities = {role: wording.capacity(role) for role in Role}

    assert set(words(language)["capacity"]) == {role.value for role in Role}
    assert all(capacity != wording.label(role) for role, capacity in capacities.items())
    assert not any(capacity[0].isupper() or capacity.endswith(".") for capacity in capacities.values())
    assert capacities[Role.OPENING_REMARKS] != capacities[Role.SPEAKER]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nobody_is_called_a_speech_on_a_badge(language):
    wording = Wording.of(language)
    for role in (Role.OPENING_REMARKS, Role.CLOSING_REMARKS):
        assert wording.bearer(role) not in {wording.label(role), wording.label(role, many=True)}
    assert wording.bearer(Role.CHAIR) == wording.label(Role.CHAIR)


def test_labels_have_a_form_for_the_heading_of_several():
    english = Wording.of("en")

    assert english.label(Role.PANELLIST) == "Panellist"
    assert english.label(Role.PANELLIST, many=True) == "Panellists"
    assert english.label(Kind.PANEL) == "Panel discussion"
    assert Wording.of("zh").label(Involvement.ORGANISER) == "主办单位"


@pytest.mark.parametrize(
    ("asked", "words_in"),
    [
        ("en-GB", "en"),
        ("zh-Hans", "zh"),
        ("zh-CN", "zh"),
        ("zh-TW", "zh-Hant"),
        ("zh-Hant-HK", "zh-Hant"),
        ("pt-BR", "pt"),
        ("it", "en"),
        ("und", "en"),
        ("tlh", "en"),
    ],
)
def test_any_language_is_accepted_and_the_one_used_is_reported(asked, words_in):
    wording = Wording.of(asked)

    assert (wording.asked, wording.language) == (asked, words_in)


def test_a_language_without_words_of_its_own_is_known_as_one():
    fallbacks = [
        tag for tag in ("en-GB", "zh-TW", "fa-IR", "he", "und", "it", "tlh") if Wording.of(tag).is_fallback
    ]

    assert fallbacks == ["it", "tlh"]


@pytest.mark.parametrize(
    ("language", "country", "day", "time"),
    [
        ("fa", "IR", "۶ سپتامبر ۲۰۲۷", "۰۹:۳۰–۱۰:۴۵"),
        ("ar", "EG", "٦ سبتمبر ٢٠٢٧", "٠٩:٣٠–١٠:٤٥"),
        ("ar", "AE", "6 سبتمبر 2027", "09:30–10:45"),
        ("ar-MA", "EG", "6 شتنبر 2027", "09:30–10:45"),
        ("ar", None, "6 سبتمبر 2027", "09:30–10:45"),
        ("he", "IL", "6 בספטמבר 2027", "09:30–10:45"),
    ],
)
def test_print_has_the_digits_of_the_language_in_a_country(language, country, day, time):
    wording, on = Wording.of(language).with_own_figures(country), date(2027, 9, 6)
    start, end = (datetime.fromisoformat(f"2027-09-06T{at}") for at in ("09:30", "10:45"))

    assert wording.days(on, on) == day
    assert wording.times(start, end) == time


@pytest.mark.parametrize(
    ("language", "country", "number"),
    [
        ("fa", "IR", "۱٬۲۰۰"),
        ("ar", "EG", "١٬٢٠٠"),
        ("ar", "AE", "1,200"),
        ("en", "EG", "1,200"),
        ("ar", None, "1,200"),
    ],
)
def test_thousands_have_the_separator_of_their_digits(language, country, number):
    assert Wording.of(language).with_own_figures(country).number(1200) == number
    assert Wording.of(language).number(1200) == "1,200"


def test_a_language_without_a_word_list_uses_its_own_cldr_dates():
    assert Wording.of("it").day(date(2022, 11, 5)) == "sabato 5 novembre 2022"
    assert Wording.of("it").locale.language == "it"
    assert Wording.of("tlh").day(date(2022, 11, 5)) == "Saturday, 5 November 2022"
    assert Wording.of("tlh").locale.language == "en"


def test_words_are_filled_in_and_set_off_as_the_language_does():
    assert Wording.of("en").word("as-of", date="5 May") == "As of 5 May"
    assert Wording.of("zh").word("cancelled-title", title="{开幕式}") == "已取消：{开幕式}"
    assert Wording.of("en").pair("Room", "4.2") == "Room: 4.2"
    assert Wording.of("zh").pair("会议室", "4.2") == "会议室：4.2"
    assert Wording.of("fr").pair("Salle", "4.2") == "Salle\N{NO-BREAK SPACE}: 4.2"
    assert Wording.of("en").listed(["a", "b"]) == "a, b"
    assert Wording.of("ja").listed(["a", "b"]) == "a、b"


@pytest.mark.parametrize(
    ("language", "day", "short"),
    [
        ("en", "Saturday, 5 November 2022", "Sat, 5 Nov"),
        ("en-US", "Saturday, November 5, 2022", "Sat, Nov 5"),
        ("zh", "2022年11月5日星期六", "11月5日周六"),
        ("zh-Hant", "2022年11月5日 星期六", "11月5日 週六"),
        ("fr", "samedi 5 novembre 2022", "sam. 5 nov."),
        ("ko", "2022년 11월 5일 토요일", "11월 5일 (토)"),
        ("ar", "السبت، 5 نوفمبر 2022", "السبت، 5 نوفمبر"),
    ],
)
def test_days_are_written_as_cldr_has_them(language, day, short):
    wording = Wording.of(language)

    assert wording.day(date(2022, 11, 5)) == day
    assert wording.short_day(date(2022, 11, 5)) == short


def test_a_short_day_of_another_year_than_the_conference_has_its_year(forum):
    on = forum.conference.start
    for language, short in (("en", "Sat, 5 Nov 2022"), ("zh", "2022年11月5日周六")):
        wording = Wording.of(language)
        later = forum.conference.model_copy(update={"start": date(2023, 1, 1), "end": date(2024, 1, 1)})
        assert wording.short_day_of(later, date(2022, 11, 5)) == short
        assert wording.short_day_of(forum.conference, on) == wording.short_day(on)


@pytest.mark.parametrize(
    ("language", "start", "end", "days"),
    [
        ("en", (2022, 11, 5), (2022, 11, 5), "5 November 2022"),
        ("en", (2022, 11, 5), (2022, 11, 7), "5–7 November 2022"),
        ("en", (2022, 10, 30), (2022, 11, 7), "30 October – 7 November 2022"),
        ("en", (2022, 12, 30), (2023, 1, 2), "30 December 2022 – 2 January 2023"),
        ("en-US", (2022, 11, 5), (2022, 11, 7), "November 5 – 7, 2022"),
        ("de", (2022, 11, 5), (2022, 11, 7), "5.–7. November 2022"),
        ("zh", (2022, 11, 5), (2022, 11, 7), "2022年11月5日至7日"),
        ("es", (2022, 11, 5), (2022, 11, 7), "5–7 de noviembre de 2022"),
    ],
)
def test_date_ranges_print_shared_parts_once(language, start, end, days):
    printed = Wording.of(language).days(date(*start), date(*end))

    assert printed.replace("\N{THIN SPACE}", " ") == days  # CLDR sets a thin one beside the dash


@pytest.mark.parametrize(
    ("language", "patterns", "ranges"),
    [
        (
            "zh",
            {"d": ["y年MMMd日–", "d日"], "M": ["y年MMMd日–", "MMMd日"], "y": ["y年MMMd日–", "y年MMMd日"]},
            ["2027年10月15日–16日", "2027年10月30日–11月1日", "2027年12月30日–2028年1月1日"],
        ),
        (
            "zh-Hant",
            {"d": ["y年M月d日至", "d日"], "M": ["y年M月d日至", "M月d日"], "y": ["y年M月d日至", "y年M月d日"]},
            ["2027年10月15日至16日", "2027年10月30日至11月1日", "2027年12月30日至2028年1月1日"],
        ),
        (
            "ko",
            {
                "d": ["y년 M월 d일~", "d일"],
                "M": ["y년 MMM d일~", "MMM d일"],
                "y": ["y년 MMM d일~", "y년 MMM d일"],
            },
            ["2027년 10월 15일~16일", "2027년 10월 30일~11월 1일", "2027년 12월 30일~2028년 1월 1일"],
        ),
        (
            "ru",
            {"d": ["d—", "d MMM y"], "M": ["d MMM — ", "d MMM y"], "y": ["d MMM y — ", "d MMM y"]},
            ["15—16 октября 2027", "30 октября — 1 ноября 2027", "30 декабря 2027 — 1 января 2028"],
        ),
    ],
)
def test_ranges_write_months_as_single_days_do(monkeypatch, language, patterns, ranges):
    """The patterns are those of CLDR 48, which abbreviates months that were numbers in CLDR 47."""
    monkeypatch.setattr(Locale, "interval_formats", {"yMMMd": patterns})
    wording = Wording.of(language)
    periods = (
        (date(2027, 10, 15), date(2027, 10, 16)),
        (date(2027, 10, 30), date(2027, 11, 1)),
        (date(2027, 12, 30), date(2028, 1, 1)),
    )

    assert [wording.days(*period) for period in periods] == ranges


def test_hours_are_the_same_in_every_language_and_mark_the_next_day():
    evening = datetime(2022, 11, 5, 22)  # noqa: DTZ001 - wall times are naive

    for language in ("en-US", "zh", "ar"):
        wording = Wording.of(language)
        assert wording.times(evening.replace(hour=9), evening.replace(hour=9, minute=40)) == "09:00–09:40"
        assert wording.times(evening, evening.replace(day=6, hour=0, minute=30)) == "22:00–00:30 +1"
        night = (evening.replace(day=6, hour=1), evening.replace(day=6, hour=2))
        assert wording.times(*night) == "01:00–02:00"
        assert wording.times(*night, evening.date()) == "01:00 +1–02:00 +1"


def person(honorific: dict[str, str] | None, **forms: str) -> Participant:
    return Participant.model_validate({"id": "x", "name": forms, "honorific": honorific})


@pytest.mark.parametrize(
    ("honorific", "language", "name", "announced"),
    [
        ({"en": "H.E. Ms."}, "en", "Song Yuyan", "H.E. Ms. Song Yuyan"),
        ({"en": "Ms.", "zh": "女士"}, "zh", "宋雨燕", "宋雨燕女士"),
        ({"ja": "教授"}, "ja", "関孝和", "関孝和教授"),
        ({"ko": "교수"}, "ko", "김민수", "김민수 교수"),
        ({"ar": "د."}, "ar", "مريم", "د. مريم"),
        ({"en": "Ms."}, "zh", "宋雨燕", "宋雨燕"),
        ({"zh": "女士"}, "en", "Song Yuyan", "Song Yuyan"),
        ({"en": "Prof."}, "de", "Emmy Noether", "Prof. Emmy Noether"),
        (None, "en", "Hypatia", "Hypatia"),
    ],
)
def test_names_are_announced_by_the_custom_of_their_script(honorific, language, name, announced):
    who = person(honorific, **{language: name})

    assert Wording.of("en").introduced(who, who.name[0]) == announced
    assert Wording.of("zh").introduced(who, who.name[0]) == announced


def test_an_honorific_is_in_the_language_of_the_page_where_the_script_of_the_name_allows():
    who = person({"en": "Mr.", "fr": "M.", "zh": "先生"}, en="Li Fei")

    assert Wording.of("fr").introduced(who, who.name[0]) == "M. Li Fei"
    assert Wording.of("zh").introduced(who, who.name[0]) == "Mr. Li Fei"


PKU = {"en": "Peking University", "zh": "北京大学"}


@pytest.mark.parametrize(
    ("language", "position", "organisation", "line"),
    [
        ("en", {"en": "Professor", "zh": "教授"}, PKU, "Professor, Peking University"),
        ("zh", {"en": "Professor", "zh": "教授"}, PKU, "北京大学教授"),
        ("zh", {"en": "Professor"}, PKU, "Professor, Peking University"),
        ("zh", {"zh": "总干事"}, {"en": "UNIDO"}, "UNIDO 总干事"),
        ("ko", {"ko": "교수"}, {"ko": "서울대학교"}, "서울대학교 교수"),
        ("ar", {"ar": "أستاذة"}, {"ar": "جامعة القاهرة"}, "أستاذة، جامعة القاهرة"),
        ("am", {"am": "ሚኒስትር"}, {"am": "ትምህርት ሚኒስቴር"}, "ሚኒስትር፣ ትምህርት ሚኒስቴር"),
        ("en", None, PKU, "Peking University"),
        ("en", {"en": "Professor"}, None, "Professor"),
    ],
)
def test_positions_and_organisations_are_joined_by_the_custom_of_their_script(
    language, position, organisation, line
):
    at = Organisation(id="o", name=Text(organisation)) if organisation else None

    assert Wording.of(language).affiliation(Text(position) if position else None, at, "en") == line


def test_affiliations_are_those_of_the_appearance_or_else_of_the_participant():
    then = Appearance(participant="lin", affiliations=(Affiliation(position=Text("Guest", "en")),))
    conference = {
        "id": "c",
        "uid": "5c3d2b0e-1111-4222-8333-444455556666",
        "title": "C",
        "start": "2026-10-24",
        "end": "2026-10-24",
        "zone": "Asia/Shanghai",
        "languages": ["en", "zh"],
    }
    lin = {
        "id": "lin",
        "name": "Lin Yifu",
        "affiliations": [
            {"position": {"en": "Dean"}, "organisation": "pku"},
            {"position": {"en": "Adviser"}},
        ],
    }
    of = Schedule.model_validate(
        {"conference": conference, "organisations": [{"id": "pku", "name": PKU}], "participants": [lin]}
    )
    english = Wording.of("en")

    assert english.affiliations(of, of.participants[0]) == ("Dean, Peking University", "Adviser")
    assert english.affiliations(of, then) == ("Guest",)
    assert english.with_affiliations("Lin", ["Dean, PKU", "Adviser"]) == "Lin, Dean, PKU; Adviser"
    assert Wording.of("zh").with_affiliations("林毅夫", ["院长", "顾问"]) == "林毅夫，院长；顾问"
    assert english.with_affiliations("Lin", []) == "Lin"


def test_languages_and_countries_have_their_names_from_cldr():
    assert Wording.of("en").language_name("zh") == "Chinese"
    assert Wording.of("en").language_name("zh-Hant-HK") == "Traditional Chinese"
    assert Wording.of("zh").language_name("pt-BR") == "巴西葡萄牙语"
    assert Wording.of("en").language_name("und-x-private") == "Unknown language"
    assert Wording.of("en").language_name("qqq") == "qqq"
    assert Wording.of("fr").country("ET") == "Éthiopie"
    assert Wording.of("fr").country("XQ") == "XQ"


def test_words_of_the_site_are_filled_in_or_left_to_a_script() -> None:
    assert Wording.of("en").site_word("keep", title="{Opening}") == "Add to my programme: {Opening}"
    assert Wording.of("de-AT").site_word("draft-of", date="14. August 2027") == "Entwurf vom 14. August 2027"
    assert Wording.of("it").site_word("skip") == "Skip to content"
    assert Wording.of("zh").site_template("your-time") == "您当地时间\u200b{time}"


@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"en"}))
def test_no_word_of_the_site_is_left_in_english(language) -> None:
    # Some words are the same in two languages.
    same = {name for name, text in words(language)["site"].items() if text == words("en")["site"][name]}
    assert same <= {"programme", "offline", "changes"}


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "09:00–10:30"),
        ("en-US", "09:00\N{THIN SPACE}–\N{THIN SPACE}10:30"),
        ("zh", "09:00–10:30"),
        ("zh-Hant", "09:00 – 10:30"),
        ("ar", "09:00–10:30"),
        ("de", "09:00–10:30"),
        ("es", "9:00–10:30"),
        ("fr", "09:00\N{THIN SPACE}–\N{THIN SPACE}10:30"),
        ("ja", "9:00～10:30"),
        ("ko", "09:00 ~ 10:30"),
        ("am", "09:00–10:30"),
        ("fi", "9.00–10.30"),
        ("fa", "9:00 تا 10:30"),
        ("th", "09:00 น. – 10:30 น."),
        ("tlh", "09:00–10:30"),
    ],
)
def test_time_ranges_are_written_as_cldr_has_them(language, text) -> None:
    start, end = (datetime.fromisoformat(f"2022-11-05T{at}") for at in ("09:00", "10:30"))
    times = Wording.of(language).time_range(start, end)

    assert str(times) == text
    assert times.start == Wording.of(language).time(start)
    assert times.separator.strip(" \N{THIN SPACE}") in {"–", "～", "~", "تا"}


def test_weekdays_months_and_cities_of_zones() -> None:
    english, chinese, arabic = map(Wording.of, ("en", "zh", "ar"))
    on = date(2027, 9, 6)

    assert (english.weekday(on), english.weekday(on, short=True)) == ("Monday", "Mon")
    assert (chinese.weekday(on), chinese.weekday(on, short=True)) == ("星期一", "周一")
    assert (english.month(on), chinese.month(on), arabic.month(on)) == (
        "September 2027",
        "2027年9月",
        "سبتمبر 2027",
    )
    assert arabic.zone_city(ZoneInfo("Africa/Cairo")) == "القاهرة"
    assert english.zone_city(ZoneInfo("America/Argentina/Buenos_Aires")) == "Buenos Aires"
    assert english.zone_city(ZoneInfo("UTC")) == "UTC"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        ("en", "English"),
        ("zh", "中文"),
        ("zh-Hant", "繁體中文"),
        ("ar", "العربية"),
        ("fr", "Français"),
        ("ru", "Русский"),
        ("pt", "Português"),
        ("pt-BR", "Português (Brasil)"),
        ("en-GB", "British English"),
        ("tlh", "tlh"),
        ("und", "und"),
    ],
)
def test_a_language_is_named_in_itself(language, name) -> None:
    assert Wording.of(language).own_name == name


def test_every_word_of_the_site_is_used() -> None:
    sources = [
        path.read_text("utf-8") for path in (ROOT / "src").rglob("*") if path.suffix in (".py", ".html")
    ]
    calls = [
        call
        for source in sources
        for pattern in (r"(?:site_word|site_template|script_words)\(([^()]*)", r": SiteWord = (.*)")
        for call in re.findall(pattern, source)
    ]
    used = {name for call in calls for name in re.findall(r'"([\w-]+)"', call)}

    assert set(get_args(SiteWord)) - used == set()


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", "Live (English)"),
        ("ar", "Live (English)"),
        ("zh", "Live（English）"),
        ("ja", "Live（English）"),
    ],
)
def test_a_note_is_in_the_brackets_of_the_language(language: str, expected: str) -> None:
    assert Wording.of(language).annotated("Live", "English") == expected


def test_a_day_and_a_time_are_joined_by_the_comma_of_the_language() -> None:
    """Seen: a Latin comma in Arabic."""
    moment = datetime(2027, 9, 6, 18, 30, tzinfo=UTC)
    assert Wording.of("ar-AE").moment(moment) == "الاثنين، 6 سبتمبر 2027، 18:30"
    assert Wording.of("en").moment(moment) == "Monday, 6 September 2027, 18:30"


def test_an_erased_person_is_listed_in_the_words_of_the_language():
    person = Participant(id="withdrawn-1a2b", name={"und": "(withdrawn)"})
    other = Participant(id="ada", name={"en": "Ada", "zh": "阿达"})
    assert Wording.of("zh").listed_name(person, "en") == "（已删除）"
    assert Wording.of("en").listed_name(person) == "(withdrawn)"
    assert len({Wording.of(language).listed_name(person) for language in LANGUAGES}) > 10
    assert [Wording.of(language).listed_name(other, "en") for language in ("zh", "fr")] == ["阿达", "Ada"]
