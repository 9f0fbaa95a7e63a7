"""How far riders walk to a stop, as a table may tell it: never the walk of a few."""

from __future__ import annotations

from collections.abc import Mapping

FEW = 10  # fewer children than this could be recognised
DECIMALS = 3  # of a mile: some two yards


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
