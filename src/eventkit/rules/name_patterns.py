"""Name patterns: words that stand for a name to come, and names of several people entered as one person.

Both are known in each language that eventkit has words in.
"""

from __future__ import annotations

import re

PLACEHOLDER_LIMIT = 60
"""The length from which a name is no placeholder."""

_PLACEHOLDER = re.compile(
    r"""[\W_]*(?:
    t\.?b\.?[acd]\.? | n\.?\ ?n\.? | n/?a | xxx+ | unknown | unnamed | anonymous | undefined | null | none |
    to\ be\ (?:announced|confirmed|determined|invited) |
    (?:the\ |a\ )?
    (?:(?:invited\ )?speaker|delegate|representative|panell?ist|guest|moderator|chair|minister|expert)s?
    (?:\ (?:t\.?b\.?[acd]\.?|\d+|from\ .*|of\ .*))? |
    (?:noch\ )?offen | wird\ (?:noch\ )?bekannt\ ?gegeben | unbekannt | (?:referent(?:in)?|gast)\ \d+ |
    [àa]\ (?:confirmer|d[ée]finir|annoncer|pr[ée]ciser) | inconnue? | (?:intervenante?|orateur)\ \d+ |
    (?:por|a)\ (?:confirmar|determinar|anunciar|definir) | desconocid[oa] | desconhecid[oa] | pendiente |
    (?:ponente|palestrante|orador)\ \d+ |
    уточняется | будет\ объявлен[оа]? | неизвест(?:но|ен) | (?:докладчик|спикер)(?:\ \d+)? |
    يُ?حدد\ لاحقا[ًا]?  | سيُ?علن\ لاحقا[ًا]? | غير\ معروف | متحدث(?:\ \d+)? |
    በቅርቡ\ ይገለጻል | ያልታወቀ |
    未定 | 調整中 | 未発表 | 登壇者(?:未定)? | 미정 | 추후\ ?공지 | 발표자(?:\ ?미정)? |
    待定 | 待确认 | 待確認 | 待公布 | 某某 | 专家 | 專家 | 主持人 | 发言人 | 發言人 | 演讲嘉宾 | 演講嘉賓 |
    (?:代表|嘉宾|嘉賓|专家|與會代表|与会代表)[\d一二三四五六七八九十]*
    )?[\W_]*""",
    re.IGNORECASE | re.VERBOSE,
)

_COLLECTIVE = re.compile(
    r"""
    \b(?:staff|teams?|committee|organi[sz]ers?|volunteers?|speakers|panell?ists|participants|everyone|various|
    community|foundation|association|collective|society|delegation|working\ group|study\ group)\b |
    \b(?:group|crew)$ | ^all\b |
    \b(?:ausschuss|veranstalter|vorstand|verein|arbeitsgruppe|stiftung|alle|mitarbeitende)\b |
    \b(?:[ée]quipe|comit[ée]|organisateurs|b[ée]n[ée]voles|collectif|association|fondation|tous)\b |
    \b(?:equipo|organizadores|voluntarios|colectivo|asociaci[óo]n|fundaci[óo]n|todos|varios)\b |
    \b(?:equipe|comiss[ãa]o|volunt[áa]rios|coletivo|associa[çc][ãa]o|funda[çc][ãa]o|v[áa]rios)\b |
    \b(?:команда|комитет|организаторы|волонт[её]ры|коллектив|фонд|ассоциация|все)\b |
    فريق | لجنة | المنظمون | متطوعون | جمعية | مؤسسة | ቡድን | ኮሚቴ | አዘጋጆች |
    チーム | 委員会 | 実行委員 | スタッフ | 有志 | 팀$ | 위원회 | 운영진 | 자원봉사자 | 재단 | 협회 |
    团队 | 團隊 | 委员会 | 委員會 | 工作人员 | 工作人員 | 组委会 | 組委會 | 志愿者 | 志願者 | 代表团 |
    代表團 | 基金会 | 基金會 | 协会 | 協會 | 社群 | 全体 | 全體
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_placeholder(name: str) -> bool:
    """Whether a name stands for one that is to come: TBA, “-”, Delegate 2, 待定."""
    return len(name) < PLACEHOLDER_LIMIT and _PLACEHOLDER.fullmatch(name) is not None


def is_collective(name: str) -> bool:
    """Whether a name is that of several people: Congress Staff, Organising Committee, 组委会."""
    return _COLLECTIVE.search(name) is not None
