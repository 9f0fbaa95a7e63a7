"""The rides of all riders, mornings and afternoons together, and the figures drawn from them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from optimizer.judge.run_times import RunTime
from optimizer.judge.timing import EPSILON
from optimizer.scenario import PerLevel
from optimizer.travel import FloatArray


@dataclass(frozen=True)
class Rides:
    """One entry per visit with riders: minutes in the bus, riders, the level's limit, and their school."""

    minutes: FloatArray
    riders: npt.NDArray[np.int64]
    limit: FloatArray
    school_ids: npt.NDArray[np.object_]

    def of(self, school_ids: Iterable[str]) -> Rides:
        """Only the rides to and from these schools."""
        inside = np.isin(self.school_ids, list(school_ids))
        return Rides(self.minutes[inside], self.riders[inside], self.limit[inside], self.school_ids[inside])

    @property
    def total(self) -> int:
        """Riders, counted once in the morning and once in the afternoon."""
        return int(self.riders.sum())

    @property
    def over_limit(self) -> int:
        """Riders who ride longer than their level's limit."""
        return int(self.riders[self.minutes > self.limit + EPSILON].sum())

    @property
    def longest(self) -> float | None:
        """Minutes of the longest ride, ``None`` without riders."""
        return float(self.minutes.max()) if len(self.minutes) else None

    def within(self, share: float) -> float | None:
        """Minutes that at least this share of the riders ride at most, ``None`` without riders."""
        return covering(self.minutes, self.riders, share)


def covering(minutes: FloatArray, counts: npt.NDArray[np.int64], share: float) -> float | None:
    """Fewest minutes that at least this share of those counted do not exceed, ``None`` of nobody."""
    if not counts.sum():
        return None
    order = np.argsort(minutes, kind="stable")
    counted = np.cumsum(counts[order])
    # The first entry at which enough are counted; 0.9 × 10 must not become 9.000000000000001.
    first = int(np.searchsorted(counted, share * counted[-1] - EPSILON))
    return float(minutes[order][first])


def rides_of(times: Iterable[RunTime], limits: PerLevel) -> Rides:
    """Collect the rides of runs; ``limits`` are in minutes."""
    minutes, riders, limit, school_ids = [], [], [], []
    for time in times:
        for visit, ride, school in zip(time.run.visits, time.rides, time.own, strict=True):
            if visit.riders > 0:
                minutes.append(ride)
                riders.append(visit.riders)
                limit.append(limits.of(school.level))
                school_ids.append(school.id)
    return Rides(
        np.array(minutes, dtype=float),
        np.array(riders, dtype=np.int64),
        np.array(limit, dtype=float),
        np.array(school_ids, dtype=object),
    )
