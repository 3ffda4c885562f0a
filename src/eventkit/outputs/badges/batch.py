"""A batch of badges: face after face as pages, with what should be known of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from eventkit.findings import Finding, Severity, in_order
from eventkit.outputs.badges.faces import Face, Faces
from eventkit.outputs.badges.wearers import Wearer
from eventkit.typesetting import Page
from eventkit.typesetting.imposition import Leaf
from eventkit.typesetting.preflight import faults_of

FINDINGS_LIMIT = 1_000
"""How many findings of one kind are told one by one; of a hundred thousand badges nobody reads more."""


class Batch:
    """Makes the badges of one wearer after the other, keeping none of them.

    Attributes:
        findings: What is to be said of those made so far; each once, however many badges it shows on.
    """

    def __init__(self, faces: Faces) -> None:
        self.template = faces.template
        self.findings: list[Finding] = []
        self._faces = faces
        self._told: set[tuple[str, str]] = set()
        self._count: Counter[str] = Counter()

    def leaves(self, wearers: Iterable[Wearer]) -> Iterator[Leaf]:
        """The two sides of each badge."""
        width, height = self._faces.width, self._faces.height
        for wearer in wearers:
            face = self._faces.face(wearer)
            front = Page(width, height, face.front)
            back = Page(width, height, face.back) if face.back else None
            self._judged(wearer, face, front, back)
            if face.over_front or face.over_back:
                front = replace(front, marks=face.front + face.over_front)
                back = replace(back, marks=face.back + face.over_back) if back else None
            yield Leaf(front, back)

    def told(self) -> tuple[Finding, ...]:
        """All findings, gravest first; of those beyond the limit of their kind, how many there are."""
        more = [
            Finding(
                Severity.INFO, code, (), f"{count - FINDINGS_LIMIT:,} more badges are told of by '{code}'"
            )
            for code, count in self._count.items()
            if count > FINDINGS_LIMIT
        ]
        return in_order([*self.findings, *more])

    def _judged(self, wearer: Wearer, face: Face, front: Page, back: Page | None) -> None:
        found = [*face.findings]
        for page in (front, back):
            if page is not None and (page is front or page.marks is not front.marks):
                found += faults_of(page, "")
        for each in found:
            # What stands on many badges is the conference's; a code is always someone's.
            nobody = wearer.id if each.code == "small-code" else self._faces.occasion.id
            told = replace(each, about=each.about or (nobody,))
            key = (each.code, each.message)
            if self._count[each.code] >= FINDINGS_LIMIT:
                self._count[each.code] += 1
            elif key not in self._told:
                self._told.add(key)
                self._count[each.code] += 1
                self.findings.append(told)
