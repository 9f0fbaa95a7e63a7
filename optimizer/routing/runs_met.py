"""Runs that a search has met: of all orders of the same calls the one that drives least."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from optimizer.routing.calls import Calls
from optimizer.travel import FloatArray

IntArray = NDArray[np.int64]

ROOM = 2**15
"""Places for runs, a power of two or 0; when three in four are taken, no more are kept."""


class RunsMet:
    """A table of runs, found again by their calls: every call has a mark, a set of calls the marks' sum."""

    def __init__(self, calls: Calls, room: int = ROOM) -> None:
        n = len(calls.visits)
        self.arrays = (
            np.random.default_rng(0).integers(0, 2**63, n, dtype=np.uint64),
            np.zeros(room, np.uint64),
            np.full(room, np.inf),
            np.zeros(room, np.int64),
            np.empty((room, n), np.int16),
            np.zeros(1, np.int64),
        )
        """Marks of the calls; of each place mark, minutes, size (0: free), path (filled up with N); taken."""

    def runs(self) -> tuple[FloatArray, IntArray]:
        """Minutes [runs] and calls [runs, longest], short ones filled up with N."""
        _, _, minutes, size, path, _ = self.arrays
        used = size > 0
        longest = int(size.max(initial=0))
        return minutes[used], path[used, :longest].astype(np.int64)


@nb.njit(cache=True, nogil=True)
def keep_run(met: Any, stops: IntArray, minutes: float) -> None:
    """Keep a run if its calls are new or were driven in more minutes so far."""
    marks, key, least, size, path, taken = met
    if 4 * taken[0] >= 3 * len(key):
        return
    mark = np.uint64(0)
    for call in stops:
        mark += marks[call]
    last = np.uint64(len(key) - 1)
    at = np.int64(mark & last)
    while size[at] > 0 and key[at] != mark:
        at = np.int64(np.uint64(at + 1) & last)
    taken[0] += size[at] == 0
    if minutes < least[at]:
        key[at], least[at], size[at] = mark, minutes, len(stops)
        path[at, : len(stops)] = stops
        path[at, len(stops) :] = path.shape[1]
