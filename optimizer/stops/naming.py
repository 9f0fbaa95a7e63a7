"""Ids of chosen stops: an existing stop keeps its own, others are numbered from north to south."""

from __future__ import annotations

from collections.abc import Sequence

from optimizer.district import School
from optimizer.stops.candidates import Spot


def named(spots: Sequence[Spot], school: School, taken: set[str]) -> list[str]:
    """Ids of some stops, in order; new ones are added to ``taken``."""
    return [
        spot.name if spot.existing is not None else free_id(spot.name or f"{school.id}-s", taken)
        for spot in spots
    ]


def free_id(start: str, taken: set[str]) -> str:
    """Give the first free id that begins with ``start``, and take it; a name of its own gets no number."""
    number = 0 if start[-2:] not in ("-s", "-d") else 1
    while (found := f"{start}{number or ''}") in taken:
        number = max(number, 1) + 1
    taken.add(found)
    return found
