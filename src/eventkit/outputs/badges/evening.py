"""One size for all: what texts have in common over a batch, so that it looks calm."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Mapping

from eventkit.outputs.badges.elements import TextElement
from eventkit.outputs.badges.faces import Faces
from eventkit.outputs.badges.wearers import Wearer


def common_sizes(faces: Faces, wearers: Iterable[Wearer]) -> Mapping[int, float]:
    """The sizes that texts are to have in common: those that nine in ten of the wearers reach.

    Args:
        faces: Makes the faces of the template, without any such size.
        wearers: The whole batch.
    """
    elements = enumerate((*faces.template.front, *faces.template.back))
    found = {
        number: array("d")
        for number, element in elements
        if isinstance(element, TextElement) and element.common
    }
    if not found:
        return {}
    for wearer in wearers:
        for number, size in faces.sizes(wearer).items():
            if number in found:
                found[number].append(size)
    return {number: sorted(sizes)[len(sizes) // 10] for number, sizes in found.items() if sizes}
