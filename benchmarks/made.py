"""Generated schedules of any size for benchmarks, the same on every call.

The first participants are mathematicians with names in many scripts; the others are numbered placeholders.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5
from zoneinfo import ZoneInfo

from eventkit import Schedule

ZONE = "Asia/Shanghai"
FIRST_DAY = date(2026, 11, 5)
OPENS, MINUTES_OPEN = time(8), 12 * 60
TALKS_IN_A_BLOCK = 4

_MATHEMATICIANS: Sequence[Mapping[str, str]] = (
    {"el": "Ὑπατία", "en": "Hypatia"},
    {"ar": "محمد بن موسى الخوارزمي", "en": "al-Khwarizmi"},
    {"zh": "祖冲之", "en": "Zu Chongzhi"},
    {"hi": "आर्यभट", "en": "Aryabhata"},
    {"ja": "関孝和", "en": "Seki Takakazu"},
    {"ru": "Софья Ковалевская", "en": "Sofya Kovalevskaya"},
    {"ta": "சீனிவாச இராமானுசன்", "en": "Srinivasa Ramanujan"},
    {"de": "Emmy Noether"},
    {"fa": "مریم میرزاخانی", "en": "Maryam Mirzakhani"},
    {"fr": "Évariste Galois"},
    {"pl": "Wacław Sierpiński"},
    {"hu": "Erdős Pál", "en": "Paul Erdős"},
)
_PLACEHOLDERS = {
    "en": "Participant",
    "zh": "参会者",
    "ja": "参加者",
    "ko": "참가자",
    "ru": "Участник",
    "el": "Συμμετέχων",
    "ar": "مشارك",
    "he": "משתתף",
    "hi": "प्रतिभागी",
    "th": "ผู้เข้าร่วม",
}
_TOPICS = (
    {"en": "the geometry of surfaces", "zh": "曲面的几何"},
    {"en": "prime numbers in short intervals", "zh": "短区间内的素数"},
    {"en": "partial differential equations", "zh": "偏微分方程"},
    {"en": "groups and their symmetries", "zh": "群及其对称性"},
    {"en": "the calculation of π", "zh": "圆周率的计算"},
    {"en": "random walks on graphs", "zh": "图上的随机游动"},
    {"en": "the history of algebra", "zh": "代数学史"},
)
_TEXTS = {
    "title": {"en": "Notes on {topic}, {n}", "zh": "{topic}札记（{n}）"},
    "block": {"en": "Parallel session {n}: {topic}", "zh": "分会场 {n}：{topic}"},
    "sentence": {
        "en": "We ask what is known of {topic} and what is still open, and show by example how far it goes. ",
        "zh": "本报告回顾{topic}的已知结果与未解决的问题，并以例子说明其适用范围。",
    },
    "organisation": {"en": "Institute of Mathematics {n}", "zh": "第{n}数学研究所"},
    "room": {"en": "Room {n}", "zh": "{n}号会议室"},
    "track": {"en": "Track {n}", "zh": "第{n}专题"},
    "position": {"en": "Professor of {topic}", "zh": "{topic}教授"},
}


def made_schedule(
    sessions: int = 1000,
    people: int = 800,
    days: int = 5,
    rooms: int = 20,
    languages: Sequence[str] = ("en", "zh"),
) -> Schedule:
    """A schedule in which one session in five is a block, with the next four as its parts.

    Titles, abstracts, rooms and organisations are in each of the languages, which may be ``en`` and ``zh``;
    people's names are in the scripts of their owners.
    """
    organisations = max(1, people // 10)
    return Schedule.model_validate(
        {
            "conference": {
                "id": "made",
                "uid": uuid5(NAMESPACE_URL, "made"),
                "title": _text("block", languages, 0),
                "start": FIRST_DAY,
                "end": FIRST_DAY + timedelta(days=days - 1),
                "zone": ZONE,
                "languages": tuple(languages),
                "organisations": [{"organisation": "org-0"}, {"organisation": f"org-{organisations - 1}"}],
            },
            "organisations": [
                {"id": f"org-{n}", "name": _text("organisation", languages, n)} for n in range(organisations)
            ],
            "rooms": [
                {"id": f"room-{n}", "name": _text("room", languages, n), "capacity": 50 + n}
                for n in range(rooms)
            ],
            "tracks": [
                {
                    "id": f"track-{n}",
                    "name": _text("track", languages, n),
                    "code": f"T{n}",
                    "colour": f"#33{n}69c",
                }
                for n in range(6)
            ],
            "participants": [_participant(n, organisations, languages) for n in range(people)],
            "sessions": list(_sessions(sessions, people, days, rooms, languages)),
        }
    )


def _text(key: str, languages: Sequence[str], n: int, times: int = 1) -> dict[str, str]:
    topic = _TOPICS[n % len(_TOPICS)]
    return {tag: (_TEXTS[key][tag].format(topic=topic[tag], n=n) * times).strip() for tag in languages}


def _participant(n: int, organisations: int, languages: Sequence[str]) -> dict[str, Any]:
    if n < len(_MATHEMATICIANS):
        name = dict(_MATHEMATICIANS[n])
    else:
        tags = list(_PLACEHOLDERS)
        name = {tag: f"{_PLACEHOLDERS[tag]} {n}" for tag in (tags[n % len(tags)], "en")}
    position = _text("position", languages, n)
    return {
        "id": f"participant-{n}",
        "name": name,
        "honorific": {"en": "Prof."} if n % 3 == 0 else None,
        "affiliations": [{"position": position, "organisation": f"org-{n % organisations}"}],
    }


def _sessions(
    sessions: int, people: int, days: int, rooms: int, languages: Sequence[str]
) -> Iterator[dict[str, Any]]:
    """Blocks with their talks, room after room and day after day, without overlaps in a room."""
    in_a_block = TALKS_IN_A_BLOCK + 1
    blocks = -(-sessions // in_a_block)
    blocks_a_room = -(-blocks // (days * rooms))  # in one room on one day
    minutes = MINUTES_OPEN // (blocks_a_room * TALKS_IN_A_BLOCK)  # of one talk
    for n in range(sessions):
        block, part = divmod(n, in_a_block)
        place, turn = divmod(block, blocks_a_room)
        day, room = divmod(place, rooms)
        opens = datetime.combine(FIRST_DAY + timedelta(days=day), OPENS, ZoneInfo(ZONE))
        start = opens + timedelta(minutes=minutes * TALKS_IN_A_BLOCK * turn)
        if part == 0:
            length = minutes * TALKS_IN_A_BLOCK
            yield _block(n, languages) | {"slot": _slot(start, length, [f"room-{room}"])}
        else:
            start += timedelta(minutes=minutes * (part - 1))
            parent = f"session-{block * in_a_block}"
            yield _talk(n, people, languages) | {"parent": parent, "slot": _slot(start, minutes)}


def _slot(start: datetime, minutes: int, rooms: Sequence[str] = ()) -> dict[str, Any]:
    return {"period": {"start": start, "end": start + timedelta(minutes=minutes)}, "rooms": rooms}


def _block(n: int, languages: Sequence[str]) -> dict[str, Any]:
    return {
        "id": f"session-{n}",
        "uid": uuid5(NAMESPACE_URL, f"made/{n}"),
        "title": _text("block", languages, n),
        "kind": "block",
        "track": f"track-{n % 6}",
    }


def _talk(n: int, people: int, languages: Sequence[str]) -> dict[str, Any]:
    speakers = [{"participant": f"participant-{(n + 7 * k) % people}"} for k in range(1 + n % 3)]
    if n % 10 == 1:
        speakers.append({"participant": f"participant-{(n + 1) % people}", "role": "moderator"})
    return {
        "id": f"session-{n}",
        "uid": uuid5(NAMESPACE_URL, f"made/{n}"),
        "title": _text("title", languages, n),
        "abstract": _text("sentence", languages, n, times=4),
        "people": speakers,
        "track": f"track-{n % 6}",
        "languages": [languages[n % len(languages)]],
    }
