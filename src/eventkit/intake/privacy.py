"""Private fields: detection of e-mail addresses and of names such as "phone", and removal from extra data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from eventkit.intake.import_log import ImportLog
from eventkit.intake.records import Location
from eventkit.messages import Message

_PRIVATE_WORDS = re.compile(
    r"""
      e.?mail | phone | mobile | \btel\b | telefon | fax\b | whatsapp | wechat
    | gender | pronoun.?private | birth | \bage\b | nationality | passport | \bvisa\b
    | diet | allerg | food | vegetarian | accessib | disabilit | t.?shirt | \bsize\b
    | emergency | travel | hotel | accommodation | arrival | departure | reimburs | expense | \bbank\b
    | home.?address | postal | street | zip.?code | \bip\b | password | token | secret
    | owner.?notes | internal | private | confidential | organi[sz]ers? | committee | reviewer | review
    | heard.?(?:from|about) | speaking.?experience | sponsorship.?required | \bcomments?\b
    """,
    re.VERBOSE | re.IGNORECASE,
)
_CAMEL_CASE = re.compile(r"(?<=[a-z])(?=[A-Z])")
_EMAIL_ADDRESS = re.compile(r"^[^\s@<>\",;:]{1,64}@([^\s@<>\",;:]+)$")


def is_private_field(name: str) -> bool:
    """True for a field name or question that is likely to contain private data.

    Applied to fields that a format does not define: answers to questions, further columns, unused fields.
    False positives are preferred: omissions are logged, and the data stays in the file.
    """
    return (
        _PRIVATE_WORDS.search(_CAMEL_CASE.sub(" ", name[:400]).replace("_", " ").replace("-", " "))
        is not None
    )


def is_email_address(value: object) -> bool:
    """True for an e-mail address and nothing else."""
    if not isinstance(value, str) or len(value) > 254:
        return False
    match = _EMAIL_ADDRESS.match(value.strip())
    # @ada@example.social is a handle of the fediverse.
    return match is not None and not value.strip().startswith("@") and "." in match[1][1:-2]


# Words for days, parts of days and being there, in the languages of most files.
_AVAILABILITY = re.compile(
    r"""
      availab | cannot | can[ ]?not | can[’']?t | unable | not[ ]before | not[ ]after | \barriv | \bleav
    | \bdepart | morning | afternoon | evening | (?:mon|tues|wednes|thurs|fri|satur|sun)day
    | verfügbar | vormittag | nachmittag | \b(?:mon|diens|donners|frei|sams|sonn)tag | mittwoch
    | disponib | matin | après-midi | (?:lun|mar|mercre|jeu|vendre|same)di | dimanche
    | mañana | tarde | lunes | martes | miércoles | jueves | viernes | sábado | domingo | manhã | -feira
    | доступ | утр | понедельник | вторник | сред[ау] | четверг | пятниц | суббот | воскресень
    | 有空 | 没空 | 沒空 | 不能 | 无法 | 無法 | 上午 | 下午 | 晚上 | [周週][一二三四五六日] | 星期 | 礼拜
    | 午前 | 午後 | 曜日 | 不可 | 오전 | 오후 | 요일 | 가능 | متاح | صباحا | مساء | الجمعة | السبت | الأحد
    | \b\d{1,2}:\d\d\b | \b\d{1,2}[ ]?[ap]\.?m\b
    """,
    re.VERBOSE | re.IGNORECASE,
)


def mentions_availability(text: str) -> bool:
    """True for a note that is likely to state when somebody is available."""
    return _AVAILABILITY.search(text[:2_000]) is not None


_LIST_INDEX = re.compile(r"\[[^\[\]]*\]")


def drop_private(values: Mapping[str, Any], where: Location, log: ImportLog) -> dict[str, Any]:
    """Remove values that look private, at any depth; each name is logged once."""
    # One message for all records of a list, so without the number.
    at = _LIST_INDEX.sub("[]", where.field)
    public: dict[str, Any] = {}
    for name, value in values.items():
        inner = replace(where, row=None, field=f"{at}.{name}" if at else name)
        if is_private_field(name) or is_email_address(value):
            log.warning(
                "private-left-out", Message("Field '{name}' looks private. Left out.", name=name), inner
            )
        elif isinstance(value, dict):
            public[name] = drop_private(value, inner, log)
        elif isinstance(value, list):
            public[name] = [
                drop_private(item, inner, log) if isinstance(item, dict) else item
                for item in value
                if not is_email_address(item)
            ]
        else:
            public[name] = value
    return public
