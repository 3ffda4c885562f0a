"""Generated people for badges: unique names in four scripts, combined from those of scientists."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import product
from uuid import NAMESPACE_URL, uuid5

from eventkit import Schedule

EVENT = "Congress of the History of Science"
URL = "https://example.org/2026/programme"
ROLES = {"speaker": "Speaker", "moderator": "Moderator", "chair": "Chair", "participant": "Participant"}
_PEOPLE_PER_SESSION = 50
_ORGANISATIONS = 200

_GIVEN = {
    "en": (
        "Ada Alan Albert Alicja André Ángela Anders Anna Antoine Barbara Béla Benoît Carl Cécile Charles "
        "Daniel David Denis Dorothy Edith Édouard Elena Emil Emmy Enrico Ernst Erwin Évariste Felix Ferran "
        "Friedrich Gábor Georg Gerd Grace Günter Hanna Hedy Henri Hermann Hilde Igor Ingrid Isaac Jan Jean "
        "João José Julia Kari Karl Katherine Lars Lise Ludwig Lynn Maria Marie Max Michael Mileva Nicolás "
        "Niels Olga Otto Paul Pavel Pierre Rita Rosalind Søren Sophie Stefan Tycho Ursula Vera Wacław Werner "
        "Wilhelm Zoë"
    ),
    "zh": "之 徽 衡 括 九 韶 冶 辉 世 杰 光 启 文 鼎 贞 仪 罗 庚 景 润 步 青 健 雄 隆 平 培 源 友 元",
    "ar": (
        "محمد أحمد علي حسن حسين عمر خالد إبراهيم يوسف ثابت جابر سعيد ناصر كمال جمال مريم فاطمة زينب سارة "
        "ليلى نور هدى أمينة سلمى ياسمين عائشة خديجة رقية هند لبنى"
    ),
    "am": (
        "አበበ አልማዝ በቀለ ብርሃን ተስፋዬ ደሳለኝ ሃና ሄለን ከበደ ለማ ሊያ መስፍን ማርታ ሙሉጌታ ንጉሤ ሰላም ሰሎሞን ሳራ ታደሰ "
        "ትዕግሥት ወርቁ ዮሐንስ ዘነበ ዮናስ ጌታቸው ጥላሁን ፍቅርተ ሩት ራሄል"
    ),
}
_FAMILY = {
    "en": (
        "Abel Ampère Ångström Babbage Bernoulli Bohr Bolyai Boltzmann Born Brahe Cauchy Cavendish Čech "
        "Chandra Clifford Coulomb Curie Dirac Dirichlet Einstein Erdős Euler Faraday Fermat Fermi Feynman "
        "Fourier Franklin Fresnel Galois Gauß Germain Gödel Goldbach Gordan Grassmann Hahn Hamilton Hardy "
        "Heisenberg Helmholtz Hermite Herschel Hertz Hilbert Hooke Huygens Jacobi Joule Kepler Klein "
        "Kovalevskaya Kronecker Lagrange Laplace Legendre Leibniz Levi Lie Lovelace Łukasiewicz Maxwell "
        "Meitner Mendel Minkowski Möbius Napier Newton Noether Ørsted Pascal Pauli Planck Poincaré Poisson "
        "Raman Riemann Röntgen Rutherford Schrödinger Sierpiński Steiner Turing Weierstraß Weyl"
    ),
    "zh": "祖 刘 张 沈 秦 李 杨 朱 徐 梅 王 华 陈 苏 吴 周 钱 袁 宋 郭",
    "ar": (
        "الخوارزمي البيروني الفارابي الكندي الرازي البتاني الطوسي الكاشي الخيام الحسن الهيثم النفيس رشد "
        "سينا حيان قرة يونس الزهراوي الإدريسي البغدادي الجزري الفرغاني المجريطي القوهي السجزي البوزجاني "
        "الكرجي المغربي القلصادي الصوفي"
    ),
}
# People in a hundred with names in each script: Latin, Chinese, Arabic, Ethiopic.
_SHARES = {"en": 60, "zh": 25, "ar": 8, "am": 7}


@dataclass(frozen=True)
class Person:
    """A person, with the texts on the badge."""

    language: str
    name: str
    organisation: str
    role: str
    content: str


def people(count: int) -> list[Person]:
    """People with unique names, at most ten thousand."""
    pools = {language: list(_names(language)) for language in _SHARES}
    turns = [language for language, share in _SHARES.items() for _ in range(share)]
    roles = list(ROLES)
    persons = []
    for at in range(count):
        language = turns[at % 100]
        pool = pools[language]
        # A step without a common factor with the size of the pool takes every name once.
        name = pool[(at // 100 * _SHARES[language] + turns[: at % 100].count(language)) * 1021 % len(pool)]
        organisation = f"Institute of Mathematics {at % _ORGANISATIONS}"
        persons.append(Person(language, name, organisation, roles[at % len(roles)], f"{URL}#p-{at:05}"))
    return persons


def _names(language: str) -> Iterator[str]:
    given = _GIVEN[language].split()
    family = _FAMILY.get(language, _GIVEN[language]).split()
    if language == "zh":
        return ("".join(parts) for parts in product(family, given, given))
    return (" ".join(parts) for parts in product(given, family) if parts[0] != parts[1])


def schedule_of(persons: list[Person]) -> Schedule:
    """A schedule with these people, each in one session."""
    day = date(2026, 11, 5)
    numbered = list(enumerate(persons))
    return Schedule.model_validate(
        {
            "conference": {
                "id": "made",
                "uid": uuid5(NAMESPACE_URL, "made"),
                "title": {"en": EVENT},
                "url": URL,
                "start": day,
                "end": day,
                "zone": "Asia/Shanghai",
                "languages": ("en",),
            },
            "organisations": [
                {"id": f"org-{at}", "name": {"en": f"Institute of Mathematics {at}"}}
                for at in range(_ORGANISATIONS)
            ],
            "participants": [
                {
                    "id": f"p-{at:05}",
                    "name": {each.language: each.name},
                    "affiliations": [{"organisation": f"org-{at % _ORGANISATIONS}"}],
                }
                for at, each in numbered
            ],
            "sessions": [
                {
                    "id": f"session-{start}",
                    "uid": uuid5(NAMESPACE_URL, f"made/{start}"),
                    "title": {"en": f"Session {start}"},
                    "kind": "talk",
                    "people": [
                        {"participant": f"p-{at:05}", "role": each.role}
                        for at, each in numbered[start : start + _PEOPLE_PER_SESSION]
                    ],
                }
                for start in range(0, len(persons), _PEOPLE_PER_SESSION)
            ],
        }
    )
