"""Students at open stops: everybody within reach, no stop too full, as few miles walked as can be."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.optimize import linear_sum_assignment
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components, maximum_flow

from optimizer.travel import FloatArray

IntArray = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
NOWHERE = -1


@dataclass(frozen=True)
class Question:
    """Students and possible stops of one school, or of a part that shares none with the rest.

    Attributes
    ----------
    walk
        [n, m] miles; ``inf`` where the student cannot or may not walk.
    capacity
        [m] students at each stop.
    kept
        [m] whether the stop is open in any case.
    """

    walk: FloatArray
    capacity: IntArray
    kept: Flags

    @property
    def reach(self) -> Flags:
        """[n, m] whether the student may use the stop."""
        return np.isfinite(self.walk)

    @property
    def tight(self) -> bool:
        """Whether any capacity can matter."""
        return bool((self.reach.sum(axis=0) > self.capacity).any())

    def part(self, students: IntArray, stops: IntArray) -> Question:
        """The same question for some students and stops."""
        return Question(self.walk[np.ix_(students, stops)], self.capacity[stops], self.kept[stops])


def parts_of(question: Question) -> list[tuple[IntArray, IntArray]]:
    """Students and stops that hang together, as positions; stops in nobody's reach are in no part."""
    n, m = question.walk.shape
    home, stop = np.nonzero(question.reach)
    links = csr_array((np.ones(len(home)), (home, n + stop)), shape=(n + m, n + m))
    _, part = connected_components(links, directed=False)
    return [
        (np.flatnonzero(part[:n] == number), np.flatnonzero(part[n:] == number))
        for number in dict.fromkeys(part[:n].tolist())
    ]


def with_a_place(question: Question) -> Flags:
    """Which students find a place if every stop is open: as many as can be, [n]."""
    n, m = question.walk.shape
    if not question.tight:
        return np.asarray(question.reach.any(axis=1))
    home, stop = np.nonzero(question.reach)
    source, sink = n + m, n + m + 1
    tail = np.r_[np.full(n, source), home, n + np.arange(m)]
    head = np.r_[np.arange(n), n + stop, np.full(m, sink)]
    room = np.r_[np.ones(n), np.ones(len(home)), np.minimum(question.capacity, n)].astype(np.int32)
    flow = maximum_flow(csr_array((room, (tail, head)), shape=(n + m + 2, n + m + 2)), source, sink).flow
    return np.asarray(flow[[source], :n].toarray()[0] > 0)


def seat(question: Question, opened: Flags) -> IntArray | None:
    """Stop of each student with fewest miles walked, [n]; ``None`` if the open stops do not hold them all."""
    n = len(question.walk)
    stops = np.flatnonzero(opened)
    walk = question.walk[:, stops]
    if len(stops) == 0 or not np.isfinite(walk).any(axis=1).all():
        return np.empty(0, dtype=np.int64) if n == 0 else None
    at = stops[np.argmin(walk, axis=1)]
    if (np.bincount(at, minlength=len(question.capacity)) <= question.capacity).all():
        return np.asarray(at)
    seats = np.repeat(np.arange(len(stops)), np.minimum(question.capacity[stops], n))
    if len(seats) < n:
        return None
    # A seat out of reach costs more than all walks together, so it is taken only if nothing else is left.
    far = 1.0 + walk[np.isfinite(walk)].max() * n
    home, taken = linear_sum_assignment(np.where(np.isfinite(walk), walk, far)[:, seats])
    at = np.empty(n, dtype=np.int64)
    at[home] = seats[taken]
    return np.asarray(stops[at]) if np.isfinite(walk[np.arange(n), at]).all() else None


def miles_walked(question: Question, at: IntArray) -> float:
    """Miles of all walks to the stops."""
    return float(question.walk[np.arange(len(at)), at].sum())
