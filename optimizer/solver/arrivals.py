"""Every run as near to its aim as its chain allows: the moments of a plan whose connections are chosen.

A connection that the aims already allow costs nothing. Where it needs more, the runs of the chain share the
shift, each within its window, so that the minutes off the aim are fewest in all.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import numpy.typing as npt

from optimizer.problem import HalfDay, IntArray


def settle_chain(aims: Sequence[int], needs: Sequence[int], early: int, late: int) -> list[int]:
    """Shifts of the runs of one chain, nearest to their aims in total, that its connections allow.

    ``aims`` are the anchors without a shift, ascending, ``needs`` the minutes between neighbours.

    Raises
    ------
    ValueError
        if no moments in the windows make every connection.
    """
    short = [need - (after - before) for (before, after), need in zip(pairwise(aims), needs, strict=True)]
    if all(minutes <= 0 for minutes in short):
        return [0] * len(aims)
    values = np.arange(-early, late + 1)
    distance = np.abs(values).astype(np.float64)
    total = distance
    came: list[npt.NDArray[np.int64]] = []
    for minutes in short:
        least = _first_least(total)
        reached = np.arange(len(values)) - minutes
        inside = np.minimum(reached, len(values) - 1)
        came.append(np.where(inside >= 0, least[np.maximum(inside, 0)], -1))
        total = distance + np.where(inside >= 0, total[np.maximum(came[-1], 0)], np.inf)
    at = int(total.argmin())
    if not np.isfinite(total[at]):
        raise ValueError("no moments within the windows make every connection of this chain")
    places = [at]
    for before in reversed(came):
        places.append(int(before[places[-1]]))
    return [int(values[place]) for place in reversed(places)]


def _first_least(total: npt.NDArray[np.float64]) -> npt.NDArray[np.int64]:
    """For each position, where the least value up to it stands."""
    least = np.minimum.accumulate(total)
    new = np.concatenate([[True], least[1:] < least[:-1]])
    return np.maximum.accumulate(np.where(new, np.arange(len(total)), 0))


def nearest_to_aims(
    half: HalfDay, anchor: IntArray, band: IntArray, chains: Sequence[Sequence[int]]
) -> IntArray:
    """[R] shifts nearest to the aims that hold every connection of ``chains`` (runs by anchor)."""
    shift = np.zeros(half.runs, dtype=np.int32)
    own = half.school_of_run
    for chain in chains:
        if len(chain) > 1:
            needs = [int(half.need[band[own[b]], own[a], b]) for a, b in pairwise(chain)]
            shift[list(chain)] = settle_chain(
                [int(anchor[own[run]]) for run in chain], needs, half.early, half.late
            )
    return shift
