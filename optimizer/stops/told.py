"""What may be told of students: never the walk of a few, and no count of a few that a sum gives away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FEW = 10  # fewer children than this could be recognised
DECIMALS = 3  # of a mile: some two yards


def hidden(counts: Sequence[int]) -> frozenset[int]:
    """Places of the counts that are not told each: those of 1 to 9, then the next smallest.

    The sum and the counts told give what the hidden ones hold together. There are as many of them as make
    it ten each in the mean, or all: so a few cannot be told apart in it. What the judge hides
    (``optimizer/judge/few.py``) is hidden here as well, so that neither gives the other away.
    """
    places = sorted((place for place, count in enumerate(counts) if count), key=lambda place: counts[place])
    found: list[int] = []
    for place in places:
        if counts[place] >= FEW and sum(counts[k] for k in found) >= FEW * len(found):
            break
        found.append(place)
    return frozenset(found)


def told_means(walks: Mapping[int, tuple[int, float]]) -> dict[int, float | None]:
    """Mean miles to each stop of one school, from its walkers and the miles that they walk in all.

    The place of a stop and the walk of one child make a circle through a home. Stops of fewer than ten
    walkers therefore share one mean, the next larger stop among them where they have fewer than ten together:
    the mean over all walkers of the school stays. ``None`` where nobody walks, or fewer than ten do.
    """
    means = {stop: _mean(*walked, least=1) for stop, walked in walks.items()}
    pooled: list[int] = []
    riders, miles = 0, 0.0
    for stop in sorted(walks, key=lambda stop: walks[stop][0]):
        count, walked = walks[stop]
        if count >= FEW and (riders >= FEW or not riders):
            break
        if count:
            pooled.append(stop)
            riders, miles = riders + count, miles + walked
    return means | dict.fromkeys(pooled, _mean(riders, miles, least=FEW))


def _mean(riders: int, miles: float, *, least: int) -> float | None:
    """Mean as a table of stops writes it, so that what is chosen is what is read again."""
    return round(miles / riders, DECIMALS) if riders >= least else None
