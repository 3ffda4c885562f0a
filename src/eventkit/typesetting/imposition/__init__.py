"""Imposition: finished pages on the sheets that a printer takes, to be cut and folded.

All of it is geometry: pages go in and pages come out, each smaller one `eventkit.typesetting.pages.Placed`
on a larger one. Lengths are points, counted from the upper left corner.
"""

from eventkit.typesetting.imposition.booklet import booklet
from eventkit.typesetting.imposition.cutting import ROOM
from eventkit.typesetting.imposition.imposing import ONE_SIDE, Manner, fitting, imposed
from eventkit.typesetting.imposition.labels import Label, described, label, labels, own_label
from eventkit.typesetting.imposition.leaves import Fold, Leaf, bled, folded
from eventkit.typesetting.imposition.sheets import Flip, Sheet, laid, single

__all__ = [
    "ONE_SIDE",
    "ROOM",
    "Flip",
    "Fold",
    "Label",
    "Leaf",
    "Manner",
    "Sheet",
    "bled",
    "booklet",
    "described",
    "fitting",
    "folded",
    "imposed",
    "label",
    "labels",
    "laid",
    "own_label",
    "single",
]
