"""The parts of a name between which a line may end."""

from __future__ import annotations

import pytest

from eventkit.texts.name_parts import name_breaks, split_name


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Niels Henrik Abel", ["Niels", "Henrik", "Abel"]),
        ("Prof. Emmy Noether", ["Prof. Emmy", "Noether"]),
        ("H.E. Ms. Song Yuyan", ["H.E. Ms. Song", "Yuyan"]),
        ("Frau Ada Lovelace", ["Frau Ada", "Lovelace"]),
        ("G. H. Hardy", ["G. H. Hardy"]),
        ("Ludwig van der Waerden", ["Ludwig", "van der Waerden"]),
        ("Muḥammad ibn Mūsā al-Khwārizmī", ["Muḥammad", "ibn Mūsā", "al-Khwārizmī"]),
        ("عبد الرحمن بن خلدون", ["عبد الرحمن", "بن خلدون"]),
        ("Archimedes of Syracuse", ["Archimedes", "of Syracuse"]),
        ("王小军", ["王小军"]),
        ("Hong Jeong-ha", ["Hong", "Jeong-ha"]),
        ("Euler, Leonhard", ["Euler,", "Leonhard"]),
        ("", [""]),
    ],
)
def test_a_name_is_divided_before_particles_and_never_after_them(name: str, parts: list[str]) -> None:
    assert split_name(name) == parts


def test_breaks_are_the_starts_of_the_parts() -> None:
    assert name_breaks("Ludwig van der Waerden") == (7,)
    assert name_breaks("\u2067عبد الله\u2069") == ()
