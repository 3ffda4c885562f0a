"""The kind of a session that its title states, in many languages; titles of talks state none."""

from __future__ import annotations

import pytest

from eventkit.intake.word_lists import kind_in_title
from eventkit.model import Kind

STATED = {
    Kind.KEYNOTE: (
        "Keynote: On maps", "Keynote 2 – The sea", "Keynote by Ada Lovelace",
        "Plenary lecture", "主旨演讲：海洋", "主题演讲（一）", "كلمة رئيسية: البحار",
        "Conférence plénière : la mer", "Conferencia magistral: el mar",
        "Hauptvortrag: Das Meer", "Пленарный доклад: море", "KEYNOTE | Maps",
    ),
    Kind.OPENING: (
        "Opening remarks", "Welcome", "Welcome and introduction",
        "Opening ceremony (main hall)", "Welcome by the Dean", "开幕式", "第十届论坛开幕式", "开幕式暨授牌",
        "حفل الافتتاح", "Mot de bienvenue", "Palabras de bienvenida", "Begrüßung",
        "Приветственное слово",
    ),
    Kind.CLOSING: (
        "Closing remarks", "Wrap-up and next steps", "闭幕致辞", "الجلسة الختامية",
        "Cérémonie de clôture", "Clausura", "Schlusswort", "Подведение итогов",
    ),
    Kind.PANEL: (
        "Panel: Who owns the sea?", "Panel discussion on fisheries", "Roundtable – Ports",
        "Panel 1", "圆桌论坛：港口", "حلقة نقاش: الموانئ", "Table ronde : les ports",
        "Table ronde sur les ports", "Mesa redonda: puertos", "Podiumsdiskussion: Häfen",
        "Круглый стол «Порты»", "Круглый стол: порты", "Panel dyskusyjny: porty", "میزگرد: بندرها",
    ),
    Kind.WORKSHOP: (
        "Workshop: Charts", "Workshop A", "Workshop on charts", "Hands-on workshop: Charts",
        "工作坊：海图", "ورشة عمل: الخرائط", "ورشة عمل حول الخرائط", "Atelier : cartes",
        "Taller sobre mapas", "Workshop zu Karten", "Мастер-класс: карты",
    ),
    Kind.BREAK: (
        "Coffee break", "Morning coffee break", "Coffee break and posters", "Coffee Break 2",
        "茶歇", "茶歇与海报展示", "上午茶歇", "استراحة قهوة", "Pause café", "Pausa para café",
        "Kaffeepause", "Кофе-брейк", "Przerwa kawowa", "Kahve Arası", "Koffiepauze", "Istirahat",
        "Giải lao", "הפסקת קפה",
    ),
    Kind.MEAL: (
        "Lunch", "Lunch at the castle", "Networking lunch", "Conference dinner", "午餐", "自助午餐",
        "استراحة الغداء", "Déjeuner", "Almuerzo", "Mittagessen im Foyer", "Обед", "Öğle yemeği",
        "Makan siang", "Przerwa obiadowa", "ناهار",
    ),
    Kind.REGISTRATION: (
        "Registration & coffee", "签到", "التسجيل", "Accueil des participants", "Anmeldung",
        "Регистрация",
    ),
    Kind.SOCIAL: (
        "Welcome reception", "Reception at the town hall", "Sektempfang", "欢迎酒会",
    ),
    Kind.POSTER: (
        "Poster session 1", "Posters: coasts", "海报展示", "Постерная сессия",
    ),
}  # fmt: skip

TALKS = (
    "Panels and frames in comics", "Panel-based studies of income", "Opening Pandora's box",
    "Welcome to the Anthropocene", "Workshops in Renaissance Florence",
    "Keynotes of romanticism", "Breaking waves", "The end of lunch as we knew it",
    "Registration of ships, 1600 to 1850", "Closing the gap", "Discussions with machines",
    "Postersessions revisited", "海报中的上海", "圆桌骑士", "Débats publics et rumeurs", "Tallerres",
    "Ouverture sur le monde", "Demography of ports", "Break the cycle",
    "Coffee trade in the nineteenth century and its discontents", "Открытие Америки Колумбом",
    "افتتاحيات الصحف", "On panels", "",
)  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "title"), [(kind, title) for kind, titles in STATED.items() for title in titles]
)
def test_a_title_states_its_kind(kind: Kind, title: str) -> None:
    assert kind_in_title(title, has_people=False) is kind


@pytest.mark.parametrize("title", TALKS)
def test_the_title_of_a_talk_states_none(title: str) -> None:
    assert kind_in_title(title, has_people=False) is None


@pytest.mark.parametrize(
    "title", ["Coffee: a history", "Lunch in the trenches", "Tea break", "Reception: a theory"]
)
def test_what_somebody_speaks_at_is_no_break(title: str) -> None:
    assert kind_in_title(title, has_people=True) is None


@pytest.mark.parametrize(
    "title", ["Keynote: On maps", "Opening remarks", "Panel on ports", "Workshop 2: Charts"]
)
def test_other_kinds_have_people(title: str) -> None:
    assert kind_in_title(title, has_people=True) is not None
