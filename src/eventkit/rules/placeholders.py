"""Placeholders for titles and names that are to come, in the languages that eventkit has words in."""

from __future__ import annotations

import re
from collections.abc import Mapping

PLACEHOLDER_LIMIT = 60  # the length from which a name is no placeholder
_TITLE_LIMIT = 26  # the most characters of a title that is a placeholder

_TITLE = (
    r"[\W_]*(?:t\.?b\.?[acd]\.?|n/?a|xxx+|to be (?:announced|confirmed|determined|defined)|untitled|no title|"
    r"title|undefined|null|none|unknown|placeholder|topic|(?:title|topic|session|talk) t\.?b\.?[acd]\.?|"
    r"待定|待确认|待確認|待公布|未定|无题|無題|暂无|题目待定|題目待定|标题|主题待定|名称待定)[\W_]*"
)

_SIGNS = r"t\.?b\.?[acd]\.?|n\.?\ ?n\.?|n/?a|xxx+|undefined|null|none"

_PLACEHOLDERS: Mapping[str, str] = {
    "am": r"በቅርቡ\ ይገለጻል|ያልታወቀ",
    "ar": r"يُ?حدد\ لاحقا[ًا]?|سيُ?علن\ لاحقا[ًا]?|غير\ معروف|متحدث(?:\ \d+)?",
    "de": r"(?:noch\ )?offen|wird\ (?:noch\ )?bekannt\ ?gegeben|unbekannt|(?:referent(?:in)?|gast)\ \d+",
    "en": r"""
        unknown|unnamed|anonymous|to\ be\ (?:announced|confirmed|determined|invited)|
        (?:the\ |a\ )?
        (?:(?:invited\ )?speaker|delegate|representative|panell?ist|guest|moderator|chair|minister|expert)s?
        (?:\ (?:t\.?b\.?[acd]\.?|\d+|from\ .*|of\ .*))?
        """,
    "es": r"(?:por|a)\ (?:confirmar|determinar|anunciar|definir)|desconocid[oa]|pendiente|ponente\ \d+",
    "fr": r"[àa]\ (?:confirmer|d[ée]finir|annoncer|pr[ée]ciser)|inconnue?|(?:intervenante?|orateur)\ \d+",
    "ja": r"未定|調整中|未発表|登壇者(?:未定)?",
    "ko": r"미정|추후\ ?공지|발표자(?:\ ?미정)?",
    "pt": r"desconhecid[oa]|(?:palestrante|orador)\ \d+",
    "ru": r"уточняется|будет\ объявлен[оа]?|неизвест(?:но|ен)|(?:докладчик|спикер)(?:\ \d+)?",
    "zh": r"""
        待定|待确认|待公布|未定|某某|专家|主持人|发言人|演讲嘉宾|
        (?:代表|嘉宾|专家|与会代表)[\d一二三四五六七八九十]*
        """,
    "zh-Hant": r"""
        待確認|專家|發言人|演講嘉賓|(?:嘉賓|與會代表)[\d一二三四五六七八九十]*
        """,
}

_PLACEHOLDER = rf"[\W_]*(?:{'|'.join((_SIGNS, *_PLACEHOLDERS.values()))})?[\W_]*"


def is_placeholder_title(title: str) -> bool:
    """True if a title is a placeholder for one that is to come: TBA, Title TBC, 题目待定."""
    return len(title) <= _TITLE_LIMIT and re.fullmatch(_TITLE, title, re.IGNORECASE) is not None


def is_placeholder(name: str) -> bool:
    """True if a name is a placeholder for one that is to come: TBA, “-”, Delegate 2, 待定."""
    return (
        len(name) < PLACEHOLDER_LIMIT
        and re.fullmatch(_PLACEHOLDER, name, re.IGNORECASE | re.VERBOSE) is not None
    )
