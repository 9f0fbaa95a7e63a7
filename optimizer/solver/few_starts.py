"""Bells with few distinct starts and little of a sum over schools: all sets of starts, or exchanges.

The problem is a p-median: pick a few starts, every group then takes the cheapest of them. CP-SAT needs
seconds for what takes milliseconds here, because there are few starts to pick from. Where their sets are too
many to try, starts are exchanged one at a time, which is nearly the best.
"""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np
import numpy.typing as npt

from optimizer.problem import FloatArray, IntArray
from optimizer.solver.board import Board
from optimizer.solver.measures import Load

# The price of a start that a group cannot have: above any sum of loads, and sums of it stay exact.
CLOSED = 1e12
# Most sets of starts that are all tried.
MOST_SETS = 5_000


def few_starts(board: Board, open_: npt.NDArray[np.bool_], most: int, wanted: Load) -> IntArray | None:
    """[G] bells among ``open_``, at most ``most`` distinct, of little ``wanted``; ``None`` if stuck."""
    groups, choice = np.nonzero(open_)
    value = board.groups.value[groups, choice]
    price = np.full((len(open_), len(board.values)), CLOSED)
    price[groups, value] = wanted[groups, choice]
    position = np.zeros(price.shape, dtype=np.int32)
    position[groups, value] = choice
    starts = _best_set(price, min(most, price.shape[1]))
    cheapest = np.array(starts)[price[:, starts].argmin(axis=1)]
    rows = np.arange(len(price))
    if (price[rows, cheapest] >= CLOSED).any():
        return None
    return np.asarray(position[rows, cheapest], dtype=np.int32)


def _best_set(price: FloatArray, most: int) -> list[int]:
    """The starts, ``most`` of them, whose least prices add up to the least."""
    if math.comb(price.shape[1], most) > MOST_SETS:
        return exchange(price, _greedy(price, most))
    sets = map(list, combinations(range(price.shape[1]), most))
    return min(sets, key=lambda starts: float(price[:, starts].min(axis=1).sum()))


def _greedy(price: FloatArray, most: int) -> list[int]:
    """Starts added one by one, each the one that helps most."""
    starts: list[int] = []
    least = np.full(len(price), 2 * CLOSED)
    for _ in range(most):
        totals = np.minimum(least[:, None], price).sum(axis=0)
        starts.append(int(totals.argmin()))
        least = np.minimum(least, price[:, starts[-1]])
    return starts


def exchange(price: FloatArray, starts: list[int]) -> list[int]:
    """Swap one start for another while that lowers the total."""
    now = list(starts)
    total = price[:, now].min(axis=1).sum()
    at = kept = 0
    while kept < len(now):
        others = now[:at] + now[at + 1 :]
        least = price[:, others].min(axis=1, initial=2 * CLOSED)
        totals = np.minimum(least[:, None], price).sum(axis=0)
        best = int(totals.argmin())
        if totals[best] < total:
            now[at], total, kept = best, totals[best], 0
        else:
            kept += 1
        at = (at + 1) % len(now)
    return now
