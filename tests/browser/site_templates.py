"""One page of each kind in the site of the congress, below the folder of a language."""

from __future__ import annotations

DAY = "days/2027-09-06.html"

SESSION = "sessions/fifth-postulate.html"

TEMPLATES = (
    "index.html",
    DAY,
    "now.html",
    "search.html",
    "mine.html",
    "changes.html",
    "people.html",
    "rooms.html",
    "tracks.html",
    "organisations.html",
    "posters.html",
    SESSION,
    "sessions/primes.html",
    "people/khayyam.html",
    "rooms/pharos.html",
    "tracks/geometry.html",
    "organisations/mouseion.html",
)
"""One page of each kind."""
