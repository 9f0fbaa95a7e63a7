"""How far a difference between groups hangs on single schools: drawn again, and shuffled, always alike."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from optimizer.judge.measures import Measured, ratio
from optimizer.travel import FloatArray

DRAWS = 1000
FEWEST_SCHOOLS = 5  # of fewer, drawing schools again says nothing
CERTAINTY = 0.95
TIES = 1e-9
Mask = npt.NDArray[np.bool_]


def _alike(measured: Measured) -> Iterator[tuple[npt.NDArray[np.int64], Mask]]:
    """Gather the measures that are known of the same schools: their columns, and which schools these are."""
    known = measured.weights > 0
    patterns, pattern_of = np.unique(known, axis=1, return_inverse=True)
    for k in range(patterns.shape[1]):
        yield np.flatnonzero(pattern_of.ravel() == k), patterns[:, k]


def interval_of_difference(
    rng: np.random.Generator, measured: Measured, inside: Mask
) -> tuple[FloatArray, FloatArray]:
    """Range that holds 95 % of the differences of means when the schools of both sides are drawn again.

    Returns the low and the high end of each measure, of schools ``inside`` minus the others; NaN where a
    side has fewer than five schools.
    """
    low, high = np.full((2, measured.values.shape[1]), np.nan)
    tail = (1 - CERTAINTY) / 2
    for columns, known in _alike(measured):
        sides = known & inside, known & ~inside
        if min(side.sum() for side in sides) >= FEWEST_SCHOOLS:
            own, others = (_drawn_means(rng, measured.part(side, columns)) for side in sides)
            low[columns], high[columns] = np.quantile(own - others, [tail, 1 - tail], axis=0)
    return low, high


def _drawn_means(rng: np.random.Generator, side: Measured) -> FloatArray:
    """Means of schools drawn with replacement, shape [draws, measures]."""
    schools = len(side.values)
    drawn = rng.integers(0, schools, (schools, DRAWS)) * DRAWS + np.arange(DRAWS)
    counts = np.bincount(drawn.ravel(), minlength=schools * DRAWS).reshape(schools, DRAWS)
    return _means(counts.astype(float), side)


def _means(counts: FloatArray, side: Measured) -> FloatArray:
    """Means where each school counts so often: ``counts`` [schools, draws] → [draws, measures]."""
    # Not a matrix product: threads started for such small ones cost more than they save.
    part, whole = (np.einsum("sd,sm->md", counts, of) for of in (side.sums, side.weights))
    return ratio(part, whole).T


def chance_of_spread(
    rng: np.random.Generator, measured: Measured, group: npt.NDArray[np.int64], groups: int
) -> FloatArray:
    """Share of shuffles of the schools among the groups that part them at least as far, per measure.

    ``group`` is the number of each school's group. Only schools that a measure is known of are shuffled.
    """
    chance = np.full(measured.values.shape[1], np.nan)
    for columns, known in _alike(measured):
        own, seated = measured.part(known, columns), group[known]
        seen = _spreads(own, seated[:, None], groups)[0]
        shuffled = _spreads(own, rng.permuted(np.tile(seated[:, None], DRAWS), axis=0), groups)
        # The grouping as it is counts as one of the shuffles.
        share = (1 + (shuffled >= seen - TIES).sum(axis=0)) / (1 + DRAWS)
        chance[columns] = np.where(np.isnan(seen), np.nan, share)
    return chance


def _spreads(measured: Measured, group: npt.NDArray[np.int64], groups: int) -> FloatArray:
    """Largest minus smallest mean for every column of ``group`` [schools, draws], shape [draws, measures].

    NaN where fewer than two groups are known.
    """
    low = np.full((group.shape[1], measured.values.shape[1]), np.inf)
    high, known = -low, np.zeros(low.shape)
    for k in range(groups):
        means = _means((group == k).astype(float), measured)
        low, high = np.fmin(low, means), np.fmax(high, means)
        known += ~np.isnan(means)
    found: FloatArray = np.subtract(high, low, out=np.full(low.shape, np.nan), where=known >= 2)
    return found
